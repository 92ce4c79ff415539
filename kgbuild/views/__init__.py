"""Pages that show a graph."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kgbuild.errors import GraphError
from kgbuild.graph.model import GraphModel
from kgbuild.graph.project import to_networkx
from kgbuild.graph.reading import read_model
from kgbuild.views.choose import cut_around, cut_types, find_node
from kgbuild.views.html import to_html, write_page
from kgbuild.views.known import extend_layout, mean_displacement, read_layout
from kgbuild.views.layout import build_layout
from kgbuild.views.notebook import InlinePage
from kgbuild.views.payload import PageOptions, build_payload
from kgbuild.views.picture import MAX_START

THEMES: Final = ("auto", "light", "dark")


@dataclass(frozen=True, slots=True)
class ViewOptions:
    """What `write_view` and `show_view` can be asked for.

    `quotes=False` leaves out all text of abstracts. `title` heads the page. `around` is a thing's name, alias or IRI:
    only what lies within `hops` steps of it is in the page, which opens on it. `types` are class names ("Method"):
    only these things and the papers that name them. `max_nodes` bounds the start picture. `layout_from` is an earlier
    page: what it shows keeps its place. `theme` is one of THEMES.
    """

    title: str = ""
    quotes: bool = True
    around: str = ""
    hops: int = 2
    types: tuple[str, ...] = ()
    max_nodes: int = MAX_START
    layout_from: Path | None = None
    theme: str = "auto"


@dataclass(frozen=True, slots=True)
class ViewSummary:
    """What was written: nodes in the page; with `layout_from`, nodes known from there and how far they moved.

    `moved` is the mean distance in the layout's units; a node is some 20 wide.
    """

    nodes: int
    known: int = 0
    moved: float = 0.0


def write_view(
    model: GraphModel, path: Path, *, quotes: bool = True, title: str = "", options: ViewOptions | None = None
) -> ViewSummary:
    """Write the interactive page of a graph to `path`: one file that needs nothing else.

    `options` says more than `quotes` and `title`, which are ignored beside it. The same graph gives the same bytes.
    Raises GraphError when the graph holds no paper and nothing that a paper names, or nothing that is asked for.
    """
    page, summary = _build(model, options or ViewOptions(title=title, quotes=quotes), str(path))
    write_page(page, Path(path))
    return summary


def show_view(graph: GraphModel | Path | str, options: ViewOptions | None = None, *, height: int = 640) -> InlinePage:
    """Return the page of a graph as a value that a notebook shows inline, `height` pixels high.

    `graph` is a model, a graph file, or the folder that `kgbuild build` wrote. Raises GraphError as `write_view` and
    `read_model` do.
    """
    model = graph if isinstance(graph, GraphModel) else read_model(Path(graph))
    page, _ = _build(model, options or ViewOptions(), "the graph")
    return InlinePage(page, height)


def _build(model: GraphModel, options: ViewOptions, where: str) -> tuple[str, ViewSummary]:
    opened, notes = "", []
    if not len(model):
        raise GraphError(f"{where}: nothing to show: the graph holds no paper, method, dataset or task of ours")
    if options.around:
        opened = find_node(model, options.around)
        model = cut_around(model, opened, options.hops)
        label = model.node(opened).label
        steps = "one step" if options.hops == 1 else f"{options.hops} steps"
        notes.append(f"Part of a graph: within {steps} of {label}")
    if options.types:
        model = cut_types(model, options.types)
        notes.append(
            f"only {', '.join(options.types)}" if notes else f"Part of a graph: only {', '.join(options.types)}"
        )
    if not len(model):
        raise GraphError(f"{where}: nothing to show: no paper names anything of what was asked for")
    graph = to_networkx(model)
    known = read_layout(options.layout_from) if options.layout_from else None
    layout = extend_layout(graph, known) if known else build_layout(graph)
    asked = PageOptions(
        title=options.title or "Knowledge graph",
        quotes=options.quotes,
        max_nodes=options.max_nodes,
        theme=options.theme,
        note="; ".join(notes),
        opened=opened if opened in graph else "",
    )
    page = to_html(build_payload(model, layout, asked))
    return page, ViewSummary(len(graph), *mean_displacement(known, layout)) if known else ViewSummary(len(graph))
