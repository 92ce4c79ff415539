"""A second look at candidates, beside the others of their paper: members of a list, what holds them, the whole paper.

A relational graph network of one layer (M. Schlichtkrull et al., Modeling relational data with graph convolutional
networks, ESWC 2018) over the features of candidates and over what a linear classifier believes of them (D. Wolpert,
Stacked generalization, 1992). NumPy is all it needs to run.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeVar

import numpy as np

from kgbuild.extraction.classifier import Classifier, Doubles, Floats, Rows, softmax
from kgbuild.extraction.keys import Numbers
from kgbuild.extraction.neighbours import Neighbours, Relation

MEANS: Final = len(Relation) + 3  # over the neighbours in each relation, in the sentences, the title, the paper
Real = TypeVar("Real", Floats, Doubles)
_ROWS: Final = 32  # in a product
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
        own = np.maximum(self._of_features(rows) + product(to_inputs(beliefs), self.of_beliefs), 0)
        of_own, *of_means = np.split(self.mixing, 1 + MEANS)
        hidden = product(own, of_own) + self.mixing_bias
        for mean, weights in zip(means(own, neighbours), of_means, strict=True):
            hidden[mean.of] += product(mean.values, weights)[mean.rows]
        # Rounded, since processors differ in the last digits of products.
        scores: Doubles = np.round(product(np.maximum(hidden, 0), self.output) + self.output_bias, 4)
        return scores

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


class Mean(NamedTuple):
    """Means of neighbours: of candidate `of[k]` it is row `rows[k]` of `values`; of the others, which have none, 0."""

    of: Numbers
    rows: Numbers
    values: Doubles


def means(values: Doubles, neighbours: Neighbours) -> Iterator[Mean]:
    """Yield `MEANS` means over the neighbours of candidates; `values` is of shape (candidates, width)."""
    for of, others in neighbours.pairs:
        candidates, _, found = _mean(values[others], of)
        yield Mean(candidates, np.arange(len(candidates)), found)
    sentences, members = neighbours.sentences
    _, rows, of_sentences = _mean(values[members], sentences)
    order = np.argsort(members, kind="stable")
    candidates, _, found = _mean(of_sentences[rows[order]], members[order])
    yield Mean(candidates, np.arange(len(candidates)), found)
    papers, titled = neighbours.papers, neighbours.titled
    for members in (titled, np.arange(len(values))):
        known, _, found = _mean(values[members], papers[members])
        of = np.flatnonzero(np.isin(papers, known))
        yield Mean(of, np.searchsorted(known, papers[of]), found)


def _mean(values: Doubles, of: Numbers) -> tuple[Numbers, Numbers, Doubles]:
    """Return the groups, the row of each value's group, and the means of the rows of `values` by group.

    `of` are the groups of the values, rising.
    """
    starts = np.flatnonzero(np.diff(of, prepend=-1))
    sizes = np.diff(starts, append=len(of))
    rows = np.repeat(np.arange(len(starts)), sizes)
    if not len(of):
        return of, rows, values
    return of[starts], rows, np.add.reduceat(values, starts, axis=0) / sizes[:, None]


def product(values: Real, weights: Floats) -> Real:
    """Return a matrix product as exact as `values`, a few rows at a time.

    So a row comes out the same whatever stands beside it, and the library below starts no threads, which would take
    longer than the product.
    """
    blocks = -(-len(values) // _ROWS)
    padded = np.zeros((blocks * _ROWS, values.shape[1]), values.dtype)
    padded[: len(values)] = values
    product = padded.reshape(blocks, _ROWS, values.shape[1]) @ weights.astype(values.dtype)
    result: Real = product.reshape(blocks * _ROWS, weights.shape[1])[: len(values)]
    return result
