"""Pages to look at a graph: view."""

from pathlib import Path
from typing import Annotated, Final

import typer

from kgbuild.cli.application import app
from kgbuild.cli.messages import say
from kgbuild.cli.options import Graph, NoEvidence, NoQuotes, Quiet, Title

_PANEL: Final = "Look at a graph"


@app.command(
    rich_help_panel=_PANEL,
    epilog="Example: kgbuild view output -o graph.html",
)
def view(
    graph: Graph,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.html", help="The page to write.")] = Path(
        "graph.html"
    ),
    title: Title = "",
    no_quotes: NoQuotes = False,
    no_evidence: NoEvidence = False,
    quiet: Quiet = False,
) -> None:
    """Write the interactive page of a graph: one file, no network."""
    from kgbuild.graph import read_graph
    from kgbuild.views import write_view

    write_view(read_graph(graph, evidence=not no_evidence), output, quotes=not no_quotes, title=title)
    if not quiet:
        say(f"wrote {output}")
