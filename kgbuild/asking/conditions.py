"""The conditions in a question: years, code, pages, kinds of papers, and the names with the part that each plays."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final, cast

from kgbuild.asking.grammar import (
    AS_BASELINE,
    CONTRIBUTES,
    ITS_PAPER,
    LEAST,
    LIMIT,
    NOT,
    NOUN,
    NUMBERED,
    PAGES,
    PARTS,
    WITH_CODE,
    WITHOUT_CODE,
    YEARS,
    YearForm,
    last_part,
)
from kgbuild.asking.names import Found, Name
from kgbuild.asking.questions import Condition, Part
from kgbuild.asking.words import CONTRIBUTIONS, NUMBERS

_TYPED: Final = frozenset({"methods", "datasets", "benchmarks", "data", "tasks", "metrics"})
LAST_YEAR: Final = 9999
_JOINED: Final = frozenset(
    {
        "and",
        "",
        "both",
        "and also",
        "nor",
        "as well as",
        "and the",
        "and with",
        "nor on",
        "nor with",
        "nor for",
        "+",
        "&",
    }
)
_OR: Final = frozenset({"or", "and/or"})
# The verb before a name is about something else: "that introduce a dataset for NAME", "that compare methods on NAME".
_OF_ITS_OBJECT: Final = re.compile(
    rf"\b(?:{'|'.join(rf'(?:{verb.pattern})' for verb in PARTS.values())})(?: \w+){{0,3}} "
    r"(?:methods?|models?|algorithms?|approach(?:es)?|datasets?|data ?sets?|corpora|corpus|benchmarks?|tasks?|metrics?)"
    r" (?:for|on|in|of|about) (?:the |a |an )?$"
)
# "what is new with NAME", "new papers on NAME": it is the papers that are new, not the thing.
_NEW: Final = re.compile(r"\bnew\b")

# "not published at NAME", and "except for surveys".
_NOT_AT: Final = (
    r"(?:\b(?:(?:are|is|was|were|did) )*(?P<not>not |outside |except )(?:of |published |presented |appear )*)"
)
_BUILDS: Final = re.compile(r"\b(?:buil[dt]s?|building)\b(?! (?:up)?on\b)")  # "papers that build a benchmark"
_THAT_AFTER_NAMES: Final = re.compile(r" (?:that|which)(?: [^#\s]+)+ $")
_OF_TYPE: Final = re.compile(r"(?:^| )(dataset|benchmark|metric) (?=papers?\b|articles?\b)")
_TWO_COMPARED: Final = re.compile(r" (?:with|to|against|and|or) (?:the )?")  # "papers that compare NAME with NAME"
_NO_SUCH: Final = re.compile(
    r"(?:\b(?:but|and|that|which|are) )*\b(?:except|excluding|not|no|without|other than|minus)"
    r"(?: for| the| any| being)* $"
)


def take_conditions(masked: str, found: Sequence[Found], *, code: bool) -> tuple[list[Condition], str]:
    """Return the conditions on papers as such, and the question without them; `code` tells to look for that one."""
    conditions: list[Condition] = []
    for pattern, form in YEARS:
        while m := pattern.search(masked):
            conditions.append(Condition("years", years=_years(form, [g for g in m.groups() if g])))
            masked = _without(masked, m)
    patterns = [(p, Condition("link", text=page)) for page, p in PAGES.items()]
    if code:
        patterns += [(WITHOUT_CODE, Condition("code", without=True)), (WITH_CODE, Condition("code"))]
    for pattern, condition in patterns:
        if m := pattern.search(masked):
            conditions.append(condition)
            masked = _without(masked, m)
    if (m := _OF_TYPE.search(masked)) and not re.search(r"#\d+$", masked[: m.start()]):  # "benchmark papers"
        conditions.append(Condition("type", part="introduce", text=f"{m[1]}s"))
        masked = _without(masked, m)
    contribution, masked = _take_contribution(masked)
    venues, masked = _take_venues(masked, found)
    return [*conditions, *contribution, *venues], masked


def take_least(masked: str) -> tuple[int, str]:
    """Take "in at least three papers" out: the number of papers that what is asked for must stand in."""
    m = next((m for pattern in LEAST if (m := pattern.search(masked))), None)
    if m is None:
        return 0, masked
    number = m["number"]
    least = int(number) if number.isdigit() else NUMBERS.index(number)
    return least + (m["how"] in {"more than", "over"}), _without(masked, m)


def take_limit(masked: str) -> tuple[int, str]:
    """Take the number out of "the two most used datasets"."""
    m = next((m for pattern in LIMIT if (m := pattern.search(masked))), None)
    if m is None:
        return 0, masked
    kept = m.groupdict().get("kept") or "the"
    number = m["number"]
    limit = int(number) if number.isdigit() else NUMBERS.index(number)
    return limit, f"{masked[: m.start()]}{kept} {masked[m.end() :]}"


def _take_contribution(masked: str) -> tuple[list[Condition], str]:
    """Take "survey papers" and "surveys on" out: papers of a kind."""
    for word, kind in CONTRIBUTIONS.items():
        alone = rf"|\b{word}s?\b(?= on\b| of\b| about\b)|\b{word}s$|^{word}s?\b" if kind == "survey" else ""
        m = re.search(rf"\b{word}s?\b(?= papers?\b| articles?\b| stud){alone}", masked)
        if m:
            before = masked[: m.start()]
            no = _NO_SUCH.search(before)
            before = before[: no.start()] if no else before
            noun = "" if re.match(r" (?:paper|article|stud)", masked[m.end() :]) else "papers"
            return [Condition("contribution", text=kind, without=no is not None)], before + noun + masked[m.end() :]
    if m := CONTRIBUTES.search(masked):
        kind = CONTRIBUTIONS.get(m["kind"].removesuffix("s"), "method")
        others = [Condition("contribution", text="method", without=True)] if m["other"] else []
        return [Condition("contribution", text=kind), *others], _without(masked, m)
    return [], masked


def _take_venues(masked: str, found: Sequence[Found]) -> tuple[list[Condition], str]:
    conditions: list[Condition] = []
    for number, name in enumerate(found):
        m = re.search(rf"{_NOT_AT}?(?:\b(?:at|in|from|of) )?#{number}\b(?! ?#)", masked)
        if m and name.names[0].kind == "venue":
            # A paper has one venue: "ICCV and ECCV" are alternatives, and "both ICCV and ECCV" is not about papers.
            before = masked[: m.start()].rstrip()
            either = bool(conditions) and before.endswith(("or", "and")) and not re.search(r"\bboth\b", before)
            if either:
                conditions[-1] = replace(conditions[-1], names=(*conditions[-1].names, name.names[0]))
            else:
                without = m["not"] is not None
                conditions.append(Condition("venue", (name.names[0],), without=without, text=name.text))
            masked = _without(masked, m)
            masked = re.sub(r"\b(?:or|and)\s*$|^\s*(?:or|and)\b", "", masked).strip() if either else masked
    return conditions, masked


def read_names_in(masked: str, found: Sequence[Found]) -> list[Condition]:
    """Return a condition for each name in a question, alternatives ("A or B") as one."""
    conditions: list[Condition] = []
    brought = {m["name"] for m in ITS_PAPER.finditer(masked)}  # "the BERT paper" is the one that brings it
    last_end = 0
    for m in NUMBERED.finditer(masked):
        before, behind = masked[last_end : m.start()], masked[m.end() :].split("#", 1)[0]
        name, *namesakes = _choose(found[int(m[1])], before)
        part = _part(before, behind, first=not conditions)
        if m[0] in brought and name.kind == "thing":
            part = "introduce"
        one = Condition(name.kind, (name, *namesakes), part, NOT.search(before) is not None, text=found[int(m[1])].text)
        if conditions and before.strip() in _OR and conditions[-1].kind == name.kind:
            conditions[-1] = replace(conditions[-1], names=(*conditions[-1].names, *one.names))
        elif conditions and before.strip() in _JOINED and part == "any":
            conditions.append(replace(one, part=conditions[-1].part, without=conditions[-1].without))
        else:
            conditions.append(one)
        last_end = m.end()
    return conditions


def read_types_in(masked: str) -> list[Condition]:
    """Return the conditions of papers that bring or use anything of a type: "papers that introduce a benchmark"."""
    conditions = []
    for before, here in pairwise(NOUN.finditer(masked)):
        between = masked[before.end() : here.start()]
        if m := _THAT_AFTER_NAMES.search(between):  # "papers about NAME that introduce a dataset"
            between = between[m.start() :]
        part = "introduce" if _BUILDS.search(between) else last_part(between)
        without = NOT.search(between) is not None
        told = part in {"introduce", "use"} or without
        if here.lastgroup in _TYPED and told and "#" not in between:
            one = Condition("type", part=cast("Part", part or "any"), without=without, text=here.lastgroup or "")
            conditions.append(one)
    return conditions


def as_introduced(condition: Condition) -> Condition:
    """Return a condition on a thing as one on the papers that bring it."""
    brought = condition.kind == "thing" and condition.part in {"any", "use", "address"}
    return replace(condition, part="introduce") if brought else condition


def _choose(found: Found, before: str) -> tuple[Name, ...]:
    """Return what a name stands for here: an author behind "by", else the likeliest; of a surname all who bear it."""
    wanted = ""
    if re.search(r"\b(?:by|author|from|of)\s*$", before):
        wanted = "author"
    elif re.search(r"\b(?:titled|called|paper|article|title)\s*$", before):
        wanted = "paper"
    name = next((name for name in found.names if name.kind == wanted), found.names[0])
    if name.kind != "author":
        return (name,)
    people = tuple(one for one in found.names if one.kind == "author")
    exact = tuple(one for one in people if one.label.casefold() == found.text.casefold())
    return exact or people


def _part(before: str, behind: str, *, first: bool) -> Part:
    """Return the part that a name plays, by the last verb before it, else by what follows it in the passive."""
    if AS_BASELINE.search(behind):
        return "compare"
    if _TWO_COMPARED.fullmatch(behind) and last_part(before) == "compare":
        return "any"
    part = "" if _OF_ITS_OBJECT.search(before) else last_part(_NEW.sub(" ", before))
    passive = re.match(r"\s*(?:is|are|was|were|been|being|get|gets)?\s*(\w+)\b(?=.*\b(?:by|in)\b|$)", behind)
    if not part and first and passive:
        part = next((p for p, pattern in PARTS.items() if pattern.fullmatch(passive[1])), "")
    return cast("Part", part or "any")


def _without(masked: str, m: re.Match[str]) -> str:
    return " ".join((masked[: m.start()] + " " + masked[m.end() :]).split())


def _years(form: YearForm, years: Iterable[str]) -> tuple[tuple[int, int], ...]:
    first, *more = years
    year = int(first)
    if form == "span":
        last = int(more[0] if len(more[0]) == len(first) else first[:2] + more[0])  # 2015-18
        return ((min(year, last), max(year, last)),)
    if form == "either":
        return (year, year), (int(more[0]), int(more[0]))
    forms = {
        "decade": (year, year + 9),
        "since": (year, LAST_YEAR),
        "after": (year + 1, LAST_YEAR),
        "before": (0, year - 1),
        "until": (0, year),
    }
    return (forms.get(form, (year, year)),)
