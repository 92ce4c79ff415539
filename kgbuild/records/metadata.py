"""Bibliographic values as sources write them, brought to the datamodel's one form each."""

import re
from collections.abc import Mapping

from kgbuild.records.text import clean_line

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_DOI_PREFIX = re.compile(r"(?:https?://)?(?:dx\.)?doi\.org/|doi:\s*", re.IGNORECASE)
_ARXIV_ID = re.compile(r"(\d{4}\.\d{4,5}|[a-z]+(?:-[a-z]+)?(?:\.[a-z]{2})?/\d{7})(?:v\d+)?", re.IGNORECASE)
_ARXIV_PREFIX = re.compile(
    r"(?:https?://)?(?:[a-z.]+\.)?arxiv\.org/(?:abs|pdf|html|format|src)/|arxiv:\s*|oai:arxiv\.org:",
    re.IGNORECASE,
)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.", re.IGNORECASE)
_ARXIV_URL = re.compile(r"https?://(?:[a-z.]+\.)?arxiv\.org/(?:abs|pdf|html)/", re.IGNORECASE)
_DOI_URL = re.compile(r"https?://(?:dx\.)?doi\.org/", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|2[01]\d\d)(?!\d)")
_SEPARATOR = re.compile(r"\s*;\s*|\s+and\s+")


def parse_doi(text: str) -> str:
    """Return a bare lower-case DOI (`10.1000/x`) of any usual spelling, or an empty string."""
    # Some exports run the next field into this one.
    words = _DOI_PREFIX.sub("", text.strip(), count=1).split()
    bare = words[0].rstrip(".,;").lower() if words else ""
    return bare if _DOI.fullmatch(bare) else ""


def parse_arxiv(text: str) -> str:
    """Return a bare arXiv id without version (`2301.00001`, `math/0309136`), or an empty string."""
    bare = text.strip().split("?")[0].split("#")[0].removesuffix(".pdf")
    bare = _ARXIV_PREFIX.sub("", _ARXIV_DOI.sub("", _DOI_PREFIX.sub("", bare, count=1)), count=1)
    # arXiv's own field names the category behind the id: `2301.00001 [cs.CL]`.
    match = _ARXIV_ID.fullmatch(bare.split("[")[0].strip())
    if not match:
        return ""
    archive, slash, number = match[1].lower().partition("/")
    return archive.split(".")[0] + slash + number if slash else archive


def is_arxiv_doi(doi: str) -> bool:
    """Say whether a DOI is the one that arXiv gives each of its papers."""
    return bool(_ARXIV_DOI.match(doi))


def find_identifiers(doi: str, arxiv: str, url: str) -> tuple[str, str]:
    """Return DOI and arXiv id, each filled from the other or from the address where they say it."""
    if not doi and _DOI_URL.match(url):
        doi = parse_doi(url)
    if not arxiv and is_arxiv_doi(doi):
        arxiv = parse_arxiv(doi)
    if not arxiv and _ARXIV_URL.match(url):
        arxiv = parse_arxiv(url)
    return doi, arxiv


def parse_year(value: object) -> int | None:
    """Return the year of a number or date (2024, "2024-05-01", "May 2024"); None where there is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    match = _YEAR.search(str(value)[:100])
    return int(match[1]) if match else None


def parse_authors(value: object) -> tuple[str, ...]:
    """Return names in order from a list of names or objects, or from one string; else empty."""
    if isinstance(value, str):
        return tuple(_split_names(clean_line(value)))
    if not isinstance(value, list):
        return ()
    return tuple(name for name in map(_author_name, value) if name)


def _author_name(item: object) -> str:
    if isinstance(item, str):
        return clean_line(item)
    if not isinstance(item, Mapping):
        return ""
    if isinstance(item.get("author"), Mapping):
        return _author_name(item["author"])
    for key in ("name", "display_name", "full_name"):
        if isinstance(item.get(key), str):
            return clean_line(item[key])
    parts = [item[key] for key in ("given", "first", "first_name", "family", "last", "last_name") if key in item]
    words = [clean_line(part) for part in parts if isinstance(part, str)]
    return " ".join(word for word in words if word)


def _split_names(text: str) -> list[str]:
    names = []
    for part in _SEPARATOR.split(text):
        pieces = [piece.strip() for piece in part.split(",")]
        # "Ada Byron, Alan Turing" is two people, "Byron, Ada" is one.
        several = len(pieces) > 1 and all(" " in piece for piece in pieces if piece)
        names.extend(pieces if several else [part.strip(" ,")])
    return [name for name in names if name]
