"""Checking a graph: every rule has a graph that breaks it, and is named by the check."""

import codecs
from itertools import product
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
import rdflib
from rdflib.namespace import SDO, SH

from kgbuild.datamodel import Extraction, Knowledge, Paper
from kgbuild.errors import GraphError
from kgbuild.graph import (
    build_graph,
    check_description,
    check_graph,
    ontology_folder,
    profile_names,
    read_graph,
    write_graph,
)
from kgbuild.graph.terms import WRITTEN, find_unknown_terms
from kgbuild.resolution import resolve
from kgbuild.vocabulary import (
    BIBO,
    CLASSES,
    DEFAULT_BASE,
    ENTITY_RELATIONS,
    FABIO,
    KG,
    LINK_TERMS,
    OA,
    PREFIXES,
    RELATIONS,
    REPOSITORY_RELATIONS,
    SCHEMA,
    SUPER_PROPERTIES,
)

# What to replace in the small graph's file, what to write instead, and what the check then says of it.
BROKEN_FACTS = {
    "two titles": ('dcterms:title "Shears"', 'dcterms:title "Shears", "Scissors"', "one title, not blank; it has 2"),
    "no title": ('dcterms:title "Shears" ;', "", "one title, not blank; it has none"),
    "blank title": ('dcterms:title "Shears"', 'dcterms:title " "', "one title"),
    "title with a language": ('dcterms:title "Shears"', 'dcterms:title "Shears"@en', "one title"),
    "identifier": ('"own-1"', "17", "an identifier is a text"),
    "creator": ('"Ada Oak"', "<http://x/ada>", "an author is a name"),
    "first author": ('kg:firstAuthor "Ada Oak"', "kg:firstAuthor <http://x/ada>", "at most one first author"),
    "first author of none": ('kg:firstAuthor "Ada Oak"', 'kg:firstAuthor "Eve"', "is no dcterms:creator of it"),
    "first author who is second": ('kg:firstAuthor "Ada Oak"', 'kg:firstAuthor "Ben Ash"', "the first of its bibo"),
    "list of authors": ("a rdf:Seq", "a rdf:Bag", "an rdf:Seq of this graph"),
    "list without a first": ("rdf:_1", "rdf:_3", "has no first member"),
    "source": ('"one.txt#2"', '""', "a source is a text"),
    "year": ('"2024"^^xsd:gYear', '"2024"', "one year, as xsd:gYear"),
    "no year": ('"2024"^^xsd:gYear', '"zwei"^^xsd:gYear', 'as xsd:gYear; found "zwei"'),
    "venue": ('"Journal of Hedges"', '"A", "B"', "at most one venue"),
    "field": ('"Journal of Hedges"', '"A" ; kg:outsideField "true"', "whether it is outside the field, as xsd:boolean"),
    "two fields": (
        '"Journal of Hedges"',
        '"A" ; kg:outsideField true, false',
        "at most once whether it is outside the field",
    ),
    "doi": ('"10.1000/lopper.1"', '"https://doi.org/10.1000/lopper.1"', "one DOI, bare"),
    "arxiv": ('"2401.00002"', '"arXiv 2401.00002"', "one arXiv id, bare"),
    "address of a paper": ("<https://example.org/papers/1>", '"https://example.org"', "at most one address"),
    "address that is a script": (
        "<https://example.org/papers/1>",
        "<javascript:alert(1)>",
        "found <javascript:alert(1)>",
    ),
    "venue of no paper": ('"youtu.be/x"', '"youtu.be/x" ; kg:venue "Hedges"', "what has kg:venue is a kg:Paper"),
    "field of no paper": ('"youtu.be/x"', '"youtu.be/x" ; kg:outsideField true', "has kg:outsideField is a kg:Paper"),
    "entity without a class": (
        "entity/oakbench> a kg:Benchmark ;",
        "entity/oakbench>",
        "what has kg:kind has a class",
    ),
    "page without a class": (" a kg:Video ;", "", "what has kg:url has a class"),
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
    "results of no result": ("a kg:Result ;", "", "what has properties of results is a kg:Result"),
    "result in no paper": ("kg:reportedIn", "rdfs:seeAlso", "a result is reported in one kg:Paper of this graph"),
    "result of nothing": ("kg:resultOf", "rdfs:seeAlso", "a result is of one thing, a kg:Method or kg:Paper of this"),
    "result of another type": (
        "kg:resultOf <https://w3id.org/kgbuild/id/entity/shears>",
        "kg:resultOf <https://w3id.org/kgbuild/id/entity/oakbench>",
        "a result is of one thing, a kg:Method or kg:Paper of this graph",
    ),
    "metric of another type": ("kg:measuredIn <", "kg:measuredIn <http://x/", "a result is in at most one metric"),
    "result on another type": (
        "kg:resultOn <https://w3id.org/kgbuild/id/entity/tree-pruning>",
        "kg:resultOn <https://w3id.org/kgbuild/id/entity/lopper>",
        "a result is on at most one thing, a kg:Dataset or kg:Benchmark or kg:Task of this graph",
    ),
    "held against another type": (
        "kg:heldAgainst <https://w3id.org/kgbuild/id/entity/lopper>",
        "kg:heldAgainst <https://w3id.org/kgbuild/id/entity/oakbench>",
        "a result is held against at most one thing, a kg:Method of this graph",
    ),
    "value as text": ('kg:value "2"^^xsd:decimal', 'kg:value "2"', "a result has at most one value, xsd:decimal"),
    "two upper values": (
        'kg:upperValue "3"^^xsd:decimal',
        "kg:upperValue 3.0, 4.0",
        "at most one upper value, xsd:decimal",
    ),
    "no text of a value": ('kg:valueText "2-3 points"', 'rdfs:comment "2"', "a result has its value as one text"),
    "two units": ('kg:unit "points"', 'kg:unit "points", "%"', "a result has at most one unit, as text"),
    "kind of result": ('kg:resultKind "gain"', 'kg:resultKind "loss"', "a result is of one kind: absolute or gain"),
    "kind of contribution": (
        "kg:contributes kg:MethodContribution",
        "kg:contributes kg:PoemContribution",
        "a paper contributes kinds of the ontology: kg:MethodContribution and its like",
    ),
    "part of another type": (
        "kg:builtOn <https://w3id.org/kgbuild/id/entity/lopper>",
        "kg:partOf <https://w3id.org/kgbuild/id/entity/oakbench>",
        "kg:partOf <https://w3id.org/kgbuild/id/entity/oakbench> leads from Method to Method or Paper, or from Dataset",
    ),
    "main contribution alone": (
        "kg:mainlyContributes kg:StudyContribution",
        "kg:mainlyContributes kg:SurveyContribution",
        "kg:mainlyContributes without kg:contributes",
    ),
    "two main contributions": (
        "kg:mainlyContributes kg:StudyContribution",
        "kg:mainlyContributes kg:StudyContribution, kg:MethodContribution",
        "a paper has at most one main kind of contribution",
    ),
    "contribution of no paper": (
        '"youtu.be/x"',
        '"youtu.be/x" ; kg:contributes kg:MethodContribution',
        "what has kinds of contribution is a kg:Paper",
    ),
    "result without statement": ("kg:reportedIn <", "kg:reportedIn <http://x/", "no statement in evidence.ttl"),
    "unknown property": ("kg:usesMetric", "kg:usesMetrics", "usesMetrics is no term"),
    "unknown class": ("a kg:Video", "a kg:Film", "Film is no term"),
    "label with a slip": ("skos:altLabel", "skos:altLable", "skos:altLable: no such term; did you mean skos:altLabel?"),
    "year with a slip": ("dcterms:issued", "dcterms:isued", "no such term; did you mean dcterms:issued?"),
    "arXiv id with a slip": ("fabio:hasArXivId", "fabio:hasArXivID", "did you mean fabio:hasArXivId?"),
    "DOI with a slip": ("bibo:doi", "bibo:DOI", "did you mean bibo:doi?"),
    "value with a slip": ("dqv:value", "dqv:valeu", "did you mean dqv:value?"),
    "version with a slip": ("schema:softwareVersion", "schema:softwareVerison", "did you mean schema:softwareVersion?"),
    "property like no other": ("dcterms:creator", "dcterms:xyz", "see the terms at http://purl.org/dc/terms/"),
    "class with a slip": ("a void:Dataset", "a void:dataset", "did you mean void:Dataset?"),
    "blank node": (
        "kg:url <https://youtu.be/x>",
        "kg:url <https://youtu.be/x> ; rdfs:seeAlso []",
        "a blank node, the rdfs:seeAlso of <https://w3id.org/kgbuild/id/entity/youtu-be-x>: give it an IRI",
    ),
    "fact without statement": ("kg:usesMetric <", "kg:mentionsMetric <", "no statement in evidence.ttl"),
    "IRI with a space": ("<https://youtu.be/x>", "<https://youtu.be/ x>", "not valid RDF: Invalid IRI"),
    "not Turtle": ("a kg:Video ;", "a kg:Video", "not valid RDF"),
}
BROKEN_EVIDENCE = {
    "statements without a class": (" a rdf:Statement ;", "", "is an rdf:Statement"),
    "mentions without a class": (" a kg:Mention ;", "", "or kg:section is a kg:Mention"),
    "derived from what is no paper": (
        "prov:wasDerivedFrom <https://w3id.org/kgbuild/id/paper/2401.00002>",
        "prov:wasDerivedFrom <https://w3id.org/kgbuild/id/entity/shears>",
        "it is derived from <https://w3id.org/kgbuild/id/entity/shears>, which is no kg:Paper of this graph",
    ),
    "derived from a thing as well": (
        "prov:wasDerivedFrom <",
        "prov:wasDerivedFrom <https://w3id.org/kgbuild/id/entity/shears>, <",
        "it is derived from <https://w3id.org/kgbuild/id/entity/shears>, which is no kg:Paper of this graph",
    ),
    "mention in what is no paper": (
        "oa:hasSource <https://w3id.org/kgbuild/id/paper/2401.00002>",
        "oa:hasSource <https://w3id.org/kgbuild/id/entity/shears>",
        "it stands in <https://w3id.org/kgbuild/id/entity/shears>, which is no kg:Paper of this graph",
    ),
    "quote with a slip": ("oa:exact", "oa:exakt", "oa:exakt: no such term; did you mean oa:exact?"),
    "quote of another length": ('oa:exact "Shears"', 'oa:exact "Shear"', "its quote has 5 characters, from oa:start 0"),
    "prefix longer than what is before": (
        'oa:prefix "Code: "',
        f'oa:prefix "{"Code " * 20}"',
        "before oa:start are 79",
    ),
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
        by_relation = message.startswith(("what kg:", "what has kg:")) and message.endswith((" of this graph", "kind"))
        broken = any(message.startswith(part) or part.partition("; ")[0] in message for part in expected)
        assert by_relation or message == NO_IRI or broken, message


OTHER_CLASSES = ["rdf:Statement", "void:Dataset"]
NO_IRI = "what is of this class has an IRI, not a blank node"


@pytest.mark.parametrize("name", [*(f"kg:{name}" for name in CLASSES), *OTHER_CLASSES])
def test_a_node_of_any_class_needs_an_iri_and_is_told_so_once(folder: Path, name: str) -> None:
    file = folder / ("evidence.ttl" if name in {"kg:Mention", "rdf:Statement"} else "graph.ttl")
    file.write_text(file.read_text("utf-8") + f"_:it a {name} .\n", "utf-8")
    lines = [str(problem) for problem in check_graph(folder)]
    told = f"{file.name}: a blank node of class {name}: give it an IRI, so that files stay stable"
    assert [line for line in lines if "IRI, so" in line] == [told]
    assert NO_IRI not in "".join(lines)
    shapes = rdflib.Graph().parse(ontology_folder() / "shapes.ttl")
    _, report, _ = pyshacl.validate(rdflib.Graph().parse(file), shacl_graph=shapes)
    assert rdflib.Literal(NO_IRI) in report.objects(None, SH.resultMessage)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<http://example.org/a> rdfs:seeAlso [ rdfs:label 'b' ] .", "the rdfs:seeAlso of <http://example.org/a>"),
        ("<http://example.org/a> <http://example.org/p> [] .", "the <http://example.org/p> of <http://example.org/a>"),
        ("_:it rdfs:label 'b' .", "with rdfs:label"),
        ("_:it rdfs:seeAlso _:it .", "the rdfs:seeAlso of another one"),
    ],
)
def test_a_blank_node_is_named_by_what_points_to_it_or_it_has(folder: Path, text: str, name: str) -> None:
    with (folder / "graph.ttl").open("a", encoding="utf-8") as file:
        file.write(text + "\n")
    lines = [str(problem) for problem in check_graph(folder)]
    assert [line.partition(": give it")[0] for line in lines] == [
        f"graph.ttl: a blank node{',' if name.startswith('the') else ''} {name}"
    ]


def test_what_else_is_wrong_with_a_blank_node_is_told_under_the_same_name(folder: Path) -> None:
    with (folder / "graph.ttl").open("a", encoding="utf-8") as file:
        file.write("<http://example.org/a> rdfs:seeAlso [ a kg:Metric ; kg:kind 'term' ] .\n")
    found = check_graph(folder)
    assert {problem.node for problem in found} == {"a blank node, the rdfs:seeAlso of <http://example.org/a>"}
    assert "an entity has one preferred label, not blank; it has none" in [problem.message for problem in found]


def test_a_relation_to_what_is_not_of_its_type_is_named_for_every_relation(folder: Path) -> None:
    ranges: dict[str, str] = {predicate: kind for (kind, _), predicate in RELATIONS.items()}
    ranges |= {predicate: page for page, predicate in LINK_TERMS.values()}
    ranges |= dict.fromkeys(REPOSITORY_RELATIONS, "Repository")
    ranges |= {predicate: kind for kind, predicate in SUPER_PROPERTIES.items()}
    paper = f"<{DEFAULT_BASE}paper/shears>"
    file = folder / "graph.ttl"
    added = "".join(f"{paper} kg:{predicate} <http://example.org/x> .\n" for predicate in ranges)
    file.write_text(file.read_text("utf-8") + f"{paper} a kg:Paper .\n{added}", "utf-8")
    (folder / "evidence.ttl").unlink()
    found = {problem.message for problem in check_graph(folder)}
    for predicate, kind in ranges.items():
        message = f"what kg:{predicate} points to is a kg:{kind} of this graph; found <http://example.org/x>"
        assert message in found


@pytest.mark.parametrize("name", [*SUPER_PROPERTIES.values(), "hasLink"])
def test_a_property_above_the_relations_holds_of_papers_for_things_of_its_types_only(folder: Path, name: str) -> None:
    file = folder / "graph.ttl"
    kinds = [kind for kind, predicate in SUPER_PROPERTIES.items() if predicate == name]
    pages = [] if kinds else ["WebResource", *(page for page, _ in LINK_TERMS.values())]
    paper, other = (f"<{DEFAULT_BASE}paper/{slug}>" for slug in ("2401.00002", "10.1000-lopper-1"))
    text = file.read_text("utf-8")
    things = [thing(f"new-{kind}", kind) for kind in kinds or pages]
    told = "".join(f"{paper} kg:{name} <http://example.org/new-{kind}> .\n" for kind in kinds or pages)
    file.write_text(text + "".join(things) + told, "utf-8")
    assert check_graph(folder) == []
    wrong = ('"BERT"', other, f"<{DEFAULT_BASE}entity/{'lopper' if pages else 'youtu-be-x'}>")
    file.write_text(text + "".join(f"{paper} kg:{name} {value} .\n" for value in wrong), "utf-8")
    found = [(problem.node, problem.message) for problem in check_graph(folder)]
    assert all(node == paper and message.startswith(f"what kg:{name} points to is a kg:") for node, message in found)
    assert [message.partition("; found ")[2] for _, message in found] == sorted(wrong)
    entity = f"<{DEFAULT_BASE}entity/lopper>"
    file.write_text(text + "".join(things) + told.replace(paper, entity), "utf-8")
    assert {(problem.node, problem.message) for problem in check_graph(folder)} == {
        (entity, "what has relations to entities or links is a kg:Paper with an IRI")
    }


@pytest.mark.parametrize("name", ENTITY_RELATIONS)
def test_a_relation_between_things_holds_for_things_of_its_types_only(folder: Path, name: str) -> None:
    file = folder / "graph.ttl"
    text = file.read_text("utf-8")
    pairs = ENTITY_RELATIONS[name]
    subjects, objects = (
        " or ".join(f"kg:{kind}" for kind in dict.fromkeys(kind for pair in pairs for kind in pair[end]))
        for end in (0, 1)
    )
    file.write_text(text + f"<http://example.org/a> kg:{name} <http://example.org/b> .\n", "utf-8")
    found = {(problem.node, problem.message) for problem in check_graph(file)}
    assert ("<http://example.org/a>", f"what has kg:{name} is a {subjects} of this graph") in found
    assert ("<http://example.org/b>", f"what kg:{name} points to is a {objects} of this graph") in found
    assert any(message.startswith("no statement in evidence.ttl") for _, message in found)
    for subject, object_ in (ends for pair in pairs for ends in product(*pair)):
        things = "".join(thing(iri, kind) for iri, kind in (("a", subject), ("b", object_)))
        file.write_text(f"{text}<http://example.org/a> kg:{name} <http://example.org/b> .\n{things}", "utf-8")
        messages = [problem.message for problem in check_graph(file)]
        assert [m for m in messages if not m.startswith("no statement in")] == []


def thing(name: str, kind: str) -> str:
    if kind == "Paper":
        return f'<http://example.org/{name}> a kg:Paper ; dcterms:title "{name}" .\n'
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


@pytest.mark.parametrize(
    "term",
    [
        "http://www.w3.org/2004/02/skos/core#hiddenLabel",
        "http://purl.org/dc/terms/abstract",
        "http://purl.org/dc/elements/1.1/title",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#_1",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies",
        "http://xmlns.com/foaf/0.1/name",
        "http://www.w3.org/ns/prov#wasGeneratedBy",
        "http://rdfs.org/ns/void#class",
        "http://www.w3.org/ns/oa#hasTarget",
        "http://schema.org/schemaVersion",
        "http://schema.org/name",
        "http://purl.org/ontology/bibo/isbn",
        "http://purl.org/spar/fabio/hasPubMedId",
        "http://www.w3.org/ns/dqv#hasQualityAnnotation",
        "http://example.org/skos/core#altLable",
    ],
)
def test_terms_that_we_do_not_write_and_terms_of_unknown_namespaces_are_fine(folder: Path, term: str) -> None:
    with (folder / "graph.ttl").open("a", encoding="utf-8") as file:
        file.write(f"<{DEFAULT_BASE}paper/2401.00002> <{term}> <http://example.org/x> .\n")
    assert check_graph(folder) == []


@pytest.mark.parametrize("name", ["", "rdf:_x", "dcterms:Title", "skos:concept", "rdfs:lable"])
def test_what_a_namespace_does_not_have_is_told_with_the_term_that_is_near(name: str) -> None:
    near = {"rdf:_x": "", "dcterms:Title": "dcterms:title", "skos:concept": "skos:Concept", "rdfs:lable": "rdfs:label"}
    prefix, _, local = name.partition(":")
    iri = PREFIXES[prefix or "rdf"] + local
    triple = pyoxigraph.Triple(*(pyoxigraph.NamedNode(term) for term in ("http://x/", iri, "http://y/")))
    ((node, message),) = find_unknown_terms({iri: [triple]})
    assert node == "<http://x/>"
    hint = near.get(name)
    assert message == f"{name or 'rdf:'}: no such term; " + (
        f"did you mean {hint}?" if hint else f"see the terms at {PREFIXES['rdf']}"
    )


def test_our_terms_in_namespaces_without_a_whole_list_are_those_that_builds_write(knowledge: Knowledge) -> None:
    graph = build_graph(knowledge, profiles=profile_names())
    written = {triple.predicate.value for triple in (*graph.facts, *graph.evidence)}
    assert written >= {OA + "exact", FABIO + "hasArXivId", BIBO + "doi"}
    for namespace, names in WRITTEN.items():
        ours = {iri.removeprefix(namespace) for iri in written if iri.startswith(namespace)}
        assert ours <= {*names, *(SDO.__annotations__ if namespace == SCHEMA else ())}
        assert set(names) <= ours


NO_PAPER = {
    "empty": ("", "no graph of papers"),
    "foreign": ('<http://x/a> <http://xmlns.com/foaf/0.1/name> "A" .\n', "no graph of papers"),
    "evidence": (None, "this is evidence, check the graph beside it"),
}


@pytest.mark.parametrize("case", NO_PAPER)
def test_a_file_without_papers_is_told_in_one_line(folder: Path, case: str) -> None:
    text, hint = NO_PAPER[case]
    if text is None:
        text = (folder / "evidence.ttl").read_text("utf-8")
    (folder / "graph.ttl").write_text(text, "utf-8")
    line = f"graph.ttl: no kg:Paper in it; {hint}"
    assert [str(problem) for problem in check_graph(folder)] == [line]
    (folder / "evidence.ttl").unlink()
    assert [str(problem) for problem in check_graph(folder / "graph.ttl")] == [line]


@pytest.mark.parametrize("name", ["graph.ttl", "evidence.ttl", "all.nq"])
def test_a_file_saved_with_a_byte_order_mark_is_read_as_without(folder: Path, name: str) -> None:
    read_graph(folder).dump(folder / "all.nq", format=pyoxigraph.RdfFormat.N_QUADS)
    graph = folder / "all.nq" if name == "all.nq" else folder / "graph.ttl"
    before = {str(quad) for quad in read_graph(graph)}
    (folder / name).write_bytes(codecs.BOM_UTF8 + (folder / name).read_bytes())
    assert check_graph(graph) == []
    assert {str(quad) for quad in read_graph(graph)} == before
    assert check_description(graph) == []
    (folder / name).write_bytes((folder / name).read_bytes() + b"<http://x/ y> .\n")
    lines = (folder / name).read_bytes().count(b"\n")
    with pytest.raises(GraphError, match=rf"{name}:{lines}: not valid RDF: "):
        read_graph(graph)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "mailto:a@example.org", "http:///x", "https://example.org/a b"])
def test_an_address_of_a_paper_that_is_none_of_the_web_is_left_out(tmp_path: Path, url: str) -> None:
    papers = [Paper("Oak", url=url), Paper("Ash", url="HTTPS://example.org/ash")]
    write_graph(build_graph(resolve([Extraction(paper) for paper in papers])), tmp_path)
    text = (tmp_path / "graph.ttl").read_text("utf-8")
    assert url not in text
    assert "schema:url <HTTPS://example.org/ash>" in text
    assert check_graph(tmp_path) == []


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


def test_papers_outside_the_field_are_noted_and_the_graph_conforms(folder: Path) -> None:
    with (folder / "graph.ttl").open("a", encoding="utf-8") as file:
        file.write(f"<{DEFAULT_BASE}paper/2401.00002> <{KG}outsideField> true .\n")
    assert check_graph(folder) == []
    told = "1 of 3 papers is outside the field that the extractor knows; kgbuild query GRAPH outside-field tells which"
    assert f"graph.ttl: {told}" in map(str, check_description(folder))


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
