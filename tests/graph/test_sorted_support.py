"""Evidence that a build wrote is read as it comes, what was edited by the slower road; both say the same."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from test_turtle import HOSTILE, hostile_knowledge

from kgbuild.datamodel import Knowledge
from kgbuild.graph import build_graph, read_graph, read_model, write_graph
from kgbuild.graph.files import parse_file
from kgbuild.graph.support import read_support
from kgbuild.graph.support_stream import read_sorted_support

BASE = "https://w3id.org/kgbuild/id/"


@pytest.mark.parametrize("quotes", [True, False])
def test_both_roads_say_the_same(knowledge: Knowledge, tmp_path: Path, *, quotes: bool) -> None:
    for some in (knowledge, hostile_knowledge(HOSTILE)):
        _, evidence = write_graph(build_graph(some, quotes=quotes), tmp_path)
        found = read_sorted_support(parse_file(evidence))
        assert found
        assert found == read_support(read_graph(tmp_path))


def shuffle(text: str) -> str:
    head, *blocks = text.split("\n<")
    random.Random(1).shuffle(blocks)  # noqa: S311
    return "\n<".join([head, *(block.replace(" .\n#", " .\n\n#") for block in blocks)])


EDITS: dict[str, Callable[[str], str]] = {
    "shuffled": shuffle,
    "two confidences": lambda text: text.replace("kg:confidence 0.", "kg:confidence 0.11 , 0.", 1),
    "two quotes": lambda text: text.replace('oa:exact "', 'oa:exact "A" , "', 1),
    "a statement in parts": lambda text: (
        text + text[text.index("\n<") :].replace("kg:confidence 0.9", "kg:confidence 0.1")
    ),
    "a statement without its object": lambda text: text.replace("rdf:object", "rdf:value", 1),
    "a blank node": lambda text: text + '\n[] a kg:Mention ; oa:exact "B" .\n',
    "a mention of two statements": lambda text: text.replace("#1>", "#2>"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_what_was_edited_by_hand_is_read_by_the_slower_road(edit: str, knowledge: Knowledge, tmp_path: Path) -> None:
    _, evidence = write_graph(build_graph(knowledge), tmp_path)
    before = evidence.read_text("utf-8")
    after = EDITS[edit](before)
    assert after != before
    evidence.write_text(after, encoding="utf-8")
    found = read_sorted_support(parse_file(evidence))
    expected = read_support(read_graph(tmp_path))
    assert found is None or found == expected
    model = read_model(tmp_path)
    assert {fact.support for fact in model.facts} <= {*expected.values(), type(model.facts[0].support)()}


def test_a_file_that_holds_some_evidence_itself_is_read_with_that_beside_it(
    knowledge: Knowledge, tmp_path: Path
) -> None:
    facts, _ = write_graph(build_graph(knowledge), tmp_path)
    plain = read_model(tmp_path)
    fact = next(fact for fact in plain.facts if fact.support.confidence not in (None, 1.0))
    about = f"rdf:subject <{fact.paper}> ; rdf:predicate kg:{fact.relation} ; rdf:object <{fact.thing}>"
    told = facts.read_text("utf-8") + f"<{BASE}statement/mine> {about} ; kg:confidence 1.0 .\n"
    prefix = "" if "@prefix rdf:" in told else "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
    facts.write_text(prefix + told, encoding="utf-8")
    edited = read_model(tmp_path)
    same = next(
        one for one in edited.facts if (one.paper, one.relation, one.thing) == (fact.paper, fact.relation, fact.thing)
    )
    assert same.support.confidence == 1.0
    assert same.support.mentions == fact.support.mentions
