"""One key for all spellings of a name: what extraction, the lexicon, resolution and evaluation agree on.

Case, spaces, hyphens and the plural are dropped. `+`, `#` and `*` after a letter or digit count (CodeT5 and CodeT5+ are
two models), and so do dots between digits (Llama 3.1 is not Llama 31).
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_MARKUP: Final = re.compile(r"\\(?:mathbf|mathrm|text\w*|emph)\b|[${}\\]")
_PART: Final = re.compile(r"(?:[^\W_]|(?<=\d)\.(?=\d)|(?<=[^\W_])[+#*]+)+")


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """Return the key under which two spellings are one; empty for a text without letters and digits."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return "".join(map(singular, _PART.findall(_MARKUP.sub("", text))))


def singular(word: str) -> str:
    """Return a lower-case word without its regular English plural ending."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "xes", "ches")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "as")):
        return word[:-1]
    return word
