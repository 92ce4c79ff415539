"""What the sentences of a paper say of two things that it names: compared with, evaluated on, used for, measured by.

That two things stand in one sentence says nothing. A rule asks for the words that state the relation, with the object
directly behind them; see `comparisons`, `purposes` and `repositories`.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from kgbuild.datamodel import (
    BY_RULE,
    SECTIONS,
    ExtractedEntity,
    ExtractedRelation,
    Link,
    Mention,
    Paper,
    RelationName,
    Span,
)
from kgbuild.entity_types import WITH_NAMES
from kgbuild.finishing.clauses import Clause, find_clauses
from kgbuild.finishing.comparisons import ResultRules
from kgbuild.finishing.purposes import find_measures, find_purposes
from kgbuild.finishing.repositories import Found, find_main, find_repository_relations


def find_relations(
    paper: Paper, entities: Sequence[ExtractedEntity], links: Sequence[Link], clauses: Sequence[Clause] | None = None
) -> tuple[ExtractedRelation, ...]:
    """Return what the sentences of a paper state of its entities and links, which have ids.

    Sorted by predicate, then in the order of the subjects and of the objects. `clauses` are the sentences that name
    anything, where they are known already.
    """
    by_id, links_by_id = {entity.id: entity for entity in entities}, {link.id: link for link in links}
    if clauses is None:
        clauses = find_clauses(paper, by_id, links_by_id)
    if not clauses:
        return ()
    rules = ResultRules(by_id, find_main(paper, entities, ("Method",)))
    own = find_main(paper, entities, WITH_NAMES)
    found: list[Found] = []
    for clause in clauses:
        found += find_repository_relations(by_id, links_by_id, clause, own)
        found += rules.find(clause)
        found += find_purposes(clause, by_id)
        found += find_measures(clause)
    return _join(paper, {**by_id, **links_by_id}, found)


def _join(
    paper: Paper, things: Mapping[str, ExtractedEntity | Link], found: Sequence[Found]
) -> tuple[ExtractedRelation, ...]:
    """Return one relation for all places that state it, no surer than the rule and each of the things are."""
    groups: defaultdict[tuple[RelationName, str, str], list[Found]] = defaultdict(list)
    for item in found:
        groups[item.predicate, item.subject, item.object].append(item)
    relations = []
    for (predicate, subject, target), items in groups.items():
        sureness = [things[id_].confidence for id_ in (subject, target) if id_ in things]
        confidence = round(min(max(item.confidence for item in items), *sureness), 4)
        mentions = tuple(_mention(paper, span) for span in _outermost({item.span for item in items}))
        relations.append(ExtractedRelation(predicate, subject, target, confidence, mentions))
    order = {id_: number for number, id_ in enumerate(things)}
    relations.sort(key=lambda r: (r.predicate, order.get(r.subject, -1), order.get(r.object, -1)))
    return tuple(relations)


def _outermost(spans: set[Span]) -> list[Span]:
    """Return the spans in order, without those that lie in another."""
    if len(spans) == 1:
        return list(spans)
    kept: list[Span] = []
    # Of those before it in this order the last that was kept reaches furthest.
    for span in sorted(spans, key=lambda span: (SECTIONS.index(span.section), span.start, -span.end)):
        if not kept or not kept[-1].contains(span):
            kept.append(span)
    return kept


def _mention(paper: Paper, span: Span) -> Mention:
    return Mention(span, paper.section(span.section)[span.start : span.end], BY_RULE)
