"""Every named query on the real paper set, with its parameters as they stand."""

from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Store

from kgbuild.graph import named_queries, read_graph, run_named_query

pytestmark = pytest.mark.shared

# On claims of which nothing is found in texts yet: to be emptied once it is.
NOT_FOUND_YET = {"builds-on", "methods-applied-to", "papers-by-kind", "results-on", "what-beats"}


@pytest.fixture(scope="module")
def real_store(real_build: tuple[Path, Any]) -> Store:
    return read_graph(real_build[0])


@pytest.mark.parametrize("name", [query.name for query in named_queries()])
def test_a_named_query_finds_something_in_the_real_set_as_it_stands(real_store: Store, name: str) -> None:
    result = run_named_query(real_store, name)
    assert result.rows or name in NOT_FOUND_YET
    assert len(set(result.rows)) == len(result.rows)
