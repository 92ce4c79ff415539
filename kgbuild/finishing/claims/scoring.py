"""Scores of a paper's claims by what was learned; what many pairs share is added up once."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from kgbuild.datamodel import CONTRIBUTION_KINDS, ContributionKind
from kgbuild.finishing.claims.contributions import contribution_features
from kgbuild.finishing.claims.features import PairFeatures
from kgbuild.finishing.claims.model import GAIN, HEADS, KINDS, OUTCOME, PARTS, ClaimsModel, Floats
from kgbuild.finishing.claims.numbers import Number, find_numbers, number_features, part_features
from kgbuild.finishing.claims.pairs import Keys, find_pairs
from kgbuild.finishing.claims.view import Thing, View
from kgbuild.vocabulary import RESULT_PARTS

_COLUMN: Final = {head: column for column, head in enumerate(HEADS)}


class Scored(NamedTuple):
    """A relation and its score."""

    relation: str
    subject: Thing
    object: Thing
    score: float


class Outcome(NamedTuple):
    """A number with its scores as outcome and as gain, and for each part the best thing with its score."""

    number: Number
    score: float
    gain: float
    parts: dict[str, tuple[float, Thing]]


def rule_feature(relation: str) -> str:
    """Return the feature of a pair between which a rule found a relation."""
    return f"rule {relation}"


def score_relations(view: View, features: PairFeatures, model: ClaimsModel, ruled: Keys) -> Iterator[Scored]:
    """Yield the score of each relation that could hold between two things; `ruled` are those that rules found."""
    zero = model.bias
    alone: dict[tuple[str, str], Floats] = {}
    by_sorts: dict[tuple[object, ...], Floats] = {}

    def of_thing(thing: Thing, side: str) -> Floats:
        key = side, thing.id
        if key not in alone:
            alone[key] = model.scores([f"{side} {feature}" for feature in features.of_thing(thing)])
        return alone[key]

    for pair in find_pairs(view):
        subject, target, relations = pair
        key = features.sorts_of(subject, target)
        if key not in by_sorts:
            by_sorts[key] = model.scores(features.of_sorts(subject, target))
        found = features.of_pair(subject, target)
        found += [rule_feature(name) for name in relations if (name, subject.id, target.id) in ruled]
        scores = zero + of_thing(subject, "s") + of_thing(target, "o") + by_sorts[key] + model.scores(found)
        for name in relations:
            yield Scored(name, subject, target, float(scores[_COLUMN[name]]))


def pair_features(features: PairFeatures, subject: Thing, target: Thing) -> list[str]:
    """Return all features of a pair but for what the rules found, as `score_relations` adds them up."""
    return [
        *(f"s {feature}" for feature in features.of_thing(subject)),
        *(f"o {feature}" for feature in features.of_thing(target)),
        *features.of_sorts(subject, target),
        *features.of_pair(subject, target),
    ]


def score_numbers(view: View, features: PairFeatures, model: ClaimsModel) -> Iterator[Outcome]:
    """Yield the scores of each number of a paper."""
    for number in find_numbers(view):
        scores = model.bias + model.scores(number_features(features, number))
        parts: dict[str, tuple[float, Thing]] = {}
        told: dict[str, Floats] = {}
        for part, (_, types) in RESULT_PARTS.items():
            for thing in view.of_types(*types):
                if thing.id not in told:
                    told[thing.id] = model.bias + model.scores(part_features(features, thing, number))
                score = float(told[thing.id][_COLUMN[PARTS[part]]])
                if part not in parts or score > parts[part][0]:
                    parts[part] = score, thing
        yield Outcome(number, float(scores[_COLUMN[OUTCOME]]), float(scores[_COLUMN[GAIN]]), parts)


def choose_kinds(view: View, model: ClaimsModel) -> tuple[ContributionKind, ...]:
    """Return what a paper contributes: the likeliest kind, and after it those that are likely by themselves."""
    scores = model.bias + model.scores(contribution_features(view))
    above = {
        kind: float(scores[_COLUMN[head]]) - model.thresholds[head]
        for kind, head in KINDS.items()
        if np.isfinite(scores[_COLUMN[head]])
    }
    order = sorted(CONTRIBUTION_KINDS, key=lambda kind: (-above[kind], CONTRIBUTION_KINDS.index(kind)))
    return (order[0], *(kind for kind in order[1:] if above[kind] > 0))
