"""The trained model and its file; NumPy is all it needs to run.

One linear classifier tells what a candidate is (or that it is nothing), one the part it plays, to which networks add
what the sentences say; one, which
sees all but the name, whether the paper brings it; and one, which sees the name only, whether the place of the name is
worth looking at. Networks look at what the first says a second time, beside the other candidates of the paper. All have
one index of features, so that those of a paper are looked up once. A classifier with features of its own tells which
candidates are names of one thing.
"""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from itertools import accumulate
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
from numpy.typing import NDArray

from kgbuild.errors import ModelError
from kgbuild.extraction.classifier import NOTHING, Classifier, side_by_side
from kgbuild.extraction.context import MEANS, Context, Network
from kgbuild.extraction.keys import index_of
from kgbuild.extraction.model_file import read_about, read_array, unpack
from kgbuild.extraction.role_network import RoleNetwork, RoleReader
from kgbuild.files.archives import UNFIT, check_model_file, write_part
from kgbuild.records.fields import shorten

FORMAT: Final = 9
_READER: Final = tuple(field.name for field in fields(RoleNetwork) if field.name not in ("words", "classes"))
_DENSE: Final = ("of_beliefs", "mixing", "mixing_bias", "output", "output_bias")


@dataclass(frozen=True, slots=True)
class Model:
    """All that was learned.

    Four classifiers with one index: whether a name is worth looking at at all (`hopes`), what candidates are, the parts
    they play (`roles`, by `kgbuild.extraction.role_parts`; `reader` adds to their scores), and whether the paper brings
    them, name aside (`novelty`). Networks with the same index that tell what candidates are beside each other
    (`context`). One more that tells which candidates are one thing (`coreference`). Head nouns of terms; and by class
    the least belief that is kept and the calibration: points (belief, share that proved right), rising.
    """

    hopes: Classifier
    candidates: Classifier
    context: Context
    roles: Classifier
    reader: RoleReader
    novelty: Classifier
    coreference: Classifier
    heads: Mapping[str, int]
    thresholds: Mapping[str, float]
    calibration: Mapping[str, tuple[tuple[float, float], ...]]
    trained_on: str


def write_model(model: Model, file: Path | IO[bytes]) -> None:
    """Write a model as one zip file whose bytes depend on the model alone; features without weight are left out."""
    networks = model.context.networks
    parts = (model.hopes, model.candidates, model.roles, model.novelty, *(n.features for n in networks))
    whole = side_by_side(parts)
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
            "coreference": model.coreference.classes,
            "roles": model.roles.classes,
            "networks": [len(network.features.classes) for network in networks],
            "readers": [network.classes for network in model.reader.networks],
        }
        write_part(archive, "model.json", json.dumps(about, indent=0, sort_keys=True).encode())
        _put_classifier(archive, "", whole)
        _put_classifier(archive, "coreference ", model.coreference)
        for number, network in enumerate(networks):
            for name in _DENSE:
                _put_array(archive, f"{number} {name}", getattr(network, name))
        for number, reader in enumerate(model.reader.networks):
            _put_array(archive, f"reader {number} words", reader.words.keys)
            for name in _READER:
                _put_array(archive, f"reader {number} {name}", getattr(reader, name).astype(np.float16))


def _put_classifier(archive: zipfile.ZipFile, prefix: str, classifier: Classifier) -> None:
    weights = classifier.weights.astype(np.float16)
    weighty = np.any(weights != 0, axis=1)
    # By columns: most of a column is zero, and like stands beside like.
    _put_array(archive, f"{prefix}weights", np.asfortranarray(weights[weighty]))
    _put_array(archive, f"{prefix}keys", classifier.index.keys[weighty])
    _put_array(archive, f"{prefix}bias", classifier.bias)


def _put_array(archive: zipfile.ZipFile, name: str, values: NDArray[Any]) -> None:
    buffer = io.BytesIO()
    np.save(buffer, values)
    write_part(archive, f"{name}.npy", buffer.getvalue())


@cache
def read_model(path: Path | None = None) -> Model:
    """Return a trained model, by default the packaged one. Raises ModelError where the file does not hold one."""
    try:
        if path is None:
            with (files("kgbuild.extraction") / "model.zip").open("rb") as packaged:
                return _read(packaged.read())
        check_model_file(path)
        return _read(path.read_bytes())
    except UNFIT as fault:
        where, what = path or "the packaged model", shorten(str(fault), 300)
        raise ModelError(
            f"{where}: not a model that kgbuild {FORMAT=} reads ({what}); make one with `kgbuild train`"
        ) from fault


def _read(data: bytes) -> Model:
    about = read_about(unpack(data, ("model.json",))["model.json"], FORMAT, NOTHING)
    dense = [_read_dense(data, number) for number in range(len(about["networks"]))]
    widths = [list(map(str, range(width))) for width in about["networks"]]
    parts = [about["hopes"], about["candidates"], about["roles"], about["novelty"], *widths]
    whole = _read_classifier(data, "", [c for classes in parts for c in classes])
    ends = list(accumulate(map(len, parts)))
    hopes, candidates, roles, novelty, *features = (
        Classifier(
            tuple(classes),
            whole.index,
            np.ascontiguousarray(whole.weights[:, end - len(classes) : end]),
            whole.bias[end - len(classes) : end],
        )
        for classes, end in zip(parts, ends, strict=True)
    )
    return Model(
        hopes,
        candidates,
        Context(tuple(_to_network(*its, len(candidates.classes)) for its in zip(features, dense, strict=True))),
        roles,
        RoleReader(tuple(_read_reader(data, *its, len(roles.classes)) for its in enumerate(about["readers"]))),
        novelty,
        _read_classifier(data, "coreference ", about["coreference"]),
        about["heads"],
        about["thresholds"],
        {name: tuple((x, y) for x, y in curve) for name, curve in about["calibration"].items()},
        about["trained_on"],
    )


def _read_classifier(data: bytes, prefix: str, classes: Sequence[str]) -> Classifier:
    names = tuple(f"{prefix}{part}.npy" for part in ("keys", "weights", "bias"))
    packed = unpack(data, names)
    keys, weights, bias = (read_array(packed[name], name) for name in names)
    count = len(classes)
    if (weights.shape, bias.shape) != ((keys.size, count), (count,)) or keys.dtype != np.uint64 or keys.ndim != 1:
        raise ValueError(f"{prefix}arrays do not fit {keys.size} features and {count} classes")
    if np.any(keys[1:] <= keys[:-1]):
        raise ValueError(f"{prefix}features are not in order")
    return Classifier(tuple(classes), index_of(keys), weights.astype(np.float32), bias.astype(np.float32))


def _read_dense(data: bytes, number: int) -> dict[str, NDArray[Any]]:
    names = {part: f"{number} {part}.npy" for part in _DENSE}
    packed = unpack(data, tuple(names.values()))
    return {part: read_array(packed[name], name) for part, name in names.items()}


def _to_network(features: Classifier, dense: Mapping[str, NDArray[Any]], classes: int) -> Network:
    width, hidden = len(features.classes), len(dense["mixing_bias"])
    shapes = ((2 * classes, width), ((1 + MEANS) * width, hidden), (hidden,), (hidden, classes), (classes,))
    if tuple(dense[name].shape for name in _DENSE) != shapes:
        raise ValueError(f"the arrays of its networks do not fit {classes} classes")
    return Network(features, *(dense[name].astype(np.float32) for name in _DENSE))


def _read_reader(data: bytes, number: int, classes: Sequence[str], columns: int) -> RoleNetwork:
    names = {part: f"reader {number} {part}.npy" for part in ("words", *_READER)}
    packed = unpack(data, tuple(names.values()))
    arrays = {part: read_array(packed[name], name) for part, name in names.items()}
    words = arrays.pop("words")
    if words.dtype != np.uint64 or words.ndim != 1 or np.any(words[1:] <= words[:-1]):
        raise ValueError(f"reader {number}: words are not in order")
    network = RoleNetwork(index_of(words), tuple(classes), **{k: v.astype(np.float32) for k, v in arrays.items()})
    if not network.fits(columns):
        raise ValueError(f"the arrays of reader {number} do not fit {len(classes)} classes and {columns} roles")
    return network
