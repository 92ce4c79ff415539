"""Turns at the one process that keeps the names: questions before completions, and only so many of each may wait.

A name that is being typed is completed anew with each letter, and only the last answer is looked at. So whoever types,
or a program that asks for thousands of names at once, makes nobody wait who has a question.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator
from typing import Final

MOST_WAITING: Final = 32  # of each kind


class CrowdedOutError(Exception):
    """Raised for a call that gives its turn up, since too many wait."""


class Turns:
    """One at a time, in the order in which they came; what is urgent before all that is not.

    Where too many wait, what is not urgent gives way to what comes later, and what is urgent is not taken in.
    """

    def __init__(self, most: int = MOST_WAITING) -> None:
        self._most = most
        self._is_taken = False
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()

    @contextlib.asynccontextmanager
    async def turn(self, *, urgent: bool) -> AsyncIterator[None]:
        """Have a turn, when it comes; raises CrowdedOutError where it does not."""
        if self._is_taken:
            await self._wait(self._urgent if urgent else self._others)
        self._is_taken = True
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, line: "deque[asyncio.Future[None]]") -> None:
        if len(line) >= self._most:
            if line is self._urgent:
                raise CrowdedOutError
            line.popleft().set_exception(CrowdedOutError())
        ticket: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.append(ticket)
        try:
            await ticket
        except asyncio.CancelledError:
            if ticket in line:
                line.remove(ticket)
            elif not ticket.cancelled() and ticket.exception() is None:
                self._pass_on()  # the turn came to one who has gone meanwhile
            raise

    def _pass_on(self) -> None:
        line = self._urgent or self._others
        self._is_taken = bool(line)
        if line:
            line.popleft().set_result(None)
