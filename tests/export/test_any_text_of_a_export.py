import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from kgbuild.export import FORMATS, export_graph
from kgbuild.export.flat import join_list, split_list
from kgbuild.export.tables import defuse, undo_defuse
from kgbuild.graph import write_turtle
from kgbuild.vocabulary import KG, RDF, SKOS

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
PAIRED = st.text(alphabet=" |\\ab")


@given(st.lists(PAIRED | ANY_TEXT, min_size=1))
def test_a_joined_list_is_split_into_the_same_items(items: list[str]) -> None:
    assert split_list(join_list(tuple(items))) == tuple(items)


@given(ANY_TEXT)
@example("'=1")
@example("''")
@example("\n=1")
def test_a_defused_cell_is_no_formula_and_gives_the_text_again(text: str) -> None:
    cell = defuse(text)
    assert cell[:1] not in {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"}
    assert undo_defuse(cell) == text


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=15)
@given(names=st.lists(ANY_TEXT, min_size=1, max_size=3))
@example(names=["\r", "\x00", "'"])
@example(names=[" ", "\\", "\n"])
@example(names=["\ufffe\x85\u2028", '"', "]]>"])
def test_any_names_make_an_export_that_is_equal(form: str, names: list[str]) -> None:
    thing = NamedNode("https://example.org/entity/a")
    triples = [Triple(thing, NamedNode(RDF + "type"), NamedNode(KG + "Method"))]
    triples += [Triple(thing, NamedNode(SKOS + "altLabel"), Literal(name)) for name in names]
    with tempfile.TemporaryDirectory() as folder:
        write_turtle(triples, Path(folder) / "graph.ttl")
        made = export_graph(Path(folder), Path(folder) / "out", form)
    assert made.differences == ()
