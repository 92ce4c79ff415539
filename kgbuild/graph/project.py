"""The model as a network of networkx, for its algorithms: who names what, and as what."""

import networkx as nx

from kgbuild.graph.model import GraphModel
from kgbuild.graph.relations import PAPER


def to_networkx(model: GraphModel) -> "nx.MultiDiGraph[str]":
    """Return papers and things as nodes, facts as edges from paper to thing; relations between things are not in it.

    Nodes are IRIs in the model's order, with `type`, `label`, `url` and `kind` ("named", "term" or ""). An edge's key
    is the property's local name; it has the `role` and the `kind` of what is named.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(
        (p.iri, {"type": PAPER, "label": p.label, "url": p.url, "kind": ""}) for p in model.papers.values()
    )
    graph.add_nodes_from(
        (t.iri, {"type": t.type, "label": t.label, "url": t.url, "kind": t.kind}) for t in model.things.values()
    )
    graph.add_edges_from(
        (fact.paper, fact.thing, fact.relation, {"role": fact.role, "kind": fact.support.kind}) for fact in model.facts
    )
    return graph
