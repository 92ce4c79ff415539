"""Features of many candidates as one sparse matrix, for training. Needs SciPy (the `train` extra)."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from kgbuild.errors import ModelError
from kgbuild.extraction.keys import Keys


def to_matrix(features: Sequence[Keys], least: int) -> tuple[Keys, Any]:
    """Return the keys that are seen so often at least, rising, and a matrix of ones of shape (features, keys).

    Each row has a key once. Raises ModelError where SciPy is missing.
    """
    try:
        from scipy.sparse import csr_matrix
    except ImportError as fault:
        raise ModelError("training needs SciPy: pip install 'kgbuild[train]'") from fault
    every = np.concatenate([*features, np.zeros(0, np.uint64)])
    keys, numbers, counts = np.unique(every, return_inverse=True, return_counts=True)
    often = counts >= least
    keep = often[numbers]
    ends = np.concatenate(([0], np.cumsum(keep)))[np.cumsum([0, *map(len, features)])]
    columns = (np.cumsum(often) - 1)[numbers[keep]]
    ones = np.ones(len(columns), np.float32)
    return keys[often], csr_matrix((ones, columns, ends), shape=(len(features), int(often.sum())), dtype=np.float32)
