"""What supports the facts of a graph as triples: statements about them, their mentions, where papers were read.

There is several times as much of it as of facts. So it is made part by part, in the order in which it is written, and
never is all there at once. Each part has a digest of all that it is made of: parts with one digest are one text, which
need not be made again.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Any, Final, NamedTuple, TypeAlias

from pyoxigraph import Literal, NamedNode, Triple

from kgbuild.datamodel import Evidence, Knowledge, Paper, Relation, Result, Statement
from kgbuild.graph.ordering import OrderedTriples, order_triples
from kgbuild.graph.results import result_iri
from kgbuild.graph.texts import to_literal
from kgbuild.vocabulary import DCTERMS, KG, OA, PROV, RDF, REPORTED_IN, XSD

_TYPE: Final = NamedNode(RDF + "type")
_AT_ONCE: Final = 1_000  # parts; of a dozen triples each
DIGEST_SIZE: Final = 16  # bytes


Stated: TypeAlias = Statement | Relation | Result
"""What of some knowledge has evidence."""


_Told: TypeAlias = tuple[str, Paper] | Stated


class Part(NamedTuple):
    """A paper, or what is stated of one fact: what the IRIs of its triples' subjects begin with, as does no other's."""

    key: str
    told: tuple[_Told, ...]


@dataclass(frozen=True, slots=True)
class EvidenceTriples:
    """The evidence of some knowledge: triples sorted by subject, without duplicates, made anew each time they are read.

    `base` is what IRIs begin with. Without `quotes` no text of an abstract is in them.
    """

    knowledge: Knowledge
    base: str
    quotes: bool = True

    def __iter__(self) -> Iterator[Triple]:
        return chain.from_iterable(batch.triples for batch in self.batches())

    def __len__(self) -> int:
        return sum(len(batch.triples) for batch in self.batches())

    def batches(self) -> Iterator[OrderedTriples]:
        """Yield some thousand triples at a time; a subject is in one batch only."""
        parts = self.parts()
        while some := list(islice(parts, _AT_ONCE)):
            yield self.order(some)

    def parts(self) -> Iterator[Part]:
        """Yield the parts in the order in which they are written."""
        for key, found in groupby(sorted(self._told(), key=itemgetter(0)), key=itemgetter(0)):
            yield Part(key, tuple(told for _, told in found))

    def order(self, parts: Iterable[Part]) -> OrderedTriples:
        """Return the triples of some parts in order."""
        return order_triples(triple for part in parts for told in part.told for triple in self._triples(told))

    def digest(self, part: Part) -> bytes:
        """Return a digest of all that decides the triples of a part."""
        content = [self.base, self.quotes, part.key, [self._content(told) for told in part.told]]
        return hashlib.blake2b(json.dumps(content).encode(), digest_size=DIGEST_SIZE).digest()

    def _told(self) -> Iterator[tuple[str, _Told]]:
        for slug, paper in self.knowledge.papers:
            yield f"{self.base}paper/{slug}>", (slug, paper)
        known = self.knowledge
        all_stated: tuple[Iterable[Stated], ...] = (known.statements, known.relations, known.results)
        for stated in chain.from_iterable(all_stated):
            yield statement_iri(self.base, to_fact(self.base, stated)), stated

    def _content(self, told: _Told) -> list[Any]:
        if isinstance(told, tuple):
            return [told[0], told[1].source]
        papers, places = support_of(told)
        content = [*_parts_of_fact(told), papers, told.confidence, told.extractor]
        return [*content, [self._place(*place) for place in places]]

    def _place(self, paper: str, evidence: Evidence) -> list[Any]:
        mention = evidence.mention
        place = [paper, mention.span.section, mention.span.start, mention.span.end, mention.by]
        return [*place, mention.text, evidence.prefix, evidence.suffix] if self.quotes else place

    def _triples(self, told: _Told) -> Iterator[Triple]:
        if isinstance(told, tuple):
            slug, paper = told
            return _source_triples(NamedNode(f"{self.base}paper/{slug}"), paper)
        papers, places = support_of(told)
        return _statement_triples(self.base, to_fact(self.base, told), told, papers, places, quotes=self.quotes)


def _parts_of_fact(stated: Stated) -> tuple[str, ...]:
    """Return what makes the fact that is stated, with its kind; the paper of a statement and a result is told apart."""
    if isinstance(stated, Statement):
        return "statement", stated.predicate, stated.entity, stated.kind
    if isinstance(stated, Relation):
        return "relation", stated.subject, stated.predicate, stated.object, stated.kind
    return "result", stated.value, stated.subject, stated.metric, stated.where, stated.versus, stated.kind


def support_of(stated: Stated) -> tuple[tuple[str, ...], tuple[tuple[str, Evidence], ...]]:
    """Return the papers that state something, and the places where they do."""
    if isinstance(stated, Relation):
        return stated.papers, stated.evidence
    return (stated.paper,), tuple((stated.paper, piece) for piece in stated.evidence)


def to_fact(base: str, stated: Stated) -> Triple:
    """Return the fact that is stated; of a result that a paper reports it."""
    if isinstance(stated, Statement):
        ends = f"{base}paper/{stated.paper}", KG + stated.predicate, f"{base}entity/{stated.entity}"
    elif isinstance(stated, Relation):
        ends = (
            end_iri(base, stated.subject, stated.papers),
            KG + stated.predicate,
            end_iri(base, stated.object, stated.papers),
        )
    else:
        ends = result_iri(base, stated), KG + REPORTED_IN, f"{base}paper/{stated.paper}"
    return Triple(*map(NamedNode, ends))


def statement_iri(base: str, fact: Triple) -> str:
    """Return the IRI of the statement about a fact: the same for the same fact, whoever states it."""
    line = f"{fact.subject} {fact.predicate} {fact.object} ."
    return f"{base}statement/{hashlib.sha256(line.encode()).hexdigest()[:16]}"


def end_iri(base: str, slug: str, papers: Sequence[str]) -> str:
    """Return the IRI of an end of a relation: an entity, or the one paper that says so where the end is that."""
    return f"{base}entity/{slug}" if slug else f"{base}paper/{papers[0]}"


def _typed(value: str, datatype: str) -> Literal:
    return Literal(value, datatype=NamedNode(XSD + datatype))


def _count(value: int) -> Literal:
    return _typed(str(value), "nonNegativeInteger")


def to_decimal(value: float) -> str:
    """Return a probability as an xsd:decimal of at most four digits, as everybody writes it (0.93, 1.0)."""
    bounded = 0.0 if math.isnan(value) else min(1.0, max(0.0, value))
    text = f"{bounded:.4f}".rstrip("0")
    return f"{text}0" if text.endswith(".") else text


def _source_triples(node: NamedNode, paper: Paper) -> Iterator[Triple]:
    """Yield where the paper was read: with its mentions, so that evidence is whole without the facts."""
    for source in paper.source:
        if source.strip():
            yield Triple(node, NamedNode(DCTERMS + "source"), to_literal(source))


def _statement_triples(
    base: str,
    fact: Triple,
    statement: Stated,
    papers: Iterable[str],
    places: Iterable[tuple[str, Evidence]],
    *,
    quotes: bool,
) -> Iterator[Triple]:
    iri = statement_iri(base, fact)
    node = NamedNode(iri)
    yield Triple(node, _TYPE, NamedNode(RDF + "Statement"))
    yield Triple(node, NamedNode(RDF + "subject"), fact.subject)
    yield Triple(node, NamedNode(RDF + "predicate"), fact.predicate)
    yield Triple(node, NamedNode(RDF + "object"), fact.object)
    for paper in papers:
        yield Triple(node, NamedNode(PROV + "wasDerivedFrom"), NamedNode(f"{base}paper/{paper}"))
    yield Triple(node, NamedNode(KG + "confidence"), _typed(to_decimal(statement.confidence), "decimal"))
    if not isinstance(statement, Result):
        yield Triple(node, NamedNode(KG + "kind"), Literal(statement.kind))
    if statement.extractor:
        yield Triple(node, NamedNode(KG + "extractor"), to_literal(statement.extractor))
    for number, (paper, evidence) in enumerate(places, start=1):
        mention = NamedNode(f"{iri}#{number}")
        yield Triple(node, NamedNode(KG + "hasMention"), mention)
        yield from _mention_triples(mention, NamedNode(f"{base}paper/{paper}"), evidence, quotes=quotes)


def _mention_triples(node: NamedNode, paper: NamedNode, evidence: Evidence, *, quotes: bool) -> Iterator[Triple]:
    mention = evidence.mention
    yield Triple(node, _TYPE, NamedNode(KG + "Mention"))
    yield Triple(node, NamedNode(OA + "hasSource"), paper)
    yield Triple(node, NamedNode(KG + "section"), Literal(mention.span.section))
    yield Triple(node, NamedNode(OA + "start"), _count(mention.span.start))
    yield Triple(node, NamedNode(OA + "end"), _count(mention.span.end))
    if mention.by:
        yield Triple(node, NamedNode(KG + "foundBy"), to_literal(mention.by))
    if quotes and mention.text:  # a place of a record without its abstract may have no text
        yield Triple(node, NamedNode(OA + "exact"), to_literal(mention.text))
        yield Triple(node, NamedNode(OA + "prefix"), to_literal(evidence.prefix))
        yield Triple(node, NamedNode(OA + "suffix"), to_literal(evidence.suffix))
