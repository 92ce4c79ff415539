"""The command line's root, to which each module of this folder adds its commands."""

from typing import Annotated

import typer

from kgbuild import __version__

app = typer.Typer(
    name="kgbuild",
    help="Turn papers (titles and abstracts) into a knowledge graph: RDF, a page to look at, evidence for every edge.",
    epilog="Example: kgbuild build papers.jsonl -o output && kgbuild query output entities",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"kgbuild {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Turn papers (titles and abstracts) into a knowledge graph."""
