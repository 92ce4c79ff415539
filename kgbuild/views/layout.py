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
from kgbuild.views.picture import MAX_START

SEED: Final = 1
# networkx's force layout needs scipy from 500 nodes on; smaller parts also look better.
MAX_COMMUNITY: Final = 160
# The page is wider than high, and so are labels.
STRETCH: Final = 1.3
_SPIRAL: Final = 30_000
_GOLDEN: Final = math.pi * (3 - math.sqrt(5))
_ROLE_WEIGHT: Final = {"proposed": 3.0, "introduced": 3.0, "mentioned": 0.5, "compared": 0.7}
# Room that a node takes, as a radius; what only one paper names may overlap while its paper is not chosen.
_PAPER_ROOM: Final = 26.0
_THING_ROOM: Final = 40.0
_MARGIN: Final = 16.0

_Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Layout:
    """Places in whole units (x to the right, y down), and the number of each node's community.

    `names[c]` says what community c is about, "" where its papers share nothing.
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
    rooms = dict.fromkeys(core, _THING_ROOM) | dict.fromkeys(papers, _PAPER_ROOM)
    if len(graph) <= MAX_START:  # drawn whole: every paper gets room for the ring around it
        rooms |= {paper: _PAPER_ROOM + _ring_radius(len(ring)) for paper, ring in leaves.items()}
    parts = [_lay_out(core.subgraph(group), graph, rooms) for group in _find_communities(core)]
    parts += [_sunflower(alone[i : i + MAX_COMMUNITY], rooms) for i in range(0, len(alone), MAX_COMMUNITY)]
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
    # What falls apart into single nodes has no communities: then any parts are as good.
    if len(groups) == 1 or len(groups) > len(members) // 3:
        groups = [members]
    if len(groups) == 1 or resolution > 8:
        return [g[i : i + MAX_COMMUNITY] for g in groups for i in range(0, len(g), MAX_COMMUNITY)]
    result: list[list[int]] = []
    for group in groups:
        result += _louvain(graph, group, resolution * 2) if len(group) > MAX_COMMUNITY else [group]
    return result


def _lay_out(part: "nx.Graph[str]", graph: "nx.MultiDiGraph[str]", rooms: dict[str, float]) -> _Part:
    """Lay one community out: what holds it together by springs, papers that hang on one thing around that."""
    members = sorted(part)
    hanging = [n for n in members if graph.nodes[n]["type"] == PAPER and part.degree(n) < 2]
    hanging = [n for n in hanging if rooms[n] == _PAPER_ROOM]
    inner = tuple(n for n in members if n not in set(hanging)) or tuple(members)
    # A subgraph keeps the order of a set: rebuild it in ours.
    ordered: nx.Graph[str] = nx.Graph()
    ordered.add_nodes_from(inner)
    chosen = part.subgraph(inner).edges(data="weight")
    ordered.add_weighted_edges_from(sorted((min(a, b), max(a, b), weight) for a, b, weight in chosen))
    radii = np.array([rooms[node] for node in inner])
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


def _ring_radius(count: int) -> float:
    return 30.0 + 2.4 * count


def _ring(members: Sequence[str]) -> list[tuple[str, float, float]]:
    """Return the places of a paper's own things around it, offsets from its place."""
    radius = _ring_radius(len(members))
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


def _sunflower(nodes: Sequence[str], rooms: dict[str, float]) -> _Part:
    """Place papers that share nothing with others evenly on a disc."""
    turn = np.arange(len(nodes))
    places = np.column_stack([np.cos(turn * _GOLDEN), np.sin(turn * _GOLDEN)])
    room = max(rooms.get(node, _THING_ROOM) for node in nodes)
    places *= (2 * room * np.sqrt(turn))[:, None]
    return _Part(tuple(nodes), places, 2 * room * math.sqrt(len(nodes)) + _MARGIN)


def _pack(parts: Sequence[_Part], core: "nx.Graph[str]") -> _Points:
    """Place the communities, largest first, each as near as it fits to those it shares most with."""
    number = {node: i for i, part in enumerate(parts) for node in part.nodes}
    ties = np.zeros((len(parts), len(parts)))
    for a, b, weight in sorted(core.edges(data="weight")):
        i, j = number[a], number[b]
        if i != j:
            ties[i, j] += weight
            ties[j, i] += weight
    radii = np.array([part.radius for part in parts])
    # Free room is looked for on a fixed spiral of points, fine enough for the plane that the circles will fill.
    turn = np.arange(_SPIRAL)
    extent = 1.5 * math.sqrt(float((radii**2).sum())) + float(radii.max())
    points = np.column_stack([np.cos(turn * _GOLDEN), np.sin(turn * _GOLDEN)])
    points *= (extent * np.sqrt(turn / _SPIRAL))[:, None]
    centres = np.zeros((len(parts), 2))
    room = np.full(_SPIRAL, np.inf)
    for i in range(len(parts)):
        centres[i] = _free_place(_wish(ties[i, :i], centres[:i]), radii[i], points, room)
        room = np.minimum(room, _room_beside(points, centres[i], radii[i]))
    # Placed once, a community is moved again when those that it wished for have found their places too.
    again = range(len(parts)) if len(parts) <= 60 else ()
    rooms = np.array([_room_beside(points, centres[i], radii[i]) for i in again])
    for i in [*again] * 3:
        rooms[i] = np.inf
        others = np.arange(len(parts)) != i
        wish = _wish(ties[i][others], centres[others])
        centres[i] = _free_place(wish, radii[i], points, rooms.min(axis=0))
        rooms[i] = _room_beside(points, centres[i], radii[i])
    return centres


def _wish(ties: _Points, centres: _Points) -> _Points:
    """Return where a community would like to be: among those it is tied to, but drawn to the plane's middle."""
    total = float(ties.sum())
    if not total:
        return np.zeros(2)
    wish: _Points = (centres * ties[:, None]).sum(axis=0) / total * 0.25
    return wish


def _room_beside(points: _Points, centre: _Points, radius: float) -> _Points:
    """Return how large a circle may be at each point without touching the given one."""
    room: _Points = np.hypot(points[:, 0] - centre[0], points[:, 1] - centre[1]) - radius
    return room


def _free_place(wish: _Points, radius: float, points: _Points, room: _Points) -> _Points:
    """Return the point nearest to `wish` where a circle fits, else the one with the most room."""
    away = np.hypot(points[:, 0] - wish[0], points[:, 1] - wish[1])
    fits = room >= radius
    place: _Points = points[int(np.argmin(np.where(fits, away, np.inf)) if fits.any() else np.argmax(room))]
    return place


def _name(graph: "nx.MultiDiGraph[str]", core: "nx.Graph[str]", nodes: Sequence[str]) -> str:
    """Name a community after the two things that most of its papers, and few others, name."""
    papers = {node for node in nodes if graph.nodes[node]["type"] == PAPER}
    things = [node for node in nodes if graph.nodes[node]["type"] not in {PAPER, "Metric"} and node in core]

    def score(thing: str) -> tuple[float, str]:
        inside = sum(1 for paper in core[thing] if paper in papers)
        return -inside * inside / (len(core[thing]) + 4), thing

    best = sorted(things, key=score)[:2]
    return " · ".join(graph.nodes[thing]["label"] for thing in best)
