"""Addresses of databases: what they say, and what is wrong use."""

import pytest
from typer.testing import CliRunner

from kgbuild.cli import app
from kgbuild.errors import AddressError
from kgbuild.loading import parse_target

GRAPH = "https://example.org/papers"


@pytest.mark.parametrize(
    ("url", "store", "query"),
    [
        ("http://h:3030/papers/data", "http://h:3030/papers/data", "http://h:3030/papers/query"),
        ("http://h:3030/papers", "http://h:3030/papers", "http://h:3030/papers"),
        ("http://h:7878/store/", "http://h:7878/store", "http://h:7878/query"),
        (
            "https://h/sparql-graph-crud-auth",
            "https://h/sparql-graph-crud-auth",
            "https://h/sparql",
        ),
        (
            "http://h:7200/repositories/kg",
            "http://h:7200/repositories/kg/rdf-graphs/service",
            "http://h:7200/repositories/kg",
        ),
        (
            "http://h:7200/repositories/kg/rdf-graphs/service",
            "http://h:7200/repositories/kg/rdf-graphs/service",
            "http://h:7200/repositories/kg",
        ),
    ],
)
def test_an_address_tells_where_graphs_are_stored_and_queries_answered(url: str, store: str, query: str) -> None:
    target = parse_target(url, graph=GRAPH)
    assert (target.url, target.query_url) == (store, query)
    assert parse_target(url, graph=GRAPH, query_url="http://q/x").query_url == "http://q/x"


@pytest.mark.parametrize(
    ("url", "options", "words"),
    [
        ("papers", {}, "not an address of a database"),
        ("ftp://h/x", {}, "not an address of a database"),
        ("http://", {}, "not an address of a database"),
        ("http://h:port/", {}, "not an address"),
        ("http://[::1/x", {}, "not an address"),
        ("bolt://neo4j:secret@h", {}, "KGBUILD_USER"),
        ("http://me:secret@h/x", {}, "KGBUILD_USER"),
        ("bolt://h/papers", {}, "--database"),
        ("bolt://h", {"graph": GRAPH}, "--graph is for RDF stores"),
        ("bolt://h", {"query_url": "http://h"}, "--query-url is for RDF stores"),
        ("http://h/x", {"database": "papers"}, "--database is for Neo4j"),
        ("http://h/x", {"graph": "no iri"}, "give an absolute IRI"),
        ("http://h/sparql-graph-crud-auth", {}, "--graph https://"),
        ("http://h/repositories/x", {}, "--graph https://"),
        ("http://h/x", {"user": "me"}, "KGBUILD_PASSWORD is not"),
        ("http://h/x", {"password": "secret"}, "KGBUILD_USER is not"),
    ],
)
def test_what_cannot_be_an_address_is_wrong_use_and_shows_no_password(
    url: str, options: dict[str, str], words: str
) -> None:
    with pytest.raises(AddressError) as wrong:
        parse_target(url, **options)
    assert words in str(wrong.value)
    assert "secret" not in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_a_target_shows_no_password() -> None:
    assert "secret" not in repr(parse_target("bolt://h", user="me", password="secret"))  # noqa: S106


def test_wrong_use_ends_with_2() -> None:
    run = CliRunner().invoke(app, ["load", "nowhere", "ftp://h/x"])
    assert (run.exit_code, run.stdout) == (2, "")
    run = CliRunner().invoke(app, ["load", "nowhere", "bolt://h", "--add", "--replace"])
    assert run.exit_code == 2
