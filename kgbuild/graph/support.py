"""Statements about facts, and the mentions that they point to, from whichever graph holds them.

A statement is a node with `rdf:subject`, `rdf:predicate` and `rdf:object` (RDF 1.1), or one that `rdf:reifies` the fact
(RDF 1.2), which may be blank.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from kgbuild import vocabulary as v
from kgbuild.graph.model import Mention, Support

Node: TypeAlias = NamedNode | BlankNode
Key: TypeAlias = tuple[str, str, str]
"""A fact as the IRIs of its subject, property and object."""

_PARTS: Final = (NamedNode(v.RDF + "subject"), NamedNode(v.RDF + "predicate"), NamedNode(v.RDF + "object"))
_REIFIES: Final = NamedNode(v.RDF + "reifies")
_Values: TypeAlias = dict[str, list[str]]


def read_support(store: Store) -> dict[Key, Support]:
    """Return fact -> what supports it.

    Several statements of one fact are taken together: the highest confidence, all papers, all mentions, the least of
    several kinds, all extractors joined by "; ".
    """
    statements: defaultdict[Key, set[str]] = defaultdict(set)
    subjects, predicates, objects = (_values(store, part.value) for part in _PARTS)
    for node in subjects.keys() & predicates.keys() & objects.keys():
        statements[min(subjects[node]), min(predicates[node]), min(objects[node])].add(node)
    for quad in store.quads_for_pattern(None, _REIFIES, None, None):
        fact = quad.object
        if isinstance(fact, Triple) and isinstance(fact.subject, NamedNode) and isinstance(fact.object, NamedNode):
            statements[fact.subject.value, fact.predicate.value, fact.object.value].add(_name(quad.subject))
    if not statements:
        return {}
    names = (v.KG + "confidence", v.KG + "kind", v.KG + "extractor", v.PROV + "wasDerivedFrom", v.KG + "hasMention")
    told = [_values(store, name) for name in names]
    mentions = _read_mentions(store)
    return {fact: _join(nodes, told, mentions) for fact, nodes in statements.items()}


def _join(statements: Collection[str], told: Iterable[_Values], mentions: Mapping[str, Mention]) -> Support:
    confidence, kind, extractor, papers, places = (
        sorted({value for node in statements for value in values.get(node, ())}) for values in told
    )
    numbers = [number for text in confidence if (number := to_number(text)) is not None]
    found = {mentions[node] for node in places if node in mentions}
    return Support(
        max(numbers, default=None),
        next(iter(kind), ""),
        "; ".join(extractor),
        tuple(papers),
        tuple(sorted(found, key=lambda one: (one.paper, one.section != "title", one))),
    )


def _read_mentions(store: Store) -> dict[str, Mention]:
    """Return mention -> its place; of several values of a property the least counts."""
    names = (
        *(v.OA + "hasSource", v.KG + "section", v.OA + "start", v.OA + "end"),
        *(v.OA + "exact", v.OA + "prefix", v.OA + "suffix", v.KG + "foundBy"),
    )
    paper, section, start, end, exact, prefix, suffix, found_by = (
        {node: min(values) for node, values in _values(store, name).items()} for name in names
    )
    return {
        node: Mention(
            paper.get(node, ""),
            section.get(node, ""),
            int(to_number(start.get(node, "")) or 0),
            int(to_number(end.get(node, "")) or 0),
            exact.get(node, ""),
            prefix.get(node, ""),
            suffix.get(node, ""),
            found_by.get(node, ""),
        )
        for node in section.keys() | start.keys() | exact.keys()
    }


def _values(store: Store, predicate: str) -> _Values:
    """Return subject -> values of a property, in no order."""
    values: _Values = {}
    for quad in store.quads_for_pattern(None, NamedNode(predicate), None, None):
        if not isinstance(quad.object, Triple):
            values.setdefault(_name(quad.subject), []).append(quad.object.value)
    return values


def _name(node: NamedNode | BlankNode | Triple) -> str:
    """Return an IRI, or a blank node's name, which no IRI can be: it has no colon."""
    return node.value if isinstance(node, NamedNode | BlankNode) else str(node)


def to_number(text: str) -> float | None:
    """Return a literal's text as a number, None where it is none or not finite."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def read_fact(store: Store, statement: Node) -> Triple | None:
    """Return the fact that one statement is about; None where it does not say."""
    for quad in store.quads_for_pattern(statement, _REIFIES, None, None):
        if isinstance(quad.object, Triple):
            return quad.object
    return _read_parts(store, statement)


def _read_parts(store: Store, statement: Node) -> Triple | None:
    terms = []
    for part in _PARTS:
        for quad in store.quads_for_pattern(statement, part, None, None):
            terms.append(quad.object)
            break
    if len(terms) != len(_PARTS) or not isinstance(terms[0], NamedNode | BlankNode):
        return None
    return Triple(terms[0], terms[1], terms[2]) if isinstance(terms[1], NamedNode) else None


def find_support(
    store: Store, facts: Collection[Triple], statements: Iterable[Node]
) -> tuple[Mapping[Triple, list[Node]], list[Node]]:
    """Return the statements of each of some facts, and those among `statements` that are about none of them.

    `statements` are those of RDF 1.1 that may be about the facts; those of RDF 1.2 are found by their facts.
    """
    support: defaultdict[Triple, list[Node]] = defaultdict(list)
    in_rdf_1_2 = any(True for _ in store.quads_for_pattern(None, _REIFIES, None, None))
    for fact in facts if in_rdf_1_2 else ():
        for quad in store.quads_for_pattern(None, _REIFIES, fact, None):
            if isinstance(quad.subject, NamedNode | BlankNode):
                support[fact].append(quad.subject)
    rest = []
    for statement in statements:
        fact_of = _read_parts(store, statement)
        if fact_of is not None and fact_of in facts:
            support[fact_of].append(statement)
        else:
            rest.append(statement)
    return support, rest


def read_confidence(store: Store, statement: Node) -> str:
    """Return the confidence of one statement as the graph writes it, "" where it has none."""
    quads = store.quads_for_pattern(statement, NamedNode(v.KG + "confidence"), None, None)
    found = (quad.object.value for quad in quads if isinstance(quad.object, Literal))
    return max(found, key=lambda text: (to_number(text) or 0.0, text), default="")
