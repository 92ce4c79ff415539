"""SPARQL over a graph: queries given as text and named ones, answered without ever reaching the network."""

import gc
import re
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, Literal

from pyoxigraph import BlankNode, NamedNode, QueryBoolean, QuerySolutions, Store, Triple
from pyoxigraph import Literal as RdfLiteral

from kgbuild.errors import QueryError
from kgbuild.graph.federation import asks_elsewhere, has_word, normalise
from kgbuild.graph.nesting import DEEPEST
from kgbuild.isolation import is_offline, run_offline
from kgbuild.vocabulary import PREFIXES

_DEPTH: Final = {**dict.fromkeys("([{", 1), **dict.fromkeys(")]}", -1)}

Term = NamedNode | BlankNode | RdfLiteral | Triple


@dataclass(frozen=True, slots=True)
class QueryResult:
    """An answer: rows (SELECT), a truth value (ASK), or triples (CONSTRUCT, DESCRIBE).

    Each row has one term, or None where unbound, for each of `columns`.
    """

    kind: Literal["rows", "boolean", "triples"]
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    truth: bool = False
    triples: tuple[Triple, ...] = ()


def names_graph(sparql: str) -> bool:
    """Tell whether a query may name a graph (GRAPH, FROM); one that does not sees the facts only."""
    return re.search(r"(?<![?$\w])(?:graph|from)\b", sparql, re.IGNORECASE) is not None


def is_too_deep(sparql: str) -> bool:
    """Tell whether so many brackets stand inside each other that the engine's parser would end the process."""
    return max(accumulate(_DEPTH.get(character, 0) for character in sparql), default=0) > DEEPEST


def run_query(store: Store, sparql: str) -> QueryResult:
    """Answer a SPARQL query; our prefixes need no declaration.

    It is evaluated in a thread that can open no socket, whatever the query says; where the system has no such thing
    (all but Linux), the word SERVICE is refused wherever it stands. Raises QueryError for a query that does not parse,
    or that asks another server (SERVICE).
    """
    sparql = normalise(sparql)
    if is_too_deep(sparql):
        raise QueryError(f"query: more than {DEEPEST} brackets inside each other; ask for less at once")
    if asks_elsewhere(sparql):
        raise QueryError("query: SERVICE would reach the network; kgbuild queries the given graph only, leave it out")
    if is_offline():
        return _evaluate(store, sparql)
    result = run_offline(_evaluate, store, sparql)
    if result is not None:
        return result
    if has_word(sparql):
        raise QueryError("query: on this system the word SERVICE is refused, also in a text; leave it out")
    return _evaluate(store, sparql)


def _evaluate(store: Store, sparql: str) -> QueryResult:
    answer = None
    try:
        answer = store.query(sparql, prefixes=PREFIXES)
        if isinstance(answer, QueryBoolean):
            return QueryResult("boolean", truth=bool(answer))
        if isinstance(answer, QuerySolutions):
            columns = tuple(variable.value for variable in answer.variables)
            return QueryResult("rows", columns=columns, rows=_rows(answer))
        return QueryResult("triples", triples=tuple(sorted(set(answer), key=str)))
    except SyntaxError as error:
        what = " ".join(str(error.msg).split())
        raise QueryError(f"query: not valid SPARQL: {what}; prefixes known: {', '.join(PREFIXES)}") from error
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"query: cannot be answered: {' '.join(str(error).split())}") from error
    finally:
        # The engine wants its answer let go in the thread that asked for it. An error, which holds this frame, goes on.
        del answer


def _rows(answer: QuerySolutions) -> tuple[tuple[Term | None, ...], ...]:
    """Return an answer's rows. Nothing in them can be garbage, and looking for some takes a third of a long answer."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        return tuple(map(tuple, answer))
    finally:
        del answer  # as above
        if collecting:
            gc.enable()
