"""SPARQL over a graph: queries given as text and named ones, answered without ever reaching the network."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from pyoxigraph import (
    BlankNode,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    Store,
    Triple,
    parse_query_results,
)
from pyoxigraph import Literal as RdfLiteral

from kgbuild.errors import QueryError
from kgbuild.vocabulary import PREFIXES

Term = NamedNode | BlankNode | RdfLiteral | Triple

# The tokens of SPARQL 1.1 inside which the word SERVICE means nothing.
_TOKENS: Final = re.compile(
    r"""
    "{3}(?:(?:"|"")?(?:[^"\\]|\\.))*"{3} | '{3}(?:(?:'|'')?(?:[^'\\]|\\.))*'{3}
    | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
    | <[^<>"{}|^`\\\x00-\x20]*>
    | \#[^\n\r]*
    | [?$]\w+
    | (?:[^\W\d_](?:[\w.\-]*[\w\-])?)?:(?:[\w:.\-%]|\\.)*
    | (?P<word>[^\W\d_]\w*)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


@dataclass(frozen=True, slots=True)
class QueryResult:
    """An answer: rows (SELECT), a truth value (ASK), or triples (CONSTRUCT, DESCRIBE).

    Each row has one term, or None where unbound, for each of `columns`. `document` holds the SPARQL results
    in JSON form, as the standard has it, for rows and truth values.
    """

    kind: Literal["rows", "boolean", "triples"]
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    truth: bool = False
    triples: tuple[Triple, ...] = ()
    document: bytes = b""


def run_query(store: Store, sparql: str) -> QueryResult:
    """Answer a SPARQL query; our prefixes need no declaration.

    Raises QueryError for a query that does not parse, or that asks another server (SERVICE).
    """
    if asks_elsewhere(sparql):
        raise QueryError("query: SERVICE would reach the network; kgbuild queries the given graph only, leave it out")
    try:
        answer = store.query(sparql, prefixes=PREFIXES)
        if isinstance(answer, QueryBoolean):
            document = answer.serialize(format=QueryResultsFormat.JSON) or b""
            return QueryResult("boolean", truth=bool(answer), document=document)
        if isinstance(answer, QuerySolutions):
            return _rows(answer.serialize(format=QueryResultsFormat.JSON) or b"")
        return QueryResult("triples", triples=tuple(sorted(set(answer), key=str)))
    except SyntaxError as error:
        what = " ".join(str(error.msg).split())
        raise QueryError(f"query: not valid SPARQL: {what}; prefixes known: {', '.join(PREFIXES)}") from error
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"query: cannot be answered: {' '.join(str(error).split())}") from error


def _rows(document: bytes) -> QueryResult:
    solutions = parse_query_results(document, format=QueryResultsFormat.JSON)
    assert isinstance(solutions, QuerySolutions)  # noqa: S101  # we wrote the document from one
    columns = tuple(variable.value for variable in solutions.variables)
    rows = tuple(tuple(solution[column] for column in columns) for solution in solutions)
    return QueryResult("rows", columns=columns, rows=rows, document=document)


def asks_elsewhere(sparql: str) -> bool:
    """Tell whether a query has a SERVICE clause; pyoxigraph has no switch that would refuse one."""
    escaped = _ESCAPE.sub(lambda found: _character(found[1] or found[2]), sparql)
    return any(
        (found["word"] or "").upper() == "SERVICE" for text in {sparql, escaped} for found in _TOKENS.finditer(text)
    )


def _character(digits: str) -> str:
    code = int(digits, 16)
    return chr(code) if code <= 0x10FFFF else "\ufffd"
