"""Training of the networks of `kgbuild.extraction.role_network`. Needs SciPy (the `train` extra).

By backpropagation with Adam and dropout (N. Srivastava et al., JMLR 15, 2014) on words, filters and hidden numbers. The
same papers and settings give the same networks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kgbuild.extraction.adam import Adam, rate_of, shortened
from kgbuild.extraction.classifier import Classifier, Floats, as_kept, softmax
from kgbuild.extraction.keys import Index, Keys, Numbers, index_of
from kgbuild.extraction.role_network import (
    KNOWN,
    PIECES,
    REACH,
    STARTS_OF_PIECES,
    UNKNOWN,
    RoleNetwork,
    RoleReader,
    find_windows,
    find_words,
    to_classes,
    to_positions,
    to_stretches,
    with_outside,
)
from kgbuild.extraction.role_words import POSITIONS, SENTENCES, Place, Reading, join
from kgbuild.extraction.sparse import to_matrix

_SQUARE: Final = 0.999  # how much of the mean square of gradients stays: most rows have none in most batches
_NEVER: Final = -1e4  # the score of a part that things of a type do not play


@dataclass(frozen=True, slots=True)
class RoleSettings:
    """How to train; chosen by held-out papers (docs/quality.md)."""

    networks: int = 1
    width: int = 48
    filters: int = 64
    seen: int = 64
    hidden: int = 64
    epochs: int = 7
    steps: int = 120  # at least, however few papers there are
    rate: float = 0.003
    papers: int = 24  # in a batch
    unknown: float = 0.1  # share of words that are hidden
    dropout: float = 0.3
    least: int = 4  # words of fewer papers, and features of fewer things, are left out


@dataclass(frozen=True, slots=True)
class RolePaper:
    """A paper to learn from: what there is to read, and of each thing its features and the part it plays.

    `parts` are columns, and `able` (things, columns) tells which ones things of that type may be.
    """

    reading: Reading
    features: Sequence[Keys]
    parts: Numbers
    able: NDArray[np.bool_]


def fit_reader(
    papers: Sequence[RolePaper], parts: Sequence[str], settings: RoleSettings | None = None
) -> tuple[Classifier, RoleReader]:
    """Return a linear classifier and the networks that add to its scores, which have learned together.

    `parts` are the names of the columns. Where nothing plays a part there are no networks.
    """
    settings = settings or RoleSettings()
    papers = [paper for paper in papers if len(paper.parts)]
    data = _Data.of(papers, settings)
    if not papers:
        nothing = np.zeros((0, len(parts)), np.float32)
        bias = np.zeros(len(parts), np.float32)
        return Classifier(tuple(parts), index_of(data.keys), nothing, bias), RoleReader(())
    fitted = [_fit(data, len(parts), settings, seed) for seed in range(settings.networks)]
    weights: Floats = sum((linear for linear, _ in fitted[1:]), fitted[0][0]) / np.float32(len(fitted))
    # The bias of the linear classifier is that of the networks.
    linear = Classifier(tuple(parts), index_of(data.keys), as_kept(weights), np.zeros(len(parts), np.float32))
    return linear, RoleReader(tuple(network for _, network in fitted))


@dataclass(frozen=True, slots=True)
class _Data:
    """All papers: the words and features that are known, and the features of things as one matrix."""

    papers: Sequence[RolePaper]
    words: Index
    classes: tuple[str, ...]
    keys: Keys
    matrix: Any
    starts: Numbers  # the row of each paper's first thing

    @classmethod
    def of(cls, papers: Sequence[RolePaper], settings: RoleSettings) -> "_Data":
        words = [np.unique(paper.reading.words) for paper in papers]
        known, counts = np.unique(np.concatenate([*words, np.zeros(0, np.uint64)]), return_counts=True)
        keys, matrix = to_matrix([keys for paper in papers for keys in paper.features], settings.least)
        return cls(
            papers,
            index_of(known[(counts >= settings.least) & (known != 0)]),
            tuple(sorted({name for paper in papers for name in paper.reading.classes})),
            keys,
            matrix,
            np.cumsum([0, *(len(paper.parts) for paper in papers)]),
        )


def _fit(data: _Data, parts: int, settings: RoleSettings, seed: int) -> tuple[Floats, RoleNetwork]:
    random = np.random.default_rng(seed)
    learned = _start(data, parts, settings, random)
    in_epoch = -(-len(data.papers) // settings.papers)
    steps = in_epoch * max(settings.epochs, -(-settings.steps // in_epoch))
    order: list[int] = []
    for number in range(1, steps + 1):
        order = order or random.permutation(len(data.papers)).tolist()
        now, order = order[: settings.papers], order[settings.papers :]
        batch = _Batch.of(data, now, random, settings)
        values = {name: part.values for name, part in learned.items()}
        gradients = shortened(_find_gradients(values, batch, settings.dropout, random))
        rate = rate_of(number, steps, settings.rate)
        for name, gradient in gradients.items():
            learned[name].step(gradient, rate, number)
    linear = learned.pop("linear").values
    kept = {name: as_kept(part.values) for name, part in learned.items()}
    return linear, RoleNetwork(data.words, data.classes, **kept)


def _start(data: _Data, parts: int, settings: RoleSettings, random: np.random.Generator) -> dict[str, Adam]:
    """Return small random numbers by the names of `RoleNetwork`, and zeros for the linear classifier."""

    def normal(rows: int, columns: int, scale: float) -> Adam:
        return Adam(random.normal(0, scale, (rows, columns)).astype(np.float32), _SQUARE)

    embedding = normal(KNOWN + len(data.words.keys), settings.width, 0.3)
    embedding.values[0] = 0
    of_place, mixed = PIECES * settings.filters + POSITIONS + SENTENCES, settings.seen + len(data.classes)
    stretch = REACH * settings.width
    return {
        "linear": Adam(np.zeros((len(data.keys), parts), np.float32), _SQUARE),
        "embedding": embedding,
        "filters": normal(stretch, settings.filters, (2 / stretch) ** 0.5),
        "filters_bias": Adam(np.zeros(settings.filters, np.float32), _SQUARE),
        "reading": normal(of_place, settings.seen, (2 / of_place) ** 0.5),
        "reading_bias": Adam(np.zeros(settings.seen, np.float32), _SQUARE),
        "mixing": normal(mixed, settings.hidden, (2 / mixed) ** 0.5),
        "mixing_bias": Adam(np.zeros(settings.hidden, np.float32), _SQUARE),
        "output": normal(settings.hidden, parts, 0.05),
        "output_bias": Adam(np.zeros(parts, np.float32), _SQUARE),
    }


@dataclass(frozen=True, slots=True)
class _Batch:
    """Some papers with their things numbered through; `words` are rows of the embedding."""

    reading: Reading
    features: Any
    words: Numbers
    positions: Floats
    classes: Floats
    parts: Numbers
    able: NDArray[np.bool_]

    @classmethod
    def of(cls, data: _Data, numbers: Sequence[int], random: np.random.Generator, settings: RoleSettings) -> "_Batch":
        papers = [data.papers[k] for k in numbers]
        reading = join([paper.reading for paper in papers])
        words = find_words(data.words, reading)
        words[(random.random(len(words)) < settings.unknown) & (words >= KNOWN)] = UNKNOWN
        rows = np.concatenate([np.arange(data.starts[k], data.starts[k + 1]) for k in numbers])
        return cls(
            reading,
            data.matrix[rows],
            words,
            to_positions(reading),
            to_classes(reading, data.classes),
            np.concatenate([paper.parts for paper in papers]),
            np.concatenate([paper.able for paper in papers]),
        )


def _find_gradients(
    part: Mapping[str, Floats], batch: _Batch, dropout: float, random: np.random.Generator
) -> dict[str, Floats]:
    """Return the gradients of the mean cross-entropy of a batch: forth as `RoleNetwork.scores` does, then back."""

    def mask(values: Floats) -> Floats:
        return ((random.random(values.shape, np.float32) >= dropout) / np.float32(1 - dropout)).astype(np.float32)

    features = batch.features.copy()
    features.data *= mask(features.data)
    words = part["embedding"][batch.words]
    words_mask = mask(words) * (batch.words > 0)[:, None]
    stretches = to_stretches(words * words_mask)
    filtered = stretches @ part["filters"] + part["filters_bias"]
    filtered_mask = mask(filtered) * (filtered > 0)
    pooled, taken = _pool(with_outside(filtered * filtered_mask), find_windows(batch.reading))
    of_places = np.concatenate([pooled, batch.positions], axis=1)
    read = np.maximum(of_places @ part["reading"] + part["reading_bias"], 0)
    seen, best = _gather(read, batch.reading)
    seen_mask = mask(seen)
    both = np.concatenate([seen * seen_mask, batch.classes], axis=1)
    hidden = both @ part["mixing"] + part["mixing_bias"]
    hidden_mask = mask(hidden) * (hidden > 0)
    hidden = hidden * hidden_mask
    scores = (hidden @ part["output"] + part["output_bias"] + features @ part["linear"]).astype(np.float64)
    error = softmax(np.where(batch.able, scores, _NEVER))
    error[np.arange(len(batch.parts)), batch.parts] -= 1

    to_output: Floats = (error / len(batch.parts)).astype(np.float32)
    to_hidden: Floats = (to_output @ part["output"].T) * hidden_mask
    to_seen: Floats = (to_hidden @ part["mixing"].T)[:, : seen.shape[1]] * seen_mask
    to_read = np.zeros_like(read)
    things, columns = np.nonzero(best >= 0)
    to_read[best[things, columns], columns] = to_seen[things, columns]
    to_read *= read > 0
    to_pooled = (to_read @ part["reading"].T)[:, : pooled.shape[1]]
    to_filtered = _sum_rows(taken, to_pooled, filtered.shape) * filtered_mask
    to_stretch = to_filtered @ part["filters"].T
    to_words = np.zeros_like(words)
    width = words.shape[1]
    for k in range(REACH):
        to_words[k : k + len(to_stretch)] += to_stretch[:, k * width : (k + 1) * width]
    to_words *= words_mask
    return {
        "linear": features.T @ to_output,
        "embedding": _one_hot(batch.words, len(part["embedding"])).T @ to_words,
        "filters": stretches.T @ to_filtered,
        "filters_bias": to_filtered.sum(axis=0),
        "reading": of_places.T @ to_read,
        "reading_bias": to_read.sum(axis=0),
        "mixing": both.T @ to_hidden,
        "mixing_bias": to_hidden.sum(axis=0),
        "output": hidden.T @ to_output,
        "output_bias": to_output.sum(axis=0),
    }


def _pool(filtered: Floats, windows: Numbers) -> tuple[Floats, Numbers]:
    """Return the maxima of pieces side by side, of shape (places, PIECES * filters), and the rows that they are of."""
    values = filtered[windows]
    ends = [*STARTS_OF_PIECES[1:].tolist(), windows.shape[1]]
    maxima, rows = [], []
    for start, end in zip(STARTS_OF_PIECES.tolist(), ends, strict=True):
        best = values[:, start:end].argmax(axis=1)
        maxima.append(np.take_along_axis(values[:, start:end], best[:, None], axis=1)[:, 0])
        rows.append(np.take_along_axis(windows[:, start:end], best, axis=1))
    return np.concatenate(maxima, axis=1), np.concatenate(rows, axis=1)


def _gather(read: Floats, reading: Reading) -> tuple[Floats, Numbers]:
    """Return the maxima over the places of each thing, and the place each is of, -1 where there is none."""
    shape = len(reading.classes), read.shape[1]
    seen, best = np.zeros(shape, np.float32), np.full(shape, -1)
    of = reading.places[:, Place.OF]
    bounds = [*np.flatnonzero(np.diff(of, prepend=-1)).tolist(), len(of)]
    for start, end in pairwise(bounds):
        at = read[start:end].argmax(axis=0)
        best[of[start]] = start + at
        seen[of[start]] = read[start + at, np.arange(shape[1])]
    return seen, best


def _sum_rows(rows: Numbers, values: Floats, shape: tuple[int, int]) -> Floats:
    """Return an array of a shape into which values are added: each at its row, and at the column of its filter."""
    filters = shape[1]
    columns = np.arange(values.shape[1]) % filters
    places = rows * filters + columns
    inside = rows < shape[0]
    sums = np.bincount(places[inside], values[inside], minlength=shape[0] * filters)
    return sums.reshape(shape).astype(np.float32)


def _one_hot(numbers: Numbers, count: int) -> Any:
    from scipy.sparse import csr_matrix

    ones = np.ones(len(numbers), np.float32)
    return csr_matrix((ones, (np.arange(len(numbers)), numbers.reshape(-1))), shape=(len(numbers), count))
