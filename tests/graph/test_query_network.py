"""No query reaches the network, however it is spelt, and also where what refuses SERVICE is blind."""

import socket
import sys
from contextlib import contextmanager, suppress

import pytest
from pyoxigraph import Store

from kgbuild.errors import QueryError
from kgbuild.graph import query as module
from kgbuild.graph import run_query
from kgbuild.graph.federation import asks_elsewhere, normalise

BODY = "{ ?a ?b ?c }"
# What may hide a clause from one of two readers. URL is an address at which somebody listens.
SPELLINGS = {
    "plain": "SELECT * { SERVICE <URL> BODY }",
    "silent": "SELECT * { SERVICE SILENT <URL> BODY }",
    "mixed case": "select * { seRViCe silENT <URL> BODY }",
    "glued": "SELECT*{SERVICE<URL>BODY}",
    "after a comment that a carriage return ends": "SELECT * { #\r SERVICE <URL> BODY }",
    "after a comment in a word": "SELECT * { ?x ?y ?z . #.\rSERVICE<URL>BODY }",
    "between the parts of the clause": "SELECT * { SERVICE#\rSILENT#\r<URL>#\rBODY }",
    "both line ends": "SELECT * { #\n\r SERVICE <URL> BODY }",
    "after U+2028": "SELECT * { #\u2028\r SERVICE <URL> BODY }",
    "after NEL": "SELECT * { #\x85\r SERVICE <URL> BODY }",
    "after a form feed": "SELECT * { #\x0c\r SERVICE <URL> BODY }",
    "after a vertical tab": "SELECT * { #\x0b\r SERVICE <URL> BODY }",
    "after a byte order mark": "\ufeffSELECT * { SERVICE <URL> BODY }",
    "a byte order mark within": "SELECT * { #\ufeff\r SERVICE <URL> BODY }",
    "escapes in the address": "SELECT * { SERVICE <\\u0068ttp://ADDRESS/> BODY }",
    "escapes in the keyword": "SELECT * { \\u0053ERVICE <URL> BODY }",
    "an escaped quote before it": 'SELECT * { BIND("a\\u0022 # " AS ?x) SERVICE <URL> BODY }',
    "an escaped line end before it": 'SELECT * { BIND("a\\u000A # " AS ?x) SERVICE <URL> BODY }',
    "quotes in comments": "SELECT * { BIND('''a''' AS ?x) #'''\r SERVICE <URL> BODY #'''\n }",
    "a quote that never ends in a comment": 'SELECT * { #"\r SERVICE <URL> BODY #"\n }',
    "a hash in an address before it": "SELECT * { ?a <x:#> ?b . SERVICE <URL> BODY }",
    "a hash in a name before it": "PREFIX p: <x:> SELECT * { ?s p:a\\#b ?o . SERVICE <URL> BODY }",
    "a variable": "SELECT * { BIND(<URL> AS ?u) SERVICE ?u BODY }",
    "values": "SELECT * { VALUES ?u { <URL> } SERVICE ?u BODY }",
    "a prefixed name": "PREFIX u: <URL> SELECT * { SERVICE u: BODY }",
    "a base": "BASE <URL> SELECT * { SERVICE <> BODY }",
    "optional": "SELECT * { OPTIONAL { SERVICE <URL> BODY } }",
    "union": "SELECT * { BODY UNION { SERVICE <URL> BODY } }",
    "minus": "SELECT * { BODY MINUS { SERVICE <URL> BODY } }",
    "exists": "SELECT * { FILTER EXISTS { SERVICE <URL> BODY } }",
    "a query within": "SELECT * { { SELECT * { SERVICE <URL> BODY } } }",
    "construct": "CONSTRUCT WHERE { SERVICE <URL> BODY }",
    "construct in full": "CONSTRUCT { ?a ?b ?c } WHERE { SERVICE <URL> BODY }",
    "describe": "DESCRIBE ?a { SERVICE <URL> BODY }",
    "ask": "ASK { SERVICE <URL> BODY }",
    "graph": "SELECT * { GRAPH ?g { SERVICE <URL> BODY } }",
    "SPARQL 1.2": 'VERSION "1.2" SELECT * { #\r SERVICE <URL> BODY }',
    "triple terms": "SELECT * { << ?a ?b ?c >> ?d ?e . #\r SERVICE <URL> BODY }",
    "from": "SELECT * FROM <URL> BODY",
    "from named": "SELECT * FROM NAMED <URL> { GRAPH ?g BODY }",
    "load": "LOAD <URL>",
    "load silent": "LOAD SILENT <URL> INTO GRAPH <x:g>",
    "insert": "INSERT { ?a ?b ?c } WHERE { SERVICE <URL> BODY }",
    "two operations": "SELECT * BODY ; LOAD <URL>",
}


@contextmanager
def listener():
    """Yield an address, and what tells whether somebody has come."""
    with socket.create_server(("127.0.0.1", 0)) as line:
        line.setblocking(False)

        def came():
            try:
                line.accept()[0].close()
            except BlockingIOError:
                return False
            return True

        yield f"127.0.0.1:{line.getsockname()[1]}", came


def spell(text, address):
    return text.replace("URL", f"http://{address}/").replace("ADDRESS", address).replace("BODY", BODY)


@pytest.mark.parametrize("name", SPELLINGS)
def test_no_spelling_reaches_the_network(name):
    with listener() as (address, came):
        with suppress(QueryError):
            run_query(Store(), spell(SPELLINGS[name], address))
        assert not came()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux filters system calls")
@pytest.mark.parametrize("name", SPELLINGS)
def test_no_spelling_reaches_the_network_where_the_filter_is_blind(name, monkeypatch):
    """That the address is one that would be reached is what the other test of this file shows."""
    monkeypatch.setattr(module, "asks_elsewhere", lambda _: False)
    with listener() as (address, came):
        with suppress(QueryError):
            run_query(Store(), spell(SPELLINGS[name], address))
        assert not came()


def test_what_these_tests_look_for_would_be_seen():
    with listener() as (address, came):
        socket.create_connection(tuple(address.split(":"))).close()
        assert came()


def test_without_a_barrier_the_word_is_refused_wherever_it_stands(monkeypatch):
    monkeypatch.setattr(module, "run_offline", lambda *_: None)
    assert run_query(Store(), "ASK {}").truth
    for text in ('ASK { BIND("SERVICE" AS ?x) }', "ASK {} # service", 'ASK { BIND("\\u0053ervice" AS ?x) }'):
        with pytest.raises(QueryError, match="SERVICE is refused"):
            run_query(Store(), text)


@pytest.mark.parametrize(
    "sparql",
    [
        'ASK { BIND("SERVICE <x:y> {}" AS ?x) }',
        "ASK { } # SERVICE <x:y> {}",
        "ASK { ?service ?b ?c }",
        "PREFIX service: <x:> ASK { ?a service:service ?c }",
        'ASK { BIND("x"@service AS ?x) }',
        "ASK { _:service ?b <x:SERVICE> }",
        "ASK { BIND('''\nSERVICE <x:y> {}\n''' AS ?x) }",
    ],
)
def test_the_word_alone_passes(sparql):
    assert not asks_elsewhere(normalise(sparql))
    run_query(Store(), sparql)


def test_line_ends_of_all_systems_mean_the_same():
    for end in ("\n", "\r\n", "\r"):
        assert run_query(Store(), end.join(["# a comment", "ASK {", "# another", "}"])).truth
