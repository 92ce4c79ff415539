"""The trained model: linear classifiers over one table of numbered features; NumPy is all it needs to run.

Multinomial logistic regression. One classifier tells what a candidate is (or that it is nothing), one per class the
part it plays, and one, which sees the name only, whether the place of the name is worth looking at.
"""

import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kgbuild.errors import ModelError

FORMAT: Final = 4
NOTHING: Final = "O"
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Classifier:
    """A trained linear classifier over numbered features.

    Shapes: `weights` (features, classes), `bias` (classes,).
    """

    classes: tuple[str, ...]
    weights: Floats
    bias: Floats

    def probabilities(self, features: Sequence[Sequence[int]]) -> Doubles:
        """Return probabilities of shape (len(features), classes); `features` are the numbers of those present.

        Scores are rounded, so that the last bits, which differ between processors, decide nothing.
        """
        if not features:
            return np.zeros((0, len(self.classes)))
        numbers = np.fromiter(chain.from_iterable(features), np.int64)
        ends = np.cumsum([len(row) for row in features])
        # One zero row behind the last keeps the start of an empty last row inside the table.
        table = np.concatenate([self.weights[numbers], np.zeros((1, len(self.classes)), np.float32)])
        starts = np.concatenate(([0], ends[:-1]))
        sums = np.add.reduceat(table, starts, axis=0)
        sums[starts == ends] = 0  # reduceat gives an empty row the one after it
        scores: Doubles = (sums + self.bias).astype(np.float64)
        return softmax(np.round(scores, 4))


def softmax(scores: Doubles) -> Doubles:
    """Return each row of scores as probabilities."""
    exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Doubles = exponents / exponents.sum(axis=1, keepdims=True)
    return result


@dataclass(frozen=True, slots=True)
class Model:
    """All that was learned.

    The numbers of the features; whether a name is worth looking at at all (`hopes`), what candidates are, the parts
    they play by class; head nouns of terms; and by class the least belief that is kept and the calibration: points
    (belief, share that proved right), rising.
    """

    rows: Mapping[str, int]
    hopes: Classifier
    candidates: Classifier
    roles: Mapping[str, Classifier]
    heads: Mapping[str, int]
    thresholds: Mapping[str, float]
    calibration: Mapping[str, tuple[tuple[float, float], ...]]
    trained_on: str


def write_model(model: Model, path: Path) -> None:
    """Write a model as one zip file whose bytes depend on the model alone."""
    with zipfile.ZipFile(path, "w") as archive:
        about = {
            "format": FORMAT,
            "heads": dict(sorted(model.heads.items())),
            "thresholds": dict(sorted(model.thresholds.items())),
            "calibration": dict(sorted(model.calibration.items())),
            "trained_on": model.trained_on,
            "roles": sorted(model.roles),
        }
        _put(archive, "model.json", json.dumps(about, indent=0, sort_keys=True).encode())
        _put(archive, "features.txt", "\n".join(model.rows).encode())
        _put_classifier(archive, "hopes", model.hopes)
        _put_classifier(archive, "candidates", model.candidates)
        for name in sorted(model.roles):
            _put_classifier(archive, f"role-{name}", model.roles[name])


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, data, compress_type=zipfile.ZIP_DEFLATED, compresslevel=9)


def _put_classifier(archive: zipfile.ZipFile, name: str, classifier: Classifier) -> None:
    _put(archive, f"{name}/classes.txt", "\n".join(classifier.classes).encode())
    for part, values in (("weights", classifier.weights.astype(np.float16)), ("bias", classifier.bias)):
        buffer = io.BytesIO()
        np.save(buffer, values)
        _put(archive, f"{name}/{part}.npy", buffer.getvalue())


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
        text = archive.read("features.txt").decode()
        rows = {feature: i for i, feature in enumerate(text.split("\n") if text else ())}
        return Model(
            rows,
            _get_classifier(archive, "hopes", len(rows)),
            _get_classifier(archive, "candidates", len(rows)),
            {name: _get_classifier(archive, f"role-{name}", len(rows)) for name in about["roles"]},
            about["heads"],
            about["thresholds"],
            {name: tuple((x, y) for x, y in curve) for name, curve in about["calibration"].items()},
            about["trained_on"],
        )


def _get_classifier(archive: zipfile.ZipFile, name: str, rows: int) -> Classifier:
    def array(part: str) -> Floats:
        values: Floats = np.load(io.BytesIO(archive.read(f"{name}/{part}.npy"))).astype(np.float32)
        return values

    classes = tuple(archive.read(f"{name}/classes.txt").decode().split("\n"))
    weights, bias = array("weights"), array("bias")
    if (weights.shape, bias.shape) != ((rows, len(classes)), (len(classes),)):
        raise ValueError(f"{name}: its arrays do not fit {rows} features and {len(classes)} classes")
    return Classifier(classes, weights, bias)
