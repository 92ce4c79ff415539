"""How fast `kgbuild load` is, beside the databases' own ways to take the same data, in one run.

    python benchmarks/loading.py GRAPH [neo4j] [fuseki] [--repeat 1]

Neo4j: against `LOAD CSV` with the same MERGE, constraints and indexes, of the files that `kgbuild export --format
neo4j` writes; the writing is not timed. Fuseki: against one upload of the same files to its Graph Store; on our side
reading the files is timed as well. Each starts with an empty database; the counting afterwards is part of our time.
The servers are those of tests/servers, see tools/install_servers.sh.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from servers import Fuseki, Neo4j, Server

from kgbuild.export import build_property_graph
from kgbuild.graph import find_graph, read_graph, to_model
from kgbuild.loading import load_graph, parse_target
from kgbuild.vocabulary import EVIDENCE_GRAPH


def main() -> None:
    """Print a table of seconds, rates and ratios."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("graph", type=Path)
    parser.add_argument("servers", nargs="*", default=["neo4j", "fuseki"])
    parser.add_argument("--repeat", type=int, default=1, help="times that each pair is measured")
    options = parser.parse_args()
    for name in options.servers:
        for _ in range(options.repeat):
            {"neo4j": measure_neo4j, "fuseki": measure_fuseki}[name](options.graph)


def measure_neo4j(graph: Path) -> None:
    """Load into two databases of the same kind, with ours and with LOAD CSV."""
    from neo4j import GraphDatabase

    from kgbuild.export.neo4j_files import LOAD_FILE, LOAD_FOLDER, SCHEMA_FILE, write_neo4j
    from kgbuild.export.proof import unwatched

    store = read_graph(graph)
    content = build_property_graph(to_model(store))
    number = len(content.nodes) + len(content.relationships)

    def write_csv(server: Server) -> None:
        write_neo4j(content, server.folder, unwatched)
        for file in (server.folder / LOAD_FOLDER).iterdir():
            file.rename(server.folder / file.name)

    def by_csv(server: Server) -> None:
        with (
            GraphDatabase.driver(
                server.url, auth=(server.user, server.password), notifications_min_severity="OFF"
            ) as driver,
            driver.session() as session,
        ):
            for script in (SCHEMA_FILE, LOAD_FILE):
                for statement in (server.folder / script).read_text("utf-8").split(";\n"):
                    if statement.strip():
                        session.run(statement).consume()

    def by_load(server: Server) -> None:
        report = load_graph(store, parse_target(server.url, user=server.user, password=server.password))
        assert not report.differences, report.differences  # noqa: S101  # a wrong load's time says nothing

    _compare(Neo4j, "nodes and relationships", number, ("LOAD CSV", by_csv), by_load, prepare=write_csv)


def measure_fuseki(graph: Path) -> None:
    """Load into two databases of the same kind, with ours and by one upload of each file."""
    import requests

    facts, evidence = find_graph(graph)
    store = read_graph(graph)

    def by_upload(server: Server) -> None:
        for file, place in ((facts, {"default": ""}), (evidence, {"graph": EVIDENCE_GRAPH})):
            if file is not None:
                with file.open("rb") as body:
                    answer = requests.post(
                        server.url,
                        params=place,
                        data=body,
                        headers={"Content-Type": "text/turtle"},
                        auth=(server.user, server.password),
                        timeout=3600,
                    )
                answer.raise_for_status()

    def by_load(server: Server) -> None:
        read = read_graph(graph)
        report = load_graph(read, parse_target(server.url, user=server.user, password=server.password))
        assert not report.differences, report.differences  # noqa: S101  # a wrong load's time says nothing

    _compare(Fuseki, "triples", len(store), ("one upload", by_upload), by_load)


def _compare(
    kind: type[Server],
    unit: str,
    number: int,
    yardstick: tuple[str, Callable[[Server], None]],
    ours: Callable[[Server], None],
    *,
    prepare: Callable[[Server], None] = lambda _server: None,
) -> None:
    """Print both times; a ratio is our rate over the yardstick's, so that more is better."""
    seconds, processor = {}, {}
    for name, work in (yardstick, ("kgbuild load", ours)):
        with tempfile.TemporaryDirectory() as folder, kind(Path(folder), brief=False) as server:
            prepare(server)
            start, before = time.perf_counter(), _processor_seconds(server)
            work(server)
            seconds[name] = time.perf_counter() - start
            processor[name] = _processor_seconds(server) - before
    for name, taken in seconds.items():
        rate = f"{taken:8.1f} s {number / taken:>10,.0f} a second {processor[name]:8.1f} s of processor"
        print(f"{kind.name:8} {name:14} {number:>10,} {unit:24} {rate}")
    ours_over = [of[yardstick[0]] / of["kgbuild load"] for of in (seconds, processor)]
    print(f"{kind.name:8} kgbuild load over {yardstick[0]}: {ours_over[0]:.2f}, by processor time {ours_over[1]:.2f}")


def _processor_seconds(server: Server) -> float:
    """Return the time that server and client have computed so far, which other work on the machine leaves alone."""
    assert server.process is not None  # noqa: S101  # it runs
    fields = Path(f"/proc/{server.process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
