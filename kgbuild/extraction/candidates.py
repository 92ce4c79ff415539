"""Stretches of a paper that may name something: high recall first, the model decides later.

Five sources, each a generator of word ranges: the shape of words (capitals, digits), the lexicon, abbreviations with
their long forms, noun phrases that end in a head noun of technical terms, and components that the paper coins ("we
propose a cross-view fusion module").
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from kgbuild.datamodel import Section
from kgbuild.extraction.abbreviations import Abbreviation
from kgbuild.extraction.words import Words
from kgbuild.lexicon import OPENING, Lexicon
from kgbuild.names import name_key

_INNER: Final = frozenset({"of", "for", "in", "with", "to", "by", "from", "the", "and", "on", "via", "as", "a", "an"})
_COIN: Final = re.compile(
    r"^(propos\w+|introduc\w+|present\w*|develop\w*|design\w*|devis\w+|construct\w*|build\w*|creat\w+|formulat\w+|adopt\w*|incorporat\w+|employ\w*|"
    r"call\w*|nam\w+|term\w*|dubb\w+|includ\w+|namely|contribut\w+|integrat\w+|consist\w*|compris\w+|combin\w+|novel|new|via|through|using|with|release|curate|collect)$"
)
_CAPITAL: Final = frozenset({"X", "A", "C", "A9", "X-X", "a9"})
_STRONG: Final = frozenset({"A", "C", "A9", "X-X"})
_AMOUNT: Final = re.compile(r"\d[\d.,]*[A-Za-z%×]{0,2}")
_PLURAL: Final = re.compile(r"[A-Z][A-Z0-9-]+s")  # KGs; name keys take the s off longer words only
_MAX_RUN: Final = 10  # words
_MAX_SPLIT: Final = 7  # longer runs are not taken apart word by word
_SUFFIXED: Final = re.compile(
    r"-(based|like|style|type|driven|guided|only|free|aware|trained|pretrained|powered|enhanced|generated|level|augmented|v\d)$",
    re.IGNORECASE,
)
# What proposes candidates.
SOURCES: Final = (
    *("shape", "strong", "colon", "tail", "fore", "lexicon", "head", "coined", "coined of", "short", "long", "stem"),
    "again",
)
_PARTS_OF_WORDS: Final = frozenset({"short", "long", "stem"})  # their ends need not be those of words
_RECALLED: Final = frozenset({"strong", "short", "colon", "stem"})  # single words that are looked for elsewhere
# What proposes a candidate so surely that it is never dropped for its name alone.
_SURE_SOURCES: Final = frozenset({"short", "long", "colon"})


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
    sources: set[str]


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


Hopeful = Callable[[Sequence[Occurrence]], bool]


def find_candidates(
    passages: Sequence[Passage], lexicon: Lexicon, heads: Mapping[str, int], hopeful: Hopeful | None = None
) -> list[Candidate]:
    """Return a paper's candidates in order of first appearance.

    `heads` are the nouns that end technical terms, with the longest term (in words) seen for each. `hopeful` tells of
    the occurrences of a name whether they may be anything; the others are dropped before they cost more.
    """
    collectors = [_Collector(passage) for passage in passages]
    for collector in collectors:
        passage = collector.passage
        for first, last, source in _ranges(passage, lexicon, heads):
            collector.add(first, last, source)
        for abbreviation in passage.abbreviations:
            collector.add_span(abbreviation.short, "short")
            collector.add_span(abbreviation.long, "long")
    if hopeful:
        _drop_hopeless(collectors, hopeful)
    _recall_elsewhere(collectors)
    return _group(collectors)


@dataclass(slots=True)
class _Collector:
    """The occurrences of one passage, by their characters."""

    passage: Passage
    found: dict[tuple[int, int], Occurrence] = field(default_factory=dict)

    def add(self, first: int, last: int, source: str) -> None:
        words = self.passage.words
        start, end = words.starts[first], words.ends[last - 1]
        self.add_characters(first, last, start, end, source)
        if last - first == 1 and source in ("shape", "lexicon", "strong") and "-" in words.forms[first].text:
            suffix = _SUFFIXED.search(words.forms[first].text)
            if suffix and suffix.start() > 1:
                self.add_characters(first, last, start, start + suffix.start(), "stem")

    def add_span(self, span: tuple[int, int], source: str) -> None:
        words = self.passage.words
        first, last = bisect_right(words.ends, span[0]), bisect_left(words.starts, span[1])
        if first < last:
            self.add_characters(first, last, span[0], span[1], source)

    def add_characters(self, first: int, last: int, start: int, end: int, source: str) -> None:
        known = self.found.get((start, end))
        if known is not None:
            known.sources.add(source)
            return
        passage = self.passage
        for begin, stop in passage.blocked:
            if start < stop and begin < end:
                return
        text = passage.text[start:end]
        if end - start > 1 and text[0] != "\\" and _may_name(text):
            key = (
                name_key(text)
                if source in _PARTS_OF_WORDS
                else "".join([f.key for f in passage.words.forms[first:last]])
            )
            if key:
                self.found[start, end] = Occurrence(passage.section, first, last, start, end, text, key, {source})


def _may_name(text: str) -> bool:
    """Whether there is a letter, and more than an amount (1.74M, 3x, 10K)."""
    if text[0].isdigit():
        return any(map(str.isalpha, text)) and not _AMOUNT.fullmatch(text)
    return text[0].isalpha() or any(map(str.isalpha, text))


def _drop_hopeless(collectors: Sequence[_Collector], hopeful: Hopeful) -> None:
    by_key: dict[str, list[Occurrence]] = {}
    for collector in collectors:
        for occurrence in collector.found.values():
            by_key.setdefault(occurrence.key, []).append(occurrence)
    kept = {
        key
        for key, occurrences in by_key.items()
        if any(not _SURE_SOURCES.isdisjoint(o.sources) for o in occurrences) or hopeful(occurrences)
    }
    for collector in collectors:
        collector.found = {place: o for place, o in collector.found.items() if o.key in kept}


def _ranges(passage: Passage, lexicon: Lexicon, heads: Mapping[str, int]) -> Iterator[tuple[int, int, str]]:
    words = passage.words
    yield from _by_shape(words, title=passage.section == "title")
    yield from _by_lexicon(words, lexicon)
    yield from _by_head(words, heads)
    yield from _coined(words)


def _by_shape(words: Words, *, title: bool) -> Iterator[tuple[int, int, str]]:
    """Yield runs of capitalised words (small words between them allowed), their parts, and each strong word."""
    forms, breaks, sentences = words.forms, words.breaks, words.sentences
    n = len(forms)
    i = 0
    while i < n:
        form = forms[i]
        if form.shape not in _CAPITAL or (form.stop and form.shape == "X"):
            i += 1
            continue
        j = end = i + 1
        while j < n and j - i < _MAX_RUN and not breaks[j] and sentences[j] == sentences[i]:
            if forms[j].shape in _CAPITAL or forms[j].shape == "9":
                end = j + 1
            elif forms[j].lower not in _INNER:
                break
            j += 1
        yield from _parts_of_run(words, i, end)
        i = end
    if title:
        colon = next((k for k in range(1, min(n, 8)) if ":" in words.gaps[k]), 0)
        if colon:
            yield 0, colon, "colon"


def _parts_of_run(words: Words, first: int, last: int) -> Iterator[tuple[int, int, str]]:
    forms = words.forms
    yield first, last, "shape"
    for k in range(first, last):
        shape = forms[k].shape
        if shape in _CAPITAL:
            yield k, k + 1, "strong" if shape in _STRONG else "shape"
        elif first < k < last - 1 and forms[k].lower in _INNER:
            yield first, k, "shape"
            yield k + 1, last, "shape"
    if last - first <= _MAX_SPLIT:
        for k in range(first + 1, last - 1):
            yield k, last, "shape"
            yield first, k + 1, "shape"
    yield from _with_neighbours(words, first, last)


def _with_neighbours(words: Words, first: int, last: int) -> Iterator[tuple[int, int, str]]:
    """Yield a capitalised run with the lower-case nouns it carries: "CLIP image encoder", "latent ODE"."""
    forms, breaks = words.forms, words.breaks
    for end in range(last, min(last + 2, len(forms))):
        if forms[end].shape != "x" or breaks[end] or forms[end].stop:
            break
        yield first, end + 1, "tail"
    if first > 0 and not breaks[first] and forms[first - 1].shape == "x" and not forms[first - 1].stop:
        yield first - 1, last, "fore"


def _by_lexicon(words: Words, lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    for i, j in _places_of(words, lexicon.names, lexicon.openings, lexicon.longest):
        form = words.forms[i]
        if j > i + 1 or form.shape != "x" or (known := lexicon.names[form.key]).types or known.chosen:
            yield i, j, "lexicon"


def _by_head(words: Words, heads: Mapping[str, int]) -> Iterator[tuple[int, int, str]]:
    """Noun phrases that end in a head noun: from the head leftwards, up to five words, never across a stop word."""
    forms, breaks = words.forms, words.breaks
    for j, form in enumerate(forms):
        reach = heads.get(form.head)
        if not reach:
            continue
        i = j
        yield j, j + 1, "head"
        while i > 0 and j - i < reach and not breaks[i] and forms[i - 1].content:
            i -= 1
            yield i, j + 1, "head"


def _coined(words: Words) -> Iterator[tuple[int, int, str]]:
    """After a verb of proposing: the next noun phrase, to its end (a stop word, a verb form, punctuation)."""
    forms, breaks, gaps = words.forms, words.breaks, words.gaps
    n = len(forms)
    for i, form in enumerate(forms):
        if not _coins(form.lower):
            continue
        j = i + 1
        while j < n and forms[j].stop and not gaps[j] and j - i < 6:
            j += 1
        first = j
        while j < n and j - first < 7 and (j == first or not breaks[j]) and forms[j].content:
            j += 1
        for end in range(max(first + 2, j - 2), j + 1):
            yield first, end, "coined"
        if j + 1 < n and j > first and forms[j].lower in ("of", "for") and not gaps[j] and forms[j + 1].content:
            end = j + 2
            while end < n and end - first < 8 and not breaks[end] and forms[end].content:
                end += 1
            yield first, end, "coined of"


@lru_cache(maxsize=1 << 17)
def _coins(lower: str) -> bool:
    return _COIN.match(lower) is not None


def _recall_elsewhere(collectors: Sequence[_Collector]) -> None:
    """Look in the whole paper, in any case, for a stretch that was proposed in one place."""
    keys: dict[str, int] = {}
    for collector in collectors:
        for o in collector.found.values():
            if o.last - o.first > 1 or not _RECALLED.isdisjoint(o.sources):
                keys.setdefault(o.key, o.last - o.first)
    if not keys:
        return
    longest = max(keys.values()) + 1
    openings = {key[:OPENING] for key in keys}
    for collector in collectors:
        words = collector.passage.words
        for i, j in _places_of(words, keys, openings, longest):
            if (words.starts[i], words.ends[j - 1]) not in collector.found:
                collector.add(i, j, "again")


def _places_of(words: Words, keys: Container[str], openings: Container[str], longest: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of at most `longest` words whose key is one of `keys`."""
    forms, breaks = words.forms, words.breaks
    n = len(forms)
    spelled = [form.key for form in forms]
    for i, key in enumerate(spelled):
        if key in keys:
            yield i, i + 1
        if len(key) >= OPENING and key[:OPENING] not in openings:
            continue
        for j in range(i + 1, min(n, i + longest)):
            if breaks[j] or (len(key) >= OPENING and key[:OPENING] not in openings):
                break
            key += spelled[j]  # noqa: PLW2901 - the key of the words so far
            if key in keys:
                yield i, j + 1


def _group(collectors: Sequence[_Collector]) -> list[Candidate]:
    candidates: dict[str, Candidate] = {}
    plurals = []
    for collector in collectors:
        for occurrence in sorted(collector.found.values(), key=_place):
            candidate = candidates.get(occurrence.key)
            if candidate is None:
                candidate = candidates[occurrence.key] = Candidate(occurrence.key, keys={occurrence.key})
            candidate.occurrences.append(occurrence)
            if occurrence.text[-1] == "s" and _PLURAL.fullmatch(occurrence.text):
                plurals.append(occurrence.text)
    for collector in collectors:
        text = collector.passage.text
        for abbreviation in collector.passage.abbreviations:
            _join(candidates, text[slice(*abbreviation.long)], text[slice(*abbreviation.short)])
    for plural in plurals:
        _merge(candidates, plural, plural[:-1])
    return [c for k, c in candidates.items() if c.key == k]


def _place(occurrence: Occurrence) -> tuple[int, int]:
    return occurrence.start, -occurrence.end


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
