"""Work shared among processes that end with this one, however it ends.

The pools of the standard library wait: for the work in hand when they are interrupted, for a lock or half a message of
a process that was killed. Here each process has a line of its own to this one and works on one batch at a time; when
this one ends the lines close, and with them the processes.
"""

import pickle
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, TypeVar

from kgbuild.errors import ExtractorError
from kgbuild.extractors import describe
from kgbuild.isolation import with_signals, without_signals

_Batch = TypeVar("_Batch")
_Result = TypeVar("_Result")


def map_in_processes(work: Callable[[_Batch], _Result], batches: Iterable[_Batch], count: int) -> Iterator[_Result]:
    """Yield what `work` makes of each batch, in their order, by so many processes.

    Raises what `work` raises, and ExtractorError where a process ends by itself.
    """
    workers: dict[Connection, SpawnProcess] = {}
    try:
        with without_signals():
            for _ in range(count):
                line, process = _start(work)
                workers[line] = process
        yield from _share_out(workers, batches)
    finally:
        for line, process in workers.items():
            line.close()
            process.kill()
        for process in workers.values():
            process.join()
            process.close()


def _start(work: Callable[[Any], Any]) -> tuple[Connection, SpawnProcess]:
    context = get_context("spawn")  # not forked: the same on every system, and safe beside threads
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, work), daemon=True)
    process.start()
    theirs.close()
    return ours, process


def _share_out(workers: dict[Connection, SpawnProcess], batches: Iterable[Any]) -> Iterator[Any]:
    left = enumerate(batches)
    busy: dict[Connection, int] = {}
    done: dict[int, Any] = {}
    turn = 0

    def give(line: Connection) -> None:
        for number, batch in left:
            with _noticing_its_end(workers[line]):
                line.send(batch)
            busy[line] = number
            return

    for line in workers:
        give(line)
    while busy:
        ready = wait(list(busy))
        for line in [line for line in busy if line in ready]:
            with _noticing_its_end(workers[line]):
                fault, result = line.recv()
            if fault is not None:
                raise fault
            done[busy.pop(line)] = result
            give(line)
        while turn in done:
            yield done.pop(turn)
            turn += 1


@contextmanager
def _noticing_its_end(process: SpawnProcess) -> Iterator[None]:
    try:
        yield
    except (EOFError, ConnectionError) as error:
        process.join(1)
        how = f"a process that extracts ended by itself (status {process.exitcode})"
        raise ExtractorError(f"{how}; if memory is short, try fewer --workers") from error


def _work(line: Connection, work: Callable[[Any], Any]) -> None:
    """In another process: work on batches until the line closes. Ctrl-C is for the first process, which ends this."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with_signals()
    with suppress(EOFError, ConnectionError):
        while True:
            line.send_bytes(_answer(work, line.recv()))


def _answer(work: Callable[[Any], Any], batch: object) -> bytes:
    """Return what `work` raises and what it returns, one of them None."""
    try:
        return pickle.dumps((None, work(batch)))
    except Exception as fault:  # noqa: BLE001 - raised again where the results are awaited
        try:
            answer = pickle.dumps((fault, None))
            pickle.loads(answer)  # noqa: S301 - our own; some exceptions can be sent and not received
        except Exception:  # noqa: BLE001 - another's code
            answer = pickle.dumps((ExtractorError(f"extraction failed: {describe(fault)}"), None))
        return answer
