"""Which build a file is of: an id in each file of a set, made of what the set says, so that a mixture is told.

The same papers give the same id. Files edited by hand keep it; a file without one may be of any build.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kgbuild.errors import GraphError
from kgbuild.files import (
    ALIASES_FILE,
    ANNOTATED_FILE,
    EVIDENCE_FILE,
    EXTRACTIONS_FILE,
    FACTS_FILE,
    PAGE_FILE,
    REPORT_FILE,
)

META_NAME: Final = "kgbuild-build"
_MARK: Final = re.compile(rb"(?m)^# kgbuild: build ([0-9a-f]{32})(?:, records ([0-9a-f]{32}))?\r?$")
_META: Final = re.compile(rb'<meta name="kgbuild-build" content="([0-9a-f]{32})">')
_VERSION: Final = re.compile(rb"(?m)^#mapping_set_version: ([0-9a-f]{32})\r?$")
_HEADS: Final = {".html": _META, ".tsv": _VERSION}
_NEAR: Final = 1 << 16  # bytes from the start of a page or a ledger, or the end of Turtle, in which a mark stands


@dataclass(frozen=True, slots=True)
class BuildMark:
    """The id of a build, and a digest of the extraction records beside it, which have no place for an id."""

    build: str
    records: str = ""

    def to_comment(self) -> str:
        """Return the line with which a Turtle file says it, at its end: what reads its first lines finds prefixes."""
        return f"# kgbuild: build {self.build}" + (f", records {self.records}" if self.records else "") + "\n"


class RecordsDigest:
    """A digest of extraction records in their order, the same with and without the abstracts (`--no-abstract`)."""

    def __init__(self) -> None:
        self._whole = hashlib.sha256()

    def add(self, record: Any) -> None:
        """Take in a record, from which its abstract is taken out; raises ValueError and the like for what is none."""
        self._whole.update(json.dumps(_without_abstract(record), sort_keys=True).encode())

    def add_line(self, line: bytes) -> None:
        """Take in a line of a file, whatever it says."""
        try:
            self.add(json.loads(line))
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError):  # no record of ours
            self._whole.update(line)

    def digest(self) -> str:
        """Return the digest of all so far."""
        return _shorten(self._whole.hexdigest())


def mark_build(graph: str, records: str = "") -> BuildMark:
    """Return the mark of a build: of the digest of its graph, and that of the records beside it."""
    return BuildMark(_shorten(hashlib.sha256(f"{graph} {records}".encode()).hexdigest()), records)


def read_mark(path: Path) -> BuildMark | None:
    """Return what a file of a build (Turtle, page, ledger) says of itself; None where it says nothing or is missing."""
    try:
        with path.open("rb") as file:
            if path.suffix in _HEADS:
                head = _HEADS[path.suffix].search(file.read(_NEAR))
                return BuildMark(head[1].decode()) if head else None
            file.seek(max(0, path.stat().st_size - _NEAR))
            found = _MARK.findall(file.read(_NEAR))
    except OSError:
        return None
    return BuildMark(*(part.decode() for part in found[-1])) if found else None


def is_same_build(facts: Path, evidence: Path) -> bool:
    """Tell whether facts and evidence may be of one build: they say so, or at least one of them does not say."""
    return len({mark.build for mark in map(read_mark, (facts, evidence)) if mark}) < 2


def check_same_build(facts: Path, evidence: Path) -> None:
    """Raise GraphError where facts and evidence say that they are of two builds."""
    if not is_same_build(facts, evidence):
        hint = "ask again if a build is just being written, else build again or leave the evidence out"
        raise GraphError(f"{evidence}: is of another build than {facts.name}; {hint}")


def find_mixture(facts: Path, *, records: bool = True) -> Iterator[tuple[str, str]]:
    """Yield the files beside a graph that are of another build, and what is to be told of each.

    Without `records` the file of extraction records, which may be large, is not read.
    """
    beside: tuple[str, ...] = (EVIDENCE_FILE,)
    if facts.name == FACTS_FILE:
        beside = (EVIDENCE_FILE, ANNOTATED_FILE, PAGE_FILE, REPORT_FILE, ALIASES_FILE)
    marks = {name: mark for name in (facts.name, *beside) if (mark := read_mark(facts.with_name(name)))}
    if not marks:
        return
    first, mark = next(iter(marks.items()))
    for name, other in marks.items():
        if other.build != mark.build:
            yield name, f"is of another build than {first}; build again"
    beside_it = facts.with_name(EXTRACTIONS_FILE)
    known = records and facts.name in marks and mark.records and beside_it.is_file()
    if known and _digest_records(beside_it) != mark.records:
        yield beside_it.name, f"not the records that {first} was built from (another build's, or edited); build again"


def _digest_records(path: Path) -> str:
    whole = RecordsDigest()
    with path.open("rb") as file:
        for line in file:
            whole.add_line(line)
    return whole.digest()


def _without_abstract(record: Any) -> Any:
    record.pop("abstract", None)
    for claim in (*record.get("relations", ()), *record.get("results", ())):
        for place in claim["mentions"]:
            if place.get("section") == "abstract":
                place.pop("text", None)
    return record


def _shorten(digest: str) -> str:
    return digest[:32]
