"""A type that the table does not have yet: one row, its terms in the ontology, and it is in every output."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

ROOT = Path(__file__).resolve().parent.parent
ROW = """    TypeRow(
        name="Software",
        label="Software",
        plural="Software",
        property="hasSoftware",
        roles={"introduced": "introducesSoftware", "used": "runsOnSoftware", "mentioned": "mentionsSoftware"},
        default_role="used",
        verb="introduce it or run on it",
        look=Look("box", "#123456", "#abcdef"),
        share=0.1,
        lexicon_file="software.tsv",
        nouns=("software",),
        always_named=True,
    ),
)
LINKS: Final"""
TERMS = """
kg:Software a owl:Class ; rdfs:label "software" ; rdfs:comment "A program." ; rdfs:subClassOf kg:Entity .
kg:hasSoftware a owl:ObjectProperty ; rdfs:domain kg:Paper ; rdfs:range kg:Software .
kg:introducesSoftware a owl:ObjectProperty ; rdfs:subPropertyOf kg:hasSoftware ; rdfs:range kg:Software .
kg:runsOnSoftware a owl:ObjectProperty ; rdfs:subPropertyOf kg:hasSoftware ; rdfs:range kg:Software .
kg:mentionsSoftware a owl:ObjectProperty ; rdfs:subPropertyOf kg:hasSoftware ; rdfs:range kg:Software .
"""
PAPERS = [
    # The user's own list knows this one, the model does not know the type.
    {"title": "Flood maps from radar", "abstract": "All our networks were trained with TorchLike on radar images."},
    {"title": "Graphs of rivers", "abstract": "We train with TorchLike.", "year": 2024},
    {
        "title": "RiverSoft",
        "abstract": "RiverSoft draws rivers.",
        "entities": [{"type": "Software", "names": ["RiverSoft"], "role": "introduced", "kind": "term"}],
    },
]
Run = Callable[..., str]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code with the row, the terms, and the lists renewed by the tool."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("kgbuild", "ontology", "tools"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    table = folder / "kgbuild" / "entity_types.py"
    text = table.read_text("utf-8")
    assert '"Task", "Metric"]' in text
    assert ")\nLINKS: Final" in text
    text = text.replace('"Task", "Metric"]', '"Task", "Metric", "Software"]').replace(")\nLINKS: Final", ROW)
    table.write_text(text, "utf-8")
    (folder / "kgbuild" / "lexicon" / "data" / "software.tsv").write_text("name\taliases\nTorchLike\tTLike\n", "utf-8")
    with (folder / "ontology" / "kgbuild.ttl").open("a", encoding="utf-8") as ontology:
        ontology.write(TERMS)
    (folder / "papers.jsonl").write_text("".join(json.dumps(paper) + "\n" for paper in PAPERS), "utf-8")
    (folder / "names.tsv").write_text("name\ttype\nTorchLike\tsoftware\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def run(checkout: Path) -> Run:
    def call(*words: str) -> str:
        environment = {**os.environ, "PYTHONPATH": str(checkout)}
        done = subprocess.run([sys.executable, *words], cwd=checkout, env=environment, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    call("tools/type_lists.py")
    call("-m", "kgbuild", "build", "papers.jsonl", "-o", "built", "--lexicon", "names.tsv")
    return call


def kgbuild(run: Run, *words: str) -> str:
    return run("-m", "kgbuild", *words)


def test_the_graph_holds_things_of_the_new_type_in_their_parts_and_conforms(run: Run, checkout: Path) -> None:
    graph = ox.Store()
    graph.load(path=checkout / "built" / "graph.ttl", format=ox.RdfFormat.TURTLE)
    rows = graph.query(
        """PREFIX kg: <https://w3id.org/kgbuild/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?how ?name ?kind { ?paper ?how ?thing . ?thing a kg:Software ; skos:prefLabel ?name ; kg:kind ?kind }"""
    )
    assert isinstance(rows, ox.QuerySolutions)
    found = sorted((str(how.value).rpartition("#")[2], name.value, kind.value) for how, name, kind in rows)
    assert found == [
        ("introducesSoftware", "RiverSoft", "named"),  # always named, whatever the record says
        ("runsOnSoftware", "TorchLike", "named"),
        ("runsOnSoftware", "TorchLike", "named"),
    ]
    kgbuild(run, "check", "built")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["entities"], {"type": "Software", "role": "used", "label": "TorchLike"}),
        (["most-used", "--param", "type=software"], {"type": "Software", "label": "TorchLike", "papers": 2}),
        (["papers-that-name", "--param", "x=TorchLike"], {"role": "runs on", "title": "Graphs of rivers"}),
        (["changed-between-sources", "--param", "type=Software"], None),
        (["papers-with-nothing-found"], None),
    ],
)
def test_named_queries_know_it(run: Run, words: list[str], expected: dict[str, object] | None) -> None:
    rows = json.loads(kgbuild(run, "query", "built", *words, "--format", "json"))
    if expected is None:
        assert rows == []
    else:
        assert any(expected.items() <= row.items() for row in rows), rows


def test_the_counts_know_it(run: Run) -> None:
    assert "Software" in kgbuild(run, "query", "built", "counts", "--format", "csv")


def test_page_and_report_show_it_in_its_own_colours(run: Run, checkout: Path) -> None:
    page = (checkout / "built" / "graph.html").read_text("utf-8")
    assert '"name":"Software"' in page
    assert '"light":"#123456"' in page
    report = (checkout / "built" / "report.html").read_text("utf-8")
    assert 'id="most-used-software"' in report
    assert "introduce it or run on it" in report
    assert "#abcdef" in report


@pytest.mark.parametrize(
    ("form", "file"),
    [
        *((form, f"g.{form}") for form in ("ttl", "nt", "nq", "trig", "jsonld", "rdfxml", "graphml", "gexf", "json")),
        ("cytoscape", "g.cyjs"),
        *((form, form) for form in ("csv", "neo4j")),
        ("parquet", "parquet"),
    ],
)
def test_every_export_carries_it(run: Run, checkout: Path, form: str, file: str) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow")
    kgbuild(run, "export", "built", "--format", form, "-o", file)
    made = checkout / file
    files = sorted(made.rglob("*")) if made.is_dir() else [made]
    text = b"\n".join(part.read_bytes() for part in files if part.is_file())
    assert b"TorchLike" in text
    assert b"Software" in text
    if form in {"neo4j", "csv"}:
        assert b"RUNS_ON" in text
