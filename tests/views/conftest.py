"""Small graphs in our ontology, and a browser that notes everything it should not see."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store

from kgbuild.graph import GraphModel, read_model, to_model
from kgbuild.views import ViewOptions, write_view
from kgbuild.vocabulary import DEFAULT_BASE, EVIDENCE_GRAPH, PREFIXES

HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
HEAD += f"@prefix e: <{DEFAULT_BASE}entity/> .\n@prefix p: <{DEFAULT_BASE}paper/> .\n"
HEAD += f"@prefix s: <{DEFAULT_BASE}statement/> .\n"

FACTS = """
p:one a kg:Paper ; dcterms:title "Rivernet: Flow Models for Maps" ; dcterms:creator "Ada Brook", "Ben Shore" ;
  dcterms:issued "2021"^^xsd:gYear ; kg:venue "MapConf" ; bibo:doi "10.1000/map.1" ;
  fabio:hasArXivId "2101.00001" ; schema:url <https://example.org/one> ; dcterms:source "maps.jsonl#1" ;
  kg:proposesMethod e:rivernet ; kg:usesDataset e:streets-1k ; kg:addressesTask e:map-drawing ;
  kg:hasRepository e:github-com-brook-rivernet .
p:two a kg:Paper ; dcterms:title "Do Maps Lie?" ; dcterms:issued "2023"^^xsd:gYear ;
  kg:comparesWithMethod e:rivernet ; kg:usesDataset e:streets-1k ; kg:evaluatesOnBenchmark e:atlasbench .
p:three a kg:Paper ; dcterms:title "Nothing Was Found Here" .
e:rivernet a kg:Method ; skos:prefLabel "Rivernet" ; skos:altLabel "River Network", "RN-1" ; kg:kind "named" .
e:streets-1k a kg:Dataset ; skos:prefLabel "Streets-1k" ; kg:kind "named" .
e:atlasbench a kg:Benchmark ; skos:prefLabel "AtlasBench" ; kg:kind "named" .
e:map-drawing a kg:Task ; skos:prefLabel "map drawing" ; kg:kind "term" .
e:github-com-brook-rivernet a kg:Repository ; skos:prefLabel "github.com/brook/rivernet" ;
  kg:url <https://github.com/brook/rivernet> .
"""
EVIDENCE = """
s:a1 a rdf:Statement ; rdf:subject p:one ; rdf:predicate kg:proposesMethod ; rdf:object e:rivernet ;
  prov:wasDerivedFrom p:one ; kg:confidence 0.93 ; kg:kind "named" ; kg:extractor "kgbuild 0.1.0" ;
  kg:hasMention <https://w3id.org/kgbuild/id/statement/a1#1>, <https://w3id.org/kgbuild/id/statement/a1#2> .
<https://w3id.org/kgbuild/id/statement/a1#1> a kg:Mention ; kg:section "abstract" ;
  oa:start "12"^^xsd:nonNegativeInteger ; oa:end "20"^^xsd:nonNegativeInteger ; kg:foundBy "model" ;
  oa:prefix "We drew \\U0001F5FA with " ; oa:exact "Rivernet" ; oa:suffix ", and it was quick." .
<https://w3id.org/kgbuild/id/statement/a1#2> a kg:Mention ; kg:section "title" ;
  oa:start "0"^^xsd:nonNegativeInteger ; oa:end "8"^^xsd:nonNegativeInteger ; kg:foundBy "model" ;
  oa:prefix "" ; oa:exact "Rivernet" ; oa:suffix ": Flow Models for Maps" .
"""


def load(facts: str, evidence: str = "") -> GraphModel:
    """Return the model of a graph, see `load_store`."""
    return to_model(load_store(facts, evidence))


def load_store(facts: str, evidence: str = "") -> Store:
    """Return a store of facts and evidence in Turtle, our prefixes and e:, p:, s: declared."""
    store = Store()
    store.load(HEAD + facts, format=RdfFormat.TURTLE, to_graph=DefaultGraph())
    store.load(HEAD + evidence, format=RdfFormat.TURTLE, to_graph=NamedNode(EVIDENCE_GRAPH))
    return store


def many(papers: int, own: int = 3) -> str:
    """Return facts of papers that name one thing, in tens two more, and each `own` things of its own."""
    lines = ['e:everywhere a kg:Method ; skos:prefLabel "everywhere" .']
    for n in range(papers):
        lines.append(f'p:n{n} a kg:Paper ; dcterms:title "Study number {n}" ; kg:usesMethod e:everywhere .')
        for shared, kind in (("d", "Dataset"), ("t", "Task")):
            relation = "usesDataset" if shared == "d" else "addressesTask"
            thing = f"e:{shared}{n // 10}"
            lines.append(f'p:n{n} kg:{relation} {thing} . {thing} a kg:{kind} ; skos:prefLabel "{kind} {n // 10}" .')
        for i in range(own):
            thing = f"e:own-{n}-{i}"
            lines.append(f'p:n{n} kg:proposesMethod {thing} . {thing} a kg:Method ; skos:prefLabel "Own {n} {i}" .')
    return "\n".join(lines)


@pytest.fixture
def maps() -> GraphModel:
    """Return three papers about maps, with evidence."""
    return load(FACTS, EVIDENCE)


@pytest.fixture(scope="session")
def demo() -> GraphModel:
    """Return the graph of the packaged sample."""
    return read_model(Path(__file__).resolve().parents[2] / "output" / "demo")


# Pages written once: laying a graph out takes longer than most of what is tried on its page. The model is kept beside
# its page, so that no other gets its id.
PAGES: dict[tuple[int, ViewOptions], tuple[GraphModel, bytes]] = {}


@dataclass
class Visit:
    """A page in the browser, and what went wrong in it."""

    page: Any
    faults: list[str] = field(default_factory=list)


@pytest.fixture
def visit(chromium: Any, tmp_path: Path) -> Iterator[Callable[..., Visit]]:
    """Write a graph's page, open it from its file, and fail in the end if anything in it went wrong."""
    visits: list[Visit] = []

    def open_page(
        model: GraphModel,
        anchor: str = "",
        *,
        width: int = 1280,
        height: int = 800,
        options: ViewOptions | None = None,
        scheme: str = "light",
    ) -> Visit:
        path = tmp_path / "graph.html"
        options = options or ViewOptions(title="Papers about maps")
        if (known := PAGES.get((id(model), options))) is None:
            write_view(model, path, options=options)
            PAGES[id(model), options] = (model, path.read_bytes())
        else:
            path.write_bytes(known[1])
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            color_scheme=scheme,
            has_touch=width < 500,
        )
        seen = Visit(context.new_page())
        visits.append(seen)
        seen.page.on("console", lambda message: seen.faults.append(f"console: {message.text}"))
        seen.page.on("pageerror", lambda error: seen.faults.append(f"error: {error}"))
        seen.page.on("dialog", lambda dialog: (seen.faults.append("a dialog"), dialog.dismiss()))
        seen.page.on(
            "request",
            lambda request: None if request.url.startswith(path.as_uri()) else seen.faults.append(request.url[:99]),
        )
        seen.page.add_init_script(
            "addEventListener('securitypolicyviolation', (e) => console.error('policy', e.violatedDirective))"
        )
        seen.page.goto(path.as_uri() + anchor)
        seen.page.wait_for_selector("html[data-ready=true][data-loaded=true]", state="attached")
        return seen

    yield open_page
    faults = [fault for seen in visits for fault in seen.faults]
    for seen in visits:
        seen.page.context.close()
    assert not faults
