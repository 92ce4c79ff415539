"""Pages that show a graph."""

from pathlib import Path

from kgbuild.graph.model import GraphModel
from kgbuild.views.notebook import InlinePage
from kgbuild.views.options import THEMES, ViewOptions, ViewSummary
from kgbuild.views.shown import read_shown

__all__ = ["THEMES", "ViewOptions", "ViewSummary", "read_shown", "show_view", "write_view"]


def write_view(
    model: GraphModel,
    path: Path,
    *,
    quotes: bool = True,
    title: str = "",
    options: ViewOptions | None = None,
) -> ViewSummary:
    """Write the interactive page of a graph to `path`: one file that needs nothing else.

    `options` says more than `quotes` and `title`, which are ignored beside it. The same graph gives the same bytes.
    Raises GraphError when the graph holds no paper and nothing that a paper names, or nothing that is asked for.
    """
    from kgbuild.views.explorer import build_explorer  # networkx takes a while to import: the report does without
    from kgbuild.views.html import write_page
    from kgbuild.views.inline import mark_page

    page, summary = build_explorer(model, options or ViewOptions(title=title, quotes=quotes), str(path))
    write_page(mark_page(page, model.build), Path(path))
    return summary


def show_view(graph: GraphModel | Path | str, options: ViewOptions | None = None, *, height: int = 640) -> InlinePage:
    """Return the page of a graph as a value that a notebook shows inline, `height` pixels high.

    `graph` is a model, a graph file, or the folder that `kgbuild build` wrote. Raises GraphError as `write_view` and
    `read_model` do.
    """
    from kgbuild.views.explorer import build_explorer

    options = options or ViewOptions()
    model, options = (graph, options) if isinstance(graph, GraphModel) else read_shown(Path(graph), options)
    page, _ = build_explorer(model, options, "the graph")
    return InlinePage(page, height)
