"""A line of a curation file as a row, or what is wrong with it."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final, cast
from urllib.parse import urlsplit

from kgbuild.curation.rows import ACTIONS, MATCHES, PAIRS, WITHOUT_VALUE, Action, Row
from kgbuild.entity_types import ENTITY_TYPES, ROLES
from kgbuild.limits import FIELD, NAME

_TYPES: Final = {name.casefold(): name for name in ENTITY_TYPES}
_UNFIT: Final = re.compile(r"[\s<>\"{}|\\^`]")
_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SHOWN: Final = 60


class RowError(ValueError):
    """What is wrong with a row, in a few words."""


def to_row(cells: Mapping[str, str]) -> Row:
    """Return the row that some cells say. Raises RowError."""
    texts = {column: clean_cell(text) for column, text in cells.items()}
    found = Row(
        action=_parse_action(texts.get("action", "")),
        thing=texts.get("thing", ""),
        value=texts.get("value", ""),
        type=_parse_type(texts.get("type", ""), "type"),
        paper=texts.get("paper", ""),
        other_paper=texts.get("other_paper", ""),
        match=texts.get("match", "").removeprefix("skos:"),
        note=texts.get("note", ""),
    )
    _check_sizes(found)
    if not found.thing:
        raise RowError("no thing; give a name, or the address of a thing")
    if found.action in WITHOUT_VALUE:
        if found.value:
            raise RowError(f'{found.action} takes no value; found: "{_shorten(found.value)}"')
    elif not found.value:
        raise RowError(f"{found.action} needs a value: {_WANTED[found.action]}")
    _check_extras(found)
    return _with_value(found)


_WANTED: Final[Mapping[Action, str]] = {
    "same": "the other name or address",
    "different": "the other name or address",
    "rename": "the name to show",
    "retype": f"one of {', '.join(ENTITY_TYPES)}",
    "role": f"one of {', '.join(ROLES)}",
    "alias": "a further name",
    "link": "the address (IRI) of the same thing elsewhere",
}


def _parse_action(text: str) -> Action:
    if text.casefold() not in ACTIONS:
        raise RowError(f'no action "{_shorten(text)}"; known: {", ".join(ACTIONS)}')
    return cast("Action", text.casefold())


def _parse_type(text: str, what: str) -> str:
    if text and text.casefold() not in _TYPES:
        raise RowError(f'no {what} "{_shorten(text)}"; known: {", ".join(ENTITY_TYPES)}')
    return _TYPES.get(text.casefold(), "")


def _check_extras(row: Row) -> None:
    """Refuse what only other actions have, which would be left unused in silence."""
    if row.other_paper and row.action not in PAIRS:
        raise RowError(f"other_paper is of same and different only, not of {row.action}")
    if row.match and row.action != "link":
        raise RowError(f"match is of link only, not of {row.action}")
    if row.match and row.match not in MATCHES:
        raise RowError(f'no match "{_shorten(row.match)}"; known: {", ".join(MATCHES)}')
    if row.action in PAIRS and row.subject.key[::2] == row.other.key[::2]:
        raise RowError("both are one name; limit one of them to a paper, with paper or other_paper")


def _with_value(row: Row) -> Row:
    """Return the row with its value as it is compared; raises RowError for one that the action cannot have."""
    value = row.value
    if row.action == "retype":
        value = _parse_type(value, "type")
    elif row.action == "role":
        value = value.casefold()
        if value not in ROLES:
            raise RowError(f'no role "{_shorten(row.value)}"; known: {", ".join(ROLES)}')
    elif row.action == "link" and (problem := find_problem_of_iri(value)):
        raise RowError(f'"{_shorten(value)}" {problem}; give an absolute one that begins with https://')
    match = (row.match or MATCHES[0]) if row.action == "link" else ""
    return Row(row.action, row.thing, value, row.type, row.paper, row.other_paper, match, row.note)


def find_problem_of_iri(text: str) -> str:
    """Return why a text cannot stand in the graph as the address of a thing elsewhere; "" where it can."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "is no IRI"
    if parts.scheme not in {"http", "https"}:
        return "begins with neither https:// nor http://"
    if not host:
        return "names no host"
    if _UNFIT.search(text) or _PERCENT.search(text):
        return "holds what an IRI cannot hold"
    return ""


def _check_sizes(row: Row) -> None:
    names = {"thing", "value"} if row.action != "link" else {"thing"}
    for column, text in row.to_cells().items():
        limit = NAME if column in names else FIELD
        if len(text) > limit.most:
            raise RowError(f"{column}: {len(text):,} characters, at most {limit.most:,} are taken")
        unfit = next((c for c in text if unicodedata.category(c) in {"Cc", "Cs"}), "")
        if unfit:
            raise RowError(f"{column} holds a control character (U+{ord(unfit):04X})")


def clean_cell(text: str) -> str:
    """Return a cell's text in the form in which names are compared and written: one space between words."""
    return " ".join(text.split())


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
