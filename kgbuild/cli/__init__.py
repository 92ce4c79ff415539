"""The command line: one verb, one library function. Data on standard output, everything else on standard error.

Little is imported before `main` has seen to it that a run can be ended: whoever presses Ctrl-C at once gets one line.
"""

import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

from kgbuild.cli.ending import Interrupted, end_by, ended_at_once, ended_by_signals
from kgbuild.cli.streams import open_missing_streams

if TYPE_CHECKING:
    from kgbuild.cli.commands import app

__all__ = ["app", "main"]


def __getattr__(name: str) -> Any:
    if name == "app":
        from kgbuild.cli.commands import app

        return app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def main() -> Any:
    """Run the command line; every error that a user can mend is one line and an exit status."""
    with ended_by_signals():
        open_missing_streams()
        try:
            return _run()
        except Interrupted as ended:
            return end_by(ended.signal)


def _run() -> Any:
    """Run the command, and see that what it printed arrives; return or exit with its status."""
    with ended_at_once():  # nothing has begun, and an exception in the middle of an import may get lost
        from kgbuild.cli.commands import app
        from kgbuild.cli.failures import flush_output, told_in_one_line
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # what we write is UTF-8, whatever the terminal's settings say
    try:
        with told_in_one_line():
            return app()
    finally:
        with told_in_one_line():
            flush_output()
