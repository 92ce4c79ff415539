"""What a model's file must be before anything of it is believed: shapes, types and numbers, each checked.

A model comes from anywhere. Nothing is allocated that the file does not hold, and what a classifier could not work with
is refused here, as a ValueError that says what is wrong. Sizes and packing are looked at in `kgbuild.files.archives`.
"""

import io
import json
import math
import re
import zipfile
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kgbuild.datamodel import KINDS
from kgbuild.entity_types import TYPE_ROWS
from kgbuild.extraction.role_parts import known_parts
from kgbuild.files.archives import read_part
from kgbuild.limits import MODEL_CLASSES

# As numpy.save writes it: version 1, the length of the header, and the header.
_HEADER: Final = re.compile(
    rb"\x93NUMPY\x01\x00..\{'descr': '(?P<kind>[<|](?:f[248]|u[1248]))', 'fortran_order': (?P<by_columns>True|False), "
    rb"'shape': \((?P<shape>(?:[0-9]{1,12}, ?)*(?:[0-9]{1,12})?)\), \} *\n",
    re.DOTALL,
)
_MOST_WORDS: Final = 100  # of a term
_MOST_NETWORKS: Final = 16
_WIDEST: Final = 1024  # numbers a network keeps of each feature
_MOST_ABOUT: Final = 10_000  # characters of a text


def unpack(content: bytes, names: Sequence[str]) -> dict[str, bytes]:
    """Return the parts of a model; raises one of UNFIT where one cannot be had."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: read_part(archive, name) for name in names}


def read_array(content: bytes, name: str) -> NDArray[Any]:
    """Return an array of plain numbers that the content holds just as its header says; all of them are finite."""
    # NumPy's own reader would evaluate the header, and allocate what it says before it looks at the rest.
    header = _HEADER.match(content)
    if header is None:
        raise ValueError(f"{name}: not an array of plain numbers")
    kind = np.dtype(header["kind"].decode())
    shape = tuple(int(size) for size in header["shape"].split(b",") if size.strip())
    rest = len(content) - header.end()
    _check(math.prod(shape) * kind.itemsize == rest, f"{name}: a shape of {shape} with {rest} bytes")
    values: NDArray[Any] = np.frombuffer(content, kind, offset=header.end())
    if kind.kind == "f":
        with np.errstate(over="ignore"):
            _check(bool(np.isfinite(values.astype(np.float32)).all()), f"{name}: holds what is no finite number")
    return values.reshape(shape, order="F" if header["by_columns"] == b"True" else "C")


def read_about(content: bytes, wanted_format: int, nothing: str) -> dict[str, Any]:
    """Return what a model says of itself, each value of its type; `nothing` is the class of what is no entity."""
    try:
        about: dict[str, Any] = json.loads(content)
    except RecursionError as error:
        raise ValueError("model.json is nested too deeply") from error
    _check(isinstance(about, dict), "model.json is no object")
    _check(about["format"] == wanted_format, f"format {str(about['format'])[:20]}, not {wanted_format}")
    for name in ("hopes", "candidates", "roles", "novelty", "coreference"):
        _check_classes(about[name], name)
    _check(all(c == nothing or _is_class(c) for c in about["candidates"]), "candidates: a class of no known type")
    _check(set(about["roles"]) <= known_parts(), f"roles: one that is none of {', '.join(sorted(known_parts()))}")
    _check_heads(about["heads"])
    for name in ("thresholds", "calibration"):
        _check(isinstance(about[name], Mapping), f"{name} is no object")
    _check(all(map(_is_share, about["thresholds"].values())), "thresholds: what is no number from 0 to 1")
    for curve in about["calibration"].values():
        _check_curve(curve)
    networks = about["networks"]
    _check(isinstance(networks, list) and len(networks) <= _MOST_NETWORKS, "networks is no short list")
    for width in networks:
        _check(type(width) is int and 0 < width <= _WIDEST, f"networks: what is no number from 1 to {_WIDEST}")
    readers = about["readers"]
    _check(isinstance(readers, list) and len(readers) <= _MOST_NETWORKS, "readers is no short list")
    for classes in readers:
        _check_classes(classes, "readers")
    trained_on = about["trained_on"]
    _check(isinstance(trained_on, str) and len(trained_on) <= _MOST_ABOUT, "trained_on is no short text")
    return about


def _check(holds: bool, problem: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise ValueError(problem)


def _check_classes(classes: object, name: str) -> None:
    fits = isinstance(classes, list) and classes and all(isinstance(entry, str) for entry in classes)
    _check(bool(fits), f"{name} is no list of classes")
    assert isinstance(classes, list)  # noqa: S101 - as checked
    _check(not (problem := MODEL_CLASSES.problem(len(classes))), f"{name}: {problem}")
    _check(len(set(classes)) == len(classes), f"{name} has a class twice")


def _is_class(name: str) -> bool:
    entity_type, _, kind = name.partition(" ")
    return entity_type in TYPE_ROWS and (not kind or kind in KINDS)


def _check_heads(heads: object) -> None:
    _check(isinstance(heads, Mapping), "heads is no object")
    assert isinstance(heads, Mapping)  # noqa: S101 - as checked
    fits = (type(words) is int and 0 <= words <= _MOST_WORDS for words in heads.values())
    _check(all(fits), f"heads: what is no number of words from 0 to {_MOST_WORDS}")


def _check_curve(curve: object) -> None:
    points = isinstance(curve, list) and all(
        isinstance(p, list) and len(p) == 2 and all(map(_is_share, p)) for p in curve
    )
    _check(points, "calibration: what is no pair of numbers from 0 to 1")
    assert isinstance(curve, list)  # noqa: S101 - as checked
    rising = all(one[0] < other[0] for one, other in pairwise(curve))
    _check(rising, "calibration: beliefs that do not rise")


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
