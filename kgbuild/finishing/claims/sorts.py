"""Types, roles and kinds of things as small numbers, and which relations two types allow."""

from typing import Final, get_args

import numpy as np
from numpy.typing import NDArray

from kgbuild.entity_types import ENTITY_TYPES, LinkKind

PAPER: Final = "Paper"
LINK: Final = "link"
NUMBER: Final = "number"
TYPES: Final = {name: place for place, name in enumerate((*ENTITY_TYPES, PAPER, LINK, NUMBER))}
# Roles that say the same of things of different types are one.
ROLES: Final = {
    "": 0,
    "proposed": 1,
    "introduced": 1,
    "used": 2,
    "evaluated": 2,
    "addressed": 2,
    "compared": 3,
    "mentioned": 4,
}
PROPOSED: Final = ROLES["proposed"]
USED: Final = ROLES["used"]
COMPARED: Final = ROLES["compared"]
MOST_ROLES: Final = 5
LINK_KINDS: Final = {kind: 1 + place for place, kind in enumerate(get_args(LinkKind))}
NO_CODE: Final = LINK_KINDS["video"]

_SUBJECTS: Final = ("Method", PAPER)
_DATA: Final = ("Dataset", "Benchmark")
# relation that is learned -> types of its subjects, types of its objects
ENDS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "appliedTo": (_SUBJECTS, ("Task",)),
    "builtOn": (_SUBJECTS, ("Method",)),
    "comparedWith": (_SUBJECTS, ("Method",)),
    "evaluatedOn": (_SUBJECTS, _DATA),
    "hasCode": (("Method", *_DATA, PAPER), (LINK,)),
    "measuredBy": ((*_DATA, "Task", *_SUBJECTS), ("Metric",)),
    "partOf": (("Method", *_DATA), ("Method", *_DATA, PAPER)),
    "usedForTask": (_DATA, ("Task",)),
}
RELATIONS: Final = tuple(ENDS)


def _allowed() -> NDArray[np.bool_]:
    """Return which relations hold between which types, of shape (types, types, relations)."""
    table = np.zeros((len(TYPES), len(TYPES), len(ENDS)), np.bool_)
    for relation, (subjects, objects) in enumerate(ENDS.values()):
        for subject in subjects:
            for target in objects:
                # Data is no part of a method.
                if RELATIONS[relation] != "partOf" or target == PAPER or (subject == "Method") == (target == "Method"):
                    table[TYPES[subject], TYPES[target], relation] = True
    table[[TYPES[name] for name in _DATA], TYPES[PAPER], RELATIONS.index("partOf")] = False
    return table


ALLOWED: Final = _allowed()


def is_type(types: NDArray[np.int64], *names: str) -> NDArray[np.bool_]:
    """Tell of which of a column of types each is one of these."""
    result: NDArray[np.bool_] = np.isin(types, [TYPES[name] for name in names])
    return result
