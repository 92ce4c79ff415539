"""Linear classifiers over the keys of features: multinomial logistic regression. NumPy is all they need to run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kgbuild.extraction.keys import Features, Index, Keys, Numbers, index_of

NOTHING: Final = "O"
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rows:
    """The known features of candidates, each once, by candidate: row `rows[k]` of the weights for candidate `of[k]`."""

    count: int  # candidates
    of: Numbers
    rows: Numbers

    def only(self, candidates: Sequence[int]) -> "Rows":
        """Return the rows of some candidates; the others have none."""
        wanted = np.zeros(self.count, bool)
        wanted[candidates] = True
        here = wanted[self.of]
        return Rows(self.count, self.of[here], self.rows[here])

    def united(self, groups: Sequence[Sequence[int]]) -> "Rows":
        """Return the rows of groups of candidates, each row once: of group k those of all its candidates."""
        group = np.full(self.count, -1)
        for number, candidates in enumerate(groups):
            group[candidates] = number
        of = group[self.of]
        return _each_once(len(groups), of[of >= 0], self.rows[of >= 0])


@dataclass(frozen=True, slots=True)
class Classifier:
    """A trained linear classifier, or several side by side.

    Shapes: `index.keys` (features,); `weights` (features, classes); `bias` (classes,).
    """

    classes: tuple[str, ...]
    index: Index
    weights: Floats
    bias: Floats

    def rows(self, features: Features) -> Rows:
        """Return the rows of the features that have any weight."""
        places = self.index.find(features.keys)
        known = places >= 0
        return _each_once(features.count, features.of[known], places[known])

    def scores(self, rows: Rows) -> Doubles:
        """Return scores of shape (rows.count, classes).

        Weights have few digits (`as_kept`), so that their sums are exact: processors differ in the order of adding.
        """
        scores = np.zeros((rows.count, len(self.classes)))
        if len(rows.rows):
            starts = np.flatnonzero(np.diff(rows.of, prepend=-1))
            scores[rows.of[starts]] = np.add.reduceat(
                self.weights.take(rows.rows, axis=0), starts, axis=0, dtype=np.float64
            )
        return np.round(scores + self.bias, 4)

    def probabilities(self, features: Features) -> Doubles:
        """Return probabilities of shape (features.count, classes)."""
        return softmax(self.scores(self.rows(features)))


def _each_once(count: int, of: Numbers, rows: Numbers) -> Rows:
    pairs = np.sort((of << 32) | rows)
    fresh = np.ones(len(pairs), bool)
    fresh[1:] = pairs[1:] != pairs[:-1]
    pairs = pairs[fresh]
    return Rows(count, pairs >> 32, pairs & 0xFFFF_FFFF)


def softmax(scores: Doubles) -> Doubles:
    """Return each row of scores as probabilities."""
    exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Doubles = exponents / exponents.sum(axis=1, keepdims=True)
    return result


def side_by_side(parts: Sequence[Classifier]) -> Classifier:
    """Return several classifiers as one."""
    keys = np.unique(np.concatenate([part.index.keys for part in parts]))
    classes = tuple(c for part in parts for c in part.classes)
    weights = np.concatenate([weights_of(part, keys) for part in parts], axis=1)
    return Classifier(classes, index_of(keys), weights, np.concatenate([part.bias for part in parts]))


def weights_of(classifier: Classifier, keys: Keys) -> Floats:
    """Return the weights of features, of shape (keys, classes); zero where the classifier does not know them."""
    weights = np.zeros((len(keys), len(classifier.classes)), np.float32)
    places = classifier.index.find(keys)
    weights[places >= 0] = classifier.weights[places[places >= 0]]
    return weights


def with_one_index(*parts: Classifier) -> Iterator[Classifier]:
    """Yield classifiers alike that know the features of all of them."""
    index = index_of(np.unique(np.concatenate([part.index.keys for part in parts])))
    return (replace(part, index=index, weights=weights_of(part, index.keys)) for part in parts)


def as_kept(weights: Floats) -> Floats:
    """Return weights as they will be read from a file: a model decides alike before and after."""
    return weights.astype(np.float16).astype(np.float32)
