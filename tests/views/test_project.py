from conftest import EVIDENCE, FACTS, load

from kgbuild.graph.project import to_networkx
from kgbuild.vocabulary import DEFAULT_BASE

PAPER = DEFAULT_BASE + "paper/"
ENTITY = DEFAULT_BASE + "entity/"


def test_a_paper_becomes_a_node_with_what_is_known_about_it(maps):
    node = to_networkx(maps).nodes[PAPER + "one"]
    assert node["type"] == "Paper"
    assert node["label"] == "Rivernet: Flow Models for Maps"
    assert node["authors"] == ("Ada Brook", "Ben Shore")
    assert (node["year"], node["venue"]) == (2021, "MapConf")
    assert (node["doi"], node["arxiv"]) == ("10.1000/map.1", "2101.00001")
    assert (node["url"], node["sources"]) == ("https://example.org/one", ("maps.jsonl#1",))


def test_a_thing_becomes_a_node_with_its_names_and_address(maps):
    graph = to_networkx(maps)
    assert graph.nodes[ENTITY + "rivernet"]["aliases"] == ("RN-1", "River Network")
    assert graph.nodes[ENTITY + "map-drawing"]["kind"] == "term"
    assert graph.nodes[ENTITY + "github-com-brook-rivernet"]["url"] == "https://github.com/brook/rivernet"


def test_an_edge_says_role_and_confidence_and_where_the_text_says_so(maps):
    edge = to_networkx(maps).edges[PAPER + "one", ENTITY + "rivernet", "proposesMethod"]
    assert (edge["type"], edge["role"], edge["confidence"]) == ("Method", "proposed", 0.93)
    title, abstract = edge["mentions"]
    assert (title.mention.span.section, title.suffix) == ("title", ": Flow Models for Maps")
    assert (abstract.mention.span.start, abstract.mention.span.end, abstract.mention.text) == (
        12,
        20,
        "Rivernet",
    )


def test_without_evidence_nodes_and_edges_are_the_same():
    bare, full = to_networkx(load(FACTS)), to_networkx(load(FACTS, EVIDENCE))
    assert list(bare.nodes) == list(full.nodes)
    assert list(bare.edges) == list(full.edges)
    assert bare.edges[PAPER + "one", ENTITY + "rivernet", "proposesMethod"]["mentions"] == ()


def test_evidence_among_the_facts_counts_as_evidence_and_adds_no_things():
    graph = to_networkx(load(FACTS + EVIDENCE))
    assert list(graph.nodes) == list(to_networkx(load(FACTS)).nodes)
    assert graph.edges[PAPER + "one", ENTITY + "rivernet", "proposesMethod"]["confidence"] == 0.93


def test_nodes_come_papers_first_each_part_sorted(maps):
    nodes = list(to_networkx(maps).nodes)
    assert nodes == sorted(nodes, key=lambda iri: ("/entity/" in iri, iri))


def test_what_has_no_label_is_called_by_the_last_part_of_its_iri():
    graph = to_networkx(load("p:x%C3%A9 a kg:Paper ; kg:usesMethod <http://elsewhere.org/things#Odd> ."))
    assert graph.nodes[PAPER + "x%C3%A9"]["label"] == "xé"
    assert graph.nodes["http://elsewhere.org/things#Odd"]["label"] == "Odd"
    assert graph.nodes["http://elsewhere.org/things#Odd"]["type"] == "Method"


def test_a_thing_of_two_types_is_mainly_what_most_papers_call_it():
    facts = "e:x a kg:Method, kg:Task . p:a a kg:Paper ; kg:usesMethod e:x ."
    assert to_networkx(load(facts)).nodes[ENTITY + "x"]["type"] == "Method"
    facts += "p:b a kg:Paper ; kg:addressesTask e:x . p:c a kg:Paper ; kg:addressesTask e:x ."
    node = to_networkx(load(facts)).nodes[ENTITY + "x"]
    assert (node["type"], node["types"]) == ("Task", ("Task", "Method"))


def test_published_terms_beside_ours_add_nothing():
    facts = """p:a a kg:Paper, <http://schema.org/ScholarlyArticle> ; kg:usesMethod e:x ;
      <https://linkedpaperswithcode.com/property/hasMethod> e:x . e:x a kg:Method ."""
    graph = to_networkx(load(facts))
    assert [key for *_, key in graph.edges] == ["usesMethod"]
    assert graph.nodes[PAPER + "a"]["types"] == ("Paper",)


def test_a_property_of_ours_added_by_hand_is_an_edge_named_in_words():
    graph = to_networkx(load("p:a a kg:Paper ; kg:buildsUpon e:x . e:x a kg:Method ."))
    assert graph.edges[PAPER + "a", ENTITY + "x", "buildsUpon"]["role"] == "builds upon"
