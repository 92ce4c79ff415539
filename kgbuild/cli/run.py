"""One run of the command line, from the first import to what is still to be printed."""

import sys
from io import TextIOWrapper
from typing import Any

from kgbuild.cli.ending import Interrupted, end_by, ended_at_once, ended_by_signals
from kgbuild.cli.streams import open_missing_streams


def run(first: Any = None) -> Any:
    """Run the command; return or exit with its status. Every error that a user can mend is one line.

    `first` is what Ctrl-C did until now.
    """
    with ended_by_signals(first):
        open_missing_streams()
        try:
            return _run_command()
        except Interrupted as ended:
            return end_by(ended.signal)


def _run_command() -> Any:
    """Run the command, and see that what it printed arrives."""
    with ended_at_once():  # nothing has begun, and an exception in the middle of an import may get lost
        from kgbuild.cli.commands import app
        from kgbuild.cli.failures import flush_output, told_in_one_line
        from kgbuild.cli.messages import show_logged
    show_logged()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # what we write is UTF-8, whatever the terminal's settings say
    try:
        with told_in_one_line():
            return app()
    finally:
        with told_in_one_line():
            flush_output()
