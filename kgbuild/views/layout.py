"""Where every node stands: fixed places, community by community, the same for the same graph.

A physics simulation in the browser blocks it for minutes and never looks the same twice, and a force layout of
the whole graph takes far longer than its parts do. So: find communities, lay each one out by itself, and pack
them on the plane. Things that a single paper names stand in a ring around it, which keeps them out of the
simulation and next to what explains them.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import networkx as nx
import numpy as np
import numpy.typing as npt

from kgbuild.graph.project import PAPER

SEED: Final = 1
# networkx's force layout needs scipy from 500 nodes on; smaller parts also look better.
MAX_COMMUNITY: Final = 160
# The page is wider than high, and so are labels.
STRETCH: Final = 1.3
_GOLDEN: Final = math.pi * (3 - math.sqrt(5))
_ROLE_WEIGHT: Final = {"proposed": 3.0, "introduced": 3.0, "mentioned": 0.5, "compared": 0.7}
_MARGIN: Final = 70.0

_Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Layout:
    """Places in whole units (x to the right, y down), and the community of each node.

    `communities[i]` is the number of node i in `positions`' order; `names[c]` what community c is about, ""
    where nothing shared names it.
    """

    positions: dict[str, tuple[int, int]]
    communities: dict[str, int]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """One community: its nodes, their places around (0, 0), and the radius that holds them."""

    nodes: tuple[str, ...]
    places: _Points
    radius: float


def build_layout(graph: "nx.MultiDiGraph[str]") -> Layout:
    """Return a place for every node of `graph` (as `to_networkx` gives it)."""
    papers = [node for node, kind in graph.nodes(data="type") if kind == PAPER]
    core, leaves, alone = _split(graph, papers)
    groups = _find_communities(core)
    parts = [_lay_out(core.subgraph(group), leaves) for group in groups]
    parts += [_sunflower(group, leaves) for group in _chunks(alone)]
    order = sorted(range(len(parts)), key=lambda i: (-parts[i].radius, parts[i].nodes))
    parts = [parts[i] for i in order]
    centres = _pack(parts, core)
    positions: dict[str, tuple[int, int]] = {}
    communities: dict[str, int] = {}
    for number, (part, centre) in enumerate(zip(parts, centres, strict=True)):
        for node, (x, y) in zip(part.nodes, part.places + centre, strict=True):
            for member, dx, dy in ((node, 0.0, 0.0), *_ring(leaves.get(node, ()))):
                positions[member] = (round((x + dx) * STRETCH), round(y + dy))
                communities[member] = number
    names = tuple(_name(graph, core, part.nodes) for part in parts)
    return Layout({n: positions[n] for n in graph}, {n: communities[n] for n in graph}, names)


def _split(
    graph: "nx.MultiDiGraph[str]", papers: Sequence[str]
) -> tuple["nx.Graph[str]", dict[str, list[str]], list[str]]:
    """Return the core (papers and what several of them name), paper -> things only it names, and nodes alone."""
    core: nx.Graph[str] = nx.Graph()
    leaves: dict[str, list[str]] = defaultdict(list)
    common = max(6, len(papers) // 10)
    for entity, kind in graph.nodes(data="type"):
        if kind == PAPER:
            continue
        named_by = sorted(set(graph.predecessors(entity)))
        if len(named_by) == 1:
            leaves[named_by[0]].append(entity)
        for paper in named_by if len(named_by) > 1 else ():
            weight = max(_weight(edge) for edge in graph[paper][entity].values()) / math.sqrt(len(named_by))
            # What a tenth of all papers name says little about any of them; it must not pull all together.
            core.add_edge(paper, entity, weight=weight * (0.05 if len(named_by) > common else 1.0))
    held = {leaf for group in leaves.values() for leaf in group}
    alone = [node for node in graph if node not in core and node not in held]
    return core, leaves, alone


def _weight(edge: dict[str, object]) -> float:
    return _ROLE_WEIGHT.get(str(edge["role"]), 1.0) * (2.0 if edge["kind"] == "named" else 1.0)


def _find_communities(core: "nx.Graph[str]") -> list[list[str]]:
    """Return the core's communities, none larger than MAX_COMMUNITY, each sorted, in a fixed order."""
    nodes = sorted(core)
    index = {node: i for i, node in enumerate(nodes)}
    # Louvain walks through sets of nodes: numbers, unlike strings, hash alike in every run.
    numbered: nx.Graph[int] = nx.Graph()
    numbered.add_nodes_from(range(len(nodes)))
    numbered.add_weighted_edges_from(sorted((index[a], index[b], w) for a, b, w in core.edges(data="weight")))
    found = [group for part in nx.connected_components(numbered) for group in _louvain(numbered, part, 1.0)]
    return sorted([nodes[i] for i in group] for group in found)


def _louvain(graph: "nx.Graph[int]", members: Iterable[int], resolution: float) -> list[list[int]]:
    members = sorted(members)
    if len(members) <= 12:
        return [members]
    part = nx.Graph()
    part.add_nodes_from(members)
    part.add_weighted_edges_from(sorted(graph.subgraph(members).edges(data="weight")))
    groups = [sorted(g) for g in nx.community.louvain_communities(part, seed=SEED, resolution=resolution)]
    groups.sort()
    if len(groups) == 1 or resolution > 8:
        return [g[i : i + MAX_COMMUNITY] for g in groups for i in range(0, len(g), MAX_COMMUNITY)]
    result = []
    for group in groups:
        result += _louvain(graph, group, resolution * 2) if len(group) > MAX_COMMUNITY else [group]
    return result


def _lay_out(part: "nx.Graph[str]", leaves: dict[str, list[str]]) -> _Part:
    """Lay one community out by springs, then push apart what overlaps."""
    nodes = tuple(sorted(part))
    # A subgraph keeps the order of a set: rebuild it in ours.
    ordered: nx.Graph[str] = nx.Graph()
    ordered.add_nodes_from(nodes)
    edges = sorted((min(a, b), max(a, b), weight) for a, b, weight in part.edges(data="weight"))
    ordered.add_weighted_edges_from(edges)
    radii = np.array([_footprint(node, leaves) for node in nodes])
    size = math.sqrt(float((radii**2).sum()) * 2.0)
    found = nx.spring_layout(ordered, weight="weight", seed=SEED, iterations=60, scale=size)
    places = _push_apart(np.array([found[node] for node in nodes], dtype=np.float64), radii)
    places -= places.mean(axis=0)
    return _Part(nodes, places, _reach(places, radii))


def _footprint(node: str, leaves: dict[str, list[str]]) -> float:
    count = len(leaves.get(node, ()))
    return 34.0 + (_ring_radius(count) if count else 0.0)


def _ring_radius(count: int) -> float:
    return 26.0 + 1.5 * count


def _ring(members: Sequence[str]) -> list[tuple[str, float, float]]:
    """Return the places of a paper's own things around it, offsets from its place."""
    radius = _ring_radius(len(members))
    result = []
    for i, member in enumerate(members):
        angle = 2 * math.pi * (i + 0.5) / len(members)
        result.append((member, radius * math.cos(angle) / STRETCH, radius * math.sin(angle)))
    return result


def _reach(places: _Points, radii: _Points) -> float:
    return float((np.hypot(places[:, 0], places[:, 1]) + radii).max()) + _MARGIN


def _push_apart(places: _Points, radii: _Points, rounds: int = 80) -> _Points:
    """Move circles until (nearly) none overlaps; deterministic."""
    count = len(places)
    turn = np.arange(count) * _GOLDEN
    places = places + np.column_stack([np.cos(turn), np.sin(turn)]) * 1e-3  # no two in one place
    need = radii[:, None] + radii[None, :]
    for _ in range(rounds):
        apart = places[:, None, :] - places[None, :, :]
        distance = np.hypot(apart[..., 0], apart[..., 1])
        np.fill_diagonal(distance, np.inf)
        overlap = np.maximum(need - distance, 0.0)
        if overlap.max() < 1.0:
            break
        places = places + (apart * (overlap / distance / 2)[..., None]).sum(axis=1) * 0.7
    return places


def _chunks(alone: Sequence[str]) -> list[list[str]]:
    return [list(alone[i : i + MAX_COMMUNITY]) for i in range(0, len(alone), MAX_COMMUNITY)]


def _sunflower(nodes: Sequence[str], leaves: dict[str, list[str]]) -> _Part:
    """Place papers that share nothing with others evenly on a disc."""
    radii = np.array([_footprint(node, leaves) for node in nodes])
    steps = np.sqrt(np.cumsum(radii**2) - radii[0] ** 2) * 1.1
    turn = np.arange(len(nodes)) * _GOLDEN
    places = np.column_stack([np.cos(turn), np.sin(turn)]) * steps[:, None]
    places = _push_apart(places, radii)
    return _Part(tuple(nodes), places, _reach(places, radii))


def _pack(parts: Sequence[_Part], core: "nx.Graph[str]") -> _Points:
    """Place the communities, largest first, each as near as it fits to those it shares most with."""
    number = {node: i for i, part in enumerate(parts) for node in part.nodes}
    ties = np.zeros((len(parts), len(parts)))
    for a, b, weight in sorted(core.edges(data="weight")):
        i, j = number[a], number[b]
        if i != j:
            ties[i, j] += weight
            ties[j, i] += weight
    centres = np.zeros((len(parts), 2))
    radii = np.array([part.radius for part in parts])
    for i in range(1, len(parts)):
        pull = ties[i, :i]
        wish = (centres[:i] * pull[:, None]).sum(axis=0) / (pull.sum() + 1e-9)
        # The plane's middle pulls too, or the picture grows arms.
        wish *= 0.6
        centres[i] = _free_place(wish, radii[i], centres[:i], radii[:i])
    return centres


def _free_place(wish: _Points, radius: float, centres: _Points, radii: _Points) -> _Points:
    """Return the place nearest to `wish` (of a spiral's points around it) where a circle hits no other."""
    step, start = max(radius / 3, 20.0), 0
    while True:
        turn = np.arange(start, start + 512)
        spiral = np.column_stack([np.cos(turn * _GOLDEN), np.sin(turn * _GOLDEN)])
        points = wish + spiral * (step * np.sqrt(turn))[:, None]
        gap = np.hypot(*(points[:, None, :] - centres[None, :, :]).transpose(2, 0, 1)) - radii - radius
        free = np.flatnonzero(gap.min(axis=1) >= 0)
        if len(free):
            place: _Points = points[free[0]]
            return place
        start += 512


def _name(graph: "nx.MultiDiGraph[str]", core: "nx.Graph[str]", nodes: Sequence[str]) -> str:
    """Name a community after the two things that most of its papers, and few others, name."""
    papers = {node for node in nodes if graph.nodes[node]["type"] == PAPER}
    things = [node for node in nodes if node not in papers and node in core]

    def score(thing: str) -> tuple[float, str]:
        inside = sum(1 for paper in core[thing] if paper in papers)
        return -inside * inside / len(core[thing]), thing

    best = sorted(things, key=score)[:2]
    return " · ".join(graph.nodes[thing]["label"] for thing in best)
