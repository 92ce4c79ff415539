"""The facts of a graph as triples, made subject by subject in the order in which they are written."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, NamedTuple, TypeAlias

from pyoxigraph import Literal, NamedNode, Triple

from kgbuild.datamodel import ContributionKind, Entity, Knowledge, Paper, Relation, Result, Statement
from kgbuild.graph.ordering import OrderedTriples, order_triples, to_place
from kgbuild.graph.results import kind_triples, result_iri, result_triples
from kgbuild.graph.supporting import end_iri, to_fact
from kgbuild.graph.texts import to_literal
from kgbuild.vocabulary import AUTHORS_FRAGMENT, BIBO, DCTERMS, FABIO, KG, MEMBER, RDF, SCHEMA, SKOS, XSD

_TYPE: Final = NamedNode(RDF + "type")
_AT_ONCE: Final = 1_000  # subjects; of some ten triples each


class _Authors(NamedTuple):
    names: Sequence[str]


class _Kinds(NamedTuple):
    kinds: Sequence[ContributionKind]


_Told: TypeAlias = Paper | _Authors | _Kinds | Entity | Result | Statement | Relation | Triple
"""What is told of a subject."""


@dataclass(frozen=True, slots=True)
class FactTriples:
    """The facts of some knowledge: triples sorted by subject, without duplicates, made anew each time they are read.

    `base` is what IRIs begin with; `description` is what the graph says of itself, all of it about IRIs.
    """

    knowledge: Knowledge
    base: str
    description: tuple[Triple, ...] = ()

    def __iter__(self) -> Iterator[Triple]:
        """Yield the triples."""
        for batch in self.batches():
            yield from batch.triples

    def __len__(self) -> int:
        """Return the number of triples."""
        return sum(len(batch.triples) for batch in self.batches())

    def batches(self) -> Iterator[OrderedTriples]:
        """Yield some thousand triples at a time; a subject is in one batch only."""
        told = self._by_subject()
        subjects = sorted(told, key=to_place)
        for first in range(0, len(subjects), _AT_ONCE):
            batch = subjects[first : first + _AT_ONCE]
            yield order_triples(triple for subject in batch for triple in self._triples(subject, told[subject]))

    def unordered(self) -> Iterator[Triple]:
        """Yield the triples in no order, some perhaps twice.

        What is said of one part of a whole is what the whole says of it: nothing here looks from one thing to another.
        """
        for subject, told in self._by_subject().items():
            yield from self._triples(subject, told)

    def _by_subject(self) -> Mapping[str, Sequence[_Told]]:
        by_subject: defaultdict[str, list[_Told]] = defaultdict(list)
        for subject, told in chain(self._of_papers(), self._of_things(), self._of_both()):
            by_subject[subject].append(told)
        return by_subject

    def _of_papers(self) -> Iterator[tuple[str, _Told]]:
        known, paper_iri = self.knowledge, f"{self.base}paper/"
        for slug, paper in known.papers:
            yield paper_iri + slug, paper
            if names := _names_of_authors(paper):
                yield f"{paper_iri}{slug}{AUTHORS_FRAGMENT}", _Authors(names)
        for slug, kinds in known.kinds:
            yield paper_iri + slug, _Kinds(kinds)
        for slug in known.outside_field:
            yield paper_iri + slug, _triple(paper_iri + slug, KG + "outsideField", _typed("true", "boolean"))

    def _of_things(self) -> Iterator[tuple[str, _Told]]:
        known, entity_iri = self.knowledge, f"{self.base}entity/"
        for entity in known.entities:
            yield entity_iri + entity.slug, entity
        for narrower, broader in known.broader:
            subject = entity_iri + narrower
            yield subject, _triple(subject, SKOS + "broader", NamedNode(entity_iri + broader))
        for result in known.results:
            yield result_iri(self.base, result), result

    def _of_both(self) -> Iterator[tuple[str, _Told]]:
        for statement in self.knowledge.statements:
            yield f"{self.base}paper/{statement.paper}", statement
        for relation in self.knowledge.relations:
            yield end_iri(self.base, relation.subject, relation.papers), relation
        for triple in self.description:
            if isinstance(triple.subject, NamedNode):
                yield triple.subject.value, triple

    def _triples(self, subject: str, told: Sequence[_Told]) -> Iterator[Triple]:
        node = NamedNode(subject)
        for one in told:
            match one:
                case Paper():
                    yield from _paper_triples(node, one)
                case _Authors():
                    yield from _author_triples(node, one.names)
                case _Kinds():
                    yield from kind_triples(node, one.kinds)
                case Entity():
                    yield from _entity_triples(node, one)
                case Result():
                    yield from result_triples(node, self.base, one)
                case Statement() | Relation():
                    yield to_fact(self.base, one)
                case Triple():
                    yield one


def _triple(subject: str, predicate: str, value: NamedNode | Literal) -> Triple:
    return Triple(NamedNode(subject), NamedNode(predicate), value)


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
    if names := _names_of_authors(paper):
        yield Triple(node, NamedNode(KG + "firstAuthor"), to_literal(names[0]))
        yield Triple(node, NamedNode(BIBO + "authorList"), NamedNode(node.value + AUTHORS_FRAGMENT))
    for predicate, values in texts:
        for value in values:
            if value.strip():
                yield Triple(node, NamedNode(predicate), to_literal(value))
    if paper.year is not None and 0 < paper.year <= 9999:
        yield Triple(node, NamedNode(DCTERMS + "issued"), _typed(f"{paper.year:04d}", "gYear"))
    if url := _web_address(paper.url):
        yield Triple(node, NamedNode(SCHEMA + "url"), url)


def _names_of_authors(paper: Paper) -> list[str]:
    return [name for name in paper.authors if name.strip()]


def _author_triples(node: NamedNode, names: Sequence[str]) -> Iterator[Triple]:
    """Yield the order of a paper's authors, which the values of dcterms:creator do not have."""
    yield Triple(node, _TYPE, NamedNode(RDF + "Seq"))
    for number, name in enumerate(names, start=1):
        yield Triple(node, NamedNode(f"{MEMBER}{number}"), to_literal(name))


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
