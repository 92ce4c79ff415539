"""What of a question its reading leaves out: an answer without it would be one to another question."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from kgbuild.asking.grammar import NOT, NOUN, PARTS
from kgbuild.asking.questions import Condition, Reading

# Types that a question may name beside the one that it asks for, each a condition of its own.
_TYPES: Final = frozenset({"methods", "datasets", "benchmarks", "tasks", "metrics", "authors", "venues", "code"})
_LISTED: Final = frozenset({"papers", "authors", "venues", "years", *_TYPES})
_DATA: Final = frozenset({"data", "datasets", "benchmarks"})
_LINKED_TO: Final = frozenset({"addresses", "code", "code of papers", "pages"})
_OF_METHODS: Final = frozenset({"beats", "beaten", "builds on", "is basis of"})
_AT_A_NAME: Final = re.compile(r"#\d+(?: (?:the|a|an|is|are|was|as|and|or|of|for|in|on))*$")
_THEN_A_NAME: Final = re.compile(
    r"^(?: (?:of|for|on|in|like|called|named|the|such|as|is|was|are|does|do|did|has|have))* #\d+"
)
_WHOSE_PAPERS: Final = r"\b(?:papers?|articles?|studies|works?|publications?|who|that|which)"


def left_out(masked: str, noun: str, conditions: Sequence[Condition], reading: Reading) -> str:
    """Return the first words of a question that its reading does not account for, empty for none.

    `masked` is the question without its conditions on papers as such, with its names as places; `noun` is what it asks
    for, `conditions` are all that were found in it.
    """
    return next(_left_out(masked, noun, conditions, reading), "")


def _left_out(masked: str, noun: str, conditions: Sequence[Condition], reading: Reading) -> Iterator[str]:
    kept = {(c.kind, c.names, c.text) for c in reading.conditions}
    for c in conditions:
        if (c.kind, c.names, c.text) not in kept and not _is_site(c, reading):
            yield c.text or c.kind
    for pattern, is_accounted_for in _MEANT:
        if (m := pattern.search(masked)) and not is_accounted_for(reading):
            yield m[m.lastindex or 0]
    yield from _done_with_papers(masked, reading)
    yield from _not_of_one_paper(reading)
    yield from _types_left_out(masked, noun, reading)


def _never(_: Reading) -> bool:
    return False


def _is_negated(reading: Reading) -> bool:
    return any(c.without for c in reading.conditions)


def _is_of_links(reading: Reading) -> bool:
    return reading.want in _LINKED_TO or any(c.kind in {"code", "link"} for c in reading.conditions)


def _is_of_two(reading: Reading) -> bool:
    return reading.want == "comparison" or reading.link in {"beats", "beaten"} or _is_negated(reading)


def _has_no_author(reading: Reading) -> bool:
    return not any(c.kind == "author" for c in reading.conditions)


# What says something wherever it stands, and which readings it is part of. What is in the first group of a pattern, if
# it has one, is what is told.
_MEANT: Final[tuple[tuple[re.Pattern[str], Callable[[Reading], bool]], ...]] = (
    (NOT, _is_negated),
    # When in relation to something else, whether of all, which of two more: questions without a form.
    (
        re.compile(
            r"\b(?:before|after|since|until|during|prior to|earlier|later|older|newer|sooner|more recent)\b"
            r"|^(?:do|does|did|are|is) (?:all|every|each|most)\b|\bmore (?:papers|often)\b(?! or)"
        ),
        _never,
    ),
    # "is #0 a benchmark"
    (re.compile(r"^(?:is|are|was|were) #\d+ (?:really |actually |also )*((?:an?|the) \w+)$"), _never),
    # "that need less data than #0"
    (re.compile(r"\bthan\b"), _is_of_two),
    (re.compile(r"\bbetween\b"), lambda reading: reading.want != "years"),
    (re.compile(r"\b(?:free(?:ly)?|public(?:ly)?|download\w*|open)\b"), _is_of_links),
    # Where in a paper a thing is named no fact tells; the title of a paper is told with it.
    (
        re.compile(
            r"\b(?:abstracts?|(?:in|within) (?:the|its|their|a|an) titles?|titles? (?:contain|mention|nam)\w*)\b"
        ),
        _never,
    ),
    (
        re.compile(r"\b(?:first|last|second|third|senior|single|sole|corresponding|lead) authors?\b"),
        _has_no_author,
    ),
)


def _is_site(condition: Condition, reading: Reading) -> bool:
    """Tell whether a name says where the identifier that is asked for comes from: "arXiv id of"."""
    return ":" in reading.want and condition.text.lower() == "arxiv"


def _done_with_papers(masked: str, reading: Reading) -> Iterator[str]:
    """Yield what papers do with a paper: "that cite #0" is not asking for that one."""
    if reading.want != "papers" or not any(c.kind == "paper" for c in reading.conditions):
        return
    for verb in PARTS.values():
        if m := re.search(rf"{_WHOSE_PAPERS} ({verb.pattern})", masked):
            yield m[1]


def _not_of_one_paper(reading: Reading) -> Iterator[str]:
    """Yield conditions that no paper meets together, or that are not about what the reading puts them to."""
    venues = [c for c in reading.conditions if c.kind == "venue" and not c.without]
    yield from (c.text for c in venues[1:])
    if reading.want == "collaborators":
        yield from (c.text for c in reading.conditions if c.kind == "author" and c.without)
    if reading.link in _OF_METHODS and reading.things and "Method" not in reading.things[0].types:
        yield reading.things[0].text


def _types_left_out(masked: str, noun: str, reading: Reading) -> Iterator[str]:
    """Yield the types of things that a question names beside what it asks for, if no condition is about them."""
    if reading.link or reading.want not in _LISTED:
        return
    told = {noun, reading.want} | {c.text for c in reading.conditions if c.kind == "type"}
    told |= {"methods" for c in reading.conditions if c.part == "compare"}  # "as a baseline"
    if not told.isdisjoint(_DATA):
        told |= _DATA
    for m in NOUN.finditer(masked):
        if m.lastgroup in _TYPES and m.lastgroup not in told and not _is_anybody(m, reading):
            at_a_name = _AT_A_NAME.search(masked[: m.start()].rstrip()) or _THEN_A_NAME.match(masked[m.end() :])
            if not (_is_of_links(reading) if m.lastgroup == "code" else at_a_name and not _is_of_others(m, reading)):
                yield m[0]


def _is_anybody(noun: re.Match[str], reading: Reading) -> bool:
    """Tell whether a noun for authors stands for people at large: "metrics that people report"."""
    return noun.lastgroup == "authors" and not (reading.want == "papers" and "author" in noun[0])


def _is_of_others(noun: re.Match[str], reading: Reading) -> bool:
    """Tell whether a noun is for the authors of something: "papers by the authors of #0"."""
    return noun.lastgroup == "authors" and _has_no_author(reading)
