"""Two graphs beside each other: diff."""

import json
from pathlib import Path
from typing import Annotated, Final

import typer

from kgbuild.cli.application import app
from kgbuild.cli.messages import tell, wrong_use
from kgbuild.isolation import run_child

_PANEL: Final = "Ask a graph"
_FORMS: Final = ("text", "json")
_SHOWN: Final = 20

_HELP: Final = "A graph file, or the folder that `kgbuild build` wrote."


@app.command(
    rich_help_panel=_PANEL,
    epilog="Example: kgbuild diff output-before output",
)
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help=_HELP)],
    new: Annotated[Path, typer.Argument(metavar="NEW", help=_HELP)],
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text or json; json is always whole.")
    ] = "text",
    every: Annotated[
        bool, typer.Option("--all", help=f"text: all changes of a kind, not the first {_SHOWN} and a count.")
    ] = False,
) -> None:
    """Tell what changed from one graph to another: papers, things, joins, splits, renames, roles, relations, results.

    Confidences and places in texts are not compared. Exit 0 whether or not anything changed.
    """
    if form not in _FORMS:
        wrong_use(f"--format {form}: not known; formats: {', '.join(_FORMS)}")
    for line in run_child(_diff, old, new, form, every, where=f"diff of {old} and {new}"):
        (tell if form == "text" else typer.echo)(line)


def _diff(old: Path, new: Path, form: str, every: bool) -> list[str]:
    """Return the lines of the answer; in a process of its own, which a hostile graph may end."""
    from kgbuild.graph import read_model
    from kgbuild.graph.difference import find_difference
    from kgbuild.views.difference import to_json, to_text

    before, after = read_model(old), read_model(new)
    found = find_difference(before, after)
    if form == "json":
        return [json.dumps(to_json(found, before, after), ensure_ascii=False, indent=1)]
    return list(to_text(found, before, after, most=None if every else _SHOWN))
