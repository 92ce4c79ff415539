"""Whether a name is worth looking at: a first, cheap classifier that sees the name alone, not its surroundings.

A cascade (P. Viola and M. Jones, Rapid object detection using a boosted cascade of simple features, CVPR 2001): most
candidates are plain words that need no second look.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kgbuild.extraction.candidates import SURE, Names, Occurrence
from kgbuild.extraction.classifier import NOTHING, Classifier
from kgbuild.extraction.keys import Keys, Template, key_of
from kgbuild.extraction.naming import NameFeatures
from kgbuild.extraction.ranges import Source

SOMETHING: Final = "E"
# A candidate less likely than this is dropped: more than half of them, and hardly a right one (docs/quality.md).
_LEAST: Final = 0.02
_MOST_KEPT: Final = 1 << 18  # names whose score is kept in memory
_CERTAIN: Final = 1000.0
_MOST_COUNTED: Final = 3  # occurrences


def hope_features(occurrences: Sequence[Occurrence], names: NameFeatures) -> Keys:
    """Return the keys of the features by which hopeless candidates are told."""
    sources = 0
    for occurrence in occurrences:
        sources |= occurrence.sources
    others = [_of_count(len(occurrences)), *map(_of_source, Source(sources))]
    return np.concatenate([names.of(occurrences[0].text), np.array(others, np.uint64)])


def _of_source(source: Source) -> int:
    return key_of(Template.HOPE_SOURCE, str(source.name))


def _of_count(count: int) -> int:
    return key_of(Template.HOPE_COUNT, str(min(_MOST_COUNTED, count)))


@dataclass(slots=True)
class Hopes:
    """Tells whether all that a paper calls by one name may be anything; a user's own names always may."""

    names: NameFeatures
    classifier: Classifier
    _weights: NDArray[np.float64] = field(init=False)
    _floor: float = field(init=False)
    _of_sources: dict[int, float] = field(default_factory=dict)
    _of_count: tuple[float, ...] = field(init=False)
    _of_name: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        column = self.classifier.classes.index(SOMETHING) if SOMETHING in self.classifier.classes else 0
        other = self.classifier.classes.index(NOTHING) if NOTHING in self.classifier.classes else column
        weights, bias = self.classifier.weights.astype(np.float64), self.classifier.bias.astype(np.float64)
        # One more, zero, for features that the classifier does not know.
        self._weights = np.append(weights[:, column] - weights[:, other], 0.0)
        self._floor = float(np.log(_LEAST / (1 - _LEAST)) - (bias[column] - bias[other]))
        self._of_count = tuple(self._sums([np.array([_of_count(n)], np.uint64) for n in range(_MOST_COUNTED + 1)]))

    def __call__(self, names: Names) -> set[str]:
        """Return the keys of names that may be anything."""
        of_name, of_sources, of_count, floor = self._of_name, self._of_sources, self._of_count, self._floor
        if len(of_name) >= _MOST_KEPT:
            of_name.clear()
        new = {name: key for key, (name, _, _) in names.items() if name not in of_name}
        if new:
            self._score_names(new)
        hopeful = set()
        for key, (name, sources, count) in names.items():
            if sources not in of_sources:
                self._score_sources(sources)
            if of_name[name] + of_sources[sources] + of_count[min(count, _MOST_COUNTED)] >= floor:
                hopeful.add(key)
        return hopeful

    def _score_names(self, new: Mapping[str, str]) -> None:
        features = [self.names.of(name) for name in new]
        known = (self.names.lexicon.get(key) for key in new.values())
        scores = self._sums(features)
        for name, its, score in zip(new, known, scores, strict=True):
            self._of_name[name] = _CERTAIN if its is not None and its.chosen else score

    def _score_sources(self, sources: int) -> None:
        keys = np.array([_of_source(source) for source in Source(sources)], np.uint64)
        self._of_sources[sources] = _CERTAIN if sources & SURE else self._sums([keys])[0]

    def _sums(self, rows: Sequence[Keys]) -> list[float]:
        """Return the weight of each row of features."""
        places = self.classifier.index.find(np.concatenate(rows))
        weights = self._weights[np.append(places, -1)]
        ends = np.cumsum([len(row) for row in rows])
        sums: list[float] = np.add.reduceat(weights, np.concatenate(([0], ends[:-1]))).tolist()
        return sums
