"""What papers state of two things, joined over the papers that state it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kgbuild.datamodel import (
    PAPER_ID,
    PAPER_RELATIONS,
    Evidence,
    ExtractedEntity,
    ExtractedRelation,
    Extraction,
    Kind,
    Link,
    Paper,
    Relation,
    Statement,
)
from kgbuild.identity.addresses import link_key
from kgbuild.resolution.evidence import find_evidence, order_of

Group = tuple[str, Paper, tuple[Extraction, ...]]


class Place(NamedTuple):
    """Where an entity was extracted: the paper's slug, which copy of the paper, the entity's id there."""

    paper: str
    copy: int
    id: str


@dataclass(frozen=True, slots=True)
class _Claim:
    """A relation as one copy of a paper states it, between entities across papers."""

    paper: str
    kind: Kind
    confidence: float
    extractor: str
    evidence: tuple[Evidence, ...]


def find_relations(
    groups: Sequence[Group], entities: Mapping[Place, str], links: Mapping[str, str]
) -> tuple[tuple[Statement, ...], tuple[Relation, ...]]:
    """Return what the papers state of themselves, and what they state of two entities, both sorted.

    `entities` gives the slug of the entity at each place, `links` that of each link's key. A relation of an entity to
    itself, where one paper tells two things apart that are one across papers, is left out. One that has the paper as an
    end is the paper's own, whatever other papers say.
    """
    claims: defaultdict[tuple[str, str, str, str], list[_Claim]] = defaultdict(list)  # of one paper, if it is an end
    for slug, paper, copies in groups:
        for copy, extraction in enumerate(copies):
            things = extraction.things
            slugs = {id_: entities.get(Place(slug, copy, id_)) for id_ in things}
            slugs |= {link.id: links.get(link_key(link)) for link in extraction.links or ()}
            for relation in extraction.relations or ():
                about = slug if PAPER_ID in (relation.subject, relation.object) else ""
                subject = "" if relation.subject == PAPER_ID else slugs.get(relation.subject)
                target = "" if relation.object == PAPER_ID else slugs.get(relation.object)
                if subject is not None and target is not None:
                    claim = _claim(slug, paper, extraction, relation, things)
                    claims[about, relation.predicate, subject, target].append(claim)
    statements = [
        Statement(
            paper=about,
            predicate=predicate,
            entity=target,
            kind=_kind(found),
            confidence=max(claim.confidence for claim in found),
            extractor=min(claim.extractor for claim in found),
            evidence=tuple(sorted({piece for claim in found for piece in claim.evidence}, key=order_of)),
        )
        for (about, predicate, _, target), found in sorted(claims.items())
        if predicate in PAPER_RELATIONS
    ]
    relations = [
        Relation(
            subject=subject,
            predicate=predicate,
            object=target,
            papers=tuple(sorted({claim.paper for claim in found})),
            kind=_kind(found),
            confidence=max(claim.confidence for claim in found),
            extractor=min(claim.extractor for claim in found),
            evidence=tuple(_evidence(found)),
        )
        for (_, predicate, subject, target), found in sorted(claims.items())
        if predicate not in PAPER_RELATIONS and subject != target
    ]
    return tuple(statements), tuple(sorted(relations, key=lambda r: (r.subject, r.predicate, r.object, r.papers)))


def _claim(
    slug: str,
    paper: Paper,
    extraction: Extraction,
    relation: ExtractedRelation,
    things: Mapping[str, ExtractedEntity | Link],
) -> _Claim:
    ends = [things[id_] for id_ in (relation.subject, relation.object) if id_ in things]
    named = all(end.kind == "named" for end in ends if isinstance(end, ExtractedEntity))
    return _Claim(
        paper=slug,
        kind="named" if named else "term",
        confidence=relation.confidence,
        extractor=extraction.extractor,
        evidence=find_evidence(paper, extraction.paper, relation.mentions or ()),
    )


def _kind(claims: Sequence[_Claim]) -> Kind:
    return "named" if any(claim.kind == "named" for claim in claims) else "term"


def _evidence(claims: Sequence[_Claim]) -> Iterator[tuple[str, Evidence]]:
    """Yield all places, by paper and in the order of its text."""
    places = {(claim.paper, piece) for claim in claims for piece in claim.evidence}
    yield from sorted(places, key=lambda place: (place[0], order_of(place[1])))
