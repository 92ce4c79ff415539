"""What belongs together: groups of papers and things, regions of groups, and what each is about.

Two levels, because a plane of hundreds of groups is as hard to read as one of thousands of nodes: Louvain finds
the groups, and again, over what ties groups together, the regions.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

import networkx as nx

from kgbuild.graph.relations import PAPER
from kgbuild.views.style import find_style

SEED: Final = 1
# networkx's force layout needs scipy from 500 nodes on; smaller parts also look better.
MAX_COMMUNITY: Final = 160
_FEW_REGIONS: Final = 6
_ROLE_WEIGHT: Final = {"proposed": 3.0, "introduced": 3.0, "mentioned": 0.5, "compared": 0.7}


def split(
    graph: "nx.MultiDiGraph[str]", papers: Sequence[str]
) -> tuple["nx.Graph[str]", dict[str, list[str]], list[str]]:
    """Return the core (papers and what several of them name), paper -> its own things, nodes alone."""
    core: nx.Graph[str] = nx.Graph()
    leaves: dict[str, list[str]] = defaultdict(list)
    common = _general_from(len(papers))
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


def _general_from(papers: int) -> int:
    """Return the number of papers above which a thing is too general to hold any of them together."""
    return max(6, papers // 10)


def _weight(edge: dict[str, object]) -> float:
    return _ROLE_WEIGHT.get(str(edge["role"]), 1.0) * (2.0 if edge["kind"] == "named" else 1.0)


def find_groups(core: "nx.Graph[str]", papers: Sequence[str]) -> list[list[str]]:
    """Return the core's groups, none larger than MAX_COMMUNITY, each sorted, in a fixed order.

    `papers` are all papers of the graph, in the core or not.
    """
    nodes = sorted(core)
    index = {node: i for i, node in enumerate(nodes)}
    # Louvain walks through sets of nodes: numbers, unlike strings, hash alike in every run.
    numbered: nx.Graph[int] = nx.Graph()
    numbered.add_nodes_from(range(len(nodes)))
    numbered.add_weighted_edges_from(sorted((index[a], index[b], w) for a, b, w in core.edges(data="weight")))
    found = [group for part in nx.connected_components(numbered) for group in _louvain(numbered, part, 1.0)]
    return _settle(core, sorted([nodes[i] for i in group] for group in found), papers)


def _settle(core: "nx.Graph[str]", groups: list[list[str]], papers: Sequence[str]) -> list[list[str]]:
    """Return the groups with every general thing in the one that holds most of its papers.

    Its ties were made too weak to pull, so that it fell anywhere.
    """
    number = {node: i for i, group in enumerate(groups) for node in group}
    least = _general_from(len(papers))
    general = sorted(node for node in set(core).difference(papers) if core.degree(node) > least)
    for thing in general:
        homes = Counter(number[paper] for paper in core[thing])
        home = min(homes, key=lambda group: (-homes[group], group))
        if home != number[thing] and len(groups[home]) < MAX_COMMUNITY and len(groups[number[thing]]) > 1:
            groups[number[thing]].remove(thing)
            groups[home].append(thing)
            number[thing] = home
    return sorted(sorted(group) for group in groups)


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


def find_regions(core: "nx.Graph[str]", groups: Sequence[Sequence[str]]) -> list[int]:
    """Return the number of each group's region: a few regions where there are many groups."""
    if len(groups) < _FEW_REGIONS + 2:
        return list(range(len(groups)))
    number = {node: i for i, group in enumerate(groups) for node in group}
    ties: Counter[tuple[int, int]] = Counter()
    for a, b, weight in core.edges(data="weight"):
        i, j = sorted((number[a], number[b]))
        if i != j:
            # Rounded, since sums of floats depend on the order of the edges.
            ties[i, j] += round(weight * 1e6)
    coarse: nx.Graph[int] = nx.Graph()
    coarse.add_nodes_from(range(len(groups)))
    coarse.add_weighted_edges_from(sorted((i, j, weight) for (i, j), weight in ties.items()))
    found: list[list[int]] = []
    for resolution in (1.0, 1.3, 1.6, 2.0, 2.5, 3.0):
        parts = nx.community.louvain_communities(coarse, seed=SEED, resolution=resolution)
        found = sorted(sorted(part) for part in parts)
        if len(found) >= _FEW_REGIONS:
            break
    region = {group: i for i, part in enumerate(found) for group in part}
    return [region[i] for i in range(len(groups))]


def find_terms(graph: "nx.MultiDiGraph[str]", nodes: Sequence[str]) -> list[str]:
    """Return the things that most papers among `nodes`, and few others, name: the most telling first."""
    inside = {node for node in nodes if graph.nodes[node]["type"] == PAPER}
    named: Counter[str] = Counter()
    for paper in inside:
        named.update(set(graph.successors(paper)))
    scores: dict[str, float] = {}
    for thing, count in named.items():
        known = graph.nodes[thing]
        total = len(set(graph.predecessors(thing)))
        if total > 1 and not find_style(known["type"]).is_general and known["type"] != PAPER and not known["url"]:
            scores[thing] = count * count / (total + 4)
    return sorted(scores, key=lambda thing: (-scores[thing], thing))


def name_levels(
    graph: "nx.MultiDiGraph[str]", groups: Sequence[Sequence[str]], regions: Sequence[int]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the groups' names and the regions': two main terms each, "" where papers share nothing.

    A group in a region of several leaves the region's own terms to the region.
    """
    members: dict[int, list[str]] = defaultdict(list)
    for group, region in zip(groups, regions, strict=True):
        members[region] += group
    region_terms = {region: find_terms(graph, nodes)[:2] for region, nodes in members.items()}
    sizes = Counter(regions)
    names = []
    for group, region in zip(groups, regions, strict=True):
        terms = find_terms(graph, group)
        taken = region_terms[region] if sizes[region] > 1 else ()
        names.append(_join(graph, [term for term in terms if term not in taken][:2] or terms[:1]))
    return tuple(names), tuple(_join(graph, region_terms[region]) for region in sorted(members))


def _join(graph: "nx.MultiDiGraph[str]", terms: Iterable[str]) -> str:
    return " · ".join(str(graph.nodes[term]["label"]) for term in terms)
