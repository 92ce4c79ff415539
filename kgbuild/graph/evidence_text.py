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
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import IO, Final

from pyoxigraph import NamedNode, Triple

from kgbuild.files import EVIDENCE_FILE
from kgbuild.graph.part_text import part_text, split_turtle
from kgbuild.graph.supporting import DIGEST_SIZE, EvidenceTriples
from kgbuild.vocabulary import RDF

_FORM: Final = 1
_ENTRY: Final = struct.Struct(f"<{DIGEST_SIZE}sI")
_LONGEST: Final = 1 << 24  # of what is copied at once
_LONGEST_HEAD: Final = 1 << 10


@dataclass(frozen=True, slots=True)
class KeptText:
    """The evidence of an earlier build, open, and where in it the text of each part stands, by the part's digest."""

    file: IO[bytes] = field(default_factory=BytesIO)
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

    def write_index(self, path: Path, seal: str) -> None:
        """Write the index of what was written; `seal` stands for the program."""
        entries = b"".join(map(_ENTRY.pack, self._digests, self._lengths))
        head = {"form": _FORM, "seal": seal, "evidence": self._whole.hexdigest(), "entries": _digest(entries)}
        path.write_bytes(json.dumps(head).encode() + b"\n" + entries)

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
        if end > first:
            self._kept.file.seek(first)
            content = self._kept.file.read(end - first)
            if len(content) != end - first:
                raise OSError(None, "is being written", EVIDENCE_FILE)
            self.append(content)
        self._run = end, end


@contextmanager
def kept_text(evidence: Path, index: Path, seal: str) -> Iterator[KeptText]:
    """Yield the text of evidence with its index, or nothing where these do not fit each other and the program."""
    with ExitStack() as stack:
        found = NO_TEXT
        with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
            found = _read(stack.enter_context(evidence.open("rb")), index, seal)
        yield found


def _read(evidence: BufferedReader, index: Path, seal: str) -> KeptText:
    with index.open("rb") as entries:
        head = json.loads(entries.readline(_LONGEST_HEAD))
        if not seal or head["form"] != _FORM or head["seal"] != seal:
            return NO_TEXT
        content = entries.read()
    if head["entries"] != _digest(content) or head["evidence"] != hashlib.file_digest(evidence, "sha256").hexdigest():
        return NO_TEXT
    return KeptText(evidence, _read_places(content))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read_places(entries: bytes) -> dict[bytes, tuple[int, int]]:
    places, at = {}, len(turtle_head())
    for digest, length in _ENTRY.iter_unpack(entries):
        places[digest] = at, length
        at += length
    return places
