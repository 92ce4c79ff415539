"""The trained model: linear classifiers over the keys of features; NumPy is all it needs to run.

Multinomial logistic regression. One classifier tells what a candidate is (or that it is nothing), one per class the
part it plays, and one, which sees the name only, whether the place of the name is worth looking at. Their weights are
columns of one table, so that the features of a paper are looked up once.
"""

import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kgbuild.errors import ModelError
from kgbuild.extraction.keys import Features, Keys, Template

FORMAT: Final = 5
NOTHING: Final = "O"
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

HOPES: Final = "hopes"
CANDIDATES: Final = "candidates"


@dataclass(frozen=True, slots=True)
class Classifier:
    """A trained linear classifier, or several side by side.

    Shapes: `keys` (features,), rising; `weights` (features, classes); `bias` (classes,).
    """

    classes: tuple[str, ...]
    keys: Keys
    weights: Floats
    bias: Floats

    def scores(self, features: Features) -> Doubles:
        """Return scores of shape (features.count, classes).

        They are rounded, so that the last bits, which differ between processors, decide nothing.
        """
        scores = np.zeros((features.count, len(self.classes)))
        if len(self.keys) and len(features.keys):
            rows = np.searchsorted(self.keys, features.keys)
            rows[rows == len(self.keys)] = 0
            known = self.keys[rows] == features.keys
            # Each feature of a candidate once, in the order of keys: pairs (candidate, row) as one number.
            pairs = np.unique((features.of[known] << 32) | rows[known])
            table = self.weights[pairs & 0xFFFF_FFFF]
            of = pairs >> 32
            starts = np.flatnonzero(np.diff(of, prepend=-1))
            scores[of[starts]] = np.add.reduceat(table, starts, axis=0) if len(starts) else 0
        return np.round(scores + self.bias, 4)

    def probabilities(self, features: Features) -> Doubles:
        """Return probabilities of shape (features.count, classes)."""
        return softmax(self.scores(features))


def softmax(scores: Doubles) -> Doubles:
    """Return each row of scores as probabilities."""
    exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Doubles = exponents / exponents.sum(axis=1, keepdims=True)
    return result


@dataclass(frozen=True, slots=True)
class Model:
    """All that was learned.

    `classifier` is all classifiers side by side, and `columns` tells where each of them stands: whether a name is worth
    looking at at all (`HOPES`), what candidates are (`CANDIDATES`), the parts they play (`role_of` their class). Head
    nouns of terms; and by class the least belief that is kept and the calibration: points (belief, share that proved
    right), rising.
    """

    classifier: Classifier
    columns: Mapping[str, tuple[int, int]]
    heads: Mapping[str, int]
    thresholds: Mapping[str, float]
    calibration: Mapping[str, tuple[tuple[float, float], ...]]
    trained_on: str

    def classes(self, name: str) -> tuple[str, ...]:
        """Return the classes that the classifier of that name tells."""
        return self.classifier.classes[slice(*self.columns[name])]

    def part(self, name: str) -> Classifier:
        """Return one classifier by itself."""
        here = slice(*self.columns[name])
        whole = self.classifier
        return Classifier(self.classes(name), whole.keys, whole.weights[:, here], whole.bias[here])


def role_of(name: str) -> str:
    """Return the name of the classifier that tells the roles of a class."""
    return f"role {name}"


def side_by_side(parts: Mapping[str, Classifier]) -> tuple[Classifier, dict[str, tuple[int, int]]]:
    """Return several classifiers as one, and the columns of each; features without any weight are left out."""
    keys = np.unique(np.concatenate([part.keys for part in parts.values()]))
    classes = tuple(c for part in parts.values() for c in part.classes)
    weights = np.zeros((len(keys), len(classes)), np.float32)
    columns, start = {}, 0
    for name, part in parts.items():
        columns[name] = start, start + len(part.classes)
        weights[np.searchsorted(keys, part.keys), slice(*columns[name])] = part.weights
        start += len(part.classes)
    # Every candidate has the bias feature, so that none is without a row.
    weighty = np.any(weights != 0, axis=1) | (keys & np.uint64(0xFF) == np.uint64(Template.BIAS))
    bias = np.concatenate([part.bias for part in parts.values()])
    return Classifier(classes, keys[weighty], weights[weighty], bias), columns


def write_model(model: Model, path: Path) -> None:
    """Write a model as one zip file whose bytes depend on the model alone."""
    with zipfile.ZipFile(path, "w") as archive:
        about = {
            "format": FORMAT,
            "heads": dict(sorted(model.heads.items())),
            "thresholds": dict(sorted(model.thresholds.items())),
            "calibration": dict(sorted(model.calibration.items())),
            "trained_on": model.trained_on,
            "columns": [[name, model.classes(name)] for name in model.columns],
        }
        _put(archive, "model.json", json.dumps(about, indent=0, sort_keys=True).encode())
        # By columns: most of a column is zero, and like stands beside like.
        weights = np.asfortranarray(model.classifier.weights.astype(np.float16))
        for part, values in (("keys", model.classifier.keys), ("weights", weights), ("bias", model.classifier.bias)):
            buffer = io.BytesIO()
            np.save(buffer, values)
            _put(archive, f"{part}.npy", buffer.getvalue())


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
        return _read(path.read_bytes())
    except (OSError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile, zlib.error) as fault:
        where = path or "the packaged model"
        raise ModelError(
            f"{where}: not a model that kgbuild {FORMAT=} reads ({fault}); make one with `kgbuild train`"
        ) from fault


def _read(data: bytes) -> Model:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        about = json.loads(archive.read("model.json"))
        if about["format"] != FORMAT:
            raise ValueError(f"format {about['format']}, not {FORMAT}")
        keys, weights, bias = (np.load(io.BytesIO(archive.read(f"{part}.npy"))) for part in ("keys", "weights", "bias"))
    columns, classes = _columns(about["columns"])
    if (weights.shape, bias.shape) != ((len(keys), len(classes)), (len(classes),)) or keys.dtype != np.uint64:
        raise ValueError(f"its arrays do not fit {len(keys)} features and {len(classes)} classes")
    classifier = Classifier(classes, keys, np.ascontiguousarray(weights, np.float32), bias.astype(np.float32))
    return Model(
        classifier,
        columns,
        about["heads"],
        about["thresholds"],
        {name: tuple((x, y) for x, y in curve) for name, curve in about["calibration"].items()},
        about["trained_on"],
    )


def _columns(described: Sequence[tuple[str, Sequence[str]]]) -> tuple[dict[str, tuple[int, int]], tuple[str, ...]]:
    columns: dict[str, tuple[int, int]] = {}
    classes: list[str] = []
    for name, its in described:
        columns[name] = len(classes), len(classes) + len(its)
        classes += its
    return columns, tuple(classes)
