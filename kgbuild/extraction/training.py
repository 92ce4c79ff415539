"""Training of the model from annotated papers. Needs scikit-learn (the `train` extra); using a model does not.

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
from kgbuild.extraction.decisions import class_of
from kgbuild.extraction.features import PaperFeatures
from kgbuild.extraction.model import NOTHING, Floats, LinearClassifier, Model
from kgbuild.extraction.pipeline import blank_pipeline, find_passages, make_doc
from kgbuild.lexicon import Lexicon, load_lexicon
from kgbuild.names import name_key, singular

STRENGTH: Final = 0.4  # inverse of the regularisation, chosen by cross-validation on abstracts-train
ROLE_STRENGTH: Final = 0.3
_SEEN: Final = 2  # a feature or head noun seen less often than this is left out
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
    roles: dict[str, LinearClassifier] = {}
    for entity_type in ENTITY_TYPES:
        named = [e for e in examples if e.entity is not None and e.entity.type == entity_type and e.entity.role]
        roles[entity_type] = fit([e.features for e in named], [e.entity.role for e in named if e.entity], ROLE_STRENGTH)
    return Model(fit_candidates(examples), roles, heads, thresholds, name)


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
    papers = []
    for extraction in annotated:
        doc = nlp(make_doc(nlp, extraction.paper))
        passages = find_passages(doc)
        candidates = find_candidates(passages, lexicon, heads)
        features = PaperFeatures(passages, lexicon).features(candidates)
        by_key = {name_key(n): e for e in reversed(extraction.entities) for n in e.names}
        papers.append([Example(tuple(f), _annotation(c, by_key)) for c, f in zip(candidates, features, strict=True)])
    return papers


def _annotation(candidate: Candidate, by_key: Mapping[str, ExtractedEntity]) -> ExtractedEntity | None:
    return next((by_key[key] for key in sorted(candidate.keys) if key in by_key), None)


def fit_candidates(examples: Sequence[Example]) -> LinearClassifier:
    """Return the classifier of candidates."""
    return fit([e.features for e in examples], [e.label for e in examples], STRENGTH)


def fit(features: Sequence[Sequence[str]], labels: Sequence[str], strength: float) -> LinearClassifier:
    """Return a multinomial logistic regression over binary features (L2, L-BFGS)."""
    try:
        from scipy.sparse import csr_matrix
        from sklearn.linear_model import LogisticRegression
    except ImportError as fault:
        raise ModelError("training needs scikit-learn: pip install 'kgbuild[train]'") from fault
    counts = Counter(f for row in features for f in row)
    rows = {f: i for i, f in enumerate(sorted(f for f, n in counts.items() if n >= _SEEN and "\n" not in f))}
    classes = sorted(set(labels))
    if len(classes) < 2:
        only = tuple(classes or [NOTHING])
        return LinearClassifier(
            only, rows, np.zeros((len(rows) + 1, len(only)), np.float32), np.zeros(len(only), np.float32)
        )
    indices: list[int] = []
    ends = [0]
    for row in features:
        indices.extend(rows[f] for f in row if f in rows)
        ends.append(len(indices))
    matrix = csr_matrix((np.ones(len(indices)), indices, ends), shape=(len(features), len(rows)))
    learned: Any = LogisticRegression(C=strength, max_iter=400, tol=1e-3).fit(matrix, list(labels))
    weights, intercept = learned.coef_, learned.intercept_
    if len(classes) == 2:  # scikit-learn keeps one row for two classes
        weights, intercept = np.vstack([-weights, weights]) / 2, np.concatenate([-intercept, intercept]) / 2
    # Half precision, as in the file: a model in memory and the same one read back decide alike.
    stored = weights.T.astype(np.float16).astype(np.float32)
    padded = np.concatenate([stored, np.zeros((1, len(classes)), np.float32)])
    return LinearClassifier(tuple(classes), rows, padded, intercept.astype(np.float32))


def out_of_fold(papers: Sequence[Sequence[Example]], folds: int = _FOLDS) -> tuple[tuple[str, ...], list[Floats]]:
    """Return classes and, for each paper, its candidates' probabilities from a model that has not seen the paper."""
    classes = tuple(sorted({e.label for paper in papers for e in paper}))
    result: list[Floats] = [np.zeros((0, len(classes)), np.float32)] * len(papers)
    for fold in range(folds):
        classifier = fit_candidates([e for k, paper in enumerate(papers) if k % folds != fold for e in paper])
        columns = [classes.index(c) for c in classifier.classes]
        for k in range(fold, len(papers), folds):
            probabilities = np.zeros((len(papers[k]), len(classes)), np.float32)
            probabilities[:, columns] = classifier.probabilities([e.features for e in papers[k]])
            result[k] = probabilities
    return classes, result


def _thresholds(papers: Sequence[Sequence[Example]]) -> dict[str, float]:
    """Return for each class the least confidence that gives the best F1 on papers that the model has not seen."""
    classes, probabilities = out_of_fold(papers)
    nothing = classes.index(NOTHING)
    thresholds = {}
    labels = np.array([e.label for paper in papers for e in paper])
    scores = np.concatenate(probabilities)
    confidence = 1 - scores[:, nothing]
    scores[:, nothing] = -1
    best_class = np.array(classes)[scores.argmax(axis=1)]
    for name in classes:
        if name != NOTHING:
            chosen = best_class == name
            thresholds[name] = _best_threshold(confidence[chosen], labels[chosen] == name, int((labels == name).sum()))
    return thresholds


def _best_threshold(confidence: Floats, right: Any, gold: int) -> float:
    best = (0.0, 0.5)
    for threshold in np.arange(0.2, 0.81, 0.02):
        taken = confidence >= threshold
        found = int(right[taken].sum())
        f1 = 2 * found / max(1, int(taken.sum()) + gold)
        best = max(best, (round(f1, 6), round(float(threshold), 2)))
    return best[1]
