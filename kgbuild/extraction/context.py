"""A second look at candidates, beside the others of their paper: members of a list, what holds them, the whole paper.

A relational graph network of one layer (M. Schlichtkrull et al., Modeling relational data with graph convolutional
networks, ESWC 2018) over the features of candidates and over what a linear classifier believes of them (D. Wolpert,
Stacked generalization, 1992). NumPy is all it needs to run.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from kgbuild.extraction.classifier import Classifier, Doubles, Floats, Rows, softmax
from kgbuild.extraction.keys import Numbers
from kgbuild.extraction.neighbours import Neighbours, Relation

MEANS: Final = len(Relation) + 3  # over the neighbours in each relation, in the sentences, the title, the paper
_LEAST_BELIEF: Final = 1e-6
_LOGARITHM: Final = 0.2  # brings the logarithms of beliefs to the size of beliefs


@dataclass(frozen=True, slots=True)
class Network:
    """A trained network.

    `features` gives each candidate `width` numbers by its features, as a classifier gives scores. Shapes: `of_beliefs`
    (2 * classes, width); `mixing` ((1 + MEANS) * width, hidden), `mixing_bias` (hidden,); `output` (hidden, classes),
    `output_bias` (classes,).
    """

    features: Classifier
    of_beliefs: Floats
    mixing: Floats
    mixing_bias: Floats
    output: Floats
    output_bias: Floats

    def scores(self, rows: Rows, beliefs: Doubles, neighbours: Neighbours) -> Doubles:
        """Return scores of shape (rows.count, classes); `beliefs` are the probabilities of the linear classifier."""
        own = np.maximum(self._of_features(rows) + to_inputs(beliefs) @ self.of_beliefs.astype(np.float64), 0)
        beside = np.concatenate([own, *means(own, neighbours)], axis=1)
        hidden = np.maximum(beside @ self.mixing.astype(np.float64) + self.mixing_bias, 0)
        # Rounded, since processors differ in the last digits of products.
        return np.round(hidden @ self.output.astype(np.float64) + self.output_bias, 4)

    def _of_features(self, rows: Rows) -> Doubles:
        """Return the sums of the numbers of features; these have so few digits that single precision adds exactly."""
        sums = np.zeros((rows.count, len(self.features.classes)))
        if len(rows.rows):
            starts = np.flatnonzero(np.diff(rows.of, prepend=-1))
            sums[rows.of[starts]] = np.add.reduceat(self.features.weights.take(rows.rows, axis=0), starts, axis=0)
        return sums + self.features.bias


@dataclass(frozen=True, slots=True)
class Context:
    """What several networks, trained alike from different starts, make of candidates together: the mean of scores."""

    networks: tuple[Network, ...]

    def probabilities(self, rows: Rows, beliefs: Doubles, neighbours: Neighbours) -> Doubles:
        """Return probabilities of shape (rows.count, classes); without networks the beliefs as they are."""
        if not self.networks or not rows.count:
            return beliefs
        scores = [network.scores(rows, beliefs, neighbours) for network in self.networks]
        return softmax(np.round(sum(scores[1:], scores[0]) / len(scores), 4))


def to_inputs(beliefs: Doubles) -> Doubles:
    """Return what a network sees of beliefs of shape (candidates, classes): beliefs and logarithms, side by side."""
    result: Doubles = np.concatenate([beliefs, np.log(beliefs + _LEAST_BELIEF) * _LOGARITHM], axis=1)
    return result


def means(values: Doubles, neighbours: Neighbours) -> Iterator[Doubles]:
    """Yield `MEANS` tables of the shape of `values` (candidates, width): the mean of each candidate's neighbours.

    Where there are none it is 0.
    """
    for of, others in neighbours.pairs:
        yield _mean(values[others], of, len(values))
    sentences, members = neighbours.sentences
    count = int(sentences[-1]) + 1 if len(sentences) else 0
    of_sentences = _mean(values[members], sentences, count)
    order = np.argsort(members, kind="stable")
    yield _mean(of_sentences[sentences[order]], members[order], len(values))
    papers = int(neighbours.papers[-1]) + 1 if len(neighbours.papers) else 0
    titled = neighbours.titled
    yield _mean(values[titled], neighbours.papers[titled], papers)[neighbours.papers]
    yield _mean(values, neighbours.papers, papers)[neighbours.papers]


def _mean(values: Doubles, of: Numbers, count: int) -> Doubles:
    """Return the mean of the rows of `values` that belong to each of `count` groups; `of`, their groups, rises."""
    result = np.zeros((count, values.shape[1]))
    if len(of):
        starts = np.flatnonzero(np.diff(of, prepend=-1))
        sizes = np.diff(starts, append=len(of))
        result[of[starts]] = np.add.reduceat(values, starts, axis=0) / sizes[:, None]
    return result
