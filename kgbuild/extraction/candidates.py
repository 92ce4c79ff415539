"""Stretches of a paper that may name something: high recall first, the model decides later.

Five sources, each a generator of word ranges: the shape of words (capitals, digits), the lexicon, abbreviations with
their long forms, noun phrases that end in a head noun of technical terms, and components that the paper coins ("we
propose a cross-view fusion module").
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kgbuild.datamodel import Section
from kgbuild.extraction.abbreviations import Abbreviation
from kgbuild.extraction.stopwords import STOPWORDS
from kgbuild.extraction.words import Word
from kgbuild.lexicon import Lexicon
from kgbuild.names import name_key, singular

_INNER: Final = frozenset({"of", "for", "in", "with", "to", "by", "from", "the", "and", "on", "via", "as", "a", "an"})
_COIN: Final = re.compile(
    r"^(propos\w+|introduc\w+|present\w*|develop\w*|design\w*|devis\w+|construct\w*|build\w*|creat\w+|formulat\w+|adopt\w*|incorporat\w+|employ\w*|"
    r"call\w*|nam\w+|term\w*|dubb\w+|includ\w+|namely|contribut\w+|integrat\w+|consist\w*|compris\w+|combin\w+|novel|new|via|through|using|with|release|curate|collect)$"
)
_CAPITAL: Final = frozenset({"X", "A", "C", "A9", "X-X", "a9"})
_STRONG: Final = frozenset({"A", "C", "A9", "X-X"})
_AMOUNT: Final = re.compile(r"\d[\d.,]*[A-Za-z%×]{0,2}")  # 1.74M, 3x, 10K
_PLURAL: Final = re.compile(r"[A-Z][A-Z0-9-]+s")  # KGs; name keys take the s off longer words only
_MAX_RUN: Final = 10  # words
_MAX_SPLIT: Final = 7  # longer runs are not taken apart word by word
_SUFFIXED: Final = re.compile(
    r"-(based|like|style|type|driven|guided|only|free|aware|trained|pretrained|powered|enhanced|generated|level|augmented|v\d)$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Occurrence:
    """One stretch of words `[first, last)` of a section, with its characters and what proposed it."""

    section: Section
    first: int
    last: int
    start: int
    end: int
    text: str
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
    words: list[Word]
    abbreviations: tuple[Abbreviation, ...]
    blocked: tuple[tuple[int, int], ...]


def find_candidates(passages: Sequence[Passage], lexicon: Lexicon, heads: Mapping[str, int]) -> list[Candidate]:
    """Return a paper's candidates in order of first appearance.

    `heads` are the nouns that end technical terms, with the longest term (in words) seen for each.
    """
    found: dict[tuple[Section, int, int], Occurrence] = {}
    for passage in passages:
        shift = _Collector(passage, found)
        for first, last, source in _ranges(passage, lexicon, heads):
            shift.add(first, last, source)
        for abbreviation in passage.abbreviations:
            shift.add_span(abbreviation.short, "short")
            shift.add_span(abbreviation.long, "long")
    _recall_elsewhere(passages, found)
    return _group(passages, found)


@dataclass(slots=True)
class _Collector:
    passage: Passage
    found: dict[tuple[Section, int, int], Occurrence]

    def add(self, first: int, last: int, source: str) -> None:
        words = self.passage.words
        start, end = words[first].start, words[last - 1].end
        self.add_characters(first, last, start, end, source)
        if last - first == 1 and source in ("shape", "lexicon", "strong"):
            suffix = _SUFFIXED.search(words[first].text)
            if suffix and suffix.start() > 1:
                self.add_characters(first, last, start, start + suffix.start(), "stem")

    def add_span(self, span: tuple[int, int], source: str) -> None:
        words = self.passage.words
        inside = [i for i, w in enumerate(words) if w.end > span[0] and w.start < span[1]]
        if inside:
            self.add_characters(inside[0], inside[-1] + 1, span[0], span[1], source)

    def add_characters(self, first: int, last: int, start: int, end: int, source: str) -> None:
        passage = self.passage
        if any(start < stop and begin < end for begin, stop in passage.blocked):
            return
        text = passage.text[start:end]
        place = (passage.section, start, end)
        if place in self.found:
            self.found[place].sources.add(source)
        elif len(text) > 1 and any(map(str.isalpha, text)) and not _AMOUNT.fullmatch(text) and text[0] != "\\":
            self.found[place] = Occurrence(passage.section, first, last, start, end, text, {source})


def _ranges(passage: Passage, lexicon: Lexicon, heads: Mapping[str, int]) -> Iterator[tuple[int, int, str]]:
    words = passage.words
    yield from _by_shape(words, title=passage.section == "title")
    yield from _by_lexicon(words, lexicon)
    yield from _by_head(words, heads)
    yield from _coined(words)


def _breaks(word: Word) -> bool:
    """Whether punctuation stands between this word and the one before it."""
    return bool(word.gap) and word.gap not in ("'", "’")


def _by_shape(words: list[Word], *, title: bool) -> Iterator[tuple[int, int, str]]:
    """Yield runs of capitalised words (small words between them allowed), their parts, and each strong word."""
    n = len(words)
    i = 0
    while i < n:
        if words[i].shape not in _CAPITAL or (words[i].shape == "X" and words[i].lower in STOPWORDS):
            i += 1
            continue
        j = end = i + 1
        while j < n and j - i < _MAX_RUN and not _breaks(words[j]) and words[j].sentence == words[i].sentence:
            if words[j].shape in _CAPITAL or words[j].shape == "9":
                end = j + 1
            elif words[j].lower not in _INNER:
                break
            j += 1
        yield from _parts_of_run(words, i, end)
        i = end
    if title:
        colon = next((k for k in range(1, min(n, 8)) if ":" in words[k].gap), 0)
        if colon:
            yield 0, colon, "colon"


def _parts_of_run(words: list[Word], first: int, last: int) -> Iterator[tuple[int, int, str]]:
    yield first, last, "shape"
    for k in range(first, last):
        if words[k].shape in _CAPITAL:
            yield k, k + 1, "strong" if words[k].shape in _STRONG else "shape"
        elif first < k < last - 1 and words[k].lower in _INNER:
            yield first, k, "shape"
            yield k + 1, last, "shape"
    if last - first <= _MAX_SPLIT:
        for k in range(first + 1, last - 1):
            yield k, last, "shape"
            yield first, k + 1, "shape"
    yield from _with_neighbours(words, first, last)


def _with_neighbours(words: list[Word], first: int, last: int) -> Iterator[tuple[int, int, str]]:
    """Yield a capitalised run with the lower-case nouns it carries: "CLIP image encoder", "latent ODE"."""
    for end in range(last, min(last + 2, len(words))):
        if words[end].shape != "x" or _breaks(words[end]) or words[end].lower in STOPWORDS:
            break
        yield first, end + 1, "tail"
    before = words[first - 1] if first > 0 and not _breaks(words[first]) else None
    if before and before.shape == "x" and before.lower not in STOPWORDS:
        yield first - 1, last, "fore"


def _by_lexicon(words: list[Word], lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    n = len(words)
    for i in range(n):
        key = ""
        for j in range(i, min(n, i + lexicon.longest)):
            if j > i and _breaks(words[j]):
                break
            key += words[j].key
            known = lexicon.names.get(key)
            if known is not None and (j > i or words[i].shape != "x" or known.types or known.chosen):
                yield i, j + 1, "lexicon"


def _by_head(words: list[Word], heads: Mapping[str, int]) -> Iterator[tuple[int, int, str]]:
    """Noun phrases that end in a head noun: from the head leftwards, up to five words, never across a stop word."""
    for j, word in enumerate(words):
        head = singular(word.lower.rsplit("-", 1)[-1])
        reach = heads.get(head)
        if not reach:
            continue
        i = j
        yield j, j + 1, "head"
        while i > 0 and j - i < reach and not _breaks(words[i]) and _content(words[i - 1]):
            i -= 1
            yield i, j + 1, "head"


def _content(word: Word) -> bool:
    return (
        word.lower not in STOPWORDS
        and not (word.lower.endswith("ly") and len(word.lower) > 4)
        and word.shape not in ("9", ".")
    )


def _coined(words: list[Word]) -> Iterator[tuple[int, int, str]]:
    """After a verb of proposing: the next noun phrase, to its end (a stop word, a verb form, punctuation)."""
    n = len(words)
    for i, word in enumerate(words):
        if not _COIN.match(word.lower):
            continue
        j = i + 1
        while j < n and (words[j].lower in STOPWORDS) and not words[j].gap and j - i < 6:
            j += 1
        first = j
        while j < n and j - first < 7 and (j == first or not _breaks(words[j])) and _content(words[j]):
            j += 1
        for end in range(max(first + 2, j - 2), j + 1):
            yield first, end, "coined"
        if j + 1 < n and j > first and words[j].lower in ("of", "for") and not words[j].gap and _content(words[j + 1]):
            end = j + 2
            while end < n and end - first < 8 and not _breaks(words[end]) and _content(words[end]):
                end += 1
            yield first, end, "coined of"


def _recall_elsewhere(passages: Sequence[Passage], found: dict[tuple[Section, int, int], Occurrence]) -> None:
    """Look in the whole paper, in any case, for a stretch that was proposed in one place."""
    keys: dict[str, int] = {}
    for occurrence in found.values():
        count = occurrence.last - occurrence.first
        if count > 1 or occurrence.sources & {"strong", "short", "colon", "stem"}:
            keys.setdefault(name_key(occurrence.text), count)
    longest = max(keys.values(), default=1)
    for passage in passages:
        words = passage.words
        collector = _Collector(passage, found)
        for i in range(len(words)):
            key = ""
            for j in range(i, min(len(words), i + longest + 1)):
                if j > i and _breaks(words[j]):
                    break
                key += words[j].key
                if key in keys and (passage.section, words[i].start, words[j].end) not in found:
                    collector.add(i, j + 1, "again")


def _group(passages: Sequence[Passage], found: dict[tuple[Section, int, int], Occurrence]) -> list[Candidate]:
    candidates: dict[str, Candidate] = {}
    order = {passage.section: k for k, passage in enumerate(passages)}
    for occurrence in sorted(found.values(), key=lambda o: (order[o.section], o.start, -o.end)):
        key = name_key(occurrence.text)
        if not key:
            continue
        candidate = candidates.setdefault(key, Candidate(key, keys={key}))
        candidate.occurrences.append(occurrence)
    for passage in passages:
        for abbreviation in passage.abbreviations:
            _join(candidates, passage.text[slice(*abbreviation.long)], passage.text[slice(*abbreviation.short)])
    for plural in [o.text for c in list(candidates.values()) for o in c.occurrences if _PLURAL.fullmatch(o.text)]:
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
