"""SPARQL 1.1 Protocol: from an HTTP request to the query that it holds, or to a refusal.

Source: https://www.w3.org/TR/sparql11-protocol/ (query operation; the update operation is refused).
"""

from typing import Final
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode
from starlette.requests import Request

from kgbuild.server.bodies import RefusedError, read_body
from kgbuild.server.questions import Answer, Query, refusal

FORM_TYPE: Final = "application/x-www-form-urlencoded"
QUERY_TYPE: Final = "application/sparql-query"
UPDATE_TYPE: Final = "application/sparql-update"
MOST_BODY_BYTES: Final = 1 << 20

_READ_ONLY: Final = "updates are refused: this endpoint is read-only; build the graph again instead"


async def read_query(request: Request) -> Query | Answer | None:
    """Return the query of a request to the endpoint, a refusal, or None where it asks nothing (a plain GET)."""
    try:
        pairs = _parameters(request, await read_body(request, MOST_BODY_BYTES))
    except RefusedError as refused:
        return refusal(refused.status, str(refused))
    except UnicodeDecodeError:
        return refusal(400, "the request is not UTF-8; send it so")
    if isinstance(pairs, Answer):
        return pairs
    queries = [value for name, value in pairs if name == "query"]
    if len(queries) == 1:
        return _query(request, pairs, queries[0])
    if queries:
        return refusal(400, f"{len(queries)} queries; send one at a time")
    return refusal(400, "no query; send one as the parameter `query`") if request.method == "POST" else None


def _parameters(request: Request, body: bytes) -> list[tuple[str, str]] | Answer:
    """Return the parameters of address and body, the query among them."""
    pairs = _pairs(request.scope["query_string"])
    if request.method == "POST":
        read = _posted(request, body)
        if isinstance(read, Answer):
            return read
        pairs += read
    if any(name in {"update", "using-graph-uri", "using-named-graph-uri"} for name, _ in pairs):
        return refusal(403, _READ_ONLY)
    return pairs


def _pairs(text: bytes) -> list[tuple[str, str]]:
    return parse_qsl(text.decode("utf-8"), keep_blank_values=True, errors="strict")


def _posted(request: Request, body: bytes) -> list[tuple[str, str]] | Answer:
    media_type, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    charset = parameters.partition("charset=")[2].split(";")[0].strip(' "')
    if charset not in {"", "utf-8", "utf8"}:
        return refusal(415, f"charset {charset}: not known; send UTF-8")
    if media_type.strip() == FORM_TYPE:
        return _pairs(body)
    if media_type.strip() == QUERY_TYPE:
        return [("query", body.decode("utf-8"))]
    if media_type.strip() == UPDATE_TYPE:
        return refusal(403, _READ_ONLY)
    named = media_type.strip() or "none"
    return refusal(415, f"media type {named}: send a query as {QUERY_TYPE} or {FORM_TYPE}")


def _query(request: Request, pairs: list[tuple[str, str]], sparql: str) -> Query | Answer:
    graphs: dict[str, tuple[str, ...] | None] = {}
    for parameter in ("default-graph-uri", "named-graph-uri"):
        values = tuple(value for name, value in pairs if name == parameter)
        graphs[parameter] = values or None
        for value in values:
            try:
                NamedNode(value)
            except ValueError:
                return refusal(400, f"{parameter} {value!r}: not an absolute IRI; leave it out for the whole graph")
    return Query(
        sparql,
        accept=", ".join(request.headers.getlist("accept")),
        base_iri=str(request.url.replace(query="")),
        default_graphs=graphs["default-graph-uri"],
        named_graphs=graphs["named-graph-uri"],
    )
