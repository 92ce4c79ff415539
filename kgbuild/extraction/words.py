"""Words of a section: spaCy's tokens, joined again where a name is one word (T-ACGAN, ViT-B/16, CIFAR-10)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kgbuild.datamodel import Section
from kgbuild.names import name_key
from kgbuild.sentences import find_sentences

_MACRO: Final = re.compile(r"\\(?:text\w*|emph|math\w*|bf|it|sc|tt)\{(?=\w)")  # the name in \textsc{Name}
_JOINTS: Final = frozenset("-_/&.@'’^~")
_POSSESSIVE: Final = frozenset({"'s", "’s", "'S", "’S"})  # GPT-4's limits are limits of GPT-4


@dataclass(slots=True)
class Word:
    """One word: `start`/`end` in its section; `gap` is the punctuation between it and the word before it."""

    text: str
    lower: str
    key: str
    start: int
    end: int
    gap: str
    sentence: int
    shape: str


@lru_cache(maxsize=65536)
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


Token = tuple[int, str, bool]  # start in the section, text, whether a space follows


def split_words(tokens: Sequence[Token], text: str, section: Section) -> list[Word]:
    """Return the words of a section's text from its tokens; punctuation goes into the gaps between the words."""
    sentence_ends = [end for _, end in find_sentences(text)] if section == "abstract" else [len(text)]
    words: list[Word] = []
    sentence, gap = 0, ""
    for piece_start, end, before in _pieces(tokens):
        gap += before
        macro = _MACRO.match(text, piece_start, end)
        start = macro.end() if macro else piece_start
        first, last = _whole_formula(text, start, end, words[-1].end if words else 0)
        surface = text[first:last]
        while sentence < len(sentence_ends) - 1 and first >= sentence_ends[sentence]:
            sentence += 1
        words.append(Word(surface, surface.lower(), name_key(surface), first, last, gap, sentence, word_shape(surface)))
        gap = ""
    return words


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


def _pieces(tokens: Sequence[Token]) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, punctuation before) of each word, tokens joined across hyphens and the like."""
    starts_word = [_starts_word(tokens, i) for i in range(len(tokens))]
    start = end = -1
    gap = ""
    for i, (at, text, space) in enumerate(tokens):
        if starts_word[i]:
            if start < 0:
                start = at
            end = at + len(text)
        elif start >= 0 and not _joins(tokens, starts_word, i, end - start):
            yield start, end, gap
            start, gap = -1, text.strip()
        elif start >= 0:
            end = at + len(text)
        else:
            gap += text.strip()
        if space and start >= 0:
            yield start, end, gap
            start, gap = -1, ""
    if start >= 0:
        yield start, end, gap


def _starts_word(tokens: Sequence[Token], i: int) -> bool:
    _, text, space = tokens[i]
    if any(map(str.isalnum, text)):
        return text not in _POSSESSIVE
    # The backslash of a macro that the tokenizer has cut off, not one that stands alone.
    return text[0] == "\\" and not space and i + 1 < len(tokens) and tokens[i + 1][1][0].isalnum()


def _joins(tokens: Sequence[Token], starts_word: list[bool], i: int, so_far: int) -> bool:
    """Whether a token of punctuation belongs to the word: a hyphen inside, the plus of CodeT5+, the star of A*."""
    _, text, space = tokens[i]
    if text in ("+", "++", "#") or (text == "*" and so_far <= 2):
        return True
    if space or text not in _JOINTS or i + 1 >= len(tokens) or not starts_word[i + 1]:
        return False
    return text != "/" or tokens[i + 1][1][0].isdigit()
