"""Checking evidence: places that cannot be right are told, whatever white space a title had, and no others."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from kgbuild.datamodel import ExtractedEntity, Extraction, Mention, Paper, Span
from kgbuild.graph import build_graph, check_graph, write_graph
from kgbuild.resolution import resolve
from kgbuild.vocabulary import DEFAULT_BASE

OAK, ASH = f"<{DEFAULT_BASE}paper/1>", f"<{DEFAULT_BASE}paper/2>"
# Titles as records may have them; their graphs have one space for each stretch of white space.
TITLES = (
    "Lopper: pruning trees",
    "Lopper:  pruning\t\ttrees  of  all  kinds",
    "  \n Lopper trees",
    "Trees by Lopper \n",
    "Trees\u2028by\u3000\u3000Lopper",
    "Trees \U0001f333\U0001f333 by  Lopper",
    "Trees\x1c\x1d by Lopper",
    "Trees\x00 \ud800  by Lopper \x01",
    "Lopper" + " " * 60 + "trees Lopper",
)


def build_titles(folder: Path, titles: Iterable[str], *, quotes: bool = True, text: str = "Lopper") -> None:
    extractions: list[Extraction] = []
    for title in titles:
        starts = [start for start in range(len(title)) if title.startswith(text, start)]
        mentions = tuple(Mention(Span("title", start, start + len(text)), text, "test") for start in starts)
        whole = Mention(Span("title", 0, len(title)), title, "test")
        entity = ExtractedEntity("Method", (text,), "named", "proposed", 0.9, (*mentions, whole))
        extractions.append(Extraction(Paper(title, doi=f"10.1000/{len(extractions)}"), (entity,), (), "test"))
    write_graph(build_graph(resolve(extractions), quotes=quotes), folder)


def messages(folder: Path) -> list[str]:
    return sorted(problem.message for problem in check_graph(folder) if problem.file == "evidence.ttl")


def edit(folder: Path, old: str, new: str) -> None:
    file = folder / "evidence.ttl"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize("quotes", [True, False])
def test_a_title_may_have_any_white_space_and_what_no_file_can_hold(tmp_path: Path, *, quotes: bool) -> None:
    build_titles(tmp_path, TITLES, quotes=quotes)
    assert ("oa:exact" in (tmp_path / "evidence.ttl").read_text("utf-8")) == quotes
    assert check_graph(tmp_path) == []
    if quotes:  # quotes without what is around them say less of the title
        lines = (tmp_path / "evidence.ttl").read_text("utf-8").split("\n")
        kept = [line for line in lines if not line.startswith(("\toa:prefix", "\toa:suffix"))]
        (tmp_path / "evidence.ttl").write_text("\n".join(kept), "utf-8")
        assert check_graph(tmp_path) == []


def offset(name: str, value: int) -> str:
    return f'oa:{name} "{value}"^^xsd:nonNegativeInteger'


TITLE = "On Oak:  pruning with Lopper and shears"


@pytest.mark.parametrize("start", [21, 23, 0, 99])
def test_a_place_in_a_title_that_its_quote_does_not_have_is_told(tmp_path: Path, start: int) -> None:
    at = TITLE.index("Lopper")
    build_titles(tmp_path, [TITLE])
    edit(tmp_path, offset("start", at), offset("start", start))
    edit(tmp_path, offset("end", at + 6), offset("end", start + 6))
    (told,) = messages(tmp_path)
    if start > at + 6:
        assert told == f"it stands from {start} to {start + 6} of a title that has {len(TITLE)} characters"
    elif start < at:
        assert "characters, before oa:start are" in told
    else:
        assert told == f"its quote does not stand from {start} to {start + 6} of the title of its paper"


@pytest.mark.parametrize(
    ("quote", "message"),
    [
        ("Lapper", "its quote is not in the title of its paper"),
        ("prunin", "its quote does not stand from 22 to 28 of the title of its paper"),
        ("Loppers", "its quote has 7 characters, from oa:start 22 to oa:end 28 are 6"),
    ],
)
def test_another_quote_than_the_title_has_there_is_told(tmp_path: Path, quote: str, message: str) -> None:
    build_titles(tmp_path, [TITLE])
    edit(tmp_path, 'oa:exact "Lopper"', f'oa:exact "{quote}"')
    assert messages(tmp_path) == [message]


def test_without_what_is_around_a_quote_only_what_no_white_space_explains_is_told(tmp_path: Path) -> None:
    build_titles(tmp_path, [TITLE])
    lines = (tmp_path / "evidence.ttl").read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(("\toa:prefix", "\toa:suffix"))]
    bare = "\n".join(kept)
    for start, told in ((22, 0), (25, 0), (20, 1), (9000, 1)):
        text = bare.replace(offset("start", 22), offset("start", start))
        (tmp_path / "evidence.ttl").write_text(text.replace(offset("end", 28), offset("end", start + 6)), "utf-8")
        assert len(messages(tmp_path)) == told, start


def test_without_quotes_a_place_far_beyond_the_title_is_told(tmp_path: Path) -> None:
    build_titles(tmp_path, [TITLE], quotes=False)
    edit(tmp_path, offset("end", 28), offset("end", 9999))
    assert messages(tmp_path) == ["it stands from 22 to 9999 of a title that has 38 characters"]


def test_a_title_that_is_mended_by_hand_keeps_its_mentions(tmp_path: Path) -> None:
    build_titles(tmp_path, ["Lopper: prunning trees"], text="Lopper")
    lines = (tmp_path / "graph.ttl").read_text("utf-8").replace("prunning", "pruning")
    (tmp_path / "graph.ttl").write_text(lines, "utf-8")
    whole = [m for m in messages(tmp_path) if "is not in the title" in m]
    assert messages(tmp_path) == whole  # the mention of the old title as a whole, and not that of Lopper
    assert len(whole) == 1


def relation(number: int, more: str = "") -> str:
    """Return a statement that oak is compared with ash, with one mention in the first of two papers."""
    node = f"{DEFAULT_BASE}statement/{number}"
    return (
        f"<{node}> a rdf:Statement ; rdf:subject <http://x/oak> ; rdf:predicate kg:comparedWith ;"
        f' rdf:object <http://x/ash> ; prov:wasDerivedFrom {OAK} {more}; kg:confidence 0.9 ; kg:kind "named" ;'
        f' kg:extractor "kgbuild 0.1.0" ; kg:hasMention <{node}#1> .\n'
        f'<{node}#1> a kg:Mention ; oa:hasSource {OAK} ; kg:section "abstract" ; oa:start 3 ; oa:end 9 .\n'
    )


@pytest.fixture
def two_papers(tmp_path: Path) -> Path:
    """Return a folder with two papers, two methods, and a relation between these."""
    build_titles(tmp_path, [])
    methods = "".join(
        f'<http://x/{name}> a kg:Method ; skos:prefLabel "{name}" ; kg:kind "named" .\n' for name in ("oak", "ash")
    )
    papers = f'{OAK} a kg:Paper ; dcterms:title "Oak" .\n{ASH} a kg:Paper ; dcterms:title "Ash" .\n'
    with (tmp_path / "graph.ttl").open("a", encoding="utf-8") as file:
        file.write(f"{papers}{methods}<http://x/oak> kg:comparedWith <http://x/ash> .\n")
    prefixes = [line for line in (tmp_path / "graph.ttl").read_text("utf-8").splitlines() if line.startswith("@prefix")]
    (tmp_path / "evidence.ttl").write_text("\n".join([*prefixes, relation(1)]), "utf-8")
    return tmp_path


def test_a_relation_between_things_is_derived_from_papers_of_the_graph_only(two_papers: Path) -> None:
    assert check_graph(two_papers) == []
    edit(two_papers, relation(1), relation(1, f", {ASH}"))
    assert check_graph(two_papers) == []
    edit(two_papers, relation(1, f", {ASH}"), relation(1, ", <http://x/oak>"))
    assert messages(two_papers) == ["it is derived from <http://x/oak>, which is no kg:Paper of this graph"]


def test_a_mention_of_a_statement_stands_in_a_paper_of_the_graph(two_papers: Path) -> None:
    edit(two_papers, OAK, "<http://x/paper>")
    assert messages(two_papers) == [
        "it is derived from <http://x/paper>, which is no kg:Paper of this graph",
        "it stands in <http://x/paper>, which is no kg:Paper of this graph",
    ]


def test_two_statements_of_one_fact_are_told(two_papers: Path) -> None:
    edit(two_papers, relation(1), relation(1) + relation(2))
    (problem,) = check_graph(two_papers)
    assert str(problem) == (
        f"evidence.ttl: <{DEFAULT_BASE}statement/2>: it states the same fact as <{DEFAULT_BASE}statement/1>; "
        "one statement a fact, with all mentions"
    )


def test_statements_of_ours_that_lost_all_their_mentions_are_told(two_papers: Path) -> None:
    mention = relation(1).split("\n")[1]
    edit(two_papers, f"{mention}\n", "")
    edit(two_papers, f" ; kg:hasMention <{DEFAULT_BASE}statement/1#1>", "")
    assert messages(two_papers) == ["no statement has a mention, kgbuild writes them; build it again"]
    edit(two_papers, "kgbuild 0.1.0", "by hand")  # as from a record that gives no places
    assert check_graph(two_papers) == []
