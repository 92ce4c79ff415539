"""Places taken over from an earlier page: what was there keeps its place, what is new comes beside its neighbours."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import networkx as nx

from kgbuild.errors import GraphError
from kgbuild.files import read_limited
from kgbuild.views.communities import name_levels
from kgbuild.views.layout import Layout, build_layout
from kgbuild.views.places import GOLDEN, STRETCH

_CELL: Final = 44  # two nodes in one cell would touch
_SCRIPT: Final = re.compile(
    r'<script type="application/json" (?:id="graph-data"|class="part")>(.*?)</script>', re.DOTALL
)


@dataclass(frozen=True, slots=True)
class KnownLayout:
    """The places of an earlier page: IRI -> (x, y), IRI -> group, and each group's region."""

    positions: dict[str, tuple[int, int]]
    groups: dict[str, int]
    regions: tuple[int, ...]


def read_layout(path: Path) -> KnownLayout:
    """Read the places of all nodes from a page that `write_view` wrote. Raises GraphError where there are none."""
    try:
        text = read_limited(path, hint="no page is that large").decode()
    except (OSError, UnicodeDecodeError) as error:
        raise GraphError(f"{path}: cannot be read; give a page that `kgbuild view` or `build` wrote") from error
    try:
        head, *parts = [json.loads(match[1]) for match in _SCRIPT.finditer(text)]
        rows = [row for part in (head, *parts) for row in part.get("nodes", ())]
        return _to_layout(head, rows)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise GraphError(f"{path}: holds no places; give a page that this version's `kgbuild view` wrote") from error


def _to_layout(head: dict[str, Any], rows: list[list[Any]]) -> KnownLayout:
    regions = tuple(int(region) for _, region in head["groups"])
    positions, groups = {}, {}
    for key, _, _, x, y, group, *_ in rows:
        iri = key if "://" in key else head["base"] + key
        positions[iri] = (int(x), int(y))
        groups[iri] = int(group) if 0 <= int(group) < len(regions) else 0
    return KnownLayout(positions, groups, regions)


def extend_layout(graph: "nx.MultiDiGraph[str]", known: KnownLayout) -> Layout:
    """Return a place for every node of `graph`: the known one, else one near the neighbours that have one."""
    kept = [node for node in graph if node in known.positions]
    if not kept:
        return build_layout(graph)
    positions = {node: known.positions[node] for node in kept}
    groups = {node: known.groups[node] for node in kept}
    regions = known.regions
    taken = {_cell(place) for place in positions.values()}
    waiting = [node for node in graph if node not in positions]
    while waiting:
        # Those with most known neighbours first: they say best where the others belong.
        near = {node: _known_neighbours(graph, node, positions) for node in waiting}
        ready = sorted((node for node in waiting if near[node]), key=lambda node: (-len(near[node]), node))
        if not ready:
            break
        for node in ready:
            groups[node] = _commonest(groups[other] for other in near[node])
            positions[node] = _free_place(_middle([positions[other] for other in near[node]]), taken)
        waiting = [node for node in waiting if node not in positions]
    if waiting:  # nothing ties them to what was there: a region of their own, below
        regions = (*regions, max(regions, default=-1) + 1)
        left = min(x for x, _ in positions.values())
        below = max(y for _, y in positions.values()) + 200
        alone = build_layout(graph.subgraph(waiting).copy())
        corner = min(x for x, _ in alone.positions.values()), min(y for _, y in alone.positions.values())
        for node in waiting:
            x, y = alone.positions[node]
            positions[node] = (x - corner[0] + left, y - corner[1] + below)
            groups[node] = len(regions) - 1
    members: list[list[str]] = [[] for _ in regions]
    for node in graph:
        members[groups[node]].append(node)
    names, region_names = name_levels(graph, members, regions)
    return Layout({n: positions[n] for n in graph}, {n: groups[n] for n in graph}, names, regions, region_names)


def mean_displacement(known: KnownLayout, layout: Layout) -> tuple[int, float]:
    """Return how many nodes of `layout` were known, and how far these lie from where they were, on average."""
    moved = [
        math.dist(known.positions[node], place) for node, place in layout.positions.items() if node in known.positions
    ]
    return len(moved), sum(moved) / len(moved) if moved else 0.0


def _known_neighbours(graph: "nx.MultiDiGraph[str]", node: str, positions: dict[str, tuple[int, int]]) -> list[str]:
    """Return the neighbours that have a place; very general ones only where there are no others."""
    near = sorted({other for other in nx.all_neighbors(graph, node) if other in positions})
    few = [other for other in near if graph.degree(other) <= 30]
    return few or near


def _commonest(numbers: Iterable[int]) -> int:
    counts: Counter[int] = Counter(numbers)
    return min(counts, key=lambda number: (-counts[number], number))


def _middle(places: list[tuple[int, int]]) -> tuple[float, float]:
    """Return the place in the middle of the others that is least disturbed by one far away."""
    xs, ys = sorted(x for x, _ in places), sorted(y for _, y in places)
    return float(xs[len(xs) // 2]), float(ys[len(ys) // 2])


def _free_place(wish: tuple[float, float], taken: set[tuple[int, int]]) -> tuple[int, int]:
    """Return the first free place on a spiral around `wish`, and take it."""
    turn = 1
    while True:
        reach = _CELL * math.sqrt(turn)
        place = (
            round(wish[0] + reach * math.cos(turn * GOLDEN) * STRETCH),
            round(wish[1] + reach * math.sin(turn * GOLDEN)),
        )
        if _cell(place) not in taken:
            taken.add(_cell(place))
            return place
        turn += 1


def _cell(place: tuple[int, int]) -> tuple[int, int]:
    return round(place[0] / _CELL), round(place[1] / _CELL)
