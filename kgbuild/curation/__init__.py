"""What people correct: the curation file, its rows, and how it is read and changed (docs/curation.md)."""

from kgbuild.curation.file import CURATION_HINT, MOST_BYTES, change_curation, parse_curation, read_curation
from kgbuild.curation.rows import ACTIONS, COLUMNS, MATCHES, Curation, Identity, Reference, Row

__all__ = [
    "ACTIONS",
    "COLUMNS",
    "CURATION_HINT",
    "MATCHES",
    "MOST_BYTES",
    "Curation",
    "Identity",
    "Reference",
    "Row",
    "change_curation",
    "parse_curation",
    "read_curation",
]
