"""Where every node stands: fixed places, community by community, the same for the same graph.

A physics simulation in the browser blocks it for minutes and never looks the same twice, and a force layout
of the whole graph takes far longer than its parts do. So: find communities, lay each one out by itself, pack
those of a region on a disc, and the regions on the plane. Things that a single paper names stand in a ring around
it, which keeps them out of the simulation and next to what explains them.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np

from kgbuild.graph.relations import PAPER
from kgbuild.views.communities import MAX_COMMUNITY, SEED, find_groups, find_regions, name_levels, split
from kgbuild.views.options import MAX_START
from kgbuild.views.picture import rank_nodes
from kgbuild.views.places import (
    MARGIN,
    PAPER_ROOM,
    STRETCH,
    THING_ROOM,
    Points,
    even_out,
    pack,
    push_apart,
    rim,
    ring,
    ring_radius,
    sunflower,
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Places in whole units (x to the right, y down), and the number of each node's community.

    `names[c]` says what community c is about, "" where its papers share nothing; `regions[c]` is the number of
    the region that it lies in, `region_names[r]` what that is about.
    """

    positions: dict[str, tuple[int, int]]
    communities: dict[str, int]
    names: tuple[str, ...]
    regions: tuple[int, ...]
    region_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """One community: its nodes, their places around (0, 0), the radius that holds them, its region."""

    nodes: tuple[str, ...]
    places: Points
    radius: float
    region: int


def build_layout(graph: "nx.MultiDiGraph[str]") -> Layout:
    """Return a place for every node of `graph` (as `to_networkx` gives it)."""
    papers = [node for node, kind in graph.nodes(data="type") if kind == PAPER]
    core, leaves, alone = split(graph, papers)
    # What is drawn larger needs more room.
    rooms = {node: THING_ROOM * 0.85 + 12 * min(math.sqrt(core.degree(node)), 8.0) for node in core}
    rooms |= dict.fromkeys(papers, PAPER_ROOM)
    if len(graph) <= MAX_START:  # drawn whole: every paper gets room for the ring around it
        rooms |= {paper: PAPER_ROOM + ring_radius(len(own)) for paper, own in leaves.items()}
    groups = find_groups(core, papers)
    regions = find_regions(core, groups)
    parts = [_lay_out(core.subgraph(g), graph, rooms, region) for g, region in zip(groups, regions, strict=True)]
    rest = max(regions, default=-1) + 1
    for start in range(0, len(alone), MAX_COMMUNITY):  # papers that share nothing: a region of their own
        chunk = alone[start : start + MAX_COMMUNITY]
        places, radius = sunflower(len(chunk), max(rooms.get(node, THING_ROOM) for node in chunk))
        parts.append(_Part(tuple(chunk), places, radius, rest))
    parts, centres = _pack_levels(parts, core)
    spots = {
        node: (float(x), float(y))
        for part, centre in zip(parts, centres, strict=True)
        for node, (x, y) in zip(part.nodes, part.places + centre, strict=True)
    }
    region_of = {node: part.region for part in parts for node in part.nodes}
    ranked, start = rank_nodes(graph, MAX_START, region_of)
    wide, high = _stretch([spots[node] for node in ranked[:start] if node in spots])
    positions: dict[str, tuple[int, int]] = {}
    communities: dict[str, int] = {}
    for number, part in enumerate(parts):
        for node in part.nodes:
            x, y = spots[node]
            for member, dx, dy in ((node, 0.0, 0.0), *ring(leaves.get(node, ()))):
                positions[member] = (round(x * wide + dx), round(y * high + dy))
                communities[member] = number
    numbers = tuple(part.region for part in parts)
    names, region_names = name_levels(graph, [part.nodes for part in parts], numbers)
    return Layout({n: positions[n] for n in graph}, {n: communities[n] for n in graph}, names, numbers, region_names)


def _stretch(start: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the factors that make the start picture as wide and high as a page, from the places of its nodes."""
    xs, ys = zip(*start, strict=True) if start else ((0.0,), (0.0,))
    width, height = max(xs) - min(xs) + THING_ROOM, max(ys) - min(ys) + THING_ROOM
    ratio = min(max(STRETCH * height / width, 0.6), 1.7)
    return (ratio, 1.0) if ratio >= 1 else (1.0, 1 / ratio)


def _lay_out(part: "nx.Graph[str]", graph: "nx.MultiDiGraph[str]", rooms: dict[str, float], region: int) -> _Part:
    """Lay one community out: what holds it together by springs, papers that hang on one thing around that."""
    members = sorted(part)
    hanging = [n for n in members if graph.nodes[n]["type"] == PAPER and part.degree(n) < 2]
    hanging = [n for n in hanging if rooms[n] == PAPER_ROOM]
    inner = tuple(n for n in members if n not in set(hanging)) or tuple(members)
    # A subgraph keeps the order of a set: rebuild it in ours.
    ordered: nx.Graph[str] = nx.Graph()
    ordered.add_nodes_from(inner)
    chosen = part.subgraph(inner).edges(data="weight")
    ordered.add_weighted_edges_from(sorted((min(a, b), max(a, b), weight) for a, b, weight in chosen))
    radii = np.array([rooms[node] for node in inner])
    found = nx.spring_layout(ordered, weight="weight", seed=SEED, iterations=60)
    spread = even_out(np.array([found[node] for node in inner], dtype=np.float64))
    places = push_apart(spread * math.sqrt(float((radii**2).sum()) * 1.2), radii)
    places -= places.mean(axis=0)
    reach = float((np.hypot(places[:, 0], places[:, 1]) + radii * 0.7).max())
    if len(inner) == len(members):
        return _Part(inner, places, reach + MARGIN, region)
    index = {node: i for i, node in enumerate(inner)}
    angles = [math.atan2(*places[index[thing]][::-1]) for n in hanging for thing in sorted(part[n])[:1]]
    # A paper whose only tie leads out of the community has none inside: it goes to the end of the rim.
    angles += [math.pi] * (len(hanging) - len(angles))
    outer = [node for _, node in sorted(zip(angles, hanging, strict=True))]
    around, reach = rim(len(outer), reach)
    return _Part((*inner, *outer), np.concatenate([places, around]), reach + MARGIN, region)


def _pack_levels(parts: Sequence[_Part], core: "nx.Graph[str]") -> tuple[list[_Part], Points]:
    """Return the communities, those of the largest region first and their regions numbered anew, and their centres."""
    members: dict[int, list[_Part]] = defaultdict(list)
    for part in sorted(parts, key=lambda part: (-part.radius, part.nodes)):
        members[part.region].append(part)
    inside = {region: _pack_parts(group, core) for region, group in members.items()}
    reach = {
        region: float((np.hypot(*inside[region].T) + np.array([part.radius for part in group])).max())
        for region, group in members.items()
    }
    # Papers that share nothing come last, at the rim.
    order = sorted(members, key=lambda region: (members[region][0].nodes[0] not in core, -reach[region], region))
    radii = np.array([reach[region] + MARGIN * 2 for region in order])
    centres = pack(radii, _ties([[n for part in members[region] for n in part.nodes] for region in order], core))
    result: list[_Part] = []
    places: list[Points] = []
    for number, region in enumerate(order):
        result += [_Part(part.nodes, part.places, part.radius, number) for part in members[region]]
        places.append(inside[region] + centres[number])
    return result, np.concatenate(places)


def _pack_parts(parts: Sequence[_Part], core: "nx.Graph[str]") -> Points:
    """Return the centres of one region's communities around (0, 0)."""
    radii = np.array([part.radius for part in parts])
    centres = pack(radii, _ties([part.nodes for part in parts], core))
    middle: Points = (centres * (radii**2)[:, None]).sum(axis=0) / (radii**2).sum()
    around: Points = centres - middle
    return around


def _ties(groups: Sequence[Sequence[str]], core: "nx.Graph[str]") -> Points:
    """Return how strongly each two groups of nodes are tied: the weights between them."""
    number = {node: i for i, group in enumerate(groups) for node in group}
    ties = np.zeros((len(groups), len(groups)))
    for a, b, weight in core.edges([node for node in number if node in core], data="weight"):
        i, j = number.get(a), number.get(b)
        if i is not None and j is not None and i != j:
            ties[i, j] += weight
            ties[j, i] += weight
    rounded: Points = np.round(ties, 6)  # sums of floats depend on the order of the edges
    return rounded
