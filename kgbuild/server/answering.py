"""What a worker process does with a question: evaluate it on the store and write the answer in the form asked for."""

import hashlib
import re
from dataclasses import replace
from io import BytesIO
from typing import Any, Final

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)

from kgbuild.graph.federation import asks_elsewhere, normalise
from kgbuild.graph.formats import to_rdf
from kgbuild.graph.nesting import DEEPEST
from kgbuild.graph.query import is_too_deep
from kgbuild.server.negotiation import GRAPH_TYPES, RESULT_TYPES, choose
from kgbuild.server.questions import Answer, Query, Question, Resource, refusal
from kgbuild.server.resources import describe_resource
from kgbuild.vocabulary import PREFIXES

TRUNCATED_HEADER: Final = "X-Kgbuild-Truncated"
_UPDATE: Final = re.compile(r"\A(?:\s|#[^\n]*\n|(?:PREFIX|BASE)\b[^>]*>)*(\w+)", re.IGNORECASE)
_UPDATES: Final = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"])


class _Lines(BytesIO):
    """Memory that keeps the first lines written to it and refuses more; one line is one row or triple."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most
        self.lines = 0

    @property
    def full(self) -> bool:
        """Tell whether more than `most` lines came."""
        return self.lines > self.most

    def write(self, data: Any) -> int:
        """Keep the data; raises OverflowError when it goes beyond the limit."""
        part = bytes(data)
        self.lines += part.count(b"\n")
        written = super().write(part)
        if self.full:
            raise OverflowError
        return written

    def kept(self) -> bytes:
        """Return the first `most` lines."""
        text = self.getvalue()
        return b"".join(text.splitlines(keepends=True)[: self.most]) if self.full else text


def answer_question(store: Store, question: Question, *, max_rows: int) -> Any:
    """Return the response to a question, with an entity tag, or of a call what that returns.

    Nothing that a client sends makes it raise.
    """
    if isinstance(question, Resource):
        return tagged(describe_resource(store, question))
    if isinstance(question, Query):
        return tagged(_answer_query(store, question, max_rows))
    answer = question.answer(store)
    return tagged(answer) if isinstance(answer, Answer) else answer


def tagged(answer: Answer) -> Answer:
    """Return an answer with the tag by which a client that has it need not get it again; a refusal as it is."""
    if answer.status != 200:
        return answer
    digest = hashlib.sha256(answer.media_type.encode() + b"\n" + answer.body).hexdigest()
    return replace(answer, headers={**answer.headers, "ETag": f'"{digest[:32]}"'})


def _answer_query(store: Store, query: Query, max_rows: int) -> Answer:
    query = replace(query, sparql=normalise(query.sparql))
    if refused := refuse_query(query.sparql):
        return refused
    try:
        default, named = _dataset(query)
        result = store.query(
            query.sparql, prefixes=PREFIXES, base_iri=query.base_iri, default_graph=default, named_graphs=named
        )
        if isinstance(result, QueryBoolean):
            return _boolean(result, query.accept)
        if isinstance(result, QuerySolutions):
            return _rows(result, query.accept, max_rows)
        return _triples(result, query.accept, max_rows)
    except SyntaxError as error:
        return explain_misspelt(query.sparql, error)
    except (OSError, RuntimeError, ValueError) as error:
        return refusal(400, f"the query cannot be answered: {' '.join(str(error).split())}")


def refuse_query(sparql: str) -> Answer | None:
    """Return why a query is not even tried, or None."""
    if is_too_deep(sparql):
        return refusal(400, f"more than {DEEPEST} brackets inside each other; ask for less at once")
    if asks_elsewhere(sparql):
        return refusal(403, "SERVICE is refused: this endpoint answers from its own graph only; leave the clause out")
    return None


def _dataset(
    query: Query,
) -> tuple[list[NamedNode | BlankNode | DefaultGraph] | None, list[NamedNode | BlankNode] | None]:
    """Return the request's dataset; one that names graphs of one kind only has none of the other kind."""
    if query.default_graphs is None and query.named_graphs is None:
        return None, None
    return [NamedNode(iri) for iri in query.default_graphs or ()], [NamedNode(iri) for iri in query.named_graphs or ()]


def explain_misspelt(sparql: str, error: SyntaxError) -> Answer:
    """Return why a text that does not parse as a query is none: an update, or what is wrong with it."""
    first = _UPDATE.match(sparql)
    if first is not None and first[1].upper() in _UPDATES:
        return refusal(403, f"{first[1].upper()} is refused: this endpoint is read-only; ask with SELECT, ASK, ...")
    what = " ".join(str(error.msg).split())
    return refusal(400, f"not valid SPARQL: {what}; prefixes known: {', '.join(PREFIXES)}")


def _unacceptable(offered: dict[str, object]) -> Answer:
    return refusal(406, f"none of the forms asked for (Accept) is one of: {', '.join(offered)}")


def _boolean(result: QueryBoolean, accept: str) -> Answer:
    media_type = choose(accept, tuple(RESULT_TYPES))
    if media_type is None:
        return _unacceptable(dict(RESULT_TYPES))
    return Answer(200, media_type, result.serialize(format=RESULT_TYPES[media_type]) or b"")


def _rows(result: QuerySolutions, accept: str, max_rows: int) -> Answer:
    """Write rows as TSV, which has one line a row, so that the limit needs no parsing; then in the form asked for."""
    media_type = choose(accept, tuple(RESULT_TYPES))
    if media_type is None:
        return _unacceptable(dict(RESULT_TYPES))
    if not result.variables:  # SELECT * of no variable: rows without cells, which TSV cannot tell from no rows
        return Answer(200, media_type, result.serialize(format=RESULT_TYPES[media_type]) or b"")
    lines = _Lines(max_rows + 1)  # the first line names the columns
    try:
        result.serialize(lines, format=QueryResultsFormat.TSV)
    except OverflowError:
        if not lines.full:
            raise
    body, form = lines.kept(), RESULT_TYPES[media_type]
    if form != QueryResultsFormat.TSV:
        body = parse_query_results(body, format=QueryResultsFormat.TSV).serialize(format=form) or b""
    return Answer(200, media_type, body, _truncation(lines, max_rows))


def _triples(result: QueryTriples, accept: str, max_rows: int) -> Answer:
    media_type = choose(accept, tuple(GRAPH_TYPES))
    if media_type is None:
        return _unacceptable(dict(GRAPH_TYPES))
    lines = _Lines(max_rows)
    try:
        result.serialize(lines, format=RdfFormat.N_TRIPLES)
    except OverflowError:
        if not lines.full:
            raise
    triples = {quad.triple for quad in parse(lines.kept(), format=RdfFormat.N_TRIPLES)}
    body = to_rdf(sorted(triples, key=str), GRAPH_TYPES[media_type])
    return Answer(200, media_type, body, _truncation(lines, max_rows))


def _truncation(lines: _Lines, max_rows: int) -> dict[str, str]:
    return {TRUNCATED_HEADER: str(max_rows)} if lines.full else {}
