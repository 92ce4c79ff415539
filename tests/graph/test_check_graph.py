"""Checking a graph: every rule has a graph that breaks it, and is named by the check."""

from itertools import product
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib.namespace import SH

from kgbuild.graph import check_description, check_graph, ontology_folder, read_graph
from kgbuild.vocabulary import (
    CLASSES,
    DEFAULT_BASE,
    ENTITY_RELATIONS,
    LINK_TERMS,
    RELATIONS,
    REPOSITORY_RELATIONS,
    SUPER_PROPERTIES,
)

# What to replace in the small graph's file, what to write instead, and what the check then says of it.
BROKEN_FACTS = {
    "two titles": ('dcterms:title "Shears"', 'dcterms:title "Shears", "Scissors"', "one title"),
    "no title": ('dcterms:title "Shears" ;', "", "one title"),
    "blank title": ('dcterms:title "Shears"', 'dcterms:title " "', "one title"),
    "title with a language": ('dcterms:title "Shears"', 'dcterms:title "Shears"@en', "one title"),
    "identifier": ('"own-1"', "17", "an identifier is a text"),
    "creator": ('"Ada Oak"', "<http://x/ada>", "an author is a name"),
    "source": ('"one.txt#2"', '""', "a source is a text"),
    "year": ('"2024"^^xsd:gYear', '"2024"', "one year, as xsd:gYear"),
    "venue": ('"Journal of Hedges"', '"A", "B"', "at most one venue"),
    "doi": ('"10.1000/lopper.1"', '"https://doi.org/10.1000/lopper.1"', "one DOI, bare"),
    "arxiv": ('"2401.00002"', '"arXiv 2401.00002"', "one arXiv id, bare"),
    "address of a paper": ("<https://example.org/papers/1>", '"https://example.org"', "at most one address"),
    "object of another type": ("entity/oakbench> a kg:Benchmark", "entity/oakbench> a kg:Task", "a kg:Benchmark of"),
    "no object": (
        "kg:usesMetric <https://w3id.org/kgbuild/id/entity/accuracy>",
        "kg:usesMetric <http://x/>",
        "a kg:Metric",
    ),
    "link of another type": ("lopper> a kg:Repository", "lopper> a kg:Demo", "points to is a kg:Repository"),
    "relation of no paper": ("paper/2401.00002> a kg:Paper", "paper/2401.00002> a kg:Entity", "is a kg:Paper with"),
    "no label": ('skos:prefLabel "OakBench" ;', "", "one preferred label"),
    "two labels": ('skos:prefLabel "OakBench"', 'skos:prefLabel "OakBench", "Oak"', "one preferred label"),
    "alias is the label": ('skos:altLabel "Oak-Bench"', 'skos:altLabel "OakBench"', "not the preferred one"),
    "kind": ('kg:kind "term"', 'kg:kind "thing"', "an entity has one kind: named or term"),
    "label of a page": ('skos:prefLabel "github.com/a/lopper" ;', "", "one preferred label"),
    "no address": ("kg:url <https://youtu.be/x>", 'skos:altLabel "x"', "a web resource has one address"),
    "address as text": ("<https://youtu.be/x>", '"https://youtu.be/x"', "a web resource has one address"),
    "no web address": ("<https://youtu.be/x>", "<mailto:a@example.org>", "a web resource has one address"),
    "two counts of triples": ("void:entities 10", "void:entities 10 ; void:triples 0", "at most one number of triples"),
    "count of entities": ("void:entities 10", 'void:entities "ten"', "at most one number of entities"),
    "licence": ("<https://spdx.org/licenses/CC-BY-4.0>", '"CC-BY-4.0"', "a licence is an IRI"),
    "value of a measurement": ("dqv:value 0.", "dqv:value 1.", "one value, xsd:decimal from 0 to 1"),
    "measure": ('kg:measure "precision"', 'kg:measure "luck"', "a measurement has one measure"),
    "measurement of nothing": ("kg:measurementOf", "rdfs:seeAlso", "names the classes or properties"),
    "measured on": ("kg:measuredOn", "rdfs:comment", "says once what it was measured on"),
    "measurement of another class": ("a kg:QualityMeasurement", "a kg:Entity", "points to is a kg:QualityMeasurement"),
    "unknown property": ("kg:usesMetric", "kg:usesMetrics", "usesMetrics is no term"),
    "unknown class": ("a kg:Video", "a kg:Film", "Film is no term"),
    "blank node": ("kg:url <https://youtu.be/x>", "kg:url <https://youtu.be/x> ; rdfs:seeAlso []", "a blank node"),
    "fact without statement": ("kg:usesMetric <", "kg:mentionsMetric <", "no statement in evidence.ttl"),
    "IRI with a space": ("<https://youtu.be/x>", "<https://youtu.be/ x>", "not valid RDF: Invalid IRI"),
    "not Turtle": ("a kg:Video ;", "a kg:Video", "not valid RDF"),
}
BROKEN_EVIDENCE = {
    "no subject": ("rdf:subject", "prov:hadPrimarySource", "a statement has one subject"),
    "derived from nothing": ("prov:wasDerivedFrom", "prov:hadPrimarySource", "derived from one paper or more"),
    "derived from another": (
        "prov:wasDerivedFrom <https://w3id.org/kgbuild/id/paper/2401.00002>",
        "prov:wasDerivedFrom <https://w3id.org/kgbuild/id/paper/10.1000-lopper-1>",
        "a statement of a paper's own relation is derived from another paper",
    ),
    "mention in no paper": ("oa:hasSource", "rdfs:seeAlso", "a mention stands in one paper"),
    "mention in another paper": (
        "oa:hasSource <https://w3id.org/kgbuild/id/paper/2401.00002>",
        "oa:hasSource <https://w3id.org/kgbuild/id/paper/10.1000-lopper-1>",
        "which its statement is not derived from",
    ),
    "predicate": ("rdf:predicate kg:usesMetric", "rdf:predicate kg:hasMetric", "a relation of the ontology"),
    "object": ("rdf:object <https://w3id.org/kgbuild/id/entity/shears>", 'rdf:object "Shears"', "one object, an IRI"),
    "confidence above one": ("kg:confidence 0.93", "kg:confidence 1.93", "xsd:decimal from 0 to 1"),
    "confidence as a double": ("kg:confidence 0.93", "kg:confidence 9.3e-1", "xsd:decimal from 0 to 1"),
    "no confidence": ("kg:confidence 0.93 ;", "", "xsd:decimal from 0 to 1"),
    "kind": ('kg:kind "term"', 'kg:kind "thing"', "at most one kind: named or term"),
    "extractor": ('kg:extractor "kgbuild test"', 'kg:extractor "a", "b"', "at most one extractor"),
    "mention of another class": ("a kg:Mention", "a oa:Selector", "a mention is a kg:Mention"),
    "section": ('kg:section "title"', 'kg:section "body"', "one section: title or abstract"),
    "start after end": ('oa:start "0"', 'oa:start "9"', "below its end"),
    "negative start": ('oa:start "0"', 'oa:start "-1"', "one start, a whole number"),
    "end": ('oa:end "6"^^xsd:nonNegativeInteger', 'oa:end "six"', "one end, a whole number"),
    "quote": ('oa:exact "Lopper"', "oa:exact 17", "at most one quote"),
    "prefix": ('oa:prefix ""', 'oa:prefix "", "a"', "at most one prefix"),
    "suffix": ('oa:suffix ": pruning trees"', "oa:suffix 1", "at most one suffix"),
    "found by": ('kg:foundBy "test"', 'kg:foundBy "a", "b"', "at most once what found it"),
    "mention of no statement": ("kg:hasMention", "rdfs:seeAlso", "belongs to one statement"),
    "statement without fact": (
        "rdf:object <https://w3id.org/kgbuild/id/entity/shears>",
        "rdf:object <http://x/>",
        "not in graph",
    ),
    "not Turtle": ("a kg:Mention ;", "a kg:Mention", "not valid RDF"),
}


def break_file(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_a_built_graph_conforms_with_and_without_evidence(folder: Path) -> None:
    assert check_graph(folder) == []
    (folder / "evidence.ttl").unlink()
    assert check_graph(folder / "graph.ttl") == []


@pytest.mark.parametrize("case", BROKEN_FACTS)
def test_broken_facts_are_named(folder: Path, case: str) -> None:
    old, new, message = BROKEN_FACTS[case]
    break_file(folder / "graph.ttl", old, new)
    lines = [str(problem) for problem in check_graph(folder)]
    assert any(line.startswith("graph.ttl: ") and message in line for line in lines), lines
    assert all("\n" not in line for line in lines)


@pytest.mark.parametrize("case", BROKEN_EVIDENCE)
def test_broken_evidence_is_named(folder: Path, case: str) -> None:
    old, new, message = BROKEN_EVIDENCE[case]
    break_file(folder / "evidence.ttl", old, new)
    lines = [str(problem) for problem in check_graph(folder)]
    assert any(line.startswith("evidence.ttl: ") and message in line for line in lines), lines


def test_every_shape_has_a_graph_here_that_breaks_it() -> None:
    shapes = rdflib.Graph().parse(ontology_folder() / "shapes.ttl")
    expected = [message for _, _, message in BROKEN_FACTS.values()]
    expected += [message for _, _, message in BROKEN_EVIDENCE.values()]
    for message in map(str, shapes.objects(None, SH.message)):
        covered = message.startswith(("what kg:", "what has kg:")) or message == NO_IRI
        assert covered or any(part in message for part in expected), message


OTHER_CLASSES = ["rdf:Statement", "void:Dataset"]
NO_IRI = "what is of this class has an IRI, not a blank node"


@pytest.mark.parametrize("name", [*(f"kg:{name}" for name in CLASSES), *OTHER_CLASSES])
def test_a_node_of_any_class_needs_an_iri(folder: Path, name: str) -> None:
    file = folder / ("evidence.ttl" if name in {"kg:Mention", "rdf:Statement"} else "graph.ttl")
    file.write_text(file.read_text("utf-8") + f"_:it a {name} .\n", "utf-8")
    assert any(problem.message.startswith(NO_IRI) for problem in check_graph(folder))


def test_a_relation_to_what_is_not_of_its_type_is_named_for_every_relation(folder: Path) -> None:
    ranges = {predicate: kind for (kind, _), predicate in RELATIONS.items()}
    ranges |= {predicate: page for page, predicate in LINK_TERMS.values()}
    ranges |= dict.fromkeys(REPOSITORY_RELATIONS, "Repository")
    paper = f"<{DEFAULT_BASE}paper/shears>"
    file = folder / "graph.ttl"
    added = "".join(f"{paper} kg:{predicate} <http://example.org/x> .\n" for predicate in ranges)
    file.write_text(file.read_text("utf-8") + f"{paper} a kg:Paper .\n{added}", "utf-8")
    (folder / "evidence.ttl").unlink()
    found = {problem.message for problem in check_graph(folder)}
    for predicate, kind in ranges.items():
        message = f"what kg:{predicate} points to is a kg:{kind} of this graph; found <http://example.org/x>"
        assert message in found


@pytest.mark.parametrize("name", ENTITY_RELATIONS)
def test_a_relation_between_things_holds_for_things_of_its_types_only(folder: Path, name: str) -> None:
    file = folder / "graph.ttl"
    text = file.read_text("utf-8")
    subjects, objects = (" or ".join(f"kg:{kind}" for kind in kinds) for kinds in ENTITY_RELATIONS[name])
    file.write_text(text + f"<http://example.org/a> kg:{name} <http://example.org/b> .\n", "utf-8")
    found = {(problem.node, problem.message) for problem in check_graph(file)}
    assert ("<http://example.org/a>", f"what has kg:{name} is a {subjects} of this graph") in found
    assert ("<http://example.org/b>", f"what kg:{name} points to is a {objects} of this graph") in found
    assert any(message.startswith("no statement in evidence.ttl") for _, message in found)
    for subject, object_ in product(*ENTITY_RELATIONS[name]):
        things = "".join(thing(iri, kind) for iri, kind in (("a", subject), ("b", object_)))
        file.write_text(f"{text}<http://example.org/a> kg:{name} <http://example.org/b> .\n{things}", "utf-8")
        messages = [problem.message for problem in check_graph(file)]
        assert [m for m in messages if not m.startswith("no statement in")] == []


def thing(name: str, kind: str) -> str:
    more = 'kg:kind "named"' if kind in SUPER_PROPERTIES else "kg:url <https://example.org/>"
    return f'<http://example.org/{name}> a kg:{kind} ; skos:prefLabel "{name}" ; {more} .\n'


@pytest.mark.parametrize("name", REPOSITORY_RELATIONS)
def test_what_is_told_of_a_repository_is_told_of_one_that_the_paper_gives(folder: Path, name: str) -> None:
    paper, entity = f"<{DEFAULT_BASE}paper/2401.00002>", f"<{DEFAULT_BASE}entity/github-com-a-lopper>"
    with (folder / "graph.ttl").open("a", encoding="utf-8") as file:
        file.write(f"{paper} kg:{name} {entity} .\n")
    messages = {problem.message for problem in check_graph(folder) if problem.node == paper}
    assert f"kg:{name} without kg:hasRepository {entity} beside it" in messages


def test_a_graph_may_say_more_in_other_vocabularies(folder: Path) -> None:
    break_file(folder / "graph.ttl", "a kg:Video", "a kg:Video, <http://schema.org/VideoObject>")
    with (folder / "graph.ttl").open("a", encoding="utf-8") as file:
        file.write("<http://example.org/x> <http://www.w3.org/2002/07/owl#sameAs> <http://example.org/y> .\n")
    assert check_graph(folder) == []


def test_a_graph_in_another_format_is_checked_too(folder: Path) -> None:
    rdflib.Graph().parse(folder / "graph.ttl").serialize(folder / "other.nt", format="nt", encoding="utf-8")
    (folder / "evidence.ttl").unlink()
    assert check_graph(folder / "other.nt") == []


def test_facts_and_evidence_in_one_file_are_checked_together(folder: Path) -> None:
    read_graph(folder).dump(folder / "all.nq", format=pyoxigraph.RdfFormat.N_QUADS)
    for name in ("graph.ttl", "evidence.ttl"):
        (folder / name).unlink()
    assert check_graph(folder / "all.nq") == []
    break_file(folder / "all.nq", '"abstract"', '"body"')
    assert "title or abstract" in str(check_graph(folder / "all.nq")[0])


def test_a_built_graph_says_the_numbers_that_it_has(folder: Path) -> None:
    assert check_description(folder) == []
    read_graph(folder).dump(folder / "all.nq", format=pyoxigraph.RdfFormat.N_QUADS)
    assert check_description(folder / "all.nq") == []


def test_a_description_from_before_an_edit_is_told_and_the_graph_conforms(folder: Path) -> None:
    own, new = f"{DEFAULT_BASE}graph", f'<{DEFAULT_BASE}paper/new> a kg:Paper ; dcterms:title "A new one" .\n'
    with (folder / "graph.ttl").open("a", encoding="utf-8") as file:
        file.write(new + new)
    assert check_graph(folder) == []
    told = [(problem.node, problem.message.partition(";")[0]) for problem in check_description(folder)]
    facts = len(rdflib.Graph().parse(folder / "graph.ttl"))
    assert told[:3] == [
        (f"<{own}#class-kg-Paper>", "says void:entities 3, the graph has 4"),
        (f"<{own}#property-dcterms-title>", "says void:triples 4, the graph has 5"),
        (f"<{own}#property-rdf-type>", told[2][1]),
    ]
    assert told[3:] == [
        (f"<{own}>", "says void:entities 10, the graph has 11"),
        (f"<{own}>", f"says void:triples {facts - 2}, the graph has {facts}"),
    ]


def test_a_description_that_is_put_right_is_told_no_more(folder: Path) -> None:
    break_file(folder / "graph.ttl", "void:entities 10 ", "void:entities 12 ")
    (problem,) = check_description(folder)
    assert str(problem) == (
        f"graph.ttl: <{DEFAULT_BASE}graph>: says void:entities 12, the graph has 10; write that, or take the count out"
    )
    break_file(folder / "graph.ttl", "void:entities 12 ", "void:entities 10 ")
    assert check_description(folder) == []


def test_counts_that_a_graph_gives_of_another_one_are_not_its_own(folder: Path) -> None:
    with (folder / "graph.ttl").open("a", encoding="utf-8") as file:
        file.write("<http://example.org/other> a void:Dataset ; void:triples 8000000 .\n")
    nodes = {problem.node for problem in check_description(folder)}
    assert f"<{DEFAULT_BASE}graph>" in nodes
    assert "<http://example.org/other>" not in nodes
