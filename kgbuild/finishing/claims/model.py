"""What was learned of claims, and its file; NumPy is all it needs to run.

One linear model with a column for each question (a head): does this relation hold between these two things, is this
number an outcome, is it a gain, which things go with it, is the paper of this kind. A feature is a key
(`kgbuild.hashing`). For each head the least score that is kept and the calibration stand beside the weights.
"""

import io
import json
import math
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kgbuild.datamodel import CONTRIBUTION_KINDS
from kgbuild.errors import ModelError
from kgbuild.files.archives import UNFIT, check_model_file, read_part, write_part
from kgbuild.finishing.claims.sorts import RELATIONS
from kgbuild.hashing import Features, Index, Keys, index_of
from kgbuild.vocabulary import RESULT_PARTS

FORMAT: Final = 2
OUTCOME: Final = "outcome"
GAIN: Final = "gain"
PARTS: Final = {name: f"part {name}" for name in RESULT_PARTS}
KINDS: Final = {name: f"kind {name}" for name in CONTRIBUTION_KINDS}
GROUPS: Final = {
    "relations": RELATIONS,
    "numbers": (OUTCOME, GAIN),
    "parts": tuple(PARTS.values()),
    "kinds": tuple(KINDS.values()),
}
"""Heads that are asked together, in the order of the columns."""
HEADS: Final = tuple(head for heads in GROUPS.values() for head in heads)
_ABOUT: Final = "claims.json"
_KEYS: Final = "claims-keys.bin"
_WEIGHTS: Final = "claims-weights.bin"
_GIVEN: Final = "given-"  # before the names of the parts of the model for given things
# The model of the extractor, in whose file this one may stand as well, is large; this one is not.
_MOST_FEATURES: Final = 1_000_000

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Curve = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class ClaimsModel:
    """Weights of shape (features, heads) with the keys of the features, rising; by head bias, threshold, calibration.

    `calibration` are points (score, share that proved right), rising.
    """

    keys: Keys
    weights: Floats
    bias: Floats
    thresholds: Mapping[str, float]
    calibration: Mapping[str, Curve]

    def scores(self, group: str, features: Features) -> Doubles:
        """Return the scores of some candidates, of shape (candidates, heads of the group)."""
        scores: Doubles = self.sums(group, features) + self._groups[group][1]
        return scores

    def sums(self, group: str, features: Features) -> Doubles:
        """Return what the features of some candidates add to their scores, of shape (candidates, heads of the group).

        A feature counts once. Weights have few digits, so that their sums are exact in whatever order a processor adds.
        """
        weights = self._groups[group][0]
        places = self._index.find(features.keys)
        known = places >= 0
        pairs = np.sort(features.of[known] << 32 | places[known])
        fresh = np.ones(len(pairs), np.bool_)
        fresh[1:] = pairs[1:] != pairs[:-1]
        pairs = pairs[fresh]
        of, rows = pairs >> 32, pairs & 0xFFFF_FFFF
        total = np.zeros((features.count, weights.shape[1]))
        if len(rows):
            starts = np.flatnonzero(np.diff(of, prepend=-1))
            total[of[starts]] = np.add.reduceat(weights.take(rows, axis=0), starts, axis=0)
        return total

    def limits(self, group: str) -> Doubles:
        """Return the least score that is kept, by head of the group."""
        return np.array([self.thresholds[head] for head in GROUPS[group]])

    def probabilities(self, head: str, scores: Doubles | float) -> Doubles:
        """Return the shares of claims of such scores that proved right."""
        curve = np.array(self.calibration[head])
        shares: Doubles = np.round(np.interp(scores, curve[:, 0], curve[:, 1]), 4)
        return shares

    @cached_property
    def _index(self) -> Index:
        return index_of(self.keys)

    @cached_property
    def _groups(self) -> dict[str, tuple[Floats, Doubles]]:
        ends = np.cumsum([len(heads) for heads in GROUPS.values()])[:-1]
        weights, bias = np.split(self.weights, ends, axis=1), np.split(self.bias.astype(np.float64), ends)
        return {
            name: (np.ascontiguousarray(one), other) for name, one, other in zip(GROUPS, weights, bias, strict=True)
        }


class ClaimsModels(NamedTuple):
    """What to go by where all things of a paper are given, and where an extractor found them."""

    given: ClaimsModel
    found: ClaimsModel


def write_claims_model(models: ClaimsModels, file: Path | IO[bytes], *, append: bool = False) -> None:
    """Write models as parts of a zip file whose bytes depend on them alone, or add them to one."""
    with zipfile.ZipFile(file, "a" if append else "w") as archive:
        _write(models.found, archive, "")
        _write(models.given, archive, _GIVEN)


def _write(model: ClaimsModel, archive: zipfile.ZipFile, prefix: str) -> None:
    about = {
        "format": FORMAT,
        "heads": HEADS,
        "bias": [round(float(value), 6) for value in model.bias],
        "thresholds": dict(sorted(model.thresholds.items())),
        "calibration": dict(sorted(model.calibration.items())),
    }
    write_part(archive, prefix + _ABOUT, json.dumps(about, indent=0, sort_keys=True).encode())
    write_part(archive, prefix + _KEYS, model.keys.astype("<u8").tobytes())
    # By columns: most of a column is zero, and like stands beside like.
    write_part(archive, prefix + _WEIGHTS, model.weights.astype("<f2").tobytes(order="F"))


@cache
def read_claims_model(path: Path | None = None) -> ClaimsModels:
    """Return the models in a file, the packaged ones where it holds none. Raises ModelError for what is no model."""
    try:
        if path is None:
            return _read((files("kgbuild.finishing.claims") / "claims.zip").read_bytes())
        content = _content(path)
        found = _read(content) if content else None
    except UNFIT as fault:
        where, what = path or "the packaged model of claims", " ".join(str(fault).split())[:300]
        raise ModelError(f"{where}: its part on claims is unfit ({what}); make one with `kgbuild train`") from fault
    return found or read_claims_model()


def _content(path: Path) -> bytes:
    """Return what a file holds if it holds what was learned of claims; another extractor's weights may be any file."""
    check_model_file(path)
    if not zipfile.is_zipfile(path):
        return b""
    with zipfile.ZipFile(path) as archive:
        return path.read_bytes() if _ABOUT in archive.namelist() else b""


def _read(content: bytes) -> ClaimsModels:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return ClaimsModels(_read_one(archive, _GIVEN), _read_one(archive, ""))


def _read_one(archive: zipfile.ZipFile, prefix: str) -> ClaimsModel:
    about, features, weights = (read_part(archive, prefix + name) for name in (_ABOUT, _KEYS, _WEIGHTS))
    told = _read_about(about)
    if len(features) % 8:
        raise ValueError(f"{len(features)} bytes of features")
    keys = np.frombuffer(features, "<u8").astype(np.uint64)
    if len(keys) > _MOST_FEATURES or not (keys[1:] > keys[:-1]).all():
        raise ValueError("a feature that stands twice or in the wrong place, or too many of them")
    if len(weights) != 2 * len(keys) * len(HEADS):
        raise ValueError(f"{len(weights)} bytes of weights do not fit {len(keys)} features")
    table = np.frombuffer(weights, "<f2").reshape((len(keys), len(HEADS)), order="F").astype(np.float32)
    if not np.isfinite(table).all():
        raise ValueError("a weight that is no finite number")
    curves = {head: tuple((float(x), float(y)) for x, y in points) for head, points in told["calibration"].items()}
    bias = np.array(told["bias"], np.float32)
    return ClaimsModel(keys, np.ascontiguousarray(table), bias, told["thresholds"], curves)


def _read_about(content: bytes) -> dict[str, Any]:
    """Return what a model says of itself, with a threshold and a curve for each head."""
    try:
        about: dict[str, Any] = json.loads(content)
    except RecursionError as fault:
        raise ValueError(f"{_ABOUT} is nested too deeply") from fault
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise ValueError(f"{_ABOUT} is not of format {FORMAT}")
    if about["heads"] != list(HEADS):
        raise ValueError("it answers other questions than this version asks")
    numbers = [*about["bias"], *(about["thresholds"][head] for head in HEADS)]
    for head in HEADS:
        curve = about["calibration"][head]
        if not curve or any(one[0] >= other[0] for one, other in pairwise(curve)):
            raise ValueError(f"calibration of {head}: scores that do not rise")
        numbers += [value for point in curve for value in point]
        if not all(len(point) == 2 and 0 <= point[1] <= 1 for point in curve):
            raise ValueError(f"calibration of {head}: what is no share")
    if len(about["bias"]) != len(HEADS) or not all(map(_is_number, numbers)):
        raise ValueError("bias, thresholds or calibration: what is no number")
    return about


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
