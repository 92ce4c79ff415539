"""Relations between the things of a record: by their ids, in records before version 0.2 by their numbers from 0."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from kgbuild.datamodel import (
    BY_RULE,
    LINK_RELATIONS,
    PAPER_ID,
    PAPER_RELATIONS,
    RELATION_NAMES,
    ExtractedEntity,
    ExtractedRelation,
    Link,
    Mention,
    Paper,
    RelationName,
)
from kgbuild.errors import RecordError
from kgbuild.records.fields import get_choice, get_confidence, json_type, list_keys, shorten
from kgbuild.records.ids import PAPER_IDS
from kgbuild.records.mentions import parse_mentions
from kgbuild.vocabulary import ENTITY_RELATIONS, LINK_TERMS, Ends

_TO_REPOSITORY: Final = (Ends(("Paper",), (LINK_TERMS["repository"][0],)),)


@dataclass(frozen=True, slots=True)
class Things:
    """What relations of a record may refer to; `ids` gives for an id as the record states it the one that it has."""

    entities: Sequence[ExtractedEntity]
    links: Sequence[Link]
    ids: Mapping[str, str]

    def classes(self) -> dict[str, str]:
        """Return for each id the class of its thing in the ontology."""
        return {entity.id: str(entity.type) for entity in self.entities} | {
            link.id: LINK_TERMS[link.kind][0] for link in self.links
        }


def parse_relations(
    items: Sequence[Mapping[str, Any]], where: str, paper: Paper, things: Things, notes: list[str]
) -> tuple[ExtractedRelation, ...]:
    """Return the relations of a record whose entities and links are `things`.

    Raises RecordError for one that names no known predicate or no thing; one between things of types that it cannot
    hold between is left out, with a note.
    """
    found = []
    classes = things.classes()
    for number, item in enumerate(items, 1):
        place = f"{where}: relation {number}"
        relation = _parse_relation(item, place, paper, things, notes)
        name = _BY_SUBJECT.get((relation.predicate, classes.get(relation.subject, "")))
        if name:
            relation = replace(relation, predicate=name)
        problem = misfit(relation, classes)
        if problem:
            notes.append(f"{place}: {problem}, left out")
        else:
            found.append(relation)
    return tuple(found)


# One relation has two names, by what serves the task; records of others use one for both.
_BY_SUBJECT: Final[dict[tuple[str, str], RelationName]] = {
    ("usedForTask", "Benchmark"): "benchmarkForTask",
    ("benchmarkForTask", "Dataset"): "usedForTask",
}


def _parse_relation(
    item: Mapping[str, Any], where: str, paper: Paper, things: Things, notes: list[str]
) -> ExtractedRelation:
    predicate = get_choice(item, "predicate", RELATION_NAMES, where)
    if predicate is None:
        raise RecordError(f'{where}: no "predicate"; found: {list_keys(item)}')
    to_link = predicate in LINK_RELATIONS
    # Before version 0.2 the subject was left out where it is the paper, and an address stood under "url".
    of_paper = predicate in PAPER_RELATIONS and item.get("subject") is None
    target = "url" if to_link and item.get("object") is None and item.get("url") is not None else "object"
    return ExtractedRelation(
        predicate=predicate,
        subject=PAPER_ID if of_paper else get_thing(item, "subject", things, where, of="entities"),
        object=get_thing(item, target, things, where, of="urls" if to_link else "entities"),
        confidence=get_confidence(item, where),
        mentions=parse_places(item, where, paper, notes),
    )


def parse_places(item: Mapping[str, Any], where: str, paper: Paper, notes: list[str]) -> tuple[Mention, ...] | None:
    """Return the parts of sentences that a relation or a result points to; None where the record does not say."""
    if item.get("mentions") is None:
        return None
    return parse_mentions(item, where, paper, notes, by=BY_RULE, bare=True)


def get_thing(item: Mapping[str, Any], key: str, things: Things, where: str, *, of: str) -> str:
    """Return the id of the thing that a relation or a result names: by an id as stated, or by a number among `of`."""
    value = item.get(key)
    if isinstance(value, int) and not isinstance(value, bool) and str(value) in things.ids:
        value = str(value)  # another tool's ids are numbers
    if value is None:
        raise RecordError(f'{where}: no "{key}"; found: {list_keys(item)}')
    if isinstance(value, str):
        if value in PAPER_IDS:
            return PAPER_ID
        if value not in things.ids:
            raise RecordError(
                f'{where}: "{key}" is {shorten(repr(value))}, which is the id of no entity and no address'
            )
        return things.ids[value]
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise RecordError(f'{where}: "{key}" must be an id or a whole number from 0, not {json_type(value)}')
    among = things.links if of == "urls" else things.entities
    if value >= len(among):
        raise RecordError(f'{where}: "{key}" is {value}, but there are {len(among)} "{of}", counted from 0')
    return among[value].id


def misfit(relation: ExtractedRelation, classes: Mapping[str, str]) -> str:
    """Return why a relation cannot hold between its two things; an empty string where it can."""
    name: RelationName = relation.predicate
    pairs = ENTITY_RELATIONS.get(name, _TO_REPOSITORY)
    subject, target = ("Paper" if id_ == PAPER_ID else classes[id_] for id_ in (relation.subject, relation.object))
    if any(subject in ends.subjects and target in ends.objects for ends in pairs):
        return ""
    leads = ", or ".join(f"from {' or '.join(ends.subjects)} to {' or '.join(ends.objects)}" for ends in pairs)
    return f'"{name}" from {subject} to {target}, but it leads {leads}'
