"""What to draw first: the best-connected things and the papers that connect them, few enough to read."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

import networkx as nx

from kgbuild.entity_types import TYPES
from kgbuild.graph.relations import PAPER
from kgbuild.views.options import MAX_START
from kgbuild.views.style import find_style

# Shares of the things in the start picture, the largest first; what one type leaves goes to the others.
_SHARES: Final = {row.name: row.share for row in sorted(TYPES, key=lambda row: -row.share) if row.share}


def rank_nodes(
    graph: "nx.MultiDiGraph[str]", limit: int = MAX_START, regions: Mapping[str, int] | None = None
) -> tuple[list[str], int]:
    """Return all nodes, most worth drawing first, and how many make the start picture (at most `limit`).

    General terms ("language models") come last, and with them the papers that name nothing else: they join everything
    with everything. `regions` gives each node's region: the start picture then shows something of all of them.
    """
    named = set(find_named(graph))
    ranked, start = _rank(graph.subgraph(named), limit, regions or {})
    return ranked + _by_degree(_count_neighbours(graph), set(graph) - named), start


def is_general(graph: "nx.MultiDiGraph[str]", node: str) -> bool:
    """Tell whether a thing is a general term, of a type whose things have names or none."""
    known = graph.nodes[node]
    return known["kind"] == "term" and find_style(known["type"]).has_kinds


def find_named(graph: "nx.MultiDiGraph[str]") -> list[str]:
    """Return the nodes without the general terms and the papers that name nothing else; all where no thing is left."""
    terms = {node for node in graph if is_general(graph, node)}
    emptied = {
        paper for term in terms for paper in graph.predecessors(term) if terms.issuperset(graph.successors(paper))
    }
    kept = [node for node in graph if node not in terms and node not in emptied]
    return kept if any(graph.nodes[node]["type"] != PAPER for node in kept) else list(graph)


def _count_neighbours(graph: "nx.MultiDiGraph[str]") -> dict[str, int]:
    return {node: len(set(nx.all_neighbors(graph, node))) for node in graph}


def _by_degree(degree: Mapping[str, int], nodes: Iterable[str]) -> list[str]:
    return sorted(nodes, key=lambda node: (-degree[node], node))


def _rank(graph: "nx.MultiDiGraph[str]", limit: int, regions: Mapping[str, int]) -> tuple[list[str], int]:
    degree = _count_neighbours(graph)
    if len(graph) <= limit:
        return _by_degree(degree, graph), len(graph)
    things = _choose_things(graph, degree, limit * 45 // 100, regions)
    common = common_from(graph)
    joined: Counter[str] = Counter()
    for thing in things:
        for paper in set(graph.predecessors(thing)):
            # A paper is worth showing for the particular things it joins; a very general one hardly counts.
            joined[paper] += 1 if degree[thing] > common else 10
    ranked = sorted(joined, key=lambda paper: (-joined[paper], paper))
    papers = _spread(ranked, joined, regions, limit - len(things))
    shown = set(papers)
    kept = [thing for thing in things if shown.intersection(graph.predecessors(thing))]
    first = [*kept, *papers]
    return first + _by_degree(degree, set(graph) - set(first)), len(first)


def _spread(ranked: Iterable[str], worth: Mapping[str, int], regions: Mapping[str, int], count: int) -> list[str]:
    """Return the best `count` of `ranked`, best first; the more a region has already, the better its next must be."""
    waiting: dict[int, list[str]] = defaultdict(list)
    for node in ranked:
        waiting[regions.get(node, 0)].append(node)
    for nodes in waiting.values():
        nodes.reverse()
    fair = max(1.0, count / max(len(waiting), 1))
    taken: Counter[int] = Counter()
    chosen: list[str] = []
    while len(chosen) < count and waiting:
        region = max(waiting, key=lambda r: (worth[waiting[r][-1]] / (1 + 2 * taken[r] / fair), -r))
        chosen.append(waiting[region].pop())
        taken[region] += 1
        if not waiting[region]:
            del waiting[region]
    return chosen


def common_from(graph: "nx.MultiDiGraph[str]") -> int:
    """Return the number of papers above which a thing is so general that its links say little."""
    papers = sum(1 for _, kind in graph.nodes(data="type") if kind == PAPER)
    return min(max(20, papers // 12), 60)


def _choose_things(
    graph: "nx.MultiDiGraph[str]", degree: dict[str, int], limit: int, regions: Mapping[str, int]
) -> list[str]:
    shared = [n for n, kind in graph.nodes(data="type") if kind in _SHARES and degree[n] > 1]
    shared.sort(key=lambda node: (-degree[node], node))
    chosen: list[str] = []
    for kind, share in _SHARES.items():
        chosen += _spread([n for n in shared if graph.nodes[n]["type"] == kind], degree, regions, int(limit * share))
    taken = set(chosen)
    chosen += _spread([n for n in shared if n not in taken], degree, regions, max(0, limit - len(chosen)))
    return sorted(chosen, key=lambda node: (-degree[node], node))
