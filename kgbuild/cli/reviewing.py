"""A page to judge what is doubtful: review."""

import signal
from pathlib import Path
from typing import Annotated, Final

import typer

from kgbuild.cli.application import app
from kgbuild.cli.ending import Interrupted, stop_watch
from kgbuild.cli.messages import say
from kgbuild.cli.options import Port, Quiet
from kgbuild.files import CURATION_FILE

_PANEL: Final = "Make a graph"


@app.command(
    rich_help_panel=_PANEL,
    epilog="Example: kgbuild review output --curation corrections.tsv",
)
def review(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder that `kgbuild build` wrote.")],
    port: Port = 7879,
    curation: Annotated[
        Path | None,
        typer.Option(
            "--curation",
            metavar="FILE",
            help=f"The file of corrections that your answers go into; default: {CURATION_FILE} in the folder.",
        ),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Judge doubtful joins, near misses and extractions in a browser, at http://127.0.0.1:PORT/; Ctrl-C ends it."""
    from kgbuild.review import serve_review

    file = curation or folder / CURATION_FILE
    serving = False

    def tell(address: str, questions: int, notes: tuple[str, ...]) -> None:
        nonlocal serving
        serving = True
        stop_watch()  # the server ends by itself, and lets answers finish
        if quiet:
            return
        for note in notes:
            say(f"note: {note}")
        say(f"{questions:,} questions at {address}; answers go to {file}; Ctrl-C ends it")
        say(f"then build again with --curation {file}")

    try:
        serve_review(folder, file, port=port, started=tell)
    except Interrupted as ended:
        if not serving or ended.signal != signal.SIGINT:  # the usual way to end it
            raise
