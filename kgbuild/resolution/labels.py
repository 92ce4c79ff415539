"""What a thing is called: the preferred label among its spellings."""

from collections import Counter
from collections.abc import Mapping

from kgbuild.identity.abbreviations import is_short_form
from kgbuild.identity.names import thing_key


def preferred_label(spellings: Mapping[str, int], first: Mapping[str, int] | None = None) -> str:
    """Return the most frequent spelling: `spellings` counts the papers of each, `first` those that put it first.

    A capital only at a name's beginning ("Knowledge distillation") counts for the lower-case spelling where
    that exists, as does a title's ("Knowledge Distillation"). At equal counts a long name wins over its
    abbreviation; the abbreviation in small letters ("bleu") is no long name.
    """
    counts = Counter(dict(spellings))
    for name in sorted(spellings):
        low = name.lower()
        if name != low and low in spellings and _is_title_case(name):
            counts[low] += spellings[name]
            del counts[name]
    short = {thing_key(name) for name in counts if _is_abbreviated(name)}

    def order(name: str) -> tuple[int, bool, bool, int, int, str]:
        is_short = _is_abbreviated(name) or (name.islower() and thing_key(name) in short)
        capitals = sum(c.isupper() for c in name)
        return -counts[name], is_short, name.endswith("s"), -capitals, -(first or {}).get(name, 0), name

    return min(counts, key=order)


def _is_abbreviated(name: str) -> bool:
    return is_short_form(name) and 2 * sum(c.isupper() for c in name) > len(name)


def _is_title_case(name: str) -> bool:
    """Tell whether each word's capital could come from its place: one at most, before lower-case letters."""
    words = name.replace("-", " ").split()
    return all(word[1:] == word[1:].lower() and (len(word) > 1 or not word.isupper()) for word in words)
