"""XLSX: the first sheet that holds a table of papers, row by row."""

import warnings
import zipfile
from collections.abc import Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

from kgbuild.errors import InputError
from kgbuild.files import too_large
from kgbuild.readers.csv_rows import CsvRow
from kgbuild.readers.rows import Note, Rows
from kgbuild.readers.source import Source
from kgbuild.readers.tables import find_head, read_table
from kgbuild.readers.unpacking import to_seekable
from kgbuild.records.fields import shorten

if TYPE_CHECKING:
    from openpyxl import Workbook

_PEEKED: Final = 20
# A sheet packs to a tenth of its size or so; strings that all cells share are held in memory.
_MOST_GROWTH: Final = 250
_FREE_GROWTH: Final = 1 << 26
_LONGEST: Final = 1 << 20
_MOST_EMPTY: Final = 100_000


def parse_workbook(source: Source) -> Rows:
    """Yield the records of a workbook. Raises InputError where no sheet names a title."""
    import openpyxl

    with to_seekable(source.stream) as file:
        _check_size(file, source.name, source.stream.allowance.most)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
                yield from _read_book(book, source)
                book.close()
        except InputError:
            raise
        # openpyxl lets through whatever fails below it: errors of ZIP, of XML, of keys and of types.
        except Exception as error:
            reason = shorten(str(error) or type(error).__name__, 150)
            raise InputError(f"{source.name}: a workbook that cannot be read: {reason}") from error


def _read_book(book: "Workbook", source: Source) -> Rows:
    sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
    for sheet in sheets:
        rows = _read_rows(sheet)
        first = list(islice(rows, _PEEKED))
        head = find_head((row.cells for row in first), source.columns)
        if head.columns:
            yield from read_table(source, chain(first, rows), head)
            others = [other.title for other in sheets if other is not sheet]
            if others:
                yield Note(source.name, f'read: sheet "{sheet.title}"; not read: {shorten(", ".join(others), 200)}')
            return
    raise InputError(
        f'{source.name}: no sheet with a column "title"; sheets: {shorten(", ".join(s.title for s in sheets), 200)}'
    )


def _read_rows(sheet: Any) -> Iterator[CsvRow]:
    empty = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        cells = [_to_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        empty = 0 if cells else empty + 1
        if empty > _MOST_EMPTY:
            return
        yield CsvRow(cells, number)


def _to_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[:_LONGEST]


def _check_size(file: Any, name: str, limit: int) -> None:
    """Refuse a workbook that would unpack to what no memory holds: its parts are unpacked and counted first."""
    try:
        packed, unpacked = _measure(file, limit)
    except Exception as error:
        raise InputError(f"{name}: a workbook that cannot be unpacked: {shorten(str(error), 150)}") from error
    if unpacked > limit:
        raise too_large(name, limit, unpacked=True)
    if unpacked > max(_FREE_GROWTH, _MOST_GROWTH * packed):
        raise InputError(f"{name}: unpacks to more than {_MOST_GROWTH} times its size; not read")
    file.seek(0)


def _measure(file: Any, limit: int) -> tuple[int, int]:
    """Return how large a workbook's parts are, packed and unpacked; no further than the limit."""
    unpacked = 0
    with zipfile.ZipFile(file) as archive:
        packed = sum(max(member.compress_size, 1) for member in archive.infolist())
        for member in archive.infolist():
            with archive.open(member) as opened:
                while unpacked <= limit and (piece := opened.read(1 << 20)):
                    unpacked += len(piece)
    return packed, unpacked
