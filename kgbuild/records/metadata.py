"""Bibliographic values as sources write them, brought to the datamodel's one form each."""

import re
from collections.abc import Mapping

from kgbuild.records.text import clean_line

_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|2[01]\d\d)(?!\d)")
_SEPARATOR = re.compile(r";|(?<=\s)and(?=\s)")


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
    for part in map(str.strip, _SEPARATOR.split(text)):
        pieces = [piece.strip() for piece in part.split(",")]
        # "Ada Byron, Alan Turing" is two people, "Byron, Ada" is one.
        several = len(pieces) > 1 and all(" " in piece for piece in pieces if piece)
        names.extend(pieces if several else [part.strip(" ,")])
    return [name for name in names if name]
