"""Names for blank nodes that depend on the graph only, in bounded time.

The standard's canonicalisation (RDFC-1.0) takes exponential time for some graphs, and minutes for one list of two
thousand items. Our graphs have no blank nodes; those of graphs edited by hand are few. Each gets the colour of what is
said of it, and of its neighbours' colours again and again (colour refinement: the first step of RDFC-1.0, of nauty and
of others); of nodes that look alike to the end, which are nearly always interchangeable, one is set apart and the
colours are refined again.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, Quad

from kgbuild.errors import GraphError
from kgbuild.limits import BLANK_NODES

_STEPS: Final = 2_000_000  # colours looked at in all: some seconds
_BLANK: Final = "_:"

_Colours: TypeAlias = dict[str, str]
_Terms: TypeAlias = tuple[str, str, str, str]
"""Subject, predicate, object and graph as N-Quads writes them."""


def with_blank_names(quads: Sequence[Quad], where: Path) -> list[Quad]:
    """Return the quads with blank nodes called `b0`, `b1`, ..., the same on every run.

    Raises GraphError where there are more than BLANK_NODES, or too many alike.
    """
    terms = [(str(q.subject), str(q.predicate), str(q.object), str(q.graph_name)) for q in quads]
    try:
        names = _find_names([found for found in terms if any(term.startswith(_BLANK) for term in found)])
    except GraphError as error:
        raise GraphError(f"{where}: {error}") from error
    nodes = {node: BlankNode(name) for node, name in names.items()}

    def named(term: object) -> object:
        return nodes.get(str(term), term) if isinstance(term, BlankNode) else term

    return [
        quad
        if not any(isinstance(term, BlankNode) for term in (quad.subject, quad.object, quad.graph_name))
        else Quad(named(quad.subject), quad.predicate, named(quad.object), named(quad.graph_name))  # type: ignore[arg-type]
        for quad in quads
    ]


def _find_names(quads: Sequence[_Terms]) -> dict[str, str]:
    about: defaultdict[str, list[_Terms]] = defaultdict(list)
    for quad in quads:
        for node in {term for term in quad if term.startswith(_BLANK)}:
            about[node].append(quad)
    if problem := BLANK_NODES.problem(len(about)):
        raise GraphError(f"{problem}; give these nodes IRIs")
    colours = _Refiner(about).colours()
    ordered = sorted(about, key=colours.__getitem__)
    return {node: f"b{number}" for number, node in enumerate(ordered)}


class _Refiner:
    """Gives each node a colour of its own, all in all in a bounded number of steps."""

    def __init__(self, about: Mapping[str, Sequence[_Terms]]) -> None:
        self._about = about
        self._left = _STEPS

    def colours(self) -> _Colours:
        colours = self._refine(dict.fromkeys(self._about, ""))
        for colour, nodes in _classes(colours).items():
            if len(nodes) > 1 and not any(self._has_neighbours(node) for node in nodes):
                colours |= {node: _hash(colour, str(number)) for number, node in enumerate(nodes)}
        while len(classes := _classes(colours)) < len(colours):
            alike = min((colour for colour, nodes in classes.items() if len(nodes) > 1), default="")
            # Whichever it is, the result is the same where they are interchangeable.
            colours[classes[alike][0]] = _hash(alike, "apart")
            colours = self._refine(colours)
        return colours

    def _has_neighbours(self, node: str) -> bool:
        """Tell whether a node stands beside other blank ones; nodes alike that do not are interchangeable."""
        return any(term != node and term in self._about for quad in self._about[node] for term in quad)

    def _refine(self, colours: _Colours) -> _Colours:
        """Return the colours when no further round tells more nodes apart."""
        count = len(set(colours.values()))
        while True:
            colours = {node: self._recolour(node, colours) for node in self._about}
            after = len(set(colours.values()))
            if after in {count, len(colours)}:
                return colours
            count = after

    def _recolour(self, node: str, colours: _Colours) -> str:
        self._left -= len(self._about[node])
        if self._left < 0:
            raise GraphError("too many blank nodes that look alike; give these nodes IRIs")
        said = sorted(_hash(*(_seen(term, node, colours) for term in quad)) for quad in self._about[node])
        return _hash(colours[node], *said)


def _seen(term: str, node: str, colours: _Colours) -> str:
    """Return a term as a node sees it: itself, the colour of another blank node, or what it is."""
    return "_:self" if term == node else f"_:{colours[term]}" if term in colours else term


def _classes(colours: _Colours) -> dict[str, list[str]]:
    classes: defaultdict[str, list[str]] = defaultdict(list)
    for node, colour in colours.items():
        classes[colour].append(node)
    return classes


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def has_blank_nodes(quads: Iterable[Quad]) -> bool:
    """Tell whether any quad has a blank node."""
    return any(isinstance(term, BlankNode) for quad in quads for term in (quad.subject, quad.object, quad.graph_name))
