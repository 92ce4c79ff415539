"""Training of the linear classifiers of `kgbuild.extraction.model` on sparse features. Needs SciPy (the `train` extra).

Multinomial logistic regression by AdaGrad (J. Duchi et al., JMLR 12, 2011) with one rate a feature, and dropout on
features (S. Wager et al., Dropout training as adaptive regularization, NIPS 2013). The mean of a few runs with other
orders is taken, which is a linear classifier again; the same examples and settings give the same one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kgbuild.errors import ModelError
from kgbuild.extraction.model import Classifier, Doubles, Floats, softmax

_START: Final = 0.1  # what AdaGrad's sums start from
_GRADIENT_SCALE: Final = 8  # gradients of a batch's mean are small beside the start of AdaGrad's sums


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train; chosen by cross-validation (docs/quality.md)."""

    epochs: int = 14
    rate: float = 0.25
    batch: int = 512
    dropout: float = 0.2
    least: int = 4  # features seen less often are left out
    runs: int = 2
    seed: int = 0


def fit(
    features: Sequence[Sequence[int]], labels: Sequence[str], size: int, settings: Settings | None = None
) -> Classifier:
    """Return a classifier that tells the labels by the features, which are numbers below `size`.

    Raises ModelError where SciPy is missing.
    """
    settings = settings or Settings()
    try:
        from scipy.sparse import csr_matrix
    except ImportError as fault:
        raise ModelError("training needs SciPy: pip install 'kgbuild[train]'") from fault
    classes = tuple(sorted(set(labels))) or ("O",)
    numbers = np.fromiter(chain.from_iterable(features), np.int64)
    ends = np.cumsum([0, *map(len, features)])
    often = np.bincount(numbers, minlength=size) >= settings.least
    used = np.flatnonzero(often)
    places = np.cumsum(often) - 1
    keep = often[numbers]
    kept_ends = np.concatenate(([0], np.cumsum(keep)))[ends]
    data = np.ones(int(kept_ends[-1]), np.float32)
    shape = (len(features), len(used))
    matrix = csr_matrix((data, places[numbers[keep]], kept_ends), shape=shape, dtype=np.float32)
    targets = np.array([classes.index(label) for label in labels], dtype=np.int64)
    weights = np.zeros((size, len(classes)), np.float32)
    bias = np.zeros(len(classes), np.float32)
    if len(targets):
        for run in range(settings.runs):
            part, part_bias = _train(matrix, targets, len(classes), settings, settings.seed * 1000 + run)
            weights[used] += part / settings.runs
            bias += part_bias / settings.runs
    # As it will be read from its file: a model decides alike before and after.
    return Classifier(classes, weights.astype(np.float16).astype(np.float32), bias)


def _train(
    matrix: Any, targets: NDArray[np.int64], classes: int, settings: Settings, seed: int
) -> tuple[Floats, Floats]:
    random = np.random.default_rng(seed)
    weights, sums = np.zeros((matrix.shape[1], classes), np.float32), np.full((matrix.shape[1], 1), _START, np.float32)
    bias, bias_sums = np.zeros(classes, np.float32), np.full(classes, _START, np.float32)
    for epoch in range(settings.epochs):
        rate = settings.rate * float(np.sqrt(1 - epoch / settings.epochs))
        order = random.permutation(len(targets))
        shuffled = matrix[order]
        labels = targets[order]
        keep = random.random(len(shuffled.data)) > settings.dropout
        shuffled.data = (shuffled.data * keep / (1 - settings.dropout)).astype(np.float32)
        for start in range(0, len(targets), settings.batch):
            batch = shuffled[start : start + settings.batch]
            error = softmax((batch @ weights + bias).astype(np.float64))
            error[np.arange(batch.shape[0]), labels[start : start + settings.batch]] -= 1
            gradient: Floats = (error * (_GRADIENT_SCALE / batch.shape[0])).astype(np.float32)
            change = batch.T @ gradient
            sums += np.mean(change**2, axis=1, keepdims=True)
            weights -= rate * change / np.sqrt(sums)
            bias_change = gradient.sum(axis=0)
            bias_sums += bias_change**2
            bias -= rate * bias_change / np.sqrt(bias_sums)
    return weights, bias


def scores_of(classifier: Classifier, features: Sequence[Sequence[int]], classes: Sequence[str]) -> Doubles:
    """Return the classifier's probabilities in the columns of `classes` (zero for those that it does not know)."""
    result = np.zeros((len(features), len(classes)))
    result[:, [classes.index(c) for c in classifier.classes]] = classifier.probabilities(features)
    return result
