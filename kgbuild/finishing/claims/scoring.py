"""Scores of a paper's claims by what was learned; what many pairs share is added up once."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

import numpy as np

from kgbuild.datamodel import CONTRIBUTION_KINDS, ContributionKind
from kgbuild.finishing.claims.contributions import contribution_features
from kgbuild.finishing.claims.features import PairFeatures, coarse_sorts
from kgbuild.finishing.claims.model import GAIN, HEADS, KINDS, OUTCOME, PARTS, ClaimsModel, Floats
from kgbuild.finishing.claims.numbers import Number, find_numbers, number_features, part_features
from kgbuild.finishing.claims.pairs import Keys, Pair, find_pairs
from kgbuild.finishing.claims.view import Thing, View
from kgbuild.vocabulary import RESULT_PARTS

_COLUMN: Final = {head: column for column, head in enumerate(HEADS)}
# How far below its threshold the parts of two things may leave a relation, for the words between them to speak for it.
_MARGIN: Final = 2.5
_MOST_KEPT: Final = 50_000  # scores of sorts of things, until they are forgotten


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


class Scorer:
    """A model with what it says of sorts of things, which are the same in paper after paper."""

    def __init__(self, model: ClaimsModel) -> None:
        self.model = model
        self._sides = {
            side: {name[2:]: row for name, row in model.rows.items() if name.startswith(f"{side} ")} for side in "so"
        }
        self._of_sorts: dict[tuple[object, ...], Floats] = {}
        self._of_papers: dict[tuple[object, ...], Floats] = {}
        self._thresholds = np.array([model.thresholds[head] for head in HEADS], np.float32)

    def relations(self, view: View, features: PairFeatures, ruled: Keys, *, every: bool = False) -> Iterator[Scored]:
        """Yield the relations that reach their thresholds, or that rules found (`ruled`); or `every` one looked at.

        Pairs of which the parts that the two things play speak clearly against a relation are not looked at.
        """
        pairs = list(find_pairs(view))
        if not pairs:
            return
        scores = self._by_parts(view, features, pairs)
        allowed = np.array([_columns_of(pair.relations) for pair in pairs])
        sure = {(subject, target) for _, subject, target in ruled}
        of_rules = [(pair.subject.id, pair.object.id) in sure for pair in pairs]
        likely = np.flatnonzero(((scores >= self._thresholds - _MARGIN) & allowed).any(axis=1) | of_rules)
        groups = []
        for number in likely.tolist():
            subject, target, relations = pairs[number]
            found = features.of_pair(subject, target)
            if of_rules[number]:
                found += [rule_feature(name) for name in relations if (name, subject.id, target.id) in ruled]
            groups.append(self.model.known(found))
        whole = scores[likely] + self.model.sums(groups)
        wanted = allowed[likely] & (every | (whole >= self._thresholds))
        for place, number in enumerate(likely.tolist()):
            subject, target, relations = pairs[number]
            for name in relations:
                if wanted[place, _COLUMN[name]] or (name, subject.id, target.id) in ruled:
                    yield Scored(name, subject, target, float(whole[place, _COLUMN[name]]))

    def _by_parts(self, view: View, features: PairFeatures, pairs: Sequence[Pair]) -> Floats:
        """Return the scores of pairs without what stands between the two things."""
        numbers = {id_: number for number, id_ in enumerate(view.things)}
        told = [features.of_thing(thing) for thing in view.things.values()]
        of_side = {
            side: self.model.sums([[rows[name] for name in its if name in rows] for its in told])
            for side, rows in self._sides.items()
        }
        sorts = {id_: features.sorts_of(thing) for id_, thing in view.things.items()}
        scores: Floats = (
            self.model.bias
            + of_side["s"][[numbers[pair.subject.id] for pair in pairs]]
            + of_side["o"][[numbers[pair.object.id] for pair in pairs]]
            + np.array([self._of_two(features, pair, sorts) for pair in pairs])
        )
        return scores

    def _of_two(self, features: PairFeatures, pair: Pair, sorts: Mapping[str, tuple[object, ...]]) -> Floats:
        subject, target = pair.subject, pair.object
        key = sorts[subject.id], sorts[target.id], features.of_paper
        found = self._of_papers.get(key)
        if found is None:
            of_sorts = self._of_sorts.get(key[:2])
            if of_sorts is None:
                of_sorts = self.model.scores(features.of_sorts(subject, target))
                _keep(self._of_sorts, key[:2], of_sorts)
            found = of_sorts + self.model.scores(features.of_paper_and_sorts(coarse_sorts(subject, target)))
            _keep(self._of_papers, key, found)
        return found


def _keep(cache: dict[tuple[object, ...], Floats], key: tuple[object, ...], value: Floats) -> None:
    if len(cache) >= _MOST_KEPT:
        cache.clear()
    cache[key] = value


@cache
def _columns_of(relations: tuple[str, ...]) -> tuple[bool, ...]:
    """Return for each head whether it is one of some relations."""
    return tuple(head in relations for head in HEADS)


def pair_features(features: PairFeatures, subject: Thing, target: Thing) -> list[str]:
    """Return all features of a pair but for what the rules found, as a scorer adds them up."""
    return [
        *(f"s {feature}" for feature in features.of_thing(subject)),
        *(f"o {feature}" for feature in features.of_thing(target)),
        *features.of_sorts(subject, target),
        *features.of_paper_and_sorts(coarse_sorts(subject, target)),
        *features.of_pair(subject, target),
    ]


def score_numbers(
    view: View, features: PairFeatures, model: ClaimsModel, least_chance: float | None = None
) -> Iterator[Outcome]:
    """Yield the scores of the numbers of a paper that may be outcomes: by the threshold, or with a least chance."""
    for number in find_numbers(view):
        scores = model.bias + model.scores(number_features(features, number))
        score = float(scores[_COLUMN[OUTCOME]])
        if least_chance is None:
            wanted = score >= model.thresholds[OUTCOME]
        else:
            wanted = model.probability(OUTCOME, score) >= least_chance
        if wanted:
            yield Outcome(number, score, float(scores[_COLUMN[GAIN]]), _best_parts(view, features, model, number))


def _best_parts(
    view: View, features: PairFeatures, model: ClaimsModel, number: Number
) -> dict[str, tuple[float, Thing]]:
    """Return for each part of a result the thing that goes best with its number, and the score."""
    things = view.of_types("Method", "Paper", "Metric", "Dataset", "Benchmark", "Task")
    told = model.bias + model.sums([model.known(part_features(features, thing, number)) for thing in things])
    parts: dict[str, tuple[float, Thing]] = {}
    for part, (_, types) in RESULT_PARTS.items():
        column = _COLUMN[PARTS[part]]
        for thing, scores in zip(things, told, strict=True):
            score = float(scores[column])
            if thing.type in types and (part not in parts or score > parts[part][0]):
                parts[part] = score, thing
    return parts


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
