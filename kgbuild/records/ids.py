"""The ids of a record's entities and addresses, by which its relations refer to them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any, Final, TypeVar

from kgbuild.datamodel import PAPER_ID, ExtractedEntity, Link
from kgbuild.records.fields import shorten
from kgbuild.records.text import clean_line

_Thing = TypeVar("_Thing", ExtractedEntity, Link)
_WELL_FORMED: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{0,63}")
PAPER_IDS: Final = (PAPER_ID, "P")
"""What a record may call the paper itself."""


def give_ids(
    entities: Sequence[ExtractedEntity], links: Sequence[Link]
) -> tuple[tuple[ExtractedEntity, ...], tuple[Link, ...]]:
    """Return entities and links with an id each: their own, else the first free one of e0, e1, ... and u0, u1, ..."""
    stated = {entity.id for entity in entities} | {link.id for link in links}
    seen = {""}
    return tuple(_give(entities, "e", stated, seen)), tuple(_give(links, "u", stated, seen))


def _give(things: Sequence[_Thing], letter: str, stated: set[str], seen: set[str]) -> Iterator[_Thing]:
    free = (name for number in count() if (name := f"{letter}{number}") not in stated)
    for thing in things:
        yield replace(thing, id=next(free)) if thing.id in seen else thing
        seen.add(thing.id)


def get_id(item: Mapping[str, Any], where: str, taken: set[str], notes: list[str]) -> str:
    """Return the id that an item states, and take it; empty, with a note, where it is another's or none to be used."""
    name = stated_id(item)
    if item.get("id") is None:
        return ""
    if name in taken or name in PAPER_IDS or not _WELL_FORMED.fullmatch(name):
        notes.append(f'{where}: "id" is {shorten(repr(item["id"]))}, which is taken or no id, replaced')
        return ""
    taken.add(name)
    return name


def stated_id(item: Mapping[str, Any]) -> str:
    """Return the id that a record states, usable or not, a number as text; empty where there is none."""
    value = item.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return clean_line(value) if isinstance(value, str) else ""
