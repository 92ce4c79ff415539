"""A part of a graph, read without the rest: what is said of some nodes, and what supports some facts.

What a part shows is read by `kgbuild.graph.reading` like a whole graph, so that both tell the same. A neighbour of the
nodes asked for comes with its names and classes only.
"""

from collections.abc import Collection, Iterable
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store, Triple

from kgbuild import vocabulary as v
from kgbuild.graph.model import GraphModel, Support
from kgbuild.graph.reading import NAMES, TITLES, to_model
from kgbuild.graph.support import Key, find_support, read_support

# What is told of a neighbour.
_OF_NEIGHBOURS: Final = tuple(
    NamedNode(iri)
    for iri in dict.fromkeys((v.RDF + "type", *NAMES, *TITLES, v.DCTERMS + "issued", v.KG + "url", v.KG + "kind"))
)
_SUBJECT: Final = NamedNode(v.RDF + "subject")
_MENTION: Final = NamedNode(v.KG + "hasMention")


def read_part(store: Store, iris: Collection[str]) -> GraphModel:
    """Return what the facts say of some nodes and of what leads to them; nothing of what supports it."""
    part = Store()
    neighbours: set[NamedNode] = set()
    for iri in iris:
        node = NamedNode(iri)
        quads = [
            *store.quads_for_pattern(node, None, None, DefaultGraph()),
            *store.quads_for_pattern(None, None, node, DefaultGraph()),
        ]
        part.extend(quads)
        neighbours.update(end for quad in quads for end in (quad.subject, quad.object) if isinstance(end, NamedNode))
    for end in neighbours:
        if end.value in iris:
            continue
        if end.value.partition("#")[0] in iris:  # a part of a node, such as its list of authors
            part.extend(store.quads_for_pattern(end, None, None, DefaultGraph()))
        for predicate in _OF_NEIGHBOURS:
            part.extend(store.quads_for_pattern(end, predicate, None, DefaultGraph()))
    return to_model(part, evidence=False)


def read_support_of(store: Store, facts: Iterable[Key]) -> dict[Key, Support]:
    """Return what supports each of some facts; one without any statement is not among them."""
    triples = {Triple(*map(NamedNode, fact)) for fact in facts}
    statements: set[NamedNode | BlankNode] = set()
    for subject in {triple.subject for triple in triples}:
        about = store.quads_for_pattern(None, _SUBJECT, subject, None)
        statements.update(quad.subject for quad in about if isinstance(quad.subject, NamedNode | BlankNode))
    found, _ = find_support(store, triples, statements)
    part = Store()
    for statement in (one for several in found.values() for one in several):
        quads = list(store.quads_for_pattern(statement, None, None, None))
        part.extend(map(_in_default, quads))
        for quad in quads:
            if quad.predicate == _MENTION and isinstance(quad.object, NamedNode | BlankNode):
                part.extend(map(_in_default, store.quads_for_pattern(quad.object, None, None, None)))
    return read_support(part)


def _in_default(quad: Quad) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object)
