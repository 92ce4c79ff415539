"""Features as numbers of 64 bits, and where among many such numbers one stands.

Feature hashing (K. Weinberger et al., Feature Hashing for Large Scale Multitask Learning, ICML 2009), with so many bits
that the keys of a hundred thousand features hardly ever meet: a key stands for a feature as well as its name would, is
made by arithmetic on whole columns, and no table of names needs to be loaded. The low eight bits of a key tell the
template, which is what the feature is about; the others are a hash of what was found.
"""

import hashlib
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint64]
"""Hashes of texts."""
Keys = NDArray[np.uint64]
"""Keys of features; 0 stands for a feature that is not there."""
Numbers = NDArray[np.int64]


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


_MOST_KEPT: Final = 1 << 17  # rows of a table

T = TypeVar("T", bound=Hashable)


@lru_cache(maxsize=1 << 16)
def code_of(text: str) -> int:
    """Return the hash of a text, the same everywhere."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def codes_of(texts: Iterable[str]) -> Codes:
    """Return the hashes of texts."""
    return np.array([code_of(text) for text in texts], np.uint64)


def key_of(template: int, text: str = "") -> int:
    """Return the key of one feature."""
    return code_of(text) & ANSWER | template


def keys_of(template: int, codes: Codes) -> Keys:
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


@dataclass(slots=True)
class Table(Generic[T]):
    """Rows of numbers for things, each found once."""

    describe: Callable[[T], Sequence[int]]
    width: int
    _numbers: dict[T, int] = field(default_factory=dict)
    _rows: Codes = field(init=False)

    def __post_init__(self) -> None:
        self._rows = np.zeros((1024, self.width), np.uint64)

    def rows(self, things: Sequence[T]) -> Codes:
        """Return the rows of things, of shape (things, width)."""
        numbers = self._numbers
        try:
            found = [numbers[thing] for thing in things]
        except KeyError:
            if len(numbers) > _MOST_KEPT:
                numbers.clear()
            found = [self._number(thing) for thing in things]
        return self._rows[found]

    def _number(self, thing: T) -> int:
        number = self._numbers.get(thing)
        if number is None:
            number = self._numbers[thing] = len(self._numbers)
            if number == len(self._rows):
                self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
            self._rows[number] = self.describe(thing)
        return number
