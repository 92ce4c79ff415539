"""Worker processes that evaluate queries: a query that runs too long ends with its process, and disturbs nobody else.

pyoxigraph's evaluation cannot be cancelled and its results may not cross threads, so each worker is a process with one
thread. Where the system has fork, workers start from the loaded parent in about 15 ms and share its store, in memory or
its open files on disk; elsewhere each reads the graph itself. A worker ends with its server: between questions since
its socket closes, within one since an alarm ends it.
"""

import asyncio
import contextlib
import logging
import multiprocessing
import os
import pickle
import signal
import socket
import struct
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing.process import BaseProcess
from typing import IO, Any, Final, TypeVar, cast

from pyoxigraph import Store

from kgbuild.graph.kept_store import open_files
from kgbuild.isolation import OUT_OF_MEMORY, Cause, End, explain_end, forbid_network, limit_memory
from kgbuild.isolation.children import can_fork, end_with_parent
from kgbuild.isolation.network import can_forbid
from kgbuild.server.questions import Answer, Call, Question, refusal
from kgbuild.server.turns import Turns

_LENGTH: Final = struct.Struct("!Q")
# A waiting question gets a further worker after so many seconds, as long as there are fewer than MOST.
_PATIENCE: Final = 0.25
MOST_WORKERS: Final = 12
# A worker whose server does not end it at the time-out ends itself so many seconds later.
_GRACE: Final = 2.0
# Of the memory for all workers, three eighths are for those that answer at first, in equal shares, one eighth for the
# one that keeps the names, and half for a few that answer what needs more than a first share, or make a page.
MOST_HEAVY: Final = 2
# A page of the whole graph may take so many seconds to make: nobody waits for it, and it is made once.
PAGE_SECONDS: Final = 600.0
MEMORY_BYTES: Final = 4 << 30
_SAID_BYTES: Final = 1 << 16
# What an engine on disk keeps of its tables in memory, beside a query (RocksDB's caches and indexes).
_TABLE_BYTES: Final = 256 << 20

_Kept = TypeVar("_Kept")

_log = logging.getLogger("uvicorn.error")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take: seconds, and rows or triples in its answer; and all together: bytes of memory.

    The memory is what workers take beside the loaded graph, which they share. `page_seconds` is what it may take to
    make a page of the whole graph.
    """

    timeout: float
    max_rows: int
    memory_bytes: int = MEMORY_BYTES
    page_seconds: float = PAGE_SECONDS

    @property
    def light_bytes(self) -> int:
        """What a query may take at first."""
        return self.memory_bytes * 3 // 8 // MOST_WORKERS

    @property
    def names_bytes(self) -> int:
        """What the names of the graph may take."""
        return self.memory_bytes // 8

    @property
    def heavy_bytes(self) -> int:
        """What a query may take that needs more, of which MOST_HEAVY run at once."""
        return self.memory_bytes // 2 // MOST_HEAVY


@dataclass(frozen=True, slots=True)
class _Terms:
    """What one process may do: take so many bytes of memory, so many seconds for an answer, and open files or not."""

    memory_bytes: int
    seconds: float
    opens_files: bool = False


def keeps_files() -> bool:
    """Tell whether workers may have files open, and so read a store on disk: not where they fork without a filter."""
    return not can_fork() or can_forbid()


class _Worker:
    """One process and the line to it."""

    def __init__(
        self, process: BaseProcess, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, said: IO[bytes]
    ) -> None:
        self.process = process
        self._said = said
        self._reader = reader
        self._writer = writer
        self._ended = False

    async def ask(self, question: Question) -> Any:
        """Return what the question's answer is: an `Answer`, of a call whatever that returns."""
        data = pickle.dumps(question)
        self._writer.write(_LENGTH.pack(len(data)) + data)
        await self._writer.drain()
        (length,) = _LENGTH.unpack(await self._reader.readexactly(_LENGTH.size))
        return pickle.loads(await self._reader.readexactly(length))  # noqa: S301  # from our own process

    def explain(self) -> End:
        """Return how a process ended that has gone."""
        if self._ended:
            return End(Cause.KILLED, "ended with its server")
        self.process.join(1)
        self._said.seek(max(0, self._said.seek(0, os.SEEK_END) - _SAID_BYTES))
        return explain_end(self.process.exitcode, self._said.read())

    def end(self) -> None:
        """End the process, whatever it does, and clear up after it; once is enough."""
        if self._ended:
            return
        self._ended = True
        self._writer.close()
        self.process.kill()
        self.process.join()
        self.process.close()
        self._said.close()


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
        self._apart: set[_Worker] = set()  # heavy ones, the one that keeps the names, one that makes a page
        self._may_be_heavy = asyncio.Semaphore(MOST_HEAVY)
        self._keeper: _Worker | None = None
        self._turns = Turns()
        self._making = asyncio.Lock()
        self._calls: set[asyncio.Future[Any]] = set()
        self._light = _Terms(limits.light_bytes, limits.timeout)

    async def start(self) -> None:
        """Start the first workers."""
        for _ in range(self._count):
            self._idle.put_nowait(await self._new(self._light))

    def end(self) -> None:
        """End all workers, and whatever still waits for one."""
        for task in self._calls:
            task.cancel()
        for worker in [*self._alive, *self._apart]:
            self._drop(worker)

    async def ask(self, question: Question) -> Answer:
        """Return a worker's answer, or a refusal (503) where none had time, or it took more than it may."""
        worker = await self._take()
        if worker is None:
            return refusal(503, "busy with other queries; try again later", {"Retry-After": "5"})
        answer = await self._ask(worker, question, self._limits.timeout)
        if isinstance(answer, End) and answer.cause is Cause.MEMORY:
            answer = await self._ask_heavy(question)
        return self._explain(answer) if isinstance(answer, End) else cast("Answer", answer)

    async def keep(self, call: Call[_Kept], *, urgent: bool = True) -> _Kept | End:
        """Return what one process answers, always the same, which may keep what it has worked out; or how it ended.

        Calls wait for each other here, urgent ones before others, and go on when nobody waits for them any more, since
        the next one will ask for the same names. Where the process has ended, another begins anew. Raises
        CrowdedOutError where too many wait.
        """
        task = asyncio.ensure_future(self._keep(call, urgent=urgent))
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)
        return cast("_Kept | End", await asyncio.shield(task))

    async def _keep(self, call: Call[_Kept], *, urgent: bool) -> Any:
        async with self._turns.turn(urgent=urgent):
            # At first there is much to work out, afterwards little.
            seconds = self._limits.timeout if self._keeper else self._limits.page_seconds
            worker = self._keeper or await self._new(_Terms(self._limits.names_bytes, self._limits.page_seconds))
            self._keeper = None
            answer = await self._ask(worker, call, seconds, keep=True)
            if not isinstance(answer, End):
                self._keeper = worker
            return answer

    async def make(self, call: Call[_Kept]) -> _Kept | End:
        """Return what is made in a process of its own, in which modules and templates can be read; or how it ended.

        It may take as long as a page may, and much memory. Only one thing is made at a time.
        """
        async with self._making, self._may_be_heavy:
            terms = _Terms(self._limits.heavy_bytes, self._limits.page_seconds, opens_files=True)
            return cast("_Kept | End", await self._ask(await self._new(terms), call, terms.seconds))

    async def _ask(self, worker: _Worker, question: Question, seconds: float, *, keep: bool = False) -> Any:
        """Return a worker's answer, or how it ended; one that gave none is dropped."""
        answer = None
        try:
            async with asyncio.timeout(seconds):
                answer = await worker.ask(question)
        except TimeoutError:
            return End(Cause.TIME, "")
        except (ConnectionError, asyncio.IncompleteReadError):
            return worker.explain()
        finally:
            if answer is not None and worker not in self._apart:
                self._idle.put_nowait(worker)
            elif answer is None or not keep:  # also where the client has gone: nobody waits for what the worker does
                self._drop(worker)
        return answer

    async def _ask_heavy(self, question: Question) -> Any:
        """Ask a worker that may take much memory, of which there are few at once and each for one question."""
        try:
            async with asyncio.timeout(self._limits.timeout):
                await self._may_be_heavy.acquire()
        except TimeoutError:
            return refusal(503, "busy with other queries that take much memory; try again later", {"Retry-After": "5"})
        try:
            worker = await self._new(_Terms(self._limits.heavy_bytes, self._limits.timeout))
            return await self._ask(worker, question, self._limits.timeout)
        finally:
            self._may_be_heavy.release()

    def _explain(self, end: End) -> Answer:
        if end.cause is Cause.TIME:
            return self._timed_out()
        if end.cause is Cause.MEMORY:
            most = f"{self._limits.heavy_bytes >> 20:,} MiB"
            return refusal(503, f"the query took more memory than {most}; ask for less (LIMIT, no ORDER BY over all)")
        _log.warning("the process that answered a query %s", end.text)
        if end.cause is Cause.KILLED:
            return refusal(503, f"the process that answered {end.text}; try again later", {"Retry-After": "5"})
        return refusal(500, f"the engine cannot evaluate this query: its process {end.text}; ask in another way")

    def _timed_out(self) -> Answer:
        seconds = f"{self._limits.timeout:g}"
        return refusal(503, f"stopped after {seconds} seconds; ask for less, or serve with a longer --timeout")

    async def _take(self) -> _Worker | None:
        with contextlib.suppress(asyncio.QueueEmpty):
            return self._idle.get_nowait()
        if len(self._alive) < self._count:
            return await self._new(self._light)
        for patience in (_PATIENCE, self._limits.timeout):
            try:
                async with asyncio.timeout(patience):
                    return await self._idle.get()
            except TimeoutError:
                if len(self._alive) < self._most:
                    return await self._new(self._light)
        return None

    async def _new(self, terms: _Terms) -> _Worker:
        ours, theirs = socket.socketpair()
        said = tempfile.TemporaryFile()  # noqa: SIM115  # closed with its worker
        arguments = (theirs, said if can_fork() else None, self._source, self._limits.max_rows, terms)
        try:
            process = _context().Process(target=_work, args=arguments, daemon=True)
            process.start()
        finally:
            theirs.close()
        reader, writer = await asyncio.open_connection(sock=ours)
        worker = _Worker(process, reader, writer, said)
        (self._alive if terms is self._light else self._apart).add(worker)
        return worker

    def _drop(self, worker: _Worker) -> None:
        """End a worker, unless all have been ended meanwhile."""
        if worker in self._alive or worker in self._apart:
            self._alive.discard(worker)
            self._apart.discard(worker)
            worker.end()


def _context() -> Any:
    return multiprocessing.get_context("fork" if can_fork() else "spawn")


def _work(
    line: socket.socket,
    said: IO[bytes] | None,
    source: Store | Callable[[], Store],
    max_rows: int,
    terms: _Terms,
) -> None:
    """Answer questions until the line closes."""
    from kgbuild.server.answering import answer_question

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the server ends its workers
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent()
    if isinstance(source, Store):
        line = _leave_parent(line, said, terms)
    else:
        source = source()
    forbid_network()
    try:
        while (question := _receive(line)) is not None:
            _set_alarm(terms.seconds + _GRACE)
            answer = answer_question(source, question, max_rows=max_rows)
            _set_alarm(0)
            data = pickle.dumps(answer)
            line.sendall(_LENGTH.pack(len(data)) + data)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _leave_parent(line: socket.socket, said: IO[bytes] | None, terms: _Terms) -> socket.socket:
    """Give up what a fork inherits: the event loop's wake-up line, every open file; and the means to open others.

    The means it keeps where its terms say so, which are never those of a query. With no free descriptor a worker can
    open no connection, also where the system has no filter for that. Who reads a store on disk keeps its files and may
    open more of them; for that there has to be a filter (see `keeps_files`).
    """
    import resource

    signal.set_wakeup_fd(-1)
    tables = open_files() if sys.platform == "linux" else []
    limit_memory(terms.memory_bytes + (_TABLE_BYTES if tables else 0))
    if said is not None:
        os.dup2(said.fileno(), 2)
    own = line.detach()
    last = 1 << 16 if sys.platform == "linux" else os.sysconf("SC_OPEN_MAX")
    for before, after in pairwise(sorted({2, own, *tables, last})):
        os.closerange(before + 1, after)
    if not tables and not terms.opens_files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (own + 1, own + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return socket.socket(fileno=own)


def _set_alarm(seconds: float) -> None:
    """Have the system end this process after a time, also where its server has gone; 0 calls that off."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _receive(line: socket.socket) -> Question | None:
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
