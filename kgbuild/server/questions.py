"""What the web side asks a worker process, and what it answers: plain values that cross a pipe."""

from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias, TypeVar

from pyoxigraph import Store


@dataclass(frozen=True, slots=True)
class Query:
    """A SPARQL query as the protocol gives it.

    `default_graphs` and `named_graphs` are the dataset of the request, None where it names none. `accept` is the
    value of the Accept header.
    """

    sparql: str
    accept: str = "*/*"
    base_iri: str | None = None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Resource:
    """A thing of the graph, by its IRI; `roots` are the origins whose IRIs this server answers for.

    `form` is the name of a form that the address asks for, such as `ttl`; where it is empty, `accept` tells. `base` is
    what the explorer leaves out of the graph's IRIs.
    """

    iri: str
    accept: str = "*/*"
    roots: tuple[str, ...] = ()
    form: str = ""
    base: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response: status, media type, body, further headers."""

    status: int
    media_type: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


_Answered_co = TypeVar("_Answered_co", covariant=True)


class Call(Protocol[_Answered_co]):
    """What another part of kgbuild asks: a value that knows its answer; pickle takes both."""

    def answer(self, store: Store) -> _Answered_co:
        """Return the answer; nothing that a client sends makes it raise."""


Question: TypeAlias = Query | Resource | Call[Any]


def refusal(status: int, text: str, headers: dict[str, str] | None = None) -> Answer:
    """Return a response that says in one line what is wrong and what would help."""
    return Answer(status, "text/plain; charset=utf-8", f"{text}\n".encode(), headers or {})
