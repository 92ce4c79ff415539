"""What lies around a node is read from a store as the whole graph has it, cut down to these nodes."""

import itertools
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from kgbuild.errors import GraphError
from kgbuild.graph import read_graph, to_model
from kgbuild.graph.annotated import write_annotated
from kgbuild.graph.around import read_around
from kgbuild.views import ViewOptions, read_shown
from kgbuild.views.choose import cut_around, find_node

DEMO = Path(__file__).resolve().parents[2] / "output" / "demo"
ID = "https://w3id.org/kgbuild/id/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
KG = "https://w3id.org/kgbuild/ontology#"
# Nodes without classes, relations of other vocabularies, a result of what is no node, and edges that lead nowhere.
ODD = f"""
@prefix kg: <{KG}> . @prefix skos: <{SKOS}> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix bibo: <http://purl.org/ontology/bibo/> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
<x:p> a kg:Paper ; dcterms:title "P" ; kg:usesMethod <x:untyped> ; kg:invented <x:odd> , <x:nowhere> .
<x:p> bibo:authorList <x:l> .
<x:l> rdf:_2 "B" ; rdf:_1 "A" .
<x:q> kg:usesMethod <x:untyped> , <x:q> ; kg:usesDataset <x:both> .
<x:both> a kg:Method , kg:Dataset ; skos:prefLabel "Both" .
<x:r> a kg:Paper ; kg:usesMethod <x:both> . <x:s> a kg:Paper ; kg:usesDataset <x:both> . <x:t> kg:usesDataset <x:both> .
<x:odd> a kg:Gadget ; kg:relatesTo <x:both> ; kg:builtOn <x:untyped> , <x:elsewhere> . <x:elsewhere> kg:builtOn <x:p> .
<x:result> a kg:Result ; kg:reportedIn <x:p> ; kg:resultOf <x:nothing> ; kg:measuredIn <x:both> ; kg:valueText "7" .
<x:other> a kg:Result ; kg:reportedIn <x:p> ; kg:resultOf <x:elsewhere> ; kg:resultOn <x:odd> ; kg:valueText "8" .
<x:st> rdf:subject <x:p> , <x:q> ; rdf:predicate kg:usesMethod ; rdf:object <x:untyped> ; kg:confidence 0.5 .
"""


@pytest.fixture(scope="module")
def demo() -> Store:
    return read_graph(DEMO)


def odd() -> Store:
    store = Store()
    store.load(ODD, RdfFormat.TURTLE)
    return store


@pytest.mark.parametrize("hops", [1, 2, 3])
def test_around_every_kind_of_node_of_the_demo_it_is_the_whole_model_cut(demo: Store, hops: int) -> None:
    whole = to_model(demo)
    types: dict[str, str] = {}
    for node in itertools.islice(whole.nodes(), 0, None, 7):
        types.setdefault(node.type, node.iri)
    for iri in (*types.values(), f"{ID}entity/bert"):
        assert read_around(demo, iri, hops) == cut_around(whole, iri, hops)
        assert read_around(demo, iri, hops, evidence=False).papers.keys() == cut_around(whole, iri, hops).papers.keys()


@pytest.mark.parametrize("hops", [1, 2, 3, 4])
def test_around_every_node_of_an_odd_graph_it_is_the_whole_model_cut(hops: int) -> None:
    store = odd()
    whole = to_model(store)
    assert len(whole) > 8
    for node in whole.nodes():
        assert read_around(store, node.iri, hops) == cut_around(whole, node.iri, hops)


def test_annotations_of_rdf_1_2_are_read_too(tmp_path: Path) -> None:
    write_annotated(DEMO, tmp_path / "annotated.ttl")
    store = read_graph(tmp_path / "annotated.ttl")
    iri = f"{ID}entity/bert"
    assert read_around(store, iri, 1) == cut_around(to_model(store), iri, 1)
    assert any(support.mentions for support in read_around(store, iri, 1).supports())


@pytest.mark.parametrize(
    "name", ["BERT", " bert ", "entity/bert", f"{ID}entity/bert", "ImageNet", "github.com/google-research/bert"]
)
def test_a_name_means_the_same_as_in_the_whole_graph(demo: Store, name: str) -> None:
    whole = to_model(demo)
    iri = find_node(whole, name)
    model, options = read_shown(DEMO, ViewOptions(around=name, hops=1))
    assert options.around == iri
    assert model == cut_around(whole, iri, 1)
    assert model.build == read_shown(DEMO, ViewOptions())[0].build


def test_of_several_things_of_a_name_it_is_that_with_most_facts(tmp_path: Path) -> None:
    store = odd()
    label = Literal("BOTH")
    store.extend(Quad(NamedNode(f"x:{node}"), NamedNode(f"{SKOS}altLabel"), label) for node in ("odd", "untyped"))
    (tmp_path / "graph.nq").write_text(str(store), "utf-8")
    model, options = read_shown(tmp_path / "graph.nq", ViewOptions(around="both", hops=1))
    assert options.around == find_node(to_model(store), "both") == "x:both"
    assert "x:both" in model.things


def test_what_nothing_is_called_is_told_with_near_names() -> None:
    model, options = read_shown(DEMO, ViewOptions(around="BERTT"))
    with pytest.raises(GraphError, match=r"nothing is called that; near it: .*BERT"):
        find_node(model, options.around)
