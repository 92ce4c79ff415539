"""Builds that are killed over an older one, and two at once into one folder: what do they leave?

As a script: `python tests/cli/killed_builds.py --killed 50 --pairs 20` prints the outcome of each round.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from kgbuild.graph import check_graph

ROOT = Path(__file__).parents[2]
WORK = ".kgbuild"
LAST = "report.html"  # that a build writes before its files are put into place
KEPT = {".gitignore", "papers.jsonl", "extractions.sqlite", "build.json", "evidence.index"}
Files = dict[str, bytes]


@dataclass(frozen=True)
class Round:
    """What a round left: which set, what was told, and what stayed after the next run."""

    outcome: str
    told: str
    stray: tuple[str, ...]


def start(*arguments: str | Path) -> "subprocess.Popen[str]":
    """Start a command in a process of its own."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "kgbuild", *map(str, arguments)]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def run(*arguments: str | Path) -> tuple[int, str]:
    """Run a command; return its exit status and what it said."""
    process = start(*arguments)
    _, said = process.communicate(timeout=300)
    return process.returncode, said


def write_papers(path: Path, name: str, number: int = 12) -> Path:
    """Write papers about one thing or another."""
    papers = [
        {
            "title": f"{name} {k}: nets for hedges",
            "abstract": f"We propose {name}{k}. It beats BERT and {name} on GLUE.",
        }
        for k in range(number)
    ]
    path.write_text("".join(json.dumps(paper) + "\n" for paper in papers), encoding="utf-8")
    return path


def read_set(folder: Path) -> Files:
    """Return the files of a folder, without what is no output."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.name != WORK}


class Rounds:
    """An older and a newer set of papers, what each gives, and one folder for both."""

    def __init__(self, place: Path) -> None:
        self.folder = place / "out"
        self.papers = {name: write_papers(place / f"{name}.jsonl", name) for name in ("Older", "Newer")}
        self.options = {"Older": ("--annotated", "--quiet"), "Newer": ("--quiet",)}
        self.sets = {}
        for name in self.papers:
            began = time.monotonic()
            self.build(name, place / name)
            self.seconds = time.monotonic() - began
            self.sets[name] = read_set(place / name)

    def build(self, name: str, folder: Path | None = None) -> None:
        status, said = run("build", self.papers[name], "-o", folder or self.folder, *self.options[name])
        assert status == 0, said

    def kill(self, pause: float = 0, after: str = "") -> Round:
        """Kill a build of the newer papers over the older ones: as soon as a file of it is there, if one is named, and
        after a pause.
        """
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        for name, content in self.sets["Older"].items():
            (self.folder / name).write_bytes(content)
        process = start("build", self.papers["Newer"], "-o", self.folder, *self.options["Newer"])
        while after and process.poll() is None and not list(self.folder.glob(f"{WORK}/*/{after}")):
            time.sleep(0.001)
        time.sleep(pause)
        process.kill()
        process.communicate()
        problems = check_graph(self.folder)
        outcome = self.name_set() if not problems else f"told: {problems[0]}"
        left = " and unfinished ones" if any(self.folder.glob(f"{WORK}/generation-*")) else ""
        self.build("Newer")
        return Round(outcome + left, "", self.find_stray("Newer"))

    def pair(self, pause: float = 0) -> Round:
        """Start two builds at once; tell which set is there afterwards, that of a build that says it is done."""
        processes = {}
        for name in self.papers:
            processes[name] = start("build", self.papers[name], "-o", self.folder, *self.options[name])
            time.sleep(pause)
        said = {name: process.communicate()[1].strip() for name, process in processes.items()}
        done = [name for name, process in processes.items() if process.returncode == 0]
        found = self.name_set()
        outcome = found if found in done else f"mixed: {found}, done: {done}"
        refused = "; ".join(said[name] for name in processes if name not in done)
        stray = self.find_stray(found)
        return Round(outcome, refused, stray)

    def find_stray(self, name: str) -> tuple[str, ...]:
        there = {path.name for path in self.folder.iterdir()} - {WORK}
        there |= {path.name for path in self.folder.glob(f"{WORK}/*")} - KEPT
        return tuple(sorted(there - set(self.sets.get(name, ()))))

    def name_set(self) -> str:
        found = read_set(self.folder)
        return next((name for name, files in self.sets.items() if files == found), "mixed")


def main() -> None:
    """Run the rounds that are asked for, and count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--killed", type=int, default=50)
    parser.add_argument("--pairs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)  # noqa: S311
    with tempfile.TemporaryDirectory() as place:
        rounds = Rounds(Path(place))
        for number in range(asked.killed):  # half of them anywhere, half where files are put into place
            if number % 2:
                left = rounds.kill(chance.uniform(0, 1.2 * rounds.seconds))
            else:
                left = rounds.kill(chance.uniform(0, 0.15), LAST)
            print("killed", "anywhere" if number % 2 else "putting into place", left, flush=True)  # noqa: T201
        for _ in range(asked.pairs):
            print("two at once", rounds.pair(chance.uniform(0, 0.3)), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
