"""From candidates with probabilities to entities: which to keep where they overlap, their names, their roles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from kgbuild.datamodel import EntityType, ExtractedEntity, Kind, Mention, Role, Section, Span
from kgbuild.extraction.candidates import Candidate, Occurrence
from kgbuild.extraction.features import role_features
from kgbuild.extraction.model import NOTHING, Doubles, Model
from kgbuild.lexicon import Lexicon

_CHOSEN_CONFIDENCE: Final = 0.99  # a name that the user's own list gives


_PER_WORD: Final = 0.05  # chosen by cross-validation, as all numbers here
_MOST_WORDS: Final = 5


@dataclass(frozen=True, slots=True)
class _Verdict:
    type: EntityType
    kind: Kind
    confidence: float
    by: str


def decide(
    candidates: Sequence[Candidate],
    features: Sequence[Sequence[str]],
    model: Model,
    lexicon: Lexicon,
    min_confidence: float | None = None,
) -> tuple[ExtractedEntity, ...]:
    """Return the entities of one paper in order of first mention.

    `min_confidence` replaces the model's own thresholds, which give the best F1 by type.
    """
    probabilities = model.candidates.probabilities(features)
    verdicts = [
        _verdict(c, p, model.candidates.classes, lexicon) for c, p in zip(candidates, probabilities, strict=True)
    ]
    kept = []
    for k, verdict in enumerate(verdicts):
        floor = _threshold(verdict, model.thresholds) if min_confidence is None else min_confidence
        if verdict is not None and verdict.confidence >= floor:
            kept.append((k, verdict))
    # The surest first, a longer name before a part of it that is hardly surer; where two overlap, the later one keeps
    # only the places that are still free.
    kept.sort(
        key=lambda item: (-item[1].confidence - _PER_WORD * min(_MOST_WORDS, _words(candidates[item[0]])), item[0])
    )
    taken: dict[Section, list[tuple[int, int]]] = {"title": [], "abstract": []}
    entities = []
    for k, verdict in kept:
        free = [o for o in candidates[k].occurrences if not any(s < o.end and o.start < e for s, e in taken[o.section])]
        if not free:
            continue
        for o in free:
            taken[o.section].append((o.start, o.end))
        entities.append(_to_entity(candidates[k], free, verdict, _role(features[k], verdict, model)))
    return tuple(sorted(entities, key=lambda e: (e.mentions[0].span.section != "title", e.mentions[0].span, e.names)))


def _verdict(candidate: Candidate, probabilities: Doubles, classes: Sequence[str], lexicon: Lexicon) -> _Verdict | None:
    for surface in dict.fromkeys(o.text for o in candidate.occurrences):
        known = next((n for key in sorted(candidate.keys) if (n := lexicon.get(key)) and n.chosen), None)
        if known is not None and known.chosen is not None and (surface in known.spellings or not surface.islower()):
            kind: Kind = "term" if known.chosen in ("Task", "Metric") or surface.islower() else "named"
            return _Verdict(known.chosen, kind, _CHOSEN_CONFIDENCE, "lexicon")
    by_class = dict(zip(classes, map(float, probabilities), strict=True))
    something = 1 - by_class.pop(NOTHING, 0.0)
    if not by_class:
        return None
    best = max(by_class, key=lambda c: (by_class[c], c))
    entity_type, kind = to_type_and_kind(best)
    return _Verdict(entity_type, kind, round(something, 4), "model")


def _words(candidate: Candidate) -> int:
    return max(o.last - o.first for o in candidate.occurrences)


def _threshold(verdict: _Verdict | None, thresholds: Mapping[str, float]) -> float:
    return (
        1.0 if verdict is None or verdict.by != "model" else thresholds.get(class_of(verdict.type, verdict.kind), 0.5)
    )


def class_of(entity_type: EntityType, kind: Kind) -> str:
    """Return the model's class of a type and kind: only methods are told apart by kind."""
    return f"Method {kind}" if entity_type == "Method" else entity_type


def to_type_and_kind(name: str) -> tuple[EntityType, Kind]:
    """Return the type and kind that a class of the model stands for."""
    entity_type, _, kind = name.partition(" ")
    default = "named" if entity_type in ("Dataset", "Benchmark") else "term"
    return cast("EntityType", entity_type), cast("Kind", kind or default)


def _role(features: Sequence[str], verdict: _Verdict, model: Model) -> Role:
    classifier = model.roles[verdict.type]
    row = classifier.probabilities([role_features(features, verdict.kind)])[0]
    return cast("Role", classifier.classes[int(row.argmax())])


def _to_entity(candidate: Candidate, places: Sequence[Occurrence], verdict: _Verdict, role: Role) -> ExtractedEntity:
    names = list(dict.fromkeys(o.text for o in places))
    names.sort(key=lambda n: (n != candidate.long, n == candidate.short))
    mentions = tuple(
        Mention(Span(o.section, o.start, o.end), o.text, verdict.by)
        for o in sorted(places, key=lambda o: (o.section != "title", o.start))
    )
    return ExtractedEntity(verdict.type, tuple(names), verdict.kind, role, verdict.confidence, mentions)
