"""The part of a graph that a page is to show: what lies around one thing, or things of some types."""

import difflib
from collections.abc import Sequence

import networkx as nx

from kgbuild.errors import GraphError
from kgbuild.graph.project import PAPER, local_name


def find_node(graph: "nx.MultiDiGraph[str]", name: str) -> str:
    """Return the IRI of what is called so: an IRI, the last part of one (`bert`, `entity/bert`), a name or an alias.

    Of several, the one that most papers name. Raises GraphError with the nearest names where nothing is.
    """
    if name in graph:
        return name
    wanted, slug = name.casefold().strip(), name.rstrip("/").split("/")[-1].casefold()
    labels: dict[str, list[str]] = {}
    for node, known in graph.nodes(data=True):
        for text in {known["label"].casefold(), *(alias.casefold() for alias in known.get("aliases", ()))}:
            labels.setdefault(text, []).append(node)
    found = labels.get(wanted) or [node for node in graph if local_name(node).casefold() == slug]
    if found:
        return min(found, key=lambda node: (-graph.degree(node), node))
    near = difflib.get_close_matches(wanted, sorted(labels), n=3, cutoff=0.5)
    names = sorted({graph.nodes[labels[text][0]]["label"] for text in near})
    hint = f"near it: {', '.join(names)}" if names else "search the page of the whole graph for its name"
    raise GraphError(f"--around {name}: nothing is called that; {hint}")


def cut_around(graph: "nx.MultiDiGraph[str]", node: str, hops: int) -> "nx.MultiDiGraph[str]":
    """Return what lies within `hops` steps of `node`, in the graph's order."""
    near = nx.single_source_shortest_path_length(graph.to_undirected(as_view=True), node, cutoff=hops)
    return _cut(graph, set(near))


def cut_types(graph: "nx.MultiDiGraph[str]", types: Sequence[str]) -> "nx.MultiDiGraph[str]":
    """Return the things of these types (class names, in any case) and the papers that name them.

    Raises GraphError for a type that the graph does not have.
    """
    present = {kind.casefold(): kind for _, kind in graph.nodes(data="type")}
    unknown = [name for name in types if name.casefold() not in present]
    if unknown:
        raise GraphError(
            f"--type {unknown[0]}: no such type in the graph; it has {', '.join(sorted(present.values()))}"
        )
    wanted = {present[name.casefold()] for name in types}
    things = {node for node, kind in graph.nodes(data="type") if kind in wanted and kind != PAPER}
    papers = {paper for thing in things for paper in graph.predecessors(thing)}
    if PAPER in wanted:
        papers |= {node for node, kind in graph.nodes(data="type") if kind == PAPER}
    return _cut(graph, things | papers)


def _cut(graph: "nx.MultiDiGraph[str]", kept: set[str]) -> "nx.MultiDiGraph[str]":
    part: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    part.add_nodes_from((node, known) for node, known in graph.nodes(data=True) if node in kept)
    part.add_edges_from(
        (a, b, key, edge) for a, b, key, edge in graph.edges(keys=True, data=True) if a in kept and b in kept
    )
    relations = graph.graph["relations"]
    part.graph["relations"] = tuple(r for r in relations if r.subject in kept and r.object in kept)
    return part
