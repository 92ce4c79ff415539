"""Questions to a graph: query, check."""

import shlex
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, cast

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kgbuild.cli.application import app
from kgbuild.cli.messages import say, show_notes, tell, wrong_use
from kgbuild.cli.options import Graph, Memory, Profiles, Quiet, Timeout
from kgbuild.errors import InputError
from kgbuild.files import read_limited
from kgbuild.isolation import limit_memory, run_child

_PANEL: Final = "Ask a graph"
MOST_QUERY_BYTES: Final = 16 << 20


@app.command(
    rich_help_panel=_PANEL,
    epilog="Example: kgbuild check output",
)
def check(graph: Graph, quiet: Quiet = False) -> None:
    """Check a graph: two parsers agree, shapes hold, every statement has its fact. Exit 1 and one line a problem."""
    problems, notes = run_child(_check, graph, not quiet, where=graph)
    for problem in problems:
        tell(problem)
    show_notes(notes)
    if problems:
        say(f"{len(problems):,} problems")
        raise typer.Exit(1)
    if not quiet:
        say(f"{graph}: conforms")


def _check(graph: Path, notes: bool) -> tuple[list[str], list[str]]:
    """Return what is wrong, and what deserves a look: counts of before an edit and other fields make no fact wrong."""
    from kgbuild.graph import check_description, check_graph

    return [str(problem) for problem in check_graph(graph)], [str(n) for n in check_description(graph) if notes]


@app.command(
    rich_help_panel=_PANEL,
    epilog="Example: kgbuild query output compared-with --param method=BERT --format csv",
)
def query(
    graph: Annotated[
        Path | None, typer.Argument(metavar="GRAPH", help="A graph file, or a build's folder; as for serve.")
    ] = None,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="A named query; see --list.")] = None,
    file: Annotated[Path | None, typer.Option("-f", "--file", metavar="FILE", help="A file that holds SPARQL.")] = None,
    sparql: Annotated[str | None, typer.Option("-q", "--sparql", metavar="SPARQL", help="SPARQL as text.")] = None,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="table, csv, tsv, json, srj or srx; for CONSTRUCT and DESCRIBE ttl, nt, jsonld or rdfxml. csv and tsv "
            "leave cells as they are, those that a spreadsheet takes for formulas too: see --spreadsheet.",
        ),
    ] = "table",
    spreadsheet: Annotated[
        bool,
        typer.Option("--spreadsheet", help="csv, tsv: an apostrophe before cells that a spreadsheet would compute."),
    ] = False,
    param: Annotated[
        list[str] | None,
        typer.Option("--param", metavar="KEY=VALUE", help="A named query's parameter; may be repeated."),
    ] = None,
    profile: Profiles = None,
    timeout: Timeout = 300.0,
    memory: Memory = 2048,
    list_queries: Annotated[bool, typer.Option("--list", help="List the named queries.")] = False,
) -> None:
    """Ask the graph: a named query, a file, or SPARQL text (our prefixes need no declaration)."""
    from kgbuild.graph import bind_parameters, named_query, wants_store
    from kgbuild.graph.formats import RESULT_FORMATS

    if list_queries:
        _list_queries()
        return
    if form not in RESULT_FORMATS:
        wrong_use(f"--format {form}: not known; formats: {', '.join(RESULT_FORMATS)}")
    if spreadsheet and form not in {"csv", "tsv"}:
        wrong_use(f"--spreadsheet: goes with --format csv or tsv, not {form}")
    if graph is None or sum(x is not None for x in (name, file, sparql)) != 1:
        wrong_use("give a GRAPH and one of: the NAME of a query (see --list), -f FILE, -q SPARQL")
    values = _parameters(param or [])
    if name is not None:  # a wrong name or parameter is told before a large graph is read
        text = bind_parameters(named_query(name).sparql, values, name=f"query {name}")
    elif values:
        wrong_use("--param goes with a named query")
    else:
        text = _read_query(file) if file else sparql or ""
    question = _Question(graph, text, name, values, form, spreadsheet, tuple(profile or ()), memory << 20)
    if wants_store(graph):
        run_child(_prepare, question, where=graph)  # which may take longer than a query may
    shown, notes = run_child(_answer, question, where=f"query of {graph}", seconds=timeout, memory_bytes=memory << 20)
    sys.stdout.write(shown)
    for note in notes:
        say(f"note: {note}")


@dataclass(frozen=True, slots=True)
class _Question:
    """What a query's process is given: the graph, SPARQL or a query's name, and how the answer is to look."""

    graph: Path
    text: str
    name: str | None
    values: dict[str, str]
    form: str
    spreadsheet: bool
    profiles: tuple[str, ...]
    memory_bytes: int


def _prepare(asked: _Question) -> None:
    from kgbuild.graph import names_graph, prepare_graph

    prepare_graph(asked.graph, evidence=names_graph(asked.text), profiles=asked.profiles)


def _answer(asked: _Question) -> tuple[str, list[str]]:
    """Return the answer as text, and notes; in a process of its own, which a query may end."""
    from kgbuild.graph import (
        find_graph,
        find_unknown_names,
        format_results,
        named_query,
        names_graph,
        read_graph,
        run_query,
    )
    from kgbuild.graph.marks import find_mixture

    # The evidence is a named graph: a query that names no graph cannot see it, and is answered sooner without.
    notes = [f"{beside}: {told}" for beside, told in find_mixture(find_graph(asked.graph)[0], records=False)]
    store = read_graph(asked.graph, evidence=names_graph(asked.text), profiles=asked.profiles)
    limit_memory(asked.memory_bytes)
    result = run_query(store, asked.text)
    if asked.name is not None and result.kind == "rows" and not result.rows:
        for unknown, near in find_unknown_names(store, named_query(asked.name), asked.values):
            hint = f"; near: {', '.join(near)}" if near else ""
            notes.append(f"nothing in {asked.graph} is called {unknown!r}{hint}")
    if asked.name is not None and (limit := named_query(asked.name).tell_limit(asked.values, len(result.rows))):
        notes.append(limit)
    return format_results(result, cast("Any", asked.form), spreadsheet=asked.spreadsheet), notes


def _read_query(file: Path) -> str:
    try:
        return read_limited(file, hint="no query is that long", limit=MOST_QUERY_BYTES).decode("utf-8-sig")
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
