"""How long `kgbuild export` takes and how much memory, beside other writers of the same data, in one run.

    python benchmarks/export.py GRAPH [FORMAT...]

For each format one process of its own writes with ours and one with the yardstick: networkx's writers, the csv
module, polars, and pyoxigraph's dump of a store. Seconds of processor time for writing alone, and for reading the file
back and comparing (the proof); the most memory that each process had, the graph itself included. Prints Markdown.
"""

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kgbuild.export import FORMATS, PropertyGraph, build_property_graph
from kgbuild.export.flat import EDGE_COLUMNS, NODE_COLUMNS, XmlText, flat_edge, flat_node
from kgbuild.export.formats import RdfFormat
from kgbuild.export.proof import find_differences, unwatched
from kgbuild.export.rdf import read_statements, xml_facts
from kgbuild.export.rdf_proof import tally_statements
from kgbuild.graph import read_graph, read_model
from kgbuild.vocabulary import PREFIXES

YARDSTICKS = {
    **dict.fromkeys(("ttl", "nt", "nq", "trig", "jsonld", "rdfxml"), "pyoxigraph"),
    **dict.fromkeys(("graphml", "gexf", "json", "cytoscape"), "networkx"),
    "csv": "csv module",
    "neo4j": "",
    "parquet": "polars",
}


def main() -> None:
    """Print a table, or, as a child, one measurement as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("graph", type=Path)
    parser.add_argument("formats", nargs="*", default=list(FORMATS))
    parser.add_argument("--one", choices=["ours", "yardstick"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        measure = measure_ours if options.one == "ours" else measure_yardstick
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(measure(options.graph, options.formats[0], Path(folder))))
        return
    print("| format | write s | proof s | peak MB | yardstick | write s | peak MB | ours / yardstick |")
    print("|---|---:|---:|---:|---|---:|---:|---:|")
    for form in options.formats:
        ours = in_child(options.graph, form, "ours")
        line = f"| {form} | {ours['write']:.1f} | {ours['proof']:.1f} | {ours['peak']:,.0f} |"
        if YARDSTICKS[form]:
            other = in_child(options.graph, form, "yardstick")
            ratio = ours["write"] / other["write"]
            line += f" {YARDSTICKS[form]} | {other['write']:.1f} | {other['peak']:,.0f} | {ratio:.2f} |"
        else:
            line += " | | | |"
        print(line, flush=True)


def in_child(graph: Path, form: str, who: str) -> dict[str, float]:
    """Measure in a process of its own, so that memory is its own as well."""
    command = [sys.executable, __file__, str(graph), form, "--one", who]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  # this file
    found: dict[str, float] = json.loads(done.stdout)
    return found


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what the work returns, and its seconds of processor time: others may be at work on the machine."""
    start = time.process_time()
    return work(), time.process_time() - start


def peak() -> float:
    """Return the most memory that this process had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure_ours(graph: Path, form: str, folder: Path) -> dict[str, float]:
    """Write and prove with ours."""
    kind: Any = FORMATS[form]
    path = folder if kind.folder else folder / f"out{kind.suffix}"
    if isinstance(kind, RdfFormat):
        statements = read_statements(graph, evidence=kind.evidence)
        _, write = timed(lambda: kind.write(statements, path))
        held = xml_facts(statements.facts, XmlText()) if kind.is_xml else statements
        expected: Callable[[], Any] = lambda: tally_statements(held, unwatched, 0)  # noqa: E731
        reads = [kind.read]
    else:
        content = build_property_graph(read_model(graph))
        _, write = timed(lambda: kind.write(content, path, unwatched))
        expected, reads = lambda: kind.tally(content), kind.reads

    def prove() -> list[str]:
        tally = expected()
        return [line for read in reads for line in find_differences(tally, read(path))]

    differences, proof = timed(prove)
    if differences:
        sys.exit(f"{form}: {differences[0]}")
    return {"write": write, "proof": proof, "peak": peak()}


def measure_yardstick(graph: Path, form: str, folder: Path) -> dict[str, float]:
    """Write with the other library; what it writes from is made before the clock starts."""
    by_library = {
        "pyoxigraph": with_pyoxigraph,
        "networkx": with_networkx,
        "csv module": with_csv,
        "polars": with_polars,
    }
    write = by_library[YARDSTICKS[form]](graph, form, folder)
    _, seconds = timed(write)
    return {"write": seconds, "peak": peak()}


def with_pyoxigraph(graph: Path, form: str, folder: Path) -> Callable[[], Any]:
    """Return what dumps the graph's store."""
    import pyoxigraph as ox

    kind: Any = FORMATS[form]
    to = ox.RdfFormat.from_media_type(kind.media_type)
    if to is None:
        sys.exit(f"{form}: pyoxigraph does not know {kind.media_type}")
    store = read_graph(graph, evidence=kind.evidence)
    only = None if kind.evidence else ox.DefaultGraph()
    return lambda: store.dump(folder / "out", format=to, from_graph=only, prefixes=PREFIXES)


def with_networkx(graph: Path, form: str, folder: Path) -> Callable[[], Any]:
    """Return what writes the same nodes and edges with networkx."""
    import networkx as nx

    content = build_property_graph(read_model(graph))
    network = to_network(content, flat=form in {"graphml", "gexf"})
    path = folder / "out"

    def write_json(convert: Callable[[Any], Any]) -> None:
        path.write_text(json.dumps(convert(network), ensure_ascii=False), encoding="utf-8")

    return {
        "graphml": lambda: nx.write_graphml(network, path),
        "gexf": lambda: nx.write_gexf(network, path),
        "json": lambda: write_json(nx.node_link_data),
        "cytoscape": lambda: write_json(nx.cytoscape_data),
    }[form]


def to_network(content: PropertyGraph, *, flat: bool) -> Any:
    """Return the property graph as networkx has it."""
    import networkx as nx

    network: Any = nx.MultiDiGraph()
    clean = XmlText()
    for node in content.nodes:
        fixed = {"type": node.type, "labels": node.labels, **node.properties}
        network.add_node(node.iri, label=node.label, **(clean(flat_node(node)) if flat else fixed))
    for edge in content.relationships:
        row: Any = clean(flat_edge(edge)) if flat else dict(edge.properties)
        values = {name: value for name, value in row.items() if name not in {"source", "target", "type"}}
        network.add_edge(edge.start, edge.end, key=edge.type, type=edge.type, **values)
    return network


def with_csv(graph: Path, _form: str, folder: Path) -> Callable[[], Any]:
    """Return what writes the same cells with the csv module."""
    content = build_property_graph(read_model(graph))

    def write() -> None:
        for name, columns, rows in (
            ("nodes.csv", NODE_COLUMNS, map(flat_node, content.nodes)),
            ("edges.csv", EDGE_COLUMNS, map(flat_edge, content.relationships)),
        ):
            with (folder / name).open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(columns))
                writer.writeheader()
                writer.writerows(rows)

    return write


def with_polars(graph: Path, _form: str, folder: Path) -> Callable[[], Any]:
    """Return what writes the same columns with polars."""
    import polars as pl

    content = build_property_graph(read_model(graph))

    def write() -> None:
        nodes = [{"iri": n.iri, "type": n.type, "labels": n.labels, **n.properties} for n in content.nodes]
        edges = [{"source": e.start, "type": e.type, "target": e.end, **e.properties} for e in content.relationships]
        types: dict[str, Any] = {"text": pl.String, "integer": pl.Int32, "number": pl.Float64}
        types |= {"texts": pl.List(pl.String), "integers": pl.List(pl.Int32)}
        for name, columns, rows in (("nodes", NODE_COLUMNS, nodes), ("edges", EDGE_COLUMNS, edges)):
            schema = {column: types[kind] for column, kind in columns.items()}
            pl.DataFrame(rows, schema=schema).write_parquet(folder / f"{name}.parquet")

    return write


if __name__ == "__main__":
    main()
