"""A graph behind `kgbuild serve`, in a process of its own, and plain HTTP to it."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from waiting import GUARD_SECONDS, children_of, seconds_of, wait_until

DATA = "http://kasei.us/2009/09/sparql/data/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
KG = "https://w3id.org/kgbuild/ontology#"
BASE = "https://w3id.org/kgbuild/id/"
DCTERMS = "http://purl.org/dc/terms/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
# A title that would run as a script in a page that does not escape it.
HOSTILE = "<img src=x onerror=alert(1)><b>Bold</b> & \"quoted\" 'title' </script>"


def _quads() -> str:
    """Return the W3C tests' three graphs, and papers in the default graph, one of them hostile, with evidence."""
    lines = [
        f"<{DATA}data{n}.rdf> <{RDF}type> <http://xmlns.com/foaf/0.1/Document> <{DATA}data{n}.rdf> ." for n in (1, 2, 3)
    ]
    for n in range(200):
        paper = f"<{BASE}paper/p{n}>"
        title = HOSTILE if n == 0 else f"Paper {n}"
        lines += [
            f"{paper} <{RDF}type> <{KG}Paper> .",
            f"{paper} <{DCTERMS}title> {json.dumps(title)} .",
            f"{paper} <{KG}usesMethod> <{BASE}entity/bert> .",
        ]
    statement = f"<{BASE}statement/1>"
    lines += [
        f"<{BASE}entity/bert> <{RDF}type> <{KG}Method> .",
        f'<{BASE}entity/bert> <{SKOS}prefLabel> "BERT" .',
        f'<{BASE}entity/caf%C3%A9> <{SKOS}prefLabel> "Café" .',
        f"{statement} <{RDF}object> <{BASE}entity/bert> <{BASE}evidence> .",
    ]
    return "\n".join(lines) + "\n"


@dataclass
class Served:
    """A running server."""

    address: str
    process: subprocess.Popen[str]

    def ask(
        self, method: str, target: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], str]:
        """Return status, headers and text of one response; nothing is added to the request, nothing followed."""
        host, port = re.fullmatch(r"http://([^:]+):(\d+)/", self.address).groups()  # type: ignore[union-attr]
        connection = http.client.HTTPConnection(host, int(port), timeout=GUARD_SECONDS)
        try:
            connection.request(method, target, body, headers or {})
            response = connection.getresponse()
            named = {name.lower(): value for name, value in response.getheaders()}
            return response.status, named, response.read().decode("utf-8")
        finally:
            connection.close()

    def query(self, sparql: str, accept: str = "application/sparql-results+json") -> tuple[int, dict[str, str], str]:
        """POST a query."""
        return self.ask(
            "POST", "/sparql", sparql.encode(), {"Content-Type": "application/sparql-query", "Accept": accept}
        )

    def children(self) -> list[int]:
        """Return the process ids of the workers."""
        return children_of(self.process.pid)

    def wait_for_work(self, count: int = 1) -> list[int]:
        """Return the process ids of the workers of a fresh server once so many of them have long been at work."""
        wait_until(lambda: sum(seconds_of(pid) > 0.3 for pid in self.children()) >= count, f"{count} workers at work")
        return self.children()


def start_server(graph: Path, *options: str) -> Served:
    """Start `kgbuild serve` on a free port and return once it answers."""
    command = [sys.executable, "-m", "kgbuild", "serve", str(graph), "--port", "0", *options]
    environment = {**os.environ, "COLUMNS": "200"}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=environment)
    assert process.stderr is not None
    line = process.stderr.readline()
    found = re.search(r"at (http://127\.0\.0\.1:\d+/)", line)
    assert found, line + process.stderr.read()
    served = Served(found[1], process)
    assert served.query("ASK {}")[0] == 200
    return served


def stop_server(served: Served, how: int = signal.SIGINT) -> tuple[int, str]:
    """Stop a server and return its exit status and what it said after its first line."""
    assert served.process.stderr is not None
    served.process.send_signal(how)
    _, said = served.process.communicate(timeout=GUARD_SECONDS)  # until no worker has its standard error open
    return served.process.returncode, said


@pytest.fixture(scope="session")
def graph_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("served") / "graph.nq"
    path.write_text(_quads(), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def served(graph_file: Path) -> Iterator[Served]:
    """A server that gives 500 rows at most; no query of a test takes as long as it may."""
    server = start_server(graph_file, "--timeout", "300", "--max-rows", "500")
    yield server
    status, said = stop_server(server)
    assert (status, said) == (0, "")


@pytest.fixture
def start(request: pytest.FixtureRequest) -> Callable[..., Served]:
    """Start servers that end with the test, whatever happens in it."""

    def begin(*arguments: Any) -> Served:
        server = start_server(*arguments)
        request.addfinalizer(server.process.kill)
        return server

    return begin


@pytest.fixture
def stop() -> Callable[..., tuple[int, str]]:
    return stop_server


@pytest.fixture(scope="session")
def hostile_title() -> str:
    return HOSTILE
