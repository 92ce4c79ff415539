"""A graph behind an address: serve."""

import signal
from typing import Annotated, Final

import typer

from kgbuild.cli.application import app
from kgbuild.cli.ending import Interrupted, stop_watch
from kgbuild.cli.messages import say, wrong_use
from kgbuild.cli.options import Graph, Port, Profiles, Quiet, SharedMemory, Timeout

_PANEL: Final = "Ask a graph"


@app.command(
    rich_help_panel=_PANEL,
    epilog="Example: kgbuild serve output --port 7878",
)
def serve(
    graph: Graph,
    port: Port = 7878,
    timeout: Timeout = 30.0,
    max_rows: Annotated[
        int, typer.Option("--max-rows", min=1, metavar="N", help="No answer has more rows or triples.")
    ] = 100_000,
    cache: Annotated[
        int,
        typer.Option("--cache", min=0, metavar="MIB", help="Memory for answers that are asked for again; 0: none."),
    ] = 256,
    memory: SharedMemory = 4096,
    cors: Annotated[
        list[str] | None,
        typer.Option(
            "--cors",
            metavar="ORIGIN",
            help="Pages of this site may ask, such as https://example.org; may be repeated; * lets any site read the "
            "graph. Default: pages of this server only.",
        ),
    ] = None,
    host_name: Annotated[
        list[str] | None,
        typer.Option(
            "--host-name", metavar="NAME", help="A name by which clients call this server, beside loopback names."
        ),
    ] = None,
    pages: Annotated[
        bool,
        typer.Option(
            "--pages/--no-pages",
            help="Make explorer and report of the graph where none of its own lie beside it, when first asked for.",
        ),
    ] = True,
    profile: Profiles = None,
    quiet: Quiet = False,
) -> None:
    """Show a graph at http://127.0.0.1:PORT/ and answer SPARQL at /sparql, read-only; Ctrl-C ends it.

    / is the explorer, /report the report, /ask takes questions, /sparql is the endpoint and for browsers an editor.
    """
    from kgbuild.server import Limits, serve_graph
    from kgbuild.server.origins import is_origin

    for origin in cors or ():
        if not is_origin(origin):
            wrong_use(f"--cors {origin}: no origin; give it as browsers send it, such as https://example.org, or *")

    serving = False

    def tell(address: str) -> None:
        nonlocal serving
        serving = True
        stop_watch()  # the server ends by itself, and lets answers finish
        if not quiet:
            say(f"serving {graph} at {address} (SPARQL: {address}sparql); Ctrl-C ends it")

    try:
        serve_graph(
            graph,
            port=port,
            limits=Limits(timeout, max_rows, memory << 20),
            started=tell,
            profiles=profile or [],
            cache_bytes=cache << 20,
            names=host_name or [],
            origins=cors or [],
            makes_pages=pages,
        )
    except Interrupted as ended:
        if not serving or ended.signal != signal.SIGINT:  # the usual way to end it
            raise
