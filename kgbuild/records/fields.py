"""Single values of a record, each checked: a wrong type or value is an error of one line that says where."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from kgbuild.errors import RecordError
from kgbuild.records.text import clean_line

_Choice = TypeVar("_Choice", bound=str)
_SOURCE = re.compile(r".#\d+$")
_JSON_TYPES = {
    str: "a string",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
}


def get_text(item: Mapping[str, Any], key: str, where: str) -> str:
    """Return a string, empty where the key is missing or null."""
    value = item.get(key)
    if type(value) is str:
        return value
    if isinstance(value, list) and len(value) == 1:
        # Crossref gives a title as a list of one.
        value = value[0]
    if value is None or is_nan(value):
        return ""
    if not isinstance(value, str):
        raise RecordError(f'{where}: "{key}" must be a string, not {json_type(value)}')
    return value


def is_nan(value: object) -> bool:
    """Say whether a value is the number that programs write where they have none."""
    return isinstance(value, float) and math.isnan(value)


def get_objects(item: Mapping[str, Any], key: str, where: str) -> Sequence[Mapping[str, Any]]:
    """Return a list of objects, empty where the key is missing or null."""
    value = item.get(key)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise RecordError(f'{where}: "{key}" must be a list, not {json_type(value)}')
    for number, entry in enumerate(value, 1):
        if not isinstance(entry, Mapping):
            raise RecordError(f'{where}: item {number} of "{key}" must be an object, not {json_type(entry)}')
    return value


def get_names(item: Mapping[str, Any], where: str) -> tuple[str, ...]:
    """Return the names of an entity, each once and at least one."""
    names = item.get("names")
    if names is None:
        raise RecordError(f'{where}: no "names"; found: {list_keys(item)}')
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise RecordError(f'{where}: "names" must be a list of strings')
    kept = tuple(dict.fromkeys(name for name in map(clean_line, names) if name))
    if not kept:
        raise RecordError(f'{where}: "names" is empty')
    return kept


def get_choice(item: Mapping[str, Any], key: str, choices: tuple[_Choice, ...], where: str) -> _Choice | None:
    """Return one of the choices, None where the key is missing or null."""
    value = item.get(key)
    if value is None:
        return None
    for choice in choices:
        if value == choice:
            return choice
    raise RecordError(f'{where}: "{key}" is {shorten(repr(value))}, not one of {", ".join(choices)}')


def get_offset(item: Mapping[str, Any], key: str, where: str) -> int | None:
    """Return a whole number from 0, None where the key is missing or null."""
    value = item.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise RecordError(f'{where}: "{key}" must be a whole number from 0, not {json_type(value)}')
    return value


def get_confidence(item: Mapping[str, Any], where: str) -> float:
    """Return a probability, 1.0 where the record gives none."""
    value = item.get("confidence")
    if value is None:
        return 1.0
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not (isinstance(value, int) or math.isfinite(value)) or not 0 <= value <= 1:
        raise RecordError(f'{where}: "confidence" must be a number from 0 to 1')
    return float(value)


def get_flag(item: Mapping[str, Any], key: str, where: str) -> bool:
    """Return true or false, false where the key is missing or null."""
    value = item.get(key)
    if value is not None and not isinstance(value, bool):
        raise RecordError(f'{where}: "{key}" must be true or false, not {json_type(value)}')
    return bool(value)


def get_source(item: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the places that a record names itself; many exports use "source" for something else."""
    value = item.get("source")
    if not value:
        return ()
    if isinstance(value, str) and _SOURCE.search(value):
        value = [value]
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        return ()
    return tuple(dict.fromkeys(entry for entry in map(clean_line, value) if entry))


def get_word(value: object) -> str:
    """Return a short value as one line, also where a source wraps it; an empty string for anything else."""
    if type(value) is str:
        return clean_line(value)
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, Mapping):
        value = next((value[key] for key in ("name", "display_name", "value") if key in value), None)
    if isinstance(value, str):
        return clean_line(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a table with gaps makes floats of its whole numbers
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        return str(value)
    return ""


def list_keys(item: Mapping[str, Any]) -> str:
    """Return the keys of an object for an error message."""
    return shorten(", ".join(clean_line(str(key)) for key in item), 200) or "nothing"


def shorten(text: str, limit: int = 60) -> str:
    """Return the text on one line, cut to at most `limit` characters."""
    line = clean_line(text)
    return line if len(line) <= limit else line[: limit - 3] + "..."


def json_type(value: object) -> str:
    """Return what JSON calls the value's type, with its article."""
    return "null" if value is None else _JSON_TYPES.get(type(value), "something else")
