"""Roles read from sentences: what the network sees of a paper, what it makes of it, and how it learns."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from kgbuild.datamodel import Paper
from kgbuild.extraction.candidates import Occurrence, Passage
from kgbuild.extraction.classifier import softmax
from kgbuild.extraction.keys import code_of, index_of
from kgbuild.extraction.pipeline import blank_pipeline, find_passages, make_doc
from kgbuild.extraction.role_network import RoleNetwork, RoleReader
from kgbuild.extraction.role_training import (
    RolePaper,
    RoleSettings,
    _Batch,
    _Data,
    _find_gradients,
    _start,
    fit_reader,
)
from kgbuild.extraction.role_words import Place, Reading, Thing, code_of_class, join, read_paper

TITLE = "TreeNet beats BERT"
ABSTRACT = "Existing work uses BERT (Google). We present TreeNet, a graph neural network."
NAMED = "Method named"


def passages_of(title: str, abstract: str) -> tuple[Passage, ...]:
    nlp = blank_pipeline()
    return find_passages(nlp(make_doc(nlp, Paper(title, abstract))))


def thing(passages: tuple[Passage, ...], name: str, of: str = NAMED, *, replaced: bool = True) -> Thing:
    """Return the thing of a name, wherever its words stand."""
    wanted, places = name.lower().split(), []
    for passage in passages:
        words = [form.lower for form in passage.words.forms]
        starts = [k for k in range(len(words)) if words[k : k + len(wanted)] == wanted]
        places += [Occurrence(passage.section, k, k + len(wanted), 0, 0, name, name, 0) for k in starts]
    return Thing(of, places, replaced)


def told(reading: Reading) -> list[str]:
    """Return the words of a reading as texts, "|" where a sentence ends."""
    words = "treenet beats bert existing work uses we present a graph neural network google"
    texts = (*words.split(), "(", ").", ",", ".")
    known = {code_of(text): text for text in texts} | {0: "|"}
    known |= {code_of_class(name): f"[{name}]" for name in (NAMED, "Method term")}
    return [known[word] for word in reading.words.tolist()]


def test_names_give_way_to_their_classes_and_sentences_stand_apart() -> None:
    passages = passages_of(TITLE, ABSTRACT)
    things = [thing(passages, "TreeNet"), thing(passages, "BERT", replaced=False)]
    things += [thing(passages, "graph neural network", "Method term"), thing(passages, "neural network", "Method term")]
    reading = read_paper(passages, things)
    assert " ".join(told(reading)) == (
        "| | [Method named] beats bert | | existing work uses bert ( google | |"
        " we present [Method named] , a [Method term] | |"
    )
    words = told(reading)
    places = [tuple(row) for row in reading.places[:, [Place.OF, Place.POSITION, Place.SENTENCE]].tolist()]
    assert places == [(0, 0, 0), (0, 3, 2), (1, 0, 0), (1, 1, 1), (2, 3, 2), (3, 3, 2)]
    at = [words[row[Place.AT]] for row in reading.places]
    assert at == ["[Method named]", "[Method named]", "bert", "bert", "[Method term]", "[Method term]"]
    for row in reading.places:
        sentence = words[row[Place.FIRST] : row[Place.END]]
        assert "|" not in sentence
        assert words[row[Place.FIRST] - 1] == words[row[Place.END]] == "|"


def test_a_paper_without_words_or_things_is_read() -> None:
    passages = passages_of("", "")
    assert read_paper(passages, []).places.shape == (0, len(Place))
    network = made_up(read_paper(passages, []))
    assert network.scores(read_paper(passages, [])).shape == (0, 3)
    assert network.scores(read_paper(passages, [Thing(NAMED, [])])).shape == (1, 3)
    assert RoleReader(()).scores(read_paper(passages, [])) == 0.0


def made_up(reading: Reading) -> RoleNetwork:
    """Return a network of random numbers that knows every other word."""
    words = index_of(np.unique(reading.words[reading.words != 0])[::2])
    data = replace(_Data.of(to_papers([reading]), SMALL), words=words, classes=(NAMED, "Method term"))
    learned = _start(data, len(PARTS), SMALL, np.random.default_rng(0))
    return RoleNetwork(words, data.classes, **{name: part.values for name, part in learned.items() if name != "linear"})


PARTS = ("at work", "brought", "mentioned")
SMALL = RoleSettings(
    networks=1, width=6, filters=5, seen=7, hidden=6, steps=250, papers=6, rate=0.01, unknown=0, dropout=0, least=1
)


def three_papers() -> list[Reading]:
    texts = [(TITLE, ABSTRACT), ("BERT", ""), ("", "We present BERT. TreeNet is a tree; BERT is not.")]
    readings = []
    for text in texts:
        passages = passages_of(*text)
        readings.append(read_paper(passages, [thing(passages, "TreeNet"), thing(passages, "BERT", "Method term")]))
    return readings


def test_a_thing_scores_the_same_whatever_is_read_beside_it() -> None:
    readings = three_papers()
    network = made_up(join(readings))
    assert network.fits(3)
    assert not network.fits(4)
    alone = np.concatenate([network.scores(reading) for reading in readings])
    assert network.scores(join(readings)).tolist() == alone.tolist()
    assert len(np.unique(alone, axis=0)) > 3


def test_a_name_that_gives_way_does_not_matter_and_the_sentence_does() -> None:
    def scores(sentence: str, name: str) -> list[float]:
        passages = passages_of("", sentence)
        found: list[list[float]] = network.scores(read_paper(passages, [thing(passages, name)])).tolist()
        return found[0]

    network = made_up(join(three_papers()))
    assert scores("We present BERT here.", "BERT") == scores("We present Zorg here.", "Zorg")
    assert scores("We present BERT here.", "BERT") != scores("Existing work uses BERT here.", "BERT")


def to_papers(readings: list[Reading]) -> list[RolePaper]:
    """Return papers whose things are brought where "present" stands before them, else at work; none is mentioned."""
    papers = []
    for reading in readings:
        parts = np.zeros(len(reading.classes), np.int64)
        for row in reading.places:
            before = reading.words[row[Place.FIRST] : row[Place.AT]].tolist()
            parts[row[Place.OF]] |= code_of("present") in before
        able = np.tile([True, True, False], (len(parts), 1))
        papers.append(RolePaper(reading, [np.uint64([256, 512])] * len(parts), parts, able))
    return papers


def loss_of(network: RoleNetwork, papers: list[RolePaper]) -> float:
    scores = network.scores(join([paper.reading for paper in papers]))
    shares = softmax(np.where(np.concatenate([paper.able for paper in papers]), scores, -1e4))
    parts = np.concatenate([paper.parts for paper in papers])
    return float(-np.log(shares[np.arange(len(parts)), parts]).mean())


@pytest.mark.parametrize(
    "part", ["embedding", "filters", "filters_bias", "reading", "reading_bias", "mixing", "mixing_bias", "output"]
)
def test_gradients_are_those_of_the_loss(part: str) -> None:
    papers = to_papers(three_papers())
    network = made_up(join([paper.reading for paper in papers]))
    random = np.random.default_rng(0)
    data = replace(_Data.of(papers, SMALL), words=network.words, classes=network.classes)
    random = np.random.default_rng(0)
    values = {name: getattr(network, name) for name in RoleNetwork.__slots__ if name not in ("words", "classes")}
    values["linear"] = np.zeros((len(data.keys), len(PARTS)), np.float32)
    gradient: Any = _find_gradients(values, _Batch.of(data, range(len(papers)), random, SMALL), 0.0, random)[part]
    values_of_part = values[part]
    for place in zip(*np.unravel_index(np.argsort(-np.abs(gradient), axis=None)[:5], gradient.shape), strict=True):
        losses = []
        for step in (-0.02, 0.02):
            changed = values_of_part.copy()
            changed[place] += step
            losses.append(loss_of(replace(network, **{part: changed}), papers))
        assert (losses[1] - losses[0]) / 0.04 == pytest.approx(gradient[place], rel=0.15, abs=3e-3)


def test_what_the_sentence_says_is_learned_and_holds_for_names_never_seen() -> None:
    sentences = [("We present {}, which is new.", "It uses {}."), ("Here we present {}.", "Others use {} as well.")]
    readings = []
    for one, two in sentences * 6:
        passages = passages_of("", " ".join((one.format("Alpha"), two.format("Beta"))))
        readings.append(read_paper(passages, [thing(passages, "Alpha"), thing(passages, "Beta")]))
    _, reader = fit_reader(to_papers(readings), PARTS, SMALL)
    passages = passages_of("", "Others use Zorg. We present Blip.")
    scores = reader.scores(read_paper(passages, [thing(passages, "Zorg"), thing(passages, "Blip")]))
    assert isinstance(scores, np.ndarray)
    assert scores[:, :2].argmax(axis=1).tolist() == [0, 1]
    assert fit_reader([], PARTS)[1] == RoleReader(())


def test_the_same_papers_give_the_same_network() -> None:
    settings = replace(SMALL, steps=20)
    (linear, one), (other, two) = (
        (linear, reader.networks[0])
        for linear, reader in (fit_reader(to_papers(three_papers()), PARTS, settings) for _ in range(2))
    )
    assert linear.weights.tobytes() == other.weights.tobytes()
    for part in RoleNetwork.__slots__:
        if part not in ("words", "classes"):
            assert getattr(one, part).tobytes() == getattr(two, part).tobytes()
