"""What a build keeps for the next one, in `.kgbuild/` inside its folder: what was found in papers, and the papers."""

from kgbuild.incremental.extracting import Extracting
from kgbuild.incremental.papers import BuiltOf, end_records, find_records, read_built_of, write_records
from kgbuild.incremental.results import KeptResults, kept_results
from kgbuild.incremental.unchanged import digest_inputs, digest_program, find_built, write_card

__all__ = [
    "BuiltOf",
    "Extracting",
    "KeptResults",
    "digest_inputs",
    "digest_program",
    "end_records",
    "find_built",
    "find_records",
    "kept_results",
    "read_built_of",
    "write_card",
    "write_records",
]
