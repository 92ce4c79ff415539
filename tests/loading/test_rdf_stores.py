"""Graphs in real RDF stores: every triple arrives, twice is once, a crash is told and mended."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth
from servers import Fuseki, Oxigraph, Server, Virtuoso
from servers.fixtures import running
from servers.graphs import ODD_NAMES, small_graph

from kgbuild.errors import GraphError, LoadError
from kgbuild.graph import read_graph
from kgbuild.loading import LoadReport, Target, load_graph, parse_target
from kgbuild.vocabulary import DEFAULT_BASE, EVIDENCE_GRAPH, SKOS

# Virtuoso's default graph is all of its graphs together, so that the facts need a name there.
GRAPHS = {Fuseki: "", Oxigraph: "", Virtuoso: "https://example.org/papers"}


@pytest.fixture(scope="module", params=list(GRAPHS), ids=lambda kind: kind.name)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from running(request.param, tmp_path_factory)


@pytest.fixture
def empty(server: Server) -> Server:
    """Return the server with nothing in the graphs that a load fills."""
    for graph in (GRAPHS[type(server)], EVIDENCE_GRAPH):
        answer = requests.delete(server.url, params=place(graph), auth=login(server), timeout=300)
        assert answer.status_code < 300 or answer.status_code == 404
    return server


def place(graph: str) -> dict[str, str]:
    return {"graph": graph} if graph else {"default": ""}


def login(server: Server) -> AuthBase | None:
    if not server.user:
        return None
    kind = HTTPDigestAuth if isinstance(server, Virtuoso) else HTTPBasicAuth
    return kind(server.user, server.password)


def target(server: Server) -> Target:
    return parse_target(server.url, graph=GRAPHS[type(server)], user=server.user, password=server.password)


def load(store: Store, server: Server, **options: Any) -> LoadReport:
    return load_graph(store, target(server), **options)


def contents(server: Server, graph: str | None = None) -> set[tuple[str, str, str]]:
    """Return all triples of a graph, the facts' by default, as the server itself gives them."""
    name = GRAPHS[type(server)] if graph is None else graph
    headers = {"Accept": "application/n-triples, text/turtle;q=0.5"}
    answer = requests.get(server.url, params=place(name), headers=headers, auth=login(server), timeout=300)
    store = Store()
    if answer.status_code != 404:
        answer.raise_for_status()
        kind = RdfFormat.N_TRIPLES if "n-triples" in answer.headers["Content-Type"] else RdfFormat.TURTLE
        store.load(answer.content, format=kind)
    return plain(store)


def plain(store: Store, graph: NamedNode | DefaultGraph | None = None) -> set[tuple[str, str, str]]:
    """Return triples with their texts; numbers as such, since stores write them in ways of their own."""
    return {
        (quad.subject.value, quad.predicate.value, text(quad.object))
        for quad in store.quads_for_pattern(None, None, None, graph)
    }


def text(term: Any) -> str:
    if isinstance(term, Literal) and term.datatype.value.rpartition("#")[2] in {
        "decimal",
        "nonNegativeInteger",
        "integer",
    }:
        return str(float(term.value))
    return str(term.value)


@pytest.mark.shared
def test_the_real_set_arrives_twice_in_a_row(empty: Server, real_graph: Path) -> None:
    store = read_graph(real_graph)
    for _ in range(2):
        report = load(store, empty)
        assert not report.differences
        assert sum(count.found for count in report.counts) == len(store) == report.sent
        assert ask_number(empty, GRAPHS[type(empty)]) == len(plain(store, DefaultGraph()))
        assert ask_number(empty, EVIDENCE_GRAPH) == len(plain(store, NamedNode(EVIDENCE_GRAPH)))


def ask_number(server: Server, graph: str) -> int:
    """Return the number of triples in a graph, asked without what the load itself asks with."""
    pattern = f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
    query = f"SELECT (COUNT(*) AS ?number) WHERE {{ {pattern} }}"
    headers = {"Accept": "text/csv"}
    answer = requests.get(target(server).query_url, {"query": query}, headers=headers, auth=login(server), timeout=300)
    return int(answer.text.split()[1])


def test_every_triple_arrives(empty: Server, demo_store: Store) -> None:
    assert not load(demo_store, empty).differences
    assert contents(empty) == plain(demo_store, DefaultGraph())
    assert contents(empty, EVIDENCE_GRAPH) == plain(demo_store, NamedNode(EVIDENCE_GRAPH))


def test_published_terms_arrive_beside_ours(empty: Server, demo: Path) -> None:
    store = read_graph(demo, profiles=["lpwc"])
    assert not load(store, empty).differences
    arrived = contents(empty)
    assert arrived == plain(store, DefaultGraph())
    assert any(predicate == "https://linkedpaperswithcode.com/property/usesDataset" for _, predicate, _ in arrived)


def test_odd_names_arrive_unchanged(empty: Server, odd_store: Store) -> None:
    for _ in range(2):
        assert not load(odd_store, empty).differences
    arrived = contents(empty)
    for slug, name in ODD_NAMES.items():
        assert (f"{DEFAULT_BASE}entity/{slug}", SKOS + "prefLabel", name) in arrived
    assert arrived == plain(odd_store, DefaultGraph())


def test_without_evidence_and_without_quotes_less_is_sent(empty: Server, small_store: Store) -> None:
    assert load(small_store, empty, evidence=False).sent == len(plain(small_store, DefaultGraph()))
    assert contents(empty, EVIDENCE_GRAPH) == set()
    assert not load(small_store, empty, quotes=False).differences
    left = {triple for triple in plain(small_store, NamedNode(EVIDENCE_GRAPH)) if triple[2] != "words of M"}
    assert contents(empty, EVIDENCE_GRAPH) == left


def test_what_an_older_graph_left_is_a_difference_until_it_is_replaced(empty: Server, small_store: Store) -> None:
    load(small_store, empty)
    newer = small_graph(dataset="Newer")
    differences = {str(count) for count in load(newer, empty).differences}
    assert "kg:usesDataset: 1 in the graph, 2 in the database" in differences
    assert not load(newer, empty, add=True).differences
    replaced = load(newer, empty, replace=True)
    assert not replaced.differences
    assert replaced.removed == 3
    assert contents(empty) == plain(newer, DefaultGraph())
    assert not load(newer, empty, replace=True, evidence=False).differences
    assert contents(empty, EVIDENCE_GRAPH) == set()


def test_an_empty_graph_replaces_another(empty: Server, small_store: Store) -> None:
    load(small_store, empty)
    assert load(Store(), empty, replace=True).differences == ()
    assert contents(empty) == contents(empty, EVIDENCE_GRAPH) == set()


def test_a_server_killed_in_the_middle_is_told_and_running_again_completes_the_load(
    empty: Server, demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kgbuild.loading.graph_store._BATCH", 500)
    reached = []

    def kill_at_a_third(done: int, total: int) -> None:
        if done > total / 3 and not reached:
            reached.append(done)
            empty.kill()

    with pytest.raises(LoadError) as broken:
        load(demo_store, empty, progress=kill_at_a_third)
    said = str(broken.value)
    assert f"broke off after {reached[0]:,} of {len(demo_store):,} triples" in said
    assert "running the same command again completes it" in said
    assert "\n" not in said
    empty.start()
    assert not load(demo_store, empty).differences
    assert contents(empty) == plain(demo_store, DefaultGraph())
    assert contents(empty, EVIDENCE_GRAPH) == plain(demo_store, NamedNode(EVIDENCE_GRAPH))


def test_what_the_server_refuses_is_one_line(server: Server, small_store: Store) -> None:
    graph = GRAPHS[type(server)] or "https://example.org/papers"
    known = {"graph": graph, "user": server.user, "password": server.password}
    cases = {
        "no server answers there": parse_target("http://127.0.0.1:9/data", **known),
        "--query-url": parse_target(server.url, query_url=server.url.rpartition("/")[0] + "/none/nowhere", **known),
    }
    if server.user:
        cases["wrong user or password"] = parse_target(server.url, graph=graph, user="nobody", password="no")  # noqa: S106
        cases["asks for a user and password"] = parse_target(server.url, graph=graph)
    for words, wrong in cases.items():
        with pytest.raises(LoadError) as refused:
            load_graph(small_store, wrong)
        assert words in str(refused.value), words
        assert "\n" not in str(refused.value)
        assert len(str(refused.value)) < 700


def test_blank_nodes_are_refused_before_anything_is_sent(empty: Server, small_store: Store) -> None:
    from pyoxigraph import BlankNode

    small_store.add(Quad(BlankNode("b"), NamedNode(SKOS + "altLabel"), Literal("x")))
    with pytest.raises(GraphError, match="blank nodes"):
        load(small_store, empty)
    assert contents(empty) == set()


def test_the_command_says_what_is_there_and_never_the_password(empty: Server, demo: Path, tmp_path: Path) -> None:
    graph = ["--graph", GRAPHS[type(empty)]] if GRAPHS[type(empty)] else []
    command = [sys.executable, "-m", "kgbuild", "load", str(demo), empty.url, *graph]
    environment = {**os.environ, **empty.environment}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    assert "triples; counted there: all" in done.stderr
    (tmp_path / "graph.ttl").write_bytes((demo / "graph.ttl").read_bytes()[:0])
    command[4] = str(tmp_path)
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 1
    assert "kg:usesMethod: 0 in the graph" in done.stdout
    assert "--replace" in done.stderr
    if empty.user:
        wrong = {**environment, "KGBUILD_PASSWORD": "an-odd-secret"}
        done = subprocess.run(command, capture_output=True, text=True, env=wrong, check=False)
        assert done.returncode == 1
        assert done.stderr.count("\n") == 1
        assert "an-odd-secret" not in done.stdout + done.stderr
