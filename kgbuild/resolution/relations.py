"""What papers state of two things, joined over the papers that state it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
# What claims that are one have in common: the paper where that is an end, predicate, subject, object; "" for the paper.
ClaimKey = tuple[str, str, str, str]


class Place(NamedTuple):
    """Where an entity was extracted: the paper's slug, which copy of the paper, the entity's id there."""

    paper: str
    copy: int
    id: str


@dataclass(frozen=True, slots=True)
class Claim:
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
    claims: defaultdict[ClaimKey, list[Claim]] = defaultdict(list)
    for group in groups:
        for key, claim in claims_in(group, entities, links):
            claims[key].append(claim)
    joined = [join_claims(key, found) for key, found in sorted(claims.items())]
    return (
        tuple(one for one in joined if isinstance(one, Statement)),
        sort_relations(one for one in joined if isinstance(one, Relation)),
    )


def claims_in(
    group: Group, entities: Mapping[Place, str], links: Mapping[str, str]
) -> Iterator[tuple[ClaimKey, Claim]]:
    """Yield what a paper states of itself and of two things, for `join_claims`; arguments as of `find_relations`."""
    slug, paper, copies = group
    for copy, extraction in enumerate(copies):
        things = extraction.things
        slugs = {id_: entities.get(Place(slug, copy, id_)) for id_ in things}
        slugs |= {link.id: links.get(link_key(link)) for link in extraction.links or ()}
        for relation in extraction.relations or ():
            about = slug if PAPER_ID in (relation.subject, relation.object) else ""
            subject = "" if relation.subject == PAPER_ID else slugs.get(relation.subject)
            target = "" if relation.object == PAPER_ID else slugs.get(relation.object)
            if subject is not None and target is not None:
                key = about, relation.predicate, subject, target
                yield key, _claim(slug, paper, extraction, relation, things)


def join_claims(key: ClaimKey, claims: Sequence[Claim]) -> Statement | Relation | None:
    """Return what all claims of one key say together; None for a relation of an entity to itself."""
    about, predicate, subject, target = key
    if predicate in PAPER_RELATIONS:
        return Statement(
            paper=about,
            predicate=predicate,
            entity=target,
            kind=_kind(claims),
            confidence=max(claim.confidence for claim in claims),
            extractor=min(claim.extractor for claim in claims),
            evidence=tuple(sorted({piece for claim in claims for piece in claim.evidence}, key=order_of)),
        )
    if subject == target:
        return None
    return Relation(
        subject=subject,
        predicate=predicate,
        object=target,
        papers=tuple(sorted({claim.paper for claim in claims})),
        kind=_kind(claims),
        confidence=max(claim.confidence for claim in claims),
        extractor=min(claim.extractor for claim in claims),
        evidence=tuple(_evidence(claims)),
    )


def sort_relations(relations: Iterable[Relation]) -> tuple[Relation, ...]:
    """Return relations by their ends."""
    return tuple(sorted(relations, key=lambda r: (r.subject, r.predicate, r.object, r.papers)))


def _claim(
    slug: str,
    paper: Paper,
    extraction: Extraction,
    relation: ExtractedRelation,
    things: Mapping[str, ExtractedEntity | Link],
) -> Claim:
    ends = [things[id_] for id_ in (relation.subject, relation.object) if id_ in things]
    named = all(end.kind == "named" for end in ends if isinstance(end, ExtractedEntity))
    return Claim(
        paper=slug,
        kind="named" if named else "term",
        confidence=relation.confidence,
        extractor=extraction.extractor,
        evidence=find_evidence(paper, extraction.paper, relation.mentions or ()),
    )


def _kind(claims: Sequence[Claim]) -> Kind:
    return "named" if any(claim.kind == "named" for claim in claims) else "term"


def _evidence(claims: Sequence[Claim]) -> Iterator[tuple[str, Evidence]]:
    """Yield all places, by paper and in the order of its text."""
    places = {(claim.paper, piece) for claim in claims for piece in claim.evidence}
    yield from sorted(places, key=lambda place: (place[0], order_of(place[1])))
