"""A large graph is checked in parts, and what is told is what a check of the whole tells."""

import re
from pathlib import Path

import pytest
from large_demo import DEMO, EVERY, NONE

from kgbuild.graph import check_graph, check_large, check_parts, stores

BERT = "<https://w3id.org/kgbuild/id/entity/bert>"
# What is appended to the facts and to the evidence, or taken for a pattern and what takes its place.
FAULTS: dict[str, tuple[str, str]] = {
    "nothing": ("", ""),
    "a class without a title": ("<x:p> a kg:Paper .", ""),
    "an unknown term": ("<x:p> kg:usesMethodd <x:m> .", "<x:s> kg:confidense 1 ."),
    "more said of a subject of long ago": (f"{BERT} a kg:Dataset ; kg:kind 'odd' .", ""),
    "relations to what has another class": (f"{BERT} kg:comparedWith <x:d> ; kg:builtOn <x:d> . <x:d> a kg:Task .", ""),
    "a class that is missing": ("<x:p> kg:kind 'named' .", ""),
    "authors at odds": ("<x:p> a kg:Paper ; dcterms:title 'P' ; kg:firstAuthor 'A' ; dcterms:creator 'B' .", ""),
    "a list of authors": (
        "<x:p> bibo:authorList <x:l> . <x:l> a rdf:Seq ; rdf:_1 'A' . <x:p> kg:firstAuthor 'B' .",
        "",
    ),
    "contributions": ("<x:p> kg:mainlyContributes kg:MethodContribution .", ""),
    "repositories": ("<x:p> kg:hasOfficialRepository <x:r> .", ""),
    "numbers as they stand": ("<x:r> a kg:Result ; kg:value '1.50'^^xsd:decimal , 007 .", ""),
    "a statement without its fact": (
        "",
        "<x:s> a rdf:Statement ; rdf:subject <x:a> ; rdf:predicate kg:usesMethod ; rdf:object <x:b> .",
    ),
    "a mention of two statements": (
        "",
        "<x:s> kg:hasMention <x:m> . <x:t> kg:hasMention <x:m> . <x:m> a kg:Mention ; oa:start 3 ; oa:end 2 .",
    ),
    "a mention of another paper": (
        "",
        "<x:s> prov:wasDerivedFrom <x:p> ; kg:hasMention <x:m> . <x:m> oa:hasSource <x:q> .",
    ),
    "a blank node": ("<x:p> kg:usesMethod [ a kg:Method ] .", ""),
    "a triple term": ("", "<x:s> rdf:reifies <<( <x:a> <x:b> <x:c> )>> ."),
    "no Turtle": ("<x:p> oops", ""),
    "no Turtle in the evidence": ("", "oops"),
    "what the second parser refuses": ("<x:p> <x:\\u0020y> 'z' .", ""),
}


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts and chunks so small that the demo has many."""
    monkeypatch.setattr(check_parts, "PART", 500)
    monkeypatch.setattr(check_parts, "CHUNK", 20_000)


def told(folder: Path) -> list[str]:
    """Return the problems of a graph, blank nodes without the names that they have for once."""
    return sorted(re.sub(r"_:\w+", "_:b", str(problem)) for problem in check_graph(folder))


@pytest.mark.usefixtures("parts")
@pytest.mark.parametrize("fault", FAULTS)
def test_parts_tell_what_the_whole_tells(folder: Path, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in zip(("graph.ttl", "evidence.ttl"), FAULTS[fault], strict=True):
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(text + "\n")
    monkeypatch.setattr(stores, "LARGE", NONE)
    whole = told(folder)
    monkeypatch.setattr(stores, "LARGE", EVERY)
    assert told(folder) == whole
    assert whole or fault == "nothing"


@pytest.mark.usefixtures("parts")
@pytest.mark.parametrize(
    ("pattern", "instead"),
    [
        (r'oa:exact "[^"]*"', 'oa:exact "?"'),
        (r'kg:section "title"', 'kg:section "abstract"'),
        (r"prov:wasDerivedFrom <[^>]*>", "prov:wasDerivedFrom <x:p>"),
        (r"a rdf:Statement", "a kg:Statement"),
        (r'oa:start "?(\d+)"?', r"oa:start 1\1"),
    ],
)
def test_faults_of_every_place_are_told_alike(
    folder: Path, pattern: str, instead: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "evidence.ttl"
    text, count = re.subn(pattern, instead, file.read_text("utf-8"))
    assert count
    file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(stores, "LARGE", NONE)
    whole = told(folder)
    monkeypatch.setattr(stores, "LARGE", EVERY)
    assert told(folder) == whole
    assert whole


@pytest.mark.usefixtures("parts")
def test_the_whole_demo_conforms_in_parts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "evidence.ttl").write_bytes((DEMO / "evidence.ttl").read_bytes())
    found = check_large.check_in_parts(folder, folder / "graph.ttl", folder / "evidence.ttl")
    assert found == []
