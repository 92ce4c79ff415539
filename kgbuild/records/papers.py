"""The paper of a record: its texts, and what its source says of it, each value in the datamodel's one form."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from kgbuild.datamodel import AuthorDetail, Paper, Repository
from kgbuild.errors import RecordError
from kgbuild.identity.identifiers import (
    find_identifiers,
    parse_arxiv,
    parse_openalex,
    parse_pmid,
    parse_s2,
)
from kgbuild.records.authors import join_details, parse_author_details
from kgbuild.records.fields import get_source, get_text, get_word, json_type, list_keys, shorten
from kgbuild.records.metadata import find_dois, find_urls, parse_keywords, parse_year, split_arxiv_ids
from kgbuild.records.text import clean_line, clean_text

_VALUES: Final[Mapping[str, Callable[[Any], Any]]] = {
    "id": get_word,
    "year": parse_year,
    "venue": get_word,
    "keywords": parse_keywords,
}
# Of these a source may give several.
_IDENTIFIERS: Final[Mapping[str, Callable[[Any], Iterable[str]]]] = {
    "url": find_urls,
    "doi": find_dois,
    "arxiv": lambda value: map(parse_arxiv, split_arxiv_ids(value)),
    "pmid": lambda value: map(parse_pmid, _to_words(value)),
    "openalex": lambda value: map(parse_openalex, _to_words(value)),
    "s2": lambda value: map(parse_s2, _to_words(value)),
}
_PARSERS: Final = (
    *((key, parse, False) for key, parse in _VALUES.items()),
    *((key, parse, True) for key, parse in _IDENTIFIERS.items()),
)


def parse_paper(record: Mapping[str, Any], where: str, notes: list[str]) -> Paper:
    """Return the record's paper, and add to the notes what of it could not be used.

    Raises RecordError without a title, and where a text is none.
    """
    title = clean_line(get_text(record, "title", where))
    if not title:
        problem = 'empty "title"' if isinstance(record.get("title"), str) else 'no "title"'
        raise RecordError(f"{where}: {problem}; found: {list_keys(record)}")
    abstract = clean_text(get_text(record, "abstract", where))
    meta = record.get("meta") or {}
    if not isinstance(meta, dict | Mapping):  # a dict is known at once for what it is
        raise RecordError(f'{where}: "meta" must be an object, not {json_type(meta)}')
    values, further = _parse_values(record, meta, where, notes)
    doi, arxiv = find_identifiers(values.pop("doi", ""), values.pop("arxiv", ""), values.get("url", ""))
    authors, details = _parse_authors(record, meta, where, notes)
    source = get_source(record)
    own = values.pop("id", "")
    if own and own in source and own not in further:  # a stand-in of `to_record` for a paper without an id of its own
        own = ""
    return Paper(
        title,
        abstract if abstract and not abstract.isspace() else "",
        own,
        source or (where,),
        authors,
        doi=doi,
        arxiv=arxiv,
        identifiers=tuple(sorted(further - {"", own})) if further else (),
        author_details=details,
        repositories=_parse_repositories(record, meta),
        **values,
    )


def _parse_values(
    record: Mapping[str, Any], meta: Mapping[str, Any], where: str, notes: list[str]
) -> tuple[dict[str, Any], set[str]]:
    """Return the values of those fields that the record has, and identifiers that are not the first of their kind."""
    values: dict[str, Any] = {}
    stated = meta.get("identifiers")
    further = set(map(get_word, stated)) if isinstance(stated, list) else set()
    for key, parse, is_identifier in _PARSERS:
        value = record.get(key)
        if meta and key != "id":
            value = meta.get(key) or value
        if not value:
            continue
        parsed = parse(value)
        if is_identifier:
            found = list(parsed)
            parsed = found[0] if len(found) == 1 else _keep_further(key, found, further, where, notes)
        if parsed:
            values[key] = parsed
        elif not _says_nothing(value):
            notes.append(f'{where}: "{key}" is {shorten(str(value))}, which is no usable value, left out')
    return values, further


def _keep_further(key: str, found: list[str], further: set[str], where: str, notes: list[str]) -> str:
    """Return the first of several identifiers, and keep the others, which a note tells."""
    first, *rest = dict.fromkeys(filter(None, found)) or [""]
    if rest:
        further.update(rest)
        what = f'"{key}" has {len(rest) + 1} values, the first is used, kept as an identifier'
        notes.append(f"{where}: {what}: {shorten(', '.join(rest), 200)}")
    return first


def _parse_repositories(record: Mapping[str, Any], meta: Mapping[str, Any]) -> tuple[Repository, ...]:
    items = meta.get("repositories") or record.get("repositories")
    if not isinstance(items, list):
        return ()
    return tuple(
        Repository(url, is_official=item.get("official") is True)
        for item in items
        if isinstance(item, Mapping)
        for url in find_urls(item.get("url"))
    )


def _says_nothing(value: object) -> bool:
    """Say whether a value is empty, or a zero that stands for nothing."""
    if isinstance(value, list):
        return all(map(_says_nothing, value))
    return isinstance(value, str) and value.strip() in {"", "0"}


def _parse_authors(
    record: Mapping[str, Any], meta: Mapping[str, Any], where: str, notes: list[str]
) -> tuple[tuple[str, ...], tuple[AuthorDetail, ...]]:
    """Return names and what more is known; a list of names in `meta` is ours and taken word for word."""
    listed = meta.get("authors")
    if isinstance(listed, list) and all(isinstance(name, str) for name in listed):
        names = tuple(filter(None, map(clean_line, listed)))
        found = tuple(AuthorDetail(name) for name in names)
    else:
        listed = listed or record.get("authors")
        found = parse_author_details(listed) if listed else ()
        names = tuple(detail.name for detail in found)
    stated = meta.get("author_details") or record.get("author_details")
    told = parse_author_details(stated) if stated else ()
    if not names:
        names = tuple(detail.name for detail in told)
        if not names and listed and not _says_nothing(listed):
            notes.append(f'{where}: "authors" is {shorten(str(listed))}, which is no usable value, left out')
    return names, join_details(names, told or found) if names else ()


def _to_words(value: object) -> list[str]:
    """Return the words of a value that holds identifiers without spaces in them."""
    if isinstance(value, list):
        return [word for item in value for word in _to_words(item)]
    word = get_word(value)
    return [part.strip() for part in word.replace(";", ",").split(",")] if ";" in word or "," in word else [word]
