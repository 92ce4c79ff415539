"""Graphs into running databases: load."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kgbuild.cli.application import app
from kgbuild.cli.messages import messages, say, tell, wrong_use
from kgbuild.cli.options import Graph, NoEvidence, NoQuotes, Profiles, Quiet
from kgbuild.errors import AddressError

if TYPE_CHECKING:
    from kgbuild.loading import LoadReport, Progress, Target

_PANEL: Final = "Take a graph elsewhere"


@app.command(
    rich_help_panel=_PANEL,
    epilog="Example: KGBUILD_USER=neo4j KGBUILD_PASSWORD=... kgbuild load output bolt://localhost:7687",
)
def load(
    graph: Graph,
    url: Annotated[
        str,
        typer.Argument(
            metavar="URL",
            help="bolt://HOST:7687 or neo4j://HOST (Neo4j), or the http:// address of a SPARQL Graph Store.",
        ),
    ],
    database: Annotated[
        str, typer.Option("--database", metavar="NAME", help="Neo4j: which database; default: the user's own.")
    ] = "",
    named_graph: Annotated[
        str,
        typer.Option("--graph", metavar="IRI", help="RDF stores: the named graph for the facts; default: none."),
    ] = "",
    query_url: Annotated[
        str,
        typer.Option(
            "--query-url", metavar="URL", help="RDF stores: where it answers queries; default: told by its address."
        ),
    ] = "",
    replace: Annotated[
        bool, typer.Option("--replace", help="Also remove what an older graph left in the database.")
    ] = False,
    add: Annotated[
        bool, typer.Option("--add", help="The database holds other graphs too: more than this graph's is fine.")
    ] = False,
    profile: Profiles = None,
    no_evidence: NoEvidence = False,
    no_quotes: NoQuotes = False,
    quiet: Quiet = False,
) -> None:
    """Load a graph into a running database and count it there; loading again changes nothing.

    User and password come from the environment: KGBUILD_USER and KGBUILD_PASSWORD.
    """
    from kgbuild.graph import read_graph
    from kgbuild.loading import load_graph

    if replace and add:
        wrong_use("--replace removes what the graph does not have, --add keeps it; give one of them")
    target = _target(url, named_graph, database, query_url)
    if profile and target.is_bolt:
        wrong_use("--profile adds RDF terms, which Neo4j has no place for; leave it out, or load into an RDF store")
    store = read_graph(graph, evidence=not no_evidence, profiles=profile or [])
    with _bar(quiet=quiet) as progress:
        report = load_graph(
            store,
            target,
            where=graph,
            evidence=not no_evidence,
            quotes=not no_quotes,
            replace=replace,
            add=add,
            progress=progress,
        )
    _tell(report, target, quiet=quiet)


def _target(url: str, graph: str, database: str, query_url: str) -> "Target":
    from kgbuild.loading import parse_target

    user, password = os.environ.get("KGBUILD_USER", ""), os.environ.get("KGBUILD_PASSWORD", "")
    try:
        return parse_target(url, graph=graph, database=database, query_url=query_url, user=user, password=password)
    except AddressError as error:
        wrong_use(str(error))


@contextmanager
def _bar(*, quiet: bool) -> "Iterator[Progress]":
    """Show a bar that moves with the elements that arrive; nothing where standard error is no terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("loading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=messages, transient=True, disable=quiet or not messages.is_terminal) as bar:
        task = bar.add_task("loading", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _tell(report: "LoadReport", target: "Target", *, quiet: bool) -> None:
    """Say how many elements are there; a line for each difference and exit status 1 where there is one."""
    for count in report.differences:
        tell(str(count))
    if report.differences:
        more = all(count.found >= count.expected for count in report.differences)
        hint = (
            "the database also holds an older or another graph: --replace removes it, --add accepts it"
            if more
            else "run the same command again"
        )
        say(f"kgbuild: {target.url}: {len(report.differences):,} counts differ; {hint}")
        raise typer.Exit(1)
    if not quiet:
        removed = f", {report.removed:,} older ones removed" if report.removed else ""
        loaded = f"{report.sent:,} {report.unit}{removed}"
        say(f"{target.url}: {loaded}; counted there: all {len(report.counts):,} kinds agree")
