"""Connections that wait for nobody for ever: uvicorn's protocol with time-outs, and a limit of their number.

uvicorn closes a connection that is idle between two requests, and none on which half a request was sent or half an
answer taken. Here a sweep closes those too. When there are too many, the one that has waited longest for a whole
request goes, those that never sent one first: so clients that send theirs at once are answered, however many do not.
"""

import asyncio
import errno
import logging
import sys
import time
from collections.abc import Iterable
from typing import Any, Final

from uvicorn.protocols.http.h11_impl import H11Protocol

# Seconds that a client may take: for the lines of a request; for its body after them; to take part of an answer.
HEAD_SECONDS: Final = 10.0
BODY_SECONDS: Final = 30.0
TAKE_SECONDS: Final = 30.0
IDLE_SECONDS: Final = 5
MOST_CONNECTIONS: Final = 512
# What the graph's files, the log, the listening socket and the workers need beside connections.
_OTHER_FILES: Final = 192
_SWEEP_SECONDS: Final = 1.0
_LOG_SECONDS: Final = 10.0

_log = logging.getLogger("uvicorn.error")


class Connection(H11Protocol):
    """One client: since when the server has waited for it, and how many answers it has had."""

    crowd: "Crowd"

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count the connection in; a further one is too many may go at once."""
        super().connection_made(transport)
        self.since = self.loop.time()
        self.answered = 0
        self.stuck_since: float | None = None
        self.crowd.admit(self, self.connections)

    def handle_events(self) -> None:
        """Note when a request's lines are whole."""
        before = self.cycle
        super().handle_events()
        if self.cycle is not before:
            self.since = self.loop.time()

    def on_response_complete(self) -> None:
        """Note when the wait for the next request begins."""
        self.answered += 1
        self.since = self.loop.time()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """Note when the client has stopped taking an answer."""
        self.stuck_since = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        """Note that it takes more."""
        self.stuck_since = None
        super().resume_writing()

    @property
    def waits(self) -> bool:
        """Whether the server waits for the lines of a request."""
        return self.cycle is None or self.cycle.response_complete

    @property
    def is_half(self) -> bool:
        """Whether the server waits for a request or the rest of it."""
        return self.waits or (self.cycle.more_body and not self.cycle.response_started)

    def is_late(self, now: float) -> bool:
        """Tell whether the client has taken too long for what the server waits for."""
        if self.stuck_since is not None:
            return now - self.stuck_since > TAKE_SECONDS
        if self.transport.is_closing():
            return now - self.since > TAKE_SECONDS
        if self.waits:
            return now - self.since > HEAD_SECONDS
        return self.cycle.more_body and now - self.since > BODY_SECONDS

    def refuse(self, status: str, text: str) -> None:
        """Close with a line that says why, where no answer has begun."""
        if not self.transport.is_closing() and (self.waits or not self.cycle.response_started):
            body = f"{text}\n".encode()
            head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
            self.transport.write(f"{head}Connection: close\r\n\r\n".encode() + body)
            self.transport.close()
        else:
            self.transport.abort()


class Crowd:
    """All connections of a server: not more than `most` at once, and none that is late."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._sweeping = False

    def admit(self, new: Connection, connections: Iterable[Any]) -> None:
        """Make room for a new connection where there are too many; where all are being answered it is refused."""
        if not self._sweeping:
            self._sweeping = True
            new.loop.call_later(_SWEEP_SECONDS, self._sweep, new.loop, connections)
        here = [one for one in connections if not one.transport.is_closing()]
        if len(here) <= self.most:
            return
        _log.warning("more than %d connections at once; those that send no whole request are closed", self.most)
        waiting = [one for one in here if one.is_half and one is not new]
        if waiting:
            min(waiting, key=lambda one: (one.answered > 0, one.since)).transport.abort()
        else:
            new.refuse("503 Service Unavailable", f"more than {self.most} requests at once; try again later")

    def _sweep(self, loop: asyncio.AbstractEventLoop, connections: Iterable[Any]) -> None:
        here = list(connections)
        late = [one for one in here if one.is_late(loop.time())]
        for one in late:
            one.refuse("408 Request Timeout", "the request did not come in time; send it whole")
        self._sweeping = bool(here)
        if here:
            loop.call_later(_SWEEP_SECONDS, self._sweep, loop, connections)


def watched(most: int) -> type[Connection]:
    """Return the protocol of a server that has at most so many connections at once."""
    return type("WatchedConnection", (Connection,), {"crowd": Crowd(most)})


def most_connections() -> int:
    """Return how many connections this process may have, by the descriptors that the system gives it."""
    if sys.platform == "win32":
        return MOST_CONNECTIONS
    import resource

    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(16, min(MOST_CONNECTIONS, files - _OTHER_FILES))


def tell_want_of_files(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Tell in one line that the system has no descriptor for a connection; anything else as asyncio does."""
    error = context.get("exception")
    if isinstance(error, OSError) and error.errno in {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}:
        _log.warning("a connection has to wait: %s", error.strerror)
    else:
        loop.default_exception_handler(context)


class Sparing(logging.Filter):
    """Lets a warning pass once in ten seconds, whatever clients do; how many were left out is told with the next."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[str, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is told; those of level info and of our own errors always are."""
        if record.levelno != logging.WARNING:
            return True
        text = str(record.msg)
        now = time.monotonic()
        before, left_out = self._last.get(text, (-_LOG_SECONDS, 0))
        if now - before < _LOG_SECONDS:
            self._last[text] = (before, left_out + 1)
            return False
        self._last[text] = (now, 0)
        if left_out:
            record.msg = f"{text} (and {left_out:,} times more before)"
        return True
