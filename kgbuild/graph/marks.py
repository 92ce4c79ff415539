"""Which build a file is of: an id in each file of a set, made of what the set says, so that a mixture is told.

The same papers give the same id. Files edited by hand keep it; a file without one may be of any build.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kgbuild.errors import GraphError
from kgbuild.files import ANNOTATED_FILE, EVIDENCE_FILE, EXTRACTIONS_FILE, FACTS_FILE, PAGE_FILE, REPORT_FILE

META_NAME: Final = "kgbuild-build"
_MARK: Final = re.compile(rb"# kgbuild: build ([0-9a-f]{32})(?:, records ([0-9a-f]{32}))?\s")
_META: Final = re.compile(rb'<meta name="kgbuild-build" content="([0-9a-f]{32})">')
_HEAD: Final = 4096  # bytes in which a mark stands


@dataclass(frozen=True, slots=True)
class BuildMark:
    """The id of a build, and a digest of the extraction records beside it, which have no place for an id."""

    build: str
    records: str = ""

    def to_comment(self) -> str:
        """Return the line with which a Turtle file says it."""
        return f"# kgbuild: build {self.build}" + (f", records {self.records}" if self.records else "") + "\n"


def mark_build(*texts: bytes, records: Path | None = None) -> BuildMark:
    """Return the mark of a build that has these texts, and records in a file."""
    digest = _digest_file(records) if records else ""
    whole = hashlib.sha256()
    for text in (*texts, digest.encode()):
        whole.update(hashlib.sha256(text).digest())
    return BuildMark(_shorten(whole.hexdigest()), digest)


def read_mark(path: Path) -> BuildMark | None:
    """Return what a file of a build, Turtle or a page, says of itself; None where it says nothing or is not there."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return None
    if path.suffix == ".html":
        page = _META.search(head)
        return BuildMark(page[1].decode()) if page else None
    found = next(filter(None, map(_MARK.match, head.splitlines(keepends=True))), None)
    return BuildMark(found[1].decode(), (found[2] or b"").decode()) if found else None


def check_same_build(facts: Path, evidence: Path) -> None:
    """Raise GraphError where facts and evidence say that they are of two builds."""
    told = {mark.build for mark in map(read_mark, (facts, evidence)) if mark}
    if len(told) > 1:
        hint = "ask again if a build is just being written, else build again or leave the evidence out"
        raise GraphError(f"{evidence}: is of another build than {facts.name}; {hint}")


def find_mixture(facts: Path) -> Iterator[tuple[str, str]]:
    """Yield the files beside a graph that are of another build, and what is to be told of each."""
    beside: tuple[str, ...] = (EVIDENCE_FILE,)
    if facts.name == FACTS_FILE:
        beside = (EVIDENCE_FILE, ANNOTATED_FILE, PAGE_FILE, REPORT_FILE)
    marks = {name: mark for name in (facts.name, *beside) if (mark := read_mark(facts.with_name(name)))}
    if not marks:
        return
    first, mark = next(iter(marks.items()))
    for name, other in marks.items():
        if other.build != mark.build:
            yield name, f"is of another build than {first}; build again"
    records = facts.with_name(EXTRACTIONS_FILE)
    if facts.name in marks and mark.records and records.is_file() and _digest_file(records) != mark.records:
        yield records.name, f"not the records that {first} was built from (another build's, or edited); build again"


def _digest_file(path: Path) -> str:
    with path.open("rb") as file:
        return _shorten(hashlib.file_digest(file, "sha256").hexdigest())


def _shorten(digest: str) -> str:
    return digest[:32]
