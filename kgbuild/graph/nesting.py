"""RDF files that would end the engine which parses them, or keep it busy for hours: told before it sees them.

pyoxigraph's parsers call themselves for each triple term within another and for each JSON-LD node within another, and
run out of stack after some thousands; they take time by the square of the depth of JSON-LD and RDF/XML, and they expand
XML's entities without a limit ("billion laughs"). No honest graph comes near the limits here.
"""

import mmap
import re
from collections.abc import Iterable
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
    "{3}(?:(?:"|"")?(?:[^"\\]|\\.))*"{3} | '{3}(?:(?:'|'')?(?:[^'\\]|\\.))*'{3}
    | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
"""
# What opens and closes, beside that in which it means nothing.
_TURTLE: Final = re.compile(
    _STRINGS + rb"""| <[^<>"{}|^`\\\x00-\x20]*> | \#[^\n\r]* | (?P<step> << | >> )""", re.VERBOSE | re.DOTALL
)
_JSON: Final = re.compile(rb"""" (?:[^"\\]|\\.)* " | (?P<step> [\[{}\]] )""", re.VERBOSE | re.DOTALL)
_TURTLE_STEPS: Final = re.compile(rb"<<|>>")
_NO_BRACKETS: Final = bytes(set(range(256)) - set(b"[{}]"))
_AT_ONCE: Final = 1 << 20
_XML_STEPS: Final = re.compile(rb"<(?=[^/!?\s])|</|/>")
_OPEN: Final = (b"<<", b"[", b"{", b"<")
_CLOSE: Final = (b">>", b"]", b"}", b"</", b"/>")
_CHANGE: Final = {**dict.fromkeys(_OPEN, 1), **dict.fromkeys(_CLOSE, -1)}


def check_nesting(path: Path, kind: RdfFormat) -> None:
    """Raise GraphError for a file with more than DEEPEST things inside each other, or entities that become too long.

    A quick count that may be too high comes first; only where it is, the file is read with its strings and comments.
    """
    if path.stat().st_size == 0:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        if kind == RdfFormat.RDF_XML:
            _check_xml(path, text)
        elif kind == RdfFormat.JSON_LD:
            if _is_deep(_brackets(text)) and _is_deep(_steps(_JSON, text)):
                raise _too_deep(path, "values")
        elif text.find(b"<<") < 0:
            return
        elif _is_deep(found[0] for found in _TURTLE_STEPS.finditer(text)) and _is_deep(_steps(_TURTLE, text)):
            raise _too_deep(path, "triple terms")


def _steps(tokens: re.Pattern[bytes], text: _Text) -> Iterable[bytes]:
    return (found["step"] for found in tokens.finditer(text) if found["step"])


def _brackets(text: _Text) -> Iterable[bytes]:
    """Yield the brackets of JSON, those in strings too; by far quicker than `_steps`."""
    for first in range(0, len(text), _AT_ONCE):
        found = text[first : first + _AT_ONCE].translate(None, _NO_BRACKETS)
        yield from (found[place : place + 1] for place in range(len(found)))


def _is_deep(steps: Iterable[bytes]) -> bool:
    return any(depth > DEEPEST for depth in accumulate(map(_CHANGE.__getitem__, steps)))


def _too_deep(path: Path, what: str) -> GraphError:
    return GraphError(f"{path}: more than {DEEPEST} {what} inside each other; no graph of ours has them, mend the file")


def _check_xml(path: Path, text: _Text) -> None:
    has_entities = text.find(b"<!ENTITY") >= 0
    if has_entities or _is_deep(found[0] for found in _XML_STEPS.finditer(text)):
        _Elements(path, len(text), strict=has_entities).read(text)


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
        self._count(*attributes.values())

    def _end(self, _: str) -> None:
        self._depth -= 1

    def _count(self, *texts: str) -> None:
        self._characters += sum(map(len, texts))
        if self._characters > self._most:
            raise GraphError(f"{self._path}: its entities become more than {self._most:,} characters; write them out")
