"""Graphs in a real Neo4j: all arrives, twice is once, a crash is told and mended, Cypher answers as SPARQL does."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from claims_sample import build_claims
from pyoxigraph import Literal, NamedNode, Store
from servers import Neo4j
from servers.fixtures import running
from servers.graphs import ODD_NAMES, say, small_graph

from kgbuild.errors import LoadError
from kgbuild.export import PropertyGraph, build_property_graph
from kgbuild.export.neo4j_files import LOAD_FILE, LOAD_FOLDER, SCHEMA_FILE, write_neo4j
from kgbuild.export.proof import unwatched
from kgbuild.graph import named_query, ontology_folder, read_graph, run_named_query, to_model
from kgbuild.loading import LoadReport, Target, load_graph, parse_target
from kgbuild.vocabulary import DEFAULT_BASE

pytest.importorskip("neo4j")
CYPHER = sorted((ontology_folder() / "cypher").glob("*.cypher"))
# Queries about what papers claim, and values of their parameter that give rows on the graph of claims_sample.
OF_CLAIMS = {
    "builds-on": ("method", ["lopper", "OakNet", "AcornNet"]),
    "methods-applied-to": ("task", ["Hedge Trimming"]),
    "papers-by-kind": ("kind", ["all", "study", "survey", "method"]),
    "results-on": ("x", ["twigbench", "BarkSet"]),
    "what-beats": ("method", ["Lopper", "OakNet", "shears"]),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4j]:
    yield from running(Neo4j, tmp_path_factory)


@pytest.fixture
def empty(server: Neo4j) -> Neo4j:
    """Return the server with nothing in it."""
    ask(server, "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 1000 ROWS")
    return server


def target(server: Neo4j) -> Target:
    return parse_target(server.url, user=server.user, password=server.password)


def ask(server: Neo4j, query: str, **parameters: Any) -> list[list[Any]]:
    """Run a query as any user of the database would."""
    import neo4j

    with (
        neo4j.GraphDatabase.driver(
            server.url, auth=(server.user, server.password), notifications_min_severity="OFF"
        ) as driver,
        driver.session() as session,
    ):
        return [list(record.values()) for record in session.run(query, parameters)]


def contents(server: Neo4j) -> tuple[list[Any], list[Any]]:
    """Return all nodes and relationships with everything that they hold."""
    nodes = ask(server, "MATCH (n) RETURN n.iri, labels(n), properties(n)")
    edges = ask(server, "MATCH (a)-[r]->(b) RETURN a.iri, type(r), b.iri, properties(r)")
    return (
        sorted([iri, sorted(labels), properties] for iri, labels, properties in nodes),
        sorted(edges, key=lambda edge: edge[:3]),
    )


def expected(graph: PropertyGraph) -> tuple[list[Any], list[Any]]:
    """Return what the database should hold."""

    def plain(properties: Any) -> dict[str, Any]:
        return {name: list(value) if isinstance(value, tuple) else value for name, value in properties.items()}

    nodes = [[node.iri, sorted(node.labels), {"iri": node.iri, **plain(node.properties)}] for node in graph.nodes]
    edges = [[one.start, one.type, one.end, plain(one.properties)] for one in graph.relationships]
    return sorted(nodes), sorted(edges, key=lambda edge: edge[:3])


def load(store: Store, server: Neo4j, **options: Any) -> LoadReport:
    return load_graph(store, target(server), **options)


def answers(server: Neo4j, file: Path, change: tuple[str, str] | None = None) -> list[tuple[str, ...]]:
    query = file.read_text("utf-8")
    if change:
        assert change[0] in query
        query = query.replace(*change)
    return [tuple(as_text(value) for value in row) for row in ask(server, query)]


def as_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):  # which has no 89 beside 89.0
        return f"{value:g}"
    return "" if value is None else str(value)


def sparql_answers(store: Store, name: str, **values: str) -> list[tuple[str, ...]]:
    rows = run_named_query(store, name, values).rows
    return [tuple(term.value if term is not None else "" for term in row) for row in rows]  # type: ignore[union-attr]


@pytest.mark.shared
def test_the_real_set_arrives_twice_in_a_row_and_cypher_answers_as_sparql(empty: Neo4j, real_graph: Path) -> None:
    store = read_graph(real_graph)
    graph = build_property_graph(to_model(store))
    assert len(CYPHER) == 15
    for _ in range(2):
        report = load(store, empty)
        assert not report.differences
        labels = Counter(label for (found,) in ask(empty, "MATCH (n) RETURN labels(n)") for label in found)
        types = Counter(kind for (kind,) in ask(empty, "MATCH ()-[r]->() RETURN type(r)"))
        assert labels == Counter(label for node in graph.nodes for label in node.labels)
        assert types == Counter(one.type for one in graph.relationships)
        assert contents(empty) == expected(graph)
        for file in CYPHER:
            answer = answers(empty, file)
            assert answer or file.stem in OF_CLAIMS  # whose defaults the texts need not speak of
            assert answer == sparql_answers(store, file.stem), file.name
    for name, change, values in (
        ("most-used", '"Method"', {"type": "Dataset"}),
        ("most-used", '"Method"', {"type": "Benchmark"}),
        ("most-used", '"Method"', {"type": "Task"}),
        ("most-used", '"Method"', {"type": "Metric"}),
        ("papers-that-name", '"BERT"', {"x": "imagenet"}),
        ("compared-with", '"GPT-4"', {"method": "bert"}),
        ("methods-for-task", '"question answering"', {"task": "Semantic Segmentation"}),
    ):
        file = ontology_folder() / "cypher" / f"{name}.cypher"
        (value,) = values.values()
        answer = answers(empty, file, (f"WITH {change}", f'WITH "{value}"'))
        assert answer == sparql_answers(store, name, **values), (name, value)


def test_results_arrive_as_nodes_and_cypher_answers_as_sparql_what_papers_claim(empty: Neo4j, tmp_path: Path) -> None:
    store = read_graph(build_claims(tmp_path))
    graph = build_property_graph(to_model(store))
    assert not load(store, empty).differences
    assert contents(empty) == expected(graph)
    assert ask(empty, "MATCH (r:Result)-[how]->() RETURN type(how) AS type, count(*) ORDER BY type") == [
        ["HELD_AGAINST", 2],
        ["MEASURED_IN", 5],
        ["REPORTED_IN", 7],
        ["RESULT_OF", 7],
        ["RESULT_ON", 5],
    ]
    assert ask(empty, "MATCH (r:Result {number: 2.5})-[said:REPORTED_IN]->() RETURN r.unit, said.texts") == [
        ["points", ["2.5 points"]]
    ]
    for name, (parameter, values) in OF_CLAIMS.items():
        file = ontology_folder() / "cypher" / f"{name}.cypher"
        default = next(p.default for p in named_query(name).parameters if p.name == parameter)
        for value in values:
            answer = answers(empty, file, (f'WITH "{default}"', f'WITH "{value}"'))
            assert answer == sparql_answers(store, name, **{parameter: value}), (name, value)
            assert answer, (name, value)
    assert not load(store, empty).differences
    assert contents(empty) == expected(graph)


@pytest.mark.parametrize("file", CYPHER, ids=lambda file: file.stem)
def test_each_cypher_query_names_the_question_of_its_sparql_query(file: Path) -> None:
    sparql = (ontology_folder() / "queries" / f"{file.stem}.rq").read_text("utf-8")
    question = next(line for line in sparql.splitlines() if line.startswith("# question: "))
    assert question.removeprefix("# question: ") in file.read_text("utf-8")


def test_odd_names_arrive_unchanged(empty: Neo4j, odd_store: Store) -> None:
    for _ in range(2):
        assert not load(odd_store, empty).differences
    names = dict(ask(empty, "MATCH (n:Method) RETURN n.iri, n.names"))
    for slug, name in ODD_NAMES.items():
        assert names[f"{DEFAULT_BASE}entity/{slug}"] == [name, name + " as well"]
    assert contents(empty) == expected(build_property_graph(to_model(odd_store)))


def test_the_files_of_the_export_for_load_csv_give_the_same_database(empty: Neo4j, odd_store: Store) -> None:
    graph = build_property_graph(to_model(odd_store))
    write_neo4j(graph, empty.folder, unwatched)
    for file in (empty.folder / LOAD_FOLDER).iterdir():
        file.rename(empty.folder / file.name)  # the folder that LOAD CSV reads from
    for _ in range(2):
        for script in (SCHEMA_FILE, LOAD_FILE):
            for statement in (empty.folder / script).read_text("utf-8").split(";\n"):
                if statement.strip():
                    ask(empty, statement)
        assert contents(empty) == expected(graph)
    assert not load(odd_store, empty).differences
    assert contents(empty) == expected(graph)


def test_loading_again_creates_nothing_and_clears_what_the_graph_no_longer_says(
    empty: Neo4j, small_store: Store
) -> None:
    load(small_store, empty)
    before = contents(empty)
    load(small_store, empty)
    assert contents(empty) == before
    load(small_store, empty, quotes=False)
    assert ask(empty, "MATCH ()-[r:PROPOSES]->() RETURN r.texts, r.sections") == [[None, ["abstract"]]]
    load(small_store, empty, evidence=False)
    assert ask(empty, "MATCH ()-[r:PROPOSES]->() RETURN properties(r)") == [[{}]]


def test_a_changed_type_changes_the_label(empty: Neo4j, small_store: Store) -> None:
    load(small_store, empty)
    changed = small_graph()
    for quad in list(changed.quads_for_pattern(None, None, NamedNode("https://w3id.org/kgbuild/ontology#Method"))):
        changed.remove(quad)
        changed.add(type(quad)(quad.subject, quad.predicate, NamedNode("https://w3id.org/kgbuild/ontology#Task")))
    assert not load(changed, empty).differences
    assert ask(empty, "MATCH (n {name: 'M'}) RETURN labels(n)") == [[["Entity", "Task"]]]


def test_what_an_older_graph_left_is_a_difference_until_it_is_replaced(empty: Neo4j, small_store: Store) -> None:
    ask(empty, "CREATE (:Paper {title: 'my own'})-[:MY_NOTE]->(:Note)")
    load(small_store, empty)
    ask(empty, "MATCH (n:Method) SET n.rank = 7")
    newer = small_graph(dataset="Newer")
    report = load(newer, empty)
    assert {str(count) for count in report.differences} == {
        "Dataset: 1 in the graph, 2 in the database",
        "Entity: 2 in the graph, 3 in the database",
        "USES_DATASET: 1 in the graph, 2 in the database",
    }
    assert not load(newer, empty, add=True).differences
    replaced = load(newer, empty, replace=True)
    assert (replaced.removed, replaced.differences) == (1, ())
    assert ask(empty, "MATCH (n:Dataset) RETURN n.name") == [["Newer"]]
    assert ask(empty, "MATCH (n:Method) RETURN n.rank") == [[7]]
    assert ask(empty, "MATCH (:Paper)-[:MY_NOTE]->(:Note) RETURN count(*)") == [[1]]


def test_relationships_that_are_gone_or_double_are_replaced(empty: Neo4j, small_store: Store) -> None:
    load(small_store, empty)
    ask(empty, "MATCH (p:Paper), (m:Method), (d:Dataset) CREATE (p)-[:PROPOSES]->(m), (m)-[:EVALUATED_ON]->(d)")
    assert [count.kind for count in load(small_store, empty).differences] == ["EVALUATED_ON", "PROPOSES"]
    assert load(small_store, empty, replace=True).removed == 2
    assert contents(empty) == expected(build_property_graph(to_model(small_store)))


def test_a_server_killed_in_the_middle_is_told_and_running_again_completes_the_load(
    empty: Neo4j, demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kgbuild.loading.neo4j_server._BATCH", 50)
    monkeypatch.setattr("kgbuild.loading.neo4j_server._RETRY_SECONDS", 0.5)
    graph = build_property_graph(to_model(demo_store))
    total = len(graph.nodes) + len(graph.relationships)
    reached = []

    def kill_at_a_third(done: int, _total: int) -> None:
        if done > total / 3 and not reached:
            reached.append(done)
            empty.kill()

    with pytest.raises(LoadError) as broken:
        load(demo_store, empty, progress=kill_at_a_third)
    said = str(broken.value)
    assert f"broke off after {reached[0]:,} of {total:,} nodes and relationships" in said
    assert "running the same command again completes it" in said
    assert "\n" not in said
    empty.start()
    assert len(contents(empty)[0]) >= 50
    assert not load(demo_store, empty).differences
    assert contents(empty) == expected(graph)


def test_wrong_password_user_and_database_are_one_line(server: Neo4j, small_store: Store) -> None:
    cases = {
        "wrong user or password": parse_target(server.url, user="neo4j", password="no"),  # noqa: S106
        "asks for a user and password": parse_target(server.url),
        "no database 'none' there": parse_target(
            server.url, user=server.user, password=server.password, database="none"
        ),
        "no Neo4j answers there": parse_target("bolt://127.0.0.1:9", user="neo4j", password="no"),  # noqa: S106
    }
    for words, wrong in cases.items():
        with pytest.raises(LoadError) as refused:
            load_graph(small_store, wrong)
        assert words in str(refused.value)
        assert "\n" not in str(refused.value)


def test_the_command_says_what_is_there_and_never_the_password(empty: Neo4j, demo: Path) -> None:
    command = [sys.executable, "-m", "kgbuild", "load", str(demo), empty.url]
    environment = {**os.environ, **empty.environment}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    assert "nodes and relationships; counted there: all" in done.stderr
    ask(empty, "CREATE (:Entity:Method {iri: 'http://example.org/another'})")
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 1
    assert "Method: " in done.stdout
    assert "--replace" in done.stderr
    wrong = {**environment, "KGBUILD_PASSWORD": "an-odd-secret"}
    done = subprocess.run(command, capture_output=True, text=True, env=wrong, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "an-odd-secret" not in done.stdout + done.stderr


def test_a_literal_that_is_no_number_of_the_database_is_refused_in_one_line(empty: Neo4j, small_store: Store) -> None:
    mention = NamedNode(DEFAULT_BASE + "statement/s#1")
    evidence = NamedNode("https://w3id.org/kgbuild/id/evidence")
    say(small_store, mention, "http://www.w3.org/ns/oa#start", Literal(str(2**70)), evidence)
    with pytest.raises(LoadError) as refused:
        load(small_store, empty)
    assert "\n" not in str(refused.value)
