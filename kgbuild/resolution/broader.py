"""Which entity is a kind of which: "online knowledge distillation" of "knowledge distillation"."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from kgbuild.datamodel import Entity
from kgbuild.resolution.forms import LITTLE_WORDS, SORTS, Form, Words

# Behind one of these, words mean something else than by themselves.
_TURNING: Final = frozenset({"weak", "not", "no", "without", "pseudo", "quasi", "inverse", "reverse", "dis", "meta"})
# What follows one of these says more of the thing before it: "knowledge distillation for small models".
_FURTHER: Final = frozenset(
    {"for", "with", "by", "via", "from", "using", "under", "without", "through", "on", "in", "of"}
)


def find_broader(
    entities: Mapping[str, Entity], slugs: Sequence[str], forms: Sequence[Form]
) -> tuple[tuple[str, str], ...]:
    """Return pairs of slugs, the narrower first: each entity under the nearest one whose name ends its own.

    `slugs` gives the entity of each thing, `forms` the form of its name. Broader ones are terms, of a type of
    both.
    """
    counts: dict[str, Counter[Words]] = {}
    for slug, form in zip(slugs, forms, strict=True):
        counts.setdefault(slug, Counter())[form.words] += 1
    words = {slug: main_words(found) for slug, found in counts.items()}
    terms: dict[Words, str] = {}
    for slug in sorted(words):
        if entities[slug].kind == "term":
            terms.setdefault(words[slug], slug)
    pairs = []
    for slug, name in sorted(words.items()):
        for end in broader_names(name):
            other = terms.get(end)
            if other and is_kind_of(entities[slug], entities[other]):
                pairs.append((slug, other))
                break
    return tuple(pairs)


def main_words(uses: Mapping[Words, int]) -> Words:
    """Return the words by which most papers name an entity: narrower ones have more, so there is no circle."""
    return min(uses, key=lambda words: (-uses[words], words))


def is_kind_of(entity: Entity, other: Entity) -> bool:
    """Tell whether an entity may be a kind of a term whose name ends its own: they have a type in common."""
    return entity.slug != other.slug and bool(set(entity.types) & set(other.types))


def broader_names(words: Words) -> list[Words]:
    """Return the names of what a thing may be a kind of, the nearest first."""
    found = [] if _FURTHER & set(words) else [words[start:] for start in range(1, len(words))]
    places = [place for place, word in enumerate(words) if word in _FURTHER and place > 0]
    if places:
        head = words[: places[0]]
        found = [head[start:] for start in range(len(head))]
    whole = {end: words[: len(words) - len(end)][-1:] for end in found}
    return [end for end in found if not _is_empty(end) and not (set(whole[end]) & _TURNING and not places)]


def _is_empty(words: Words) -> bool:
    return set(words) <= SORTS | LITTLE_WORDS
