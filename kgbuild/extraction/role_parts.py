"""The parts that things play in a paper, whatever their type calls them.

A method is proposed and a data set introduced: the paper brings both, and says so in the same words. So roles are
learned for all types together.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

from kgbuild.entity_types import TYPE_ROWS, EntityType, Role

BROUGHT: Final = "brought"
AT_WORK: Final = "at work"
_NEW: Final = frozenset({"proposed", "introduced"})


@cache
def roles_of(entity_type: EntityType) -> Mapping[str, Role]:
    """Return the roles of a type by the part that each is."""
    return {part_of(entity_type, role): role for role in TYPE_ROWS[entity_type].roles}


def part_of(entity_type: EntityType, role: Role) -> str:
    """Return the part that a role of a type is."""
    if role in _NEW:
        return BROUGHT
    return AT_WORK if role == TYPE_ROWS[entity_type].default_role else role


@cache
def known_parts() -> frozenset[str]:
    """Return the parts of all types."""
    return frozenset(part for entity_type in TYPE_ROWS for part in roles_of(entity_type))
