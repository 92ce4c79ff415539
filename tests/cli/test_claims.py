"""What papers claim goes whole from records to graph, check, queries, exports and pages."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from claims_sample import RECORDS, build_claims, write_records

from kgbuild.export import FORMATS, export_graph
from kgbuild.graph import check_graph, named_query, read_graph, read_model, run_named_query, run_query
from kgbuild.pipeline import build
from kgbuild.vocabulary import CONTRIBUTIONS, ENTITY_RELATIONS, RESULT_PARTS

# Of the named queries on claims, values that give rows on the records made by hand.
ASKED = {
    "builds-on": {"method": "Lopper"},
    "methods-applied-to": {"task": "hedge trimming"},
    "papers-by-kind": {"kind": "all"},
    "results-on": {"x": "TwigBench"},
    "what-beats": {"method": "OakNet"},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_claims(tmp_path_factory.mktemp("claims"))


def test_the_graph_conforms_and_holds_every_claim_of_the_records(folder: Path) -> None:
    assert check_graph(folder) == []
    assert counts_of(folder) == expected_of(RECORDS)


def counts_of(folder: Path) -> Counter[str]:
    """Return how many relations, results with their parts, and kinds of contribution a graph has."""
    store = read_graph(folder)
    names = (*ENTITY_RELATIONS, "reportedIn", *(name for name, _ in RESULT_PARTS.values()), "contributes")
    found: Counter[str] = Counter()
    for name in names:
        (row,) = run_query(store, f"SELECT (COUNT(*) AS ?n) {{ ?s kg:{name} ?o }}").rows
        found[name] = int(row[0].value)  # type: ignore[union-attr]
    return +found


def expected_of(records: Any) -> Counter[str]:
    found: Counter[str] = Counter()
    for record in records:
        found.update(relation["predicate"] for relation in record["relations"])
        for result in record["results"]:
            found.update(["reportedIn", "resultOf"])
            parts = {"metric": "measuredIn", "where": "resultOn", "versus": "heldAgainst"}
            found.update(name for part, name in parts.items() if result.get(part, "-") != "-")
        found["contributes"] += len(record["kinds"])
    return found


def test_every_number_has_its_quote_and_no_abstract_is_needed_for_the_numbers(folder: Path, tmp_path: Path) -> None:
    results = read_model(folder).results
    assert len(results) == 7
    for result in results:
        (mention,) = result.support.mentions
        assert mention.text == result.text
        assert result.support.papers == (result.paper,)
    from kgbuild.config import Options

    build([str(write_records(tmp_path / "r.jsonl"))], tmp_path / "bare", options=Options(quotes=False))
    bare = read_model(tmp_path / "bare").results
    assert [(one.iri, one.value) for one in bare] == [(one.iri, one.value) for one in results]
    assert not any(mention.text for one in bare for mention in one.support.mentions)


def test_records_written_by_one_build_give_the_same_graph_again(folder: Path, tmp_path: Path) -> None:
    build([str(folder / "extractions.jsonl")], tmp_path / "again")
    for name in ("graph.ttl", "evidence.ttl", "graph.html", "report.html", "extractions.jsonl"):
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes(), name


@pytest.mark.parametrize("name", ASKED)
def test_each_query_on_claims_has_rows(folder: Path, name: str) -> None:
    assert run_named_query(read_graph(folder), name, ASKED[name]).rows
    assert set(ASKED[name]) == {parameter.name for parameter in named_query(name).parameters}


@pytest.mark.parametrize("form", FORMATS)
def test_every_export_carries_results_and_is_proven(folder: Path, tmp_path: Path, form: str) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow")
    output = tmp_path / f"out.{form}"
    made = export_graph(folder, output, form)
    assert made.differences == ()
    files = [output] if output.is_file() else [file for file in output.rglob("*") if file.is_file()]
    assert any(b"result/" in file.read_bytes() for file in files)


@pytest.mark.shared
def test_two_hundred_and_forty_annotated_papers_arrive_whole(shared: Path, tmp_path: Path) -> None:
    gold = shared / "gold" / "relations-dev.jsonl"
    summary = build([str(gold)], tmp_path / "out")
    out = tmp_path / "out"
    assert check_graph(out) == []
    records = [json.loads(line) for line in (out / "extractions.jsonl").read_text("utf-8").splitlines()]
    stated = [json.loads(line) for line in gold.read_text("utf-8").splitlines()]
    assert len(records) == len(stated) == 240
    assert sum(len(r["results"]) for r in records) == sum(len(r["results"]) for r in stated) == summary.results
    left_out = sum("relation" in note.where + note.why and "left out" in note.why for note in summary.notes)
    kept = sum(len(r["relations"]) for r in records)
    assert kept == sum(len(r["relations"]) for r in stated) - left_out
    model = read_model(out)
    assert all(one.support.mentions for one in model.results)
    assert sum(one.value is not None for one in model.results) >= 0.95 * len(model.results)
    kinds = Counter(kind for paper in model.papers.values() for kind in paper.kinds)
    assert kinds == Counter(kind for record in stated for kind in record["kinds"])
    assert set(kinds) == set(CONTRIBUTIONS)
    for name in ("json", "csv"):
        assert export_graph(out, tmp_path / name, name).differences == ()
