"""Where every node stands: fixed places, community by community, the same for the same graph.

A physics simulation in the browser blocks it for minutes and never looks the same twice, and a force layout
of the whole graph takes far longer than its parts do. So: find communities, lay each one out by itself, and
pack them on the plane. Things that a single paper names stand in a ring around it, which keeps them out of
the simulation and next to what explains them.
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
# Room that a node takes, as a radius; what only one paper names may overlap while its paper is not chosen.
_PAPER_ROOM: Final = 26.0
_THING_ROOM: Final = 40.0
_MARGIN: Final = 16.0

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
    parts = [_lay_out(core.subgraph(group), graph) for group in _find_communities(core)]
    parts += [_sunflower(alone[i : i + MAX_COMMUNITY]) for i in range(0, len(alone), MAX_COMMUNITY)]
    # Papers that share nothing come last, at the rim.
    parts.sort(key=lambda part: (part.nodes[0] not in core, -part.radius, part.nodes))
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
    """Return the core (papers and what several of them name), paper -> its own things, nodes alone."""
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
    result: list[list[int]] = []
    for group in groups:
        result += _louvain(graph, group, resolution * 2) if len(group) > MAX_COMMUNITY else [group]
    return result


def _lay_out(part: "nx.Graph[str]", graph: "nx.MultiDiGraph[str]") -> _Part:
    """Lay one community out: what holds it together by springs, papers that hang on one thing around that."""
    members = sorted(part)
    hanging = [n for n in members if graph.nodes[n]["type"] == PAPER and part.degree(n) < 2]
    inner = tuple(n for n in members if n not in set(hanging)) or tuple(members)
    # A subgraph keeps the order of a set: rebuild it in ours.
    ordered: nx.Graph[str] = nx.Graph()
    ordered.add_nodes_from(inner)
    chosen = part.subgraph(inner).edges(data="weight")
    ordered.add_weighted_edges_from(sorted((min(a, b), max(a, b), weight) for a, b, weight in chosen))
    radii = np.array([_PAPER_ROOM if graph.nodes[n]["type"] == PAPER else _THING_ROOM for n in inner])
    found = nx.spring_layout(ordered, weight="weight", seed=SEED, iterations=60)
    spread = _even_out(np.array([found[node] for node in inner], dtype=np.float64))
    places = _push_apart(spread * math.sqrt(float((radii**2).sum()) * 1.2), radii)
    places -= places.mean(axis=0)
    reach = float((np.hypot(places[:, 0], places[:, 1]) + radii * 0.7).max())
    if len(inner) == len(members):
        return _Part(inner, places, reach + _MARGIN)
    index = {node: i for i, node in enumerate(inner)}
    angles = [math.atan2(*places[index[thing]][::-1]) for n in hanging for thing in sorted(part[n])[:1]]
    # A paper whose only tie leads out of the community has none inside: it goes to the end of the rim.
    angles += [math.pi] * (len(hanging) - len(angles))
    outer = [node for _, node in sorted(zip(angles, hanging, strict=True))]
    rim, reach = _rim(len(outer), reach)
    return _Part((*inner, *outer), np.concatenate([places, rim]), reach + _MARGIN)


def _even_out(places: _Points) -> _Points:
    """Fill the unit disc evenly: directions stay, distances from the middle follow their ranks.

    Springs throw single nodes far out, and a circle around those would be mostly empty.
    """
    places = places - np.median(places, axis=0)
    distance = np.hypot(places[:, 0], places[:, 1]) + 1e-9
    rank = np.empty(len(places))
    rank[np.argsort(distance, kind="stable")] = np.arange(len(places))
    return places / distance[:, None] * np.sqrt((rank + 0.5) / len(places))[:, None]


def _rim(count: int, reach: float) -> tuple[_Points, float]:
    """Return places on circles around a disc, by rising angle, and the radius that holds them."""
    rings = 1
    while sum(_on_ring(reach, ring) for ring in range(rings)) < count:
        rings += 1
    angles = -math.pi + (np.arange(count) + 0.5) * 2 * math.pi / max(count, 1)
    radius = reach + _PAPER_ROOM * (0.4 + 1.5 * (np.arange(count) % rings))
    places = np.column_stack([np.cos(angles), np.sin(angles)]) * radius[:, None]
    return places, float(radius.max()) + _PAPER_ROOM / 2


def _on_ring(reach: float, ring: int) -> int:
    return int(2 * math.pi * (reach + _PAPER_ROOM * (0.4 + 1.5 * ring)) / (1.5 * _PAPER_ROOM)) or 1


def _ring(members: Sequence[str]) -> list[tuple[str, float, float]]:
    """Return the places of a paper's own things around it, offsets from its place."""
    radius = 30.0 + 2.4 * len(members)
    result = []
    for i, member in enumerate(members):
        angle = 2 * math.pi * (i + 0.5) / len(members)
        result.append((member, radius * math.cos(angle) / STRETCH, radius * math.sin(angle)))
    return result


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


def _sunflower(nodes: Sequence[str]) -> _Part:
    """Place papers that share nothing with others evenly on a disc."""
    turn = np.arange(len(nodes))
    places = np.column_stack([np.cos(turn * _GOLDEN), np.sin(turn * _GOLDEN)])
    places *= (2 * _PAPER_ROOM * np.sqrt(turn))[:, None]
    return _Part(tuple(nodes), places, 2 * _PAPER_ROOM * math.sqrt(len(nodes)) + _MARGIN)


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
    placed = np.zeros(len(parts), dtype=bool)
    # Placed once, a community is moved again when those that it wished for have found their places too.
    for _ in range(4 if len(parts) <= 200 else 1):
        for i in range(len(parts)):
            others = placed & (np.arange(len(parts)) != i)
            if others.any():
                pull = ties[i][others]
                # The plane's middle pulls too, or the picture grows arms.
                wish = (centres[others] * pull[:, None]).sum(axis=0) / (pull.sum() + 1e-9) * 0.25
                centres[i] = _free_place(wish, radii[i], centres[others], radii[others])
            placed[i] = True
    return centres


def _free_place(wish: _Points, radius: float, centres: _Points, radii: _Points) -> _Points:
    """Return the place nearest to `wish` (of a spiral's points around it) where a circle hits no other."""
    start = 0
    while True:
        turn = np.arange(start, start + 1024)
        spiral = np.column_stack([np.cos(turn * _GOLDEN), np.sin(turn * _GOLDEN)])
        points = wish + spiral * (max(radius / 8, 10.0) * np.sqrt(turn))[:, None]
        gap = np.hypot(*(points[:, None, :] - centres[None, :, :]).transpose(2, 0, 1)) - radii - radius
        free = np.flatnonzero(gap.min(axis=1) >= 0)
        if len(free):
            place: _Points = points[free[0]]
            return place
        start += 1024


def _name(graph: "nx.MultiDiGraph[str]", core: "nx.Graph[str]", nodes: Sequence[str]) -> str:
    """Name a community after the two things that most of its papers, and few others, name."""
    papers = {node for node in nodes if graph.nodes[node]["type"] == PAPER}
    things = [node for node in nodes if node not in papers and node in core]

    def score(thing: str) -> tuple[float, str]:
        inside = sum(1 for paper in core[thing] if paper in papers)
        return -inside * inside / len(core[thing]), thing

    best = sorted(things, key=score)[:2]
    return " · ".join(graph.nodes[thing]["label"] for thing in best)
