"""What things are called."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.datamodel import ExtractedEntity, Extraction, Mention, Paper, Span
from kgbuild.resolution import resolve
from kgbuild.resolution.labels import clean_name, preferred_label


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Lop2C.", "Lop2C"),
        ("WebLop-1M.", "WebLop-1M"),
        ("LOP)", "LOP"),
        ("(LOP)", "LOP"),
        ("LOP (tree", "LOP"),
        ("LP^{3", "LP^3"),
        ("boldsymbol{inftyLop+", "inftyLop+"),
        (r"\textsc{Lop}", "Lop"),
        ("tree pruning~", "tree pruning"),
        ("“Lop”,", "Lop"),
        ("classifi-   cation", "classification"),
        ("tree  pruning", "tree pruning"),
        # These belong to the name.
        ("Lop!", "Lop!"),
        ("Lop-4 (Tree)", "Lop-4 (Tree)"),
        ("(2.5+1)D", "(2.5+1)D"),
        ("L.O.P.", "L.O.P."),
        ("Lop.js", "Lop.js"),
        ("Lop++", "Lop++"),
        ("L*", "L*"),
        ("(a) or (b)", "(a) or (b)"),
        ("{", "{"),
        ("?", "?"),
    ],
)
def test_names_lose_scraps_of_sentences_and_markup(name: str, clean: str) -> None:
    assert clean_name(name) == clean


@given(st.text(min_size=1).filter(str.strip))
def test_a_clean_name_is_never_empty_and_stays_as_it_is(name: str) -> None:
    clean = clean_name(name)
    assert clean
    assert clean_name(clean) == clean


def test_a_coined_name_is_called_what_people_say_and_a_term_in_words() -> None:
    uses = {"LoPA": 3.0, "low-rank pruning adaptation": 2.0}
    assert preferred_label(uses) == "LoPA"
    uses = {"TP": 3.0, "tree pruning": 2.0}
    assert preferred_label(uses) == "TP"
    assert preferred_label(uses, kind="term") == "tree pruning"
    assert preferred_label({"TP": 1.0, "tree pruning": 1.0}, kind="named") == "TP"
    assert preferred_label({"TP": 99.0, "tree pruning": 1.0}, kind="term") == "TP"


def test_a_name_that_a_list_puts_beside_a_thing_is_no_label() -> None:
    things = [("tree pruning", "pruning of all kinds"), ("tree pruning",)]
    knowledge = resolve(
        Extraction(Paper(f"paper {n}"), (ExtractedEntity("Method", names, "term"),)) for n, names in enumerate(things)
    )
    assert [entity.label for entity in knowledge.entities] == ["tree pruning"]


def test_of_two_things_with_one_short_name_the_rarer_is_called_in_words() -> None:
    def extraction(title: str, long: str) -> Extraction:
        text = f"{long} (GAT) is new. GAT is quick. GAT is small."
        places = [(long, 0), *(("GAT", found.start()) for found in re.finditer("GAT", text))]
        mentions = tuple(Mention(Span("abstract", at, at + len(name)), name, "model") for name, at in places)
        return Extraction(Paper(title, text), (ExtractedEntity("Method", (long, "GAT"), mentions=mentions),))

    papers = [("one", "Graph Arbor Tree"), ("two", "Graph Arbor Tree"), ("three", "Greedy Apple Thinning")]
    knowledge = resolve(extraction(*paper) for paper in papers)
    assert {(entity.slug, entity.label) for entity in knowledge.entities} == {
        ("gat", "GAT"),
        ("greedy-apple-thinning", "Greedy Apple Thinning"),
    }
