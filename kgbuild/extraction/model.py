"""The trained model: linear classifiers over the keys of features; NumPy is all it needs to run.

Multinomial logistic regression. One classifier tells what a candidate is (or that it is nothing), one per class the
part it plays; one, which sees all but the name, whether the paper brings it; and one, which sees the name only, whether
the place of the name is worth looking at. They have one index of features, so that those of a paper are looked up once.
"""

import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import accumulate
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
from numpy.typing import NDArray

from kgbuild.errors import ModelError
from kgbuild.extraction.keys import Features, Index, Keys, Numbers, index_of
from kgbuild.extraction.model_file import read_about, read_array, read_file, unpack
from kgbuild.records.fields import shorten

FORMAT: Final = 6
NOTHING: Final = "O"
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rows:
    """The known features of candidates, each once, by candidate: row `rows[k]` of the weights for candidate `of[k]`."""

    count: int  # candidates
    of: Numbers
    rows: Numbers

    def only(self, candidates: Sequence[int]) -> "Rows":
        """Return the rows of some candidates; the others have none."""
        wanted = np.zeros(self.count, bool)
        wanted[candidates] = True
        here = wanted[self.of]
        return Rows(self.count, self.of[here], self.rows[here])


@dataclass(frozen=True, slots=True)
class Classifier:
    """A trained linear classifier, or several side by side.

    Shapes: `index.keys` (features,); `weights` (features, classes); `bias` (classes,).
    """

    classes: tuple[str, ...]
    index: Index
    weights: Floats
    bias: Floats

    def rows(self, features: Features) -> Rows:
        """Return the rows of the features that have any weight."""
        places = self.index.find(features.keys)
        known = places >= 0
        pairs = np.sort((features.of[known] << 32) | places[known])
        fresh = np.ones(len(pairs), bool)
        fresh[1:] = pairs[1:] != pairs[:-1]
        pairs = pairs[fresh]
        return Rows(features.count, pairs >> 32, pairs & 0xFFFF_FFFF)

    def scores(self, rows: Rows) -> Doubles:
        """Return scores of shape (rows.count, classes).

        Weights have few digits (`as_kept`), so that their sums are exact: processors differ in the order of adding.
        """
        scores = np.zeros((rows.count, len(self.classes)))
        if len(rows.rows):
            starts = np.flatnonzero(np.diff(rows.of, prepend=-1))
            scores[rows.of[starts]] = np.add.reduceat(
                self.weights.take(rows.rows, axis=0), starts, axis=0, dtype=np.float64
            )
        return np.round(scores + self.bias, 4)

    def probabilities(self, features: Features) -> Doubles:
        """Return probabilities of shape (features.count, classes)."""
        return softmax(self.scores(self.rows(features)))


def softmax(scores: Doubles) -> Doubles:
    """Return each row of scores as probabilities."""
    exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Doubles = exponents / exponents.sum(axis=1, keepdims=True)
    return result


@dataclass(frozen=True, slots=True)
class Model:
    """All that was learned.

    Four classifiers with one index: whether a name is worth looking at at all (`hopes`), what candidates are, the parts
    they play (with the columns `[first, last)` for each class), and whether the paper brings them, name aside
    (`novelty`). Head nouns of terms; and by class the least belief that is kept and the calibration: points (belief,
    share that proved right), rising.
    """

    hopes: Classifier
    candidates: Classifier
    roles: Classifier
    role_columns: Mapping[str, tuple[int, int]]
    novelty: Classifier
    heads: Mapping[str, int]
    thresholds: Mapping[str, float]
    calibration: Mapping[str, tuple[tuple[float, float], ...]]
    trained_on: str


def side_by_side(parts: Sequence[Classifier]) -> Classifier:
    """Return several classifiers as one."""
    keys = np.unique(np.concatenate([part.index.keys for part in parts]))
    classes = tuple(c for part in parts for c in part.classes)
    weights = np.concatenate([weights_of(part, keys) for part in parts], axis=1)
    return Classifier(classes, index_of(keys), weights, np.concatenate([part.bias for part in parts]))


def weights_of(classifier: Classifier, keys: Keys) -> Floats:
    """Return the weights of features, of shape (keys, classes); zero where the classifier does not know them."""
    weights = np.zeros((len(keys), len(classifier.classes)), np.float32)
    places = classifier.index.find(keys)
    weights[places >= 0] = classifier.weights[places[places >= 0]]
    return weights


def with_one_index(*parts: Classifier) -> Iterator[Classifier]:
    """Yield classifiers alike that know the features of all of them."""
    index = index_of(np.unique(np.concatenate([part.index.keys for part in parts])))
    return (replace(part, index=index, weights=weights_of(part, index.keys)) for part in parts)


def as_kept(weights: Floats) -> Floats:
    """Return weights as they will be read from a file: a model decides alike before and after."""
    return weights.astype(np.float16).astype(np.float32)


def columns_of(described: Iterable[tuple[str, Sequence[str]]]) -> dict[str, tuple[int, int]]:
    """Return which columns the classes of each part have, side by side."""
    columns, start = {}, 0
    for name, classes in described:
        columns[name] = start, start + len(classes)
        start += len(classes)
    return columns


def write_model(model: Model, file: Path | IO[bytes]) -> None:
    """Write a model as one zip file whose bytes depend on the model alone; features without weight are left out."""
    whole = side_by_side((model.hopes, model.candidates, model.roles, model.novelty))
    weights = whole.weights.astype(np.float16)
    weighty = np.any(weights != 0, axis=1)
    with zipfile.ZipFile(file, "w") as archive:
        about = {
            "format": FORMAT,
            "heads": dict(sorted(model.heads.items())),
            "thresholds": dict(sorted(model.thresholds.items())),
            "calibration": dict(sorted(model.calibration.items())),
            "trained_on": model.trained_on,
            "hopes": model.hopes.classes,
            "candidates": model.candidates.classes,
            "novelty": model.novelty.classes,
            "roles": [[name, model.roles.classes[slice(*its)]] for name, its in model.role_columns.items()],
        }
        _put(archive, "model.json", json.dumps(about, indent=0, sort_keys=True).encode())
        # By columns: most of a column is zero, and like stands beside like.
        _put_array(archive, "weights", np.asfortranarray(weights[weighty]))
        _put_array(archive, "keys", whole.index.keys[weighty])
        _put_array(archive, "bias", whole.bias)


def _put_array(archive: zipfile.ZipFile, name: str, values: NDArray[Any]) -> None:
    buffer = io.BytesIO()
    np.save(buffer, values)
    _put(archive, f"{name}.npy", buffer.getvalue())


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, data, compress_type=zipfile.ZIP_DEFLATED, compresslevel=9)


@cache
def read_model(path: Path | None = None) -> Model:
    """Return a trained model, by default the packaged one. Raises ModelError where the file does not hold one."""
    try:
        if path is None:
            with (files("kgbuild.extraction") / "model.zip").open("rb") as packaged:
                return _read(packaged.read())
        return _read(read_file(path))
    except (OSError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile, zlib.error) as fault:
        where, what = path or "the packaged model", shorten(str(fault), 300)
        raise ModelError(
            f"{where}: not a model that kgbuild {FORMAT=} reads ({what}); make one with `kgbuild train`"
        ) from fault


def _read(data: bytes) -> Model:
    names = tuple(f"{part}.npy" for part in ("keys", "weights", "bias"))
    packed = unpack(data, ("model.json", *names))
    about = read_about(packed["model.json"], FORMAT, NOTHING)
    keys, weights, bias = (read_array(packed[name], name) for name in names)
    roles_of = [c for _, classes in about["roles"] for c in classes]
    parts = [about["hopes"], about["candidates"], roles_of, about["novelty"]]
    count = sum(map(len, parts))
    if (weights.shape, bias.shape) != ((keys.size, count), (count,)) or keys.dtype != np.uint64 or keys.ndim != 1:
        raise ValueError(f"its arrays do not fit {keys.size} features and {count} classes")
    if np.any(keys[1:] <= keys[:-1]):
        raise ValueError("its features are not in order")
    index, ends = index_of(keys), list(accumulate(map(len, parts)))
    hopes, candidates, roles, novelty = (
        Classifier(
            tuple(classes),
            index,
            np.ascontiguousarray(weights[:, end - len(classes) : end], np.float32),
            bias[end - len(classes) : end].astype(np.float32),
        )
        for classes, end in zip(parts, ends, strict=True)
    )
    return Model(
        hopes,
        candidates,
        roles,
        columns_of(about["roles"]),
        novelty,
        about["heads"],
        about["thresholds"],
        {name: tuple((x, y) for x, y in curve) for name, curve in about["calibration"].items()},
        about["trained_on"],
    )
