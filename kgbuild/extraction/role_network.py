"""The parts that things play, read from the words around them.

A convolutional network with pooling by pieces, here to the left of a name and to the right, near and far (D. Zeng et
al., Distant supervision for relation extraction via piecewise convolutional neural networks, EMNLP 2015). It adds to
the scores of a linear classifier that has learned beside it; the columns of both are parts (`role_parts`). NumPy is all
it needs to run.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from kgbuild.extraction.classifier import Doubles, Floats
from kgbuild.extraction.context import Real, product
from kgbuild.extraction.keys import Index, Numbers
from kgbuild.extraction.role_words import BETWEEN, POSITIONS, SENTENCES, Place, Reading

REACH: Final = 2 * BETWEEN + 1  # words that a filter sees
_LEFT: Final = 24  # words to the left that are pooled
_PIECES: Final = (-_LEFT, -8, -3, 0, 1, 4, 9, 17)  # from each to the next, from the name
PIECES: Final = len(_PIECES) - 1
_OFFSETS: Final = np.arange(_PIECES[0], _PIECES[-1])
STARTS_OF_PIECES: Final = np.array(_PIECES[:-1]) + _LEFT
UNKNOWN: Final = 1  # the row of words that the network does not know; the first row is that of the ends of sentences
KNOWN: Final = 2  # the first row of a word


@dataclass(frozen=True, slots=True)
class RoleNetwork:
    """A trained network.

    `words` are the hashes of the words it knows, `classes` those of the things. Shapes: `embedding` (KNOWN + words,
    width); `filters` (REACH * width, filters); `reading` (PIECES * filters + POSITIONS + SENTENCES, seen); `mixing`
    (seen + classes, hidden); `output` (hidden, columns); and a bias for each but the
    first.
    """

    words: Index
    classes: tuple[str, ...]
    embedding: Floats
    filters: Floats
    filters_bias: Floats
    reading: Floats
    reading_bias: Floats
    mixing: Floats
    mixing_bias: Floats
    output: Floats
    output_bias: Floats

    def fits(self, columns: int) -> bool:
        """Tell whether the shapes are those of a network with so many columns."""
        if any(getattr(self, name).ndim != 2 for name in ("embedding", "filters", "reading", "mixing", "output")):
            return False
        (_, width), filters, seen = self.embedding.shape, self.filters.shape[1], self.reading.shape[1]
        hidden = self.mixing.shape[1]
        shapes = {
            "embedding": (KNOWN + len(self.words.keys), width),
            "filters": (REACH * width, filters),
            "filters_bias": (filters,),
            "reading": (PIECES * filters + POSITIONS + SENTENCES, seen),
            "reading_bias": (seen,),
            "mixing": (seen + len(self.classes), hidden),
            "mixing_bias": (hidden,),
            "output": (hidden, columns),
            "output_bias": (columns,),
        }
        return all(getattr(self, name).shape == shape for name, shape in shapes.items())

    def scores(self, reading: Reading) -> Doubles:
        """Return scores of shape (things, columns)."""
        if not reading.classes:
            return np.zeros((0, len(self.output_bias)))
        words = self.embedding[find_words(self.words, reading)]
        filtered = np.maximum(product(to_stretches(words), self.filters) + self.filters_bias, 0)
        pooled = np.maximum.reduceat(with_outside(filtered)[find_windows(reading)], STARTS_OF_PIECES, axis=1)
        pooled = pooled.reshape(len(reading.places), PIECES * self.filters.shape[1])
        of_places = np.concatenate([pooled, to_positions(reading)], axis=1)
        read = np.maximum(product(of_places, self.reading) + self.reading_bias, 0)
        seen = np.zeros((len(reading.classes), read.shape[1]), np.float32)
        of = reading.places[:, Place.OF]
        starts = np.flatnonzero(np.diff(of, prepend=-1))
        if len(of):
            seen[of[starts]] = np.maximum.reduceat(read, starts, axis=0)
        mixed = product(np.concatenate([seen, to_classes(reading, self.classes)], axis=1), self.mixing)
        hidden = np.maximum(mixed + self.mixing_bias, 0)
        # Rounded, since processors differ in the last digits of products.
        scores: Doubles = np.round((product(hidden, self.output) + self.output_bias).astype(np.float64), 4)
        return scores


@dataclass(frozen=True, slots=True)
class RoleReader:
    """What several networks, trained alike from different starts, make of things together: the mean of scores."""

    networks: tuple[RoleNetwork, ...]

    def scores(self, reading: Reading) -> Doubles | float:
        """Return what to add to the scores of the linear classifier; shape (things, its columns)."""
        scores = [network.scores(reading) for network in self.networks]
        return np.round(sum(scores[1:], scores[0]) / len(scores), 4) if scores else 0.0


def find_words(words: Index, reading: Reading) -> Numbers:
    """Return the row of each word in an embedding."""
    places = words.find(reading.words)
    return np.where(reading.words == 0, 0, np.where(places < 0, UNKNOWN, places + KNOWN))


def to_stretches(words: Real) -> Real:
    """Return for each word but the first and last `BETWEEN` the words that a filter sees around it, side by side."""
    count = max(0, len(words) - REACH + 1)
    return np.concatenate([words[k : k + count] for k in range(REACH)], axis=1)


def with_outside(filtered: Real) -> Real:
    """Return what filters found, and nothing for what is outside the sentence."""
    return np.concatenate([filtered, np.zeros((1, filtered.shape[1]), filtered.dtype)])


def find_windows(reading: Reading) -> Numbers:
    """Return for each place the rows of `with_outside` to pool, of shape (places, words)."""
    at, first, end = (reading.places[:, column, None] for column in (Place.AT, Place.FIRST, Place.END))
    windows = at + _OFFSETS
    outside = len(reading.words) - REACH + 1
    return np.where((windows >= first) & (windows < end), windows - BETWEEN, outside)


def to_positions(reading: Reading) -> Floats:
    """Return for each place a row that tells the part of the paper and the sentence."""
    count = len(reading.places)
    rows = np.zeros((count, POSITIONS + SENTENCES), np.float32)
    rows[np.arange(count), reading.places[:, Place.POSITION]] = 1
    rows[np.arange(count), POSITIONS + reading.places[:, Place.SENTENCE]] = 1
    return rows


def to_classes(reading: Reading, classes: tuple[str, ...]) -> Floats:
    """Return for each thing a row that tells its class; a class that is new to the network has none."""
    rows = np.zeros((len(reading.classes), len(classes)), np.float32)
    known = [(k, classes.index(name)) for k, name in enumerate(reading.classes) if name in classes]
    for row, column in known:
        rows[row, column] = 1
    return rows
