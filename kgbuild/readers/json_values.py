"""JSON read a value at a time: lists of any size, and whole records kept where a file is damaged or cut off."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Final

TWICE: Final = "\0twice"  # the key under which an object tells which of its keys it has twice


def _to_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        found[TWICE] = sorted(key for key, count in counts.items() if count > 1)
    return found


# A tab or newline inside a string is no reason to lose a record.
_DECODER: Final = json.JSONDecoder(strict=False, object_pairs_hook=_to_object)
# What `decode` calls, without its search for space around a text.
_SCAN: Final[Callable[[str, int], tuple[Any, int]]] = _DECODER.scan_once  # type: ignore[attr-defined]
_SPACE: Final = re.compile(r"[\s,]*")
_NEXT_OBJECT: Final = re.compile(r"[\]}]\s*+(?:,\s*+)?(?=\{)")
# How much of a damaged file is searched for the next whole record, and how often.
_SEARCHED: Final = 1 << 24
_MOST_TRIES: Final = 1000
_CLOSING: Final = frozenset("]}")  # behind a comma too much
LONGEST_VALUE: Final = 1 << 26


def load(text: str) -> Any:
    """Return the value of a JSON text; raises ValueError, one line, for anything else."""
    try:
        try:
            value, end = _SCAN(text, 0)
        except StopIteration:
            end = -1
        return value if end == len(text) else _DECODER.decode(text)
    except json.JSONDecodeError as error:
        line = f"line {error.lineno}, " if error.lineno > 1 else ""
        raise ValueError(f"{error.msg} at {line}column {error.colno}") from error
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


class ValueReader:
    """Values that follow each other in a text, with commas or white space between them."""

    def __init__(self, pieces: Iterator[str], begin: str = "") -> None:
        self._pieces = pieces
        self.buffer = begin
        self.place = 0
        self.line = 1
        self._is_whole = False

    def skip_space(self) -> str:
        """Go to the next character that is no white space and no comma; return it, empty at the end."""
        while True:
            end = _SPACE.match(self.buffer, self.place).end()  # type: ignore[union-attr]
            self.line += self.buffer.count("\n", self.place, end)
            self.place = end
            if end < len(self.buffer):
                return self.buffer[end]
            if not self._read_on():
                return ""

    def read(self) -> Any:
        """Return the next value. Raises ValueError with the reason where it is none."""
        while True:
            try:
                value, end = _DECODER.raw_decode(self.buffer, self.place)
            except json.JSONDecodeError as error:
                cut = error.msg.startswith("Unterminated string") or error.pos >= len(self.buffer) - 12
                if cut and len(self.buffer) - self.place < LONGEST_VALUE and self._read_on():
                    continue
                if cut and len(self.buffer) - self.place >= LONGEST_VALUE:
                    raise ValueError(f"longer than {LONGEST_VALUE >> 20} million characters") from error
                if cut and self._is_whole and self.buffer[error.pos :].strip()[:1] not in _CLOSING:
                    raise ValueError("not JSON: the file ends within it") from error
                line = self.line + self.buffer.count("\n", self.place, error.pos)
                raise ValueError(f"not JSON: {error.msg} at line {line}") from error
            except RecursionError as error:
                raise ValueError("not JSON: nested too deeply") from error
            self.line += self.buffer.count("\n", self.place, end)
            self.place = end
            return value

    def find_next(self, fits: Callable[[object], bool]) -> bool:
        """Go behind a damaged value to the next object that is a record; False where there is none."""
        while len(self.buffer) - self.place < _SEARCHED and self._read_on():
            pass
        place, scanned = self.place, 0
        for found in islice(_NEXT_OBJECT.finditer(self.buffer, place + 1), _MOST_TRIES):
            try:
                value, end = _DECODER.raw_decode(self.buffer, found.end())
            except json.JSONDecodeError as error:
                scanned += error.pos - found.end()
            except RecursionError:
                scanned += 1000
            else:
                scanned += end - found.end()
                if fits(value):
                    self.line += self.buffer.count("\n", place, found.end())
                    self.place = found.end()
                    return True
            if scanned > 4 * _SEARCHED:
                break
        return False

    def _read_on(self) -> bool:
        """Add at least as much text as is left, so that a long value is not begun too often."""
        if self._is_whole:
            return False
        rest = self.buffer[self.place :]
        more = [rest]
        length = 0
        for piece in self._pieces:
            more.append(piece)
            length += len(piece)
            if length > len(rest):
                break
        else:
            self._is_whole = True
        self.buffer, self.place = "".join(more), 0
        return length > 0
