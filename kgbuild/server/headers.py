"""Headers that keep pages to themselves."""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SAFE_HEADERS: Final = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


class SafeHeaders:
    """Sets them on every response: `policy` is what pages may load, `readers` may load it into their pages.

    A response that has a policy of its own keeps that.
    """

    def __init__(self, app: ASGIApp, policy: str, readers: str) -> None:
        self._app = app
        headers = {"Content-Security-Policy": policy, **_SAFE_HEADERS, "Cross-Origin-Resource-Policy": readers}
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [*message.get("headers", ())]
                given = {name.lower() for name, _ in own}
                message["headers"] = [*own, *((name, value) for name, value in self._headers if name not in given)]
            await send(message)

        await self._app(scope, receive, send_safely if scope["type"] == "http" else send)
