"""People's corrections, applied last: to what was found, to what is one thing, and to what things are called."""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kgbuild.curation import Curation, Reference, Row
from kgbuild.curation.rows import PAIRS
from kgbuild.datamodel import Entity, Extraction, Join, Knowledge, Skipped
from kgbuild.identity.names import thing_key
from kgbuild.identity.slugs import slugify
from kgbuild.resolution.corrections import correct_groups
from kgbuild.resolution.joins import by_doubt
from kgbuild.resolution.knowledge import Resolved, resolve_groups
from kgbuild.resolution.papers import group_papers
from kgbuild.resolution.references import Occurrences, Slugs, find_slug
from kgbuild.resolution.relations import Group, Place
from kgbuild.resolution.rules import KnownGroup
from kgbuild.resolution.ties import NO_PLACE_TIES, PlaceTie, PlaceTies, to_mark
from kgbuild.resolution.within import split_groups

ResolveAll = Callable[[Sequence[Group], PlaceTies], Resolved]


def resolve_curated(
    extractions: Iterable[Extraction],
    curation: Curation,
    *,
    same_names: Iterable[KnownGroup] = (),
    known: Container[str] = (),
) -> tuple[Knowledge, tuple[Skipped, ...]]:
    """Return what `resolve` does with corrections applied, and a note for each row that could not be.

    The order of the rows makes no difference.
    """
    lists = tuple(same_names)

    def resolve_all(groups: Sequence[Group], ties: PlaceTies) -> Resolved:
        return resolve_groups(groups, same_names=lists, ties=ties)

    groups = split_groups(group_papers(extractions), known)
    return curate(groups, curation, resolve_all, find_slugs(groups, curation, resolve_all))


def curate(
    groups: Sequence[Group], curation: Curation, resolve_all: ResolveAll, slugs: Slugs
) -> tuple[Knowledge, tuple[Skipped, ...]]:
    """Return what papers say with corrections applied, and a note for each row that could not be.

    `resolve_all` resolves papers as rows correct them, with what rows say of their things; `slugs` are of `find_slugs`.
    `groups` may be those papers alone that rows can mean, where `resolve_all` sees to the others.
    """
    found = Occurrences(groups, slugs)
    corrected, unmet = correct_groups(groups, curation, found)
    left = Occurrences(corrected, slugs)
    ties = _find_ties(curation, left)
    resolved = resolve_all(corrected, ties)
    knowledge, further = _relabel(resolved, curation, left)
    notes = _tell_unmet(curation, found, unmet) | _tell_pairs(curation, left, resolved) | further
    return knowledge, _to_notes(curation, notes)


def correct_extractions(
    extractions: Sequence[Extraction], curation: Curation, *, same_names: Iterable[KnownGroup] = ()
) -> tuple[list[Extraction], tuple[Skipped, ...]]:
    """Return extractions, in their order, as rows correct what was found, and a note for each row that meets nothing.

    They have no rejected names, the right types and roles, and two things where rows tell two names of one apart. Other
    rows change nothing here.
    """
    groups = group_papers(extractions)
    lists = tuple(same_names)
    slugs = find_slugs(groups, curation, lambda some, ties: resolve_groups(some, same_names=lists, ties=ties))
    found = Occurrences(groups, slugs)
    corrected, unmet = correct_groups(groups, curation, found)
    new = {
        id(old): now
        for (_, _, before), (_, _, after) in zip(groups, corrected, strict=True)
        for old, now in zip(before, after, strict=True)
    }
    notes = _tell_unmet(curation, found, unmet)
    return [new[id(extraction)] for extraction in extractions], _to_notes(curation, notes)


def _to_notes(curation: Curation, notes: Mapping[int, str]) -> tuple[Skipped, ...]:
    rows = dict(curation.rows)
    return tuple(Skipped(curation.name, f"{rows[line].action}: {why}", line) for line, why in sorted(notes.items()))


def find_slugs(groups: Sequence[Group], curation: Curation, resolve_all: ResolveAll) -> Slugs:
    """Return the slug of each place as people see it who write addresses; nothing where no row has one.

    They look at a graph in which names are told apart and joined as the rows say.
    """
    found = Occurrences(groups)
    addressed = find_addressed(curation, found)
    if not addressed:
        return ()
    plain = resolve_all(groups, NO_PLACE_TIES).places
    pairs = Curation(curation.of("same", "different"), curation.name)
    if not pairs or addressed <= {"same", "different"}:
        return plain
    corrected, _ = correct_groups(groups, pairs, found)
    ties = _find_ties(pairs, Occurrences(corrected, plain))
    seen = resolve_all(corrected, ties).places
    # What only the graph before has, such as a thing that was joined to another, is found by its old address too.
    taken = {slug for _, slug in seen}
    return [*seen, *((place, slug) for place, slug in plain if slug not in taken)]


def find_addressed(curation: Curation, found: Occurrences) -> set[str]:
    """Return the actions of rows that mean things by their addresses or slugs, given the things without their slugs."""
    references = [(row.action, reference) for _, row in curation.rows for reference in references_of(row)]
    return {
        action
        for action, reference in references
        if find_slug(reference.name)
        or (slugify(reference.name) == reference.name and not found.find(Reference(reference.name)))
    }


def references_of(row: Row) -> tuple[Reference, ...]:
    """Return the one or two things that a row is about."""
    return (row.subject, row.other) if row.action in PAIRS else (row.subject,)


def _find_ties(curation: Curation, found: Occurrences) -> PlaceTies:
    """Return what the rows say of places, in an order that is not that of the rows."""
    ties: defaultdict[str, list[PlaceTie]] = defaultdict(list)
    rows = sorted((row for _, row in curation.of("same", "different")), key=lambda row: (row.identity, row.action))
    for row in rows:
        one, other = _sides(row, found)
        if one and other:
            marks = (to_mark(*row.subject.key), to_mark(*row.other.key))
            ties[row.action].append(PlaceTie(one, other, marks))
    return PlaceTies(tuple(ties["same"]), tuple(ties["different"]))


def _sides(row: Row, found: Occurrences) -> tuple[frozenset[Place], frozenset[Place]]:
    """Return the places of both of a pair; of two that overlap, the wider is what the narrower leaves of it."""
    one, other = found.find(row.subject), found.find(row.other)
    if row.action == "same":  # whoever has the name as a further one only is not meant
        return found.led_by(one, row.thing), found.led_by(other, row.value)
    if one == other:
        return frozenset(), frozenset()
    return (one, other - one) if len(one) <= len(other) else (one - other, other)


def _tell_unmet(curation: Curation, found: Occurrences, unmet: Iterable[int]) -> dict[int, str]:
    """Return why rows that correct what was found meet nothing."""
    rows = dict(curation.rows)
    notes = {}
    for line in unmet:
        row = rows[line]
        places = found.find(row.subject)
        if row.action == "role" and places:
            types = sorted({found.entities[place].type for place in places})
            notes[line] = f'"{row.thing}" is a {" and a ".join(types)}, which has no role "{row.value}"'
        else:
            notes[line] = found.tell_missing(row.subject)
    return notes


def _tell_pairs(curation: Curation, found: Occurrences, resolved: Resolved) -> dict[int, str]:
    """Return why pairs of names meet nothing, or could not be joined."""
    slugs = dict(resolved.places)
    notes = {}
    for line, row in curation.of("same", "different"):
        missing = [reference for reference in references_of(row) if not found.find(reference)]
        one, other = _sides(row, found)
        if missing:
            notes[line] = found.tell_missing(missing[0])
        elif not (one and other):
            notes[line] = f'"{row.thing}" and "{row.value}" stand for the same places; limit one of them to a paper'
        elif row.action == "same" and not {slugs[p] for p in one} & {slugs[p] for p in other}:
            apart = [number for number, _ in curation.of("different")]
            lines = f"line {apart[0]} tells" if len(apart) == 1 else f"lines {', '.join(map(str, apart))} tell"
            notes[line] = f'"{row.thing}" and "{row.value}" are not joined: {lines} things apart'
    return notes


@dataclass(slots=True)
class _Naming:
    """What rows say of one thing: its label, with the lines that say so, further names, the same thing elsewhere."""

    labels: dict[str, list[int]] = field(default_factory=dict)
    aliases: set[str] = field(default_factory=set)
    matches: set[tuple[str, str]] = field(default_factory=set)


def _relabel(resolved: Resolved, curation: Curation, found: Occurrences) -> tuple[Knowledge, dict[int, str]]:
    """Return everything with labels, further names and links as the rows say, and notes on rows that cannot be."""
    entities = {entity.slug: entity for entity in resolved.knowledge.entities}
    by_place = dict(resolved.places)
    namings: defaultdict[str, _Naming] = defaultdict(_Naming)
    notes: dict[int, str] = {}
    for line, row in curation.of("rename", "alias", "link"):
        slugs = _find_things(row.subject, found, by_place, entities)
        if len(slugs) != 1:
            told = found.tell_missing(row.subject)
            if slugs:
                told = f'"{row.thing}" names {len(slugs)} things ({", ".join(slugs)}); give the address of one'
            notes[line] = told
        elif row.action == "rename":
            namings[slugs[0]].labels.setdefault(row.value, []).append(line)
        elif row.action == "alias":
            namings[slugs[0]].aliases.add(row.value)
        else:
            namings[slugs[0]].matches.add((row.match, row.value))
    for naming in namings.values():
        if len(naming.labels) > 1:
            lines = sorted(line for found_lines in naming.labels.values() for line in found_lines)
            notes |= {line: f"lines {', '.join(map(str, lines))} rename one thing differently" for line in lines}
            naming.labels.clear()
    renamed = tuple(_named(entity, namings.get(entity.slug)) for entity in resolved.knowledge.entities)
    joins = [
        Join(name, entity.label, entity.slug, entity.slug, "curation", 1.0)
        for entity in renamed
        if entity.slug in namings
        for name in sorted(_given_names(entities[entity.slug], namings[entity.slug]) - {entity.label})
    ]
    return replace(resolved.knowledge, entities=renamed, joins=by_doubt((*resolved.knowledge.joins, *joins))), notes


def _given_names(entity: Entity, naming: _Naming) -> set[str]:
    """Return the names that a thing has because people say so, and the label that it had."""
    return (naming.aliases - set(entity.aliases)) | ({entity.label} if naming.labels else set())


def _find_things(
    reference: Reference, found: Occurrences, by_place: Mapping[Place, str], entities: Mapping[str, Entity]
) -> list[str]:
    """Return the slugs of the things that a reference may stand for, those that are called so before all others."""
    slug = find_slug(reference.name)
    if slug in entities:
        return [slug]
    places = found.find(reference)
    if not places and not reference.paper and reference.name in entities:
        return [reference.name]
    slugs = {by_place[place] for place in places}
    called = {slug for slug in slugs if thing_key(entities[slug].label) == thing_key(reference.name)}
    led = {by_place[place] for place in found.led_by(places, reference.name)}
    return sorted(called or led)


def _named(entity: Entity, naming: _Naming | None) -> Entity:
    if naming is None:
        return entity
    label = next(iter(naming.labels), entity.label)
    aliases = {*entity.aliases, *naming.aliases, entity.label} - {label}
    return replace(
        entity,
        label=label,
        aliases=tuple(sorted(aliases)),
        matches=tuple(sorted({*entity.matches, *naming.matches})),
    )
