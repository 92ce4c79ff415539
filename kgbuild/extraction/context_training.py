"""Training of the networks of `kgbuild.extraction.context`. Needs SciPy (the `train` extra).

By backpropagation with Adam (for the rows of features that a batch has, only these) and dropout (N. Srivastava et al.,
JMLR 15, 2014) on features and hidden numbers. The same papers and settings give the same networks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kgbuild.extraction.adam import Adam, rate_of, shortened
from kgbuild.extraction.classifier import Classifier, Doubles, Floats, as_kept, softmax
from kgbuild.extraction.context import MEANS, Context, Network, to_inputs
from kgbuild.extraction.keys import Keys, index_of
from kgbuild.extraction.neighbours import Neighbours, join
from kgbuild.extraction.sparse import to_matrix

_STEPS: Final = 64  # the numbers of features are kept in 64ths


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """How to train; chosen by held-out papers (docs/quality.md)."""

    networks: int = 2
    width: int = 32
    hidden: int = 64
    epochs: int = 8
    steps: int = 120  # at least, however few papers there are
    rate: float = 0.002
    papers: int = 32  # in a batch
    dropout: float = 0.4  # of features
    hidden_dropout: float = 0.2
    least: int = 4  # features seen less often are left out


@dataclass(frozen=True, slots=True)
class NetworkPaper:
    """A paper to learn from: of each candidate the features, the class, and what the linear classifier believes of it.

    Shape of `beliefs`: (candidates, classes), by a classifier that has not seen the paper. `labels` are columns.
    """

    features: Sequence[Keys]
    labels: Sequence[int]
    beliefs: Doubles
    neighbours: Neighbours


def fit_context(papers: Sequence[NetworkPaper], classes: int, settings: NetworkSettings | None = None) -> Context:
    """Return networks that tell the class of each candidate beside the others; none where there is no candidate."""
    settings = settings or NetworkSettings()
    papers = [paper for paper in papers if len(paper.labels)]
    if not papers:
        return Context(())
    data = _Data.of(papers, settings.least)
    return Context(tuple(_fit(data, classes, settings, seed) for seed in range(settings.networks)))


@dataclass(frozen=True, slots=True)
class _Data:
    """All papers: their rows of features as one sparse matrix, and where the rows of each begin."""

    papers: Sequence[NetworkPaper]
    keys: Keys
    matrix: Any
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, papers: Sequence[NetworkPaper], least: int) -> "_Data":
        keys, matrix = to_matrix([keys for paper in papers for keys in paper.features], least)
        return cls(papers, keys, matrix, np.cumsum([0, *(len(p.labels) for p in papers)]))

    def batch(self, numbers: Sequence[int]) -> "_Batch":
        """Return some papers, their candidates numbered through."""
        its = [self.papers[k] for k in numbers]
        rows = np.concatenate([np.arange(self.starts[k], self.starts[k + 1]) for k in numbers])
        inputs = to_inputs(np.concatenate([paper.beliefs for paper in its])).astype(np.float32)
        labels = np.concatenate([np.asarray(paper.labels, np.int64) for paper in its])
        return _Batch(self.matrix[rows], inputs, labels, _to_operators(join([paper.neighbours for paper in its])))


@dataclass(frozen=True, slots=True)
class _Batch:
    features: Any
    inputs: Floats
    labels: NDArray[np.int64]
    operators: Sequence["_Operator"]


@dataclass(frozen=True, slots=True)
class _Operator:
    """One of the means of `kgbuild.extraction.context.means` as sparse matrices: over members, then to candidates."""

    steps: Sequence[Any]

    def forth(self, values: Floats) -> Floats:
        """Return the means."""
        for step in self.steps:
            values = step @ values
        return values

    def back(self, gradient: Floats) -> Floats:
        """Return the gradient of the values by that of the means."""
        for step in reversed(self.steps):
            gradient = step.T @ gradient
        return gradient


def _to_operators(neighbours: Neighbours) -> list[_Operator]:
    count, papers = neighbours.count, int(neighbours.papers[-1]) + 1
    everyone = np.arange(count)
    to_candidates = _mean_of(everyone, neighbours.papers, (count, papers))
    sentences, members = neighbours.sentences
    of_sentences = int(sentences.max()) + 1
    titled = neighbours.titled
    return [
        *(_Operator([_mean_of(of, others, (count, count))]) for of, others in neighbours.pairs),
        _Operator(
            [_mean_of(sentences, members, (of_sentences, count)), _mean_of(members, sentences, (count, of_sentences))]
        ),
        _Operator([_mean_of(neighbours.papers[titled], titled, (papers, count)), to_candidates]),
        _Operator([_mean_of(neighbours.papers, everyone, (papers, count)), to_candidates]),
    ]


def _mean_of(of: NDArray[np.int64], others: NDArray[np.int64], shape: tuple[int, int]) -> Any:
    """Return the matrix that takes the mean of `others` for each group `of`."""
    from scipy.sparse import csr_matrix

    shares = 1 / np.maximum(np.bincount(of, minlength=shape[0]), 1)[of]
    return csr_matrix((shares.astype(np.float32), (of, others)), shape=shape)


@dataclass(slots=True)
class _Parameters:
    """Everything that is learned: numbers by feature, and the dense parts by the names of `Network`."""

    features: Adam
    dense: dict[str, Adam]

    @classmethod
    def start(
        cls, features: int, classes: int, settings: NetworkSettings, random: np.random.Generator
    ) -> "_Parameters":
        """Return small random numbers."""
        width, hidden, beside = settings.width, settings.hidden, (1 + MEANS) * settings.width

        def normal(rows: int, columns: int, scale: float) -> Adam:
            return Adam(random.normal(0, scale, (rows, columns)).astype(np.float32))

        dense = {
            "of_beliefs": normal(2 * classes, width, (2 * classes) ** -0.5),
            "bias": Adam(np.zeros(width, np.float32)),
            "mixing": normal(beside, hidden, (2 / beside) ** 0.5),
            "mixing_bias": Adam(np.zeros(hidden, np.float32)),
            "output": normal(hidden, classes, 0.05),
            "output_bias": Adam(np.zeros(classes, np.float32)),
        }
        return cls(normal(features, width, 0.02), dense)

    def step(self, gradients: "_Gradients", rate: float, number: int) -> None:
        """Take one step, a long one shortened."""
        for name, gradient in shortened(gradients.dense).items():
            self.dense[name].step(gradient, rate, number)
        self.features.step_rows(gradients.rows, gradients.of_rows, rate)


@dataclass(frozen=True, slots=True)
class _Gradients:
    """Gradients of the dense parts, and of those features that a batch has."""

    dense: dict[str, Floats]
    rows: NDArray[np.int64]
    of_rows: Floats


def _fit(data: _Data, classes: int, settings: NetworkSettings, seed: int) -> Network:
    random = np.random.default_rng(seed)
    parameters = _Parameters.start(len(data.keys), classes, settings, random)
    in_epoch = -(-len(data.papers) // settings.papers)
    steps = in_epoch * max(settings.epochs, -(-settings.steps // in_epoch))
    order: list[int] = []
    for number in range(1, steps + 1):
        order = order or random.permutation(len(data.papers)).tolist()
        now, order = order[: settings.papers], order[settings.papers :]
        gradients = _find_gradients(parameters, data.batch(now), settings, random)
        parameters.step(gradients, rate_of(number, steps, settings.rate), number)
    dense = {name: part.values for name, part in parameters.dense.items()}
    names = tuple(map(str, range(settings.width)))
    # Few digits make a small file, and cost nothing that can be measured.
    values = as_kept((np.round(parameters.features.values * _STEPS) / _STEPS).astype(np.float32))
    features = Classifier(names, index_of(data.keys), values, dense.pop("bias"))
    return Network(features, **dense)


def _find_gradients(
    parameters: _Parameters, batch: _Batch, settings: NetworkSettings, random: np.random.Generator
) -> _Gradients:
    """Return the gradients of the mean cross-entropy of a batch: forth as `Network.scores` does, then back."""

    def mask(shape: tuple[int, ...], dropout: float) -> Floats:
        return ((random.random(shape) >= dropout) / (1 - dropout)).astype(np.float32)

    part = {name: its.values for name, its in parameters.dense.items()}
    features = batch.features.copy()
    features.data *= mask(features.data.shape, settings.dropout)
    of_own = features @ parameters.features.values + batch.inputs @ part["of_beliefs"] + part["bias"]
    own_mask = mask(of_own.shape, settings.hidden_dropout) * (of_own > 0)
    own = of_own * own_mask
    beside = np.concatenate([own, *(o.forth(own) for o in batch.operators)], axis=1)
    of_hidden = beside @ part["mixing"] + part["mixing_bias"]
    hidden_mask = mask(of_hidden.shape, settings.hidden_dropout) * (of_hidden > 0)
    hidden = of_hidden * hidden_mask
    error = softmax((hidden @ part["output"] + part["output_bias"]).astype(np.float64))
    error[np.arange(len(batch.labels)), batch.labels] -= 1
    to_output: Floats = (error / len(batch.labels)).astype(np.float32)
    to_hidden: Floats = (to_output @ part["output"].T) * hidden_mask
    to_means: list[Floats]
    to_own, *to_means = np.split(to_hidden @ part["mixing"].T, 1 + MEANS, axis=1)
    for operator, gradient in zip(batch.operators, to_means, strict=True):
        to_own = to_own + operator.back(gradient)
    to_own = (to_own * own_mask).astype(np.float32)
    dense = {
        "of_beliefs": batch.inputs.T @ to_own,
        "bias": to_own.sum(axis=0),
        "mixing": beside.T @ to_hidden,
        "mixing_bias": to_hidden.sum(axis=0),
        "output": hidden.T @ to_output,
        "output_bias": to_output.sum(axis=0),
    }
    by_feature = features.T.tocsr()
    rows = np.flatnonzero(np.diff(by_feature.indptr))
    return _Gradients(dense, rows, by_feature[rows] @ to_own)
