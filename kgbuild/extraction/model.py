"""The trained model: a small network over named features, as probabilities; NumPy is all it needs to run.

"Wide and deep" (H.-T. Cheng et al., Wide & Deep Learning for Recommender Systems, DLRS 2016): a linear part with one
row of weights a feature, and one hidden layer over the sum of the features' vectors. One network tells what a candidate
is (or that it is nothing), one per type tells the part it plays. The file keeps each feature as text with its weights.
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
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kgbuild.errors import ModelError

FORMAT: Final = 3
NOTHING: Final = "O"
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Classifier:
    """A trained network.

    Shapes: `wide` (features + 1, classes), `vectors` (features + 1, hidden), `out` (hidden, classes).
    The last row of `wide` and `vectors` is zero: it stands for all features that the training has not seen.
    """

    classes: tuple[str, ...]
    rows: Mapping[str, int]
    wide: Floats
    vectors: Floats
    hidden_bias: Floats
    out: Floats
    bias: Floats

    def probabilities(self, features: Sequence[Sequence[str]]) -> Doubles:
        """Return probabilities of shape (len(features), classes).

        Scores are rounded, so that the last bits, which differ between processors, decide nothing.
        """
        if not features:
            return np.zeros((0, len(self.classes)))
        get, unknown = self.rows.get, len(self.rows)
        indices = [get(f, unknown) for row in features for f in row]
        ends = np.cumsum([len(row) for row in features])
        starts = np.concatenate(([0], ends[:-1]))
        hidden = np.add.reduceat(self.vectors[indices], starts, axis=0) + self.hidden_bias
        scores = np.add.reduceat(self.wide[indices], starts, axis=0) + self.bias
        deep = np.maximum(hidden, 0).astype(np.float64) @ self.out.astype(np.float64)
        return softmax(np.round(scores + deep, 4))


def softmax(scores: Doubles) -> Doubles:
    """Return each row of scores as probabilities."""
    exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Doubles = exponents / exponents.sum(axis=1, keepdims=True)
    return result


@dataclass(frozen=True, slots=True)
class Model:
    """All that was learned.

    What candidates are, their roles by type, head nouns of terms, and by class the least belief that is kept and the
    calibration: points (belief, share that proved right), rising.
    """

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
        _put_classifier(archive, "candidates", model.candidates)
        for kind in sorted(model.roles):
            _put_classifier(archive, f"role-{kind}", model.roles[kind])


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, data, compress_type=zipfile.ZIP_DEFLATED, compresslevel=9)


def _put_classifier(archive: zipfile.ZipFile, name: str, classifier: Classifier) -> None:
    _put(archive, f"{name}/classes.txt", "\n".join(classifier.classes).encode())
    _put(archive, f"{name}/features.txt", "\n".join(classifier.rows).encode())
    steps, scale = to_steps(classifier.vectors[:-1])
    arrays: dict[str, NDArray[Any]] = {
        "wide": classifier.wide[:-1].astype(np.float16),
        "vectors": steps,
        "scale": scale,
        "hidden_bias": classifier.hidden_bias,
        "out": classifier.out,
        "bias": classifier.bias,
    }
    for part, values in arrays.items():
        buffer = io.BytesIO()
        np.save(buffer, values)
        _put(archive, f"{name}/{part}.npy", buffer.getvalue())


def to_steps(vectors: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Return vectors as whole steps of -127 to 127 with the size of a step for each row: a quarter of the bytes."""
    scale = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-8).astype(np.float32) / np.float32(127)
    return np.round(vectors / scale).astype(np.int8), scale


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
        return Model(
            _get_classifier(archive, "candidates"),
            {kind: _get_classifier(archive, f"role-{kind}") for kind in about["roles"]},
            about["heads"],
            about["thresholds"],
            {name: tuple((x, y) for x, y in curve) for name, curve in about["calibration"].items()},
            about["trained_on"],
        )


def _get_classifier(archive: zipfile.ZipFile, name: str) -> Classifier:
    def array(part: str) -> Floats:
        values: Floats = np.load(io.BytesIO(archive.read(f"{name}/{part}.npy"))).astype(np.float32)
        return values

    text = archive.read(f"{name}/features.txt").decode()
    features = text.split("\n") if text else []
    classes = tuple(archive.read(f"{name}/classes.txt").decode().split("\n"))
    wide, vectors, scale = array("wide"), array("vectors"), array("scale")
    hidden_bias, out, bias = array("hidden_bias"), array("out"), array("bias")
    rows, size = len(features), len(hidden_bias)
    expected = ((rows, len(classes)), (rows, size), (rows, 1), (size,), (size, len(classes)), (len(classes),))
    if tuple(values.shape for values in (wide, vectors, scale, hidden_bias, out, bias)) != expected:
        raise ValueError(f"{name}: its arrays do not fit its {rows} features and {len(classes)} classes")
    return Classifier(
        classes,
        {f: i for i, f in enumerate(features)},
        with_unknown(wide),
        with_unknown(vectors * scale),
        hidden_bias,
        out,
        bias,
    )


def with_unknown(weights: Floats) -> Floats:
    """Return weights with the zero row that stands for features never seen."""
    padded: Floats = np.concatenate([weights, np.zeros((1, weights.shape[1]), dtype=np.float32)])
    return padded
