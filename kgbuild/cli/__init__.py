"""The command line: one verb, one library function. Data on standard output, everything else on standard error.

Hardly anything is imported before `main` has seen to it that a run can be ended: whoever presses Ctrl-C at once gets
one line.
"""

import os
import signal

TYPE_CHECKING = False  # as type checkers have it; `typing` takes longer to import than all else here
if TYPE_CHECKING:
    from kgbuild.cli.commands import app

__all__ = ["app", "main"]


def __getattr__(name: str) -> object:
    if name == "app":
        from kgbuild.cli.commands import app

        return app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def main() -> object:
    """Run the command line; every error that a user can mend is one line and an exit status."""
    usual = signal.default_int_handler
    if signal.getsignal(signal.SIGINT) is not usual:  # ignored, or seen to by somebody else
        return _run()
    try:
        signal.signal(signal.SIGINT, _end_at_once)
    except ValueError:  # not in the main thread, which is the one that signals reach
        return _run()
    try:
        return _run(_end_at_once)
    finally:
        signal.signal(signal.SIGINT, usual)


def _run(first: object = None) -> object:
    from kgbuild.cli.run import run

    return run(first)


def _end_at_once(number: int, _: object) -> None:
    os.write(2, b"kgbuild: interrupted; files written before are whole\n")
    os._exit(128 + number)
