"""Candidates: all the places in a paper that may name one thing.

From the ranges of words that `kgbuild.extraction.ranges` proposes, abbreviations with their long forms, and the stems
of words such as "CLIP-based"; what is proposed in one place is looked for in the others.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from operator import itemgetter
from typing import Final, NamedTuple

from kgbuild.datamodel import SECTIONS, Section, Span
from kgbuild.extraction.ranges import Ranges, Source, find_ranges, places_of
from kgbuild.extraction.words import Form, Words
from kgbuild.identity.long_forms import Abbreviation
from kgbuild.identity.names import name_key
from kgbuild.lexicon import Lexicon, Openings

_SHORT, _LONG, _STEM, _AGAIN = map(int, (Source.SHORT, Source.LONG, Source.STEM, Source.AGAIN))  # quicker than flags
_LONGEST: Final = 300  # characters of a name; the longest in a hundred thousand abstracts has half of that
_OPENING: Final = 6  # characters in which a paper's own names are told apart
_AMOUNT: Final = re.compile(r"\d[\d.,]*[A-Za-z%×]{0,2}")
_SET: Final = re.compile(r"\\(?:text\w*|math\w+|emph|underline)\{")  # a letter set in bold begins the name
_PLURAL: Final = re.compile(r"[A-Z][A-Z0-9-]+s")  # KGs; name keys take the s off longer words only
_SUFFIXED: Final = re.compile(
    r"-(based|like|style|type|driven|guided|only|free|aware|trained|pretrained|powered|enhanced|generated|level|augmented|v\d)$",
    re.IGNORECASE,
)
# "a cross-view module, dubbed CVM": what stands before the word and what stands behind it are one.
_DUBS: Final = frozenset({"dubbed", "called", "named", "termed", "coined", "namely"})
_STEMMED: Final = int(Source.SHAPE | Source.LEXICON | Source.STRONG)
# Single words that are looked for elsewhere.
_RECALLED: Final = int(Source.STRONG | Source.SHORT | Source.COLON | Source.STEM)
# What proposes a candidate so surely that it is never dropped for its name alone.
SURE: Final = int(Source.SHORT | Source.LONG | Source.COLON)


@dataclass(slots=True)
class Occurrence:
    """One stretch of words `[first, last)` of a section, with its characters and what proposed it."""

    section: Section
    first: int
    last: int
    start: int
    end: int
    text: str
    key: str  # `name_key` of the text
    sources: int  # of `Source`

    @property
    def span(self) -> Span:
        """The place of the stretch."""
        return Span(self.section, self.start, self.end)


@dataclass(slots=True)
class Candidate:
    """All occurrences in one paper that share a name key, or that an abbreviation joins."""

    key: str
    occurrences: list[Occurrence] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    short: str = ""  # the short form that the paper defines for it
    long: str = ""  # its long form
    dubbed: list[tuple[Section, int]] = field(default_factory=list)  # where the names end for which it is another


@dataclass(slots=True)
class Passage:
    """A section as words, with its addresses blanked out."""

    section: Section
    text: str
    words: Words
    abbreviations: tuple[Abbreviation, ...]
    blocked: tuple[tuple[int, int], ...]


class Name(NamedTuple):
    """What a paper calls by one key: as it first stands there, what proposed it (`Source`), how often it occurs."""

    text: str
    sources: int
    times: int


Names = dict[str, Name]
"""Key -> name."""
Hopeful = Callable[[Names], Container[str]]
"""Names of a paper -> the keys of those that may be anything."""


def find_candidates(
    passages: Sequence[Passage], lexicon: Lexicon, heads: Mapping[str, int], hopeful: Hopeful | None = None
) -> list[Candidate]:
    """Return a paper's candidates in order of first appearance.

    `heads` are the nouns that end technical terms, with the longest term (in words) seen for each. `hopeful` tells
    which names may be anything; the others are dropped before they cost more.
    """
    proposed = [
        _find_occurrences(passage, find_ranges(passage.words, passage.section, lexicon, heads)) for passage in passages
    ]
    keys = hopeful(_names(proposed)) if hopeful else None
    found = [{(o.start, o.end): o for o in occurrences if keys is None or o.key in keys} for occurrences in proposed]
    _recall_elsewhere(passages, found)
    return _group(passages, found)


class Part(NamedTuple):
    """Words `[first, last)` that hold a stretch whose ends need not be theirs, and what proposed it."""

    first: int
    last: int
    sources: int


Found = dict[tuple[int, int], Occurrence]
"""The occurrences of one passage, by their characters."""


def _find_occurrences(passage: Passage, ranges: Ranges) -> list[Occurrence]:
    """Return the characters and the key of each range of words, and of what abbreviations and suffixes cut out."""
    section, words, blocked, occurrences = passage.section, passage.words, passage.blocked, []
    starts, ends, keys = words.starts, words.ends, words.keys
    parts = _parts_of_words(passage, ranges)
    for (i, j), sources in ranges.items():
        start, end = starts[i], ends[j - 1]
        text = passage.text[start:end]
        if (start, end) in parts or not 1 < end - start <= _LONGEST or not (text[0].isalpha() or _may_name(text)):
            continue
        key = keys[i] if j - i == 1 else "".join(keys[i:j])
        if key and not (blocked and _is_blocked(blocked, start, end)):
            occurrences.append(Occurrence(section, i, j, start, end, text, key, sources))
    for (start, end), (i, j, sources) in parts.items():
        text = passage.text[start:end]
        fits = 1 < end - start <= _LONGEST and _may_name(text) and not _is_blocked(blocked, start, end)
        key = name_key(text) if fits else ""
        if key:
            occurrences.append(Occurrence(section, i, j, start, end, text, key, sources))
    return occurrences


def _parts_of_words(passage: Passage, ranges: Ranges) -> dict[tuple[int, int], Part]:
    """Return, by their characters, the stretches whose ends need not be those of words."""
    forms, starts, ends = passage.words.forms, passage.words.starts, passage.words.ends
    found = [
        (starts[i], starts[i] + stem, _STEM)
        for (i, j), sources in ranges.items()
        if j - i == 1 and sources & _STEMMED and (stem := _stem(forms[i]))
    ]
    for abbreviation in passage.abbreviations:
        found += [(*abbreviation.short, _SHORT), (*abbreviation.long, _LONG)]
    parts: dict[tuple[int, int], Part] = {}
    for start, end, source in found:
        i, j = bisect_right(ends, start), bisect_left(starts, end)
        if i < j:
            whole = ranges.get((i, j), 0) if (starts[i], ends[j - 1]) == (start, end) else 0
            known = parts.get((start, end), Part(i, j, whole))
            parts[start, end] = Part(i, j, known.sources | source)
    return parts


def _is_blocked(blocked: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Tell whether a stretch has a character of a blocked one; these come in order and do not overlap."""
    last = bisect_left(blocked, (end,))
    return last > 0 and blocked[last - 1][1] > start


@lru_cache(maxsize=1 << 16)
def _stem(form: Form) -> int:
    """Return how many characters of a word stand before a suffix such as "-based", or 0."""
    suffix = _SUFFIXED.search(form.text) if "-" in form.text else None
    return suffix.start() if suffix and suffix.start() > 1 else 0


def _may_name(text: str) -> bool:
    """Whether there is a letter, and more than an amount (1.74M, 3x, 10K); a macro alone is no name."""
    if text[0].isdigit():
        return any(map(str.isalpha, text)) and not _AMOUNT.fullmatch(text)
    return (text[0] != "\\" or bool(_SET.match(text))) and any(map(str.isalpha, text))


def _names(proposed: Sequence[Sequence[Occurrence]]) -> Names:
    sources: dict[str, int] = {}
    times: Counter[str] = Counter()
    first: dict[str, str] = {}
    for occurrences in proposed:
        times.update([o.key for o in occurrences])
        for o in occurrences:
            first.setdefault(o.key, o.text)
            sources[o.key] = sources.get(o.key, 0) | o.sources
    return {key: Name(text, sources[key], times[key]) for key, text in first.items()}


def _recall_elsewhere(passages: Sequence[Passage], found: Sequence[Found]) -> None:
    """Look in the whole paper, in any case, for a stretch that was proposed in one place."""
    keys: dict[str, int] = {}
    for its in found:
        for o in its.values():
            if o.last - o.first > 1 or o.sources & _RECALLED:
                keys.setdefault(o.key, o.last - o.first)
    if not keys:
        return
    longest, openings = max(keys.values()) + 1, Openings.of(keys, _OPENING)
    for passage, its in zip(passages, found, strict=True):
        starts, ends = passage.words.starts, passage.words.ends
        again = {
            (i, j): _AGAIN
            for i, j, _ in places_of(passage.words, keys, openings, longest)
            if (starts[i], ends[j - 1]) not in its
        }
        plain = replace(passage, abbreviations=())
        its.update({(o.start, o.end): o for o in _find_occurrences(plain, again)} if again else {})


def _group(passages: Sequence[Passage], found: Sequence[Found]) -> list[Candidate]:
    candidates: dict[str, Candidate] = {}
    plurals = []
    for its in found:
        for _, occurrence in sorted([((start, -end), o) for (start, end), o in its.items()], key=itemgetter(0)):
            candidate = candidates.get(occurrence.key)
            if candidate is None:
                candidate = candidates[occurrence.key] = Candidate(occurrence.key, keys={occurrence.key})
            candidate.occurrences.append(occurrence)
            if occurrence.text[-1] == "s" and _PLURAL.fullmatch(occurrence.text):
                plurals.append(occurrence.text)
    for passage in passages:
        for abbreviation in passage.abbreviations:
            _join(candidates, passage.text[slice(*abbreviation.long)], passage.text[slice(*abbreviation.short)])
    for plural in plurals:
        _merge(candidates, plural, plural[:-1])
    for passage, its in zip(passages, found, strict=True):
        _note_dubbed(candidates, passage, its)
    return [c for k, c in candidates.items() if c.key == k]


def _note_dubbed(candidates: Mapping[str, Candidate], passage: Passage, found: Found) -> None:
    """Note of each name where the name ends that the paper gave before it: "X, dubbed Y"."""
    words = passage.words
    dubs = {k + 1: words.ends[k - 1] for k, form in enumerate(words.forms) if k and form.lower in _DUBS}
    if dubs:
        for occurrence in found.values():
            end = dubs.get(occurrence.first)
            if end is not None:
                candidates[occurrence.key].dubbed.append((passage.section, end))


def _merge(candidates: dict[str, Candidate], one: str, two: str) -> None:
    """Make two spellings one candidate."""
    into, other = candidates.get(name_key(one)), candidates.get(name_key(two))
    if into is None or other is None or into is other:
        return
    if other.long and not into.long:
        into, other = other, into
    into.occurrences += other.occurrences
    into.occurrences.sort(key=lambda o: (SECTIONS.index(o.section), o.start, -o.end))
    into.keys |= other.keys
    for key in other.keys:
        candidates[key] = into


def _join(candidates: dict[str, Candidate], long: str, short: str) -> None:
    """Make a long form and its short form one candidate, unless either is joined to something else already."""
    one, two = candidates.get(name_key(long)), candidates.get(name_key(short))
    if one is None or two is None or one is two or two.long:
        return
    one.short = one.short or short
    one.long = one.long or long
    _merge(candidates, long, short)
