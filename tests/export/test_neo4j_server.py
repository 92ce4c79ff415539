"""The files for Neo4j, read by Neo4j itself: its importer, then LOAD CSV on the running server, twice."""

import subprocess
from pathlib import Path
from typing import Any

from servers import Neo4j
from servers.fixtures import need

from kgbuild.export import PropertyGraph, build_property_graph, export_graph
from kgbuild.export.neo4j_files import SCHEMA
from kgbuild.graph import read_model

Held = tuple[dict[str, Any], dict[tuple[str, str, str], Any]]


def plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


def expected(graph: PropertyGraph) -> Held:
    nodes = {node.iri: (set(node.labels), {"iri": node.iri, **node.properties}) for node in graph.nodes}
    edges = {(edge.start, edge.type, edge.end): dict(edge.properties) for edge in graph.relationships}
    return nodes, edges


def held(driver: Any) -> Held:
    nodes, _, _ = driver.execute_query("MATCH (n) RETURN n.iri AS iri, labels(n) AS labels, properties(n) AS held")
    edges, _, _ = driver.execute_query(
        "MATCH (a)-[r]->(b) RETURN a.iri AS start, type(r) AS type, b.iri AS end, properties(r) AS held"
    )
    found_nodes = {row["iri"]: (set(row["labels"]), plain(row["held"])) for row in nodes}
    found_edges = {(row["start"], row["type"], row["end"]): plain(row["held"]) for row in edges}
    assert (len(found_nodes), len(found_edges)) == (len(nodes), len(edges))
    return found_nodes, found_edges


def run_script(driver: Any, path: Path) -> None:
    statements = [text for text in path.read_text("utf-8").split(";\n") if text.strip()]
    with driver.session() as session:
        for statement in statements:
            session.run(statement).consume()


def test_neo4j_holds_the_graph_after_import_and_after_load_csv_twice(belled: Path, tmp_path: Path) -> None:
    import neo4j

    need(Neo4j)
    files, home = tmp_path / "files", tmp_path / "home"
    assert export_graph(belled, files, "neo4j").differences == ()
    graph = expected(build_property_graph(read_model(belled)))
    server = Neo4j(home)
    java = server.command()  # writes the configuration
    tool = [*java[: java.index("-cp") + 2], "org.neo4j.cli.AdminTool"]
    done = subprocess.run(
        [*tool, "database", "import", "full", "neo4j", "@import.args"],
        cwd=files,
        env={"NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for file in (files / "load").iterdir():
        (home / file.name).write_bytes(file.read_bytes())
    with server, neo4j.GraphDatabase.driver(server.url, auth=(server.user, server.password)) as driver:
        assert held(driver) == graph
        run_script(driver, files / "constraints.cypher")
        driver.execute_query("CALL db.awaitIndexes(60)")
        indexes, _, _ = driver.execute_query("SHOW INDEXES YIELD name, state WHERE name STARTS WITH 'kgbuild'")
        assert {row["state"] for row in indexes} == {"ONLINE"}
        assert len(indexes) == len(SCHEMA)
        driver.execute_query("MATCH (n) DETACH DELETE n")
        for _ in range(2):
            run_script(driver, files / "load.cypher")
            assert held(driver) == graph
