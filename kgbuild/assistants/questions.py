"""run_query and sparql: queries as `kgbuild query` and `kgbuild serve` take them, with the limits of the latter."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from pyoxigraph import QueryBoolean, QuerySolutions, Store

from kgbuild.asking import Declined
from kgbuild.asking import ask as ask_in_words
from kgbuild.assistants.answers import Row, Texts, add_rows
from kgbuild.errors import QueryError
from kgbuild.graph import bind_parameters, find_unknown_names
from kgbuild.graph.federation import has_word, normalise
from kgbuild.graph.formats import to_value
from kgbuild.graph.named import known_queries
from kgbuild.graph.query import Term
from kgbuild.isolation import is_offline
from kgbuild.server.answering import explain_misspelt, refuse_query
from kgbuild.vocabulary import PREFIXES

MOST_ROWS: Final = 100_000
_CELLS: Final = 4_000  # characters that the cells of one row may have together
_CELL: Final = 1_000
_LEAST: Final = 40


def run_query(store: Store, asked: Row, texts: Texts) -> Row:
    """Answer a named query."""
    named = known_queries()[asked["name"]]
    values = {name: str(value) for name, value in asked.get("parameters", {}).items()}
    sparql = bind_parameters(named.sparql, values, name=f"query {named.name}")
    answer = _evaluate(store, sparql, {"question": named.question}, asked, texts)
    if limit := named.tell_limit(values, answer.get("total", 0)):
        answer.setdefault("notes", []).append(limit)
    if not answer.get("total"):
        for unknown, near in find_unknown_names(store, named, values):
            hint = f"; near: {', '.join(map(texts.name, near))}" if near else ""
            answer.setdefault("notes", []).append(f"nothing in the graph is called {texts.name(unknown)!r}{hint}")
    return answer


def ask(store: Store, asked: Row, texts: Texts) -> Row:
    """Answer a question in plain words."""
    answer = ask_in_words(asked["question"], store)
    if isinstance(answer, Declined):
        raise QueryError(f"{answer.verdict}: {texts(answer.why)}" + _near("near names", map(texts.name, answer.near)))
    told: Row = {"read_as": texts(answer.read_as), "sparql": answer.sparql}
    if answer.near:
        told["other_readings"] = list(map(texts, answer.near))
    if answer.notes:
        told["notes"] = list(map(texts, answer.notes))
    return add_terms(told, answer.result.columns, answer.result.rows, asked, texts, ordered=True)


def _near(what: str, names: Iterable[str]) -> str:
    told = ", ".join(names)
    return f"; {what}: {told}" if told else ""


def sparql(store: Store, asked: Row, texts: Texts) -> Row:
    """Answer a SPARQL query."""
    return _evaluate(store, asked["query"], {}, asked, texts)


def _evaluate(store: Store, sparql: str, answer: Row, asked: Row, texts: Texts) -> Row:
    sparql = normalise(sparql)
    if refused := refuse_query(sparql):
        raise QueryError(refused.body.decode().strip())
    if not is_offline() and has_word(sparql):
        raise QueryError("on this system the word SERVICE is refused, also in a text; leave it out")
    try:
        result = store.query(sparql, prefixes=PREFIXES)
        if isinstance(result, QueryBoolean):
            return {**answer, "boolean": bool(result)}
        if isinstance(result, QuerySolutions):
            columns = [variable.value for variable in result.variables]
            rows = [tuple(row) for row in islice(result, MOST_ROWS + 1)]
            answer["columns"] = [texts.name(name) for name in columns]
        else:
            columns = ["subject", "predicate", "object"]
            rows = [(one.subject, one.predicate, one.object) for one in islice(result, MOST_ROWS + 1)]
    except SyntaxError as error:
        raise QueryError(explain_misspelt(sparql, error).body.decode().strip()) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query cannot be answered: {' '.join(str(error).split())}") from error
    return add_terms(answer, columns, rows, asked, texts, ordered=_is_ordered(sparql))


def _is_ordered(sparql: str) -> bool:
    return "order by" in " ".join(sparql.lower().split())


def add_terms(
    answer: Row,
    columns: Sequence[str],
    rows: Sequence[tuple[Term | None, ...]],
    asked: Row,
    texts: Texts,
    *,
    ordered: bool,
) -> Row:
    """Add a page of a query's rows to an answer; rows in no order are sorted, since the engine's changes."""
    kept = list(rows[:MOST_ROWS])
    if not ordered:
        kept.sort(key=lambda row: [str(term) for term in row])
    room = max(_LEAST, _CELLS // max(1, len(columns)))

    def show(page: Sequence[tuple[Term | None, ...]]) -> list[Row]:
        return [_row(columns, row, room, texts) for row in page]

    return add_rows(answer, kept, show, limit=asked["limit"], offset=asked["offset"], most=len(rows) > MOST_ROWS)


def _row(columns: Sequence[str], row: Sequence[Term | None], room: int, texts: Texts) -> Row:
    """Return a row by its columns; numbers and truth values as such, what is not bound left out."""
    cells: Row = {}
    for name, term in zip(columns, row, strict=True):
        if term is not None:
            value = to_value(term)
            cells[name] = texts(value, min(room, _CELL)) if isinstance(value, str) else value
    return cells
