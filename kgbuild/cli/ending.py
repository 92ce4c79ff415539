"""How a run ends before it is done: by Ctrl-C, by a signal that asks it to end; always within two seconds.

A signal raises Interrupted where the program stands, so that half-written files go and half-done sets are completed.
Where that does not help, because a library does not come back or an exception got lost, a thread ends the process.
"""

import atexit
import os
import select
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, Final, NoReturn

# How long a run may take to come to an end by itself.
GRACE_SECONDS: Final = 1.0
_STATUS: Final = 128  # and the signal, as shells have it
_SIGNALS: Final = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)


class Interrupted(BaseException):
    """Somebody wants the run to end. Not a KeyboardInterrupt: libraries have words of their own for that one."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.signal = number


class _State:
    """What the handlers know of the run."""

    at_once = False
    raised = 0  # the signal that Interrupted was raised for
    writer = -1
    told = False
    telling = threading.RLock()


@contextmanager
def ended_by_signals(first: Any = None) -> Iterator[None]:
    """Have signals that ask a process to end raise Interrupted, and see that it ends. What is ignored stays ignored.

    `first` is the handler that did so until now.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    usual = (signal.SIG_DFL, signal.default_int_handler, first or signal.SIG_DFL)
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    hook = sys.unraisablehook
    _State.raised = 0
    _State.told = False
    _State.at_once = True  # until a command runs, which can clear up
    for number, handler in before.items():
        if handler in usual:
            signal.signal(number, _raise)
    sys.unraisablehook = _hide_interrupted
    _start_watch()
    atexit.register(_ignore_interrupts)  # all is done then; Python clears up for a moment
    try:
        yield
    finally:
        _State.at_once = True
        _State.raised = 0
        stop_watch()
        sys.unraisablehook = hook
        for number, handler in before.items():
            if handler in usual:
                signal.signal(number, handler)


@contextmanager
def ended_at_once() -> Iterator[None]:
    """End without any clearing up where a signal comes during the block, and no longer after it."""
    _State.at_once = True
    yield
    _State.at_once = False


def stop_watch() -> None:
    """Leave the end to whoever does it better: a server that lets answers finish, or the end of the process."""
    if _State.writer >= 0:
        with suppress(ValueError):  # not in the main thread
            signal.set_wakeup_fd(-1)
        os.close(_State.writer)
        _State.writer = -1


def end_if_asked() -> None:
    """Raise Interrupted again where it got lost in a library; what failed since then is a consequence of the signal."""
    if _State.raised:
        raise Interrupted(_State.raised)


def end_by(number: int) -> NoReturn:
    """Say that the run was ended, and end it: with status 130 for Ctrl-C, else by the signal itself.

    All is cleared up by now. Python's own clearing up is left out: it waits for threads of libraries.
    """
    _tell(number)
    with suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()
    if number != signal.SIGINT:
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)
    os._exit(_STATUS + number)


def _raise(number: int, _: FrameType | None) -> None:
    if _State.at_once:
        _leave(number)
    if not _State.raised:  # once: the second would come in the middle of the clearing up
        _State.raised = number
        raise Interrupted(number)


def _hide_interrupted(unraisable: Any) -> None:
    if unraisable.exc_type is not Interrupted:
        sys.__unraisablehook__(unraisable)


def _start_watch() -> None:
    """Start the thread that ends a run which does not end by itself after a signal."""
    reader, _State.writer = os.pipe()
    with suppress(OSError, ValueError):  # a system may have neither
        os.set_blocking(_State.writer, False)
        signal.set_wakeup_fd(_State.writer, warn_on_full_buffer=False)
    threading.Thread(target=_watch, args=(reader,), name="kgbuild-ending", daemon=True).start()


def _watch(reader: int) -> None:
    told: bytes = b""
    while not set(told) & set(_SIGNALS):
        told = os.read(reader, 64)
        if not told:  # the run is over
            os.close(reader)
            return
    number = next(number for number in told if number in _SIGNALS)
    while select.select([reader], [], [], GRACE_SECONDS)[0]:
        if not os.read(reader, 64):
            os.close(reader)
            return
    _tell(number)
    _leave(number, told=True)


def _leave(number: int, *, told: bool = False) -> NoReturn:
    """End the process as it stands; only its unfinished files go."""
    if not told:
        _tell(number)
    discard = getattr(sys.modules.get("kgbuild.files"), "discard_parts", None)  # it may be half imported
    if discard is not None:
        discard()
    os._exit(_STATUS + number)


def _tell(number: int) -> None:
    """Say once how the run was ended: it may come to its end just when the watch loses patience."""
    how = "interrupted" if number == signal.SIGINT else f"ended by {signal.Signals(number).name}"
    if not _State.telling.acquire(timeout=GRACE_SECONDS):  # nobody takes what is said
        return
    try:
        if not _State.told:
            with suppress(OSError, AttributeError):
                sys.stderr.write(f"kgbuild: {how}; files written before are whole\n")
                sys.stderr.flush()
            _State.told = True
    finally:
        _State.telling.release()


def _ignore_interrupts() -> None:
    with suppress(ValueError):
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, signal.SIG_IGN)


def _leave_parent() -> None:
    """In a fork: its signals are not its parent's."""
    if _State.writer >= 0:
        stop_watch()
        for number in _SIGNALS:
            if signal.getsignal(number) is _raise:
                signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_parent)
