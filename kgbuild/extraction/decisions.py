"""From candidates with probabilities to entities: which to keep where they overlap, their names, their roles."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final, cast

import numpy as np
from numpy.typing import NDArray

from kgbuild.datamodel import BY_LEXICON, BY_MODEL, KINDS, SECTIONS, ExtractedEntity, Kind, Mention, is_guess
from kgbuild.entity_types import ALWAYS_NAMED, TYPE_ROWS, WITH_NAMES, EntityType, Role
from kgbuild.extraction.candidates import Candidate, Occurrence, Passage
from kgbuild.extraction.classifier import NOTHING, Doubles, Rows, softmax
from kgbuild.extraction.coreference import Belief, Pairs, find_other_names, find_pairs
from kgbuild.extraction.features import Paper
from kgbuild.extraction.keys import Features
from kgbuild.extraction.model import Model
from kgbuild.extraction.neighbours import Neighbours
from kgbuild.extraction.novelty import ROLES_OF_NEW, find_new
from kgbuild.extraction.role_parts import BROUGHT, roles_of
from kgbuild.extraction.role_words import Reading, Thing, read_paper
from kgbuild.extraction.role_words import join as join_readings
from kgbuild.lexicon import Lexicon

_CHOSEN_CONFIDENCE: Final = 0.99  # a name that the user's own list gives
_PER_WORD: Final = 0.05  # chosen by cross-validation, as all numbers here
_MOST_WORDS: Final = 5
_READ_AS_NAME: Final = 0.3  # how likely a name a term must be for its role to be read as that of a name
LEAST_BELIEF: Final = 0.05  # what is less likely is nothing, whatever floor is asked for


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a candidate is most likely; `belief` is the classifier's probability that it is anything at all.

    `named` is how likely it is a proper name and no term, if it is of this type.
    """

    type: EntityType
    kind: Kind
    belief: float
    by: str
    named: float = 1.0


@dataclass(frozen=True, slots=True)
class Choice:
    """A candidate that was kept: its number, its verdict, and the places that no surer one took."""

    number: int
    verdict: Verdict
    places: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A choice with its confidence; `sure`: above the model's own threshold, whatever floor is asked for."""

    number: int
    choice: Choice
    confidence: float
    sure: bool


def decide(
    papers: Sequence[Paper],
    features: Features,
    neighbours: Neighbours,
    model: Model,
    lexicon: Lexicon,
    *,
    thresholds: bool = True,
) -> list[tuple[ExtractedEntity, ...]]:
    """Return the entities of each paper, its passages with the candidates in them, in order of first mention.

    `features` and `neighbours` are those of the papers' candidates, numbered through. The model's `thresholds` give the
    best F1 by type; without them all is kept that may be anything.
    """
    rows = model.candidates.rows(features)
    beliefs = softmax(model.candidates.scores(rows))
    probabilities = model.context.probabilities(rows, beliefs, neighbours)
    ends = list(accumulate(len(candidates) for _, candidates in papers))
    settled = [
        settle(
            candidates,
            find_verdicts(candidates, probabilities[end - len(candidates) : end], model.candidates.classes, lexicon),
            model.thresholds,
        )
        for (_, candidates), end in zip(papers, ends, strict=True)
    ]
    others = find_other_names([its.pairs for its in settled], model.coreference)
    kept = [_choose(*its, model, thresholds=thresholds) for its in zip(settled, others, strict=True)]
    starts = [0, *ends[:-1]]
    numbers = [start + k.number for start, found in zip(starts, kept, strict=True) for k in found]
    news = _beliefs_in_news(model, rows.only(numbers))[numbers].tolist()
    names = [
        [start + k for k in its]
        for start, found, other in zip(starts, kept, others, strict=True)
        for its in _names_of(found, other)
    ]
    readings = [_to_reading(passages, found) for (passages, _), found in zip(papers, kept, strict=True)]
    roles = (model.roles.scores(rows.united(names)) + model.reader.scores(join_readings(readings))).tolist()
    results, start = [], 0
    for (_, candidates), found in zip(papers, kept, strict=True):
        its = slice(start, start + len(found))
        results.append(tuple(_to_entities(candidates, found, roles[its], news[its], model)))
        start = its.stop
    return results


def _names_of(kept: Sequence[Kept], others: Mapping[int, int]) -> list[list[int]]:
    """Return for each thing that was kept the candidates that are its names."""
    names: defaultdict[int, list[int]] = defaultdict(list)
    for other, main in others.items():
        names[main].append(other)
    return [[k.number, *names[k.number]] for k in kept]


def _to_reading(passages: Sequence[Passage], kept: Sequence[Kept]) -> Reading:
    """Return what there is to read of what was kept.

    What is in doubt keeps its name, so that roles are the same whatever floor is asked for.
    """
    verdicts = [k.choice.verdict for k in kept]
    return read_paper(
        passages,
        [Thing(_class_to_read(v), k.choice.places, k.sure) for k, v in zip(kept, verdicts, strict=True)],
    )


@dataclass(frozen=True, slots=True)
class Settled:
    """The candidates of one paper that keep a place, which of them are above the thresholds, which may be one thing."""

    choices: Sequence[Choice]
    sure: Collection[int]
    pairs: Pairs


def settle(candidates: Sequence[Candidate], likely: Mapping[int, Verdict], thresholds: Mapping[str, float]) -> Settled:
    """Settle the overlaps of one paper's candidates and find what may be another name of what."""
    # With or without thresholds alike, what is above them first: without them more is kept, no less.
    above = {k for k, v in likely.items() if v.belief >= _threshold(v, thresholds)}
    choices = settle_overlaps(candidates, likely, above)
    sure = {c.number for c in choices if c.number in above}
    beliefs = {c.number: Belief(class_of(c.verdict.type, c.verdict.kind), c.verdict.belief) for c in choices}
    # Expressions that a user lists are things of their own, whatever the paper calls them beside.
    apart = {c.number for c in choices if not is_guess(c.verdict.by)}
    return Settled(choices, sure, find_pairs(candidates, beliefs, sure, apart))


def _choose(settled: Settled, others: Mapping[int, int], model: Model, *, thresholds: bool) -> list[Kept]:
    """Return what to keep of one paper: what is above the thresholds, without `thresholds` the others too."""
    chosen = _with_other_names(settled.choices, others)
    kept = [Kept(c.number, c, _confidence(c.verdict, model.calibration), c.number in settled.sure) for c in chosen]
    return [k for k in kept if k.sure or not thresholds]


def _to_entities(
    candidates: Sequence[Candidate],
    kept: Sequence[Kept],
    roles: Sequence[Sequence[float]],
    news: Sequence[float],
    model: Model,
) -> list[ExtractedEntity]:
    """Return the entities of one paper; `roles` and `news` are the scores of what is kept."""
    entities = [
        _to_entity(candidates[k.number], k.choice, k.confidence, _role(k.choice.verdict, its, model))
        for k, its in zip(kept, roles, strict=True)
    ]
    sure = [n for n, k in enumerate(kept) if k.sure]  # so that the roles are those of all floors
    for new in find_new([entities[n] for n in sure], [news[n] for n in sure]):
        entity = entities[sure[new]]
        entities[sure[new]] = replace(entity, kind="named", role=ROLES_OF_NEW[entity.type])
    # By the first place, then by the names.
    return sorted(entities, key=lambda e: ([m.span.order for m in (e.mentions or ())[:1]], e.names))


def _beliefs_in_news(model: Model, rows: Rows) -> NDArray[np.float64]:
    """Return how likely each candidate is something that its paper brings, by what is said around it."""
    if BROUGHT not in model.novelty.classes:
        return np.zeros(rows.count)
    beliefs: NDArray[np.float64] = softmax(model.novelty.scores(rows))[:, model.novelty.classes.index(BROUGHT)]
    return beliefs


def find_verdicts(
    candidates: Sequence[Candidate], probabilities: Doubles, classes: Sequence[str], lexicon: Lexicon
) -> dict[int, Verdict]:
    """Return what each candidate most likely is, by its row of `probabilities` (candidates, classes).

    A candidate that is most likely nothing at all has none.
    """
    if not candidates:
        return {}
    nothing = classes.index(NOTHING) if NOTHING in classes else -1
    beliefs = 1 - probabilities[:, nothing] if nothing >= 0 else np.ones(len(probabilities))
    something = probabilities.copy()
    something[:, nothing if nothing >= 0 else []] = -1
    best = something.argmax(axis=1)
    named = _shares_of_names(something, classes)
    verdicts = {
        int(k): Verdict(*to_type_and_kind(classes[best[k]]), float(beliefs[k]), BY_MODEL, float(named[k, best[k]]))
        for k in np.flatnonzero(beliefs >= LEAST_BELIEF)
        if best[k] != nothing
    }
    if lexicon.has_choices:
        chosen = {k: v for k, c in enumerate(candidates) if (v := _users_verdict(c, lexicon)) is not None}
        verdicts = dict(sorted((verdicts | chosen).items()))
    return verdicts


def _shares_of_names(probabilities: Doubles, classes: Sequence[str]) -> Doubles:
    """Return how likely candidates are proper names if they are of the type of each class; shape of `probabilities`."""
    shares = np.zeros(probabilities.shape)
    for column, name in enumerate(classes):
        if name == NOTHING:
            continue
        entity_type, kind = to_type_and_kind(name)
        both = [class_of(entity_type, its) for its in KINDS]
        if both[0] != both[1] and set(both) <= set(classes):
            named, term = (probabilities[:, classes.index(its)] for its in both)
            shares[:, column] = named / np.maximum(named + term, np.finfo(float).tiny)
        else:
            shares[:, column] = kind == "named"
    return shares


def _with_other_names(choices: Sequence[Choice], others: Mapping[int, int]) -> list[Choice]:
    """Give the places of other names to the thing that they name."""
    places = {c.number: c.places for c in choices}
    more: defaultdict[int, list[Occurrence]] = defaultdict(list)
    for other, main in others.items():
        more[main] += places[other]
    return [replace(c, places=(*c.places, *more[c.number])) for c in choices if c.number not in others]


def settle_overlaps(
    candidates: Sequence[Candidate], kept: Mapping[int, Verdict], preferred: Collection[int] = ()
) -> list[Choice]:
    """Give every stretch of text to one candidate; one that keeps no place is out.

    The preferred first, then the surest, and a longer name before a part of it that is hardly surer.
    """

    def rank(k: int) -> tuple[bool, float, int]:
        words = max(o.last - o.first for o in candidates[k].occurrences)
        return k not in preferred, -kept[k].belief - _PER_WORD * min(_MOST_WORDS, words), k

    ends = dict.fromkeys(SECTIONS, 0)
    for k in kept:
        for o in candidates[k].occurrences:
            ends[o.section] = max(ends[o.section], o.end)
    taken = {section: bytearray(end) for section, end in ends.items()}  # 1 for each character that is taken
    choices = []
    for k in sorted(kept, key=rank):
        free = []
        for o in candidates[k].occurrences:
            if taken[o.section].find(1, o.start, o.end) < 0:
                taken[o.section][o.start : o.end] = b"\1" * (o.end - o.start)
                free.append(o)
        if free:
            choices.append(Choice(k, kept[k], tuple(free)))
    return choices


def _users_verdict(candidate: Candidate, lexicon: Lexicon) -> Verdict | None:
    """Return what the user's own list says; a word in lower case must stand there in lower case."""
    known = next((n for key in sorted(candidate.keys) if (n := lexicon.get(key)) and n.chosen), None)
    if known is None or known.chosen is None:
        return None
    surfaces = {o.text for o in candidate.occurrences}
    named = any(not s.islower() for s in surfaces)
    if not named and not surfaces & known.spellings:
        return None
    kind: Kind = "named" if named and known.chosen in WITH_NAMES else "term"
    return Verdict(known.chosen, kind, _CHOSEN_CONFIDENCE, BY_LEXICON)


def _confidence(verdict: Verdict, calibration: Mapping[str, Sequence[tuple[float, float]]]) -> float:
    """Return how often such a belief proved right on papers that the classifier had not seen."""
    curve = calibration.get(class_of(verdict.type, verdict.kind), ())
    if not is_guess(verdict.by) or not curve:
        return round(verdict.belief, 4)
    right = bisect_right(curve, (verdict.belief, 2.0))
    if right in (0, len(curve)):
        return curve[min(right, len(curve) - 1)][1]
    (low, share), (high, higher) = curve[right - 1 : right + 1]
    return round(share + (higher - share) * (verdict.belief - low) / (high - low), 4)


def _threshold(verdict: Verdict, thresholds: Mapping[str, float]) -> float:
    return thresholds.get(class_of(verdict.type, verdict.kind), 0.5) if is_guess(verdict.by) else 0.0


def class_of(entity_type: EntityType, kind: Kind) -> str:
    """Return the model's class of a type and kind: of types told apart by kind, each kind is a class."""
    return f"{entity_type} {kind}" if TYPE_ROWS[entity_type].by_kind else entity_type


def to_type_and_kind(name: str) -> tuple[EntityType, Kind]:
    """Return the type and kind that a class of the model stands for."""
    entity_type, _, kind = name.partition(" ")
    default = "named" if entity_type in ALWAYS_NAMED else "term"
    return cast("EntityType", entity_type), cast("Kind", kind or default)


def _role(verdict: Verdict, scores: Sequence[float], model: Model) -> Role:
    """Return the likeliest role by the scores of parts; the usual one of a type new to the model."""
    if class_of(verdict.type, verdict.kind) not in model.candidates.classes:
        return TYPE_ROWS[verdict.type].default_role
    roles = roles_of(verdict.type)
    able = [(score, roles[part]) for part, score in zip(model.roles.classes, scores, strict=True) if part in roles]
    return max(able, key=lambda pair: pair[0])[1] if able else TYPE_ROWS[verdict.type].default_role


def _class_to_read(verdict: Verdict) -> str:
    """Return the class by which the role of a thing is read.

    What looks like a term may be what its paper proposes and has just named.
    """
    named = verdict.named >= _READ_AS_NAME if is_guess(verdict.by) else verdict.kind == "named"
    return class_of(verdict.type, "named" if named else "term")


def _to_entity(candidate: Candidate, choice: Choice, confidence: float, role: Role) -> ExtractedEntity:
    names = list(dict.fromkeys(o.text for o in choice.places))
    names.sort(key=lambda n: (n != candidate.long, n == candidate.short))
    mentions = [Mention(o.span, o.text, choice.verdict.by) for o in choice.places]
    if len(mentions) > 1:
        mentions.sort(key=lambda mention: mention.span.order)
    verdict = choice.verdict
    kind = "named" if role == ROLES_OF_NEW.get(verdict.type) else verdict.kind
    return ExtractedEntity(verdict.type, tuple(names), kind, role, confidence, tuple(mentions))
