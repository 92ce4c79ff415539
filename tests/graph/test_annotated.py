"""Facts and evidence as RDF 1.2: every fact with what supports it, nothing lost."""

from pathlib import Path

import pyoxigraph
import pytest

from kgbuild.errors import GraphError
from kgbuild.graph import read_graph, run_query, write_annotated
from kgbuild.vocabulary import PREFIXES

REIFIED = "SELECT ?reifier ?s ?p ?o ?confidence { ?reifier rdf:reifies <<( ?s ?p ?o )>> ; kg:confidence ?confidence }"
STATED = """SELECT ?statement ?s ?p ?o ?confidence { GRAPH ?graph { ?statement a rdf:Statement ;
    rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; kg:confidence ?confidence } }"""


def test_every_statement_is_a_reifier_of_its_fact(folder: Path) -> None:
    write_annotated(folder, folder / "annotated.ttl")
    annotated = read_graph(folder / "annotated.ttl", evidence=False)
    reified = {tuple(map(str, row)) for row in run_query(annotated, REIFIED).rows}
    assert reified == {tuple(map(str, row)) for row in run_query(read_graph(folder), STATED).rows}
    assert len(reified) == 12
    for _, subject, predicate, object_, _ in run_query(annotated, REIFIED).rows:
        assert (subject, predicate, object_) in {(q.subject, q.predicate, q.object) for q in annotated}


def test_mentions_facts_and_all_else_are_there_as_in_the_two_files(folder: Path) -> None:
    write_annotated(folder, folder / "annotated.ttl")
    annotated = set(read_graph(folder / "annotated.ttl", evidence=False))
    union = {pyoxigraph.Quad(q.subject, q.predicate, q.object) for q in read_graph(folder)}
    gone = {quad.predicate.value.rpartition("#")[2] for quad in union - annotated}
    assert gone == {"subject", "predicate", "object", "type"}
    assert {quad.predicate.value.rpartition("#")[2] for quad in annotated - union} == {"reifies"}
    assert not run_query(read_graph(folder / "annotated.ttl"), "ASK { ?s a rdf:Statement }").truth


def test_the_same_bytes_come_out_each_time_with_our_prefixes(folder: Path) -> None:
    for name in ("one.ttl", "two.ttl"):
        write_annotated(folder, folder / name)
    text = (folder / "one.ttl").read_text("utf-8")
    assert text == (folder / "two.ttl").read_text("utf-8")
    assert text.startswith("".join(f"@prefix {p}: <{PREFIXES[p]}> .\n" for p in sorted(PREFIXES)))
    assert "rdf:reifies <<( <https://w3id.org/kgbuild/id/paper/2401.00002> kg:comparesWithMethod" in text


def test_a_statement_without_all_its_parts_stays_as_it_is(folder: Path) -> None:
    file = folder / "evidence.ttl"
    file.write_text(file.read_text("utf-8").replace("rdf:predicate kg:usesMetric ;", ""), "utf-8")
    write_annotated(folder, folder / "annotated.ttl")
    annotated = read_graph(folder / "annotated.ttl", evidence=False)
    assert len(run_query(annotated, "SELECT ?s { ?s a rdf:Statement ; rdf:subject ?x ; rdf:object ?y }").rows) == 1
    assert len(run_query(annotated, REIFIED).rows) == 11


def test_without_evidence_there_is_nothing_to_annotate_with(folder: Path) -> None:
    (folder / "evidence.ttl").unlink()
    with pytest.raises(GraphError, match=r"graph\.ttl: no evidence\.ttl beside it"):
        write_annotated(folder, folder / "annotated.ttl")
