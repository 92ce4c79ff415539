"""Authors in the shapes that sources give them, in their order, and what more is told of each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.datamodel import AuthorDetail, Extraction, Paper
from kgbuild.records import parse_record, parse_record_with_notes, to_record
from kgbuild.records.authors import parse_author_details, parse_authors

WHERE = "x.jsonl#1"
ORCID = "0000-0002-1825-0097"

STRINGS = [
    ("Elm, G.N., Ash, F.A.", ("Elm, G.N.", "Ash, F.A.")),
    ("Elm, G.N.", ("Elm, G.N.",)),
    ("Ann Elm|Carl Ash", ("Ann Elm", "Carl Ash")),
    ("Ann Elm; Carl Ash", ("Ann Elm", "Carl Ash")),
    ("Elm, Ann;Ash, Carl;", ("Elm, Ann", "Ash, Carl")),
    ("['Ann Elm', 'Carl Ash']", ("Ann Elm", "Carl Ash")),
    ('["Elm, Ann", "Ash, Carl"]', ("Elm, Ann", "Ash, Carl")),
    ("[{'name': 'Ann Elm'}, {'name': 'Carl Ash'}]", ("Ann Elm", "Carl Ash")),
    ("[['Elm', 'Ann', ''], ['Ash', 'Carl', 'Jr.']]", ("Ann Elm", "Carl Ash, Jr.")),
    ("Ann Elm1, Carl Ash2,3, Eve Oak*", ("Ann Elm", "Carl Ash", "Eve Oak")),
    ("Ann Elm¹, Carl Ash²,³ and Eve Oak†", ("Ann Elm", "Carl Ash", "Eve Oak")),
    ("Ann Elm [1], Carl Ash [2, 3]", ("Ann Elm", "Carl Ash")),
    ("Ann Elm (1), Carl Ash (2) ((1) Oak Hall, (2) Yew Hall)", ("Ann Elm", "Carl Ash")),
    ("Wei Elm 0001, Ann Ash", ("Wei Elm", "Ann Ash")),
    ("Ann Elm et al.", ("Ann Elm",)),
    ("Elm, A., Ash, C., et al", ("Elm, A.", "Ash, C.")),
    ("Ann Elm and others", ("Ann Elm",)),
    ("van den Elm, Jeroen", ("van den Elm, Jeroen",)),
    ("van den Elm, Jeroen Maria", ("van den Elm, Jeroen Maria",)),
    ("Jeroen van den Elm, Ann Ash", ("Jeroen van den Elm", "Ann Ash")),
    ("McElm, John W., Jr.", ("McElm, John W., Jr.",)),
    ("McElm, Jr., John W.", ("McElm, Jr., John W.",)),
    ("Elm, Ann and McAsh, John W., Jr. and Oak, Eve", ("Elm, Ann", "McAsh, John W., Jr.", "Oak, Eve")),
    ("{Oak and Yew Society, Inc.} and Elm, Ann", ("Oak and Yew Society, Inc.", "Elm, Ann")),
    ("The OAK Collaboration", ("The OAK Collaboration",)),
    ("王伟, 李娜", ("王伟", "李娜")),
    ("王伟；李娜、张三", ("王伟", "李娜", "张三")),
    ("王, 伟", ("王, 伟",)),
    ("Wang, Wei, Li, Na", ("Wang, Wei", "Li, Na")),
    ("Elm AB, Ash C, O'Oak DE.", ("Elm AB", "Ash C", "O'Oak DE")),
    ("Ann Elm, Carl Ash, and Eve Oak", ("Ann Elm", "Carl Ash", "Eve Oak")),
    ("Elm, A. B., Ash, C., & Oak, E.", ("Elm, A. B.", "Ash, C.", "Oak, E.")),
    ("A. Elm, C. D. Ash, E.-F. Oak", ("A. Elm", "C. D. Ash", "E.-F. Oak")),
    ("Ann Elm, PhD, Carl Ash, MD", ("Ann Elm", "Carl Ash")),
    ("Ann Elm\nCarl Ash", ("Ann Elm", "Carl Ash")),
    ("García Elm, Gabriel", ("García Elm, Gabriel",)),
    ("Kim, Jae-Won, Lee, Su-Min", ("Kim, Jae-Won", "Lee, Su-Min")),
    ("Elm,Ann E.", ("Elm, Ann E.",)),
    ("Plato", ("Plato",)),
    (" , ; ", ()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "names"), STRINGS)
def test_one_string_gives_each_person_once_and_in_order(text: str, names: tuple[str, ...]) -> None:
    assert parse_authors(text) == names
    assert parse_authors(list(names)) == names


def test_objects_of_reference_managers_give_names() -> None:
    people = [
        {"firstName": "Ann", "lastName": "Elm", "creatorType": "author"},
        {"name": "Oak Consortium", "creatorType": "author"},
        {"firstName": "Ed", "lastName": "Itor", "creatorType": "editor"},
    ]
    assert parse_authors(people) == ("Ann Elm", "Oak Consortium")
    assert parse_authors([{"family": "Elm", "given": "Ludwig", "non-dropping-particle": "van"}]) == ("Ludwig van Elm",)
    assert parse_authors([{"name": ["no", "text"]}, 7, None]) == ()


def test_orcid_and_affiliation_are_kept_beside_the_names() -> None:
    openalex = {
        "author": {"display_name": "Ann Elm", "orcid": f"https://orcid.org/{ORCID}"},
        "institutions": [{"display_name": "Oak Hall"}, {"display_name": "Yew Hall"}],
    }
    crossref = {"given": "Carl", "family": "Ash", "ORCID": f"http://orcid.org/{ORCID}", "affiliation": []}
    assert parse_author_details([openalex, crossref]) == (
        AuthorDetail("Ann Elm", ORCID, ("Oak Hall", "Yew Hall")),
        AuthorDetail("Carl Ash", ORCID),
    )
    assert parse_author_details("Ann Elm (Oak Hall, Yew), Carl Ash")[0] == AuthorDetail(
        "Ann Elm", "", ("Oak Hall, Yew",)
    )


def test_details_stand_in_the_record_one_for_each_author() -> None:
    record = {"title": "T", "authors": [{"name": "Ann Elm", "orcid": ORCID}, "Carl Ash"]}
    paper = parse_record(record, WHERE)
    assert isinstance(paper, Paper)
    meta = to_record(Extraction(paper))["meta"]
    assert meta == {
        "authors": ["Ann Elm", "Carl Ash"],
        "author_details": [{"name": "Ann Elm", "orcid": ORCID}, {"name": "Carl Ash"}],
    }
    assert parse_record({"title": "T", "meta": meta}, WHERE) == paper


def test_a_list_of_names_in_a_records_meta_is_taken_word_for_word() -> None:
    paper = parse_record({"title": "T", "meta": {"authors": ["Ann Elm (2)", "B, C and D"]}}, WHERE)
    assert isinstance(paper, Paper)
    assert paper.authors == ("Ann Elm (2)", "B, C and D")


@given(st.text(alphabet="ABab ,;.&|()[]{}'\"1²*\n王and", max_size=60))
def test_any_text_gives_names_without_what_separates_them(text: str) -> None:
    for name in parse_authors(text):
        assert name == name.strip(" ,;")
        assert any(map(str.isalpha, name))


@pytest.mark.parametrize(
    ("value", "url", "told"),
    [
        ("www.oak.org/a b.pdf", "https://www.oak.org/a%20b.pdf", ""),
        ("oak.org/x", "https://oak.org/x", ""),
        ("https://oak.org/Ä?q=[1]", "https://oak.org/%C3%84?q=%5B1%5D", ""),
        ("https://Oak.org/x", "https://Oak.org/x", ""),
        ("10.1000/oak", "https://doi.org/10.1000/oak", ""),
        ("https://oak.org/x; https://elm.org/y", "https://oak.org/x", '"url" has 2 values'),
        (["https://oak.org/x", "http://www.oak.org/x/"], "https://oak.org/x", ""),
        ([{"href": "https://oak.org/x"}, {"href": "https://elm.org/y"}], "https://oak.org/x", '"url" has 2 values'),
        ("https://oak.org/x     U2  - L1", "https://oak.org/x", ""),
        ("oak", "", '"url" is oak, which is no usable value'),
        ("ftp://oak.org/x", "", '"url" is ftp://oak.org/x, which is no usable value'),
    ],
)
def test_an_address_is_mended_or_told(value: object, url: str, told: str) -> None:
    parsed = parse_record_with_notes({"title": "T", "url": value}, WHERE)
    assert isinstance(parsed.value, Paper)
    assert parsed.value.url == url
    assert any(told in note for note in parsed.notes) if told else parsed.notes == ()


def test_the_second_of_two_identifiers_is_kept_and_told() -> None:
    record = {"title": "T", "doi": "10.1000/a; https://doi.org/10.1000/B", "arxiv": "2301.00001, arXiv:2301.00002v2"}
    parsed = parse_record_with_notes(record, WHERE)
    assert isinstance(parsed.value, Paper)
    assert (parsed.value.doi, parsed.value.arxiv) == ("10.1000/a", "2301.00001")
    assert parsed.value.identifiers == ("10.1000/b", "2301.00002")
    assert [note.partition(", the first")[0] for note in parsed.notes] == [
        f'{WHERE}: "doi" has 2 values',
        f'{WHERE}: "arxiv" has 2 values',
    ]


def test_an_address_of_a_record_that_no_iri_can_hold_is_told() -> None:
    record = {"title": "T", "entities": [], "urls": [{"url": "https://[oak"}]}
    assert parse_record_with_notes(record, WHERE).notes == (
        f'{WHERE}: url 1: "url" is https://[oak, which no IRI can hold, not in the graph',
    )


def test_and_others_is_no_author_in_a_list_either() -> None:
    assert parse_authors(["Ann Elm", "et al."]) == ("Ann Elm",)
    assert parse_authors(["Ann Elm", "others", "Alba Otto"]) == ("Ann Elm", "Alba Otto")
