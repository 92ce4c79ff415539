"""What the network of roles reads: the words of a paper around its things.

A thing's name gives way to its class ("[Method named]"), so that its role follows the sentence and not the name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice
from typing import Final, NamedTuple

import numpy as np

from kgbuild.extraction.candidates import Occurrence, Passage
from kgbuild.extraction.keys import Codes, Numbers, code_of
from kgbuild.extraction.lexemes import Word, word_table
from kgbuild.extraction.words import Words

BETWEEN: Final = 2  # zeros between sentences, before the first and behind the last: as far as a filter reaches
_MOST_PLACES: Final = 6  # of a thing; what is said of it further down tells no more
_OF_A_GAP: Final = 3  # characters
_QUARTERS: Final = 4
_FIRST_SENTENCES: Final = 4
POSITIONS: Final = 1 + _QUARTERS  # rows for the part of the paper: the title, or a quarter of the abstract
SENTENCES: Final = 1 + _FIRST_SENTENCES  # and for the sentence: the title's, or one of the first


class Thing(NamedTuple):
    """A thing of a paper: its class, its places in order, and whether its name gives way to the class."""

    of: str
    places: Sequence[Occurrence]
    replaced: bool = True


class Place(IntEnum):
    """Columns of a place: the number of its thing, where it stands among the words, and its sentence `[FIRST, END)`."""

    OF = 0
    AT = 1
    FIRST = 2
    END = 3
    POSITION = 4  # one of `POSITIONS`
    SENTENCE = 5  # one of `SENTENCES`


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of some papers and the places of their things.

    `words`: hashes of words and of the punctuation between them, 0 where a sentence ends. `places`: of shape (places,
    columns of `Place`), by thing; a thing may have none. `classes`: of each thing.
    """

    words: Codes
    places: Numbers
    classes: tuple[str, ...]


def code_of_class(name: str) -> int:
    """Return the hash that stands for things of a class among the words."""
    return code_of(f"[{name}]")


def read_paper(passages: Sequence[Passage], things: Sequence[Thing]) -> Reading:
    """Return what there is to read of one paper's things."""
    words, length = [np.zeros(BETWEEN, np.uint64)], BETWEEN
    found: list[list[tuple[int, ...]]] = [[] for _ in things]
    for passage in passages:
        covered = _cover(passage, things)
        lines = _lay_out(passage.words, covered)
        for number, thing in enumerate(things):
            for o in thing.places:
                if o.section == passage.section and o.first < len(lines.at):
                    found[number].append((number, *lines.place(o.first, length, in_title=o.section == "title")))
        words.append(lines.words)
        length += len(lines.words)
    rows = [
        row for its in found for row in islice(dict.fromkeys(sorted(its, key=lambda row: row[Place.AT])), _MOST_PLACES)
    ]
    places = np.array(rows, np.int64).reshape(-1, len(Place))
    return Reading(np.concatenate(words), places, tuple(thing.of for thing in things))


def join(readings: Sequence[Reading]) -> Reading:
    """Return the readings of several papers as one, their things numbered through."""
    places, length, number = [np.zeros((0, len(Place)), np.int64)], 0, 0
    for reading in readings:
        shifted = reading.places.copy()
        shifted[:, Place.OF] += number
        shifted[:, [Place.AT, Place.FIRST, Place.END]] += length
        places.append(shifted)
        number += len(reading.classes)
        length += len(reading.words)
    words = np.concatenate([np.zeros(0, np.uint64), *(reading.words for reading in readings)])
    return Reading(words, np.concatenate(places), tuple(c for reading in readings for c in reading.classes))


class _Stretch(NamedTuple):
    """Words `[first, last)` that give way to one."""

    first: int
    last: int
    code: int


def _cover(passage: Passage, things: Sequence[Thing]) -> list[_Stretch]:
    """Return the stretches of a passage that give way to classes, the outer one where one holds the other."""
    stretches = sorted(
        (
            _Stretch(o.first, o.last, code_of_class(thing.of))
            for thing in things
            if thing.replaced
            for o in thing.places
            if o.section == passage.section
        ),
        key=lambda stretch: (stretch.first, -stretch.last),
    )
    free, outer = 0, []
    for stretch in stretches:
        if stretch.first >= free:
            outer.append(stretch)
            free = stretch.last
    return outer


class _Lines(NamedTuple):
    """A passage as the network reads it; by word of the passage its place there and its sentence."""

    words: Codes
    at: Numbers
    sentences: Numbers
    firsts: Numbers  # by sentence
    ends: Numbers

    def place(self, word: int, shift: int, *, in_title: bool) -> tuple[int, ...]:
        """Return the columns of `Place` behind the first, for a thing that begins with a word."""
        sentence = int(self.sentences[word])
        where = int(self.at[word]) + shift, int(self.firsts[sentence]) + shift, int(self.ends[sentence]) + shift
        if in_title:
            return *where, 0, 0
        quarter = _QUARTERS * sentence // len(self.firsts)
        return *where, 1 + min(quarter, _QUARTERS - 1), 1 + min(sentence, _FIRST_SENTENCES - 1)


def _lay_out(words: Words, covered: Sequence[_Stretch]) -> _Lines:
    """Return a passage's words, the punctuation between them, and zeros behind each sentence."""
    count = len(words)
    if not count:
        none = np.zeros(0, np.int64)
        return _Lines(np.zeros(0, np.uint64), none, none, none, none)
    codes = word_table().rows(words.forms)[:, Word.LOWER].copy()
    gaps = np.array([code_of(gap[:_OF_A_GAP]) if gap else 0 for gap in words.gaps], np.uint64)
    keep, outer = np.ones(count, bool), np.arange(count)
    for first, last, code in covered:
        codes[first] = code
        keep[first + 1 : last] = False
        outer[first:last] = first
    opens = np.diff(words.sentences, prepend=-1) != 0
    opens &= keep
    full = (gaps != 0) & keep & ~opens
    closes = np.append(opens[1:], True)
    ends = np.cumsum(keep.astype(np.int64) + full + BETWEEN * closes)
    at = ends - 1 - BETWEEN * closes
    laid = np.zeros(int(ends[-1]), np.uint64)
    laid[at[keep]] = codes[keep]
    laid[at[full] - 1] = gaps[full]
    firsts = at[opens]
    stops = np.append(firsts[1:], ends[-1]) - BETWEEN
    return _Lines(laid, at[outer], np.cumsum(opens) - 1, firsts, stops)
