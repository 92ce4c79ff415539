"""The model's file: what is written is read back, and whatever else comes as a model is refused in one line."""

import io
import json
import zipfile
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from kgbuild.datamodel import Paper
from kgbuild.errors import ModelError
from kgbuild.extraction import StatisticalExtractor
from kgbuild.extraction.model import read_model, write_model
from kgbuild.extractors import ExtractorOptions

Members = dict[str, bytes]


CONTENT = (files("kgbuild.extraction") / "model.zip").read_bytes()
with zipfile.ZipFile(io.BytesIO(CONTENT)) as _archive:
    PACKAGED = tuple(_archive.namelist())


@pytest.fixture(scope="module")
def packaged() -> Members:
    """Return the parts of the packaged model's file."""
    with zipfile.ZipFile(io.BytesIO(CONTENT)) as archive:
        return {name: archive.read(name) for name in PACKAGED}


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


def test_a_model_is_written_with_the_same_bytes_each_time_and_decides_alike_when_read_back(tmp_path: Path) -> None:
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    write_model(read_model(), one)
    write_model(read_model(one), two)
    assert one.read_bytes() == two.read_bytes()
    paper = Paper("Lopper", "We propose Lopper, which beats BERT on ImageNet in accuracy and F1.")
    (found,) = StatisticalExtractor(ExtractorOptions(model=two)).extract([paper])
    assert list(StatisticalExtractor().extract([paper])) == [found]
    assert found


def test_a_model_of_another_format_is_told_apart(tmp_path: Path, packaged: Members) -> None:
    about = json.loads(packaged["model.json"]) | {"format": 999}
    said = refusal(tmp_path / "model.zip", pack(packaged | {"model.json": json.dumps(about).encode()}))
    assert "format 999" in said
    assert "kgbuild train" in said


def another_array() -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.ones((3, 2), np.float32))
    return buffer.getvalue()


PARTS = PACKAGED
CHANGES: dict[str, bytes | None] = {
    "missing": None,
    "empty": b"",
    "cut short": b"{",
    "a list": b"[]",
    "other lines": b"only\none",
    "another array": another_array(),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("part", PARTS)
def test_a_model_with_a_wrong_part_is_one_clear_line(tmp_path: Path, packaged: Members, part: str, change: str) -> None:
    content = CHANGES[change]
    members = {name: packaged[name] for name in packaged if name != part}
    refusal(tmp_path / "model.zip", pack(members if content is None else members | {part: content}))


def test_a_model_damaged_on_its_way_is_one_clear_line(tmp_path: Path) -> None:
    content = bytearray(CONTENT)
    middle = len(content) // 2
    content[middle : middle + 1000] = bytes(1000)
    refusal(tmp_path / "model.zip", bytes(content))


def test_code_in_a_model_is_not_run(tmp_path: Path, packaged: Members) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (exec, ("raise SystemExit('the model ran code')",))

    buffer = io.BytesIO()
    np.save(buffer, np.array([Bomb()], dtype=object), allow_pickle=True)
    for part in ("weights.npy", "keys.npy", "bias.npy"):
        assert part in PARTS
        refusal(tmp_path / "model.zip", pack(packaged | {part: buffer.getvalue()}))


def test_a_model_whose_features_are_out_of_order_is_refused(tmp_path: Path, packaged: Members) -> None:
    keys = np.load(io.BytesIO(packaged["keys.npy"]))
    buffer = io.BytesIO()
    np.save(buffer, keys[::-1])
    assert "not in order" in refusal(tmp_path / "model.zip", pack(packaged | {"keys.npy": buffer.getvalue()}))
