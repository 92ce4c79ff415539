"""What every format yields: a record with its place, a note, or the reason why there is no record."""

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

from kgbuild.datamodel import Skipped


class Found(NamedTuple):
    """A place such as `x.jsonl#17`, the record found there, and the line where it begins (0: not known)."""

    where: str
    record: dict[str, Any]
    line: int = 0


class Note(NamedTuple):
    """Something about a record that is kept, or about the whole file, that the user should know."""

    where: str
    text: str


Row: TypeAlias = Found | Note | Skipped
Rows: TypeAlias = Iterator[Row]
