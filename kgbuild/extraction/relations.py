"""What the sentences of a paper say of two things that it names: compared with, evaluated on, used for, measured by.

That two things stand in one sentence says nothing. A rule asks for the words that state the relation, with the object
directly behind them; see `comparisons`, `purposes` and `repositories`.
"""

from collections import defaultdict
from collections.abc import Sequence

from kgbuild.datamodel import ExtractedEntity, ExtractedRelation, Link, Mention, Paper, RelationName, Span
from kgbuild.extraction.clauses import find_clauses
from kgbuild.extraction.comparisons import ResultRules
from kgbuild.extraction.purposes import find_measures, find_purposes
from kgbuild.extraction.repositories import Found, find_main, find_repository_relations
from kgbuild.records.write import RELATION_FINDER


def find_relations(
    paper: Paper, entities: Sequence[ExtractedEntity], links: Sequence[Link]
) -> tuple[ExtractedRelation, ...]:
    """Return what the sentences of a paper state of its entities and links, sorted by predicate and numbers."""
    clauses = find_clauses(paper, entities, links)
    if not clauses:
        return ()
    rules = ResultRules(entities, find_main(paper, entities, ("Method",)))
    found: list[Found] = []
    for clause in clauses:
        found += find_repository_relations(paper, entities, links, clause)
        found += rules.find(clause)
        found += find_purposes(clause, entities)
        found += find_measures(clause)
    return _join(paper, entities, links, found)


def _join(
    paper: Paper, entities: Sequence[ExtractedEntity], links: Sequence[Link], found: Sequence[Found]
) -> tuple[ExtractedRelation, ...]:
    """Return one relation for all places that state it, no surer than the rule and each of the things are."""
    groups: defaultdict[tuple[RelationName, int, int], list[Found]] = defaultdict(list)
    for item in found:
        groups[item.predicate, -1 if item.subject is None else item.subject, item.object].append(item)
    relations = []
    for (predicate, subject, target), items in sorted(groups.items()):
        things = [links[target].confidence if items[0].to_link else entities[target].confidence]
        things += [entities[subject].confidence] if subject >= 0 else []
        sureness = min(max(item.confidence for item in items), *things)
        mentions = tuple(_mention(paper, span) for span in _outermost(items))
        number = None if subject < 0 else subject
        relations.append(ExtractedRelation(predicate, number, target, round(sureness, 4), mentions))
    return tuple(relations)


def _outermost(items: Sequence[Found]) -> list[Span]:
    """Return the places in order, without those that lie in another."""
    spans = sorted({item.span for item in items}, key=lambda s: (s.section != "title", s.start, -s.end))
    kept: list[Span] = []
    for span in spans:
        if not (kept and kept[-1].section == span.section and span.end <= kept[-1].end):
            kept.append(span)
    return kept


def _mention(paper: Paper, span: Span) -> Mention:
    return Mention(span, paper.section(span.section)[span.start : span.end], RELATION_FINDER)
