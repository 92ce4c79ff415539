"""Some papers as the scorer of claims sees them: columns of the words of their sentences and of the things named there.

Words, sentences, things and papers are numbered through all the papers; what stands in one paper never depends on the
others.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np

from kgbuild.datamodel import PAPER_ID, ExtractedEntity, Link, Paper
from kgbuild.entity_types import WITH_NAMES
from kgbuild.finishing.claims.keys import Flags, ranges
from kgbuild.finishing.claims.sorts import (
    LINK,
    LINK_KINDS,
    MOST_ROLES,
    PAPER,
    PROPOSED,
    ROLES,
    TYPES,
    USED,
)
from kgbuild.finishing.claims.words import BEHIND_WE, END, WE, WITH_WE, Fact, Word, has, word_table
from kgbuild.finishing.clauses import Clause, find_clauses
from kgbuild.finishing.repositories import find_main
from kgbuild.hashing import Codes, Numbers, code_of

_WORD: Final = re.compile(r"[\ue000-\uf8ff]|[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,]\d+)*|[^\w\s]")
_NOWHERE: Final = 1 << 40  # the place of a thing that is named nowhere
_MOST_PLACES: Final = 12  # of one thing that are looked at
_LONGEST_ROW: Final = 24  # words
_MODIFIERS: Final = 6  # words from a row of names to the word that opens it
_ENDLESS: Final = np.uint64(code_of("..."))
_METHODS: Final = ("Method",)
_METHOD: Final = TYPES["Method"]
_SORT_OF_PROPOSED: Final = _METHOD * MOST_ROLES + PROPOSED
_NAMED: Final = 1
_TERM: Final = 2


class ReadPaper(NamedTuple):
    """A paper with its entities and links, which have ids and places, and all its sentences."""

    paper: Paper
    entities: Sequence[ExtractedEntity]
    links: Sequence[Link]
    clauses: Sequence[Clause]

    @property
    def things(self) -> dict[str, ExtractedEntity | Link]:
        """Return entities and links by their ids."""
        return {entity.id: entity for entity in self.entities} | {link.id: link for link in self.links}


def read_paper(paper: Paper, entities: Sequence[ExtractedEntity], links: Sequence[Link]) -> ReadPaper:
    """Return a paper with its sentences."""
    by_id, links_by_id = {entity.id: entity for entity in entities}, {link.id: link for link in links}
    return ReadPaper(paper, entities, links, find_clauses(paper, by_id, links_by_id, every=True))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of all sentences, each sentence between two that are no words; one row of `table` a word."""

    table: Codes
    sentence: Numbers  # that behind which an end stands, for ends

    def column(self, name: Word) -> Codes:
        """Return what is known of the words."""
        column: Codes = self.table[name]
        return column


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentence `k` has the words first[k]:last[k]; cues are bits (`words.CUES`), also of what stands with "we"."""

    paper: Numbers
    first: Numbers
    last: Numbers
    is_title: Flags
    cues: Codes
    at: Numbers  # where in the paper: tenths
    clauses: Sequence[Clause]

    @property
    def with_we(self) -> Flags:
        """Tell which sentences speak of what the authors do."""
        result: Flags = self.cues & np.uint64(WE) != 0
        return result


@dataclass(frozen=True, slots=True)
class Things:
    """The things of all papers; of each paper first the paper itself, then its entities, then its links.

    `sort` says what a thing is and what part it plays, `fine_sort` also whether a method has a name. `rank` is its
    number among the things of its sort in the order of the text, those of the title first, and `others` how many more
    there are. The thing that `leads` is the first method that the paper proposes as the extraction orders them, or the
    paper where it proposes none. `is_main` tells of a method, `is_headline` of any thing, that the paper is about it.
    """

    ids: Sequence[str]
    names: Sequence[tuple[str, ...]]
    paper: Numbers
    type: Numbers
    role: Numbers
    kind: Numbers  # of methods
    link_kind: Numbers
    confidence: np.ndarray[tuple[int], np.dtype[np.float64]]
    several_words: Flags
    titled: Flags
    rank: Numbers
    others: Numbers
    leads: Flags
    is_main: Flags
    is_headline: Flags

    @property
    def sort(self) -> Numbers:
        """Return what things are and what part they play."""
        result: Numbers = self.type * MOST_ROLES + self.role
        return result

    @property
    def fine_sort(self) -> Numbers:
        """Return the same, and whether methods have a name."""
        result: Numbers = self.sort * 3 + self.kind
        return result


@dataclass(frozen=True, slots=True)
class Places:
    """Where things are named, in order of the things and then of the text; those of thing `k` are first[k]:last[k]."""

    thing: Numbers
    word: Numbers
    sentence: Numbers
    first: Numbers
    last: Numbers


@dataclass(frozen=True)
class View:
    """Some papers in columns; the things of paper `k` are first_thing[k]:first_thing[k + 1]."""

    papers: Sequence[ReadPaper]
    words: Words
    sentences: Sentences
    things: Things
    places: Places
    first_thing: Numbers
    thing_at: Numbers  # of each word, -1 for those that stand for none
    numbers: Sequence[Mapping[str, int]]  # of each paper, its things by their ids

    @cached_property
    def openers(self) -> Codes:
        """Return for each word that stands for a thing what opens the row of names in which it stands (`opener_of`)."""
        openers = np.zeros(len(self.words.sentence), np.uint64)
        marks = np.flatnonzero(self.thing_at >= 0)
        openers[marks] = self.opener_of(marks)
        return openers

    def opener_of(self, words: Numbers) -> Codes:
        """Return the stems of the words before rows of names, past other names and short modifiers."""
        facts, stems = self.words.column(Word.FACTS), self.words.column(Word.STEM)
        found = np.full(len(words), _ENDLESS)
        left, at = np.arange(len(words)), words - 1
        passed = has(facts, Fact.IN_ROW)
        beside_name = np.append(has(facts, Fact.MARK | Fact.ALPHA)[1:], np.False_)
        modifiers = has(facts, Fact.MODIFIER) & beside_name
        for step in range(_LONGEST_ROW):
            on = passed[at]
            if step < _MODIFIERS - 1:
                on = on | modifiers[at]
            found[left[~on]] = stems[at[~on]]
            left, at = left[on], at[on] - 1
            if not len(left):
                break
        return found

    def stem_at(self, words: Numbers, step: int) -> Codes:
        """Return the stems of the words so many steps away, within the sentence of each."""
        return self.words.column(Word.STEM)[self.step(words, step)]

    def step(self, words: Numbers, step: int) -> Numbers:
        """Return the words so many steps away, the end of the sentence where it is nearer."""
        sentences = self.words.sentence[words]
        if step < 0:
            return np.maximum(words + step, self.sentences.first[sentences] - 1)
        return np.minimum(words + step, self.sentences.last[sentences])

    def cues_near(self, words: Numbers, first: int, last: int, cues: Word = Word.CUES) -> Codes:
        """Return the cues of the words from `first` to `last` steps away."""
        table, found = self.words.column(cues), np.zeros(len(words), np.uint64)
        for step in range(first, last + 1):
            found |= table[self.step(words, step)]
        return found


def to_view(papers: Sequence[ReadPaper]) -> View:
    """Return papers in columns."""
    numbers = _numbers(papers)
    words, sentences, marked = _read_words(papers, numbers)
    types = words.column(Word.TYPE)
    marks = np.flatnonzero(types)
    thing_at = np.full(len(types), -1)
    thing_at[marks] = marked
    rows = [row for number, read in enumerate(papers) for row in _rows(number, read)]
    order = np.argsort(thing_at[marks], kind="stable")
    places = _to_places(thing_at[marks][order], marks[order], words.sentence[marks][order], len(rows))
    things = _to_things(papers, rows, places, sentences.is_title)
    first_thing = np.searchsorted(things.paper, np.arange(len(papers) + 1))
    return View(papers, words, sentences, things, places, first_thing, thing_at, numbers)


def _numbers(papers: Sequence[ReadPaper]) -> list[dict[str, int]]:
    """Return the things of each paper, numbered through, by their ids."""
    found: list[dict[str, int]] = []
    base = 0
    for _, entities, links, _ in papers:
        ids = (*(entity.id for entity in entities), *(link.id for link in links))
        numbers = {id_: number for number, id_ in enumerate(ids, start=base + 1)}
        numbers[PAPER_ID] = base
        found.append(numbers)
        base += 1 + len(entities) + len(links)
    return found


def _read_words(
    papers: Sequence[ReadPaper], numbers: Sequence[Mapping[str, int]]
) -> tuple[Words, Sentences, list[int]]:
    words = [END]
    lengths: list[int] = []
    marked: list[int] = []
    clauses: list[Clause] = []
    for read, its in zip(papers, numbers, strict=True):
        for clause in read.clauses:
            found = _WORD.findall(clause.text)
            words += found
            words.append(END)
            lengths.append(len(found))
            if clause.things:
                marked += [its[id_] for id_ in clause.things.values()]
        clauses += read.clauses
    table = np.ascontiguousarray(word_table().rows(words).T)
    length = np.array(lengths, np.int64)
    ends = np.cumsum(length + 1)
    first = ends - length
    of_words = np.concatenate(([0], np.repeat(np.arange(len(length)), length + 1)))
    paper = np.repeat(np.arange(len(papers)), [len(read.clauses) for read in papers])
    cues = np.bitwise_or.reduceat(table[Word.CUES], first) if len(first) else np.zeros(0, np.uint64)
    with_we = np.flatnonzero(cues & np.uint64(WE))
    cues[with_we] |= (cues[with_we] & np.uint64(WITH_WE)) << np.uint64(BEHIND_WE)
    firsts = np.searchsorted(paper, np.arange(len(papers)))
    counts = np.bincount(paper, minlength=len(papers))
    at = 10 * (np.arange(len(paper)) - firsts[paper]) // counts[paper]
    is_title = np.array([clause.section == "title" for clause in clauses], np.bool_)
    return Words(table, of_words), Sentences(paper, first, ends, is_title, cues, at, clauses), marked


_Row = tuple[int, int, int, int, int, float, bool]


def _rows(number: int, read: ReadPaper) -> list[_Row]:
    """Return what is known of the things of a paper by themselves."""
    return [
        (number, TYPES[PAPER], 0, 0, 0, 1.0, False),
        *(_of_entity(number, entity) for entity in read.entities),
        *((number, TYPES[LINK], 0, 0, LINK_KINDS[link.kind], link.confidence, False) for link in read.links),
    ]


def _of_entity(number: int, entity: ExtractedEntity) -> _Row:
    kind = (_NAMED if entity.kind == "named" else _TERM) if entity.type == "Method" else 0
    several = any(" " in name or "-" in name for name in entity.names[:1])
    return number, TYPES[entity.type], ROLES[entity.role] or USED, kind, 0, entity.confidence, several


def _to_places(things: Numbers, words: Numbers, sentences: Numbers, count: int) -> Places:
    first = np.searchsorted(things, np.arange(count))
    kept = np.arange(len(things)) - first[things] < _MOST_PLACES
    things, words, sentences = things[kept], words[kept], sentences[kept]
    first, last = np.searchsorted(things, np.arange(count)), np.searchsorted(things, np.arange(count), "right")
    return Places(things, words, sentences, first, last)


def _to_things(papers: Sequence[ReadPaper], rows: Sequence[_Row], places: Places, is_title: Flags) -> Things:
    table = np.array(rows, np.float64).reshape(-1, 7).T
    paper, type_, role, kind, link_kind, several = table[[0, 1, 2, 3, 4, 6]].astype(np.int64)
    confidence = table[5]
    ids = [id_ for read in papers for id_ in (PAPER_ID, *(e.id for e in read.entities), *(k.id for k in read.links))]
    names = [its for read in papers for its in ((), *(e.names for e in read.entities), *((k.url,) for k in read.links))]
    titled = type_ == TYPES[PAPER]
    titled[places.thing[is_title[places.sentence]]] = True
    rank, others = _ranks(paper, type_ * MOST_ROLES + role, kind, titled, places)
    leads = np.zeros(len(rows), np.bool_)
    proposed = np.flatnonzero(type_ * MOST_ROLES + role == _SORT_OF_PROPOSED)
    itself = np.flatnonzero(type_ == TYPES[PAPER])
    leaders = itself.copy()
    leaders[paper[proposed[::-1]]] = proposed[::-1]  # the first of them is written last
    leads[leaders] = True
    is_main, is_headline = np.zeros((2, len(rows)), np.bool_)
    for flags, types in ((is_main, _METHODS), (is_headline, WITH_NAMES)):
        for read, base in zip(papers, itself.tolist(), strict=True):
            main = find_main(read.paper, read.entities, types)
            if main is not None:
                flags[base + 1 + [entity.id for entity in read.entities].index(main)] = True
    return Things(
        ids,
        names,
        paper,
        type_,
        role,
        kind,
        link_kind,
        confidence,
        several != 0,
        titled,
        rank,
        others,
        leads,
        is_main,
        is_headline,
    )


def _ranks(paper: Numbers, sort: Numbers, kind: Numbers, titled: Flags, places: Places) -> tuple[Numbers, Numbers]:
    """Return the number of each thing among its like: by name, in the title, early; and how many others there are."""
    named_somewhere = places.last > places.first
    first = np.full(len(paper), _NOWHERE)
    first[named_somewhere] = places.word[places.first[named_somewhere]]
    unnamed = (sort % MOST_ROLES == PROPOSED) & (kind == _TERM)
    group = paper * (len(TYPES) * MOST_ROLES) + sort
    order = np.lexsort((first, ~titled, unnamed, group))
    starts = np.searchsorted(group[order], group)
    rank = np.empty(len(paper), np.int64)
    rank[order] = np.arange(len(paper))
    ends = np.searchsorted(group[order], group, "right")
    return rank - starts, ends - starts - 1


def things_of(view: View, papers: Numbers) -> tuple[Numbers, Numbers]:
    """Return the things of each of some papers, and before these the place of the paper among those asked for."""
    return ranges(view.first_thing[papers], view.first_thing[papers + 1])
