"""Questions in plain words: ask."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from kgbuild.cli.application import app
from kgbuild.cli.messages import say, wrong_use
from kgbuild.cli.options import Graph, Memory, Quiet, Timeout
from kgbuild.isolation import limit_memory, run_child

_FORMATS = ("table", "csv", "tsv", "json", "srj", "srx")


@app.command(
    rich_help_panel="Ask a graph",
    epilog='Example: kgbuild ask output "which papers use ImageNet and give code?"',
)
def ask(
    graph: Graph,
    question: Annotated[list[str], typer.Argument(metavar="QUESTION", help="The question; quotes may be left out.")],
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="table, csv, tsv, json, srj or srx.")
    ] = "table",
    timeout: Timeout = 300.0,
    memory: Memory = 2048,
    quiet: Quiet = False,
) -> None:
    """Answer a question in plain English words, without a language model; exit 1 when there is none.

    How it was read, and the SPARQL that this is, go to standard error.
    """
    if form not in _FORMATS:
        wrong_use(f"--format {form}: not known; formats: {', '.join(_FORMATS)}")
    asked = _Question(graph, " ".join(question), form, memory << 20)
    from kgbuild.graph import wants_store

    if wants_store(graph):
        run_child(_prepare, graph, where=graph)  # which may take longer than a question may
    shown, told, understood = run_child(
        _answer, asked, where=f"question to {graph}", seconds=timeout, memory_bytes=memory << 20
    )
    for line in () if understood and quiet else told:
        say(line)
    sys.stdout.write(shown)
    if not understood:
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class _Question:
    """What the process that answers is given."""

    graph: Path
    text: str
    form: str
    memory_bytes: int


def _prepare(graph: Path) -> None:
    from kgbuild.graph import prepare_graph

    prepare_graph(graph)


def _answer(asked: _Question) -> tuple[str, list[str], bool]:
    """Return the answer as text, what is to be told of it, and whether the question was understood."""
    from kgbuild.asking import Declined
    from kgbuild.asking import ask as answer
    from kgbuild.graph import format_results, read_graph

    store = read_graph(asked.graph, evidence=True)
    limit_memory(asked.memory_bytes)
    found = answer(asked.text, store)
    if isinstance(found, Declined):
        near = [f"near names: {', '.join(found.near)}"] if found.near else []
        return "", [f"kgbuild: {found.verdict}: {found.why}", *near], False
    told = [f"read as: {found.read_as}", *(f"note: {note}" for note in found.notes)]
    told += [f"or did you mean: {reading}" for reading in found.near]
    told += ["as SPARQL:", *(f"    {line}" for line in found.sparql.splitlines())]
    return format_results(found.result, cast("Any", asked.form)), told, True
