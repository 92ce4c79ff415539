"""A record as a paper or an extraction: strict where the graph depends on it, else forgiving."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from kgbuild.datamodel import BY_ADDRESS, BY_RECORD, KINDS, ExtractedEntity, Extraction, Link, Paper
from kgbuild.entity_types import ALWAYS_NAMED, ENTITY_TYPES, LINK_KINDS, ROLES
from kgbuild.errors import RecordError
from kgbuild.identity.addresses import mend_url
from kgbuild.limits import ADDRESSES, ENTITIES
from kgbuild.records.fields import (
    get_choice,
    get_confidence,
    get_flag,
    get_names,
    get_objects,
    get_text,
    list_keys,
    shorten,
)
from kgbuild.records.ids import get_id, give_ids, stated_id
from kgbuild.records.mentions import parse_mention, parse_mentions
from kgbuild.records.papers import parse_paper
from kgbuild.records.relations import Things, parse_relations
from kgbuild.records.results import parse_kinds, parse_results
from kgbuild.records.size import find_excess, find_excess_of_json
from kgbuild.records.text import clean_line


class ParsedRecord(NamedTuple):
    """A record's paper or extraction, and in `notes` what of the record could not be used.

    Each note is one line and opens with the record's place, as an error would.
    """

    value: Paper | Extraction
    notes: tuple[str, ...] = ()


def parse_record(record: Mapping[str, Any], where: str, notes: list[str] | None = None) -> Paper | Extraction:
    """Return the record's paper, or its extraction if it has `entities`.

    `where` (`x.jsonl#17`) becomes the source of a record that names none, and opens every error and note. What of the
    record could not be used is added to the notes, a line each.
    Raises RecordError, one line, when a required part is missing or a part has the wrong form.
    """
    notes = [] if notes is None else notes
    if problem := find_excess_of_json(record):
        _refuse(problem, where)
    paper = parse_paper(record, where, notes)
    if problem := find_excess(paper):
        _refuse(problem, where)
    if record.get("entities") is None:
        return paper
    extraction = _parse_extraction(record, where, paper, notes)
    _refuse(find_excess(extraction), where)
    return extraction


def parse_record_with_notes(record: Mapping[str, Any], where: str) -> ParsedRecord:
    """Do as `parse_record`, and also return what of the record could not be used."""
    notes: list[str] = []
    return ParsedRecord(parse_record(record, where, notes), tuple(notes))


def _refuse(problem: str, where: str) -> None:
    if problem:
        raise RecordError(f"{where}: {problem}")


def _parse_extraction(record: Mapping[str, Any], where: str, paper: Paper, notes: list[str]) -> Extraction:
    """Return what a record states of its paper; None for what else is found in texts, where it says nothing of that."""
    items, addresses = get_objects(record, "entities", where), get_objects(record, "urls", where)
    for limit, found in ((ENTITIES, items), (ADDRESSES, addresses)):
        _refuse(limit.problem(len(found)), where)  # before anything is looked up in the text
    taken: set[str] = set()
    entities, links = give_ids(
        [_parse_entity(item, f"{where}: entity {n}", paper, taken, notes) for n, item in enumerate(items, 1)],
        [_parse_link(item, f"{where}: url {n}", paper, taken, notes) for n, item in enumerate(addresses, 1)],
    )
    ids = [entity.id for entity in entities] + [link.id for link in links]
    given: dict[str, str] = {}
    for item, id_ in zip((*items, *addresses), ids, strict=True):
        given.setdefault(stated_id(item) or id_, id_)
    things = Things(entities, links, given)
    relations, results = get_objects(record, "relations", where), get_objects(record, "results", where)
    return Extraction(
        paper=paper,
        entities=entities,
        links=None if record.get("urls") is None else links,
        extractor=clean_line(get_text(record, "extractor", where)),
        relations=(
            None if record.get("relations") is None else parse_relations(relations, where, paper, things, notes)
        ),
        outside_field=get_flag(record, "outside_field", where),
        results=None if record.get("results") is None else parse_results(results, where, paper, things, notes),
        kinds=None if record.get("kinds") is None else parse_kinds(record, where),
    )


def _parse_entity(
    item: Mapping[str, Any], where: str, paper: Paper, taken: set[str], notes: list[str]
) -> ExtractedEntity:
    thing = get_choice(item, "type", ENTITY_TYPES, where)
    if thing is None:
        raise RecordError(f'{where}: no "type"; found: {list_keys(item)}')
    names = get_names(item, where)
    kind = get_choice(item, "kind", KINDS, where) or "named"
    stated = item.get("mentions") is not None
    return ExtractedEntity(
        type=thing,
        names=names,
        # A data set is a thing with a name, or it is not an entity at all.
        kind="named" if thing in ALWAYS_NAMED else kind,
        role=get_choice(item, "role", ROLES, where) or "",
        confidence=get_confidence(item, where),
        mentions=parse_mentions(item, where, paper, notes, by=BY_RECORD) if stated else None,
        id=get_id(item, where, taken, notes),
    )


def _parse_link(item: Mapping[str, Any], where: str, paper: Paper, taken: set[str], notes: list[str]) -> Link:
    url = clean_line(get_text(item, "url", where))
    if not url:
        raise RecordError(f'{where}: no "url"; found: {list_keys(item)}')
    if not mend_url(url):
        notes.append(f'{where}: "url" is {shorten(url)}, which no IRI can hold, not in the graph')
    placed = any(item.get(key) is not None for key in ("start", "end", "text"))
    kind = get_choice(item, "kind", LINK_KINDS, where) or "other"
    return Link(
        url=url,
        kind=kind,
        confidence=get_confidence(item, where),
        mention=parse_mention(item, where, paper, notes, by=BY_ADDRESS) if placed else None,
        id=get_id(item, where, taken, notes),
    )
