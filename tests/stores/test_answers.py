"""Whether a graph is read from its files or from a store on disk changes no answer and no byte."""

import shutil
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

import pytest
from large_demo import DEMO, EVERY, NONE, START
from pyoxigraph import Quad, Store

from kgbuild.graph import named_queries, read_graph, read_model, reading, run_query, stores, to_model
from kgbuild.graph.annotated import write_annotated
from kgbuild.views import ViewOptions, write_view

# Queries that say their whole order, over facts and evidence, and what an engine may write in another way.
ORDERED = (
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n) ?p",
    "SELECT ?g ?p (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ?p ORDER BY ?g ?p",
    "SELECT ?s ?o { ?s dcterms:issued ?o } ORDER BY ?s ?o",
    "SELECT ?o (DATATYPE(?o) AS ?t) { ?s kg:value ?o } ORDER BY ?o STR(?s)",
    "SELECT ?t ?e { ?t skos:prefLabel ?e FILTER(STRLEN(?e) < 5) } ORDER BY ?e ?t LIMIT 50",
    "ASK { ?s kg:builtOn ?o }",
    "CONSTRUCT { ?o kg:of ?s } WHERE { ?s kg:usesMethod ?o }",
)


@pytest.fixture
def whole(folder: Path) -> Path:
    """The whole of the demo's graph, taken for large."""
    shutil.copy(DEMO / "evidence.ttl", folder)
    return folder


def test_evidence_that_is_read_as_a_stream_is_not_asked_of_the_store_again(
    whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = read_model(whole)
    read_graph(whole)  # makes a store with the evidence in it
    monkeypatch.setattr(reading, "read_support", lambda _: pytest.fail("asked again"))
    assert read_model(whole) == expected


def both(path: Path, monkeypatch: pytest.MonkeyPatch, **asked: object) -> tuple[Store, Store]:
    """Return a graph as it is read into memory, and its store on disk."""
    monkeypatch.setattr(stores, "LARGE", NONE)
    memory = read_graph(path, **asked)  # type: ignore[arg-type]
    monkeypatch.setattr(stores, "LARGE", EVERY)
    return memory, read_graph(path, **asked)  # type: ignore[arg-type]


def without_blank_nodes(quads: Collection[Quad]) -> list[str]:
    return sorted(str(quad) for quad in quads if "_:" not in str(quad))


def test_every_named_query_has_the_same_rows_in_the_same_order(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory, disk = both(whole, monkeypatch)
    for query in named_queries():
        assert run_query(disk, query.sparql) == run_query(memory, query.sparql), query.name
    for sparql in ORDERED:
        assert run_query(disk, sparql) == run_query(memory, sparql), sparql


def test_every_statement_is_the_same(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory, disk = both(whole, monkeypatch)
    assert sorted(map(str, disk)) == sorted(map(str, memory))
    assert list(disk.named_graphs()) == list(memory.named_graphs())


def test_published_terms_are_the_same(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory, disk = both(whole, monkeypatch, profiles=["lpwc", "orkg"])
    assert sorted(map(str, disk)) == sorted(map(str, memory))
    plain = read_graph(whole)
    assert len(plain) < len(disk)
    assert len(read_graph(whole, profiles=["orkg", "lpwc"])) == len(disk)


def test_triple_terms_directions_and_blank_nodes_are_the_same(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    annotated = whole / "annotated.ttl"
    write_annotated(whole, annotated)
    with annotated.open("a", encoding="utf-8") as file:
        file.write(
            '<x:a> <x:b> "\\u05d0"@he--rtl, "007"^^<http://www.w3.org/2001/XMLSchema#integer>, [ <x:c> 1.50 ] .\n'
        )
    memory, disk = both(annotated, monkeypatch)
    assert without_blank_nodes(list(disk)) == without_blank_nodes(list(memory))
    assert len(disk) == len(memory)
    assert to_model(disk) == to_model(memory)


def test_pages_have_the_same_bytes(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = []
    for large in (NONE, EVERY):
        monkeypatch.setattr(stores, "LARGE", large)
        page = tmp_path / f"{large}.html"
        write_view(read_model(whole), page, options=ViewOptions(title="The same", around="BERT", hops=1))
        pages.append(page.read_bytes())
    assert pages[0] == pages[1]


def test_the_command_answers_the_same(whole: Path) -> None:
    asked = ["query", str(whole), "entities", "--format", "csv"]
    plain = subprocess.run([sys.executable, "-m", "kgbuild", *asked], capture_output=True, check=True)
    code = START + f"from kgbuild.cli import main; sys.argv[1:] = {asked!r}; main()"
    first = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    again = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert plain.stdout == first.stdout == again.stdout
    assert b"making a store" in first.stderr
    assert again.stderr == plain.stderr == b""


def test_the_demo_is_too_small_for_a_store() -> None:
    assert sum(file.stat().st_size for file in DEMO.glob("*.ttl")) < stores.LARGE
