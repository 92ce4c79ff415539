"""A sentence with one character in place of each thing it names, so that rules are plain regular expressions.

A mark tells the type of its thing by its range in the private use area of Unicode. Where the words are, the text is
as it was; a place in the marked text leads back to the place in the section.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from kgbuild.datamodel import SECTIONS, ExtractedEntity, Link, Paper, Section, Span
from kgbuild.entity_types import ENTITY_TYPES
from kgbuild.sentences import divide_long, find_sentences

_PRIVATE_USE: Final = range(0xE000, 0xF900)
_MARKED: Final = (*ENTITY_TYPES, "link")
_MOST: Final = len(_PRIVATE_USE) // len(_MARKED) - 1  # marks of one type in one sentence; what comes after stays words
_FIRST: Final = {name: _PRIVATE_USE[number * (_MOST + 1)] for number, name in enumerate(_MARKED)}


def type_of_mark(text: str) -> str:
    """Return the type of the thing that a mark stands for, "link" for an address; an empty string for any word."""
    place = ord(text) - _PRIVATE_USE[0] if len(text) == 1 else -1
    return _MARKED[place // (_MOST + 1)] if 0 <= place < len(_MARKED) * (_MOST + 1) else ""


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

    `things` gives for each mark (by its place) the id of its entity, or of its link; `shifts` by how much the section
    is longer than `text` up to the end of each mark.
    """

    section: Section
    start: int
    text: str
    things: dict[int, str]
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
        for place in self.marks if last is None else self.between(first, last):  # noqa: SIM110 - twice as quick as any()
            if low <= text[place] <= high:
                return True
        return False

    def between(self, first: int, last: int | None = None) -> tuple[int, ...]:
        """Return the places of the marks in text[first:last]."""
        end = len(self.marks) if last is None else bisect_left(self.marks, last)
        return self.marks[bisect_left(self.marks, first) : end]

    def all_of(self, first: int, last: int, wanted: str) -> tuple[int, ...]:
        """Return the places of the marks in text[first:last] whose character is of the range `wanted`."""
        low, high = wanted[1], wanted[-2]
        return tuple(place for place in self.between(first, last) if low <= self.text[place] <= high)


class _Named(NamedTuple):
    """A place where the text names a thing: an entity, by its type, or a link."""

    span: Span
    thing: str
    type: str


def find_clauses(
    paper: Paper, entities: Mapping[str, ExtractedEntity], links: Mapping[str, Link], *, every: bool = False
) -> tuple[Clause, ...]:
    """Return the sentences of a paper that name anything, or `every` one, in order; entities and links by their ids."""
    # Of things named by the same words the earlier one counts.
    places = sorted(_named(paper, entities, links), key=lambda place: (place.span.start, -place.span.end))
    found: list[Clause] = []
    for section in SECTIONS:
        text = paper.section(section)
        inside = [place for place in places if place.span.section == section]
        if not inside and not every:
            continue
        k = 0
        for start, end in divide_long(text, 0, len(text)) if section == "title" else find_sentences(text):
            first = k
            while k < len(inside) and inside[k].span.start < end:
                k += 1
            here = [place for place in inside[first:k] if start <= place.span.start and place.span.end <= end]
            if here or every:
                found.append(_to_clause(section, text, start, end, here))
    return tuple(found)


def _named(paper: Paper, entities: Mapping[str, ExtractedEntity], links: Mapping[str, Link]) -> Iterator[_Named]:
    """Yield the mentions that the text has where they say."""
    named = [
        (mention, entity.id, str(entity.type)) for entity in entities.values() for mention in entity.mentions or ()
    ]
    named += [(link.mention, link.id, "link") for link in links.values() if link.mention]
    for mention, thing, kind in named:
        span = mention.span
        if paper.section(span.section)[span.start : span.end] == mention.text:
            yield _Named(span, thing, kind)


def _to_clause(section: Section, text: str, start: int, end: int, places: Sequence[_Named]) -> Clause:
    parts: list[str] = []
    things: dict[int, str] = {}
    shifts: list[int] = []
    counts = dict.fromkeys(_FIRST, 0)
    length, at, lost = 0, start, 0
    k = 0
    while k < len(places):
        span, thing, kind = places[k]
        first, last = span.start, span.end
        k += 1
        if first < at or counts[kind] > _MOST:
            continue
        if k < len(places) and places[k][1:] == (thing, kind) and text[last : places[k].span.start] == " (":
            short = places[k].span.end  # "full name (short)" is one thing named once
            if text[short : short + 1] == ")":
                last, k = short + 1, k + 1
        words = text[at:first].translate(_PLAIN) if not text.isascii() else text[at:first]
        parts += (words, chr(_FIRST[kind] + counts[kind]))
        counts[kind] += 1
        length += len(words) + 1
        lost += last - first - 1
        things[length - 1] = thing
        shifts.append(lost)
        at = last
    parts.append(text[at:end].translate(_PLAIN))
    marked = "".join(parts)
    low = marked.lower()
    return Clause(section, start, low if len(low) == len(marked) else marked, things, tuple(things), tuple(shifts))
