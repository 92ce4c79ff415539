"""The paper of a record: its texts, and what its source says of it, each value in the datamodel's one form."""

from collections.abc import Callable, Mapping, Sequence
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
from kgbuild.records.authors import join_details, parse_people
from kgbuild.records.fields import get_source, get_text, get_word, is_nan, json_type, list_keys, shorten
from kgbuild.records.metadata import find_dois, find_urls, parse_keywords, parse_year, split_arxiv_ids
from kgbuild.records.text import clean_line, clean_text

_VALUES: Final[dict[str, Callable[[Any], Any]]] = {
    "id": get_word,
    "year": parse_year,
    "venue": get_word,
    "keywords": parse_keywords,
}
# Of these a source may give several.
_IDENTIFIERS: Final[dict[str, Callable[[Any], Sequence[str]]]] = {
    "url": find_urls,
    "doi": find_dois,
    "arxiv": lambda value: [parse_arxiv(part) for part in split_arxiv_ids(value)],
    "pmid": lambda value: [parse_pmid(word) for word in _to_words(value)],
    "openalex": lambda value: [parse_openalex(word) for word in _to_words(value)],
    "s2": lambda value: [parse_s2(word) for word in _to_words(value)],
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
    if type(meta) is not dict and not isinstance(meta, Mapping):
        raise RecordError(f'{where}: "meta" must be an object, not {json_type(meta)}')
    values, further = _parse_values(record, meta, where, notes)
    url = values.get("url", "")
    doi, arxiv = find_identifiers(values.get("doi", ""), values.get("arxiv", ""), url)
    authors, details = _parse_authors(record, meta, where, notes)
    source = get_source(record)
    repositories = meta.get("repositories") or record.get("repositories")
    own = values.get("id", "")
    if own and own in source and own not in further:  # a stand-in of `to_record` for a paper without an id of its own
        own = ""
    return Paper(  # by place, which is quicker than by name
        title,
        abstract if abstract and not abstract.isspace() else "",
        own,
        source or (where,),
        authors,
        values.get("year"),
        values.get("venue", ""),
        doi,
        arxiv,
        url,
        tuple(sorted(further - {"", own})) if further else (),
        values.get("pmid", ""),
        values.get("openalex", ""),
        values.get("s2", ""),
        values.get("keywords", ()),
        _to_repositories(repositories) if repositories else (),
        details,
    )


def _parse_values(
    record: Mapping[str, Any], meta: Mapping[str, Any], where: str, notes: list[str]
) -> tuple[dict[str, Any], set[str]]:
    """Return the values of those fields that the record has, and identifiers that are not the first of their kind."""
    values: dict[str, Any] = {}
    stated = meta.get("identifiers")
    further = set(map(get_word, stated)) if isinstance(stated, list) else set()
    get = record.get
    for key, parse, is_identifier in _PARSERS:
        value = get(key)
        if meta and key != "id":
            value = meta.get(key) or value
        if not value:
            continue
        parsed = parse(value)
        if is_identifier:
            parsed = parsed[0] if len(parsed) == 1 else _keep_further(key, parsed, further, where, notes)
        if parsed:
            values[key] = parsed
        elif not _says_nothing(value):
            notes.append(f'{where}: "{key}" is {shorten(str(value))}, which is no usable value, left out')
    return values, further


def _keep_further(key: str, found: Sequence[str], further: set[str], where: str, notes: list[str]) -> str:
    """Return the first of several identifiers, and keep the others, which a note tells."""
    first, *rest = dict.fromkeys(filter(None, found)) or [""]
    if rest:
        further.update(rest)
        what = f'"{key}" has {len(rest) + 1} values, the first is used, kept as an identifier'
        notes.append(f"{where}: {what}: {shorten(', '.join(rest), 200)}")
    return first


def _to_repositories(items: object) -> tuple[Repository, ...]:
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
    return value.strip() in {"", "0"} if isinstance(value, str) else is_nan(value)


def _parse_authors(
    record: Mapping[str, Any], meta: Mapping[str, Any], where: str, notes: list[str]
) -> tuple[tuple[str, ...], tuple[AuthorDetail, ...]]:
    """Return names and what more is known; a list of names in `meta` is ours and taken word for word."""
    listed = meta.get("authors")
    names: tuple[str, ...] = ()
    details: tuple[AuthorDetail, ...] = ()
    if isinstance(listed, list) and all(isinstance(name, str) for name in listed):
        names = tuple(filter(None, map(clean_line, listed)))
    elif listed := listed or record.get("authors"):
        names, details = parse_people(listed)
    if stated := meta.get("author_details") or record.get("author_details"):
        told_names, told = parse_people(stated)
        names, details = names or told_names, told or details
    if not names and listed and not _says_nothing(listed):
        notes.append(f'{where}: "authors" is {shorten(str(listed))}, which is no usable value, left out')
    return names, join_details(names, details) if names and details else ()


def _to_words(value: object) -> list[str]:
    """Return the words of a value that holds identifiers without spaces in them."""
    if isinstance(value, list):
        return [word for item in value for word in _to_words(item)]
    word = get_word(value)
    return [part.strip() for part in word.replace(";", ",").split(",")] if ";" in word or "," in word else [word]
