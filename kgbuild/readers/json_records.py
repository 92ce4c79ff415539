"""JSON (a list of records, an object that holds one, or a single record) and JSONL (a record a line)."""

import json
import re
from collections.abc import Mapping
from typing import Any

from kgbuild.datamodel import Skipped
from kgbuild.errors import InputError
from kgbuild.readers.fields import find_field
from kgbuild.readers.rows import Row, Rows
from kgbuild.records.fields import json_type, list_keys

# A tab or newline inside a string is no reason to lose a record.
_DECODER = json.JSONDecoder(strict=False)
# What `surrogateescape` makes of a byte that is no UTF-8.
_UNDECODED = re.compile("[\udc80-\udcff]")


def parse_json(text: str, name: str) -> Rows:
    """Yield the records of one JSON value, numbered from 1.

    Raises InputError when the text is not JSON or holds no list of records.
    """
    try:
        value = _load(text)
    except ValueError as error:
        raise InputError(f"{name}: not JSON: {error}") from error
    for number, item in enumerate(_find_items(value, name), 1):
        yield _to_row(item, f"{name}#{number}")


def parse_jsonl(text: str, name: str) -> Rows:
    """Yield the records of a text with one JSON object a line, numbered by line, empty ones too."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        where = f"{name}#{number}"
        if _UNDECODED.search(line):
            yield Skipped(where, "not UTF-8 text")
            continue
        try:
            yield _to_row(_load(line), where)
        except ValueError as error:
            yield Skipped(where, f"not JSON: {error}")


def is_json(text: str) -> bool:
    """Say whether the whole text is one JSON list or object."""
    if not text.lstrip().startswith(("[", "{")):
        return False
    try:
        _load(text)
    except ValueError:
        return False
    return True


def is_jsonl(text: str) -> bool:
    """Say whether most of the first lines are JSON objects, whole ones."""
    lines = [line.strip() for line in text[:1_000_000].split("\n") if line.strip()][:20]
    objects = sum(line.startswith("{") and line.endswith("}") for line in lines)
    # The last of the lines may have been cut off above.
    return objects > 0 and objects >= len(lines) - max(1, len(lines) // 2)


def _load(text: str) -> Any:
    """Return the value of a JSON text; raises ValueError, one line, for anything else."""
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        line = f"line {error.lineno}, " if error.lineno > 1 else ""
        raise ValueError(f"{error.msg} at {line}column {error.colno}") from error
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _find_items(value: object, name: str) -> list[Any]:
    if isinstance(value, list):
        items = value
    elif not isinstance(value, dict):
        raise InputError(f"{name}: no list of records but {json_type(value)}")
    elif _has_title(value):
        items = [value]
    else:
        lists = [entry for entry in value.values() if isinstance(entry, list)]
        titled = [entry for entry in lists if any(map(_has_title, entry))]
        if len(titled) != 1 and len(lists) != 1:
            problem = "several lists" if titled else "no list"
            raise InputError(f"{name}: {problem} of records with titles; found: {list_keys(value)}")
        items = titled[0] if len(titled) == 1 else lists[0]
    if not items:
        raise InputError(f"{name}: an empty list of records")
    return items


def _has_title(item: object) -> bool:
    return isinstance(item, Mapping) and any(find_field(key) == "title" for key in item)


def _to_row(item: object, where: str) -> Row:
    if not isinstance(item, dict):
        return Skipped(where, f"not an object but {json_type(item)}")
    return where, item
