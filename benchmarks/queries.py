"""Time every named query on a graph, against a yardstick on the same store: pyoxigraph counting all facts.

    python benchmarks/queries.py GRAPH [NAME...]

Evaluated: each query runs a few times in this process and its best time counts, as milliseconds of the process's own
CPU time (what else the machine does hardly shows in it; pyoxigraph evaluates a query in one thread) and as a ratio to
the yardstick. As with `kgbuild query`, the evidence is read for the queries that ask it. Printing the answer is not in
it; reading its rows into Python is.

Served: what a client of `kgbuild serve` waits, by the clock, for the whole answer as SPARQL results in JSON: the first
time, and the best of a few times again, when the server gives the answer that it has kept.
"""

import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path

from serve import served

from kgbuild.graph import named_queries, names_graph, read_graph, run_query

YARDSTICK = "SELECT (COUNT(*) AS ?triples) { ?s ?p ?o }"
RUNS = 5
PATIENCE = 3.0  # seconds after which a slow query is not run again
ALL_ROWS = "1000000"  # the server's own limit cuts the longest answer


def best_time(run: Callable[[], object]) -> float:
    """Return the least CPU time of a few runs, in milliseconds."""
    times: list[float] = []
    while len(times) < RUNS and sum(times) < PATIENCE:
        started = time.process_time()
        run()
        times.append(time.process_time() - started)
    return min(times) * 1000


def waits(port: int, sparql: str) -> tuple[float, float]:
    """Return how long a client waits for a whole answer, in milliseconds: the first time, and the least again."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.connect()
    first, *again = (wait(connection, sparql) for _ in range(RUNS + 1))
    connection.close()
    return first, min(again)


def wait(connection: HTTPConnection, sparql: str) -> float:
    """Return how long a client waits for one answer, in milliseconds."""
    headers = {"Content-Type": "application/sparql-query", "Accept": "application/sparql-results+json"}
    started = time.perf_counter()
    connection.request("POST", "/sparql", sparql.encode(), headers)
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise RuntimeError(f"answered with {response.status}")
    return (time.perf_counter() - started) * 1000


def main() -> None:
    """Print a line for each query."""
    graph, *names = sys.argv[1:]
    store = read_graph(Path(graph), evidence=False)
    whole = read_graph(Path(graph))
    yardstick = best_time(lambda: list(store.query(YARDSTICK)))
    ((facts,),) = run_query(store, YARDSTICK).rows
    print(f"{int(facts.value):,} facts; yardstick (pyoxigraph COUNT of all facts): {yardstick:.1f} ms")  # type: ignore[union-attr]
    print(f"{'':32}{'':>8}{'evaluated':>15}{'served':>18}")
    print(f"{'query':32}{'rows':>8}{'ms':>9}{'ratio':>6}{'first':>9}{'again':>9}")
    with served(Path(graph), "--max-rows", ALL_ROWS) as port:
        for query in named_queries():
            if names and query.name not in names:
                continue
            asked = whole if names_graph(query.sparql) else store
            milliseconds = best_time(lambda: run_query(asked, query.sparql))  # noqa: B023  # run at once
            rows = len(run_query(asked, query.sparql).rows)
            first, again = waits(port, query.sparql)
            evaluated = f"{milliseconds:9.1f}{milliseconds / yardstick:6.2f}"
            print(f"{query.name:32}{rows:8,}{evaluated}{first:9.1f}{again:9.1f}", flush=True)


if __name__ == "__main__":
    main()
