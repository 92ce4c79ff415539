import pytest

from kgbuild.errors import InputError
from kgbuild.readers import read_inputs
from kgbuild.readers.pages import is_page, read_page

CHROME = ["new", "Get trending papers in your email inbox!", "Subscribe", "byAK and the research community"]
PAPERS = [
    ("GraphMix: Mixing Graphs for Few-Shot Learning", "We mix graphs. The result, GraphMix, wins."),
    ("On the Meaning of Margins", "Margins are studied. We show that wide ones help on three small sets."),
    ("What Do Teachers Forget?", "A teacher forgets. We measure it, and give code at https://example.org/x"),
]  # fmt: skip
LINES = [line for paper in PAPERS for line in paper]


def records(lines: list[str], gap: str = "\n") -> list[tuple[str, str]]:
    return [(row[1]["title"], row[1]["abstract"]) for row in read_page(gap.join(lines), "p.txt")]  # type: ignore[index]


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n \n\n"])
@pytest.mark.parametrize(
    "head",
    [
        [],
        CHROME,
        [*CHROME, "Apr 22"],
        [*CHROME, "Daily Papers", "Sep 1"],
        [*CHROME, "Wed, Apr 22, 2026", "←", "→"],
        ["Hugging Face", "Models", "Datasets", "Log In", *CHROME, "22 April 2026"],
        [*CHROME, "Hand-picked for people who like graphs"],
        [*CHROME, "Our editors' choice", "Hand-picked for people who like graphs"],
    ],
)
def test_titles_and_abstracts_alternate_below_any_chrome(head: list[str], gap: str) -> None:
    assert records([*head, *LINES], gap) == PAPERS


@pytest.mark.parametrize("foot", [["View all papers"], ["View all 3 papers from this day", "TOS", "Privacy"], ["Next"]])
def test_a_foot_is_no_paper(foot: list[str]) -> None:
    assert records([*CHROME, *LINES, *foot]) == PAPERS


def test_chrome_between_records_is_left_out() -> None:
    lines = [*CHROME]
    for title, abstract in PAPERS:
        lines += ["Submitted by someone", title, "·", "5 authors", abstract, "17"]
    assert records(lines) == PAPERS


def test_the_button_glued_to_the_first_title_is_taken_off() -> None:
    glued = ["Get trending papers in your email inbox!", "Subscribe" + LINES[0], *LINES[1:]]
    assert records(glued) == PAPERS


def test_the_glued_button_is_taken_off_below_an_unknown_line_too() -> None:
    offer = "Get trending papers in your email inbox once a day!"
    assert records(["A banner nobody knows of", offer, "Subscribe" + LINES[0], *LINES[1:]]) == PAPERS


def test_a_title_that_begins_with_the_buttons_word_stays_whole() -> None:
    title = "Subscribe or Perish: Readers of News Letters"
    assert records([*CHROME, title, LINES[1]]) == [(title, LINES[1])]
    assert records([*CHROME, "SubscribeNet for News", LINES[1]])[0][0] == "SubscribeNet for News"


def test_a_missing_abstract_does_not_shift_the_records_after_it() -> None:
    lonely = "A Title Whose Abstract Was Lost"
    assert records([*CHROME, *LINES[:2], lonely, *LINES[2:]]) == [PAPERS[0], (lonely, ""), *PAPERS[1:]]


def test_a_second_paragraph_belongs_to_the_abstract_before_it() -> None:
    more = "A second paragraph follows here. It says again that margins matter, at some length."
    expected = [PAPERS[0], (PAPERS[1][0], f"{PAPERS[1][1]}\n{more}"), PAPERS[2]]
    assert records([*CHROME, *LINES[:4], more, *LINES[4:]]) == expected


def test_windows_line_ends_make_no_difference(write) -> None:
    unix, windows = (
        write("a.txt", "\n".join([*CHROME, *LINES])),
        write("b.txt", "\r\n".join([*CHROME, *LINES])),
    )
    assert [p.abstract for p in read_inputs([windows]).papers] == [p.abstract for p in read_inputs([unix]).papers]


@pytest.mark.parametrize(
    "text",
    [
        "Some notes\nwithout any sentence that\ncould be an abstract\n",
        "The Licence\n\nCopyright (c) Nobody. All rights are given away. We keep none of them for us.\n",
        "repo: github.com/nobody/nothing\nlicence: none stated\nnotes: ten files\nby: nobody\n",
    ],
)
def test_other_text_is_no_page(write, text: str) -> None:
    with pytest.raises(InputError, match=r"a\.txt: no titles with abstracts found"):
        read_inputs([write("a.txt", text)])


def test_a_page_is_known_by_its_chrome_or_its_shape() -> None:
    assert is_page("\n".join(CHROME))
    assert is_page("\n".join(LINES))
    assert not is_page("\n".join(LINES[::2]))


def test_records_are_numbered_in_the_order_of_the_page(write) -> None:
    papers = read_inputs([write("page.txt", "\n\n".join([*CHROME, *LINES]))]).papers
    assert [paper.source for paper in papers] == [("page.txt#1",), ("page.txt#2",), ("page.txt#3",)]


@pytest.mark.shared
def test_the_five_pages_hold_507_records_of_377_papers(shared) -> None:
    result = read_inputs([str(shared / "papers")])
    assert (result.records, len(result.papers), result.skipped, result.notes) == (507, 377, (), ())
    counts = [len(read_inputs([file]).papers) for file in result.files]
    assert counts == [205, 92, 66, 60, 84]
    assert all(len(paper.abstract) > 500 and len(paper.title) < 200 for paper in result.papers)
    assert result.papers[0].title == "Generalized Domain Conditioned Adaptation Network"
    assert sum(len(paper.source) for paper in result.papers) == 507


@pytest.mark.shared
@pytest.mark.parametrize("unseen", ["Freshly brewed for you", "Jan 31, 2027", "View all papers", "12"])
def test_an_unseen_line_above_or_below_costs_no_record(shared, write, unseen: str) -> None:
    page = (shared / "papers" / "003_f09bdfd83464c55e.txt").read_text(encoding="utf-8")
    assert read_inputs([write("p.txt", f"{unseen}\n{page}\n{unseen}\n")]).records in {60, 61}
    assert read_inputs([write("p.txt", f"{unseen}\n{page}")]).records == 60
