"""CSV as RFC 4180 has it, but for the line ends: cells quoted where they need it, on every version of Python.

The csv module leaves a carriage return bare where lines end in a line feed, and no reader takes that.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

_NEEDS_QUOTES: Final = re.compile('[",\r\n]')


class CsvLines:
    """Writes rows to a file; an empty cell has no quotation marks."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, cells: Iterable[object]) -> None:
        """Write one row."""
        self._file.write(",".join(_cell(str(cell)) for cell in cells) + "\n")


@contextmanager
def open_csv(path: Path, header: Iterable[str]) -> Iterator[CsvLines]:
    """Open a new file of UTF-8 for rows and write its header."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = CsvLines(file)
        lines.write(header)
        yield lines


def _cell(text: str) -> str:
    if not _NEEDS_QUOTES.search(text):
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
