"""SPARQL over a graph: queries given as text and named ones, answered without ever reaching the network."""

from dataclasses import dataclass
from typing import Literal

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
from kgbuild.graph.federation import asks_elsewhere
from kgbuild.vocabulary import PREFIXES

Term = NamedNode | BlankNode | RdfLiteral | Triple


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
