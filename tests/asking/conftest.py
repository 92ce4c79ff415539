"""The demo's graph, with its evidence, and its names."""

from pathlib import Path

import pytest
from pyoxigraph import Store

from kgbuild.asking import NameTable, read_names
from kgbuild.graph import read_graph

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def demo() -> Store:
    return read_graph(ROOT / "output" / "demo", evidence=True)


@pytest.fixture(scope="session")
def names(demo: Store) -> NameTable:
    return read_names(demo)
