"""Pages that show a graph."""

from pathlib import Path

from pyoxigraph import Store

from kgbuild.errors import GraphError
from kgbuild.graph.project import to_networkx
from kgbuild.views.html import to_html, write_page
from kgbuild.views.layout import build_layout
from kgbuild.views.payload import build_payload


def write_view(store: Store, path: Path, *, quotes: bool = True, title: str = "") -> None:
    """Write the interactive page of the graph in `store` to `path`: one file that needs nothing else.

    `quotes=False` leaves out all text of abstracts. `title` heads the page. The same graph gives the same
    bytes.
    Raises GraphError when the graph holds no paper and nothing that a paper names.
    """
    graph = to_networkx(store)
    if not len(graph):
        raise GraphError(f"{path}: nothing to show: the graph holds no paper, method, dataset or task of ours")
    payload = build_payload(graph, build_layout(graph), quotes=quotes, title=title or "Knowledge graph")
    write_page(to_html(payload), Path(path))
