"""A part of the evidence as Turtle, written at once: what the serializer makes of its triples, byte for byte.

There are dozens of triples for each paper, and making each one, sorting them and writing them took most of the time of
a large build. What is not of the usual form is left to the serializer.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from kgbuild.datamodel import Evidence, Paper, Result
from kgbuild.graph.supporting import EvidenceTriples, Part, Stated, support_of, to_decimal, to_fact
from kgbuild.graph.texts import to_text
from kgbuild.vocabulary import KG, PREFIXES

# What a literal has to escape, of the characters that `to_text` leaves.
_ESCAPED: Final = re.compile('[\t\n\r"\\\\]')
_PREDICATE: Final = re.compile(re.escape(KG) + "([A-Za-z]+)")

_Line = tuple[str, str]  # a predicate, and its objects as they are written


def split_turtle(triples: Iterable[Triple]) -> tuple[bytes, bytes]:
    """Return the prefixes, and the rest; the rest of several parts is that of the whole where a subject is in one."""
    text = serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b""
    # The serializer promises no order for its prefixes; the same bytes on every run need one.
    end = 0
    while text.startswith(b"@prefix ", end):
        end = text.index(b"\n", end) + 1
    return b"".join(sorted(text[:end].splitlines(keepends=True))), text[end:]


def part_text(evidence: EvidenceTriples, part: Part) -> bytes:
    """Return the text of a part of the evidence, without prefixes; its subjects are in order."""
    base = evidence.base
    if len(part.told) == 1 and not any(base.startswith(known) or known.startswith(base) for known in PREFIXES.values()):
        told = part.told[0]
        if isinstance(told, tuple):
            return _source_text(base, *told).encode()
        subject, predicate, value = (_value(term) for term in to_fact(base, told))
        if found := _PREDICATE.fullmatch(predicate):
            blocks = _statement_blocks(base, part.key, (subject, f"kg:{found[1]}", value), told, quotes=evidence.quotes)
            return "".join(blocks).encode()
    return split_turtle(evidence.order([part]).triples)[1]


def _value(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def _literal(text: str) -> str:
    text = to_text(text)
    return str(Literal(text)) if _ESCAPED.search(text) else f'"{text}"'


def _block(subject: str, lines: Iterable[_Line]) -> str:
    """Return what is said of a subject; the lines are in the order of their predicates' IRIs, the type first."""
    return f"<{subject}> " + " ;\n\t".join(f"{predicate} {objects}" for predicate, objects in lines) + " .\n"


def _objects(terms: Iterable[str]) -> str:
    return " , ".join(sorted(set(terms)))


def _source_text(base: str, slug: str, paper: Paper) -> str:
    sources = [_literal(source) for source in paper.source if source.strip()]
    return _block(f"{base}paper/{slug}", [("dcterms:source", _objects(sources))]) if sources else ""


def _statement_blocks(
    base: str, iri: str, fact: tuple[str, str, str], stated: Stated, *, quotes: bool
) -> Iterator[str]:
    """Yield the mentions of a statement and then itself: a fragment sorts before the end of its IRI."""
    papers, places = support_of(stated)
    mentions = {f"{iri}#{number}": place for number, place in enumerate(places, start=1)}
    for mention in sorted(mentions, key=_as_sorted):
        paper, found = mentions[mention]
        yield _block(mention, _mention_lines(f"{base}paper/{paper}", found, quotes=quotes))
    yield _block(iri, _statement_lines(base, fact, stated, papers, mentions))


def _as_sorted(iri: str) -> str:
    return f"<{iri}>"


def _mention_lines(paper: str, evidence: Evidence, *, quotes: bool) -> Iterator[_Line]:
    mention = evidence.mention
    is_quoted = quotes and mention.text
    yield "a", "kg:Mention"
    yield "oa:end", f'"{mention.span.end}"^^xsd:nonNegativeInteger'
    if is_quoted:
        yield "oa:exact", _literal(mention.text)
    yield "oa:hasSource", f"<{paper}>"
    if is_quoted:
        yield "oa:prefix", _literal(evidence.prefix)
    yield "oa:start", f'"{mention.span.start}"^^xsd:nonNegativeInteger'
    if is_quoted:
        yield "oa:suffix", _literal(evidence.suffix)
    if mention.by:
        yield "kg:foundBy", _literal(mention.by)
    yield "kg:section", _literal(mention.span.section)


def _statement_lines(
    base: str, fact: tuple[str, str, str], stated: Stated, papers: Iterable[str], mentions: Iterable[str]
) -> Iterator[_Line]:
    subject, predicate, value = fact
    yield "a", "rdf:Statement"
    yield "rdf:object", f"<{value}>"
    yield "rdf:predicate", predicate
    yield "rdf:subject", f"<{subject}>"
    if derived := _objects(f"<{base}paper/{paper}>" for paper in papers):
        yield "prov:wasDerivedFrom", derived
    yield "kg:confidence", to_decimal(stated.confidence)
    if stated.extractor:
        yield "kg:extractor", _literal(stated.extractor)
    if places := _objects(map(_as_sorted, mentions)):
        yield "kg:hasMention", places
    if not isinstance(stated, Result):
        yield "kg:kind", _literal(stated.kind)
