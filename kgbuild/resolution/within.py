"""Within a paper: a general name is not the special thing that it stands beside, two names of one thing are one.

Only what the model found is looked at so; a record that another tool or a person made is believed.
"""

import re
from collections.abc import Callable, Collection, Container, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final, NamedTuple

from kgbuild.datamodel import ExtractedEntity, Extraction, JoinReason, Mention, Paper, is_guess
from kgbuild.entity_types import ALWAYS_NAMED
from kgbuild.identity.names import name_key
from kgbuild.resolution.forms import LIGHT_WORDS, Words, name_form
from kgbuild.resolution.relations import Group, Place
from kgbuild.resolution.rules import letters_fit
from kgbuild.resolution.things import head_name

_BRACKET: Final = re.compile(r"\s*\(\s*")
_CLOSED: Final = re.compile(r"\s*\)")
_CALLED: Final = re.compile(
    r",?\s*(?:which we (?:call|term|name|dub)|dubbed(?: as)?|namely|called|named|termed|coined|or)\s*(?:the )?[\"'“‘]?",
    re.IGNORECASE,
)
_TITLE: Final = re.compile(r"\s*(?::|\s[-–—])\s*(?:an?\s+|the\s+)?", re.IGNORECASE)
_SHORT: Final = re.compile(r"(?!.*[a-z]{3})\S{2,12}")  # an abbreviation, unlike Fine-Tuning
_BROUGHT: Final = frozenset({"proposed", "introduced"})


# Whether a name stands for a thing by itself, read in a paper (its slug).
IsGeneral = Callable[[str, str], bool]


class Found(NamedTuple):
    """An entity where it was extracted."""

    place: Place
    paper: Paper
    extraction: Extraction
    entity: ExtractedEntity


def find_in(group: Group) -> list[Found]:
    """Return the entities of a paper that have names, in the order of its copies."""
    slug, paper, copies = group
    return [
        Found(Place(slug, copy, entity.id), paper, extraction, entity)
        for copy, extraction in enumerate(copies)
        for entity in extraction.entities
        if any(name.strip() for name in entity.names)
    ]


def split_groups(groups: Sequence[Group], known: Container[str] = ()) -> list[Group]:
    """Return papers with general names as things of their own: "distillation" beside "online distillation".

    A name is general where it ends the head name, other papers name it as a thing, or `known` has its key. Others are
    taken for short: "the search" after "document search" is nothing to look up.
    """
    papers: dict[str, set[str]] = {}
    for group in groups:
        for key in head_keys(group):
            papers.setdefault(key, set()).add(group[0])

    def is_general(name: str, paper: str) -> bool:
        return name_key(name) in known or bool(papers.get(name_form(name).key, set()) - {paper})

    return [split_group(group, is_general) for group in groups]


def head_keys(group: Group) -> set[str]:
    """Return the keys of the names by which a paper names things."""
    return {name_form(_head(one.entity)).key for one in find_in(group)}


def split_group(group: Group, is_general: IsGeneral) -> Group:
    """Return a paper with general names as things of their own; `is_general` is asked of names that might be."""
    slug, paper, copies = group
    entities: list[list[ExtractedEntity]] = [[] for _ in copies]
    for one in find_in(group):
        for part in _split(one, is_general):
            entities[part.place.copy].append(replace(part.entity, id=part.place.id))
    found = zip(copies, entities, strict=True)
    return slug, paper, tuple(replace(extraction, entities=tuple(own)) for extraction, own in found)


def _head(entity: ExtractedEntity) -> str:
    return head_name(tuple(name for name in entity.names if name.strip()))


def _split(found: Found, is_general: IsGeneral) -> Iterator[Found]:
    place, entity = found.place, found.entity
    first = _head(entity)
    # "Regret", called "swap regret" further on: the longer name is the thing.
    longer = [name for name in entity.names if _is_end(name_form(first).key, name_form(name).words)]
    whole = max(longer, key=lambda name: (len(name_form(name).words), name), default=first)
    head = name_form(whole).words
    general: dict[str, list[str]] = {}
    if entity.type not in ALWAYS_NAMED and is_guessed(entity):
        for name in entity.names:
            key = name_form(name).key
            if _is_end(key, head) and not _SHORT.fullmatch(name) and is_general(name, place.paper):
                general.setdefault(key, []).append(name)
    taken = {name for names in general.values() for name in names}
    kept = tuple(sorted((name for name in entity.names if name not in taken), key=lambda name: name != whole))
    yield found._replace(entity=replace(entity, names=kept, mentions=_places(entity, kept))) if taken else found
    for number, names in enumerate(general.values(), start=1):
        yield found._replace(
            place=place._replace(id=f"{place.id}~{number}"),
            entity=replace(
                entity,
                names=tuple(names),
                kind="term",
                role="used" if entity.role in _BROUGHT else entity.role,
                mentions=_places(entity, names),
            ),
        )


def _is_end(key: str, words: Words) -> bool:
    """Tell whether a name's words end in those of a key, after others that carry meaning."""
    return any("".join(words[start:]) == key and set(words[:start]) - LIGHT_WORDS for start in range(1, len(words)))


def is_guessed(entity: ExtractedEntity) -> bool:
    """Tell whether a model alone says that a paper names the thing."""
    return bool(entity.mentions) and all(is_guess(mention.by) for mention in entity.mentions or ())


def _places(entity: ExtractedEntity, names: Collection[str]) -> tuple[Mention, ...]:
    return tuple(mention for mention in entity.mentions or () if mention.text in names)


def find_same(found: Sequence[Found]) -> Iterator[tuple[int, int, JoinReason]]:
    """Yield the numbers of things that one paper names twice: "Long Name (Short)", "Short: Long Name" in a title."""
    by_copy: dict[tuple[str, int], list[int]] = {}
    for number, (place, _, _, entity) in enumerate(found):
        if is_guessed(entity):
            by_copy.setdefault((place.paper, place.copy), []).append(number)
    for numbers in by_copy.values():
        paper = found[numbers[0]].extraction.paper
        places = sorted((m.span, number) for number in numbers for m in found[number].entity.mentions or ())
        for (one, first), (two, second) in pairwise(places):
            entities = found[first].entity, found[second].entity
            if first == second or one.section != two.section or entities[0].type != entities[1].type:
                continue
            text = paper.section(one.section)
            gap, behind = text[one.end : two.start], text[two.end :]
            names = text[one.start : one.end], text[two.start : two.end]
            if reason := _same(names, gap, behind, entities, is_title=one.section == "title" and one.start == 0):
                yield first, second, reason


def _same(
    names: tuple[str, str],
    gap: str,
    behind: str,
    entities: tuple[ExtractedEntity, ExtractedEntity],
    *,
    is_title: bool,
) -> JoinReason | None:
    """Return why two neighbours are one thing; None where nothing says so.

    What a paper brings under two names is one thing where the second stands in brackets or is said to be its name; of
    other things, and of titles, the letters must fit.
    """
    brought = all(entity.role in _BROUGHT and entity.kind == "named" for entity in entities)
    short, long = sorted(names, key=len)
    fits = letters_fit(short, long)
    in_brackets = bool(_BRACKET.fullmatch(gap) and _CLOSED.match(behind))
    if in_brackets and (brought or (fits and entities[0].role == entities[1].role)):
        return "abbreviation" if fits else "listed"
    if brought and _CALLED.fullmatch(gap):
        return "abbreviation" if fits else "listed"
    if brought and is_title and _TITLE.fullmatch(gap) and fits:
        return "abbreviation"
    return None
