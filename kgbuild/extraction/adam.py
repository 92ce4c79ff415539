"""One step of Adam after the other (D. Kingma and J. Ba, Adam: A method for stochastic optimization, ICLR 2015)."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kgbuild.extraction.classifier import Floats

_MEAN: Final = 0.9  # how much of the mean gradient stays with each step, and usually of its mean square:
_USUAL_SQUARE: Final = 0.98
_WARMING: Final = 100  # steps until the whole rate
_LEAST_RATE: Final = 0.02  # of the whole, at the end
_LONGEST: Final = 1.0  # of the gradient of a step


@dataclass(slots=True)
class Adam:
    """An array that is learned, and Adam's memory of it; of rows that a step does not touch it stays as it is."""

    values: Floats
    share: float = _USUAL_SQUARE  # of the mean square
    mean: Floats = field(init=False)
    square: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.mean, self.square = np.zeros_like(self.values), np.zeros_like(self.values)

    def step(self, gradient: Floats, rate: float, number: int) -> None:
        """Take one step against a gradient."""
        self.mean += (1 - _MEAN) * (gradient - self.mean)
        self.square += (1 - self.share) * (gradient**2 - self.square)
        unbiased = self.mean / (1 - _MEAN**number), self.square / (1 - self.share**number)
        self.values -= rate * unbiased[0] / (np.sqrt(unbiased[1]) + 1e-8)

    def step_rows(self, rows: NDArray[np.int64], gradient: Floats, rate: float) -> None:
        """Take one step in some rows, which are too seldom touched for a correction of the start."""
        mean = self.mean[rows] + (1 - _MEAN) * (gradient - self.mean[rows])
        square = self.square[rows] + (1 - self.share) * (gradient**2 - self.square[rows])
        self.mean[rows], self.square[rows] = mean, square
        self.values[rows] -= rate * mean / (np.sqrt(square) + 1e-8)


def rate_of(number: int, steps: int, rate: float) -> float:
    """Return the rate of a step, counted from 1: it rises at first, then falls."""
    return rate * min(1.0, number / _WARMING) * (1 - (1 - _LEAST_RATE) * number / steps)


def shortened(gradients: dict[str, Floats]) -> dict[str, Floats]:
    """Return gradients, together no longer than 1."""
    length = float(np.sqrt(sum(float((g**2).sum()) for g in gradients.values())))
    return {name: gradient * min(1.0, _LONGEST / max(length, 1e-12)) for name, gradient in gradients.items()}
