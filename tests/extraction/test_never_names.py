"""What is never a name: formulas, amounts, dates, licences, registrations, labels, places; and where words end."""

from collections.abc import Callable

import pytest

from kgbuild.datamodel import Extraction
from kgbuild.extraction.never_names import is_never_a_name
from kgbuild.extraction.notes import find_notes
from kgbuild.extraction.proper_names import is_proper_name
from kgbuild.extraction.word_ends import divide

Extract = Callable[..., Extraction]


def all_names(extraction: Extraction) -> set[str]:
    return {name for entity in extraction.entities for name in entity.names}


@pytest.mark.parametrize(
    "text",
    [
        *("O(n log n)", "$O(T^{0.5})$", "N=27", "KD^{3", "SE(3)", "P(x|y)", "\\frac{1}{2}(x"),
        *("20 mm", "0.486~eV", "5-DOF", "72K-example", "CI 0.03–0.55"),
        *("Oct.", "March 2020", "3 May 2021", "Tuesday"),
        *("CC BY-NC 4.0", "MIT License", "Apache 2.0", "GPLv3"),
        *("ClinicalTrials.gov NCT01234567", "www.example.org", "Table IV", "基于BERT的方法", "Heb(cid:173"),
    ],
)
def test_what_has_such_a_form_is_never_a_name(text: str) -> None:
    assert is_never_a_name(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "CIFAR-10",
            "R(2+1)D",
            "E(3)-Pose",
            "KD^{3}",
            "$k$-means",
            "β-VAE",
            "A*",
            "CodeT5+",
            "MIT-States",
            "mAP@[0.5]",
        ),
        *(
            "Llama 3.1",
            "Marching Cubes",
            "Mayo",
            "GPL",
            "Seq2Seq",
            "Köln-Net",
            "π0-FAST",
            "Q&A",
            "MITRE ATT&CK",
            "3DMatch",
        ),
    ],
)
def test_names_in_odd_spelling_may_be_names(text: str) -> None:
    assert not is_never_a_name(text)


@pytest.mark.parametrize(
    "text", ["Berlin", "the UK", "Finnish", "MIT", "OpenAI's", "ICLR", "NeurIPS 2023", "ICML'25", "JavaScript"]
)
def test_places_languages_organisations_and_venues_are_proper_names(text: str) -> None:
    assert is_proper_name(text)


def test_a_place_names_data_only_where_the_sentence_says_so(extract: Extract) -> None:
    plain = extract(
        "Detecting cars", "We propose CarNet and test it in Copenhagen on KITTI. It was shown at ICLR 2024."
    )
    called = extract("Detecting cars", "We propose CarNet and test it on the Copenhagen dataset and on KITTI.")
    assert "Copenhagen" not in all_names(plain)
    assert not {"ICLR", "ICLR 2024"} & all_names(plain)
    assert "Copenhagen" in all_names(called)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("CelebA.", ["CelebA"]),
        ("U.S.", ["U.S."]),
        ("FigureQA.We", ["FigureQA", "We"]),
        ("eICU.ResultsAUROC", ["eICU", "AUROC"]),
        ("ICLR~'25", ["ICLR", "'25"]),
        ("CIFAR-100~\\cite{lee}", ["CIFAR-100"]),
        ("基于BERT的方法", ["基于", "BERT", "的方法"]),
        ("IoU=0.5", ["IoU", "0.5"]),
        ("HaiNet(Haiku", ["HaiNet", "Haiku"]),
        ("log(KT", ["log(KT"]),
    ],
)
def test_a_word_ends_where_its_name_does(text: str, words: list[str]) -> None:
    found, _ = divide(text)
    assert [text[start:end] for start, end, _ in found] == words


def test_a_name_before_a_full_stop_ends_before_it_and_so_do_its_offsets(extract: Extract) -> None:
    found = extract("Faces", "We test on CelebA. The base is LLaMA-65B.")
    places = {m.text: m.span for entity in found.entities for m in entity.mentions}
    assert {"CelebA", "LLaMA-65B"} <= set(places)
    assert (places["CelebA"].start, places["CelebA"].end) == (11, 17)


@pytest.mark.parametrize(
    "abstract",
    [
        "BACKGROUND: Colds are common. METHODS: We trained XGBoost on MIMIC-III. MAIN OUTCOME MEASURES: AUROC.",
        "METHODS: We trained XGBoost on MIMIC-III. FUNDING: Fund Y. TRIAL REGISTRATION: ClinicalTrials.gov NCT07654.",
        "Background Colds are common. Methods We trained XGBoost on MIMIC-III. Results AUROC was 0.9.",
        "BackgroundColds are common.MethodsWe trained XGBoost on MIMIC-III.ResultsAUROC was 0.9.",
    ],
)
def test_labels_of_structured_abstracts_are_no_names(extract: Extract, abstract: str) -> None:
    names = all_names(extract("Trees for colds", abstract))
    assert {"XGBoost", "MIMIC-III"} <= names
    allowed = {"XGBoost", "MIMIC-III", "AUROC"}
    assert not [name for name in names - allowed if name[0].isupper()], names


def test_notes_of_publishers_are_found_and_hold_no_names(extract: Extract) -> None:
    text = "We propose CarNet. (PsycInfo Database Record (c) 2021 APA, all rights reserved)"
    ((start, end),) = find_notes(text)
    assert text[start:end].startswith("(PsycInfo")
    assert all_names(extract("Cars", text)) <= {"CarNet", "Cars"}
    assert find_notes("A study of copyright in code.") == ()
