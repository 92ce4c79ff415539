"""Figures on papers that the model has not seen: train on some folds, extract from the other, score all together."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Final

from kgbuild.config import Options
from kgbuild.datamodel import Extraction, Paper, Skipped
from kgbuild.engines import extract_papers
from kgbuild.errors import ExtractorError
from kgbuild.evaluation.claims import is_scored
from kgbuild.evaluation.gold import AnnotatedPaper, to_annotated
from kgbuild.evaluation.scoring import Scores, evaluate, judge_claims, match, only_claims
from kgbuild.extraction.model import write_model
from kgbuild.extraction.training import train
from kgbuild.finishing import finish
from kgbuild.finishing.claims.model import write_claims_model
from kgbuild.finishing.claims.projection import by_title
from kgbuild.finishing.claims.training import all_examples, fit_both, to_learn_from, train_claims
from kgbuild.identity.names import name_key
from kgbuild.lexicon import load_lexicon
from kgbuild.records import to_record

_EDGES: Final = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
_ALL: Final = 0.2  # confidence from which the reliability table counts


@dataclass(frozen=True, slots=True)
class Reliability:
    """Of `predicted` things with a confidence between `low` and `high` (mean `confidence`), `right` are right."""

    low: float
    high: float
    predicted: int
    confidence: float
    right: int


@dataclass(frozen=True, slots=True)
class CrossValidation:
    """Scores at the default thresholds, and how reliable the confidence is."""

    scores: Scores
    reliability: tuple[Reliability, ...]


def cross_validate(
    annotated: Sequence[Extraction],
    gold: Mapping[str, AnnotatedPaper],
    folds: int = 5,
    *,
    lexicon: Path | None = None,
    told: Callable[[str], None] = lambda _: None,
) -> CrossValidation:
    """Score each paper with a model trained on the other folds; paper `k` belongs to fold `k % folds`.

    Thresholds, calibration and head nouns are learned within each training part. `told` hears of each step.
    """
    found: dict[str, AnnotatedPaper] = {}
    judged: list[tuple[float, bool]] = []
    with tempfile.TemporaryDirectory() as folder:
        for fold in range(folds):
            path = Path(folder) / f"{fold}.zip"
            seen = [e for k, e in enumerate(annotated) if k % folds != fold]
            write_model(train(seen, lexicon=load_lexicon(lexicon)), path)
            with_claims = to_learn_from(seen)
            if with_claims:
                write_claims_model(train_claims(with_claims), path, append=True)
            papers = [e.paper for k, e in enumerate(annotated) if k % folds == fold]
            for extraction in _extract(papers, Options(lexicon=lexicon, model=path, workers=1)):
                found[name_key(extraction.paper.title)] = to_annotated(to_record(extraction))
            for extraction in _extract(papers, Options(lexicon=lexicon, model=path, workers=1, min_confidence=_ALL)):
                judged += _judge(extraction, gold)
            told(f"fold {fold + 1} of {folds}: {len(seen):,} papers to learn from, {len(papers):,} to score")
    return CrossValidation(evaluate(gold, found), to_reliability(judged))


def cross_validate_claims(
    annotated: Sequence[Extraction],
    extracted: Sequence[Extraction],
    gold: Mapping[str, AnnotatedPaper],
    folds: int = 5,
    *,
    given: Sequence[Extraction] | None = None,
    told: Callable[[str], None] = lambda _: None,
) -> CrossValidation:
    """Score the claims of each paper that states any with a model trained on the other folds.

    `extracted` is what an extractor found in these papers, from which the models learn as well. Claims are found among
    the entities that are `given`, by default the annotated ones. The confidence that is judged is that of relations and
    results.
    """
    papers = to_learn_from(annotated, always=True)
    examples = all_examples(papers, extracted)
    entities = by_title(given if given is not None else papers)
    found: dict[str, AnnotatedPaper] = {}
    judged: list[tuple[float, bool]] = []
    with tempfile.TemporaryDirectory() as folder:
        for fold in range(folds):
            path = Path(folder) / f"{fold}.zip"
            write_claims_model(fit_both([e for k, e in enumerate(examples) if k % folds != fold]), path)
            for paper in papers[fold::folds]:
                key = name_key(paper.paper.title)
                bare = replace(entities[key], relations=None, results=None, kinds=None)
                found[key] = to_annotated(to_record(finish(bare, model=path)))
                all_found = finish(bare, min_confidence=_ALL, model=path)
                sure = [one.confidence for one in all_found.relations or () if is_scored(one.predicate)]
                sure += [one.confidence for one in all_found.results or ()]
                record = to_annotated(to_record(all_found))
                judged += zip(sure, judge_claims(gold[key], record), strict=True)
            told(f"fold {fold + 1} of {folds}: {len(papers[fold::folds]):,} papers to score")
    scored = {key: paper for key, paper in gold.items() if key in found}
    return CrossValidation(only_claims(evaluate(scored, found)), to_reliability(judged))


def _extract(papers: Sequence[Paper], options: Options) -> Iterator[Extraction]:
    for result in extract_papers(papers, options):
        if isinstance(result, Skipped):
            raise ExtractorError(f"{result.where}: {result.why}")
        yield result


def _judge(extraction: Extraction, gold: Mapping[str, AnnotatedPaper]) -> list[tuple[float, bool]]:
    """Return each found thing's confidence and whether the annotation has it."""
    paper = gold.get(name_key(extraction.paper.title))
    entities = to_annotated(to_record(extraction)).entities
    right = set(match(paper.entities, entities).values()) if paper else set()
    return [(e.confidence, k in right) for k, e in enumerate(extraction.entities)]


def to_reliability(judged: Sequence[tuple[float, bool]]) -> tuple[Reliability, ...]:
    """Return a line for each range of confidence that holds anything."""
    lines = []
    for low, high in pairwise(_EDGES):
        inside = [(c, right) for c, right in judged if low <= c < high or c == high == 1.0]
        if inside:
            mean = sum(c for c, _ in inside) / len(inside)
            lines.append(Reliability(low, high, len(inside), mean, sum(right for _, right in inside)))
    return tuple(lines)
