"""Places in a paper's text: find those of a name, and settle a mention whose offsets do not fit."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from kgbuild.datamodel import BY_SEARCH, SECTIONS, Mention, Paper, Section, Span
from kgbuild.limits import LOCATED

_SCHEME = re.compile(r"https?://(?:www\.)?")


def find_mentions(names: Sequence[str], paper: Paper) -> tuple[Mention, ...]:
    """Find every place of every name in title and abstract, in the order of the text, none within another.

    No more than LOCATED. Longer names go first, so that "graph" finds no place inside "graph network". Each name counts
    at word boundaries only, in its own case if it occurs so anywhere, else in any case.
    """
    places = Places()
    for name in sorted(dict.fromkeys(names), key=lambda name: (-len(name), name)):
        for exact in (True, False):
            found = [
                Span(section, start, end)
                for section in SECTIONS
                for start, end in islice(_occurrences(name, paper.section(section), exact=exact), LOCATED.most)
            ]
            for span in found:
                places.take(span)
            if found:
                break
    spans = places.spans()[: LOCATED.most]
    return tuple(Mention(s, paper.section(s.section)[s.start : s.end], BY_SEARCH) for s in spans)


class Places:
    """Places of a paper of which no two have a character in common."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        """Take places, in which some may overlap."""
        self._starts: dict[Section, list[int]] = {section: [] for section in SECTIONS}
        self._ends: dict[Section, list[int]] = {section: [] for section in SECTIONS}
        for span in spans:
            self.take(span)

    def take(self, span: Span) -> bool:
        """Take a place unless a part of it is taken; tell whether it was free."""
        starts, ends = self._starts[span.section], self._ends[span.section]
        number = bisect_left(starts, span.end)
        if number and ends[number - 1] > span.start:
            return False
        starts.insert(number, span.start)
        ends.insert(number, span.end)
        return True

    def spans(self) -> list[Span]:
        """Return the places in the order of the text."""
        return [
            Span(section, *place)
            for section in SECTIONS
            for place in zip(self._starts[section], self._ends[section], strict=True)
        ]


def find_address(url: str, paper: Paper) -> Mention | None:
    """Find an address in the text, which may give it without scheme or final slash."""
    bare = _SCHEME.sub("", url)
    for spelling in dict.fromkeys((url, bare, bare.rstrip("/"))):
        for section in reversed(SECTIONS):
            start = paper.section(section).find(spelling) if spelling else -1
            if start >= 0:
                return Mention(Span(section, start, start + len(spelling)), spelling, BY_SEARCH)
    return None


def settle_mention(mention: Mention, paper: Paper) -> Mention | None:
    """Return the mention if its text is where it says, else at the nearest place that has it, else None.

    Where the paper comes without its abstract, mentions in the abstract stay as they are.
    """
    section, start, end = mention.span.section, mention.span.start, mention.span.end
    text = paper.section(section)
    if 0 <= start < end and text[start:end] == mention.text:
        return mention
    if section == "abstract" and not text:
        return mention if mention.text and start >= 0 and end - start == len(mention.text) else None
    for place in dict.fromkeys((section, *SECTIONS)):
        span = _nearest(mention.text, paper, place, start)
        if span:
            return Mention(span, mention.text, mention.by)
    return None


def _nearest(text: str, paper: Paper, section: Section, start: int) -> Span | None:
    whole = paper.section(section)
    starts = _starts(text, whole)
    if not starts:
        return None
    after = bisect_left(starts, start)
    best = min(starts[max(0, after - 1) : after + 1], key=lambda first: (abs(first - start), first))
    return Span(section, best, best + len(text))


@lru_cache(maxsize=256)  # many mentions may have one text
def _starts(text: str, whole: str) -> tuple[int, ...]:
    """Return where a text begins as a word of its own, else anywhere."""
    starts = tuple(first for first, _ in _occurrences(text, whole, exact=True))
    return starts or tuple(start for start, _ in _stretches(text, whole))


@lru_cache(maxsize=16)
def _lower(text: str) -> str:
    return text.lower()


def _occurrences(name: str, text: str, *, exact: bool) -> Iterator[tuple[int, int]]:
    for start, end in _stretches(name, text) if exact else _stretches_in_any_case(name, text):
        if start and _is_word(text[start - 1]) and _is_word(name[0]):
            continue
        if end < len(text) and _is_word(text[end]) and _is_word(name[-1]):
            continue
        yield start, end


def _stretches(name: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where a name stands, one place after the end of the other."""
    start = text.find(name) if name else -1
    while start >= 0:
        yield start, start + len(name)
        start = text.find(name, start + len(name))


def _stretches_in_any_case(name: str, text: str) -> Iterator[tuple[int, int]]:
    if text.isascii() and name.isascii():
        yield from _stretches(name.lower(), _lower(text))
    elif name:
        yield from (match.span() for match in re.finditer(re.escape(name), text, re.IGNORECASE))


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
