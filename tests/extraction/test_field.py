"""The edge of the field: which papers are unlike those learned from, and what stays of them."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from kgbuild.config import Options
from kgbuild.datamodel import ExtractedEntity, Extraction, Mention, Paper, Span
from kgbuild.demo import sample_path
from kgbuild.engines import extract_papers
from kgbuild.extraction import StatisticalExtractor
from kgbuild.extraction.field import familiarity, is_of_the_field
from kgbuild.extraction.outside import find_support, settle
from kgbuild.extraction.proposals import (
    is_plainly_proposed,
    is_proposed_in,
    title_head,
    with_plain_proposals,
)
from kgbuild.extractors import ExtractorOptions
from kgbuild.lexicon import load_lexicon
from kgbuild.readers import read_inputs

Extract = Callable[..., Extraction]
FindEntity = Callable[[Extraction, str], ExtractedEntity]

# Invented, in the manner of such abstracts.
TITLE = "Morning rinses and gum bleeding in adults with mild gingivitis"
ABSTRACT = (
    "Patients with gingivitis were enrolled in a randomized trial and received a daily rinse with zinc citrate (ZNC) "
    "or a placebo for twelve weeks. PubMed was searched for earlier trials. Plaque was scored with the Oral Plaque "
    "Questionnaire (OPQ), and bleeding outcomes were analysed by logistic regression. Symptoms decreased in treated "
    "patients, while matrix metalloproteinase (MMP8) in saliva remained unchanged. We developed GumScore, a tool for "
    "clinics."
)


def test_papers_of_the_sample_are_of_the_field() -> None:
    papers = [p for p in read_inputs([str(sample_path())]).papers if isinstance(p, Paper)]
    assert [p.title for p in papers if not is_of_the_field(p.title, p.abstract)] == []


def test_a_trial_of_medicine_is_not() -> None:
    assert not is_of_the_field(TITLE, ABSTRACT)


def test_of_a_title_alone_nothing_can_be_told() -> None:
    assert familiarity("Morning rinses for adults", "") == 0.0
    assert is_of_the_field("Morning rinses for adults", "")


def test_outside_the_field_only_what_the_text_or_a_list_supports_is_reported(
    extract: Extract, find_entity: FindEntity
) -> None:
    found = extract(TITLE, ABSTRACT)
    names = {name for entity in found.entities for name in entity.names}
    assert find_entity(found, "PubMed").type == "Dataset"
    assert "logistic regression" in names
    assert not {"ZNC", "MMP8", "zinc citrate"} & names
    proposed = {name for entity in found.entities if entity.role == "proposed" for name in entity.names}
    assert proposed <= {"GumScore"}


def test_what_is_asked_for_at_any_confidence_comes_with_the_lower_one() -> None:
    paper = Paper(TITLE, ABSTRACT)
    (usual,), (all_of_it,) = (
        list(StatisticalExtractor(ExtractorOptions(min_confidence=least)).extract([paper])) for least in (None, 0.0)
    )
    assert len(all_of_it) > len(usual)
    doubted = [e for e in all_of_it if not find_support(e, paper, load_lexicon())]
    assert doubted
    assert all(e.confidence <= 0.4 and e.role != "proposed" for e in doubted)


def test_what_a_users_list_names_stays_as_it_is_outside_the_field() -> None:
    place = ABSTRACT.index("ZNC")
    named = ExtractedEntity(
        "Method", ("ZNC",), "named", "used", 0.99, (Mention(Span("abstract", place, place + 3), "ZNC", "lexicon"),)
    )
    assert settle((named,), Paper(TITLE, ABSTRACT), load_lexicon(), thresholds=True) == (named,)


def test_a_paper_that_proposes_nothing_proposes_nothing() -> None:
    place = Mention(Span("abstract", 0, 4), "BERT", "model")
    taken = ExtractedEntity("Method", ("BERT",), "named", "proposed", 0.9, (place,))
    says_so = "BERT reads text. We introduce a model of language that is trained on images, videos and dialogue tasks."
    silent = "BERT reads text. Its accuracy on language tasks is known; images and videos are a benchmark of training."
    for abstract, role in ((says_so, "proposed"), (silent, "used")):
        (settled,) = settle((taken,), Paper("Reading", abstract), load_lexicon(), thresholds=True)
        assert settled.role == role, abstract
    in_title = replace(taken, mentions=(Mention(Span("title", 0, 4), "BERT", "model"),))
    assert settle((in_title,), Paper("BERT", silent), load_lexicon(), thresholds=True) == (in_title,)


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("We developed GumScore, a tool.", True),
        ("A score called GumScore was tried.", True),
        ("GumScore was recently proposed for clinics.", True),
        ("Patients were scored with GumScore.", False),
    ],
)
def test_a_sentence_says_whether_it_proposes(text: str, proposed: bool) -> None:
    start = text.index("GumScore")
    assert is_proposed_in(Mention(Span("abstract", start, start + 8), "GumScore", "model"), text) is proposed


@pytest.mark.parametrize(
    ("text", "brought"),
    [
        ("In this work we therefore present a novel LopNet for trees.", True),
        ("Here is our approach, which we call LopNet.", True),
        ("We introduce LopNet-based pruning.", False),
        ("We introduce LopNet++, a better one.", False),
        ("A network called LopNet was tried by others.", False),
        ("We compare with LopNet.", False),
        ("We train LopNet, a network with twenty layers, on trees.", True),
        ("We then build LopNet (Lop Network), our catalogue of branches.", True),
        ("We train LopNet on trees.", False),
        ("We train on LopNet, a set of trees.", False),
    ],
)
def test_what_a_sentence_plainly_brings_is_proposed_however_well_known(text: str, brought: bool) -> None:
    start = text.index("LopNet")
    mention = Mention(Span("abstract", start, start + 6), "LopNet", "model")
    assert is_plainly_proposed(mention, text) is brought
    known = ExtractedEntity("Method", ("LopNet",), "named", "used", 0.9, (mention,))
    (settled,) = with_plain_proposals((known,), Paper("Trees", text))
    assert settled.role == ("proposed" if brought else "used")


@pytest.mark.parametrize("before", ["The resulting ", "Of the resulting model, "])
def test_what_results_is_proposed_where_nothing_else_is(before: str) -> None:
    text = f"{before}LopNet saws faster than SawNet."
    lop, saw = (
        ExtractedEntity("Method", (n,), "named", "used", 0.9, (Mention(Span("abstract", k, k + 6), n, "model"),))
        for n, k in (("LopNet", len(before)), ("SawNet", len(text) - 7))
    )
    paper = Paper("Trees", text)
    assert [e.role for e in with_plain_proposals((lop, saw), paper)] == ["proposed", "used"]
    assert settle((replace(lop, role="proposed"),), paper, load_lexicon(), thresholds=True)[0].role == "proposed"
    new = replace(saw, role="proposed")
    assert with_plain_proposals((lop, new), paper) == (lop, new)


def test_the_head_of_a_title_is_what_it_names_before_what_it_is() -> None:
    assert title_head("RINSE-2: A program for healthy gums") == Span("title", 0, 7)
    assert title_head("Plea bargaining: A test of preferences") is None
    assert title_head("Rinses for gums") is None


def test_papers_outside_are_marked_but_nothing_of_what_was_extracted_before(extract: Extract) -> None:
    inside = Paper("LopNet: trees for language models", "We propose LopNet, a language model, and evaluate it on GLUE.")
    records = [Paper(TITLE, ABSTRACT), inside, extract(TITLE, ABSTRACT)]
    found = [one.outside_field for one in extract_papers(records, Options()) if isinstance(one, Extraction)]
    assert found == [True, False, False]
