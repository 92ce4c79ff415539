"""Results of a record, the numbers that its paper gives as outcomes, and the kinds of what the paper contributes."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from kgbuild.datamodel import (
    CONTRIBUTION_KINDS,
    PAPER_ID,
    RESULT_KINDS,
    ContributionKind,
    ExtractedResult,
    Paper,
)
from kgbuild.errors import RecordError
from kgbuild.records.fields import get_choice, get_confidence, json_type, list_keys
from kgbuild.records.relations import Things, get_thing, parse_places
from kgbuild.records.text import clean_line
from kgbuild.vocabulary import RESULT_PARTS

_NOT_SAID: Final = (None, "", "-")


def parse_results(
    items: Sequence[Mapping[str, Any]], where: str, paper: Paper, things: Things, notes: list[str]
) -> tuple[ExtractedResult, ...]:
    """Return the results of a record whose entities and links are `things`.

    Raises RecordError for one without a value, or one that names no thing. A part of a type that it cannot be of is
    left out with a note, and where that is the subject the whole result.
    """
    classes = things.classes()
    found = []
    for number, item in enumerate(items, 1):
        place = f"{where}: result {number}"
        value = _get_value(item, place)
        parts = {name: _get_part(item, name, things, place) for name in RESULT_PARTS}
        parts["subject"] = parts["subject"] or PAPER_ID
        misfits = {name: told for name, id_ in parts.items() if (told := _misfit(name, id_, classes))}
        notes += [f"{place}: {told}, left out" for told in misfits.values()]
        if "subject" not in misfits:
            found.append(
                ExtractedResult(
                    value=value,
                    kind=get_choice(item, "kind", RESULT_KINDS, place) or "absolute",
                    confidence=get_confidence(item, place),
                    mentions=parse_places(item, place, paper, notes),
                    **parts | dict.fromkeys(misfits, ""),
                )
            )
    return tuple(found)


def parse_kinds(record: Mapping[str, Any], where: str) -> tuple[ContributionKind, ...]:
    """Return the kinds of contribution that a record states, the main one first, each once.

    A kind may stand in an object, under "kind". Raises RecordError for one that there is not.
    """
    items = record.get("kinds")
    if not isinstance(items, list):
        raise RecordError(f'{where}: "kinds" must be a list, not {json_type(items)}')
    kinds: dict[ContributionKind, None] = {}
    for number, item in enumerate(items, 1):
        place = f"{where}: kind {number}"
        kind = get_choice(item if isinstance(item, Mapping) else {"kind": item}, "kind", CONTRIBUTION_KINDS, place)
        if kind is None:
            raise RecordError(f"{place}: none is given; kinds: {', '.join(CONTRIBUTION_KINDS)}")
        kinds[kind] = None
    return tuple(kinds)


def _get_value(item: Mapping[str, Any], where: str) -> str:
    value = item.get("value")
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if value is not None and not isinstance(value, str):
        raise RecordError(f'{where}: "value" must be a string, not {json_type(value)}')
    value = clean_line(value or "")
    if not value:
        raise RecordError(f'{where}: no "value"; found: {list_keys(item)}')
    return value


def _get_part(item: Mapping[str, Any], name: str, things: Things, where: str) -> str:
    if item.get(name) in _NOT_SAID:
        return ""
    return get_thing(item, name, things, where, of="entities")


def _misfit(name: str, id_: str, classes: Mapping[str, str]) -> str:
    """Return why a thing cannot be this part of a result; an empty string where it can, or there is none."""
    _, allowed = RESULT_PARTS[name]
    found = "Paper" if id_ == PAPER_ID else classes.get(id_, "")
    return f'"{name}" is a {found}, but it is a {" or ".join(allowed)}' if found and found not in allowed else ""
