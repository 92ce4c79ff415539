"""What a thing is called: the preferred label among its spellings, and the slugs that make IRIs."""

from collections import Counter
from collections.abc import Mapping

from kgbuild.resolution.names import is_short_form, slugify, text_hash


def preferred_label(spellings: Mapping[str, int], first: Mapping[str, int] | None = None) -> str:
    """Return the most frequent spelling: `spellings` counts the papers of each, `first` those that put it first.

    A capital only at a name's beginning ("Knowledge distillation") counts for the lower-case spelling where
    that exists, as does a title's ("Knowledge Distillation"). At equal counts a long name wins over its
    abbreviation.
    """
    counts = Counter(dict(spellings))
    for name in sorted(spellings):
        low = name.lower()
        if name != low and low in spellings and _is_title_case(name):
            counts[low] += spellings[name]
            del counts[name]
    return min(counts, key=lambda name: (-counts[name], *_plainness(name), -(first or {}).get(name, 0), name))


def _plainness(name: str) -> tuple[bool, bool, int]:
    """Order spellings that are equally frequent: long before short form, singular, most capitals first."""
    capitals = sum(c.isupper() for c in name)
    return is_short_form(name) and 2 * capitals > len(name), name.endswith("s"), -capitals


def _is_title_case(name: str) -> bool:
    """Tell whether each word's capital could come from its place: one at most, before lower-case letters."""
    words = name.replace("-", " ").split()
    return all(word[1:] == word[1:].lower() and (len(word) > 1 or not word.isupper()) for word in words)


def unique_slugs(wanted: Mapping[str, tuple[str, int]]) -> dict[str, str]:
    """Give each key a slug of its own; `wanted` maps key -> (text to make the slug from, weight).

    Where several want the same, the heaviest has it and the others get a hash of their key behind it.
    """
    by_slug: dict[str, list[str]] = {}
    for key in sorted(wanted, key=lambda key: (-wanted[key][1], key)):
        by_slug.setdefault(slugify(wanted[key][0]), []).append(key)
    slugs: dict[str, str] = {}
    for slug, keys in by_slug.items():
        for rank, key in enumerate(keys):
            slugs[key] = slug if rank == 0 else f"{slug[:90]}-{text_hash(key)[:8]}"
    return slugs
