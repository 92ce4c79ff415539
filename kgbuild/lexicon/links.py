"""What a thing is elsewhere: links from a shipped table, only where the name and the type leave no doubt.

The table (`data/links.tsv`) is made by `tools/link_table.py`; `data/LICENSE.md` names its sources and licences.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Final

from kgbuild.datamodel import Entity, Knowledge
from kgbuild.identity.names import name_key
from kgbuild.lexicon import read_rows

# What a data set is to one is a benchmark to another: the border between the two is soft.
_ALIKE: Final = {"Benchmark": "Dataset"}
Match = tuple[str, str]


def add_links(knowledge: Knowledge) -> Knowledge:
    """Return the knowledge with its things linked to the same elsewhere; links that they have stay."""
    return replace(knowledge, entities=tuple(map(_with_links, knowledge.entities)))


def _with_links(entity: Entity) -> Entity:
    found = find_links(entity)
    return replace(entity, matches=tuple(sorted({*entity.matches, *found}))) if found else entity


def find_links(entity: Entity) -> tuple[Match, ...]:
    """Return the properties of SKOS and IRIs of what a thing is elsewhere.

    Its label must be in the table under its main type, and none of its other names may stand there for something else.
    """
    table = _load_links()
    kind = _ALIKE.get(entity.types[0], entity.types[0])
    found = table.get((kind, name_key(entity.label)))
    if found is None or any(table.get((kind, name_key(name)), found) != found for name in entity.aliases):
        return ()
    return found


@cache
def _load_links() -> Mapping[tuple[str, str], tuple[Match, ...]]:
    """Return (type, key of a name) -> links."""
    links: dict[tuple[str, str], list[Match]] = {}
    for row in read_rows(files("kgbuild.lexicon") / "data" / "links.tsv"):
        for name in row["names"].split("|"):
            kind = _ALIKE.get(row["type"], row["type"])
            links.setdefault((kind, name_key(name)), []).append((row["match"], row["target"]))
    return {place: tuple(sorted(set(found))) for place, found in links.items()}
