"""Serve a graph until somebody stops it."""

import contextlib
import errno
import logging
import socket
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from kgbuild.errors import GraphError
from kgbuild.files import REDIRECTS_FILE
from kgbuild.graph import read_graph
from kgbuild.graph.redirects import read_redirects
from kgbuild.server.application import build_application
from kgbuild.server.connections import IDLE_SECONDS, Sparing, most_connections, watched
from kgbuild.server.cutting_off import CuttingOff
from kgbuild.server.pages import Beside
from kgbuild.server.workers import Limits, keeps_files

HOST: Final = "127.0.0.1"  # this machine only, whatever the network
_GRACE_SECONDS: Final = 1
_AT_ONCE: Final = 64  # connections taken in before those that are too many are closed


def serve_graph(
    path: Path,
    *,
    port: int,
    limits: Limits,
    started: Callable[[str], None],
    profiles: Collection[str] = (),
    cache_bytes: int = 0,
    names: Collection[str] = (),
    origins: Collection[str] = (),
    makes_pages: bool = True,
) -> None:
    """Answer SPARQL over a graph until the process is interrupted or told to end.

    `path` and `profiles` as for `read_graph`; port 0 takes any free one; `started` is called with the server's
    address once it listens; `cache_bytes` is what answers kept for whoever asks again may take; `names` are those
    by which clients may call the server beside loopback names, `origins` those of pages that may ask it.
    `makes_pages` tells whether explorer and report are made of the graph where it has none beside it. Raises
    GraphError for a graph that cannot be read and a port that is taken.
    """
    with listening(port) as line:  # before the graph is read: a taken port is told at once
        read = partial(read_graph, path, profiles=profiles, in_memory=not keeps_files())
        beside = Beside.find(path)
        application = build_application(
            read,
            limits,
            cache_bytes,
            names=names,
            origins=origins,
            beside=beside.read,
            moved=read_redirects(beside.facts.with_name(REDIRECTS_FILE)),
            makes_pages=makes_pages,
        )
        run_application(application, line, started)


def run_application(application: ASGIApp, line: socket.socket, started: Callable[[str], None]) -> None:
    """Answer what comes on a listening line until the process is interrupted; tell the address first."""
    config = uvicorn.Config(
        CuttingOff(application),
        http=watched(most_connections()),
        ws="none",
        loop="asyncio",
        log_level="warning",
        access_log=False,
        backlog=_AT_ONCE,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        lifespan="on",
    )
    logging.getLogger("uvicorn.error").addFilter(Sparing())
    started(f"http://{HOST}:{line.getsockname()[1]}/")
    with contextlib.suppress(KeyboardInterrupt):  # the usual way to end it
        uvicorn.Server(config).run(sockets=[line])


@contextlib.contextmanager
def listening(port: int) -> Iterator[socket.socket]:
    """Yield a line that is listened at; raises GraphError where the port is taken. Port 0 takes any free one."""
    # By this protocol asyncio knows lines on which a short answer is not to wait for its confirmation (40 ms each).
    line = socket.socket(proto=socket.IPPROTO_TCP)
    try:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            line.bind((HOST, port))
            line.listen(128)
        except OSError as error:
            what = "in use" if error.errno == errno.EADDRINUSE else (error.strerror or str(error))
            raise GraphError(f"port {port}: {what}; give another with --port, 0 for any free one") from error
        yield line
    finally:
        line.close()
