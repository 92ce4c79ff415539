"""Results and kinds of contribution as triples."""

import hashlib
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Triple

from kgbuild.datamodel import ContributionKind, Result
from kgbuild.graph.texts import to_literal
from kgbuild.quantities import parse_quantity
from kgbuild.vocabulary import CONTRIBUTIONS, KG, RDF, REPORTED_IN, RESULT_PARTS, XSD


def result_iri(base: str, result: Result) -> str:
    """Return the IRI of a result: the same for the same paper, value and parts."""
    parts = (result.paper, result.value, result.subject, result.metric, result.where, result.versus, result.kind)
    return f"{base}result/{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:16]}"


def result_triples(node: NamedNode, base: str, result: Result) -> Iterator[Triple]:
    """Yield the facts about a result."""
    paper = NamedNode(f"{base}paper/{result.paper}")
    yield Triple(node, NamedNode(RDF + "type"), NamedNode(KG + "Result"))
    yield Triple(node, NamedNode(KG + REPORTED_IN), paper)
    for part, (name, _) in RESULT_PARTS.items():
        if slug := getattr(result, part):
            yield Triple(node, NamedNode(KG + name), NamedNode(f"{base}entity/{slug}"))
        elif part == "subject":
            yield Triple(node, NamedNode(KG + name), paper)
    quantity = parse_quantity(result.value)
    for name, number in (("value", quantity.value), ("upperValue", quantity.upper)):
        if number is not None:
            yield Triple(node, NamedNode(KG + name), _decimal(number))
    texts = (("valueText", result.value), ("unit", quantity.unit), ("resultKind", result.kind))
    yield from (Triple(node, NamedNode(KG + name), to_literal(text)) for name, text in texts if text)


def kind_triples(paper: NamedNode, kinds: Sequence[ContributionKind]) -> Iterator[Triple]:
    """Yield what a paper contributes, the main kind first."""
    for place, kind in enumerate(kinds):
        individual = NamedNode(KG + CONTRIBUTIONS[kind])
        yield Triple(paper, NamedNode(KG + "contributes"), individual)
        if not place:
            yield Triple(paper, NamedNode(KG + "mainlyContributes"), individual)


def _decimal(number: Decimal) -> Literal:
    """Return a number as xsd:decimal in its canonical form, which stores keep."""
    text = f"{number:f}"
    return Literal(text.rstrip("0").rstrip(".") if "." in text else text, datatype=NamedNode(XSD + "decimal"))
