"""Features as numbers of 64 bits: the low eight tell the template, the others are a hash of what it found.

Feature hashing (K. Weinberger et al., Feature Hashing for Large Scale Multitask Learning, ICML 2009), with so many bits
that the keys of a hundred thousand features hardly ever meet: a key stands for a feature as well as its name would, is
made by arithmetic on whole columns, and no table of names needs to be loaded.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum, auto
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint64]
"""Hashes of texts."""
Keys = NDArray[np.uint64]
"""Keys of features; 0 stands for a feature that is not there."""
Numbers = NDArray[np.int64]


class Template(IntEnum):
    """What a feature is about. The order is part of the model's format."""

    NONE = 0
    BIAS = auto()  # every candidate has it
    # the name
    SHAPE = auto()
    WORDS = auto()  # how many
    HEAD = auto()
    SHAPE_HEAD = auto()
    FIRST = auto()
    NAME = auto()  # its key
    HEAD_2 = auto()
    SUFFIX = auto()
    SUFFIX_4 = auto()
    PREFIX = auto()
    LENGTH = auto()
    INNER = auto()
    HYPHEN = auto()
    HEAD_CLASS = auto()
    HEAD_COARSE = auto()
    FIRST_CLASS = auto()
    FIRST_HEAD_CLASS = auto()
    INNER_CLASS = auto()
    CORPUS = auto()  # how many unannotated papers have the name
    CORPUS_USE = auto()
    LEXICON = auto()
    LEXICON_NONE = auto()
    LEXICON_AMBIGUOUS = auto()
    ABBREVIATED = auto()
    ABBREVIATED_SHAPE = auto()
    ABBREVIATED_HEAD = auto()
    ABBREVIATED_AS = auto()
    # the paper
    COUNT = auto()
    SECTIONS = auto()
    NESTED = auto()
    BEGINS = auto()
    DEPTH = auto()
    INTRODUCED = auto()
    SOURCE = auto()
    TITLE = auto()  # the place in the title
    TITLE_SAYS = auto()
    TITLE_AND_PAPER = auto()
    TITLE_BEFORE = auto()
    TITLE_AFTER = auto()
    # the words to the left
    BEFORE = auto()
    BEFORE_CLASS = auto()
    BEFORE_2 = auto()
    OPENS = auto()
    AFTER_NUMBER = auto()
    LIST_START = auto()
    LEFT_NEAR = auto()
    LEFT_FAR = auto()
    NOUN_BEFORE = auto()
    COIN = auto()
    SHAPE_BEFORE = auto()
    SHAPE_BEFORE_SHAPE = auto()
    SHAPE_BEFORE_CLASS = auto()
    SHAPE_LEFT_NEAR = auto()
    SHAPE_LEFT_FAR = auto()
    # the words to the right
    AFTER = auto()
    AFTER_CLASS = auto()
    AFTER_2 = auto()
    CLOSES = auto()
    BEFORE_NUMBER = auto()
    LIST_HEAD = auto()
    RIGHT_NEAR = auto()
    RIGHT_FAR = auto()
    DEFINED_AS = auto()
    SHAPE_AFTER = auto()
    SHAPE_AFTER_SHAPE = auto()
    SHAPE_AFTER_CLASS = auto()
    LIST = auto()
    # the first look at a name
    HOPE_SOURCE = auto()
    HOPE_COUNT = auto()
    # the sentence and its place, which tell roles
    PROPOSAL = auto()  # before, in or behind the sentence in which the paper first proposes something
    AUTHORS = auto()  # whether the sentence speaks of what the authors do, before the name or behind it
    HINT_BEFORE = auto()  # words that speak of other work
    HINT_AFTER = auto()


@dataclass(frozen=True, slots=True)
class Features:
    """The features of some candidates: key `keys[k]` is one of candidate `of[k]`, perhaps more than once."""

    count: int  # candidates
    of: Numbers
    keys: Keys


_TEMPLATE: Final = 0xFF
ANSWER: Final = 0xFFFF_FFFF_FFFF_FF00
# Odd numbers of many bits, from the digits of pi and e.
_ONE: Final = np.uint64(0x243F_6A88_85A3_08D3)
_TWO: Final = np.uint64(0xB7E1_5162_8AED_2A6B)


@lru_cache(maxsize=1 << 16)
def code_of(text: str) -> int:
    """Return the hash of a text, the same everywhere."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def codes_of(texts: Iterable[str]) -> Codes:
    """Return the hashes of texts."""
    return np.array([code_of(text) for text in texts], np.uint64)


def key_of(template: Template, text: str = "") -> int:
    """Return the key of one feature."""
    return code_of(text) & ANSWER | template


def keys_of(template: Template, codes: Codes) -> Keys:
    """Return the keys of one template for many answers."""
    return codes & np.uint64(ANSWER) | np.uint64(template)


def joined(one: Codes, two: Codes) -> Codes:
    """Return codes of pairs; their order counts."""
    result: Codes = one * _ONE + two * _TWO
    return result


def templates_of(keys: Keys) -> Numbers:
    """Return the templates of keys."""
    return (keys & np.uint64(_TEMPLATE)).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Index:
    """Finds keys among many by hash tables of their places, each for the keys that the one before has no room for."""

    keys: Keys
    tables: tuple[NDArray[np.int32], ...]

    def find(self, keys: Keys) -> Numbers:
        """Return the place of each key, or -1."""
        places = np.full(len(keys), -1)
        if not len(self.keys):
            return places
        left, wanted = np.arange(len(keys)), keys
        for number, table in enumerate(self.tables):
            found = table[_slots(wanted, number, len(table))]
            right = self.keys.take(found) == wanted
            places[left[right]] = found[right]
            missed = ~right & (wanted != 0)
            left, wanted = left[missed], wanted[missed]
            if not len(left):
                break
        return places


def index_of(keys: Keys) -> Index:
    """Return the index of keys, each of which comes once."""
    tables: list[NDArray[np.int32]] = []
    left = np.arange(len(keys), dtype=np.int32)
    while len(left):
        table = np.zeros(1 << max(12, 2 + len(left).bit_length()), np.int32)
        slots = _slots(keys[left], len(tables), len(table))
        table[slots] = left
        left = left[table[slots] != left]
        tables.append(table)
    return Index(keys, tuple(tables))


def _slots(keys: Keys, number: int, size: int) -> Keys:
    """Return a place in a table of `size`, a power of two, from other bits of the key in each table."""
    slots: Keys = (keys * (_TWO << np.uint64(2 * number) | np.uint64(1))) >> np.uint64(65 - int(size).bit_length())
    return slots


def unite(parts: Sequence[tuple[Numbers, Keys]], count: int) -> Features:
    """Return one table of columns of (candidate, key)."""
    of = [of for of, _ in parts] or [np.zeros(0, np.int64)]
    keys = [keys for _, keys in parts] or [np.zeros(0, np.uint64)]
    return Features(count, np.concatenate(of), np.concatenate(keys))


def together(rows: Sequence[Keys]) -> Features:
    """Return the features of candidates that have a row of keys each."""
    of = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    return unite([(of, np.concatenate(rows))] if rows else [], len(rows))


def one_by_one(features: Features) -> list[Keys]:
    """Return the keys of each candidate, each once, rising, without those that are absent."""
    order = np.lexsort((features.keys, features.of))
    of, keys = features.of[order], features.keys[order]
    fresh = keys != 0
    fresh[1:] &= (keys[1:] != keys[:-1]) | (of[1:] != of[:-1])
    of, keys = of[fresh], keys[fresh]
    return np.split(keys, np.searchsorted(of, np.arange(1, features.count))) if features.count else []
