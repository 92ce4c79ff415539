"""The requests of the Graph Store Protocol and of queries, and what their failures mean to the user."""

import re
from html import unescape
from io import BytesIO
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from kgbuild import __version__
from kgbuild.errors import LoadError
from kgbuild.loading.target import Target

if TYPE_CHECKING:
    import requests

# Seconds to get a connection and to be rid of each few kilobytes, and until a server has stored a batch.
_TIMEOUT: Final = (30, 600)
_SHOWN: Final = 300


class Server:
    """An RDF store; knows how many of `total` triples have arrived. Use it as a context manager."""

    def __init__(self, target: Target, total: int) -> None:
        import requests

        self.target = target
        self.total = total
        self.done = 0
        self._session = requests.Session()
        self._session.headers["User-Agent"] = f"kgbuild/{__version__}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    def try_out(self, query: str) -> None:
        """Find out, before much is sent, whether the server is there, takes what is sent, and answers queries."""
        answer = self._request("POST", self.target.url, params=_graph(self.target.graph), data=b"", headers=_TURTLE)
        if answer.status_code == 401 and self.target.user:
            self._session.auth = self._login(answer)
        self.send("POST", self.target.graph, b"", 0)
        self.query(query)

    def _login(self, answer: "requests.Response") -> Any:
        """Return user and password in the form that the server asks for."""
        from requests.auth import HTTPBasicAuth, HTTPDigestAuth

        asked = answer.headers.get("WWW-Authenticate", "")
        kind = HTTPDigestAuth if asked.lower().startswith("digest") else HTTPBasicAuth
        # as bytes: requests would send Latin-1, and fail at passwords in other scripts
        user, password = self.target.user, self.target.password
        return kind(user.encode(), password.encode()) if kind is HTTPBasicAuth else kind(user, password)

    def send(self, method: str, graph: str, body: bytes, number: int) -> None:
        """Add Turtle to a graph (POST) or put it in the place of one (PUT); raises LoadError."""
        # As a file it goes out in pieces; in one piece it would all have to be gone within the first time-out.
        data = BytesIO(body) if body else body
        answer = self._request(method, self.target.url, params=_graph(graph), data=data, headers=_TURTLE)
        self._check(answer, self.target.url)
        self.done += number

    def delete(self, graph: str) -> None:
        """Remove a graph, which need not be there; raises LoadError."""
        answer = self._request("DELETE", self.target.url, params=_graph(graph))
        if answer.status_code != 404:
            self._check(answer, self.target.url)

    def query(self, sparql: str) -> bytes:
        """Return the answer to a SELECT as SPARQL results in JSON; raises LoadError."""
        headers = {"Accept": "application/sparql-results+json"}
        answer = self._request("POST", self.target.query_url, data={"query": sparql}, headers=headers)
        self._check(answer, self.target.query_url, asks=True)
        return bytes(answer.content)

    def _request(self, method: str, url: str, **more: Any) -> "requests.Response":
        import requests

        try:
            return self._session.request(method, url, timeout=_TIMEOUT, allow_redirects=False, **more)
        except requests.exceptions.SSLError as error:
            raise LoadError(
                f"{url}: its certificate is not trusted ({_reason(error)}); give an address that is"
            ) from error
        except requests.exceptions.RequestException as error:
            raise LoadError(self._broken_off(url, error)) from error

    def _broken_off(self, url: str, error: Exception) -> str:
        if not self.done:
            hint = "start the server, or give the address and port that it listens on"
            return f"{url}: no server answers there ({_reason(error)}); {hint}"
        return (
            f"{url}: broke off after {self.done:,} of {self.total:,} triples ({_reason(error)}); "
            "what arrived stays, running the same command again completes it"
        )

    def _check(self, answer: "requests.Response", url: str, *, asks: bool = False) -> None:
        """Raise LoadError for an answer that is no success: what the server says, and what would help."""
        status = answer.status_code
        if 200 <= status < 300:
            return
        said = _said(answer)
        if status == 401:
            asked = "wrong user or password" if self.target.user else "asks for a user and password"
            raise LoadError(f"{url}: {asked} (HTTP 401); set KGBUILD_USER and KGBUILD_PASSWORD")
        if 300 <= status < 400:
            raise LoadError(
                f"{url}: the server sends elsewhere ({answer.headers.get('Location', '?')}); give that address"
            )
        hints = {
            403: "give a user who may write (KGBUILD_USER, KGBUILD_PASSWORD), or let the server take updates",
            404: "no such dataset or path; docs/databases.md lists each server's address",
            405: "nothing can be stored there; docs/databases.md lists each server's Graph Store address",
        }
        if asks:
            hints |= dict.fromkeys((400, 404, 405, 406, 415), "no queries there; give the address with --query-url")
        hint = hints.get(status, "mend that and run the same command again")
        raise LoadError(f"{url}: HTTP {status} after {self.done:,} of {self.total:,} triples: {said}; {hint}")


_TURTLE: Final = {"Content-Type": "text/turtle"}


def _graph(graph: str) -> dict[str, str]:
    return {"graph": graph} if graph else {"default": ""}


def _said(answer: "requests.Response") -> str:
    """Return a server's words in one line: pages of HTML without head and tags."""
    text = answer.text[:20_000]
    text = re.sub(r"(?is)<(head|style|script)\b.*?</\1>|<[^>]*>", " ", text)
    words = " ".join(unescape(text).split())
    return words[:_SHOWN].rstrip(".") or answer.reason or "no reason given"


def _reason(error: BaseException) -> str:
    """Return the innermost reason of a failed request, without the objects that libraries name."""
    while error.__cause__ or error.__context__:
        inner = error.__cause__ or error.__context__
        assert inner is not None  # noqa: S101  # the condition of the loop
        error = inner
    text = getattr(error, "strerror", None) or re.sub(r"<[^>]*>(: )?", "", str(error))
    return " ".join(str(text).split())[:_SHOWN].rstrip(".") or type(error).__name__
