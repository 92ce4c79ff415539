"""Answers of queries as text: for people, for spreadsheets, for programs."""

import csv
import json
import re
from collections.abc import Iterable
from typing import Final, Literal, get_args

from pyoxigraph import BlankNode, NamedNode, QueryResultsFormat, RdfFormat, Triple, parse_query_results, serialize
from pyoxigraph import Literal as RdfLiteral

from kgbuild.errors import QueryError
from kgbuild.graph.files import to_turtle
from kgbuild.graph.iris import compact_iri
from kgbuild.graph.query import QueryResult, Term
from kgbuild.terminal import visible
from kgbuild.vocabulary import PREFIXES, XSD

ResultFormat = Literal["table", "csv", "tsv", "json", "srj", "srx", "ttl", "nt", "jsonld", "rdfxml"]
RESULT_FORMATS: Final[tuple[ResultFormat, ...]] = get_args(ResultFormat)
# The forms of triples (CONSTRUCT, DESCRIBE); rows and truth values have no such form.
_TRIPLES: Final = {"nt": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD, "rdfxml": RdfFormat.RDF_XML}

_TEXT: Final = NamedNode(XSD + "string")
# What a spreadsheet takes for a formula, and numbers, which it may.
_FORMULA: Final = re.compile(r"[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]")
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_NUMBERS: Final = {XSD + name: int for name in ("integer", "nonNegativeInteger", "int", "long")}


def format_results(result: QueryResult, form: ResultFormat, *, spreadsheet: bool = False) -> str:
    """Return an answer as text that ends in a line end.

    `json` is an array of flat objects, unbound variables left out, numbers and truth values as such; `srj`
    and `srx` are the standard's SPARQL results in JSON and XML; `table` is aligned plain text, in which characters
    that a terminal would obey are escapes. `csv` and `tsv` leave cells as they are, formulas too; with `spreadsheet`
    those that a spreadsheet would compute begin with an apostrophe. Triples
    (CONSTRUCT, DESCRIBE) come as N-Triples, JSON-LD or RDF/XML (`nt`, `jsonld`, `rdfxml`) where asked, as Turtle
    else; a truth value (ASK) as `true` or `false` unless srj or srx is asked. Raises QueryError for a form that
    is unknown or that rows cannot have.
    """
    if form not in RESULT_FORMATS:
        raise QueryError(f"format {form}: not known; formats: {', '.join(RESULT_FORMATS)}")
    if result.kind == "triples":
        text = to_rdf(result.triples, form).decode().removesuffix("\n") + "\n"
        # Such characters stand in literals and IRIs only, where Turtle has the same escapes.
        return visible(text, keep="\n") if form == "table" else text
    if form == "ttl" or form in _TRIPLES:
        forms = ", ".join(RESULT_FORMATS[: RESULT_FORMATS.index("ttl")])
        raise QueryError(f"format {form}: for triples (CONSTRUCT, DESCRIBE); this query gives rows: {forms}")
    if form in {"srj", "srx"}:
        return _to_standard(result, form)
    if result.kind == "boolean":
        return f"{json.dumps(result.truth)}\n"
    if form == "json":
        return _to_json(result)
    if form == "table":
        return _to_table(result)
    return _to_separated(result, "," if form == "csv" else "\t", spreadsheet=spreadsheet)


def to_rdf(triples: Iterable[Triple], form: str = "ttl") -> bytes:
    """Return triples, in the order given, as `nt`, `jsonld` or `rdfxml`, as Turtle for any other form."""
    if form not in _TRIPLES:
        return to_turtle(triples)
    prefixes = None if form == "nt" else dict(sorted(PREFIXES.items()))
    return serialize(triples, format=_TRIPLES[form], prefixes=prefixes) or b""


def plain(term: Term | None) -> str:
    """Return a term as people read it: the text of a literal, the whole IRI, nothing where unbound."""
    if term is None:
        return ""
    return str(term) if isinstance(term, Triple) else term.value


def compact(term: Term | None) -> str:
    """Return a term for a table: as `plain`, on one line, IRIs of known vocabularies with their prefix."""
    return compact_iri(term.value) if isinstance(term, NamedNode) else " ".join(plain(term).split())


def _to_standard(result: QueryResult, form: ResultFormat) -> str:
    """Return rows or a truth value as the standard's SPARQL results in JSON (srj) or XML (srx)."""
    document: dict[str, object] = {"head": {}, "boolean": result.truth}
    if result.kind == "rows":
        bindings = [
            {name: _term(term) for name, term in zip(result.columns, row, strict=True) if term is not None}
            for row in result.rows
        ]
        document = {"head": {"vars": result.columns}, "results": {"bindings": bindings}}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    if form == "srx":
        written = parse_query_results(text, format=QueryResultsFormat.JSON).serialize(format=QueryResultsFormat.XML)
        text = (written or b"").decode()
    return text + "\n"


def _term(term: Term) -> dict[str, object]:
    """Return a term as SPARQL results in JSON have it."""
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _term(part) for name, part in parts.items()}}
    told: dict[str, object] = {"type": "literal", "value": term.value}
    if term.language:
        told["xml:lang"] = term.language
        if term.direction:
            told["its:dir"] = str(term.direction)
    elif term.datatype != _TEXT:
        told["datatype"] = term.datatype.value
    return told


def _to_json(result: QueryResult) -> str:
    rows = [
        {name: to_value(term) for name, term in zip(result.columns, row, strict=True) if term is not None}
        for row in result.rows
    ]
    lines = ",\n".join(" " + json.dumps(row, ensure_ascii=False) for row in rows)
    return f"[\n{lines}\n]\n" if rows else "[]\n"


def to_value(term: Term) -> str | int | float | bool:
    """Return a term as JSON has it: numbers and truth values as such, all else as `plain`."""
    if not isinstance(term, RdfLiteral):
        return plain(term)
    datatype = term.datatype.value.removeprefix(XSD)
    try:
        if XSD + datatype in _NUMBERS:
            return int(term.value)
        if datatype in {"decimal", "double", "float"} and term.value.strip("+-")[:1].isdigit():
            return float(term.value)
    except ValueError:  # an ill-typed literal stays the text that it is
        return term.value
    return term.value == "true" if datatype == "boolean" else term.value


def defuse(text: str) -> str:
    """Return a cell that a spreadsheet shows as it is: one that it would compute begins with an apostrophe."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _to_separated(result: QueryResult, separator: str, *, spreadsheet: bool) -> str:
    lines = _Lines()
    writer = csv.writer(lines, delimiter=separator, lineterminator="\r\n")  # what it ends lines with it quotes in cells
    writer.writerow(result.columns)
    cell = (lambda term: defuse(plain(term))) if spreadsheet else plain
    writer.writerows(map(cell, row) for row in result.rows)
    return "".join(lines)


class _Lines(list[str]):
    """Lines as they are written, which end in a line feed."""

    def write(self, line: str) -> None:
        """Take one line that ends in a carriage return and a line feed."""
        self.append(f"{line[:-2]}\n")


def _to_table(result: QueryResult) -> str:
    cells = [list(result.columns), *([visible(compact(term)) for term in row] for row in result.rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)] if result.columns else []
    rule = ["-" * width for width in widths]
    lines = ("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in [cells[0], rule, *cells[1:]])
    return "".join(f"{line.rstrip()}\n" for line in lines)
