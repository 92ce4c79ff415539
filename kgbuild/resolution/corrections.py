"""Corrections of what was found in papers: names that are none, types, roles, two things under one list of names."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, cast

from kgbuild.curation import Curation, Row
from kgbuild.datamodel import ExtractedEntity, ExtractedRelation, ExtractedResult, Extraction
from kgbuild.entity_types import ALWAYS_NAMED, EntityType, Role
from kgbuild.identity.abbreviations import is_abbreviation, is_short_form
from kgbuild.identity.names import thing_key
from kgbuild.resolution.references import Occurrences, find_slug
from kgbuild.resolution.relations import Group, Place
from kgbuild.vocabulary import ENTITY_RELATIONS, RELATIONS, RESULT_PARTS

# What is behind the id of a thing that was one with another under one list of names.
_SECOND: Final = "/"


@dataclass(slots=True)
class _Change:
    """What rows say of one place."""

    is_gone: bool = False
    without: set[str] = field(default_factory=set)
    type: EntityType | None = None
    role: Role | None = None
    apart: list[tuple[str, str]] = field(default_factory=list)


def correct_groups(groups: Iterable[Group], curation: Curation, found: Occurrences) -> tuple[list[Group], set[int]]:
    """Return papers with their extractions as the rows correct them, and the lines of rows that meet nothing."""
    changes: defaultdict[Place, _Change] = defaultdict(_Change)
    unmet = _collect(curation, found, changes)
    by_copy: defaultdict[tuple[str, int], dict[str, _Change]] = defaultdict(dict)
    for place, change in changes.items():
        by_copy[place.paper, place.copy][place.id] = change
    corrected = [
        (
            slug,
            paper,
            tuple(
                _correct(extraction, by_copy[slug, copy]) if (slug, copy) in by_copy else extraction
                for copy, extraction in enumerate(copies)
            ),
        )
        for slug, paper, copies in groups
    ]
    return corrected, unmet


def _collect(curation: Curation, found: Occurrences, changes: defaultdict[Place, _Change]) -> set[int]:
    """Note what the rows say of each place; return the lines of those that say it of none."""
    met = _note_types(curation, found, changes)
    types: defaultdict[Place, set[str]] = defaultdict(set)
    for place, change in changes.items():
        if change.type:
            types[place].add(change.type)
    for line, row in _by_width(curation.of("reject", "accept", "role")):
        places = found.find(row.subject, types)
        if row.action == "role":
            places = _note_role(row, places, found, changes)
        if row.action == "reject":
            for place in places:
                _reject(changes[place], row, found.entities[place])
        if places:
            met.add(line)
    for _, row in curation.of("different"):
        _divide(row, found, changes)
    return {line for line, _ in curation.of("retype", "reject", "accept", "role")} - met


def _by_width(rows: Iterable[tuple[int, Row]]) -> list[tuple[int, Row]]:
    """Return rows in an order of their own; what is said of one paper comes last, and so stands."""
    return sorted(rows, key=lambda numbered: (bool(numbered[1].paper), bool(numbered[1].type), numbered[1].identity))


def _note_types(curation: Curation, found: Occurrences, changes: defaultdict[Place, _Change]) -> set[int]:
    met = set()
    for line, row in _by_width(curation.of("retype")):
        for place in found.find(row.subject):
            changes[place].type = cast("EntityType", row.value)
            met.add(line)
    return met


def _note_role(
    row: Row, places: frozenset[Place], found: Occurrences, changes: defaultdict[Place, _Change]
) -> frozenset[Place]:
    """Note a role where the thing's type has it; return these places."""
    role = cast("Role", row.value)
    fit = frozenset(p for p in places if (changes[p].type or found.entities[p].type, role) in RELATIONS)
    for place in fit:
        changes[place].role = role
    return fit


def _reject(change: _Change, row: Row, entity: ExtractedEntity) -> None:
    """Take out the thing; where the name is only a further one of it, that name."""
    key = thing_key(row.thing)
    keys = [thing_key(name) for name in entity.names if name.strip()]
    if find_slug(row.thing) or key not in keys or keys[0] == key:
        change.is_gone = True
    else:
        change.without.add(key)


def _divide(row: Row, found: Occurrences, changes: defaultdict[Place, _Change]) -> None:
    """Note the places whose thing has both names of a pair, which are two things then."""
    one, other = thing_key(row.thing), thing_key(row.value)
    if one == other:
        return
    for place in found.find(row.subject) & found.find(row.other):
        if {one, other} <= {thing_key(name) for name in found.entities[place].names}:
            changes[place].apart.append((one, other))


def _correct(extraction: Extraction, changes: Mapping[str, _Change]) -> Extraction:
    entities: list[ExtractedEntity] = []
    for entity in extraction.entities:
        change = changes.get(entity.id)
        entities += [entity] if change is None else _change(entity, change)
    types = {entity.id: entity.type for entity in entities}
    relations = extraction.relations
    if relations is not None:
        retyped = {id_ for id_, change in changes.items() if change.type}
        relations = tuple(relation for relation in relations if _still_fits(relation, types, retyped))
    results = extraction.results
    if results is not None:
        fitting = (_with_fitting_parts(result, types) for result in results)
        results = tuple(result for result in fitting if result is not None)
    return replace(extraction, entities=tuple(entities), relations=relations, results=results)


def _still_fits(relation: ExtractedRelation, types: Mapping[str, EntityType], retyped: set[str]) -> bool:
    """Tell whether a relation may hold between things of these types; only those of new types are looked at."""
    ends = (relation.subject, relation.object)
    if not retyped & set(ends):
        return True
    subject, target = map(types.get, ends)  # the paper and addresses have no types here
    pairs = ENTITY_RELATIONS[relation.predicate]
    return any(subject in (None, *one.subjects) and target in (None, *one.objects) for one in pairs)


def _with_fitting_parts(result: ExtractedResult, types: Mapping[str, EntityType]) -> ExtractedResult | None:
    """Return a result without the parts that things of these types cannot be; nothing where its subject is none."""
    unfit = {
        part for part, (_, kinds) in RESULT_PARTS.items() if types.get(getattr(result, part)) not in (None, *kinds)
    }
    without: dict[str, Any] = dict.fromkeys(unfit, "")
    return None if "subject" in unfit else replace(result, **without)


def _change(entity: ExtractedEntity, change: _Change) -> list[ExtractedEntity]:
    """Return what becomes of one thing: nothing, itself corrected, or several."""
    if change.is_gone:
        return []
    if change.type:
        kind = "named" if change.type in ALWAYS_NAMED else entity.kind
        entity = replace(entity, type=change.type, kind=kind)
    if change.role:
        entity = replace(entity, role=change.role)
    if change.without:
        entity = _keep(entity, [name for name in entity.names if thing_key(name) not in change.without], entity.id)
    parts = [entity]
    for one, other in sorted(change.apart):
        parts = [new for part in parts for new in _split(part, one, other)]
    return parts


def _split(entity: ExtractedEntity, one: str, other: str) -> list[ExtractedEntity]:
    """Return two things for one that has both names; others stay with the first unless they abbreviate the second."""
    keys = {thing_key(name) for name in entity.names}
    if not {one, other} <= keys:
        return [entity]
    ordered = [thing_key(name) for name in entity.names]
    first, second = sorted((one, other), key=ordered.index)
    long = {key: next(name for name in entity.names if thing_key(name) == key) for key in (first, second)}

    def is_second(name: str) -> bool:
        key = thing_key(name)
        if key in long:
            return key == second
        return is_short_form(name) and is_abbreviation(name, long[second]) and not is_abbreviation(name, long[first])

    parts = [[n for n in entity.names if not is_second(n)], [n for n in entity.names if is_second(n)]]
    return [_keep(entity, parts[0], entity.id), _keep(entity, parts[1], f"{entity.id}{_SECOND}{second}")]


def _keep(entity: ExtractedEntity, names: list[str], id_: str) -> ExtractedEntity:
    """Return the thing with some of its names, and the places of these."""
    dropped = {thing_key(name) for name in entity.names} - {thing_key(name) for name in names}
    mentions = entity.mentions
    if mentions is not None:
        mentions = tuple(mention for mention in mentions if thing_key(mention.text) not in dropped)
    return replace(entity, names=tuple(names), mentions=mentions, id=id_)
