"""Files to papers: every format that kgbuild reads, behind one function.

Formats are told apart by content as well as by suffix. A bad record costs itself only, a bad file likewise;
both are named in `ReadResult.skipped`.
"""

from kgbuild.readers.inputs import find_files
from kgbuild.readers.read import ReadResult, read_inputs

__all__ = ["ReadResult", "find_files", "read_inputs"]
