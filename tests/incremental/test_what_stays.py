"""What of evidence and store stays as it was is taken over, and nothing comes out otherwise for it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from incremental_papers import read_set
from pyoxigraph import RdfFormat, parse, serialize

from kgbuild import changing, pipeline
from kgbuild.config import Options
from kgbuild.graph import evidence_text, read_graph, stores
from kgbuild.graph import files as graph_files

NAMES = ["Lopper", "Shears", "GNN", "graph neural network", "graph neural networks", "HedgeBench", "BERT", "trimming"]


def to_record(number: int) -> dict[str, Any]:
    """Return a paper with all that is found in it: what it names follows from its number."""
    names = [NAMES[number % 8], NAMES[(number // 2) % 8], NAMES[(number * 5 + 3) % 8]]
    title = f"On {names[0]} number {number}"
    abstract = f"We propose {names[0]} for {names[1]}. It beats {names[2]} in year {number}."
    entities = [
        {"id": f"e{at}", "type": kind, "names": [name], "role": role}
        for at, (name, kind, role) in enumerate(
            zip(dict.fromkeys(names), ("Method", "Task", "Method"), ("proposed", "addressed", "compared"), strict=False)
        )
    ]
    relations = [{"predicate": "usedForTask", "subject": "e0", "object": "e1"}] if len(entities) > 1 else []
    record = {"id": f"p{number}", "title": title, "abstract": abstract, "entities": entities, "relations": relations}
    return record | {"urls": [], "results": [], "kinds": ["method"], "source": [f"all#{number}"]}


def write(path: Path, numbers: list[int]) -> str:
    path.write_text("".join(json.dumps(to_record(number)) + "\n" for number in numbers), encoding="utf-8")
    return str(path)


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Corrections, of which one meets nothing as long as there is no paper that it is about."""
    path = tmp_path_factory.mktemp("rows") / "corrections.tsv"
    lines = ["action\tthing\tvalue", "same\tLopper\tShears", "rename\tBERT\tthe encoder", "reject\ttrimming\t"]
    path.write_text("\n".join([*lines, "different\tGNN\tgraph neural network", ""]), encoding="utf-8")
    return path


@pytest.fixture
def _without_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the pages, which take longest and are made anew every time; any graph is large."""

    def write_pages(folder: Path, _: Options) -> Any:
        from kgbuild.graph import GraphModel, read_mark

        mark = read_mark(folder / "graph.ttl")
        return GraphModel(build=mark.build if mark else ""), (), ""

    monkeypatch.setattr(pipeline, "_write_pages", write_pages)
    monkeypatch.setattr(stores, "LARGE", 0)
    monkeypatch.setattr(graph_files, "_MOST_CHANGED", 100)  # also where hardly anything stays


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A one for each part of evidence that was made."""
    found: list[int] = []
    real = evidence_text.part_text

    def part_text(evidence: Any, part: Any) -> bytes:
        found.append(1)
        return real(evidence, part)

    monkeypatch.setattr(evidence_text, "part_text", part_text)
    return found


Steps = list[set[int]]


@pytest.mark.usefixtures("_without_pages")
@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    first=st.sets(st.integers(0, 15), min_size=1, max_size=6),
    steps=st.lists(st.sets(st.integers(0, 15), min_size=1, max_size=4), min_size=1, max_size=4),
    curated=st.booleans(),
    quotes=st.booleans(),
)
def test_any_changes_give_what_a_build_gives_and_a_store_of_it(
    tmp_path_factory: pytest.TempPathFactory, rows: Path, first: set[int], steps: Steps, *, curated: bool, quotes: bool
) -> None:
    place = tmp_path_factory.mktemp("any")
    options = Options(workers=1, curation=rows if curated else None, quotes=quotes)
    there = sorted(first)
    pipeline.build([write(place / "first.jsonl", there)], place / "out", options=options)
    for number, step in enumerate(steps):
        gone = [one for one in there if one in step]
        new = sorted(step - set(there))
        if new:
            changing.add([write(place / f"{number}.jsonl", new)], place / "out", reading=Options(workers=1))
            there += new
        if gone and len(gone) < len(there):
            changing.remove([f"p{one}" for one in gone], place / "out", reading=Options(workers=1))
            there = [one for one in there if one not in gone]
        assert set(map(str, read_graph(place / "out"))) == set(map(str, read_graph(place / "out", in_memory=True)))
    alone = Options(workers=1, curation=options.curation, quotes=quotes, cache=False)
    pipeline.build([write(place / "all.jsonl", there)], place / "scratch", options=alone)
    assert read_set(place / "out") == read_set(place / "scratch")


def indent_facts(out: Path) -> None:
    """Lay the facts out as no build does."""
    file = out / "graph.ttl"
    mark = file.read_text("utf-8").rstrip("\n").rpartition("\n")[2]
    triples = [quad.triple for quad in parse(path=file)]
    text = (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode().replace(" <", "\n  <")
    file.write_text(f"# .\n{text}{mark}\n", encoding="utf-8")


@pytest.mark.usefixtures("_without_pages")
@pytest.mark.parametrize("edit", [None, indent_facts])
def test_iris_that_are_gone_lead_on_whoever_wrote_the_graph(
    tmp_path: Path, edit: Callable[[Path], None] | None
) -> None:
    out = tmp_path / "out"
    record = {"title": "Short", "abstract": "", "entities": [{"type": "Method", "names": ["BERT"]}]}
    longer = {"abstract": "", "entities": [{"type": "Method", "names": ["BERT-X large", "BERT"]}]}
    for name, records in (("one", [record]), ("two", [longer | {"title": f"Long {n}"} for n in "abcd"])):
        lines = [json.dumps(one | {"urls": [], "relations": [], "results": [], "kinds": []}) for one in records]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    inputs = [str(tmp_path / "one.jsonl"), str(tmp_path / "two.jsonl")]
    pipeline.build(inputs, out, options=Options(workers=1))
    if edit:
        edit(out)
    changing.remove([f"Long {n}" for n in "abcd"], out, reading=Options(workers=1))
    ((old, new),) = (row.split("\t") for row in (out / "redirects.tsv").read_text("utf-8").splitlines()[1:])
    assert (old.rpartition("/")[2][:5], new.rpartition("/")[2]) == ("bert-", "bert")


def tables(folder: Path) -> set[tuple[int, int]]:
    found = (path.stat() for path in folder.glob(".kgbuild/stores/**/*.sst"))
    return {(one.st_ino, one.st_mtime_ns) for one in found}


@pytest.mark.usefixtures("_without_pages")
def test_of_evidence_only_what_is_new_is_made_and_the_store_goes_on(tmp_path: Path, made: list[int]) -> None:
    out = tmp_path / "out"
    pipeline.build([write(tmp_path / "first.jsonl", list(range(40)))], out, options=Options(workers=1))
    whole, before = sum(made), tables(out)
    made.clear()
    changing.add([write(tmp_path / "more.jsonl", [41])], out, reading=Options(workers=1))
    assert 0 < sum(made) < whole / 4
    assert tables(out) & before
    made.clear()
    changing.remove(["p41"], out, reading=Options(workers=1, cache=False))  # which takes nothing over
    assert sum(made) == whole
    assert not (out / ".kgbuild" / "evidence.index").exists()


def test_the_store_of_a_large_graph_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "LARGE", 0)
    made: list[Path] = []
    real = stores.make_store

    def make_store(place: Path, *given: Any, **named: Any) -> Path:
        made.append(place)
        return real(place, *given, **named)

    monkeypatch.setattr(stores, "make_store", make_store)
    papers, out = write(tmp_path / "first.jsonl", [1, 2]), tmp_path / "out"
    pipeline.build([papers], out, options=Options(workers=1))
    assert made == [out / ".kgbuild" / "stores" / "graph.ttl"]
    assert pipeline.build([papers], out, options=Options(workers=1)).unchanged
    assert len(made) == 1


def no_change(_: Path) -> None:
    pass


def spoil_index(out: Path) -> None:
    index = out / ".kgbuild" / "evidence.index"
    head, _, entries = index.read_bytes().partition(b"\n")
    index.write_bytes(head + b"\n" + entries[20:])


def delete_index(out: Path) -> None:
    (out / ".kgbuild" / "evidence.index").unlink()


def delete_stores(out: Path) -> None:
    for folder in out.glob(".kgbuild/stores/*/store-*"):
        folder.rename(folder.with_name("gone"))


def edit_evidence(out: Path) -> None:
    file = out / "evidence.ttl"
    file.write_text(file.read_text("utf-8").replace("0.", "1.", 1), encoding="utf-8")


@pytest.mark.usefixtures("_without_pages")
@pytest.mark.parametrize("spoil", [no_change, spoil_index, delete_index, delete_stores, edit_evidence])
def test_whatever_becomes_of_what_is_kept_the_bytes_are_the_same(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    out = tmp_path / "out"
    pipeline.build([write(tmp_path / "first.jsonl", [1, 2, 3])], out, options=Options(workers=1))
    spoil(out)
    changing.add([write(tmp_path / "more.jsonl", [4])], out, reading=Options(workers=1))
    pipeline.build([write(tmp_path / "all.jsonl", [1, 2, 3, 4])], tmp_path / "scratch", options=Options(workers=1))
    assert read_set(out) == read_set(tmp_path / "scratch")
    assert set(map(str, read_graph(out))) == set(map(str, read_graph(out, in_memory=True)))
