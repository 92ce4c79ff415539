"""Questions to a graph: query, check."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Final

import typer

from kgbuild.cli.application import app
from kgbuild.cli.messages import say, wrong_use
from kgbuild.cli.options import Graph, Quiet
from kgbuild.errors import InputError

_PANEL: Final = "Ask a graph"


@app.command(
    rich_help_panel=_PANEL,
    epilog="Example: kgbuild check output",
)
def check(graph: Graph, quiet: Quiet = False) -> None:
    """Check a graph: two parsers agree, shapes hold, every statement has its fact. Exit 1 and one line a problem."""
    from kgbuild.graph import check_graph

    problems = check_graph(graph)
    for problem in problems:
        typer.echo(str(problem))
    if problems:
        say(f"{len(problems):,} problems")
        raise typer.Exit(1)
    if not quiet:
        say(f"{graph}: conforms")


@app.command(
    rich_help_panel=_PANEL,
    epilog="Example: kgbuild query output compared-with --param method=BERT --format csv",
)
def query(
    graph: Annotated[Path | None, typer.Argument(metavar="GRAPH", help="A graph file, or a build's folder.")] = None,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="A named query; see --list.")] = None,
    file: Annotated[Path | None, typer.Option("-f", "--file", metavar="FILE", help="A file that holds SPARQL.")] = None,
    sparql: Annotated[str | None, typer.Option("-q", "--sparql", metavar="SPARQL", help="SPARQL as text.")] = None,
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="table, csv, tsv, json, srj or srx.")
    ] = "table",
    param: Annotated[
        list[str] | None,
        typer.Option("--param", metavar="KEY=VALUE", help="A named query's parameter; may be repeated."),
    ] = None,
    list_queries: Annotated[bool, typer.Option("--list", help="List the named queries.")] = False,
) -> None:
    """Ask the graph: a named query, a file, or SPARQL text."""
    from kgbuild.graph import format_results, named_query, read_graph, run_named_query, run_query
    from kgbuild.graph.formats import RESULT_FORMATS

    if list_queries:
        _list_queries()
        return
    if form not in RESULT_FORMATS:
        wrong_use(f"--format {form}: not known; formats: {', '.join(RESULT_FORMATS)}")
    if graph is None or sum(x is not None for x in (name, file, sparql)) != 1:
        wrong_use("give a GRAPH and one of: the NAME of a query (see --list), -f FILE, -q SPARQL")
    values = _parameters(param or [])
    if name is not None:
        named_query(name)  # an unknown name is told before a large graph is read
        result = run_named_query(read_graph(graph, evidence=False), name, values)
    else:
        if values:
            wrong_use("--param goes with a named query")
        result = run_query(read_graph(graph, evidence=False), _read_query(file) if file else sparql or "")
    sys.stdout.write(format_results(result, form))


def _read_query(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"{file}: cannot be read as a query ({fault})") from fault


def _parameters(pairs: Iterable[str]) -> dict[str, str]:
    values = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            wrong_use(f"--param {pair}: give it as key=value")
        values[key] = value
    return values


def _list_queries() -> None:
    from kgbuild.graph import named_queries

    for named in named_queries():
        parameters = "".join(f" --param {p.name}={p.default}" for p in named.parameters)
        typer.echo(f"{named.name}{parameters}\n    {named.question}")
