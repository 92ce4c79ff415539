"""Which two things of a paper a relation could hold between."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from kgbuild.datamodel import PAPER_ID, ExtractedRelation
from kgbuild.entity_types import LinkKind
from kgbuild.finishing.claims.view import Thing, View

_SUBJECTS: Final = ("Method", "Paper")
_DATA: Final = ("Dataset", "Benchmark")
# relation that is learned -> types of its subjects, types of its objects
ENDS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "appliedTo": (_SUBJECTS, ("Task",)),
    "builtOn": (_SUBJECTS, ("Method",)),
    "comparedWith": (_SUBJECTS, ("Method",)),
    "evaluatedOn": (_SUBJECTS, _DATA),
    "hasCode": (("Method", *_DATA, "Paper"), ("Link",)),
    "measuredBy": ((*_DATA, "Task", *_SUBJECTS), ("Metric",)),
    "partOf": (("Method", *_DATA), ("Method", *_DATA, "Paper")),
    "usedForTask": (_DATA, ("Task",)),
}
_NO_CODE: Final[tuple[LinkKind, ...]] = ("video",)
_BY_ROLE: Final = {"proposed": 0, "used": 1, "compared": 2, "mentioned": 3}
# Pairs of one paper that are looked at: an abstract has a few dozen; a list of things is no text that claims much.
_MOST: Final = 4_000


# Relations that are one to the scorer: data of any kind serves a task alike.
_ALIKE: Final = {"benchmarkForTask": "usedForTask"}
# Which relations of which two things: (predicate, subject, object).
Keys = frozenset[tuple[str, str, str]]


class Pair(NamedTuple):
    """Two things, and the relations that their types allow."""

    subject: Thing
    object: Thing
    relations: tuple[str, ...]


def find_pairs(view: View) -> Iterator[Pair]:
    """Yield the pairs of a paper that a relation could hold between by their types, the first ones of very many."""
    count = 0
    for target in view.things.values():
        if target.type == "Link" and target.link_kind in _NO_CODE:
            continue
        for subject in view.things.values():
            names = _BY_TYPES.get((subject.type, target.type))
            if names is None or subject is target:
                continue
            relations = tuple(name for name in names if _fits(name, subject, target))
            if relations:
                yield Pair(subject, target, relations)
                count += 1
                if count == _MOST:
                    return


def _fits(relation: str, subject: Thing, target: Thing) -> bool:
    if relation == "comparedWith":  # holds both ways: one pair for two methods
        return subject.id == PAPER_ID or _order(subject) < _order(target)
    if relation == "partOf" and target.id != PAPER_ID:  # data is no part of a method
        return (subject.type == "Method") == (target.type == "Method")
    return relation != "partOf" or subject.type == "Method"


def _order(thing: Thing) -> tuple[int, int, int, str]:
    return _BY_ROLE[thing.role], thing.rank, len(thing.id), thing.id


def _by_types() -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for name, (subjects, objects) in ENDS.items():
        for subject in subjects:
            for target in objects:
                found[subject, target] = (*found.get((subject, target), ()), name)
    return found


_BY_TYPES: Final = _by_types()


def learned_keys(relations: Iterable[ExtractedRelation]) -> Keys:
    """Return the relations that are learned."""
    keys = ((_ALIKE.get(r.predicate, r.predicate), r.subject, r.object) for r in relations)
    return frozenset(key for key in keys if key[0] in ENDS)


def both_ways(keys: Keys) -> Keys:
    """Return relations, those that hold in both directions in both."""
    return keys | {(name, target, subject) for name, subject, target in keys if name == "comparedWith"}
