"""Statements about facts, and the mentions that they point to, from whichever graph holds them.

A statement is a node with `rdf:subject`, `rdf:predicate` and `rdf:object` (RDF 1.1), or one that `rdf:reifies` the fact
(RDF 1.2), which may be blank.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, QuerySolutions, Store, Triple

from kgbuild import vocabulary as v
from kgbuild.graph.model import Mention, Support

Node: TypeAlias = NamedNode | BlankNode
Key: TypeAlias = tuple[str, str, str]
"""A fact as the IRIs of its subject, property and object."""

_PARTS: Final = (NamedNode(v.RDF + "subject"), NamedNode(v.RDF + "predicate"), NamedNode(v.RDF + "object"))
_REIFIES: Final = NamedNode(v.RDF + "reifies")
# Whatever says something about facts uses one of these.
STATING: Final = (_PARTS[0], _REIFIES, NamedNode(v.KG + "hasMention"))
# Asked over all graphs at once. What has several values comes in several rows.
_STATEMENTS: Final = """SELECT ?subject ?predicate ?object ?s ?confidence ?kind ?extractor ?paper WHERE {
  { ?s rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object } UNION
  { ?s rdf:reifies ?f BIND(SUBJECT(?f) AS ?subject) BIND(PREDICATE(?f) AS ?predicate) BIND(OBJECT(?f) AS ?object) }
  OPTIONAL { ?s kg:confidence ?confidence } OPTIONAL { ?s kg:kind ?kind } OPTIONAL { ?s kg:extractor ?extractor }
  OPTIONAL { ?s prov:wasDerivedFrom ?paper } }"""
_MENTIONS: Final = """SELECT ?s ?m ?paper ?section ?start ?end ?exact ?prefix ?suffix ?by WHERE {
  ?s kg:hasMention ?m
  OPTIONAL { ?m oa:hasSource ?paper } OPTIONAL { ?m kg:section ?section } OPTIONAL { ?m oa:start ?start }
  OPTIONAL { ?m oa:end ?end } OPTIONAL { ?m oa:exact ?exact } OPTIONAL { ?m oa:prefix ?prefix }
  OPTIONAL { ?m oa:suffix ?suffix } OPTIONAL { ?m kg:foundBy ?by }
  FILTER(BOUND(?section) || BOUND(?start) || BOUND(?exact)) }"""


def read_support(store: Store) -> dict[Key, Support]:
    """Return fact -> what supports it.

    Several statements of one fact are taken together: the highest confidence, all papers, all mentions, the least of
    several kinds, all extractors joined by "; ". Of several values of a mention the least counts.
    """
    statements: defaultdict[Key, list[list[str]]] = defaultdict(list)
    for subject, predicate, value, *told in _ask(store, _STATEMENTS):
        statements[subject, predicate, value].append(told)
    places: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
    for statement, node, *place in _ask(store, _MENTIONS) if statements else ():
        known = places[statement].get(node)
        places[statement][node] = place if known is None else list(map(min, known, place))
    mentions = {statement: tuple(map(_mention, found.values())) for statement, found in places.items()}
    return {fact: _join(rows, mentions) for fact, rows in statements.items()}


def has_support(store: Store) -> bool:
    """Tell whether a store holds a statement about a fact, or a mention, among its facts (in its default graph)."""
    return any(True for predicate in STATING for _ in store.quads_for_pattern(None, predicate, None, DefaultGraph()))


def _ask(store: Store, query: str) -> Iterator[list[str]]:
    """Yield the rows of a query as texts, "" where unbound. A blank node's name is no IRI: it has no colon."""
    solutions = store.query(query, prefixes=v.PREFIXES, use_default_graph_as_union=True)
    assert isinstance(solutions, QuerySolutions)  # noqa: S101  # a SELECT gives nothing else
    for row in solutions:
        yield [getattr(term, "value", "") for term in row]


def _mention(place: Sequence[str]) -> Mention:
    paper, section, start, end, *texts = place
    return Mention(paper, section, int(to_number(start) or 0), int(to_number(end) or 0), *texts)


def _join(rows: Iterable[list[str]], mentions: Mapping[str, tuple[Mention, ...]]) -> Support:
    """Return what rows of statement, confidence, kind, extractor and paper say together."""
    statements, confidences, kinds, extractors, papers = map(set, zip(*rows, strict=True))
    numbers = [number for text in confidences if (number := to_number(text)) is not None]
    found = {mention for statement in statements for mention in mentions.get(statement, ())}
    return Support(
        max(numbers, default=None),
        min(filter(None, kinds), default=""),
        "; ".join(sorted(filter(None, extractors))),
        tuple(sorted(filter(None, papers))),
        tuple(sorted(found, key=lambda one: (one.paper, one.section != "title", one)) if len(found) > 1 else found),
    )


def to_number(text: str) -> float | None:
    """Return a literal's text as a number, None where it is none or not finite."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def is_true(text: str) -> bool:
    """Tell whether a literal's text is true, as xsd:boolean writes it."""
    return text in {"true", "1"}


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
