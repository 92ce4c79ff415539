"""Two extractions of one paper joined: all that either found, every place within the text that is kept."""

from collections.abc import Sequence
from dataclasses import replace

from kgbuild.datamodel import SECTIONS, ExtractedEntity, ExtractedRelation, Extraction, Link, Mention, Paper
from kgbuild.records import find_mentions, renumber_relations, settle_mention


def join_extractions(one: Extraction, other: Extraction) -> Extraction:
    """Return the extraction with the longer abstract, the first of equals, and what only the other found.

    Entities of one type that share a name are one; mentions are those of the text that is kept, and the
    places there of names that only the other gives.
    """
    first, second = (other, one) if len(other.paper.abstract) > len(one.paper.abstract) else (one, other)
    second = move_extraction(second, first.paper)
    if (first.entities, first.links, first.relations) == (second.entities, second.links, second.relations):
        return first
    entities, entity_numbers = _join_things(first, second)
    links = list(first.links)
    link_numbers = {}
    for number, link in enumerate(second.links):
        known = next((k for k, other in enumerate(links) if other.url == link.url), len(links))
        links += [link] if known == len(links) else []
        link_numbers[number] = known
    moved = renumber_relations(second.relations, entity_numbers, link_numbers)
    return replace(
        first,
        entities=tuple(entities),
        links=tuple(links),
        relations=_join_relations(first.relations, moved),
        extractor=first.extractor or second.extractor,
    )


def _join_things(first: Extraction, second: Extraction) -> tuple[list[ExtractedEntity], dict[int, int]]:
    """Return the entities of both, and for each number of the second its number among them."""
    entities = list(first.entities)
    numbers = {}
    for number, entity in enumerate(second.entities):
        names = _folded(entity)
        match = next(
            (index for index, known in enumerate(entities) if known.type == entity.type and names & _folded(known)),
            None,
        )
        if match is None:
            numbers[number] = len(entities)
            entities.append(entity)
        else:
            numbers[number] = match
            entities[match] = _join_entities(entities[match], entity, first.paper)
    return entities, numbers


def _join_relations(
    ours: Sequence[ExtractedRelation], theirs: Sequence[ExtractedRelation]
) -> tuple[ExtractedRelation, ...]:
    """Return each relation once, with the places of both and the higher confidence."""
    joined = {(r.predicate, r.subject, r.object): r for r in ours}
    for relation in theirs:
        known = joined.setdefault((relation.predicate, relation.subject, relation.object), relation)
        places = {mention.span: mention for mention in (*relation.mentions, *known.mentions)}
        mentions = tuple(sorted(places.values(), key=lambda m: (SECTIONS.index(m.span.section), m.span)))
        confidence = max(known.confidence, relation.confidence)
        joined[relation.predicate, relation.subject, relation.object] = replace(
            known, confidence=confidence, mentions=mentions
        )
    return tuple(joined.values())


def move_extraction(extraction: Extraction, paper: Paper) -> Extraction:
    """Return the extraction with its places in another copy of the paper; else its names alone."""
    if (extraction.paper.title, extraction.paper.abstract) == (paper.title, paper.abstract):
        return replace(extraction, paper=paper)
    return replace(
        extraction,
        paper=paper,
        entities=tuple(_move_entity(entity, paper) for entity in extraction.entities),
        links=tuple(_move_link(link, paper) for link in extraction.links),
        relations=tuple(_move_relation(relation, paper) for relation in extraction.relations),
    )


def _move_entity(entity: ExtractedEntity, paper: Paper) -> ExtractedEntity:
    settled = [settle_mention(mention, paper) for mention in entity.mentions]
    places = {mention.span: mention for mention in settled if mention}
    mentions = tuple(places.values()) or find_mentions(entity.names, paper)
    return replace(entity, mentions=mentions)


def _move_relation(relation: ExtractedRelation, paper: Paper) -> ExtractedRelation:
    settled = [settle_mention(mention, paper) for mention in relation.mentions if mention.text]
    return replace(relation, mentions=tuple({mention.span: mention for mention in settled if mention}.values()))


def _move_link(link: Link, paper: Paper) -> Link:
    return replace(link, mention=settle_mention(link.mention, paper)) if link.mention else link


def _join_entities(known: ExtractedEntity, other: ExtractedEntity, paper: Paper) -> ExtractedEntity:
    new_names = tuple(name for name in other.names if name not in known.names)
    mentions = list(known.mentions)
    for mention in find_mentions(new_names, paper):
        if not any(_overlap(mention, place) for place in mentions):
            mentions.append(mention)
    if new_names:
        mentions.sort(key=lambda mention: (SECTIONS.index(mention.span.section), mention.span.start))
    return replace(
        known,
        names=known.names + new_names,
        role=known.role or other.role,
        confidence=max(known.confidence, other.confidence),
        mentions=tuple(mentions),
    )


def _overlap(one: Mention, other: Mention) -> bool:
    return (
        one.span.section == other.span.section and one.span.start < other.span.end and other.span.start < one.span.end
    )


def _folded(entity: ExtractedEntity) -> set[str]:
    return {name.casefold() for name in entity.names}
