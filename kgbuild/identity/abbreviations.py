"""Which short form fits a long name, and the abbreviations that names carry in brackets."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from kgbuild.identity.names import split_words

_ASIDE: Final = re.compile(r"(?<!\s)\s*[(\[]([^()\[\]]*)[)\]]")
_LETTERS_BACK: Final = 400
_WORDS_BACK: Final = 24  # a short form has 12 letters at most, and each word but a little one gives one
_MOST_OF_A_WORD: Final = 4
_LITTLE_WORDS: Final = frozenset({"a", "an", "and", "for", "in", "of", "on", "the", "to", "with", "by", "from", "via"})


@lru_cache(maxsize=65536)
def without_asides(name: str) -> str:
    """Return a name without bracketed abbreviations of its words: "Vision-Language (VL) models" loses "(VL)".

    Other brackets belong to the name: "GPT-4 (Omni)" is not "GPT-4".
    """
    asides = {short for short, _ in find_asides(name)}
    bare = _ASIDE.sub(lambda found: "" if found[1].strip() in asides else found[0], name)
    return " ".join(bare.split()) or name


@lru_cache(maxsize=65536)
def find_asides(name: str) -> tuple[tuple[str, str], ...]:
    """Return (abbreviation, the words before it that it abbreviates) for each in brackets within a name."""
    found = []
    for aside in _ASIDE.finditer(name):
        short = aside[1].strip()
        if not is_short_form(short):
            continue
        before = split_words(name[max(0, aside.start() - _LETTERS_BACK) : aside.start()])
        for first in range(len(before) - 2, max(-1, len(before) - 2 - _WORDS_BACK), -1):
            if is_abbreviation(short, " ".join(before[first:])):
                found.append((short, " ".join(before[first:])))
                break
    return tuple(found)


def is_short_form(name: str) -> bool:
    """Tell whether a name is written like an abbreviation: one short word with two capitals at least."""
    return 2 <= len(name) <= 12 and " " not in name.strip() and sum(map(str.isupper, name)) >= 2


@lru_cache(maxsize=65536)
def is_abbreviation(short: str, long: str) -> bool:
    """Tell whether a short form's letters are those of a longer name: in order, each word giving its first.

    "KD" fits "knowledge distillation", "MoE" "mixture-of-experts", "LoRA" "low-rank adaptation"; "LM" does
    not fit "large language model", where a word that carries meaning would be left out.
    """
    letters = re.sub(r"[^\w]|_", "", unicodedata.normalize("NFKC", short))
    letters = re.sub(r"(?<=[A-Z])s$", "", letters).casefold()
    words = tuple(word.casefold() for word in split_words(unicodedata.normalize("NFKC", long)))
    if len(letters) < 2 or len(words) < 2 or len(letters) >= sum(map(len, words)):
        return False
    return _spells(letters, words)


def _spells(letters: str, words: tuple[str, ...]) -> bool:
    """Tell whether the words give the letters in order, word by word: how many letters may be spelt after each."""
    spelt = {0}
    for word in words:
        after = set(spelt) if word in _LITTLE_WORDS else set()
        for done in spelt:
            after.update(_ends(letters, done, word))
        spelt = after
    return len(letters) in spelt


def _ends(letters: str, done: int, word: str) -> Iterator[int]:
    """Yield how many letters may be spelt after a word that goes on from `done` of them.

    It gives its first letter, then any further ones in order ("LoRA": low-rank adaptation gives l, o, r, a).
    """
    if done >= len(letters) or letters[done] != word[0]:
        return
    yield done + 1
    position = 0
    for end in range(done + 2, min(done + _MOST_OF_A_WORD, len(letters)) + 1):
        position = word.find(letters[end - 1], position + 1)
        if position < 0:
            return
        yield end
