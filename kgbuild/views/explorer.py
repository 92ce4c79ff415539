"""The explorer: the part of a graph that is asked for, laid out, as one page."""

from typing import Final

from kgbuild.errors import GraphError
from kgbuild.graph.model import GraphModel
from kgbuild.graph.project import to_networkx
from kgbuild.views.budget import fit_model
from kgbuild.views.choose import cut_around, cut_types, find_node
from kgbuild.views.html import frame_size, to_html
from kgbuild.views.known import extend_layout, mean_displacement, read_layout
from kgbuild.views.layout import build_layout
from kgbuild.views.options import ViewOptions, ViewSummary
from kgbuild.views.payload import PageOptions, build_payload

# Room for what is not data: tables of types, groups and relations; and what pyvis says of a node of the start picture
# and of its lines, which the page holds beside their rows.
_RESERVE: Final = 150_000
_RESERVE_OF_NODE: Final = 1_000


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
    known = read_layout(options.layout_from) if options.layout_from else None
    note = "; ".join(notes)
    # Rows are counted as they will be packed; should the rest of the page be larger than thought, once more with less.
    room = options.max_bytes - frame_size() - _RESERVE - _RESERVE_OF_NODE * options.max_nodes
    while room > 0:
        part, left_out = fit_model(model, room, options.max_bytes)
        graph = to_networkx(part)
        layout = extend_layout(graph, known) if known else build_layout(graph)
        asked = PageOptions(
            title=options.title or "Knowledge graph",
            quotes=options.quotes,
            max_nodes=options.max_nodes,
            theme=options.theme,
            note=note,
            opened=opened if opened in graph else "",
            left_out=left_out,
        )
        page = to_html(build_payload(part, layout, asked))
        excess = len(page.encode()) - options.max_bytes
        if excess <= 0:
            found, moved = mean_displacement(known, layout) if known else (0, 0.0)
            return page, ViewSummary(len(graph), found, moved, left_out.tell())
        room -= excess
    raise GraphError(f"{where}: {options.max_bytes / 1e6:,.1f} MB are too few for a page; give it 2 or more")
