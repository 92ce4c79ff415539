"""What unannotated abstracts teach: classes of words that stand in like places, and how names are used.

Counted once over some 90,000 abstracts of conferences and arXiv (see docs/quality.md); only words, names and numbers
are kept. The annotated papers are not among them.
"""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kgbuild.errors import ModelError

# In how many papers a name is written in lower case, stands before (or in a list before) a noun of a kind, follows a
# verb of proposing, and so on; the order of the columns in the file.
USES: Final = ("lower", "data", "bench", "model", "task", "metric", "propose", "on", "beat", "use", "include")
UNKNOWN_WORD: Final = (-1, -1)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Classes of words and counts of names (by `name_key`): where each stands, and the rows there."""

    words: Mapping[str, int]
    word_classes: NDArray[np.integer[Any]]  # (words, 2): coarse, fine
    names: Mapping[str, int]
    name_counts: NDArray[np.integer[Any]]  # (names, 1 + uses): papers, papers by use in the order of USES

    def classes(self, word: str) -> tuple[int, int]:
        """Return the coarse and the fine class of a word, or UNKNOWN_WORD."""
        row = self.words.get(word)
        if row is None:
            return UNKNOWN_WORD
        coarse, fine = self.word_classes[row].tolist()
        return coarse, fine

    def counts(self, key: str) -> list[int] | None:
        """Return in how many papers a name stands, and in how many in each use, or None."""
        row = self.names.get(key)
        return None if row is None else self.name_counts[row].tolist()


@cache
def read_corpus() -> Corpus:
    """Return the packaged counts. Raises ModelError where the file is damaged."""
    try:
        with (files("kgbuild.extraction") / "corpus.zip").open("rb") as packaged:
            data = packaged.read()
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            words = archive.read("words.txt").decode().split("\n")
            classes = np.load(io.BytesIO(archive.read("classes.npy")))
            names = archive.read("names.txt").decode().split("\n")
            counts = np.load(io.BytesIO(archive.read("counts.npy")))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as fault:
        raise ModelError(
            f"the packaged counts of unannotated papers cannot be read ({fault}); install kgbuild anew"
        ) from fault
    return Corpus(
        {word: row for row, word in enumerate(words)}, classes, {name: row for row, name in enumerate(names)}, counts
    )
