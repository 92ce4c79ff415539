"""The curation file: tab-separated, a correction a line, changed by people and by `kgbuild review`.

What a person wrote stays as it is when the file is changed: comments, order, rows that nobody touched.
"""

import os
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kgbuild.curation.checking import RowError, to_row
from kgbuild.curation.rows import COLUMNS, Curation, Identity, Row, find_conflicts
from kgbuild.errors import CurationError, LockError
from kgbuild.files import read_limited, replaced
from kgbuild.files.locks import try_lock

MOST_BYTES: Final = 16 << 20
CURATION_HINT: Final = "docs/curation.md tells what a curation file holds"
_NEEDED: Final = COLUMNS[:2]
# How long one who changes the file waits for another, which takes a few milliseconds.
_PATIENCE: Final = 10.0
_TICK: Final = 0.01


def read_curation(path: Path) -> Curation:
    """Return a file's corrections. Raises CurationError, which names the lines, for one that is not in order."""
    try:
        content = read_limited(path, limit=MOST_BYTES, hint="divide it")
    except OSError as error:
        raise CurationError(f"{path}: cannot be read ({error.strerror or error})") from error
    return parse_curation(_decode(content, str(path)), str(path))


def parse_curation(text: str, name: str) -> Curation:
    """Return the corrections of a text. Raises CurationError, which begins with `name`."""
    lines = _Lines(text, name)
    _refuse(lines.problems)
    conflicts = find_conflicts(lines.rows)
    rows = dict(lines.rows)
    _refuse([
        f"{name}, lines {one} and {two}: {rows[one].action} and {rows[two].action} contradict each other; keep one"
        for one, two in conflicts
    ])  # fmt: skip
    return Curation(tuple(lines.rows), name)


def change_curation(path: Path, rows: Iterable[Row] = (), removed: Collection[Identity] = ()) -> Curation:
    """Put rows into a file, each in the place of the one with its identity, take out those of `removed`; return all.

    The file is made where there is none and replaced whole. Whoever else changes it at the same time waits, so that
    no row of theirs is lost. Raises CurationError where the file is not in order (it stays as it is), LockError
    where another does not come to an end.
    """
    path = Path(os.path.realpath(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path.parent):
        before = _read_text(path)
        parse_curation(before, str(path))  # what is not in order is for people to mend
        after = _Lines(before, str(path)).changed(list(rows), set(removed))
        curation = parse_curation(after, str(path))
        if after != before and (before or curation):
            with replaced(path) as file:
                file.write(after.encode())
        return curation


def _read_text(path: Path) -> str:
    try:
        return _decode(read_limited(path, limit=MOST_BYTES, hint="divide it"), str(path))
    except FileNotFoundError:
        return ""


def _decode(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise CurationError(f"{name}, line {line}: not UTF-8; save it as UTF-8 text with tabs") from error


def _refuse(problems: Sequence[str]) -> None:
    if problems:
        more = f" (and {len(problems) - 1:,} more)" if len(problems) > 1 else ""
        raise CurationError(f"{problems[0]}{more}; {CURATION_HINT}")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold a folder's lock, which leaves no file behind; without locks (Windows) at one's own risk."""
    if os.name == "nt":
        yield
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        end = time.monotonic() + _PATIENCE
        while try_lock(handle) is False:
            if time.monotonic() > end:
                raise LockError(f"{folder}: another program has held it for {_PATIENCE:.0f} seconds; try again")
            time.sleep(_TICK)
        yield
    finally:
        os.close(handle)


class _Lines:
    """A file's lines as they stand there, and the rows among them by line number."""

    def __init__(self, text: str, name: str) -> None:
        self.lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if self.lines[-1] == "":
            self.lines.pop()
        self.columns: list[str] = []
        self.rows: list[tuple[int, Row]] = []
        self.problems: list[str] = []
        for number, line in enumerate(self.lines, 1):
            if not line.strip() or line.startswith("#"):
                continue
            try:
                if self.columns:
                    self.rows.append((number, to_row(self._split(line))))
                else:
                    self.columns = _parse_header(line)
                    self._header = number - 1
            except RowError as error:
                self.problems.append(f"{name}, line {number}: {error}")
                if not self.columns:
                    break

    def changed(self, rows: Sequence[Row], removed: Collection[Identity]) -> str:
        """Return the text with some rows in the places of those with their identities, and without some."""
        lines: list[str | None] = list(self.lines)
        if not self.columns:
            self.columns = list(COLUMNS)
            lines.append("\t".join(COLUMNS))
        else:
            needed = [c for c in COLUMNS if c not in self.columns and any(row.to_cells()[c] for row in rows)]
            if needed:
                self.columns += needed
                lines[self._header] = "\t".join(self.columns)
        wanted = {row.identity: row for row in rows}
        for number, row in self.rows:
            new = wanted.pop(row.identity, None) if row.identity in wanted else None
            if new is not None:
                lines[number - 1] = self._join(new) if new.answer != row.answer else lines[number - 1]
            elif row.identity in removed or any(row.identity == other.identity for other in rows):
                lines[number - 1] = None
        lines += [self._join(row) for row in wanted.values()]
        return "".join(f"{line}\n" for line in lines if line is not None)

    def _split(self, line: str) -> Mapping[str, str]:
        cells = line.split("\t")
        extra = [cell for cell in cells[len(self.columns) :] if cell.strip()]
        if extra:
            raise RowError(f"{len(cells)} cells below {len(self.columns)} columns; names hold no tab")
        return dict(zip(self.columns, cells, strict=False))

    def _join(self, row: Row) -> str:
        cells = row.to_cells()
        return "\t".join(cells[column] for column in self.columns).rstrip("\t")


def _parse_header(line: str) -> list[str]:
    columns = [cell.strip().casefold() for cell in line.split("\t")]
    while columns and not columns[-1]:
        columns.pop()
    unknown = [column for column in columns if column not in COLUMNS]
    if unknown or columns[:1] != ["action"] or not set(_NEEDED) <= set(columns) or len(set(columns)) < len(columns):
        raise RowError(
            f"a header is expected, with action first, then thing and of {', '.join(COLUMNS[2:])} what is needed, "
            "separated by tabs"
        )
    return columns
