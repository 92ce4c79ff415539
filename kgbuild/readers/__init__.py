"""Files to papers: every format that kgbuild reads, behind one function.

Formats are told apart by content as well as by ending (`formats.py` is their table). A bad record costs itself only, a
bad file likewise; both are named in `ReadResult.skipped`.
"""

from kgbuild.readers.fields import SYNONYMS
from kgbuild.readers.formats import FORMATS
from kgbuild.readers.inputs import NO_FORMAT
from kgbuild.readers.merge import merge_papers
from kgbuild.readers.read import (
    ReadRecords,
    ReadResult,
    Record,
    count_left_out,
    find_inputs,
    list_files,
    merge_records,
    read_all,
    read_inputs,
    read_records,
    tell_nothing_readable,
    tell_place,
    to_skipped_line,
)

__all__ = [
    "FORMATS",
    "NO_FORMAT",
    "SYNONYMS",
    "ReadRecords",
    "ReadResult",
    "Record",
    "count_left_out",
    "find_inputs",
    "list_files",
    "merge_papers",
    "merge_records",
    "read_all",
    "read_inputs",
    "read_records",
    "tell_nothing_readable",
    "tell_place",
    "to_skipped_line",
]
