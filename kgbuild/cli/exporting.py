"""The graph for other programs: export."""

import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from kgbuild.cli.application import app
from kgbuild.cli.messages import messages, say, wrong_use
from kgbuild.cli.options import Graph, NoEvidence, NoQuotes, Profiles, Quiet
from kgbuild.errors import ExportError
from kgbuild.isolation import run_child

if TYPE_CHECKING:
    from kgbuild.export import Export
    from kgbuild.export.proof import Watch

_PANEL: Final = "Take a graph elsewhere"
_SHOWN: Final = 20

_Item = TypeVar("_Item")


@app.command(
    rich_help_panel=_PANEL,
    epilog="Example: kgbuild export output --format graphml -o graph.graphml",
)
def export(
    graph: Graph,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="ttl, nt, nq, trig, jsonld, rdfxml, graphml, gexf, json, cytoscape, csv, neo4j, obsidian or parquet.",
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="A file, or a folder for csv, neo4j, obsidian and parquet; default: standard output.",
        ),
    ] = None,
    profile: Profiles = None,
    no_evidence: NoEvidence = False,
    no_quotes: NoQuotes = False,
    quiet: Quiet = False,
) -> None:
    """Write the graph in another format, read it back, and compare. Exit 1 and a list where anything differs."""
    from kgbuild.export import find_format

    try:
        folder = find_format(form, rdf=bool(profile)).folder
    except ExportError as error:
        wrong_use(str(error))
    to_output = output is None or str(output) == "-"
    if to_output and folder:
        wrong_use(f"--format {form}: writes several files; give a folder with -o FOLDER")
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch) / "export" if output is None or to_output else output
        options = {"evidence": not no_evidence, "quotes": not no_quotes, "profiles": profile or []}
        made = run_child(_export, graph, place, form, options, not quiet, where=graph)
        if to_output and not made.differences:
            sys.stdout.buffer.write(place.read_bytes())
            sys.stdout.buffer.flush()
    _tell_taken(made)
    if made.differences:
        _tell_differences(made, form)
    if not quiet:
        numbers = f"{made.nodes:,} nodes, {made.edges:,} edges" + (f", {made.values:,} values" if made.values else "")
        wrote = "" if to_output else f"wrote {output}: "
        say(f"{wrote}{numbers}, read back by {made.reader}: equal")


def _export(graph: Path, place: Path, form: str, options: dict[str, Any], shown: bool) -> "Export":
    from kgbuild.export import export_graph

    with _watch(shown=shown) as watch:
        return export_graph(graph, place, form, watch=watch, **options)


def _tell_taken(made: "Export") -> None:
    if made.taken:
        names = ", ".join(f"U+{ord(character):04X}" for character in sorted(made.taken))
        say(f"note: {made.taken.total():,} characters that XML cannot hold were left out: {names}")


def _tell_differences(made: "Export", form: str) -> None:
    for line in made.differences[:_SHOWN]:
        say(line)
    if len(made.differences) > _SHOWN:
        say(f"and {len(made.differences) - _SHOWN:,} more")
    say(f"kgbuild: --format {form}: read back by {made.reader}, the file is not the graph; nothing was put into place")
    raise typer.Exit(1)


@contextmanager
def _watch(*, shown: bool) -> Iterator["Watch"]:
    """Yield what shows a line with the present step, and how far it is; nothing where no terminal is."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=messages, transient=True, disable=not (shown and messages.is_terminal)) as bar:
        task = bar.add_task("", total=None)

        def watch(what: str, items: Iterable[_Item], total: int) -> Iterable[_Item]:
            bar.reset(task, description=what, total=total or None)
            return bar.track(items, total=total, task_id=task) if total else items

        yield watch
