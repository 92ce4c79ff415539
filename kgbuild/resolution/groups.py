"""Nodes that are one thing, joined pair by pair, but for those that people tell apart."""

from collections import defaultdict
from collections.abc import Iterable, Mapping


class Groups:
    """Nodes joined into groups, but for those of which one holds either node of a pair of `apart`.

    Each is led by its most frequent node, at equal counts by spelling.
    """

    def __init__(self, counts: Mapping[str, int], apart: Iterable[tuple[str, str]]) -> None:
        self._counts = counts
        self._above = {key: key for key in counts}
        self._apart: defaultdict[str, set[str]] = defaultdict(set)  # leaders to which a leader may not be joined
        for one, other in apart:
            self._apart[one].add(other)
            self._apart[other].add(one)

    def leader(self, key: str) -> str:
        """Return the node that leads the group of one."""
        while self._above[key] != key:
            self._above[key] = self._above[self._above[key]]
            key = self._above[key]
        return key

    def join(self, one: str, other: str) -> bool:
        """Make two groups one; False where they were, or may not be."""
        first, second = sorted((self.leader(one), self.leader(other)), key=lambda key: (-self._counts[key], key))
        if first == second or second in self._apart[first]:
            return False
        self._above[second] = first
        for enemy in self._apart.pop(second, set()):
            self._apart[enemy].discard(second)
            self._apart[enemy].add(first)
            self._apart[first].add(enemy)
        return True
