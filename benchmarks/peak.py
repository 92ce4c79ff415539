"""Run a command and print its time by the clock, its processor time, and the peak of memory of all its processes.

    python benchmarks/peak.py COMMAND...

Memory is the sum of the proportional set sizes (Pss) of the command and all that it started, which counts a page that
processes share once, looked at four times a second (Linux).
"""

import os
import resource
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

_EVERY: Final = 0.25


class Taken(NamedTuple):
    """What a command took: seconds by the clock and of the processor, MiB at the peak, and its exit status."""

    seconds: float
    processor: float
    mib: float
    status: int


def measure(command: list[str], *, output: int = subprocess.DEVNULL) -> Taken:
    """Run a command to its end and return what it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=output, stderr=subprocess.PIPE, text=True)  # noqa: S603  # what was asked for
    watch = Watch(process.pid)
    _, said = process.communicate()
    seconds = time.perf_counter() - started
    mib = watch.end()
    if process.returncode:
        sys.stderr.write(said[-2000:])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(seconds, processor, mib, process.returncode)


class Watch:
    """Looks at the memory of a process and of all below it until it is ended."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._most = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self) -> float:
        """Return the peak in MiB."""
        self._ended.set()
        self._thread.join()
        return self._most

    def _look(self) -> None:
        while not self._ended.wait(_EVERY):
            self._most = max(self._most, sum(map(_pss, _family(self._pid))) / 1024)


def _family(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        with suppress(OSError, ValueError):
            for task in Path(f"/proc/{one}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text("ascii").split()]
    return found


def _pss(pid: int) -> int:
    """Return the proportional set size of a process, in KiB."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return 0


if __name__ == "__main__":
    taken = measure(sys.argv[1:], output=os.dup(1))
    print(f"{taken.seconds:.1f} s, {taken.processor:.1f} s of the processor, {taken.mib:,.0f} MiB", file=sys.stderr)
    sys.exit(taken.status)
