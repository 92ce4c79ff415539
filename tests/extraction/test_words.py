from collections.abc import Callable
from itertools import pairwise

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from kgbuild.datamodel import Extraction
from kgbuild.extraction.words import Token, Words, split_words, word_shape

Extract = Callable[..., Extraction]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.blank("en")


def words_of(nlp: Language, text: str) -> Words:
    return split_words(lambda: [Token(t.idx, t.text, len(t.whitespace_)) for t in nlp.make_doc(text)], text, "abstract")


def texts(words: Words) -> list[str]:
    return [form.text for form in words.forms]


@pytest.mark.parametrize(
    "name",
    [
        "T-ACGAN", "ViT-B/16", "CodeT5+", "CIFAR-10", "Llama-3.1-8B", "GPT-4o-mini", "A*", "C++", "C#", "AT&T",
        "R1@0.5", "state-of-the-art", "x_i", "BIG-Bench", "V*-Bench", "YOLOv8", "DALL·E", "\\ell_1",
        "$k$-means", "GPT$^3$",
    ],
)  # fmt: skip
def test_a_name_is_one_word(nlp: Language, name: str) -> None:
    assert texts(words_of(nlp, f"We test {name} (and {name}), too.")) == [
        "We", "test", name, "and", name, "too",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("BERT/RoBERTa", ["BERT", "RoBERTa"]),
        ("trees, hedges", ["trees", "hedges"]),
        ("(GNN)", ["GNN"]),
        ("GPT-4's limits", ["GPT-4", "limits"]),
        ("GPT-4’s limits", ["GPT-4", "limits"]),
        ("the models' limits", ["the", "models", "limits"]),
        ("trees -- hedges", ["trees", "hedges"]),
        ("the $k$ of $x$", ["the", "k", "of", "x"]),
        ("our (\\texttt{DHO}), too", ["our", "DHO", "too"]),
        ("our $\\texttt{Skill-RRT}$, too", ["our", "Skill-RRT", "too"]),
        ("our (texttt{DHO})", ["our", "DHO"]),
        ("its context{s}", ["its", "context{s}"]),
        ("'quoted' words", ["quoted", "words"]),
        ("one.\n\ntwo", ["one", "two"]),
        ("...", []),
        ("a \\ b", ["a", "b"]),
        ("", []),
    ],
)
def test_punctuation_divides_words(nlp: Language, text: str, words: list[str]) -> None:
    assert texts(words_of(nlp, text)) == words


def test_a_gap_holds_the_punctuation_before_a_word(nlp: Language) -> None:
    words = words_of(nlp, "Trees (oaks), BERT/RoBERTa and GPT-4's limits")
    assert dict(zip(texts(words), words.gaps, strict=True)) == {
        "Trees": "", "oaks": "(", "BERT": "),", "RoBERTa": "/", "and": "", "GPT-4": "", "limits": "'s",
    }  # fmt: skip


def test_words_know_their_sentence(nlp: Language) -> None:
    assert words_of(nlp, "Trees grow. Two trees, e.g. oaks, grow! Three.").sentences == [
        0, 0, 1, 1, 1, 1, 1, 2,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("tree", "x"), ("Tree", "X"), ("Mixture-of-experts", "X"), ("Cross-Entropy", "X-X"), ("BERT", "A"),
        ("RoBERTa", "C"), ("2019", "9"), ("gpt2", "a9"), ("GPT-4", "A9"), ("--", "."),
    ],
)  # fmt: skip
def test_the_shape_of_a_word(text: str, shape: str) -> None:
    assert word_shape(text) == shape


@given(st.text())
def test_words_stand_where_they_say_and_in_order(nlp: Language, text: str) -> None:
    words = words_of(nlp, text)
    spans = list(zip(words.starts, words.ends, strict=True))
    assert [text[start:end] for start, end in spans] == texts(words)
    assert all(start < end for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_names_joined_by_a_slash_or_an_apostrophe_are_found_one_by_one(extract: Extract) -> None:
    found = extract("On models", "We compare BERT/RoBERTa with GPT-4's answers and LLaMA’s answers on ImageNet.")
    names = {name for entity in found.entities for name in entity.names}
    assert {"BERT", "RoBERTa", "GPT-4", "LLaMA", "ImageNet"} <= names
