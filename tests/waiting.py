"""Waiting for what happens, however long the machine takes: no test knows how quick it is."""

import asyncio
import os
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, TypeVar

T = TypeVar("T")

GUARD_SECONDS: Final = 120.0  # after which what has not happened never will
_TICKS: Final = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def wait_until(holds: Callable[[], Any], what: str) -> None:
    """Return as soon as a condition holds; fails, and says what never happened, when the guard is over."""
    until = time.monotonic() + GUARD_SECONDS
    while not holds():
        assert time.monotonic() < until, f"never: {what}"
        time.sleep(0.02)


def run_apart(work: Coroutine[Any, Any, T]) -> T:
    """Run asynchronous work in a thread of its own: a browser that tests share has a loop in this one."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()


def is_running(pid: int) -> bool:
    """Tell whether a process is there and does not only wait to be collected (Linux)."""
    return bool(_fields(pid)) and _fields(pid)[0] != "Z"


def seconds_of(pid: int) -> float:
    """Return the processor time of a process in seconds (Linux), 0 where it is gone."""
    fields = _fields(pid)
    return (int(fields[11]) + int(fields[12])) / _TICKS if fields else 0.0


def children_of(pid: int) -> list[int]:
    """Return the process ids of the children of a process (Linux), none where it is gone."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    except OSError:
        return []
    return [int(number) for number in text.split()]


def is_group_running(group: int) -> bool:
    """Tell whether a process of a group is left that does not only wait to be collected (Linux)."""
    pids = (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())
    return any(fields[0] != "Z" and int(fields[2]) == group for fields in map(_fields, pids) if fields)


def _fields(pid: int) -> list[str]:
    """Return what Linux tells of a process after its name: state, parent, group and so on."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return []
