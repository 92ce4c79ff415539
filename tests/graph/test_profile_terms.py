"""Published terms beside ours, and what the graph says of itself."""

import re
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import DefaultGraph, NamedNode, Triple
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from kgbuild.datamodel import Knowledge
from kgbuild.errors import GraphError
from kgbuild.graph import (
    build_graph,
    check_graph,
    ontology_folder,
    parse_licence,
    profile_names,
    read_graph,
    run_query,
    write_graph,
)
from kgbuild.graph.description import read_quality
from kgbuild.graph.profiles import add_profiles, profile_triples, read_profiles
from kgbuild.vocabulary import CLASSES, DEFAULT_BASE, KG, PROPERTIES

ROOT = Path(__file__).resolve().parents[2]
ALIGNED = (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch, SKOS.relatedMatch, SKOS.narrowMatch, SKOS.broadMatch)

# A query in the published vocabulary's own words, and what it finds in the small graph.
QUERIES = {
    "lpwc": (
        """PREFIX lpwc: <https://linkedpaperswithcode.com/property/>
        PREFIX foaf: <http://xmlns.com/foaf/0.1/> PREFIX fabio: <http://purl.org/spar/fabio/>
        SELECT ?task ?data ?method ?address { ?paper a <https://linkedpaperswithcode.com/class/paper> ;
            lpwc:hasTask/foaf:name ?task ; lpwc:usesDataset/foaf:name ?data ;
            lpwc:hasRepository/fabio:hasURL ?address . ?m lpwc:introducedBy ?paper ; foaf:name ?method }""",
        ("tree pruning", "OakBench", "Lopper", "https://github.com/a/lopper"),
    ),
    "lpwc results": (
        """PREFIX lpwc: <https://linkedpaperswithcode.com/property/> PREFIX foaf: <http://xmlns.com/foaf/0.1/>
        SELECT ?model ?task ?name ?value { ?paper a <https://linkedpaperswithcode.com/class/paper> ;
            lpwc:hasEvaluation ?e . ?e a <https://linkedpaperswithcode.com/class/evaluation> ;
            lpwc:hasModel/foaf:name ?model ; lpwc:hasTask/foaf:name ?task ; lpwc:hasEvaluationResult ?result .
            ?result a <https://linkedpaperswithcode.com/class/evaluationresult> ;
            lpwc:metricName ?name ; lpwc:metricValue ?value }""",
        ("Shears", "tree pruning", "accuracy", "2-3 points"),
    ),
    "schema results": (
        """PREFIX schema: <http://schema.org/> SELECT ?model ?value ?unit { ?o a schema:Observation ;
            schema:observationAbout [ schema:name ?model ] ; schema:value ?value ; schema:unitText ?unit }""",
        ("Shears", "2", "points"),
    ),
    "orkg results": (
        """PREFIX orkgp: <http://orkg.org/orkg/predicate/> PREFIX orkgc: <http://orkg.org/orkg/class/>
        SELECT ?paper ?model ?task ?metric ?value { ?p rdfs:label ?paper ; orkgp:P31 [ orkgp:HAS_EVALUATION ?e ] .
            ?e a orkgc:Evaluation ; orkgp:HAS_MODEL [ rdfs:label ?model ] ; orkgp:HAS_VALUE ?value ;
                orkgp:P32 [ rdfs:label ?task ] ; orkgp:HAS_METRIC [ a orkgc:Metric ; rdfs:label ?metric ] }""",
        ("Shears", "Shears", "tree pruning", "accuracy", "2-3 points"),
    ),
    "schema": (
        """PREFIX schema: <http://schema.org/> SELECT ?name ?author ?year ?method ?code {
            ?paper a schema:ScholarlyArticle ; schema:name ?name ; schema:author ?author ; schema:datePublished ?year ;
                schema:about [ schema:name ?method ] ; schema:mentions [ schema:codeRepository ?code ] }
            ORDER BY ?author ?method LIMIT 1""",
        ("Lopper: pruning trees", "Ada Oak", "2024", "Lopper", "https://github.com/a/lopper"),
    ),
    "fair4ml": (
        """PREFIX codemeta: <https://w3id.org/codemeta/terms/> PREFIX schema: <http://schema.org/>
        SELECT ?paper { [ schema:name "Lopper" ] codemeta:referencePublication [ schema:name ?paper ] }""",
        ("Lopper: pruning trees",),
    ),
    "orkg": (
        """PREFIX orkgp: <http://orkg.org/orkg/predicate/> PREFIX orkgc: <http://orkg.org/orkg/class/>
        SELECT ?paper ?problem ?benchmark { ?p a orkgc:Paper ; rdfs:label ?paper ; orkgp:P31 ?contribution .
            ?contribution a orkgc:Contribution ; orkgp:P32 [ a orkgc:Problem ; rdfs:label ?problem ] ;
                orkgp:HAS_BENCHMARK [ a orkgc:Benchmark ; rdfs:label ?benchmark ] }""",
        ("Lopper: pruning trees", "tree pruning", "OakBench"),
    ),
}


@pytest.fixture
def profiled(tmp_path: Path, knowledge: Knowledge) -> Path:
    write_graph(build_graph(knowledge, profiles=profile_names(), licence="CC-BY-4.0", title="Trees"), tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_in_published_terms_finds_rows_under_its_profile_only(
    tmp_path: Path, knowledge: Knowledge, name: str
) -> None:
    sparql, row = QUERIES[name]
    assert run_query(read_graph(write(tmp_path, knowledge)), sparql).rows == ()
    found = run_query(read_graph(write(tmp_path, knowledge, name.partition(" ")[0])), sparql)
    assert [tuple(term.value for term in row) for row in found.rows] == [row]  # type: ignore[union-attr]
    assert check_graph(tmp_path) == []


def write(folder: Path, knowledge: Knowledge, *profiles: str) -> Path:
    write_graph(build_graph(knowledge, profiles=profiles), folder)
    return folder


def test_a_profile_adds_to_the_graph_and_changes_nothing_in_it(knowledge: Knowledge) -> None:
    plain, all_of_them = (build_graph(knowledge, profiles=names) for names in ((), profile_names()))
    assert plain.evidence == all_of_them.evidence
    counts = re.compile(r"void:(triples|entities)|rdfs.org/ns/void#(triples|entities)")
    assert {t for t in set(plain.facts) - set(all_of_them.facts) if not counts.search(str(t.predicate))} == set()


def test_a_finished_graph_read_with_a_profile_is_the_graph_built_with_it(tmp_path: Path, knowledge: Knowledge) -> None:
    for base in (DEFAULT_BASE, "https://example.org/trees/"):
        (tmp_path / "plain").mkdir(exist_ok=True)
        write_graph(build_graph(knowledge, base_iri=base, licence="CC0-1.0"), tmp_path / "plain")
        for names in (*([name] for name in profile_names()), profile_names()):
            built = build_graph(knowledge, base_iri=base, licence="CC0-1.0", profiles=names)
            write_graph(built, tmp_path)
            assert {*read_graph(tmp_path / "plain", profiles=names)} == {*read_graph(tmp_path)}
            assert {*add_profiles(built.facts, names)} == {*built.facts}


def test_a_graph_that_does_not_describe_itself_gets_the_terms_alone(knowledge: Knowledge) -> None:
    told = f"<{DEFAULT_BASE}graph"
    facts = {fact for fact in build_graph(knowledge).facts if not str(fact.subject).startswith(told)}
    added = {*add_profiles(facts, ["lpwc"])}
    assert added > facts
    assert added - facts == {*profile_triples(facts, ["lpwc"])} - facts
    assert {*add_profiles(facts, [])} == facts


def test_terms_of_no_namespace_are_no_vocabulary(knowledge: Knowledge) -> None:
    thing = NamedNode(DEFAULT_BASE + "entity/lopper")
    odd = {Triple(thing, NamedNode(term), thing) for term in ("urn:x", "http://example.org", "tag:a,2026:b/c", "x:y#z")}
    found = {*add_profiles({*build_graph(knowledge).facts, *odd}, ["lpwc"])}
    assert found > odd
    told = {fact.object.value for fact in found if fact.predicate.value.endswith("void#vocabulary")}  # type: ignore[union-attr]
    assert told
    assert all(name == KG.removesuffix("#") or name.endswith(("/", "#")) for name in told)
    assert not any("example.org" in name or name.startswith(("urn:", "tag:", "x:")) for name in told)


def test_profiles_do_not_depend_on_their_order(knowledge: Knowledge) -> None:
    names = profile_names()
    assert build_graph(knowledge, profiles=names) == build_graph(knowledge, profiles=(*reversed(names), names[0]))


def test_an_unknown_profile_is_told_with_the_known_ones(knowledge: Knowledge) -> None:
    with pytest.raises(GraphError, match="profile lpcw: not known; profiles: lpwc, schema, fair4ml, orkg"):
        build_graph(knowledge, profiles=["lpcw"])
    with pytest.raises(GraphError, match="profile lpcw: not known"):
        add_profiles([], ["lpcw"])


def test_the_table_of_profiles_says_only_what_the_ontology_aligns() -> None:
    ontology = rdflib.Graph().parse(ontology_folder() / "kgbuild.ttl")
    for rule in read_profiles():
        if rule.ours.startswith(KG):
            assert rule.ours.removeprefix(KG) in {*CLASSES, *PROPERTIES}
            term, published = rdflib.URIRef(rule.ours), rdflib.URIRef(rule.published)
            above = set(ontology.transitive_objects(term, RDFS.subPropertyOf)) | {term}
            above |= set(ontology.transitive_objects(term, RDFS.subClassOf))
            assert any((one, how, published) in ontology for one in above for how in ALIGNED), rule


def test_the_counts_of_the_description_are_those_of_the_file(profiled: Path) -> None:
    store = read_graph(profiled, evidence=False)
    totals = run_query(store, "SELECT ?triples { ?graph a void:Dataset ; void:triples ?triples }").rows
    assert [row[0].value for row in totals if row[0]] == [str(len(store))]
    classes = run_query(store, "SELECT ?class ?count { ?part void:class ?class ; void:entities ?count }").rows
    found = run_query(store, "SELECT ?class (COUNT(?x) AS ?count) { ?x a ?class } GROUP BY ?class").rows
    assert sorted(map(str, classes)) == sorted(map(str, found))
    properties = run_query(store, "SELECT ?p ?count { ?part void:property ?p ; void:triples ?count }").rows
    found = run_query(
        store, 'SELECT ?p (COUNT(*) AS ?count) { ?s ?p ?o FILTER(!REGEX(STR(?p), "#_[0-9]+$")) } GROUP BY ?p'
    ).rows
    assert sorted(map(str, properties)) == sorted(map(str, found))
    things = "SELECT (COUNT(DISTINCT ?x) AS ?n) { VALUES ?p { dcterms:title skos:prefLabel } ?x ?p ?o ; a ?class"
    (row,) = run_query(store, things + " FILTER(?class != void:Dataset) }").rows
    (entities,) = run_query(store, "SELECT ?n { ?graph a void:Dataset ; void:entities ?n }").rows
    assert entities == row


def test_the_description_names_each_vocabulary_that_the_graph_uses(profiled: Path) -> None:
    store = read_graph(profiled, evidence=False)
    told = {term.value for (term,) in run_query(store, "SELECT ?v { ?g void:vocabulary ?v }").rows if term}
    used = "SELECT DISTINCT ?t { { ?s ?t ?o } UNION { ?s a ?t } }"
    terms = {term.value for (term,) in run_query(store, used).rows if term}  # type: ignore[union-attr]
    assert KG.removesuffix("#") in told
    assert all(any(term.startswith(name) for term in terms) for name in told)
    assert all(any(term.startswith(name) for name in told) for term in terms)
    assert "https://linkedpaperswithcode.com/property/" in told


def test_the_description_has_title_licence_version_and_names_its_parts(profiled: Path) -> None:
    from kgbuild import __version__

    (row,) = run_query(
        read_graph(profiled),
        """SELECT ?title ?licence ?version ?name { ?graph a void:Dataset ; dcterms:title ?title ;
            dcterms:license ?licence ; prov:wasAttributedTo ?agent .
            ?agent a prov:SoftwareAgent ; schema:softwareVersion ?version ; rdfs:label ?name }""",
    ).rows
    assert [term.value for term in row if term] == [
        "Trees",
        "https://spdx.org/licenses/CC-BY-4.0",
        __version__,
        f"kgbuild {__version__}",
    ]


def test_a_licence_is_an_spdx_name_or_an_iri_or_wrong(knowledge: Knowledge) -> None:
    assert parse_licence("CC0-1.0") == "https://spdx.org/licenses/CC0-1.0"
    assert parse_licence("https://example.org/my-licence") == "https://example.org/my-licence"
    assert parse_licence("") == ""
    with pytest.raises(GraphError, match=r"licence 'mine, all mine': .*; give an IRI or an SPDX identifier"):
        build_graph(knowledge, licence="mine, all mine")


def test_the_measured_figures_are_those_of_the_quality_page() -> None:
    page = (ROOT / "docs" / "quality.md").read_text("utf-8").splitlines() + relations_page()
    for figure in read_quality():
        assert figure["of"]
        assert {*figure["of"]} <= {*CLASSES, *PROPERTIES}
        assert figure["measure"] in {"precision", "recall", "F1", "accuracy"}
        value = f"{figure['value']:.3f}"
        rows = [line for line in page if line.startswith(f"| {figure['name']} |")]
        assert any(value in row for row in rows), figure


def relations_page() -> list[str]:
    page = ROOT / "docs" / "relations.md"
    return page.read_text("utf-8").splitlines() if page.exists() else []


def test_figures_of_this_program_are_not_told_of_what_another_one_extracted(knowledge: Knowledge) -> None:
    measurement = f"<{KG}QualityMeasurement>"
    assert any(str(t.object) == measurement for t in build_graph(knowledge).facts)
    others = Knowledge(knowledge.papers, knowledge.entities, ())
    assert not any(str(t.object) == measurement for t in build_graph(others).facts)


def test_what_describes_the_graph_is_no_paper_and_no_entity(profiled: Path) -> None:
    store = read_graph(profiled, evidence=False)
    described = {str(q.subject) for q in store.quads_for_pattern(None, None, None, DefaultGraph())}
    ours = {row for row in described if "/id/graph" in row}
    assert len(ours) > 50
    classes = [NamedNode(KG + name) for name in CLASSES if name != "QualityMeasurement"]
    things = {str(q.subject) for c in classes for q in store.quads_for_pattern(None, NamedNode(str(RDF.type)), c)}
    assert ours & things == set()


def test_our_ontology_imports_nothing_and_says_its_version() -> None:
    ontology = rdflib.Graph().parse(ontology_folder() / "kgbuild.ttl")
    node = rdflib.URIRef(KG.removesuffix("#"))
    version = str(ontology.value(node, OWL.versionInfo))
    assert ontology.value(node, OWL.versionIRI) == rdflib.URIRef(f"{node}/{version}")
    assert ontology.value(node, OWL.imports) is None
