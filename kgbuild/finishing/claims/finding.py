"""From scores to claims: which are kept, how sure they are, and where the text says so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
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
from kgbuild.finishing.claims.scoring import Outcome, Scored, Scorer, choose_kinds, score_numbers
from kgbuild.finishing.claims.view import to_view
from kgbuild.finishing.clauses import find_clauses
from kgbuild.finishing.places import locate_relation
from kgbuild.finishing.relations import find_relations

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
    given, found = _scorers(model)
    scorer = given if all(entity.confidence == 1 for entity in entities) else found
    learned = scorer.model
    by_id, links_by_id = {entity.id: entity for entity in entities}, {link.id: link for link in links}
    things: dict[str, ExtractedEntity | Link] = {**by_id, **links_by_id}
    clauses = find_clauses(paper, by_id, links_by_id, every=True)
    ruled = find_relations(paper, entities, links, [clause for clause in clauses if clause.marks])
    view = to_view(paper, entities, links, clauses)
    features = PairFeatures(view)
    by_rule = {key: one for one in ruled for key in _keys(one)}
    relations = [one for one in ruled if one.predicate in PAPER_RELATIONS]
    for scored in scorer.relations(view, features, both_ways(learned_keys(ruled)), every=min_confidence is not None):
        rule = by_rule.get((_name(scored), scored.subject.id, scored.object.id))
        # What a rule finds is right as often as measured by reading, also where the like is seldom annotated.
        sure = max(_confidence(learned, scored), rule.confidence if rule else 0.0)
        if min_confidence is None or sure >= min_confidence:
            relation = ExtractedRelation(_name(scored), scored.subject.id, scored.object.id, sure)
            relations.append(replace(relation, mentions=_places(relation, rule, things, paper)))
    order = {id_: number for number, id_ in enumerate(things)}
    relations.sort(key=lambda one: (one.predicate, order.get(one.subject, -1), order.get(one.object, -1)))
    results = tuple(_results(score_numbers(view, features, learned, min_confidence), learned, min_confidence))
    return Claims(tuple(relations), results, choose_kinds(view, learned))


@cache
def _scorers(model: Path | None) -> tuple[Scorer, Scorer]:
    models = read_claims_model(model)
    return Scorer(models.given), Scorer(models.found)


def _keys(relation: ExtractedRelation) -> Iterator[tuple[str, str, str]]:
    """Yield what the scorer calls a relation: of two methods that are compared it sees one pair."""
    name, subject, target = relation.predicate, relation.subject, relation.object
    yield name, subject, target
    if name == "comparedWith":
        yield name, target, subject


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
    rule: ExtractedRelation | None,
    things: Mapping[str, ExtractedEntity | Link],
    paper: Paper,
) -> tuple[Mention, ...]:
    """Return where the text says so: where a rule found it, else the shortest stretch that names both."""
    return (rule and rule.mentions) or tuple(
        replace(one, by=BY_MODEL) for one in locate_relation(relation, things, paper)
    )


def _results(
    outcomes: Iterator[Outcome], model: ClaimsModel, min_confidence: float | None
) -> Iterator[ExtractedResult]:
    for outcome in outcomes:
        number, chance = outcome.number, model.probability(OUTCOME, outcome.score)
        parts = {
            part: thing for part, (score, thing) in outcome.parts.items() if score >= model.thresholds[PARTS[part]]
        }
        sure = min(chance, *(thing.confidence for thing in parts.values()))
        if min_confidence is None or sure >= min_confidence:
            yield ExtractedResult(
                number.text,
                confidence=sure,
                kind="gain" if outcome.gain >= _EVEN else "absolute",
                mentions=(Mention(number.span, number.text, BY_MODEL),),
                **{part: thing.id for part, thing in parts.items()},
            )
