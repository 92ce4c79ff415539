"""A store is made once, and anew when it is stale or broken; the graph's files are what counts."""

import json
import os
import shutil
from pathlib import Path

import pytest
from large_demo import NONE, kept

from kgbuild.errors import GraphError
from kgbuild.graph import kept_store, read_graph, renew_store, run_query, stores

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def count(folder: Path) -> int:
    return int(run_query(read_graph(folder, evidence=False), COUNT).rows[0][0].value)  # type: ignore[union-attr]


def forget() -> None:
    """Let go of the stores that this process reads, as if it had ended."""
    for handle in kept_store._in_use.values():
        os.close(handle)
    kept_store._in_use.clear()


def add_fact(file: Path) -> None:
    with file.open("a", encoding="utf-8") as text:
        text.write("<x:a> <x:b> <x:c> .\n")


def test_a_store_is_made_once(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", "kgbuild"):
        first = count(folder)
        (store,) = kept(folder)
        assert count(folder) == first
    assert kept(folder) == [store]
    assert [record.message for record in caplog.records] == [
        f"{folder / 'graph.ttl'}: making a store, once (KGBUILD_STORE=off keeps none)"
    ]


def test_evidence_and_facts_share_a_store(folder: Path) -> None:
    assert len(read_graph(folder, evidence=False)) == len(read_graph(folder))
    assert len(kept(folder)) == 1


def test_a_file_that_was_only_touched_is_the_same(folder: Path) -> None:
    count(folder)
    (store,) = kept(folder)
    before = json.loads((store / "card.json").read_bytes())
    os.utime(folder / "graph.ttl", (1, 1))
    count(folder)
    assert kept(folder) == [store]
    after = json.loads((store / "card.json").read_bytes())
    assert before["prints"][0]["modified"] != after["prints"][0]["modified"] == 1_000_000_000


def test_a_copy_of_the_folder_brings_its_store(folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    expected = count(folder)
    shutil.copytree(folder, tmp_path / "copy")
    caplog.clear()  # another test may have had all levels recorded
    with caplog.at_level("INFO", "kgbuild"):
        assert count(tmp_path / "copy") == expected
    assert not caplog.records


@pytest.mark.parametrize("evidence", [False, True])
def test_an_edited_file_has_another_store(folder: Path, evidence: bool, caplog: pytest.LogCaptureFixture) -> None:
    before = len(read_graph(folder))
    (old,) = kept(folder)
    forget()
    add_fact(folder / ("evidence.ttl" if evidence else "graph.ttl"))
    with caplog.at_level("INFO", "kgbuild"):
        assert len(read_graph(folder)) == before + 1
    (new,) = kept(folder)
    assert new != old
    assert "the graph has changed, its store is made anew" in caplog.text


def test_an_edit_that_keeps_size_and_times_is_seen(folder: Path) -> None:
    count(folder)
    file = folder / "graph.ttl"
    found = file.stat()
    text = file.read_bytes()
    file.write_bytes(text.replace(b'"BERT"', b'"TREB"'))
    os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert file.stat().st_size == found.st_size
    rows = run_query(read_graph(folder, evidence=False), 'SELECT ?s { ?s skos:prefLabel "TREB" }').rows
    assert len(rows) == 1


def test_a_store_that_is_read_stays_until_its_reader_ends(folder: Path) -> None:
    old = read_graph(folder)
    size = len(old)
    add_fact(folder / "graph.ttl")
    assert len(read_graph(folder)) == size + 1
    assert len(kept(folder)) == 2
    assert len(old) == size
    del old
    forget()
    add_fact(folder / "evidence.ttl")
    assert len(read_graph(folder)) == size + 2  # the same fact, in the other graph
    assert len(kept(folder)) == 1


@pytest.mark.parametrize("harm", ["cut", "gone", "garbled", "pointer", "other engine"])
def test_a_broken_store_is_made_anew(folder: Path, harm: str, caplog: pytest.LogCaptureFixture) -> None:
    expected = count(folder)
    (store,) = kept(folder)
    forget()
    tables = sorted((store / "engine").glob("*.sst"), key=lambda path: path.stat().st_size)
    if harm == "cut":
        os.truncate(tables[-1], 100)
    elif harm == "gone":
        tables[-1].unlink()
    elif harm == "garbled":
        (manifest,) = (store / "engine").glob("MANIFEST*")
        manifest.write_bytes(b"\xff" * manifest.stat().st_size)
    elif harm == "pointer":
        (store / "engine" / "CURRENT").write_bytes(b"")
    else:
        card = json.loads((store / "card.json").read_bytes())
        (store / "card.json").write_text(json.dumps(card | {"engine": "0.1"}))
    with caplog.at_level("INFO", "kgbuild"):
        assert count(folder) == expected
    assert "made anew" in caplog.text
    (new,) = kept(folder)
    assert new != store


@pytest.mark.parametrize("text", [b"", b"{}", b"[1]", b'{"format": 99}', b'{"format": 1, "prints": [{}]}'])
def test_a_store_with_a_card_that_says_nothing_is_none(folder: Path, text: bytes) -> None:
    expected = count(folder)
    (store,) = kept(folder)
    forget()
    (store / "card.json").write_bytes(text)
    assert count(folder) == expected
    assert len(kept(folder)) == 1
    assert kept(folder) != [store]


def test_a_graph_that_does_not_parse_is_told_as_ever(folder: Path) -> None:
    (folder / "graph.ttl").write_text("<x:a> <x:b> oops .\n", encoding="utf-8")
    with pytest.raises(GraphError, match=r"graph\.ttl:1: not valid RDF"):
        read_graph(folder, evidence=False)
    assert kept(folder.parent) == []


def test_facts_are_read_beside_evidence_that_does_not_parse(folder: Path) -> None:
    expected = count(folder)
    with (folder / "evidence.ttl").open("a", encoding="utf-8") as file:
        file.write("oops")
    assert count(folder) == expected
    with pytest.raises(GraphError, match="not valid RDF"):
        read_graph(folder)


def test_facts_are_read_beside_evidence_of_another_build(folder: Path) -> None:
    expected = count(folder)
    file = folder / "evidence.ttl"
    text = file.read_text("utf-8")
    at = text.index("# kgbuild: build ") + len("# kgbuild: build ")
    file.write_text(text[:at] + "0" * 32 + text[at + 32 :], encoding="utf-8")
    assert count(folder) == expected
    with pytest.raises(GraphError, match="another build"):
        read_graph(folder)


def test_graphs_in_one_folder_have_stores_of_their_own(folder: Path) -> None:
    other = folder / "other.nt"
    other.write_text("<x:a> <x:b> <x:c> .\n", encoding="utf-8")
    assert count(folder) > 1 == count(other)
    assert len(kept(folder)) == 2
    other.unlink()
    forget()
    add_fact(folder / "graph.ttl")
    count(folder)
    assert [store.parent.name for store in kept(folder)] == ["graph.ttl"]  # the other's went with its graph


def test_a_build_makes_the_store_of_a_large_graph_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = renew_store(folder)
    assert kept(folder) == [made]
    assert renew_store(folder) == made
    monkeypatch.setattr(stores, "LARGE", NONE)
    assert renew_store(folder) is None
    assert not (folder / ".kgbuild").exists()


def test_stores_can_be_off(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = count(folder)
    forget()
    monkeypatch.setenv("KGBUILD_STORE", "off")
    assert renew_store(folder) is None
    assert not (folder / ".kgbuild").exists()
    assert count(folder) == expected
    assert not (folder / ".kgbuild").exists()


def test_a_graph_that_no_store_takes_costs_a_build_nothing(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    (folder / "graph.ttl").write_text("<x:a> <x:b> oops .\n", encoding="utf-8")
    assert renew_store(folder) is None
    assert "no store is made of it" in caplog.text
    assert kept(folder) == []
