"""The proof of an export: what the file holds when it is read back, counted by type against the graph.

Counts alone would miss a name that was cut or a quote that lost its quotation marks, so each type also carries a
checksum of everything its nodes and edges hold, whatever their order.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeVar

from kgbuild.export.property_graph import PropertyGraph

Item = TypeVar("Item")

NODES: Final = "nodes"
EDGES: Final = "edges"
VALUES: Final = "values"
_MODULUS: Final = 1 << 128


class Watch(Protocol):
    """Passes items on and may show how far the work is."""

    def __call__(self, what: str, items: Iterable[Item], total: int) -> Iterable[Item]:
        """Return the same items; `what` names the work, `total` is their number."""


def unwatched(what: str, items: Iterable[Item], total: int) -> Iterable[Item]:  # noqa: ARG001
    """Show nothing."""
    return items


@dataclass(slots=True)
class Tally:
    """Counts and checksums by part (nodes, edges, values) and type."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    sums: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, part: str, kind: str, content: str) -> None:
        """Count one item and what it holds."""
        key = part, kind
        digest = hashlib.blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        self.counts[key] += 1
        self.sums[key] = (self.sums.get(key, 0) + int.from_bytes(digest, "big")) % _MODULUS

    def add_node(self, iri: str, kind: str, values: Mapping[str, object]) -> None:
        """Count a node of a property graph."""
        self.add(NODES, kind, _content(iri, values))

    def add_edge(self, start: str, kind: str, end: str, values: Mapping[str, object]) -> None:
        """Count an edge of a property graph."""
        self.add(EDGES, kind, _content(f"{start} {end}", values))

    def total(self, part: str) -> int:
        """Return how many items of a part there are."""
        return sum(count for (of, _), count in self.counts.items() if of == part)


def _content(identity: str, values: Mapping[str, object]) -> str:
    """Return everything an item holds as one text; lists of every kind are alike, what is missing says nothing."""
    kept = {name: _plain(value) for name, value in values.items() if value is not None}
    return repr((identity, sorted((name, value) for name, value in kept.items() if value not in ("", (), ("",)))))


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float) else tuple(value) if isinstance(value, Iterable) else value


def tally_property_graph(graph: PropertyGraph) -> Tally:
    """Return what a format that holds labels, lists and numbers as such must hold."""
    tally = Tally()
    for node in graph.nodes:
        tally.add_node(node.iri, node.type, {"labels": node.labels, **node.properties})
    for edge in graph.relationships:
        tally.add_edge(edge.start, edge.type, edge.end, edge.properties)
    return tally


def find_differences(expected: Tally, found: Tally) -> Iterator[str]:
    """Yield one line for each type whose number or content in the file is not the graph's."""
    for part, kind in sorted(expected.counts.keys() | found.counts.keys()):
        here, there = expected.counts[part, kind], found.counts[part, kind]
        if here != there:
            yield f"{part} of type {kind}: {here:,} in the graph, {there:,} in the file"
        elif expected.sums[part, kind] != found.sums[part, kind]:
            yield f"{part} of type {kind}: {here:,} in both, but what they hold differs"
