"""A file that is not the graph is told, whatever is wrong with it, and takes nobody's place."""

import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kgbuild.export import FORMATS, export_graph, formats
from kgbuild.export.proof import Tally, find_differences

TEXT_FORMATS = [name for name in FORMATS if name != "parquet"]


def files_of(path: Path) -> Iterator[Path]:
    return iter(sorted(p for p in path.rglob("*") if p.is_file())) if path.is_dir() else iter([path])


def change_a_name(path: Path) -> None:
    for file in files_of(path):
        file.write_bytes(file.read_bytes().replace(b"GLUE", b"GLU"))


def lose_the_end(path: Path) -> None:
    for file in files_of(path):
        if file.suffix not in {".args", ".cypher"}:
            data = file.read_bytes()
            file.write_bytes(data[: len(data) * 2 // 3])


def rename_a_relation(path: Path) -> None:
    for file in files_of(path):
        data = re.sub(rb"EVALUATES_ON|Evaluates on|evaluatesOnBenchmark", b"mentionsBenchmark", file.read_bytes())
        file.write_bytes(data)


def change_a_number(path: Path) -> None:
    for file in files_of(path):
        file.write_bytes(file.read_bytes().replace(b"2024", b"2023"))


def damaged(monkeypatch: pytest.MonkeyPatch, form: str, damage: Callable[[Path], None]) -> None:
    kind: Any = FORMATS[form]

    def write(*arguments: Any) -> Any:
        result = kind.write(*arguments)
        damage(arguments[1])
        return result

    monkeypatch.setattr(formats, "FORMATS", {**FORMATS, form: replace(kind, write=write)})


@pytest.mark.parametrize("damage", [change_a_name, lose_the_end, rename_a_relation, change_a_number])
@pytest.mark.parametrize("form", TEXT_FORMATS)
def test_a_damaged_file_is_told_and_the_old_one_stays(
    monkeypatch: pytest.MonkeyPatch, hard: Path, tmp_path: Path, form: str, damage: Callable[[Path], None]
) -> None:
    output = tmp_path / "out"
    assert export_graph(hard, output, form).differences == ()
    before = {file: file.read_bytes() for file in files_of(output)}
    damaged(monkeypatch, form, damage)
    made = export_graph(hard, output, form)
    assert made.differences
    assert all("\n" not in line for line in made.differences)
    assert {file: file.read_bytes() for file in files_of(output)} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_damaged_parquet_file_is_told(monkeypatch: pytest.MonkeyPatch, hard: Path, tmp_path: Path) -> None:
    import pyarrow.parquet

    def lose_a_row(folder: Path) -> None:
        table = pyarrow.parquet.read_table(folder / "edges.parquet")
        pyarrow.parquet.write_table(table.slice(1), folder / "edges.parquet")

    damaged(monkeypatch, "parquet", lose_a_row)
    made = export_graph(hard, tmp_path / "out", "parquet")
    assert made.differences == ("edges of type EVALUATED_ON: 1 in the graph, 0 in the file",)
    damaged(monkeypatch, "parquet", lambda folder: (folder / "nodes.parquet").write_bytes(gzip.compress(b"x")) and None)
    (line,) = export_graph(hard, tmp_path / "out", "parquet").differences
    assert line.startswith("the file cannot be read back: ")


def test_differences_name_type_and_numbers() -> None:
    expected, found = Tally(), Tally()
    expected.add_node("x:a", "Method", {"name": "A"})
    expected.add_node("x:b", "Method", {"name": "B"})
    expected.add_node("x:t", "Task", {"name": "T"})
    found.add_node("x:a", "Method", {"name": "A"})
    found.add_node("x:t", "Task", {"name": "t"})
    found.add_edge("x:a", "USES", "x:t", {})
    assert list(find_differences(expected, found)) == [
        "edges of type USES: 0 in the graph, 1 in the file",
        "nodes of type Method: 2 in the graph, 1 in the file",
        "nodes of type Task: 1 in both, but what they hold differs",
    ]


def test_order_and_kind_of_list_make_no_difference() -> None:
    one, other = Tally(), Tally()
    one.add_node("x:a", "Method", {"names": ("A", "B"), "kind": "named"})
    one.add_node("x:b", "Method", {})
    other.add_node("x:b", "Method", {"url": None})
    other.add_node("x:a", "Method", {"kind": "named", "names": ["A", "B"]})
    assert list(find_differences(one, other)) == []


def test_a_value_that_moved_to_another_node_makes_a_difference() -> None:
    one, other = Tally(), Tally()
    for tally, names in ((one, "AB"), (other, "BA")):
        for iri, name in zip(("x:a", "x:b"), names, strict=True):
            tally.add_node(iri, "Method", {"name": name})
    assert list(find_differences(one, other)) == ["nodes of type Method: 2 in both, but what they hold differs"]
