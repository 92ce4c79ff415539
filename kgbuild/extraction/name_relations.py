"""How two names stand to each other: by the words that they share, and by the letters of one in the other."""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Final, NamedTuple

from kgbuild.datamodel import SECTIONS
from kgbuild.extraction.candidates import Candidate
from kgbuild.extraction.keys import code_of
from kgbuild.identity.names import name_words

_MOST_WORDS: Final = 32  # of a name; what is longer is hyphens without end
_STEM: Final = 7  # letters
_SHORTEST_STEM: Final = 4
_ENDINGS: Final = (
    *("ization", "isation", "ation", "ating", "ition", "ment", "ness", "ity", "ing", "ion", "ive", "al", "er", "or"),
    *("ed", "es", "e", "y"),
)
_LITTLE: Final = frozenset(
    {"of", "for", "the", "a", "an", "in", "on", "from", "with", "and", "to", "by", "via", "using", "into", "based", "s"}
)
_SHORT: Final = re.compile(r"[A-Z][A-Za-z0-9-]{1,9}")


class Relation(IntEnum):
    """How the words of one name stand to those of another; of what both hold, little words aside, by their stems."""

    NONE = 0
    SAME = 1
    ENDS = 2  # the other ends in all words of this one
    STARTS = 3
    INSIDE = 4
    ENDED_BY = 5  # and the other way round
    STARTED_BY = 6
    AROUND = 7
    HEAD = 8  # both end in the same word
    FIRST = 9


class Letters(IntEnum):
    """Whether one name is made of letters of the other."""

    NONE = 0
    INITIALS = 1  # this one has the initials of the other
    INITIALS_OF = 2
    SOME = 3  # this one has letters of the other, in their order
    SOME_OF = 4


@dataclass(frozen=True, slots=True)
class Name:
    """What the name of a candidate is made of, and its places as (section, start, end)."""

    stems: tuple[str, ...]
    content: frozenset[str]
    initials: str
    letters: str  # of all its words
    short: str  # the name where it may be made of initials, in lower case
    places: tuple[tuple[int, int, int], ...]
    head: int  # a hash
    title: int  # 1 in the title, 2 in the abstract, 3 in both
    capital: bool  # written with a capital within the abstract


@lru_cache(maxsize=1 << 15)
def _stem(word: str) -> str:
    """Return the beginning that the forms of a word share: "detect" of "detecting" and "detection"."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)][:_STEM]
    return word[:_STEM]


class _Form(NamedTuple):
    """What is known of a text, wherever it stands."""

    stems: tuple[str, ...]
    content: frozenset[str]
    initials: str
    letters: str
    short: str
    head: int


@lru_cache(maxsize=1 << 14)
def _form(text: str) -> _Form:
    words = name_words(text)[:_MOST_WORDS] or (text.lower(),)
    stems = tuple(map(_stem, words))
    content = frozenset([s for s, word in zip(stems, words, strict=True) if word not in _LITTLE]) or frozenset(stems)
    may_be_short = len(words) == 1 or text.count("-") == len(words) - 1
    short = ""
    if may_be_short and _SHORT.fullmatch(text) and sum(map(str.isupper, text)) > 1:
        short = text.rstrip("s").replace("-", "").lower()
    return _Form(stems, content, "".join([word[0] for word in words]), "".join(words), short, code_of(stems[-1]))


def name_of(candidate: Candidate) -> Name:
    """Return what the name of a candidate, the longest that it has, is made of."""
    occurrences = candidate.occurrences
    form = _form(candidate.long or max((o.text for o in occurrences), key=len))
    places = tuple([(SECTIONS.index(o.section), o.start, o.end) for o in occurrences])
    in_title = any(section == 0 for section, _, _ in places)
    in_abstract = [o for o in occurrences if o.section != "title"]
    return Name(
        *form[:4],
        _form(occurrences[0].text).short,
        places,
        form.head,
        in_title + 2 * bool(in_abstract),
        any(o.text[:1].isupper() for o in in_abstract),
    )


def find_relation(one: Name, other: Name) -> Relation:
    """Return how the words of one name stand to those of another."""
    mine, its = one.content, other.content
    if mine == its:
        return Relation.SAME
    if mine < its:
        return _within(one, other, (Relation.ENDS, Relation.STARTS, Relation.INSIDE))
    if mine > its:
        return _within(other, one, (Relation.ENDED_BY, Relation.STARTED_BY, Relation.AROUND))
    if one.stems[-1] == other.stems[-1]:
        return Relation.HEAD
    return Relation.FIRST if one.stems[0] == other.stems[0] and mine & its else Relation.NONE


def _within(part: Name, whole: Name, relations: tuple[Relation, Relation, Relation]) -> Relation:
    """Return the first relation where the whole ends in the part, the second where it starts so, else the third."""
    size = len(part.stems)
    if whole.stems[-size:] == part.stems:
        return relations[0]
    return relations[1] if whole.stems[:size] == part.stems else relations[2]


def find_letters(one: Name, other: Name) -> Letters:
    """Return whether one of two names is made of letters of the other."""
    if bool(one.short) == bool(other.short):
        return Letters.NONE
    short, long = (one.short, other) if one.short else (other.short, one)
    if short == long.initials:
        return Letters.INITIALS if one.short else Letters.INITIALS_OF
    if short[0] == long.letters[0] and _in_order(short, long.letters):
        return Letters.SOME if one.short else Letters.SOME_OF
    return Letters.NONE


def _in_order(letters: str, text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)
