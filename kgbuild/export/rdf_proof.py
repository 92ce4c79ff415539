"""What an RDF file holds, as rdflib reads it: counted while it is read, since its stores are too large for that."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from kgbuild import vocabulary as v
from kgbuild.errors import GraphError
from kgbuild.export.proof import EDGES, NODES, VALUES, Tally, Watch
from kgbuild.graph.iris import compact_iri

if TYPE_CHECKING:
    import rdflib

_NUMBERS: Final = frozenset(v.XSD + name for name in ("integer", "decimal", "double"))
_TYPE: Final = v.RDF + "type"
# A blank node's name means nothing, so all are alike.
_BLANK: Final = "_:"


def tally_statements(statements: Iterable[Quad | Triple], watch: Watch, total: int) -> Tally:
    """Return what a file of these statements must hold: nodes by class, edges and values by property.

    A node counts once for each of its classes.
    """
    tally = Tally()
    for statement in watch("counting", statements, total):
        graph = statement.graph_name if isinstance(statement, Quad) else DefaultGraph()
        named = "" if isinstance(graph, DefaultGraph) else graph.value
        term = statement.object
        if isinstance(term, Literal):
            value = _value(term.value, term.datatype.value, term.language)
        else:
            value = _BLANK if isinstance(term, BlankNode) else str(getattr(term, "value", term))
        subject = statement.subject.value if isinstance(statement.subject, NamedNode) else _BLANK
        _count(tally, (subject, statement.predicate.value, value, named), is_literal=isinstance(term, Literal))
    return tally


def _value(text: str, datatype: str | None, language: str | None) -> str:
    """Return a literal as one text; numbers by value, since readers write them in their own way."""
    if datatype in _NUMBERS:
        with suppress(InvalidOperation):  # an ill-typed literal stays the text that it is
            text = str(Decimal(text).normalize())
    return f"{text}\n{(language or '').lower() or datatype or v.XSD + 'string'}"


def _count(tally: Tally, statement: tuple[str, str, str, str], *, is_literal: bool) -> None:
    predicate = statement[1]
    part = VALUES if is_literal else NODES if predicate == _TYPE else EDGES
    tally.add(part, _short(statement[2] if part == NODES else predicate), "\n".join(statement))


_short: Final = lru_cache(maxsize=4096)(compact_iri)


def read_rdf(path: Path, media_type: str, *, stream: bool = True) -> Tally:
    """Return what a file holds. With `stream=False` what it says twice counts once."""
    import rdflib

    tally = Tally()
    with _literals_as_written(), path.open("rb") as source:
        store = _counting_store(tally) if stream else "default"
        named = media_type in {"application/n-quads", "application/trig"}
        graph = rdflib.Dataset(store=store) if named else rdflib.Graph(store=store)
        try:
            graph.parse(source, format=media_type)
        except AssertionError as error:  # how rdflib's Turtle parser tells of a text without an end
            raise GraphError(f"{path.name}: {' '.join(str(error).split())[:200]}") from error
        if not stream:
            for triple in graph:
                _count_rdflib(tally, triple, "")
    return tally


def _count_rdflib(tally: Tally, triple: tuple[Any, Any, Any], graph: str) -> None:
    import rdflib

    subject, predicate, term = triple
    is_literal = isinstance(term, rdflib.Literal)
    if is_literal:
        value = _value(str(term), str(term.datatype) if term.datatype else None, term.language)
    else:
        value = _BLANK if isinstance(term, rdflib.BNode) else str(term)
    named = _BLANK if isinstance(subject, rdflib.BNode) else str(subject)
    _count(tally, (named, str(predicate), value, graph), is_literal=is_literal)


def _counting_store(tally: Tally) -> "rdflib.store.Store":
    """Return a store of rdflib that keeps nothing but prefixes and counts what a parser adds."""
    import rdflib
    from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
    from rdflib.plugins.stores.memory import Memory

    class CountingStore(Memory):
        def add(self, triple: Any, context: Any, quoted: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
            name = context.identifier if isinstance(context, rdflib.Graph) else context
            is_default = isinstance(name, rdflib.BNode) or name in {None, DATASET_DEFAULT_GRAPH_ID}
            _count_rdflib(tally, triple, "" if is_default else str(name))

    return CountingStore()


@contextmanager
def _literals_as_written() -> Iterator[None]:
    """Keep rdflib from writing `007` as `7`, from logging odd values, and from warning of its own inner calls."""
    import logging
    import warnings

    import rdflib

    logger, before = logging.getLogger("rdflib"), rdflib.NORMALIZE_LITERALS
    level = logger.level
    rdflib.NORMALIZE_LITERALS = False
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    finally:
        rdflib.NORMALIZE_LITERALS = before
        logger.setLevel(level)
