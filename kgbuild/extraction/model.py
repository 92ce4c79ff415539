"""The trained model: linear scores over named features, as probabilities; NumPy is all it needs to run.

One multinomial logistic regression tells what a candidate is (or that it is nothing), one per type tells the part it
plays. Features are strings; the file keeps each with its row of weights.
"""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kgbuild.errors import ModelError

FORMAT: Final = 1
NOTHING: Final = "O"
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LinearClassifier:
    """Weights of shape (features + 1, classes); the last row belongs to features that the training has not seen."""

    classes: tuple[str, ...]
    rows: Mapping[str, int]
    weights: Floats
    intercept: Floats

    def probabilities(self, features: Sequence[Sequence[str]]) -> Floats:
        """Return probabilities of shape (len(features), classes)."""
        if not features:
            return np.zeros((0, len(self.classes)), dtype=np.float32)
        get, unknown = self.rows.get, len(self.rows)
        indices = [get(f, unknown) for row in features for f in row]
        ends = np.cumsum([len(row) for row in features])
        starts = np.concatenate(([0], ends[:-1]))
        scores = np.add.reduceat(self.weights[indices], starts, axis=0) + self.intercept
        scores -= scores.max(axis=1, keepdims=True)
        exponents = np.exp(scores)
        result: Floats = exponents / exponents.sum(axis=1, keepdims=True)
        return result


@dataclass(frozen=True, slots=True)
class Model:
    """All that was learned: what candidates are, their roles by type, head nouns of terms, thresholds by class."""

    candidates: LinearClassifier
    roles: Mapping[str, LinearClassifier]
    heads: Mapping[str, int]
    thresholds: Mapping[str, float]
    trained_on: str


def write_model(model: Model, path: Path) -> None:
    """Write a model as one zip file whose bytes depend on the model alone."""
    with zipfile.ZipFile(path, "w") as archive:
        about = {
            "format": FORMAT,
            "heads": dict(sorted(model.heads.items())),
            "thresholds": dict(sorted(model.thresholds.items())),
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


def _put_classifier(archive: zipfile.ZipFile, name: str, classifier: LinearClassifier) -> None:
    _put(archive, f"{name}/classes.txt", "\n".join(classifier.classes).encode())
    _put(archive, f"{name}/features.txt", "\n".join(classifier.rows).encode())
    for part, values in (("weights", classifier.weights), ("intercept", classifier.intercept)):
        buffer = io.BytesIO()
        np.save(buffer, values.astype(np.float16 if part == "weights" else np.float32))
        _put(archive, f"{name}/{part}.npy", buffer.getvalue())


@cache
def read_model(path: Path | None = None) -> Model:
    """Return a trained model, by default the packaged one. Raises ModelError where the file does not hold one."""
    try:
        if path is None:
            with (files("kgbuild.extraction") / "model.zip").open("rb") as packaged:
                return _read(packaged.read())
        return _read(path.read_bytes())
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as fault:
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
            about["trained_on"],
        )


def _get_classifier(archive: zipfile.ZipFile, name: str) -> LinearClassifier:
    features = archive.read(f"{name}/features.txt").decode().split("\n")
    weights = np.load(io.BytesIO(archive.read(f"{name}/weights.npy"))).astype(np.float32)
    intercept = np.load(io.BytesIO(archive.read(f"{name}/intercept.npy"))).astype(np.float32)
    padded = np.concatenate([weights, np.zeros((1, weights.shape[1]), dtype=np.float32)])
    classes = tuple(archive.read(f"{name}/classes.txt").decode().split("\n"))
    return LinearClassifier(classes, {f: i for i, f in enumerate(features)}, padded, intercept)
