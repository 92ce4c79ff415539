"""Names with quotation marks, line ends, formulas and 10,000 characters arrive unchanged, read by other libraries."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path

import networkx as nx
import pytest
import rdflib
from hard_graph import BASE, BELL, NAMES, QUOTE
from lxml import etree
from rdflib.compare import isomorphic

from kgbuild.export import export_graph
from kgbuild.export.flat import EDGE_COLUMNS, NODE_COLUMNS, split_list
from kgbuild.export.tables import EDGES_FILE, NODES_FILE, read_table, undo_defuse

# What XML 1.0 cannot hold is left out there, and counted.
IN_XML = {key: name.replace("\x1f", "").replace("\x1e", "") for key, name in NAMES.items()}
# rdflib's parsers call what rdflib has deprecated.
OWN_CALLS = "ignore:.*deprecated:DeprecationWarning"
RDF_FORMATS = {"ttl": "turtle", "nt": "nt", "jsonld": "json-ld"}


def names_by_key(names: Mapping[str, str]) -> dict[str, str]:
    return {f"{BASE}entity/{key}": name for key, name in names.items()}


def export(graph: Path, output: Path, form: str) -> Path:
    made = export_graph(graph, output, form)
    assert made.differences == ()
    return output


@pytest.mark.filterwarnings(OWN_CALLS)
@pytest.mark.parametrize("form", RDF_FORMATS)
def test_rdf_of_facts_says_the_same_to_rdflib(hard: Path, tmp_path: Path, form: str) -> None:
    facts = rdflib.Graph().parse(hard / "graph.ttl")
    found = rdflib.Graph().parse(export(hard, tmp_path / "out", form), format=RDF_FORMATS[form])
    assert isomorphic(facts, found)


def test_rdfxml_says_the_same_but_for_what_xml_cannot_hold(hard: Path, tmp_path: Path) -> None:
    found = rdflib.Graph().parse(export(hard, tmp_path / "out", "rdfxml"), format="xml")
    names = {str(s): str(o) for s, o in found.subject_objects(rdflib.SKOS.prefLabel)}
    assert {iri: names[iri] for iri in names_by_key(IN_XML)} == names_by_key(IN_XML)
    assert len(found) == len(rdflib.Graph().parse(hard / "graph.ttl"))


@pytest.mark.filterwarnings(OWN_CALLS)
@pytest.mark.parametrize(("form", "parser"), [("nq", "nquads"), ("trig", "trig")])
def test_evidence_is_the_named_graph(hard: Path, tmp_path: Path, form: str, parser: str) -> None:
    found = rdflib.Dataset().parse(export(hard, tmp_path / "out", form), format=parser)
    named = found.graph(rdflib.URIRef("https://w3id.org/kgbuild/id/evidence"))
    assert set(named) == set(rdflib.Graph().parse(hard / "evidence.ttl"))
    assert set(found.default_graph) == set(rdflib.Graph().parse(hard / "graph.ttl"))


def test_jsonld_says_the_same_to_pyld(hard: Path, tmp_path: Path) -> None:
    from pyld import jsonld

    document = json.loads(export(hard, tmp_path / "out", "jsonld").read_text("utf-8"))
    quads = jsonld.to_rdf(document, {"format": "application/n-quads"})
    assert isomorphic(rdflib.Graph().parse(data=quads, format="nt"), rdflib.Graph().parse(hard / "graph.ttl"))


def test_jsonld_is_a_list_of_papers_with_the_names_of_what_they_name(hard: Path, tmp_path: Path) -> None:
    document = json.loads(export(hard, tmp_path / "out", "jsonld").read_text("utf-8"))
    paper = document["@graph"][0]
    assert paper["@type"] == "Paper"
    assert paper["issued"] == "2024"
    assert paper["evaluatesOnBenchmark"] == [{"@id": "entity/glue", "name": "GLUE"}]
    assert {thing["name"] for thing in paper["usesMethod"]} == set(NAMES.values())


def test_graphml_holds_them_for_igraph(hard: Path, tmp_path: Path) -> None:
    import igraph

    graph = igraph.Graph.Read_GraphML(str(export(hard, tmp_path / "out.graphml", "graphml")))
    assert (graph.vcount(), graph.ecount()) == (25, 25)
    names = {node["iri"]: node["label"] for node in graph.vs if node["type"] != "Paper"}
    assert {iri: names[iri] for iri in names_by_key(IN_XML)} == names_by_key(IN_XML)
    edge = next(edge for edge in graph.es if edge["type"] == "USES_METHOD")
    assert edge["confidence"] == 0.9375
    assert split_list(edge["quotes"]) == (QUOTE, QUOTE)
    assert {node["year"] for node in graph.vs if node["year"] == node["year"]} == {2024}


@pytest.mark.parametrize(("form", "suffix"), [("graphml", ".graphml"), ("gexf", ".gexf")])
def test_graphml_and_gexf_hold_them_for_networkx(hard: Path, tmp_path: Path, form: str, suffix: str) -> None:
    path = export(hard, tmp_path / f"out{suffix}", form)
    graph = nx.read_graphml(path) if form == "graphml" else nx.read_gexf(path)
    named = {values.get("iri", node): values for node, values in graph.nodes(data=True)}
    assert {iri: named[iri]["label"] for iri in names_by_key(IN_XML)} == names_by_key(IN_XML)
    for key, name in IN_XML.items():
        assert split_list(named[f"{BASE}entity/{key}"]["names"]) == (name, name + "=2")
    assert named[f"{BASE}paper/10.1/x"]["year"] == 2024


@pytest.mark.parametrize("form", ["graphml", "gexf", "rdfxml"])
def test_xml_formats_leave_out_and_count_what_xml_cannot_hold(belled: Path, tmp_path: Path, form: str) -> None:
    made = export_graph(belled, tmp_path / "out", form)
    assert made.differences == ()
    assert made.taken["\x07"] == made.taken["\x0b"] == 1
    assert BELL.replace("\x07", "").replace("\x0b", "") in (tmp_path / "out").read_text("utf-8")


@pytest.mark.parametrize("form", ["nt", "trig", "jsonld", "json", "cytoscape", "csv", "neo4j", "parquet"])
def test_other_formats_hold_control_characters(belled: Path, tmp_path: Path, form: str) -> None:
    made = export_graph(belled, tmp_path / "out", form)
    assert made.differences == ()
    assert not made.taken


def test_node_link_json_holds_them(hard: Path, tmp_path: Path) -> None:
    document = json.loads(export(hard, tmp_path / "out", "json").read_text("utf-8"))
    for name in ("edges", "links"):
        graph = nx.node_link_graph(document, edges=name)
        assert {iri: graph.nodes[iri]["name"] for iri in names_by_key(NAMES)} == names_by_key(NAMES)
        edge = graph.edges[f"{BASE}paper/10.1/x", f"{BASE}entity/long", "USES_METHOD"]
        assert edge["quotes"] == [QUOTE, QUOTE]
        assert edge["starts"] == [10, 20]
        assert (graph.number_of_nodes(), graph.number_of_edges()) == (25, 25)


def test_node_link_json_is_what_d3_asks_for(hard: Path, tmp_path: Path) -> None:
    document = json.loads(export(hard, tmp_path / "out", "json").read_text("utf-8"))
    known = {node["id"] for node in document["nodes"]}
    assert len(document["links"]) == 25
    assert all({link["source"], link["target"]} <= known for link in document["links"])


def test_graphml_has_the_labels_that_yed_shows(hard: Path, tmp_path: Path) -> None:
    root = etree.parse(export(hard, tmp_path / "out.graphml", "graphml")).getroot()
    graphml, yed = "{http://graphml.graphdrawing.org/xmlns}", "{http://www.yworks.com/xml/graphml}"
    shown = {}
    for key, graphics, element, label in (
        ("node", "nodegraphics", "ShapeNode", "NodeLabel"),
        ("edge", "edgegraphics", "PolyLineEdge", "EdgeLabel"),
    ):
        (place,) = [one.get("id") for one in root.iter(f"{graphml}key") if one.get("yfiles.type") == graphics]
        for one in root.iter(f"{graphml}{key}"):
            (text,) = one.findall(f"{graphml}data[@key='{place}']/{yed}{element}/{yed}{label}")
            shown[one.get("id")] = text.text
            assert text.text == one.find(f"{graphml}data[@key='{key[0]}_label']").text  # type: ignore[union-attr]
    assert len(shown) == 50
    assert set(IN_XML.values()) <= set(shown.values())


def test_cytoscape_json_holds_them(hard: Path, tmp_path: Path) -> None:
    graph = nx.cytoscape_graph(json.loads(export(hard, tmp_path / "out", "cytoscape").read_text("utf-8")))
    assert {iri: graph.nodes[iri]["label"] for iri in names_by_key(NAMES)} == names_by_key(NAMES)
    assert graph.number_of_edges() == 25


def test_csv_holds_them_for_our_reader_and_for_polars(hard: Path, tmp_path: Path) -> None:
    import polars as pl

    folder = export(hard, tmp_path / "out", "csv")
    rows = {row["iri"]: row for row in read_table(folder / NODES_FILE, NODE_COLUMNS)}
    assert {iri: rows[iri]["name"] for iri in names_by_key(NAMES)} == names_by_key(NAMES)
    assert rows[f"{BASE}paper/10.1/x"]["authors"] == ("=A, B", "C | D", "Ñ")
    frame = pl.read_csv(folder / NODES_FILE, infer_schema=False)
    cells = dict(zip(frame["iri"], frame["name"], strict=True))
    assert {iri: undo_defuse(cells[iri]) for iri in names_by_key(NAMES)} == names_by_key(NAMES)
    edges = list(read_table(folder / EDGES_FILE, EDGE_COLUMNS))
    assert len(edges) == 25
    assert edges[0]["starts"] == (10, 20)


def test_no_cell_of_csv_begins_as_a_formula(belled: Path, tmp_path: Path) -> None:
    folder = export(belled, tmp_path / "out", "csv")
    for name in (NODES_FILE, EDGES_FILE):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert len(cells) > 100
        assert not [
            cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"}
        ]


def test_parquet_holds_them_for_pyarrow_and_polars(hard: Path, tmp_path: Path) -> None:
    import polars as pl
    import pyarrow as pa
    import pyarrow.parquet

    folder = export(hard, tmp_path / "out", "parquet")
    table = pyarrow.parquet.read_table(folder / "nodes.parquet").to_pylist()
    names = {row["iri"]: row["name"] for row in table}
    assert {iri: names[iri] for iri in names_by_key(NAMES)} == names_by_key(NAMES)
    frame = pl.read_parquet(folder / "edges.parquet")
    assert frame.schema["quotes"] == pl.List(pl.String)
    assert frame.schema["confidence"] == pl.Float64
    assert pyarrow.parquet.read_schema(folder / "nodes.parquet").field("year").type == pa.int32()


def test_neo4j_files_hold_them_without_defusing(hard: Path, tmp_path: Path) -> None:
    folder = export(hard, tmp_path / "out", "neo4j")
    with (folder / "import/nodes.csv").open(encoding="utf-8", newline="") as file:
        names = {row["iri:ID"]: row["name:string"] for row in csv.DictReader(file)}
    assert {iri: names[iri] for iri in names_by_key(NAMES)} == names_by_key(NAMES)
    # Two characters of the usual ones are taken in this graph, so lists are parted by the next.
    assert "--array-delimiter=U+001D" in (folder / "import.args").read_text()
