"""What the scorer looks at in two places of one sentence: the words between them, and how they stand to each other."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from kgbuild.finishing.claims.keys import Part, Template, bits_of, bucket, keyed, mixed, ranges
from kgbuild.finishing.claims.view import View
from kgbuild.finishing.claims.words import CUES, Fact, Word, has
from kgbuild.hashing import Codes, Numbers

_FEW: Final = 3  # words between two things that are looked at as a whole
_FAR: Final = 40  # words between two things, beyond which they are not looked at one by one


class Beside(NamedTuple):
    """Two places in one sentence for each row: whose features theirs are, the words, and what stands there.

    `sorts` and `types` are codes of both things, `subject` and `object` their types; `opener` opens the row in which
    the object stands.
    """

    of: Numbers
    one: Numbers
    other: Numbers
    sorts: Codes
    types: Codes
    subject: Numbers
    object: Numbers
    opener: Codes

    @property
    def ends(self) -> tuple[Numbers, Numbers]:
        """Return the two words in the order of the text."""
        return np.minimum(self.one, self.other), np.maximum(self.one, self.other)


def beside_features(view: View, rows: Beside) -> Iterator[Part]:
    """Yield what tells of two places in one sentence."""
    of, sorts, types = rows.of, rows.sorts, rows.types
    first, last = rows.ends
    gap = last - first - 1
    title = view.sentences.is_title[view.words.sentence[first]]
    way = mixed(title * 2 + (rows.one < rows.other))
    marks, named, plain = _between(view, first, last)
    yield of, keyed(Template.WAY, way, sorts)
    yield of, keyed(Template.GAP, way, bucket(gap, 1, 2, 4, 7, 12, 20), sorts)
    yield of, keyed(Template.MARKS_BETWEEN, way, np.minimum(marks, 4), sorts)
    yield of, keyed(Template.TYPES_BETWEEN, way, named, sorts)
    row = np.flatnonzero(plain == 0)
    yield of[row], keyed(Template.ONE_ROW, sorts[row])
    yield from _near(view, rows, way)
    yield from _words(view, rows, way)
    yield of, keyed(Template.ROW_OPENER, way, rows.opener, types)
    yield of, keyed(Template.ROW_OPENER_SORTS, way, rows.opener, sorts)


def _between(view: View, first: Numbers, last: Numbers) -> tuple[Numbers, Codes, Numbers]:
    """Return of what stands between two words the number of things, their types, and the number of plain words."""
    types, facts = view.words.column(Word.TYPE), view.words.column(Word.FACTS)
    of, words = ranges(first + 1, last)
    marked = types[words] > 0
    named = np.zeros(len(first), np.uint64)
    np.bitwise_or.at(named, of[marked], np.uint64(1) << types[words[marked]])
    plain = np.bincount(of[has(facts[words], Fact.PLAIN)], minlength=len(first))
    return np.bincount(of[marked], minlength=len(first)), named, plain


def _near(view: View, rows: Beside, way: Codes) -> Iterator[Part]:
    """Yield the two words behind the first place and before the last, and all of them where there are few."""
    first, last = rows.ends
    stems = view.words.column(Word.STEM)

    def between(words: Numbers) -> Codes:
        return np.where((words > first) & (words < last), stems[words], np.uint64(0))

    one, two, three = (between(np.minimum(first + k, last)) for k in (1, 2, 3))
    few = np.flatnonzero(last - first - 1 <= _FEW)
    yield rows.of[few], keyed(Template.EXACTLY, way[few], one[few], two[few], three[few], rows.sorts[few])
    yield rows.of, keyed(Template.OPENING, way, one, two, rows.subject)
    yield rows.of, keyed(Template.ENDING, way, between(last - 2), between(last - 1), rows.object)


def _words(view: View, rows: Beside, way: Codes) -> Iterator[Part]:
    """Yield the words between two places, and what they hint at."""
    first, last = rows.ends
    of, words = ranges(np.maximum(first + 1, last - _FAR), last)
    table = view.words.table
    cues = np.zeros(len(first), np.uint64)
    np.bitwise_or.at(cues, of, table[Word.CUES][words])
    found, bits = bits_of(cues, len(CUES))
    yield rows.of[found], keyed(Template.CUE_BETWEEN, way[found], bits, rows.sorts[found])
    yield rows.of[found], keyed(Template.CUE_BETWEEN_TYPES, way[found], bits, rows.types[found])
    looked = (table[Word.TYPE][words] == 0) & (last - first - 1 <= _FAR)[of]
    of, words = of[looked], words[looked]
    yield rows.of[of], keyed(Template.WORD_BETWEEN, way[of], table[Word.STEM][words], rows.types[of])
