"""What to draw first: the best-connected things and the papers that connect them, few enough to read."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

import networkx as nx

from kgbuild.graph.project import PAPER

MAX_START: Final = 280
# Shares of the things in the start picture; what one type leaves goes to the others.
_SHARES: Final = {"Method": 0.46, "Task": 0.24, "Dataset": 0.2, "Benchmark": 0.1}


def rank_nodes(graph: "nx.MultiDiGraph[str]", limit: int = MAX_START) -> tuple[list[str], int]:
    """Return all nodes, most worth drawing first, and how many make the start picture (at most `limit`)."""
    degree = {node: len(set(nx.all_neighbors(graph, node))) for node in graph}

    def by_degree(nodes: Iterable[str]) -> list[str]:
        return sorted(nodes, key=lambda node: (-degree[node], node))

    if len(graph) <= limit:
        return by_degree(graph), len(graph)
    things = _choose_things(graph, degree, limit * 45 // 100)
    common = common_from(graph)
    joined: Counter[str] = Counter()
    for thing in things:
        for paper in set(graph.predecessors(thing)):
            # A paper is worth showing for the particular things it joins; a very general one hardly counts.
            joined[paper] += 1 if degree[thing] > common else 10
    papers = sorted(joined, key=lambda paper: (-joined[paper], paper))[: limit - len(things)]
    shown = set(papers)
    kept = [thing for thing in things if shown.intersection(graph.predecessors(thing))]
    first = [*kept, *papers]
    chosen = set(first)
    return first + by_degree(node for node in graph if node not in chosen), len(first)


def common_from(graph: "nx.MultiDiGraph[str]") -> int:
    """Return the number of papers above which a thing is so general that its links say little."""
    papers = sum(1 for _, kind in graph.nodes(data="type") if kind == PAPER)
    return max(20, papers // 12)


def _choose_things(graph: "nx.MultiDiGraph[str]", degree: dict[str, int], limit: int) -> list[str]:
    shared = [n for n, kind in graph.nodes(data="type") if kind in _SHARES and degree[n] > 1]
    shared.sort(key=lambda node: (-degree[node], node))
    room = {kind: int(limit * share) for kind, share in _SHARES.items()}
    chosen, waiting = [], []
    for node in shared:
        kind = graph.nodes[node]["type"]
        if room[kind]:
            room[kind] -= 1
            chosen.append(node)
        else:
            waiting.append(node)
    chosen += waiting[: max(0, limit - len(chosen))]
    return sorted(chosen, key=lambda node: (-degree[node], node))
