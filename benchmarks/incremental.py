"""What a build takes that knows its papers, and what adding papers and removing them takes: processor time and memory.

    python benchmarks/incremental.py PAPERS.jsonl [--add 10] [--workers 1] [--curation FILE] [--whole]

Builds all but the last papers, builds them again, adds the last, removes them, each in a process of its own, and
checks that the first files are there again; with `--whole` also that those with the papers added are what a build of
all gives, byte for byte. PAPERS.jsonl may hold extraction records: then nothing is extracted. Told are the processor
time of all processes, of that the pages' (with reading the graph for them) and the store's, the time by the clock, and
the peak of memory (see `peak.py`).
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from peak import measure

PROGRAM = """
import json, sys, time
from pathlib import Path
from kgbuild import changing, graph, pipeline
from kgbuild.config import Options
from kgbuild.graph import files
taken = {}
def timed(owner, name, what):
    real = getattr(owner, name)
    def call(*given, **named):
        started = time.process_time()
        try:
            return real(*given, **named)
        finally:
            taken[what] = taken.get(what, 0) + time.process_time() - started
    setattr(owner, name, call)
timed(pipeline, "_write_pages", "pages")
timed(files, "renew_store", "store")
what, inputs, folder, workers, curation = json.loads(sys.argv[1])
options = Options(workers=workers, max_input_bytes=1 << 40, curation=Path(curation) if curation else None)
if what == "build":
    done = pipeline.build(inputs, folder, options=options)
else:
    done = getattr(changing, what)(inputs, folder, reading=options)
print(json.dumps([done.papers, done.cached, taken.get("pages", 0), taken.get("store", 0)]))
"""
APART = {".kgbuild", "redirects.tsv"}  # of a build's files, what a build from scratch has not


def run(what: str, inputs: list[str], folder: Path, workers: int, curation: str) -> None:
    """Do one thing in a process of its own and print what it took."""
    asked = json.dumps([what, inputs, str(folder), workers, curation])
    with tempfile.TemporaryFile() as said:
        taken = measure([sys.executable, "-c", PROGRAM, asked], output=said.fileno())
        if taken.status:
            sys.exit(f"{what}: status {taken.status}")
        said.seek(0)
        papers, cached, pages, store = json.loads(said.read().splitlines()[-1])
    rest = taken.processor - pages - store
    sys.stdout.write(
        f"{what:7} {papers:7,} papers, {cached:7,} known: processor {taken.processor:8.1f} s = pages {pages:7.1f} s "
        f"+ store {store:6.1f} s + all else {rest:7.1f} s; clock {taken.seconds:8.1f} s, peak {taken.mib:7,.0f} MiB\n"
    )
    sys.stdout.flush()


def read_set(folder: Path) -> dict[str, bytes]:
    """Return the files of a build."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name not in APART}


def tell(question: str, *, answer: bool) -> bool:
    """Print whether something is as it should be, and return it."""
    sys.stdout.write(f"{question}: {'yes' if answer else 'NO'}\n")
    return answer


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("papers", type=Path)
    parser.add_argument("--add", type=int, default=10)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--curation", default="")
    parser.add_argument("--whole", action="store_true")
    given = parser.parse_args()
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[1])
    how = given.workers, given.curation
    with tempfile.TemporaryDirectory() as place:
        lines = given.papers.read_bytes().splitlines(keepends=True)
        first, last, folder = (Path(place) / name for name in ("first.jsonl", "last.jsonl", "out"))
        first.write_bytes(b"".join(lines[: -given.add]))
        last.write_bytes(b"".join(lines[-given.add :]))
        run("build", [str(first)], folder, *how)
        before = read_set(folder)
        run("build", [str(first)], folder, *how)
        run("add", [str(last)], folder, *how)
        right = True
        if given.whole:
            added = read_set(folder)
            run("build", [str(first), str(last)], Path(place) / "whole", *how)
            right = tell("adding gives what a build of all gives", answer=added == read_set(Path(place) / "whole"))
        ids = [json.loads(line).get("id") for line in lines[-given.add :]]
        places = [id_ or f"last.jsonl#{number}" for number, id_ in enumerate(ids, start=1)]
        run("remove", places, folder, *how)
        right &= tell("removing gives the first files again", answer=read_set(folder) == before)
        sys.exit(0 if right else 1)


if __name__ == "__main__":
    main()
