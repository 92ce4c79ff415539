"""One paper as plain text: its first line is the title, the rest the abstract."""

import re
from itertools import pairwise
from typing import Final

from kgbuild.errors import InputError
from kgbuild.readers.rows import Found, Rows
from kgbuild.readers.source import Source

_LONGEST: Final = 1 << 24
_LONGEST_TITLE: Final = 300
_SHORTEST_ABSTRACT: Final = 100
_SENTENCE: Final = re.compile(r"[a-z0-9)]{2}[.!?](?:\s|$)")
_LABEL: Final = re.compile(r"(?:abstract|summary)\s*[:.—–-]*\s*", re.IGNORECASE)
# What no title is: an address, a setting, markup, a heading that other files have.
_NO_TITLE: Final = re.compile(
    r"://|^[\w-]+\s*[:=]\s*\S*$|^\w+:\s+\S*\w\.(?:com|org|net|io)\b|^[<#%@{\[\\/*]|^\S+$|[;{]$"
)
_NO_PAPER: Final = re.compile(
    r"\blicen[cs]e\b|copyright|\ball rights reserved\b|^readme\b|^change ?log\b", re.IGNORECASE
)


def parse_plain(source: Source) -> Rows:
    """Yield the one paper of a text file. Raises InputError where it has a single line."""
    title, _, rest = source.text(_LONGEST).lstrip("\ufeff\n ").partition("\n")
    abstract = _LABEL.sub("", rest.strip(), count=1) if _LABEL.match(rest.strip()) else rest.strip()
    if not abstract:
        raise InputError(f"{source.name}: one line only; the first line of a text is the title, the rest its abstract")
    yield Found(f"{source.name}#1", {"title": title.strip(), "abstract": abstract}, 1)


def is_plain(sample: str) -> bool:
    """Say whether a text reads as a title with an abstract: a line, then sentences."""
    title, _, rest = sample.lstrip("\ufeff\n ").partition("\n")
    if not title.strip() or len(title) > _LONGEST_TITLE or _NO_TITLE.search(title.strip()):
        return False
    if _NO_PAPER.search(title) or "copyright" in rest[:500].casefold():
        return False
    lines = [line for line in rest.split("\n") if line.strip()]
    if len(rest.strip()) < _SHORTEST_ABSTRACT or not lines:
        return False
    # Sentences, not lines of settings or of a list.
    return len(_SENTENCE.findall(rest)) >= 1 and sum(map(len, lines)) / len(lines) > 40


def is_wrapped(sample: str) -> bool:
    """Say whether the lines below the first go on in the next, as wrapped text does and titles and abstracts do not."""
    lines = [line.strip() for line in sample.split("\n") if line.strip()][1:200]
    pairs = list(pairwise(lines))
    going_on = sum(line[-1] not in ".!?:" and following[0].islower() for line, following in pairs)
    return 3 * going_on > len(pairs) > 0
