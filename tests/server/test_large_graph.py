"""A graph that is served from a store on disk answers as one in memory, in worker processes that read its files."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import BASE, Served, start_server, stop_server
from waiting import is_running, wait_until

from kgbuild.graph import read_graph, stores

ROOT = Path(__file__).resolve().parents[2]
QUERIES = (
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n) ?p",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    'SELECT ?s ?l { ?s skos:prefLabel ?l FILTER(CONTAINS(?l, "BERT")) } ORDER BY ?l ?s',
    "CONSTRUCT { ?o kg:of ?s } WHERE { ?s kg:usesMethod ?o }",
)


@pytest.fixture(scope="module")
def served_both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Served]]:
    """The demo's graph, served from memory and from a store on disk."""
    folder = tmp_path_factory.mktemp("large")
    for name in ("graph.ttl", "evidence.ttl"):
        shutil.copy(ROOT / "output" / "demo" / name, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stores, "LARGE", 0)
        read_graph(folder)
    command = f"import sys; sys.argv[1:] = ['serve', {str(folder)!r}, '--port', '0', '--cache', '0']\n"
    command += "import kgbuild.graph.stores as stores; stores.LARGE = 0\nfrom kgbuild.cli import main; main()"
    process = subprocess.Popen([sys.executable, "-c", command], stderr=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stderr is not None
    found = re.search(r"at (http://127\.0\.0\.1:\d+/)", process.stderr.readline())
    assert found
    disk, memory = Served(found[1], process), start_server(folder, "--cache", "0")
    yield memory, disk
    assert [stop_server(one) for one in (memory, disk)] == [(0, ""), (0, "")]


def test_answers_are_the_same(served_both: tuple[Served, Served]) -> None:
    memory, disk = served_both
    for sparql in QUERIES:
        for accept in ("text/csv", "application/sparql-results+json", "text/turtle"):
            assert disk.query(sparql, accept)[::2] == memory.query(sparql, accept)[::2], sparql


def test_pages_of_things_are_the_same(served_both: tuple[Served, Served]) -> None:
    memory, disk = served_both
    for path in ("/id/entity/bert", "/id/entity/imagenet", "/id/graph", "/sparql"):
        for form in ("text/html", "text/turtle"):
            answers = [one.ask("GET", path, headers={"Accept": form})[::2] for one in (memory, disk)]
            assert answers[0] == answers[1] or path == "/sparql"  # which tells its own address
            assert answers[0][0] == answers[1][0] in (200, 303)


@pytest.mark.skipif(sys.platform != "linux", reason="asks the system which files a process has open")
def test_a_worker_keeps_the_files_of_the_store_and_nothing_else(served_both: tuple[Served, Served]) -> None:
    _, disk = served_both
    disk.query(QUERIES[0])
    for worker in disk.children():
        links = [str(entry.readlink()) for entry in Path(f"/proc/{worker}/fd").iterdir()]
        files = [link for link in links if "/store-" in link]
        assert any(link.endswith(".sst") for link in files)
        assert sum(link.startswith("socket:") for link in links) == 1  # the line to the server


def test_another_server_is_never_asked(served_both: tuple[Served, Served]) -> None:
    _, disk = served_both
    status, _, body = disk.query("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")
    assert (status, "SERVICE is refused" in body) == (403, True)


@pytest.mark.skipif(sys.platform != "linux", reason="asks the system which processes there are")
def test_workers_end_with_their_server(tmp_path: Path) -> None:
    graph = tmp_path / "graph.nt"
    graph.write_text(f"<{BASE}entity/bert> <x:b> <x:c> .\n", encoding="utf-8")
    command = f"import sys; sys.argv[1:] = ['serve', {str(graph)!r}, '--port', '0']\n"
    command += "import kgbuild.graph.stores as stores; stores.LARGE = 0\nfrom kgbuild.cli import main; main()"
    process = subprocess.Popen([sys.executable, "-c", command], stderr=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stderr is not None
    assert "making a store, once" in process.stderr.readline()
    found = re.search(r"at (http://127\.0\.0\.1:\d+/)", process.stderr.readline())
    assert found
    served = Served(found[1], process)
    assert served.query("ASK { ?s ?p ?o }")[0] == 200
    workers = served.children()
    assert workers
    process.kill()
    process.wait()
    process.stderr.close()
    wait_until(lambda: not any(map(is_running, workers)), "the end of the workers")
