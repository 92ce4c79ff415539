"""A record as a paper or an extraction: strict where the graph depends on it, else forgiving."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from kgbuild.datamodel import (
    ENTITY_TYPES,
    KINDS,
    LINK_KINDS,
    ROLES,
    SECTIONS,
    ExtractedEntity,
    Extraction,
    Link,
    Mention,
    Paper,
    Span,
)
from kgbuild.errors import RecordError
from kgbuild.records.fields import (
    get_choice,
    get_confidence,
    get_names,
    get_objects,
    get_source,
    get_text,
    get_word,
    json_type,
    list_keys,
    shorten,
)
from kgbuild.records.mentions import parse_mention, parse_mentions
from kgbuild.records.metadata import find_identifiers, parse_arxiv, parse_authors, parse_doi, parse_year
from kgbuild.records.places import LOCATED, find_mentions
from kgbuild.records.relations import parse_relations
from kgbuild.records.text import clean_line, clean_text
from kgbuild.records.write import LINK_FINDER

_Value = TypeVar("_Value")
_SCHEME = re.compile(r"https?://(?:www\.)?")
_META = ("authors", "year", "venue", "doi", "arxiv", "url")
# What stands in `Mention.by` where a record gives a place but not what found it.
_GIVEN = "record"


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
    entities = tuple(
        _parse_entity(item, f"{where}: entity {number}", paper, notes)
        for number, item in enumerate(get_objects(record, "entities", where), 1)
    )
    links = tuple(
        _parse_link(item, f"{where}: url {number}", paper, notes)
        for number, item in enumerate(get_objects(record, "urls", where), 1)
    )
    extractor = clean_line(get_text(record, "extractor", where))
    relations = parse_relations(record, where, paper, (entities, links), notes)
    return ParsedRecord(Extraction(paper, entities, links, extractor, relations), tuple(notes))


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


def _parse_entity(item: Mapping[str, Any], where: str, paper: Paper, notes: list[str]) -> ExtractedEntity:
    thing = get_choice(item, "type", ENTITY_TYPES, where)
    if thing is None:
        raise RecordError(f'{where}: no "type"; found: {list_keys(item)}')
    names = get_names(item, where)
    kind = get_choice(item, "kind", KINDS, where) or "named"
    if item.get("mentions") is None:
        mentions = find_mentions(names, paper)
    else:
        mentions = parse_mentions(item, where, paper, notes, by=_GIVEN)
    return ExtractedEntity(
        type=thing,
        names=names,
        # A data set is a thing with a name, or it is not an entity at all.
        kind="named" if thing in {"Dataset", "Benchmark"} else kind,
        role=get_choice(item, "role", ROLES, where) or "",
        confidence=get_confidence(item, where),
        mentions=mentions,
    )


def _parse_link(item: Mapping[str, Any], where: str, paper: Paper, notes: list[str]) -> Link:
    url = clean_line(get_text(item, "url", where))
    if not url:
        raise RecordError(f'{where}: no "url"; found: {list_keys(item)}')
    if any(item.get(key) is not None for key in ("start", "end", "text")):
        mention = parse_mention(item, where, paper, notes, by=LINK_FINDER)
    else:
        mention = _find_url(url, paper)
    kind = get_choice(item, "kind", LINK_KINDS, where) or "other"
    return Link(url=url, kind=kind, confidence=get_confidence(item, where), mention=mention)


def _find_url(url: str, paper: Paper) -> Mention | None:
    """Find an address in the text, which may give it without scheme or final slash."""
    bare = _SCHEME.sub("", url)
    for spelling in dict.fromkeys((url, bare, bare.rstrip("/"))):
        for section in reversed(SECTIONS):
            start = paper.section(section).find(spelling) if spelling else -1
            if start >= 0:
                return Mention(Span(section, start, start + len(spelling)), spelling, LOCATED)
    return None
