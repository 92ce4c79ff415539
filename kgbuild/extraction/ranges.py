"""Ranges of words that may name something: high recall first, the model decides later.

Four sources here, each adding ranges: the shape of words (capitals, digits), the lexicon, noun phrases that end in a
head noun of technical terms, and components that the paper coins ("we propose a cross-view fusion module").
"""

from collections.abc import Container, Iterator, Mapping
from enum import IntFlag, auto
from typing import Final

from kgbuild.datamodel import Section
from kgbuild.extraction.words import CAPITAL, Words
from kgbuild.lexicon import Lexicon, Openings


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
_SHAPE, _STRONG, _COLON, _TAIL, _FORE, _LEXICON, _HEAD, _COINED, _COINED_OF, *_ = map(int, Source)
_INNER: Final = frozenset({"of", "for", "in", "with", "to", "by", "from", "the", "and", "on", "via", "as", "a", "an"})
_STRONG_SHAPES: Final = frozenset({"A", "C", "A9", "X-X"})
_MAX_RUN: Final = 10  # words
_MAX_SPLIT: Final = 7  # longer runs are not taken apart word by word

Ranges = dict[tuple[int, int], int]
"""Words [first, last) -> what proposed them."""


def find_ranges(words: Words, section: Section, lexicon: Lexicon, heads: Mapping[str, int]) -> Ranges:
    """Return the ranges of a section that may name something; `heads` are as `find_candidates` has them."""
    ranges: Ranges = {}
    _by_shape(words, ranges)
    if section == "title":
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
    for i, j, key in places_of(words, lexicon.names, lexicon.openings, lexicon.longest):
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


def places_of(words: Words, keys: Container[str], openings: Openings, longest: int) -> Iterator[tuple[int, int, str]]:
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
