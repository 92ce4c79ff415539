"""Extraction on this machine. The order of the results is that of the papers, for any number of processes."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final

from kgbuild.config import Options
from kgbuild.datamodel import Extraction, Paper

if TYPE_CHECKING:
    from kgbuild.extraction import Extractor

# Starting a process takes about as long as extracting this many papers.
_WORTH_A_PROCESS: Final = 400
_BATCH: Final = 50


def extract_papers(papers: Sequence[Paper], options: Options) -> Iterator[Extraction]:
    """Yield an extraction for each paper, in order.

    Raises LexiconError or ModelError where a file that the options name is unfit.
    """
    extractor = _extractor(options)  # also here when others do the work: a bad option is told at once
    workers = options.workers or max(1, min(os.cpu_count() or 1, len(papers) // _WORTH_A_PROCESS))
    if workers == 1 or len(papers) < 2:
        yield from extractor.extract(papers)
        return
    batches = [tuple(papers[k : k + _BATCH]) for k in range(0, len(papers), _BATCH)]
    # Spawned, not forked: the same on every system, and safe beside threads.
    with ProcessPoolExecutor(min(workers, len(batches)), get_context("spawn")) as pool:
        for batch in pool.map(partial(_extract_batch, options), batches):
            yield from batch


@cache
def _extractor(options: Options) -> "Extractor":
    from kgbuild.extraction import load_extractor  # loads spaCy

    return load_extractor(lexicon=options.lexicon, model=options.model, min_confidence=options.min_confidence)


def _extract_batch(options: Options, papers: tuple[Paper, ...]) -> tuple[Extraction, ...]:
    return tuple(_extractor(options).extract(papers))
