"""Several names of one thing in one paper."""

from collections.abc import Sequence

import numpy as np
import pytest
from conftest import Extract

from kgbuild.datamodel import Section
from kgbuild.extraction.candidates import Candidate, Occurrence
from kgbuild.extraction.classifier import Classifier
from kgbuild.extraction.coreference import (
    OTHER,
    SAME,
    Belief,
    Fact,
    Pairs,
    features_of,
    find_other_names,
    find_pairs,
)
from kgbuild.extraction.keys import index_of
from kgbuild.extraction.name_relations import Letters, Relation
from kgbuild.extraction.ranges import Source
from kgbuild.identity.names import name_key

TERM = Belief("Method term", 0.8)


def candidate(text: str, start: int, section: Section = "abstract") -> Candidate:
    end, key = start + len(text), name_key(text)
    occurrence = Occurrence(section, start, start + 1, start, end, text, key, int(Source.SHAPE))
    return Candidate(key, [occurrence], {key})


def candidates(*names: str) -> list[Candidate]:
    return [candidate(name, 200 * k) for k, name in enumerate(names)]


def pairs_of(*names: str, sure: Sequence[int] | None = None) -> Pairs:
    numbers = range(len(names))
    return find_pairs(candidates(*names), dict.fromkeys(numbers, TERM), numbers if sure is None else sure)


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("detecting misinformation", "misinformation detection", Relation.SAME),
        ("commonsense reasoning", "low-resource commonsense reasoning", Relation.ENDS),
        ("mask modeling strategy", "masked modeling", Relation.STARTED_BY),
        ("saliency detection", "saliency map detection", Relation.INSIDE),
        ("dense retrieval", "dense passage retrieval", Relation.INSIDE),
        ("video coding", "image coding", Relation.HEAD),
        ("graph coarsening", "graph partition methods", Relation.FIRST),
    ],
)
def test_names_are_compared_by_their_words(one: str, other: str, relation: Relation) -> None:
    found = pairs_of(one, other, sure=[1])
    assert found.pairs == ((0, 1),)
    assert found.facts[0, Fact.RELATION] == relation


@pytest.mark.parametrize(
    ("one", "other", "letters"),
    [
        ("RAG", "retrieval-augmented generation", Letters.INITIALS),
        ("retrieval-augmented generation", "RAGs", Letters.INITIALS_OF),
        ("LoRA", "Low-Rank Adaptation", Letters.SOME),
    ],
)
def test_names_are_compared_by_their_letters(one: str, other: str, letters: Letters) -> None:
    assert pairs_of(one, other, sure=[1]).facts[0, Fact.LETTERS] == letters


def test_names_with_nothing_in_common_are_no_pair() -> None:
    assert pairs_of("image coding", "graph partition", "QXZ").pairs == ()


def test_what_is_dubbed_something_is_a_pair() -> None:
    one, two = candidate("Cross-View Pruning", 40), candidate("CutBack", 80)
    two.dubbed.append(("abstract", one.occurrences[0].end))
    found = find_pairs([one, two], {0: TERM, 1: TERM}, [0, 1])
    assert (1, 0) in found.pairs
    assert found.facts[found.pairs.index((1, 0)), Fact.DUBBED] == 1


def test_what_a_user_lists_is_a_thing_of_its_own() -> None:
    names = candidates("graph coarsening", "deep graph coarsening")
    assert find_pairs(names, {0: TERM, 1: TERM}, [0, 1], apart=[0]).pairs == ()


def test_pairs_grow_with_the_names_and_not_with_their_square() -> None:
    few, many = (pairs_of(*(f"graph coarsening number {k}" for k in range(count))) for count in (100, 400))
    assert 0 < len(many.pairs) <= 5 * len(few.pairs)


def judge(beliefs: dict[tuple[int, int], float], ranks: dict[int, float]) -> dict[int, int]:
    """Return what is joined where the classifier has these beliefs: one feature a pair, that is its log odds."""
    pairs = tuple(beliefs)
    facts = np.zeros((len(pairs), len(Fact)), np.uint64)
    facts[:, Fact.MY_HEAD] = np.arange(1, len(pairs) + 1)
    found = Pairs(pairs, facts, ranks)
    keys = [find_key(found, row) for row in range(len(pairs))]
    odds = np.float32([np.log(b / (1 - b)) for b in beliefs.values()])
    order = np.argsort(keys)
    weights = np.stack([np.zeros(len(pairs), np.float32), odds], axis=1)[order]
    classifier = Classifier((OTHER, SAME), index_of(np.array(keys, np.uint64)[order]), weights, np.zeros(2, np.float32))
    return find_other_names([found], classifier)[0]


def find_key(found: Pairs, row: int) -> int:
    """Return a feature that one of the pairs has alone."""
    features = features_of([found])
    others = set(features.keys[features.of != row].tolist())
    return next(key for key in features.keys[features.of == row].tolist() if key not in others)


def test_the_surer_name_says_what_a_thing_is_whichever_way_names_are_joined() -> None:
    assert judge({(0, 1): 0.9, (1, 0): 0.9}, {0: 0.7, 1: 0.8}) == {0: 1}
    assert judge({(0, 1): 0.9, (1, 0): 0.9}, {0: 0.8, 1: 0.7}) == {1: 0}


def test_two_directions_are_judged_together() -> None:
    assert judge({(0, 1): 0.7, (1, 0): 0.1}, {0: 0.7, 1: 0.8}) == {}


def test_names_of_names_are_names_of_one_thing() -> None:
    same = {(0, 1): 0.9, (1, 0): 0.9, (1, 2): 0.8, (2, 1): 0.8}
    assert judge(same, {0: 0.9, 1: 0.5, 2: 0.7}) == {1: 0, 2: 0}


def test_a_doubtful_name_joins_one_thing_and_is_joined_by_none() -> None:
    assert judge({(2, 0): 0.6, (2, 1): 0.7}, {0: 0.9, 1: 0.8}) == {2: 1}
    assert judge({(2, 0): 0.3}, {0: 0.9}) == {}


def test_a_model_that_learned_no_names_joins_none() -> None:
    nothing = Classifier(
        (OTHER,), index_of(np.zeros(0, np.uint64)), np.zeros((0, 1), np.float32), np.zeros(1, np.float32)
    )
    assert find_other_names([pairs_of("graph coarsening", "deep graph coarsening")], nothing) == [{}]


def test_a_paper_is_told_to_call_one_thing_by_several_names(extract: Extract) -> None:
    found = extract(
        "Misinformation Detection with Graphs",
        "Detecting misinformation is hard. We study misinformation detection with retrieval-augmented generation. "
        "RAG helps where language models guess.",
    )
    names = [set(e.names) for e in found.entities]
    assert any({"Detecting misinformation", "misinformation detection"} <= its for its in names)
    assert any({"retrieval-augmented generation", "RAG"} <= its for its in names)
