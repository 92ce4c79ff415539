"""The explorer: the part of a graph that is asked for, laid out, as one page."""

from kgbuild.errors import GraphError
from kgbuild.graph.model import GraphModel
from kgbuild.graph.project import to_networkx
from kgbuild.views.choose import cut_around, cut_types, find_node
from kgbuild.views.html import to_html
from kgbuild.views.known import extend_layout, mean_displacement, read_layout
from kgbuild.views.layout import build_layout
from kgbuild.views.options import ViewOptions, ViewSummary
from kgbuild.views.payload import PageOptions, build_payload


def build_explorer(model: GraphModel, options: ViewOptions, where: str) -> tuple[str, ViewSummary]:
    """Return the page and what is in it; `where` names it in the GraphError of a page that would show nothing."""
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
