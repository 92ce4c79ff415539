"""How long reading takes, beside the bare parser of each format; text cleaning and merging are counted apart.

    python benchmarks/reading.py [--records 100000]

Each format is read in a process of its own, which also tells the most memory it took: with ten times the records it
must not grow, since records are read one by one.
"""

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

WORDS = [
    "we",
    "study",
    "margins",
    "of",
    "wide",
    "networks",
    "on",
    "graphs",
    "and",
    "show",
    "that",
    "they",
    "help",
    "when",
    "data",
    "are",
    "few",
]
PARSERS = {"ris": "rispy", "csv": "csv", "jsonl": "json", "json": "json", "bib": "bibtexparser"}


def make_records(count: int) -> Iterator[dict[str, str]]:
    """Yield records of the size that abstracts have."""
    for number in range(count):
        words = [WORDS[(number * 7 + k * k) % len(WORDS)] for k in range(180)]
        yield {
            "title": f"On margins of kind {number}",
            "abstract": f"{' '.join(words)}, as number {number} shows.",
            "authors": f"Byron, Ada {number % 97}; Hopper, Grace; Turing, Alan",
            "year": str(1990 + number % 35),
            "venue": "Journal of Margins",
            "doi": f"10.1000/m.{number}",
            "url": f"https://example.org/{number}",
            "keywords": "margins; width; graphs",
        }


def write_file(path: Path, count: int) -> None:
    """Write records in the format that the ending names."""
    with path.open("w", encoding="utf-8", newline="") as file:
        if path.suffix == ".csv":
            table = csv.DictWriter(file, list(next(make_records(1))))
            table.writeheader()
            table.writerows(make_records(count))
            return
        file.write("[" if path.suffix == ".json" else "")
        for number, record in enumerate(make_records(count)):
            comma = "," if path.suffix == ".json" and number else ""
            file.write(comma + WRITERS[path.suffix[1:]](record))
        file.write("]" if path.suffix == ".json" else "")


def to_ris(record: dict[str, str]) -> str:
    """Return a record of RIS."""
    authors = "".join(f"AU  - {name}\n" for name in record["authors"].split("; "))
    words = "".join(f"KW  - {word}\n" for word in record["keywords"].split("; "))
    return (
        f"TY  - JOUR\nTI  - {record['title']}\nAB  - {record['abstract']}\n{authors}PY  - {record['year']}\n"
        f"T2  - {record['venue']}\nDO  - {record['doi']}\nUR  - {record['url']}\n{words}ER  - \n\n"
    )


def to_bibtex(record: dict[str, str]) -> str:
    """Return an entry of BibTeX."""
    names = {"authors": "author", "venue": "journal"}
    fields = ",\n".join(
        f"  {names.get(key, key)} = {{{value.replace('; ', ' and ') if key == 'authors' else value}}}"
        for key, value in record.items()
    )
    return f"@article{{{record['doi'].replace('/', ':')},\n{fields}\n}}\n\n"


WRITERS: dict[str, Callable[[dict[str, str]], str]] = {
    "ris": to_ris,
    "bib": to_bibtex,
    "json": json.dumps,
    "jsonl": lambda record: json.dumps(record) + "\n",
}


def read_bare(path: Path) -> int:
    """Read a file with the bare parser of its format; return how many records it has."""
    with path.open(encoding="utf-8", newline="") as file:
        if path.suffix == ".csv":
            return sum(1 for _ in csv.DictReader(file))
        if path.suffix == ".jsonl":
            return sum(1 for line in file if json.loads(line))
        if path.suffix == ".json":
            return len(json.load(file))
        if path.suffix == ".ris":
            import rispy

            return len(rispy.load(file))
        import bibtexparser

        return len(bibtexparser.parse_string(file.read(), parse_stack=[]).entries)


def read_ours(path: Path) -> int:
    """Read a file as kgbuild does, without keeping anything."""
    from kgbuild.readers import Record, read_records

    return sum(isinstance(item, Record) for item in read_records([str(path)]))


def read_without_cleaning(path: Path) -> int:
    """Read a file as kgbuild does, its texts, names and addresses taken as they are."""
    from kgbuild.readers import cleaning
    from kgbuild.records import papers

    def split(value: object) -> tuple[tuple[str, ...], tuple[()]]:
        return tuple(value if isinstance(value, list) else str(value).split("; ")), ()

    names = {
        "clean_text": lambda text: text,
        "clean_line": lambda text: text,
        "parse_people": split,
        "_PARSERS": tuple(
            (key, (lambda value: value if isinstance(value, list) else (value,)) if key == "url" else parse, several)
            for key, parse, several in papers._PARSERS  # noqa: SLF001 - to put one of them aside
        ),
    }
    for name, stand_in in names.items():
        setattr(papers, name, stand_in)
    cleaning.clean_record = lambda record: record
    return read_ours(path)


def read_and_merge(path: Path) -> int:
    """Read a file as a build does: all papers held, copies merged."""
    from kgbuild.readers import read_inputs

    return read_inputs([str(path)]).records


WAYS = {"bare": read_bare, "ours": read_ours, "uncleaned": read_without_cleaning, "merged": read_and_merge}


def measure(way: str, path: Path) -> tuple[float, float, int]:
    """Return seconds, megabytes and records of one way to read a file, in a process of its own."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, __file__, "--one", way, str(path)], check=True, capture_output=True, text=True
    )
    seconds, megabytes, records = done.stdout.split()
    return float(seconds), float(megabytes), int(records)


def measure_here(way: str, path: Path) -> None:
    """Read a file once and print what that took."""
    read_bare(path.with_name("small" + path.suffix))
    WAYS[way](path.with_name("small" + path.suffix))  # imports are not counted
    begin = time.process_time()
    count = WAYS[way](path)
    seconds = time.process_time() - begin
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, count)


def main() -> None:
    """Print a table: for each format seconds and factors over the bare parser."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--formats", default=",".join(PARSERS), help="which of ris, csv, jsonl, json, bib")
    parser.add_argument("--one", nargs=2, metavar=("WAY", "FILE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        measure_here(arguments.one[0], Path(arguments.one[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        for ending, library in ((ending, PARSERS[ending]) for ending in arguments.formats.split(",")):
            path = Path(folder, f"records.{ending}")
            write_file(path, arguments.records)
            write_file(path.with_name(f"small.{ending}"), 10)
            bare, megabytes, count = measure("bare", path)
            line = f"{ending:6}{library:14}{count:9,} records  bare {bare:6.2f} s {megabytes:6.0f} MB"
            for way in ("ours", "uncleaned", "merged"):
                seconds, megabytes, records = measure(way, path)
                line += f"   {way} {seconds:6.2f} s x{seconds / bare:5.2f} {megabytes:6.0f} MB"
                line += "" if records == count else f" ({records:,} records)"
            print(line, flush=True)


if __name__ == "__main__":
    main()
