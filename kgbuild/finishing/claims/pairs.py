"""Which two things of a paper a relation could hold between, and what the scorer looks at in them."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kgbuild.datamodel import ExtractedRelation
from kgbuild.finishing.claims.beside import Beside, beside_features
from kgbuild.finishing.claims.keys import Flags, Part, Template, bits_of, bucket, keyed, mixed
from kgbuild.finishing.claims.sorts import ALLOWED, ENDS, LINK, NO_CODE, PAPER, RELATIONS, TYPES
from kgbuild.finishing.claims.things import CUE_BITS, places_of
from kgbuild.finishing.claims.view import View, things_of
from kgbuild.finishing.claims.words import BEHIND_WE, CUES
from kgbuild.hashing import Numbers
from kgbuild.identity.names import name_key

# Pairs of one paper that are looked at: an abstract has a few dozen; a list of things is no text that claims much.
_MOST: Final = 4_000
# Things of one paper of which pairs are made.
_MOST_THINGS: Final = 200
# Relations that are one to the scorer: data of any kind serves a task alike.
_ALIKE: Final = {"benchmarkForTask": "usedForTask"}
_COMPARED_WITH: Final = RELATIONS.index("comparedWith")
# Which relations of which two things: (predicate, subject, object).
Keys = frozenset[tuple[str, str, str]]


class Pairs(NamedTuple):
    """Two things in each row, and which relations their types allow, of shape (pairs, relations)."""

    subject: Numbers
    object: Numbers
    allowed: NDArray[np.bool_]

    def some(self, rows: Numbers) -> "Pairs":
        """Return some of the pairs."""
        return Pairs(self.subject[rows], self.object[rows], self.allowed[rows])


def find_pairs(view: View) -> Pairs:
    """Return the pairs that a relation could hold between by their types; of a paper with very many the first ones."""
    things = view.things
    order = _order(view)
    looked = np.flatnonzero(np.arange(len(things.paper)) - view.first_thing[things.paper] < _MOST_THINGS)
    of, subject = things_of(view, things.paper[looked])
    kept = subject - view.first_thing[things.paper[subject]] < _MOST_THINGS
    target, subject = looked[of[kept]], subject[kept]
    allowed = ALLOWED[things.type[subject], things.type[target]]
    allowed[subject == target] = False
    allowed[things.link_kind[target] == NO_CODE] = False
    # It holds both ways: one pair for two methods.
    twice = (things.type[subject] != TYPES[PAPER]) & (order[subject] >= order[target])
    allowed[twice, _COMPARED_WITH] = False
    found = np.flatnonzero(allowed.any(axis=1))
    papers = things.paper[target[found]]
    found = found[np.arange(len(found)) - np.searchsorted(papers, papers) < _MOST]
    return Pairs(subject[found], target[found], allowed[found])


def _order(view: View) -> Numbers:
    """Return the place of each thing among those of its paper: by role, rank, and as the extraction orders them."""
    things = view.things
    order = np.empty(len(things.paper), np.int64)
    order[np.lexsort((things.rank, things.role, things.paper))] = np.arange(len(order))
    return order


def pair_features(view: View, pairs: Pairs) -> Iterator[Part]:
    """Yield what tells of two things beside each other."""
    things = view.things
    subject, target = pairs.subject, pairs.object
    yield from _of_names(view, pairs)
    yield from _of_leader(view, pairs)
    sorts = mixed(things.sort[subject], things.sort[target])
    pair, one, other, apart = _closest(view, pairs)
    types = mixed(things.type[subject], things.type[target])
    common = np.bincount(pair, minlength=len(subject))
    met = np.flatnonzero(common)
    yield met, keyed(Template.TOGETHER, sorts[met], bucket(common[met], 1, 2, 3))
    yield from beside_features(
        view,
        Beside(
            *(pair, one, other, sorts[pair], types[pair], things.type[subject[pair]], things.type[target[pair]]),
            view.openers[other],
        ),
    )
    lone = np.flatnonzero(common == 0)
    yield lone, keyed(Template.APART, sorts[lone], apart[lone])
    yield from _of_stand_ins(view, pairs, common == 0)


def _of_stand_ins(view: View, pairs: Pairs, apart: Flags) -> Iterator[Part]:
    """Yield for what "we" may stand for what is said around objects that are not named beside it."""
    things = view.things
    stands = things.is_main | things.is_headline | (things.type == TYPES[PAPER])
    rows = np.flatnonzero(apart & stands[pairs.subject])
    of, places = places_of(view, pairs.object[rows])
    of, sentence, sort = rows[of], view.places.sentence[places], things.sort[view.places.thing[places]]
    yield of, keyed(Template.STANDS_FOR, sort, view.sentences.with_we[sentence])
    told, bits = bits_of(view.sentences.cues[sentence] >> np.uint64(BEHIND_WE), len(CUES))
    yield of[told], keyed(Template.STANDS_FOR_CUE, sort[told], bits)


def _of_leader(view: View, pairs: Pairs) -> Iterator[Part]:
    """Yield what is said around the objects of what leads the paper."""
    rows = np.flatnonzero(view.things.leads[pairs.subject])
    of, places = places_of(view, pairs.object[rows])
    of, sort = rows[of], view.things.sort[view.places.thing[places]]
    told, bits = bits_of(view.sentences.cues[view.places.sentence[places]], CUE_BITS)
    yield of[told], keyed(Template.LEADS_CUE, bits, sort[told])
    yield of, keyed(Template.LEADS_OPENER, view.openers[view.places.word[places]], sort)


def _closest(view: View, pairs: Pairs) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Return for each pair and sentence that names both the two closest words; and how far apart sentences are.

    The last has a row for each pair: by how many sentences, in steps, and -1 where one is named nowhere.
    """
    places = view.places
    of, ones = places_of(view, pairs.subject)
    again, others = places_of(view, pairs.object[of])
    pair, one = of[again], ones[again]
    far = np.abs(places.sentence[one] - places.sentence[others])
    least = np.full(len(pairs.subject), 1 << 40)
    np.minimum.at(least, pair, far)
    apart = np.where(least < 1 << 40, bucket(least, 1, 2, 4), -1)
    here = np.flatnonzero(far == 0)
    pair, one, others = pair[here], one[here], others[here]
    sentence, gap = places.sentence[one], np.abs(places.word[one] - places.word[others])
    order = np.lexsort((gap, sentence, pair))
    pair, sentence = pair[order], sentence[order]
    new = np.ones(len(order), np.bool_)
    new[1:] = (pair[1:] != pair[:-1]) | (sentence[1:] != sentence[:-1])
    chosen = order[new]
    return pair[new], places.word[one[chosen]], places.word[others[chosen]], apart


def _of_names(view: View, pairs: Pairs) -> Iterator[Part]:
    """Yield what the names of two things have in common."""
    names, types = view.things.names, view.things.type
    told, addressed = [], []
    for subject, target in zip(pairs.subject.tolist(), pairs.object.tolist(), strict=True):
        if types[target] == TYPES[LINK]:
            told.append(0)
            addressed.append(1 + _is_in_address(names[subject], names[target][0]))
        else:
            told.append(_shared(names[subject], names[target]))
            addressed.append(0)
    rows, bits = bits_of(np.array(told, np.uint64), 5)
    yield rows, keyed(Template.NAMES, bits)
    address = np.array(addressed, np.int64)
    rows = np.flatnonzero(address)
    subject, target = pairs.subject[rows], pairs.object[rows]
    yield rows, keyed(Template.ADDRESS, address[rows], types[subject], view.things.link_kind[target])


@lru_cache(maxsize=1 << 14)
def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """Return as bits whether two things share words, one has those of the other, and one name is in the other."""
    if not one or not other:  # the paper
        return 0
    mine, theirs, my_keys, their_keys = _words(one), _words(other), _keys(one), _keys(other)
    bits = 0
    if mine & theirs:
        bits = 1 | 2 * (theirs <= mine) | 4 * (mine <= theirs)
    if any(a != b and a in b for a in their_keys for b in my_keys):
        bits |= 8
    if any(a != b and a in b for a in my_keys for b in their_keys):
        bits |= 16
    return bits


@lru_cache(maxsize=1 << 14)
def _words(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", " ".join(names).lower()))


@lru_cache(maxsize=1 << 14)
def _keys(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(key for key in map(name_key, names) if len(key) > 2)


def are_one(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether the names of two things are the same words in another order: they are one thing."""
    return bool(one) and _words(one) == _words(other)


def _is_in_address(names: tuple[str, ...], url: str) -> bool:
    address = re.sub(r"[^a-z0-9]", "", url.lower())
    return any(re.sub(r"[^a-z0-9]", "", key) in address for key in _keys(names))


def learned_keys(relations: Iterable[ExtractedRelation]) -> Keys:
    """Return the relations that are learned."""
    keys = ((_ALIKE.get(r.predicate, r.predicate), r.subject, r.object) for r in relations)
    return frozenset(key for key in keys if key[0] in ENDS)


def both_ways(keys: Keys) -> Keys:
    """Return relations, those that hold in both directions in both."""
    return keys | {(name, target, subject) for name, subject, target in keys if name == "comparedWith"}


def find_ruled(view: View, pairs: Pairs, keys: Iterable[Keys]) -> Flags:
    """Tell which relations of which pairs rules found, of shape (pairs, relations); `keys` are those of each paper."""
    ruled = np.zeros(pairs.allowed.shape, np.bool_)
    wanted = {
        (paper, subject, target, RELATIONS.index(name))
        for paper, its in enumerate(keys)
        for name, subject, target in its
    }
    numbers = view.numbers
    ends = {(numbers[paper][subject], numbers[paper][target]) for paper, subject, target, _ in wanted}
    some = np.flatnonzero(np.isin(pairs.subject, [subject for subject, _ in ends]))
    rows = dict(
        zip(zip(pairs.subject[some].tolist(), pairs.object[some].tolist(), strict=True), some.tolist(), strict=True)
    )
    for paper, subject, target, relation in wanted:
        row = rows.get((numbers[paper][subject], numbers[paper][target]))
        if row is not None:
            ruled[row, relation] = pairs.allowed[row, relation]
    return ruled


def rule_features(ruled: Flags) -> Part:
    """Return what rules found, as features."""
    rows, relations = np.nonzero(ruled)
    return rows, keyed(Template.RULE, relations)
