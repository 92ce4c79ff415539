"""What people say of names that rules would join or leave apart: things that are one, and things that are not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kgbuild.identity.slugs import text_hash
from kgbuild.resolution.relations import Place


@dataclass(frozen=True, slots=True)
class Tie:
    """Two sides, each the positions of some things; `mark` stands for the first side wherever it is divided off."""

    one: frozenset[int]
    other: frozenset[int]
    marks: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Ties:
    """The things of which people say that they are one (`same`) or are not (`different`)."""

    same: tuple[Tie, ...] = ()
    different: tuple[Tie, ...] = ()


NO_TIES: Final = Ties()


@dataclass(frozen=True, slots=True)
class PlaceTie:
    """A tie between places of papers."""

    one: frozenset[Place]
    other: frozenset[Place]
    marks: tuple[str, str]

    def at(self, positions: Mapping[Place, int]) -> Tie:
        """Return the tie between the things at the positions of the places."""
        one, other = (
            frozenset(positions[place] for place in side if place in positions) for side in (self.one, self.other)
        )
        return Tie(one, other, self.marks)


@dataclass(frozen=True, slots=True)
class PlaceTies:
    """Ties between places of papers."""

    same: tuple[PlaceTie, ...] = ()
    different: tuple[PlaceTie, ...] = ()

    def at(self, places: Iterable[Place]) -> Ties:
        """Return the ties between things, given the place of each."""
        positions = {place: number for number, place in enumerate(places)}
        return Ties(tuple(tie.at(positions) for tie in self.same), tuple(tie.at(positions) for tie in self.different))


NO_PLACE_TIES: Final = PlaceTies()


def to_mark(*parts: str) -> str:
    """Return what stands for some texts in the key of a node."""
    return text_hash("\n".join(parts))


def divide(nodes: Sequence[str], different: Sequence[Tie]) -> list[str]:
    """Return the nodes of things, those of one node that are told apart with nodes of their own.

    The smaller side gets the new node, the other one keeps the old with all of whom nothing is said.
    """
    divided = list(nodes)
    for tie in different:
        shared = {divided[i] for i in tie.one} & {divided[i] for i in tie.other}
        for node in sorted(shared):
            sides = [
                (sum(divided[i] == node for i in side), mark, side)
                for side, mark in zip((tie.one, tie.other), tie.marks, strict=True)
            ]
            _, mark, side = min(sides, key=lambda found: found[:2])
            for i in sorted(side):
                if divided[i] == node:
                    divided[i] = f"{node} @ {mark}"
    return divided


def pairs_of(ties: Sequence[Tie], nodes: Sequence[str]) -> list[tuple[str, str]]:
    """Return each two different nodes of which one is on either side of a tie, sorted."""
    found = {
        (one, other)
        for tie in ties
        for one in {nodes[i] for i in tie.one}
        for other in {nodes[i] for i in tie.other}
        if one != other
    }
    return sorted(found)
