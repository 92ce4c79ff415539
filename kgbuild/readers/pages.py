"""Pages of Hugging Face "Daily Papers" saved as text: titles and abstracts line by line, page chrome around.

Nothing marks a line as a title or an abstract. Known chrome is dropped by its words; the rest is read in the
cheapest of all ways to take it as titles with abstracts, so that one line of unknown chrome, or one missing
abstract, costs that line and does not shift every record after it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kgbuild.readers.rows import Found, Rows
from kgbuild.readers.source import Source

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
_CHROME = re.compile(
    rf"""
    new | today | trending | daily | weekly | monthly | previous | next | submit | upvote | search | sort
    | subscribe | subscribed | menu | (?:hugging\s+face\s*)+ | 🤗.* | back\s+to\s+\w+
    | models | datasets | spaces | posts | docs | enterprise | pricing | log\s*in | sign\s*up
    | community | papers
    | tos | privacy | about | jobs | careers | website | terms(?:\s+of\s+service)? | company | system\s+theme
    | (?:hf\s+)?daily\s+papers | papers\s+of\s+the\s+(?:day|week|month)
    | get\s+trending\s+papers\b.* | by\s*AK(?:\s+and\s+the\s+research\s+community)?
    | view\s+(?:all|more)\b.* | load\s+more\b.* | show\s+more\b.* | submitted\s+by\b.*
    | [·•]?\s*\d+\s+(?:authors?|comments?|upvotes?|papers?) | [\d\s,.·•|<>←→©+-]+
    | {_DAY}{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?
    | {_DAY}\d{{1,2}}\s+{_MONTH}(?:,?\s+\d{{4}})?
    | {_MONTH}\s+\d{{4}} | week\s+\d+(?:,?\s+\d{{4}})?
    """,
    re.IGNORECASE | re.VERBOSE,
)
# The page's first title, when the button above it lost its line break.
_OFFER = "trending papers in your email"
_GLUED = re.compile(r"Subscribe(?=[A-Z0-9\"'“(\[{$])")
_SENTENCE_END = re.compile(r"[.!?][\"')\]}”’]*$")
_SENTENCES = re.compile(r"[a-z0-9)][.!?] +[A-Z]")
_OPENING = re.compile(r"(?:We|This|In this|Here|Recent|Despite|While|Although)\b")
_ADDRESS = re.compile(r"https?://|www\.|github\.com")

_LONGEST = 1 << 26  # characters; a page of fifty papers has some hundred thousand

# Costs of the ways to read a line (see `_read_lines`).
_TITLE_ALONE = 1.25
_CHROME_BEFORE = 0.7
_CHROME_WITHIN = 1.75
_MORE_ABSTRACT = 1.5
_FEW_WORDS = 3


def parse_page(source: Source) -> Rows:
    """Yield the page's records, numbered from 1 in the page's order."""
    yield from read_page(source.text(_LONGEST), source.name)


def read_page(text: str, name: str) -> Rows:
    """Yield the records of a page's text."""
    for number, (title, abstract) in enumerate(_find_records(_find_lines(text)), 1):
        yield Found(f"{name}#{number}", {"title": title, "abstract": abstract})


def is_page(text: str) -> bool:
    """Say whether a text looks like such a page: by known chrome, or as nearly all titles and abstracts."""
    opening = [line.strip() for line in text[:4000].split("\n") if line.strip()][:12]
    if sum(bool(_CHROME.fullmatch(line)) for line in opening) > 1:
        return True
    if "copyright" in text[:500].casefold():
        return False
    lines = _find_lines(text)
    whole = sum("\n" not in abstract and abstract != "" for _, abstract in _find_records(lines))
    return whole > 0 and 2 * whole >= 0.95 * len(lines)


def _find_lines(text: str) -> list[str]:
    lines: list[str] = []
    button = offer = False
    for line in (raw.strip() for raw in text.split("\n")):
        if not line:
            continue
        if _CHROME.fullmatch(line):
            button = button or line.casefold() == "subscribe"
            offer = _OFFER in line
            continue
        # The first title lost its line break where the button should stand: below its offer, or at the top.
        lines.append(_GLUED.sub("", line) if not button and (offer or not lines) else line)
        offer = False
    return lines


def _prose(line: str) -> float:
    """Return how far a line reads as an abstract: above 0 it does, below 0 it reads as a title."""
    words = len(line.split())
    score = -0.5
    if len(line) >= 250:
        score += 3
    elif len(line) >= 180:
        score += 1.5
    elif len(line) < 60:
        score -= 1
    if words <= _FEW_WORDS:
        score -= 2
    score += 1.5 * bool(_SENTENCE_END.search(line))
    score += bool(_SENTENCES.search(line))
    score += bool(_OPENING.match(line))
    return score + bool(_ADDRESS.search(line))


@dataclass(frozen=True, slots=True)
class _Step:
    """The cheapest reading of the lines so far, and its last unit: `record`, `title`, `more` or `chrome`."""

    cost: float
    unit: str
    begin: int
    before: "_Step | None"


def _find_records(lines: Sequence[str]) -> list[tuple[str, str]]:
    records: list[tuple[str, str]] = []
    for step in _read_lines([_prose(line) for line in lines], [len(line.split()) for line in lines]):
        if step.unit == "record":
            records.append((lines[step.begin], lines[step.begin + 1]))
        elif step.unit == "title":
            records.append((lines[step.begin], ""))
        elif step.unit == "more" and records:
            title, abstract = records[-1]
            records[-1] = (title, f"{abstract}\n{lines[step.begin]}" if abstract else lines[step.begin])
    return records


def _read_lines(prose: Sequence[float], words: Sequence[int]) -> list[_Step]:
    """Return the units of the cheapest reading, in order.

    Two states: in the page's head, unknown lines are chrome; after the first record, a line that is no part
    of a record is rather a title whose abstract is missing, or one more paragraph of an abstract.
    """
    heads: list[_Step] = [_Step(0, "start", 0, None)]
    bodies: list[_Step | None] = [None]
    for end in range(1, len(prose) + 1):
        line, like_prose = end - 1, max(0.0, prose[end - 1])
        head = heads[line]
        heads.append(_Step(head.cost + _CHROME_BEFORE + like_prose, "chrome", line, head))
        ways: list[_Step] = []
        if end >= 2:
            pair = max(0.0, prose[line - 1]) + max(0.0, -prose[line])
            before = (bodies[line - 1], heads[line - 1])
            ways += [_Step(state.cost + pair, "record", line - 1, state) for state in before if state]
        body = bodies[line]
        if body:
            alone = _TITLE_ALONE + like_prose + 2 * (words[line] <= _FEW_WORDS)
            ways.append(_Step(body.cost + alone, "title", line, body))
            ways.append(_Step(body.cost + _CHROME_WITHIN + like_prose, "chrome", line, body))
            if body.unit in {"record", "more"}:
                more = _MORE_ABSTRACT + max(0.0, -prose[line])
                ways.append(_Step(body.cost + more, "more", line, body))
        bodies.append(min(ways, key=lambda step: step.cost, default=None))
    step = bodies[-1]
    steps: list[_Step] = []
    while step and step.unit != "start":
        steps.append(step)
        step = step.before
    return steps[::-1]
