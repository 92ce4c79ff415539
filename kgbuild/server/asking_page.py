"""A question in plain words, answered on a page: how it was read, a table with sentences, the SPARQL."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from pyoxigraph import DefaultGraph, NamedNode, Store

from kgbuild.asking import Declined, Plan, carry_out
from kgbuild.errors import QueryError
from kgbuild.graph import format_results
from kgbuild.graph.named import known_queries
from kgbuild.graph.query import QueryResult
from kgbuild.server.negotiation import HTML
from kgbuild.server.questions import Answer, refusal
from kgbuild.server.site import render
from kgbuild.server.tables import FIRST, Tables
from kgbuild.vocabulary import DCTERMS

# Examples, each with whether it asks for years.
_EXAMPLES: Final = (
    ("most used datasets", False),
    ("papers since 2020 with code", True),
    ("which methods were introduced in 2019?", True),
    ("papers that introduce a benchmark", False),
    ("papers with code", False),
    ("papers per year", True),
    ("tasks in at least 3 papers", False),
)
_SHOWN_EXAMPLES: Final = 5
_YEAR: Final = NamedNode(DCTERMS + "issued")
_FORMS: Final = {
    "csv": ("csv", "text/csv; charset=utf-8"),
    "json": ("json", "application/json"),
    "tsv": ("tsv", "text/tab-separated-values; charset=utf-8"),
}


@dataclass(frozen=True, slots=True)
class Ways:
    """The addresses of an answer that are one page's siblings: its other pages, and the files that hold all of it."""

    asked: Mapping[str, str]

    def page(self, number: int) -> str:
        """Return the address of a page of rows."""
        return "?" + urlencode(self.asked if number == FIRST else {**self.asked, "page": number})

    @property
    def files(self) -> list[tuple[str, str]]:
        """The name and the address of each file."""
        return [(form.upper(), "?" + urlencode({**self.asked, "format": form})) for form in ("csv", "json")]


@dataclass(frozen=True, slots=True)
class PlainQuestion:
    """A question in plain words; `form` is empty for a page (the `page`th of rows), else csv, tsv or json.

    `origins` are the server's.

    `plan` is how it was read (`ReadQuestion`), None for an empty question: the same question is always read alike.
    """

    text: str
    form: str = ""
    origins: tuple[str, ...] = ()
    page: int = FIRST
    plan: Plan | Declined | None = field(default=None, compare=False)

    def answer(self, store: Store) -> Answer:
        """Return the page, or the answer alone."""
        try:
            found = carry_out(self.plan, store) if isinstance(self.plan, Plan) else self.plan
        except QueryError as error:
            return refusal(400, str(error))
        if self.form:
            if isinstance(found, Declined) or found is None:
                why = f"{found.verdict}: {found.why}" if found else "not understood: there is no question in it"
                return _refuse_form(self.form) or refusal(400, why)
            return as_data(found.result, self.form)
        answered = None if isinstance(found, Declined) else found
        page = render(
            "ask.html",
            "ask",
            question=self.text,
            declined=found if isinstance(found, Declined) else None,
            found=answered,
            table=Tables(store, self.origins).build(answered.result, answered.things, self.page) if answered else None,
            ways=Ways({"q": self.text}),
            editor=editor_address(answered.sparql) if answered else "",
            examples=[(example, "?" + urlencode({"q": example})) for example in _find_examples(store)],
            queries=() if self.text.strip() else known_queries().values(),
        )
        return Answer(200, f"{HTML}; charset=utf-8", page)


def _find_examples(store: Store) -> list[str]:
    """Return a few questions that a graph can answer: none for years where no paper tells its own."""
    has_years = any(True for _ in store.quads_for_pattern(None, _YEAR, None, DefaultGraph()))
    return [text for text, asks_years in _EXAMPLES if has_years or not asks_years][:_SHOWN_EXAMPLES]


def as_data(result: QueryResult, form: str) -> Answer:
    """Return an answer as CSV, TSV or JSON, or a refusal of any other form."""
    if refused := _refuse_form(form):
        return refused
    name, media_type = _FORMS[form]
    return Answer(200, media_type, format_results(result, name).encode())  # type: ignore[arg-type]


def _refuse_form(form: str) -> Answer | None:
    if form in _FORMS:
        return None
    return refusal(400, f"format {form!r}: not known; formats: {', '.join(_FORMS)}")


def editor_address(sparql: str) -> str:
    """Return the address at which the editor opens with a query."""
    return "/sparql#" + urlencode({"query": sparql})
