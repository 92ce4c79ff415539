"""What `kgbuild serve` endures: half-sent requests, and sorts of everything, while clients are answered.

    python benchmarks/endurance.py GRAPH [--half 1200] [--clients 20] [--sorts 20] [--seconds 30] [--memory 4096]

Half-sent requests: the server has 1,024 descriptors; so many connections send half the lines of a request, or half its
body, and again when they are closed, while so many clients ask. Sorts: so many clients ask at once for all pairs of
triples in order, while the memory that the workers take beside what they share with the server is added up.
Ends with status 1 if a client was not answered, the log is longer than 100 lines, or the memory went over its limit.
"""

import argparse
import contextlib
import os
import re
import resource
import selectors
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import IO

HEADERS = {"Content-Type": "application/sparql-query", "Accept": "application/sparql-results+json"}
HALVES = (
    b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: localhost\r\nX-Half: ",
    (
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: 99\r\n"
        b"\r\nASK"
    ),
    b"",
)
SORT = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY DESC(?f) ?a"
FILES = 1024


@contextlib.contextmanager
def served(graph: Path, log: IO[bytes], *options: str) -> Iterator[tuple[int, int]]:
    """Yield the process and the port of `kgbuild serve` for a graph, with 1,024 descriptors."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))

    command = [sys.executable, "-m", "kgbuild", "serve", str(graph), "--port", "0", "--cache", "0", *options]
    server = subprocess.Popen(command, stderr=log, preexec_fn=limit)  # noqa: S603, PLW1509
    try:
        while (found := re.search(rb"127\.0\.0\.1:(\d+)", Path(log.name).read_bytes())) is None:
            time.sleep(0.05)
        port = int(found[1])
        ask(port, "ASK {}")
        yield server.pid, port
    finally:
        server.terminate()
        server.wait()


def ask(port: int, sparql: str) -> tuple[str, float]:
    """Return the status of an answer, or the error instead, and the seconds that it took."""
    started = time.monotonic()
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("POST", "/sparql", sparql.encode(), HEADERS)
        response = connection.getresponse()
        text = response.read()
        said = "" if response.status == 200 else " " + text.decode().strip()
        return f"{response.status}{said}", time.monotonic() - started
    except OSError as error:
        return type(error).__name__, time.monotonic() - started
    finally:
        connection.close()


def keep_half_sent(port: int, count: int, stop: threading.Event, closed: Counter[str]) -> None:
    """Hold so many connections with half a request on each; where the server closes one, another takes its place."""
    selector = selectors.DefaultSelector()
    number = held = 0
    while not stop.is_set():
        while held < count and not stop.is_set():
            try:
                line = socket.create_connection(("127.0.0.1", port), timeout=1)
                line.sendall(HALVES[number % len(HALVES)])
            except OSError:
                break
            number, held = number + 1, held + 1
            line.setblocking(False)  # noqa: FBT003
            selector.register(line, selectors.EVENT_READ)
        for key, _ in selector.select(timeout=0.05):
            line = key.fileobj
            with contextlib.suppress(OSError):
                closed["told" if line.recv(1000) else "silently"] += 1
            selector.unregister(line)
            line.close()
            held -= 1
    closed["sent"] = number
    for key in list(selector.get_map().values()):
        key.fileobj.close()


def endure_halves(graph: Path, given: argparse.Namespace) -> bool:
    """Tell whether all clients are answered beside half-sent requests, with a short log."""
    outcomes: Counter[str] = Counter()
    times: list[float] = []
    closed: Counter[str] = Counter()
    stop = threading.Event()

    def client(port: int) -> None:
        while not stop.is_set():
            outcome, seconds = ask(port, "SELECT (COUNT(*) AS ?n) { ?p a kg:Paper }")
            outcomes[outcome] += 1
            times.append(seconds)

    with tempfile.NamedTemporaryFile() as log:
        with served(graph, log) as (_, port):
            half = threading.Thread(target=keep_half_sent, args=(port, given.half, stop, closed))
            half.start()
            time.sleep(2)
            clients = [threading.Thread(target=client, args=(port,)) for _ in range(given.clients)]
            for one in clients:
                one.start()
            time.sleep(given.seconds)
            stop.set()
            for one in (*clients, half):
                one.join()
        lines = Path(log.name).read_bytes().splitlines()
    ordered = sorted(times)
    print(f"{given.half} half-sent requests at a time, {FILES} descriptors, {given.seconds:g} s: {dict(closed)}")
    print(
        f"{given.clients} clients: {dict(outcomes)}; waiting: median {ordered[len(ordered) // 2]:.3f} s, "
        f"99 % {ordered[int(len(ordered) * 0.99)]:.3f} s; {len(lines)} lines of log"
    )
    return set(outcomes) == {"200"} and len(lines) <= 100


def own_bytes(process: int) -> int:
    """Return the memory that the children of a process have for themselves."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    total = 0
    for child in children:
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{child}/smaps_rollup").read_text("ascii").splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))
    return total * 1024


def endure_sorts(graph: Path, given: argparse.Namespace) -> bool:
    """Tell whether many sorts of everything at once stay within the limit of memory, others being answered."""
    outcomes: Counter[str] = Counter()
    quick: Counter[str] = Counter()
    peak = 0

    def sort(port: int) -> None:
        outcomes[ask(port, SORT)[0]] += 1

    with tempfile.NamedTemporaryFile() as log, served(graph, log, "--memory", str(given.memory)) as (process, port):
        sorts = [threading.Thread(target=sort, args=(port,)) for _ in range(given.sorts)]
        started = time.monotonic()
        for one in sorts:
            one.start()
        while any(one.is_alive() for one in sorts):
            peak = max(peak, own_bytes(process))
            quick[ask(port, "ASK { ?p a kg:Paper }")[0]] += 1
            time.sleep(0.05)
        took = time.monotonic() - started
    print(f"{given.sorts} sorts at once, {took:.1f} s: {dict(outcomes)}")
    print(f"quick questions meanwhile: {dict(quick)}")
    print(f"workers' own memory at most {peak >> 20:,} MiB, limit {given.memory:,} MiB")
    return peak >> 20 <= given.memory and set(quick) == {"200"}


def main() -> int:
    """Run both, print what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("graph", type=Path)
    parser.add_argument("--half", type=int, default=1200)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--sorts", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--memory", type=int, default=4096, help="MiB for all queries together")
    given = parser.parse_args()
    os.environ.setdefault("COLUMNS", "200")
    files = max(resource.getrlimit(resource.RLIMIT_NOFILE)[0], given.half + 400)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, max(files, resource.getrlimit(resource.RLIMIT_NOFILE)[1])))
    done = [endure_halves(given.graph, given), endure_sorts(given.graph, given)]
    return 0 if all(done) else 1


if __name__ == "__main__":
    sys.exit(main())
