"""Things as single papers name them, and what the papers say of their abbreviations."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kgbuild.entity_types import EntityType
from kgbuild.identity.abbreviations import find_asides, is_abbreviation, is_short_form, without_asides
from kgbuild.resolution.forms import name_form, without_sorts
from kgbuild.resolution.readings import Readings, company_of, short_key
from kgbuild.resolution.rules import Known

Names = tuple[str, ...]

_MOST_LETTERS: Final = 6  # of a short name that two papers may coin by chance


@dataclass(frozen=True, slots=True)
class PaperThing:
    """A thing of one paper, named by its slug: the names there, the full one first.

    `is_guessed` is true of what a model found, which may give one thing twice.
    """

    paper: str
    type: EntityType
    names: Names
    is_term: bool = True
    is_proposed: bool = False
    is_guessed: bool = False


def head_name(names: Names) -> str:
    """Return the name that tells most: the first, or a longer one that the first abbreviates."""
    first = without_asides(names[0])
    for name in names[1:]:
        if is_short_form(first) and is_abbreviation(first, without_asides(name)):
            return without_asides(name)
    return first


def find_readings(
    things: Sequence[PaperThing], heads: Sequence[str], definitions: Iterable[tuple[str, str, str]]
) -> Readings:
    """Return what the papers spell out, in their lists of names, in brackets within names, in their texts."""
    readings = Readings(company=company_of((thing.paper, (head,)) for thing, head in zip(things, heads, strict=True)))
    for thing, head in zip(things, heads, strict=True):
        bare = " ".join(without_sorts(name_form(head).words))
        for name in thing.names:
            if is_short_form(name) and (is_abbreviation(name, head) or is_abbreviation(name, bare)):
                readings.add(name, head, thing.paper)
            for short, whole in find_asides(name):
                readings.add(short, whole, thing.paper)
    named = {(short, paper) for short, there in readings.spelt.items() for papers in there.values() for paper in papers}
    for paper, short, long in definitions:
        # Where names say what it means, the search in the text, which may begin a word too late, has nothing to add.
        if is_short_form(short) and is_abbreviation(short, long) and (short_key(short), paper) not in named:
            readings.add(short, long, paper)
    return readings


def coined_twice(things: Sequence[PaperThing], heads: Sequence[str], known: Known) -> frozenset[tuple[str, str]]:
    """Return (paper, key) where a paper coins a short name that others coin too, and hardly anybody uses.

    Two papers that each propose a method called HINT, without saying what it stands for, propose two methods.
    """
    named: defaultdict[str, set[str]] = defaultdict(set)
    coined: defaultdict[str, set[str]] = defaultdict(set)
    for thing, head in zip(things, heads, strict=True):
        key = name_form(head).key
        named[key].add(thing.paper)
        if is_coined(thing, key, known):
            coined[key].add(thing.paper)
    return frozenset(
        (paper, key)
        for key, papers in coined.items()
        if is_coined_twice(len(papers), len(named[key]))
        for paper in papers
    )


def is_coined(thing: PaperThing, key: str, known: Known) -> bool:
    """Tell whether a paper gives a thing a short name of its own; `key` is that of the name."""
    return thing.is_proposed and not thing.is_term and len(key) <= _MOST_LETTERS and (thing.type, key) not in known


def is_coined_twice(coined: int, named: int) -> bool:
    """Tell whether several papers coin a name, and at least half of those that say it."""
    return coined > 1 and 2 * coined >= named
