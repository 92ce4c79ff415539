"""The model's file: what is written is read back, and whatever else comes as a model is refused in one line."""

import io
import json
import zipfile
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from kgbuild.errors import ModelError
from kgbuild.extraction.model import read_model, write_model

Members = dict[str, bytes]


@pytest.fixture(scope="module")
def packaged() -> Members:
    """Return the parts of the packaged model's file."""
    with zipfile.ZipFile(io.BytesIO((files("kgbuild.extraction") / "model.zip").read_bytes())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def refusal(path: Path, content: bytes) -> str:
    """Return how a file of that content is refused."""
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"model\.zip: not a model") as failure:
        read_model(path)
    assert "\n" not in str(failure.value)
    return str(failure.value)


def pack(members: Members) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def about(members: Members, **changes: object) -> None:
    members["model.json"] = json.dumps(json.loads(members["model.json"]) | changes).encode()


def test_a_model_is_written_with_the_same_bytes_each_time_and_read_back(tmp_path: Path) -> None:
    model = read_model()
    write_model(model, tmp_path / "one.zip")
    again = read_model(tmp_path / "one.zip")
    assert again.candidates.classes == model.candidates.classes
    assert dict(again.candidates.rows) == dict(model.candidates.rows)
    assert np.array_equal(again.candidates.weights, model.candidates.weights)
    assert again.thresholds == model.thresholds
    write_model(again, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


@pytest.mark.parametrize(
    "change",
    [
        lambda members: about(members, format=999),
        lambda members: members.pop("model.json"),
        lambda members: members.update({"model.json": b"{"}),
        lambda members: members.update({"model.json": b"[]"}),
        lambda members: members.update({"model.json": b"{}"}),
        lambda members: members.pop("candidates/weights.npy"),
        lambda members: members.update({"candidates/weights.npy": b"no array"}),
        lambda members: members.update({"candidates/features.txt": b"only\none"}),
        lambda members: members.update({"candidates/classes.txt": b"O"}),
        lambda members: about(members, roles=["Sausage"]),
    ],
    ids=["format", "gone", "cut", "list", "empty", "no weights", "no array", "features", "classes", "roles"],
)
def test_a_model_with_a_wrong_part_is_one_clear_line(
    tmp_path: Path, packaged: Members, change: Callable[[Members], object]
) -> None:
    members = dict(packaged)
    change(members)
    assert "kgbuild train" in refusal(tmp_path / "model.zip", pack(members))


def test_a_model_damaged_on_its_way_is_one_clear_line(tmp_path: Path) -> None:
    content = bytearray((files("kgbuild.extraction") / "model.zip").read_bytes())
    middle = len(content) // 2
    content[middle : middle + 1000] = bytes(1000)
    refusal(tmp_path / "model.zip", bytes(content))


def test_code_in_a_model_is_not_run(tmp_path: Path, packaged: Members) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (exec, ("raise SystemExit('the model ran code')",))

    buffer = io.BytesIO()
    np.save(buffer, np.array([Bomb()], dtype=object), allow_pickle=True)
    refusal(tmp_path / "model.zip", pack(packaged | {"candidates/weights.npy": buffer.getvalue()}))
