"""What the model sees of a candidate: its name, its surroundings at every occurrence, its place in the paper.

A feature is present or not. Surroundings of several occurrences are united, so that one telling place ("we propose X")
is enough.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

import numpy as np

from kgbuild.datamodel import Section
from kgbuild.extraction.candidates import SOURCES, Candidate, Occurrence, Passage
from kgbuild.extraction.keys import Features, Keys, Numbers, Template, codes_of, key_of, keys_of, unite
from kgbuild.extraction.naming import NameFeatures, shape_code, surface_shape
from kgbuild.extraction.surroundings import Places, Surroundings, kind_of_title
from kgbuild.names import singular

# What a thing is called says little about the part it plays: BERT is proposed in one paper and used in the others.
OF_THE_NAME: Final = frozenset(
    {
        *(Template.ABBREVIATED_HEAD, Template.FIRST, Template.FIRST_CLASS, Template.FIRST_HEAD_CLASS, Template.HEAD),
        *(Template.HEAD_2, Template.HEAD_CLASS, Template.HEAD_COARSE, Template.INNER, Template.INNER_CLASS),
        *(Template.LENGTH, Template.LEXICON_AMBIGUOUS, Template.NAME, Template.PREFIX, Template.SHAPE_HEAD),
        *(Template.SUFFIX, Template.SUFFIX_4),
    }
)
# What tells roles apart differently for a coined name and for a term.
BY_KIND: Final = frozenset(
    {
        *(Template.BEFORE, Template.BEGINS, Template.BIAS, Template.COIN, Template.CORPUS, Template.COUNT),
        *(Template.DEFINED_AS, Template.DEPTH, Template.INTRODUCED, Template.LEFT_NEAR, Template.LEXICON_NONE),
        *(Template.NOUN_BEFORE, Template.SECTIONS, Template.TITLE, Template.TITLE_AFTER, Template.TITLE_AND_PAPER),
        *(Template.TITLE_BEFORE, Template.TITLE_SAYS),
    }
)
_COVERING: Final = frozenset({"shape", "short", "long", "colon", "lexicon"})
_SMALL: Final = codes_of(map(str, range(8)))
_SOURCE_KEYS: Final = {source: key_of(Template.SOURCE, source) for source in SOURCES}


def find_features(passages: Sequence[Passage], candidates: Sequence[Candidate], names: NameFeatures) -> Features:
    """Return the features of a paper's candidates."""
    return _PaperFeatures(passages, candidates, names).find()


class _PaperFeatures:
    def __init__(self, passages: Sequence[Passage], candidates: Sequence[Candidate], names: NameFeatures) -> None:
        self._candidates = candidates
        self._names = names
        title, abstract = passages
        self._title = title.words
        gaps = title.words.gaps
        # The word of the title that follows its colon.
        self._colon = next((k for k in range(1, len(gaps)) if ":" in gaps[k]), 0)
        self._around = Surroundings(abstract.words)
        self._introduced = self._around.find_introduced()

    def find(self) -> Features:
        of: list[int] = []
        keys: list[int] = []
        for number, candidate in enumerate(self._candidates):
            found = self._of_candidate(candidate)
            keys += found
            of += [number] * len(found)
        parts = [(np.array(of, np.int64), np.array(keys, np.uint64)), *self._of_names(), *self._of_paper()]
        return unite([*parts, *self._around.features(self._places())], len(self._candidates))

    def _of_candidate(self, candidate: Candidate) -> list[int]:
        occurrences = candidate.occurrences
        sources = occurrences[0].sources if len(occurrences) == 1 else set().union(*(o.sources for o in occurrences))
        keys = [_SOURCE_KEYS[source] for source in sources]
        if candidate.short:
            keys += [key_of(*feature) for feature in _abbreviated(candidate.short, candidate.long)]
        if occurrences[0].section == "title":
            keys += [key_of(*feature) for feature in self._of_title(occurrences)]
        if self._introduced:
            shape = surface_shape(occurrences[0].text)
            keys += [key_of(Template.INTRODUCED, f"{kind} {shape}") for kind in self._introduced]
        return keys

    def _of_names(self) -> list[tuple[Numbers, Keys]]:
        of, found = [], []
        for number, candidate in enumerate(self._candidates):
            for surface in {o.text for o in candidate.occurrences}:
                of.append(number)
                found.append(self._names.of(surface))
        return [(np.repeat(of, [len(keys) for keys in found]), np.concatenate(found))] if found else []

    def _of_paper(self) -> list[tuple[Numbers, Keys]]:
        """Return what depends on how often and where a candidate stands."""
        if not self._candidates:
            return []
        numbers, words = np.arange(len(self._candidates)), self._around.words
        sentences = max(1, self._around.count - 1)
        rows = []
        for candidate, nested in zip(self._candidates, find_nested(self._candidates), strict=True):
            occurrences = candidate.occurrences
            first = next((o for o in occurrences if o.section == "abstract"), None)
            sentence = words.sentences[first.first] if first else 0
            depth = round(3 * sentence / sentences) if first and self._around.count > 1 else -1
            # in the title, in the abstract, in both
            section = (occurrences[0].section == "title") + 2 * (first is not None)
            rows.append((min(len(occurrences), 5), section, round(nested * 4), min(sentence, 4), depth))
        count, section, nested, begins, depth = np.array(rows).T
        deep = depth >= 0
        return [
            (numbers, np.full(len(numbers), key_of(Template.BIAS), np.uint64)),
            (numbers, keys_of(Template.COUNT, _SMALL[count])),
            (numbers, keys_of(Template.SECTIONS, _SMALL[section])),
            (numbers, keys_of(Template.NESTED, _SMALL[nested])),
            (numbers, keys_of(Template.BEGINS, _SMALL[begins])),
            (numbers[deep], keys_of(Template.DEPTH, _SMALL[depth[deep]])),
        ]

    def _places(self) -> Places:
        words = self._around.words
        rows: list[tuple[int, int, int]] = []
        shapes: list[int] = []
        stems: dict[int, int] = {}
        for number, candidate in enumerate(self._candidates):
            shape = shape_code(candidate.long or candidate.occurrences[0].text)
            for o in candidate.occurrences:
                if o.section == "abstract":
                    if o.end < words.ends[o.last - 1]:
                        stems[len(rows)] = o.end - words.starts[o.last - 1]
                    rows.append((number, o.first, o.last))
                    shapes.append(shape)
        of, first, last = np.array(rows, np.int64).reshape(-1, 3).T
        return Places(of, first, last, np.array(shapes, np.uint64), stems)

    def _of_title(self, occurrences: Sequence[Occurrence]) -> Iterator[tuple[Template, str]]:
        words, colon = self._title, self._colon
        for o in occurrences:
            if o.section != "title":
                continue
            if colon:
                yield from self._beside_colon(o)
            if o.first > 0:
                yield Template.TITLE_AFTER, words.forms[o.first - 1].lower
            else:
                yield Template.TITLE, "start"
            if o.last == len(words):
                yield Template.TITLE, "end"
            elif not words.gaps[o.last]:
                yield Template.TITLE_BEFORE, words.forms[o.last].lower

    def _beside_colon(self, o: Occurrence) -> Iterator[tuple[Template, str]]:
        if o.last > self._colon:
            yield Template.TITLE, "after colon"
        elif o.first > 0 or o.last < self._colon:
            yield Template.TITLE, "in head"
        else:
            yield Template.TITLE, "whole head"
            for kind in kind_of_title(self._title.forms[self._colon :]):
                yield Template.TITLE_SAYS, kind
            for kind in self._introduced:
                yield Template.TITLE_AND_PAPER, kind


def _abbreviated(short: str, long: str) -> Iterator[tuple[Template, str]]:
    yield Template.ABBREVIATED, ""
    yield Template.ABBREVIATED_SHAPE, surface_shape(long)
    yield Template.ABBREVIATED_HEAD, singular(long.lower().replace("-", " ").split()[-1])
    yield Template.ABBREVIATED_AS, surface_shape(short)


def find_nested(candidates: Sequence[Candidate]) -> list[float]:
    """Return for each candidate the share of its occurrences that lie inside a longer capitalised candidate."""
    ends: dict[Section, dict[int, int]] = {"title": {}, "abstract": {}}  # start -> the furthest end from there
    for candidate in candidates:
        for o in candidate.occurrences:
            if not _COVERING.isdisjoint(o.sources):
                section = ends[o.section]
                section[o.start] = max(section.get(o.start, 0), o.end)
    reach = {section: _furthest(starts) for section, starts in ends.items()}
    shares = []
    for candidate in candidates:
        inside = 0
        for o in candidate.occurrences:
            before = reach[o.section][min(o.start, len(reach[o.section]) - 1)]
            inside += before >= o.end or ends[o.section].get(o.start, 0) > o.end
        shares.append(inside / len(candidate.occurrences))
    return shares


def _furthest(starts: dict[int, int]) -> list[int]:
    """Return for each character how far the stretches reach that start before it."""
    reach = [0] * (max(starts, default=0) + 2)
    for start, end in starts.items():
        reach[start + 1] = end
    return list(accumulate(reach, max))
