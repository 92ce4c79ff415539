"""Serve the page until somebody stops it."""

from collections.abc import Callable
from pathlib import Path

from kgbuild.curation import read_curation
from kgbuild.review.application import Review, build_review
from kgbuild.review.doubts import find_doubts
from kgbuild.server.run import listening, run_application


def serve_review(
    folder: Path, curation: Path, *, port: int, started: Callable[[str, int, tuple[str, ...]], None]
) -> None:
    """Ask on loopback about what is doubtful in a build's folder, and write the answers to a curation file.

    Port 0 takes any free one; `started` is called with the page's address, the number of questions and notes on them.
    Raises InputError for a folder without a build, CurationError for a file that is not in order, GraphError for a port
    that is taken.
    """
    with listening(port) as line:
        # What is not in order is told before anybody has answered anything.
        decided = read_curation(curation).rows if curation.exists() else ()
        doubts = find_doubts(folder, [row for _, row in decided])
        application = build_review(Review(doubts, folder, curation))
        run_application(application, line, lambda address: started(address, len(doubts.questions), doubts.notes))
