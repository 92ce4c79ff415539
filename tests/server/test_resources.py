"""What the path of a thing answers with: its parts, the words that support it, links to its evidence, its forms."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rdflib
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from kgbuild.graph.annotated import to_annotated
from kgbuild.server.description import count_graphs, describe_service
from kgbuild.server.questions import Answer, Resource
from kgbuild.server.resources import FORMS, describe_resource
from kgbuild.vocabulary import DEFAULT_BASE, EVIDENCE_GRAPH, PREFIXES, VOID

HOSTILE = "<script>alert(1)</script>&quot;'"
ENDPOINT = "http://127.0.0.1:1/sparql"
HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items()) + f"@base <{DEFAULT_BASE}> .\n"
FACTS = f"""
<graph> a void:Dataset ; dcterms:title "Trees and boats" ; void:vocabulary <https://w3id.org/kgbuild/ontology> ;
  dcterms:license <https://spdx.org/licenses/CC-BY-4.0> ; void:triples 1234 ; void:entities 3 ;
  prov:wasAttributedTo <graph#kgbuild> ; void:classPartition <graph#class-Paper>, <graph#class-Method> ;
  dqv:hasQualityMeasurement <graph#precision>, <graph#recall>, <graph#other> .
<graph#kgbuild> a prov:SoftwareAgent ; rdfs:label "kgbuild 0.1.0" ; rdfs:seeAlso <graph#deeper>, <graph2#elsewhere> .
<graph#deeper> rdfs:label "deeper" .
<graph2#elsewhere> rdfs:label "not of this graph" .
<graph#nobody-leads-here> rdfs:label "alone" .
<graph#class-Paper> void:class kg:Paper ; void:entities 1 .
<graph#class-Method> void:class kg:Method ; void:entities 2 .
<graph#precision> a kg:QualityMeasurement ; rdfs:label "precision: methods" ; kg:measure "precision" ;
  dqv:value 0.75 ; kg:measuredOn "forty papers" ; kg:measurementOf kg:Method .
<graph#recall> a kg:QualityMeasurement ; rdfs:label "recall: methods" ; kg:measure "recall" ;
  dqv:value 0.5 ; kg:measuredOn "forty papers" ; kg:measurementOf kg:Method .
<graph#other> a kg:QualityMeasurement ; rdfs:label "precision: tasks" ; kg:measure "precision" ;
  dqv:value 0.25 ; kg:measuredOn "two papers" .
<paper/one> a kg:Paper ; dcterms:title "Of {HOSTILE}" ; kg:proposesMethod <entity/oak> ; kg:usesMethod <entity/elm> ;
  <http://orkg.org/orkg/predicate/P31> <paper/one#contribution> .
<paper/one#contribution> rdfs:label "Contribution" ; <http://orkg.org/orkg/predicate/P32> <entity/oak> .
<entity/oak> a kg:Method ; skos:prefLabel "Oak" ; kg:comparedWith <entity/elm> .
<entity/elm> a kg:Method ; skos:prefLabel "Elm" .
"""
EVIDENCE = f"""
<statement/a> a rdf:Statement ; rdf:subject <paper/one> ; rdf:predicate kg:proposesMethod ; rdf:object <entity/oak> ;
  kg:confidence 0.934 ; prov:wasDerivedFrom <paper/one> ; kg:hasMention <statement/a#1>, <statement/a#2> .
<statement/a#2> a kg:Mention ; oa:hasSource <paper/one> ; kg:section "title" ; oa:start 3 ; oa:end 6 .
<statement/a#1> a kg:Mention ; oa:hasSource <paper/one> ; kg:section "abstract" ; oa:start 17 ; oa:end 20 ;
  oa:prefix "{HOSTILE} We plant " ; oa:exact "Oak" ; oa:suffix " by the sea{HOSTILE}." ; kg:foundBy "model" .
<statement/b> a rdf:Statement ; rdf:subject <entity/oak> ; rdf:predicate kg:comparedWith ; rdf:object <entity/elm> ;
  kg:confidence 0.9991 ; prov:wasDerivedFrom <paper/one> .
"""


def _store(facts: str = FACTS, evidence: str = EVIDENCE) -> Store:
    store = Store()
    store.load((HEAD + facts).encode(), format=RdfFormat.TURTLE)
    store.load((HEAD + evidence).encode(), format=RdfFormat.TURTLE, to_graph=NamedNode(EVIDENCE_GRAPH))
    return store


def _ask(store: Store, path: str, accept: str = "text/html", form: str = "") -> Answer:
    return describe_resource(store, Resource(DEFAULT_BASE + path, accept, ("https://w3id.org",), form))


def _page(store: Store, path: str) -> str:
    answer = _ask(store, path)
    assert (answer.status, answer.media_type) == (200, "text/html; charset=utf-8")
    return re.sub("</?bdi>", "", answer.body.decode())


def _properties(page: str) -> dict[str, str]:
    """Return the properties on a page by what RDF calls them, as HTML."""
    return dict(re.findall(r"<code>([^<]*)</code></dt>\s*<dd>(.*?)</dd>", page, re.DOTALL))


@pytest.fixture(scope="module")
def store() -> Store:
    return _store()


def test_the_page_of_a_statement_shows_its_words_where_its_anchor_leads(store: Store) -> None:
    page = _page(store, "statement/a")
    assert '<h1 dir="auto">Of &lt;script&gt;' in page
    assert "proposes Oak</h1>" in page
    first, second = (page.index(f'<li id="{number}">') for number in (1, 2))
    assert "We plant <mark>Oak</mark> by the sea&lt;script&gt;" in page[first:second]
    place = "</a>, abstract 17&#8211;20, found by model"
    assert place in page[first:second]
    assert '<a href="/kgbuild/id/paper/one"' in page[first:second]
    assert "title 3&#8211;6</p>" in page[second:]  # a graph without quotes tells the place
    assert "<mark>" not in page[second:]
    assert "<script>" not in page


def test_what_else_is_said_of_a_mention_is_shown(store: Store) -> None:
    more = EVIDENCE + '<statement/a#1> rdfs:comment "read by two" .'
    assert "read by two" in _page(_store(evidence=more), "statement/a")
    assert "rdfs:comment" not in _page(store, "statement/a")


@pytest.mark.parametrize("form", [RdfFormat.TURTLE, RdfFormat.JSON_LD, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML])
def test_a_document_holds_the_parts_that_links_lead_to(store: Store, form: RdfFormat) -> None:
    body = _ask(store, "graph", form.media_type).body
    subjects = {quad.subject.value.removeprefix(DEFAULT_BASE) for quad in parse(body, format=form)}
    names = ("kgbuild", "deeper", "class-Paper", "class-Method", "precision", "recall", "other")
    assert subjects == {"graph", *(f"graph#{name}" for name in names)}
    about = {q.subject.value for q in parse(_ask(store, "paper/one", form.media_type).body, format=form)}
    assert f"{DEFAULT_BASE}paper/one#contribution" in about
    assert f"{DEFAULT_BASE}statement/a" in about  # programs find the evidence as people do


def test_the_page_of_a_graph_tells_its_size_licence_version_and_quality(store: Store) -> None:
    page = _page(store, "graph")
    for text in ("1,234 triples", "3 papers and things", "licence CC-BY-4.0</a>", "made by kgbuild 0.1.0</a>"):
        assert text in page
    assert "no licence stated" not in page
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL)]
    assert rows[:3] == [
        ["of", "precision", "recall", "measured on"],
        ["methods", "0.75", "0.5", "forty papers"],
        ["tasks", "0.25", "", "two papers"],
    ]
    assert [row[1] for row in rows[3:]] == ["void:entities", "2", "1"]  # the greatest first
    assert '<td id="recall" class="number">0.5</td>' in page
    assert '<tr id="class-Method">' in page
    assert '<a href="#kgbuild"' in page
    assert '<section id="kgbuild">' in page
    assert "no licence stated" in _page(_store("<graph> a void:Dataset ."), "graph")


def test_a_part_of_a_paper_is_a_section_of_its_page(store: Store) -> None:
    page = _page(store, "paper/one")
    assert '<section id="contribution">' in page
    assert '<a href="#contribution" rel="noopener noreferrer">Contribution</a>' in page


def test_each_fact_on_a_page_leads_to_the_statement_that_supports_it(store: Store) -> None:
    link = '<a class="support" href="/kgbuild/id/statement/{}" title="How sure it is; leads to what supports it">{}</a>'
    oak, paper = (_properties(_page(store, path)) for path in ("entity/oak", "paper/one"))
    assert link.format("a", "0.93") in oak["is kg:proposesMethod of"]
    assert link.format("b", "0.99") in oak["kg:comparedWith"]
    assert link.format("b", "0.99") in _properties(_page(store, "entity/elm"))["is kg:comparedWith of"]
    assert link.format("a", "0.93") in paper["kg:proposesMethod"]
    assert "support" not in paper["kg:usesMethod"]  # no evidence was kept of it
    derived = paper["is prov:wasDerivedFrom of"]  # what the paper says of two other things
    assert ">Oak compared with Elm</a>" in derived
    assert link.format("b", "0.99") in derived
    assert "statement/a" not in derived


def test_an_empty_label_is_none() -> None:
    store = _store(FACTS.replace('"Elm"', '"", "Elm"'))
    assert ">Oak compared with Elm</a>" in _properties(_page(store, "paper/one"))["is prov:wasDerivedFrom of"]


def test_statements_without_a_fact_are_not_lost() -> None:
    store = _store(evidence=EVIDENCE + "<statement/c> rdf:object <entity/oak> ; kg:confidence 'high' .")
    assert "statement/c" in _properties(_page(store, "entity/oak"))["is rdf:object of"]
    assert ">high</a>" in _page(store, "entity/oak")


def test_facts_in_rdf_1_2_lead_to_their_statements_too(store: Store) -> None:
    facts, evidence = (
        [quad.triple for quad in store.quads_for_pattern(None, None, None, graph)]
        for graph in (DefaultGraph(), NamedNode(EVIDENCE_GRAPH))
    )
    annotated = Store()
    annotated.extend(Quad(t.subject, t.predicate, t.object) for t in to_annotated(facts, evidence))
    for path, name in (("entity/oak", "kg:comparedWith"), ("paper/one", "kg:proposesMethod")):
        assert _properties(_page(annotated, path))[name] == _properties(_page(store, path))[name]
    assert "proposes Oak</h1>" in _page(annotated, "statement/a")


def test_pages_show_500_values_of_a_property_and_count_the_rest() -> None:
    numbers = range(520)
    facts = FACTS + "".join(f"<paper/{n}> kg:usesMethod <entity/elm> ." for n in numbers)
    evidence = EVIDENCE + "".join(
        f"<statement/{n}> rdf:subject <paper/{n}> ; rdf:predicate kg:usesMethod ; rdf:object <entity/elm> ."
        f"<statement/a> kg:hasMention <statement/a#m{n}> . <statement/a#m{n}> kg:section 'title' ."
        for n in numbers
    )
    store = _store(facts, evidence)
    values = _properties(_page(store, "entity/elm"))["is kg:usesMethod of"]
    assert values.count("<li>") == 501
    assert values.count('class="support"') == 500
    assert "and 21 more" in values
    page = _page(store, "statement/a")
    assert page.count("<li id=") == 500
    assert "and 22 more" in page


def test_an_address_may_name_the_form(store: Store) -> None:
    assert tuple(sorted(FORMS)) == ("html", "jsonld", "nt", "rdfxml", "ttl")
    for form, media_type in FORMS.items():
        answer = _ask(store, "paper/one", "text/html", form)
        assert answer.status == 200
        assert answer.media_type.startswith(media_type)
        assert answer.body == _ask(store, "paper/one", media_type).body
    for name, file in (("paper/one", "one.ttl"), ("entity/caf%C3%A9;é&'x", "caf-C3-A9-x.ttl")):
        assert _ask(store, name, form="ttl").headers["Content-Disposition"] == f'inline; filename="{file}"'
    refused = _ask(store, "paper/one", form="x\ny")
    assert (refused.status, refused.body.count(b"\n")) == (400, 1)
    assert b"formats: ttl, nt, jsonld, rdfxml, html" in refused.body
    assert _ask(store, "paper/one", "image/png").status == 406
    for form in ("ttl", "jsonld"):
        assert f'href="?format={form}"' in _page(store, "paper/one")


def _service(store: Store) -> rdflib.Graph:
    graph = rdflib.Graph()
    for triple in describe_service(ENDPOINT, count_graphs(store)):
        graph.add(tuple(rdflib.util.from_n3(str(term)) for term in triple))  # type: ignore[arg-type]
    return graph


def test_the_service_description_leads_to_the_graphs_own(store: Store) -> None:
    sd, void = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#"), rdflib.Namespace(VOID)
    graph = _service(store)
    (default,) = graph.objects(None, sd.defaultGraph)
    assert default == rdflib.URIRef(f"{DEFAULT_BASE}graph")
    assert {sd.Graph, void.Dataset} == set(graph.objects(default, rdflib.RDF.type))
    assert graph.value(default, void.sparqlEndpoint) == rdflib.URIRef(ENDPOINT)
    counted = sum(1 for _ in store.quads_for_pattern(None, None, None, DefaultGraph()))
    assert str(graph.value(default, void.triples)) == str(counted)
    (named,) = graph.objects(None, sd.namedGraph)
    assert graph.value(named, sd.name) == rdflib.URIRef(EVIDENCE_GRAPH)
    assert graph.value(graph.value(named, sd.graph), void.triples) is not None


def test_of_several_descriptions_each_is_a_part_of_what_is_served_and_none_is_needed() -> None:
    sd, void = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#"), rdflib.Namespace(VOID)
    other = "<http://a.example/graph>"
    graph = _service(_store(FACTS + f"{other} void:vocabulary <https://w3id.org/kgbuild/ontology> ."))
    (default,) = graph.objects(None, sd.defaultGraph)
    parts = {rdflib.URIRef(f"{DEFAULT_BASE}graph"), rdflib.URIRef("http://a.example/graph")}
    assert set(graph.objects(default, void.subset)) == parts
    assert all(graph.value(part, void.sparqlEndpoint) == rdflib.URIRef(ENDPOINT) for part in parts)
    graph = _service(_store("<paper/one> a kg:Paper ."))
    (default,) = graph.objects(None, sd.defaultGraph)
    assert default == rdflib.URIRef(f"{ENDPOINT}#graph0")
    assert list(graph.objects(None, void.subset)) == []


@pytest.mark.browser
def test_pages_read_well_on_light_and_dark_and_narrow_screens_without_scripts(
    chromium: Any, start: Callable[..., Any], stop: Callable[..., Any], store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "graph.nq"
    store.dump(str(file), format=RdfFormat.N_QUADS)
    served = start(file)
    faults: list[str] = []
    for scheme, width in (("light", 1100), ("dark", 1100), ("light", 360)):
        size = {"width": width, "height": 900}
        context = chromium.new_context(color_scheme=scheme, viewport=size, java_script_enabled=False)
        page = context.new_page()
        page.on("console", lambda message: faults.append(message.text))
        page.on("request", lambda r: None if r.url.startswith((served.address, "data:")) else faults.append(r.url))
        for path in ("graph#recall", "statement/a#1", "entity/oak", "paper/one#contribution"):
            page.goto(f"{served.address}id/{path}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
            assert page.locator(":target").count() == ("#" in path)
            back, ink = page.evaluate("(s => [s.backgroundColor, s.color])(getComputedStyle(document.body))")
            assert (_brightness(back) > _brightness(ink)) == (scheme == "light")
        context.close()
    assert faults == []
    assert stop(served)[0] == 0


def _brightness(colour: str) -> int:
    return sum(map(int, re.findall(r"\d+", colour)[:3]))


def test_a_result_is_called_by_its_value() -> None:
    fact = '<result/r> a kg:Result ; kg:reportedIn <paper/one> ; kg:resultOf <entity/oak> ; kg:valueText "3%" .\n'
    answer = describe_resource(_store(FACTS + fact), Resource(f"{DEFAULT_BASE}result/r", form="html"))
    assert '<h1 dir="auto">3%</h1>' in answer.body.decode()
