"""The figures of a graph on a page: report."""

from pathlib import Path
from typing import Annotated, Final

import typer

from kgbuild.cli.application import app
from kgbuild.cli.messages import say
from kgbuild.cli.options import Graph, NoEvidence, NoQuotes, Quiet, Title
from kgbuild.isolation import run_child

_PANEL: Final = "Look at a graph"


@app.command(
    rich_help_panel=_PANEL,
    epilog="Example: kgbuild report output -o report.html",
)
def report(
    graph: Graph,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.html", help="The page to write.")] = Path(
        "report.html"
    ),
    title: Title = "",
    no_quotes: NoQuotes = False,
    no_evidence: NoEvidence = False,
    quiet: Quiet = False,
) -> None:
    """Write the report on a graph: what papers use, where tasks and data never meet, code, years, coverage."""
    from kgbuild.graph import keep_graph

    keep_graph(graph, [output])
    run_child(_report, graph, output, not no_evidence, not no_quotes, title, where=graph)
    if not quiet:
        say(f"wrote {output}")


def _report(graph: Path, output: Path, evidence: bool, quotes: bool, title: str) -> None:
    from kgbuild.graph import read_model
    from kgbuild.views.report import write_report

    write_report(read_model(graph, evidence=evidence), output, quotes=quotes, title=title)
