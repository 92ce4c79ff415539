"""Failures as the user sees them: one line, and an exit status."""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from kgbuild.cli.ending import end_if_asked
from kgbuild.cli.messages import say
from kgbuild.cli.streams import silence_output
from kgbuild.errors import KgbuildError, OutputError, QueryError

_OF_WRITING: Final = frozenset({errno.EBADF, errno.EFBIG, errno.EIO, errno.ENOSPC, getattr(errno, "EDQUOT", errno.EIO)})


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """Tell errors that a user can mend in one line each and exit: with 2 for wrong use, with 1 for others."""
    try:
        yield
    except (QueryError, OutputError) as error:  # what cannot be asked or written is wrong use, not something unreadable
        _end(str(error), 2)
    except KgbuildError as error:
        _end(str(error), 1)
    except BrokenPipeError:  # the reader of our output has gone; nothing to tell anybody
        silence_output()
        sys.exit(1)
    except MemoryError:
        _end("not enough memory for this", 1)
    except OSError as error:
        name = error.filename
        if name is None and error.errno in _OF_WRITING:  # failures to write files have their names
            name = "standard output"
            silence_output()
        what = error.strerror or str(error)
        _end(f"{name}: {what}" if name is not None else what, 1)


def flush_output() -> None:
    """See that everything printed has arrived."""
    try:
        sys.stdout.flush()
    except ValueError:  # closed, in an orderly way
        return


def _end(text: str, status: int) -> None:
    end_if_asked()
    say(f"kgbuild: {text}")
    sys.exit(status)
