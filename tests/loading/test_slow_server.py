"""A server that takes its time: what is sent to it may take longer than getting a connection may."""

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from kgbuild.loading import parse_target
from kgbuild.loading.http import Server

_PIECE = 1_000_000


class _SlowReader(BaseHTTPRequestHandler):
    arrived = 0

    def do_POST(self) -> None:
        left = int(self.headers["Content-Length"])
        while left and (piece := self.rfile.read(min(left, _PIECE))):  # nothing: the sender has given up
            left -= len(piece)
            type(self).arrived += len(piece)
            time.sleep(0.05)
        self.send_response(204)
        self.end_headers()

    def log_request(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def slow_server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _SlowReader) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/data"
        server.shutdown()


def test_a_batch_may_take_longer_to_arrive_than_a_connection_to_get(
    slow_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kgbuild.loading.http._TIMEOUT", (0.5, 60))
    body = b"#" * (30 * _PIECE)
    with Server(parse_target(slow_server), 7) as server:
        server.send("POST", "", body, 7)
    assert server.done == 7
    assert _SlowReader.arrived == len(body)
