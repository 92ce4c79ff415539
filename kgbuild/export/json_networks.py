"""Node-link JSON, as networkx has it, and the JSON of Cytoscape: lists stay lists, one node or edge a line."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Final

from kgbuild.export.proof import Tally, Watch
from kgbuild.export.property_graph import Node, PropertyGraph, Relationship
from kgbuild.graph.relations import PAPER

_EDGE_LISTS: Final = ("links", "edges")


def write_node_link(graph: PropertyGraph, path: Path, watch: Watch) -> None:
    """Write what `networkx.node_link_graph` reads: a directed multigraph, nodes by IRI, edges keyed by type.

    The edges stand there twice, since no one name for their list does for all: D3, programs made for it, and networkx
    before 3.6 read `links`, networkx from 3.6 on `edges`.
    """
    nodes = ({"id": node.iri, "label": node.label, "type": node.type, **_node(node)} for node in graph.nodes)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"directed": true, "multigraph": true, "graph": {},\n"nodes": [')
        _lines(file, watch("writing nodes", nodes, len(graph.nodes)))
        for name in _EDGE_LISTS:
            edges = (
                {"source": edge.start, "target": edge.end, "key": edge.type, **edge.properties}
                for edge in graph.relationships
            )
            file.write(f'],\n"{name}": [')
            _lines(file, watch("writing edges", edges, len(graph.relationships)))
        file.write("]}\n")


def write_cytoscape(graph: PropertyGraph, path: Path, watch: Watch) -> None:
    """Write what Cytoscape, cytoscape.js and `networkx.cytoscape_graph` read; an edge's `interaction` is its type.

    What a node is called is `label`; an entity's preferred name, `name` elsewhere, is what Cytoscape shows.
    """
    nodes = (_cytoscape_node(node) for node in graph.nodes)
    edges = (_cytoscape_edge(number, edge) for number, edge in enumerate(graph.relationships))
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"data": {"name": "kgbuild"}, "directed": true, "multigraph": true, "elements": {\n"nodes": [')
        _lines(file, watch("writing nodes", nodes, len(graph.nodes)))
        file.write('],\n"edges": [')
        _lines(file, watch("writing edges", edges, len(graph.relationships)))
        file.write("]}}\n")


def _node(node: Node) -> dict[str, object]:
    return {"labels": node.labels, **node.properties}


def _cytoscape_node(node: Node) -> dict[str, object]:
    fixed = {"id": node.iri, "value": node.iri, "name": node.label, "label": node.label, "type": node.type}
    return {"data": {**fixed, **_node(node)}}


def _cytoscape_edge(number: int, edge: Relationship) -> dict[str, object]:
    fixed = {"id": f"e{number}", "source": edge.start, "target": edge.end, "key": edge.type, "interaction": edge.type}
    return {"data": {**fixed, **edge.properties}}


def _lines(file: IO[str], items: Iterable[object]) -> None:
    between = "\n"
    for item in items:
        file.write(between + json.dumps(item, ensure_ascii=False))
        between = ",\n"


def read_edges(path: Path) -> Tally:
    """Return what a node-link file holds, as networkx reads it by the list `edges`."""
    return _read_node_link(path, "edges")


def read_links(path: Path) -> Tally:
    """Return what a node-link file holds, as networkx reads it by the list `links`, which D3 reads too."""
    return _read_node_link(path, "links")


def _read_node_link(path: Path, edges: str) -> Tally:
    import networkx as nx

    return _tally(nx.node_link_graph(json.loads(path.read_text("utf-8")), edges=edges), frozenset())


def read_cytoscape(path: Path) -> Tally:
    """Return what a Cytoscape file holds, as networkx reads it."""
    import networkx as nx

    document = json.loads(path.read_text("utf-8"))
    return _tally(nx.cytoscape_graph(document), frozenset({"id", "source", "target", "interaction", "key", "value"}))


def _tally(graph: object, format_own: frozenset[str]) -> Tally:
    import networkx as nx

    assert isinstance(graph, nx.MultiDiGraph)  # noqa: S101  # both files say so
    tally = Tally()
    for iri, values in graph.nodes(data=True):
        held = {name: value for name, value in values.items() if name not in format_own}
        if format_own and values.get("type") == PAPER:
            del held["name"]  # what Cytoscape shows for a paper
        tally.add_node(iri, str(values.get("type")), held)
    for start, end, kind, values in graph.edges(data=True, keys=True):
        held = {name: value for name, value in values.items() if name not in format_own}
        tally.add_edge(start, str(kind), end, held)
    return tally


def tally_json(graph: PropertyGraph) -> Tally:
    """Return what both formats must hold."""
    tally = Tally()
    for node in graph.nodes:
        values = {"label": node.label, "type": node.type, "labels": node.labels, **node.properties}
        tally.add_node(node.iri, node.type, values)
    for edge in graph.relationships:
        tally.add_edge(edge.start, edge.type, edge.end, edge.properties)
    return tally
