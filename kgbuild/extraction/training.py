"""Training of the model from annotated papers. Needs SciPy (the `train` extra); using a model does not.

An annotated paper is a record with title, abstract and entities (type, kind, role, names), as in an extraction record.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from kgbuild.datamodel import ENTITY_TYPES, ExtractedEntity, Extraction
from kgbuild.errors import ModelError
from kgbuild.extraction.candidates import Candidate, find_candidates
from kgbuild.extraction.corpus import read_corpus
from kgbuild.extraction.decisions import class_of
from kgbuild.extraction.features import PaperFeatures, role_features
from kgbuild.extraction.model import NOTHING, Classifier, Doubles, Model
from kgbuild.extraction.network import Settings, fit, scores_of
from kgbuild.extraction.pipeline import blank_pipeline, find_passages, make_doc
from kgbuild.lexicon import Lexicon, load_lexicon
from kgbuild.names import name_key, singular

CANDIDATE_SETTINGS: Final = Settings()
ROLE_SETTINGS: Final = Settings(hidden=16, epochs=6, least=3)
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


@dataclass(frozen=True, slots=True)
class Example:
    """One candidate of an annotated paper: its features, and the entity that it is, if any."""

    features: tuple[str, ...]
    entity: ExtractedEntity | None

    @property
    def label(self) -> str:
        """The class that the model is to learn."""
        return NOTHING if self.entity is None else class_of(self.entity.type, self.entity.kind)


def train(annotated: Sequence[Extraction], *, name: str = "", lexicon: Lexicon | None = None) -> Model:
    """Return a model of the annotated papers; the same papers in the same order give the same model.

    `name` says what it was trained on. Raises ModelError where there are too few papers to learn from.
    """
    if len(annotated) < 2 * _FOLDS:
        raise ModelError(f"{len(annotated)} annotated papers are too few to train on (at least {2 * _FOLDS})")
    lexicon = lexicon or load_lexicon()
    heads = find_heads(annotated)
    papers = build_examples(annotated, heads, lexicon)
    thresholds = _thresholds(papers)
    examples = [e for paper in papers for e in paper]
    return Model(fit_candidates(examples), fit_roles(examples), heads, thresholds, name)


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


def build_examples(annotated: Iterable[Extraction], heads: Mapping[str, int], lexicon: Lexicon) -> list[list[Example]]:
    """Return the candidates of each paper with what the annotation says of them."""
    nlp = blank_pipeline()
    corpus = read_corpus()
    papers = []
    for extraction in annotated:
        doc = nlp(make_doc(nlp, extraction.paper))
        passages = find_passages(doc)
        candidates = find_candidates(passages, lexicon, heads)
        features = PaperFeatures(passages, lexicon, corpus).features(candidates)
        by_key = {name_key(n): e for e in reversed(extraction.entities) for n in e.names}
        papers.append([Example(tuple(f), _annotation(c, by_key)) for c, f in zip(candidates, features, strict=True)])
    return papers


def _annotation(candidate: Candidate, by_key: Mapping[str, ExtractedEntity]) -> ExtractedEntity | None:
    return next((by_key[key] for key in sorted(candidate.keys) if key in by_key), None)


def fit_candidates(examples: Sequence[Example]) -> Classifier:
    """Return the network that tells what candidates are."""
    return fit([e.features for e in examples], [e.label for e in examples], CANDIDATE_SETTINGS)


def fit_roles(examples: Iterable[Example]) -> dict[str, Classifier]:
    """Return for each type the network that tells the part its entities play."""
    by_type: dict[str, list[tuple[list[str], str]]] = {t: [] for t in ENTITY_TYPES}
    for example in examples:
        if example.entity is not None and example.entity.role:
            features = role_features(example.features, example.entity.kind)
            by_type[example.entity.type].append((features, example.entity.role))
    roles = {}
    for entity_type, rows in by_type.items():
        labels = [role for _, role in rows] or [DEFAULT_ROLES[entity_type]]
        roles[entity_type] = fit([f for f, _ in rows] or [[]], labels, ROLE_SETTINGS)
    return roles


def out_of_fold(papers: Sequence[Sequence[Example]], folds: int = _FOLDS) -> tuple[tuple[str, ...], list[Doubles]]:
    """Return classes and, for each paper, its candidates' probabilities from a network that has not seen the paper."""
    classes = tuple(sorted({e.label for paper in papers for e in paper}))
    result: list[Doubles] = [np.zeros((0, len(classes)))] * len(papers)
    for fold in range(folds):
        classifier = fit_candidates([e for k, paper in enumerate(papers) if k % folds != fold for e in paper])
        for k in range(fold, len(papers), folds):
            result[k] = scores_of(classifier, [e.features for e in papers[k]], classes)
    return classes, result


def _thresholds(papers: Sequence[Sequence[Example]]) -> dict[str, float]:
    """Return for each class the least confidence that gives the best F1 on papers that the network has not seen."""
    classes, probabilities = out_of_fold(papers)
    nothing = classes.index(NOTHING)
    labels = np.array([e.label for paper in papers for e in paper])
    scores = np.concatenate(probabilities)
    confidence = 1 - scores[:, nothing]
    scores[:, nothing] = -1
    best_class = np.array(classes)[scores.argmax(axis=1)]
    thresholds = {}
    for name in classes:
        if name != NOTHING:
            chosen = best_class == name
            thresholds[name] = _best_threshold(confidence[chosen], labels[chosen] == name, int((labels == name).sum()))
    return thresholds


def _best_threshold(confidence: Doubles, right: Any, gold: int) -> float:
    best = (0.0, 0.5)
    for threshold in np.arange(0.2, 0.81, 0.02):
        taken = confidence >= threshold
        f1 = 2 * int(right[taken].sum()) / max(1, int(taken.sum()) + gold)
        best = max(best, (round(f1, 6), round(float(threshold), 2)))
    return best[1]
