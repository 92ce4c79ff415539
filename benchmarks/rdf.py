"""How fast graphs are read and written, against pyoxigraph called bare in the same run.

    python benchmarks/rdf.py [--triples 500000] [--rounds 5]

Prints processor times, which other work on the machine changes least, and ratios; each round runs both by turns and the
median counts. Exit 1 where a ratio is above its limit: reading and counting 1.5, sorted writing 5.
"""

import argparse
import gc
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store

from kgbuild.datamodel import Entity, Evidence, Knowledge, Mention, Paper, Span, Statement
from kgbuild.entity_types import ENTITY_TYPES
from kgbuild.graph import build_graph, read_graph, run_query, write_graph, write_turtle
from kgbuild.graph.ordering import sorted_triples
from kgbuild.vocabulary import EVIDENCE_GRAPH, PREFIXES, RELATIONS

READING_LIMIT: Final = 1.5
WRITING_LIMIT: Final = 5.0
COUNT: Final = "SELECT (COUNT(*) AS ?triples) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


def made_up(papers: int) -> Knowledge:
    """Return papers that each name seven of the made-up things; the same ones every time."""
    chance = random.Random(7)  # noqa: S311  # not for secrets
    things = [
        Entity(f"thing-{n}", (ENTITY_TYPES[n % len(ENTITY_TYPES)],), f"Thing {n}", (f"T{n}",))
        for n in range(papers * 2)
    ]
    relations = {kind: [name for (of, _), name in RELATIONS.items() if of == kind] for kind in ENTITY_TYPES}
    statements = []
    for n in range(papers):
        for thing in sorted(chance.sample(range(len(things)), 7)):
            quote = Evidence(Mention(Span("abstract", 12, 20), f"Thing {thing}", "model"), "We look into ", " here.")
            predicate = chance.choice(relations[things[thing].types[0]])
            statements.append(Statement(f"paper-{n}", predicate, f"thing-{thing}", "named", 0.9, "kgbuild 0", (quote,)))
    titles = [
        (f"paper-{n}", Paper(f"A paper on {n}", id=str(n), authors=("A. Oak",), year=2024)) for n in range(papers)
    ]
    return Knowledge(tuple(titles), tuple(things), tuple(statements))


def take_turns(rounds: int, ours: Callable[[], object], bare: Callable[[], object]) -> tuple[float, float, float]:
    """Return the median processor time of each, in seconds, and the median of the ratios of the rounds."""
    times: list[tuple[float, float]] = []
    for _ in range(rounds):
        pair = []
        for work in (ours, bare):
            gc.collect()
            start = time.process_time()
            work()
            pair.append(time.process_time() - start)
        times.append((pair[0], pair[1]))
    return median(t[0] for t in times), median(t[1] for t in times), median(t[0] / t[1] for t in times)


def read_bare(folder: Path) -> None:
    """Read and count as pyoxigraph does it with no more around it."""
    store = Store()
    store.bulk_load(path=folder / "graph.ttl", format=RdfFormat.TURTLE, to_graph=DefaultGraph())
    store.bulk_load(path=folder / "evidence.ttl", format=RdfFormat.TURTLE, to_graph=NamedNode(EVIDENCE_GRAPH))
    list(store.query(COUNT))  # type: ignore[arg-type]


def main() -> int:
    """Measure, print, and tell by the exit status whether the limits hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--triples", type=int, default=500_000, help="about how many, rather more")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    start = time.perf_counter()
    graph = build_graph(made_up(options.triples // 144))
    built = time.perf_counter() - start
    total = len(graph.facts) + len(graph.evidence)
    print(f"{total:,} triples; made from knowledge in {built:.2f} s")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_graph(graph, folder)
        reading, bare, read_ratio = take_turns(
            options.rounds, lambda: run_query(read_graph(folder), COUNT), lambda: read_bare(folder)
        )
        store = Store()
        store.bulk_load(path=folder / "graph.ttl", format=RdfFormat.TURTLE)
        store.bulk_load(path=folder / "evidence.ttl", format=RdfFormat.TURTLE)
        triples = [quad.triple for quad in store]  # in the order that the dump has them
        writing, dumping, write_ratio = take_turns(
            options.rounds,
            lambda: write_turtle(sorted_triples(triples), folder / "sorted.ttl"),
            lambda: dump(store, folder / "dumped.ttl"),
        )
        once = (folder / "sorted.ttl").read_bytes()
        random.Random(8).shuffle(triples)  # noqa: S311
        write_turtle(sorted_triples(triples), folder / "sorted.ttl")
        same = once == (folder / "sorted.ttl").read_bytes()
    print(f"reading and counting: {reading:.2f} s, bare {bare:.2f} s, ratio {read_ratio:.2f} (limit {READING_LIMIT})")
    print(f"sorted writing: {writing:.2f} s, unsorted dump {dumping:.2f} s, ratio {write_ratio:.2f} ", end="")
    print(f"(limit {WRITING_LIMIT}); the same bytes from another order: {'yes' if same else 'NO'}")
    return 0 if same and read_ratio <= READING_LIMIT and write_ratio <= WRITING_LIMIT else 1


def dump(store: Store, path: Path) -> None:
    """Write a store as pyoxigraph does it, in its own order, with the same prefixes."""
    store.dump(path, format=RdfFormat.TURTLE, from_graph=DefaultGraph(), prefixes=PREFIXES)


if __name__ == "__main__":
    sys.exit(main())
