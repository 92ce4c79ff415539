"""Fifty clients ask `kgbuild serve` for a minute: answers, errors, waiting times.

    python benchmarks/serve.py GRAPH [--clients 50] [--seconds 60] [--cache 0]

Every answer is evaluated, unless `--cache` lets the server keep some. The yardstick is the same queries one after the
other in this process, on the same machine before the server starts.
Ends with status 1 if any answer was not 200.
"""

import argparse
import contextlib
import itertools
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

from kgbuild.graph import named_queries, read_graph, run_query

# Questions such as clients ask: a few quick ones, a count, a join; none of the graph's whole content.
CHOSEN = ("compared-with", "counts", "papers-with-code", "repositories-by-host", "papers-that-name")


def yardstick(graph: Path, queries: list[str]) -> float:
    """Return the queries that one client in one process gets answered in a second."""
    store = read_graph(graph)
    started, answered = time.monotonic(), 0
    while time.monotonic() - started < 5:
        for sparql in queries:
            run_query(store, sparql)
            answered += 1
    return answered / (time.monotonic() - started)


@contextlib.contextmanager
def served(graph: Path, *options: str) -> Iterator[int]:
    """Yield the port at which `kgbuild serve` answers for a graph, with these options."""
    command = [sys.executable, "-m", "kgbuild", "serve", str(graph), "--port", "0", *options]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)  # noqa: S603
    try:
        assert server.stderr is not None  # noqa: S101
        found = re.search(r"127\.0\.0\.1:(\d+)", server.stderr.readline())
        assert found is not None  # noqa: S101
        yield int(found[1])
    finally:
        server.terminate()
        server.wait()


def ask_for(port: int, queries: list[str], until: float, times: list[float], faults: list[str]) -> None:
    """Ask one query after the other on one connection until the time has come."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Content-Type": "application/sparql-query", "Accept": "application/sparql-results+json"}
    for sparql in itertools.cycle(queries):
        if time.monotonic() >= until:
            break
        started = time.monotonic()
        try:
            connection.request("POST", "/sparql", sparql.encode(), headers)
            response = connection.getresponse()
            body = response.read()
        except OSError as error:
            faults.append(str(error))
            connection.close()
            continue
        times.append(time.monotonic() - started)
        if response.status != 200:
            faults.append(f"{response.status} {body[:80].decode(errors='replace')}")
    connection.close()


def main() -> int:
    """Start the server, let the clients ask, print what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("graph", type=Path)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--cache", type=int, default=0, help="MiB of answers that the server keeps")
    given = parser.parse_args()
    queries = [query.sparql for query in named_queries() if query.name in CHOSEN]
    alone = yardstick(given.graph, queries)
    times: list[float] = []
    faults: list[str] = []
    with served(given.graph, "--cache", str(given.cache)) as port:
        warm: list[str] = []
        ask_for(port, queries, time.monotonic() + 1, [], warm)
        until = time.monotonic() + given.seconds
        clients = [
            threading.Thread(target=ask_for, args=(port, queries[turn:] + queries[:turn], until, times, faults))
            for turn in (number % len(queries) for number in range(given.clients))
        ]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
    ordered = sorted(times)
    rate = len(times) / given.seconds
    print(f"{given.clients} clients, {given.seconds:g} s: {len(times):,} answers, {len(faults)} errors")
    print(f"{rate:.0f} answers/s; one process without HTTP {alone:.0f}/s; ratio {rate / alone:.2f}")
    print(f"waiting: median {statistics.median(ordered):.2f} s, 99 % {ordered[int(len(ordered) * 0.99)]:.2f} s")
    for fault in sorted(set(faults))[:10]:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
