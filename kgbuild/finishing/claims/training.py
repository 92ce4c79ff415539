"""Training of the model of claims on annotated papers. Needs SciPy (the `train` extra)."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

import numpy as np

from kgbuild.datamodel import ExtractedResult, Extraction
from kgbuild.errors import ModelError
from kgbuild.finishing.claims.contributions import contribution_features
from kgbuild.finishing.claims.features import PairFeatures
from kgbuild.finishing.claims.learning import (
    Doubles,
    Fitted,
    best_threshold,
    fit,
    rising_shares,
    score_of,
    to_matrix,
    to_rows,
)
from kgbuild.finishing.claims.model import (
    GAIN,
    HEADS,
    KINDS,
    OUTCOME,
    PARTS,
    ClaimsModel,
    ClaimsModels,
    Curve,
)
from kgbuild.finishing.claims.numbers import Number, find_numbers, number_features, part_features
from kgbuild.finishing.claims.pairs import ENDS, both_ways, find_pairs, learned_keys
from kgbuild.finishing.claims.projection import by_title, project
from kgbuild.finishing.claims.scoring import pair_features, rule_feature
from kgbuild.finishing.claims.view import to_view
from kgbuild.finishing.relations import find_relations
from kgbuild.identity.names import name_key
from kgbuild.vocabulary import RESULT_PARTS

_FOLDS: Final = 5
_FEWEST: Final = 10  # papers
_LEAST: Final = 3  # a feature of fewer examples is left out
_LEAST_OF_KINDS: Final = 2
_IN_BIN: Final = 30
# How closely each kind of head follows its examples; chosen by cross-validation (docs/relations.md).
_STRENGTH: Final = {**dict.fromkeys(ENDS, 0.1), OUTCOME: 0.2, GAIN: 0.3, **dict.fromkeys(PARTS.values(), 0.2)}
_STRENGTH_OF_KINDS: Final = 0.5
# Features that a few dozen examples of a relation suffice for: the parts of the two things, and whether they meet.
_BROAD: Final = re.compile(
    r"(?:leads|leads, kinds|certain|certain, kinds|ends|apart|together|one row|stands for it)=|rule "
)
_BROAD_EMPHASIS: Final = 3.0
# Relations that the parts of the two things tell nearly by themselves: of these features all count more.
_BY_PARTS: Final = re.compile(
    r"(?:ends|types|leads|leads, kinds|certain|certain, kinds|leads, titled|ranks|object rank|both ranks|main|titled|"
    r"introduces data)=|"
    r"(?:number|data|named methods) "
)
_PARTS_EMPHASIS: Final = {"evaluatedOn": (2.0, 0.8)}
# A relation is kept where this share of its like were annotated: F1 is best about there, with given and with extracted
# entities; of extracted ones another share where F1 stays the same and four of five that are kept are right by reading
# (docs/relations.md).
_LEAST_SHARE: Final = 0.3
_LEAST_SHARES_OF_GIVEN: Final = dict.fromkeys(ENDS, 0.35)
_LEAST_SHARES: Final = {"appliedTo": 0.25, "builtOn": 0.37, "usedForTask": 0.22}
# The least score of other heads. A number has some subject; most papers bring a method, which is believed too easily.
_OTHER_LEAST: Final = 0.0
_FIXED_LEAST: Final = {
    PARTS["subject"]: -30.0,
    PARTS["metric"]: -0.4,
    PARTS["where"]: -1.4,
    PARTS["versus"]: -0.6,
    KINDS["method"]: 1.0,
}


class Example(NamedTuple):
    """One question to a head, with the answer of the annotation."""

    features: list[str]
    right: bool


@dataclass(slots=True)
class PaperExamples:
    """The examples of one paper by head, and how many claims the annotation has, those without an example too."""

    by_head: defaultdict[str, list[Example]] = field(default_factory=lambda: defaultdict(list))
    gold: Counter[str] = field(default_factory=Counter)

    def add(self, other: "PaperExamples") -> None:
        """Take in the examples of the same paper with other entities."""
        for head, examples in other.by_head.items():
            self.by_head[head] += examples
        self.gold += other.gold


class _Head(NamedTuple):
    """What one head learned."""

    rows: dict[str, int]
    fitted: Fitted
    threshold: float
    calibration: Curve


def train_claims(annotated: Iterable[Extraction], extracted: Iterable[Extraction] = ()) -> ClaimsModels:
    """Return models of the claims of annotated papers (`to_learn_from`); the same papers give the same models.

    `extracted` is what an extractor that has not learned from these papers found in them. Raises ModelError where there
    are too few papers.
    """
    return fit_both(all_examples(annotated, extracted))


class BothExamples(NamedTuple):
    """The examples of one paper with its entities as annotated, and these with those of its entities as extracted."""

    given: PaperExamples
    both: PaperExamples


def all_examples(annotated: Iterable[Extraction], extracted: Iterable[Extraction]) -> list[BothExamples]:
    """Return the examples of each annotated paper."""
    found = by_title(extracted)
    every = []
    for extraction in annotated:
        given, both = to_examples(extraction), PaperExamples()
        both.add(given)
        other = found.get(name_key(extraction.paper.title))
        if other is not None:
            both.add(to_examples(project(extraction, finish_bare(other))))
        every.append(BothExamples(given, both))
    return every


def fit_both(papers: Sequence[BothExamples]) -> ClaimsModels:
    """Return the model for things that are given, and that for things that an extractor found."""
    return ClaimsModels(
        fit_claims([paper.given for paper in papers], _LEAST_SHARES_OF_GIVEN),
        fit_claims([paper.both for paper in papers], _LEAST_SHARES),
    )


def to_learn_from(annotated: Iterable[Extraction], *, always: bool = False) -> list[Extraction]:
    """Return the papers that state relations, results or kinds, their names located.

    None where they are too few to learn from, unless all are wanted `always`.
    """
    papers = [_located(extraction) for extraction in annotated if _has_claims(extraction)]
    return papers if always or len(papers) >= _FEWEST else []


def _has_claims(extraction: Extraction) -> bool:
    """Tell whether a paper states any claims, or that it has none."""
    return not (extraction.relations is None and extraction.results is None and extraction.kinds is None)


def finish_bare(extraction: Extraction) -> Extraction:
    """Return an extraction with its names located, and without claims."""
    from kgbuild.finishing.finish import finish

    return finish(replace(extraction, relations=(), results=(), kinds=()))


def _located(extraction: Extraction) -> Extraction:
    from kgbuild.finishing.finish import finish

    relations, results, kinds = extraction.relations, extraction.results, extraction.kinds
    finished = finish(replace(extraction, relations=relations or (), results=results or (), kinds=kinds or ()))
    # What is not stated stays so: nothing is learned of it.
    return replace(
        finished,
        relations=None if relations is None else finished.relations,
        results=None if results is None else finished.results,
        kinds=kinds,
    )


def fit_claims(papers: Sequence[PaperExamples], least_shares: Mapping[str, float]) -> ClaimsModel:
    """Return a model of the examples of some papers, with these least shares. Raises ModelError for too few papers."""
    if len(papers) < _FEWEST:
        raise ModelError(f"{len(papers)} papers with relations, results or kinds are too few to train on")
    heads = [_fit_head(head, papers, least_shares) for head in HEADS]
    names = sorted({name for head in heads for name in head.rows})
    rows = {name: row for row, name in enumerate(names)}
    weights = np.zeros((len(rows), len(HEADS)), np.float32)
    for column, head in enumerate(heads):
        weights[[rows[name] for name in head.rows], column] = head.fitted.weights
    return _shortened(
        ClaimsModel(
            rows,
            weights,
            np.array([head.fitted.bias for head in heads], np.float32),
            {name: head.threshold for name, head in zip(HEADS, heads, strict=True)},
            {name: head.calibration for name, head in zip(HEADS, heads, strict=True)},
        )
    )


def _fit_head(head: str, papers: Sequence[PaperExamples], least_shares: Mapping[str, float]) -> _Head:
    examples = [example for paper in papers for example in paper.by_head[head]]
    numbers = np.array([number for number, paper in enumerate(papers) for _ in paper.by_head[head]])
    rows = to_rows([example.features for example in examples], _LEAST_OF_KINDS if head in KINDS.values() else _LEAST)
    matrix = to_matrix([example.features for example in examples], rows)
    right = np.array([example.right for example in examples], np.float64)
    strength = _STRENGTH.get(head, _STRENGTH_OF_KINDS)
    emphasis = _emphasis(head, rows)
    judged = _out_of_fold(matrix, right, numbers, strength, emphasis)
    calibration = rising_shares(judged, _IN_BIN)
    if head in ENDS:
        threshold = score_of(calibration, least_shares.get(head, _LEAST_SHARE))
    elif head == OUTCOME:
        threshold = best_threshold(judged, sum(paper.gold[head] for paper in papers))
    else:
        threshold = _FIXED_LEAST.get(head, _OTHER_LEAST)
    return _Head(rows, fit(matrix, right, strength, emphasis), threshold, calibration)


def _emphasis(head: str, rows: dict[str, int]) -> Doubles:
    by_parts, others = _PARTS_EMPHASIS.get(head, (1.0, 1.0))
    return np.array(
        [
            (by_parts if _BY_PARTS.match(name) else others) * (_BROAD_EMPHASIS if _BROAD.match(name) else 1.0)
            for name in rows
        ]
    )


def _shortened(model: ClaimsModel) -> ClaimsModel:
    """Return a model without features that weigh nothing, the weights with as few digits as its file keeps."""
    # Multiples of a small power of two add up exactly.
    weights = np.round(model.weights * 1024) / 1024
    weighty = np.any(np.abs(weights) > _LIGHT, axis=1)
    names = [name for name, row in sorted(model.rows.items(), key=lambda item: item[1]) if weighty[row]]
    kept = weights[weighty].astype(np.float16).astype(np.float32)
    return ClaimsModel(
        {name: row for row, name in enumerate(names)}, kept, model.bias, model.thresholds, model.calibration
    )


_LIGHT: Final = 0.004


def _out_of_fold(matrix: Any, right: Any, papers: Any, strength: float, emphasis: Doubles) -> list[tuple[float, bool]]:
    """Return for each example the score by a model that has not seen the paper, and the answer."""
    scores = np.zeros(len(right))
    for fold in range(_FOLDS):
        here = papers % _FOLDS == fold
        if here.any():
            found = fit(matrix[~here], right[~here], strength, emphasis)
            scores[here] = matrix[here] @ found.weights + found.bias
    return [(round(float(score), 4), bool(answer)) for score, answer in zip(scores, right, strict=True)]


def to_examples(extraction: Extraction) -> PaperExamples:
    """Return the examples of an annotated paper, which is finished."""
    examples = PaperExamples()
    paper, entities, links = extraction.paper, extraction.entities, extraction.links or ()
    view = to_view(paper, entities, links)
    features = PairFeatures(view)
    if extraction.relations is not None:
        right = learned_keys(extraction.relations)
        for name, _, _ in right:
            examples.gold[name] += 1
        ruled = both_ways(learned_keys(find_relations(paper, entities, links)))
        for subject, target, relations in find_pairs(view):
            found = pair_features(features, subject, target)
            rules = [rule_feature(name) for name in relations if (name, subject.id, target.id) in ruled]
            for name in relations:
                holds = (name, subject.id, target.id) in right or (
                    name == "comparedWith" and (name, target.id, subject.id) in right
                )
                examples.by_head[name].append(Example(found + rules, holds))
    if extraction.results is not None:
        examples.gold[OUTCOME] += len(extraction.results)
        left = list(extraction.results)
        for candidate in find_numbers(view):
            result = next((one for one in left if number_key(one.value) == number_key(candidate.text)), None)
            if result:
                left.remove(result)
            _add_number(examples, features, candidate, result)
    if extraction.kinds is not None:
        found = contribution_features(view)
        for kind, head in KINDS.items():
            examples.by_head[head].append(Example(found, kind in extraction.kinds))
    return examples


def _add_number(
    examples: PaperExamples, features: PairFeatures, number: Number, result: ExtractedResult | None
) -> None:
    found = number_features(features, number)
    examples.by_head[OUTCOME].append(Example(found, result is not None))
    if result is None:
        return
    examples.by_head[GAIN].append(Example(found, result.kind == "gain"))
    for part, (_, types) in RESULT_PARTS.items():
        for thing in features.view.of_types(*types):
            told = part_features(features, thing, number)
            examples.by_head[PARTS[part]].append(Example(told, getattr(result, part) == thing.id))


def number_key(value: str) -> str:
    """Return what of a value is compared, its sign and its digits: "85.3%", "85.3" and "{85.3}" are one number."""
    plain = value.replace("\u2212", "-").replace("{", "").replace("}", "")
    digits = re.search(r"-?\d[\d,]*\.?\d*", plain)
    return digits[0].replace(",", "").rstrip(".") if digits else value.casefold()
