"""Training of the network of `kgbuild.extraction.model` on sparse features. Needs SciPy (the `train` extra).

AdaGrad (J. Duchi et al., JMLR 12, 2011) with one rate a feature, dropout on features and on the hidden layer; the same
examples and seed give the same network.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kgbuild.errors import ModelError
from kgbuild.extraction.model import Classifier, Doubles, Floats, softmax, to_steps, with_unknown

_START: Final = 0.1  # what AdaGrad's sums start from
_DECAY: Final = 1e-6
_GRADIENT_SCALE: Final = 8  # gradients of a batch's mean are small beside the start of AdaGrad's sums


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train; chosen by cross-validation (docs/quality.md)."""

    hidden: int = 64
    epochs: int = 4
    rate: float = 0.1
    batch: int = 128
    feature_dropout: float = 0.1
    hidden_dropout: float = 0.3
    least: int = 5  # features seen less often are left out
    seed: int = 0


@dataclass(slots=True)
class _Table:
    """Weights with AdaGrad's sums: one a row where rows are features (a batch has few), else one a weight."""

    values: Floats
    by_row: bool = False
    sums: Floats = field(init=False)

    def __post_init__(self) -> None:
        shape = (len(self.values), 1) if self.by_row else self.values.shape
        self.sums = np.full(shape, _START, np.float32)

    def update(self, rows: Any, gradient: Floats, rate: float) -> None:
        gradient = gradient + _DECAY * self.values[rows]
        square = gradient**2
        self.sums[rows] += square.mean(axis=1, keepdims=True) if self.by_row else square
        self.values[rows] -= rate * gradient / np.sqrt(self.sums[rows])


def fit(features: Sequence[Sequence[str]], labels: Sequence[str], settings: Settings) -> Classifier:
    """Return a network that tells the labels by the features. Raises ModelError where SciPy is missing."""
    try:
        from scipy.sparse import csr_matrix
    except ImportError as fault:
        raise ModelError("training needs SciPy: pip install 'kgbuild[train]'") from fault
    counts = Counter(f for row in features for f in row)
    rows = {f: i for i, f in enumerate(sorted(f for f, n in counts.items() if n >= settings.least and "\n" not in f))}
    classes = tuple(sorted(set(labels))) or ("O",)
    indices: list[int] = []
    ends = [0]
    for row in features:
        indices.extend(rows[f] for f in row if f in rows)
        ends.append(len(indices))
    data = np.ones(len(indices), np.float32)
    matrix = csr_matrix((data, indices, ends), shape=(len(features), len(rows)), dtype=np.float32)
    targets = np.array([classes.index(label) for label in labels], dtype=np.int64)
    return _train(matrix, targets, rows, classes, settings)


def _train(
    matrix: Any, targets: NDArray[np.int64], rows: dict[str, int], classes: tuple[str, ...], settings: Settings
) -> Classifier:
    random = np.random.default_rng(settings.seed)
    features, hidden, n = len(rows), settings.hidden, len(targets)
    vectors = _Table((random.standard_normal((features, hidden)) * 0.05).astype(np.float32), by_row=True)
    wide = _Table(np.zeros((features, len(classes)), np.float32), by_row=True)
    out = _Table((random.standard_normal((hidden, len(classes))) * 0.1).astype(np.float32))
    hidden_bias = _Table(np.zeros(hidden, np.float32))
    bias = _Table(np.zeros(len(classes), np.float32))
    for epoch in range(settings.epochs):
        rate = settings.rate * float(np.sqrt(1 - epoch / settings.epochs))
        order = random.permutation(n)
        for start in range(0, n, settings.batch):
            chosen = order[start : start + settings.batch]
            batch = matrix[chosen]
            keep = random.random(len(batch.data)) > settings.feature_dropout
            batch.data = (batch.data * keep / (1 - settings.feature_dropout)).astype(np.float32)
            used = np.unique(batch.indices)
            small = batch[:, used]
            before = small @ vectors.values[used] + hidden_bias.values
            alive = (random.random(before.shape) > settings.hidden_dropout) / (1 - settings.hidden_dropout)
            layer = (np.maximum(before, 0) * alive).astype(np.float32)
            error = softmax((layer @ out.values + small @ wide.values[used] + bias.values).astype(np.float64))
            error[np.arange(len(chosen)), targets[chosen]] -= 1
            gradient: Floats = (error * (_GRADIENT_SCALE / len(chosen))).astype(np.float32)
            back = ((gradient @ out.values.T) * alive * (before > 0)).astype(np.float32)
            out.update(..., layer.T @ gradient, rate)
            vectors.update(used, small.T @ back, rate)
            wide.update(used, small.T @ gradient, rate)
            hidden_bias.update(..., back.sum(axis=0), rate)
            bias.update(..., gradient.sum(axis=0), rate)
    return _as_stored(
        Classifier(classes, rows, wide.values, vectors.values, hidden_bias.values, out.values, bias.values)
    )


def _as_stored(trained: Classifier) -> Classifier:
    """Return the network as it will be read from its file: a model decides alike before and after."""
    steps, scale = to_steps(trained.vectors)
    return Classifier(
        trained.classes,
        trained.rows,
        with_unknown(trained.wide.astype(np.float16).astype(np.float32)),
        with_unknown(steps.astype(np.float32) * scale),
        trained.hidden_bias,
        trained.out,
        trained.bias,
    )


def scores_of(classifier: Classifier, features: Sequence[Sequence[str]], classes: Sequence[str]) -> Doubles:
    """Return the classifier's probabilities in the columns of `classes` (zero for those that it does not know)."""
    result = np.zeros((len(features), len(classes)))
    result[:, [classes.index(c) for c in classifier.classes]] = classifier.probabilities(features)
    return result
