"""The W3C's SPARQL 1.1 Protocol tests (manifest of 34): the 20 of the query operation, and of the 14 of the update
operation the 7 that expect a refusal. The other 7 change data, which a read-only service does not.

Source: https://w3c.github.io/rdf-tests/sparql/sparql11/protocol/ (names as there). The graphs that those tests load
are in the served file.
"""

import json
from dataclasses import dataclass, field
from urllib.parse import quote

import pytest
import rdflib

DATA = "http://kasei.us/2009/09/sparql/data/"
ZERO, ONE, TWO, THREE = (f"http%3A%2F%2Fkasei.us%2F2009%2F09%2Fsparql%2Fdata%2Fdata{n}.rdf" for n in range(4))
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
QUERY = {"Content-Type": "application/sparql-query"}
UPDATE = {"Content-Type": "application/sparql-update"}
DEFAULT_PAIR = f"ASK {{ <{DATA}data1.rdf> a ?type . <{DATA}data2.rdf> a ?type . }}"
NAMED_PAIR = f"GRAPH ?g1 {{ <{DATA}data1.rdf> a ?type }} GRAPH ?g2 {{ <{DATA}data2.rdf> a ?type }}"


@dataclass(frozen=True)
class Request:
    """A request of a protocol test and what its answer has to be."""

    target: str
    body: str | bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    expected: str = "true"
    method: str = "POST"


def _quoted(sparql: str) -> str:
    return quote(sparql, safe="")


POSITIVE = {
    "query_post_form": Request(f"/sparql/?default-graph-uri={ZERO}", "query=ASK%20%7B%7D", FORM),
    "query_dataset_default_graphs_get": Request(
        f"/sparql/?query={_quoted(DEFAULT_PAIR)}&default-graph-uri={ONE}&default-graph-uri={TWO}", method="GET"
    ),
    "query_dataset_default_graphs_post": Request(
        f"/sparql/?default-graph-uri={ONE}&default-graph-uri={TWO}", DEFAULT_PAIR, QUERY
    ),
    "query_dataset_named_graphs_post": Request(
        f"/sparql/?named-graph-uri={ONE}&named-graph-uri={TWO}", f"ASK {{ {NAMED_PAIR} }}", QUERY
    ),
    "query_dataset_named_graphs_get": Request(
        f"/sparql/?query={_quoted(f'ASK {{ {NAMED_PAIR} }}')}&named-graph-uri={ONE}&named-graph-uri={TWO}",
        method="GET",
    ),
    "query_dataset_full": Request(
        f"/sparql/?default-graph-uri={THREE}&named-graph-uri={ONE}&named-graph-uri={TWO}",
        f"ASK {{ <{DATA}data3.rdf> a ?type {NAMED_PAIR} }}",
        QUERY,
    ),
    # The manifest escapes the & between its two graphs, so that they are one with an odd name; meant are two.
    "query_multiple_dataset": Request(
        f"/sparql/?named-graph-uri={ONE}&named-graph-uri={TWO}",
        f"ASK FROM <{DATA}data3.rdf> {{ {NAMED_PAIR} }}",
        QUERY,
    ),
    "query_get": Request(f"/sparql/?query=ASK%20%7B%7D&default-graph-uri={ZERO}", method="GET"),
    "query_content_type_select": Request(
        f"/sparql/?default-graph-uri={ZERO}", "SELECT (1 AS ?value) {}", QUERY, "tabular"
    ),
    "query_content_type_ask": Request(f"/sparql/?default-graph-uri={ZERO}", "ASK {}", QUERY, "boolean"),
    "query_content_type_describe": Request(
        f"/sparql/?default-graph-uri={ZERO}", "DESCRIBE <http://example.org/>", QUERY, "RDF"
    ),
    "query_content_type_construct": Request(
        f"/sparql/?default-graph-uri={ZERO}", "CONSTRUCT { <s> <p> 1 } WHERE {}", QUERY, "RDF"
    ),
    "query_post_direct": Request("/sparql/", "ASK {}", QUERY),
}
NEGATIVE = {
    "bad_query_method": Request(f"/sparql/?query=ASK%20%7B%7D&default-graph-uri={ZERO}", "", FORM, method="PUT"),
    "bad_multiple_queries": Request("/sparql/?query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D", method="GET"),
    "bad_query_wrong_media_type": Request("/sparql/", "ASK {}", {"Content-Type": "text/plain"}),
    "bad_query_missing_form_type": Request("/sparql/", "query=ASK%20%7B%7D"),
    "bad_query_missing_direct_type": Request("/sparql/", "ASK {}"),
    "bad_query_non_utf8": Request(
        "/sparql/", "ASK {}".encode("utf-16"), {"Content-Type": "application/sparql-query; charset=UTF-16"}
    ),
    "bad_query_syntax": Request("/sparql/?query=ASK%20%7B", method="GET"),
    "bad_update_get": Request("/sparql/?update=CLEAR%20ALL", method="GET"),
    "bad_multiple_updates": Request("/sparql/", "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", FORM),
    "bad_update_wrong_media_type": Request("/sparql/", "CLEAR NAMED", {"Content-Type": "text/plain"}),
    "bad_update_missing_form_type": Request("/sparql/", "update=CLEAR%20NAMED"),
    "bad_update_non_utf8": Request(
        "/sparql/", "CLEAR NAMED".encode("utf-16"), {"Content-Type": "application/sparql-update; charset=UTF-16"}
    ),
    "bad_update_syntax": Request("/sparql/", "update=CLEAR%20XYZ", FORM),
    "bad_update_dataset_conflict": Request(
        "/sparql/?using-named-graph-uri=http%3A%2F%2Fexample%2Fpeople",
        "WITH <http://example/addresses> DELETE { ?p ?q 'Bill' } INSERT { ?p ?q 'William' } WHERE { ?p ?q 'Bill' }",
        UPDATE,
    ),
}
RESULT_TYPES = {
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
}
GRAPH_TYPES = {"text/turtle": "turtle", "application/rdf+xml": "xml", "application/n-triples": "nt"}


def _send(served, request: Request):
    body = request.body.encode() if isinstance(request.body, str) else request.body
    return served.ask(request.method, request.target, body if request.method != "GET" else None, request.headers)


def test_the_twenty_tests_of_the_query_operation_are_here():
    assert len([name for name in (*POSITIVE, *NEGATIVE) if "query" in name or "queries" in name]) == 20


@pytest.mark.parametrize("name", POSITIVE)
def test_a_query_is_answered_as_the_protocol_says(served, name):
    request = POSITIVE[name]
    status, headers, text = _send(served, request)
    media_type = headers["content-type"].partition(";")[0]
    assert 200 <= status < 300, text
    if request.expected == "RDF":
        assert media_type in GRAPH_TYPES
        rdflib.Graph().parse(data=text, format=GRAPH_TYPES[media_type])
    else:
        assert media_type in RESULT_TYPES
        if request.expected == "true":
            assert json.loads(text)["boolean"] is True


@pytest.mark.parametrize("name", NEGATIVE)
def test_a_bad_request_is_refused_as_the_protocol_says(served, name):
    status, _, text = _send(served, NEGATIVE[name])
    assert 400 <= status < 500
    assert len(text.splitlines()) == 1


@pytest.mark.parametrize("graphs", ["", f"default-graph-uri={ONE}", f"named-graph-uri={TWO}"])
def test_a_dataset_of_the_request_is_all_that_a_query_sees(served, graphs):
    sparql = f"ASK {{ {NAMED_PAIR} }}"
    status, _, text = served.ask("GET", f"/sparql?{graphs}&query={_quoted(sparql)}")
    assert (status, json.loads(text)["boolean"]) == (200, not graphs)
