"""Time every named query on a graph, against a yardstick on the same store: pyoxigraph counting all facts.

    python benchmarks/queries.py GRAPH [NAME...]

Warm: each query runs a few times and its best time counts, as milliseconds of this process's own CPU time (what else
the machine does hardly shows in it; pyoxigraph evaluates a query in one thread) and as a ratio to the yardstick.
Printing the answer is not in it; reading its rows into Python is.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from kgbuild.graph import named_queries, read_graph, run_query

YARDSTICK = "SELECT (COUNT(*) AS ?triples) { ?s ?p ?o }"
RUNS = 5
PATIENCE = 3.0  # seconds after which a slow query is not run again


def best_time(run: Callable[[], object]) -> float:
    """Return the least CPU time of a few runs, in milliseconds."""
    times: list[float] = []
    while len(times) < RUNS and sum(times) < PATIENCE:
        started = time.process_time()
        run()
        times.append(time.process_time() - started)
    return min(times) * 1000


def main() -> None:
    """Print a line for each query."""
    graph, *names = sys.argv[1:]
    store = read_graph(Path(graph))
    yardstick = best_time(lambda: list(store.query(YARDSTICK)))
    ((facts,),) = run_query(store, YARDSTICK).rows
    print(f"{int(facts.value):,} facts; yardstick (pyoxigraph COUNT of all facts): {yardstick:.1f} ms")  # type: ignore[union-attr]
    print(f"{'query':32}{'rows':>8}{'ms':>9}{'ratio':>8}")
    for query in named_queries():
        if names and query.name not in names:
            continue
        milliseconds = best_time(lambda: run_query(store, query.sparql))  # noqa: B023  # run at once
        rows = len(run_query(store, query.sparql).rows)
        print(f"{query.name:32}{rows:8,}{milliseconds:9.1f}{milliseconds / yardstick:8.2f}", flush=True)


if __name__ == "__main__":
    main()
