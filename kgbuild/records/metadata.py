"""Bibliographic values as sources write them, brought to the datamodel's one form each."""

import re
from collections.abc import Iterator, Mapping

from kgbuild.identity.addresses import address_key, mend_url
from kgbuild.identity.identifiers import is_arxiv_doi, parse_doi
from kgbuild.records.text import clean_line, is_plain

_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|2[01]\d\d)(?!\d)")
# Where the next of several addresses or identifiers in one value begins.
_NEXT_ADDRESS = re.compile(r"(?<![\s,;|])[\s,;|]++(?=https?://|www\.)|\s{2,}|(?<!\s)\s*+[;|]\s+")
_PLAIN_DOI = re.compile(r"10\.\d{4,9}/[\w./()-]*[\w)]", re.ASCII)
_NEXT_DOI = re.compile(
    r"(?<![\s,;|])[\s,;|]++(?=(?:https?://)?(?:(?:dx|www)\.)?(?:doi\.org/|doi:\s*+)?10\.\d{4,9}/)", re.IGNORECASE
)
_NEXT_ARXIV = re.compile(
    r"(?<![\s,;|])[\s,;|]++(?=(?:https?://\S{0,60}arxiv\.org/|arxiv:)?\d{4}\.\d{4,5}|arxiv:)", re.IGNORECASE
)
_WITHOUT_SCHEME = re.compile(r"(?:www\.|//)\S.*|(?:[\w-]+\.)+[a-z]{2,}(?:/.*)?", re.IGNORECASE)
_FILE = re.compile(r"[^/]*\.(?:pdf|html?|txt|docx?|ps)", re.IGNORECASE)


def parse_year(value: object) -> int | None:
    """Return the year of a number or date (2024, "2024-05-01", "May 2024"); None where there is none."""
    if type(value) is str and len(value) == 4 and value.isdecimal() and value.isascii() and "1500" <= value < "2200":
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    match = _YEAR.search(str(value)[:100])
    return int(match[1]) if match else None


def parse_keywords(value: object) -> tuple[str, ...]:
    """Return keywords from a list of words or objects, or from one string; each once and in order."""
    if isinstance(value, str):
        mark = ";" if ";" in value else "|" if "|" in value else "\n" if "\n" in value else ","
        words = dict.fromkeys(map(str.strip if is_plain(value) else clean_line, value.split(mark)))
    elif isinstance(value, list):
        words = dict.fromkeys(map(_keyword, value))
    else:
        return ()
    words.pop("", None)
    return tuple(words)


def _keyword(item: object) -> str:
    if isinstance(item, Mapping):
        item = next((item[key] for key in ("name", "display_name", "keyword", "tag", "term") if key in item), None)
    return clean_line(item) if isinstance(item, str) else ""


def find_urls(value: object) -> tuple[str, ...]:
    """Return the web addresses of a value, each once, as IRIs: spaces encoded, a missing scheme added."""
    found: dict[str, str] = {}
    for text in _texts(value):
        for part in filter(None, _NEXT_ADDRESS.split(text)):
            url = _to_url(part)
            if url:
                found.setdefault(address_key(url), url)
    return tuple(found.values())


def find_dois(value: object) -> list[str]:
    """Return the DOIs of a value, those that arXiv gives last."""
    if type(value) is str and _PLAIN_DOI.fullmatch(value):
        return [value.lower()]
    texts = [part for text in _texts(value) for part in _NEXT_DOI.split(text) if part]
    return sorted(filter(None, map(parse_doi, texts)), key=is_arxiv_doi)


def split_arxiv_ids(value: object) -> tuple[str, ...]:
    """Return the texts of a value that may be an arXiv id each."""
    return tuple(part for text in _texts(value) for part in _NEXT_ARXIV.split(text) if part)


def _to_url(text: str) -> str:
    text = text.strip().strip("<>").rstrip(",;")
    if not re.match(r"https?://", text, re.IGNORECASE):
        if doi := parse_doi(text):
            text = f"https://doi.org/{doi}"
        elif not _WITHOUT_SCHEME.fullmatch(text) or _FILE.fullmatch(text):
            return ""
    mended = mend_url(text)
    # What is an address already is kept as it is written.
    return text if mended.casefold() == text.casefold() else mended


def _texts(value: object) -> Iterator[str]:
    for given in value if isinstance(value, list) else [value]:
        item = given
        if isinstance(given, Mapping):
            item = next((given[key] for key in ("href", "url", "URL", "value", "name") if key in given), None)
        if isinstance(item, str):
            yield clean_line(item)
        elif isinstance(item, int | float) and not isinstance(item, bool):
            yield str(item)
