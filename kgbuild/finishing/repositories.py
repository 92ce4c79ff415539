"""Whose code a repository holds: the paper's own, that of a thing it introduces, or that of others it builds on."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kgbuild.datamodel import PAPER_ID, ExtractedEntity, Link, Paper, RelationName, Span
from kgbuild.entity_types import EntityType
from kgbuild.finishing.clauses import DATA, LINK, METHOD, Clause
from kgbuild.identity.addresses import is_repository
from kgbuild.identity.names import name_key


@dataclass(frozen=True, slots=True)
class Found:
    """One place that states a relation; ids as in ExtractedRelation."""

    predicate: RelationName
    subject: str
    object: str
    confidence: float
    span: Span


_DOUBTED: Final = 0.9
_CODE: Final = (
    r"codes?|code ?base|(?<!open-)(?<!open )source|implementations?|software|package|library|toolkit|toolbox|tool|"
    r"system|framework|models?|weights|checkpoints?|repository|repo|scripts?|prompts|artifacts?"
)
_DATA: Final = r"data|datasets?|benchmarks?|corpus|corpora|annotations"
_REST: Final = r"project|resources?|materials?|demos?|github|videos?|website|page|results|details|information"
_GIVEN: Final = (
    r"available|avail?[ai]ble|released?|releasing|found|open-?sourced?|open-?sourcing|accessible|accessed|public|"
    r"published?|publicly|shared?|provided?|hosted|maintained|at|here|online|visit|see|via|downloaded|obtained"
)
# What says that the address before which it stands is the paper's own.
_OURS: Final = re.compile(
    rf"\b(?P<what>{_CODE}|{_DATA}|{_REST})\b.*\b(?:{_GIVEN})\b"
    rf"|\b(?:{_CODE}|{_DATA}|github)\b[^.;]{{0,20}}? (?:is|are) in\W*$"
    rf"|\bwe (?:\w+ ){{0,2}}(?:release|open-?source|publish|provide|share)\b"
    rf"|^(?:\W?(?:{_CODE}|{_DATA}|{_REST}|and)\b,? ?){{1,4}}:?\W*$"
    rf"|(?P<mark>[{METHOD[1:-1]}{DATA[1:-1]}]) (?:is|are|has been|have been|will be) (?:[\w-]+ ){{0,3}}(?:{_GIVEN})\b",
)
# The words right before the address of the work of others.
_BUILDS_ON: Final = re.compile(
    r"\b(?:(?:built|build|builds|building|developed) (?:up)?on(?: top of)?|(?<!work )based (?:up)?on|adapted from|"
    r"derived from|forked? (?:of|from)|borrowed from|extension (?:of|to)|modification of)"
    r"(?: (?!available|released|public)[\w-]+){0,6}?(?: (?:at|from|in))?[\s:(\[{\\]*(?:url\{|href\{)?$"
)
_CODE_WORD: Final = re.compile(rf"\b(?:{_CODE})\b")
_DATA_WORD: Final = re.compile(rf"\b(?:{_DATA})\b")
_OF_OTHERS: Final = re.compile(rf"\b(?:{_CODE}) (?:of|for|from) (?:the )?(?P<mark>{METHOD})")
_OF_DATA: Final = re.compile(rf"\b(?:{_CODE}) (?:of|for|from) (?:the |our )?(?:{_DATA})\b")
_WITH_CODE: Final = f"[{METHOD[1:-1]}{DATA[1:-1]}]"
_DIVIDES: Final = re.compile(r"\s*[:\-–—]")
_INTRODUCED: Final = ("proposed", "introduced")


def find_main(paper: Paper, entities: Iterable[ExtractedEntity], types: Sequence[EntityType]) -> str | None:
    """Return the id of the one thing of these types that the paper is about; None where several might be.

    It is named and introduced here: the only such thing, or the only one in the title, or the one that opens the
    title ("NAME: ...").
    """
    own = [e for e in entities if e.type in types and _is_own(e) and e.mentions]
    if len(own) <= 1:
        return own[0].id if own else None
    titled = [e for e in own if _title_spans(e)]
    opening = [e for e in titled if any(s.start <= 1 and _DIVIDES.match(paper.title, s.end) for s in _title_spans(e))]
    if len(opening) == 1:
        return opening[0].id
    if titled:
        return titled[0].id if len(titled) == 1 else None
    counts = Counter({e.id: len(e.mentions or ()) for e in own}).most_common(2)
    return counts[0][0] if counts[0][1] > counts[1][1] + 1 else None


def _title_spans(entity: ExtractedEntity) -> list[Span]:
    return [m.span for m in entity.mentions or () if m.span.section == "title"]


def find_repository_relations(
    entities: Mapping[str, ExtractedEntity], links: Mapping[str, Link], clause: Clause, main: str | None
) -> Iterator[Found]:
    """Yield whose code the repositories of a sentence hold, where it says so; `main` is what the paper is about."""
    for place in clause.all_of(0, len(clause.text), LINK):
        if links[clause.things[place]].kind == "repository":
            yield from _of_repository(entities, links, clause, main, place)


def _of_repository(
    entities: Mapping[str, ExtractedEntity], links: Mapping[str, Link], clause: Clause, main: str | None, place: int
) -> Iterator[Found]:
    before = clause.text[:place]
    link = clause.things[place]
    if not is_repository(links[link].url):
        return
    # Where it is in doubt whether the address goes on, so is whose it is.
    sure = links[link].confidence if links[link].confidence < _DOUBTED else 1.0
    built = _BUILDS_ON.search(before)
    if built:
        yield Found("buildsOnRepository", PAPER_ID, link, 0.9 * sure, clause.span(built.start(), place + 1))
        return
    ours = _OURS.search(before)
    others = _OF_OTHERS.search(before)
    if not ours or (others and not _is_own(entities[clause.things[others.start("mark")]])):
        return
    span = clause.span(ours.start(), place + 1)
    yield Found("hasOfficialRepository", PAPER_ID, link, 0.99 * sure, span)
    thing = _whose(entities, clause, main, before)
    if thing is not None and (_names(clause, before, thing) or _is_headline(entities[thing], links[link].url)):
        yield Found("hasCode", thing, link, 0.94 * sure, span)


def _names(clause: Clause, before: str, thing: str) -> bool:
    return any(clause.things[p] == thing for p in clause.all_of(0, len(before), _WITH_CODE))


def _is_own(entity: ExtractedEntity) -> bool:
    return entity.role in _INTRODUCED and entity.kind == "named"


def _is_headline(entity: ExtractedEntity, address: str) -> bool:
    """Tell whether the title or the address names a thing: a part of the work has no repository of its own."""
    path = name_key(address.split("/", 3)[-1])
    return bool(_title_spans(entity)) or any(len(key) > 2 and key in path for key in map(name_key, entity.names))


def _whose(entities: Mapping[str, ExtractedEntity], clause: Clause, main: str | None, before: str) -> str | None:
    """Return the thing whose code an own repository holds: the one named beside the address, else the main one."""
    named = {clause.things[p] for p in clause.all_of(0, len(before), _WITH_CODE)}
    own = {n for n in named if _is_own(entities[n])}
    thing = own.pop() if len(own) == 1 else main
    if thing is None or thing in named:
        return thing
    is_method = entities[thing].type == "Method"
    if is_method and _OF_DATA.search(before):
        return None
    held = _CODE_WORD.search(before) or (not is_method and _DATA_WORD.search(before))
    return thing if held else None
