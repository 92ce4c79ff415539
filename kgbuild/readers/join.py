"""Two extractions of one paper joined: all that either found, every place within the text that is kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from kgbuild.datamodel import (
    PAPER_ID,
    ContributionKind,
    ExtractedEntity,
    ExtractedRelation,
    ExtractedResult,
    Extraction,
    Link,
    Mention,
    Paper,
)
from kgbuild.identity.addresses import address_key
from kgbuild.records import find_mentions, give_ids, settle_mention
from kgbuild.records.places import Places

_Claim = TypeVar("_Claim", ExtractedRelation, ExtractedResult)


def join_extractions(one: Extraction, other: Extraction) -> Extraction:
    """Return the extraction with the longer abstract, the first of equals, and what only the other found.

    Entities of one type that share a name are one; mentions are those of the text that is kept, and the
    places there of names that only the other gives. What only one of them states counts for both.
    """
    first, second = (other, one) if len(other.paper.abstract) > len(one.paper.abstract) else (one, other)
    second = move_extraction(second, first.paper)
    first = replace(first, outside_field=first.outside_field or second.outside_field)
    if _found(first) == _found(second):
        return first
    entities, places = list(first.entities), _Places(first.entities)
    entity_ids = {entity.id: _add_entity(entities, places, entity, first.paper) for entity in second.entities}
    links, addresses = list(first.links or ()), dict[str, int]()
    for place, link in enumerate(links):
        addresses.setdefault(address_key(link.url), place)
    link_ids = {link.id: _add_link(links, addresses, link) for link in second.links or ()}
    # Those of the first come first and keep their ids.
    named, named_links = give_ids(entities, links)
    ids = {PAPER_ID: PAPER_ID}
    ids |= {id_: named[place].id for id_, place in entity_ids.items()}
    ids |= {id_: named_links[place].id for id_, place in link_ids.items()}
    return replace(
        first,
        entities=named,
        links=None if first.links is None and second.links is None else named_links,
        relations=_join_relations(first.relations, second.relations, ids),
        results=_join_results(first.results, second.results, ids),
        kinds=_join_kinds(first.kinds, second.kinds),
        extractor=first.extractor or second.extractor,
    )


def _found(extraction: Extraction) -> tuple[object, ...]:
    return extraction.entities, extraction.links, extraction.relations, extraction.results, extraction.kinds


def _join_kinds(
    ours: tuple[ContributionKind, ...] | None, theirs: tuple[ContributionKind, ...] | None
) -> tuple[ContributionKind, ...] | None:
    """Return what the first contributes, its main kind first, and behind it what only the second says."""
    return None if ours is None and theirs is None else tuple(dict.fromkeys((*(ours or ()), *(theirs or ()))))


class _Places:
    """Where the first entity of a type stands that has a name, in any case."""

    def __init__(self, entities: Iterable[ExtractedEntity]) -> None:
        self._first: dict[tuple[str, str], int] = {}
        for place, entity in enumerate(entities):
            self.note(entity, place)

    def note(self, entity: ExtractedEntity, place: int) -> None:
        for name in _folded(entity):
            known = self._first.setdefault((entity.type, name), place)
            self._first[entity.type, name] = min(known, place)

    def find(self, entity: ExtractedEntity) -> int | None:
        found = (self._first.get((entity.type, name)) for name in _folded(entity))
        return min((place for place in found if place is not None), default=None)


def _add_entity(entities: list[ExtractedEntity], places: _Places, entity: ExtractedEntity, paper: Paper) -> int:
    """Add an entity, or join it to the one that it is; return its place."""
    place = places.find(entity)
    if place is None:
        place = len(entities)
        entities.append(entity)
    else:
        entities[place] = _join_entities(entities[place], entity, paper)
    places.note(entity, place)
    return place


def _add_link(links: list[Link], addresses: dict[str, int], link: Link) -> int:
    """Add a link unless its address is there; return its place."""
    place = addresses.setdefault(address_key(link.url), len(links))
    links += [link] if place == len(links) else []
    return place


def _join_relations(
    ours: Sequence[ExtractedRelation] | None, theirs: Sequence[ExtractedRelation] | None, ids: Mapping[str, str]
) -> tuple[ExtractedRelation, ...] | None:
    """Return each relation once, with the places of both and the higher confidence; `ids` are the new ones of theirs.

    None where neither states any.
    """
    if ours is None and theirs is None:
        return None
    joined = {(r.predicate, r.subject, r.object): r for r in ours or ()}
    for stated in theirs or ():
        relation = replace(stated, subject=ids[stated.subject], object=ids[stated.object])
        key = relation.predicate, relation.subject, relation.object
        known = joined.setdefault(key, relation)
        joined[key] = _join_claims(known, relation)
    return tuple(joined.values())


def _join_results(
    ours: Sequence[ExtractedResult] | None, theirs: Sequence[ExtractedResult] | None, ids: Mapping[str, str]
) -> tuple[ExtractedResult, ...] | None:
    """Return each result once, as `_join_relations` does."""
    if ours is None and theirs is None:
        return None
    new = {**ids, "": ""}
    moved = (
        replace(r, subject=new[r.subject], metric=new[r.metric], where=new[r.where], versus=new[r.versus])
        for r in theirs or ()
    )
    joined: dict[tuple[str, ...], ExtractedResult] = {}
    for result in [*(ours or []), *moved]:
        key = (result.value, result.subject, result.metric, result.where, result.versus, result.kind)
        joined[key] = _join_claims(joined.setdefault(key, result), result)
    return tuple(joined.values())


def _join_claims(known: _Claim, other: _Claim) -> _Claim:
    """Return what both state, with the places of both and the higher confidence."""
    mentions = known.mentions if other.mentions is None else other.mentions
    if known.mentions is not None and other.mentions is not None:
        places = {mention.span: mention for mention in other.mentions + known.mentions}
        mentions = tuple(mention for _, mention in sorted(places.items()))
    return replace(known, confidence=max(known.confidence, other.confidence), mentions=mentions)


def move_extraction(extraction: Extraction, paper: Paper) -> Extraction:
    """Return the extraction with its places in another copy of the paper; else its names alone."""
    if (extraction.paper.title, extraction.paper.abstract) == (paper.title, paper.abstract):
        return replace(extraction, paper=paper)
    links, relations, results = extraction.links, extraction.relations, extraction.results
    return replace(
        extraction,
        paper=paper,
        entities=tuple(_move_entity(entity, paper) for entity in extraction.entities),
        links=None if links is None else tuple(_move_link(link, paper) for link in links),
        relations=None if relations is None else tuple(_move_claim(relation, paper) for relation in relations),
        results=None if results is None else tuple(_move_claim(result, paper) for result in results),
    )


def _move_entity(entity: ExtractedEntity, paper: Paper) -> ExtractedEntity:
    if entity.mentions is None:
        return entity
    settled = [settle_mention(mention, paper) for mention in entity.mentions]
    places = {mention.span: mention for mention in settled if mention}
    mentions = tuple(places.values()) or find_mentions(entity.names, paper)
    return replace(entity, mentions=mentions)


def _move_claim(claim: _Claim, paper: Paper) -> _Claim:
    if claim.mentions is None:
        return claim
    settled = [settle_mention(mention, paper) for mention in claim.mentions if mention.text]
    return replace(claim, mentions=tuple({mention.span: mention for mention in settled if mention}.values()))


def _move_link(link: Link, paper: Paper) -> Link:
    return replace(link, mention=settle_mention(link.mention, paper)) if link.mention else link


def _join_entities(known: ExtractedEntity, other: ExtractedEntity, paper: Paper) -> ExtractedEntity:
    new_names = tuple(name for name in other.names if name not in known.names)
    return replace(
        known,
        names=known.names + new_names,
        role=known.role or other.role,
        confidence=max(known.confidence, other.confidence),
        mentions=_join_mentions(known, other, new_names, paper),
    )


def _join_mentions(
    known: ExtractedEntity, other: ExtractedEntity, new_names: tuple[str, ...], paper: Paper
) -> tuple[Mention, ...] | None:
    """Return the places that the first states, else those of the other, and of the names that these do not cover."""
    if known.mentions is None and other.mentions is None:
        return None
    if known.mentions is None:
        mentions = list(other.mentions or ())
        new_names = tuple(name for name in known.names if name not in other.names)
    else:
        mentions = list(known.mentions)
    if not new_names:
        return tuple(mentions)
    taken = Places(mention.span for mention in mentions)
    # None of those that are found lies within another.
    mentions += [mention for mention in find_mentions(new_names, paper) if taken.take(mention.span)]
    return tuple(sorted(mentions, key=lambda mention: mention.span))


def _folded(entity: ExtractedEntity) -> set[str]:
    return {name.casefold() for name in entity.names}
