"""The part of a graph that a page is to show: what lies around one thing, or things of some types."""

import difflib
from collections import Counter
from collections.abc import Callable, Sequence

import networkx as nx

from kgbuild.errors import GraphError
from kgbuild.graph.iris import local_name
from kgbuild.graph.model import GraphModel, Thing
from kgbuild.graph.project import to_networkx
from kgbuild.graph.relations import PAPER


def find_node(model: GraphModel, name: str) -> str:
    """Return the IRI of what is called so: an IRI, the last part of one (`bert`, `entity/bert`), a name or an alias.

    Of several, the one with most facts. Raises GraphError with the nearest names where nothing is.
    """
    if name in model.papers or name in model.things:
        return name
    wanted, slug = _keys(name)
    labels: dict[str, list[str]] = {}
    for node in model.nodes():
        aliases = node.aliases if isinstance(node, Thing) else ()
        for text in {label.casefold() for label in (node.label, *aliases)}:
            labels.setdefault(text, []).append(node.iri)
    found = labels.get(wanted) or [node.iri for node in model.nodes() if local_name(node.iri).casefold() == slug]
    if found:
        facts = Counter(end for fact in model.facts for end in (fact.paper, fact.thing))
        return min(found, key=lambda iri: (-facts[iri], iri))
    near = difflib.get_close_matches(wanted, sorted(labels), n=3, cutoff=0.5)
    names = sorted({model.node(labels[text][0]).label for text in near})
    hint = f"near it: {', '.join(names)}" if names else "search the page of the whole graph for its name"
    raise GraphError(f"--around {name}: nothing is called that; {hint}")


def is_called(name: str) -> Callable[[str], bool]:
    """Return what tells whether a label, or the last part of an IRI, may be that of what `find_node` looks for."""
    keys = _keys(name)
    return lambda text: text.casefold() in keys


def _keys(name: str) -> tuple[str, str]:
    """Return what is looked for among labels, and among last parts of IRIs."""
    return name.casefold().strip(), name.rstrip("/").split("/")[-1].casefold()


def cut_around(model: GraphModel, node: str, hops: int) -> GraphModel:
    """Return what lies within `hops` facts of `node`."""
    network = to_networkx(model).to_undirected(as_view=True)
    return model.cut(set(nx.single_source_shortest_path_length(network, node, cutoff=hops)))


def cut_types(model: GraphModel, types: Sequence[str]) -> GraphModel:
    """Return the things of these types (class names, in any case) and the papers that name them.

    Raises GraphError for a type that the graph does not have.
    """
    present = {kind.casefold(): kind for kind in model.count_types()}
    unknown = [name for name in types if name.casefold() not in present]
    if unknown:
        raise GraphError(
            f"--type {unknown[0]}: no such type in the graph; it has {', '.join(sorted(present.values()))}"
        )
    wanted = {present[name.casefold()] for name in types}
    things = {iri for iri, thing in model.things.items() if thing.type in wanted}
    papers = {fact.paper for fact in model.facts if fact.thing in things}
    return model.cut({*things, *papers, *(model.papers if PAPER in wanted else ())})
