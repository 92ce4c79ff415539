"""The ontology: that it declares what the code uses, and describes and places every term."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS

from kgbuild.graph import ontology_folder
from kgbuild.graph.ontology import SHAPES_FILE
from kgbuild.vocabulary import (
    CLASSES,
    ENTITY_RELATIONS,
    KG,
    LINK_TERMS,
    PREFIXES,
    PROPERTIES,
    RELATIONS,
    REPOSITORY_RELATIONS,
    SUPER_PROPERTIES,
)

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = rdflib.URIRef(KG.removesuffix("#"))
PLACED = (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch)


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return rdflib.Graph().parse(ontology_folder() / "kgbuild.ttl")


def terms(graph: rdflib.Graph, *kinds: rdflib.URIRef) -> set[str]:
    return {str(term).removeprefix(KG) for kind in kinds for term in graph.subjects(RDF.type, kind)}


def test_code_and_ontology_declare_the_same_terms(graph: rdflib.Graph) -> None:
    assert terms(graph, OWL.Class) == set(CLASSES)
    assert terms(graph, OWL.ObjectProperty, OWL.DatatypeProperty) == set(PROPERTIES)
    assert len(set(CLASSES + PROPERTIES)) == len(CLASSES) + len(PROPERTIES)


@pytest.mark.parametrize("name", [*CLASSES, *PROPERTIES])
def test_every_term_is_described_and_related_to_others(graph: rdflib.Graph, name: str) -> None:
    term = rdflib.URIRef(KG + name)
    assert len(list(graph.objects(term, RDFS.label))) == 1
    assert str(graph.value(term, RDFS.comment)).endswith(".")
    assert graph.value(term, RDFS.isDefinedBy) == ONTOLOGY
    above = set(graph.transitive_objects(term, RDFS.subClassOf)) | set(
        graph.transitive_objects(term, RDFS.subPropertyOf)
    )
    published = {other for one in above for relation in PLACED for other in graph.objects(one, relation)}
    assert any(not str(other).startswith(KG) for other in published)


def test_relations_lie_under_the_property_of_their_type(graph: rdflib.Graph) -> None:
    above = {p: SUPER_PROPERTIES[kind] for (kind, _), p in RELATIONS.items()}
    above |= {p: "hasLink" for _, p in LINK_TERMS.values()}
    for name, parent in above.items():
        term = rdflib.URIRef(KG + name)
        assert (term, RDFS.subPropertyOf, rdflib.URIRef(KG + parent)) in graph
        assert graph.value(term, RDFS.domain) == rdflib.URIRef(KG + "Paper")
    for kind, page in {**{k: k for k in SUPER_PROPERTIES}, **{p: p for p, _ in LINK_TERMS.values()}}.items():
        assert (None, RDFS.range, rdflib.URIRef(KG + kind)) in graph, page


def test_relations_between_things_have_the_domains_and_ranges_of_the_code(graph: rdflib.Graph) -> None:
    for name, pairs in ENTITY_RELATIONS.items():
        term = rdflib.URIRef(KG + name)
        for end, predicate in ((0, RDFS.domain), (1, RDFS.range)):
            declared = graph.value(term, predicate)
            kinds = {kind for pair in pairs for kind in pair[end]}
            if "Paper" in kinds:  # nothing is above papers and things
                assert declared is None, name
            for kind in kinds if declared else ():  # of several classes the ontology names the one above them
                assert declared in set(graph.transitive_objects(rdflib.URIRef(KG + kind), RDFS.subClassOf)), name
    for name in REPOSITORY_RELATIONS:
        assert (rdflib.URIRef(KG + name), RDFS.subPropertyOf, rdflib.URIRef(KG + "hasRepository")) in graph


def test_the_page_about_the_ontology_says_what_the_ontology_says() -> None:
    command = [sys.executable, ROOT / "tools" / "ontology_page.py", "--check"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, "docs/ontology.md is not up to date: run python tools/ontology_page.py"
    page = (ROOT / "docs" / "ontology.md").read_text("utf-8")
    assert [name for name in (*CLASSES, *PROPERTIES) if f"| `kg:{name}` |" not in page] == []
    namespaces = re.findall(r"^- `[^`]+:` (\S+)$", page, re.MULTILINE)
    assert PREFIXES["schema"] in namespaces
    assert len(set(namespaces)) == len(namespaces), "two prefixes for the same namespace"


def test_the_ontology_says_its_title_version_and_licence(graph: rdflib.Graph) -> None:
    for predicate in (DCTERMS.title, DCTERMS.license, OWL.versionInfo):
        assert graph.value(ONTOLOGY, predicate)
    assert (ONTOLOGY, RDF.type, OWL.Ontology) in graph


def test_published_terms_are_written_as_their_owners_write_them() -> None:
    for name in ("kgbuild.ttl", SHAPES_FILE):
        text = (ontology_folder() / name).read_text("utf-8")
        assert "https://schema.org/" not in text
        assert "hasArXivID" not in text
        assert "fabio:Repository " not in re.sub(r'"[^"]*"', "", text)


def test_the_shapes_and_queries_list_the_types_of_the_table() -> None:
    command = [sys.executable, ROOT / "tools" / "type_lists.py", "--check"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, f"run python tools/type_lists.py: {done.stdout!r} {done.stderr!r}"
