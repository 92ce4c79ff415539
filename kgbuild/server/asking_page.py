"""A question in plain words, answered on a page: how it was read, a table, the SPARQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

from pyoxigraph import NamedNode, Store

from kgbuild.asking import Declined, ask
from kgbuild.errors import QueryError
from kgbuild.graph import format_results
from kgbuild.graph.formats import to_value
from kgbuild.graph.query import QueryResult, Term
from kgbuild.server.negotiation import HTML
from kgbuild.server.pages import ASKING_PAGE, find_template
from kgbuild.server.questions import Answer, refusal

EXAMPLES: Final = (
    "most used datasets",
    "papers since 2020 with code",
    "which methods were introduced in 2019?",
    "papers that introduce a benchmark",
    "papers per year",
)
_SHOWN: Final = 500  # rows on the page
# Columns whose IRI is where another one, which people read, leads to.
_LEADS: Final = {"paper": "title", "like": "title", "thing": "name"}
_FORMS: Final = {
    "csv": ("csv", "text/csv; charset=utf-8"),
    "json": ("json", "application/json"),
    "tsv": ("tsv", "text/tab-separated-values; charset=utf-8"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell of the table says, and where it leads; a number stands to the right."""

    text: str
    link: str = ""
    number: bool = False


@dataclass(frozen=True, slots=True)
class PlainQuestion:
    """A question in plain words; `form` is empty for the page, else csv, tsv or json. `origins` are the server's."""

    text: str
    form: str = ""
    origins: tuple[str, ...] = ()

    def answer(self, store: Store) -> Answer:
        """Return the page, or the answer alone."""
        try:
            found = ask(self.text, store) if self.text.strip() else None
        except QueryError as error:
            return refusal(400, str(error))
        if self.form:
            if self.form not in _FORMS:
                return refusal(400, f"format {self.form!r}: not known; formats: {', '.join(_FORMS)}")
            if found is None or isinstance(found, Declined):
                return refusal(400, f"not understood: {found.why if found else 'there is no question in it'}")
            name, media_type = _FORMS[self.form]
            return Answer(200, media_type, format_results(found.result, name).encode())  # type: ignore[arg-type]
        declined = found if isinstance(found, Declined) else None
        answered = None if isinstance(found, Declined) else found
        columns, rows = self._table(answered.result) if answered else ((), [])
        page = find_template(ASKING_PAGE).render(
            question=self.text,
            found=answered,
            declined=declined,
            columns=[column.replace("_", " ") for column in columns],
            rows=rows,
            more=answered is not None and len(answered.result.rows) > _SHOWN,
            as_csv="?" + urlencode({"q": self.text, "format": "csv"}),
            examples=[(example, "?" + urlencode({"q": example})) for example in EXAMPLES],
        )
        return Answer(200, f"{HTML}; charset=utf-8", page.encode())

    def _table(self, result: QueryResult) -> tuple[tuple[str, ...], list[list[Cell]]]:
        """Return the columns that people read, and the first rows; IRIs are where names lead."""
        leads = {_LEADS[c]: k for k, c in enumerate(result.columns) if _LEADS.get(c) in result.columns}
        kept = [k for k, column in enumerate(result.columns) if k not in leads.values()]
        rows = [[self._cell(row, k, leads.get(result.columns[k])) for k in kept] for row in result.rows[:_SHOWN]]
        return tuple(result.columns[k] for k in kept), rows

    def _cell(self, row: Sequence[Term | None], place: int, lead: int | None) -> Cell:
        term = row[place]
        target = row[lead] if lead is not None else term
        link = self._link(target.value) if isinstance(target, NamedNode) else ""
        if isinstance(term, NamedNode):
            return Cell(term.value, link)
        value = "" if term is None else to_value(term)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        text = str(value)
        return Cell(text, link or (text if text.startswith(("http://", "https://")) else ""), number)

    def _link(self, iri: str) -> str:
        """Return where an IRI is shown: here for things of the graph, else where it says."""
        if iri.startswith(tuple(f"{origin}/" for origin in self.origins)):
            return urlsplit(iri).path
        return iri if iri.startswith(("http://", "https://")) else ""
