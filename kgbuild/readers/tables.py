"""Tables: a row of column names, then a paper a row; delimited text here, workbooks by the same rules."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from kgbuild.datamodel import Skipped
from kgbuild.errors import InputError
from kgbuild.readers.csv_rows import CsvRow, read_rows
from kgbuild.readers.fields import IDENTIFIERS, is_blank, plan_fields
from kgbuild.readers.rows import Found, Note, Rows
from kgbuild.readers.source import Source
from kgbuild.readers.tagged import WOS_TAGS
from kgbuild.records.fields import shorten

_DELIMITERS: Final = (",", "\t", ";", "|", "^", "~", ":")
# Some exports put lines about the search above the column names.
_HEAD_ROWS: Final = 20
_FAULTS_TOLD: Final = 20
# Columns of the exports whose "Source" is a journal, and not the database that it comes from.
_SOURCE_IS_VENUE: Final = frozenset({"CENTRAL ID", "GSRank", "Cites"})


@dataclass(frozen=True)
class Head:
    """The row of column names: where it stands, its names, and for each field of the record its columns, best first.

    `delimiter` is what goes between cells, empty in workbooks.
    """

    index: int
    names: tuple[str, ...]
    columns: Mapping[str, tuple[int, ...]]
    delimiter: str = ""


def parse_table(source: Source) -> Rows:
    """Yield the table's records, numbered from 1 after the row of column names.

    Raises InputError when no row names a title or abstract column, or nothing follows it.
    """
    delimiter, head = _find_head(source.sample, source.columns)
    lines = source.lines()
    if source.sample.startswith("sep="):
        next(lines, None)
    rows = read_rows(_without_mark(lines), delimiter, len(head.names) if head.columns else 0)
    return read_table(source, rows, head)


def is_table(sample: str, columns: Mapping[str, str]) -> bool:
    """Say whether a text opens with column names, a title's among them, and most rows have as many cells."""
    delimiter, head = _find_head(sample, columns)
    if head.index or len(head.columns) < 2:
        return False
    first, *rest = _peek_rows(sample, delimiter)
    return 2 * sum(len(row) == len(first) for row in rest) > len(rest)


def read_table(source: Source, rows: Iterable[CsvRow], head: Head) -> Rows:
    """Yield the records of a table's rows below the row of column names."""
    name = source.name
    below = iter(rows)
    names: Iterable[str] = ()
    for _ in range(head.index + 1):
        names = next(below, CsvRow([], 0)).cells
    if not head.columns.keys() & {"title", "abstract"}:
        raise InputError(f'{name}: no column "title"; {_tell_columns(names)}')
    if "abstract" not in head.columns:
        yield Note(name, f"no abstract column is known; {_tell_columns(head.names, 'abstract')}")
    number = faults = 0
    for row in below:
        if not any(row.cells):
            continue
        number += 1
        for found in _read_row(row, head, f"{name}#{number}"):
            faults += isinstance(found, Note)
            if not isinstance(found, Note) or faults <= _FAULTS_TOLD:
                yield found
    if faults > _FAULTS_TOLD:
        yield Note(name, f"{faults - _FAULTS_TOLD:,} more rows with more cells than columns")
    if not number:
        raise InputError(f"{name}: no rows below the column names")


def _read_row(row: CsvRow, head: Head, where: str) -> Rows:
    """Yield the record of a row, behind a note of what is odd about it; or why it has none."""
    if row.fault and len(row.cells) != len(head.names):
        yield Skipped(where, f"{row.fault}; {_count(row.cells)} for {len(head.names)} columns", row.line)
        return
    record, note = _to_fields(row.cells, head)
    if record:
        if note:
            yield Note(f"{where} (line {row.line})", note)
        yield Found(where, record, row.line)
    elif not all(map(is_blank, row.cells)):
        yield Skipped(where, 'no "title"; found: nothing in the columns that are known', row.line)


def find_head(rows: Iterable[list[str]], columns: Mapping[str, str]) -> Head:
    """Return the row of column names: the one of the first rows that names most fields."""
    best = Head(0, (), {})
    for index, row in zip(range(_HEAD_ROWS), rows, strict=False):
        found = _find_columns([cell.strip() for cell in row], columns)
        if found.keys() & {"title", "abstract"} and len(found) > len(best.columns):
            best = Head(index, tuple(row), found)
    return best


def _find_columns(names: list[str], columns: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
    places: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        places.setdefault(name, []).append(place)
    if {"PT", "AU", "TI", "SO"} <= places.keys():
        # Web of Science names its columns by its tags, in which ID is no identifier.
        tags = {field: tuple(tag for tag in tags.split() if tag in places) for field, tags in WOS_TAGS.items()}
        plan = {field: found for field, found in tags.items() if found}
        plan |= plan_fields([name for name in places if name in columns], columns)
    else:
        plan = plan_fields(places, columns)
        if "venue" not in plan and "Source" in places and not places.keys().isdisjoint(_SOURCE_IS_VENUE):
            plan["venue"] = ("Source",)
    return {field: tuple(place for name in found for place in places[name]) for field, found in plan.items()}


def _to_fields(row: list[str], head: Head) -> tuple[dict[str, object], str]:
    """Return the record of a row, and a note where the row has more cells than there are columns."""
    note = ""
    width = len(head.names)
    if len(row) > width and any(row[width:]):
        note = f"{_count(row)} for {width} columns"
        if head.delimiter and (width == 1 or head.columns.get("abstract", ())[:1] == (width - 1,)):
            # The last cell is text in which the delimiter stands too.
            row = [*row[: width - 1], head.delimiter.join(row[width - 1 :])]
            note += "; what is too much was taken into the last"
    record: dict[str, object] = {}
    for field, places in head.columns.items():
        if len(places) == 1:
            if places[0] < len(row) and (value := row[places[0]]) and not value.isspace():
                record[field] = value
            continue
        values = [row[place] for place in places if place < len(row) and not is_blank(row[place])]
        if values:
            record[field] = values if len(values) > 1 and field in IDENTIFIERS else values[0]
    return record, note


def _count(cells: list[str]) -> str:
    return f"{len(cells)} cell" + "s" * (len(cells) != 1)


def _tell_columns(names: Iterable[str], field: str = "title") -> str:
    found = shorten(", ".join(filter(None, names)), 300) or "nothing"
    return f"found: {found}; name one with --columns {field}=..."


def _find_head(sample: str, columns: Mapping[str, str]) -> tuple[str, Head]:
    """Return the delimiter and the row of column names: the choice with most fields."""
    best: tuple[str, Head] = (",", Head(0, (), {}))
    given = sample.lstrip("\ufeff")[4:5] if sample.lstrip("\ufeff").startswith("sep=") else ""
    for delimiter in (given,) if given.strip() or given == "\t" else _DELIMITERS:
        head = find_head(_peek_rows(sample, delimiter), columns)
        if len(head.columns) > len(best[1].columns):
            best = delimiter, replace(head, delimiter=delimiter)
    if not best[1].columns:
        # No name is known: the one that parts the first line most tells best what the columns are called.
        first = sample.split("\n", 1)[0]
        return max(_DELIMITERS[:4], key=first.count), best[1]
    return best


def _peek_rows(sample: str, delimiter: str) -> list[list[str]]:
    lines = iter(sample.split("\n"))
    if sample.lstrip("\ufeff").startswith("sep="):
        next(lines)
    rows = read_rows(_without_mark(lines), delimiter)
    return [row.cells for row, _ in zip(rows, range(200), strict=False)]


def _without_mark(lines: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield line.removeprefix("\ufeff") if number == 0 else line
