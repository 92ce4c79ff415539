"""Worker processes that evaluate queries: a query that runs too long ends with its process, and disturbs nobody else.

pyoxigraph's evaluation cannot be cancelled and its results may not cross threads, so each worker is a process with one
thread. Where the system has fork, workers start from the loaded parent in about 15 ms and share its store; elsewhere
each reads the graph itself. A worker ends with its server: between questions since its socket closes, within one since
an alarm ends it.
"""

import asyncio
import contextlib
import multiprocessing
import os
import pickle
import signal
import socket
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from typing import Any, Final

from pyoxigraph import Store

from kgbuild.server.questions import Answer, Query, Resource, refusal

_LENGTH: Final = struct.Struct("!Q")
# A waiting question gets a further worker after so many seconds, as long as there are fewer than MOST.
_PATIENCE: Final = 0.25
MOST_WORKERS: Final = 16
# A worker whose server does not end it at the time-out ends itself so many seconds later.
_GRACE: Final = 2.0
# What a query may take beside what the loaded graph has: enough for any honest one, and less than a machine has.
MEMORY_BYTES: Final = 2 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take: seconds, and rows or triples in its answer."""

    timeout: float
    max_rows: int


class _Worker:
    """One process and the line to it."""

    def __init__(self, process: BaseProcess, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.process = process
        self._reader = reader
        self._writer = writer

    async def ask(self, question: Query | Resource) -> Answer:
        data = pickle.dumps(question)
        self._writer.write(_LENGTH.pack(len(data)) + data)
        await self._writer.drain()
        (length,) = _LENGTH.unpack(await self._reader.readexactly(_LENGTH.size))
        answer = pickle.loads(await self._reader.readexactly(length))  # noqa: S301  # from our own process
        assert isinstance(answer, Answer)  # noqa: S101  # nothing else is sent
        return answer

    def ended_by_alarm(self) -> bool:
        """Tell whether a process that has gone was ended by its own alarm."""
        self.process.join(1)
        return hasattr(signal, "SIGALRM") and self.process.exitcode == -signal.SIGALRM

    def end(self) -> None:
        """End the process, whatever it does, and clear up after it."""
        self._writer.close()
        self.process.kill()
        self.process.join()
        self.process.close()


class Workers:
    """A few processes that share the questions; more while these are busy, up to MOST_WORKERS.

    `source` is the store that forks share, or what reads one in each process where the system has no fork.
    """

    def __init__(self, source: Store | Callable[[], Store], limits: Limits, count: int | None = None) -> None:
        self._source = source
        self._limits = limits
        self._count = count or max(2, os.cpu_count() or 2)
        self._most = max(self._count, MOST_WORKERS)
        self._idle: asyncio.Queue[_Worker] = asyncio.Queue()
        self._alive: set[_Worker] = set()

    async def start(self) -> None:
        """Start the first workers."""
        for _ in range(self._count):
            self._idle.put_nowait(await self._new())

    def end(self) -> None:
        """End all workers."""
        for worker in list(self._alive):
            self._drop(worker)

    async def ask(self, question: Query | Resource) -> Answer:
        """Return a worker's answer, or a refusal (503) where none had time or the time-out was reached."""
        worker = await self._take()
        if worker is None:
            return refusal(503, "busy with other queries; try again later", {"Retry-After": "5"})
        answer = None
        try:
            async with asyncio.timeout(self._limits.timeout):
                answer = await worker.ask(question)
        except TimeoutError:
            return self._timed_out()
        except (ConnectionError, asyncio.IncompleteReadError):
            if worker.ended_by_alarm():
                return self._timed_out()
            return refusal(503, "the query took more memory than one may; ask for less (LIMIT, no ORDER BY over all)")
        finally:
            if answer is not None:
                self._idle.put_nowait(worker)
            else:  # also where the client has gone: nobody waits for what the worker does
                self._drop(worker)
        return answer

    def _timed_out(self) -> Answer:
        seconds = f"{self._limits.timeout:g}"
        return refusal(503, f"stopped after {seconds} seconds; ask for less, or serve with a longer --timeout")

    async def _take(self) -> _Worker | None:
        with contextlib.suppress(asyncio.QueueEmpty):
            return self._idle.get_nowait()
        if len(self._alive) < self._count:
            return await self._new()
        for patience in (_PATIENCE, self._limits.timeout):
            try:
                async with asyncio.timeout(patience):
                    return await self._idle.get()
            except TimeoutError:
                if len(self._alive) < self._most:
                    return await self._new()
        return None

    async def _new(self) -> _Worker:
        ours, theirs = socket.socketpair()
        try:
            process = _context().Process(target=_work, args=(theirs, self._source, self._limits), daemon=True)
            process.start()
        finally:
            theirs.close()
        reader, writer = await asyncio.open_connection(sock=ours)
        worker = _Worker(process, reader, writer)
        self._alive.add(worker)
        return worker

    def _drop(self, worker: _Worker) -> None:
        self._alive.discard(worker)
        worker.end()


def can_fork() -> bool:
    """Tell whether workers share the parent's store, or need a file to read."""
    return "fork" in multiprocessing.get_all_start_methods()


def _context() -> Any:
    return multiprocessing.get_context("fork" if can_fork() else "spawn")


def _work(line: socket.socket, source: Store | Callable[[], Store], limits: Limits) -> None:
    """Answer questions until the line closes."""
    from kgbuild.server.answering import answer_question

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the server ends its workers
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if isinstance(source, Store):
        line = _leave_parent(line)
    else:
        source = source()
    while (question := _receive(line)) is not None:
        _set_alarm(limits.timeout + _GRACE)
        answer = answer_question(source, question, max_rows=limits.max_rows)
        _set_alarm(0)
        data = pickle.dumps(answer)
        line.sendall(_LENGTH.pack(len(data)) + data)


def _leave_parent(line: socket.socket) -> socket.socket:
    """Give up what a fork inherits: the event loop's wake-up line, every open file; and the means to open others.

    With no free descriptor a worker can open no connection: whatever a query says, it does not reach the network.
    """
    import resource

    signal.set_wakeup_fd(-1)
    kept = 3
    os.dup2(line.fileno(), kept)
    os.closerange(kept + 1, os.sysconf("SC_OPEN_MAX") if sys.platform != "linux" else 1 << 16)
    line.detach()
    resource.setrlimit(resource.RLIMIT_NOFILE, (kept + 1, kept + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (_data_bytes() + MEMORY_BYTES,) * 2)
    return socket.socket(fileno=kept)


def _data_bytes() -> int:
    """Return what this process has allocated, as Linux tells without opening a file anew."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _set_alarm(seconds: float) -> None:
    """Have the system end this process after a time, also where its server has gone; 0 calls that off."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _receive(line: socket.socket) -> Query | Resource | None:
    head = _read(line, _LENGTH.size)
    data = _read(line, _LENGTH.unpack(head)[0]) if head else b""
    return pickle.loads(data) if data else None  # noqa: S301  # from our own process


def _read(line: socket.socket, length: int) -> bytes:
    """Return so many bytes, or none where the line has closed."""
    data = bytearray()
    while len(data) < length:
        part = line.recv(min(length - len(data), 1 << 20))
        if not part:
            return b""
        data += part
    return bytes(data)
