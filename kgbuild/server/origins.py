"""Who may ask: pages of this server, and those of origins that were named; nobody who calls the server otherwise.

Any website that somebody opens can send requests to 127.0.0.1. What it may read is told by CORS. A name of its own that
it has changed to lead here (DNS rebinding) would make it a page of this server; so the Host of a request is looked at.
"""

import re
from collections.abc import Collection
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

ANYWHERE: Final = "*"
_LOOPBACK: Final = frozenset(["localhost", "127.0.0.1", "[::1]"])
_HOST: Final = re.compile(r"(\[[0-9a-f:.]+\]|[^\s:/@\[\]]+)(?::[0-9]{1,5})?\Z", re.IGNORECASE)
_ORIGIN: Final = re.compile(r"https?://[^\s/?#@]+\Z", re.IGNORECASE)


def is_origin(text: str) -> bool:
    """Tell whether a text is an origin as browsers send it, such as https://example.org, or stands for all."""
    return text == ANYWHERE or _ORIGIN.match(text) is not None


class OwnNames:
    """Refuses requests to a name that is none of this server's, and those of pages that may not ask.

    `options` says whether the command has options that allow more, which a refusal then names.
    """

    def __init__(
        self, app: ASGIApp, names: Collection[str] = (), origins: Collection[str] = (), *, options: bool = True
    ) -> None:
        self._app = app
        self._hints = ("; allow one more with --host-name", "; allow one with --cors ORIGIN") if options else ("", "")
        self._names = _LOOPBACK | {name.lower() for name in names}
        self._origins = {origin.lower() for origin in origins}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or refuse one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        found = _HOST.match(hosts[0]) if len(hosts) == 1 else None
        if found is None or found[1].lower() not in self._names:
            text = f"the Host of the request is no name of this server{self._hints[0]}\n"
            await PlainTextResponse(text, 421)(scope, receive, send)
        elif not self._may_ask(headers.get("origin"), hosts[0]):
            text = f"pages of other sites may not ask this server{self._hints[1]}\n"
            await PlainTextResponse(text, 403)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _may_ask(self, origin: str | None, host: str) -> bool:
        if origin is None or self._origins & {ANYWHERE, origin.lower()}:
            return True
        return origin.lower().partition("://")[2] == host.lower()
