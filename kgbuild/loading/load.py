"""One door for all databases."""

from pathlib import Path

from pyoxigraph import Store

from kgbuild.loading.report import LoadReport, Progress
from kgbuild.loading.target import Target


def load_graph(
    store: Store,
    target: Target,
    *,
    where: Path | str = "the store",
    evidence: bool = True,
    quotes: bool = True,
    replace: bool = False,
    add: bool = False,
    progress: Progress | None = None,
) -> LoadReport:
    """Load the graph in `store` (facts in the default graph, evidence in its named one) into a running database.

    What the database has already is left as it is or brought up to date, so that loading again changes nothing and
    completes a load that broke off. `replace` also removes what an older graph has left; with `add`, what else the
    database holds is meant to be there. Without `quotes` no text of abstracts is sent. After the load the elements
    are counted in the database, see LoadReport. Raises LoadError where the server is not there, refuses or breaks
    off; the text says how far the load came. Raises GraphError, which names the graph as `where`, for one of which
    Neo4j would get nothing.
    """
    told = progress or (lambda _done, _total: None)
    if target.is_bolt:
        from kgbuild.export import build_property_graph
        from kgbuild.graph.reading import check_ours, to_model
        from kgbuild.loading.neo4j_server import load_property_graph

        check_ours(store, where)
        graph = build_property_graph(to_model(store, evidence=evidence), quotes=quotes)
        return load_property_graph(graph, target, replace=replace, add=add, progress=told)
    from kgbuild.loading.graph_store import load_rdf

    return load_rdf(store, target, evidence=evidence, quotes=quotes, replace=replace, add=add, progress=told)
