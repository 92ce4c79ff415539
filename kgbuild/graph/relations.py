"""What each property between things means, by the vocabulary's tables: the type of its objects, and the role."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from kgbuild import vocabulary as v

PAPER: Final = "Paper"
# The classes above all things, and above web pages: they say nothing of a thing that has a class of its own.
ENTITY: Final = "Entity"
# The class of numbers that papers report.
RESULT: Final = "Result"
_GENERAL: Final = ("WebResource", ENTITY)
# Classes of the things that papers name or link to, in the ontology's order.
THINGS: Final[tuple[str, ...]] = (*v.SUPER_PROPERTIES, *(page for page, _ in v.LINK_TERMS.values()))
# Classes of ours that are none of things. A class that the ontology does not have, added by hand, is one of things.
_NO_THINGS: Final = frozenset({*v.CLASSES, PAPER}).difference(THINGS, _GENERAL)


class Meaning(NamedTuple):
    """As what a paper's property names its objects: their type, and the role, "" for a web address."""

    type: str
    role: str


def to_words(relation: str) -> str:
    """Return a property's local name as words: `buildsUpon` -> `builds upon`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", relation).lower()


# local name of a property from papers to things -> what it means
OF_PAPERS: Final[Mapping[str, Meaning]] = {
    **{name: Meaning(kind, to_words(name)) for kind, name in v.SUPER_PROPERTIES.items()},
    **{name: Meaning(kind, role) for (kind, role), name in v.RELATIONS.items()},
    **{name: Meaning(page, "") for page, name in v.LINK_TERMS.values()},
    "hasOfficialRepository": Meaning("Repository", "official"),
    "buildsOnRepository": Meaning("Repository", "built on"),
}
# Properties of ours that tell of one thing and lead to no other.
ATTRIBUTES: Final = frozenset(v.PROPERTIES).difference(OF_PAPERS, v.ENTITY_RELATIONS, ("hasLink",))


def is_thing(class_name: str) -> bool:
    """Tell whether a class of our namespace, by its local name, is one of things that papers name."""
    return bool(class_name) and class_name not in _NO_THINGS


def rank(class_name: str) -> tuple[int, str]:
    """Return a key that sorts classes: in the ontology's order, then those added by hand by name, general ones last."""
    if class_name in _GENERAL:
        return len(THINGS) + 1 + _GENERAL.index(class_name), ""
    return (THINGS.index(class_name), "") if class_name in THINGS else (len(THINGS), class_name)


def end_types(relation: str) -> tuple[str, str]:
    """Return the types of a known relation's two ends, where they carry none themselves."""
    if relation in OF_PAPERS:
        return PAPER, OF_PAPERS[relation].type
    pairs = v.ENTITY_RELATIONS[relation]
    return _common(one.subjects for one in pairs), _common(one.objects for one in pairs)


def _common(ends: Iterable[Sequence[str]]) -> str:
    """Return the type of a thing, which a paper is not, at one end of a relation; of several the one above them."""
    types = {name for names in ends for name in names if name != PAPER}
    if len(types) == 1:
        return types.pop()
    return _GENERAL[0] if types.issubset(page for page, _ in v.LINK_TERMS.values()) else ENTITY


def is_known(relation: str) -> bool:
    """Tell whether a property, by its local name, is a relation of the ontology that names the types of its ends."""
    return relation in OF_PAPERS or relation in v.ENTITY_RELATIONS
