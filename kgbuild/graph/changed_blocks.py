"""What of a Turtle file that kgbuild wrote is in another one no more, and what is new there, without parsing either.

In such a file each subject has one block, which begins at the start of a line and ends with ` .` at the end of one; no
line end stands within a literal, and blocks are in the order of their subjects. So files are compared as bytes, and
only blocks that differ are ever parsed.
"""

import mmap
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, RdfFormat, Triple, parse

_END: Final = b" .\n"
_MARK: Final = b"# kgbuild: build "
_PREFIXES: Final = re.compile(rb"(?:@prefix [^\n]*\n)*")
# What is compared at once: where it differs, its blocks are looked at one by one.
_AT_ONCE: Final = 1 << 16


@dataclass(slots=True)
class ChangedBlocks:
    """The blocks of one file that another does not have, and those that it has instead, under the same prefixes."""

    prefixes: bytes = b""
    gone: list[bytes] = field(default_factory=list)
    new: list[bytes] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Bytes of all that is gone or new."""
        return sum(map(len, self.gone)) + sum(map(len, self.new))

    def parse(self, blocks: list[bytes]) -> Iterator[Triple]:
        """Yield what some of the blocks say; raises ValueError for blank nodes, SyntaxError for what is no Turtle."""
        for quad in parse(b"".join((self.prefixes, *blocks)), RdfFormat.TURTLE):
            if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
                raise ValueError("blank nodes have other names in each file")  # noqa: TRY004  # not of Python's types
            yield quad.triple


def compare_blocks(old: BufferedReader, new: Path) -> ChangedBlocks | None:
    """Return the difference of two files that kgbuild wrote, one of them open; None where their prefixes differ."""
    with new.open("rb") as file, _mapped(old) as ours, _mapped(file) as theirs:
        prefixes = [_PREFIXES.match(content) for content in (ours, theirs)]
        heads = [match[0] if match else b"" for match in prefixes]
        if heads[0] != heads[1]:
            return None
        found = ChangedBlocks(heads[0])
        _compare(found, _Blocks(ours, len(heads[0])), _Blocks(theirs, len(heads[0])))
        return found


@contextmanager
def _mapped(file: BufferedReader) -> Iterator[mmap.mmap | bytes]:
    if os.fstat(file.fileno()).st_size == 0:  # which cannot be mapped
        yield b""
        return
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        yield content


class _Blocks:
    """The blocks of a file from a place on, which is always at the beginning of one."""

    def __init__(self, content: mmap.mmap | bytes, start: int) -> None:
        self.content = content
        self.at = start
        mark = content.rfind(_MARK)
        is_last = mark >= 0 and content.find(b"\n", mark) in {-1, len(content) - 1}
        self.end = mark if is_last else len(content)

    @property
    def left(self) -> int:
        """Bytes from here to the end of the last block."""
        return self.end - self.at

    def block(self) -> bytes:
        """Return the block that begins here."""
        end = self.content.find(_END, self.at, self.end)
        return self.content[self.at : self.end if end < 0 else end + len(_END)]


def _compare(found: ChangedBlocks, ours: _Blocks, theirs: _Blocks) -> None:
    while ours.left > 0 and theirs.left > 0:
        if skipped := _skip(ours, theirs):
            ours.at += skipped
            theirs.at += skipped
            continue
        old, new = ours.block(), theirs.block()
        order = _subject(old), _subject(new)
        if old != new and order[0] <= order[1]:
            found.gone.append(old)
        if old != new and order[1] <= order[0]:
            found.new.append(new)
        ours.at += len(old) if order[0] <= order[1] else 0
        theirs.at += len(new) if order[1] <= order[0] else 0
    for side, blocks in ((ours, found.gone), (theirs, found.new)):
        while side.left > 0:
            blocks.append(side.block())
            side.at += len(blocks[-1])


def _skip(ours: _Blocks, theirs: _Blocks) -> int:
    """Return how many bytes of whole blocks are certainly the same on both sides."""
    length = min(_AT_ONCE, ours.left, theirs.left)
    while length > len(_END):
        if ours.content[ours.at : ours.at + length] == theirs.content[theirs.at : theirs.at + length]:
            end = ours.content.rfind(_END, ours.at, ours.at + length)
            return end + len(_END) - ours.at if end >= 0 else 0
        length //= 8
    return 0


def _subject(block: bytes) -> bytes:
    return block[: block.find(b">") + 1]
