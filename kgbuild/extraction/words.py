"""Words of a section: spaCy's tokens, joined again where a name is one word (T-ACGAN, ViT-B/16, CIFAR-10).

What is to be known of a word's form (its key, its shape, its cues) is computed once a form, as in spaCy's lexemes:
texts repeat their words, so that most of a paper costs one look into a table a word.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, chain
from typing import Final, NamedTuple

import numpy as np

from kgbuild.datamodel import Section
from kgbuild.extraction.cues import coins, cues_of
from kgbuild.extraction.stopwords import STOPWORDS
from kgbuild.extraction.word_ends import closes_bracket, divide
from kgbuild.identity.names import name_key, singular
from kgbuild.sentences import find_sentences

# What stands before the name in \textsc{Name}; some sources have lost the backslash.
_MACRO: Final = re.compile(r"(?:\\(?:text\w*|emph|math\w*|bf|it|sc|tt)|text(?:tt|bf|sc|sf|it|rm))\{(?=\w)")
_JOINTS: Final = frozenset("-_/&.@'’^~")
CAPITAL: Final = frozenset({"X", "A", "C", "A9", "X-X", "a9"})  # shapes (`word_shape`)
_NO_BREAK: Final = frozenset({"", "'", "’"})
_POSSESSIVE: Final = frozenset({"'s", "’s", "'S", "’S"})  # GPT-4's limits are limits of GPT-4


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """What is to be known of a word without its place; equal only to itself, which makes it a quick key."""

    text: str
    lower: str
    key: str  # as of names (`kgbuild.identity.names.name_key`)
    shape: str  # `word_shape`
    head: str  # the singular of its last hyphenated part: "models" of "sub-models" is "model"
    singular: str
    cues: tuple[int, ...]  # `cues_of`
    islower: bool
    stop: bool
    content: bool  # may stand inside a noun phrase
    capital: bool  # capitals or digits, as in names; not a stop word that begins a sentence
    coins: bool  # a name may follow that the paper coins (`coins`)


@dataclass(slots=True)
class Words:
    """The words of a section, a list a column: `gaps[k]` is the punctuation between word k and the word before it."""

    forms: list[Form] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    breaks: list[bool] = field(default_factory=list)  # whether the gap divides names
    keys: list[str] = field(default_factory=list)  # those of the forms
    pairs: list[str] = field(default_factory=list)  # keys of a word and the next, joined; a space where names break

    def __len__(self) -> int:
        return len(self.forms)


@lru_cache(maxsize=1 << 17)
def form_of(text: str) -> Form:
    """Return what is to be known of a word."""
    lower = text.lower()
    shape, stop = word_shape(text), lower in STOPWORDS
    adverb = lower.endswith("ly") and len(lower) > 4
    return Form(
        text=text,
        lower=lower,
        key=name_key(text),
        shape=shape,
        head=singular(lower.rsplit("-", 1)[-1]),
        singular=singular(lower),
        cues=cues_of(lower),
        islower=text.islower(),
        stop=stop,
        content=not stop and not adverb and shape not in ("9", "."),
        capital=shape in CAPITAL and not (stop and shape == "X"),
        coins=coins(lower),
    )


def word_shape(text: str) -> str:
    """Return a coarse shape of a word.

    `x` lower case, `X` one capital in front, `X-X` capitals in front of hyphenated parts, `A` all capitals,
    `C` capitals inside, `9` a number, `a9` lower case with digits, `A9` capitals with digits, `.` none of these.
    """
    has_digit = any(map(str.isdigit, text))
    letters = [c for c in text if c.isalpha()]
    capitals = sum(map(str.isupper, letters))
    if not letters:
        shape = "9" if has_digit else "."
    elif has_digit:
        shape = "A9" if capitals else "a9"
    elif capitals == 0:
        shape = "x"
    elif capitals == len(letters) > 1:
        shape = "A"
    elif capitals == 1 and text[0].isupper():
        shape = "X"
    else:
        shape = _hyphenated_shape(text)
    return shape


def _hyphenated_shape(text: str) -> str:
    parts = [part for part in text.split("-") if part]
    if len(parts) > 1 and all(p.islower() or len(p) == 1 or (p[0].isupper() and p[1:].islower()) for p in parts):
        return "X-X" if sum(p[0].isupper() for p in parts) > 1 else "X"
    return "C"


class Token(NamedTuple):
    """A token of a section, by its start there; `space` is 1 where a space follows, else 0."""

    start: int
    text: str
    space: int


class Chunk(NamedTuple):
    """The words of a stretch without white space: their forms, where they start and end counted from its start.

    `gaps` holds the punctuation before each word, `rest` what stands after the last.
    """

    forms: tuple[Form, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    gaps: tuple[str, ...]
    rest: str


class Piece(NamedTuple):
    """A word of a chunk, by its characters, and the punctuation before it."""

    start: int
    end: int
    before: str


Tokens = Callable[[], Sequence[Token]]

_CHUNK: Final = re.compile(r"\S+")
_MOST_KEPT: Final = 1 << 17
_CHUNKS: dict[str, Chunk] = {}


def split_words(tokens: Tokens, text: str, section: Section) -> Words:
    """Return the words of a section's text from its tokens; punctuation goes into the gaps between the words.

    No token holds white space and words do not reach over it, so that what stands between two spaces is split once:
    `tokens` is asked only where there is something new.
    """
    chunks = text.split()
    if not chunks:
        return Words()
    lengths = list(map(len, chunks))
    if sum(lengths) + len(chunks) - 1 == len(text):  # one space between any two
        offsets = [0, *accumulate([length + 1 for length in lengths[:-1]])]
    else:
        offsets = [match.start() for match in _CHUNK.finditer(text)]
    try:
        found = [_CHUNKS[chunk] for chunk in chunks]
    except KeyError:
        found = _split_chunks(tokens(), chunks, offsets)
    all_forms, all_starts, all_ends, all_gaps, rests = zip(*found, strict=True)
    forms, gaps = list(chain.from_iterable(all_forms)), list(chain.from_iterable(all_gaps))
    starts = [offset + start for offset, inside in zip(offsets, all_starts, strict=True) for start in inside]
    ends = [offset + end for offset, inside in zip(offsets, all_ends, strict=True) for end in inside]
    counts = list(accumulate(map(len, all_forms)))
    for k in range(len(rests) - 1, -1, -1):
        # What stands after the last word of a chunk stands before the next word.
        if rests[k] and counts[k] < len(gaps):
            gaps[counts[k]] = rests[k] + gaps[counts[k]]
    breaks, keys = [gap not in _NO_BREAK for gap in gaps], [form.key for form in forms]
    pairs = [" " if broken else one + two for one, two, broken in zip(keys, keys[1:], breaks[1:], strict=False)]
    return Words(forms, starts, ends, gaps, _sentences(text, section, starts), breaks, keys, pairs)


def _sentences(text: str, section: Section, starts: Sequence[int]) -> list[int]:
    """Return the number of the sentence in which each word begins; a title is one."""
    if section != "abstract":
        return [0] * len(starts)
    ends = [end for _, end in find_sentences(text)]
    sentences: list[int] = np.searchsorted(ends[:-1], starts, side="right").tolist()
    return sentences


def _split_chunks(tokens: Sequence[Token], chunks: Sequence[str], offsets: Sequence[int]) -> list[Chunk]:
    if len(_CHUNKS) >= _MOST_KEPT:
        _CHUNKS.clear()
    found = []
    for chunk, offset in zip(chunks, offsets, strict=True):
        known = _CHUNKS.get(chunk)
        if known is None:
            known = _CHUNKS[chunk] = _split_chunk(tokens, chunk, offset)
        found.append(known)
    return found


def _split_chunk(tokens: Sequence[Token], chunk: str, offset: int) -> Chunk:
    low = bisect_left(tokens, (offset,))
    high = bisect_left(tokens, (offset + len(chunk),))
    words: list[tuple[Form, int, int, str]] = []
    free_from, trailing = 0, ""
    found, rest = _pieces(tokens[low:high], offset)
    for start, end, before in found:
        macro = _MACRO.match(chunk, start, end)
        opened = macro.end() if macro and not _goes_on(chunk, macro.end(), end) else start
        inner, left = divide(chunk[opened:end])
        trailing += before
        for first, last, between in inner:
            begin, stop = opened + first, opened + last
            if "$" in chunk[begin:stop]:
                begin, stop = _whole_formula(chunk, begin, stop, free_from)
            if closes_bracket(chunk, begin, stop):
                stop += 1  # KD^{3}, of which the tokenizer cuts off the brace
            words.append((form_of(chunk[begin:stop]), begin, stop, trailing + between))
            free_from, trailing = stop, ""
        trailing += left
    forms, starts, ends, gaps = zip(*words, strict=True) if words else ((), (), (), ())
    return Chunk(forms, starts, ends, gaps, trailing + rest)


def _goes_on(chunk: str, start: int, end: int) -> bool:
    """Tell whether a word goes on behind the brace that closes a macro's argument."""
    close = chunk.find("}", start, end)
    return close >= 0 and "{" not in chunk[start:close] and chunk[close + 1 : close + 2].isalnum()


def _whole_formula(text: str, start: int, end: int, free_from: int) -> tuple[int, int]:
    """Take in the dollar signs of a formula inside a word ($k$-means), leave off those around a word ($k$)."""
    if text.count("$", start, end) % 2:
        if start > free_from and text[start - 1] == "$":
            start -= 1
        elif text[end : end + 1] == "$":
            end += 1
    dollars = text.count("$", start, end)
    if dollars == 2 and text[start] == text[end - 1] == "$":
        return start + 1, end - 1
    return start, end - (dollars % 2 and text[end - 1] == "$")


def _has_letters(text: str) -> bool:
    return text.isalnum() or (any(map(str.isalnum, text)) and text not in _POSSESSIVE)


def _pieces(tokens: Sequence[Token], offset: int) -> tuple[list[Piece], str]:
    """Return the words, tokens joined across hyphens and the like, and the punctuation after the last.

    Their places are counted from `offset`.
    """
    pieces = []
    start = end = -1
    gap = ""
    for i, (at, text, _) in enumerate(tokens):
        if _has_letters(text) or (text[0] == "\\" and _opens_macro(tokens, i)):
            if start < 0:
                start = at - offset
            end = at - offset + len(text)
        elif start >= 0 and not _joins(tokens, i, end - start):
            pieces.append(Piece(start, end, gap))
            start, gap = -1, text.strip()
        elif start >= 0:
            end = at - offset + len(text)
        else:
            gap += text.strip()
    if start >= 0:
        pieces.append(Piece(start, end, gap))
        gap = ""
    return pieces, gap


def _opens_macro(tokens: Sequence[Token], i: int) -> bool:
    """Whether a backslash is that of a macro that the tokenizer has cut off, not one that stands alone."""
    return not tokens[i].space and i + 1 < len(tokens) and tokens[i + 1].text[0].isalnum()


def _joins(tokens: Sequence[Token], i: int, so_far: int) -> bool:
    """Whether a token of punctuation belongs to the word: a hyphen inside, the plus of CodeT5+, the star of A*."""
    _, text, space = tokens[i]
    if text in ("+", "++", "#") or (text == "*" and so_far <= 2):
        return True
    if space or text not in _JOINTS or i + 1 >= len(tokens):
        return False
    following = tokens[i + 1].text
    if not _has_letters(following) and not (following[0] == "\\" and _opens_macro(tokens, i + 1)):
        return False
    return text != "/" or following[0].isdigit()
