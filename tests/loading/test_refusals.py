"""What a server's refusals become: one line that says what would help. The server here says what it is told to."""

import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from pyoxigraph import Store

from kgbuild.errors import GraphError, LoadError
from kgbuild.loading import load_graph, parse_target

PAGE = b"<html><head><title>x</title><style>p {}</style></head><body><h1>Not\ntoday</h1> &amp; so on</body></html>"


class Refusing(BaseHTTPRequestHandler):
    """Refuses everything with the status that its path ends in."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status = int(self.path.partition("?")[0].rpartition("/")[2])
        self.send_response(status)
        if status == 301:
            self.send_header("Location", "https://elsewhere.example/data")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
        """Say nothing."""


@pytest.fixture(scope="module")
def refusing() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Refusing) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (301, "give that address"),
        (401, "KGBUILD_PASSWORD"),
        (403, "a user who may write"),
        (404, "docs/databases.md"),
        (405, "docs/databases.md"),
        (500, "Not today & so on"),
    ],
)
def test_a_refusal_is_one_line_with_the_servers_words_and_what_would_help(
    refusing: str, small_store: Store, status: int, words: str
) -> None:
    with pytest.raises(LoadError) as refused:
        load_graph(small_store, parse_target(f"{refusing}/{status}"))
    said = str(refused.value)
    assert words in said
    assert "\n" not in said
    assert "<" not in said


def test_a_queries_address_that_answers_something_else_is_told(refusing: str, small_store: Store) -> None:
    with pytest.raises(LoadError, match="--query-url"):
        load_graph(small_store, parse_target(f"{refusing}/204", query_url=f"{refusing}/200"))
    with pytest.raises(LoadError, match="--query-url"):
        load_graph(small_store, parse_target(f"{refusing}/204", query_url=f"{refusing}/404"))


def test_without_the_driver_the_extra_is_named(small_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "neo4j", None)
    with pytest.raises(LoadError, match=r"pip install 'kgbuild\[neo4j\]'"):
        load_graph(small_store, parse_target("bolt://127.0.0.1:9"))


def test_a_graph_that_is_none_of_ours_is_named_before_neo4j_is_asked() -> None:
    with pytest.raises(GraphError, match=r"^g\.ttl: no graph of ours: "):
        load_graph(Store(), parse_target("bolt://127.0.0.1:9"), where="g.ttl")
