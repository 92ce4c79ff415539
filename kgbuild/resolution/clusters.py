"""Which things of single papers are one thing across papers: a deterministic key for each, from its names alone.

The key is that of the *head* name (the first of a thing's names, or the long form where the first is its
abbreviation). Short names lead to a longer one only where the whole corpus knows one long form for them, so that a
broader variant in one paper's list ("language models" beside "multilingual language models") never chains things
together as joining all shared names would.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

from kgbuild.resolution.names import (
    american,
    is_abbreviation,
    is_short_form,
    name_words,
    thing_key,
    without_asides,
)

Names = tuple[str, ...]


def find_clusters(things: Sequence[Names]) -> tuple[str, ...]:
    """Return a cluster key for each thing, given the spellings that its paper uses (full name first).

    The keys depend on the set of things, not on their order.
    """
    heads = [head_name(names) for names in things]
    full_forms = _full_forms(things, heads)
    return tuple(_cluster_key(head, full_forms) for head in heads)


def head_name(names: Names) -> str:
    """Return the name that tells most: the first, or a longer one that the first abbreviates."""
    first = without_asides(names[0])
    for name in names[1:]:
        if is_short_form(first) and is_abbreviation(first, without_asides(name)):
            return without_asides(name)
    return first


def _words(name: str) -> tuple[str, ...]:
    return tuple(american(word) for word in name_words(name)) or (thing_key(name),)


def _full_forms(things: Sequence[Names], heads: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the words of the long form for each abbreviation that has one long form in the corpus."""
    votes: defaultdict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for names, head in zip(things, heads, strict=True):
        for name in sorted({thing_key(n) for n in names if is_short_form(n) and is_abbreviation(n, head)}):
            votes[name][_words(head)] += 1
    chosen = {}
    for short, counts in votes.items():
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if ranked[0][1] >= 0.8 * counts.total():
            chosen[short] = ranked[0][0]
    return chosen


def _cluster_key(head: str, full_forms: dict[str, tuple[str, ...]]) -> str:
    words: list[str] = []
    for word in _words(head):
        words.extend(full_forms.get(word, (word,)))
    whole = full_forms.get("".join(_words(head)))
    return "".join(whole or words)
