"""A sentence with one character in place of each thing it names, so that rules are plain regular expressions.

A mark tells the type of its thing by its range in the private use area of Unicode. Where the words are, the text is
as it was; a place in the marked text leads back to the place in the section.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kgbuild.datamodel import ENTITY_TYPES, SECTIONS, ExtractedEntity, Link, Mention, Paper, Section, Span
from kgbuild.sentences import find_sentences

_PRIVATE_USE: Final = range(0xE000, 0xF900)
_MARKED: Final = (*ENTITY_TYPES, "link")
_MOST: Final = len(_PRIVATE_USE) // len(_MARKED) - 1  # marks of one type in one sentence; what comes after stays words
_FIRST: Final = {name: _PRIVATE_USE[number * (_MOST + 1)] for number, name in enumerate(_MARKED)}


def _range(*names: str) -> str:
    return "[" + "".join(f"{chr(_FIRST[n])}-{chr(_FIRST[n] + _MOST)}" for n in names) + "]"


METHOD: Final = _range("Method")
DATA: Final = _range("Dataset", "Benchmark")
BENCHMARK: Final = _range("Benchmark")
TASK: Final = _range("Task")
METRIC: Final = _range("Metric")
LINK: Final = _range("link")
ANY: Final = _range(*_FIRST)
_PLAIN: Final = dict.fromkeys(range(min(_FIRST.values()), max(_FIRST.values()) + _MOST + 1), " ")


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence of one section: `text`, in lower case, with marks; `marks` are their places in it, in order.

    `things` gives for each mark (by its place) the number of its entity, or of its link; `shifts` by how much the
    section is longer than `text` up to the end of each mark.
    """

    section: Section
    start: int
    text: str
    things: dict[int, int]
    marks: tuple[int, ...]
    shifts: tuple[int, ...]

    def span(self, first: int, last: int) -> Span:
        """Return the place in the section of text[first:last]."""
        return Span(self.section, self._offset(first), self._offset(last))

    def _offset(self, place: int) -> int:
        before = bisect_left(self.marks, place)
        return self.start + place + (self.shifts[before - 1] if before else 0)

    def has(self, wanted: str, first: int = 0, last: int | None = None) -> bool:
        """Tell whether text[first:last] holds a mark of the range `wanted`."""
        low, high, text = wanted[1], wanted[-2], self.text
        places = self.marks if last is None else self.between(first, last)
        return any(low <= text[place] <= high for place in places)

    def between(self, first: int, last: int | None = None) -> tuple[int, ...]:
        """Return the places of the marks in text[first:last]."""
        end = len(self.marks) if last is None else bisect_left(self.marks, last)
        return self.marks[bisect_left(self.marks, first) : end]

    def all_of(self, first: int, last: int, wanted: str) -> tuple[int, ...]:
        """Return the places of the marks in text[first:last] whose character is of the range `wanted`."""
        low, high = wanted[1], wanted[-2]
        return tuple(place for place in self.between(first, last) if low <= self.text[place] <= high)


def find_clauses(paper: Paper, entities: Sequence[ExtractedEntity], links: Sequence[Link]) -> tuple[Clause, ...]:
    """Return the sentences of a paper that name anything, in order."""
    places: list[tuple[Mention, int, str]] = [(m, n, e.type) for n, e in enumerate(entities) for m in e.mentions]
    places += [(link.mention, n, "link") for n, link in enumerate(links) if link.mention]
    found: list[Clause] = []
    for section in SECTIONS:
        text = paper.section(section)
        inside = sorted(
            (place for place in places if place[0].span.section == section and _fits(place[0], text)),
            key=lambda place: (place[0].span.start, -place[0].span.end, place[1]),
        )
        if not inside:
            continue
        k = 0
        for start, end in ((0, len(text)),) if section == "title" else find_sentences(text):
            first = k
            while k < len(inside) and inside[k][0].span.start < end:
                k += 1
            here = [place for place in inside[first:k] if start <= place[0].span.start and place[0].span.end <= end]
            if here:
                found.append(_to_clause(section, text, start, end, here))
    return tuple(found)


def _fits(mention: Mention, text: str) -> bool:
    return text[mention.span.start : mention.span.end] == mention.text


def _to_clause(section: Section, text: str, start: int, end: int, places: Sequence[tuple[Mention, int, str]]) -> Clause:
    parts: list[str] = []
    things: dict[int, int] = {}
    shifts: list[int] = []
    counts = dict.fromkeys(_FIRST, 0)
    length, at, lost = 0, start, 0
    k = 0
    while k < len(places):
        mention, number, kind = places[k]
        first, last = mention.span.start, mention.span.end
        k += 1
        if first < at or counts[kind] > _MOST:
            continue
        if k < len(places) and places[k][1:] == (number, kind) and text[last : places[k][0].span.start] == " (":
            short = places[k][0].span.end  # "full name (short)" is one thing named once
            if text[short : short + 1] == ")":
                last, k = short + 1, k + 1
        words = text[at:first].translate(_PLAIN) if not text.isascii() else text[at:first]
        parts += (words, chr(_FIRST[kind] + counts[kind]))
        counts[kind] += 1
        length += len(words) + 1
        lost += last - first - 1
        things[length - 1] = number
        shifts.append(lost)
        at = last
    parts.append(text[at:end].translate(_PLAIN))
    marked = "".join(parts)
    low = marked.lower()
    return Clause(section, start, low if len(low) == len(marked) else marked, things, tuple(things), tuple(shifts))
