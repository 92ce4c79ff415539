"""A record as a paper or an extraction: strict where the graph depends on it, else forgiving."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from kgbuild.datamodel import BY_ADDRESS, BY_RECORD, KINDS, ExtractedEntity, Extraction, Link, Paper
from kgbuild.entity_types import ALWAYS_NAMED, ENTITY_TYPES, LINK_KINDS, ROLES
from kgbuild.errors import RecordError
from kgbuild.identity.identifiers import find_identifiers, parse_arxiv, parse_doi
from kgbuild.records.fields import (
    get_choice,
    get_confidence,
    get_flag,
    get_names,
    get_objects,
    get_source,
    get_text,
    get_word,
    json_type,
    list_keys,
    shorten,
)
from kgbuild.records.ids import get_id, give_ids, stated_id
from kgbuild.records.mentions import parse_mention, parse_mentions
from kgbuild.records.metadata import parse_authors, parse_year
from kgbuild.records.relations import Things, parse_relations
from kgbuild.records.text import clean_line, clean_text

_Value = TypeVar("_Value")
_META = ("authors", "year", "venue", "doi", "arxiv", "url")
_NOT_USED = ("results", "kinds")  # parts of a record that this version does not read


@dataclass(frozen=True, slots=True)
class ParsedRecord:
    """A record's paper or extraction, and in `notes` what of the record could not be used.

    Each note is one line and opens with the record's place, as an error would.
    """

    value: Paper | Extraction
    notes: tuple[str, ...] = ()


def parse_record(record: Mapping[str, Any], where: str) -> Paper | Extraction:
    """Return the record's paper, or its extraction if it has `entities`.

    `where` (`x.jsonl#17`) becomes the source of a record that names none, and opens every error.
    Raises RecordError, one line, when a required part is missing or a part has the wrong form.
    """
    return parse_record_with_notes(record, where).value


def parse_record_with_notes(record: Mapping[str, Any], where: str) -> ParsedRecord:
    """Do as `parse_record`, and also tell what of the record could not be used."""
    notes: list[str] = []
    paper = _parse_paper(record, where, notes)
    if record.get("entities") is None:
        return ParsedRecord(paper, tuple(notes))
    return ParsedRecord(_parse_extraction(record, where, paper, notes), tuple(notes))


def _parse_extraction(record: Mapping[str, Any], where: str, paper: Paper, notes: list[str]) -> Extraction:
    """Return what a record states of its paper; None for links or relations that it says nothing about."""
    items, addresses = get_objects(record, "entities", where), get_objects(record, "urls", where)
    taken: set[str] = set()
    entities, links = give_ids(
        [_parse_entity(item, f"{where}: entity {n}", paper, taken, notes) for n, item in enumerate(items, 1)],
        [_parse_link(item, f"{where}: url {n}", paper, taken, notes) for n, item in enumerate(addresses, 1)],
    )
    relations = None
    if record.get("relations") is not None:
        ids = [entity.id for entity in entities] + [link.id for link in links]
        given: dict[str, str] = {}
        for item, id_ in zip((*items, *addresses), ids, strict=True):
            given.setdefault(stated_id(item) or id_, id_)
        relations = parse_relations(
            get_objects(record, "relations", where), where, paper, Things(entities, links, given), notes
        )
    notes += [
        f'{where}: "{part}" ({_count(record[part])}) not used by this version, left out'
        for part in _NOT_USED
        if record.get(part)
    ]
    return Extraction(
        paper=paper,
        entities=entities,
        links=None if record.get("urls") is None else links,
        extractor=clean_line(get_text(record, "extractor", where)),
        relations=relations,
        outside_field=get_flag(record, "outside_field", where),
    )


def _count(value: object) -> int:
    return len(value) if isinstance(value, list) else 1


def _parse_paper(record: Mapping[str, Any], where: str, notes: list[str]) -> Paper:
    title = clean_line(get_text(record, "title", where))
    if not title:
        problem = 'empty "title"' if isinstance(record.get("title"), str) else 'no "title"'
        raise RecordError(f"{where}: {problem}; found: {list_keys(record)}")
    abstract = clean_text(get_text(record, "abstract", where))
    meta = record.get("meta") or {}
    if not isinstance(meta, Mapping):
        raise RecordError(f'{where}: "meta" must be an object, not {json_type(meta)}')
    given = {key: meta.get(key) or record.get(key) for key in _META} | {"id": record.get("id")}

    def usable(key: str, parsed: _Value) -> _Value:
        value = given[key]
        if not parsed and value and not (isinstance(value, str) and not value.strip()):
            notes.append(f'{where}: "{key}" is {shorten(str(value))}, which is no usable value, left out')
        return parsed

    url = usable("url", get_word(given["url"]))
    doi, arxiv = find_identifiers(
        usable("doi", parse_doi(get_word(given["doi"]))),
        usable("arxiv", parse_arxiv(get_word(given["arxiv"]))),
        url,
    )
    source = get_source(record)
    own = usable("id", get_word(given["id"]))
    further = meta.get("identifiers")
    identifiers = {*map(get_word, further if isinstance(further, list) else ())}
    if own in source and own not in identifiers:  # a stand-in of `to_record` for a paper without an id of its own
        own = ""
    return Paper(
        title=title,
        abstract=abstract if abstract.strip() else "",
        id=own,
        source=source or (where,),
        authors=usable("authors", parse_authors(given["authors"])),
        year=usable("year", parse_year(given["year"])),
        venue=usable("venue", get_word(given["venue"])),
        doi=doi,
        arxiv=arxiv,
        url=url,
        identifiers=tuple(sorted(identifiers - {"", own})),
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
    placed = any(item.get(key) is not None for key in ("start", "end", "text"))
    kind = get_choice(item, "kind", LINK_KINDS, where) or "other"
    return Link(
        url=url,
        kind=kind,
        confidence=get_confidence(item, where),
        mention=parse_mention(item, where, paper, notes, by=BY_ADDRESS) if placed else None,
        id=get_id(item, where, taken, notes),
    )
