"""The endpoint's description of itself, which a plain GET answers with.

Source: https://www.w3.org/TR/sparql11-service-description/. Named nodes only, as everywhere in kgbuild.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, QueryResultsFormat, QuerySolutions, Store, Triple

from kgbuild.server.negotiation import GRAPH_FORMAT_IRIS
from kgbuild.vocabulary import KG, RDF, VOID, XSD

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_VOCABULARY: Final = NamedNode(VOID + "vocabulary")
_RESULT_FORMATS: Final = (
    QueryResultsFormat.JSON,
    QueryResultsFormat.XML,
    QueryResultsFormat.CSV,
    QueryResultsFormat.TSV,
)


@dataclass(frozen=True, slots=True)
class HeldGraph:
    """A graph of the store: its name, empty for the default graph, its triples, and what describes it in itself."""

    name: str
    triples: int
    descriptions: tuple[str, ...] = ()


def count_graphs(store: Store) -> tuple[HeldGraph, ...]:
    """Return the graphs of a store with their sizes, the default graph first, then by name.

    Of the default graph also the IRIs of the descriptions that builds have put into it, such as `<base>graph`.
    """
    held = [HeldGraph("", _count(store, DefaultGraph()), _find_descriptions(store))]
    names = (graph for graph in store.named_graphs() if isinstance(graph, NamedNode))
    held += [HeldGraph(graph.value, _count(store, graph)) for graph in names]
    return tuple(sorted(held, key=lambda graph: graph.name))


def describe_service(endpoint: str, held: Collection[HeldGraph]) -> tuple[Triple, ...]:
    """Return the description of the endpoint at this address; `held` as from `count_graphs`.

    A graph that has one description of itself (`void:Dataset`) is given under that one's IRI, so that licence,
    partitions and quality card are told of the `sd:Graph`; of several descriptions each is a subset of it.
    """
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
    for number, one in enumerate(held):
        graph = NamedNode(one.descriptions[0] if len(one.descriptions) == 1 else f"{endpoint}#graph{number}")
        named = NamedNode(f"{endpoint}#named{number}") if one.name else graph
        size = Literal(str(one.triples), datatype=NamedNode(XSD + "integer"))
        triples += [
            _triple(dataset, SD + ("namedGraph" if one.name else "defaultGraph"), named.value),
            _triple(graph, RDF + "type", SD + "Graph"),
            Triple(graph, NamedNode(VOID + "triples"), size),
        ]
        for described in one.descriptions:
            triples += [
                _triple(NamedNode(described), RDF + "type", VOID + "Dataset"),
                _triple(NamedNode(described), VOID + "sparqlEndpoint", endpoint),
            ]
            if described != graph.value:
                triples.append(_triple(graph, VOID + "subset", described))
        if one.name:
            triples += [
                _triple(named, RDF + "type", SD + "NamedGraph"),
                _triple(named, SD + "name", one.name),
                _triple(named, SD + "graph", graph.value),
            ]
    return tuple(sorted(triples, key=str))


def _count(store: Store, graph: NamedNode | DefaultGraph) -> int:
    """Return how many triples a graph has; the engine counts millions several times as fast as a loop here would."""
    found = store.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", default_graph=graph)
    assert isinstance(found, QuerySolutions)  # noqa: S101  # a SELECT gives nothing else
    number = next(found)["n"]
    return int(number.value) if isinstance(number, Literal) else 0


def _find_descriptions(store: Store) -> tuple[str, ...]:
    """Return the datasets with our vocabulary; a graph may tell of others that it is not."""
    ours = NamedNode(KG.removesuffix("#"))
    found = {q.subject for q in store.quads_for_pattern(None, _VOCABULARY, ours, DefaultGraph())}
    return tuple(sorted(node.value for node in found if isinstance(node, NamedNode)))


def _triple(subject: NamedNode, predicate: str, iri: str) -> Triple:
    return Triple(subject, NamedNode(predicate), NamedNode(iri))
