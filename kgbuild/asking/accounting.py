"""What of a question its reading leaves out: an answer without it would be one to another question."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from kgbuild.asking.grammar import ASIDE, NOT, NOUN, PARTS
from kgbuild.asking.questions import Condition, Reading
from kgbuild.asking.words import says_something_before

# Types that a question may name beside the one that it asks for, each a condition of its own.
_TYPES: Final = frozenset({"methods", "datasets", "benchmarks", "tasks", "metrics", "authors", "venues", "code"})
_LISTED: Final = frozenset({"papers", "authors", "venues", "years", "kinds", *_TYPES})
_DATA: Final = frozenset({"data", "datasets", "benchmarks"})
_LINKED_TO: Final = frozenset({"addresses", "code", "code of papers", "pages"})
_OF_METHODS: Final = frozenset({"beats", "beaten", "builds on", "is basis of"})
_AT_A_NAME: Final = re.compile(r"#\d+(?: (?:the|a|an|is|are|was|as|and|or|of|for|in|on))*$")
_THEN_A_NAME: Final = re.compile(
    r"^(?: (?:of|for|on|in|like|called|named|the|such|as|is|was|are|does|do|did|has|have))* #\d+"
)
_WORD_AT_END: Final = re.compile(r"(?:^| )([a-z][\w-]*) $")
_BEFORE_A_NAME: Final = re.compile(r"(?:^| )([a-z][\w-]*)(?= (?:(?:the|an?|its|their|both|either) )*#\d)")
_BEFORE_A_PREPOSITION: Final = re.compile(
    r"(?:^| )([a-z][\w-]*)(?= (?:of|in|on|from|to|for|with|into|onto|upon|by|at|away|out|off)"
    rf" (?:(?:the|an?|its|their|these|those|all|any) )*(?:#\d|{NOUN.pattern}))"
)
# "papers on graphs", "papers about data": words of questions as the subject.
_ABOUT_NO_NAME: Final = re.compile(
    r"\b(?:on|about|regarding|concerning) (?:(?:the|an?|any|all) )*(?!it$|them$|github$)([a-z][\w-]*)$"
)
_WITH_NO_NAME: Final = re.compile(r"\b(?:with|for|using) (?:(?:the|an?|any|all) )*([a-z][\w-]*)$")
_AS_A: Final = re.compile(r"\bas (?:an? |the |their )?$")
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
    yield from _narrowing(NOT.sub("not", ASIDE.sub("", masked, count=1)))
    if reading.want == "papers":
        subject = _ABOUT_NO_NAME.search(masked) or (None if reading.conditions else _WITH_NO_NAME.search(masked))
        if subject:
            yield subject[1]
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


def _says_first(reading: Reading) -> bool:
    return reading.want != "authors" or not reading.things or any("Task" not in c.types for c in reading.things)


def _has_no_author(reading: Reading) -> bool:
    return not any(c.kind == "author" for c in reading.conditions)


# What says something wherever it stands, and which readings it is part of. What is in the first group of a pattern, if
# it has one, is what is told.
_MEANT: Final[tuple[tuple[re.Pattern[str], Callable[[Reading], bool]], ...]] = (
    (NOT, _is_negated),
    # Only some of the methods and venues are these, and which the graph does not tell.
    (re.compile(r"(?<!#\d )(?<!#\d\d )\b((?:optimi[sz]er|network|journal)s?)\b(?! #)"), _never),
    # "who wrote about object detection first": nobody introduces a task.
    (re.compile(r"\bfirst\b(?! authors?)"), _says_first),
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


def _narrowing(text: str) -> Iterator[str]:
    """Yield common words that say which papers are meant, or what they do with a thing, and that no reading tells."""
    for m in NOUN.finditer(text):
        if (before := _WORD_AT_END.search(text[: m.start()])) and says_something_before(before[1], "noun"):
            yield before[1]
    yield from (m[1] for m in _BEFORE_A_NAME.finditer(text) if says_something_before(m[1], "name"))
    yield from (m[1] for m in _BEFORE_A_PREPOSITION.finditer(text) if says_something_before(m[1], "preposition"))


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
    if reading.want == "metrics" and reading.things and all(c.types == ("Metric",) for c in reading.things):
        yield reading.things[0].text
    if reading.link in _OF_METHODS and reading.things and "Method" not in reading.things[0].types:
        yield reading.things[0].text


def _types_left_out(masked: str, noun: str, reading: Reading) -> Iterator[str]:
    """Yield the types of things that a question names beside what it asks for, if no condition is about them."""
    if reading.link or reading.want not in _LISTED:
        return
    told = {reading.want} if reading.want == "kinds" else {noun, reading.want}
    told |= {c.text for c in reading.conditions if c.kind == "type"}
    told |= {"methods"} if reading.want == "kinds" else set()
    told |= {"methods" for c in reading.conditions if c.part == "compare"}  # "as a baseline"
    if not told.isdisjoint(_DATA):
        told |= _DATA
    for m in NOUN.finditer(masked):
        if m.lastgroup in _TYPES and m.lastgroup not in told and not _is_anybody(m, reading):
            if _AS_A.search(masked[: m.start()]):  # "NAME used as a dataset"
                if not _is_called(reading, m.lastgroup):
                    yield m[0]
                continue
            at_a_name = _AT_A_NAME.search(masked[: m.start()].rstrip()) or _THEN_A_NAME.match(masked[m.end() :])
            if not (_is_of_links(reading) if m.lastgroup == "code" else at_a_name and not _is_of_others(m, reading)):
                yield m[0]


def _is_called(reading: Reading, noun: str) -> bool:
    """Tell whether something that is named has the type that a noun stands for, or somebody is an author."""
    if noun == "authors":
        return any(c.kind == "author" for c in reading.conditions)
    return any(noun.removesuffix("s").capitalize() in c.types for c in reading.things)


def _is_anybody(noun: re.Match[str], reading: Reading) -> bool:
    """Tell whether a noun for authors stands for people at large: "metrics that people report"."""
    return noun.lastgroup == "authors" and not (reading.want == "papers" and "author" in noun[0])


def _is_of_others(noun: re.Match[str], reading: Reading) -> bool:
    """Tell whether a noun is for the authors of something: "papers by the authors of #0"."""
    return noun.lastgroup == "authors" and _has_no_author(reading)
