"""Field names of other sources, brought to those of the record: what a column or key must be called."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from kgbuild.errors import RecordError
from kgbuild.readers.cleaning import clean_record
from kgbuild.records.fields import list_keys

# Field of the record -> names it has elsewhere, the best first. Compared without case and punctuation.
SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "title": ("title", "articletitle", "documenttitle", "papertitle", "titleprimary", "primarytitle", "ti",
              "displayname", "originaltitle"),
    "abstract": ("abstract", "abstractnote", "abstracttext", "paperabstract", "summary", "ab", "description"),
    "authors": ("authors", "author", "authornames", "authorfullnames", "authorsprimary", "authorships", "au",
                "creators", "creator"),
    "year": ("year", "publicationyear", "publishedyear", "pubyear", "yearpublished", "py", "publicationdate",
             "datepublished", "publisheddate", "published", "pubdate", "date", "coverdate", "issued"),
    "venue": ("venue", "journal", "booktitle", "sourcetitle", "publicationtitle", "journalbook", "conference",
              "conferencename", "containertitle", "periodicalfull", "journalref", "publication"),
    "doi": ("doi", "articledoi", "documentdoi", "digitalobjectidentifier"),
    "arxiv": ("arxiv", "arxivid", "arxivnumber", "arxividentifier"),
    "url": ("url", "link", "links", "articleurl", "paperurl", "absurl", "htmlurl", "externalurl",
            "landingpageurl", "pdfurl"),
    "id": ("id", "paperid", "recordid", "uid", "key"),
}  # fmt: skip
_FIELDS: Final = {name: field for field, names in SYNONYMS.items() for name in names}
_PUNCTUATION = re.compile(r"[\W_]+")


@lru_cache(maxsize=10_000)
def find_field(name: str) -> str:
    """Return the record's field that a column or key of this name holds, or an empty string."""
    return _FIELDS.get(_plain(name), "") if len(name) < 60 else ""


def rank_name(name: str) -> int:
    """Return 0 for the best name of a field, more for a worse one."""
    plain = _plain(name)
    return SYNONYMS[_FIELDS[plain]].index(plain)


def to_record_fields(item: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Return the item with its fields under the record's names; keys that mean nothing to a record stay.

    The record's own name wins over a synonym, and a better synonym over a worse one, unless it is empty.
    Raises RecordError where nothing can be the title.
    """
    record = dict(item)
    candidates: dict[str, list[tuple[int, Any]]] = {}
    for key, value in item.items():
        field = find_field(key) if isinstance(key, str) else ""
        if field and key != field and not is_blank(value):
            candidates.setdefault(field, []).append((rank_name(key), value))
    for field, values in candidates.items():
        if is_blank(record.get(field)):
            record[field] = min(values, key=lambda pair: pair[0])[1]
    if record.get("title") is None:
        raise RecordError(f'{where}: no "title"; found: {list_keys(item)}')
    return clean_record(record)


def is_blank(value: object) -> bool:
    """Say whether a value is missing, null, empty, or white space."""
    return value is None or value in ([], {}) or (isinstance(value, str) and not value.strip())


def _plain(name: str) -> str:
    return _PUNCTUATION.sub("", name).casefold()
