"""What of a graph a page needs: all of it, or what lies around one thing, which is read without the rest."""

from dataclasses import replace
from pathlib import Path

from kgbuild.errors import GraphError
from kgbuild.graph import find_graph, read_graph, read_mark
from kgbuild.graph.around import read_around, read_called
from kgbuild.graph.model import GraphModel
from kgbuild.graph.reading import check_ours, read_model
from kgbuild.views.options import ViewOptions


def read_shown(path: Path, options: ViewOptions, *, evidence: bool = True) -> tuple[GraphModel, ViewOptions]:
    """Return what a page of a graph shows, and the options for it; `path` and errors are those of `read_model`.

    With `around` the model has what lies around that thing alone, and the options name it by its IRI; where nothing is
    called that, the model is the whole one, which tells the nearest names.
    """
    if options.around:
        from kgbuild.views.choose import find_node, is_called  # networkx takes a while to import

        store = read_graph(path, evidence=evidence)
        check_ours(store, path)
        try:
            iri = find_node(read_called(store, is_called(options.around)), options.around)
        except GraphError:
            return read_model(path, evidence=evidence), options
        mark = read_mark(find_graph(path)[0])
        model = read_around(store, iri, options.hops, evidence=evidence)
        return replace(model, build=mark.build if mark else ""), replace(options, around=iri)
    return read_model(path, evidence=evidence), options
