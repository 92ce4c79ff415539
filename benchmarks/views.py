"""Measure how soon a page can be used in headless Chromium, plain pyvis beside it: the tables of docs/explorer.md.

    python benchmarks/views.py [GRAPH...] [--sizes 1000 5000 20000 100000] [--repeat 3] [--moved]

For each GRAPH and each made-up graph of so many nodes: how long the page takes to write, its size, the time from
navigation to the first picture that can be used, to everything read, the longest block of the main thread until then,
and the slowest of some searches (from the key to the list on the page). The yardstick, in the same run, is pyvis with
its defaults on the same 1,000 nodes. Medians of `--repeat` visits, each in a fresh browser. `--moved` tells how far
known nodes move when ten papers come in. Prints Markdown. Needs Playwright and Chromium.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from kgbuild import vocabulary as v
from kgbuild.graph import read_graph
from kgbuild.graph.project import PAPER, to_networkx
from kgbuild.views import write_view

KINDS = {
    "Method": ("usesMethod", "proposesMethod", 0.55),
    "Task": ("addressesTask", "addressesTask", 0.25),
    "Dataset": ("usesDataset", "introducesDataset", 0.13),
    "Benchmark": ("evaluatesOnBenchmark", "introducesBenchmark", 0.07),
}
SYLLABLES = ("ra", "ne", "to", "li", "vor", "mi", "sa", "ken", "du", "pha", "ro", "bel", "ti", "gan", "su", "lo")
QUERIES = ("a", "net", "rane", "study of", "kenvor", "dupha task")


def make_graph(size: int) -> Store:
    """Return a store of about `size` nodes: papers in topics, few things common, most named once, all quoted."""
    rng = random.Random(size)  # noqa: S311 no secret
    store = Store()
    store.bulk_extend(_make_quads(size, rng))
    return store


def _make_quads(size: int, rng: random.Random) -> Iterator[Quad]:
    papers = max(2, size // 6)
    topics = max(4, papers // 45)
    made: set[str] = set()
    left = size - papers
    for number in range(papers):
        paper = f"{v.DEFAULT_BASE}paper/study-{number}"
        topic = min(int(rng.paretovariate(0.9)), topics) - 1 if rng.random() < 0.3 else rng.randrange(topics)
        yield from _describe(paper, PAPER, f"A study of {_word(rng)} with {_word(rng)}, part {number}", rng)
        own = left // (papers - number) if number < papers - 1 else left
        chosen = {_shared(topic, topics, rng) for _ in range(rng.randint(2, 6))}
        chosen |= {(_kind(rng), f"own-{number}-{i}") for i in range(own)}
        for kind, name in sorted(chosen):
            thing = f"{v.DEFAULT_BASE}entity/{name}"
            if name not in made:
                made.add(name)
                left -= 1
                yield from _describe(thing, kind, f"{_word(rng)} {name[-6:]} {kind.lower()}", rng)
            yield from _link(paper, KINDS[kind][name.startswith("own")], thing, f"{number}-{name}", rng)


def _shared(topic: int, topics: int, rng: random.Random) -> tuple[str, str]:
    """Return kind and name of a thing of the topic, of a neighbouring one, or one that all papers may name."""
    place = min(int(rng.paretovariate(0.8)), 30)
    where = f"all-{min(int(rng.paretovariate(0.7)), 40)}" if rng.random() < 0.12 else ""
    near = (topic + rng.choice((0, 0, 0, 0, 1))) % topics
    name = where or f"topic-{near}-{place}"
    kind = list(KINDS)[(place if not where else len(where)) % len(KINDS)]
    return kind, f"{name}-{kind.lower()}"


def _kind(rng: random.Random) -> str:
    return rng.choices(list(KINDS), [share for *_, share in KINDS.values()])[0]


def _word(rng: random.Random) -> str:
    return "".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))).capitalize()


def _describe(iri: str, kind: str, label: str, rng: random.Random) -> Iterator[Quad]:
    yield _fact(iri, v.RDF + "type", NamedNode(v.KG + kind))
    yield _fact(iri, (v.DCTERMS + "title") if kind == PAPER else (v.SKOS + "prefLabel"), Literal(label))
    if kind == PAPER:
        yield _fact(iri, v.DCTERMS + "issued", Literal(str(rng.randint(2010, 2025))))
    elif rng.random() < 0.3:
        yield _fact(iri, v.SKOS + "altLabel", Literal(_word(rng)))


def _link(paper: str, relation: str, thing: str, key: str, rng: random.Random) -> Iterator[Quad]:
    statement, mention = f"{v.DEFAULT_BASE}statement/{key}", f"{v.DEFAULT_BASE}statement/{key}#1"
    yield _fact(paper, v.KG + relation, NamedNode(thing))
    for name, value in (
        (v.RDF + "subject", NamedNode(paper)),
        (v.RDF + "predicate", NamedNode(v.KG + relation)),
        (v.RDF + "object", NamedNode(thing)),
        (v.KG + "confidence", Literal(str(round(rng.uniform(0.5, 1), 3)))),
        (v.KG + "hasMention", NamedNode(mention)),
    ):
        yield _fact(statement, name, value)
    texts = {"exact": _word(rng), "prefix": " ".join(_word(rng) for _ in range(9)) + " ", "suffix": f" {_word(rng)}."}
    yield _fact(mention, v.KG + "section", Literal("abstract"))
    for name, text in texts.items():
        yield _fact(mention, v.OA + name, Literal(text))


def _fact(subject: str, predicate: str, value: NamedNode | Literal) -> Quad:
    return Quad(NamedNode(subject), NamedNode(predicate), value, DefaultGraph())
