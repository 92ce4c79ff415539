"""Relations between the things of a record: numbers of its entities and addresses, from 0, in their order there."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from kgbuild.datamodel import (
    LINK_RELATIONS,
    PAPER_RELATIONS,
    RELATION_NAMES,
    ExtractedEntity,
    ExtractedRelation,
    Link,
    Paper,
    RelationName,
)
from kgbuild.errors import RecordError
from kgbuild.records.fields import get_choice, get_confidence, get_objects, get_offset, list_keys
from kgbuild.records.mentions import parse_mentions
from kgbuild.records.write import RELATION_FINDER
from kgbuild.vocabulary import ENTITY_RELATIONS, LINK_TERMS

Things = tuple[Sequence[ExtractedEntity], Sequence[Link]]


def parse_relations(
    record: Mapping[str, Any], where: str, paper: Paper, things: Things, notes: list[str]
) -> tuple[ExtractedRelation, ...]:
    """Return the relations of a record whose entities and links are `things`.

    Raises RecordError for one that names no known predicate or no thing; one between things of types that it cannot
    hold between is left out, with a note.
    """
    found = []
    for number, item in enumerate(get_objects(record, "relations", where), 1):
        place = f"{where}: relation {number}"
        relation = _parse_relation(item, place, paper, things, notes)
        problem = misfit(relation, things)
        if problem:
            notes.append(f"{place}: {problem}, left out")
        else:
            found.append(relation)
    return tuple(found)


def renumber_relations(
    relations: Sequence[ExtractedRelation], entities: Mapping[int, int], links: Mapping[int, int]
) -> tuple[ExtractedRelation, ...]:
    """Return the relations for entities and links that have new numbers; without those whose things are gone."""
    kept = []
    for relation in relations:
        subject = None if relation.subject is None else entities.get(relation.subject)
        target = (links if relation.predicate in LINK_RELATIONS else entities).get(relation.object)
        if target is not None and (relation.subject is None or subject is not None):
            kept.append(replace(relation, subject=subject, object=target))
    return tuple(kept)


def _parse_relation(
    item: Mapping[str, Any], where: str, paper: Paper, things: Things, notes: list[str]
) -> ExtractedRelation:
    predicate = get_choice(item, "predicate", RELATION_NAMES, where)
    if predicate is None:
        raise RecordError(f'{where}: no "predicate"; found: {list_keys(item)}')
    entities, links = things
    subject = None if predicate in PAPER_RELATIONS else _get_number(item, "subject", "entities", len(entities), where)
    if predicate in LINK_RELATIONS:
        target = _get_number(item, "url", "urls", len(links), where)
    else:
        target = _get_number(item, "object", "entities", len(entities), where)
    return ExtractedRelation(
        predicate=predicate,
        subject=subject,
        object=target,
        confidence=get_confidence(item, where),
        mentions=parse_mentions(item, where, paper, notes, by=RELATION_FINDER, bare=True),
    )


def _get_number(item: Mapping[str, Any], key: str, of: str, count: int, where: str) -> int:
    number = get_offset(item, key, where)
    if number is None:
        raise RecordError(f'{where}: no "{key}"; found: {list_keys(item)}')
    if number >= count:
        raise RecordError(f'{where}: "{key}" is {number}, but there are {count} "{of}", counted from 0')
    return number


def misfit(relation: ExtractedRelation, things: Things) -> str:
    """Return why a relation cannot hold between its two things; an empty string where it can."""
    entities, links = things
    name: RelationName = relation.predicate
    subjects, objects = ENTITY_RELATIONS.get(name, (("Paper",), (LINK_TERMS["repository"][0],)))
    subject = "Paper" if relation.subject is None else entities[relation.subject].type
    to_link = name in LINK_RELATIONS
    target = LINK_TERMS[links[relation.object].kind][0] if to_link else entities[relation.object].type
    if subject in subjects and target in objects:
        return ""
    return f'"{name}" from {subject} to {target}, but it leads from {" or ".join(subjects)} to {" or ".join(objects)}'
