"""Extraction on this machine. The order of the results is that of the papers, for any number of processes."""

import os
from collections.abc import Generator, Sequence
from functools import cache, partial
from typing import Final

from kgbuild.config import Options
from kgbuild.datamodel import Extraction, Paper, Skipped
from kgbuild.engines.checking import extract_checked, place_of
from kgbuild.engines.processes import map_in_processes
from kgbuild.extractors import Extractor, ExtractorOptions, find_extractor, load_extractor
from kgbuild.finishing import finish_all
from kgbuild.records import find_excess

# Starting a process takes about as long as extracting this many papers.
_WORTH_A_PROCESS: Final = 400
BATCH: Final = 64  # papers that are extracted at once


def extract_papers(
    records: Sequence[Paper | Extraction], options: Options
) -> Generator[Extraction | Skipped, None, None]:
    """Yield for each paper its extraction, finished, in order; what is an extraction already is finished only.

    A paper on which the extractor fails is skipped. Raises ExtractorError where the extractor that the options name
    cannot be had or does not keep to what extractors give, LexiconError or ModelError where a file is unfit.
    """
    papers = sum(isinstance(record, Paper) for record in records)
    find_extractor(options.extractor)
    workers = options.workers or max(1, min(os.cpu_count() or 1, papers // _WORTH_A_PROCESS))
    count = -(-len(records) // BATCH)
    batches = (tuple(records[k : k + BATCH]) for k in range(0, len(records), BATCH))
    run = partial(extract_batch, options)
    if workers == 1 or papers < 2:
        if papers:
            extractor_for(options)  # a bad option is told at once
        for batch in map(run, batches):
            yield from batch
        return
    # The extractor, with all its weights, is in the other processes alone.
    for batch in map_in_processes(run, batches, min(workers, count)):
        yield from batch


@cache
def extractor_for(options: Options) -> Extractor:
    """Return the extractor that the options name, loaded once in each process."""
    return load_extractor(options.extractor, ExtractorOptions(options.lexicon, options.model, options.min_confidence))


def extract_batch(options: Options, records: tuple[Paper | Extraction, ...]) -> tuple[Extraction | Skipped, ...]:
    """Return what is found in some records, which are held to the limits before and after."""
    held = [_excess(record) or record for record in records]
    papers = [record for record in held if isinstance(record, Paper)]
    found = iter(extract_checked(extractor_for(options), papers) if papers else ())
    results = [next(found) if isinstance(record, Paper) else record for record in held]
    kept = [one for one in results if not isinstance(one, Skipped)]
    finished = iter(finish_all(kept, options.min_confidence, options.model))
    done = (one if isinstance(one, Skipped) else next(finished) for one in results)
    return tuple(one if isinstance(one, Skipped) else _excess(one) or one for one in done)


def _excess(record: Paper | Extraction) -> Skipped | None:
    """Return why a paper or an extraction is left out that exceeds a limit; None for all others."""
    problem = find_excess(record)
    return Skipped(place_of(record if isinstance(record, Paper) else record.paper), problem) if problem else None
