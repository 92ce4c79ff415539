"""Pure string keys: which spellings are one name, which short form fits a long one, what an IRI can hold."""

import hashlib
import re
import unicodedata
from functools import lru_cache
from typing import Final

from kgbuild.names import name_key, singular

_LATEX: Final = re.compile(r"\\(?:mathbf|mathrm|mathcal|text\w*|emph)\b|[${}\\]")
# Letters and digits; a dot between digits (GPT-3.5); + # * after a letter or digit (C++, A*).
_WORD: Final = re.compile(r"(?:[^\W_]|(?<=\d)\.(?=\d)|(?<=[^\W_])[+#*]+)+")
_ASIDE: Final = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
# British endings to American ones, on whole words, so that "generalisation" is "generalization".
_SPELLINGS: Final = (
    (re.compile(r"is(ation|ing|ed|er)$"), r"iz\1"),
    (re.compile(r"^(model|label|cancel|signal|channel|travel)l(ing|ed|er)$"), r"\1\2"),
    (re.compile(r"^(behavi|col|neighb|fav|hum|lab|rum)our"), r"\1or"),
    (re.compile(r"^(dialog|catalog|analog)ue$"), r"\1"),
    (re.compile(r"^(cent|met|fib)re$"), r"\1er"),
)
# Words that end in -ising, -ised or -iser for another reason.
_NOT_BRITISH: Final = re.compile(r"^(?:r|pr|prom|prec|superv|rev|adv|surpr|exerc|no|ra|pra|cru|comprom|dev|telev|w)is")
_SYMBOLS: Final = {"+": "plus", "#": "sharp", "*": "star", "&": "and", "@": "at", "%": "percent"}
_SLUG_LENGTH: Final = 100


@lru_cache(maxsize=65536)
def name_words(name: str) -> tuple[str, ...]:
    """Return a name's words, normalised: compatibility forms, case and plural dropped."""
    text = unicodedata.normalize("NFKC", _LATEX.sub("", unicodedata.normalize("NFKC", name)).casefold())
    return tuple(singular(word) for word in _WORD.findall(text))


def thing_key(name: str) -> str:
    """Return the name's key; for a name without letters and digits the name itself, case and space apart."""
    return name_key(name) or " ".join(unicodedata.normalize("NFKC", name).casefold().split())


@lru_cache(maxsize=65536)
def american(word: str) -> str:
    """Return a normalised word in American spelling."""
    for pattern, replacement in _SPELLINGS:
        if not _NOT_BRITISH.match(word):
            word = pattern.sub(replacement, word)
    return word


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
        short, before = aside[1].strip(), _WORD.findall(name[: aside.start()])
        for first in range(len(before) - 2, -1, -1):
            if is_short_form(short) and is_abbreviation(short, " ".join(before[first:])):
                found.append((short, " ".join(before[first:])))
                break
    return tuple(found)


def is_short_form(name: str) -> bool:
    """Tell whether a name is written like an abbreviation: one short word with two capitals at least."""
    return 2 <= len(name) <= 12 and " " not in name.strip() and sum(c.isupper() for c in name) >= 2


@lru_cache(maxsize=65536)
def is_abbreviation(short: str, long: str) -> bool:
    """Tell whether a short form's letters are those of a longer name: in order, each word giving its first.

    "KD" fits "knowledge distillation", "MoE" "mixture-of-experts", "LoRA" "low-rank adaptation"; "LM" does
    not fit "large language model", where a word that carries meaning would be left out.
    """
    letters = re.sub(r"[^\w]|_", "", unicodedata.normalize("NFKC", short))
    letters = re.sub(r"(?<=[A-Z])s$", "", letters).casefold()
    words = tuple(word.casefold() for word in _WORD.findall(unicodedata.normalize("NFKC", long)))
    if len(letters) < 2 or len(words) < 2 or len(letters) >= sum(map(len, words)):
        return False
    return _spells(letters, words)


_LITTLE_WORDS: Final = frozenset({"a", "an", "and", "for", "in", "of", "on", "the", "to", "with", "by", "from", "via"})


def _spells(letters: str, words: tuple[str, ...]) -> bool:
    if not words:
        return not letters
    first, rest = words[0], words[1:]
    if first in _LITTLE_WORDS and _spells(letters, rest):
        return True
    # A word gives its first letter, then any further ones in order ("LoRA": low-rank adaptation gives l, o,
    # r, a).
    if not letters or letters[0] != first[0]:
        return False
    taken, position = 1, 0
    while True:
        if _spells(letters[taken:], rest):
            return True
        if taken >= len(letters) or taken >= 4:
            return False
        position = first.find(letters[taken], position + 1)
        if position < 0:
            return False
        taken += 1


def slugify(text: str) -> str:
    """Return a lower-case IRI path segment for any text: never empty, at most 100 characters.

    Letters and digits of every script stay where an IRI may hold them; `+ # * & @ %` are spelt out; a dot
    stays between digits; all else becomes a hyphen. A text with nothing to keep, or too long, gets a hash.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
    spelt = re.sub(r"(?<=[^\W_])[+#*]+", lambda run: "".join(_SYMBOLS[c] for c in run[0]) + " ", folded)
    spelt = re.sub(r"[+#*&@%]", lambda symbol: f" {_SYMBOLS[symbol[0]]} ", spelt)
    dotted = re.sub(r"(?<=\d)\.(?=\d)", "\0", spelt.replace("\0", " "))
    kept = "".join(c if _in_segment(c) else " " for c in dotted)
    slug = unicodedata.normalize("NFC", "-".join(kept.split())).replace("\0", ".")
    if not slug:
        return text_hash(text)
    if len(slug) > _SLUG_LENGTH:
        slug = slug[: _SLUG_LENGTH - 9].rstrip("-.") + "-" + text_hash(text)[:8]
    return slug


def text_hash(text: str) -> str:
    """Return 16 hex digits that stand for a text (lone surrogates included)."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _in_segment(char: str) -> bool:
    if char == "\0" or char.isascii():
        return char == "\0" or char.isalnum()
    code = ord(char)
    allowed = 0xA0 <= code <= 0xD7FF or 0xF900 <= code <= 0xFDCF or 0xFDF0 <= code <= 0xFFEF
    allowed = allowed or (0x10000 <= code <= 0xDFFFD and code & 0xFFFF <= 0xFFFD)
    return allowed and (char.isalnum() or unicodedata.category(char) in {"Mn", "Mc"})
