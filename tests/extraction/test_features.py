"""The columns of features: the same for a paper alone and among others, and keys that mean the same everywhere."""

from collections.abc import Sequence

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.datamodel import Extraction, Paper
from kgbuild.demo import sample_path
from kgbuild.extraction.candidates import Candidate, Passage, find_candidates
from kgbuild.extraction.corpus import read_corpus
from kgbuild.extraction.features import find_features
from kgbuild.extraction.keys import Template, codes_of, index_of, joined, key_of, one_by_one, templates_of, together
from kgbuild.extraction.model import read_model
from kgbuild.extraction.naming import NameFeatures
from kgbuild.extraction.pipeline import blank_pipeline, find_passages, make_doc
from kgbuild.extraction.surroundings import Surroundings
from kgbuild.extraction.words import Token, Words, split_words
from kgbuild.extractors import Extractor
from kgbuild.lexicon import load_lexicon
from kgbuild.readers import read_inputs

Found = tuple[Sequence[Passage], Sequence[Candidate]]


@pytest.fixture(scope="module")
def papers() -> list[Found]:
    nlp, lexicon, heads = blank_pipeline(), load_lexicon(), read_model().heads
    sample = [p.paper if isinstance(p, Extraction) else p for p in read_inputs([str(sample_path())]).papers][:12]
    sample += [Paper("Nothing here", ""), Paper("", "It says nothing at all."), Paper("Trees: a Survey", "Of T-REX.")]
    passages = [find_passages(nlp(make_doc(nlp, paper))) for paper in sample]
    return [(its, find_candidates(its, lexicon, heads)) for its in passages]


@pytest.fixture(scope="module")
def names() -> NameFeatures:
    return NameFeatures(load_lexicon(), read_corpus())


def test_a_paper_has_the_same_features_alone_and_among_others(papers: list[Found], names: NameFeatures) -> None:
    alone = [keys.tolist() for paper in papers for keys in one_by_one(find_features([paper], names))]
    among = [keys.tolist() for keys in one_by_one(find_features(papers, names))]
    assert among == alone
    assert len(among) > 400
    assert min(map(len, among)) > 10


def test_every_kind_of_feature_comes_about(papers: list[Found], names: NameFeatures) -> None:
    found = {Template(t) for t in np.unique(templates_of(find_features(papers, names).keys)).tolist()}
    only_in_the_first_look = {Template.HOPE_COUNT, Template.HOPE_SOURCE}
    assert set(Template) - found - only_in_the_first_look <= {Template.AFTER_NUMBER, Template.LEXICON_AMBIGUOUS}


def test_papers_are_extracted_alike_in_any_company(extractor: Extractor) -> None:
    sample = [p for p in read_inputs([str(sample_path())]).papers if isinstance(p, Paper)][:10]
    together_ = list(extractor.extract(sample))
    assert together_ == [next(extractor.extract([paper])) for paper in sample]
    assert together_ == list(extractor.extract(reversed(sample)))[::-1]


def test_keys_are_the_same_everywhere() -> None:
    # A model holds keys, not names: another hash, or another order of templates, would make it worthless.
    assert key_of(Template.BIAS) == 0xB4B2_7974_57A0_A601
    assert key_of(Template.HEAD, "network") == 0xC332_38C0_3953_E304
    assert joined(codes_of(["a"]), codes_of(["b"])).tolist() == [0x519E_A662_0BCC_21EC]
    assert (Template.HEAD, Template.BEFORE, Template.HOPE_COUNT) == (4, 41, 70)


@given(st.sets(st.integers(1, 2**64 - 1), max_size=300), st.lists(st.integers(0, 2**64 - 1), max_size=50))
def test_an_index_finds_the_keys_that_it_has_and_no_other(known: set[int], others: list[int]) -> None:
    keys = np.array(sorted(known), np.uint64)
    index = index_of(keys)
    assert index.find(keys).tolist() == list(range(len(keys)))
    found = index.find(np.array(others, np.uint64)).tolist()
    assert [place >= 0 for place in found] == [key in known for key in others]


@given(st.lists(st.lists(st.integers(0, 2**64 - 1), max_size=6), max_size=8))
def test_features_are_told_apart_by_candidate_each_once(rows: list[list[int]]) -> None:
    features = together([np.array(row, np.uint64) for row in rows])
    assert [keys.tolist() for keys in one_by_one(features)] == [sorted(set(row) - {0}) for row in rows]


def words_of(text: str) -> Words:
    nlp = spacy.blank("en")
    return split_words(lambda: [Token(t.idx, t.text, len(t.whitespace_)) for t in nlp.make_doc(text)], text, "abstract")


@pytest.mark.parametrize(
    ("text", "name", "head", "start"),
    [
        ("We test on the A1, B2 and C3 datasets.", "A1", "dataset", "on"),
        ("We test on the A1, B2 and C3 datasets.", "C3", "dataset", "on"),
        ("It beats A1; the model is new.", "A1", "the", "beats"),
        ("It beats A1. The model is new.", "A1", "", "beats"),
        ("Results! A1 wins.", "A1", "win", ""),
    ],
)
def test_a_name_stands_in_a_list_that_its_sentence_bounds(text: str, name: str, head: str, start: str) -> None:
    words = words_of(text)
    around = Surroundings.of([words_of("Another abstract on datasets"), words])
    place = next(k for k, form in enumerate(around.forms) if form.text == name)
    heads, starts = around.list_heads[place], around.list_starts[place]
    assert (around.forms[heads].singular if heads >= 0 else "") == head
    assert (around.forms[starts].lower if starts >= 0 else "") == start
