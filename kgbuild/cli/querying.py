"""Questions to a graph: query, check."""

import shlex
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kgbuild.cli.application import app
from kgbuild.cli.messages import say, show_notes, wrong_use
from kgbuild.cli.options import Graph, Profiles, Quiet
from kgbuild.errors import InputError

_PANEL: Final = "Ask a graph"


@app.command(
    rich_help_panel=_PANEL,
    epilog="Example: kgbuild check output",
)
def check(graph: Graph, quiet: Quiet = False) -> None:
    """Check a graph: two parsers agree, shapes hold, every statement has its fact. Exit 1 and one line a problem."""
    from kgbuild.graph import check_description, check_graph

    problems = check_graph(graph)
    for problem in problems:
        typer.echo(str(problem))
    if not quiet:  # neither counts of before an edit nor another field make a fact wrong
        show_notes(map(str, check_description(graph)))
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
        str,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="table, csv, tsv, json, srj or srx; for CONSTRUCT and DESCRIBE ttl, nt, jsonld or rdfxml.",
        ),
    ] = "table",
    param: Annotated[
        list[str] | None,
        typer.Option("--param", metavar="KEY=VALUE", help="A named query's parameter; may be repeated."),
    ] = None,
    profile: Profiles = None,
    list_queries: Annotated[bool, typer.Option("--list", help="List the named queries.")] = False,
) -> None:
    """Ask the graph: a named query, a file, or SPARQL text (our prefixes need no declaration)."""
    from kgbuild.graph import (
        bind_parameters,
        find_unknown_names,
        format_results,
        named_query,
        names_graph,
        read_graph,
        run_query,
    )
    from kgbuild.graph.formats import RESULT_FORMATS

    if list_queries:
        _list_queries()
        return
    if form not in RESULT_FORMATS:
        wrong_use(f"--format {form}: not known; formats: {', '.join(RESULT_FORMATS)}")
    if graph is None or sum(x is not None for x in (name, file, sparql)) != 1:
        wrong_use("give a GRAPH and one of: the NAME of a query (see --list), -f FILE, -q SPARQL")
    values = _parameters(param or [])
    if name is not None:  # a wrong name or parameter is told before a large graph is read
        text = bind_parameters(named_query(name).sparql, values, name=f"query {name}")
    elif values:
        wrong_use("--param goes with a named query")
    else:
        text = _read_query(file) if file else sparql or ""
    # The evidence is a named graph: a query that names no graph cannot see it, and is answered sooner without.
    store = read_graph(graph, evidence=names_graph(text), profiles=profile or [])
    result = run_query(store, text)
    sys.stdout.write(format_results(result, form))
    if name is not None and result.kind == "rows" and not result.rows:
        for unknown, near in find_unknown_names(store, named_query(name), values):
            hint = f"; near: {', '.join(near)}" if near else ""
            say(f"note: nothing in {graph} is called {unknown!r}{hint}")


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
    """List the named queries: a table for people, two lines for each query where another program reads."""
    from kgbuild.graph import named_queries

    if not sys.stdout.isatty():
        for named in named_queries():
            parameters = "".join(f" --param {shlex.quote(f'{p.name}={p.default}')}" for p in named.parameters)
            typer.echo(f"{named.name}{parameters}\n    {named.question}")
        return
    table = Table(box=SIMPLE, show_edge=False, pad_edge=False)
    for heading in ("query", "question", "parameters, with what they are when not given"):
        table.add_column(heading, overflow="fold")
    for named in named_queries():
        parameters = "\n".join(f"{p.name}={p.default}" for p in named.parameters)
        table.add_row(escape(named.name), escape(named.question), escape(parameters))
    Console().print(table)
