"""A thread that can open no socket: the system refuses it, whatever a library that it calls would like.

pyoxigraph is no Python, so patching Python's sockets would not stop it. Linux filters the system calls of a thread and
of all that it starts, without rights of any kind and for good (seccomp; filters cannot be taken off). Elsewhere there
is no such thing that works without rights: `forbid_network` says so, and its callers have to be strict instead.
"""

import ctypes
import errno
import platform
import struct
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any, Final, TypeVar

_Result = TypeVar("_Result")

# machine -> its number in the system's records, and those of the calls socket, connect and io_uring_setup
_CALLS: Final = {
    "x86_64": (0xC000003E, (41, 42, 425)),
    "aarch64": (0xC00000B7, (198, 203, 425)),
    "riscv64": (0xC00000F3, (198, 203, 425)),
}
_SECOND_NUMBERS: Final = 0x40000000  # from here on x86_64 has the same calls once more, for the x32 interface
_SET_SECCOMP, _SECCOMP_FILTER, _NO_NEW_RIGHTS = 22, 2, 38
_LOAD, _IS_EQUAL, _IS_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EACCES
_CALL_NUMBER, _MACHINE = 0, 4  # where the system tells them

_thread = threading.local()


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def forbid_network() -> bool:
    """Have the system refuse this thread, and what it starts from now on, every socket; False where it cannot."""
    if not is_offline():
        _thread.offline = _install_filter()
    return is_offline()


def is_offline() -> bool:
    """Tell whether this thread can open no socket."""
    return getattr(_thread, "offline", False)


def can_forbid() -> bool:
    """Tell whether the system has such a thing: tried in a thread that ends."""
    return run_offline(is_offline) is True


def run_offline(function: Callable[..., _Result], *arguments: Any) -> _Result | None:
    """Return what a function returns in a thread that can open no socket; None, not called, where there is none."""
    done: list[_Result] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            if forbid_network():
                done.append(function(*arguments))
        except BaseException as error:  # noqa: BLE001  # whatever it is, it is the caller's
            _clear(error)
            failed.append(error)

    thread = threading.Thread(target=work, daemon=True)  # Ctrl-C does not wait for an evaluation
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
    return done[0] if done else None


def _clear(error: BaseException | None) -> None:
    """Drop what the frames of an error hold: results of pyoxigraph may be dropped in their own thread only."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


def _install_filter() -> bool:
    known = _CALLS.get(platform.machine())
    if sys.platform != "linux" or known is None or struct.calcsize("P") != 8:
        return False
    code = _filter(*known)
    program = _Program(len(code) // 8, code)
    system = ctypes.CDLL(None, use_errno=True)
    # Without the first, only the administrator may do the second.
    if system.prctl(_NO_NEW_RIGHTS, 1, 0, 0, 0) != 0:
        return False
    return bool(system.prctl(_SET_SECCOMP, _SECCOMP_FILTER, ctypes.byref(program), 0, 0) == 0)


def _filter(machine: int, calls: tuple[int, ...]) -> bytes:
    """Return the filter's instructions: refuse these calls and those of another machine's interface, allow the rest."""
    last = len(calls) + 1  # the tests of the call's number, the one for the second numbers included
    steps = [
        (_LOAD, 0, 0, _MACHINE),
        (_IS_EQUAL, 0, last + 2, machine),
        (_LOAD, 0, 0, _CALL_NUMBER),
        (_IS_AT_LEAST, last, 0, _SECOND_NUMBERS),
        *((_IS_EQUAL, last - number, 0, call) for number, call in enumerate(calls, start=1)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
