"""Pages to look at a graph: view."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kgbuild.cli.application import app
from kgbuild.cli.messages import say, wrong_use
from kgbuild.cli.options import Graph, NoEvidence, NoQuotes, Quiet, Title
from kgbuild.isolation import run_child

if TYPE_CHECKING:
    from kgbuild.views import ViewOptions, ViewSummary

_PANEL: Final = "Look at a graph"


@app.command(
    rich_help_panel=_PANEL,
    epilog="Example: kgbuild view output -o bert.html --around BERT --hops 2",
)
def view(
    graph: Graph,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.html", help="The page to write.")] = Path(
        "graph.html"
    ),
    title: Title = "",
    around: Annotated[
        str, typer.Option("--around", metavar="ENTITY", help="Only what lies around this name, alias or IRI.")
    ] = "",
    hops: Annotated[int, typer.Option("--hops", min=1, max=6, metavar="N", help="How many steps around it.")] = 2,
    types: Annotated[
        list[str] | None,
        typer.Option("--type", metavar="TYPE", help="Only things of this type, and their papers; repeatable."),
    ] = None,
    max_nodes: Annotated[
        int, typer.Option("--max-nodes", min=10, max=1500, metavar="N", help="How many nodes the start picture draws.")
    ] = 280,
    layout_from: Annotated[
        Path | None,
        typer.Option("--layout-from", metavar="OLD.html", help="Nodes of this earlier page keep their places."),
    ] = None,
    theme: Annotated[str, typer.Option("--theme", metavar="auto|light|dark", help="Light, dark, or as the system.")] = (
        "auto"
    ),
    max_size: Annotated[
        int,
        typer.Option("--max-size", min=2, metavar="MB", help="How large the page may be; it says what it leaves out."),
    ] = 40,
    no_quotes: NoQuotes = False,
    no_evidence: NoEvidence = False,
    quiet: Quiet = False,
) -> None:
    """Write the interactive page of a graph: one file, no network."""
    from kgbuild.graph import keep_graph
    from kgbuild.views import THEMES, ViewOptions

    if theme not in THEMES:
        wrong_use(f"--theme {theme}: no such theme; take one of {', '.join(THEMES)}")
    options = ViewOptions(
        title=title,
        quotes=not no_quotes,
        around=around,
        hops=hops,
        types=tuple(types or ()),
        max_nodes=max_nodes,
        layout_from=layout_from,
        theme=theme,
        max_bytes=max_size * 1_000_000,
    )
    keep_graph(graph, [output], layout_from)
    summary = run_child(_view, graph, output, not no_evidence, options, where=graph)
    if quiet:
        return
    if layout_from is not None:
        new = summary.nodes - summary.known
        say(f"{summary.known:,} nodes known from {layout_from} moved {summary.moved:.1f} on average; {new:,} are new")
    say(f"wrote {output}")
    if summary.left_out:
        say(f"{summary.left_out} `kgbuild serve` has everything.")


def _view(graph: Path, output: Path, evidence: bool, options: "ViewOptions") -> "ViewSummary":
    from kgbuild.views import read_shown, write_view

    model, options = read_shown(graph, options, evidence=evidence)
    return write_view(model, output, options=options)
