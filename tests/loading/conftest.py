"""Graphs to load into databases."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Store
from servers.graphs import ODD_NAMES, say, small_graph

from kgbuild.graph import read_graph
from kgbuild.pipeline import build
from kgbuild.vocabulary import DEFAULT_BASE, KG, RDF, SKOS

DEMO = Path(__file__).resolve().parents[2] / "output" / "demo"


@pytest.fixture(scope="session")
def real_graph(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with the graph of the real paper set."""
    folder = tmp_path_factory.mktemp("real_graph")
    build([str(shared / "papers" / "*.txt")], folder)
    return folder


@pytest.fixture(scope="session")
def demo() -> Path:
    return DEMO


@pytest.fixture(scope="module")
def demo_store() -> Store:
    return read_graph(DEMO)


@pytest.fixture
def small_store() -> Store:
    """Return a graph of one paper, a method and a dataset, with the evidence of one statement."""
    return small_graph()


@pytest.fixture
def odd_store() -> Store:
    """Return the small graph with entities whose names are odd."""
    store = small_graph()
    for slug, name in ODD_NAMES.items():
        thing = NamedNode(f"{DEFAULT_BASE}entity/{slug}")
        say(store, thing, RDF + "type", NamedNode(KG + "Method"))
        say(store, thing, SKOS + "prefLabel", Literal(name))
        say(store, thing, SKOS + "altLabel", Literal(name + " as well"))
        say(store, NamedNode(DEFAULT_BASE + "paper/p"), KG + "usesMethod", thing)
    return store
