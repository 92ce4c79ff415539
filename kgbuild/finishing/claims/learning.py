"""Binary logistic regression on sparse features. Needs SciPy (the `train` extra).

L2-regularised maximum likelihood by L-BFGS (D. C. Liu and J. Nocedal, Mathematical Programming 45, 1989).
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kgbuild.errors import ModelError
from kgbuild.hashing import Keys

Doubles = NDArray[np.float64]
_STEPS: Final = 60


class Fitted(NamedTuple):
    """Weights of the features of a matrix, and the bias."""

    weights: Doubles
    bias: float


def to_rows(examples: Sequence[Keys], least: int) -> Keys:
    """Return the features that at least so many examples have, rising; an example has each of its features once."""
    keys, counts = np.unique(np.concatenate([*examples, np.zeros(0, np.uint64)]), return_counts=True)
    return keys[counts >= least]


def to_matrix(examples: Sequence[Keys], rows: Keys) -> Any:
    """Return the examples as a sparse matrix of zeros and ones. Raises ModelError where SciPy is missing."""
    try:
        from scipy.sparse import csr_matrix
    except ImportError as fault:
        raise ModelError("training needs SciPy: pip install 'kgbuild[train]'") from fault
    every = np.concatenate([*examples, np.zeros(0, np.uint64)])
    columns = np.searchsorted(rows, every)
    known = columns < len(rows)
    known[known] = rows[columns[known]] == every[known]
    ends = np.concatenate(([0], np.cumsum(known)))[np.cumsum([0, *map(len, examples)])]
    columns = columns[known]
    return csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(examples), len(rows)))


def fit(matrix: Any, right: Doubles, strength: float, emphasis: Doubles | None = None) -> Fitted:
    """Return the weights that tell the right examples (1) from the others (0); more `strength` fits closer.

    A feature of more `emphasis` (1 by default) has its weight held back less.
    """
    from scipy.optimize import minimize
    from scipy.sparse import diags

    if emphasis is not None:
        found = fit((matrix @ diags(emphasis)).tocsr(), right, strength)
        return Fitted(found.weights * emphasis, found.bias)

    share = float(np.clip(right.mean() if len(right) else 0.0, 1e-3, 1 - 1e-3))
    start = np.zeros(matrix.shape[1] + 1)
    start[-1] = np.log(share / (1 - share))
    if not 0 < right.sum() < len(right):
        return Fitted(start[:-1], float(start[-1]))
    transposed = matrix.T.tocsr()

    def loss(parameters: Doubles) -> tuple[float, Doubles]:
        weights, bias = parameters[:-1], parameters[-1]
        scores = matrix @ weights + bias
        error = 1 / (1 + np.exp(-np.clip(scores, -30, 30))) - right
        value = strength * float(np.sum(np.logaddexp(0, scores) - right * scores)) + 0.5 * float(weights @ weights)
        gradient = np.append(strength * (transposed @ error) + weights, strength * error.sum())
        return value, gradient

    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return Fitted(found.x[:-1], float(found.x[-1]))


def rising_shares(judged: Sequence[tuple[float, bool]], least: int) -> tuple[tuple[float, float], ...]:
    """Return points (score, share right) that rise: isotonic regression over bins of at least `least`.

    M. Ayer et al., An empirical distribution function for sampling with incomplete information, 1955.
    """
    ordered = sorted(judged)
    bins = [ordered[k : k + least] for k in range(0, len(ordered), least)] or [[(0.0, False)]]
    if len(bins) > 1 and len(bins[-1]) < least:
        bins[-2:] = [bins[-2] + bins[-1]]
    pools: list[tuple[float, int, int]] = []  # sum of scores, number right, number
    for found in bins:
        pools.append((sum(score for score, _ in found), sum(right for _, right in found), len(found)))
        while len(pools) > 1 and pools[-2][1] * pools[-1][2] >= pools[-1][1] * pools[-2][2]:
            last = pools.pop()
            pools[-1] = (pools[-1][0] + last[0], pools[-1][1] + last[1], pools[-1][2] + last[2])
    points = [(round(scores / n, 4), round((right + 0.5) / (n + 1), 4)) for scores, right, n in pools]
    return tuple(point for k, point in enumerate(points) if k == 0 or point[0] > points[k - 1][0])


def best_threshold(judged: Sequence[tuple[float, bool]], gold: int) -> float:
    """Return the score around which F1 is best: the mean of neighbours, since the peak itself is chance."""
    chances = [round(0.1 + 0.02 * k, 2) for k in range(40)]
    f1 = []
    for chance in chances:
        taken = [right for score, right in judged if score >= _logit(chance)]
        f1.append(2 * sum(taken) / max(1, len(taken) + gold))
    smooth = [float(np.mean(f1[max(0, k - 3) : k + 4])) for k in range(len(f1))]
    return _logit(chances[int(np.argmax(np.round(smooth, 6)))])


def _logit(chance: float) -> float:
    return round(float(np.log(chance / (1 - chance))), 4)


def score_of(curve: Sequence[tuple[float, float]], share: float) -> float:
    """Return the least score of which so large a share proved right; beyond all points where none is so good."""
    for (low, less), (high, more) in pairwise(curve):
        if more >= share:
            return round(low if less >= share else low + (share - less) * (high - low) / (more - less), 4)
    return curve[0][0] if curve[0][1] >= share else curve[-1][0] + 1
