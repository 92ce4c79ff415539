"""All layers have their keys from one place."""

import json
import re
from pathlib import Path

import pytest

from kgbuild.datamodel import Extraction, Link, Paper
from kgbuild.evaluation.gold import url_key
from kgbuild.finishing.addresses import find_links
from kgbuild.identity.addresses import address_key, link_key
from kgbuild.identity.identifiers import find_identifiers, parse_arxiv, parse_doi
from kgbuild.identity.names import name_key, name_words, thing_key
from kgbuild.pipeline import build
from kgbuild.readers.merge import merge_papers
from kgbuild.resolution import resolve

KGBUILD = Path(__file__).parents[2] / "kgbuild"


@pytest.mark.parametrize("name", ["GPT-3.5s", r"$\mathbf{C}++$", "A* searches", r"\textbf{T}-ACGAN", "ﬁne-tuning", ""])
def test_the_key_of_a_name_is_its_words_joined(name: str) -> None:
    assert "".join(name_words(name)) == name_key(name)
    assert thing_key(name) == (name_key(name) or name)


def test_only_identity_folds_names_and_titles_for_comparison() -> None:
    folding = {
        str(path.relative_to(KGBUILD).parent)
        for path in KGBUILD.rglob("*.py")
        if re.search(r"unicodedata\.normalize|import normalize|NFKC", path.read_text(encoding="utf-8"))
    }
    # The names of notes are told apart as file systems do that.
    assert folding == {"identity", "export"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://github.com/Ab/c", "http://www.GitHub.com/ab/C.git/", True),
        ("https://github.com/ab/c#readme", "github.com/ab/c", True),
        ("https://github.com/ab/c", "https://github.com/ab/c/tree/main/d", False),
        ("https://example.org/a b", "https://example.org/a%20b", True),
        ("https://example.org/A", "https://example.org/a", False),
        ("https://example.org/a?x=1", "https://example.org/a?x=2", False),
        ("https://example.org/#/a", "https://example.org/#/b", False),
    ],
)
def test_extraction_and_resolution_hold_the_same_addresses_for_one(one: str, other: str, same: bool) -> None:
    assert (address_key(one) == address_key(other)) is same
    assert (link_key(Link(one)) == link_key(Link(other))) is same
    links = (Link(one), Link(other))
    assert len(resolve([Extraction(Paper("T"), links=links)]).entities) == (1 if same else 2)


def test_an_address_given_twice_in_one_text_is_one_link() -> None:
    text = (
        "Code: https://github.com/Ab/c and https://www.github.com/ab/c.git; data: https://a.org/X and https://a.org/x"
    )
    assert len(find_links(text, "abstract")) == 3


def test_addresses_are_scored_by_the_rule_of_the_published_scorer() -> None:
    assert url_key("https://www.example.org/A/.") == "example.org/a"
    assert url_key("https://github.com/a/b.git") != url_key("https://github.com/a/b")


@pytest.mark.parametrize(
    "text", ["10.1000/X", "https://doi.org/10.1000/x", "http://www.doi.org/10.1000/x", "doi: 10.1000/x"]
)
def test_a_doi_has_one_form(text: str) -> None:
    assert parse_doi(text) == "10.1000/x"


def test_an_arxiv_id_has_one_form_and_its_doi_says_it_too() -> None:
    assert parse_arxiv("arXiv:2301.00001v3") == parse_arxiv("https://arxiv.org/pdf/2301.00001.pdf") == "2301.00001"
    assert find_identifiers("10.48550/arxiv.2301.00001", "", "") == ("10.48550/arxiv.2301.00001", "2301.00001")


def test_reading_and_resolution_hold_the_same_records_for_one_paper() -> None:
    papers = [
        Paper("Editorial", "On margins.", authors=("Ann Bell",)),
        Paper("Editorial", "On trees.", authors=("Carl Dent",)),
        Paper("Trees", doi="10.1000/x", year=2019),
        Paper("Trees", arxiv="2301.00001", year=2020),
        Paper("C++"),
        Paper("C"),
    ]
    assert len(merge_papers(papers)[0]) == len(resolve(map(Extraction, papers)).papers) == 5


def test_two_papers_called_editorial_are_two_nodes_with_a_statement_each(tmp_path: Path) -> None:
    entity = {"type": "Method", "names": ["BERT"], "role": "used"}
    papers = [
        {"title": "Editorial", "abstract": "We use BERT.", "authors": ["Ann Bell"], "year": 2010},
        {"title": "Editorial", "abstract": "Use of BERT is old.", "authors": ["Carl Dent"], "year": 2021},
    ]
    lines = [json.dumps({**paper, "entities": [entity], "urls": [], "relations": []}) + "\n" for paper in papers]
    for name, order in (("a", lines), ("b", lines[::-1])):
        (tmp_path / f"{name}.jsonl").write_text("".join(order), encoding="utf-8")
        summary = build([str(tmp_path / f"{name}.jsonl")], tmp_path / name)
        assert (summary.papers, summary.statements) == (2, 2)
    facts = (tmp_path / "a" / "graph.ttl").read_text(encoding="utf-8")
    assert len(set(re.findall(r"paper[:/]editorial[-\w]*", facts))) == 2
    names = [set(re.findall(r"paper[:/]editorial[-\w]*", (tmp_path / n / "graph.ttl").read_text())) for n in "ab"]
    assert names[0] == names[1]
