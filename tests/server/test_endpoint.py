"""What clients of `kgbuild serve` may rely on: forms, refusals, limits, real clients, a clean end."""

import csv
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest
import rdflib
from pyoxigraph import QueryResultsFormat, RdfFormat, Store, parse, parse_query_results
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper
from waiting import GUARD_SECONDS, is_running, wait_until

from kgbuild.server.cache import OVERHEAD_BYTES, AnswerCache
from kgbuild.server.protocol import QUERY_TYPE
from kgbuild.server.questions import Answer, Query, refusal
from kgbuild.server.run import listening

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
PAPERS = "SELECT ?paper WHERE { ?paper a kg:Paper } ORDER BY ?paper LIMIT 3"
ANEW = "SELECT ?paper (NOW() AS ?now) WHERE { ?paper a kg:Paper } LIMIT 3"  # no answer to it is kept
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("text/turtle, */*;q=0.1", "application/sparql-results+json"),
        ("", "application/sparql-results+json"),
        ("text/*", "text/csv"),
    ],
)
def test_rows_come_in_the_form_that_is_asked_for(served, accept, given):
    status, headers, text = served.query(PAPERS, accept)
    assert (status, headers["content-type"].partition(";")[0]) == (200, given)
    assert "Accept" in headers["vary"]
    if given.endswith("json"):
        assert len(json.loads(text)["results"]["bindings"]) == 3
    elif given.endswith("xml"):
        assert text.count("<result>") == 3
    else:
        assert len(list(csv.reader(io.StringIO(text)))) == 4


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/turtle", RdfFormat.TURTLE),
        ("application/n-triples", RdfFormat.N_TRIPLES),
        ("application/rdf+xml", RdfFormat.RDF_XML),
        ("application/ld+json", RdfFormat.JSON_LD),
    ],
)
def test_triples_come_in_the_form_that_is_asked_for(served, accept, form):
    status, headers, text = served.query("CONSTRUCT { ?p a kg:Paper } WHERE { ?p a kg:Paper }", accept)
    assert (status, headers["content-type"].partition(";")[0]) == (200, accept)
    assert len(list(parse(text.encode(), format=form))) == 200


def test_a_form_that_an_answer_cannot_have_is_refused(served):
    status, _, text = served.query(PAPERS, "image/png")
    assert status == 406
    assert "application/sparql-results+json, " in text
    assert served.query("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv")[0] == 406


@pytest.mark.parametrize(
    "value", ['"x"', '"x"@en-GB', "2.50", "1e0", "true", "<http://a/b>", r'"a\tb\n\"c\" é 🙂 \\u0041"']
)
@pytest.mark.parametrize("accept", ["application/sparql-results+json", "application/sparql-results+xml"])
def test_values_come_through_unchanged(served, value, accept):
    sparql = f"SELECT ?x ?none {{ VALUES ?x {{ {value} }} }}"
    _, _, text = served.query(sparql, accept)
    form = QueryResultsFormat.from_media_type(accept)
    ((given, unbound),) = parse_query_results(text.encode(), format=form)
    ((expected, _),) = Store().query(sparql)
    assert (given, unbound) == (expected, None)


def test_a_row_without_columns_is_a_row(served):
    assert json.loads(served.query("SELECT * {}")[2])["results"]["bindings"] == [{}]


def test_answers_are_cut_at_the_limit_and_say_so(served):
    for sparql in ("SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"):
        accept = "text/csv" if "SELECT" in sparql else "application/n-triples"
        status, headers, text = served.query(sparql, accept)
        assert (status, headers["x-kgbuild-truncated"]) == (200, "500")
        assert len(text.splitlines()) == 500 + ("SELECT" in sparql)
    status, headers, text = served.query("SELECT * { ?s ?p ?o } LIMIT 500", "text/csv")
    assert "x-kgbuild-truncated" not in headers
    assert len(text.splitlines()) == 501


@pytest.mark.parametrize(
    "sparql",
    [
        "INSERT DATA { <http://a/a> a <http://a/b> }",
        "# now\nPREFIX a: <http://a/> DELETE WHERE { ?s ?p ?o }",
        "LOAD <http://127.0.0.1:1/x.ttl>",
        "CLEAR ALL",
    ],
)
def test_updates_are_refused_however_they_come(served, sparql):
    before = served.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[2]
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for status, _, text in (
        served.query(sparql),
        served.ask("POST", "/sparql", f"update={quote(sparql)}".encode(), form),
        served.ask("POST", "/sparql", sparql.encode(), {"Content-Type": "application/sparql-update"}),
        served.ask("GET", f"/sparql?update={quote(sparql)}"),
    ):
        assert status == 403
        assert "read-only" in text
    assert served.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[2] == before


def test_service_is_refused_before_any_connection_and_the_word_alone_passes(served):
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(0.05)
        url = f"http://127.0.0.1:{other.getsockname()[1]}/"
        for clause in ("SERVICE", "service SILENT", "SeRvIcE"):
            status, _, text = served.query(f"SELECT * {{ {{ {clause} <{url}> {{ ?s ?p ?o }} }} }}")
            assert status == 403
            assert "SERVICE is refused" in text
        with pytest.raises(TimeoutError):
            other.accept()
    status, _, text = served.query('SELECT ?service { VALUES ?service { "SERVICE"@service } } # SERVICE <x:y> {}')
    assert (status, json.loads(text)["results"]["bindings"][0]["service"]["value"]) == (200, "SERVICE")


def test_a_worker_could_not_reach_the_network_even_if_the_check_were_wrong(graph_file):
    program = f"""
import asyncio, socket
from pathlib import Path
from kgbuild.graph import read_graph
from kgbuild.server import Limits, answering
from kgbuild.server.questions import Query
from kgbuild.server.workers import Workers
answering.asks_elsewhere = lambda sparql: False
async def main():
    other = socket.create_server(("127.0.0.1", 0))
    other.settimeout(0.2)
    workers = Workers(read_graph(Path({str(graph_file)!r})), Limits(60, 10), 1)
    await workers.start()
    url = "http://127.0.0.1:%d/" % other.getsockname()[1]
    answer = await workers.ask(Query("SELECT * {{ SERVICE <" + url + "> {{ ?s ?p ?o }} }}"))
    workers.end()
    print(answer.status)
    try:
        other.accept()
    except TimeoutError:
        print("nobody came")
asyncio.run(main())
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=GUARD_SECONDS, check=True
    )
    assert done.stdout.split("\n")[:2] == ["400", "nobody came"]


def _send(served, sparql):
    """Return a line on which a query was sent and no answer taken."""
    host, port = re.findall(r"//([^:]+):(\d+)/", served.address)[0]
    line = socket.create_connection((host, int(port)))
    line.sendall(f"GET /sparql?query={quote(sparql)} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    return line


def test_a_runaway_query_is_stopped_and_others_are_answered_after_it(start, stop, graph_file):
    server = start(graph_file, "--timeout", "0.5")
    for _ in range(3):
        status, headers, text = server.query(RUNAWAY)
        assert (status, "etag" in headers) == (503, False)
        assert "stopped after 0.5 seconds" in text
    wait_until(lambda: server.query(ANEW)[0] == 200, "an answer in half a second")
    assert stop(server)[0] == 0


def test_others_are_answered_while_more_queries_run_away_than_there_were_workers(start, stop, graph_file):
    server = start(graph_file, "--timeout", "300")
    runaways = [_send(server, RUNAWAY) for _ in range(len(server.children()) + 1)]
    server.wait_for_work(len(runaways))
    assert [server.query(ANEW)[0] for _ in range(5)] == [200] * 5
    for line in runaways:
        line.setblocking(False)
        with pytest.raises(BlockingIOError):
            line.recv(1)
        line.close()
    assert stop(server)[0] == 0


def test_a_client_that_leaves_stops_its_query(start, stop, graph_file):
    server = start(graph_file, "--timeout", "600")  # the query's own end would come too late
    before = server.children()
    with _send(server, RUNAWAY):
        server.wait_for_work()
    wait_until(lambda: not all(map(is_running, before)), "the end of a query that nobody waits for")
    assert server.query(ANEW)[0] == 200
    assert stop(server)[0] == 0


def test_many_clients_at_once_are_all_answered(served):
    def visit(number: int) -> set[int]:
        return {
            served.query(f"SELECT ?t {{ <https://w3id.org/kgbuild/id/paper/p{number}> dcterms:title ?t }}")[0]
            for _ in range(6)
        }

    with ThreadPoolExecutor(50) as pool:
        assert set().union(*pool.map(visit, range(50))) == {200}


def test_what_is_asked_again_needs_no_worker(start, stop, graph_file):
    """The same answer in the same form, whoever asks; not what changes by itself."""
    server = start(graph_file, "--timeout", "300")
    changing = [ANEW, "SELECT (STRUUID() AS ?some) {}", "SELECT (RAND() AS ?some) {}"]
    before = [server.query(sparql)[2] for sparql in changing]
    assert all(server.query(sparql)[2] != text for sparql, text in zip(changing, before, strict=True))

    def ask_both():
        answers = [server.query(PAPERS), server.ask("GET", "/id/entity/bert", headers={"Accept": HTML})]
        return [(status, headers | {"date": ""}, text) for status, headers, text in answers]

    kept = ask_both()
    for child in server.children():
        os.kill(child, signal.SIGSTOP)
    assert ask_both() == kept
    for child in server.children():
        os.kill(child, signal.SIGCONT)
    assert server.query(PAPERS, "text/csv")[0] == 200
    assert stop(server)[0] == 0


def test_workers_that_do_not_answer_are_ended_and_new_ones_take_their_place(start, stop, graph_file):
    server = start(graph_file, "--timeout", "0.5", "--cache", "0")
    stopped = server.children()
    for child in stopped:
        os.kill(child, signal.SIGSTOP)
    wait_until(lambda: server.query(PAPERS)[0] == 200, "an answer of a new worker")
    assert not set(stopped) <= set(server.children())
    assert stop(server)[0] == 0


def test_a_client_that_has_the_answer_is_told_so(served):
    target = f"/sparql?query={quote(PAPERS)}"
    status, headers, text = served.ask("GET", target, headers={"Accept": "text/csv"})
    assert (status, headers["cache-control"]) == (200, "no-cache")
    tag = headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        asked = {"Accept": "text/csv", "If-None-Match": known}
        status, headers, body = served.ask("GET", target, headers=asked)
        assert (status, headers["etag"], body) == (304, tag, "")
        assert "Accept" in headers["vary"]
        status, _, body = served.ask("POST", "/sparql", PAPERS.encode(), {**asked, "Content-Type": QUERY_TYPE})
        assert (status, body) == (200, text)
    status, headers, _ = served.ask("GET", target, headers={"If-None-Match": tag})  # in another form
    assert (status, headers["etag"] == tag) == (200, False)
    assert "etag" not in served.query("SELECT nothing")[1]


def test_a_long_answer_comes_whole(start, stop, graph_file):
    server = start(graph_file, "--cache", "0", "--max-rows", "1000000")
    sparql = "SELECT * { ?a a kg:Paper . ?b a kg:Paper }"
    for _ in range(2):
        status, headers, text = server.query(sparql, "text/csv")
        assert (status, int(headers["content-length"])) == (200, len(text.encode()))
        assert len(text) > 1 << 20
        assert len(set(text.splitlines())) == 1 + 200 * 200
    stop(server)


def test_no_answer_waits_for_the_last_one_to_be_confirmed():
    """Accepted lines have TCP_NODELAY, or each further answer on a line takes 40 ms: asyncio asks for the protocol."""
    with listening(0) as line:
        assert line.proto == socket.IPPROTO_TCP


def test_the_cache_keeps_what_was_asked_for_last():
    cache = AnswerCache(3 * OVERHEAD_BYTES)
    one, two, three = (Query(f"ASK {{ <x:{n}> ?p ?o }}") for n in range(3))
    answer = Answer(200, "text/plain", b"x" * (OVERHEAD_BYTES // 3))
    for question in (one, one, two):
        cache.put(question, answer)
    assert (cache.get(one), cache.get(two)) == (answer, answer)
    assert cache.get(one) == answer
    cache.put(three, answer)
    assert [cache.get(question) for question in (one, two, three)] == [answer, None, answer]
    cache.put(two, Answer(200, "text/plain", b"x" * (2 * OVERHEAD_BYTES)))  # too long with its question
    cache.put(Query("ASK {}" + " " * OVERHEAD_BYTES), answer)
    cache.put(two, refusal(503, "busy"))
    cache.put(Query("SELECT (NOW() AS ?now) {}"), answer)
    assert [cache.get(question) for question in (one, two, three)] == [answer, None, answer]
    none = AnswerCache(0)
    none.put(one, answer)
    assert none.get(one) is None


def test_a_plain_get_describes_the_service(served):
    status, headers, text = served.ask("GET", "/sparql", headers={"Accept": "text/turtle"})
    assert (status, headers["content-type"].partition(";")[0]) == (200, "text/turtle")
    graph = rdflib.Graph().parse(data=text, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    (service,) = graph.subjects(rdflib.RDF.type, sd.Service)
    assert graph.value(service, sd.endpoint) == rdflib.URIRef(served.address + "sparql")
    assert len(list(graph.objects(service, sd.resultFormat))) == 8
    assert rdflib.URIRef("https://w3id.org/kgbuild/id/evidence") in set(graph.objects(None, sd.name))
    status, headers, text = served.ask("GET", "/sparql", headers={"Accept": HTML})
    assert (status, headers["content-type"], headers["vary"]) == (200, "text/html; charset=utf-8", "Accept")
    assert 'id="editor"' in text


@pytest.mark.parametrize("path", ["/kgbuild/id/entity/bert", "/id/entity/bert"])
def test_the_path_of_a_thing_answers_in_the_form_that_is_asked_for(served, path):
    status, headers, text = served.ask("GET", path, headers={"Accept": "text/turtle"})
    assert (status, headers["vary"].partition(",")[0]) == (200, "Accept")
    graph = rdflib.Graph().parse(data=text, format="turtle")
    assert len(set(graph.subjects())) == 202  # the thing, 200 papers and a statement lead to it
    status, headers, text = served.ask("GET", path, headers={"Accept": "application/ld+json"})
    assert headers["content-type"].startswith("application/ld+json")
    assert len(set(parse(text.encode(), format=RdfFormat.JSON_LD))) == len(graph)
    status, headers, text = served.ask("GET", path, headers={"Accept": HTML})
    assert headers["content-type"].startswith("text/html")
    assert '<h1 dir="auto">BERT</h1>' in text
    assert 'href="/kgbuild/id/paper/p7"' in text


def test_a_form_may_stand_in_the_address_of_a_thing(served):
    _, _, turtle = served.ask("GET", "/id/entity/bert", headers={"Accept": "text/turtle"})
    status, headers, text = served.ask("GET", "/id/entity/bert?format=ttl", headers={"Accept": HTML})
    assert (status, headers["content-type"].partition(";")[0], text) == (200, "text/turtle", turtle)
    status, _, text = served.ask("GET", "/id/entity/bert?format=docx")
    assert (status, text.count("\n")) == (400, 1)
    assert "ttl" in text


def test_the_graphs_own_description_is_found_at_its_well_known_place(served):
    status, headers, _ = served.ask("GET", "/.well-known/void")
    assert (status, headers["location"]) == (302, "/id/graph")


def test_escaped_paths_evidence_and_unknown_things(served):
    turtle = {"Accept": "text/turtle"}
    assert "Café" in served.ask("GET", "/id/entity/caf%C3%A9", headers=turtle)[2]
    assert "rdf:object" in served.ask("GET", "/id/statement/1", headers=turtle)[2]
    status, _, text = served.ask("GET", "/id/entity/none")
    assert (status, "the graph says nothing of it" in text) == (404, True)
    assert served.ask("GET", "/static/../application.py")[0] == 404
    assert served.ask("GET", "/%3Cscript%3E")[0] == 404


def test_titles_with_html_in_them_are_text_on_pages(served, hostile_title):
    _, headers, text = served.ask("GET", "/id/paper/p0", headers={"Accept": HTML})
    assert "<img" not in text
    assert "&lt;img src=x onerror=alert(1)&gt;" in text
    assert "default-src 'none'" in headers["content-security-policy"]


def test_odd_requests_are_refused_in_one_line(served):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for target, body, expected in (
        ("/sparql?default-graph-uri=nowhere", b"query=ASK%7B%7D", 400),
        ("/sparql", b"query=%FF%FE", 400),
        ("/sparql", b"x=1", 400),
        ("/sparql", b"query=" + b"x" * (1 << 20), 413),
    ):
        status, _, text = served.ask("POST", target, body, form)
        assert (status, len(text.splitlines())) == (expected, 1)


def test_sparqlwrapper_reads_every_kind_of_answer(served):
    client = SPARQLWrapper(served.address + "sparql")
    client.setQuery("PREFIX kg: <https://w3id.org/kgbuild/ontology#> " + PAPERS)
    for form in (JSON, XML, CSV):
        client.setReturnFormat(form)
        answer = client.queryAndConvert()
        count = {
            JSON: lambda a: len(a["results"]["bindings"]),
            XML: lambda a: len(a.getElementsByTagName("result")),
            CSV: lambda a: len(a.decode().splitlines()) - 1,
        }[form](answer)
        assert count == 3
    client.setMethod(POST)
    client.setReturnFormat(JSON)
    client.setQuery("ASK {}")
    assert client.queryAndConvert()["boolean"] is True
    client.setQuery("DESCRIBE <https://w3id.org/kgbuild/id/entity/bert>")
    client.setReturnFormat(TURTLE)
    assert b"BERT" in client.queryAndConvert()


def test_rdflib_asks_the_endpoint_as_a_store(served):
    graph = rdflib.Graph(SPARQLStore(served.address + "sparql"))
    rows = graph.query(
        "SELECT ?label { <https://w3id.org/kgbuild/id/entity/bert> ?p ?label FILTER(ISLITERAL(?label)) }"
    )
    assert [str(row.label) for row in rows] == ["BERT"]


def test_curl_asks_the_endpoint(served):
    curl = shutil.which("curl")
    if curl is None:
        missing = "curl is needed"
        pytest.fail(missing) if os.environ.get("KGBUILD_REQUIRE_ALL") else pytest.skip(missing)
    command = [curl, "-s", served.address + "sparql", "--data-urlencode", f"query={PAPERS}", "-H", "Accept: text/csv"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=GUARD_SECONDS)
    assert done.stdout.split()[1] == "https://w3id.org/kgbuild/id/paper/p0"


def test_a_trig_file_is_served_too(start, stop, tmp_path, graph_file):
    store = Store()
    store.load(path=str(graph_file), format=RdfFormat.N_QUADS)
    store.dump(str(tmp_path / "graph.trig"), format=RdfFormat.TRIG)
    served = start(tmp_path / "graph.trig")
    status, _, text = served.query(
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g", "text/csv"
    )
    assert (status, len(text.splitlines())) == (200, 5)
    assert stop(served)[0] == 0


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_is_left_however_the_server_ends(start, stop, graph_file, how):
    served = start(graph_file, "--timeout", "600")  # a worker's own end would come too late
    assert len(served.children()) >= 2
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(served.query, RUNAWAY)
        workers = served.wait_for_work()
        status, said = stop(served, how)
        assert running.exception(timeout=GUARD_SECONDS) or running.result()[0] == 503
    assert status == (0 if how == signal.SIGINT else -how)
    assert "Traceback" not in said
    wait_until(lambda: not any(map(is_running, workers)), "the end of all workers")


def test_a_port_in_use_and_a_missing_graph_are_told_in_one_line(served, graph_file, tmp_path):
    port = served.address.rstrip("/").rpartition(":")[2]
    for graph, expected in (
        (graph_file, f"port {port}: in use; give another with --port"),
        (tmp_path / "no", "no such file"),
    ):
        number = port if graph == graph_file else "0"
        command = [sys.executable, "-m", "kgbuild", "serve", str(graph), "--port", number]
        done = subprocess.run(command, capture_output=True, text=True, timeout=GUARD_SECONDS, check=False)
        assert done.returncode == 1
        assert expected in done.stderr
        assert len(done.stderr.splitlines()) == 1
