"""Which names of a paper are one thing that it calls by several: coreference, judged pair by pair.

A linear classifier, trained on the names that annotators gave to one thing, says of two candidates whether they are
one: by the words that their names share, by initials, by where both stand, by what each is believed to be. Pairs that
have no word, no letters and no "dubbed" in common are not looked at. Abbreviations that the paper defines are no matter
of belief and belong together from the start (`kgbuild.extraction.candidates`).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, NamedTuple

import numpy as np

from kgbuild.extraction.candidates import Candidate
from kgbuild.extraction.classifier import Classifier
from kgbuild.extraction.keys import Codes, Features, code_of, codes_of, joined
from kgbuild.extraction.name_relations import Name, Relation, find_letters, find_relation, name_of

SAME: Final = "same"
OTHER: Final = "other"
# The least belief that joins, chosen on held-out papers (docs/quality.md): two names that are kept either way, and one
# that would be left out otherwise.
_LEAST: Final = 0.45
_LEAST_LEFT_OUT: Final = 0.5
_MOST_ALIKE: Final = 16  # names of a paper that one name is held against for one reason; no real paper has more
_GAPS: Final = (3, 8, 25, 80, 250)  # characters between two places, by steps


class Belief(NamedTuple):
    """What a candidate most likely is, by its class in the model, and how surely it is anything."""

    of_class: str
    belief: float


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of candidates of one paper: the first of each may be another name of the second, which is sure.

    `facts` has a row of `len(Fact)` numbers for each pair. Of several names of one thing the one that ranks highest in
    `ranks` says what it is; all sure candidates have a rank but those that stand apart.
    """

    pairs: tuple[tuple[int, int], ...]
    facts: Codes
    ranks: Mapping[int, float]


def find_pairs(
    candidates: Sequence[Candidate], beliefs: Mapping[int, Belief], sure: Collection[int], apart: Collection[int] = ()
) -> Pairs:
    """Return the pairs of a paper worth judging: those in `beliefs` beside those that are `sure`.

    What stands in `apart` is a thing of its own.
    """
    names = {k: name_of(candidates[k]) for k in beliefs if k not in apart}
    likely = _Likely.of({k: name for k, name in names.items() if k in sure})
    dubbed = _find_dubbed(candidates, likely.names)
    pairs, rows = [], []
    for k, name in names.items():
        found = []
        for j in likely.beside(k, name, dubbed.get(k, ())):
            relation = find_relation(name, likely.names[j])
            letters = find_letters(name, likely.names[j])
            if relation or letters or j in dubbed.get(k, ()):
                found.append((j, relation, letters))
        rivals = sum(relation not in (Relation.NONE, Relation.FIRST) for _, relation, _ in found)
        for j, relation, letters in found:
            pairs.append((k, j))
            one, other = _Side(candidates[k], beliefs[k], name), _Side(candidates[j], beliefs[j], likely.names[j])
            rows.append(_facts(one, other, (k in sure, relation, letters, j in dubbed.get(k, ()), min(3, rivals))))
    # The longer name before its letters, else the surer.
    ranks = {k: beliefs[k].belief - bool(name.short) for k, name in likely.names.items()}
    return Pairs(tuple(pairs), np.array(rows, np.uint64).reshape(len(rows), _FACTS), ranks)


def _find_dubbed(candidates: Sequence[Candidate], names: Collection[int]) -> dict[int, set[int]]:
    """Return those of which a name is the second: "a cross-view module, dubbed CVM"."""
    ends = {(o.section, o.end): k for k in names for o in candidates[k].occurrences}
    dubbed: defaultdict[int, set[int]] = defaultdict(set)
    for k in names:
        for place in candidates[k].dubbed:
            if (j := ends.get(place, k)) != k:
                dubbed[k].add(j)
    return dubbed


@dataclass(frozen=True, slots=True)
class _Likely:
    """The sure names of a paper, found by their words and by their first letters."""

    names: Mapping[int, Name]
    by_stem: Mapping[str, list[int]]
    by_initial: Mapping[str, list[int]]

    @classmethod
    def of(cls, names: Mapping[int, Name]) -> "_Likely":
        by_stem: defaultdict[str, list[int]] = defaultdict(list)
        by_initial: defaultdict[str, list[int]] = defaultdict(list)
        for j, name in names.items():
            for stem in name.content:
                if len(by_stem[stem]) < _MOST_ALIKE:
                    by_stem[stem].append(j)
            by_kind = by_initial[("short " if name.short else "") + name.initials[:1]]
            if len(by_kind) < _MOST_ALIKE:
                by_kind.append(j)
        return cls(names, by_stem, by_initial)

    def beside(self, k: int, name: Name, dubbed: Collection[int]) -> list[int]:
        """Return the numbers of those that have anything in common with a name, in their order."""
        found = {j for stem in name.content for j in self.by_stem.get(stem, ())}
        if name.initials:
            found.update(self.by_initial.get(("" if name.short else "short ") + name.initials[0], ()))
        return sorted({*found, *dubbed} - {k})


class _Side(NamedTuple):
    """One of a pair."""

    candidate: Candidate
    belief: Belief
    name: Name


def _facts(one: _Side, other: _Side, both: tuple[int, ...]) -> tuple[int, ...]:
    """Return the numbers that `_CROSSED` crosses, in the order of `Fact`."""
    mine, its = one.name, other.name
    inside = sum(any(_holds(there, here) for there in its.places) for here in mine.places)
    around = sum(any(_holds(here, there) for there in its.places) for here in mine.places)
    return (
        *both,
        code_of(one.belief.of_class),
        code_of(other.belief.of_class),
        min(9, int(one.belief.belief * 10)),
        min(9, int(other.belief.belief * 10)),
        min(3, len(mine.content - its.content)),
        min(3, len(its.content - mine.content)),
        min(4, len(mine.content & its.content)),
        min(3, len(mine.places) - inside),
        min(2, inside),
        min(2, around),
        min(4, len(mine.places)),
        min(4, len(its.places)),
        4 * mine.title + its.title,
        bool(one.candidate.short) + 2 * bool(other.candidate.short),
        min(4, len(mine.stems)),
        min(5, len(its.stems)),
        mine.capital + 2 * its.capital,
        _gap(mine.places, its.places),
        mine.head,
        its.head,
    )


def _holds(outer: tuple[int, int, int], inner: tuple[int, int, int]) -> bool:
    return outer[0] == inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2]


def _gap(mine: Sequence[tuple[int, int, int]], its: Sequence[tuple[int, int, int]]) -> int:
    """Return by a number how far away the nearest place of the other is, and on which side; 0 for nowhere."""
    gaps = [
        (there[1] - here[2], 1) if there[1] >= here[2] else (here[1] - there[2], 2)
        for here in mine
        for there in its
        if here[0] == there[0] and (there[1] >= here[2] or here[1] >= there[2])
    ]
    if not gaps:
        return 0
    gap, side = min(gaps)
    return 2 * sum(gap >= step for step in _GAPS) + side


class Fact(IntEnum):
    """What is known of a pair: of the one that may be another name (MY), of the other (ITS), of both."""

    KEPT = 0
    RELATION = 1
    LETTERS = 2
    DUBBED = 3
    RIVALS = 4
    MY_CLASS = 5
    ITS_CLASS = 6
    MY_BELIEF = 7
    ITS_BELIEF = 8
    MY_MORE = 9  # words that only it has
    ITS_MORE = 10
    COMMON = 11
    FREE = 12  # places outside the other's
    INSIDE = 13
    HOLDS = 14
    MY_PLACES = 15
    ITS_PLACES = 16
    SECTIONS = 17
    SHORTENED = 18
    MY_WORDS = 19
    ITS_WORDS = 20
    CAPITALS = 21
    GAP = 22
    MY_HEAD = 23
    ITS_HEAD = 24


_FACTS: Final = len(Fact)
_BASE: Final = (Fact.KEPT, Fact.RELATION, Fact.LETTERS, Fact.DUBBED)
# What is a feature together. As in other linear classifiers, crossings say what the facts do not say one by one.
_CROSSED: Final = (
    _BASE,
    (*_BASE, Fact.MY_CLASS, Fact.ITS_CLASS),
    (*_BASE, Fact.MY_MORE, Fact.ITS_MORE, Fact.COMMON),
    (Fact.RELATION, Fact.ITS_CLASS, Fact.MY_MORE, Fact.ITS_MORE),
    (Fact.MY_HEAD, Fact.ITS_HEAD),
    (Fact.MY_HEAD,),
    (Fact.MY_BELIEF, Fact.KEPT, Fact.RELATION),
    (Fact.MY_BELIEF, Fact.KEPT),
    (Fact.ITS_BELIEF, Fact.RELATION),
    (*_BASE, Fact.FREE, Fact.INSIDE),
    (*_BASE, Fact.HOLDS, Fact.MY_PLACES),
    (*_BASE, Fact.MY_PLACES, Fact.ITS_PLACES),
    (Fact.RELATION, Fact.SECTIONS),
    (*_BASE, Fact.SECTIONS),
    (*_BASE, Fact.RIVALS),
    (*_BASE, Fact.SHORTENED),
    (*_BASE, Fact.MY_WORDS, Fact.ITS_WORDS),
    (*_BASE, Fact.CAPITALS),
    (*_BASE, Fact.GAP),
)
_CROSSINGS: Final = codes_of(" ".join(fact.name for fact in facts) for facts in _CROSSED)


def features_of(found: Sequence[Pairs]) -> Features:
    """Return the features of the pairs of some papers, numbered through."""
    facts = np.concatenate([np.zeros((0, _FACTS), np.uint64), *(pairs.facts for pairs in found)])
    keys = np.empty((len(facts), len(_CROSSED)), np.uint64)
    for column, (crossing, its) in enumerate(zip(_CROSSINGS, _CROSSED, strict=True)):
        code = np.full(len(facts), crossing, np.uint64)
        for fact in its:
            code = joined(code, facts[:, fact] + np.uint64(1))
        keys[:, column] = code
    return Features(len(facts), np.repeat(np.arange(len(facts)), len(_CROSSED)), keys.ravel())


def find_other_names(found: Sequence[Pairs], classifier: Classifier) -> list[dict[int, int]]:
    """Return for each paper which candidates are another name of which; that one is sure and no other name itself."""
    if SAME not in classifier.classes:
        return [{} for _ in found]
    beliefs = iter(classifier.probabilities(features_of(found))[:, classifier.classes.index(SAME)].tolist())
    return [_join({pair: next(beliefs) for pair in pairs.pairs}, pairs.ranks) for pairs in found]


def _join(beliefs: Mapping[tuple[int, int], float], ranks: Mapping[int, float]) -> dict[int, int]:
    """Join the surest pairs first; of two sure names the belief is the mean of both directions."""
    main: dict[int, int] = {}

    def main_of(k: int) -> int:
        while k in main:
            k = main[k]
        return k

    both = {(k, j): (b + beliefs.get((j, k), b)) / 2 for (k, j), b in beliefs.items() if k in ranks and k < j}
    for (k, j), belief in sorted(both.items(), key=lambda row: (-row[1], row[0])):
        if belief < _LEAST:
            break
        low, high = sorted((main_of(k), main_of(j)), key=lambda n: (ranks[n], -n))
        if low != high:
            main[low] = high
    for (k, j), belief in sorted(beliefs.items(), key=lambda row: (-row[1], row[0])):
        if k not in ranks and k not in main and belief >= _LEAST_LEFT_OUT:
            main[k] = j
    return {k: main_of(k) for k in main}
