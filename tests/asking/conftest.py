"""The demo's graph, with its evidence."""

from pathlib import Path

import pytest
from pyoxigraph import Store

from kgbuild.graph import read_graph

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def demo() -> Store:
    return read_graph(ROOT / "output" / "demo", evidence=True)
