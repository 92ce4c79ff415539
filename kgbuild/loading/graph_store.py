"""Into RDF stores over the SPARQL 1.1 Graph Store Protocol: triples in parts, added to a graph or in its place."""

import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Final

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse_query_results,
    serialize,
)

from kgbuild import vocabulary as v
from kgbuild.errors import GraphError, LoadError
from kgbuild.graph.iris import compact_iri
from kgbuild.loading.http import Server
from kgbuild.loading.report import LoadReport, Progress, compare_counts
from kgbuild.loading.target import Target

# Triples sent at once: some ten megabytes, which every server takes in one transaction; each has a price of its own.
_BATCH: Final = 200_000
# Where a graph holds text of abstracts.
_QUOTING: Final = frozenset(
    NamedNode(iri)
    for iri in (
        *(v.OA + name for name in ("exact", "prefix", "suffix")),
        *(namespace + "abstract" for namespace in (v.DCTERMS, v.SCHEMA, v.BIBO)),
    )
)
# As the serializer writes it; within a literal, a quotation mark has a backslash before it.
_WHOLE_DECIMAL: Final = re.compile(rb'( "[+-]?[0-9]+)"\^\^xsd:decimal\b')
_COUNT: Final = "SELECT ?p (COUNT(*) AS ?number) WHERE {{ {pattern} }} GROUP BY ?p"

_GraphName = NamedNode | DefaultGraph


@dataclass(frozen=True, slots=True)
class _Part:
    """One graph of ours and where it goes: `here` in the graph that is read, `there` ("": default) in the server."""

    here: _GraphName
    there: str
    quotes: bool

    def triples(self, store: Store) -> Iterator[Triple]:
        """Return what is sent, grouped by subject."""
        quads = store.quads_for_pattern(None, None, None, self.here)
        if self.quotes:
            return (quad.triple for quad in quads)
        return (quad.triple for quad in quads if quad.predicate not in _QUOTING)

    def counts(self, store: Store) -> Counter[str]:
        """Return how many triples of each predicate are sent."""
        name = self.here.value if isinstance(self.here, NamedNode) else ""
        solutions = store.query(_count_query(name))
        assert isinstance(solutions, QuerySolutions)  # noqa: S101  # a SELECT gives nothing else
        found = _read_counts(solutions)
        return Counter({iri: number for iri, number in found.items() if self.quotes or NamedNode(iri) not in _QUOTING})


def _to_turtle(triples: list[Triple]) -> bytes:
    """Return a batch as it is sent, whole xsd:decimals written as 1.0, their canonical form in XSD 1.0.

    pyoxigraph writes 1, which Fuseki (5.6, TDB2) takes and then does not find again when the graph is deleted.
    """
    text = serialize(triples, format=RdfFormat.TURTLE, prefixes=v.PREFIXES) or b""
    return _WHOLE_DECIMAL.sub(rb'\1.0"^^xsd:decimal', text)


def load_rdf(
    store: Store, target: Target, *, evidence: bool, quotes: bool, replace: bool, add: bool, progress: Progress
) -> LoadReport:
    """Send the facts to the target's graph and the evidence to its own, then count; raises LoadError, GraphError."""
    _check_terms(store)
    parts = [
        _Part(here, target.graph if isinstance(here, DefaultGraph) else here.value, quotes)
        for here in _graphs(store, evidence=evidence)
    ]
    expected = {part.there: part.counts(store) for part in parts}
    total = sum(sum(counts.values()) for counts in expected.values())
    server = Server(target, total)
    found: dict[str, Counter[str]] = {}
    removed = 0
    with server:
        server.try_out(_count_query(target.graph))
        before = _total(server, [v.EVIDENCE_GRAPH, *expected]) if replace else 0
        progress(0, total)
        for part in parts:
            _send(part, store, server, replace=replace, progress=progress)
        if replace and v.EVIDENCE_GRAPH not in expected:
            server.delete(v.EVIDENCE_GRAPH)
        for there in expected:
            found[there] = _ask_counts(server, there)
        if replace:
            removed = max(0, before - sum(sum(counts.values()) for counts in found.values()))
    counts = compare_counts(_named(expected, target), _named(found, target))
    return LoadReport("triples", total, removed, counts, add=add)


def _graphs(store: Store, *, evidence: bool) -> list[_GraphName]:
    """Return the graphs that are loaded, the facts first, so that the evidence never speaks of what is not there."""
    named = sorted((one for one in store.named_graphs() if isinstance(one, NamedNode)), key=str)
    return [DefaultGraph(), *(one for one in named if evidence or one.value != v.EVIDENCE_GRAPH)]


def _check_terms(store: Store) -> None:
    """Raise GraphError for what cannot be sent, or not twice."""
    for quad in store:
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            raise GraphError(f"{quad.subject} {quad.predicate}: blank nodes double with each load; give them IRIs")
        if isinstance(quad.object, Triple):
            raise GraphError(f"{quad.subject}: states something about a triple (RDF 1.2), which RDF 1.1 does not hold")


def _send(part: _Part, store: Store, server: Server, *, replace: bool, progress: Progress) -> None:
    """Send one graph in batches; the first takes the place of what is there if `replace`.

    While the server stores one batch the next is written.
    """
    triples = part.triples(store)
    method = "PUT" if replace else "POST"
    with ThreadPoolExecutor(max_workers=1) as line:
        under_way: Future[None] | None = None
        while batch := list(islice(triples, _BATCH)):
            body = _to_turtle(batch)
            if under_way is not None:
                under_way.result()
                progress(server.done, server.total)
            under_way = line.submit(server.send, method, part.there, body, len(batch))
            method = "POST"
        if under_way is not None:
            under_way.result()
            progress(server.done, server.total)
    if method == "PUT":  # an empty graph in place of another
        server.delete(part.there)


def _count_query(graph: str) -> str:
    pattern = "?s ?p ?o"
    return _COUNT.format(pattern=f"GRAPH {NamedNode(graph)} {{ {pattern} }}" if graph else pattern)


def _ask_counts(server: Server, graph: str) -> Counter[str]:
    answer = server.query(_count_query(graph))
    try:
        solutions = parse_query_results(answer, format=QueryResultsFormat.JSON)
        if isinstance(solutions, QuerySolutions):
            return _read_counts(solutions)
    except (SyntaxError, ValueError) as error:
        what = " ".join(str(error).split())[:200]
        raise LoadError(f"{server.target.query_url}: no SPARQL results ({what}); give --query-url") from error
    raise LoadError(f"{server.target.query_url}: no SPARQL results of a SELECT; give --query-url")


def _read_counts(solutions: QuerySolutions) -> Counter[str]:
    counts: Counter[str] = Counter()
    for solution in solutions:
        predicate, number = solution["p"], solution["number"]
        if isinstance(predicate, NamedNode) and isinstance(number, Literal):
            counts[predicate.value] = int(number.value)
    return counts


def _total(server: Server, graphs: list[str]) -> int:
    return sum(sum(_ask_counts(server, graph).values()) for graph in sorted(set(graphs)))


def _named(counts: dict[str, Counter[str]], target: Target) -> Counter[str]:
    """Return the counts with names that people read: the predicate with its prefix, and the graph beside the facts'."""
    return Counter(
        {
            compact_iri(iri) + ("" if graph == target.graph else f" in <{graph}>"): number
            for graph, predicates in counts.items()
            for iri, number in predicates.items()
        }
    )
