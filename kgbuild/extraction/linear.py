"""Training of linear classifiers (`kgbuild.extraction.classifier`) on sparse features. Needs SciPy (the `train` extra).

Multinomial logistic regression by AdaGrad (J. Duchi et al., JMLR 12, 2011) with one rate a feature, and dropout on
features (S. Wager et al., Dropout training as adaptive regularization, NIPS 2013). The mean of a few runs with other
orders is taken, which is a linear classifier again; the same examples and settings give the same one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kgbuild.extraction.classifier import Classifier, Floats, as_kept, softmax
from kgbuild.extraction.keys import Keys, index_of
from kgbuild.extraction.sparse import to_matrix

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


def fit(features: Sequence[Keys], labels: Sequence[str], settings: Settings | None = None) -> Classifier:
    """Return a classifier that tells the labels by the features of each example, each key once.

    Raises ModelError where SciPy is missing.
    """
    settings = settings or Settings()
    classes = tuple(sorted(set(labels))) or ("O",)
    used, matrix = to_matrix(features, settings.least)
    targets = np.array([classes.index(label) for label in labels], dtype=np.int64)
    weights = np.zeros((len(used), len(classes)), np.float32)
    bias = np.zeros(len(classes), np.float32)
    if len(targets):
        for run in range(settings.runs):
            part, part_bias = _train(matrix, targets, len(classes), settings, settings.seed * 1000 + run)
            weights += part / settings.runs
            bias += part_bias / settings.runs
    return Classifier(classes, index_of(used), as_kept(weights), bias)


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
