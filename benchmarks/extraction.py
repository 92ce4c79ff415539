"""Measure the speed of the extraction beside spaCy's tokenizer, on the same texts in the same run, on one core.

    python benchmarks/extraction.py PAPERS... [--passes 5]

Both pass over all texts once to warm up, then by turns; the ratio is that of the medians. Also told: the first pass, on
papers whose names and words are new, how long loading takes, and how much longer extraction takes with what papers
claim (relations, results, kinds of contribution) than without. In processor time, which other work on the machine
disturbs less.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import spacy

from kgbuild.datamodel import Extraction, Paper
from kgbuild.extraction import StatisticalExtractor
from kgbuild.finishing import finish_all
from kgbuild.readers import read_inputs

BATCH: Final = 64  # papers that are extracted together, as `kgbuild extract` does


def timed(run: Callable[[], object]) -> float:
    """Return the processor time of a call in seconds."""
    start = time.process_time()
    run()
    return time.process_time() - start


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("papers", nargs="+", help="papers, as `kgbuild build` takes them")
    parser.add_argument("--passes", type=int, default=5)
    options = parser.parse_args()
    papers: list[Paper] = [p.paper if isinstance(p, Extraction) else p for p in read_inputs(options.papers).papers]
    texts = [f"{paper.title}\n\n{paper.abstract}" for paper in papers]
    tokenizer = spacy.blank("en")
    start = time.process_time()
    extractor = StatisticalExtractor()
    loading = time.process_time() - start

    def tokenize() -> None:
        for text in texts:
            tokenizer(text)

    def extract(*, claims: bool = True) -> None:
        for k in range(0, len(papers), BATCH):
            batch = papers[k : k + BATCH]
            found = [Extraction(paper, its) for paper, its in zip(batch, extractor.extract(batch), strict=True)]
            finish_all(found if claims else [replace(one, relations=(), results=(), kinds=()) for one in found])

    def extract_things() -> None:
        extract(claims=False)

    tokenize()
    first = timed(extract)
    rows = [(timed(tokenize), timed(extract), timed(extract_things)) for _ in range(options.passes)]
    one, other, things = (statistics.median(column) for column in zip(*rows, strict=True))
    each = 1000 / len(papers)
    print(f"{len(papers):,} papers, median of {options.passes} passes, processor time")
    print(f"tokenizer of spaCy    {one * each:7.3f} ms a paper")
    print(f"extraction, warm      {other * each:7.3f} ms a paper: 1/{other / one:.1f} of the tokenizer's speed")
    print(f"without claims, warm  {things * each:7.3f} ms a paper: with them {other / things:.2f} times as long")
    print(f"extraction, new texts {first * each:7.3f} ms a paper: 1/{first / one:.1f}")
    print(f"loading               {loading:7.3f} s")


if __name__ == "__main__":
    main()
