"""What the scorer looks at in a thing, in the parts that two things play, and in the paper as a whole."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from kgbuild.finishing.claims.keys import OBJECT, Flags, Part, Template, bits_of, bucket, keyed, mixed, ranges
from kgbuild.finishing.claims.sorts import COMPARED, MOST_ROLES, PROPOSED, TYPES, USED
from kgbuild.finishing.claims.view import View
from kgbuild.finishing.claims.words import BEHIND_WE, CUES
from kgbuild.hashing import Codes, Features, Keys, Numbers, unite

CUE_BITS: Final = BEHIND_WE + len(CUES)
_NEAR: Final = 7
_COUNTED: Final = (
    *(("Method", PROPOSED), ("Method", USED), ("Method", COMPARED), ("Dataset", USED), ("Benchmark", USED)),
    *(("Task", USED), ("Metric", USED)),
)


def thing_features(view: View) -> Features:
    """Return what tells of each thing; the keys of a thing that is an object have `OBJECT` set."""
    return unite(list(_of_things(view)), len(view.things.type))


def as_object(keys: Keys) -> Keys:
    """Return the keys of things as those of objects; absent ones stay so."""
    result: Keys = np.where(keys != 0, keys | OBJECT, keys)
    return result


def _of_things(view: View) -> Iterator[Part]:
    things, places = view.things, view.places
    fine, every = things.fine_sort, np.arange(len(things.type))
    yield every, keyed(Template.PLACES, fine, bucket(places.last - places.first, 1, 2, 3, 5))
    yield every, keyed(Template.TITLED, fine, things.titled)
    yield every, keyed(Template.SEVERAL_WORDS, fine, things.several_words)
    yield every, keyed(Template.SURE, fine, bucket(things.confidence, 0.5, 0.65, 0.8, 0.9, 0.97))
    links = np.flatnonzero(things.link_kind)
    yield links, keyed(Template.LINK, things.link_kind[links])
    yield from _of_body(view, fine)
    yield from _of_surroundings(view)


def _of_body(view: View, fine: Numbers) -> Iterator[Part]:
    """Yield where in the abstract things are named, and what the sentences there hint at."""
    places, sentences = view.places, view.sentences
    body = np.flatnonzero(~sentences.is_title[places.sentence])
    thing, sentence = places.thing[body], places.sentence[body]
    new, end = _edges(thing)
    for template, edge in ((Template.FIRST, new), (Template.LAST, end)):
        yield thing[edge], keyed(template, fine[thing[edge]], bucket(sentences.at[sentence[edge]], 2, 4, 6, 8))
    rows, bits = bits_of(sentences.cues[sentence], CUE_BITS)
    yield thing[rows], keyed(Template.IN, fine[thing[rows]], bits)


def _edges(groups: Numbers) -> tuple[Flags, Flags]:
    """Tell of which rows each is the first, and the last, of its group; groups stand together."""
    new = np.ones(len(groups), np.bool_)
    new[1:] = groups[1:] != groups[:-1]
    end = np.append(new[1:], np.True_) if len(groups) else new
    return new, end


def _of_surroundings(view: View) -> Iterator[Part]:
    """Yield the words around the places of things."""
    places = view.places
    thing, word = places.thing, places.word
    type_ = view.things.type[thing]
    title = view.sentences.is_title[places.sentence]
    before, after = view.stem_at(word, -1), view.stem_at(word, 1)
    yield thing, keyed(Template.BEFORE, before, type_, title)
    yield thing, keyed(Template.AFTER, after, type_, title)
    yield thing, keyed(Template.BEFORE_2, view.stem_at(word, -2), before, type_)
    yield thing, keyed(Template.AFTER_2, after, view.stem_at(word, 2), type_)
    yield thing, keyed(Template.OPENER, view.openers[word], type_)
    for template, first, last in ((Template.NEAR_BEFORE, -_NEAR, -1), (Template.NEAR_AFTER, 1, 3)):
        rows, bits = bits_of(view.cues_near(word, first, last), len(CUES))
        yield thing[rows], keyed(template, bits, type_[rows])


def sorts_features(view: View, subject: Numbers, target: Numbers) -> Iterator[Part]:
    """Yield what tells of pairs of things by the parts that they play, and of such pairs in such a paper."""
    things, every = view.things, np.arange(len(subject))
    fine, sort, leads, titled = things.fine_sort, things.sort, things.leads, things.titled
    first, second, third = np.minimum(things.rank, 2), np.minimum(things.rank, 3), np.minimum(things.others, 3)
    ends = mixed(fine[subject], fine[target])
    leading = mixed(sort * 2 + leads)
    coarse = mixed(leading[subject], leading[target])
    both_lead = leads[subject] * 2 + leads[target]
    both_titled = titled[subject] * 2 + titled[target]
    ranked = mixed(sort, second, third)
    yield every, keyed(Template.ENDS, ends)
    yield every, keyed(Template.TYPES, things.type[subject], things.type[target])
    yield every, keyed(Template.LEADS, coarse)
    yield every, keyed(Template.LEADS_KINDS, ends, both_lead)
    sure = things.confidence == 1  # nobody's guess
    certain = np.flatnonzero(sure[subject] & sure[target])
    yield certain, keyed(Template.CERTAIN, coarse[certain])
    yield certain, keyed(Template.CERTAIN_KINDS, ends[certain], both_lead[certain])
    yield every, keyed(Template.LEADS_TITLED, coarse, both_titled)
    yield every, keyed(Template.RANKS, ranked[subject], ranked[target])
    yield every, keyed(Template.OBJECT_RANK, ranked[target])
    yield every, keyed(Template.BOTH_RANKS, ends, first[subject] * 3 + first[target])
    has_main = np.zeros(len(view.papers), np.bool_)
    has_main[things.paper[things.is_main]] = True
    main = things.is_main[subject] * 4 + things.is_main[target] * 2 + has_main[things.paper[subject]]
    yield every, keyed(Template.MAIN, ends, main)
    yield every, keyed(Template.BOTH_TITLED, ends, both_titled)
    for template, codes in paper_codes(view):
        yield every, keyed(template, codes[things.paper[subject]], coarse)


def paper_codes(view: View) -> Iterator[tuple[Template, Codes]]:
    """Yield what tells of each paper as a whole."""
    things, count = view.things, len(view.papers)

    def number(chosen: Flags) -> Numbers:
        return np.bincount(things.paper[chosen], minlength=count)

    sort = things.sort
    for place, (type_, role) in enumerate(_COUNTED):
        found = np.minimum(number(sort == TYPES[type_] * MOST_ROLES + role), 2)
        yield Template.COUNT, mixed(np.full(count, place), found)
    data = (things.type == TYPES["Dataset"]) | (things.type == TYPES["Benchmark"])
    yield Template.DATA, mixed(np.minimum(number(data), 1))
    yield Template.INTRODUCES_DATA, mixed(np.minimum(number(data & (things.role == PROPOSED)), 1))
    named = (sort == TYPES["Method"] * MOST_ROLES + PROPOSED) & (things.kind == 1)
    yield Template.NAMED_METHODS, mixed(np.minimum(number(named), 3))


def places_of(view: View, things: Numbers) -> tuple[Numbers, Numbers]:
    """Return the places of each of some things, and before these whose they are among those asked for."""
    return ranges(view.places.first[things], view.places.last[things])
