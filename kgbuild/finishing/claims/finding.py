"""From scores to claims: which are kept, how sure they are, and where the text says so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple, cast

from kgbuild.datamodel import (
    BY_MODEL,
    PAPER_RELATIONS,
    ContributionKind,
    ExtractedEntity,
    ExtractedRelation,
    ExtractedResult,
    Link,
    Mention,
    Paper,
    RelationName,
)
from kgbuild.finishing.claims.features import PairFeatures
from kgbuild.finishing.claims.model import OUTCOME, PARTS, ClaimsModel, read_claims_model
from kgbuild.finishing.claims.pairs import both_ways, learned_keys
from kgbuild.finishing.claims.scoring import Outcome, Scored, choose_kinds, score_numbers, score_relations
from kgbuild.finishing.claims.view import to_view
from kgbuild.finishing.places import locate_relation
from kgbuild.finishing.relations import find_relations

_Places = Mapping[tuple[str, str, str], tuple[Mention, ...] | None]
_EVEN: Final = 0.0  # the score from which an outcome is rather a gain


class Claims(NamedTuple):
    """What the text of one paper claims; of kinds of contribution the main one first."""

    relations: tuple[ExtractedRelation, ...] = ()
    results: tuple[ExtractedResult, ...] = ()
    kinds: tuple[ContributionKind, ...] = ()


def find_claims(
    paper: Paper,
    entities: Sequence[ExtractedEntity],
    links: Sequence[Link],
    min_confidence: float | None = None,
    model: Path | None = None,
) -> Claims:
    """Return what the text of a paper claims of its entities and links, which have ids and places.

    `min_confidence` replaces the thresholds of the model; `model` is a file that may hold another one than ours.
    """
    learned = read_claims_model(model)
    ruled = find_relations(paper, entities, links)
    view = to_view(paper, entities, links)
    features = PairFeatures(view)
    things: dict[str, ExtractedEntity | Link] = {entity.id: entity for entity in entities}
    things |= {link.id: link for link in links}
    by_rule: _Places = {(one.predicate, one.subject, one.object): one.mentions for one in ruled}
    relations = [one for one in ruled if one.predicate in PAPER_RELATIONS]
    for scored in score_relations(view, features, learned, both_ways(learned_keys(ruled))):
        sure = _confidence(learned, scored)
        if _is_kept(scored.score, sure, learned.thresholds[scored.relation], min_confidence):
            relation = ExtractedRelation(_name(scored), scored.subject.id, scored.object.id, sure)
            relations.append(replace(relation, mentions=_places(relation, by_rule, things, paper)))
    order = {id_: number for number, id_ in enumerate(things)}
    relations.sort(key=lambda one: (one.predicate, order.get(one.subject, -1), order.get(one.object, -1)))
    results = tuple(_results(score_numbers(view, features, learned), learned, min_confidence))
    return Claims(tuple(relations), results, choose_kinds(view, learned))


def _is_kept(score: float, confidence: float, threshold: float, min_confidence: float | None) -> bool:
    return score >= threshold if min_confidence is None else confidence >= min_confidence


def _confidence(model: ClaimsModel, scored: Scored) -> float:
    """Return how sure a relation is: no surer than its two things."""
    chance = model.probability(scored.relation, scored.score)
    return min(chance, scored.subject.confidence, scored.object.confidence)


def _name(scored: Scored) -> RelationName:
    if scored.relation == "usedForTask" and scored.subject.type == "Benchmark":
        return "benchmarkForTask"
    return cast("RelationName", scored.relation)


def _places(
    relation: ExtractedRelation,
    by_rule: _Places,
    things: Mapping[str, ExtractedEntity | Link],
    paper: Paper,
) -> tuple[Mention, ...]:
    """Return where the text says so: where a rule found it, else the shortest stretch that names both."""
    name, subject, target = relation.predicate, relation.subject, relation.object
    found = by_rule.get((name, subject, target))
    if not found and name == "comparedWith":
        found = by_rule.get((name, target, subject))
    return found or tuple(replace(one, by=BY_MODEL) for one in locate_relation(relation, things, paper))


def _results(
    outcomes: Iterator[Outcome], model: ClaimsModel, min_confidence: float | None
) -> Iterator[ExtractedResult]:
    for outcome in outcomes:
        number, chance = outcome.number, model.probability(OUTCOME, outcome.score)
        parts = {
            part: thing for part, (score, thing) in outcome.parts.items() if score >= model.thresholds[PARTS[part]]
        }
        sure = min(chance, *(thing.confidence for thing in parts.values()))
        if _is_kept(outcome.score, sure, model.thresholds[OUTCOME], min_confidence):
            yield ExtractedResult(
                number.text,
                confidence=sure,
                kind="gain" if outcome.gain >= _EVEN else "absolute",
                mentions=(Mention(number.span, number.text, BY_MODEL),),
                **{part: thing.id for part, thing in parts.items()},
            )
