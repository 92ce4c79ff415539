"""The one place where the data model meets RDF: facts and their evidence as sorted triples."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from kgbuild import __version__
from kgbuild.datamodel import Entity, Knowledge, Paper
from kgbuild.errors import GraphError
from kgbuild.graph.description import describe_graph
from kgbuild.graph.iris import find_unfit_scheme
from kgbuild.graph.ordering import LinesDigest, order_triples, sorted_triples
from kgbuild.graph.profiles import profile_triples
from kgbuild.graph.results import kind_triples, result_iri, result_triples
from kgbuild.graph.supporting import EvidenceTriples, to_fact
from kgbuild.graph.texts import to_literal
from kgbuild.vocabulary import (
    AUTHORS_FRAGMENT,
    BIBO,
    DCTERMS,
    DEFAULT_BASE,
    FABIO,
    KG,
    MEMBER,
    RDF,
    SCHEMA,
    SKOS,
    XSD,
)

_TYPE = NamedNode(RDF + "type")


@dataclass(frozen=True, slots=True)
class GraphTriples:
    """A graph before it is written: plain facts, and what supports them. Sorted by subject, no duplicates.

    The evidence is made when it is read. `digest` stands for what the facts say, whatever published terms are written
    beside ours, `about` for what else makes a graph what it is.
    """

    facts: tuple[Triple, ...]
    evidence: EvidenceTriples
    digest: bytes
    about: str


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
    for slug, paper in knowledge.papers:
        facts += _paper_triples(NamedNode(f"{base}paper/{slug}"), paper)
    for slug in knowledge.outside_field:
        facts.append(
            Triple(NamedNode(f"{base}paper/{slug}"), NamedNode(KG + "outsideField"), _typed("true", "boolean"))
        )
    for entity in knowledge.entities:
        facts += _entity_triples(NamedNode(f"{base}entity/{entity.slug}"), entity)
    for narrower, broader in knowledge.broader:
        ends = (NamedNode(f"{base}entity/{slug}") for slug in (narrower, broader))
        facts.append(Triple(next(ends), NamedNode(SKOS + "broader"), next(ends)))
    for result in knowledge.results:
        facts += result_triples(NamedNode(result_iri(base, result)), base, result)
    for slug, kinds in knowledge.kinds:
        facts += kind_triples(NamedNode(f"{base}paper/{slug}"), kinds)
    facts += (to_fact(base, statement) for statement in knowledge.statements)
    facts += (to_fact(base, relation) for relation in knowledge.relations)
    digest = LinesDigest()
    ordered = order_triples(facts)
    digest.add(ordered)
    facts = [*ordered.triples]
    del ordered  # its lines are as much again
    if added := [*profile_triples(facts, profiles)]:
        facts = [*sorted_triples((*facts, *added))]
    ours = any(statement.extractor.startswith("kgbuild ") for statement in knowledge.statements)
    description = sorted_triples(describe_graph(facts, base=base, licence=licence, title=title, quality=ours))
    about = " ".join(str(Literal(text)) for text in (base, licence, title, __version__))
    evidence = EvidenceTriples(knowledge, base, quotes=quotes)
    return GraphTriples(_put_in(facts, description), evidence, digest.digest(), about)


def _put_in(facts: Sequence[Triple], description: Sequence[Triple]) -> tuple[Triple, ...]:
    """Return facts with the description of their graph in its place; both are in order, and it is in one piece."""
    place = bisect_left(facts, str(description[0].subject), key=lambda triple: str(triple.subject))
    return (*facts[:place], *description, *facts[place:])


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


def _typed(value: str, datatype: str) -> Literal:
    return Literal(value, datatype=NamedNode(XSD + datatype))


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
                yield Triple(node, NamedNode(predicate), to_literal(value))
    if paper.year is not None and 0 < paper.year <= 9999:
        yield Triple(node, NamedNode(DCTERMS + "issued"), _typed(f"{paper.year:04d}", "gYear"))
    if url := _web_address(paper.url):
        yield Triple(node, NamedNode(SCHEMA + "url"), url)


def _author_triples(node: NamedNode, names: Sequence[str]) -> Iterator[Triple]:
    """Yield the order of a paper's authors, which the values of dcterms:creator do not have."""
    if names:
        authors = NamedNode(node.value + AUTHORS_FRAGMENT)
        yield Triple(node, NamedNode(KG + "firstAuthor"), to_literal(names[0]))
        yield Triple(node, NamedNode(BIBO + "authorList"), authors)
        yield Triple(authors, _TYPE, NamedNode(RDF + "Seq"))
        for number, name in enumerate(names, start=1):
            yield Triple(authors, NamedNode(f"{MEMBER}{number}"), to_literal(name))


def _entity_triples(node: NamedNode, entity: Entity) -> Iterator[Triple]:
    for name in entity.types:
        yield Triple(node, _TYPE, NamedNode(KG + name))
    yield Triple(node, NamedNode(SKOS + "prefLabel"), to_literal(entity.label))
    for alias in entity.aliases:
        if alias != entity.label:
            yield Triple(node, NamedNode(SKOS + "altLabel"), to_literal(alias))
    for match, elsewhere in entity.matches:
        if iri := _web_address(elsewhere):
            yield Triple(node, NamedNode(SKOS + match), iri)
    if not entity.url:
        yield Triple(node, NamedNode(KG + "kind"), Literal(entity.kind))
    elif url := _web_address(entity.url):
        yield Triple(node, NamedNode(KG + "url"), url)
