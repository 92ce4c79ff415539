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
from kgbuild.limits import MODEL_FILE, MODEL_PART

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


def packed_array(values: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, values)
    return buffer.getvalue()


def changed(packaged: Members, part: str, place: tuple[int, ...], value: float) -> Members:
    """Return the parts with one number of an array replaced."""
    values = np.load(io.BytesIO(packaged[part])).copy()
    values[place] = value
    return packaged | {part: packed_array(values)}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize(("part", "place"), [("weights.npy", (3, 1)), ("bias.npy", (2,))])
def test_numbers_that_are_not_finite_are_no_weights(
    tmp_path: Path, packaged: Members, part: str, place: tuple[int, ...], value: float
) -> None:
    said = refusal(tmp_path / "model.zip", pack(changed(packaged, part, place, value)))
    assert f"{part}: holds what is no finite number" in said


def test_numbers_that_single_precision_cannot_hold_are_no_weights(tmp_path: Path, packaged: Members) -> None:
    bias = np.load(io.BytesIO(packaged["bias.npy"])).astype(np.float64)
    bias[0] = 1e300
    said = refusal(tmp_path / "model.zip", pack(packaged | {"bias.npy": packed_array(bias)}))
    assert "no finite number" in said


def header(shape: str, kind: str = "<f2", order: str = "False") -> bytes:
    text = f"{{'descr': {kind!r}, 'fortran_order': {order}, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text


HEADERS: dict[str, bytes] = {
    "more than any memory": header("(1000000000000, 100)"),
    "more than the part holds": header("(30, 30)") + bytes(1_000),
    "less than the part holds": header("(2,)") + bytes(1_000),
    "a product that overflows": header("(4294967296, 4294967296, 2)"),
    "negative": header("(-1,)") + bytes(2),
    "no shape": header("'x'"),
    "a scalar": header("()") + bytes(2),
    "texts": header("(1,)", "<U100") + bytes(400),
    "dates": header("(1,)", "<M8[s]") + bytes(8),
    "complex": header("(1,)", "<c8") + bytes(8),
    "long double": header("(1,)", "<f16") + bytes(16),
    "swapped bytes": header("(1,)", ">f4") + bytes(4),
    "objects": header("(1,)", "|O") + bytes(8),
    "no header": b"\x93NUMPY\x01\x00\xff\xff{",
    "code": header("(__import__('os').abort(),)") + bytes(2),
    "another version": b"\x93NUMPY\x09\x00" + bytes(100),
}


@pytest.mark.parametrize("what", HEADERS)
@pytest.mark.parametrize("part", ["keys.npy", "weights.npy", "bias.npy"])
def test_an_array_is_what_its_part_holds(tmp_path: Path, packaged: Members, part: str, what: str) -> None:
    refusal(tmp_path / "model.zip", pack(packaged | {part: HEADERS[what]}))


ABOUT: dict[str, dict[str, object]] = {
    "classes as a text": {"candidates": "ABC"},
    "classes as numbers": {"candidates": [1, 2, 3, 4, 5, 6, 7]},
    "no classes": {"hopes": []},
    "a class twice": {"novelty": ["brought", "brought"]},
    "a class of no type": {"candidates": ["Benchmark", "Dataset", "Method named", "Method term", "Metric", "O", "Pet"]},
    "a class of no kind": {"candidates": ["Benchmark", "Dataset", "Method x", "Method term", "Metric", "O", "Task"]},
    "roles as an object": {"roles": {"Task": ["addressed"]}},
    "roles without classes": {"roles": [["Task"]]},
    "a role that is none": {"roles": [["Task", ["adored"]]]},
    "roles as a text": {"roles": [["Task", "used"]]},
    "heads as a list": {"heads": ["network"]},
    "heads with texts": {"heads": {"network": "3"}},
    "heads below nothing": {"heads": {"network": -1}},
    "heads without end": {"heads": {"network": 10**9}},
    "heads of truth": {"heads": {"network": True}},
    "thresholds as texts": {"thresholds": {"Task": "0.5"}},
    "thresholds that are none": {"thresholds": {"Task": float("nan")}},
    "thresholds above one": {"thresholds": {"Task": 1.5}},
    "thresholds as a list": {"thresholds": [0.5]},
    "calibration as a number": {"calibration": {"Task": 1}},
    "calibration of one number": {"calibration": {"Task": [[0.1]]}},
    "calibration of infinity": {"calibration": {"Task": [[0.1, float("inf")]]}},
    "calibration that falls": {"calibration": {"Task": [[0.5, 0.5], [0.1, 0.6]]}},
    "calibration that stands": {"calibration": {"Task": [[0.5, 0.5], [0.5, 0.6]]}},
    "a source that is no text": {"trained_on": 3},
    "a source without end": {"trained_on": "x" * 1_000_000},
    "a format that is a list": {"format": [6]},
}


@pytest.mark.parametrize("what", ABOUT)
def test_what_a_model_says_of_itself_is_checked(tmp_path: Path, packaged: Members, what: str) -> None:
    about = json.loads(packaged["model.json"]) | ABOUT[what]
    refusal(tmp_path / "model.zip", pack(packaged | {"model.json": json.dumps(about).encode()}))


@pytest.mark.parametrize("part", ["calibration", "heads", "roles", "thresholds", "trained_on", "novelty"])
def test_no_value_may_be_missing(tmp_path: Path, packaged: Members, part: str) -> None:
    about = json.loads(packaged["model.json"])
    del about[part]
    assert part in refusal(tmp_path / "model.zip", pack(packaged | {"model.json": json.dumps(about).encode()}))


def test_nesting_without_end_is_one_clear_line(tmp_path: Path, packaged: Members) -> None:
    deep = b'{"format": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    assert "nested" in refusal(tmp_path / "model.zip", pack(packaged | {"model.json": deep}))


@pytest.mark.parametrize("part", PACKAGED)
def test_a_part_that_would_fill_the_memory_is_not_unpacked(tmp_path: Path, packaged: Members, part: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in packaged.items():
            archive.writestr(name, content if name != part else b"")
    # The sizes that the list of parts tells are those of a bomb; what is behind them is not looked at.
    content = bytearray(buffer.getvalue())
    entry = content.rindex(b"\x00" + part.encode()) - 45  # no other part's name that ends so
    content[entry + 24 : entry + 28] = (MODEL_PART.most + 1).to_bytes(4, "little")
    said = refusal(tmp_path / "model.zip", bytes(content))
    assert f"{part}: {MODEL_PART.name}: {MODEL_PART.most + 1:,}, at most {MODEL_PART.most:,} are taken" in said


def test_a_part_that_is_larger_than_it_says_is_one_clear_line(tmp_path: Path, packaged: Members) -> None:
    content = bytearray(pack(packaged))
    entry = content.rindex(b"model.json") - 46
    content[entry + 24 : entry + 28] = (1_000).to_bytes(4, "little")
    refusal(tmp_path / "model.zip", bytes(content))


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_model_packed_in_another_way_is_one_clear_line(tmp_path: Path, packaged: Members, packing: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        for name, content in packaged.items():
            archive.writestr(name, content if name == "model.json" else b"")
    assert "packed in another way" in refusal(tmp_path / "model.zip", buffer.getvalue())


@pytest.mark.parametrize(("offset", "value"), [(8, 1), (10, 99)])
def test_an_encrypted_or_unknown_packing_is_one_clear_line(
    tmp_path: Path, packaged: Members, offset: int, value: int
) -> None:
    content = bytearray(pack(packaged))
    content[content.rindex(b"model.json") - 46 + offset] = value
    assert "packed in another way" in refusal(tmp_path / "model.zip", bytes(content))


def test_an_archive_of_a_later_version_of_zip_is_one_clear_line(tmp_path: Path, packaged: Members) -> None:
    content = bytearray(pack(packaged))
    content[content.rindex(b"model.json") - 46 + 6] = 99
    assert "zip file version" in refusal(tmp_path / "model.zip", bytes(content))


def test_a_file_that_is_larger_than_any_model_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "model.zip"
    with path.open("wb") as file:
        file.truncate(MODEL_FILE.most + 1)  # a hole, which takes no place on the disk
    with pytest.raises(ModelError, match=MODEL_FILE.name):
        read_model(path)


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null", "."])
def test_what_is_no_file_is_not_read(path: str) -> None:
    with pytest.raises(ModelError, match="no regular file"):
        read_model(Path(path))
