"""Whether two names of journals or conferences can mean one."""

import re
from functools import lru_cache
from typing import Final

from kgbuild.identity.titles import fold

_MOST_WORDS: Final = 30
_WORD: Final = re.compile(r"[^\W\d_]+")
_PREPRINTS: Final = frozenset({
    "arxiv", "corr", "biorxiv", "medrxiv", "chemrxiv", "techrxiv", "ssrn", "openreview", "preprint", "preprints",
    "hal", "zenodo",
})  # fmt: skip
# Words that say what sort of thing a venue is, and not which.
_SORTS: Final = frozenset({
    "a", "acm", "advances", "and", "annals", "annual", "conf", "conference", "european", "for", "ieee", "in", "int",
    "international", "j", "journal", "lecture", "letters", "meeting", "notes", "of", "on", "proc", "proceedings",
    "research", "review", "reviews", "science", "sciences", "society", "springer", "studies", "symposium", "the",
    "th", "st", "nd", "rd", "trans", "transactions", "workshop", "workshops", "world",
})  # fmt: skip


@lru_cache(maxsize=65536)
def may_be_one_venue(one: str, other: str) -> bool:
    """Tell whether two venues leave room for one: nothing said, a preprint server, a common word, an abbreviation."""
    first, second = _words(one), _words(other)
    if not set(first) - _SORTS or not set(second) - _SORTS or _PREPRINTS & {*first, *second}:
        return True
    if {*first} & {*second} - _SORTS:
        return True
    return any(_abbreviates(a, b) for a, b in ((first, second), (second, first)))


def _words(venue: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(venue))[:_MOST_WORDS])


def _abbreviates(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Tell whether one venue shortens another: "JMLR", "NeurIPS", "J. Mach. Learn.", "NIPS" for "NeurIPS"."""
    if len(short) == 1 and len(short[0]) < 10:
        if len(long) == 1:
            return _in_order(short[0], long[0])
        return any(_spells(short[0], long[start:]) for start in range(len(long)) if long[start][0] == short[0][0])
    rest = iter(long)
    return all(any(word.startswith(part) for word in rest) for part in short if part not in _SORTS)


def _in_order(letters: str, word: str) -> bool:
    rest = iter(word)
    return all(letter in rest for letter in letters)


@lru_cache(maxsize=4096)
def _spells(letters: str, words: tuple[str, ...]) -> bool:
    """Tell whether words give an abbreviation's letters in order: each its first ones, or none."""
    if not letters or not words:
        return not letters
    first, rest = words[0], words[1:]
    taken = 0
    while taken < min(len(letters), len(first)) and letters[taken] == first[taken]:
        taken += 1
        if _spells(letters[taken:], rest):
            return True
    return _spells(letters, rest)
