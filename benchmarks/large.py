"""What a large graph takes: time by the clock, processor time as a ratio to a yardstick, and the peak of memory.

    python benchmarks/large.py GRAPH [--thing NAME] [--load URL]... [--leave-out NAME]... [--output TABLE.md]

The yardstick is the processor time in which pyoxigraph parses the graph's files once, in the same run: ratios can be
compared between machines and days, times by the clock only where nothing else runs. Memory is that of all processes
together (see peak.py). The store is made first, then every command finds it. `--output` adds the table to a file,
with date, machine, versions and load.
"""

import argparse
import datetime as dt
import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from importlib.metadata import version
from pathlib import Path
from threading import Thread
from typing import Final

import pyoxigraph
from peak import Taken, Watch, measure

from kgbuild.graph import named_query

CLIENTS: Final = 20
ASKED: Final = 5  # queries of each client
QUERIES: Final = ("counts", "most-used", "compared-methods")


def parse_once(graph: Path) -> tuple[float, int]:
    """Return the processor time in which the files of a graph are parsed, and how many triples they have."""
    started, count = time.process_time(), 0
    for name in ("graph.ttl", "evidence.ttl"):
        count += sum(1 for _ in pyoxigraph.parse(path=graph / name))
    return time.process_time() - started, count


def command(*words: object) -> list[str]:
    """Return a command of kgbuild."""
    return [sys.executable, "-m", "kgbuild", *map(str, words)]


def serve(graph: Path) -> Taken:
    """Have clients ask a server at once, each several queries; what it took from its start to the last answer."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    words = command("serve", graph, "--port", 0, "--cache", 0, "--timeout", 600)
    server = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)  # noqa: S603  # kgbuild
    watch = Watch(server.pid)
    assert server.stderr is not None  # noqa: S101
    found = re.search(r"127\.0\.0\.1:(\d+)", server.stderr.readline())
    assert found is not None  # noqa: S101
    statuses: list[int] = []
    clients = [Thread(target=ask, args=(int(found[1]), statuses)) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    seconds, mib = time.perf_counter() - started, watch.end()
    server.terminate()
    server.communicate()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(seconds, used, mib, 0 if statuses == [200] * CLIENTS * ASKED else 1)


def ask(port: int, statuses: list[int]) -> None:
    """Ask a server's named queries one after the other."""
    connection = HTTPConnection("127.0.0.1", port, timeout=1200)
    for number in range(ASKED):
        sparql = named_query(QUERIES[number % len(QUERIES)]).sparql
        connection.request("POST", "/sparql", sparql.encode(), {"Content-Type": "application/sparql-query"})
        response = connection.getresponse()
        response.read()
        statuses.append(response.status)


def main() -> int:
    """Measure, print a table, and add it to a file if asked to; 1 where a command failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graph", type=Path)
    parser.add_argument("--thing", default="BERT")
    parser.add_argument("--load", action="append", default=[])
    parser.add_argument("--leave-out", action="append", default=[])
    parser.add_argument("--output", type=Path)
    asked = parser.parse_args()
    yardstick, triples = parse_once(asked.graph)
    shutil.rmtree(asked.graph / ".kgbuild" / "stores", ignore_errors=True)
    with tempfile.TemporaryDirectory() as scratch:
        page = Path(scratch) / "page.html"
        steps = {
            "making the store, with a first answer": command("query", asked.graph, "--sparql", "ASK { ?s ?p ?o }"),
            **{f"query {name}": command("query", asked.graph, name, "--timeout", 3600) for name in QUERIES},
            f"view --around {asked.thing} --hops 1": command(
                "view", asked.graph, "-o", page, "--around", asked.thing, "--hops", 1
            ),
            f"serve, {CLIENTS} clients, {ASKED} queries each": [],
            "check": command("check", asked.graph),
            **{f"load {url}": command("load", asked.graph, url) for url in asked.load},
        }
        rows = []
        for name, words in steps.items():
            if any(name.startswith(left) for left in asked.leave_out):
                continue
            taken = measure(words) if words else serve(asked.graph)
            ratio = taken.processor / yardstick
            row = f"| {name} | {taken.seconds:,.1f} s | {taken.processor:,.1f} s | {ratio:.2f} | {taken.mib:,.0f} MiB"
            rows.append(row + (" (failed) |" if taken.status else " |"))
            print(rows[-1], flush=True)
    table = "\n".join([*head(asked.graph, yardstick, triples), *rows, ""])
    if asked.output:
        with asked.output.open("a", encoding="utf-8") as file:
            file.write("\n" + table)
    return int(any("(failed)" in row for row in rows))


def head(graph: Path, yardstick: float, triples: int) -> list[str]:
    """Return what stands above the rows."""
    size = sum((graph / name).stat().st_size for name in ("graph.ttl", "evidence.ttl")) / 1e6
    store = sum(file.stat().st_size for file in (graph / ".kgbuild").rglob("*") if file.is_file()) / 1e6
    today = dt.datetime.now(dt.UTC).date()
    load = f"{os.getloadavg()[1]:.0f}" if hasattr(os, "getloadavg") else "?"
    return [
        f"## {today}: {triples:,} triples in {size:,.0f} MB of Turtle, store of {store:,.0f} MB",
        "",
        (
            f"{platform.machine()}, {os.cpu_count()} processors, {platform.system()}, "
            f"Python {platform.python_version()}, "
            f"pyoxigraph {version('pyoxigraph')}, rdflib {version('rdflib')}; load {load}. "
            f"Yardstick: {yardstick:.1f} s of the processor to parse the files."
        ),
        "",
        "| what | by the clock | processor | ratio | memory |",
        "|---|---:|---:|---:|---:|",
    ]


if __name__ == "__main__":
    sys.exit(main())
