"""The second look at candidates: who stands beside whom, the networks that read it, and how they learn."""

from collections.abc import Sequence

import numpy as np
import pytest

from kgbuild.datamodel import Paper
from kgbuild.extraction.candidates import Candidate, Passage, find_candidates
from kgbuild.extraction.classifier import Doubles
from kgbuild.extraction.context import MEANS, Context, Mean, means
from kgbuild.extraction.context_training import (
    NetworkPaper,
    NetworkSettings,
    _Data,
    _find_gradients,
    _Parameters,
    _to_operators,
    fit_context,
)
from kgbuild.extraction.keys import Template, key_of, together
from kgbuild.extraction.model import read_model
from kgbuild.extraction.neighbours import Neighbours, Relation, find_neighbours, join
from kgbuild.extraction.pipeline import blank_pipeline, find_passages, make_doc
from kgbuild.extraction.surroundings import Places, Surroundings
from kgbuild.extraction.telling import find_telling
from kgbuild.lexicon import load_lexicon

Found = tuple[Sequence[Passage], Sequence[Candidate]]

TITLE = "TreeNet: Graph Pruning Networks"
ABSTRACT = (
    "Existing graph pruning relies on BERT. In this paper we present TreeNet, a graph neural network (GNN). "
    "It is tested on CIFAR-10, ImageNet and SVHN."
)


def candidates_of(title: str, abstract: str) -> Found:
    nlp = blank_pipeline()
    passages = find_passages(nlp(make_doc(nlp, Paper(title, abstract))))
    return passages, find_candidates(passages, load_lexicon(), read_model().heads)


@pytest.fixture(scope="module")
def papers() -> list[Found]:
    texts = [
        (TITLE, ABSTRACT),
        ("Nothing here", ""),
        ("", "Pruning (PRN) beats GPT-4, BLEU/ROUGE and T-REX: a study of trees."),
    ]
    return [candidates_of(*text) for text in texts]


def stand(papers: Sequence[Found], relation: Relation) -> set[tuple[str, str]]:
    """Return the names of all pairs that stand so to each other."""
    names = [candidate.occurrences[0].text for _, candidates in papers for candidate in candidates]
    of, others = find_neighbours(papers).pairs[relation]
    return {(names[one], names[other]) for one, other in zip(of, others, strict=True)}


def test_members_of_a_list_stand_beside_each_other(papers: list[Found]) -> None:
    before = stand(papers, Relation.LISTED_BEFORE)
    assert {("CIFAR-10", "ImageNet"), ("ImageNet", "SVHN"), ("BLEU", "ROUGE"), ("ROUGE", "T-REX")} <= before
    assert stand(papers, Relation.LISTED_AFTER) == {(other, one) for one, other in before}
    assert ("SVHN", "PRN") not in before


def test_what_holds_what_and_what_explains_what_is_found(papers: list[Found]) -> None:
    holds = stand(papers, Relation.HOLDS)
    assert ("graph neural network", "neural network") in holds
    assert ("neural network", "graph neural network") not in holds
    assert stand(papers, Relation.INSIDE) == {(other, one) for one, other in holds}
    assert ("TreeNet", "Graph Pruning Networks") in stand(papers, Relation.HEADS)


def test_neighbours_are_the_same_alone_and_joined(papers: list[Found]) -> None:
    together_, alone = find_neighbours(papers), join([find_neighbours([paper]) for paper in papers])
    assert together_.count == alone.count > 20
    for relation in Relation:
        for one, other in zip(together_.pairs[relation], alone.pairs[relation], strict=True):
            assert one.tolist() == other.tolist()
    assert together_.titled.tolist() == alone.titled.tolist()
    assert [m for _, m in sorted(zip(*together_.sentences, strict=True))] == alone.sentences[1].tolist()
    values = np.random.default_rng(0).random((together_.count, 3))
    for one, other in zip(means(values, together_), means(values, alone), strict=True):
        assert np.allclose(as_table(one, len(values)), as_table(other, len(values)))


def as_table(mean: Mean, count: int) -> Doubles:
    """Return a row for each candidate."""
    table = np.zeros((count, mean.values.shape[1]))
    table[mean.of] = mean.values[mean.rows]
    return table


def test_training_takes_the_means_that_the_networks_take(papers: list[Found]) -> None:
    neighbours = find_neighbours(papers)
    values = np.random.default_rng(1).random((neighbours.count, 4))
    operators = _to_operators(neighbours)
    assert len(operators) == MEANS
    for operator, mean in zip(operators, means(values, neighbours), strict=True):
        assert np.allclose(operator.forth(values.astype(np.float32)), as_table(mean, len(values)), atol=1e-5)


SMALL = NetworkSettings(
    networks=1, width=5, hidden=6, steps=400, papers=4, rate=0.01, dropout=0, hidden_dropout=0, least=1
)


def made_up(neighbours: Neighbours, seed: int) -> NetworkPaper:
    """Return a paper whose candidates are of class 1 where a neighbour in a list is believed to be."""
    random = np.random.default_rng(seed)
    beliefs = random.dirichlet([1, 1], neighbours.count)
    of, others = neighbours.pairs[Relation.LISTED_BEFORE]
    labels = np.zeros(neighbours.count, np.int64)
    labels[of[beliefs[others, 1] > 0.5]] = 1
    features = [random.choice(np.arange(1, 9), 3, replace=False).astype(np.uint64) << 8 for _ in labels]
    return NetworkPaper(features, labels.tolist(), beliefs, neighbours)


@pytest.fixture(scope="module")
def lists() -> Neighbours:
    return find_neighbours([candidates_of("", "We test on CIFAR-10, SVHN, COCO, GLUE, SQuAD, MNIST and ImageNet.")])


def test_gradients_are_those_of_the_loss(lists: Neighbours) -> None:
    data = _Data.of([made_up(lists, 1)], least=1)
    parameters = _Parameters.start(len(data.keys), 2, SMALL, np.random.default_rng(2))
    batch = data.batch([0])
    gradients = _find_gradients(parameters, batch, SMALL, np.random.default_rng(0))

    def loss() -> float:
        part = {name: its.values.astype(np.float64) for name, its in parameters.dense.items()}
        own = np.maximum(
            batch.features @ parameters.features.values + batch.inputs @ part["of_beliefs"] + part["bias"], 0
        )
        beside = np.concatenate([own, *(o.forth(own) for o in batch.operators)], axis=1)
        hidden = np.maximum(beside @ part["mixing"] + part["mixing_bias"], 0)
        scores = hidden @ part["output"] + part["output_bias"]
        chosen = scores[np.arange(len(batch.labels)), batch.labels]
        return float(np.mean(np.log(np.exp(scores).sum(axis=1)) - chosen))

    for name, gradient in gradients.dense.items():
        values, place = parameters.dense[name].values, np.unravel_index(np.abs(gradient).argmax(), gradient.shape)
        kept, step = values[place], 1e-2
        values[place] = kept + step
        above = loss()
        values[place] = kept - step
        below = loss()
        values[place] = kept
        assert (above - below) / (2 * step) == pytest.approx(gradient[place], rel=0.05), name


def test_a_network_learns_from_neighbours_what_no_candidate_tells_by_itself(lists: Neighbours) -> None:
    learnt = [made_up(lists, seed) for seed in range(200)]
    context = fit_context(learnt, 2, SMALL)
    right = total = 0
    for paper in (made_up(lists, seed) for seed in range(1000, 1050)):
        rows = context.networks[0].features.rows(together(paper.features))
        found = context.probabilities(rows, paper.beliefs, paper.neighbours).argmax(axis=1)
        right += int((found == paper.labels).sum())
        total += len(found)
    assert right / total > 0.95
    again = fit_context(learnt, 2, SMALL)
    assert np.array_equal(again.networks[0].mixing, context.networks[0].mixing)


def test_without_networks_beliefs_stay_as_they_are(lists: Neighbours) -> None:
    paper = made_up(lists, 3)
    assert fit_context([], 2) == Context(())
    rows = read_model().candidates.rows(together(paper.features))
    assert Context(()).probabilities(rows, paper.beliefs, lists) is paper.beliefs


def test_sentences_tell_whose_work_they_speak_of() -> None:
    passages, candidates = candidates_of(TITLE, ABSTRACT)
    words = passages[1].words
    around = Surroundings.of([words])
    rows = [(k, o.first, o.last) for k, c in enumerate(candidates) for o in c.occurrences if o.section == "abstract"]
    of, first, last = np.array(rows, np.int64).T
    found = list(find_telling(around, Places(of, first, last, np.zeros(len(of), np.uint64), {})))
    keys: dict[str, set[int]] = {c.occurrences[0].text: set() for c in candidates}
    for column, its in found:
        for number, key in zip(column.tolist(), its.tolist(), strict=True):
            keys[candidates[number].occurrences[0].text].add(key)

    def tells(name: str, template: Template, text: str) -> bool:
        return key_of(template, text) in keys[name]

    assert tells("BERT", Template.PROPOSAL, "before")
    assert tells("BERT", Template.HINT_BEFORE, "existing")
    assert tells("BERT", Template.AUTHORS, "--")
    assert tells("TreeNet", Template.PROPOSAL, "in")
    assert tells("TreeNet", Template.AUTHORS, "b-")
    assert tells("SVHN", Template.PROPOSAL, "next")
    assert not tells("SVHN", Template.HINT_BEFORE, "existing")
