"""Where nothing has changed since the last build its files are left as they are, and the same is told of them."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from incremental_papers import PAPERS, read_set, write_papers

from kgbuild import changing, pipeline
from kgbuild.config import Options
from kgbuild.errors import KgbuildError
from kgbuild.incremental import unchanged
from kgbuild.summary import Summary

ASKED: dict[str, Any] = {"workers": 1, "profiles": ("schema",), "annotated": True, "title": "Gardens"}


@pytest.fixture
def inputs(tmp_path: Path) -> list[str]:
    """Papers, one of them twice, a record of another tool, and a record that is none."""
    papers = write_papers(tmp_path / "papers.jsonl", PAPERS)
    record = {"title": "On saws", "entities": [{"type": "Method", "names": ["SawNet"]}]}
    saws = tmp_path / "saws.jsonl"
    saws.write_text(json.dumps(record) + '\n{"abstract": 3}\n', encoding="utf-8")
    return [papers, str(saws)]


@pytest.fixture
def corrections(tmp_path: Path) -> Path:
    """Corrections of which one meets nothing."""
    path = tmp_path / "corrections.tsv"
    path.write_text("action\tthing\tvalue\nrename\tGNN\tgraph network\nreject\tno such\t\n", encoding="utf-8")
    return path


def build(inputs: list[str], out: Path, **options: Any) -> Summary:
    return pipeline.build(inputs, out, options=Options(**{**ASKED, **options}))


def times(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir() if path.is_file()}


def test_a_build_of_the_same_leaves_the_files_and_tells_the_same(
    inputs: list[str], tmp_path: Path, corrections: Path
) -> None:
    out = tmp_path / "out"
    first = build(inputs, out, curation=corrections)
    written, kept = read_set(out), times(out)
    second = build(inputs, out, curation=corrections)
    assert second.unchanged
    assert (read_set(out), times(out)) == (written, kept)
    assert first.unmet
    assert first.skipped
    assert second == replace(first, unchanged=True, cached=first.papers)
    (out / "report.html").write_text("another page", encoding="utf-8")
    real = build(inputs, out, curation=corrections)
    assert not real.unchanged
    assert replace(real, unchanged=True) == second
    assert read_set(out) == written


def change_input(inputs: list[str], _: Path) -> None:
    Path(inputs[0]).write_text(Path(inputs[0]).read_text("utf-8").replace("by far", "by little"), encoding="utf-8")


def change_skipped(inputs: list[str], _: Path) -> None:
    with Path(inputs[1]).open("a", encoding="utf-8") as file:
        file.write("{}\n")


def change_order(inputs: list[str], _: Path) -> None:
    inputs.reverse()


def change_corrections(inputs: list[str], _: Path) -> None:
    Path(inputs[0]).with_name("corrections.tsv").write_text("action\tthing\tvalue\n", encoding="utf-8")


def spoil(name: str) -> Callable[[list[str], Path], None]:
    def change(_: list[str], out: Path) -> None:
        file = out / name
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)

    return change


def remove(name: str) -> Callable[[list[str], Path], None]:
    return lambda _, out: (out / name).unlink()


def leave_older_file(_: list[str], out: Path) -> None:
    (out / "redirects.tsv").write_text("old_iri\tnew_iri\n", encoding="utf-8")


def add_what_is_there(_: list[str], out: Path) -> None:
    more = write_papers(out.with_name("more.jsonl"), PAPERS[:1])
    changing.add([more], out, reading=Options(workers=1))


@pytest.mark.parametrize(
    "change",
    [
        change_input, change_skipped, change_order, change_corrections, leave_older_file, add_what_is_there,
        *map(spoil, ("graph.ttl", "evidence.ttl", "graph.html", "annotated.ttl", "skipped.jsonl")),
        *map(spoil, (".kgbuild/papers.jsonl", ".kgbuild/build.json")),
        *map(remove, ("aliases.tsv", ".kgbuild/papers.jsonl", ".kgbuild/extractions.sqlite", ".kgbuild/build.json")),
    ],
)  # fmt: skip
def test_whatever_has_changed_is_built_anew(
    inputs: list[str], tmp_path: Path, corrections: Path, change: Callable[[list[str], Path], None]
) -> None:
    out = tmp_path / "out"
    build(inputs, out, curation=corrections)
    change(inputs, out)
    assert not build(inputs, out, curation=corrections).unchanged
    build(inputs, tmp_path / "scratch", curation=corrections)
    assert read_set(out) == read_set(tmp_path / "scratch")
    assert not (out / "redirects.tsv").exists()
    assert build(inputs, out, curation=corrections).unchanged


@pytest.mark.parametrize(
    "asked",
    [{"title": "Other"}, {"profiles": ()}, {"annotated": False}, {"quotes": False}, {"cache": False}],
)
def test_other_options_are_another_build(inputs: list[str], tmp_path: Path, asked: dict[str, Any]) -> None:
    out = tmp_path / "out"
    build(inputs, out)
    summary = build(inputs, out, **asked)
    assert not summary.unchanged
    assert summary.removed == (() if asked.get("annotated", True) else (out / "annotated.ttl",))


def test_another_program_builds_anew(inputs: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    build(inputs, out)
    with monkeypatch.context() as patch:
        patch.setattr(unchanged, "digest_tree", lambda *_: "another")
        assert not build(inputs, out).unchanged
    with monkeypatch.context() as patch:
        patch.setattr(unchanged, "_libraries", lambda: ["pyoxigraph-9.dist-info"])
        assert not build(inputs, out).unchanged
        assert build(inputs, out).unchanged


def test_a_build_without_kept_results_is_made_again(inputs: list[str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(inputs, out, cache=False)
    assert not (out / ".kgbuild" / "build.json").exists()
    assert not build(inputs, out).unchanged


def test_adding_what_is_there_leaves_the_files_too(inputs: list[str], tmp_path: Path, corrections: Path) -> None:
    out, reading = tmp_path / "out", Options(workers=1)
    build(inputs, out, curation=corrections)
    first = changing.add(inputs[:1], out, reading=reading)
    written, kept = read_set(out), times(out)
    assert not first.unchanged  # it wrote redirects
    second = changing.add(inputs[:1], out, reading=reading)
    assert second == replace(first, unchanged=True)
    assert (read_set(out), times(out)) == (written, kept)
    corrections.write_text("action\tthing\tvalue\n", encoding="utf-8")
    assert not changing.add(inputs[:1], out, reading=reading).unchanged
    corrections.unlink()
    with pytest.raises(KgbuildError):
        changing.add(inputs[:1], out, reading=reading)
