"""The text of evidence, part by part: made, or taken from the evidence of the build before where it is the same.

Beside the evidence of a build lies an index: of each part, in the order of the file, its digest
(`EvidenceTriples.digest`) and the length of its text. It is believed only where it says that it was made by this very
program, of a file of this very content.
"""

import hashlib
import json
import struct
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from io import BufferedReader
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import IO, Final

from pyoxigraph import NamedNode, Triple

from kgbuild.graph.part_text import part_text, split_turtle
from kgbuild.graph.supporting import DIGEST_SIZE, EvidenceTriples
from kgbuild.vocabulary import RDF

_FORM: Final = 1
_ENTRY: Final = struct.Struct(f"<{DIGEST_SIZE}sI")
_LONGEST: Final = 1 << 24  # of what is copied at once
_LONGEST_HEAD: Final = 1 << 10


@dataclass(frozen=True, slots=True)
class KeptText:
    """The evidence of an earlier build, and where in it the text of each part stands, by the part's digest."""

    content: mmap | bytes = b""
    places: Mapping[bytes, tuple[int, int]] = field(default_factory=dict)


NO_TEXT: Final = KeptText()


def turtle_head() -> bytes:
    """Return what every Turtle file of ours begins with: our prefixes, in order."""
    node = NamedNode(RDF + "type")
    return split_turtle([Triple(node, node, node)])[0]


class EvidenceWriter:
    """Writes the text of evidence into a file, and takes note of its parts."""

    def __init__(self, file: IO[bytes], evidence: EvidenceTriples, kept: KeptText = NO_TEXT) -> None:
        self._file = file
        self._evidence = evidence
        self._kept = kept
        self._whole = hashlib.sha256()
        self._size = 0
        self._run = (0, 0)  # of the earlier file, what is to be copied next
        self._digests: list[bytes] = []
        self._lengths: list[int] = []

    def write(self) -> bytes:
        """Write the evidence; return a digest of all that it says."""
        for part in self._evidence.parts():
            if not self._digests:
                self.append(turtle_head())
            digest = self._evidence.digest(part)
            place = self._kept.places.get(digest)
            if place is None:
                self._copy()
                text = part_text(self._evidence, part)
                self.append(text)
            else:
                self._extend(*place)
            self._digests.append(digest)
            self._lengths.append(place[1] if place else len(text))
        self._copy()
        return hashlib.sha256(b"".join(self._digests)).digest()

    def append(self, content: bytes) -> None:
        """Write something behind all that is written."""
        self._file.write(content)
        self._whole.update(content)
        self._size += len(content)

    def write_index(self, path: Path, seal: str) -> None:
        """Write the index of what was written; `seal` stands for the program."""
        head = {"form": _FORM, "seal": seal, "size": self._size, "sha256": self._whole.hexdigest()}
        head |= {"parts": len(self._digests)}
        with path.open("wb") as file:
            file.write(json.dumps(head).encode() + b"\n")
            file.writelines(map(_ENTRY.pack, self._digests, self._lengths))

    def _extend(self, start: int, length: int) -> None:
        """Copy a part of the earlier file, with what stands behind it there if that comes next."""
        first, end = self._run
        if start == end and end + length - first <= _LONGEST:
            self._run = first, end + length
        else:
            self._copy()
            self._run = start, start + length

    def _copy(self) -> None:
        first, end = self._run
        self.append(self._kept.content[first:end])
        self._run = end, end


@contextmanager
def kept_text(evidence: Path, index: Path, seal: str) -> Iterator[KeptText]:
    """Yield the text of evidence with its index, or nothing where these do not fit each other and the program."""
    with ExitStack() as stack:
        found = NO_TEXT
        with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
            found = _read(stack.enter_context(evidence.open("rb")), index, seal, stack)
        yield found


def _read(evidence: BufferedReader, index: Path, seal: str, stack: ExitStack) -> KeptText:
    with index.open("rb") as entries:
        head = json.loads(entries.readline(_LONGEST_HEAD))
        if not seal or head["form"] != _FORM or head["seal"] != seal:
            return NO_TEXT
        places = _read_places(entries.read(), head["parts"])
    content = stack.enter_context(mmap(evidence.fileno(), 0, access=ACCESS_READ))
    is_whole = len(content) == head["size"] and hashlib.sha256(content).hexdigest() == head["sha256"]
    return KeptText(content, places) if is_whole else NO_TEXT


def _read_places(entries: bytes, count: int) -> dict[bytes, tuple[int, int]]:
    if len(entries) != count * _ENTRY.size:
        raise ValueError("not whole")
    places, at = {}, len(turtle_head())
    for digest, length in _ENTRY.iter_unpack(entries):
        places[digest] = at, length
        at += length
    return places
