"""Make `kgbuild/resolution/abbreviations.tsv`: what abbreviations mean in many abstracts, and how often.

usage: python tools/abbreviation_table.py -o abbreviations.tsv ABSTRACTS.jsonl.gz...

Each row gives an abbreviation, one of its long forms in its commonest spelling, and how many papers spell it out so;
a row without a long form counts the papers with readings of one paper each. Abbreviations of fewer than 4 papers are
left out. No sentence is kept; the file is the same for the same input. 90,000 abstracts take two minutes.
"""

import argparse
import gzip
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from kgbuild.identity.long_forms import find_abbreviations
from kgbuild.resolution.forms import name_form
from kgbuild.resolution.readings import short_key

LEAST_PAPERS = 4


def read_definitions(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Yield each abbreviation with its long form, once for each paper."""
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
            for line in file:
                paper = json.loads(line)
                texts = [paper.get("title") or "", paper.get("abstract") or ""]
                yield from sorted(
                    {
                        (short_key(text[slice(*found.short)]), " ".join(text[slice(*found.long)].split()))
                        for text in texts
                        for found in find_abbreviations(text)
                    }
                )


def to_rows(definitions: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, int]]:
    """Yield (abbreviation, long form, papers), sorted; what reads alike but for its endings is one long form."""
    readings: defaultdict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    spellings: defaultdict[tuple[str, tuple[str, ...]], Counter[str]] = defaultdict(Counter)
    for short, long in definitions:
        stems = name_form(long).stems
        readings[short][stems] += 1
        spellings[short, stems][long] += 1
    for short, counts in sorted(readings.items()):
        if counts.total() < LEAST_PAPERS:
            continue
        rest = sum(papers for papers in counts.values() if papers == 1)
        for stems, papers in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            if papers > 1:
                yield short, min(spellings[short, stems].items(), key=lambda item: (-item[1], item[0]))[0], papers
        if rest:
            yield short, "", rest


def main() -> None:
    """Read the arguments and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("abstracts", nargs="+", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    given = parser.parse_args()
    rows = list(to_rows(read_definitions(given.abstracts)))
    lines = ["\t".join(map(str, row)) for row in [("short", "long", "papers"), *rows]]
    given.output.write_text("\n".join(lines) + "\n", "utf-8")
    sys.stderr.write(f"{len(rows):,} rows\n")


if __name__ == "__main__":
    main()
