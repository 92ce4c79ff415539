"""A named query as a form: its parameters with what they take, and the answer as a table with sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from pyoxigraph import Store

from kgbuild.entity_types import TYPES
from kgbuild.errors import QueryError
from kgbuild.graph import bind_parameters, run_query
from kgbuild.graph.named import NamedQuery, Parameter, find_unknown_names, known_queries
from kgbuild.server.asking_page import Ways, as_data, editor_address
from kgbuild.server.negotiation import HTML
from kgbuild.server.questions import Answer, refusal
from kgbuild.server.site import render
from kgbuild.server.tables import FIRST, Tables

_LABELS: Final = {"x": "name", "least": "at least", "limit": "at most", "words": "words"}
_NOT_FOUND: Final = 404


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter in the form: its name, label, meaning and value; `choices` are the only ones, else none.

    `completes` says of what the graph completes it: names of things (best of `types`), of authors, or nothing.
    """

    name: str
    label: str
    meaning: str
    value: str
    number: bool
    choices: tuple[str, ...]
    completes: Literal["", "things", "authors"]
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedQuestion:
    """A named query with values of its parameters (name, value); `asked` tells that an answer is wanted.

    `form` is empty for a page (the `page`th of rows), else csv, tsv or json. `origins` are the server's.
    """

    name: str
    values: tuple[tuple[str, str], ...] = ()
    asked: bool = False
    form: str = ""
    origins: tuple[str, ...] = ()
    page: int = FIRST

    @property
    def text(self) -> str:
        """What was given, for whoever counts how long it is."""
        return "".join(map("".join, self.values))

    def answer(self, store: Store) -> Answer:
        """Return the page with its form, and the answer where one is wanted; or the answer alone."""
        query = known_queries().get(self.name)
        if query is None:
            return refusal(_NOT_FOUND, f"query {self.name}: no such named query; see /ask for those there are")
        given = {name: value.strip() for name, value in self.values if any(p.name == name for p in query.parameters)}
        # What is left empty keeps its default; a name that is to be given has none that the graph is sure to have.
        values = {p.name: given.get(p.name, "") or ("" if p.is_name else p.default) for p in query.parameters}
        ready = all(values[p.name] for p in query.parameters if p.is_name)
        wanted = ready and (self.asked or not any(p.is_name for p in query.parameters))
        try:
            sparql = bind_parameters(query.sparql, values, name=f"query {query.name}")
            result = run_query(store, sparql) if wanted or self.form else None
        except QueryError as error:
            if self.form:
                return refusal(400, str(error))
            return self._page(query, values, fault=str(error))
        if self.form:
            return as_data(result, self.form) if result else refusal(400, "no answer")
        if result is None:
            return self._page(query, values)
        tables = Tables(store, self.origins)
        asked = [iri for p in query.parameters if p.is_name for iri in tables.find(values[p.name])]
        unknown = list(find_unknown_names(store, query, values)) if not result.rows else []
        return self._page(
            query,
            values,
            table=tables.build(result, asked, self.page),
            unknown=unknown,
            ways=Ways(values),
            limit=query.tell_limit(values, len(result.rows)),
            sparql=sparql,
            editor=editor_address(sparql),
        )

    def _page(self, query: NamedQuery, values: Mapping[str, str], **answer: object) -> Answer:
        told = {
            "table": None,
            "unknown": [],
            "ways": None,
            "limit": "",
            "sparql": "",
            "editor": "",
            "fault": "",
        } | answer
        fields = [_field(parameter, values[parameter.name]) for parameter in query.parameters]
        page = render("query.html", "ask", query=query, fields=fields, missing=self._missing(fields), **told)
        return Answer(200, f"{HTML}; charset=utf-8", page)

    def _missing(self, fields: list[Field]) -> str:
        """Return the label of what is still to be filled in, where an answer was wanted."""
        return next((f.label for f in fields if self.asked and f.completes == "things" and not f.value), "")


def _field(parameter: Parameter, value: str) -> Field:
    completes: Literal["", "things", "authors"] = "things" if parameter.is_name else ""
    if parameter.name == "author":
        completes = "authors"
    label = _LABELS.get(parameter.name, parameter.name)
    words = parameter.meaning.replace(",", " ").split()
    types = tuple(row.name for row in TYPES if row.label.lower() in words) if parameter.is_name else ()
    number = parameter.type == "number"
    return Field(parameter.name, label, parameter.meaning, value, number, parameter.choices, completes, types)
