"""Named queries: `ontology/queries/*.rq`, each with its question and parameters at its top."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from pyoxigraph import Literal, NamedNode, Store

from kgbuild.errors import QueryError
from kgbuild.graph.ontology import QUERIES_FOLDER, ontology_folder
from kgbuild.graph.query import QueryResult, Term, run_query
from kgbuild.vocabulary import XSD

_PARAMETER = re.compile(r"(?P<name>\w+) \((?P<type>text|number), default (?P<default>.*?)\): (?P<meaning>.+)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a named query takes: text or a whole number, bound as a typed literal."""

    name: str
    type: str
    default: str
    meaning: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query that kgbuild knows by name, the question it answers, and its parameters."""

    name: str
    title: str
    question: str
    parameters: tuple[Parameter, ...]
    sparql: str


def named_queries() -> tuple[NamedQuery, ...]:
    """Return all named queries, by name."""
    folder = ontology_folder() / QUERIES_FOLDER
    return tuple(parse_query(file.stem, file.read_text("utf-8")) for file in sorted(folder.glob("*.rq")))


def named_query(name: str) -> NamedQuery:
    """Return one named query; raises QueryError, with the names there are, for an unknown one."""
    known = {query.name: query for query in named_queries()}
    if name in known:
        return known[name]
    close = get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]}?" if close else f"known: {', '.join(known)}"
    raise QueryError(f"query {name}: no such named query; {hint}")


def parse_query(name: str, sparql: str) -> NamedQuery:
    """Return a named query from its text: `# title:`, `# question:` and `# param:` lines, then SPARQL."""
    header: dict[str, str] = {}
    parameters: list[Parameter] = []
    for line in sparql.splitlines():
        field, _, value = line.removeprefix("#").strip().partition(": ")
        if not line.startswith("#"):
            break
        if field != "param":
            header[field] = value
        elif found := _PARAMETER.fullmatch(value):
            parameters.append(Parameter(**found.groupdict()))
        else:
            raise QueryError(f"query {name}: a parameter is not `NAME (text|number, default VALUE): MEANING`")
    if not header.get("title") or not header.get("question"):
        raise QueryError(f"query {name}: no `# title:` and `# question:` at its top")
    return NamedQuery(name, header["title"], header["question"], tuple(parameters), sparql)


def run_named_query(store: Store, name: str, values: Mapping[str, str] | None = None) -> QueryResult:
    """Answer a named query with the given parameter values, else the defaults; raises QueryError."""
    query = named_query(name)
    given = dict(values or {})
    bindings = {p.name: _bind(query.name, p, given.pop(p.name, p.default)) for p in query.parameters}
    if given:
        known = ", ".join(p.name for p in query.parameters) or "none"
        raise QueryError(f"query {name}: no parameter {min(given)!r}; it takes: {known}")
    return run_query(store, query.sparql, bindings)


def _bind(query: str, parameter: Parameter, value: str) -> Term:
    if parameter.type == "text":
        return Literal(value)
    if not re.fullmatch(r"[+-]?\d{1,18}", value):
        raise QueryError(f"query {query}: parameter {parameter.name} is a whole number, not {value!r}")
    return Literal(value, datatype=NamedNode(XSD + "integer"))
