"""How the time of resolution grows, and how often its rules are right.

usage: python benchmarks/resolution.py growth RECORDS.jsonl [--times 8]
       python benchmarks/resolution.py rules ANNOTATED.jsonl...

`growth` resolves extraction records and writes their ledger, then does the same with as many times the papers: copies
under other titles, in which every coined name and every third term is another one, so that names grow as they do in
new papers. `rules` counts, over annotated papers, how often a rule that makes two names alike finds names of one thing,
and how often names that an annotator gave to two things of one type.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from kgbuild.datamodel import ExtractedEntity, Extraction
from kgbuild.finishing import finish
from kgbuild.ledger import write_ledger
from kgbuild.lexicon import load_lexicon
from kgbuild.readers import read_inputs
from kgbuild.resolution import GeneralNames, resolve
from kgbuild.resolution.rules import reason_between
from kgbuild.vocabulary import DEFAULT_BASE


def main() -> None:
    """Read the arguments and print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("what", choices=["growth", "rules"])
    parser.add_argument("files", nargs="+")
    parser.add_argument("--times", type=int, default=8)
    given = parser.parse_args()
    if given.what == "growth":
        measure_growth(given.files, given.times)
    else:
        count_rules(given.files)


def measure_growth(files: Sequence[str], times: int) -> None:
    """Print the processor time for some papers and for several times as many, and their ratio."""
    papers = [finish(found) for found in read_inputs(files).papers if isinstance(found, Extraction)]
    seconds = []
    for copies in (1, times):
        many = [copy for number in range(copies) for copy in vary(papers, number)]
        start = time.process_time()
        lexicon = load_lexicon()
        knowledge = resolve(many, same_names=lexicon.groups, known=GeneralNames(lexicon.names))
        resolved = time.process_time()
        with tempfile.TemporaryDirectory() as folder:
            write_ledger(knowledge, Path(folder) / "aliases.tsv", base=DEFAULT_BASE)
        done = time.process_time()
        seconds.append(done - start)
        sys.stdout.write(
            f"{len(knowledge.papers):,} papers, {len(knowledge.entities):,} things, {len(knowledge.joins):,} joins: "
            f"{resolved - start:.1f} s, and {done - resolved:.1f} s for the ledger\n"
        )
    sys.stdout.write(f"{times} times the papers take {seconds[1] / seconds[0]:.1f} times as long\n")


def vary(papers: Sequence[Extraction], number: int) -> Iterator[Extraction]:
    """Yield copies of papers with other titles and, but for the first, other names."""
    for paper in papers:
        if number == 0:
            yield paper
            continue
        title = f"{paper.paper.title} ({number})"
        entities = tuple(vary_entity(entity, place, number) for place, entity in enumerate(paper.entities))
        yield replace(paper, paper=replace(paper.paper, title=title, doi="", arxiv="", id=""), entities=entities)


def vary_entity(entity: ExtractedEntity, place: int, number: int) -> ExtractedEntity:
    """Return an entity with other letters behind its names where it is coined, and for every third term."""
    if entity.kind == "term" and place % 3:
        return entity
    letters = "".join("abcdefgh"[int(digit)] for digit in f"{number:o}")
    return replace(entity, names=tuple(f"{name}{letters}" for name in entity.names))


def count_rules(files: Sequence[str]) -> None:
    """Print for each reason how many pairs of names of one thing and of two things it joins."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for file in files:
        for line in Path(file).read_text("utf-8").splitlines():
            entities = json.loads(line)["entities"]
            for entity in entities:
                right.update(reason_between(*pair) for pair in combinations(dict.fromkeys(entity["names"]), 2))
            for one, other in combinations(entities, 2):
                if one["type"] == other["type"] and not set(one["names"]) & set(other["names"]):
                    pairs = ((a, b) for a in one["names"] for b in other["names"])
                    wrong.update(reason_between(*pair) for pair in pairs)
    for reason in sorted(set(right) - {"listed"}):
        share = right[reason] / (right[reason] + wrong[reason])
        sys.stdout.write(f"{reason:14} right {right[reason]:6,}  wrong {wrong[reason]:4,}  share right {share:.3f}\n")


if __name__ == "__main__":
    main()
