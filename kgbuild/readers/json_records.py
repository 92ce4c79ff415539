"""JSON (a list of records, an object that holds one, or records one after another) and JSONL (a record a line)."""

import re
from collections.abc import Generator, Mapping
from typing import Any, Final

from kgbuild.datamodel import Skipped
from kgbuild.errors import InputError
from kgbuild.readers.fields import find_field
from kgbuild.readers.json_shapes import KEYS, to_flat
from kgbuild.readers.json_values import TWICE, ValueReader, load
from kgbuild.readers.rows import Found, Note, Row, Rows
from kgbuild.readers.source import Source
from kgbuild.records.fields import json_type, list_keys, shorten

# A list of records within an object that does not end: what can be saved of it.
_LIST: Final = re.compile(r"\"(?:[^\"\\]|\\.){1,60}\"\s*:\s*\[\s*(?=\{)")
_KEYS: Final = 40
_MARKED: Final = KEYS | {TWICE}


def parse_json(source: Source) -> Rows:
    """Yield the records of a JSON file, in whatever way it holds them.

    Raises InputError when it is not JSON or holds no list of records.
    """
    sample = source.sample.lstrip("\ufeff \t\n")
    if not sample.startswith(("[", "{")):
        source_text = source.text(1 << 20) if sample[:1] in {'"', "-"} or sample[:1].isalnum() else ""
        raise InputError(f"{source.name}: {_explain_other(source_text)}")
    if sample.startswith("["):
        return _read_list(source)
    if is_jsonl(sample) and "\n" in sample.rstrip():
        return parse_jsonl(source)
    return _read_objects(source)


def parse_jsonl(source: Source) -> Rows:
    """Yield the records of a text with one JSON object a line, numbered by line, empty ones too."""
    sample = source.sample.strip("\ufeff \t\n")
    if sample.startswith("[") or _is_single(source, sample):
        return parse_json(source)
    return _read_lines(source)


def _is_single(source: Source, sample: str) -> bool:
    """Say whether a file holds one object, in one line."""
    return sample.startswith("{") and sample.endswith("}") and "\n" not in sample and source.is_short


def is_json(sample: str) -> bool:
    """Say whether a text begins as a list of JSON objects or an object does."""
    return bool(re.match(r"\s*(?:\{\s*[\"}]|\[\s*(?:[\[{\]\"\d]|null))", sample.lstrip("\ufeff")))


def is_jsonl(sample: str) -> bool:
    """Say whether most of the first lines are JSON objects, whole ones."""
    lines = [line.strip() for line in sample.split("\n") if line.strip()][:20]
    objects = sum(line.startswith("{") and line.endswith("}") for line in lines)
    # The last of the lines may have been cut off above.
    return objects > 0 and objects >= len(lines) - max(1, len(lines) // 2)


def _explain_other(text: str) -> str:
    try:
        return f"no list of records but {json_type(load(text))}"
    except ValueError as error:
        return f"not JSON: {error}"


def _read_lines(source: Source) -> Rows:
    name = source.name
    for number, line in enumerate(source.lines(), 1):
        if not line or line.isspace():
            continue
        where = f"{name}#{number}"
        try:
            item = load(line if line[0] != "\ufeff" else line[1:])
        except ValueError as error:
            yield Skipped(where, f"not JSON: {error}", number)
        else:
            if type(item) is dict and _MARKED.isdisjoint(item):  # as most are
                yield Found(where, item, number)
            else:
                yield from _to_rows(item, where, number)


def _read_list(source: Source) -> Rows:
    """Yield the records of a list, and of the lists behind it."""
    values = ValueReader(source.pieces())
    number = 0
    while (character := values.skip_space()) == "[":
        values.place += 1
        number = yield from _read_items(values, source.name, "]", number)
        if values.skip_space() != "]":
            return
        values.place += 1
    if character:
        yield Note(source.name, f"what stands behind the list of records is left out (line {values.line})")


def _read_items(values: ValueReader, name: str, closing: str, number: int = 0) -> Generator[Row, None, int]:
    """Yield the values that follow as records, up to a closing character; what is damaged costs itself.

    Records are numbered on from `number`; the last number is returned.
    """
    first = number + 1
    keys: frozenset[str] = frozenset()

    def is_record(value: object) -> bool:
        if not isinstance(value, dict):
            return False
        return 2 * len(keys & value.keys()) >= len(keys) if keys else _has_title(value)

    while (character := values.skip_space()) not in {closing, ""}:
        number += 1
        where, line = f"{name}#{number}", values.line
        try:
            item = values.read()
        except ValueError as error:
            goes_on = values.find_next(is_record)
            if number == first and not goes_on:
                raise InputError(f"{name}: {error}") from error
            yield Skipped(where, str(error), line)
            if goes_on:
                continue
            yield from _tell_rest(values, str(error), name, number)
            return number
        if isinstance(item, dict):
            keys = frozenset(list(item)[:_KEYS])
        yield from _to_rows(item, where, line)
    if not number:
        raise InputError(f"{name}: an empty list of records")
    if not character and closing:
        yield Skipped(f"{name}#{number + 1}", "the file ends before its list does", values.line)
    return number


def _tell_rest(values: ValueReader, why: str, name: str, number: int) -> Rows:
    """Yield that nothing behind a damaged record could be read, unless the file ends there."""
    if "the file ends" not in why:
        yield Skipped(name, f"nothing could be read behind record {number}", values.line)


def _read_objects(source: Source) -> Rows:
    """Yield the records of a file that opens with an object: that one, those in its list, or it and others."""
    values = ValueReader(source.pieces())
    values.skip_space()
    try:
        first = values.read()
    except ValueError as error:
        yield from _save(values, source, error)
        return
    if values.skip_space():
        yield from _to_rows(first, f"{source.name}#1", 1)
        for row in _read_items(values, source.name, ""):
            yield _renumber(row)
        return
    for number, item in enumerate(_find_items(first, source.name), 1):
        yield from _to_rows(item, f"{source.name}#{number}", 0)


def _renumber(row: Row) -> Row:
    name, mark, number = row.where.rpartition("#")
    if not mark or not number.isdigit():
        return row
    where = f"{name}#{int(number) + 1}"
    return row._replace(where=where) if not isinstance(row, Skipped) else Skipped(where, row.why, row.line)


def _save(values: ValueReader, source: Source, error: ValueError) -> Rows:
    """Yield the whole records of a list in an object that is damaged or cut off."""
    start = _LIST.search(values.buffer, values.place)
    if start is None:
        raise InputError(f"{source.name}: {error}") from error
    values.line += values.buffer.count("\n", values.place, start.end())
    values.place = start.end()
    yield from _read_items(values, source.name, "]")


def _find_items(value: object, name: str) -> list[Any]:
    if not isinstance(value, dict):
        raise InputError(f"{name}: no list of records but {json_type(value)}")
    # Crossref wraps its answers in "message", a list of them or a single one.
    if isinstance(message := value.get("message"), dict) and "message-type" in value:
        value = message
    if _has_title(value):
        return [value]
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
    if not isinstance(item, Mapping):
        return False
    inner = item.get("paper")
    keys = inner if isinstance(inner, Mapping) else item
    return any(find_field(key) in {"title", "abstract"} for key in keys)


def _to_rows(item: object, where: str, line: int) -> list[Row]:
    """Return the flat record of an item, as each service shapes it, behind what there is to note; or why it is none."""
    if not isinstance(item, dict):
        return [Skipped(where, f"not an object but {json_type(item)}", line)]
    rows: list[Row] = []
    if TWICE in item:
        twice = shorten(", ".join(map(repr, item.pop(TWICE))), 100)
        rows.append(Note(where, f"{twice} stands twice; the last is kept"))
    flat = to_flat(item)
    rows.append(Found(where, flat, line) if isinstance(flat, dict) else Note(where, flat))
    return rows
