"""Sentence boundaries: the cases that plain splitting at full stops gets wrong."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.sentences import find_sentences


def sentences(text: str) -> list[str]:
    return [text[a:b] for a, b in find_sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["Graphs are large.", "We prune them."],
        ["We use small sets, e.g. CIFAR-10 and SVHN, for tests.", "They suffice."],
        ["The rule (i.e. The Rule) holds.", "It is short."],
        ["Lee et al. Showed otherwise in 2019.", "Others agree."],
        ["This follows Lee et al.", "We extend it."],
        ["As Fig. 3 and Eq. 2 show, it converges.", "Sec. 4 concludes."],
        ["Accuracy rises by 3.5 points to 81.2.", "GPT-3.5 stays behind."],
        ["Code is at https://example.org/a.b/c.html.", "The data is at http://data.example.org."],
        ["Code: https://example.org/x?q=1.Y and more.", "End."],
        ["After J. B. Smith it is named.", "Nobody minds."],
        ["It needs vitamin C.", "We supply it."],
        ["Does it work?", "Yes!", "It does..."],
        ['He said "it works."', "Then (we saw it fail.)", "So be it."],
        ["It fails.", "iCaRL does not.", "https://example.org/code holds the code."],
        ["We test BERT, GPT, etc. and others.", "Fine."],
        ["We test BERT, GPT, etc.", "The rest is easy."],
        ["Take no. 5 of the list.", "The answer is no.", "Really."],
        ["Approach vs. Baseline is shown.", "W.r.t. Speed it wins."],
        ["1. First we read.", "2. Then we write."],
        ["Without a stop at the end"],
        ["第一句。", "第二句！", "End."],
        ["On ImageNet we gain 2%.", "3D models gain more."],
    ],
)
def test_sentences_are_found(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


def test_a_missing_space_before_an_opening_word_is_a_boundary() -> None:
    assert sentences("It is a fast method.We propose it (again).The end.") == [
        "It is a fast method.",
        "We propose it (again).",
        "The end.",
    ]


def test_names_with_a_full_stop_inside_are_whole() -> None:
    text = "We use Node.js, torch.Tensor and node.The/x in v1.2.3 of fast.Ai."
    assert sentences(text) == [text]


def test_a_blank_line_is_a_boundary_and_a_single_line_end_is_not() -> None:
    assert sentences("one\ntwo\n\n three ") == ["one\ntwo", "three"]


def test_an_empty_text_has_no_sentence() -> None:
    assert find_sentences("") == find_sentences(" \n ") == ()


@given(st.text(alphabet=st.sampled_from("aB1 .!?\n\t\"()'。é,e.g")))
def test_sentences_are_in_order_trimmed_and_lose_nothing(text: str) -> None:
    spans = find_sentences(text)
    assert all(a < b for a, b in spans)
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(spans))
    assert all(text[a:b] == text[a:b].strip() for a, b in spans)
    assert "".join(text.split()) == "".join("".join(text[a:b].split()) for a, b in spans)


def test_a_long_text_has_all_its_sentences() -> None:
    assert len(find_sentences("We see e.g. A. B. in it. " * 20_000)) == 20_000
