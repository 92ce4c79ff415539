"""Answers as tables for people: names that lead to their pages, numbers as numbers, the sentence behind each row."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from kgbuild.graph.formats import compact, to_value
from kgbuild.graph.query import QueryResult, Term
from kgbuild.server.sentences import Sentence, Sentences
from kgbuild.vocabulary import DCTERMS, KG, RDF, SKOS

SHOWN: Final = 200  # rows on a page; files hold all
FIRST: Final = 1  # the number of the first page
# Columns whose IRI is where another one, which people read, leads to.
_LEADS: Final = {"paper": "title", "like": "title", "thing": "name"}
_DIGITS: Final = 9  # of a page's number
_LONG: Final = 60  # characters of a cell that wants room
_PAPER: Final = NamedNode(KG + "Paper")
_TYPE: Final = NamedNode(RDF + "type")
_LABELS: Final = (NamedNode(SKOS + "prefLabel"), NamedNode(DCTERMS + "title"))


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell of the table says, and where it leads."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading; a number stands to the right, a long text has room."""

    name: str
    number: bool = False
    long: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row, and the sentence that says so where one was found."""

    cells: tuple[Cell, ...]
    sentence: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A page of the rows of an answer, in the columns of its query; `total` counts all, pages have numbers from 1."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: int
    page: int = FIRST

    @property
    def span(self) -> tuple[int, int]:
        """The numbers of the first and the last row here, counted from 1."""
        before = (self.page - FIRST) * SHOWN
        return before + 1, before + len(self.rows)

    @property
    def last_page(self) -> int:
        """The number of the last page."""
        return _last_page(self.total)

    @property
    def has_sentences(self) -> bool:
        """Tell whether any row has its sentence."""
        return any(row.sentence for row in self.rows)


class Tables:
    """Turns answers about a graph into tables; `origins` are those whose IRIs this server answers for."""

    def __init__(self, store: Store, origins: Sequence[str]) -> None:
        self._store = store
        self._origins = tuple(f"{origin}/" for origin in origins)
        self._sentences = Sentences(store, self.link)

    def build(self, result: QueryResult, asked: Iterable[str] = (), page: int = FIRST) -> Table:
        """Return a page of the table of an answer, the last where there is none of this number.

        `asked` are the IRIs of what the question names.

        IRIs of things are not shown where a name of theirs stands beside: it leads there. Nor are columns without any
        value, such as the year of papers whose year nobody tells.
        """
        names = result.columns
        leads = {_LEADS[name]: place for place, name in enumerate(names) if _LEADS.get(name) in names}
        filled = [any(row[place] is not None for row in result.rows) for place in range(len(names))]
        kept = [place for place in range(len(names)) if place not in leads.values() and filled[place]]
        things = [NamedNode(iri) for iri in asked]
        page = min(max(page, FIRST), _last_page(len(result.rows)))
        before = (page - FIRST) * SHOWN
        rows = [self._row(row, kept, leads, names, things) for row in result.rows[before : before + SHOWN]]
        columns = tuple(
            Column(
                names[place].replace("_", " "),
                number=_is_number(result.rows, place),
                long=any(len(row.cells[shown].text) > _LONG for row in rows),
            )
            for shown, place in enumerate(kept)
        )
        return Table(columns, tuple(rows), len(result.rows), page)

    def find(self, name: str) -> Iterator[str]:
        """Yield the IRIs of the things and papers that have a text as their main name or title."""
        for node in self._find(Literal(name)):
            yield node.value

    def link(self, iri: str) -> str:
        """Return where an IRI is shown: here for things of the graph, else where it says."""
        if iri.startswith(self._origins):
            return urlsplit(iri).path
        return iri if iri.startswith(("http://", "https://")) else ""

    def _row(
        self,
        row: Sequence[Term | None],
        kept: Sequence[int],
        leads: dict[str, int],
        names: Sequence[str],
        things: Sequence[NamedNode],
    ) -> Row:
        cells, nodes = [], []
        for place in kept:
            target = row[leads[names[place]]] if names[place] in leads else self._target(row[place])
            if isinstance(target, NamedNode):
                nodes.append(target)
            link = self.link(target.value) if isinstance(target, NamedNode) else ""
            cells.append(replace(self._cell(row[place]), link=link) if link else self._cell(row[place]))
        nodes += [term for place in leads.values() if isinstance(term := row[place], NamedNode)]
        papers = [node for node in dict.fromkeys(nodes) if self._is_paper(node)]
        others = [node for node in dict.fromkeys(nodes) if node not in papers]
        return Row(tuple(cells), self._sentences.find(papers, others, things))

    def _target(self, term: Term | None) -> NamedNode | None:
        """Return what a cell names: an IRI itself, a text whatever alone is called so."""
        if isinstance(term, NamedNode):
            return term
        if not isinstance(term, Literal) or not term.value:
            return None
        found = list(islice(self._find(term), 2))
        return found[0] if len(found) == 1 else None

    def _find(self, text: Literal) -> Iterator[NamedNode]:
        for label in _LABELS:
            for quad in self._store.quads_for_pattern(None, label, text, DefaultGraph()):
                if isinstance(quad.subject, NamedNode):
                    yield quad.subject

    def _is_paper(self, node: NamedNode) -> bool:
        return any(True for _ in self._store.quads_for_pattern(node, _TYPE, _PAPER, DefaultGraph()))

    def _cell(self, term: Term | None) -> Cell:
        if term is None or isinstance(term, NamedNode):
            return Cell(self._name(term) if term else "")
        value = to_value(term)
        if isinstance(value, bool):
            return Cell("yes" if value else "no")
        if isinstance(value, int | float):
            return Cell(f"{value:,}" if isinstance(value, int) else f"{value:,.6g}")
        if value.startswith(("http://", "https://")):
            return Cell(value.partition("://")[2], value)
        return Cell(value)

    def _name(self, node: NamedNode) -> str:
        for label in _LABELS:
            for quad in self._store.quads_for_pattern(node, label, None, DefaultGraph()):
                if isinstance(quad.object, Literal) and quad.object.value:
                    return quad.object.value
        return compact(node)


def read_page(text: str) -> int:
    """Return the number of a page as an address gives it; of anything else that of the first."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else FIRST


def _last_page(rows: int) -> int:
    return max(FIRST, -(-rows // SHOWN))


def _is_number(rows: Sequence[Sequence[Term | None]], place: int) -> bool:
    values = [to_value(term) for row in rows[:SHOWN] if (term := row[place]) is not None]
    return bool(values) and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
