"""Files to papers: every format that kgbuild reads, behind one function.

Formats are told apart by content as well as by ending (`formats.py` is their table). A bad record costs itself only, a
bad file likewise; both are named in `ReadResult.skipped`.
"""

from kgbuild.readers.fields import SYNONYMS
from kgbuild.readers.formats import FORMATS
from kgbuild.readers.inputs import NO_FORMAT
from kgbuild.readers.read import (
    ReadResult,
    Record,
    count_left_out,
    list_files,
    read_inputs,
    read_records,
    tell_place,
)

__all__ = [
    "FORMATS",
    "NO_FORMAT",
    "SYNONYMS",
    "ReadResult",
    "Record",
    "count_left_out",
    "list_files",
    "read_inputs",
    "read_records",
    "tell_place",
]
