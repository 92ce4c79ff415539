"""The command line: one verb, one library function. Data on standard output, everything else on standard error."""

import sys
from io import TextIOWrapper
from typing import Any

from kgbuild.cli import (
    building,
    exporting,
    learning,
    loading,
    querying,
    reporting,
    serving,
    viewing,
)  # each adds its commands
from kgbuild.cli.application import app
from kgbuild.cli.messages import say
from kgbuild.errors import KgbuildError, QueryError

__all__ = ["app", "building", "exporting", "learning", "loading", "main", "querying", "reporting", "serving", "viewing"]


def main() -> Any:
    """Run the command line; every error that a user can mend is one line and an exit status."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # what we write is UTF-8, whatever the terminal's settings say
    try:
        return app()
    except QueryError as error:  # a query that cannot be asked is wrong use, not something unreadable
        say(f"kgbuild: {error}")
        sys.exit(2)
    except KgbuildError as error:
        say(f"kgbuild: {error}")
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone; nothing to tell anybody
    except OSError as error:
        say(f"kgbuild: {error.filename or 'a file'}: {error.strerror or error}")
    except KeyboardInterrupt:
        say("kgbuild: interrupted; files written before are whole")
        sys.exit(130)
    sys.exit(1)
