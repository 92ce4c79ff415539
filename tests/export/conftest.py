from pathlib import Path

import pytest
from hard_graph import write_hard_graph


@pytest.fixture(scope="session")
def hard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a graph with hard names."""
    return write_hard_graph(tmp_path_factory.mktemp("hard"))


@pytest.fixture(scope="session")
def belled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a graph with characters that XML cannot hold."""
    return write_hard_graph(tmp_path_factory.mktemp("belled"), bell=True)
