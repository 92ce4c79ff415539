"""Speak the protocol until somebody ends it: over standard input and output, or over HTTP on this machine."""

import asyncio
import contextlib
import signal
import threading
from collections.abc import AsyncIterator, Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, TypeVar

from pyoxigraph import Store
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from kgbuild.errors import EngineError, KgbuildError
from kgbuild.graph import find_graph, read_graph
from kgbuild.graph.federation import asks_elsewhere
from kgbuild.isolation.children import can_fork
from kgbuild.server.origins import OwnNames
from kgbuild.server.questions import Answer, Call, refusal
from kgbuild.server.run import listening, run_application
from kgbuild.server.workers import Limits, Workers, keeps_files

_Result = TypeVar("_Result")

PATH: Final = "mcp"
_PATIENCE: Final = 45.0  # seconds that a call waits for the graph to be read; clients wait for a minute
_MOST_BODY: Final = 1 << 20
_SIGNALS: Final = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


def check_installed() -> None:
    """Raise EngineError where the protocol's library is not installed."""
    if find_spec("mcp") is None:
        raise EngineError("mcp: the library mcp is not installed; pip install 'kgbuild[mcp]' brings it")


class _Graph:
    """The graph behind the tools; it is asked in worker processes, and a question waits until it is read."""

    def __init__(self, path: Path, limits: Limits, patience: float = _PATIENCE) -> None:
        find_graph(path)  # one that is not there is told at once
        self._path = path
        self._limits = limits
        self._patience = patience
        self._store: Store | None = None
        self._workers: Workers | None = None
        self._ready = asyncio.Event()

    def read(self) -> None:
        """Read what workers share, or cannot read themselves since they can open no file; raises GraphError."""
        from kgbuild.asking import names_of as names_asked_for
        from kgbuild.asking import read_paraphrases
        from kgbuild.assistants.names import names_of
        from kgbuild.graph.named import known_queries

        known_queries()
        read_paraphrases()
        asks_elsewhere("SELECT * { SERVICE <x:y> {} }")
        self._store = self._read_graph()
        names_of(self._store)
        names_asked_for(self._store)

    async def start(self) -> None:
        """Start the workers."""
        assert self._store is not None  # noqa: S101  # read before
        self._workers = Workers(self._store if can_fork() else self._read_graph, self._limits)
        await self._workers.start()
        self._ready.set()

    def end(self) -> None:
        """End the workers."""
        if self._workers is not None:
            self._workers.end()

    async def ask(self, call: Call[Answer]) -> Answer:
        """Have a worker answer, as soon as the graph is read; a refusal (503) where that takes too long."""
        try:
            async with asyncio.timeout(self._patience):
                await self._ready.wait()
        except TimeoutError:
            return refusal(503, "the graph is still being read; call again in a minute")
        assert self._workers is not None  # noqa: S101  # set before the event
        return await self._workers.ask(call)

    def _read_graph(self) -> Store:
        return read_graph(self._path, in_memory=not keeps_files())


def serve_stdio(path: Path, limits: Limits, stop: Callable[[int | KgbuildError], None]) -> None:
    """Speak the protocol over standard input and output until the input ends.

    The graph is read meanwhile: clients do not wait for long until a server greets them. Where it cannot be read, or a
    signal comes, `stop` is given the error or the signal and ends the process: the thread that waits for input does not
    come back. Raises GraphError where there is no graph.
    """
    asyncio.run(_speak(_Graph(path, limits), stop))


async def _speak(graph: _Graph, stop: Callable[[int | KgbuildError], None]) -> None:
    from mcp.server.stdio import stdio_server

    from kgbuild.assistants.protocol import build_server

    def end(number: int) -> None:
        graph.end()
        stop(number)

    async def load() -> None:
        try:
            await _in_thread(graph.read)
            await graph.start()
        except KgbuildError as error:
            stop(error)

    for number in _SIGNALS:
        with contextlib.suppress(NotImplementedError):  # where the loop knows no signals
            asyncio.get_running_loop().add_signal_handler(number, end, number)
    server = build_server(graph.ask)
    async with stdio_server() as (reader, writer):
        loading = asyncio.create_task(load())
        try:
            await server.run(reader, writer, server.create_initialization_options())
        finally:
            loading.cancel()
            graph.end()


async def _in_thread(function: Callable[[], _Result]) -> _Result:
    """Return what a function returns in a thread that nobody waits for when the process ends."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[_Result] = loop.create_future()

    def settle(result: _Result | None, error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]

    def work() -> None:
        result, error = None, None
        try:
            result = function()
        except BaseException as raised:  # noqa: BLE001  # whatever it is, it is the caller's
            error = raised
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=work, name="kgbuild-reading", daemon=True).start()
    return await done


def serve_http(path: Path, limits: Limits, *, port: int, started: Callable[[str], None]) -> None:
    """Speak the protocol over HTTP on 127.0.0.1 until the process is interrupted; `started` is told the address.

    Only requests to a loopback name are answered, and of pages only those of this server. Raises GraphError for a
    graph that cannot be read and a port that is taken.
    """
    with listening(port) as line:  # before the graph is read: a taken port is told at once
        graph = _Graph(path, limits)
        graph.read()
        run_application(_build_application(graph), line, lambda address: started(f"{address}{PATH}"))


class _PostOnly:
    """Refuses what opens a stream of messages: this server sends none of its own accord, and streams have no end."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or refuse one request."""
        if scope["type"] == "http" and scope["method"] != "POST":
            text = f"send messages of the protocol as POST to /{PATH}\n"
            await PlainTextResponse(text, 405, {"Allow": "POST"})(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _build_application(graph: _Graph) -> Any:
    """Return the web application: each request is answered by itself, no session is kept."""
    from mcp.server.transport_security import TransportSecuritySettings

    from kgbuild.assistants.protocol import build_server

    application = build_server(graph.ask).streamable_http_app(
        streamable_http_path=f"/{PATH}",
        json_response=True,
        stateless_http=True,
        max_request_body_size=_MOST_BODY,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),  # OwnNames does it
    )
    application.add_middleware(_PostOnly)
    application.add_middleware(OwnNames, options=False)  # the outermost: it sees a request first
    inner = application.router.lifespan_context

    @contextlib.asynccontextmanager
    async def running(app: Any) -> AsyncIterator[Any]:
        async with inner(app) as state:
            try:
                await graph.start()
                yield state
            finally:
                graph.end()

    application.router.lifespan_context = running
    return application
