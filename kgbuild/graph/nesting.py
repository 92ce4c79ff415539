"""RDF files that would end the engine which parses them, or keep it busy for hours: told before it sees them.

pyoxigraph's parsers call themselves for each triple term within another and for each JSON-LD node within another, and
run out of stack after some thousands; they take time by the square of the depth of JSON-LD and RDF/XML, and they expand
XML's entities without a limit ("billion laughs"). No honest graph comes near the limits here.
"""

import mmap
import re
from itertools import accumulate
from pathlib import Path
from typing import Final
from xml.parsers import expat

from pyoxigraph import RdfFormat

from kgbuild.errors import GraphError

DEEPEST: Final = 500
# Text that XML's entities may add: so much in any file, and so many times the file's length.
_ENTITY_BYTES: Final = 8 << 20
_ENTITY_TIMES: Final = 10

_Text = bytes | mmap.mmap

_STRINGS: Final = rb"""
    "{3}[^"\\]*(?:(?:\\.|""?(?!"))[^"\\]*)*"{3} | '{3}[^'\\]*(?:(?:\\.|''?(?!'))[^'\\]*)*'{3}
    | "[^"\\\n\r]*(?:\\.[^"\\\n\r]*)*" | '[^'\\\n\r]*(?:\\.[^'\\\n\r]*)*'
"""
# What opens and closes, beside that in which it means nothing.
_TURTLE: Final = re.compile(
    _STRINGS + rb"""| <[^<>"{}|^`\\\x00-\x20]*> | \#[^\n\r]* | (<< | >>)""", re.VERBOSE | re.DOTALL
)
_JSON: Final = re.compile(rb"""" [^"\\]*(?:\\.[^"\\]*)* " | ([\[{}\]])""", re.VERBOSE | re.DOTALL)
_OPEN: Final = (b"<<", b"[", b"{")
_CLOSE: Final = (b">>", b"]", b"}")
_CHANGE: Final = {**dict.fromkeys(_OPEN, 1), **dict.fromkeys(_CLOSE, -1)}
_AT_ONCE: Final = 1 << 20


def check_nesting(path: Path, kind: RdfFormat) -> None:
    """Raise GraphError for a file with more than DEEPEST things inside each other, or entities that become too long."""
    if path.stat().st_size == 0:
        return
    with path.open("rb") as file:
        # Closed with its last user: an error within a search may keep one.
        text = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if kind == RdfFormat.RDF_XML:
        _Elements(path, len(text), strict=text.find(b"<!ENTITY") >= 0).read(text)
    elif kind == RdfFormat.JSON_LD:
        if _is_deep(_JSON, text):
            raise _too_deep(path, "values")
    elif _has_many(text, b"<<") and _is_deep(_TURTLE, text):
        raise _too_deep(path, "triple terms")


def _has_many(text: _Text, sign: bytes) -> bool:
    """Tell whether a sign stands in a text more than DEEPEST times, wherever."""
    place = -1
    for _ in range(DEEPEST + 1):
        place = text.find(sign, place + 1)
        if place < 0:
            return False
    return True


def _is_deep(tokens: re.Pattern[bytes], text: _Text) -> bool:
    steps = (_CHANGE[found[1]] for found in tokens.finditer(text) if found.lastindex)
    return any(depth > DEEPEST for depth in accumulate(steps))


def _too_deep(path: Path, what: str) -> GraphError:
    return GraphError(f"{path}: more than {DEEPEST} {what} inside each other; no graph of ours has them, mend the file")


class _Elements:
    """Reads XML with another parser than the engine's, which has limits of its own, and counts."""

    def __init__(self, path: Path, length: int, *, strict: bool) -> None:
        self._path = path
        self._strict = strict
        self._most = _ENTITY_BYTES + _ENTITY_TIMES * length
        self._depth = 0
        self._characters = 0

    def read(self, text: _Text) -> None:
        """Raise GraphError where the limits are passed; also for what cannot be read and has entities."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        if self._strict:
            parser.CharacterDataHandler = self._count
        try:
            for first in range(0, len(text), _AT_ONCE):
                parser.Parse(text[first : first + _AT_ONCE])
            parser.Parse(b"", True)  # noqa: FBT003
        except expat.ExpatError as error:
            if self._strict:  # the engine might read on
                what = expat.ErrorString(error.code)
                raise GraphError(f"{self._path}:{error.lineno}: {what}; give RDF/XML without entities") from error

    def _start(self, _: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise _too_deep(self._path, "elements")
        if self._strict:
            self._count(*attributes.values())

    def _end(self, _: str) -> None:
        self._depth -= 1

    def _count(self, *texts: str) -> None:
        self._characters += sum(map(len, texts))
        if self._characters > self._most:
            raise GraphError(f"{self._path}: its entities become more than {self._most:,} characters; write them out")
