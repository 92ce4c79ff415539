"""What a build takes that knows its papers, and what adding papers and removing them takes: processor time and memory.

    python benchmarks/incremental.py PAPERS.jsonl [--add 10] [--workers 1]

Builds all but the last papers, builds them again, adds the last, removes them, each in a process of its own, and checks
that the first graph is there again. Told are the seconds by the clock, the processor time of all processes, of that
the pages', and the peak of memory of all processes together (Pss, looked at five times a second; Linux).
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

PROGRAM = """
import json, sys, time
from kgbuild import changing, pipeline
from kgbuild.config import Options
pages = []
write = pipeline._write_pages
def timed(*given):
    started = time.process_time()
    try:
        return write(*given)
    finally:
        pages.append(time.process_time() - started)
pipeline._write_pages = timed
what, inputs, folder, workers = json.loads(sys.argv[1])
options = Options(workers=workers, max_input_bytes=1 << 40)
if what == "build":
    done = pipeline.build(inputs, folder, options=options)
else:
    done = getattr(changing, what)(inputs, folder, reading=options)
print(json.dumps([done.papers, done.cached, sum(pages)]))
"""


def family(pid: int) -> list[int]:
    """Return a process and all below it."""
    found = [pid]
    for one in found:
        with suppress(OSError):
            for task in Path(f"/proc/{one}/task").iterdir():
                found += map(int, (task / "children").read_text("ascii").split())
    return found


def used_kib(pid: int) -> int:
    """Return the memory of a process, pages that are shared counted in parts."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def measure(what: str, inputs: list[str], folder: Path, workers: int) -> None:
    """Do one thing in a process of its own and print what it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    asked = json.dumps([what, inputs, str(folder), workers])
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, asked], stdout=subprocess.PIPE, text=True)  # noqa: S603
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(map(used_kib, family(process.pid))))
        time.sleep(0.2)
    if process.returncode or process.stdout is None:
        sys.exit(f"{what}: status {process.returncode}")
    papers, cached, pages = json.loads(process.stdout.read().splitlines()[-1])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    sys.stdout.write(
        f"{what:7} {papers:7,} papers, {cached:7,} known: {time.monotonic() - started:7.1f} s, processor "
        f"{processor:7.1f} s, of that pages {pages:6.1f} s, peak {peak >> 10:6,} MiB\n"
    )
    sys.stdout.flush()


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("papers", type=Path)
    parser.add_argument("--add", type=int, default=10)
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args()
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[1])
    with tempfile.TemporaryDirectory() as place:
        lines = given.papers.read_bytes().splitlines(keepends=True)
        first, last, folder = (Path(place) / name for name in ("first.jsonl", "last.jsonl", "out"))
        first.write_bytes(b"".join(lines[: -given.add]))
        last.write_bytes(b"".join(lines[-given.add :]))
        measure("build", [str(first)], folder, given.workers)
        graph = (folder / "graph.ttl").read_bytes()
        measure("build", [str(first)], folder, given.workers)
        measure("add", [str(last)], folder, given.workers)
        places = [f"last.jsonl#{number}" for number in range(1, given.add + 1)]
        measure("remove", places, folder, given.workers)
        same = (folder / "graph.ttl").read_bytes() == graph
        sys.stdout.write(f"the first graph is there again: {'yes' if same else 'NO'}\n")
        sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
