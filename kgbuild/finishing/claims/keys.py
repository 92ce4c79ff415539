"""What the features of claims are about, and how columns of numbers become their keys."""

from enum import IntEnum, auto
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kgbuild.hashing import Codes, Keys, Numbers, keys_of

Flags = NDArray[np.bool_]
Column = Codes | Numbers | Flags
Part = tuple[Numbers, Keys]
"""Keys of features, and whose they are."""

# Odd numbers of many bits, from the digits of the square root of two and of the golden ratio.
_ONE: Final = np.uint64(0x6A09_E667_F3BC_C909)
_TWO: Final = np.uint64(0x9E37_79B9_7F4A_7C15)
_START: Final = np.uint64(0xBB67_AE85_84CA_A73B)
OBJECT: Final = np.uint64(0x80)
"""Set in the keys of a thing's features where the thing is the object of a pair."""


class Template(IntEnum):
    """What a feature is about. The order is part of the model's format; there is room for 127."""

    NONE = 0
    # a thing
    PLACES = auto()
    TITLED = auto()
    SEVERAL_WORDS = auto()
    SURE = auto()
    LINK = auto()
    FIRST = auto()  # where in the text
    LAST = auto()
    IN = auto()  # a cue in its sentence
    BEFORE = auto()
    BEFORE_2 = auto()
    AFTER = auto()
    AFTER_2 = auto()
    NEAR_BEFORE = auto()
    NEAR_AFTER = auto()
    OPENER = auto()  # the word before the row of names
    # the parts of two things
    ENDS = auto()
    TYPES = auto()
    LEADS = auto()
    LEADS_KINDS = auto()
    CERTAIN = auto()
    CERTAIN_KINDS = auto()
    LEADS_TITLED = auto()
    RANKS = auto()
    OBJECT_RANK = auto()
    BOTH_RANKS = auto()
    MAIN = auto()
    BOTH_TITLED = auto()
    # two things in such a paper
    COUNT = auto()
    DATA = auto()
    INTRODUCES_DATA = auto()
    NAMED_METHODS = auto()
    # two things
    NAMES = auto()
    ADDRESS = auto()
    LEADS_CUE = auto()
    LEADS_OPENER = auto()
    TOGETHER = auto()
    APART = auto()
    STANDS_FOR = auto()
    STANDS_FOR_CUE = auto()
    RULE = auto()
    # two places in one sentence
    WAY = auto()
    GAP = auto()
    MARKS_BETWEEN = auto()
    TYPES_BETWEEN = auto()
    ONE_ROW = auto()
    EXACTLY = auto()
    CUE_BETWEEN = auto()
    CUE_BETWEEN_TYPES = auto()
    WORD_BETWEEN = auto()
    ENDING = auto()
    OPENING = auto()
    ROW_OPENER = auto()
    ROW_OPENER_SORTS = auto()
    # a number
    UNIT = auto()
    SHAPE = auto()
    UNIT_SHAPE = auto()
    SIGN = auto()
    NUMBER_BEFORE = auto()
    NUMBER_AFTER = auto()
    SOME_BEFORE = auto()
    SOME_AFTER = auto()
    PAIR_BEFORE = auto()
    PAIR_AFTER = auto()
    AROUND = auto()
    CUE_BEFORE = auto()
    CUE_BEFORE_UNIT = auto()
    CUE_AFTER = auto()
    CUE_AFTER_UNIT = auto()
    SENTENCE_HAS = auto()
    NUMBER_IN = auto()
    NUMBER_IN_UNIT = auto()
    WHERE = auto()
    METRIC_AT = auto()
    SAYS_OF_NUMBER = auto()
    SAYS_OF_UNIT = auto()
    SAID_BEFORE = auto()  # the nearest word that says anything of it
    SAID_BESIDE = auto()
    SAID_BEHIND = auto()
    # a thing beside a number
    PART = auto()
    PART_RANK = auto()
    PART_MAIN = auto()
    BESIDE = auto()
    ELSEWHERE = auto()
    ELSEWHERE_WE = auto()
    BEFORE_IT = auto()
    NEAREST = auto()
    OF_THEM = auto()
    FIRST_OF_THEM = auto()
    IN_TURN = auto()
    OPENER_BEFORE = auto()
    # the kind of contribution
    SAYS = auto()
    BEHIND_AUTHORS = auto()
    BEHIND_PAIR = auto()
    BEHIND_FAR = auto()
    TITLE_WORD = auto()
    TITLE_PAIR = auto()
    TITLE_OPENS = auto()
    TITLE_OPENS_2 = auto()
    TITLE_SAYS = auto()
    TITLE_ASKS = auto()
    TITLE_HEAD = auto()
    BRINGS = auto()
    BRINGS_METHODS = auto()
    BRINGS_DATA = auto()
    TITLE_BRINGS = auto()
    HAS = auto()
    HAS_MANY = auto()
    HAS_TITLED = auto()
    HAS_LINK = auto()


def mixed(*columns: Column) -> Codes:
    """Return a code for each row of some columns; the order of the columns counts."""
    codes = np.full(len(columns[0]), _START, np.uint64)
    for column in columns:
        codes = codes * _ONE + column.astype(np.uint64) * _TWO
    return codes ^ (codes >> np.uint64(29))


def keyed(template: Template, *columns: Column) -> Keys:
    """Return the keys of one template for each row of some columns."""
    return keys_of(template, mixed(*columns))


def bucket(values: NDArray[np.int64] | NDArray[np.float64], *edges: float) -> Numbers:
    """Return how many of the edges each value has reached."""
    return np.searchsorted(np.array(edges), values, side="right")


def bits_of(masks: Codes, count: int) -> tuple[Numbers, Numbers]:
    """Return the row and the number of each bit that is set, of the first `count`."""
    rows, bits = np.nonzero(masks[:, None] >> np.arange(count, dtype=np.uint64) & np.uint64(1))
    return rows, bits


def ranges(first: Numbers, last: Numbers) -> tuple[Numbers, Numbers]:
    """Return for ranges first[k]:last[k] the numbers in them, and before these the k of each."""
    lengths = np.maximum(last - first, 0)
    of = np.repeat(np.arange(len(first)), lengths)
    ends = np.cumsum(lengths)
    inside = np.arange(int(ends[-1]) if len(ends) else 0) - (ends - lengths)[of] + first[of]
    return of, inside
