"""Triples and Turtle files: what they say, that every reader takes them, that they are the same every time."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgbuild.datamodel import ExtractedEntity, Extraction, Knowledge, Link, Mention, Paper, Span
from kgbuild.errors import GraphError
from kgbuild.graph import build_graph, check_graph, read_graph, write_graph, write_turtle
from kgbuild.graph.ordering import sorted_triples
from kgbuild.resolution import resolve
from kgbuild.vocabulary import EVIDENCE_GRAPH, PREFIXES

FACTS = """
@prefix bibo: <http://purl.org/ontology/bibo/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix kg: <https://w3id.org/kgbuild/ontology#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix schema: <http://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://example.org/kg/> .
<paper/10.1000-lopper-1> a kg:Paper ; dcterms:title "Lopper: pruning trees" ; dcterms:identifier "own-1" ;
    dcterms:creator "Ada Oak", "Ben Ash" ; kg:firstAuthor "Ada Oak" ;
    bibo:authorList <paper/10.1000-lopper-1#authors> ; dcterms:issued "2024"^^xsd:gYear ; kg:venue "Journal of Hedges" ;
    bibo:doi "10.1000/lopper.1" ; schema:url <https://example.org/papers/1> ; dcterms:source "one.txt#1", "two.txt#4" ;
    kg:proposesMethod <entity/lopper> ; kg:addressesTask <entity/tree-pruning> ;
    kg:evaluatesOnBenchmark <entity/oakbench> ; kg:hasRepository <entity/github-com-a-lopper> .
<paper/10.1000-lopper-1#authors> a rdf:Seq ; rdf:_1 "Ada Oak" ; rdf:_2 "Ben Ash" .
<entity/lopper> a kg:Method ; skos:prefLabel "Lopper" ; kg:kind "named" .
<entity/tree-pruning> a kg:Task ; skos:prefLabel "tree pruning" ; skos:altLabel "Tree pruning" ; kg:kind "term" .
<entity/oakbench> a kg:Benchmark ; skos:prefLabel "OakBench" ; skos:altLabel "Oak-Bench" ; kg:kind "named" .
<entity/github-com-a-lopper> a kg:Repository ;
    skos:prefLabel "github.com/a/lopper" ; kg:url <https://github.com/a/lopper> .
"""

HOSTILE = [
    "</script><script>alert(1)</script>",
    'quotes " and """ and \' and \\ and \\" end\\',
    "a title\nof three\r\nlines\twith tabs",
    "100% of <iri> {braces} |pipes| ^ ` \\# a\\u0041",
    "العربية \u202eright to left\u202c 知识图谱 🙂🏽 e\u0301",
    "nul \x00, bell \x07, half \ud83d of a pair, no character \uffff",
    "#",
    "a" * 3000,
]


def hostile_knowledge(texts: list[str]) -> Knowledge:
    return resolve(
        Extraction(
            Paper(
                f"{text} {n}", text, id=text, source=(text,), authors=(text,), venue=text, url=f"https://x.org/{text}"
            ),
            (
                ExtractedEntity("Method", (text, f"{text} too"), "named", "used", 0.123456, (whole(text),)),
                ExtractedEntity("Dataset", (f"{text} data",), "named", "used", float("nan"), (whole(text),)),
            ),
            (Link(f"https://github.com/{text}", "repository"), Link(text, "other")),
            extractor=text,
        )
        for n, text in enumerate(texts)
    )


def whole(text: str) -> Mention:
    return Mention(Span("abstract", 0, len(text)), text, text)


def counts(file: Path) -> dict[str, int]:
    """Return how many triples each reader finds in a Turtle file."""
    found = {
        "pyoxigraph": len(set(pyoxigraph.parse(path=file, format=pyoxigraph.RdfFormat.TURTLE))),
        "rdflib": len(rdflib.Graph().parse(file, format="turtle")),
    }
    if rapper := shutil.which("rapper"):
        answer = subprocess.run([rapper, "-q", "-i", "turtle", "-o", "ntriples", file], capture_output=True, check=True)
        assert answer.stderr == b""
        found["rapper"] = len(set(answer.stdout.splitlines()))
    elif os.environ.get("KGBUILD_REQUIRE_ALL"):
        pytest.fail("rapper is missing (Debian: raptor2-utils)")
    return found


def test_facts_say_what_the_knowledge_says(folder: Path, knowledge: Knowledge) -> None:
    facts = rdflib.Graph()
    for triple in build_graph(knowledge, base_iri="https://example.org/kg").facts:
        if "lopper" in str(triple.subject) or str(triple.subject).endswith(("pruning>", "oakbench>")):
            facts.parse(data=f"{triple} .", format="nt")
    expected = rdflib.Graph().parse(data=FACTS, format="turtle")
    assert (facts - expected).serialize(format="nt") == (expected - facts).serialize(format="nt")


def test_each_relation_has_a_statement_with_its_mentions(folder: Path) -> None:
    rows = read_graph(folder).query(
        """SELECT ?confidence ?kind ?extractor ?section ?start ?end ?exact ?prefix ?suffix ?by WHERE {
            GRAPH ?graph { ?statement rdf:subject ?paper ; rdf:predicate kg:proposesMethod ; rdf:object ?entity ;
                prov:wasDerivedFrom ?paper ; kg:confidence ?confidence ; kg:kind ?kind ; kg:extractor ?extractor ;
                kg:hasMention ?mention .
            ?mention a kg:Mention ; kg:section ?section ; oa:start ?start ; oa:end ?end ; oa:exact ?exact ;
                oa:prefix ?prefix ; oa:suffix ?suffix ; kg:foundBy ?by }
            ?paper kg:proposesMethod ?entity . ?entity skos:prefLabel "Lopper" } ORDER BY ?section""",
        prefixes=PREFIXES,
    )
    assert [tuple(term.value for term in row) for row in rows] == [  # type: ignore[union-attr]
        ("0.93", "named", "kgbuild test", "abstract", "23", "29", "Lopper", "We propose ", FIRST_SUFFIX, "test"),
        ("0.93", "named", "kgbuild test", "title", "0", "6", "Lopper", "", ": pruning trees", "test"),
    ]


FIRST_SUFFIX = " for tree pruning, and test it on OakBench."


def test_without_quotes_no_text_of_the_abstract_is_in_the_files(tmp_path: Path, knowledge: Knowledge) -> None:
    for file in write_graph(build_graph(knowledge, quotes=False), tmp_path):
        text = file.read_text("utf-8")
        assert "oa:exact" not in text
        assert "We propose" not in text
    assert check_graph(tmp_path) == []


def test_hostile_texts_are_read_alike_by_every_reader(tmp_path: Path) -> None:
    graph = build_graph(hostile_knowledge(HOSTILE))
    files = write_graph(graph, tmp_path)
    for file, triples in zip(files, (graph.facts, graph.evidence), strict=True):
        assert set(counts(file).values()) == {len(triples)}
    assert check_graph(tmp_path) == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(), min_size=1, max_size=3, unique=True))
def test_any_text_gives_files_that_both_parsers_read_alike(texts: list[str], tmp_path: Path) -> None:
    graph = build_graph(hostile_knowledge(texts))
    for file, triples in zip(write_graph(graph, tmp_path), (graph.facts, graph.evidence), strict=True):
        assert len(set(pyoxigraph.parse(path=file))) == len(rdflib.Graph().parse(file)) == len(triples)


def test_the_same_bytes_come_out_under_any_hash_seed(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[2]);"
        "from conftest import small_knowledge; from kgbuild.graph import build_graph, write_graph;"
        "write_graph(build_graph(small_knowledge()), Path(sys.argv[1]))"
    )
    written = []
    for seed in ("1", "2"):
        command = [sys.executable, "-c", code, tmp_path / seed, Path(__file__).parent]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        written.append([(tmp_path / seed / name).read_bytes() for name in ("graph.ttl", "evidence.ttl")])
    assert written[0] == written[1]
    assert written[0][0].startswith(b"@prefix bibo:")


def test_a_graph_read_back_has_facts_and_evidence_apart(folder: Path, knowledge: Knowledge) -> None:
    graph = build_graph(knowledge, licence="CC-BY-4.0")
    store = read_graph(folder)
    assert {q.triple for q in store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())} == set(graph.facts)
    evidence = pyoxigraph.NamedNode(EVIDENCE_GRAPH)
    # The store keeps whole numbers of every type as xsd:integer.
    assert len(list(store.quads_for_pattern(None, None, None, evidence))) == len(graph.evidence)
    assert len(read_graph(folder / "graph.ttl", evidence=False)) == len(graph.facts)


def test_offsets_lose_nothing_where_a_store_keeps_them_as_plain_integers(folder: Path) -> None:
    written = {
        (q.subject, q.predicate, q.object.value)
        for q in pyoxigraph.parse(path=folder / "evidence.ttl")
        if isinstance(q.object, pyoxigraph.Literal) and q.object.datatype.value.endswith("#nonNegativeInteger")
    }
    assert len(written) == 16  # a start and an end for each of eight mentions
    store = read_graph(folder)
    kept = {
        (q.subject, q.predicate, q.object.value) for q in store if (q.subject, q.predicate) in {w[:2] for w in written}
    }
    assert kept == written
    sparql = "SELECT ?m { GRAPH ?g { ?m oa:start ?start ; oa:end ?end } FILTER(?start = 23 && ?end - ?start = 6) }"
    assert len(list(store.query(sparql, prefixes=PREFIXES))) == 1  # type: ignore[arg-type]
    store.dump(folder / "again.nq", format=pyoxigraph.RdfFormat.N_QUADS)
    for name in ("graph.ttl", "evidence.ttl"):
        (folder / name).unlink()
    assert "#nonNegativeInteger" not in (folder / "again.nq").read_text("utf-8")
    assert check_graph(folder / "again.nq") == []


def test_sorting_puts_types_first_and_drops_only_what_is_there_twice() -> None:
    a, p = pyoxigraph.NamedNode("http://x/a"), pyoxigraph.NamedNode("http://x/p")
    type_of = pyoxigraph.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    texts = ["\0 ", f"> {type_of} ", " .\n", "> \0 ", "> \\u0000 ", "é", "🙂", ""]
    triples = [pyoxigraph.Triple(s, p, pyoxigraph.Literal(text)) for text in texts for s in (a, p)]
    triples += [pyoxigraph.Triple(a, type_of, p), pyoxigraph.Triple(pyoxigraph.BlankNode("b"), p, a)]
    found = sorted_triples([*triples, *reversed(triples)])
    assert set(found) == set(triples)
    assert len(found) == len(triples)
    assert found == sorted_triples(reversed(triples))
    assert found[0].predicate == type_of
    subjects = [triple.subject for triple in found]
    assert subjects == [*[a] * 9, *[p] * 8, pyoxigraph.BlankNode("b")]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(folder: Path) -> None:
    before = (folder / "graph.ttl").read_bytes()

    def broken() -> object:
        yield pyoxigraph.Triple(*[pyoxigraph.NamedNode("http://x/")] * 3)
        raise ValueError("stopped")

    with pytest.raises(ValueError, match="stopped"):
        write_turtle(broken(), folder / "graph.ttl")  # type: ignore[arg-type]
    assert (folder / "graph.ttl").read_bytes() == before
    assert sorted(file.name for file in folder.iterdir()) == ["evidence.ttl", "graph.ttl"]


def test_a_missing_or_broken_graph_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match=r"nothing\.ttl: no such file"):
        read_graph(tmp_path / "nothing.ttl")
    with pytest.raises(GraphError, match=r"no graph\.ttl in it"):
        read_graph(tmp_path)
    for text in (b"<http://a> <http://b>\n\n.", b"\x00\xff\xfe\x80"):
        (tmp_path / "graph.ttl").write_bytes(text)
        with pytest.raises(GraphError, match=r"graph\.ttl:\d+: not valid RDF: .*; mend") as caught:
            read_graph(tmp_path)
        assert "\n" not in str(caught.value)


def test_a_base_that_is_no_iri_is_refused(knowledge: Knowledge) -> None:
    with pytest.raises(GraphError, match="base IRI 'no iri'"):
        build_graph(knowledge, base_iri="no iri")
