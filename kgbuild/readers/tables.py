"""CSV and TSV: a row of column names, then a paper a row."""

import csv
import io
import sys
from typing import TypeAlias

from kgbuild.datamodel import Skipped
from kgbuild.errors import InputError
from kgbuild.readers.fields import find_field, is_blank, rank_name
from kgbuild.readers.rows import Rows
from kgbuild.records.fields import shorten

_DELIMITERS = (",", "\t", ";", "|")
# Some exports put lines about the search above the column names.
_HEAD_ROWS = 20
_HEAD_LENGTH = 200_000

_Columns: TypeAlias = dict[str, list[int]]
"""Field of the record -> the columns that may hold it, the best first."""


def parse_table(text: str, name: str) -> Rows:
    """Yield the table's records, numbered from 1 after the row of column names.

    Raises InputError when no row names a title column, or nothing follows it.
    """
    delimiter, head, columns = _find_head(text)
    rows = _read_rows(text, delimiter)
    if "title" not in columns:
        found = shorten(", ".join(filter(None, rows[0] if rows else ())), 200)
        raise InputError(f'{name}: no column "title"; found: {found or "nothing"}')
    if not any(any(row) for row in rows[head + 1 :]):
        raise InputError(f"{name}: no rows below the column names")
    for number, row in enumerate(rows[head + 1 :], 1):
        record = _to_fields(row, columns)
        where = f"{name}#{number}"
        if "title" in record:
            yield where, record
        elif not all(map(is_blank, row)):
            yield Skipped(where, f'no "title"; found: {", ".join(record) or "nothing"}')


def is_table(text: str) -> bool:
    """Say whether a text opens with column names, a title's among them, and most rows have as many cells."""
    delimiter, head, columns = _find_head(text)
    if head or len(columns) < 2:
        return False
    first, *rest = _read_rows(text[:_HEAD_LENGTH], delimiter)
    return 2 * sum(len(row) == len(first) for row in rest) > len(rest)


def _to_fields(row: list[str], columns: _Columns) -> dict[str, str]:
    record = {}
    for field, places in columns.items():
        for place in places:
            if place < len(row) and not is_blank(row[place]):
                record[field] = row[place]
                break
    return record


def _find_head(text: str) -> tuple[str, int, _Columns]:
    """Return delimiter, index of the row of column names, and the columns: the choice with most fields."""
    best: tuple[str, int, _Columns] = (",", 0, {})
    for delimiter in _DELIMITERS:
        for index, row in enumerate(_read_rows(text[:_HEAD_LENGTH], delimiter)[:_HEAD_ROWS]):
            columns: _Columns = {}
            for place, cell in enumerate(row):
                field = find_field(cell)
                if field:
                    columns.setdefault(field, []).append(place)
            if "title" in columns and len(columns) > len(best[2]):
                for places in columns.values():
                    places.sort(key=lambda place: rank_name(row[place]))
                best = delimiter, index, columns
    return best


def _read_rows(text: str, delimiter: str) -> list[list[str]]:
    # The longest cell that the csv module takes is a setting of the whole process.
    before = csv.field_size_limit(sys.maxsize)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise InputError(f"not a table: {error}") from error
    finally:
        csv.field_size_limit(before)
