"""Training of the model from annotated papers. Needs SciPy (the `train` extra); using a model does not.

An annotated paper is a record with title, abstract and entities (type, kind, role, names), as in an extraction record.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kgbuild.datamodel import ExtractedEntity, Extraction
from kgbuild.entity_types import ALWAYS_NAMED, Role
from kgbuild.errors import ModelError
from kgbuild.extraction.candidates import Candidate, Hopeful, Occurrence, Passage, find_candidates
from kgbuild.extraction.classifier import (
    NOTHING,
    Classifier,
    Doubles,
    with_one_index,
)
from kgbuild.extraction.context import Context
from kgbuild.extraction.context_training import NetworkPaper, fit_context
from kgbuild.extraction.coreference import OTHER, SAME, features_of
from kgbuild.extraction.corpus import read_corpus
from kgbuild.extraction.decisions import Verdict, class_of, find_verdicts, settle, settle_overlaps
from kgbuild.extraction.features import OF_THE_NAME, find_features
from kgbuild.extraction.hopes import SOMETHING, Hopes, hope_features
from kgbuild.extraction.keys import Keys, Template, one_by_one, templates_of, together
from kgbuild.extraction.linear import Settings, fit
from kgbuild.extraction.model import Model
from kgbuild.extraction.naming import NameFeatures
from kgbuild.extraction.neighbours import Neighbours, find_neighbours
from kgbuild.extraction.never_names import drop_never_names
from kgbuild.extraction.novelty import AROUND, NOT_BROUGHT, ROLES_OF_NEW
from kgbuild.extraction.pipeline import blank_pipeline, find_passages, make_doc
from kgbuild.extraction.role_network import RoleReader
from kgbuild.extraction.role_parts import AT_WORK, BROUGHT, part_of, roles_of
from kgbuild.extraction.role_training import RolePaper, fit_reader
from kgbuild.extraction.role_words import Thing, read_paper
from kgbuild.extraction.telling import OF_ROLES
from kgbuild.identity.names import name_key, singular
from kgbuild.lexicon import Lexicon, load_lexicon

CANDIDATE_SETTINGS: Final = Settings()
_FINAL_RUNS: Final = 8  # the mean of more runs depends less on chance; thresholds are found with fewer
NOVELTY_SETTINGS: Final = Settings(epochs=8, rate=0.2, batch=128, dropout=0.1, least=3)
COREFERENCE_SETTINGS: Final = Settings(epochs=10, rate=0.15, batch=256, runs=4)
_SEEN: Final = 2  # a head noun seen less often than this is left out, once more in so many papers:
_ONCE_MORE: Final = 5000  # more papers bring more nouns by chance
_LONGEST_TERM: Final = 5
_FOLDS: Final = 4
_IN_BIN: Final = 40
_MOST_BINS: Final = 25
_FLAT: Final = 0.003  # F1 of data sets and benchmarks hardly changes over many thresholds: no more is given away
_FIRST_THRESHOLD: Final = 0.45  # what counts as sure before thresholds are known


Calibration = dict[str, tuple[tuple[float, float], ...]]


@dataclass(frozen=True, slots=True)
class Example:
    """One candidate of an annotated paper: the keys of its features, and the entity that it is, if any."""

    features: Keys
    entity: ExtractedEntity | None

    @property
    def label(self) -> str:
        """The class that the model is to learn."""
        return NOTHING if self.entity is None else class_of(self.entity.type, self.entity.kind)


@dataclass(frozen=True, slots=True)
class TrainingPaper:
    """A paper's candidates, an example for each, and how they stand to each other.

    `gold` counts how many things of each class the annotation holds.
    """

    passages: tuple[Passage, ...]
    candidates: tuple[Candidate, ...]
    examples: tuple[Example, ...]
    gold: Counter[str]
    neighbours: Neighbours

    def find_things(self) -> "list[AnnotatedThing]":
        """Return the annotated things that have a role, each with all candidates that are its names."""
        names: dict[int, list[int]] = {}
        for number, example in enumerate(self.examples):
            if example.entity is not None and example.entity.role:
                names.setdefault(id(example.entity), []).append(number)
        return [self._to_thing(numbers) for numbers in names.values()]

    def _to_thing(self, numbers: Sequence[int]) -> "AnnotatedThing":
        entity = self.examples[numbers[0]].entity
        assert entity is not None  # noqa: S101 - as found
        keys = np.unique(np.concatenate([self.examples[k].features for k in numbers]))
        return AnnotatedThing(entity, keys, [o for k in numbers for o in self.candidates[k].occurrences])


@dataclass(frozen=True, slots=True)
class AnnotatedThing:
    """A thing with its annotation, the features of all its names, each once, and all its places."""

    entity: ExtractedEntity
    features: Keys
    places: Sequence[Occurrence]

    @property
    def of(self) -> str:
        """Its class."""
        return class_of(self.entity.type, self.entity.kind)

    @property
    def role(self) -> Role:
        """Its role; what has none is no such thing."""
        assert self.entity.role  # noqa: S101 - as found
        return self.entity.role


def train(annotated: Sequence[Extraction], *, name: str = "", lexicon: Lexicon | None = None) -> Model:
    """Return a model of the annotated papers; the same papers in the same order give the same model.

    `name` says what it was trained on. Raises ModelError where there are too few papers to learn from.
    """
    if len(annotated) < 2 * _FOLDS:
        raise ModelError(f"{len(annotated)} annotated papers are too few to train on (at least {2 * _FOLDS})")
    names = NameFeatures(lexicon or load_lexicon(), read_corpus())
    heads = find_heads(annotated)
    hopes = fit_hopes(build_examples(annotated, heads, names, hopes_only=True))
    papers = build_examples(annotated, heads, names, Hopes(names, hopes))
    classes, beliefs = out_of_fold(papers)
    looked_twice = beside_others(papers, classes, beliefs)
    thresholds, calibration = calibrate(papers, classes, looked_twice)
    coreference = fit_coreference(papers, classes, looked_twice, thresholds)
    context = fit_context(to_network_papers(papers, classes, beliefs), len(classes))
    examples = [e for paper in papers for e in paper.examples]
    roles, reader = fit_roles(papers)
    candidates = fit_candidates(examples, replace(CANDIDATE_SETTINGS, runs=_FINAL_RUNS))
    hopes, candidates, roles, novelty, *features = with_one_index(
        hopes,
        candidates,
        roles,
        fit_novelty(examples),
        *(network.features for network in context.networks),
    )
    networks = zip(context.networks, features, strict=True)
    context = Context(tuple(replace(network, features=its) for network, its in networks))
    return Model(hopes, candidates, context, roles, reader, novelty, coreference, heads, thresholds, calibration, name)


def find_heads(annotated: Iterable[Extraction]) -> dict[str, int]:
    """Return the nouns that end annotated names, each with the longest name (in words) it ended."""
    counts: Counter[str] = Counter()
    longest: dict[str, int] = defaultdict(int)
    papers = 0
    for papers, extraction in enumerate(annotated, 1):  # noqa: B007 - the last number is their number
        for entity in extraction.entities:
            for lower in {n.lower() for n in entity.names}:
                if (entity.kind == "term" or lower in entity.names) and lower.strip():
                    head = singular(lower.split()[-1].rsplit("-", 1)[-1])
                    counts[head] += 1
                    longest[head] = max(longest[head], min(len(lower.split()), _LONGEST_TERM))
    least = _SEEN + papers // _ONCE_MORE
    return {head: longest[head] for head in sorted(counts) if counts[head] >= least and head}


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
    papers = []
    for extraction in annotated:
        doc = nlp(make_doc(nlp, extraction.paper))
        passages = find_passages(doc)
        candidates = drop_never_names(find_candidates(passages, names.lexicon, heads, hopeful), passages, names.lexicon)
        if hopes_only:
            features = [hope_features(c.occurrences, names) for c in candidates]
        else:
            features = one_by_one(find_features([(passages, candidates)], names))
        by_key = {name_key(n): e for e in reversed(extraction.entities) for n in e.names}
        examples = tuple(Example(f, _annotation(c, by_key)) for c, f in zip(candidates, features, strict=True))
        gold = Counter(class_of(e.type, e.kind) for e in extraction.entities)
        neighbours = find_neighbours([(passages, candidates)])
        papers.append(TrainingPaper(passages, tuple(candidates), examples, gold, neighbours))
    return papers


def _annotation(candidate: Candidate, by_key: Mapping[str, ExtractedEntity]) -> ExtractedEntity | None:
    return next((by_key[key] for key in sorted(candidate.keys) if key in by_key), None)


def fit_hopes(papers: Iterable[TrainingPaper]) -> Classifier:
    """Return the classifier that tells names that may be something from those that never are."""
    examples = [e for paper in papers for e in paper.examples]
    labels = [NOTHING if e.entity is None else SOMETHING for e in examples]
    return fit([e.features for e in examples], labels, CANDIDATE_SETTINGS)


def fit_candidates(examples: Sequence[Example], settings: Settings = CANDIDATE_SETTINGS) -> Classifier:
    """Return the classifier that tells what candidates are."""
    return fit([without_telling(e.features) for e in examples], [e.label for e in examples], settings)


def without_telling(keys: Keys) -> Keys:
    """Return the features that tell what a candidate is, without those that tell roles only."""
    return keys[~_among(keys, OF_ROLES)]


def fit_roles(papers: Sequence[TrainingPaper]) -> tuple[Classifier, RoleReader]:
    """Return what tells the part that a thing plays: a linear classifier, and networks that add to its scores."""
    things = [paper.find_things() for paper in papers]
    played = {part_of(thing.entity.type, thing.role) for its in things for thing in its}
    parts = sorted(played) or [AT_WORK]
    learnt = [
        RolePaper(
            read_paper(paper.passages, [Thing(thing.of, thing.places) for thing in its]),
            [thing.features[~_among(thing.features, OF_THE_NAME)] for thing in its],
            np.array([parts.index(part_of(thing.entity.type, thing.role)) for thing in its], np.int64),
            np.array([[part in roles_of(thing.entity.type) for part in parts] for thing in its]),
        )
        for paper, its in zip(papers, things, strict=True)
        if its
    ]
    return fit_reader(learnt, parts)


def fit_novelty(examples: Iterable[Example]) -> Classifier:
    """Return the classifier that tells by the surroundings of methods and data whether their paper brings them."""
    rows = [
        (e.features[_among(e.features, AROUND)], BROUGHT if role == ROLES_OF_NEW[e.entity.type] else NOT_BROUGHT)
        for e in examples
        if e.entity is not None and e.entity.type in ROLES_OF_NEW and (role := e.entity.role)
    ]
    return fit([keys for keys, _ in rows], [label for _, label in rows], NOVELTY_SETTINGS)


def _among(keys: Keys, templates: Collection[Template]) -> NDArray[np.bool_]:
    return np.isin(templates_of(keys), list(templates))


def out_of_fold(papers: Sequence[TrainingPaper], folds: int = _FOLDS) -> tuple[tuple[str, ...], list[Doubles]]:
    """Return classes and, for each paper, its candidates' probabilities from a model that has not seen the paper."""
    classes = tuple(sorted({e.label for paper in papers for e in paper.examples}))
    result: list[Doubles] = [np.zeros((0, len(classes)))] * len(papers)
    for fold in range(folds):
        classifier = fit_candidates([e for k, p in enumerate(papers) if k % folds != fold for e in p.examples])
        columns = [classes.index(c) for c in classifier.classes]
        for k in range(fold, len(papers), folds):
            features = together([e.features for e in papers[k].examples])
            result[k] = np.zeros((features.count, len(classes)))
            result[k][:, columns] = classifier.probabilities(features)
    return classes, result


def to_network_papers(
    papers: Sequence[TrainingPaper], classes: Sequence[str], beliefs: Sequence[Doubles]
) -> list[NetworkPaper]:
    """Return what the networks learn from; `beliefs` come from classifiers that have not seen the paper."""
    numbers = {name: number for number, name in enumerate(classes)}
    return [
        NetworkPaper(
            [without_telling(e.features) for e in paper.examples],
            [numbers[e.label] for e in paper.examples],
            its,
            paper.neighbours,
        )
        for paper, its in zip(papers, beliefs, strict=True)
    ]


def beside_others(
    papers: Sequence[TrainingPaper], classes: Sequence[str], beliefs: Sequence[Doubles], folds: int = _FOLDS
) -> list[Doubles]:
    """Return for each paper the probabilities of its candidates, by networks that have not seen the paper."""
    learnt = to_network_papers(papers, classes, beliefs)
    result = list(beliefs)
    for fold in range(folds):
        context = fit_context([paper for k, paper in enumerate(learnt) if k % folds != fold], len(classes))
        for k in range(fold, len(papers), folds):
            result[k] = probabilities_of(context, learnt[k])
    return result


def probabilities_of(context: Context, paper: NetworkPaper) -> Doubles:
    """Return the probabilities that networks give the candidates of a paper."""
    if not context.networks:
        return paper.beliefs
    rows = context.networks[0].features.rows(together(paper.features))
    return context.probabilities(rows, paper.beliefs, paper.neighbours)


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
        thresholds = {
            name: _best_threshold(rows, gold[name], _FLAT if name in ALWAYS_NAMED else 0.0)
            for name, rows in sorted(judged.items())
        }
    return thresholds, {name: _rising_shares(rows) for name, rows in sorted(judged.items())}


def fit_coreference(
    papers: Sequence[TrainingPaper],
    classes: Sequence[str],
    probabilities: Sequence[Doubles],
    thresholds: Mapping[str, float],
) -> Classifier:
    """Return the classifier that tells which candidates are names of one thing, by what annotators gave one thing.

    `probabilities` come from classifiers that have not seen the paper, so that pairs are those of use. Where the second
    of a pair is no annotated thing, nobody said what its names are.
    """
    no_list = Lexicon({}, 1)
    pairs, labels = [], []
    for paper, rows in zip(papers, probabilities, strict=True):
        found = settle(paper.candidates, find_verdicts(paper.candidates, rows, classes, no_list), thresholds).pairs
        entities = [(paper.examples[k].entity, paper.examples[j].entity) for k, j in found.pairs]
        told = [number for number, (_, main) in enumerate(entities) if main is not None]
        labels += [SAME if entities[n][0] is entities[n][1] else OTHER for n in told]
        pairs.append(replace(found, pairs=tuple(found.pairs[n] for n in told), facts=found.facts[told]))
    return fit(one_by_one(features_of(pairs)), labels, COREFERENCE_SETTINGS)


def _is_right(verdict: Verdict, entity: ExtractedEntity | None) -> bool:
    """Whether type and, of methods, kind are the annotated ones; datasets and benchmarks pass for each other."""
    if entity is None:
        return False
    both_data = {verdict.type, entity.type} <= ALWAYS_NAMED
    return both_data or class_of(verdict.type, verdict.kind) == class_of(entity.type, entity.kind)


def _best_threshold(judged: Sequence[tuple[float, bool]], gold: int, tolerance: float = 0.0) -> float:
    """Return the threshold around which F1 is best: the mean of neighbours, since the peak itself is chance.

    Of those that are no worse than the best by more than `tolerance` it is the lowest, which misses least.
    """
    thresholds = [round(0.1 + 0.02 * k, 2) for k in range(36)]
    f1 = []
    for threshold in thresholds:
        taken = [right for belief, right in judged if belief >= threshold]
        f1.append(2 * sum(taken) / max(1, len(taken) + gold))
    smooth = [float(np.mean(f1[max(0, k - 4) : k + 5])) for k in range(len(f1))]
    near = np.round(smooth, 6) >= round(max(smooth) - tolerance, 6)
    return thresholds[int(np.argmax(near))]


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
