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
from kgbuild.finishing.claims.keys import Template
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
from kgbuild.finishing.claims.numbers import find_numbers, number_features, part_features, to_columns
from kgbuild.finishing.claims.pairs import both_ways, find_pairs, find_ruled, learned_keys
from kgbuild.finishing.claims.projection import by_title, project
from kgbuild.finishing.claims.scoring import all_pair_features, result_things
from kgbuild.finishing.claims.sorts import RELATIONS, is_type
from kgbuild.finishing.claims.view import View, read_paper, to_view
from kgbuild.finishing.relations import find_relations
from kgbuild.hashing import Keys, one_by_one, templates_of, unite
from kgbuild.identity.names import name_key
from kgbuild.vocabulary import RESULT_PARTS

_FOLDS: Final = 5
_FEWEST: Final = 10  # papers
_LEAST: Final = 3  # a feature of fewer examples is left out
_LEAST_OF_KINDS: Final = 2
_LIGHT: Final = 0.004  # a feature that weighs no more anywhere is left out
_IN_BIN: Final = 30
# How closely each kind of head follows its examples; chosen by cross-validation (docs/relations.md).
_STRENGTH: Final = {**dict.fromkeys(RELATIONS, 0.1), OUTCOME: 0.2, GAIN: 0.3, **dict.fromkeys(PARTS.values(), 0.2)}
_STRENGTH_OF_KINDS: Final = 0.5
# Features that a few dozen examples of a relation suffice for: the parts of the two things, and whether they meet.
_BROAD: Final = (
    *(Template.LEADS, Template.LEADS_KINDS, Template.CERTAIN, Template.CERTAIN_KINDS, Template.ENDS, Template.APART),
    *(Template.TOGETHER, Template.ONE_ROW, Template.STANDS_FOR, Template.RULE),
    *(Template.SAID_BEFORE, Template.SAID_BESIDE, Template.SAID_BEHIND),
)
_BROAD_EMPHASIS: Final = 3.0
# Relations that the parts of the two things tell nearly by themselves: of these features all count more.
_BY_PARTS: Final = (
    *(Template.ENDS, Template.TYPES, Template.LEADS, Template.LEADS_KINDS, Template.CERTAIN, Template.CERTAIN_KINDS),
    *(Template.LEADS_TITLED, Template.RANKS, Template.OBJECT_RANK, Template.BOTH_RANKS, Template.MAIN),
    *(Template.BOTH_TITLED, Template.COUNT, Template.DATA, Template.NAMED_METHODS),
)
_PARTS_EMPHASIS: Final = {"evaluatedOn": (2.0, 0.8)}
# A relation is kept where this share of its like were annotated: F1 is best about there, with given and with extracted
# entities; of extracted ones another share where F1 stays the same and four of five that are kept are right by reading
# (docs/relations.md).
_LEAST_SHARE: Final = 0.3
_LEAST_SHARES_OF_GIVEN: Final = dict.fromkeys(RELATIONS, 0.35)
_LEAST_SHARES: Final = {"appliedTo": 0.25, "builtOn": 0.42, "partOf": 0.4, "usedForTask": 0.22}
# The least score of other heads. A number has some subject; most papers bring a method, which is believed too easily.
_OTHER_LEAST: Final = 0.0
_FIXED_LEAST: Final = {
    GAIN: 0.5,  # where the words beside a number say nothing of it
    PARTS["subject"]: -30.0,
    PARTS["metric"]: -0.4,
    PARTS["where"]: -1.4,
    PARTS["versus"]: -0.6,
    KINDS["method"]: 1.0,
}


class Example(NamedTuple):
    """One question to a head, with the answer of the annotation."""

    features: Keys
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

    rows: Keys
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
    keys = np.unique(np.concatenate([head.rows for head in heads]))
    weights = np.zeros((len(keys), len(HEADS)), np.float32)
    for column, head in enumerate(heads):
        weights[np.searchsorted(keys, head.rows), column] = head.fitted.weights
    # Multiples of a small power of two add up exactly; with as few digits as the file keeps.
    weights = (np.round(weights * 1024) / 1024).astype(np.float16).astype(np.float32)
    weighty = np.any(np.abs(weights) > _LIGHT, axis=1)
    return ClaimsModel(
        keys[weighty],
        weights[weighty],
        np.array([head.fitted.bias for head in heads], np.float32),
        {name: head.threshold for name, head in zip(HEADS, heads, strict=True)},
        {name: head.calibration for name, head in zip(HEADS, heads, strict=True)},
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
    if head in RELATIONS:
        threshold = score_of(calibration, least_shares.get(head, _LEAST_SHARE))
    elif head == OUTCOME:
        threshold = best_threshold(judged, sum(paper.gold[head] for paper in papers))
    else:
        threshold = _FIXED_LEAST.get(head, _OTHER_LEAST)
    return _Head(rows, fit(matrix, right, strength, emphasis), threshold, calibration)


def _emphasis(head: str, rows: Keys) -> Doubles:
    by_parts, others = _PARTS_EMPHASIS.get(head, (1.0, 1.0))
    templates = templates_of(rows) & 0x7F
    broad = np.where(np.isin(templates, _BROAD), _BROAD_EMPHASIS, 1.0)
    emphasis: Doubles = np.where(np.isin(templates, _BY_PARTS), by_parts, others) * broad
    return emphasis


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
    view = to_view([read_paper(paper, entities, links)])
    if extraction.relations is not None:
        _add_relations(examples, view, extraction)
    if extraction.results is not None:
        _add_results(examples, view, extraction.results)
    if extraction.kinds is not None:
        (found,) = one_by_one(unite(list(contribution_features(view)), 1))
        for kind, head in KINDS.items():
            examples.by_head[head].append(Example(found, kind in extraction.kinds))
    return examples


def _add_relations(examples: PaperExamples, view: View, extraction: Extraction) -> None:
    annotated = learned_keys(extraction.relations or ())
    for name, _, _ in annotated:
        examples.gold[name] += 1
    ruled = learned_keys(find_relations(extraction.paper, extraction.entities, extraction.links or ()))
    pairs = find_pairs(view)
    right = find_ruled(view, pairs, [both_ways(annotated)])
    features = one_by_one(all_pair_features(view, pairs, find_ruled(view, pairs, [both_ways(ruled)])))
    for row, relation in zip(*np.nonzero(pairs.allowed), strict=True):
        examples.by_head[RELATIONS[relation]].append(Example(features[row], bool(right[row, relation])))


def _add_results(examples: PaperExamples, view: View, results: Sequence[ExtractedResult]) -> None:
    examples.gold[OUTCOME] += len(results)
    numbers = find_numbers(view)
    if not numbers:
        return
    columns = to_columns(view, numbers)
    features = one_by_one(unite(list(number_features(view, numbers, columns)), len(numbers)))
    left = list(results)
    matched: dict[int, ExtractedResult] = {}
    for place, number in enumerate(numbers):
        result = next((one for one in left if number_key(one.value) == number_key(number.text)), None)
        examples.by_head[OUTCOME].append(Example(features[place], result is not None))
        if result is not None:
            left.remove(result)
            matched[place] = result
            examples.by_head[GAIN].append(Example(features[place], result.kind == "gain"))
    places = np.array(list(matched), np.int64)
    of, things = result_things(view, columns.paper[places])
    told = one_by_one(unite(list(part_features(view, columns, places[of], things)), len(things)))
    for part, (_, types) in RESULT_PARTS.items():
        for row in np.flatnonzero(is_type(view.things.type[things], *types)).tolist():
            result = matched[int(places[of[row]])]
            holds = getattr(result, part) == view.things.ids[things[row]]
            examples.by_head[PARTS[part]].append(Example(told[row], holds))


def number_key(value: str) -> str:
    """Return what of a value is compared, its sign and its digits: "85.3%", "85.3" and "{85.3}" are one number."""
    plain = value.replace("\u2212", "-").replace("{", "").replace("}", "")
    digits = re.search(r"-?\d[\d,]*\.?\d*", plain)
    return digits[0].replace(",", "").rstrip(".") if digits else value.casefold()
