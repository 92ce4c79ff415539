"""Scores of what some papers claim by what was learned."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from kgbuild.datamodel import CONTRIBUTION_KINDS, ContributionKind
from kgbuild.finishing.claims.contributions import contribution_features
from kgbuild.finishing.claims.keys import Flags, Part
from kgbuild.finishing.claims.model import GAIN, GROUPS, OUTCOME, PARTS, ClaimsModel, Doubles
from kgbuild.finishing.claims.numbers import (
    Number,
    find_numbers,
    number_features,
    part_features,
    say_changes,
    to_columns,
)
from kgbuild.finishing.claims.pairs import Keys, Pairs, find_pairs, find_ruled, pair_features, rule_features
from kgbuild.finishing.claims.sorts import is_type
from kgbuild.finishing.claims.things import as_object, sorts_features, thing_features
from kgbuild.finishing.claims.view import View, things_of
from kgbuild.hashing import Features, Numbers, unite
from kgbuild.vocabulary import RESULT_PARTS

# How far below its threshold the parts of two things may leave a relation, for the words between them to speak for it.
_MARGIN: Final = 2.5
_AT_ONCE: Final = 1_024  # pairs whose words are looked at together, for the memory that this takes
_PARTS_OF_RESULTS: Final = ("Method", "Paper", "Metric", "Dataset", "Benchmark", "Task")


class Relations(NamedTuple):
    """Relations with their scores, in columns: the place in `RELATIONS`, and two things."""

    relation: Numbers
    subject: Numbers
    object: Numbers
    score: Doubles


class Outcome(NamedTuple):
    """A number with its paper, its score, whether it is a gain, and for each part the best thing with its score."""

    number: Number
    paper: int
    score: float
    is_gain: bool
    parts: dict[str, tuple[float, int]]


def score_relations(view: View, model: ClaimsModel, rules: Sequence[Keys], *, every: bool = False) -> Relations:
    """Return the relations that reach their thresholds, or that rules found in each paper; or `every` one looked at.

    Pairs of which the parts that the two things play speak clearly against a relation are not looked at.
    """
    pairs, limits = find_pairs(view), model.limits("relations")
    ruled = find_ruled(view, pairs, rules)
    scores = _by_parts(view, model, pairs)
    likely = np.flatnonzero(((scores >= limits - _MARGIN) & pairs.allowed | ruled).any(axis=1))
    for first in range(0, len(likely), _AT_ONCE):
        rows = likely[first : first + _AT_ONCE]
        parts = [*pair_features(view, pairs.some(rows)), rule_features(ruled[rows])]
        scores[rows] += model.sums("relations", unite(parts, len(rows)))
    some, whole = pairs.some(likely), scores[likely]
    wanted = some.allowed & (every | (whole >= limits)) | ruled[likely]
    rows, relations = np.nonzero(wanted)
    return Relations(relations, some.subject[rows], some.object[rows], whole[rows, relations])


def _by_parts(view: View, model: ClaimsModel, pairs: Pairs) -> Doubles:
    """Return the scores of pairs without what stands between the two things."""
    things = thing_features(view)
    subjects = model.sums("relations", things)
    objects = model.sums("relations", Features(things.count, things.of, as_object(things.keys)))
    of_sorts = model.scores("relations", unite(list(sorts_features(view, *pairs[:2])), len(pairs.subject)))
    result: Doubles = of_sorts + subjects[pairs.subject] + objects[pairs.object]
    return result


def all_pair_features(view: View, pairs: Pairs, ruled: Flags) -> Features:
    """Return all features of pairs, as they are added up where they are scored."""
    things = thing_features(view)
    parts: list[Part] = [*sorts_features(view, *pairs[:2]), *pair_features(view, pairs), rule_features(ruled)]
    order = np.argsort(things.of, kind="stable")
    of, keys = things.of[order], things.keys[order]
    for its, told in ((pairs.subject, keys), (pairs.object, as_object(keys))):
        first, last = np.searchsorted(of, its), np.searchsorted(of, its, "right")
        rows = np.repeat(np.arange(len(its)), last - first)
        inside = np.arange(len(rows)) - np.repeat(np.cumsum(last - first) - (last - first), last - first)
        parts.append((rows, told[inside + first[rows]]))
    return unite(parts, len(pairs.subject))


def score_numbers(view: View, model: ClaimsModel, least_chance: float | None = None) -> Iterator[Outcome]:
    """Yield the scores of the numbers of papers that may be outcomes: by the threshold, or with a least chance."""
    numbers = find_numbers(view)
    if not numbers:
        return
    columns = to_columns(view, numbers)
    scores = model.scores("numbers", unite(list(number_features(view, numbers, columns)), len(numbers)))
    outcomes, gains = (scores[:, GROUPS["numbers"].index(head)] for head in (OUTCOME, GAIN))
    if least_chance is None:
        wanted = outcomes >= model.thresholds[OUTCOME]
    else:
        wanted = model.probabilities(OUTCOME, outcomes) >= least_chance
    kept = np.flatnonzero(wanted)
    of, things = result_things(view, columns.paper[kept])
    told = model.scores("parts", unite(list(part_features(view, columns, kept[of], things)), len(things)))
    first = np.searchsorted(of, np.arange(len(kept) + 1))
    said = say_changes(view, numbers)
    for place, number in enumerate(kept.tolist()):
        inside = slice(first[place], first[place + 1])
        parts = _best_parts(view, things[inside], told[inside])
        is_gain = said[number] == "gain" or (said[number] is None and bool(gains[number] >= model.thresholds[GAIN]))
        yield Outcome(numbers[number], int(columns.paper[number]), float(outcomes[number]), is_gain, parts)


def result_things(view: View, papers: Numbers) -> tuple[Numbers, Numbers]:
    """Return the things of each of some papers that may be part of a result, and before these whose they are."""
    of, things = things_of(view, papers)
    kept = is_type(view.things.type[things], *_PARTS_OF_RESULTS)
    return of[kept], things[kept]


def _best_parts(view: View, things: Numbers, scores: Doubles) -> dict[str, tuple[float, int]]:
    """Return for each part of a result the thing that goes best with its number, and the score."""
    parts: dict[str, tuple[float, int]] = {}
    for part, (_, types) in RESULT_PARTS.items():
        fit = np.flatnonzero(is_type(view.things.type[things], *types))
        if len(fit):
            column = scores[fit, GROUPS["parts"].index(PARTS[part])]
            best = int(np.argmax(column))
            parts[part] = float(column[best]), int(things[fit[best]])
    return parts


def choose_kinds(view: View, model: ClaimsModel) -> list[tuple[ContributionKind, ...]]:
    """Return what each paper contributes: the likeliest kind, and after it those that are likely by themselves."""
    scores = model.scores("kinds", unite(list(contribution_features(view)), len(view.papers)))
    above = scores - model.limits("kinds")
    order = np.argsort(-above, axis=1, kind="stable")
    return [
        tuple(CONTRIBUTION_KINDS[kind] for place, kind in enumerate(its) if place == 0 or row[kind] > 0)
        for its, row in zip(order.tolist(), above.tolist(), strict=True)
    ]
