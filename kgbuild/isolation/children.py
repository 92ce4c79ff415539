"""One piece of work in a child process: it can be stopped at any time, and what ends it ends nobody else."""

import contextlib
import ctypes
import faulthandler
import multiprocessing
import os
import pickle
import signal
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import IO, Any, Final, TypeVar

from kgbuild.errors import EngineError, KgbuildError
from kgbuild.isolation.ends import OUT_OF_MEMORY, Cause, End, explain_end
from kgbuild.isolation.network import forbid_network

_Result = TypeVar("_Result")

_PATIENCE: Final = 0.5  # seconds that a child has to clear up when its user wants to stop, who waits two at most
# How a child ends that was told to end together with this process.
_SIGNALS: Final = frozenset(getattr(signal, n) for n in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, n))
_ENDINGS: Final = frozenset(-number for number in _SIGNALS)
_SAID_BYTES: Final = 1 << 16
# Libraries whose threads hold locks that a fork would wait for; nothing here loads them before it starts a child.
_WITH_THREADS: Final = ("pyarrow", "polars", "grpc")
_SIGNAL_OF_PARENT: Final = 1  # prctl: what the system sends when the parent ends


def run_child(
    function: Callable[..., _Result],
    *arguments: Any,
    where: object,
    seconds: float | None = None,
    memory_bytes: int | None = None,
) -> _Result:
    """Return what a function returns in a child process that reaches no network (Linux) and ends with this one.

    `memory_bytes` is the limit that the function sets itself (`limit_memory`) once it has what it works on.

    The function and its arguments are such as pickle knows by name where the system cannot fork. What it raises that
    a user can mend, or that is the system's, is raised here. Raises EngineError, which names `where`, when the child
    ends in any other way, or after so many seconds. On Ctrl-C the child has a moment to clear up, and is ended.
    """
    forks = can_fork() and not any(name in sys.modules for name in _WITH_THREADS)
    context: Any = multiprocessing.get_context("fork" if forks else "spawn")
    reader, writer = context.Pipe(duplex=False)
    with reader, tempfile.NamedTemporaryFile() as said:
        process = context.Process(target=_work, args=(writer, said.name, function, arguments), daemon=True)
        try:
            with writer, warnings.catch_warnings():
                # A fork of a process with threads: the child uses none of theirs.
                warnings.simplefilter("ignore", DeprecationWarning)
                with without_signals():
                    process.start()
            outcome = _wait(process, reader, seconds)
        except BaseException:  # Ctrl-C, or whatever ends this run
            _interrupt(process)
            raise
        finally:
            end_process(process)
        if isinstance(outcome, End):
            if process.exitcode in _ENDINGS:
                time.sleep(_PATIENCE)  # the signal is for this process too, which then ends as it should
            said.seek(max(0, said.seek(0, os.SEEK_END) - _SAID_BYTES))
            raise EngineError(_told(outcome, process, said.read(), where, (seconds, memory_bytes)))
    done, result = outcome
    if not done:
        raise result
    return result  # type: ignore[no-any-return]


@contextlib.contextmanager
def without_signals() -> Iterator[None]:
    """Put off what asks a process to end: here it comes a little later, to a child that starts here when it is ready.

    Python runs functions of its own right after a fork, and an exception that a signal raises in one of them is lost.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def with_signals() -> None:
    """In a child: be ready for the signals that were put off while it started."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)


def can_fork() -> bool:
    """Tell whether a child starts as a copy of this process, with all that it holds."""
    return "fork" in multiprocessing.get_all_start_methods()


def end_process(process: BaseProcess) -> None:
    """End a process, whatever it does; its exit status can be asked afterwards. One that never started has none."""
    if process.pid is not None:
        process.kill()
        process.join()


def end_with_parent() -> None:
    """Have the system end this process when its parent is no more (Linux only), also where it has gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SIGNAL_OF_PARENT, signal.SIGKILL)
        parent = multiprocessing.parent_process()
        if parent is not None and os.getppid() != parent.pid:  # nobody told us: it ended before we had asked
            os.kill(os.getpid(), signal.SIGKILL)


def divert_errors(said: IO[bytes]) -> None:
    """Have what libraries write as an error go into a file; what Python tells a user still goes to the user."""
    with contextlib.suppress(OSError, AttributeError):  # a test's standard error has no number
        if sys.stderr.fileno() == 2:
            sys.stderr.flush()
            user = os.fdopen(os.dup(2), "w", encoding=sys.stderr.encoding, errors="backslashreplace", buffering=1)
            sys.stderr = user
    os.dup2(said.fileno(), 2)
    faulthandler.disable()  # the parent tells of a crash


def _wait(process: BaseProcess, reader: Connection, seconds: float | None) -> tuple[bool, Any] | End:
    """Return whether the work was done, and its result or error; else how the process ended."""
    try:
        if not reader.poll(seconds):
            return End(Cause.TIME, "")
        return pickle.loads(reader.recv_bytes())  # type: ignore[no-any-return]  # noqa: S301  # from our own process
    except (EOFError, OSError):
        process.join()
        return End(Cause.CRASH, "")


def _told(end: End, process: BaseProcess, said: bytes, where: object, limits: tuple[float | None, int | None]) -> str:
    seconds, memory_bytes = limits
    if end.cause is not Cause.TIME:
        end = explain_end(process.exitcode, said)
    if end.cause is Cause.TIME:
        return f"{where}: stopped after {seconds:g} seconds; ask for less, or allow more with --timeout"
    if end.cause is Cause.MEMORY and memory_bytes is not None:
        most = f"{memory_bytes >> 20:,} MiB"
        return f"{where}: took more memory than {most}; ask for less, or allow more with --memory"
    if end.cause is Cause.MEMORY:
        return f"{where}: needs more memory than there is; give a smaller graph, or use a larger machine"
    if end.cause is Cause.KILLED:
        return f"{where}: the process that worked on it {end.text}: somebody ended it, or the system for want of memory"
    return f"{where}: the process that worked on it {end.text}; what it was given is beyond what the engine can take"


def _interrupt(process: BaseProcess) -> None:
    """Let a child clear up; one that is deep in a library has no ear for that and is ended by the caller."""
    if process.pid is not None and process.is_alive():
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGINT)
        process.join(_PATIENCE)


def _work(
    line: Connection,
    said: str,
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
) -> None:
    for number in _SIGNALS:
        # What the whole run ignores, as under nohup, its child ignores too.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt_once if number == signal.SIGINT else signal.SIG_DFL)
    try:
        with_signals()
        end_with_parent()
        with open(said, "ab") as file:  # noqa: PTH123 - by the name that the parent gave
            divert_errors(file)
        forbid_network()
        outcome: tuple[bool, Any] = (True, function(*arguments))
    except (KgbuildError, OSError) as error:
        outcome = (False, error)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except KeyboardInterrupt:
        os._exit(130)
    except Exception:
        if _State.interrupted:  # clearing up after Ctrl-C went wrong
            os._exit(130)
        raise
    sys.stdout.flush()
    with contextlib.suppress(BrokenPipeError):  # nobody waits any more
        line.send_bytes(pickle.dumps(outcome))


class _State:
    """What a child's handler of Ctrl-C knows."""

    interrupted = False


def _interrupt_once(number: int, _: Any) -> None:
    """Raise KeyboardInterrupt once: a terminal tells the child of Ctrl-C, and so does its parent."""
    signal.signal(number, signal.SIG_IGN)
    _State.interrupted = True
    sys.unraisablehook = lambda _: None  # where nothing can be raised the parent ends this process
    raise KeyboardInterrupt
