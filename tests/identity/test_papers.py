"""Which records are one paper."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.datamodel import Paper
from kgbuild.identity.copies import begins_with, merge_copies, paper_slugs
from kgbuild.identity.papers import group_copies

BELL, DENT = ("Ann Bell",), ("Carl Dent",)


def count(*papers: Paper) -> int:
    """Return how many papers some records are, in whatever order they come."""
    (counted,) = {len(group_copies(order)) for order in permutations(papers)}
    return counted


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Paper("On Margins"), Paper("ON  ｍａｒｇｉｎｓ!")),
        (Paper("On Margins", doi="10.1000/x"), Paper("On Margins")),
        (Paper("On Margins", doi="10.1000/x"), Paper("On Margins", arxiv="2301.00001")),
        (Paper("A", arxiv="2301.00001"), Paper("B", arxiv="2301.00001")),
        (Paper("A", arxiv="2301.00001"), Paper("A", arxiv="2301.00001v2")),
        (Paper("A", doi="10.48550/arXiv.2301.00001"), Paper("B", arxiv="2301.00001", doi="10.1000/x")),
        (Paper("On Margins", doi="https://doi.org/10.1000/X"), Paper("On margins", doi="10.1000/x", year=1999)),
        (Paper("On Margins", doi="10.1000/x"), Paper("On <i>Margins</i>: A Survey", doi="10.1000/x")),
        (
            Paper("Modelling behaviour &amp; health of groups", doi="10.1000/x"),
            Paper("Modeling behavior and health of groups", doi="10.1000/x"),
        ),
        (Paper("On Margins", "We widen.", doi="10.1000/x"), Paper("Über Ränder", "We widen.", doi="10.1000/x")),
    ],
)
def test_records_with_one_identifier_or_title_are_one_paper(one: Paper, other: Paper) -> None:
    assert count(one, other) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Paper("On Margins", authors=BELL), Paper("On Margins", authors=DENT)),
        (Paper("On Margins", year=2010), Paper("On Margins", year=2021)),
        (Paper("On Margins", venue="Journal of X"), Paper("On Margins", venue="Journal of Y")),
        (Paper("On Margins", venue="ICLR"), Paper("On Margins", venue="Proc. Int. Conf. on Machine Learning")),
        (Paper("On Margins", doi="10.1000/x"), Paper("On Margins", doi="10.1000/y")),
        (Paper("On Margins", arxiv="2301.00001"), Paper("On Margins", arxiv="2301.00002")),
        (Paper("Introduction", doi="10.1000/x"), Paper("Spike trains as sequences", doi="10.1000/x")),
        (Paper("Introduction", doi="10.1000/x"), Paper("Introduction: why we count", doi="10.1000/x")),
        (Paper("On margins of trees, part I", doi="10.1000/x"), Paper("On margins of trees, part II", doi="10.1000/x")),
        (Paper("On Margins"), Paper("On Margins: A Survey")),
        (Paper("A", id="7"), Paper("B", id="7")),
        (Paper("???"), Paper("!!!")),
    ],
)
def test_a_contradiction_keeps_records_apart(one: Paper, other: Paper) -> None:
    assert count(one, other) == 2


def test_signs_that_make_another_name_make_another_title() -> None:
    assert count(Paper("C++ for learning"), Paper("C# for learning"), Paper("C for learning")) == 3
    assert count(Paper("A* search"), Paper("A search")) == 2
    assert count(Paper("Llama 3.1"), Paper("Llama 31")) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("On margins*", "On Margins"),
        (r"The $\mathcal{X}$-\textbf{Net} of G\"{o}del", "The X-Net of Gödel"),
        ("The value of <sup>18</sup>F-DOPA", "The Value of 18 F-DOPA."),
        ("Łukasz and the café", "Lukasz and the cafe"),
    ],
)
def test_what_exports_leave_in_titles_makes_no_other_paper(one: str, other: str) -> None:
    assert count(Paper(one), Paper(other)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Ann Bell", "Carl Dent"), ("Dent, C.", "Bell, A.")),
        (("Ann Bell",), ("BELL AB", "Dent C")),
        (("Ann Bell et al.",), ("Carl Dent", "Ann Bell")),
        (("et al.",), ("Carl Dent",)),
        (("Jörg Müller",), ("J. Muller",)),
        (("Jörg Müller",), ("Joerg Mueller",)),
        (("van der Vaart", "T. W."), ("T.W. van der Vaart",)),
        (("王伟",), ("Wei Wang",)),
        (("The Margin Team",), ("Ann Bell",)),
        ((), ("Ann Bell",)),
    ],
)
def test_authors_are_the_same_in_any_spelling_and_order(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert count(Paper("On Margins", authors=one), Paper("On Margins", authors=other)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ann Bell", "Carl Bell"), ("Wei Wang", "Wei Wu"), ("A. Bell", "C. Bell"), ("王伟", "李明")],
)
def test_authors_who_share_half_a_name_are_two_people(one: str, other: str) -> None:
    assert count(Paper("On Margins", authors=(one,)), Paper("On Margins", authors=(other,))) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("NeurIPS 2017", "Advances in Neural Information Processing Systems"),
        ("NIPS", "NeurIPS"),
        ("JMLR", "J. Mach. Learn. Res."),
        ("J. Mach. Learn. Res.", "Journal of Machine Learning Research"),
        ("CVPR", "IEEE/CVF Conference on Computer Vision and Pattern Recognition"),
        ("arXiv preprint arXiv:2301.00001", "ICML"),
        ("Nature", "Nature Communications"),
    ],
)
def test_a_venue_has_many_names(one: str, other: str) -> None:
    assert count(Paper("On Margins", venue=one), Paper("On Margins", venue=other)) == 1


def test_a_preprint_and_its_proceedings_version_are_one_paper() -> None:
    preprint = Paper("On Margins", authors=("Ann Bell", "Carl Dent"), year=2019, venue="arXiv", arxiv="1901.00001")
    printed = Paper("On margins", authors=("Bell, A.", "Dent, C."), year=2020, venue="ICML", doi="10.1000/x")
    workshop = replace(printed, venue="Workshop on Trees", doi="")
    assert count(preprint, printed, workshop) == 1


def test_editorials_are_one_only_where_years_and_abstracts_agree() -> None:
    first = Paper("Editorial", "On margins.", authors=BELL, year=2010)
    assert count(first, replace(first, source=("b#1",))) == 1
    assert count(first, replace(first, year=2011)) == 2
    assert count(first, replace(first, abstract="On trees.")) == 2
    assert count(Paper("Editorial", "On margins."), Paper("Editorial", "On trees.")) == 2
    assert count(Paper("Editorial", "On margins."), Paper("Editorial", "On trees."), Paper("Editorial")) == 3
    assert count(Paper("Editorial"), Paper("Editorial", year=2010)) == 1
    assert count(Paper("Editorial", "On margins.", doi="10.1000/x"), Paper("Editorial", doi="10.1000/x")) == 1


def test_a_third_copy_joins_two_that_share_nothing() -> None:
    first, last = Paper("A", doi="10.1000/x"), Paper("B", arxiv="2301.00001")
    assert count(first, last) == 2
    assert count(first, last, Paper("A", doi="10.1000/x", arxiv="2301.00001")) == 1


def test_a_copy_that_another_copy_contradicts_stays_apart() -> None:
    old, new = Paper("T", year=2010), Paper("T", doi="10.1000/x", year=2021)
    assert count(old, Paper("T", doi="10.1000/x"), new) == 2


def test_of_two_papers_a_bare_copy_joins_the_one_whose_abstract_it_has() -> None:
    papers = [Paper("T", "On margins.", authors=DENT), Paper("T", "On trees.", authors=BELL), Paper("T", "On margins.")]
    for order in permutations(range(3)):
        groups = group_copies([papers[index] for index in order])
        assert {frozenset(order[index] for index in group) for group in groups} == {frozenset({0, 2}), frozenset({1})}


def test_papers_and_their_records_stay_in_order_of_appearance() -> None:
    papers = [Paper("C"), Paper("A"), Paper("B"), Paper("A", year=2020), Paper("C")]
    assert group_copies(papers) == [[0, 4], [1, 3], [2]]


RECORDS = st.lists(
    st.builds(
        Paper,
        title=st.sampled_from(["On Margins", "On margins*", "On Margins: A Survey", "Editorial", "C++"]),
        abstract=st.sampled_from(["", "We widen the margins.", "We widen the margins. And trees.", "On trees."]),
        authors=st.sampled_from([(), BELL, DENT, ("Bell, A.", "Dent, C."), ("A. Bell et al.",)]),
        year=st.sampled_from([None, 2010, 2012, 2014]),
        venue=st.sampled_from(["", "arXiv", "ICML", "Journal of X"]),
        doi=st.sampled_from(["", "10.1000/x", "10.1000/y", "10.48550/arxiv.2301.00001"]),
        arxiv=st.sampled_from(["", "2301.00001", "2301.00002"]),
    ),
    max_size=9,
)


@given(RECORDS, st.randoms(use_true_random=False))
def test_which_records_are_one_paper_does_not_depend_on_their_order(papers: list[Paper], random) -> None:
    order = list(range(len(papers)))
    random.shuffle(order)
    groups = {frozenset(group) for group in group_copies(papers)}
    assert {frozenset(order[i] for i in group) for group in group_copies([papers[i] for i in order])} == groups


@given(RECORDS)
def test_papers_once_merged_are_not_merged_again(papers: list[Paper]) -> None:
    merged = [merge_copies([papers[index] for index in group]) for group in group_copies(papers)]
    assert len(group_copies(merged)) == len(merged)


@given(RECORDS)
def test_every_paper_has_a_slug_of_its_own_whatever_the_order(papers: list[Paper]) -> None:
    merged = [merge_copies([papers[index] for index in group]) for group in group_copies(papers)]
    slugs = paper_slugs(merged)
    assert len(set(slugs)) == len(merged)
    assert paper_slugs(merged[::-1]) == slugs[::-1]


def test_the_earliest_of_several_papers_has_the_plain_slug() -> None:
    papers = [Paper("Editorial", year=2021), Paper("Editorial"), Paper("Editorial", year=2010)]
    slugs = paper_slugs(papers)
    assert slugs[2] == "editorial"
    assert all(slug.startswith("editorial-") for slug in slugs[:2])
    assert paper_slugs([papers[0], papers[2]]) == [slugs[0], "editorial"]


def test_an_abstract_holds_one_that_is_cut_or_laid_out_anew() -> None:
    assert begins_with("We widen the margins, and more.", "We widen  the <margins>…")
    assert not begins_with("We widen  the <margins>…", "We widen the margins, and more.")
    assert not begins_with("We widen the margins.", "We narrow the margins.")


def test_ten_thousand_papers_of_one_title_take_no_square_of_comparisons(monkeypatch: pytest.MonkeyPatch) -> None:
    from kgbuild.identity import papers as module

    compared = []
    is_one = module._is_one_by_title
    monkeypatch.setattr(module, "_is_one_by_title", lambda *pair: compared.append(1) or is_one(*pair))
    assert len(group_copies([Paper("On Margins", f"{n} trees", doi=f"10.1000/{n}") for n in range(1000)])) == 1000
    assert len(compared) < 50_000
