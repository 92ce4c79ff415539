"""The numbers in the sentences of papers, each of which may be an outcome, a size, a year or a count."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np

from kgbuild.datamodel import Span
from kgbuild.finishing.claims.beside import Beside, beside_features
from kgbuild.finishing.claims.changes import Said, Stretch, find_changes
from kgbuild.finishing.claims.keys import Part, Template, bits_of, bucket, keyed, mixed, ranges
from kgbuild.finishing.claims.sorts import NUMBER, TYPES
from kgbuild.finishing.claims.things import CUE_BITS, paper_codes, places_of
from kgbuild.finishing.claims.view import View
from kgbuild.finishing.claims.words import CHANGE, SAYS, Fact, Word, has, stem
from kgbuild.hashing import Codes, Numbers, codes_of

_DIGITS: Final = re.compile(r"\d+(?:[.,]\d+)*")
_SIGN: Final = re.compile(r"(?<![\w.)\]])[+\-−–]$")
_UNIT: Final = re.compile(
    r"\s?(?:\\?%|\$?\\times\$?|\$\s?\\?%|×|percent(?:age)?(?: points?)?\b|points?\b|pp\b|x\b|[- ]?times\b|-?fold\b|"
    r"db\b|ms\b|fps\b|k\b|seconds?\b|minutes?\b|hours?\b)",
    re.IGNORECASE,
)
# A range is one value: 2-6%.
_RANGE: Final = re.compile(r"(?:\\?%)?\s?[-–]\s?\d+(?:[.,]\d+)*(?=\s?\\?%)")
_END_OF_RANGE: Final = re.compile(r"\d\s?(?:\\?%)?\s?[-–]\s?$")
_IN_NAME: Final = re.compile(r"[^\W\d_]-?$")
_OF_WORD: Final = re.compile(r"-[^\W\d_]")  # a 1-bit network of 13-layer blocks
# What is counted, and so no outcome: 12,000 branches, 30 tall trees.
_COUNTED: Final = re.compile(r"\s(?:[^\W\d_]+(?:-[^\W\d_]+)?\s)?(?!points\b)(?:[^\W\d_]{3,}(?<!s)s|people|data)\b")
_MOST: Final = 200  # numbers of one paper that are looked at
_WINDOW: Final = 8  # words before a number whose hints count
_BEHIND: Final = 6
_SAID_BEFORE: Final = 10
_NOWHERE: Final = 1 << 40
_NO_METRIC: Final = 9


@dataclass(frozen=True, slots=True)
class Number:
    """A number: its sentence, its text with sign and unit, and where that is.

    `word` is its place among the words, `behind` that of the last word of its unit, or its own; `stretch` is its place
    in the text of the sentence.
    """

    sentence: int
    word: int
    behind: int
    digits: str
    text: str
    unit: str
    span: Span
    stretch: Stretch


def find_numbers(view: View) -> list[Number]:
    """Return the numbers of the papers in order, without those that are part of a word or count things."""
    found: list[Number] = []
    sentences = view.sentences
    words = np.flatnonzero(has(view.words.column(Word.FACTS), Fact.NUMBER))
    of = view.words.sentence[words]
    counts = np.zeros(len(view.papers), np.int64)
    for sentence in np.unique(of).tolist():
        paper = int(sentences.paper[sentence])
        digits = _DIGITS.finditer(sentences.clauses[sentence].text)
        for word, match in zip(words[of == sentence].tolist(), digits, strict=True):
            number = _to_number(view, sentence, word, match) if counts[paper] < _MOST else None
            if number:
                counts[paper] += 1
                found.append(number)
    return found


def say_changes(view: View, numbers: Sequence[Number]) -> list[Said | None]:
    """Return what the words beside each number say of it: by how much something changes, or how much it is."""
    said: list[Said | None] = []
    for sentence, its in groupby(numbers, lambda number: number.sentence):
        said += find_changes(view.sentences.clauses[sentence], [number.stretch for number in its])
    return said


def _to_number(view: View, sentence: int, word: int, match: re.Match[str]) -> Number | None:
    clause = view.sentences.clauses[sentence]
    text, (start, end) = clause.text, match.span()
    if _IN_NAME.search(text[max(0, start - 2) : start]) or _END_OF_RANGE.search(text[max(0, start - 6) : start]):
        return None
    more = _RANGE.match(text, end)
    end = more.end() if more else end
    unit = _UNIT.match(text, end)
    if not unit and (text[end : end + 1].isalpha() or _OF_WORD.match(text, end) or _COUNTED.match(text, end)):
        return None
    first = start - 1 if _SIGN.search(text[max(0, start - 2) : start]) else start
    last = unit.end() if unit else end
    span = clause.span(first, last)
    paper = view.papers[int(view.sentences.paper[sentence])].paper
    return Number(
        sentence,
        word,
        word + len(_TOKEN.findall(text[match.end() : last])),
        match[0],
        paper.section(span.section)[span.start : span.end],
        unit[0].strip(" $\\-") if unit else "",
        span,
        Stretch(first, last, unit[0].strip() if unit else ""),
    )


_TOKEN: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,]\d+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class NumberColumns:
    """Numbers in columns."""

    word: Numbers
    behind: Numbers
    sentence: Numbers
    paper: Numbers
    unit: Codes


def to_columns(view: View, numbers: Sequence[Number]) -> NumberColumns:
    """Return numbers in columns."""
    word, behind, sentence = (
        np.array([getattr(number, name) for number in numbers], np.int64) for name in ("word", "behind", "sentence")
    )
    units = codes_of(stem(number.unit or "none") for number in numbers)
    return NumberColumns(word, behind, sentence, view.sentences.paper[sentence], units)


def number_features(view: View, numbers: Sequence[Number], columns: NumberColumns) -> Iterator[Part]:
    """Yield what tells whether a number is an outcome."""
    every, word, unit, sentence = np.arange(len(numbers)), columns.word, columns.unit, columns.sentence
    shapes = codes_of(_shape(number.digits) for number in numbers)
    signed = np.array([number.text[:1] in "+-−–" for number in numbers], np.bool_)
    yield every, keyed(Template.UNIT, unit)
    yield every, keyed(Template.SHAPE, shapes)
    yield every, keyed(Template.UNIT_SHAPE, unit, shapes)
    yield every, keyed(Template.SIGN, signed, unit)
    before = [view.stem_at(word, -k) for k in range(1, 6)]
    after = [view.stem_at(columns.behind, k) for k in range(1, 5)]
    for place, some, pair, words in (
        (Template.NUMBER_BEFORE, Template.SOME_BEFORE, Template.PAIR_BEFORE, before),
        (Template.NUMBER_AFTER, Template.SOME_AFTER, Template.PAIR_AFTER, after),
    ):
        for k, one in enumerate(words):
            if k < 3:
                yield every, keyed(place, np.full(len(every), k), one)
            yield every, keyed(some, one)
        yield every, keyed(pair, words[0], words[1])
    yield every, keyed(Template.AROUND, before[0], unit, after[0])
    for cue, with_unit, masks in (
        (Template.CUE_BEFORE, Template.CUE_BEFORE_UNIT, view.cues_near(word, -_WINDOW, -1)),
        (Template.CUE_AFTER, Template.CUE_AFTER_UNIT, view.cues_near(columns.behind, 1, _BEHIND)),
        (Template.NUMBER_IN, Template.NUMBER_IN_UNIT, view.sentences.cues[sentence]),
    ):
        rows, bits = bits_of(masks, CUE_BITS)
        yield rows, keyed(cue, bits)
        yield rows, keyed(with_unit, bits, unit[rows])
    yield (
        every,
        keyed(Template.WHERE, bucket(view.sentences.at[sentence], 2, 4, 6, 8), view.sentences.is_title[sentence]),
    )
    yield from _of_change(view, columns)
    yield from _of_marks(view, columns)


def _of_change(view: View, columns: NumberColumns) -> Iterator[Part]:
    """Yield what says whether a number is by how much something changes."""
    word, behind, unit = columns.word, columns.behind, columns.unit
    near = view.cues_near(word, -4, -1, Word.SAYS), view.cues_near(behind, 1, 3, Word.SAYS)
    for side, masks in enumerate((*near, view.cues_near(word, -10, -5, Word.SAYS))):
        rows, bits = bits_of(masks, len(SAYS))
        yield rows, keyed(Template.SAYS_OF_NUMBER, bits, np.full(len(rows), side))
        yield rows, keyed(Template.SAYS_OF_UNIT, bits, np.full(len(rows), side), unit[rows])
    says = view.words.column(Word.SAYS)
    nearest = np.zeros(len(word), np.uint64)
    for step in range(1, _SAID_BEFORE):
        nearest = np.where(nearest == 0, says[view.step(word, -step)], nearest)
    changes = view.cues_near(behind, 1, 2, Word.SAYS) & np.uint64(CHANGE)
    every = np.arange(len(word))
    yield every, keyed(Template.SAID_BEFORE, nearest)
    yield every, keyed(Template.SAID_BESIDE, nearest, changes, unit)
    yield every, keyed(Template.SAID_BEHIND, changes, nearest & np.uint64(CHANGE))


def _shape(digits: str) -> str:
    return "decimal" if "." in digits else "thousands" if "," in digits else str(min(len(digits), 5))


def _of_marks(view: View, columns: NumberColumns) -> Iterator[Part]:
    """Yield which types of things the sentence names, and how near a metric is."""
    of, marks = _marks_beside(view, columns.sentence)
    types = view.things.type[view.thing_at[marks]]
    named = np.zeros((len(columns.word), len(TYPES)), np.bool_)
    named[of, types] = True
    for type_ in range(TYPES[NUMBER]):
        yield np.arange(len(named)), keyed(Template.SENTENCE_HAS, np.full(len(named), type_), named[:, type_])
    metric = types == TYPES["Metric"]
    gaps = np.full(len(columns.word), _NOWHERE)
    np.minimum.at(gaps, of[metric], np.abs(marks[metric] - columns.word[of[metric]]))
    at = np.where(gaps < _NOWHERE, bucket(gaps, 2, 3, 5, 8, 12), _NO_METRIC)
    yield np.arange(len(gaps)), keyed(Template.METRIC_AT, at)


def _marks_beside(view: View, sentences: Numbers) -> tuple[Numbers, Numbers]:
    """Return the words of each sentence that stand for things, and before these the place of the sentence."""
    of, words = ranges(view.sentences.first[sentences], view.sentences.last[sentences])
    marked = view.thing_at[words] >= 0
    return of[marked], words[marked]


def part_features(view: View, columns: NumberColumns, numbers: Numbers, parts: Numbers) -> Iterator[Part]:
    """Yield what tells whether a thing (`parts`) goes with a number, each pair of them in a row."""
    things = view.things
    every, sort, fine = np.arange(len(parts)), things.sort[parts], things.fine_sort[parts]
    sentence, word, paper = columns.sentence[numbers], columns.word[numbers], columns.paper[numbers]
    first = np.minimum(things.rank[parts], 1)
    ranked = mixed(sort, first)
    yield every, keyed(Template.PART, fine)
    yield every, keyed(Template.PART_RANK, sort, np.minimum(things.rank[parts], 2), np.minimum(things.others[parts], 2))
    has_main = np.zeros(len(view.papers), np.bool_)
    has_main[things.paper[things.is_main]] = True
    yield every, keyed(Template.PART_MAIN, fine, things.is_main[parts], has_main[paper])
    for template, codes in paper_codes(view):
        yield every, keyed(template, codes[paper], ranked)
    of, marks = _marks_beside(view, sentence)
    yield of, keyed(Template.BESIDE, things.sort[view.thing_at[marks]], sort[of])
    yield from _of_places(view, parts, sentence, word, ranked)
    yield from _among(view, columns, numbers, parts)


def _of_places(view: View, parts: Numbers, sentence: Numbers, word: Numbers, ranked: Codes) -> Iterator[Part]:
    """Yield how things stand that the sentence names, and how far away others are named."""
    things, places = view.things, view.places
    of, its = places_of(view, parts)
    here = np.flatnonzero(places.sentence[its] == sentence[of])
    gap = np.abs(places.word[its[here]] - word[of[here]])
    order = here[np.lexsort((gap, of[here]))]
    new = np.ones(len(order), np.bool_)
    new[1:] = of[order][1:] != of[order][:-1]
    rows, best = of[order[new]], places.word[its[order[new]]]
    sort = things.sort[parts]
    types = things.type[parts]
    yield from beside_features(
        view,
        Beside(
            rows,
            best,
            word[rows],
            mixed(sort[rows]),
            mixed(types[rows], np.full(len(rows), TYPES[NUMBER])),
            types[rows],
            np.full(len(rows), TYPES[NUMBER]),
            view.opener_of(word[rows]),
        ),
    )
    yield rows, keyed(Template.OPENER_BEFORE, view.openers[best], types[rows])
    absent = np.ones(len(parts), np.bool_)
    absent[rows] = False
    far = np.full(len(parts), _NOWHERE)
    np.minimum.at(far, of, np.abs(places.sentence[its] - sentence[of]))
    just_before = np.zeros(len(parts), np.bool_)
    just_before[of[places.sentence[its] == sentence[of] - 1]] = True
    left = np.flatnonzero(absent)
    yield left, keyed(Template.ELSEWHERE, sort[left], bucket(far[left], 2, 3, 5))
    yield left, keyed(Template.ELSEWHERE_WE, ranked[left], view.sentences.with_we[sentence[left]])
    yield left, keyed(Template.BEFORE_IT, sort[left], just_before[left])


def _among(view: View, columns: NumberColumns, numbers: Numbers, parts: Numbers) -> Iterator[Part]:
    """Yield how a thing stands among those of its type in the sentence."""
    types = view.things.type
    word, sentence, type_ = columns.word[numbers], columns.sentence[numbers], types[parts]
    of, marks = _marks_beside(view, sentence)
    alike = types[view.thing_at[marks]] == type_[of]
    of, marks = of[alike], marks[alike]
    gap = np.abs(marks - word[of])
    mine = view.thing_at[marks] == parts[of]
    count = np.bincount(of, minlength=len(parts))
    nearest, my_nearest = np.full(len(parts), _NOWHERE), np.full(len(parts), _NOWHERE)
    np.minimum.at(nearest, of, gap)
    np.minimum.at(my_nearest, of[mine], gap[mine])
    present = np.flatnonzero(my_nearest < _NOWHERE)
    many = np.minimum(count, 3)
    starts = np.searchsorted(of, np.arange(len(parts)))
    place = np.arange(len(of)) - starts[of]  # among those alike
    best = np.zeros(len(parts), np.int64)
    chosen = np.flatnonzero(mine & (gap == my_nearest[of]))[::-1]
    best[of[chosen]] = place[chosen]
    yield present, keyed(Template.NEAREST, type_[present], (my_nearest == nearest)[present])
    yield present, keyed(Template.OF_THEM, type_[present], many[present])
    yield present, keyed(Template.FIRST_OF_THEM, type_[present], (best == 0)[present], many[present])
    digits = has(view.words.column(Word.FACTS), Fact.NUMBER)
    before = np.concatenate(([0], np.cumsum(digits)))
    first, last = view.sentences.first[sentence], view.sentences.last[sentence]
    as_many = np.flatnonzero((my_nearest < _NOWHERE) & (before[last] - before[first] == count))
    turn = (before[word] - before[first] == best)[as_many]
    yield as_many, keyed(Template.IN_TURN, type_[as_many], turn)
