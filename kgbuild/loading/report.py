"""What a load has to say: how far it is, and at its end what the graph has beside what the database has."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

# Called after each batch with what has arrived and what there is: nodes and relationships, or triples.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Count:
    """How many elements of one kind (label, relationship type, predicate) graph and database have."""

    kind: str
    expected: int
    found: int

    def __str__(self) -> str:
        return f"{self.kind}: {self.expected:,} in the graph, {self.found:,} in the database"


@dataclass(frozen=True, slots=True)
class LoadReport:
    """The counts after a load, sorted by kind, and the number of elements that were sent and removed.

    `unit` says what elements are. Where `add` was asked for, more in the database is no difference.
    """

    unit: str
    sent: int
    removed: int
    counts: tuple[Count, ...]
    add: bool = False

    @property
    def differences(self) -> tuple[Count, ...]:
        """What the database has less of than the graph, or more."""
        return tuple(
            count
            for count in self.counts
            if count.found < count.expected or (count.found > count.expected and not self.add)
        )


def compare_counts(expected: Mapping[str, int], found: Mapping[str, int]) -> tuple[Count, ...]:
    """Return the counts of both sides, kind by kind; what one side lacks counts 0."""
    return tuple(
        Count(kind, expected.get(kind, 0), found.get(kind, 0))
        for kind in sorted(expected.keys() | found.keys())
        if expected.get(kind) or found.get(kind)
    )
