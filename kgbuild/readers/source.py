"""One file as text: its encoding found or guessed, its lines bounded, what was guessed told in a note."""

import codecs
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from kgbuild.errors import InputError
from kgbuild.readers.unpacking import ByteStream

# What is looked at to tell a format and an encoding.
HEAD: Final = 1 << 18
# No title with its abstract is as long; a line that is takes no more memory than this.
LONGEST_LINE: Final = 1 << 26
_BLOCK: Final = 1 << 16  # small enough for the fast caches of a processor

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What `surrogateescape` makes of bytes that are no UTF-8, and what these are on Windows.
_ESCAPED: Final = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
# What files in other scripts are written in, besides UTF-8.
_OTHER_SCRIPTS: Final = ("cp1251", "koi8_r", "gb18030", "big5", "shift_jis", "cp932", "euc_jp", "euc_kr", "cp949",
                         "cp1253", "cp1255", "cp1256", "cp874")  # fmt: skip
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_HIGH_RUNS: Final = re.compile(rb"(?:[\x80-\xff][\x30-\x7e]?){4,}|[\x80-\xff]{3,}")


@dataclass
class Source:
    """A file to read: its bytes, and what the user said of it.

    `columns` maps names of columns to fields of the record. `notes` are told after the records.
    """

    name: str
    stream: ByteStream
    columns: Mapping[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @cached_property
    def head(self) -> bytes:
        """The beginning of the file."""
        return self.stream.peek(HEAD)

    @property
    def is_short(self) -> bool:
        """Say whether the sample is the whole file."""
        return len(self.head) < HEAD

    @cached_property
    def encoding(self) -> str:
        """The codec that reads the file: by its mark, by its NUL bytes, else UTF-8 unless it is plainly none."""
        for mark, encoding in _BOMS:
            if self.head.startswith(mark):
                return encoding
        even, odd = self.head[:2000:2].count(0), self.head[1:2000:2].count(0)
        few = len(self.head[:2000]) / 20
        if max(even, odd) > 4 * few and min(even, odd) < few:
            return "utf-16-le" if odd > even else "utf-16-be"
        try:
            codecs.getincrementaldecoder("utf-8")().decode(self.head)
        except UnicodeDecodeError:
            return _guess(self.head)
        return "utf-8"

    @cached_property
    def sample(self) -> str:
        """The beginning of the file as text, its last line cut off unless it is whole."""
        decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        text = decoder.decode(self.head).replace("\r\n", "\n").replace("\r", "\n")
        if self.is_short or "\n" not in text:
            return text
        return text[: text.rindex("\n") + 1]

    def pieces(self) -> Iterator[str]:
        """Yield the text in pieces of any length, lines ending in a newline."""
        newlines = io.IncrementalNewlineDecoder(None, translate=True)
        decoder = codecs.getincrementaldecoder(self.encoding)("strict")
        loose = codecs.getincrementaldecoder(self.encoding)("replace" if self._is_wide else "surrogateescape")
        count = line = first = 0
        while True:
            block = self.stream.read(_BLOCK)
            state = decoder.getstate()
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError:
                loose.setstate(state)
                text = loose.decode(block, final=not block)
                decoder.setstate(loose.getstate())
                bad = [k for k, character in enumerate(text) if character == "\ufffd" or ord(character) in _ESCAPED]
                first = first or (bad and line + text.count("\n", 0, bad[0]) + 1) or 0
                count += len(bad)
                text = text.translate(_ESCAPED)
            line += text.count("\n")
            text = newlines.decode(text, final=not block)
            if text:
                yield text
            if not block:
                break
        self._tell_encoding(count, first)

    @property
    def _is_wide(self) -> bool:
        return not self.encoding.startswith("utf-8")

    def _tell_encoding(self, count: int, first: int) -> None:
        if self.encoding.startswith("utf-8") and count:
            what = "a byte is" if count == 1 else f"{count:,} bytes are"
            self.notes.append(f"{what} not UTF-8, the first in line {first}; read as Windows-1252")
        elif not self.encoding.startswith("utf"):
            name = {"cp1252": "Windows-1252"}.get(self.encoding, self.encoding)
            self.notes.append(f"not UTF-8; read as {name}, which is a guess; save it as UTF-8 if letters are wrong")
            if count:
                self.notes.append(f"{count:,} bytes are not {name} either, the first in line {first}")
        elif count:
            self.notes.append(f"{count:,} characters are not {self.encoding}, the first in line {first}")

    def blocks(self) -> Iterator[str]:
        """Yield the text in pieces of whole lines; a line beyond all measure is cut, which a note tells."""
        rest: list[str] = []
        length = number = 0
        for piece in self.pieces():
            end = piece.rfind("\n") + 1
            if not end:
                if length < LONGEST_LINE:
                    rest.append(piece[: LONGEST_LINE - length])
                length += len(piece)
                continue
            if length > LONGEST_LINE:
                self._tell_length(number + 1, length)
                end_of_line = piece.index("\n")
                rest.append(piece[end_of_line:end])
            else:
                rest.append(piece[:end])
            block = "".join(rest)
            number += block.count("\n")
            yield block
            rest, length = [piece[end:]], len(piece) - end
        if length:
            self._tell_length(number + 1, length)
            yield "".join(rest)

    def lines(self) -> Iterator[str]:
        """Yield the lines without their ends."""
        for block in self.blocks():
            lines = block.split("\n")
            if not lines[-1]:
                lines.pop()
            yield from lines

    def _tell_length(self, number: int, length: int) -> None:
        if length > LONGEST_LINE:
            self.notes.append(
                f"line {number} is longer than {LONGEST_LINE >> 20} million characters, the rest is cut off"
            )

    def text(self, most: int = 1 << 30) -> str:
        """Return the whole text. Raises InputError where it is longer than a format can be read in one piece."""
        pieces, length = [], 0
        for piece in self.pieces():
            pieces.append(piece)
            length += len(piece)
            if length > most:
                raise InputError(f"{self.name}: too long to be read in one piece; split it, or make it JSON Lines")
        return "".join(pieces)

    @property
    def is_binary(self) -> bool:
        """Say whether the file is no text: many control characters."""
        sample = self.sample[:20_000]
        controls = sum(character < " " and character not in "\t\n\r\f\x1b" for character in sample)
        return controls > 4 and controls > len(sample) / 20


def _guess(head: bytes) -> str:
    """Return the codec of bytes that are no UTF-8: Windows-1252, unless they come in runs as other scripts do."""
    high = len(_HIGH.findall(head))
    in_runs = sum(len(_HIGH.findall(run)) for run in _HIGH_RUNS.findall(head))
    if not _looks_utf8(head, high) and (high < 30 or 2 * in_runs < high):
        return "cp1252"
    if _looks_utf8(head, high):
        return "utf-8"
    from charset_normalizer import from_bytes

    found = from_bytes(head[:65536], cp_isolation=list(_OTHER_SCRIPTS)).best()
    return found.encoding if found else "cp1252"


def _looks_utf8(head: bytes, high: int) -> bool:
    """Say whether most of the bytes above ASCII are UTF-8 all the same: a file of mixed encodings."""
    broken = sum(0xDC80 <= ord(character) <= 0xDCFF for character in head.decode("utf-8", "surrogateescape"))
    return 2 * broken < high
