"""Which things of single papers are one thing across papers: a key for each, from names alone.

A thing's key is that of its *head*: its first name, or the long form where the first abbreviates it. Heads
are joined by rules, each able to stand alone:

- spelling: case, hyphens, plural, British or American, "large-scale" for "large", "GPTv4" for "GPT-4";
- abbreviations, whole names or words in them, where the whole corpus knows one long form;
- a general noun at the end ("F1 score") where the name without it is a thing of the corpus;
- a further name in one paper's list that is the head of another thing, unless it is merely broader ("language
  models" beside "multilingual language models"), differs in a number, or is contradicted by use.

Joining all shared names instead would chain through broader names and merge most of a corpus's terms.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from kgbuild.entity_types import ALWAYS_NAMED, EntityType
from kgbuild.identity.abbreviations import find_asides, is_abbreviation, is_short_form, without_asides
from kgbuild.identity.names import american, name_words, thing_key
from kgbuild.resolution.ties import NO_TIES, Ties, Words, divide, pairs_of

Names = tuple[str, ...]
KnownGroup = tuple[EntityType, Names]

# Nouns that say what kind of thing a name stands for and nothing more.
_GENERAL_NOUNS: Final = frozenset({
    "algorithm", "approach", "benchmark", "corpora", "corpus", "dataset", "method", "model", "score",
    "technique",
})  # fmt: skip
# Words whose absence makes a name shorter, not broader.
_LIGHT_WORDS: Final = _GENERAL_NOUNS | {
    "architecture", "based", "for", "framework", "generative", "machine", "measure", "metric", "module",
    "natural", "network", "of", "scale", "system", "task", "text", "the",
}  # fmt: skip
# One long form must hold this share of the papers that spell an abbreviation out.
_DOMINANT: Final = 0.8


def find_clusters(
    things: Sequence[Names], types: Sequence[str], same_names: Iterable[KnownGroup] = (), ties: Ties = NO_TIES
) -> tuple[str, ...]:
    """Return a cluster key for each thing, given its type and the spellings in its paper (full name first).

    `same_names` are groups of names known to mean one thing, each with its type, preferred name first. `ties` go
    before all rules: what they tell apart no rule joins. The keys depend on the collection of things, not on
    their order.
    """
    heads = [head_name(names) for names in things]
    known = _known_names(same_names)
    full_forms = _full_forms(things, heads)
    words = divide([_expanded(head, full_forms, known) for head in heads], ties.different)
    counts = Counter(words)
    joined = _Groups(counts, pairs_of(ties.different, words))
    for one, other in pairs_of(ties.same, words):
        joined.join(one, other)
    typed = set(zip(words, types, strict=True))
    for one, type_ in sorted(typed):
        if len(one) > 1 and one[-1] in _GENERAL_NOUNS and (one[:-1], type_) in typed:
            joined.join(one, one[:-1])
    for one, other in sorted(_variants(things, words, counts, full_forms, known)):
        joined.join(one, other)
    return tuple("".join(joined.leader(head)) for head in words)


def head_name(names: Names) -> str:
    """Return the name that tells most: the first, or a longer one that the first abbreviates."""
    first = without_asides(names[0])
    for name in names[1:]:
        if is_short_form(first) and is_abbreviation(first, without_asides(name)):
            return without_asides(name)
    return first


def _words(name: str) -> Words:
    """Return a name's words in one spelling; never empty."""
    words = [american(word) for word in name_words(name)]
    kept: list[str] = []
    for position, word in enumerate(words):
        after = words[position + 1 :]
        if kept and word == "scale" and kept[-1] in {"large", "small"} and after:
            continue
        if kept and word == "based" and after and after[0] not in _GENERAL_NOUNS:
            continue  # "diffusion-based generative models", but "hint-based methods" are not HINT
        kept.append(re.sub(r"(?<=[^\W\d_]{2})v(?=\d)", "", word))
    return tuple(kept) or (thing_key(name),)


def _known_names(groups: Iterable[KnownGroup]) -> dict[str, Words]:
    """Return the words of the preferred name for each known name that belongs to one group only.

    Names of datasets and benchmarks are proper names, and all of a group mean one thing. Lists of methods,
    tasks and metrics give loose synonyms too: of these only abbreviations are believed.
    """
    found: defaultdict[str, set[Words]] = defaultdict(set)
    for type_, (preferred, *others) in groups:
        for name in (preferred, *others):
            if type_ in ALWAYS_NAMED or name == preferred or _abbreviates(name, preferred):
                found["".join(_words(name))].add(_words(preferred))
    return {key: next(iter(preferred)) for key, preferred in found.items() if len(preferred) == 1}


def _abbreviates(one: str, other: str) -> bool:
    return any(is_short_form(a) and is_abbreviation(a, b) for a, b in ((one, other), (other, one)))


def _full_forms(things: Sequence[Names], heads: Sequence[str]) -> dict[str, Words]:
    """Return the words of the long form for each abbreviation that has one long form in the corpus."""
    votes: defaultdict[str, Counter[Words]] = defaultdict(Counter)
    for names, head in zip(things, heads, strict=True):
        long = _words(head)
        shortened = long[:-1] if long[-1] in _GENERAL_NOUNS else long
        found = {
            (thing_key(name), long)
            for name in names
            if is_short_form(name) and any(is_abbreviation(name, " ".join(w)) for w in (long, shortened))
        }
        found |= {(thing_key(short), _words(whole)) for name in names for short, whole in find_asides(name)}
        for short, whole in found:
            votes[short][whole] += 1
    chosen = {}
    for short, counts in votes.items():
        best, support = min(counts.items(), key=lambda item: (-item[1], item[0]))
        if support >= _DOMINANT * counts.total() and short not in best:
            chosen[short] = best
    return chosen


def _expanded(name: str, full_forms: Mapping[str, Words], known: Mapping[str, Words]) -> Words:
    """Return a name's words with every abbreviation in it written out."""
    words = _words(name)
    whole = full_forms.get("".join(words))
    if whole is None:
        whole = tuple(part for word in words for part in full_forms.get(word, (word,)))
    return known.get("".join(whole), whole)


def _variants(
    things: Sequence[Names],
    heads: Sequence[Words],
    counts: Mapping[Words, int],
    full_forms: Mapping[str, Words],
    known: Mapping[str, Words],
) -> list[tuple[Words, Words]]:
    """Return the pairs of heads that papers list as names of one thing, as far as that can be believed."""
    listed: Counter[tuple[Words, Words]] = Counter()
    usual_forms = {**known, **full_forms}
    for names, head in zip(things, heads, strict=True):
        others = {
            _expanded(without_asides(name), full_forms, known)
            for name in names
            if not _is_own_abbreviation(name, head, usual_forms)
        } - {head}
        listed.update((head, other) for other in others if _numbers(head) == _numbers(other))
    broader = Counter[Words]()
    for (head, other), support in listed.items():
        if _is_broader(other, head):
            broader[other] += support
    pairs = []
    for (head, other), support in listed.items():
        if other not in counts:
            continue
        if _is_broader(other, head):
            # A shortened name: what most papers mean by it, and no thing of its own for most that name it.
            believed = support >= max(2, counts[other], _DOMINANT * broader[other])
        else:
            believed = support >= 0.2 * min(counts[head], counts[other])
        if believed:
            pairs.append((head, other))
    return pairs


def _is_own_abbreviation(name: str, head: Words, full_forms: Mapping[str, Words]) -> bool:
    """Tell whether a paper abbreviates its own head in letters that mean another thing elsewhere.

    "KGE" beside "knowledge graph enhancement" says nothing of knowledge graph embedding; "QA" beside
    "question-answer" does of question answering, whose words begin alike.
    """
    if not (is_short_form(name) and is_abbreviation(name, " ".join(head))):
        return False
    usual = full_forms.get(thing_key(name))
    return usual is None or len(usual) != len(head) or any(a[:4] != b[:4] for a, b in zip(usual, head, strict=True))


def _is_broader(short: Words, long: Words) -> bool:
    """Tell whether a name lacks a word of another that carries meaning, and has none of its own."""
    missing = set(long) - set(short)
    return set(short) < set(long) and not missing <= _LIGHT_WORDS


def _numbers(words: Words) -> list[str]:
    return sorted(number for word in words for number in re.findall(r"\d+", word))


class _Groups:
    """Heads joined into groups, but for those of which one holds either head of a pair of `apart`.

    Each is led by its most frequent head, at equal counts by spelling.
    """

    def __init__(self, counts: Mapping[Words, int], apart: Iterable[tuple[Words, Words]]) -> None:
        self._counts = counts
        self._above = {head: head for head in counts}
        self._apart: defaultdict[Words, set[Words]] = defaultdict(set)  # leaders that a leader may not be joined to
        for one, other in apart:
            self._apart[one].add(other)
            self._apart[other].add(one)

    def leader(self, head: Words) -> Words:
        while self._above[head] != head:
            self._above[head] = self._above[self._above[head]]
            head = self._above[head]
        return head

    def join(self, one: Words, other: Words) -> None:
        first, second = sorted((self.leader(one), self.leader(other)), key=lambda h: (-self._counts[h], h))
        if first == second or second in self._apart[first]:
            return
        self._above[second] = first
        for enemy in self._apart.pop(second, set()):
            self._apart[enemy].discard(second)
            self._apart[enemy].add(first)
            self._apart[first].add(enemy)
