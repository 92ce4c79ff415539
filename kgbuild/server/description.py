"""The endpoint's description of itself, which a plain GET answers with.

Source: https://www.w3.org/TR/sparql11-service-description/. Named nodes only, as everywhere in kgbuild.
"""

from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, QueryResultsFormat, Store, Triple

from kgbuild.server.negotiation import GRAPH_FORMAT_IRIS
from kgbuild.vocabulary import RDF, VOID, XSD

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_RESULT_FORMATS: Final = (
    QueryResultsFormat.JSON,
    QueryResultsFormat.XML,
    QueryResultsFormat.CSV,
    QueryResultsFormat.TSV,
)


def count_graphs(store: Store) -> dict[str, int]:
    """Return the number of triples of each graph, of the default graph under the empty name."""
    counts = {"": sum(1 for _ in store.quads_for_pattern(None, None, None, DefaultGraph()))}
    for graph in store.named_graphs():
        if isinstance(graph, NamedNode):
            counts[graph.value] = sum(1 for _ in store.quads_for_pattern(None, None, None, graph))
    return counts


def describe_service(endpoint: str, counts: dict[str, int]) -> tuple[Triple, ...]:
    """Return the description of the endpoint at this address; `counts` as from `count_graphs`."""
    service, dataset = NamedNode(f"{endpoint}#service"), NamedNode(f"{endpoint}#dataset")
    triples = [
        _triple(service, RDF + "type", SD + "Service"),
        _triple(service, SD + "endpoint", endpoint),
        _triple(service, SD + "supportedLanguage", SD + "SPARQL11Query"),
        _triple(service, SD + "defaultDataset", dataset.value),
        _triple(dataset, RDF + "type", SD + "Dataset"),
    ]
    triples += [_triple(service, SD + "resultFormat", form.iri) for form in _RESULT_FORMATS]
    triples += [_triple(service, SD + "resultFormat", iri) for iri in GRAPH_FORMAT_IRIS]
    for number, (name, size) in enumerate(sorted(counts.items())):
        graph = NamedNode(f"{endpoint}#graph{number}")
        held = graph if not name else NamedNode(f"{endpoint}#named{number}")
        triples += [
            _triple(dataset, SD + ("namedGraph" if name else "defaultGraph"), held.value),
            _triple(graph, RDF + "type", SD + "Graph"),
            Triple(graph, NamedNode(VOID + "triples"), Literal(str(size), datatype=NamedNode(XSD + "integer"))),
        ]
        if name:
            triples += [
                _triple(held, RDF + "type", SD + "NamedGraph"),
                _triple(held, SD + "name", name),
                _triple(held, SD + "graph", graph.value),
            ]
    return tuple(sorted(triples, key=str))


def _triple(subject: NamedNode, predicate: str, iri: str) -> Triple:
    return Triple(subject, NamedNode(predicate), NamedNode(iri))
