"""How the candidates of a paper stand to each other: inside one another, in one list, in one sentence.

Found for the occurrences of many papers at once, by arithmetic on columns of words and characters.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum, auto
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kgbuild.extraction.candidates import Candidate, Passage
from kgbuild.extraction.keys import Numbers

_ANDS: Final = frozenset({"and", "or", "plus"})
# Kinds of punctuation between two words, as places in `_BY_GAP`.
_KINDS_OF_GAPS: Final = {
    "": 0,
    **dict.fromkeys((",", ";", "/", "&", "),"), 1),
    "(": 2,
    **dict.fromkeys((":", "-", "–", "—"), 3),
}
_END: Final = "\n"  # stands between passages


class Relation(IntEnum):
    """How a candidate stands to another; of each there is the way back. The order is part of the model's format."""

    HOLDS = 0  # the other is a part of it
    INSIDE = auto()
    CROSSES = auto()  # they share a part
    LISTED_BEFORE = auto()  # "A, B", "A and B"
    LISTED_AFTER = auto()
    BEFORE = auto()  # the other's words follow at once
    AFTER = auto()
    EXPLAINED_BY = auto()  # "A (B"
    EXPLAINS = auto()
    HEADS = auto()  # "A: B"
    HEADED_BY = auto()


_WAYS_BACK: Final = {
    Relation.HOLDS: Relation.INSIDE,
    Relation.CROSSES: Relation.CROSSES,
    Relation.LISTED_BEFORE: Relation.LISTED_AFTER,
    Relation.BEFORE: Relation.AFTER,
    Relation.EXPLAINED_BY: Relation.EXPLAINS,
    Relation.HEADS: Relation.HEADED_BY,
}
_BY_GAP: Final = (Relation.BEFORE, Relation.LISTED_BEFORE, Relation.EXPLAINED_BY, Relation.HEADS)

Flags = NDArray[np.bool_]
Paper = tuple[Sequence[Passage], Sequence[Candidate]]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The neighbours of the candidates of some papers, numbered through.

    `pairs` holds for each `Relation` two columns: a candidate, and one that stands so to it; by candidate, each pair
    once. `sentences` are pairs of a sentence and a candidate in it, by sentence, each once; `titled` are the candidates
    in titles; `papers` is the number of each candidate's paper, rising.
    """

    count: int
    pairs: tuple[tuple[Numbers, Numbers], ...]
    sentences: tuple[Numbers, Numbers]
    titled: Numbers
    papers: Numbers


def find_neighbours(papers: Sequence[Paper]) -> Neighbours:
    """Return how the candidates of each paper stand to each other."""
    places = _Places.of_papers(papers)
    found: dict[Relation, list[tuple[Numbers, Numbers]]] = {relation: [] for relation in Relation}
    for relation, first, second in (*places.overlaps(), *places.adjoining()):
        others = first != second  # short and long form of one thing
        one, other = first[others], second[others]
        found[relation].append((one, other))
        found[_WAYS_BACK[relation]].append((other, one))
    counts = [len(candidates) for _, candidates in papers]
    return Neighbours(
        sum(counts),
        tuple(_each_once(found[relation]) for relation in Relation),
        _each_once([(places.sentence, places.of)]),
        np.unique(places.of[places.in_title]),
        np.repeat(np.arange(len(papers)), counts),
    )


def join(papers: Sequence[Neighbours]) -> Neighbours:
    """Return the neighbours of several papers, or of several groups of papers, as those of one group."""
    candidates = np.cumsum([0, *(its.count for its in papers)])
    sentences = np.cumsum([0, *(int(its.sentences[0][-1]) + 1 if len(its.sentences[0]) else 0 for its in papers)])
    numbers = np.cumsum([0, *(int(its.papers[-1]) + 1 if its.count else 0 for its in papers)])

    def through(columns: Iterable[Numbers], shifts: Numbers) -> Numbers:
        return np.concatenate([column + shift for column, shift in zip(columns, shifts, strict=False)])

    pairs = [tuple(through((its.pairs[r][k] for its in papers), candidates) for k in range(2)) for r in Relation]
    its_sentences = through((its.sentences[0] for its in papers), sentences)
    return Neighbours(
        int(candidates[-1]),
        tuple((of, others) for of, others in pairs),
        (its_sentences, through((its.sentences[1] for its in papers), candidates)),
        through((its.titled for its in papers), candidates),
        through((its.papers for its in papers), numbers),
    )


def _each_once(columns: Sequence[tuple[Numbers, Numbers]]) -> tuple[Numbers, Numbers]:
    """Return pairs of numbers below 2**31 in order, each once."""
    one = np.concatenate([np.zeros(0, np.int64), *(first for first, _ in columns)])
    other = np.concatenate([np.zeros(0, np.int64), *(second for _, second in columns)])
    pairs = np.unique((one << 32) | other)
    one, other = pairs >> 32, pairs & 0xFFFF_FFFF
    return one, other


@dataclass(frozen=True, slots=True)
class _Places:
    """The occurrences of all candidates, in columns by their start; words and characters are counted through."""

    of: Numbers
    first: Numbers
    last: Numbers
    start: Numbers
    end: Numbers
    sentence: Numbers
    in_title: Flags
    gaps: Numbers  # before each word: the place of its kind in `_BY_GAP`, or less than 0
    joins: Flags  # whether a word is an "and"

    @classmethod
    def of_papers(cls, papers: Sequence[Paper]) -> "_Places":
        """Lay the passages of all papers end to end."""
        rows: list[int] = []
        gaps: list[str] = []
        joins: list[bool] = []
        sentences: list[int] = []
        titled: list[bool] = []
        number = characters = sentence = 0
        for passages, candidates in papers:
            shifts = {}  # of words and of characters, by section
            for passage in passages:
                words = passage.words
                shifts[passage.section] = len(gaps), characters
                gaps += words.gaps
                gaps.append(_END)
                joins += [form.lower in _ANDS for form in words.forms]
                joins.append(False)
                sentences += [sentence + k for k in words.sentences]
                sentences.append(sentence)
                characters += len(passage.text) + 1
                sentence = sentences[-2] + 1 if len(words) else sentence
            for candidate in candidates:
                for o in candidate.occurrences:
                    word, character = shifts[o.section]
                    rows += number, o.first + word, o.last + word, o.start + character, o.end + character
                    titled.append(o.section == "title")
                number += 1
        columns = np.array(rows, np.int64).reshape(-1, 5)
        order = np.lexsort((-columns[:, 4], columns[:, 3]))
        of, first, last, start, end = columns[order].T
        sentence = np.array(sentences, np.int64)[first]
        kinds = np.array([_KINDS_OF_GAPS.get(gap, -1) for gap in gaps], np.int64)
        return cls(of, first, last, start, end, sentence, np.array(titled, bool)[order], kinds, np.array(joins, bool))

    def overlaps(self) -> Iterator[tuple[Relation, Numbers, Numbers]]:
        """Yield what holds what, and what crosses what: each occurrence against those that start before its end."""
        here = np.arange(len(self.of))
        there = here + 1
        while True:
            within = there < len(self.of)
            here, there = here[within], there[within]
            near = self.start[there] < self.end[here]
            here, there = here[near], there[near]
            if not len(here):
                return
            holds = self.end[there] <= self.end[here]
            yield Relation.HOLDS, self.of[here[holds]], self.of[there[holds]]
            yield Relation.CROSSES, self.of[here[~holds]], self.of[there[~holds]]
            there = there + 1

    def adjoining(self) -> Iterator[tuple[Relation, Numbers, Numbers]]:
        """Yield what follows what at once, by the punctuation between, and what is joined by "and"."""
        one, other = self._followed(self.last)
        gap = self.gaps[self.first[other]]
        for kind, relation in enumerate(_BY_GAP):
            yield relation, self.of[one[gap == kind]], self.of[other[gap == kind]]
        one, other = self._followed(self.last + 1)
        joined = self.joins[self.last[one]] & (self.gaps[self.first[other]] == 0)
        yield Relation.LISTED_BEFORE, self.of[one[joined]], self.of[other[joined]]

    def _followed(self, word: Numbers) -> tuple[Numbers, Numbers]:
        """Return pairs of places of which the second begins at the given word of the first."""
        low, high = np.searchsorted(self.first, word, "left"), np.searchsorted(self.first, word, "right")
        counts = high - low
        one = np.repeat(np.arange(len(word)), counts)
        return one, np.arange(counts.sum()) + np.repeat(low - np.cumsum(counts) + counts, counts)
