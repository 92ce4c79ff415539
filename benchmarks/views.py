"""Measure how soon a page can be used in headless Chromium, plain pyvis beside it: the tables of docs/explorer.md.

    python benchmarks/views.py [GRAPH...] [--sizes 5000 20000 100000] [--repeat 3] [--patience 120] [--moved]

For each GRAPH and each made-up graph of so many nodes: the processor time to write the page, its size, the time from
navigation to the first picture that can be used, to everything read, the longest block of the main thread until then,
and the slowest of some searches (from the key to the list on the page). In brackets what the page's thread itself was
at work, which other programs of a busy machine hardly change. The yardstick, in the same run, is pyvis with its
defaults on the same 1,000 nodes, for which it waits `--patience` seconds. Medians of `--repeat` visits, each in a fresh
browser. `--moved` tells how far known nodes move when ten papers come in. Prints Markdown. Needs Playwright and
Chromium.
"""

import argparse
import json
import os
import random
import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from kgbuild import vocabulary as v
from kgbuild.graph import read_graph, to_model
from kgbuild.graph.project import to_networkx
from kgbuild.graph.relations import PAPER
from kgbuild.views import write_view
from kgbuild.views.html import to_html, write_page
from kgbuild.views.known import extend_layout, mean_displacement, read_layout
from kgbuild.views.layout import build_layout
from kgbuild.views.payload import build_payload

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


WATCH = """new PerformanceObserver((list) => { for (const entry of list.getEntries())
  (window.blocks ??= []).push(entry.duration); }).observe({ type: 'longtask', buffered: true });"""
# From the key to the list on the page, the drawing of the list included.
SEARCH = """async (query) => { const input = document.getElementById('query'); input.focus(); input.value = query;
  const started = performance.now(); input.dispatchEvent(new Event('input'));
  document.getElementById('results').getBoundingClientRect(); return performance.now() - started; }"""
MARK = "(name) => performance.getEntriesByName(name)[0]?.startTime"


def measure_page(chromium: Any, page_file: Path, repeat: int) -> dict[str, float]:
    """Return medians over visits, in milliseconds: first usable picture, all read, longest block, slowest search."""
    visits = [_visit(chromium, page_file) for _ in range(repeat)]
    return {name: statistics.median(visit[name] for visit in visits) for name in visits[0]}


def _launch(chromium: Any) -> Any:
    own = Path("/usr/bin/chromium")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-component-update"]
    return chromium.launch(executable_path=own if own.exists() else None, args=flags)


def _visit(chromium: Any, page_file: Path) -> dict[str, float]:
    browser = _launch(chromium)
    try:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        browser.start_tracing(page=page, categories=["toplevel", "blink.user_timing"])
        page.goto(page_file.as_uri(), wait_until="commit", timeout=120_000)
        page.wait_for_selector("html[data-loaded=true]", state="attached", timeout=120_000)
        page.wait_for_timeout(500)
        usable, read = (page.evaluate(MARK, f"kgbuild-{name}") for name in ("ready", "loaded"))
        traced = _read_trace(json.loads(browser.stop_tracing())["traceEvents"])
        search = max(page.evaluate(SEARCH, query) for query in QUERIES)
        return {"usable": usable, "read": read, "search": search, **traced}
    finally:
        browser.close()


def _read_trace(events: list[dict[str, Any]]) -> dict[str, float]:
    """Return, of the page's main thread in milliseconds: its longest task, and the same and the start in its own time.

    Its own time is what the processor spent on it: on a busy machine the clock counts the others' work too.
    """
    main = {
        (e["pid"], e["tid"]) for e in events if e["name"] == "thread_name" and e["args"]["name"] == "CrRendererMain"
    }
    own = [event for event in events if (event["pid"], event["tid"]) in main]
    tasks = [event for event in own if event["name"] == "ThreadControllerImpl::RunTask" and "dur" in event]
    # The process that shows the page is the one that left our mark.
    (ready,) = (event for event in own if event["name"] == "kgbuild-ready")
    tasks = [task for task in tasks if task["pid"] == ready["pid"]]
    return {
        "block": max(task["dur"] for task in tasks) / 1000,
        "own block": max(task.get("tdur", 0) for task in tasks) / 1000,
        "own usable": (ready["tts"] - min(task["tts"] for task in tasks if "tts" in task)) / 1000,
    }


def measure_pyvis(chromium: Any, store: Store, folder: Path, limit: int) -> tuple[float, float] | None:
    """Return what plain pyvis with its defaults takes for the same graph, in seconds: picture and longest block.

    None where it shows no picture within `limit` seconds.
    """
    from playwright.sync_api import TimeoutError as TookTooLong
    from pyvis.network import Network

    graph = to_networkx(to_model(store))
    network = Network(directed=True)
    for node, known in graph.nodes(data=True):
        network.add_node(node, label=known["label"])
    for paper, entity in sorted({(paper, entity) for paper, entity in graph.edges()}):
        network.add_edge(paper, entity)
    target = folder / "pyvis.html"
    # Its pages load two things from the network, which is not what is measured here: both are inlined or dropped.
    text = network.generate_html(notebook=False)
    library = files("pyvis").joinpath("templates", "lib", "vis-9.1.2", "vis-network.min.js").read_text("utf-8")
    text = re.sub(r"<(script|link)\b[^>]*(?:src|href)=[^>]*>(?:\s*</script>)?", "", text)
    text = text.replace("<head>", "<head><script>" + library.replace("</script", "<\\/script") + "</script>", 1)
    text = text.replace("network = new vis.Network(container, data, options);", PYVIS_WATCH, 1)
    target.write_text(text, "utf-8")
    browser = _launch(chromium)
    try:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.add_init_script(WATCH)
        page.goto(target.as_uri(), wait_until="commit", timeout=limit * 1000)
        try:
            page.wait_for_function("window.stable", timeout=limit * 1000)
        except TookTooLong:
            return None
        page.wait_for_timeout(500)
        stable, block = page.evaluate("[window.stable, Math.max(...(window.blocks ?? [0]))]")
        return stable / 1000, block / 1000
    finally:
        browser.close()


# pyvis hides the picture behind a progress bar until its physics has come to rest.
PYVIS_WATCH = """network = new vis.Network(container, data, options);
network.once('stabilizationIterationsDone', () => { window.stable = performance.now(); });"""


def measure_moves(store: Store, folder: Path) -> list[str]:
    """Return how far known nodes move when ten papers come in, with and without the earlier page's places."""
    model = to_model(store)
    graph = to_networkx(model)
    new = set(random.Random(1).sample(list(model.papers), 10))  # noqa: S311 no secret
    kept = model.papers.keys() - new
    before = model.cut({*kept, *(fact.thing for fact in model.facts if fact.paper in kept)})
    old = build_layout(to_networkx(before))
    page_file = folder / "old.html"
    write_page(to_html(build_payload(before, old)), page_file)
    known = read_layout(page_file)
    width = max(x for x, _ in old.positions.values()) - min(x for x, _ in old.positions.values())
    rows = []
    for words, layout in (("--layout-from", extend_layout(graph, known)), ("laid out anew", build_layout(graph))):
        count, moved = mean_displacement(known, layout)
        rows.append(f"| {words} | {count:,} | {len(graph) - count} | {moved:.1f} | {100 * moved / width:.2f} % |")
    return rows


def main() -> None:
    """Run the measurements asked for and print them as Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graphs", nargs="*", type=Path, metavar="GRAPH")
    parser.add_argument("--sizes", nargs="*", type=int, default=[5000, 20_000, 100_000])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--no-yardstick", action="store_true", help="leave out plain pyvis")
    parser.add_argument("--patience", type=int, default=120, help="seconds to wait for pyvis' picture")
    parser.add_argument("--moved", action="store_true", help="only: how far nodes move when papers come in")
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        if options.moved:
            print("| layout | nodes known | new | mean move (units) | of the width |\n|---|--:|--:|--:|--:|")
            for graph in options.graphs:
                print("\n".join(measure_moves(read_graph(graph), folder)))
            return
        print(f"Load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors.\n")
        print(
            "| graph | nodes | written | page | first usable (own) | all read | longest block (own) | slowest search |"
        )
        print("|---|--:|--:|--:|--:|--:|--:|--:|", flush=True)
        for graph in options.graphs:
            _measure(graph.name, read_graph(graph), folder, playwright.chromium, options.repeat)
        for size in options.sizes:
            _measure("made up", make_graph(size), folder, playwright.chromium, options.repeat)
        if not options.no_yardstick:
            _compare(playwright.chromium, folder, options.repeat, options.patience)
        print(f"\nLoad of the machine at the end: {os.getloadavg()[0]:.1f}.")


def _compare(chromium: Any, folder: Path, repeat: int, limit: int) -> None:
    """Print how much longer plain pyvis takes than ours on the same 1,000 nodes, one after the other."""
    store = make_graph(1000)
    ours = _measure("beside pyvis", store, folder, chromium, repeat)
    theirs = measure_pyvis(chromium, store, folder, limit)
    if theirs is None:
        print(f"\nPlain pyvis, the same nodes: no picture within {limit} s, more than {limit / ours:.0f} times ours.")
        return
    picture, block = theirs
    print(f"\nPlain pyvis, the same nodes: {picture:.1f} s to its picture, {picture / ours:.0f} times ours; ", end="")
    print(f"longest block {block:.1f} s.")


def _measure(name: str, store: Store, folder: Path, chromium: Any, repeat: int) -> float:
    """Print a row of the table; return the seconds to the first usable picture."""
    page_file = folder / "page.html"
    started = time.process_time()
    summary = write_view(to_model(store), page_file)
    written = time.process_time() - started
    size = page_file.stat().st_size / 1e6
    found = measure_page(chromium, page_file, repeat)
    seconds = {key: f"{value / 1000:.2f} s" for key, value in found.items()}
    usable, block = (f"{seconds[key]} ({seconds['own ' + key]})" for key in ("usable", "block"))
    print(
        f"| {name} | {summary.nodes:,} | {written:.0f} s | {size:.1f} MB | {usable} | {seconds['read']} | {block} "
        f"| {found['search']:.0f} ms |",
        flush=True,
    )
    return found["usable"] / 1000


if __name__ == "__main__":
    main()
