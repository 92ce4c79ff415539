"""The formats of `kgbuild export`: how each is written, what it must hold, and how it is read back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

from kgbuild.errors import ExportError
from kgbuild.export import json_networks, jsonld, neo4j_files, neo4j_read, obsidian, parquet, rdf, tables, xml_networks
from kgbuild.export.flat import XmlText
from kgbuild.export.proof import Tally, Watch, tally_property_graph, unwatched
from kgbuild.export.property_graph import PropertyGraph
from kgbuild.export.rdf import Statements
from kgbuild.export.rdf_proof import read_rdf, tally_statements
from kgbuild.graph.files import parse_file

# Bytes of text that rdflib may hold; where one sign needs four bytes, all do.
_MOST_WHOLE: Final = 256 << 20


@dataclass(frozen=True, slots=True)
class RdfFormat:
    """A format for triples. `evidence` says whether it has named graphs, in which the evidence is then.

    `whole` says that rdflib holds the text of a file that it reads, `repeats` that a file may say things twice.
    """

    about: str
    suffix: str
    write: Callable[[Statements, Path], XmlText | None]
    media_type: str
    evidence: bool = False
    whole: bool = False
    repeats: bool = False
    folder: bool = False
    is_xml: bool = False
    extra: str = ""

    def read(self, path: Path) -> Tally:
        """Return what a file holds."""
        if self._is_too_large(path):
            return tally_statements(parse_file(path), unwatched, 0)
        return read_rdf(path, self.media_type, stream=not self.repeats)

    def reader(self, path: Path) -> str:
        """Return the library that reads a file back: another than wrote it, unless the file is too large for that."""
        library = "pyoxigraph" if self._is_too_large(path) else "rdflib"
        return f"{library} {metadata.version(library)}"

    def _is_too_large(self, path: Path) -> bool:
        return self.whole and path.stat().st_size > _MOST_WHOLE


@dataclass(frozen=True, slots=True)
class NetworkFormat:
    """A format for the property graph: one file, or a folder of several.

    `tally` gives what it must hold, each of `reads` what one of its sets of files holds.
    """

    about: str
    suffix: str
    write: Callable[[PropertyGraph, Path, Watch], XmlText | None]
    tally: Callable[[PropertyGraph], Tally]
    reads: tuple[Callable[[Path], Tally], ...]
    named_reader: Callable[[], str]
    folder: bool = False
    extra: str = ""

    @property
    def reader(self) -> str:
        """The library that reads files back."""
        return self.named_reader()


def _networkx() -> str:
    return f"networkx {metadata.version('networkx')}"


def _json() -> str:
    return "Python's json"


def _csv() -> str:
    return "Python's csv"


FORMATS: Final[Mapping[str, RdfFormat | NetworkFormat]] = {
    "ttl": RdfFormat("Turtle: facts", ".ttl", rdf.write_turtle, "text/turtle"),
    "nt": RdfFormat("N-Triples: facts, sorted lines", ".nt", rdf.write_ntriples, "application/n-triples"),
    "nq": RdfFormat("N-Quads: facts and evidence", ".nq", rdf.write_nquads, "application/n-quads", evidence=True),
    "trig": RdfFormat(
        "TriG: facts and evidence", ".trig", rdf.write_trig, "application/trig", evidence=True, whole=True
    ),
    "jsonld": RdfFormat("JSON-LD: facts", ".jsonld", jsonld.write_jsonld, "application/ld+json", repeats=True),
    "rdfxml": RdfFormat("RDF/XML: facts", ".rdf", rdf.write_rdfxml, "application/rdf+xml", is_xml=True),
    "graphml": NetworkFormat(
        "GraphML, for Gephi, yEd, igraph",
        ".graphml",
        xml_networks.write_graphml,
        xml_networks.tally_xml,
        (xml_networks.read_graphml,),
        _networkx,
    ),
    "gexf": NetworkFormat(
        "GEXF, for Gephi",
        ".gexf",
        xml_networks.write_gexf,
        xml_networks.tally_xml,
        (xml_networks.read_gexf,),
        _networkx,
    ),
    "json": NetworkFormat(
        "node-link JSON, as networkx and D3 read it",
        ".json",
        json_networks.write_node_link,
        json_networks.tally_json,
        (json_networks.read_edges, json_networks.read_links),
        _networkx,
    ),
    "cytoscape": NetworkFormat(
        "JSON for Cytoscape and cytoscape.js",
        ".cyjs",
        json_networks.write_cytoscape,
        json_networks.tally_json,
        (json_networks.read_cytoscape,),
        _networkx,
    ),
    "csv": NetworkFormat(
        "a folder: nodes.csv, edges.csv, safe in spreadsheets",
        "",
        tables.write_csv,
        tables.tally_tables,
        (tables.read_csv,),
        _csv,
        folder=True,
    ),
    "neo4j": NetworkFormat(
        "a folder for neo4j-admin import and LOAD CSV",
        "",
        neo4j_files.write_neo4j,
        tally_property_graph,
        (neo4j_read.read_import, neo4j_read.read_load),
        _csv,
        folder=True,
    ),
    "obsidian": NetworkFormat(
        "a folder of notes for Obsidian: one for each paper and thing, with links and sentences",
        "",
        obsidian.write_obsidian,
        obsidian.tally_obsidian,
        (obsidian.read_obsidian,),
        _json,
        folder=True,
    ),
    "parquet": NetworkFormat(
        "a folder: nodes.parquet, edges.parquet, for data frames",
        "",
        parquet.write_parquet,
        tables.tally_tables,
        (parquet.read_parquet,),
        parquet.parquet_reader,
        folder=True,
        extra="pyarrow",
    ),
}


def find_format(name: str, *, rdf: bool = False) -> RdfFormat | NetworkFormat:
    """Return a format; raises ExportError for an unknown one and for one whose extra is not installed.

    With `rdf` also for one that holds no triples, since the terms of profiles have no place there.
    """
    if name not in FORMATS:
        raise ExportError(f"--format {name}: not known; formats: {', '.join(FORMATS)}")
    found = FORMATS[name]
    if rdf and not isinstance(found, RdfFormat):
        forms = ", ".join(name for name, form in FORMATS.items() if isinstance(form, RdfFormat))
        raise ExportError(f"--format {name}: has no place for the terms of --profile; formats that have one: {forms}")
    if found.extra:
        try:
            metadata.version(found.extra)
        except metadata.PackageNotFoundError as error:
            raise ExportError(
                f"--format {name}: {found.extra} is not installed; install it with: pip install 'kgbuild[{name}]'"
            ) from error
    return found
