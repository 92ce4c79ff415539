"""Named queries: `ontology/queries/*.rq`, each with its question and parameters at its top."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Final

from pyoxigraph import Literal, Store

from kgbuild.errors import QueryError
from kgbuild.graph.ontology import QUERIES_FOLDER, ontology_folder
from kgbuild.graph.query import QueryResult, run_query

# What gives a parameter its default: `VALUES ?method { "GPT-4" }`, or `LIMIT 100 # ?limit` since SPARQL has no
# variable there; `< 100 # ?limit` says it again. One parameter may stand in several places. The file is SPARQL as it
# stands.
_VALUES = re.compile(
    r"""VALUES\ \?(?P<name>\w+)\ \{\ (?P<value>"(?:[^"\\\n]|\\.)*"|[+-]?\d+)\ \}
    | (?P<before>LIMIT|<)\ (?P<limit>\d+)\ \#\ \?limit\b""",
    re.VERBOSE,
)


# What the meaning of a parameter begins with that takes some values only, and of one that is to be a name in the graph.
_CHOICES: Final = "one of "
_NAME: Final = "any name of "
# The parameter that says how many rows there are at most.
_LIMIT: Final = "limit"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a named query takes: text or a whole number, bound as a typed literal.

    `choices` are the only values it takes, in any case of letters, where it does not take all.
    """

    name: str
    type: str
    default: str
    meaning: str

    @property
    def choices(self) -> tuple[str, ...]:
        """The values there are, none where it takes any."""
        return tuple(self.meaning.removeprefix(_CHOICES).split(", ")) if self.meaning.startswith(_CHOICES) else ()

    @property
    def is_name(self) -> bool:
        """Whether it is meant to be a name that the graph has for something."""
        return self.meaning.startswith(_NAME)


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query that kgbuild knows by name, the question it answers, and its parameters."""

    name: str
    title: str
    question: str
    parameters: tuple[Parameter, ...]
    sparql: str

    def tell_limit(self, values: Mapping[str, str], rows: int) -> str:
        """Return what is to be told of an answer that has as many rows as the query gives; "" where it gives all."""
        default = next((parameter.default for parameter in self.parameters if parameter.name == _LIMIT), "")
        limit = str(values.get(_LIMIT) or default)
        if not limit.isdecimal() or not 0 < int(limit) <= rows:
            return ""
        return f"at most {int(limit):,} rows are given: there may be more; the query {self.name} takes a larger limit"


def named_queries() -> tuple[NamedQuery, ...]:
    """Return all named queries, by name."""
    folder = ontology_folder() / QUERIES_FOLDER
    files = sorted(folder.glob("*.rq"), key=lambda file: file.stem)
    return tuple(parse_query(file.stem, file.read_text("utf-8")) for file in files)


@cache
def known_queries() -> Mapping[str, NamedQuery]:
    """Return the named queries by name; read once, for processes that will be able to open no file."""
    return {query.name: query for query in named_queries()}


def named_query(name: str) -> NamedQuery:
    """Return one named query; raises QueryError, with the names there are, for an unknown one."""
    known = known_queries()
    if name in known:
        return known[name]
    close = get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]}?" if close else f"known: {', '.join(known)}"
    raise QueryError(f"query {name}: no such named query; {hint}")


def parse_query(name: str, sparql: str) -> NamedQuery:
    """Return a named query from its text: `# title:`, `# question:` and `# param:` lines, then SPARQL."""
    header = _header(sparql)
    if not header.get("title") or not header.get("question"):
        raise QueryError(f"query {name}: no `# title:` and `# question:` at its top")
    return NamedQuery(name, header["title"], header["question"], _parameters(sparql), sparql)


def _header(sparql: str) -> dict[str, str]:
    header: dict[str, str] = {}
    for line in sparql.splitlines():
        if not line.startswith("#"):
            break
        field, _, value = line.removeprefix("#").strip().partition(": ")
        header[field] = value
    return header


def _parameters(sparql: str) -> tuple[Parameter, ...]:
    header = _header(sparql)
    return tuple(
        Parameter(
            name=name,
            type="text" if default.startswith('"') else "number",
            default=default.strip('"'),
            meaning=header.get(f"param {name}", ""),
        )
        for name, default in dict(map(_default, _VALUES.finditer(sparql))).items()
    )


def run_named_query(store: Store, name: str, values: Mapping[str, str] | None = None) -> QueryResult:
    """Answer a named query with the given parameter values, else the defaults; raises QueryError."""
    return run_query(store, bind_parameters(named_query(name).sparql, values or {}, name=f"query {name}"))


def find_unknown_names(store: Store, query: NamedQuery, values: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each value that is to be a name and that nothing in the graph has, and the names most like it."""
    wanted = [values.get(parameter.name, parameter.default) for parameter in query.parameters if parameter.is_name]
    if not wanted:
        return
    rows = run_query(store, "SELECT DISTINCT ?name { ?thing skos:prefLabel|skos:altLabel ?name }").rows
    names = {name.value.lower(): name.value for (name,) in rows if isinstance(name, Literal)}
    for value in wanted:
        if value.lower() not in names:
            yield value, [names[near] for near in get_close_matches(value.strip().lower(), sorted(names))]


def bind_parameters(sparql: str, values: Mapping[str, str], *, name: str = "query") -> str:
    """Return a query with other values in its `VALUES ?parameter { default }` lines.

    A value becomes a literal of the default's type, written by the RDF library: whatever it holds, it stays a
    value. Raises QueryError for a parameter that the query lacks, for a number that is none, and for a text that is
    none of a parameter's choices.
    """
    known = {parameter.name: parameter for parameter in _parameters(sparql)}
    if unknown := sorted(set(values) - set(known)):
        raise QueryError(f"{name}: no parameter {unknown[0]!r}; it takes: {', '.join(known) or 'none'}")

    def put(found: re.Match[str]) -> str:
        parameter, default = _default(found)
        if parameter not in values:
            return found[0]
        value, is_text = str(values[parameter]), default.startswith('"')
        if choices := known[parameter].choices:
            value = _choose(value, choices, f"{name}: parameter {parameter}")
        if not is_text and not re.fullmatch(r"[+-]?[0-9]{1,18}" if found["name"] else "[0-9]{1,18}", value):
            raise QueryError(f"{name}: parameter {parameter} is a whole number, not {value!r}")
        if not found["name"]:
            return f"{found['before']} {value} # ?limit"
        return f"VALUES ?{parameter} {{ {_text_literal(value) if is_text else value} }}"

    return _VALUES.sub(put, sparql)


def _choose(value: str, choices: Iterable[str], what: str) -> str:
    for choice in choices:
        if choice.casefold() == value.casefold():
            return choice
    raise QueryError(f"{what} is one of {', '.join(choices)}, not {value!r}")


def _default(found: re.Match[str]) -> tuple[str, str]:
    """Return a parameter's name and its default as SPARQL writes it."""
    return (found["name"], found["value"]) if found["name"] else ("limit", found["limit"])


def _text_literal(value: str) -> str:
    try:
        return str(Literal(value))
    except ValueError as error:
        raise QueryError(f"parameter {value!r}: not valid Unicode; give plain text") from error
