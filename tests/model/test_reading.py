"""What a graph is taken to say, rule by rule."""

from pathlib import Path

import pytest
from hand_edited import EVIDENCE, FACTS, model_of, statement, store_of

from kgbuild.errors import GraphError
from kgbuild.graph import read_model, run_named_query, to_model
from kgbuild.graph.iris import compact_iri, find_bases, local_name, split_iri
from kgbuild.graph.model import Measurement, Paper, Support, Thing
from kgbuild.graph.project import to_networkx
from kgbuild.vocabulary import DEFAULT_BASE, KG

PAPER = DEFAULT_BASE + "paper/"
ENTITY = DEFAULT_BASE + "entity/"


def test_a_paper_comes_with_what_is_known_about_it():
    model = model_of("""p:one a kg:Paper ; dcterms:title "Rivernet" ; dcterms:creator "Ben Shore", "Ada Brook" ;
      dcterms:issued "2021"^^xsd:gYear ; kg:venue "MapConf" ; bibo:doi "10.1000/map.1" ; dcterms:identifier "7" ;
      fabio:hasArXivId "2101.00001" ; schema:url <https://example.org/one> ; dcterms:source "maps.jsonl#1" .""")
    assert model.papers == {
        PAPER + "one": Paper(
            iri=PAPER + "one",
            label="Rivernet",
            authors=("Ada Brook", "Ben Shore"),
            year=2021,
            venue="MapConf",
            doi="10.1000/map.1",
            arxiv="2101.00001",
            url="https://example.org/one",
            identifiers=("7",),
            sources=("maps.jsonl#1",),
        )
    }


@pytest.mark.parametrize(
    ("said", "outside"),
    [
        ("true", True),
        ('"1"^^xsd:boolean', True),
        ("false", False),
        ("true, false", False),
        ('"yes"', False),
        ("e:r", False),
    ],
)
def test_a_paper_is_outside_the_field_only_where_the_graph_plainly_says_so(said, outside):
    model = model_of(f"p:one a kg:Paper ; kg:outsideField {said} . p:two a kg:Paper . e:r a kg:Method .")
    assert [paper.iri for paper in model.outside_field] == [PAPER + "one"] * outside


def test_a_thing_comes_with_its_names_and_address():
    model = model_of("""e:r a kg:Repository ; skos:prefLabel "b", "a" ; rdfs:label "c" ; skos:altLabel "d", "a" ;
      kg:kind "named" ; kg:url <https://github.com/a/b> ; skos:exactMatch <http://elsewhere.org/r> .""")
    assert model.things[ENTITY + "r"] == Thing(
        iri=ENTITY + "r",
        label="a",
        types=("Repository",),
        aliases=("b", "c", "d"),
        kind="named",
        url="https://github.com/a/b",
        same_as=("http://elsewhere.org/r",),
    )


@pytest.mark.parametrize(
    ("years", "year"), [('"2021"', 2021), ('"2021-05-01", "2019"', 2019), ('"20215"', None), ('"soon"', None)]
)
def test_of_several_years_the_first_counts_and_what_is_none_does_not(years, year):
    assert model_of(f"p:a a kg:Paper ; dcterms:issued {years} .").papers[PAPER + "a"].year == year


def test_a_fact_says_role_and_confidence_and_where_the_text_says_so():
    model = model_of(
        "p:a a kg:Paper ; kg:proposesMethod e:x .", statement("1", "p:a kg:proposesMethod e:x", "0.9", "p:a")
    )
    (fact,) = model.facts
    assert (fact.type, fact.role, fact.confidence) == ("Method", "proposed", 0.9)
    (mention,) = fact.support.mentions
    assert (mention.section, mention.start, mention.end, mention.text) == ("abstract", 1, 5, "word 1")
    assert mention.paper == PAPER + "a"


def test_several_statements_of_a_fact_are_taken_together_the_surest_counts():
    model = model_of(FACTS, EVIDENCE)
    support = next(
        fact.support for fact in model.facts if fact.thing == ENTITY + "flow" and fact.relation == "usesMethod"
    )
    assert (support.confidence, support.extractor) == (0.9, "kgbuild 1; kgbuild 2")
    assert [(mention.section, mention.text) for mention in support.mentions] == [
        ("title", "word 2"),
        ("abstract", "word 1"),
    ]
    assert support.is_confirmed


@pytest.mark.parametrize("text", ['"much"', '"NaN"', '"INF"'])
def test_a_confidence_that_is_no_number_is_none(text):
    facts = "p:a a kg:Paper ; kg:usesMethod e:x ."
    (fact,) = model_of(facts, statement("1", "p:a kg:usesMethod e:x", text, "p:a")).facts
    assert fact.confidence is None


def test_without_evidence_nodes_and_edges_are_the_same():
    bare, full = to_model(store_of(FACTS, EVIDENCE), evidence=False), model_of(FACTS, EVIDENCE)
    assert (bare.papers, bare.things) == (full.papers, full.things)
    assert [(f.paper, f.relation, f.thing) for f in bare.facts] == [(f.paper, f.relation, f.thing) for f in full.facts]
    assert set(bare.supports()) == {Support()}


def test_evidence_among_the_facts_counts_as_evidence_and_adds_no_things():
    assert model_of(FACTS + EVIDENCE) == model_of(FACTS, EVIDENCE)


def test_papers_and_things_are_sorted():
    model = model_of(FACTS)
    assert list(model.papers) == sorted(model.papers)
    assert list(model.things) == sorted(model.things)


def test_what_has_no_label_is_called_by_the_last_part_of_its_iri():
    model = model_of("p:x%C3%A9 a kg:Paper ; kg:usesMethod <http://elsewhere.org/things#Odd> .")
    assert model.papers[PAPER + "x%C3%A9"].label == "xé"
    thing = model.things["http://elsewhere.org/things#Odd"]
    assert (thing.label, thing.types) == ("Odd", ("Method",))


def test_a_thing_of_two_types_is_mainly_what_most_papers_call_it():
    facts = "e:x a kg:Task, kg:Method . p:a a kg:Paper ; kg:usesMethod e:x, e:y ; kg:mentionsMethod e:x ."
    assert model_of(facts).things[ENTITY + "x"].types == ("Method", "Task")
    facts += "p:b a kg:Paper ; kg:addressesTask e:x . p:c a kg:Paper ; kg:addressesTask e:x ."
    assert model_of(facts).things[ENTITY + "x"].types == ("Task", "Method")


def test_the_general_classes_count_only_where_there_is_no_other():
    model = model_of("e:a a kg:Entity, kg:Method . e:b a kg:WebResource, kg:Entity . e:c a kg:Entity, kg:Software .")
    assert {thing.label: thing.types for thing in model.things.values()} == {
        "a": ("Method",),
        "b": ("WebResource",),
        "c": ("Software",),
    }


def test_published_terms_beside_ours_add_nothing():
    facts = """p:a a kg:Paper, <http://schema.org/ScholarlyArticle> ; kg:usesMethod e:x ;
      <https://linkedpaperswithcode.com/property/hasMethod> e:x . e:x a kg:Method ."""
    assert [fact.relation for fact in model_of(facts).facts] == ["usesMethod"]


def test_a_property_of_ours_added_by_hand_is_a_fact_named_in_words():
    (fact,) = model_of("p:a a kg:Paper ; kg:buildsUpon e:x . e:x a kg:Method .").facts
    assert (fact.type, fact.role) == ("Method", "builds upon")


def test_a_property_added_by_hand_makes_no_nodes():
    model = model_of("p:a a kg:Paper ; kg:buildsUpon e:x .")
    assert (len(model), model.statements) == (1, 0)


def test_an_empty_text_tells_nothing():
    model = model_of(
        'p:a a kg:Paper ; dcterms:title "", "Tides" . e:x a kg:Method ; skos:prefLabel "" ; rdfs:label "Net" .'
    )
    assert model.papers[PAPER + "a"].label == "Tides"
    assert (model.things[ENTITY + "x"].label, model.things[ENTITY + "x"].aliases) == ("Net", ())


def test_the_namespace_itself_is_no_relation():
    assert model_of("p:a a kg:Paper ; kg: e:x . e:x a kg:Method .").statements == 0


def test_figures_of_the_description_are_read():
    facts = """<x:1> a kg:QualityMeasurement ; rdfs:label "F1: named" ; kg:measure "F1" ; dqv:value 0.5 ;
      kg:measuredOn "10 papers" . <x:2> a kg:QualityMeasurement ; kg:measure "F1" ; dqv:value "good" ."""
    model = model_of(facts)
    assert model.measurements == (Measurement("F1: named", "F1", 0.5, "10 papers"),)
    assert len(model) == 0


def test_a_cut_keeps_what_lies_within_it():
    model = model_of(FACTS, EVIDENCE)
    part = model.cut({PAPER + "c", ENTITY + "net", ENTITY + "flow"})
    assert [fact.thing for fact in part.facts] == [ENTITY + "flow", ENTITY + "net"]
    assert [(one.relation, one.object) for one in part.relations] == [("comparedWith", ENTITY + "flow")]


def test_the_network_has_the_facts_as_edges():
    network = to_networkx(model_of(FACTS, EVIDENCE))
    assert network.nodes[ENTITY + "pytorch"] == {"type": "Software", "label": "PyTorch", "url": "", "kind": ""}
    assert network.edges[PAPER + "a", ENTITY + "flow", "usesMethod"] == {"role": "used", "kind": ""}
    assert not network.has_edge(ENTITY + "net", ENTITY + "flow")


@pytest.mark.parametrize("text", ["", "<x:a> <http://purl.org/dc/terms/title> 'A Study' ."])
def test_a_file_without_a_term_of_ours_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "g.ttl").write_text(text, "utf-8")
    with pytest.raises(GraphError, match="no graph of ours") as caught:
        read_model(tmp_path / "g.ttl")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "<x:g> <http://rdfs.org/ns/void#vocabulary> <https://w3id.org/kgbuild/ontology> .",
        "<https://w3id.org/kgbuild/ontology#Method> <http://www.w3.org/2000/01/rdf-schema#label> 'Method' .",
    ],
)
def test_a_graph_of_ours_may_be_empty(tmp_path: Path, text: str) -> None:
    (tmp_path / "g.ttl").write_text(text, "utf-8")
    assert len(read_model(tmp_path / "g.ttl")) == 0


def test_iris_are_shortened_for_people():
    assert compact_iri("http://purl.org/dc/terms/title") == "dcterms:title"
    assert compact_iri("http://purl.org/dc/terms/a b") == "http://purl.org/dc/terms/a b"
    assert split_iri("http://example.org/x") == ("", "http://example.org/x")
    assert local_name("http://example.org/a%20b/") == "a b"


def test_bases_are_found_from_papers_and_entities_the_commonest_first():
    iris = ["http://a/paper/1", "http://b/entity/x", "http://b/paper/10.1/y", "http://c/other/z", "urn:x/entity/y"]
    assert find_bases(iris) == ("http://b/", "http://a/")


def test_the_named_query_counts_what_the_model_counts():
    facts = """p:a a kg:Paper ; kg:usesMethod e:both, e:one ; kg:addressesTask e:tie . p:b a kg:Paper, kg:Method .
      e:both a kg:Task, kg:Method . e:one a kg:Method, schema:Thing . e:tie a kg:Zoo, kg:Task . e:two a kg:Zoo, kg:Ant .
      e:three a kg:Entity, kg:Zoo . e:four a kg:WebResource, kg:Entity . s:1 a kg:Mention ."""
    store = store_of(facts)
    rows = run_named_query(store, "counts").rows
    assert {str(kind.value).removeprefix(KG): int(n.value) for kind, n in rows} == to_model(store).count_types()


def test_authors_stand_in_the_order_of_the_list_and_others_behind_them() -> None:
    facts = """p:one a kg:Paper ; dcterms:title "Rivernet" ; kg:firstAuthor "Zoe Oak" ;
      dcterms:creator "Ada Elm", "Wei Ash", "Zoe Oak", "Extra Hand" ; bibo:authorList <x:one#authors> .
      <x:one#authors> a rdf:Seq ; rdf:_1 "Zoe Oak" ; rdf:_2 "Wei Ash" ; rdf:_3 "Wei Ash" ; rdf:_10 "Ada Elm" ."""
    (paper,) = model_of(facts).papers.values()
    assert paper.authors == ("Zoe Oak", "Wei Ash", "Wei Ash", "Ada Elm", "Extra Hand")


def test_without_a_list_the_first_author_is_first() -> None:
    facts = """p:one a kg:Paper ; dcterms:title "Rivernet" ; kg:firstAuthor "Zoe Oak" ;
      dcterms:creator "Ada Elm", "Zoe Oak" ."""
    (paper,) = model_of(facts).papers.values()
    assert paper.authors == ("Zoe Oak", "Ada Elm")
