"""What the features ask of a word or of the punctuation before it, as rows of numbers: found once a form, then indexed.

The columns are those of `Word` and `Gap`.
"""

import re
from collections.abc import Sequence
from enum import IntEnum, IntFlag
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kgbuild.entity_types import TYPES
from kgbuild.extraction.corpus import read_corpus
from kgbuild.extraction.keys import Codes, code_of
from kgbuild.extraction.words import Form
from kgbuild.hashing import Table

# Nouns that say what a thing is, as class; they stand in appositions and definitions ("X, a large corpus of ...").
NOUNS: Final = {
    **{noun: row.name.lower() for row in TYPES for noun in row.nouns},
    **dict.fromkeys(("survey", "review", "study", "analysis", "investigation", "perspective"), "study"),
}
KINDS_OF_NOUNS: Final = ("", *sorted(set(NOUNS.values())))
_ARTICLES: Final = frozenset({"a", "an", "the", "our", "new", "novel", "first"})
_DEFINES: Final = frozenset({"is", "as", "are", "for"})
_NAMED_BY: Final = frozenset(
    {"called", "named", "dubbed", "termed", "denoted", "namely", "coined", "i.e.", "abbreviated", "as"}
)
_NUMBER: Final = re.compile(r"\d+([.,]\d+)?[%x×]?$")
_LIST_GAPS: Final = frozenset({",", "", "(", ")", "),", "/", ";", "),(", ",("})
_OPENERS: Final = frozenset({",", ":", "(", "-", "–", "—"})
_NO_HEADS: Final = frozenset({"and", "or", "as", "well"})
_NO_STARTS: Final = frozenset({"and", "or", "the", "a", "an", "both"})
# Words of sentences that speak of other work, or of what it lacks.
HINTS: Final = (
    *("", "existing", "previous", "prior", "recent", "recently", "conventional", "traditional", "current", "most"),
    *("popular", "widely", "typically", "such", "state-of-the-art", "however", "although", "while", "unlike"),
    *("despite", "rely", "relies", "suffer", "limited", "fail", "standard"),
)
_AUTHORS: Final = frozenset({"we", "our", "here"})
_PUBLICATIONS: Final = frozenset({"paper", "work", "study", "article"})


class Word(IntEnum):
    """Columns of a word's row: hashes of texts, the place of its noun's kind in `KINDS_OF_NOUNS`, cues and facts."""

    LOWER = 0
    SINGULAR = 1
    SHAPE = 2  # of stop words "stop"
    COARSE = 3  # class of words that stand in like places
    FINE = 4
    NOUN = 5
    CUES = 6  # a bit a cue
    FACTS = 7
    HINT = 8  # the place of a word in `HINTS`


class Fact(IntFlag):
    """What is true of a word, or of a gap."""

    NUMBER = 1
    NAMED_BY = 2  # stands between a noun and the name it introduces: "a benchmark called X"
    ARTICLE = 4
    DEFINES = 8
    HEADS_LIST = 16  # may be the noun that ends a list: "the A and B datasets"
    STARTS_LIST = 32
    FULL = 64  # of a gap: there is punctuation
    ENDS_LIST = 128
    ENDS_START = 256
    OPENS = 512  # an apposition may follow
    AUTHORS = 1024  # the authors speak of themselves
    THIS = 2048
    PUBLICATION = 4096  # "paper", behind "this"


def holds(facts: Codes, fact: Fact) -> NDArray[np.bool_]:
    """Tell for each of a column of facts whether that one is among them."""
    result: NDArray[np.bool_] = facts & np.uint64(fact) != 0
    return result


class Gap(IntEnum):
    """Columns of a gap's row."""

    FIRST = 0  # hashes of its first and last character
    LAST = 1
    FACTS = 2


@cache
def word_table() -> Table[Form]:
    """Return the rows of words, shared by all papers."""
    corpus = read_corpus()

    def describe(form: Form) -> Sequence[int]:
        coarse, fine = corpus.classes(form.lower)
        shape = "stop" if form.stop else form.shape
        return (
            *map(code_of, (form.lower, form.singular, shape, str(coarse), str(fine))),
            KINDS_OF_NOUNS.index(NOUNS.get(form.singular, "")),
            sum(1 << cue for cue in form.cues),
            _facts(form),
            HINTS.index(form.lower) if form.lower in HINTS else 0,
        )

    return Table(describe, len(Word))


def _facts(form: Form) -> Fact:
    lower, facts = form.lower, Fact(0)
    if _NUMBER.match(lower):
        facts |= Fact.NUMBER
    if lower in _NAMED_BY:
        facts |= Fact.NAMED_BY
    if lower in _ARTICLES:
        facts |= Fact.ARTICLE
    if lower in _DEFINES:
        facts |= Fact.DEFINES
    if form.islower and form.shape in ("x", "X") and lower not in _NO_HEADS:
        facts |= Fact.HEADS_LIST
    if form.islower and lower not in _NO_STARTS:
        facts |= Fact.STARTS_LIST
    if lower in _AUTHORS:
        facts |= Fact.AUTHORS
    if lower == "this":
        facts |= Fact.THIS
    if lower in _PUBLICATIONS:
        facts |= Fact.PUBLICATION
    return facts


@cache
def gap_table() -> Table[str]:
    """Return the rows of the punctuation between words, shared by all papers."""

    def describe(gap: str) -> Sequence[int]:
        facts = Fact(0)
        if gap:
            facts |= Fact.FULL
        if gap not in _LIST_GAPS:
            facts |= Fact.ENDS_LIST | (Fact(0) if gap == ":" else Fact.ENDS_START)
        if gap[:1] in _OPENERS or gap.startswith(")"):
            facts |= Fact.OPENS
        return code_of(gap[:1]), code_of(gap[-1:]), facts

    return Table(describe, len(Gap))
