"""How a process ended: told as what it was, since what helps is another thing each time."""

import signal
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

OUT_OF_MEMORY: Final = 71  # exit status of a child that Python told so
# As libraries say it before they end; of them numpy's OpenBLAS, which ends the process itself.
_TOLD: Final = (b"memory allocation of", b"Memory allocation still failed", b"MemoryError", b"out of memory")
_CRASHES: Final = frozenset(("SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE"))


class Cause(Enum):
    """Why a process ended before its work was done."""

    MEMORY = auto()
    TIME = auto()
    KILLED = auto()
    CRASH = auto()


@dataclass(frozen=True, slots=True)
class End:
    """Why and, in words that follow "the process", how."""

    cause: Cause
    text: str


def explain_end(status: int | None, said: bytes = b"") -> End:
    """Return how a process ended; `status` is as `Process.exitcode` has it, `said` what it wrote as an error last."""
    if status == OUT_OF_MEMORY or any(text in said for text in _TOLD):
        return End(Cause.MEMORY, "took more memory than it may")
    if status is None or status >= 0:
        return End(Cause.CRASH, f"ended with status {status} before it was done")
    number = -status
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = "unknown"
    if name == "SIGALRM":
        return End(Cause.TIME, "took more time than it may")
    if name in _CRASHES:
        return End(Cause.CRASH, f"crashed (signal {number}, {name})")
    return End(Cause.KILLED, f"was killed (signal {number}, {name})")
