"""What `kgbuild serve` bears: slow clients, too many, heavy queries, dying workers; and who may ask at all."""

import asyncio
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
import uvicorn
from waiting import GUARD_SECONDS, wait_until

from kgbuild.server import connections
from kgbuild.server.connections import Sparing, most_connections, tell_want_of_files, watched
from kgbuild.server.origins import is_origin

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SORT = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY DESC(?f) ?a ?h"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts a process's memory so")


def _port(served):
    return int(re.findall(r":(\d+)/", served.address)[0])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST:80", "[::1]:7878", "127.0.0.1:1"])
def test_loopback_names_are_answered(served, host):
    assert served.ask("GET", "/sparql?query=ASK%7B%7D", headers={"Host": host})[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "evil.example:7878", "localhost.evil.example", "127.0.0.1.evil.example", "evillocalhost"),
        *("10.0.0.1", "[::2]", "", "localhost@evil.example", "evil.example#localhost", "localhost:80:80", "127.1"),
    ],
)
def test_other_names_are_not_also_for_pages_and_quotes(served, host):
    for target in (
        "/sparql?query=ASK%7B%7D",
        "/id/entity/bert",
        "/",
        "/report",
        "/ask",
        "/names",
        "/examples.json",
        "/static/theme.js",
    ):
        status, headers, text = served.ask("GET", target, headers={"Host": host})
        assert (status, len(text.splitlines())) == (421, 1)
        assert "access-control-allow-origin" not in headers
    assert served.ask("OPTIONS", "/sparql", headers={"Host": host, "Origin": "http://localhost"})[0] == 421


@pytest.mark.parametrize("origin", ["https://example.org", "null", "http://localhost.evil.example", "file://"])
def test_pages_of_other_sites_may_not_ask(served, origin):
    for method in ("GET", "POST"):
        status, headers, _ = served.ask(method, "/sparql?query=ASK%7B%7D", headers={"Origin": origin})
        assert (status, "access-control-allow-origin" in headers) == (403, False)
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    status, headers, _ = served.ask("OPTIONS", "/sparql", headers=asked)
    assert (status, "access-control-allow-origin" in headers) == (403, False)


def test_the_servers_own_pages_may_ask_and_other_sites_cannot_load_them(served):
    port = _port(served)
    own = {"Origin": f"http://localhost:{port}", "Host": f"localhost:{port}"}
    status, headers, _ = served.ask("GET", "/sparql?query=ASK%7B%7D", headers=own)
    assert (status, headers["cross-origin-resource-policy"]) == (200, "same-origin")
    assert served.ask("GET", "/sparql?query=ASK%7B%7D", headers={**own, "Origin": "http://localhost:1"})[0] == 403


def test_origins_and_names_that_are_given_may_ask(start, stop, graph_file):
    server = start(
        graph_file, "--cors", "https://a.example", "--cors", "http://b.example:8080", "--host-name", "kg.home"
    )
    for origin, status in (
        ("https://a.example", 200),
        ("http://b.example:8080", 200),
        ("https://b.example:8080", 403),
        ("https://a.example.evil.example", 403),
    ):
        told, headers, _ = server.ask("GET", "/sparql?query=ASK%7B%7D", headers={"Origin": origin, "Host": "kg.home"})
        assert told == status
        assert headers.get("access-control-allow-origin") == (origin if status == 200 else None)
    asked = {"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
    status, headers, _ = server.ask("OPTIONS", "/sparql", headers=asked)
    assert status == 200
    assert "POST" in headers["access-control-allow-methods"]
    assert stop(server) == (0, "")


def test_everybody_may_ask_only_where_that_is_said(start, stop, graph_file):
    server = start(graph_file, "--cors", "*")
    _, headers, _ = server.ask("GET", "/sparql?query=ASK%7B%7D", headers={"Origin": "https://any.example"})
    assert headers["access-control-allow-origin"] == "*"
    assert server.ask("GET", "/sparql?query=ASK%7B%7D", headers={"Host": "any.example"})[0] == 421
    assert stop(server) == (0, "")


@pytest.mark.parametrize("origin", ["example.org", "https://example.org/", "https://", "null", "https://a b", "**"])
def test_what_is_no_origin_is_wrong_use(graph_file, origin):
    assert not is_origin(origin)
    command = [sys.executable, "-m", "kgbuild", "serve", str(graph_file), "--cors", origin]
    done = subprocess.run(command, capture_output=True, text=True, timeout=GUARD_SECONDS, check=False)
    assert done.returncode == 2
    assert "--cors" in done.stderr


async def _slow(scope, receive, send):
    """Answer /long with what a slow client does not take at once, anything else with what was sent."""
    sent = b""
    while (message := await receive())["type"] == "http.request" and message.get("more_body"):
        sent += message["body"]
    body = b"x" * (32 << 20) if scope["path"] == "/long" else b"done"
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", str(len(body)).encode())]}
    )
    for first in range(0, len(body), 1 << 16):
        await send({"type": "http.response.body", "body": body[first : first + (1 << 16)], "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


class _Quick:
    """A server of this process with room for eight connections; it waits for ever until its patience ends."""

    def __init__(self, monkeypatch):
        self._set = monkeypatch.setattr
        self.end_patience(3600)
        self._set(connections, "_SWEEP_SECONDS", 0.05)
        self.received = 0
        protocol = watched(8)
        take = protocol.data_received

        def count(connection, data):
            take(connection, data)
            self.received += len(data)

        protocol.data_received = count
        config = uvicorn.Config(
            _slow, http=protocol, ws="none", loop="asyncio", lifespan="off", log_config=None, timeout_keep_alive=3600
        )
        self.server = uvicorn.Server(config)

    def end_patience(self, seconds=0.0):
        for name in ("HEAD_SECONDS", "BODY_SECONDS", "TAKE_SECONDS"):
            self._set(connections, name, seconds)

    def connect(self, data=b""):
        """Return a line on which something was sent, once the server has taken that in."""
        known, received = self.clients(), self.received
        line = socket.create_connection(("127.0.0.1", self.port), timeout=GUARD_SECONDS)
        line.sendall(data)
        wait_until(lambda: self.received >= received + len(data), "all that was sent")
        if not data:
            wait_until(lambda: len(self.clients()) > len(known), "a further client")
        return line

    def clients(self):
        """Return the connections that are open."""
        return [one for one in tuple(self.server.server_state.connections) if not one.transport.is_closing()]


@pytest.fixture
def quick(monkeypatch):
    quick = _Quick(monkeypatch)
    with socket.create_server(("127.0.0.1", 0)) as line:
        quick.port = line.getsockname()[1]
        thread = threading.Thread(target=quick.server.run, kwargs={"sockets": [line]}, daemon=True)
        thread.start()
        yield quick
        quick.server.should_exit = True
        quick.end_patience()
        thread.join(GUARD_SECONDS)
        assert not thread.is_alive()


WHOLE = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.parametrize(
    "half",
    [
        b"",
        b"G",
        b"GET / HTTP/1.1\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ",
        WHOLE + b"GET / HTT",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nab",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    ],
)
def test_half_a_request_is_closed(quick, half):
    with quick.connect(half) as line:
        received = b""
        while half.startswith(WHOLE) and not received.endswith(b"done"):
            received += line.recv(65536)
        quick.end_patience()
        while part := line.recv(65536):
            received += part
    assert received.endswith(b"send it whole\n")
    assert b"HTTP/1.1 408 " in received


def test_a_request_that_comes_drop_by_drop_is_closed(quick):
    quick.end_patience(0.5)
    line = socket.create_connection(("127.0.0.1", quick.port), timeout=GUARD_SECONDS)
    with line, pytest.raises(OSError):  # noqa: PT011, PT012  # a reset or a broken pipe
        for byte in WHOLE * 40:
            line.sendall(bytes([byte]) if byte != 10 else b"a")
            time.sleep(0.05)


def test_an_answer_that_is_not_taken_is_closed(quick):
    with quick.connect(WHOLE.replace(b"/ ", b"/long ")) as line:
        wait_until(lambda: [one for one in quick.clients() if one.stuck_since is not None], "a client that is stuck")
        quick.end_patience()
        wait_until(lambda: not quick.clients(), "the end of its connection")
        received = 0
        with pytest.raises(OSError):  # noqa: PT011, PT012
            while part := line.recv(1 << 16):
                received += len(part)
            raise ConnectionResetError  # closed in between is as good
    assert received < 32 << 20


def test_one_connection_too_many_ends_the_one_that_waited_longest(quick, caplog):
    with caplog.at_level(logging.WARNING, "uvicorn.error"):
        idle = [quick.connect() for _ in range(8)]
        with quick.connect(WHOLE) as line:
            assert line.recv(1000).startswith(b"HTTP/1.1 200")
        assert idle[0].recv(10) == b""
        for line in idle:
            line.close()
    assert "more than 8 connections" in caplog.text


def test_a_flood_writes_one_line(caplog):
    records = [logging.LogRecord("x", logging.WARNING, "", 0, "again %d", (n,), None) for n in range(1000)]
    sparing = Sparing()
    assert sum(map(sparing.filter, records)) == 1
    error = logging.LogRecord("x", logging.ERROR, "", 0, "again %d", (1,), None)
    assert all(sparing.filter(error) for _ in range(3))


def test_want_of_descriptors_is_one_line_and_no_traceback(caplog):
    loop = asyncio.new_event_loop()
    try:
        tell_want_of_files(
            loop, {"message": "socket.accept() out of system resource", "exception": OSError(24, "Many")}
        )
        assert [record.exc_info for record in caplog.records] == [None]
        tell_want_of_files(loop, {"message": "else", "exception": ValueError("x")})
        assert "ValueError" in caplog.text
    finally:
        loop.close()


def test_the_limit_of_connections_leaves_descriptors_for_the_rest(monkeypatch):
    resource = pytest.importorskip("resource")
    for files, expected in ((1024, 512), (1 << 20, 512), (256, 64), (64, 16)):
        monkeypatch.setattr(resource, "getrlimit", lambda _, files=files: (files, files))
        assert most_connections() == expected


@LINUX
def test_a_query_that_takes_more_memory_is_told_so_and_others_are_answered(start, stop, graph_file):
    server = start(graph_file, "--memory", "256", "--cache", "0", "--timeout", "300")
    with ThreadPoolExecutor(4) as pool:
        sorts = [pool.submit(server.query, SORT) for _ in range(4)]
        while not all(sort.done() for sort in sorts):
            assert server.query("ASK { ?p a kg:Paper }")[0] == 200
            time.sleep(0.05)
    told = [sort.result() for sort in sorts]
    assert {status for status, _, _ in told} == {503}
    assert any("more memory than 64 MiB" in text for _, _, text in told)
    assert stop(server) == (0, "")


@LINUX
def test_a_query_that_needs_more_than_a_first_share_gets_it(start, stop, graph_file):
    server = start(graph_file, "--memory", "512", "--cache", "0", "--timeout", "300")  # 16 MiB at first, then 128 MiB
    sparql = "SELECT ?a ?d { ?a ?b ?c . ?d a ?f } ORDER BY DESC(STR(?f)) LIMIT 20000"
    status, _, text = server.query(sparql, "text/csv")
    assert (status, len(text.splitlines())) == (200, 20_001)
    assert stop(server) == (0, "")


@LINUX
@pytest.mark.parametrize(
    ("number", "status", "told"),
    [
        (signal.SIGKILL, 503, "was killed (signal 9, SIGKILL)"),
        (signal.SIGSEGV, 500, "crashed (signal 11, SIGSEGV)"),
        (signal.SIGABRT, 500, "crashed (signal 6, SIGABRT)"),
        (signal.SIGTERM, 503, "was killed (signal 15, SIGTERM)"),
    ],
)
def test_a_worker_that_dies_is_told_as_what_it_is(start, stop, graph_file, number, status, told):  # noqa: PLR0917
    server = start(graph_file, "--timeout", "300")
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(server.query, RUNAWAY)
        for child in server.wait_for_work():
            os.kill(child, number)
        given, _, text = asked.result(timeout=GUARD_SECONDS)
    assert given == status
    assert told in text
    assert "memory" not in text
    for _ in range(4):  # those that were idle are told so too, and new ones take their place
        given = server.query("ASK { ?p a kg:Paper }")[0]
    assert given == 200
    code, said = stop(server)
    assert code == 0
    assert all("the process that answered a query" in line for line in said.splitlines())


@LINUX
@pytest.mark.parametrize("clause", ["SERVICE <URL>", "SERVICE SILENT <URL>", "#\r SERVICE <URL>", "SERVICE#\r<URL>"])
def test_no_request_reaches_the_network(served, clause):
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.setblocking(False)
        text = clause.replace("URL", f"http://127.0.0.1:{other.getsockname()[1]}/")
        assert served.ask("GET", f"/sparql?query={quote(f'SELECT * {{ {text} {{ ?s ?p ?o }} }}')}")[0] == 403
        with pytest.raises(BlockingIOError):
            other.accept()
