"""Facts and evidence in one file of RDF 1.2: each statement is the reifier of its fact, `rdf:reifies <<( s p o )>>`.

An extra beside RDF 1.1: pyoxigraph reads it, rdflib 7 does not.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, NamedNode, Triple

from kgbuild.errors import GraphError
from kgbuild.files import EVIDENCE_FILE
from kgbuild.graph.files import find_graph, parse_file, write_turtle, write_turtle_parts
from kgbuild.graph.marks import read_mark
from kgbuild.graph.ordering import UnsortedError, by_subject, in_batches, sorted_triples, to_place
from kgbuild.vocabulary import RDF

_REIFIES: Final = NamedNode(RDF + "reifies")
_STATEMENT: Final = NamedNode(RDF + "Statement")
_PARTS: Final = (RDF + "subject", RDF + "predicate", RDF + "object")

# Where a subject stands in the order, whether this is evidence, and what is said of it.
_Said: TypeAlias = tuple[str, bool, list[Triple]]


def write_annotated(graph: Path, path: Path) -> None:
    """Write a graph's facts and evidence as one Turtle file of RDF 1.2; `graph` is a graph file or a build's folder.

    Raises GraphError where there is no graph, no evidence beside it, or a file does not parse.
    """
    facts, evidence = find_graph(graph)
    if evidence is None:
        raise GraphError(f"{facts}: no {EVIDENCE_FILE} beside it; annotations are made of evidence")
    mark = read_mark(facts)
    try:  # what a build wrote is never held as a whole
        write_turtle_parts(map(sorted_triples, _annotated_parts(facts, evidence)), path, mark=mark)
    except UnsortedError:
        write_turtle(sorted_triples(to_annotated(_read(facts), _read(evidence))), path, mark=mark)


def _annotated_parts(facts: Path, evidence: Path) -> Iterator[list[Triple]]:
    """Yield what the annotated file says in parts, subject by subject; raises UnsortedError."""
    found = merge(_by_place(facts, is_evidence=False), _by_place(evidence, is_evidence=True))
    return in_batches(_annotated_subject(said) for _, said in groupby(found, key=itemgetter(0)))


def _by_place(file: Path, *, is_evidence: bool) -> Iterator[_Said]:
    return ((to_place(subject), is_evidence, said) for subject, said in by_subject(_read(file)))


def _annotated_subject(parts: Iterable[_Said]) -> list[Triple]:
    triples: dict[bool, list[Triple]] = {is_evidence: said for _, is_evidence, said in parts}
    return list(to_annotated(triples.get(False, ()), triples.get(True, ())))


def to_annotated(facts: Iterable[Triple], evidence: Iterable[Triple]) -> Iterator[Triple]:
    """Yield the facts, and the evidence with each RDF 1.1 statement turned into a reifier of its fact.

    What lacks a subject, predicate or object stays as it is.
    """
    yield from facts
    rest: list[Triple] = []
    parts: defaultdict[NamedNode | BlankNode, dict[str, Triple]] = defaultdict(dict)
    for triple in evidence:
        if triple.predicate.value in _PARTS and isinstance(triple.subject, NamedNode | BlankNode):
            parts[triple.subject][triple.predicate.value] = triple
        else:
            rest.append(triple)
    whole = {node: found for node, found in parts.items() if len(found) == len(_PARTS)}
    for node, found in parts.items():
        terms = [found[part].object for part in _PARTS if part in found]
        if node in whole and isinstance(terms[0], NamedNode | BlankNode) and isinstance(terms[1], NamedNode):
            yield Triple(node, _REIFIES, Triple(terms[0], terms[1], terms[2]))
        else:
            yield from found.values()
    yield from (t for t in rest if t.object != _STATEMENT or t.subject not in whole)


def _read(file: Path) -> Iterator[Triple]:
    for quad in parse_file(file):
        yield Triple(quad.subject, quad.predicate, quad.object)
