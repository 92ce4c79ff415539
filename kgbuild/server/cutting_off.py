"""What becomes of requests that the end of the server cuts off: one line for the client, no traceback in the log."""

import asyncio

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class CuttingOff:
    """Answers what the server no longer waits for with 503; of an answer that has begun the rest is left out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        begun = False

        async def send_and_note(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except asyncio.CancelledError:
            if scope["type"] != "http":
                raise
            if not begun:
                await PlainTextResponse("the server was stopped; ask again when it runs\n", 503)(scope, receive, send)
