"""One key for all spellings of a name: what extraction, the lexicon, resolution and evaluation agree on.

Case, spaces, hyphens and the plural are dropped. `+`, `#` and `*` after a letter or digit count (CodeT5 and CodeT5+ are
two models), and so do dots between digits (Llama 3.1 is not Llama 31).
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_MARKUP: Final = re.compile(r"\\(?:mathbf|mathrm|text\w*|emph)\b|[${}\\]")
# Letters and digits; a dot between digits (GPT-3.5); + # * after a letter or digit (C++, A*).
_WORD: Final = re.compile(r"(?:[^\W_]+|(?<=\d)\.(?=\d)|(?<=[^\W_])[+#*]+)+")
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


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """Return the key under which two spellings are one; empty for a text without letters and digits."""
    return "".join(name_words(name))


@lru_cache(maxsize=65536)
def name_words(name: str) -> tuple[str, ...]:
    """Return a name's words, normalised: compatibility forms, case, LaTeX and plural dropped; joined, its key."""
    return tuple(map(singular, split_words(_MARKUP.sub("", unicodedata.normalize("NFKC", name).casefold()))))


def thing_key(name: str) -> str:
    """Return the name's key; for a name without letters and digits the name itself, case and space apart."""
    return name_key(name) or " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def split_words(text: str) -> list[str]:
    """Return the words of a text as they stand there, hyphens and all other signs between them left out."""
    return _WORD.findall(text)


def singular(word: str) -> str:
    """Return a lower-case word without its regular English plural ending."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "xes", "ches")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "as")):
        return word[:-1]
    return word


@lru_cache(maxsize=65536)
def american(word: str) -> str:
    """Return a normalised word in American spelling."""
    for pattern, replacement in _SPELLINGS:
        if not _NOT_BRITISH.match(word):
            word = pattern.sub(replacement, word)
    return word
