"""How a question is read: its names become numbered places, its conditions are taken out, its form tells the rest."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kgbuild.asking.accounting import left_out
from kgbuild.asking.conditions import (
    as_introduced,
    read_names_in,
    read_types_in,
    take_conditions,
    take_least,
    take_limit,
)
from kgbuild.asking.grammar import (
    AS_A_NOUN,
    AS_A_VERB,
    ASIDE,
    ASKED_AS,
    ASKS_METRICS,
    ASKS_TO_COMPARE,
    ASKS_WHETHER,
    CANNOT,
    CITES,
    CODE_ASKED,
    COLLABORATORS,
    COMPARES,
    COUNT,
    DOWNLOAD,
    EXPECTS_NAME,
    FIRST_AUTHORS,
    IDENTIFIERS,
    KIND_OF_NAME,
    KINDS,
    KINDS_OF_METHODS,
    LIKE,
    LINKS,
    MEASURED,
    MOST,
    NEWEST,
    NOT_UNDERSTOOD,
    NOUN,
    OF_IT,
    OF_PAPERS,
    OLDEST,
    OTHER_NAMES,
    PAGE_ASKED,
    PARTS,
    QUOTES,
    RESULTS,
    SHORT,
    TRIED_ON,
    USED_FOR,
    USES,
    VALUE,
    WHEN,
    WHERE_PUBLISHED,
    WHO,
    YES_OR_NO,
    first_noun,
)
from kgbuild.asking.names import Found, NameTable
from kgbuild.asking.questions import Condition, Declined, Order, Part, Reading
from kgbuild.asking.telling import tell
from kgbuild.asking.words import grammar_word_near, is_filler, is_narrowing, is_of_grammar, words_of

_NOT_LINKED: Final = frozenset({"papers", "metrics", "tasks"})
_DATA: Final = frozenset({"data", "datasets", "benchmarks"})
_ELSE: Final = "and without it the answer would be to another question"
_PAIR: Final = 2
_MOST_SEARCHED: Final = 5  # words that no name and no word of a question is, and that may be a slip of one


@dataclass(frozen=True, slots=True)
class _Question:
    """A question on its way: `masked` with its names as places, `text` that without "please show me".

    `conditions` are those on papers as such, `named` those of its names.
    """

    masked: str
    text: str
    noun: str
    conditions: tuple[Condition, ...]
    named: tuple[Condition, ...]
    asks_code: bool
    asks_page: bool
    count: bool
    least: int
    limit: int

    @property
    def every(self) -> tuple[Condition, ...]:
        return (*self.conditions, *self.named)

    @property
    def things(self) -> tuple[Condition, ...]:
        return tuple(c for c in self.named if c.kind == "thing")

    @property
    def order(self) -> Order:
        return "newest" if NEWEST.search(self.masked) else "oldest" if OLDEST.search(self.masked) else ""

    @property
    def most(self) -> bool:
        return not self.order and MOST.search(self.masked) is not None


def read_question(question: str, names: NameTable) -> Reading | Declined:
    """Return how a question is understood, or why it is not."""
    words = words_of(question)
    as_typed = " ".join(words).lower()
    found, unknown, notes = _find_names(words, names)
    masked = _mask(words, found)
    if CITES.search(masked):
        return Declined("which paper cites which is not in the graph, only what papers name")
    if CANNOT.search(masked) or CANNOT.search(as_typed):
        return Declined("that is not known of papers: a graph has what they name and in which part, and what they say")
    if unknown:
        near = tuple(dict.fromkeys(label for word in unknown[:_MOST_SEARCHED] for label in names.near(word)))
        return Declined(f"nothing in the graph is called {' '.join(unknown)!r}, which is no word of a question", near)
    return _read(_prepare(masked, found), notes)


def _read(asked: _Question, notes: tuple[str, ...]) -> Reading | Declined:
    if m := NOT_UNDERSTOOD.search(asked.text):
        return Declined(f"{m[0].strip()!r} is not understood here, {_ELSE}")
    for form in _FORMS:
        reading = form(asked)
        if isinstance(reading, Declined):
            return reading
        if reading is not None:
            if left := left_out(asked.masked, asked.noun, asked.every, reading):
                return Declined(f"{left.strip()!r} is not understood here, {_ELSE}: {tell(reading)}")
            told = replace(reading, notes=notes, count=asked.count, most=asked.most, order=asked.order)
            return replace(told, least=asked.least, limit=asked.limit)
    return Declined("the question names nothing that is in the graph, and no type of thing that is asked for")


def _find_names(words: list[str], names: NameTable) -> tuple[tuple[Found, ...], list[str], tuple[str, ...]]:
    """Return the names, mistyped ones too, the words that are neither names nor understood, and notes on slips.

    Mistyped words of the grammar are put right in `words`. All names are gone through for a few words only: a question
    with more of them that nobody knows is declined in any case.
    """
    found = list(names.find(words))
    taken = {k for f in found for k in range(f.first, f.last)}
    unknown, notes = [], []
    searched = 0
    for k, word in enumerate(words):
        if k not in taken and is_narrowing(word):
            unknown.append(word)
            continue
        if (
            k in taken
            or is_of_grammar(word)
            or not any(map(str.isalnum, word))
            or (is_filler(word) and not _is_subject(words, k, taken))
        ):
            continue
        searched += 1
        if searched > _MOST_SEARCHED:
            unknown.append(word)
            continue
        if slipped := grammar_word_near(word):
            notes.append(f"{word!r} is read as {slipped!r}")
            words[k] = slipped
            continue
        slip = names.find_mistyped(words, k)
        if slip is not None and taken.isdisjoint(range(slip.first, slip.last)):
            found.append(slip)
            taken.update(range(slip.first, slip.last))
            notes.append(f"{slip.text!r} is read as {slip.names[0].label!r}")
        else:
            unknown.append(word)
    return tuple(sorted(found, key=lambda f: f.first)), unknown, tuple(notes)


def _is_subject(words: Sequence[str], number: int, taken: Collection[int]) -> bool:
    """Tell whether a common word stands where a name is expected: "papers on love", not "papers that love BERT"."""
    before = number
    while before and is_filler(words[before - 1]) and not is_of_grammar(words[before - 1]) and before - 1 not in taken:
        before -= 1
    behind = number + 1
    while behind < len(words) and (is_filler(words[behind]) or is_of_grammar(words[behind])) and behind not in taken:
        behind += 1
    if number + 1 < len(words) and words[number + 1][0].isdigit():  # "in the period 2020-2022"
        return False
    return before > 0 and EXPECTS_NAME.search(words[before - 1].lower()) is not None and behind not in taken


def _mask(words: Sequence[str], found: Sequence[Found]) -> str:
    """Return a question with its names as numbered places, a name for "it" where there is one."""
    masked, start = [], 0
    for number, name in enumerate(found):
        masked += [w.lower() for w in words[start : name.first]] + [f"#{number}"]
        start = name.last
    text = " ".join(masked + [w.lower() for w in words[start:]])
    return OF_IT.sub(r"\2\1\3", text) if len(found) == 1 else text


def _prepare(masked: str, found: Sequence[Found]) -> _Question:
    asks_code = CODE_ASKED.search(masked) is not None and first_noun(masked) != "papers"
    asks_page = PAGE_ASKED.search(masked) is not None and first_noun(masked) != "papers"
    count = COUNT.search(masked) is not None
    least, masked = take_least(masked)
    limit, masked = take_limit(masked)
    conditions, masked = take_conditions(masked, found, code=not asks_code)
    named = tuple(read_names_in(masked, found))
    if not KIND_OF_NAME.match(ASIDE.sub("", masked, count=1)):  # which asks for it: "question answering dataset"
        masked = KIND_OF_NAME.sub(r"\g<name>", masked)
    text = ASIDE.sub("", masked, count=1).strip() or masked.strip()
    return _Question(
        masked,
        text,
        _noun_asked(text),
        tuple(conditions),
        named,
        count=count,
        asks_code=asks_code,
        asks_page=asks_page,
        least=least,
        limit=limit,
    )


def _noun_asked(text: str) -> str:
    """Return what a question asks for: its first noun, or the one of "what do papers use as metrics"."""
    if m := ASKED_AS.search(text):
        return m.lastgroup or ""
    return first_noun(AS_A_VERB.sub(r"\1", AS_A_NOUN.sub(" ", text)))


def _read_code(asked: _Question) -> Reading | Declined | None:
    if DOWNLOAD.search(asked.masked) and asked.things:
        return Reading("addresses", asked.every)
    if not asked.asks_code:
        return None
    if not asked.every:
        return Declined("the code of what?")
    return Reading("code of papers" if OF_PAPERS.search(asked.masked) else "code", asked.every)


def _read_people(asked: _Question) -> Reading | Declined | None:
    if asked.noun != "papers" and COLLABORATORS.search(asked.masked) and any(c.kind == "author" for c in asked.named):
        return Reading("collaborators", asked.every)
    first = FIRST_AUTHORS.search(asked.masked) is not None
    if not (first or WHO.search(asked.masked) or asked.noun == "authors"):
        return None
    types = read_types_in(asked.masked)
    if types and not asked.every:
        return Reading("authors", tuple(types))
    if not (asked.every or asked.most or asked.count or asked.least):
        return Declined("the authors of what?")
    makers = re.search(r"\b(?:inventor|creator|developer|founder)s?\b|\bbehind\b", asked.masked)
    every = tuple(as_introduced(c) if makers or c.part == "any" else c for c in asked.every)
    return Reading("first authors" if first else "authors", every)


def _read_identifiers(asked: _Question) -> Reading | None:
    for name, pattern in IDENTIFIERS.items():
        if asked.named and pattern.search(asked.masked):
            named = tuple(c for c in asked.every if not (c.kind in {"thing", "venue"} and c.text.lower() == "arxiv"))
            return Reading(name, tuple(map(as_introduced, named)))
    return None


def _read_names(asked: _Question) -> Reading | None:
    """Read a question for the other names of a thing."""
    alone = len(asked.every) == 1 and len(asked.things) == 1
    return Reading("names", asked.every) if alone and OTHER_NAMES.search(asked.masked) else None


def _read_results(asked: _Question) -> Reading | None:
    reported = {"Dataset", "Benchmark", "Task", "Method"}
    data = [c for c in asked.things if reported & set(c.types)]
    asks_metrics = ASKS_METRICS.search(asked.text) is not None
    value = asked.things and asked.things[0].types == ("Metric",) and VALUE.search(asked.text)
    asks = RESULTS.search(asked.masked) or value
    return Reading("results", asked.things) if data and not asks_metrics and asks else None


def _read_pages(asked: _Question) -> Reading | None:
    if not asked.asks_page or not asked.named:
        return None
    return Reading("pages", tuple(map(as_introduced, asked.every)))


def _read_venues(asked: _Question) -> Reading | None:
    if not (WHERE_PUBLISHED.search(asked.masked) or asked.noun == "venues") or not asked.named:
        return None
    return Reading("venues", tuple(map(as_introduced, asked.every)) if len(asked.named) == 1 else asked.every)


def _read_years(asked: _Question) -> Reading | Declined | None:
    if not WHEN.search(asked.masked):
        return None
    if not asked.named and asked.most:
        return Reading("years", asked.every)
    return Reading("years", tuple(map(as_introduced, asked.every))) if asked.named else Declined("the year of what?")


def _read_likeness(asked: _Question) -> Reading | None:
    papers = tuple(c for c in asked.named if c.kind == "paper")
    if LIKE.search(asked.masked) and (papers or (asked.noun == "papers" and asked.things)):
        return Reading("like", (*asked.conditions, *(papers or asked.things)))
    return None


def _read_comparison(asked: _Question) -> Reading | None:
    compares = ASKS_TO_COMPARE.search(asked.masked) and COMPARES.search(asked.masked)
    if compares and len(asked.things) >= _PAIR and asked.noun != "papers" and not asked.count:
        return Reading("comparison", (*asked.conditions, *asked.things))
    return None


def _read_quotes(asked: _Question) -> Reading | None:
    return Reading("quotes", asked.every) if asked.things and QUOTES.search(asked.masked) else None


def _read_kinds(asked: _Question) -> Reading | Declined | None:
    """Read a question for what is narrower than the thing that is named: "which language models are used"."""
    if not asked.things or asked.named[0].kind != "thing":
        return None
    of = asked.named[0]
    methods = _is_method(of) and KINDS_OF_METHODS.search(asked.text) and not asked.named[1:]
    if not (methods or KINDS.search(asked.text)):
        return None
    if any(pattern.search(asked.masked) for pattern, _, _ in LINKS):
        return Declined(f"it asks for kinds of {of.text}, and what else is asked of them is not understood")
    return Reading("kinds", (of, *asked.conditions, *asked.named[1:]))


def _read_link(asked: _Question) -> Reading | None:
    """Read a question for what a thing is compared with, built on, part of or used with."""
    if not asked.things or asked.noun in _NOT_LINKED:
        return None
    if not asked.noun and len(asked.things) == _PAIR and ASKS_WHETHER.match(asked.masked):  # "is A based on B"
        return None
    for pattern, want, link in LINKS:
        if pattern.search(asked.masked) and not (link == "compared" and asked.noun in _DATA):
            told = asked.noun not in {"", "things", "data"} and want in {"methods", "things"}
            every = tuple(replace(c, part="any") for c in asked.every) if link == "beside" else asked.every
            return Reading(asked.noun if told else want, every, link)
    return None


def _read_list(asked: _Question) -> Reading | Declined | None:
    """Read a question for papers or things of a type, under conditions."""
    noun, conditions = asked.noun, list(asked.every)
    if not noun:
        return None
    if noun in {"quotes", "things", "years"} and not conditions:
        return Declined("the question names nothing of which to tell that")
    if noun == "things" and any(c.kind == "author" for c in conditions):  # "the oldest thing that she wrote"
        noun = "papers"
    if noun == "papers" and not conditions and not (asked.count or asked.order or asked.least) and _has_fillers(asked):
        return Declined("it asks for papers, and under which condition is not understood")
    part: Part = "any"
    if noun == "papers":
        conditions += read_types_in(asked.masked)
    elif noun not in {"code", "venues", "quotes", "years"}:
        part = _part_of_noun(asked.masked, noun, most=asked.most)
    if noun in _DATA | {"tasks", "metrics"}:
        # What a method was tried on and is for its own paper says; `kgbuild.asking.answer` widens this where none does.
        conditions = [as_introduced(c) if _is_method(c) else c for c in conditions]
    return Reading(noun, tuple(conditions), part=part)


def _is_method(condition: Condition) -> bool:
    """Tell whether a condition names methods; what is a task as well ("machine translation") nobody introduces."""
    return "Method" in condition.types and "Task" not in condition.types


def _has_fillers(asked: _Question) -> bool:
    return any(is_filler(word) and not is_of_grammar(word) for word in asked.masked.split())


def _part_of_noun(masked: str, noun: str, *, most: bool) -> Part:
    """Return the part that the things asked for play: "which datasets were introduced in 2015", "new methods".

    That things are used says something of them only where they are ranked: "the most used methods".
    """
    at = next((m for m in NOUN.finditer(masked) if m.lastgroup == noun), None)
    if at is None:
        return "any"
    near, before = masked[at.end() :].split("#", 1)[0], masked[: at.start()]
    if PARTS["introduce"].search(near) or PARTS["introduce"].search(before):
        return "introduce"
    if most and (PARTS["use"].search(near) or PARTS["use"].search(before)):
        return "use"
    return "compare" if PARTS["compare"].search(near) and noun == "methods" else "any"


def _read_without_noun(asked: _Question) -> Reading | Declined | None:
    if not asked.every:
        return None
    tried = tuple(as_introduced(c) if _is_method(c) else c for c in asked.every)
    alone, about = len(asked.things) == 1, asked.masked
    paper = len(asked.every) == 1 and asked.every[0].kind == "paper"
    pair = len(asked.things) == _PAIR and not asked.count
    forms: tuple[tuple[bool, Reading], ...] = (
        (bool(asked.things and MEASURED.search(about)), Reading("metrics", tried)),
        (bool(alone and TRIED_ON.search(about)), Reading("data", tried)),
        (bool(alone and USED_FOR.search(about)), Reading("tasks", asked.every)),
        (bool(alone and USES.search(about)), Reading("things", asked.every, "beside")),
        (
            paper or bool(alone and len(asked.every) == 1 and SHORT.search(asked.text)),
            Reading("description", asked.every),
        ),
        (bool(pair and YES_OR_NO.search(about)), Reading("comparison", asked.every)),
    )
    reading = next((reading for fits, reading in forms if fits), None)
    if reading is None and len(asked.things) > 1 and any(p.search(about) for p in (TRIED_ON, USED_FOR, USES)):
        return Declined("that is told of one thing at a time, and the question names several")
    return reading or Reading("papers", asked.every)


# In the order in which they are tried.
_FORMS: Final[tuple[Callable[[_Question], Reading | Declined | None], ...]] = (
    _read_identifiers,
    _read_names,
    _read_kinds,
    _read_results,
    _read_code,
    _read_people,
    _read_pages,
    _read_venues,
    _read_years,
    _read_likeness,
    _read_comparison,
    _read_quotes,
    _read_link,
    _read_list,
    _read_without_noun,
)
