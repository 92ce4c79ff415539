from collections import Counter
from pathlib import Path

import pyoxigraph as ox
from hard_graph import BASE

from kgbuild import vocabulary as v
from kgbuild.export import Node, build_property_graph, relationship_type
from kgbuild.graph import read_graph, read_model, run_query, to_model

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "output/demo"


def graph_of(turtle: str) -> ox.Store:
    store = ox.Store()
    prefixes = f"@prefix kg: <{v.KG}> . @prefix skos: <{v.SKOS}> . @prefix rdf: <{v.RDF}> .\n"
    store.load(input=(prefixes + turtle).encode(), format=ox.RdfFormat.TURTLE)
    return store


def test_types_of_relationships_are_the_properties_words() -> None:
    expected = {
        "proposesMethod": "PROPOSES",
        "usesMethod": "USES_METHOD",
        "comparesWithMethod": "COMPARES_WITH",
        "mentionsMethod": "MENTIONS_METHOD",
        "introducesDataset": "INTRODUCES_DATASET",
        "usesDataset": "USES_DATASET",
        "evaluatesOnBenchmark": "EVALUATES_ON",
        "addressesTask": "ADDRESSES",
        "usesMetric": "USES_METRIC",
        "hasRepository": "HAS_REPOSITORY",
        "hasOfficialRepository": "HAS_OFFICIAL_REPOSITORY",
        "buildsOnRepository": "BUILDS_ON_REPOSITORY",
        "hasProjectPage": "HAS_PROJECT_PAGE",
        "comparedWith": "COMPARED_WITH",
        "evaluatedOn": "EVALUATED_ON",
        "usedForTask": "USED_FOR",
        "benchmarkForTask": "BENCHMARK_FOR",
        "measuredBy": "MEASURED_BY",
        "hasCode": "HAS_CODE",
    }
    assert {name: relationship_type(name) for name in expected} == expected


def test_no_two_properties_have_one_type() -> None:
    types = Counter(relationship_type(name) for name in v.PROPERTIES)
    assert {name for name, count in types.items() if count > 1} == set()


def test_nodes_and_relationships_are_as_many_as_sparql_counts() -> None:
    store = read_graph(DEMO)
    graph = build_property_graph(to_model(store))
    for name in ("Paper", *v.SUPER_PROPERTIES, *(page for page, _ in v.LINK_TERMS.values())):
        rows = run_query(store, f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?x a kg:{name} }}").rows
        assert sum(name in node.labels for node in graph.nodes) == int(rows[0][0].value), name
    found = Counter(edge.type for edge in graph.relationships)
    for name in (*v.RELATIONS.values(), *(link for _, link in v.LINK_TERMS.values()), *v.ENTITY_RELATIONS):
        rows = run_query(store, f"SELECT (COUNT(*) AS ?n) {{ ?x kg:{name} ?y }}").rows
        assert found[relationship_type(name)] == int(rows[0][0].value), name


def test_what_describes_the_graph_is_no_node(hard: Path) -> None:
    graph = build_property_graph(read_model(hard))
    assert not [node for node in graph.nodes if node.iri.startswith(f"{BASE}graph")]


def test_a_thing_of_two_types_has_two_labels_the_main_one_first() -> None:
    store = graph_of(
        "<x:p> a kg:Paper ; kg:usesDataset <x:e> . <x:q> a kg:Paper ; kg:usesDataset <x:e> ; kg:usesMethod <x:e> ."
        '<x:e> a kg:Method, kg:Dataset ; skos:prefLabel "E" .'
    )
    node = build_property_graph(to_model(store)).nodes[-1]
    assert node == Node("x:e", ("Entity", "Dataset", "Method"), {"name": "E", "names": ("E",)})
    assert (node.type, node.label) == ("Dataset", "E")


def test_ends_without_a_type_are_still_nodes() -> None:
    store = graph_of("<x:p> kg:usesTask <x:no> ; kg:addressesTask <x:t> . <x:m> kg:hasCode <x:r> .")
    graph = build_property_graph(to_model(store))
    assert {node.iri: node.labels for node in graph.nodes} == {
        "x:p": ("Paper",),
        "x:t": ("Entity", "Task"),
        "x:m": ("Entity",),
        "x:r": ("Entity", "WebResource"),
    }


def test_relationships_carry_their_evidence(hard: Path) -> None:
    graph = build_property_graph(read_model(hard))
    edge = next(edge for edge in graph.relationships if edge.type == "EVALUATED_ON")
    assert edge.properties["confidence"] == 0.9375
    assert edge.properties["papers"] == (f"{BASE}paper/10.1/x",)
    assert edge.properties["mentioned_in"] == (f"{BASE}paper/10.1/x",) * 2
    assert edge.properties["starts"] == (10, 20)
    of_paper = next(edge for edge in graph.relationships if edge.type == "EVALUATES_ON")
    assert "papers" not in of_paper.properties  # a paper's own statement
    assert "mentioned_in" not in of_paper.properties


def test_without_evidence_relationships_are_bare_and_without_quotes_no_text_is_left(hard: Path) -> None:
    store = read_graph(hard)
    assert not any(edge.properties for edge in build_property_graph(to_model(store, evidence=False)).relationships)
    for edge in build_property_graph(to_model(store), quotes=False).relationships:
        assert not {"texts", "quotes"} & edge.properties.keys()


def test_two_statements_of_one_fact_are_taken_together() -> None:
    store = graph_of(
        "<x:p> a kg:Paper ; kg:usesMethod <x:m> . <x:m> a kg:Method ."
        "<x:s> rdf:subject <x:p> ; rdf:predicate kg:usesMethod ; rdf:object <x:m> ; kg:confidence 0.5 ."
        "<x:t> rdf:subject <x:p> ; rdf:predicate kg:usesMethod ; rdf:object <x:m> ; kg:confidence 0.75 ."
    )
    (edge,) = build_property_graph(to_model(store)).relationships
    assert edge.properties == {"confidence": 0.75}
