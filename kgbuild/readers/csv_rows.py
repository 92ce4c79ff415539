"""Rows of delimited text, read a line at a time: a quotation mark that is never closed costs its own row at most."""

import csv
import sys
from collections.abc import Iterator
from typing import Final, NamedTuple

# A cell may hold this many lines; in a file with many marks that are not closed, fewer are looked at.
_MOST_LINES: Final = 2000
_MOST_CHARACTERS: Final = 1 << 22
_MOST_TRIES: Final = 40
_MOST_LINES_LATER: Final = 4
_PATIENCE: Final = 20
_QUOTE: Final = '"'


class CsvRow(NamedTuple):
    """The cells of a row, the line where it begins, and what is wrong with it, if anything."""

    cells: list[str]
    line: int
    fault: str = ""


def read_rows(lines: Iterator[str], delimiter: str, width: int = 0) -> Iterator[CsvRow]:
    """Yield the rows of delimited text. `width` is the number of cells that a row should have, 0 where not known."""
    reader = _Reader(lines, delimiter, width)
    # The longest cell that the csv module takes is a setting of the whole process.
    before = csv.field_size_limit(sys.maxsize)
    try:
        yield from reader.read()
    finally:
        csv.field_size_limit(before)


class _TooLong(Exception):  # noqa: N818 - it only ends a search
    """A row goes on for more lines than one has."""


class _Reader:
    def __init__(self, lines: Iterator[str], delimiter: str, width: int) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self._width = width
        self._ahead: list[str] = []  # lines to be read again, the next one last
        self._row: list[str] = []  # the lines of the row that is being read
        self._length = 0
        self._line = 0
        self._misses = 0

    def read(self) -> Iterator[CsvRow]:
        reader = csv.reader(self._feed(), delimiter=self._delimiter, strict=True)
        while True:
            self._row, begin, self._length = [], self._line + 1, 0
            try:
                cells = next(reader)
            except StopIteration:
                # Where a last cell is not closed the csv module ends without a word.
                if not self._row:
                    return
                cells = None
            except (csv.Error, _TooLong):
                cells = None
                reader = csv.reader(self._feed(), delimiter=self._delimiter, strict=True)
            if cells and (len(self._row) == 1 or self._is_long_row(cells)):
                yield CsvRow(cells, begin)
            elif self._row != [""]:
                first, *others = self._row
                self._ahead += reversed(others)
                self._line = begin
                yield self._read_long(first, begin)
                reader = csv.reader(self._feed(), delimiter=self._delimiter, strict=True)

    def _feed(self) -> Iterator[str]:
        """Yield the lines for the csv module, and keep those of the row that it reads."""
        row = self._row
        while (line := self._next()) is not None:
            if row is not self._row:
                row = self._row
            row.append(line)
            self._length += len(line)
            if len(row) > 1 and (len(row) > self._most_lines or self._length > _MOST_CHARACTERS):
                raise _TooLong
            yield line + "\n"

    @property
    def _most_lines(self) -> int:
        return _MOST_LINES if self._misses < _PATIENCE else _MOST_LINES_LATER

    def _is_long_row(self, cells: list[str]) -> bool:
        """Say whether the lines of a row are one: not if the first has all its cells with the mark in them."""
        if not self._width or len(cells) == self._width:
            return True
        as_text = _split_loosely(self._row[0], self._delimiter, close=True) or []
        return len(as_text) != self._width

    def _next(self) -> str | None:
        self._line += 1
        return self._ahead.pop() if self._ahead else next(self._lines, None)

    def _read_long(self, first: str, begin: int) -> CsvRow:
        """Return the row that a line opens which is no row by itself."""
        alone = _split_loosely(first, self._delimiter)
        if alone is not None:
            # All marks are closed, though one stands within a cell without being doubled.
            return CsvRow(alone, begin)
        as_text = _split_loosely(first, self._delimiter, close=True) or [first]
        # Where the line has all its cells if the open mark is but a character, it is likely to be one.
        suspicious = self._width > 1 and len(as_text) == self._width
        read = [first]
        marks, length, tries = first.count(_QUOTE), len(first), 0
        most = self._most_lines
        while len(read) < most and length < _MOST_CHARACTERS and tries < _MOST_TRIES:
            line = self._next()
            if line is None:
                break
            read.append(line)
            length += len(line)
            if _QUOTE not in line:
                continue
            marks += line.count(_QUOTE)
            if marks % 2 and not line.endswith(_QUOTE) and _QUOTE + self._delimiter not in line:
                continue
            tries += 1
            cells = self._join(read)
            if cells is not None and (not suspicious or len(cells) == self._width):
                return CsvRow(cells, begin)
            loose = None if suspicious else _split_loosely("\n".join(read), self._delimiter)
            if loose is not None and len(loose) >= max(self._width, 1):
                return CsvRow(loose, begin)
        self._misses += 1
        self._ahead += reversed(read[1:])
        self._line = begin
        fault = "" if suspicious else "a quotation mark that is not closed"
        return CsvRow(as_text, begin, fault)

    def _join(self, read: list[str]) -> list[str] | None:
        """Return the cells of several lines if these are a row by the rules."""
        try:
            # Without a line end in front of it the csv module takes the whole text for one line.
            rows = list(csv.reader(_with_ends(read), delimiter=self._delimiter, strict=True))
        except csv.Error:
            return None
        return rows[0] if len(rows) == 1 else None


def _with_ends(lines: list[str]) -> Iterator[str]:
    yield from (line + "\n" for line in lines[:-1])
    yield lines[-1]


def _split_loosely(text: str, delimiter: str, *, close: bool = False) -> list[str] | None:
    """Return the cells of a text in which marks within a cell need not be doubled.

    A cell ends at a mark before a delimiter. None where a cell is not closed, unless the mark that opens it shall be a
    character then (`close`).
    """
    cells = []
    place = 0
    while True:
        if text.startswith(_QUOTE, place) and (end := _find_close(text, place + 1, delimiter)) != -1:
            cells.append(text[place + 1 : end].replace('""', '"'))
            place = end + 1
        elif text.startswith(_QUOTE, place) and not close:
            return None
        else:
            end = text.find(delimiter, place)
            end = len(text) if end == -1 else end
            cells.append(text[place:end])
            place = end
        if place >= len(text):
            return cells
        place += 1
        if place >= len(text):
            return [*cells, ""]


def _find_close(text: str, place: int, delimiter: str) -> int:
    """Return the place of the mark that closes a cell: one before a delimiter or the end; -1 where there is none."""
    while (place := text.find(_QUOTE, place)) != -1:
        if text.startswith(_QUOTE, place + 1):
            # Two marks are one of the text, three and a delimiter one of the text and the end.
            place += 2
            continue
        if place + 1 == len(text) or text[place + 1] == delimiter:
            return place
        place += 1
    return -1
