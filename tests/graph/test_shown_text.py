"""What a terminal and a spreadsheet would obey: shown as escapes, and as text on request."""

import csv
import io

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from kgbuild.errors import QueryError
from kgbuild.graph import format_results, run_query
from kgbuild.terminal import visible

OBEYED = [
    "\x1b[31m",
    "\x07",
    "\x9b2J",
    "\x85",
    "\u202e",
    "\u2066",
    "\u2028",
    "\u200e",
    "\u00ad",
    "\ufeff",
    "\U000e0041",
]
KEPT = ["é", "漢字", "می\u200cخواهم", "👩\u200d🔬", "–", "a\u0301", "𝒳"]


def _store(*titles):
    store = Store()
    for number, title in enumerate(titles):
        node = NamedNode("http://purl.org/dc/terms/title")
        store.add(Quad(NamedNode(f"http://a/{number}"), node, Literal(title)))
    return store


@pytest.mark.parametrize("text", OBEYED)
def test_what_a_terminal_obeys_is_an_escape(text):
    shown = visible(f"a{text}b")
    assert shown.isascii()
    assert shown.startswith("a\\")
    table = format_results(run_query(_store(f"a{text}b"), "SELECT ?t { ?p dcterms:title ?t }"), "table")
    assert not set(text) & set("\x1b\x07\x9b\u202e\u2066\u200e\u00ad\ufeff\U000e0041") & set(table)


@pytest.mark.parametrize("text", KEPT)
def test_what_people_write_stays(text):
    assert visible(text) == text


@pytest.mark.parametrize("text", ["\ud800", "\ufffe", "\U0001ffff", "a\nb", "\x00"])
def test_what_cannot_be_written_is_an_escape_too(text):
    assert visible(text).isascii()
    assert "\n" not in visible(text)
    assert visible("a\nb", keep="\n") == "a\nb"


@pytest.mark.parametrize("text", OBEYED)
def test_triples_for_a_terminal_are_the_same_triples(text):
    store = _store(f"a{text}b")
    result = run_query(store, "CONSTRUCT WHERE { ?s ?p ?o }")
    shown = format_results(result, "table")
    assert "\x1b" not in shown
    assert {quad.triple for quad in parse(shown, format=RdfFormat.TURTLE)} == set(result.triples)


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "-", "=", "+49 30 1234", "-2-3"],
)
def test_a_spreadsheet_is_given_text_where_it_would_compute(cell):
    result = run_query(_store(cell), "SELECT ?t { ?p dcterms:title ?t }")
    for form, separator in (("csv", ","), ("tsv", "\t")):
        plain = format_results(result, form)
        safe = format_results(result, form, spreadsheet=True)
        assert [row[0] for row in csv.reader(io.StringIO(plain, newline=""), delimiter=separator)][1] == cell
        assert [row[0] for row in csv.reader(io.StringIO(safe, newline=""), delimiter=separator)][1] == f"'{cell}"


@pytest.mark.parametrize("cell", ["-0.5", "+3", "-1e-3", "BERT", "a=b", "", " =1", "'=1", "2-3"])
def test_numbers_and_names_stay_as_they_are(cell):
    result = run_query(_store(cell), "SELECT ?t { ?p dcterms:title ?t }")
    assert format_results(result, "csv", spreadsheet=True) == format_results(result, "csv")


def test_an_unknown_form_is_still_refused():
    with pytest.raises(QueryError):
        format_results(run_query(Store(), "SELECT * {}"), "xlsx", spreadsheet=True)  # type: ignore[arg-type]
