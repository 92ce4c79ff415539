"""What every format yields: a record with its place, or the reason why there is none."""

from collections.abc import Iterator
from typing import Any, TypeAlias

from kgbuild.datamodel import Skipped

Row: TypeAlias = tuple[str, dict[str, Any]] | Skipped
"""A place such as `x.jsonl#17` with the record found there, or a record that cannot be read."""

Rows: TypeAlias = Iterator[Row]
