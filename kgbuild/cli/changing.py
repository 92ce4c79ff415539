"""Papers into a build and out of it: add, remove."""

from pathlib import Path
from typing import Annotated, Final

import typer

from kgbuild.cli.application import app
from kgbuild.cli.building import show_build
from kgbuild.cli.messages import progress
from kgbuild.cli.options import (
    Columns,
    InputFormat,
    Inputs,
    MaxInputSize,
    NoCache,
    Quiet,
    Strict,
    Workers,
    parse_columns,
)
from kgbuild.config import Options
from kgbuild.files import MOST_BYTES

_PANEL: Final = "Make a graph"
BuiltFolder = Annotated[
    Path, typer.Option("-o", "--output", metavar="FOLDER", help="The folder that `kgbuild build` wrote.")
]


@app.command(
    rich_help_panel=_PANEL,
    epilog="Example: kgbuild add more-papers.jsonl -o output",
)
def add(
    inputs: Inputs,
    output: BuiltFolder = Path("output"),
    input_format: InputFormat = "",
    columns: Columns = "",
    strict: Strict = False,
    workers: Workers = None,
    no_cache: NoCache = False,
    max_input_size: MaxInputSize = MOST_BYTES >> 20,
    quiet: Quiet = False,
) -> None:
    """Add papers to a build: the same files as a build of all papers, with the options of the first."""
    from kgbuild import changing

    reading = Options(
        workers=workers,
        cache=not no_cache,
        max_input_bytes=max_input_size << 20,
        input_format=input_format,
        columns=tuple(parse_columns(columns).items()),
        strict=strict,
    )
    show_build(changing.add(inputs, output, reading=reading, progress=None if quiet else progress), quiet=quiet)


@app.command(
    rich_help_panel=_PANEL,
    epilog='Example: kgbuild remove 10.18653/v1/N19-1423 "Attention Is All You Need" -o output',
)
def remove(
    papers: Annotated[
        list[str],
        typer.Argument(metavar="PAPER...", help="Papers, each by its IRI, DOI, arXiv id, own id or title."),
    ],
    output: BuiltFolder = Path("output"),
    workers: Workers = None,
    no_cache: NoCache = False,
    quiet: Quiet = False,
) -> None:
    """Remove papers from a build: the same files as a build of the papers that stay."""
    from kgbuild import changing

    reading = Options(workers=workers, cache=not no_cache)
    show_build(changing.remove(papers, output, reading=reading, progress=None if quiet else progress), quiet=quiet)
