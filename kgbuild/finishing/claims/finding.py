"""From scores to claims: which are kept, how sure they are, and where the text says so."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple, cast

import numpy as np

from kgbuild.datamodel import (
    BY_MODEL,
    BY_RULE,
    PAPER_RELATIONS,
    ContributionKind,
    ExtractedEntity,
    ExtractedRelation,
    ExtractedResult,
    Link,
    Mention,
    Paper,
    RelationName,
    Span,
)
from kgbuild.finishing.claims.model import OUTCOME, PARTS, ClaimsModel, read_claims_model
from kgbuild.finishing.claims.pairs import are_one, both_ways, learned_keys
from kgbuild.finishing.claims.scoring import Outcome, choose_kinds, score_numbers, score_relations
from kgbuild.finishing.claims.sorts import RELATIONS, TYPES
from kgbuild.finishing.claims.view import ReadPaper, View, read_paper, to_view
from kgbuild.finishing.places import locate_relation
from kgbuild.finishing.relations import find_relations

_PURPOSES: Final = ("usedForTask", "benchmarkForTask")
# Pairs of things that are looked at together; a paper with more is looked at alone.
_MOST_TOGETHER: Final = 1 << 14


class Claims(NamedTuple):
    """What the text of one paper claims; of kinds of contribution the main one first."""

    relations: tuple[ExtractedRelation, ...] = ()
    results: tuple[ExtractedResult, ...] = ()
    kinds: tuple[ContributionKind, ...] = ()


Named = tuple[Paper, Sequence[ExtractedEntity], Sequence[Link]]
"""A paper with its entities and links, which have ids and places."""


def find_claims(
    papers: Sequence[Named], min_confidence: float | None = None, model: Path | None = None
) -> list[Claims]:
    """Return what the text of each paper claims of its entities and links; what the others claim does not matter.

    `min_confidence` replaces the thresholds of the model; `model` is a file that may hold another one than ours.
    """
    if not papers:
        return []
    models = read_claims_model(model)
    found: dict[int, Claims] = {}
    is_given = [all(entity.confidence == 1 for entity in entities) for _, entities, _ in papers]
    for given, learned in ((True, models.given), (False, models.found)):
        for numbers in _portions(papers, [number for number, its in enumerate(is_given) if its == given]):
            some = [read_paper(*papers[number]) for number in numbers]
            found.update(zip(numbers, _find(some, learned, min_confidence), strict=True))
    return [found[number] for number in range(len(papers))]


def _portions(papers: Sequence[Named], numbers: Sequence[int]) -> Iterator[list[int]]:
    """Yield papers in portions with so few things that pairs of them take little memory."""
    portion: list[int] = []
    pairs = 0
    for number in numbers:
        more = (1 + len(papers[number][1]) + len(papers[number][2])) ** 2
        if portion and pairs + more > _MOST_TOGETHER:
            yield portion
            portion, pairs = [], 0
        portion.append(number)
        pairs += more
    if portion:
        yield portion


def _find(papers: Sequence[ReadPaper], model: ClaimsModel, least: float | None) -> Iterator[Claims]:
    ruled = [
        find_relations(read.paper, read.entities, read.links, [clause for clause in read.clauses if clause.marks])
        for read in papers
    ]
    view = to_view(papers)
    relations = _relations(view, model, ruled, least)
    results = _results(view, model, least)
    kinds = choose_kinds(view, model)
    for number in range(len(papers)):
        yield Claims(tuple(relations[number]), tuple(results[number]), kinds[number])


def _relations(
    view: View, model: ClaimsModel, ruled: Sequence[Sequence[ExtractedRelation]], least: float | None
) -> list[list[ExtractedRelation]]:
    things = view.things
    scored = score_relations(view, model, [both_ways(learned_keys(its)) for its in ruled], every=least is not None)
    chances = np.zeros(len(scored.score))
    for relation, name in enumerate(RELATIONS):
        its = np.flatnonzero(scored.relation == relation)
        chances[its] = model.probabilities(name, scored.score[its])
    # No surer than its two things.
    chances = np.minimum(chances, np.minimum(things.confidence[scored.subject], things.confidence[scored.object]))
    # Where the two things are less sure than a relation must be, so is the relation.
    shares = [float(model.probabilities(name, model.thresholds[name])) for name in RELATIONS]
    by_rule = [{key: one for one in its for key in _keys(one)} for its in ruled]
    found = [[one for one in its if one.predicate in PAPER_RELATIONS] for its in ruled]
    named = [read.things for read in view.papers]
    columns = (scored.relation, scored.subject, scored.object, things.paper[scored.subject], chances)
    for relation, subject, target, paper, chance in zip(*(column.tolist() for column in columns), strict=True):
        name = _name(relation, int(things.type[subject]))
        ends = things.ids[subject], things.ids[target]
        rule = by_rule[paper].get((name, *ends))
        # What a rule finds is right as often as measured by reading, also where the like is seldom annotated.
        sure = max(chance, rule.confidence if rule else 0.0)
        if rule is None and are_one(things.names[subject], things.names[target]):
            continue
        if sure >= (shares[relation] if least is None and rule is None else least or 0.0):
            one = ExtractedRelation(name, *ends, sure)
            places = _places(one, rule, named[paper], view.papers[paper].paper)
            found[paper].append(replace(one, mentions=places))
    found = [_without_mixed_tasks(its) for its in found]
    for relations, numbers in zip(found, view.numbers, strict=True):
        relations.sort(key=lambda one: (one.predicate, numbers[one.subject], numbers[one.object]))
    return found


def _without_mixed_tasks(relations: Sequence[ExtractedRelation]) -> list[ExtractedRelation]:
    """Return relations without those that give data a second task in the words that give it its own.

    In "classification on A and B, and detection on C" each serves the task that the sentence ties it to.
    """
    purposes = [one for one in relations if one.predicate in _PURPOSES]
    told = [one for one in purposes if any(mention.by == BY_RULE for mention in one.mentions or ())]
    places = {one.subject: [mention.span for mention in one.mentions or ()] for one in told}
    mixed = [
        one
        for one in purposes
        if one not in told and _meet([mention.span for mention in one.mentions or ()], places.get(one.subject, ()))
    ]
    return [one for one in relations if one not in mixed] if mixed else list(relations)


def _meet(ones: Sequence[Span], others: Sequence[Span]) -> bool:
    """Tell whether one stretch of a sentence has words of another."""
    return len(ones) == 1 and any(
        ones[0].section == span.section and ones[0].start < span.end and span.start < ones[0].end for span in others
    )


def _keys(relation: ExtractedRelation) -> Iterator[tuple[str, str, str]]:
    """Yield what the scorer calls a relation: of two methods that are compared it sees one pair."""
    name, subject, target = relation.predicate, relation.subject, relation.object
    yield name, subject, target
    if name == "comparedWith":
        yield name, target, subject


def _name(relation: int, subject_type: int) -> RelationName:
    name = RELATIONS[relation]
    if name == "usedForTask" and subject_type == TYPES["Benchmark"]:
        return "benchmarkForTask"
    return cast("RelationName", name)


def _places(
    relation: ExtractedRelation,
    rule: ExtractedRelation | None,
    things: Mapping[str, ExtractedEntity | Link],
    paper: Paper,
) -> tuple[Mention, ...]:
    """Return where the text says so: where a rule found it, else the shortest stretch that names both."""
    return (rule and rule.mentions) or tuple(
        replace(one, by=BY_MODEL) for one in locate_relation(relation, things, paper)
    )


def _results(view: View, model: ClaimsModel, least: float | None) -> defaultdict[int, list[ExtractedResult]]:
    """Return the results of each paper that has any."""
    found: defaultdict[int, list[ExtractedResult]] = defaultdict(list)
    outcomes = list(score_numbers(view, model, least))
    chances = model.probabilities(OUTCOME, np.array([outcome.score for outcome in outcomes]))
    for outcome, chance in zip(outcomes, chances.tolist(), strict=True):
        result = _to_result(view, model, outcome, chance)
        if least is None or result.confidence >= least:
            found[outcome.paper].append(result)
    return found


def _to_result(view: View, model: ClaimsModel, outcome: Outcome, chance: float) -> ExtractedResult:
    number = outcome.number
    parts = {part: thing for part, (score, thing) in outcome.parts.items() if score >= model.thresholds[PARTS[part]]}
    return ExtractedResult(
        number.text,
        confidence=min(chance, *(float(view.things.confidence[thing]) for thing in parts.values())),
        kind="gain" if outcome.is_gain else "absolute",
        mentions=(Mention(number.span, number.text, BY_MODEL),),
        **{part: view.things.ids[thing] for part, thing in parts.items()},
    )
