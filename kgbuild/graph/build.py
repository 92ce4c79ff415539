"""The one place where the data model meets RDF: facts and their evidence as sorted triples."""

import hashlib
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from kgbuild import __version__
from kgbuild.datamodel import Entity, Evidence, Knowledge, Paper, Relation, Statement
from kgbuild.errors import GraphError
from kgbuild.graph.description import describe_graph
from kgbuild.graph.iris import find_unfit_scheme
from kgbuild.graph.profiles import profile_triples
from kgbuild.vocabulary import (
    AUTHORS_FRAGMENT,
    BIBO,
    DCTERMS,
    DEFAULT_BASE,
    FABIO,
    KG,
    MEMBER,
    OA,
    PROV,
    RDF,
    SCHEMA,
    SKOS,
    XSD,
)

_TYPE = NamedNode(RDF + "type")
_AT_ONCE = 10_000
# What no RDF file of ours holds: control characters but tab and line ends, halves of surrogate pairs,
# non-characters.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class GraphTriples:
    """A graph before it is written: plain facts, and what supports them. Sorted by subject, no duplicates.

    `digest` stands for what it says, whatever published terms are written beside ours.
    """

    facts: tuple[Triple, ...]
    evidence: tuple[Triple, ...]
    digest: str = ""


def build_graph(
    knowledge: Knowledge,
    *,
    base_iri: str = DEFAULT_BASE,
    quotes: bool = True,
    profiles: Iterable[str] = (),
    licence: str = "",
    title: str = "",
) -> GraphTriples:
    """Return the triples that say what `knowledge` says, under IRIs that begin with `base_iri`.

    With `quotes=False` no text of an abstract is in them (names stay, as labels). `profiles` name published
    vocabularies whose terms are written beside ours; `licence` (an IRI or SPDX identifier) and `title` go into the
    graph's description of itself. Raises GraphError for a base or licence that is no absolute IRI, and for an
    unknown profile.
    """
    base = parse_base(base_iri)
    facts: list[Triple] = []
    evidence: list[Triple] = []
    for slug, paper in knowledge.papers:
        node = NamedNode(f"{base}paper/{slug}")
        facts += _paper_triples(node, paper)
        evidence += _source_triples(node, paper)
    for slug in knowledge.outside_field:
        facts.append(
            Triple(NamedNode(f"{base}paper/{slug}"), NamedNode(KG + "outsideField"), _typed("true", "boolean"))
        )
    for entity in knowledge.entities:
        facts += _entity_triples(NamedNode(f"{base}entity/{entity.slug}"), entity)
    for statement in knowledge.statements:
        node = NamedNode(f"{base}paper/{statement.paper}")
        fact = Triple(node, NamedNode(KG + statement.predicate), NamedNode(f"{base}entity/{statement.entity}"))
        facts.append(fact)
        places = [(statement.paper, piece) for piece in statement.evidence]
        evidence += _statement_triples(base, fact, statement, (statement.paper,), places, quotes=quotes)
    for relation in knowledge.relations:
        node = NamedNode(f"{base}entity/{relation.subject}")
        fact = Triple(node, NamedNode(KG + relation.predicate), NamedNode(f"{base}entity/{relation.object}"))
        facts.append(fact)
        evidence += _statement_triples(base, fact, relation, relation.papers, relation.evidence, quotes=quotes)
    digest = _digest(facts, evidence, [Literal(text) for text in (base, licence, title, __version__)])
    facts += profile_triples(facts, profiles)
    ours = any(statement.extractor.startswith("kgbuild ") for statement in knowledge.statements)
    facts += describe_graph(set(facts), base=base, licence=licence, title=title, quality=ours)
    return GraphTriples(sorted_triples(facts), sorted_triples(evidence), digest)


def _digest(facts: Iterable[Triple], evidence: Iterable[Triple], about: Iterable[Literal]) -> str:
    """Return a digest of triples, in any order, and of what else makes a graph what it is."""
    whole = hashlib.sha256()
    for triples in (facts, evidence):
        lines = (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").split(b" .\n")
        whole.update(hashlib.sha256(b"\n".join(sorted(set(lines)))).digest())
    whole.update(" ".join(map(str, about)).encode())
    return whole.hexdigest()


def sorted_triples(triples: Iterable[Triple]) -> tuple[Triple, ...]:
    """Return the triples without duplicates, by subject, the type first, then by predicate and object."""
    found = list(triples)
    lines: list[str] = []
    # Many lines at once cost a fraction of the text of each term, and parts of the whole less than all of it; a line
    # end within a literal is escaped in them.
    for first in range(0, len(found), _AT_ONCE):
        text = (serialize(found[first : first + _AT_ONCE], format=RdfFormat.N_TRIPLES) or b"").decode()
        lines += text.replace(f"> {_TYPE} ", "> \0 ").split(" .\n")[:-1]
    order = sorted(range(len(found)), key=lines.__getitem__)
    before = [None, *(lines[place] for place in order)]
    return tuple([found[place] for place, line in zip(order, before, strict=False) if lines[place] != line])


def parse_base(iri: str) -> str:
    """Return a base IRI with its slash at the end; raises GraphError for one that no IRI can start with."""
    base = iri if iri.endswith("/") else iri + "/"
    if "#" in base:  # mentions are the fragments of their statement
        raise GraphError(f"base IRI {iri!r}: holds a #; give one that ends in a slash, such as {DEFAULT_BASE}")
    try:
        NamedNode(base)
    except ValueError as error:
        raise GraphError(f"base IRI {iri!r}: {error}; give an absolute one such as {DEFAULT_BASE}") from error
    if unfit := find_unfit_scheme(base):
        raise GraphError(f"base IRI {iri!r}: {unfit}; give one such as {DEFAULT_BASE}")
    return base


def _text(value: str) -> Literal:
    """Return a plain literal; characters that RDF files cannot hold become U+FFFD, so that lengths stay."""
    return Literal(_UNFIT.sub("\ufffd", value))


def _typed(value: str, datatype: str) -> Literal:
    return Literal(value, datatype=NamedNode(XSD + datatype))


def _count(value: int) -> Literal:
    return _typed(str(value), "nonNegativeInteger")


def _decimal(value: float) -> Literal:
    """Return a probability as xsd:decimal with at most four digits, as everybody writes it (0.93, 1.0)."""
    bounded = 0.0 if math.isnan(value) else min(1.0, max(0.0, value))
    return _typed(f"{bounded:.4f}".rstrip("0") + ("0" if bounded in {0.0, 1.0} else ""), "decimal")


def _web_address(value: str) -> NamedNode | None:
    """Return a web address as an IRI; None for any other address, and for what is no IRI and would spoil the file."""
    try:
        return NamedNode(value) if re.match(r"(?i:https?)://[^/\s]", value) else None
    except ValueError:
        return None


def _paper_triples(node: NamedNode, paper: Paper) -> Iterator[Triple]:
    texts = [
        (DCTERMS + "title", (" ".join(paper.title.split()),)),
        (DCTERMS + "identifier", (paper.id, *paper.identifiers, *paper.catalogue_ids)),
        (DCTERMS + "creator", paper.authors),
        (KG + "venue", (paper.venue,)),
        (BIBO + "doi", (paper.doi,)),
        (FABIO + "hasArXivId", (paper.arxiv,)),
        (DCTERMS + "source", paper.source),
    ]
    yield Triple(node, _TYPE, NamedNode(KG + "Paper"))
    yield from _author_triples(node, [name for name in paper.authors if name.strip()])
    for predicate, values in texts:
        for value in values:
            if value.strip():
                yield Triple(node, NamedNode(predicate), _text(value))
    if paper.year is not None and 0 < paper.year <= 9999:
        yield Triple(node, NamedNode(DCTERMS + "issued"), _typed(f"{paper.year:04d}", "gYear"))
    if url := _web_address(paper.url):
        yield Triple(node, NamedNode(SCHEMA + "url"), url)


def _author_triples(node: NamedNode, names: Sequence[str]) -> Iterator[Triple]:
    """Yield the order of a paper's authors, which the values of dcterms:creator do not have."""
    if names:
        authors = NamedNode(node.value + AUTHORS_FRAGMENT)
        yield Triple(node, NamedNode(KG + "firstAuthor"), _text(names[0]))
        yield Triple(node, NamedNode(BIBO + "authorList"), authors)
        yield Triple(authors, _TYPE, NamedNode(RDF + "Seq"))
        for number, name in enumerate(names, start=1):
            yield Triple(authors, NamedNode(f"{MEMBER}{number}"), _text(name))


def _source_triples(node: NamedNode, paper: Paper) -> Iterator[Triple]:
    """Yield where the paper was read: with its mentions, so that evidence is whole without the facts."""
    for source in paper.source:
        if source.strip():
            yield Triple(node, NamedNode(DCTERMS + "source"), _text(source))


def _entity_triples(node: NamedNode, entity: Entity) -> Iterator[Triple]:
    for name in entity.types:
        yield Triple(node, _TYPE, NamedNode(KG + name))
    yield Triple(node, NamedNode(SKOS + "prefLabel"), _text(entity.label))
    for alias in entity.aliases:
        if alias != entity.label:
            yield Triple(node, NamedNode(SKOS + "altLabel"), _text(alias))
    for match, elsewhere in entity.matches:
        if iri := _web_address(elsewhere):
            yield Triple(node, NamedNode(SKOS + match), iri)
    if not entity.url:
        yield Triple(node, NamedNode(KG + "kind"), Literal(entity.kind))
    elif url := _web_address(entity.url):
        yield Triple(node, NamedNode(KG + "url"), url)


def statement_iri(base: str, fact: Triple) -> str:
    """Return the IRI of the statement about a fact: the same for the same fact, whoever states it."""
    line = f"{fact.subject} {fact.predicate} {fact.object} ."
    return f"{base}statement/{hashlib.sha256(line.encode()).hexdigest()[:16]}"


def _statement_triples(
    base: str,
    fact: Triple,
    statement: Statement | Relation,
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
    yield Triple(node, NamedNode(KG + "confidence"), _decimal(statement.confidence))
    yield Triple(node, NamedNode(KG + "kind"), Literal(statement.kind))
    if statement.extractor:
        yield Triple(node, NamedNode(KG + "extractor"), _text(statement.extractor))
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
        yield Triple(node, NamedNode(KG + "foundBy"), _text(mention.by))
    if quotes and mention.text:  # a place of a record without its abstract may have no text
        yield Triple(node, NamedNode(OA + "exact"), _text(mention.text))
        yield Triple(node, NamedNode(OA + "prefix"), _text(evidence.prefix))
        yield Triple(node, NamedNode(OA + "suffix"), _text(evidence.suffix))
