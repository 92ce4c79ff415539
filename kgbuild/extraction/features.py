"""What the model sees of a candidate: its name, its surroundings at every occurrence, its place in the paper.

A feature is present or not. Surroundings of several occurrences are united, so that one telling place ("we propose X")
is enough.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kgbuild.extraction.candidates import Candidate, Occurrence, Passage
from kgbuild.extraction.keys import (
    Codes,
    Features,
    Keys,
    Numbers,
    Template,
    codes_of,
    joined,
    key_of,
    keys_of,
    unite,
)
from kgbuild.extraction.naming import NameFeatures, shape_code, surface_shape
from kgbuild.extraction.ranges import Source
from kgbuild.extraction.surroundings import Places, Surroundings, kind_of_title
from kgbuild.extraction.telling import find_telling
from kgbuild.extraction.words import Words
from kgbuild.identity.names import singular

# What a thing is called says little about the part it plays: BERT is proposed in one paper and used in the others.
OF_THE_NAME: Final = frozenset(
    {
        *(Template.ABBREVIATED_HEAD, Template.FIRST, Template.FIRST_CLASS, Template.FIRST_HEAD_CLASS, Template.HEAD),
        *(Template.HEAD_2, Template.HEAD_CLASS, Template.HEAD_COARSE, Template.INNER, Template.INNER_CLASS),
        *(Template.LENGTH, Template.LEXICON_AMBIGUOUS, Template.NAME, Template.PREFIX, Template.SHAPE_HEAD),
        *(Template.SUFFIX, Template.SUFFIX_4),
    }
)
_COVERING: Final = int(Source.SHAPE | Source.SHORT | Source.LONG | Source.COLON | Source.LEXICON)
_SMALL: Final = codes_of(map(str, range(8)))
_SOURCE_BITS: Final = np.array([int(source) for source in Source])
_SOURCE_KEYS: Final = np.array([key_of(Template.SOURCE, str(source.name)) for source in Source], np.uint64)
_BIAS: Final = np.uint64(key_of(Template.BIAS))


Paper = tuple[Sequence[Passage], Sequence[Candidate]]
"""Title and abstract, and the candidates in them: title first, in the order of their places."""


def find_features(papers: Sequence[Paper], names: NameFeatures) -> Features:
    """Return the features of the candidates of some papers, numbered through."""
    candidates = [c for _, its in papers for c in its]
    if not candidates:
        return unite([], 0)
    around = Surroundings.of([abstract.words for (_, abstract), _ in papers])
    introduced = around.find_introduced()
    columns = _to_columns(papers, around)
    shapes = np.array([shape_code(c.long or c.occurrences[0].text) for c in candidates], np.uint64)
    places = columns.places(shapes)
    parts = [
        _of_names(candidates, names),
        *_of_paper(columns, around),
        *_of_introduced(papers, introduced),
        _of_some(papers, introduced),
        *around.features(places),
        *find_telling(around, places),
    ]
    return unite(parts, len(candidates))


@dataclass(frozen=True, slots=True)
class _Columns:
    """The occurrences of all candidates: words counted through all abstracts, characters through all texts."""

    papers: Numbers  # of each candidate: its paper
    of: Numbers
    in_abstract: NDArray[np.bool_]
    first: Numbers
    last: Numbers
    start: Numbers
    end: Numbers
    sources: Numbers
    word_starts: Numbers
    word_ends: Numbers

    def places(self, shapes: Codes) -> Places:
        """Return the occurrences in the abstracts; `shapes` are those of the candidates."""
        here = self.in_abstract
        of, first, last, end = self.of[here], self.first[here], self.last[here], self.end[here]
        partly = np.flatnonzero(end < self.word_ends[last - 1])
        stems = end[partly] - self.word_starts[last[partly] - 1]
        return Places(of, first, last, shapes[of], dict(zip(partly.tolist(), stems.tolist(), strict=True)))


def _to_columns(papers: Sequence[Paper], around: Surroundings) -> _Columns:
    rows: list[int] = []
    of_papers: list[int] = []
    starts: list[Numbers] = []
    ends: list[Numbers] = []
    characters = 0
    for paper, ((title, abstract), candidates) in enumerate(papers):
        word, shift = int(around.offsets[paper]), characters + len(title.text) + 1
        for number, candidate in enumerate(candidates, start=len(of_papers)):
            for o in candidate.occurrences:
                if o.section == "abstract":
                    rows += number, 1, o.first + word, o.last + word, o.start + shift, o.end + shift, o.sources
                else:
                    rows += number, 0, 0, 0, o.start + characters, o.end + characters, o.sources
        of_papers += [paper] * len(candidates)
        characters = shift
        starts.append(np.array(abstract.words.starts, np.int64) + characters)
        ends.append(np.array(abstract.words.ends, np.int64) + characters)
        characters += len(abstract.text) + 1
    of, in_abstract, first, last, start, end, sources = np.array(rows, np.int64).reshape(-1, 7).T
    words = np.concatenate(starts), np.concatenate(ends)
    return _Columns(np.array(of_papers), of, in_abstract == 1, first, last, start, end, sources, *words)


def _of_names(candidates: Sequence[Candidate], names: NameFeatures) -> tuple[Numbers, Keys]:
    of, found = [], []
    for number, candidate in enumerate(candidates):
        for surface in {o.text for o in candidate.occurrences}:
            of.append(number)
            found.append(names.of(surface))
    return np.repeat(of, [len(keys) for keys in found]), np.concatenate(found)


def _of_paper(columns: _Columns, around: Surroundings) -> Iterator[tuple[Numbers, Keys]]:
    """Yield what depends on how often and where a candidate stands, and on what proposed it."""
    numbers, of = np.arange(len(columns.papers)), columns.of
    count = np.bincount(of)
    begins = np.flatnonzero(np.diff(of, prepend=-1))  # the first occurrence of each
    sources = np.bitwise_or.reduceat(columns.sources, begins)
    which, bit = np.nonzero(sources[:, None] & _SOURCE_BITS)
    yield which, _SOURCE_KEYS[bit]
    here = columns.in_abstract
    first = np.flatnonzero(np.diff(of[here], prepend=-1))  # of those in the abstract
    sentence, depth = np.zeros(len(numbers), np.int64), np.full(len(numbers), -1)
    inside = of[here][first]
    papers = columns.papers[inside]
    sentence[inside] = around.sentences[columns.first[here][first]] - around.first_sentences[papers]
    last = around.first_sentences[papers + 1] - around.first_sentences[papers] - 1
    depth[inside] = np.where(last > 0, np.rint(3 * sentence[inside] / np.maximum(last, 1)), -1)
    section = (~here[begins]).astype(np.int64)  # 1 in the title, 2 in the abstract, 3 in both
    section[inside] += 2
    nested = np.rint(4 * _count_nested(columns) / count).astype(np.int64)
    yield numbers, np.full(len(numbers), _BIAS)
    yield numbers, keys_of(Template.COUNT, _SMALL[np.minimum(count, 5)])
    yield numbers, keys_of(Template.SECTIONS, _SMALL[section])
    yield numbers, keys_of(Template.NESTED, _SMALL[nested])
    yield numbers, keys_of(Template.BEGINS, _SMALL[np.minimum(sentence, 4)])
    deep = depth >= 0
    yield numbers[deep], keys_of(Template.DEPTH, _SMALL[depth[deep]])


def _count_nested(columns: _Columns) -> Numbers:
    """Return how many occurrences of each candidate lie inside a longer capitalised candidate."""
    covering = columns.sources & _COVERING != 0
    ends = np.zeros(int(columns.end.max()) + 2, np.int64)  # start -> the furthest end from there
    np.maximum.at(ends, columns.start[covering], columns.end[covering])
    reach = np.maximum.accumulate(ends)
    start, end = columns.start, columns.end
    before = np.where(start > 0, reach[start - 1], 0)  # how far the stretches reach that start before it
    inside = (before >= end) | (ends[start] > end)
    return np.bincount(columns.of[inside], minlength=len(columns.papers))


def _of_introduced(papers: Sequence[Paper], introduced: Sequence[Sequence[str]]) -> Iterator[tuple[Numbers, Keys]]:
    number = 0
    for (_, candidates), kinds in zip(papers, introduced, strict=True):
        if kinds and candidates:
            shapes = np.array([shape_code(c.occurrences[0].text) for c in candidates], np.uint64)
            keys = keys_of(Template.INTRODUCED, joined(codes_of(kinds)[:, None], shapes))
            yield np.tile(np.arange(number, number + len(candidates)), len(kinds)), keys.ravel()
        number += len(candidates)


def _of_some(papers: Sequence[Paper], introduced: Sequence[Sequence[str]]) -> tuple[Numbers, Keys]:
    """Return what only few candidates have: the place in the title, an abbreviation."""
    of: list[int] = []
    keys: list[int] = []
    number = 0
    for ((title, _), candidates), kinds in zip(papers, introduced, strict=True):
        words = title.words
        # The word of the title that follows its colon.
        colon = next((k for k in range(1, len(words)) if ":" in words.gaps[k]), 0)
        for k, candidate in enumerate(candidates, start=number):
            found: list[tuple[Template, str]] = []
            if candidate.short:
                found += _abbreviated(candidate.short, candidate.long)
            for o in candidate.occurrences:
                if o.section != "title":
                    break
                found += _in_title(o, words)
                if colon:
                    found += _beside_colon(o, words, colon, kinds)
            if found:
                keys += [key_of(template, text) for template, text in found]
                of += [k] * len(found)
        number += len(candidates)
    return np.array(of, np.int64), np.array(keys, np.uint64)


def _in_title(o: Occurrence, title: Words) -> Iterator[tuple[Template, str]]:
    if o.first > 0:
        yield Template.TITLE_AFTER, title.forms[o.first - 1].lower
    else:
        yield Template.TITLE, "start"
        if o.last >= len(title) - 1:  # nothing else but perhaps what sort of thing it is: "PPO Algorithms"
            yield Template.TITLE, "whole"
    if o.last == len(title):
        yield Template.TITLE, "end"
    elif not title.gaps[o.last]:
        yield Template.TITLE_BEFORE, title.forms[o.last].lower


def _beside_colon(o: Occurrence, title: Words, colon: int, introduced: Sequence[str]) -> Iterator[tuple[Template, str]]:
    if o.last > colon:
        yield Template.TITLE, "after colon"
    elif o.first > 0 or o.last < colon:
        yield Template.TITLE, "in head"
    else:
        yield Template.TITLE, "whole head"
        for kind in kind_of_title(title.forms[colon:]):
            yield Template.TITLE_SAYS, kind
        for kind in introduced:
            yield Template.TITLE_AND_PAPER, kind


def _abbreviated(short: str, long: str) -> Iterator[tuple[Template, str]]:
    yield Template.ABBREVIATED, ""
    yield Template.ABBREVIATED_SHAPE, surface_shape(long)
    yield Template.ABBREVIATED_HEAD, singular(long.lower().replace("-", " ").split()[-1])
    yield Template.ABBREVIATED_AS, surface_shape(short)
