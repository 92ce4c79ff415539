"""A graph for assistants: mcp."""

import os
import signal
import sys
from typing import Annotated, Final

import typer

from kgbuild.cli.application import app
from kgbuild.cli.ending import Interrupted, end_by, stop_watch
from kgbuild.cli.messages import say
from kgbuild.cli.options import Graph, Quiet, SharedMemory, Timeout
from kgbuild.errors import KgbuildError

_PANEL: Final = "Ask a graph"
_MOST_ROWS: Final = 100_000


@app.command(
    rich_help_panel=_PANEL,
    epilog="Example: kgbuild mcp output",
)
def mcp(
    graph: Graph,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            min=0,
            max=65535,
            metavar="N",
            help="Speak HTTP at http://127.0.0.1:N/mcp; 0: any free port. Default: standard input and output.",
        ),
    ] = None,
    timeout: Timeout = 30.0,
    memory: SharedMemory = 4096,
    quiet: Quiet = False,
) -> None:
    """Give an assistant the graph, read-only, by the Model Context Protocol; docs/assistants.md tells how to add it."""
    from kgbuild.assistants import check_installed, serve_http, serve_stdio
    from kgbuild.server import Limits

    check_installed()
    limits = Limits(timeout, _MOST_ROWS, memory << 20)
    if port is None:
        if not quiet and sys.stdin.isatty():
            say(f"waiting for an assistant's messages about {graph} on standard input; Ctrl-C ends it")
        stop_watch()  # nothing has to be cleared up
        serve_stdio(graph, limits, _stop)
        return
    serving = False

    def tell(address: str) -> None:
        nonlocal serving
        serving = True
        stop_watch()  # the server ends by itself, and lets answers finish
        if not quiet:
            say(f"{graph} is at {address} for assistants; Ctrl-C ends it")

    try:
        serve_http(graph, limits, port=port, started=tell)
    except Interrupted as ended:
        if not serving or ended.signal != signal.SIGINT:  # the usual way to end it
            raise


def _stop(why: int | KgbuildError) -> None:
    """End the process at once, which may wait for input in a thread."""
    if isinstance(why, KgbuildError):
        say(f"kgbuild: {why}")
        os._exit(1)
    if why == signal.SIGINT:  # the usual way to end it
        os._exit(0)
    end_by(why)
