"""What a thing is called: names without scraps of sentences and markup, and the preferred label among them."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from kgbuild.datamodel import Kind
from kgbuild.identity.abbreviations import is_short_form
from kgbuild.identity.names import thing_key
from kgbuild.resolution.rules import letters_fit, reason_between

_COMMAND: Final = re.compile(r"\\?\b(?:boldsymbol|math[a-z]{2,4}|text[a-z]{0,4}|emph|operatorname|ensuremath)\s*(?=\{)")
_BROKEN_LINE: Final = re.compile(r"(?<=[a-z])-\s{2,}(?=[a-z])")
_OUTER: Final = " \t\n\"'`“”‘’,;:~"
_ENDS: Final = _OUTER + "^_"
_PAIRS: Final = (("(", ")"), ("[", "]"))
# A term's abbreviation is its label only where the words are hardly ever said.
_LEAST_SHARE: Final = 0.1


@lru_cache(maxsize=65536)  # most names are those of other papers too
def clean_name(name: str) -> str:
    """Return a name without sentence punctuation, halves of brackets, scraps of TeX; itself where nothing is left."""
    text = _BROKEN_LINE.sub("", name)
    if any(sign in text for sign in "\\{}$"):
        text = re.sub(r"[\\{}$]", "", _COMMAND.sub("", text))
    text = " ".join(text.replace("~", " ").split())
    while True:
        bare = _without_halves(text.lstrip(_OUTER).rstrip(_ENDS))
        if bare.endswith(".") and "." not in bare[:-1]:
            bare = bare[:-1]
        if bare == text:
            return text or " ".join(name.split())
        text = bare


def _without_halves(text: str) -> str:
    """Return a text without brackets around all of it, or a bracket without its other half at an end."""
    for opening, closing in _PAIRS:
        if text.startswith(opening) and (text.find(closing) in {-1, len(text) - 1}):
            text = text[1:].removesuffix(closing)
        if text.endswith(closing) and opening not in text:
            text = text[:-1]
        if opening in text and closing not in text[text.rindex(opening) :]:
            text = text[: text.rindex(opening)]
    return text


def is_own_name(name: str, head: str) -> bool:
    """Tell whether a name of a thing names it for anybody: its full name, an abbreviation of that, another form of it.

    A name that only a list puts beside it may be broader, and is no label.
    """
    return reason_between(name, head) != "listed" or letters_fit(*sorted((name, head), key=len))


def preferred_label(
    spellings: Mapping[str, float], first: Mapping[str, int] | None = None, *, kind: Kind | None = None
) -> str:
    """Return the most used spelling: `spellings` weighs the papers of each, `first` counts those that put it first.

    A capital only at a name's beginning ("Knowledge distillation") counts for the lower-case spelling where
    that exists, as does a title's ("Knowledge Distillation"). At equal counts a long name wins over its
    abbreviation, of a term also where the abbreviation is used more; a coined name is called what it was coined for,
    CLIP. An abbreviation in small letters ("bleu") is no long name.
    """
    counts = dict(spellings)
    for name in sorted(spellings):
        low = name.lower()
        if name != low and low in spellings and _is_title_case(name):
            counts[low] += spellings[name]
            del counts[name]
    short = {thing_key(name) for name in counts if _is_abbreviated(name)}
    long = sum(count for name, count in counts.items() if thing_key(name) not in short)
    in_words = kind == "term" and long >= _LEAST_SHARE * sum(counts.values())

    def order(name: str) -> tuple[bool, float, bool, bool, int, int, str]:
        is_short = _is_abbreviated(name) or (name.islower() and thing_key(name) in short)
        capitals = sum(c.isupper() for c in name)
        weight = -round(counts[name], 6)
        later = is_short is not (kind == "named")
        return in_words and is_short, weight, later, name.endswith("s"), -capitals, -(first or {}).get(name, 0), name

    return min(counts, key=order)


def _is_abbreviated(name: str) -> bool:
    return is_short_form(name) and 2 * sum(c.isupper() for c in name) > len(name)


def _is_title_case(name: str) -> bool:
    """Tell whether each word's capital could come from its place: one at most, before lower-case letters."""
    words = name.replace("-", " ").split()
    return all(word[1:] == word[1:].lower() and (len(word) > 1 or not word.isupper()) for word in words)
