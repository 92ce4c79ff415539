"""Graphs small enough to count by hand, and what a report's page holds."""

import csv
import io
import json
import os
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store

from kgbuild.graph import to_model
from kgbuild.views.report import write_report
from kgbuild.vocabulary import DEFAULT_BASE, EVIDENCE_GRAPH, PREFIXES

HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
HEAD += f"@prefix e: <{DEFAULT_BASE}entity/> .\n@prefix p: <{DEFAULT_BASE}paper/> .\n"
HEAD += f"@prefix s: <{DEFAULT_BASE}statement/> .\n"

# Six papers about rivers. By hand: tasks mapping (a b c d), gauging (d e), dredging (e); datasets Delta (a b),
# Basin (b d e), Creek (c); benchmark BankBench (c). RiverNet is proposed by a, used by b, compared with by c and d;
# Oxbow is proposed by b and compared with by d. The paper "f" names nothing. Years: 2020 (a b), 2022 (c d e).
FACTS = """
p:a a kg:Paper ; dcterms:title "A" ; dcterms:issued "2020"^^xsd:gYear ; kg:proposesMethod e:rivernet ;
  kg:addressesTask e:mapping ; kg:usesDataset e:delta ; kg:hasRepository e:code-a ; kg:usesMetric e:f1 .
p:b a kg:Paper ; dcterms:title "B" ; dcterms:issued "2020"^^xsd:gYear ; kg:proposesMethod e:oxbow ;
  kg:usesMethod e:rivernet ; kg:addressesTask e:mapping ; kg:usesDataset e:delta, e:basin .
p:c a kg:Paper ; dcterms:title "C" ; dcterms:issued "2022"^^xsd:gYear ; kg:proposesMethod e:weir ;
  kg:comparesWithMethod e:rivernet ; kg:addressesTask e:mapping ; kg:introducesDataset e:creek ;
  kg:evaluatesOnBenchmark e:bankbench ; kg:hasRepository e:code-c .
p:d a kg:Paper ; dcterms:title "D" ; dcterms:issued "2022"^^xsd:gYear ; kg:proposesMethod e:levee ;
  kg:comparesWithMethod e:rivernet, e:oxbow ; kg:addressesTask e:mapping, e:gauging ; kg:usesDataset e:basin .
p:e a kg:Paper ; dcterms:title "E" ; dcterms:issued "2022"^^xsd:gYear ; kg:addressesTask e:gauging, e:dredging ;
  kg:usesDataset e:basin ; kg:mentionsMethod e:rivernet .
p:f a kg:Paper ; dcterms:title "F" .
e:rivernet a kg:Method ; skos:prefLabel "RiverNet" ; skos:altLabel "River Network" .
e:oxbow a kg:Method ; skos:prefLabel "Oxbow" . e:weir a kg:Method ; skos:prefLabel "Weir" .
e:levee a kg:Method ; skos:prefLabel "Levee" .
e:mapping a kg:Task ; skos:prefLabel "mapping" . e:gauging a kg:Task ; skos:prefLabel "gauging" .
e:dredging a kg:Task ; skos:prefLabel "dredging" .
e:delta a kg:Dataset ; skos:prefLabel "Delta" . e:basin a kg:Dataset ; skos:prefLabel "Basin" .
e:creek a kg:Dataset ; skos:prefLabel "Creek" . e:bankbench a kg:Benchmark ; skos:prefLabel "BankBench" .
e:f1 a kg:Metric ; skos:prefLabel "F1" .
e:code-a a kg:Repository ; skos:prefLabel "github.com/r/a" ; kg:url <https://github.com/r/a> .
e:code-c a kg:Repository ; skos:prefLabel "gitlab.com/r/c" ; kg:url <https://gitlab.com/r/c> .
"""


def statement(name: str, fact: str, confidence: float, by: str = "model") -> str:
    """Return a statement of "paper relation thing" with one mention, whose text is "see <thing> here"."""
    paper, relation, thing = fact.split()
    return f"""
s:{name} a rdf:Statement ; rdf:subject p:{paper} ; rdf:predicate kg:{relation} ; rdf:object e:{thing} ;
  prov:wasDerivedFrom p:{paper} ; kg:confidence {confidence} ; kg:hasMention <{DEFAULT_BASE}statement/{name}#1> .
<{DEFAULT_BASE}statement/{name}#1> a kg:Mention ; kg:section "abstract" ; kg:foundBy "{by}" ;
  oa:prefix "see " ; oa:exact "{thing}" ; oa:suffix " here" .
"""


EVIDENCE = (
    statement("1", "a proposesMethod rivernet", 0.95)
    + statement("2", "b usesMethod rivernet", 0.55)
    + statement("3", "c comparesWithMethod rivernet", 0.35)
    + statement("4", "d usesDataset basin", 0.42)
    + statement("5", "a addressesTask mapping", 1.0)
)


def load(facts: str, evidence: str = "") -> Store:
    """Return a store of facts and evidence in Turtle, our prefixes and e:, p:, s: declared."""
    store = Store()
    store.load(HEAD + facts, format=RdfFormat.TURTLE, to_graph=DefaultGraph())
    store.load(HEAD + evidence, format=RdfFormat.TURTLE, to_graph=NamedNode(EVIDENCE_GRAPH))
    return store


class _Page(HTMLParser):
    """Collects a page's links, its texts, and the texts of its script and style elements."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[dict[str, str]] = []
        self.texts: list[str] = []
        self.elements: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.elements.append(tag)
        self.inside = tag
        if tag == "a":
            self.links.append({key: value or "" for key, value in attrs})

    def handle_data(self, data: str) -> None:
        if self.inside not in {"script", "style"}:
            self.texts.append(data)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self.inside = ""


@dataclass(frozen=True)
class Report:
    """A written report: its markup, what it plots by figure, its files by name."""

    path: Path
    html: str

    @property
    def page(self) -> _Page:
        page = _Page()
        page.feed(self.html)
        return page

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.page.texts).split())

    @property
    def plots(self) -> dict[str, dict]:
        data = re.search(r'id="report-data">(.*?)</script>', self.html, re.DOTALL)[1]
        return {figure["key"]: figure for figure in json.loads(data)}

    def rows(self, key: str) -> list[tuple]:
        """Return what a figure plots: names without their links."""
        return [tuple(c[0] if isinstance(c, list) else c for c in row) for row in self.plots[key]["rows"]]

    @property
    def files(self) -> dict[str, str]:
        found = {}
        for link in self.page.links:
            if "download" in link:
                kind, _, text = link["href"].partition(",")
                assert kind.startswith("data:text/")
                found[link["download"]] = unquote(text)
        return found

    def csv(self, key: str) -> list[dict[str, str]]:
        text = self.files[f"{key}.csv"]
        assert text.startswith("\ufeff")
        return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


def write(store: Store, folder: Path, **options) -> Report:
    """Write a store's report into a folder and return it."""
    path = folder / "report.html"
    write_report(to_model(store), path, **options)
    return Report(path, path.read_text("utf-8"))


def skip(missing: str) -> None:
    """Skip a test for want of something, or fail it where everything is required."""
    if os.environ.get("KGBUILD_REQUIRE_ALL"):
        pytest.fail(missing)
    pytest.skip(missing)
