"""Values that are no numbers and files with very many prefixes: told by `check`, shown by the report, no traceback."""

import json

import pytest

from kgbuild.graph import check_description, check_graph, read_model
from kgbuild.views.report import write_report
from kgbuild.vocabulary import EVIDENCE_GRAPH, PREFIXES, RDF

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items()) + "@base <http://a/> .\n"
FACTS = f"""{HEAD}<paper/a> a kg:Paper ; dcterms:title "T" ; kg:usesMethod <entity/m> .
<entity/m> a kg:Method ; skos:prefLabel "M" ; kg:kind "named" .
"""
STATEMENT = f"""{HEAD}<statement/x> a rdf:Statement ; rdf:subject <paper/a> ; rdf:predicate kg:usesMethod ;
  rdf:object <entity/m> ; prov:wasDerivedFrom <paper/a> ; kg:confidence CONFIDENCE ; kg:kind "named" ;
  kg:hasMention <statement/x#1> .
<statement/x#1> a kg:Mention ; oa:hasSource <paper/a> ; kg:section "title" ; oa:start START ; oa:end 1 ;
  oa:exact "T" ; oa:prefix "" ; oa:suffix "" .
"""
NO_NUMBERS = [
    *('"NaN"', '"INF"', "1e999", "-1e999", '"-INF"^^xsd:double', '"NaN"^^xsd:float', '"nan"^^xsd:double'),
    *('"NaN"^^xsd:decimal', '"sNaN"^^xsd:decimal', '"Infinity"^^xsd:decimal', '"1e999"^^xsd:decimal'),
    *('"NaN"^^xsd:integer', f'"{"9" * 5000}"^^xsd:integer', "9" * 5000, '"1_0"^^xsd:decimal', '""^^xsd:decimal'),
    *('"P1Y"^^xsd:duration', '"2024-99-99"^^xsd:date', "true", "<x:y>", '"0.5"@en'),
]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "graph.ttl").write_text(FACTS, encoding="utf-8")
    return tmp_path


def _write(folder, confidence="0.5", start="0"):
    text = STATEMENT.replace("CONFIDENCE", confidence).replace("START", start)
    (folder / "evidence.ttl").write_text(text, encoding="utf-8")


def test_the_graph_conforms_as_it_is(folder):
    _write(folder)
    assert check_graph(folder) == []


@pytest.mark.parametrize("value", NO_NUMBERS)
def test_a_confidence_that_is_no_number_is_told(folder, value):
    _write(folder, confidence=value)
    told = [str(problem) for problem in check_graph(folder)]
    assert any("confidence" in line or "rdflib cannot read it" in line for line in told)
    assert all("\n" not in line for line in told)
    write_report(read_model(folder), folder / "report.html")
    assert "nan" not in (folder / "report.html").read_text(encoding="utf-8").lower().split("<body", 1)[1].split()


@pytest.mark.parametrize("value", NO_NUMBERS)
def test_a_place_that_is_no_number_is_told(folder, value):
    _write(folder, start=value)
    assert check_graph(folder)
    write_report(read_model(folder), folder / "report.html")


@pytest.mark.parametrize("value", NO_NUMBERS)
def test_years_and_figures_that_are_no_numbers_end_nothing(folder, value):
    _write(folder)
    with (folder / "graph.ttl").open("a", encoding="utf-8") as file:
        file.write(f"<paper/a> dcterms:issued {value} . <graph> a void:Dataset ; void:triples {value} ;\n")
        file.write(f"dqv:hasQualityMeasurement <graph#p> . <graph#p> a kg:QualityMeasurement ; dqv:value {value} .\n")
    check_graph(folder)
    check_description(folder)
    write_report(read_model(folder), folder / "report.html")


def _prefixes(count):
    return "".join(f"@prefix p{n}: <http://x{n}.example/> .\n" for n in range(count))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("graph.ttl", _prefixes(20_000) + FACTS),
        ("graph.trig", _prefixes(20_000) + FACTS),
        ("graph.jsonld", json.dumps({"@context": {f"p{n}": f"http://x{n}/" for n in range(20_000)}, "p1:a": "x"})),
        (
            "graph.rdf",
            f'<rdf:RDF xmlns:rdf="{RDF}" ' + " ".join(f'xmlns:p{n}="http://x{n}/"' for n in range(20_000)) + "/>",
        ),
    ],
)
def test_very_many_prefixes_are_checked_or_told(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    told = [str(problem) for problem in check_graph(tmp_path / name)]
    if name.endswith((".ttl", ".trig")):
        assert told == []
    else:
        assert any("prefixes at once" in line for line in told)


def test_quads_with_odd_values_are_checked_too(tmp_path):
    line = f'<http://a/s> <{PREFIXES["kg"]}confidence> "NaN"^^<{PREFIXES["xsd"]}decimal> <{EVIDENCE_GRAPH}> .\n'
    (tmp_path / "graph.nq").write_text(line, encoding="utf-8")
    assert check_graph(tmp_path / "graph.nq")


@pytest.mark.parametrize("name", ["deep.ttl", "list.ttl", "annotated.trig"])
def test_what_rdflib_cannot_nest_is_told(tmp_path, name):
    opening, closing = {
        "deep.ttl": ("[ <x:b> ", " ]"),
        "list.ttl": ("( ", " )"),
        "annotated.trig": ("[ <x:b> ( ", ")]"),
    }[name]
    text = f"{FACTS}<x:a> <x:b> {opening * 2000}1{closing * 2000} ."
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert any("rdflib cannot read it: nested too deep" in str(problem) for problem in check_graph(tmp_path / name))
