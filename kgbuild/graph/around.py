"""What lies around a node, read from a store without the rest of the graph.

It is read as `kgbuild.graph.reading` reads a whole graph: the model is the whole one, cut down to these nodes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from kgbuild import vocabulary as v
from kgbuild.graph.iris import local_name
from kgbuild.graph.model import GraphModel, Support
from kgbuild.graph.reading import NAMES, TITLES, to_model
from kgbuild.graph.relations import ATTRIBUTES, PAPER, end_types, is_known, is_thing
from kgbuild.graph.support import Key, read_support

_TYPE: Final = NamedNode(v.RDF + "type")
_MEASUREMENT: Final = NamedNode(v.KG + "QualityMeasurement")
_SUBJECT: Final = NamedNode(v.RDF + "subject")
_REIFIES: Final = NamedNode(v.RDF + "reifies")
_MENTION: Final = NamedNode(v.KG + "hasMention")
_AUTHORS: Final = NamedNode(v.BIBO + "authorList")
_REPORTED: Final = NamedNode(v.KG + v.REPORTED_IN)
_NAMES: Final = tuple(NamedNode(iri) for iri in dict.fromkeys((*NAMES, v.SKOS + "altLabel", *TITLES)))


def read_around(store: Store, iri: str, hops: int, *, evidence: bool = True) -> GraphModel:
    """Return the part of a graph's model within `hops` facts of a node, which is a paper or a thing of it."""
    near = _Near(store)
    kept = near.walk(NamedNode(iri), hops)
    for node in kept:
        near.take(node)
    for told in store.quads_for_pattern(None, _TYPE, _MEASUREMENT, DefaultGraph()):
        near.copy(told.subject)
    names = {node.value for node in kept}
    model = to_model(near.part, evidence=False).cut(names)
    if not evidence:
        return model
    support = _read_support(store, _keys(model))
    return to_model(near.part, support=support).cut(names)


def read_called(store: Store, is_name: Callable[[str], bool]) -> GraphModel:
    """Return a model with whatever has a name, a title or a last part of its IRI that `is_name` takes.

    What it says of these is what the whole model says; others in it are their neighbours. Evidence is left out.
    """
    near = _Near(store)
    found = {quad.subject for quad in _named(store) if isinstance(quad.object, Literal) and is_name(quad.object.value)}
    for quad in store.quads_for_pattern(None, _TYPE, None, DefaultGraph()):
        if isinstance(quad.subject, NamedNode) and is_name(local_name(quad.subject.value)):
            found.add(quad.subject)
    for node in found:
        near.take(node)
    return to_model(near.part, evidence=False)


def _named(store: Store) -> Iterator[Quad]:
    for name in _NAMES:
        yield from store.quads_for_pattern(None, name, None, DefaultGraph())


class _Near:
    """The facts around some nodes: looked up in a store, and copied into a part of it."""

    def __init__(self, store: Store) -> None:
        self.part = Store()
        self._store = store
        self._classes: dict[NamedNode, frozenset[str]] = {}
        self._known: set[NamedNode] = set()

    def walk(self, start: NamedNode, hops: int) -> set[NamedNode]:
        """Return what lies within so many facts of a node, itself included."""
        kept, ring = {start}, {start}
        for _ in range(hops):
            ring = {end for node in ring for end in self._facts(node)} - kept
            kept |= ring
        return kept

    def take(self, node: NamedNode | BlankNode | Triple) -> None:
        """Copy all that is said of a node and leads to it, its authors and results, and the classes of all ends."""
        if not isinstance(node, NamedNode):
            return
        for quad in self._edges(node):
            self.part.add(quad)
            if quad.predicate == _AUTHORS or (quad.predicate == _REPORTED and quad.object == node):
                own = quad.object if quad.predicate == _AUTHORS else quad.subject
                for told in self.copy(own):
                    self._know(told.object)
            self._know(quad.subject)
            self._know(quad.object)

    def copy(self, node: object) -> list[Quad]:
        """Copy what is said of a node, and return it."""
        if not isinstance(node, NamedNode):
            return []
        told = list(self._store.quads_for_pattern(node, None, None, DefaultGraph()))
        self.part.extend(told)
        return told

    def _know(self, node: object) -> None:
        """Copy what tells the classes of a node: those that it has, else the relations that it is an end of."""
        if not isinstance(node, NamedNode) or node in self._known:
            return
        self._known.add(node)
        told = list(self._store.quads_for_pattern(node, _TYPE, None, DefaultGraph()))
        self.part.extend(told if _classes(told) else [*told, *filter(_relation, self._edges(node))])

    def _edges(self, node: NamedNode) -> Iterator[Quad]:
        yield from self._store.quads_for_pattern(node, None, None, DefaultGraph())
        yield from self._store.quads_for_pattern(None, None, node, DefaultGraph())

    def _facts(self, node: NamedNode) -> Iterator[NamedNode]:
        """Yield the other ends of the facts of a paper, or about a thing."""
        for quad in self._edges(node):
            relation = _relation(quad)
            if not relation or relation in v.ENTITY_RELATIONS:
                continue
            if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, NamedNode):
                continue
            thing = self._classes_of(quad.object)
            if PAPER in self._classes_of(quad.subject) and thing and PAPER not in thing:
                yield quad.object if quad.subject == node else quad.subject

    def _classes_of(self, node: NamedNode) -> frozenset[str]:
        """Return the classes of a node: its own, else those that its relations tell."""
        if node not in self._classes:
            own = _classes(self._store.quads_for_pattern(node, _TYPE, None, DefaultGraph()))
            self._classes[node] = frozenset(own or self._inferred(node))
        return self._classes[node]

    def _inferred(self, node: NamedNode) -> Iterator[str]:
        for quad in self._edges(node):
            relation = _relation(quad)
            if relation and is_known(relation):
                yield end_types(relation)[0 if quad.subject == node else 1]


def _relation(quad: Quad) -> str:
    """Return the local name of a quad's property where it leads from one node to another, else an empty text."""
    name = quad.predicate.value.removeprefix(v.KG)
    leads = isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode) and quad.subject != quad.object
    return name if leads and name != quad.predicate.value and name not in ATTRIBUTES else ""


def _classes(told: Iterable[Quad]) -> set[str]:
    nodes = {quad.object.value for quad in told if isinstance(quad.object, NamedNode)}
    ours = {iri.removeprefix(v.KG) for iri in nodes if iri.startswith(v.KG)}
    return {name for name in ours if name == PAPER or is_thing(name)}


def _keys(model: GraphModel) -> Iterator[Key]:
    yield from ((fact.paper, v.KG + fact.relation, fact.thing) for fact in model.facts)
    yield from ((one.subject, v.KG + one.relation, one.object) for one in model.relations)
    yield from ((result.iri, v.KG + v.REPORTED_IN, result.paper) for result in model.results)


def _read_support(store: Store, facts: Iterable[Key]) -> Mapping[Key, Support]:
    """Return what supports some facts, among what supports others of the same subjects."""
    wanted = [Triple(*map(NamedNode, fact)) for fact in facts]
    statements: set[NamedNode | BlankNode | Triple] = set()
    for subject in {triple.subject for triple in wanted}:
        statements.update(quad.subject for quad in store.quads_for_pattern(None, _SUBJECT, subject, None))
    if any(True for _ in store.quads_for_pattern(None, _REIFIES, None, None)):  # RDF 1.2
        for triple in wanted:
            statements.update(quad.subject for quad in store.quads_for_pattern(None, _REIFIES, triple, None))
    part = Store()
    for statement in statements:
        for quad in store.quads_for_pattern(statement, None, None, None):
            part.add(Quad(quad.subject, quad.predicate, quad.object))
            if quad.predicate == _MENTION and isinstance(quad.object, NamedNode | BlankNode):
                place = store.quads_for_pattern(quad.object, None, None, None)
                part.extend(Quad(one.subject, one.predicate, one.object) for one in place)
    return read_support(part)
