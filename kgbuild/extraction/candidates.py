"""Stretches of a paper that may name something: high recall first, the model decides later.

Five sources, each a generator of word ranges: the shape of words (capitals, digits), the lexicon, abbreviations with
their long forms, noun phrases that end in a head noun of technical terms, and components that the paper coins ("we
propose a cross-view fusion module").
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntFlag, auto
from functools import lru_cache
from operator import itemgetter
from typing import Final

from kgbuild.datamodel import Section
from kgbuild.extraction.abbreviations import Abbreviation
from kgbuild.extraction.words import CAPITAL, Form, Words
from kgbuild.lexicon import Lexicon, Openings
from kgbuild.names import name_key


class Source(IntFlag):
    """What proposes a candidate."""

    SHAPE = auto()
    STRONG = auto()  # one word with capitals inside, or with digits
    COLON = auto()  # the head of a title: "X: ..."
    TAIL = auto()  # a capitalised run with the nouns behind it
    FORE = auto()  # and with the word before it
    LEXICON = auto()
    HEAD = auto()
    COINED = auto()
    COINED_OF = auto()
    SHORT = auto()
    LONG = auto()
    STEM = auto()  # "CLIP" in "CLIP-based"
    AGAIN = auto()  # proposed elsewhere in the paper


# Plain numbers are many times faster than flags.
_SHAPE, _STRONG, _COLON, _TAIL, _FORE, _LEXICON, _HEAD, _COINED, _COINED_OF, _SHORT, _LONG, _STEM, _AGAIN = map(
    int, Source
)
_OPENING: Final = 6  # characters in which a paper's own names are told apart
_INNER: Final = frozenset({"of", "for", "in", "with", "to", "by", "from", "the", "and", "on", "via", "as", "a", "an"})
_STRONG_SHAPES: Final = frozenset({"A", "C", "A9", "X-X"})
_AMOUNT: Final = re.compile(r"\d[\d.,]*[A-Za-z%×]{0,2}")
_PLURAL: Final = re.compile(r"[A-Z][A-Z0-9-]+s")  # KGs; name keys take the s off longer words only
_MAX_RUN: Final = 10  # words
_MAX_SPLIT: Final = 7  # longer runs are not taken apart word by word
_SUFFIXED: Final = re.compile(
    r"-(based|like|style|type|driven|guided|only|free|aware|trained|pretrained|powered|enhanced|generated|level|augmented|v\d)$",
    re.IGNORECASE,
)
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


@dataclass(slots=True)
class Candidate:
    """All occurrences in one paper that share a name key, or that an abbreviation joins."""

    key: str
    occurrences: list[Occurrence] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    short: str = ""  # the short form that the paper defines for it
    long: str = ""  # its long form


@dataclass(slots=True)
class Passage:
    """A section as words, with its addresses blanked out."""

    section: Section
    text: str
    words: Words
    abbreviations: tuple[Abbreviation, ...]
    blocked: tuple[tuple[int, int], ...]


Names = dict[str, tuple[str, int, int]]
"""Key -> the name as it first stands there, what proposed it (`Source`), how often it occurs."""
Hopeful = Callable[[Names], Container[str]]
"""Names of a paper -> the keys of those that may be anything."""
Ranges = dict[tuple[int, int], int]
"""Words [first, last) -> what proposed them."""


def find_candidates(
    passages: Sequence[Passage], lexicon: Lexicon, heads: Mapping[str, int], hopeful: Hopeful | None = None
) -> list[Candidate]:
    """Return a paper's candidates in order of first appearance.

    `heads` are the nouns that end technical terms, with the longest term (in words) seen for each. `hopeful` tells
    which names may be anything; the others are dropped before they cost more.
    """
    proposed = [_find_stretches(passage, _ranges(passage, lexicon, heads)) for passage in passages]
    keys = hopeful(_names(proposed)) if hopeful else None
    found = [
        {
            (start, end): Occurrence(passage.section, first, last, start, end, text, key, sources)
            for text, key, sources, first, last, start, end in stretches
            if keys is None or key in keys
        }
        for passage, stretches in zip(passages, proposed, strict=True)
    ]
    _recall_elsewhere(passages, found)
    return _group(passages, found)


Stretch = tuple[str, str, int, int, int, int, int]
"""Text, key, what proposed it, words [first, last), characters [start, end)."""
Found = dict[tuple[int, int], Occurrence]
"""The occurrences of one passage, by their characters."""


def _find_stretches(passage: Passage, ranges: Ranges) -> list[Stretch]:
    """Return the characters and the key of each range of words, and of what abbreviations and suffixes cut out."""
    words, blocked, stretches = passage.words, passage.blocked, []
    starts, ends, keys = words.starts, words.ends, words.keys
    parts = _parts_of_words(passage, ranges)
    for (i, j), sources in ranges.items():
        start, end = starts[i], ends[j - 1]
        text = passage.text[start:end]
        if (start, end) in parts or end - start == 1 or not (text[0].isalpha() or _may_name(text)):
            continue
        key = keys[i] if j - i == 1 else "".join(keys[i:j])
        if key and not (blocked and _is_blocked(blocked, start, end)):
            stretches.append((text, key, sources, i, j, start, end))
    for (start, end), (i, j, sources) in parts.items():
        text = passage.text[start:end]
        key = name_key(text) if end - start > 1 and _may_name(text) and not _is_blocked(blocked, start, end) else ""
        if key:
            stretches.append((text, key, sources, i, j, start, end))
    return stretches


def _parts_of_words(passage: Passage, ranges: Ranges) -> dict[tuple[int, int], tuple[int, int, int]]:
    """Return characters -> (words [first, last), sources) of stretches whose ends need not be those of words."""
    forms, starts, ends = passage.words.forms, passage.words.starts, passage.words.ends
    found = [
        (starts[i], starts[i] + stem, _STEM)
        for (i, j), sources in ranges.items()
        if j - i == 1 and sources & _STEMMED and (stem := _stem(forms[i]))
    ]
    for abbreviation in passage.abbreviations:
        found += [(*abbreviation.short, _SHORT), (*abbreviation.long, _LONG)]
    parts: dict[tuple[int, int], tuple[int, int, int]] = {}
    for start, end, source in found:
        i, j = bisect_right(ends, start), bisect_left(starts, end)
        if i < j:
            whole = ranges.get((i, j), 0) if (starts[i], ends[j - 1]) == (start, end) else 0
            known = parts.get((start, end), (i, j, whole))
            parts[start, end] = i, j, known[2] | source
    return parts


def _is_blocked(blocked: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return any(start < stop and begin < end for begin, stop in blocked)


@lru_cache(maxsize=1 << 16)
def _stem(form: Form) -> int:
    """Return how many characters of a word stand before a suffix such as "-based", or 0."""
    suffix = _SUFFIXED.search(form.text) if "-" in form.text else None
    return suffix.start() if suffix and suffix.start() > 1 else 0


def _may_name(text: str) -> bool:
    """Whether there is a letter, and more than an amount (1.74M, 3x, 10K); a macro is no name."""
    if text[0].isdigit():
        return any(map(str.isalpha, text)) and not _AMOUNT.fullmatch(text)
    return text[0] != "\\" and any(map(str.isalpha, text))


def _names(proposed: Sequence[Sequence[Stretch]]) -> Names:
    names: Names = {}
    for stretches in proposed:
        for text, key, sources, *_ in stretches:
            if key in names:
                first, united, count = names[key]
                names[key] = first, united | sources, count + 1
            else:
                names[key] = text, sources, 1
    return names


def _ranges(passage: Passage, lexicon: Lexicon, heads: Mapping[str, int]) -> Ranges:
    words = passage.words
    ranges: Ranges = {}
    _by_shape(words, ranges)
    if passage.section == "title":
        colon = next((k for k in range(1, min(len(words), 8)) if ":" in words.gaps[k]), 0)
        if colon:
            _add(ranges, 0, colon, _COLON)
    _by_lexicon(words, lexicon, ranges)
    _by_head(words, heads, ranges)
    _coined(words, ranges)
    return ranges


def _add(ranges: Ranges, first: int, last: int, source: int) -> None:
    place = first, last
    ranges[place] = ranges.get(place, 0) | source


def _by_shape(words: Words, ranges: Ranges) -> None:
    """Add runs of capitalised words (small words between them allowed), their parts, and each strong word."""
    forms, breaks, sentences = words.forms, words.breaks, words.sentences
    n, free = len(forms), 0
    for i in [k for k, form in enumerate(forms) if form.capital]:
        if i < free:
            continue
        j = free = i + 1
        while j < n and j - i < _MAX_RUN and not breaks[j] and sentences[j] == sentences[i]:
            form = forms[j]
            if form.shape in CAPITAL or form.shape == "9":
                free = j + 1
            elif form.lower not in _INNER:
                break
            j += 1
        _parts_of_run(words, i, free, ranges)


def _parts_of_run(words: Words, first: int, last: int, ranges: Ranges) -> None:
    forms = words.forms
    _add(ranges, first, last, _SHAPE)
    for k in range(first, last):
        shape = forms[k].shape
        if shape in CAPITAL:
            _add(ranges, k, k + 1, _STRONG if shape in _STRONG_SHAPES else _SHAPE)
        elif first < k < last - 1 and forms[k].lower in _INNER:
            _add(ranges, first, k, _SHAPE)
            _add(ranges, k + 1, last, _SHAPE)
    if last - first <= _MAX_SPLIT:
        for k in range(first + 1, last - 1):
            _add(ranges, k, last, _SHAPE)
            _add(ranges, first, k + 1, _SHAPE)
    _with_neighbours(words, first, last, ranges)


def _with_neighbours(words: Words, first: int, last: int, ranges: Ranges) -> None:
    """Add a capitalised run with the lower-case nouns it carries: "CLIP image encoder", "latent ODE"."""
    forms, breaks = words.forms, words.breaks
    for end in range(last, min(last + 2, len(forms))):
        if forms[end].shape != "x" or breaks[end] or forms[end].stop:
            break
        _add(ranges, first, end + 1, _TAIL)
    if first > 0 and not breaks[first] and forms[first - 1].shape == "x" and not forms[first - 1].stop:
        _add(ranges, first - 1, last, _FORE)


def _by_lexicon(words: Words, lexicon: Lexicon, ranges: Ranges) -> None:
    for i, j, key in _places_of(words, lexicon.names, lexicon.openings, lexicon.longest):
        if j > i + 1 or words.forms[i].shape != "x" or (known := lexicon.names[key]).types or known.chosen:
            _add(ranges, i, j, _LEXICON)


def _by_head(words: Words, heads: Mapping[str, int], ranges: Ranges) -> None:
    """Add noun phrases that end in a head noun: up to five words to its left, never across a stop word."""
    forms, breaks = words.forms, words.breaks
    for j in [k for k, form in enumerate(forms) if form.head in heads]:
        i, least = j, max(0, j - heads[forms[j].head])
        _add(ranges, j, j + 1, _HEAD)
        while i > least and not breaks[i] and forms[i - 1].content:
            i -= 1
            _add(ranges, i, j + 1, _HEAD)


def _coined(words: Words, ranges: Ranges) -> None:
    """Add, after a verb of proposing, the next noun phrase, to its end (a stop word, a verb form, punctuation)."""
    forms, breaks, gaps = words.forms, words.breaks, words.gaps
    n = len(forms)
    for i in [k for k, form in enumerate(forms) if form.coins]:
        j = i + 1
        while j < n and forms[j].stop and not gaps[j] and j - i < 6:
            j += 1
        first = j
        while j < n and j - first < 7 and (j == first or not breaks[j]) and forms[j].content:
            j += 1
        for end in range(max(first + 2, j - 2), j + 1):
            _add(ranges, first, end, _COINED)
        if j + 1 < n and j > first and forms[j].lower in ("of", "for") and not gaps[j] and forms[j + 1].content:
            end = j + 2
            while end < n and end - first < 8 and not breaks[end] and forms[end].content:
                end += 1
            _add(ranges, first, end, _COINED_OF)


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
            for i, j, _ in _places_of(passage.words, keys, openings, longest)
            if (starts[i], ends[j - 1]) not in its
        }
        plain = replace(passage, abbreviations=())
        for text, key, sources, i, j, start, end in _find_stretches(plain, again) if again else ():
            its[start, end] = Occurrence(passage.section, i, j, start, end, text, key, sources)


def _places_of(words: Words, keys: Container[str], openings: Openings, longest: int) -> Iterator[tuple[int, int, str]]:
    """Yield the ranges of at most `longest` words whose key is one of `keys`, with the key."""
    breaks, texts, length, spelled = words.breaks, openings.texts, openings.length, words.keys
    n = len(spelled)
    for i in [k for k, key in enumerate(spelled) if key in keys]:
        yield i, i + 1, spelled[i]
    for i in [k for k, pair in enumerate(words.pairs) if pair[:length] in texts]:
        key = words.pairs[i]
        if key in keys:
            yield i, i + 2, key
        for j in range(i + 2, min(n, i + longest)):
            if breaks[j]:
                break
            key += spelled[j]
            if key[:length] not in texts:
                break
            if key in keys:
                yield i, j + 1, key


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
    return [c for k, c in candidates.items() if c.key == k]


def _merge(candidates: dict[str, Candidate], one: str, two: str) -> None:
    """Make two spellings one candidate."""
    into, other = candidates.get(name_key(one)), candidates.get(name_key(two))
    if into is None or other is None or into is other:
        return
    if other.long and not into.long:
        into, other = other, into
    into.occurrences = sorted(
        into.occurrences + other.occurrences, key=lambda o: (o.section != "title", o.start, -o.end)
    )
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
