"""Texts as literals that every RDF file can hold."""

import re
from typing import Final

from pyoxigraph import Literal

# What no RDF file of ours holds: control characters but tab and line ends, halves of surrogate pairs,
# non-characters.
_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def to_literal(value: str) -> Literal:
    """Return a plain literal of what `to_text` leaves."""
    return Literal(to_text(value))


def to_text(value: str) -> str:
    """Return a text in which characters that RDF files cannot hold are U+FFFD, so that lengths stay."""
    return _UNFIT.sub("\ufffd", value)
