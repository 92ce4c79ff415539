"""Make kgbuild/lexicon/data/links.tsv: what names of the lists are elsewhere, from tables that say so.

    pip download --no-deps lm-eval lighteval -d packages    # wheels; nothing of them is run
    python tools/link_table.py packages

- Tasks: the pages of Papers with Code and the resources of Linked Papers with Code, which share their slugs. The list
  of tasks holds each slug of the site map, its hyphens read as blanks, as one of its spellings.
- Data sets and benchmarks: the Hugging Face data sets from which two evaluation harnesses load them, where the data
  set's name is the list's. They may be copies, or one part, so they are close matches.

A name that stands in two rows, or that the lists know as a plain word, links nowhere; nor does a row for which the
sources name several data sets, unless one is named three times as often as all others together. Copies that a harness
keeps itself do not count.
"""

import argparse
import csv
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from kgbuild.identity.names import name_key

DATA: Final = Path(__file__).resolve().parents[1] / "kgbuild" / "lexicon" / "data"
_LISTS: Final = {"Dataset": "datasets.tsv", "Benchmark": "benchmarks.tsv", "Task": "tasks.tsv"}
_SHORTEST: Final = 3  # characters of a key
# Where each harness says from where it loads a data set.
_LOADED: Final = {
    "lm_eval": ("lm-eval-harness", re.compile(r"^dataset_path: *[\"']?([\w.-]+/[\w.-]+)", re.MULTILINE)),
    "lighteval": ("lighteval", re.compile(r"hf_repo\s*=\s*[\"']([\w.-]+/[\w.-]+)[\"']")),
}
_OWN_COPIES: Final = frozenset({"lighteval", "EleutherAI"})
_SLUG: Final = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*")


class Link(NamedTuple):
    """A row of the table."""

    type: str
    names: str
    match: str
    target: str
    sources: str
    licences: str


class Names:
    """The rows of the lists, and which names stand for one of them alone."""

    def __init__(self) -> None:
        self.rows = [(kind, row) for kind, file in _LISTS.items() for row in _read(DATA / file)]
        plain = {(row["type"].casefold(), name_key(row["name"])) for row in _read(DATA / "ambiguous.tsv")}
        holders: defaultdict[str, set[int]] = defaultdict(set)
        for number, (kind, row) in enumerate(self.rows):
            for name in _spellings(row):
                key = name_key(name)
                holders[key].add(number)
                if (kind.casefold(), key) in plain or len(key) < _SHORTEST:
                    holders[key].add(-1)
        self.rows_of = {key: next(iter(found)) for key, found in holders.items() if len(found) == 1}

    def of(self, number: int) -> str:
        """Return those spellings of a row that stand for it alone, one for each key."""
        found = {name_key(name): name for name in reversed(_spellings(self.rows[number][1]))}
        return "|".join(sorted(name for key, name in found.items() if self.rows_of.get(key) == number))


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _spellings(row: dict[str, str]) -> list[str]:
    return [name for name in (row["name"], *row["aliases"].split("|")) if name]


def find_tasks(names: Names) -> Iterator[Link]:
    """Yield links of tasks."""
    for number, (kind, row) in enumerate(names.rows):
        slugs = {name.replace(" ", "-") for name in _spellings(row) if _SLUG.fullmatch(name)}
        if kind != "Task" or "pwc_task_sitemap" not in row["sources"].split("|") or len(slugs) != 1:
            continue
        if known := names.of(number):
            slug = slugs.pop()
            licence = "CC BY-SA 4.0"
            target = f"https://linkedpaperswithcode.com/task/{slug}"
            yield Link("Task", known, "exactMatch", target, "pwc_task_sitemap", licence)
            yield Link(
                "Task", known, "closeMatch", f"https://paperswithcode.com/task/{slug}", "pwc_task_sitemap", licence
            )


def find_data(names: Names, folder: Path) -> Iterator[Link]:
    """Yield links of data sets and benchmarks."""
    loaded: defaultdict[int, Counter[str]] = defaultdict(Counter)
    sources: defaultdict[str, set[str]] = defaultdict(set)
    for wheel in sorted(folder.glob("*.whl")):
        source, pattern = _LOADED[wheel.name.split("-")[0]]
        with zipfile.ZipFile(wheel) as archive:
            for entry in archive.namelist():
                for repository in pattern.findall(archive.read(entry).decode("utf-8", "replace")):
                    owner, name = repository.split("/")
                    number = names.rows_of.get(name_key(name))
                    if number is not None and names.rows[number][0] != "Task" and owner not in _OWN_COPIES:
                        loaded[number][repository] += 1
                        sources[repository].add(source)
    for number, counts in sorted(loaded.items()):
        (repository, count), *others = counts.most_common()
        if count >= 3 * sum(other for _, other in others):
            target = f"https://huggingface.co/datasets/{repository}"
            told = "|".join(sorted(sources[repository]))
            yield Link(names.rows[number][0], names.of(number), "closeMatch", target, told, "MIT")


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, help="where the wheels of lm-eval and lighteval lie")
    options = parser.parse_args()
    names = Names()
    links = sorted({*find_tasks(names), *find_data(names, options.folder)})
    lines = ["\t".join(Link._fields), *("\t".join(link) for link in links)]
    (DATA / "links.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(links):,} links of {len({(link.type, link.names) for link in links}):,} names")


if __name__ == "__main__":
    main()
