"""Builds the same papers by the local engine and by Spark, ends an executor on the way, and compares the triples.

usage: python benchmarks/spark.py PAPERS... [--number N] [--parts N] [--master MASTER] [--kill] [--folder FOLDER]

PAPERS are files of JSON lines, packed or not. The master is `local-cluster[2,1,2048]` unless another is given: two
executors on this machine, each a process of its own with one core. With --kill one of them is killed (SIGKILL) as soon
as the papers are extracted and names are being resolved. PySpark has to be importable, and Java there
(tools/install_spark.sh).
"""

import argparse
import gzip
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from pyoxigraph import RdfFormat, Triple, parse

_EXECUTOR = b"CoarseGrainedExecutorBackend"  # in the command line of each executor


def main() -> None:
    """Read the arguments, build twice, and print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("papers", nargs="+", type=Path)
    parser.add_argument("--number", type=int, default=2000, help="how many papers, evenly from all")
    parser.add_argument("--master", default="local-cluster[2,1,2048]")
    parser.add_argument("--parts", type=int, default=8)
    parser.add_argument("--kill", action="store_true", help="kill an executor in the middle")
    parser.add_argument("--folder", type=Path, help="where to put the two builds; a temporary folder else")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        inputs = [str(part) for part in divide(given.papers, given.number, given.parts, folder)]
        local = build_locally(inputs, folder / "local")
        spark = build_on_spark(inputs, folder / "spark", given.master, given.parts, kill=given.kill)
        print(f"local: {local}\nspark ({given.master}): {spark}")
        print(json.dumps(json.loads((folder / "spark" / "build.json").read_text("utf-8"))))
        same = [compare(folder, part) for part in ("graph", "evidence")]
        sys.exit(not all(same))


def divide(files: Sequence[Path], number: int, parts: int, folder: Path) -> list[Path]:
    """Write so many papers, taken evenly from all, into as many files as there are parts; return these."""
    lines = [line for file in files for line in _lines(file)]
    step = max(1, len(lines) // number)
    chosen = lines[::step][:number]
    made = []
    for part in range(parts):
        made.append(folder / f"papers-{part}.jsonl")
        made[-1].write_text("".join(chosen[part::parts]), encoding="utf-8")
    return made


def _lines(file: Path) -> Iterator[str]:
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as text:
        yield from text


def build_locally(inputs: Sequence[str], output: Path) -> str:
    """Build by the local engine and return what it took."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "kgbuild", "build", *inputs, "-o", str(output), "--quiet"]
    subprocess.run(command, check=True)  # noqa: S603
    return f"{time.monotonic() - begun:.0f} s"


def build_on_spark(inputs: Sequence[str], output: Path, master: str, parts: int, *, kill: bool) -> str:
    """Build by Spark and return what it took; with `kill` an executor is ended in the middle."""
    settings = {"spark.ui.enabled": "false", "spark.default.parallelism": parts, "spark.driver.memory": "2g"}
    given = " ".join(f"--conf {name}={value}" for name, value in settings.items())
    environment = {**os.environ, "PYSPARK_SUBMIT_ARGS": f"--master {master} {given} pyspark-shell"}
    environment.setdefault("PYSPARK_PYTHON", sys.executable)
    command = [sys.executable, "-m", "kgbuild", "build", *inputs, "-o", str(output), "--engine", "spark", "--quiet"]
    begun = time.monotonic()
    build = subprocess.Popen(command, env=environment)  # noqa: S603
    killed, most = "", 0
    while build.poll() is None:
        time.sleep(2)
        there = _below(build.pid)
        most = max(most, sum(map(_memory, there)))
        executors = sorted(process for process, command in there.items() if _EXECUTOR in command)
        if kill and not killed and _is_extracted(output) and executors:
            os.kill(executors[0], signal.SIGKILL)
            killed = f", executor {executors[0]} of {len(executors)} killed after {time.monotonic() - begun:.0f} s"
    if build.returncode:
        sys.exit(f"the build by Spark ended with status {build.returncode}")
    if kill and not killed:
        sys.exit("no executor was found to kill; give a master whose executors are processes of this machine")
    return f"{time.monotonic() - begun:.0f} s, all processes together {most / 2**20:.1f} GB at most{killed}"


def _is_extracted(output: Path) -> bool:
    """Tell whether the records are written, so that resolution has begun."""
    return any(output.glob(".kgbuild/generation-*/extractions.jsonl/part-00000.jsonl.gz"))


def _below(root: int) -> dict[int, bytes]:
    """Return a process and all below it with their command lines, by the system's own list of processes (Linux)."""
    below: dict[int, list[int]] = {}
    commands: dict[int, bytes] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):  # it has ended
                commands[int(entry.name)] = (entry / "cmdline").read_bytes()
                parent = int((entry / "stat").read_text("utf-8").rpartition(")")[2].split()[1])
                below.setdefault(parent, []).append(int(entry.name))
    found, left = {}, [root]
    while left:
        process = left.pop()
        left += below.get(process, [])
        found[process] = commands.get(process, b"")
    return found


def _memory(process: int) -> int:
    """Return how many kB a process holds; of what it shares with others its part."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text("utf-8").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def compare(folder: Path, part: str) -> bool:
    """Print in what the triples of the two builds differ; return whether they do not."""
    ours = {str(Triple(q.subject, q.predicate, q.object)) for q in parse(path=folder / "local" / f"{part}.ttl")}
    theirs: set[str] = set()
    for file in sorted((folder / "spark" / f"{part}.nt").iterdir()):
        quads = parse(gzip.decompress(file.read_bytes()), RdfFormat.N_TRIPLES)
        theirs.update(str(Triple(q.subject, q.predicate, q.object)) for q in quads)
    print(f"{part}: {len(ours):,} triples locally, {len(theirs):,} by Spark; "
          f"{len(ours - theirs):,} and {len(theirs - ours):,} of them in one only")  # fmt: skip
    for triple in sorted(ours ^ theirs)[:10]:
        print("  ", triple[:200])
    return ours == theirs


if __name__ == "__main__":
    main()
