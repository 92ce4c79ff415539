"""Training of the model from annotated papers. Needs SciPy (the `train` extra); using a model does not.

An annotated paper is a record with title, abstract and entities (type, kind, role, names), as in an extraction record.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kgbuild.datamodel import ENTITY_TYPES, KINDS, EntityType, ExtractedEntity, Extraction
from kgbuild.errors import ModelError
from kgbuild.extraction.candidates import Candidate, Hopeful, find_candidates
from kgbuild.extraction.corpus import read_corpus
from kgbuild.extraction.decisions import Verdict, class_of, find_verdicts, settle_overlaps
from kgbuild.extraction.features import BIAS, BY_KIND, OF_THE_NAME, PaperFeatures
from kgbuild.extraction.hopes import SOMETHING, Hopes, hope_features
from kgbuild.extraction.linear import Settings, fit, scores_of
from kgbuild.extraction.model import NOTHING, Classifier, Doubles, Model
from kgbuild.extraction.naming import NameFeatures
from kgbuild.extraction.numbering import Numbering
from kgbuild.extraction.pipeline import blank_pipeline, find_passages, make_doc
from kgbuild.extraction.surroundings import Memory
from kgbuild.lexicon import Lexicon, load_lexicon
from kgbuild.names import name_key, singular

CANDIDATE_SETTINGS: Final = Settings()
ROLE_SETTINGS: Final = Settings(epochs=12, rate=0.2, batch=128, dropout=0.1, least=3)
DEFAULT_ROLES: Final = {
    "Method": "used",
    "Dataset": "used",
    "Benchmark": "evaluated",
    "Task": "addressed",
    "Metric": "used",
}
_SEEN: Final = 2  # a head noun seen less often than this is left out
_LONGEST_TERM: Final = 5
_FOLDS: Final = 4
_IN_BIN: Final = 40
_MOST_BINS: Final = 25
_FIRST_THRESHOLD: Final = 0.45  # what counts as sure before thresholds are known


Calibration = dict[str, tuple[tuple[float, float], ...]]


@dataclass(frozen=True, slots=True)
class Example:
    """One candidate of an annotated paper: its features, and the entity that it is, if any."""

    features: tuple[int, ...]
    entity: ExtractedEntity | None

    @property
    def label(self) -> str:
        """The class that the model is to learn."""
        return NOTHING if self.entity is None else class_of(self.entity.type, self.entity.kind)


@dataclass(frozen=True, slots=True)
class TrainingPaper:
    """A paper's candidates, an example for each, and how many things of each class the annotation holds."""

    candidates: tuple[Candidate, ...]
    examples: tuple[Example, ...]
    gold: Counter[str]


def train(annotated: Sequence[Extraction], *, name: str = "", lexicon: Lexicon | None = None) -> Model:
    """Return a model of the annotated papers; the same papers in the same order give the same model.

    `name` says what it was trained on. Raises ModelError where there are too few papers to learn from.
    """
    if len(annotated) < 2 * _FOLDS:
        raise ModelError(f"{len(annotated)} annotated papers are too few to train on (at least {2 * _FOLDS})")
    numbering = Numbering()
    names = NameFeatures(lexicon or load_lexicon(), read_corpus(), numbering.numbers)
    heads = find_heads(annotated)
    hopes = fit_hopes(build_examples(annotated, heads, names, hopes_only=True), len(numbering))
    papers = build_examples(annotated, heads, names, Hopes(names, hopes))
    size = len(numbering)
    thresholds, calibration = calibrate(papers, *out_of_fold(papers, size))
    examples = [e for paper in papers for e in paper.examples]
    model = Model(
        numbering,
        _grown(hopes, size),
        fit_candidates(examples, size),
        fit_roles(examples, numbering),
        heads,
        thresholds,
        calibration,
        name,
    )
    return _compact(model)


def find_heads(annotated: Iterable[Extraction]) -> dict[str, int]:
    """Return the nouns that end annotated names, each with the longest name (in words) it ended."""
    counts: Counter[str] = Counter()
    longest: dict[str, int] = defaultdict(int)
    for extraction in annotated:
        for entity in extraction.entities:
            for lower in {n.lower() for n in entity.names}:
                if (entity.kind == "term" or lower in entity.names) and lower.strip():
                    head = singular(lower.split()[-1].rsplit("-", 1)[-1])
                    counts[head] += 1
                    longest[head] = max(longest[head], min(len(lower.split()), _LONGEST_TERM))
    return {head: longest[head] for head in sorted(counts) if counts[head] >= _SEEN and head}


def build_examples(
    annotated: Iterable[Extraction],
    heads: Mapping[str, int],
    names: NameFeatures,
    hopeful: Hopeful | None = None,
    *,
    hopes_only: bool = False,
) -> list[TrainingPaper]:
    """Return the candidates of each paper with what the annotation says of them.

    Without `hopeful` all candidates; with `hopes_only` their features are those of the first, cheap classifier.
    """
    nlp = blank_pipeline()
    memory = Memory(names.corpus.clusters, names.numbers)
    papers = []
    for extraction in annotated:
        doc = nlp(make_doc(nlp, extraction.paper))
        passages = find_passages(doc)
        candidates = find_candidates(passages, names.lexicon, heads, hopeful)
        if hopes_only:
            features = [list(hope_features(c.occurrences, names)) for c in candidates]
        else:
            features = PaperFeatures(passages, names, memory).features(candidates)
        by_key = {name_key(n): e for e in reversed(extraction.entities) for n in e.names}
        examples = tuple(Example(tuple(f), _annotation(c, by_key)) for c, f in zip(candidates, features, strict=True))
        gold = Counter(class_of(e.type, e.kind) for e in extraction.entities)
        papers.append(TrainingPaper(tuple(candidates), examples, gold))
    return papers


def _annotation(candidate: Candidate, by_key: Mapping[str, ExtractedEntity]) -> ExtractedEntity | None:
    return next((by_key[key] for key in sorted(candidate.keys) if key in by_key), None)


def fit_hopes(papers: Iterable[TrainingPaper], size: int) -> Classifier:
    """Return the classifier that tells names that may be something from those that never are."""
    examples = [e for paper in papers for e in paper.examples]
    labels = [NOTHING if e.entity is None else SOMETHING for e in examples]
    return fit([e.features for e in examples], labels, size, CANDIDATE_SETTINGS)


def fit_candidates(examples: Sequence[Example], size: int) -> Classifier:
    """Return the classifier that tells what candidates are; features are numbers below `size`."""
    return fit([e.features for e in examples], [e.label for e in examples], size, CANDIDATE_SETTINGS)


def fit_roles(examples: Iterable[Example], numbering: Mapping[str, int]) -> dict[str, Classifier]:
    """Return for each class the classifier that tells the part its entities play.

    Named methods and method terms learn together: each feature once for both, and some for each kind by itself.
    """
    size = len(numbering)
    telling = np.array([not name.startswith(OF_THE_NAME) for name in numbering])
    by_kind = np.array([name.startswith(BY_KIND) or name == BIAS for name in numbering])
    by_type: dict[EntityType, list[tuple[list[int], str]]] = {t: [] for t in ENTITY_TYPES}
    for example in examples:
        if example.entity is not None and example.entity.role:
            kept = [f for f in example.features if telling[f]]
            shift = size * (1 + KINDS.index(example.entity.kind))
            features = kept + [f + shift for f in kept if by_kind[f]]
            by_type[example.entity.type].append((features, example.entity.role))
    roles = {}
    for entity_type, rows in by_type.items():
        labels = [role for _, role in rows] or [DEFAULT_ROLES[entity_type]]
        fitted = fit([f for f, _ in rows] or [[]], labels, size * (1 + len(KINDS)), ROLE_SETTINGS)
        for k, kind in enumerate(KINDS, start=1):
            weights = fitted.weights[:size] + fitted.weights[k * size : (k + 1) * size]
            roles[class_of(entity_type, kind)] = Classifier(fitted.classes, weights, fitted.bias)
    return roles


def _compact(model: Model) -> Model:
    """Return the model with the features that have any weight only, numbered anew in alphabetical order."""
    parts = (model.hopes, model.candidates, *model.roles.values())
    weighty = np.any([np.any(part.weights != 0, axis=1) for part in parts], axis=0)
    kept = sorted(f for f, k in model.rows.items() if (weighty[k] or f == BIAS) and "\n" not in f)
    order = [model.rows[f] for f in kept]

    def cut(part: Classifier) -> Classifier:
        return replace(part, weights=part.weights[order])

    return replace(
        model,
        rows={f: k for k, f in enumerate(kept)},
        hopes=cut(model.hopes),
        candidates=cut(model.candidates),
        roles={name: cut(part) for name, part in model.roles.items()},
    )


def _grown(classifier: Classifier, size: int) -> Classifier:
    """Return the classifier for a numbering that has grown since: the new features have no weight in it."""
    more = np.zeros((size - len(classifier.weights), len(classifier.classes)), np.float32)
    return Classifier(classifier.classes, np.concatenate([classifier.weights, more]), classifier.bias)


def out_of_fold(
    papers: Sequence[TrainingPaper], size: int, folds: int = _FOLDS
) -> tuple[tuple[str, ...], list[Doubles]]:
    """Return classes and, for each paper, its candidates' probabilities from a model that has not seen the paper."""
    classes = tuple(sorted({e.label for paper in papers for e in paper.examples}))
    result: list[Doubles] = [np.zeros((0, len(classes)))] * len(papers)
    for fold in range(folds):
        classifier = fit_candidates([e for k, p in enumerate(papers) if k % folds != fold for e in p.examples], size)
        for k in range(fold, len(papers), folds):
            result[k] = scores_of(classifier, [e.features for e in papers[k].examples], classes)
    return classes, result


def calibrate(
    papers: Sequence[TrainingPaper], classes: Sequence[str], probabilities: Sequence[Doubles]
) -> tuple[dict[str, float], Calibration]:
    """Return, by class, the least belief that gives the best F1, and how often each belief proved right.

    `probabilities` come from classifiers that have not seen the paper (`out_of_fold`). Beliefs are judged after
    overlaps are settled, as in use.
    """
    no_list = Lexicon({}, 1)
    verdicts = [
        find_verdicts(paper.candidates, rows, classes, no_list)
        for paper, rows in zip(papers, probabilities, strict=True)
    ]
    gold = sum((paper.gold for paper in papers), Counter[str]())
    thresholds: dict[str, float] = {}
    judged: dict[str, list[tuple[float, bool]]] = {}
    for _ in range(2):  # which names go first depends on the thresholds, so these are found twice
        judged = defaultdict(list)
        for paper, likely in zip(papers, verdicts, strict=True):
            sure = {
                k for k, v in likely.items() if v.belief >= thresholds.get(class_of(v.type, v.kind), _FIRST_THRESHOLD)
            }
            for choice in settle_overlaps(paper.candidates, likely, sure):
                verdict = choice.verdict
                judged[class_of(verdict.type, verdict.kind)].append(
                    (verdict.belief, _is_right(verdict, paper.examples[choice.number].entity))
                )
        thresholds = {name: _best_threshold(rows, gold[name]) for name, rows in sorted(judged.items())}
    return thresholds, {name: _rising_shares(rows) for name, rows in sorted(judged.items())}


def _is_right(verdict: Verdict, entity: ExtractedEntity | None) -> bool:
    """Whether type and, of methods, kind are the annotated ones; datasets and benchmarks pass for each other."""
    if entity is None:
        return False
    both_data = {verdict.type, entity.type} <= {"Dataset", "Benchmark"}
    return both_data or class_of(verdict.type, verdict.kind) == class_of(entity.type, entity.kind)


def _best_threshold(judged: Sequence[tuple[float, bool]], gold: int) -> float:
    """Return the threshold around which F1 is best: the mean of neighbours, since the peak itself is chance."""
    thresholds = [round(0.1 + 0.02 * k, 2) for k in range(36)]
    f1 = []
    for threshold in thresholds:
        taken = [right for belief, right in judged if belief >= threshold]
        f1.append(2 * sum(taken) / max(1, len(taken) + gold))
    smooth = [float(np.mean(f1[max(0, k - 4) : k + 5])) for k in range(len(f1))]
    return thresholds[int(np.argmax(np.round(smooth, 6)))]


def _rising_shares(judged: Sequence[tuple[float, bool]]) -> tuple[tuple[float, float], ...]:
    """Return points (belief, share right) that rise: isotonic regression by pooling neighbours that fall.

    M. Ayer et al., An empirical distribution function for sampling with incomplete information, 1955; for classifiers,
    B. Zadrozny and C. Elkan, KDD 2002. Beliefs are pooled into bins of at least `_IN_BIN` first.
    """
    ordered = sorted(judged)
    size = max(_IN_BIN, len(ordered) // _MOST_BINS)
    bins = [ordered[k : k + size] for k in range(0, len(ordered), size)]
    if len(bins) > 1 and len(bins[-1]) < size:
        bins[-2:] = [bins[-2] + bins[-1]]
    pools: list[tuple[float, int, int]] = []  # sum of beliefs, number right, number
    for found in bins:
        pools.append((sum(b for b, _ in found), sum(right for _, right in found), len(found)))
        while len(pools) > 1 and pools[-2][1] * pools[-1][2] >= pools[-1][1] * pools[-2][2]:
            last = pools.pop()
            pools[-1] = (pools[-1][0] + last[0], pools[-1][1] + last[1], pools[-1][2] + last[2])
    return tuple((round(beliefs / n, 4), round((right + 0.5) / (n + 1), 4)) for beliefs, right, n in pools)
