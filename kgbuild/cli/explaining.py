"""Why names are one thing: explain."""

import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from kgbuild.cli.application import app
from kgbuild.cli.messages import wrong_use

_PANEL: Final = "Look at a graph"
_LEAST, _MOST = 2, 3


@app.command(
    rich_help_panel=_PANEL,
    epilog='Example: kgbuild explain KD output; kgbuild explain "GPT-4" "GPT-4V" output',
)
def explain(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="THING [OTHER] GRAPH",
            help="A name, alias or IRI, or two; and a build's folder, or the graph in one.",
            show_default=False,
        ),
    ],
) -> None:
    """Tell why the names of a thing are one, with the sentences that say so; of two things, why they are not one."""
    if not _LEAST <= len(words) <= _MOST:
        wrong_use("give a name, or two, and a build's folder: kgbuild explain THING [OTHER] GRAPH")
    from kgbuild.explanation import explain as explain_names

    *names, graph = words
    sys.stdout.write(explain_names(Path(graph), *names))
