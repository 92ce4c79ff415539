"""Evidence that a build wrote is read as a stream; other evidence is sorted first. Both give the same bytes."""

import random
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from pyoxigraph import Quad, Triple

from kgbuild.export import export_graph
from kgbuild.export import formats as forms
from kgbuild.export.rdf import SortedEvidence, read_statements
from kgbuild.files import EVIDENCE_FILE, FACTS_FILE
from kgbuild.graph import annotated
from kgbuild.graph.annotated import write_annotated
from kgbuild.graph.files import parse_file, to_turtle
from kgbuild.graph.marks import read_mark
from kgbuild.graph.ordering import UnsortedError, by_subject, sorted_triples

EXTRA = '<urn:x:a> <urn:x:says> "b" .\n<urn:x:a> <urn:x:says> "a" .\n<urn:x:a> <urn:x:says> "a" .\n'


@pytest.fixture
def built(hard: Path, tmp_path: Path) -> Path:
    """Return a folder with a graph whose evidence is in the order of a build."""
    return copy(hard, tmp_path / "built", lambda quads: sorted_triples(quad.triple for quad in quads))


@pytest.fixture
def shuffled(hard: Path, tmp_path: Path) -> Path:
    """Return a folder with the same graph, its evidence in another order."""

    def shuffle(quads: list[Quad]) -> list[Triple]:
        random.Random(5).shuffle(quads)  # noqa: S311  # any order will do
        return [quad.triple for quad in quads]

    return copy(hard, tmp_path / "shuffled", shuffle)


def copy(graph: Path, folder: Path, order: Callable[[list[Quad]], Iterable[Triple]]) -> Path:
    folder.mkdir()
    for name in (FACTS_FILE, EVIDENCE_FILE):
        mark = read_mark(graph / name)
        text = to_turtle(order(list(parse_file(graph / name))))
        (folder / name).write_bytes(text + (mark.to_comment().encode() if mark else b""))
    return folder


@pytest.mark.parametrize("quotes", [True, False])
@pytest.mark.parametrize("form", ["nq", "trig"])
def test_a_stream_gives_the_bytes_of_the_whole(built: Path, shuffled: Path, form: str, quotes: bool) -> None:
    streamed = isinstance(read_statements(built).evidence, SortedEvidence)
    assert (streamed, isinstance(read_statements(shuffled).evidence, tuple)) == (True, True)
    written = []
    for graph in (built, shuffled):
        made = export_graph(graph, graph / f"out.{form}", form, quotes=quotes)
        assert not made.differences
        written.append((graph / f"out.{form}").read_bytes())
    assert written[0] == written[1]


def test_a_stream_says_as_many_quads_as_it_has(built: Path, shuffled: Path) -> None:
    for quotes in (True, False):
        streamed, whole = (read_statements(graph, quotes=quotes) for graph in (built, shuffled))
        assert list(streamed) == list(whole)
        assert len(streamed) == len(whole) == len(list(streamed))


def test_what_is_said_twice_of_a_subject_counts_once(built: Path) -> None:
    before = len(read_statements(built))
    text = (built / EVIDENCE_FILE).read_text("utf-8")
    (built / EVIDENCE_FILE).write_text(text + EXTRA, "utf-8")
    statements = read_statements(built)
    assert isinstance(statements.evidence, SortedEvidence)
    assert (len(statements), [quad.object.value for quad in statements.evidence][-2:]) == (before + 2, ["a", "b"])


def test_annotations_are_the_same_streamed_and_whole(
    built: Path, shuffled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_annotated(shuffled, shuffled / "whole.ttl")
    with monkeypatch.context() as patch:
        patch.setattr(annotated, "write_turtle", None)  # what is streamed is not written as a whole
        write_annotated(built, built / "streamed.ttl")
    assert (built / "streamed.ttl").read_bytes() == (shuffled / "whole.ttl").read_bytes()


def test_a_subject_in_two_places_is_not_in_order(built: Path) -> None:
    quads = list(parse_file(built / EVIDENCE_FILE))
    assert sum(len(said) for _, said in by_subject(quads)) == len(quads)
    with pytest.raises(UnsortedError):
        list(by_subject([*quads, quads[0]]))


def test_what_is_too_large_for_rdflib_is_read_back_by_another(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "_MOST_WHOLE", 0)
    told = {form: export_graph(built, built / f"out.{form}", form) for form in ("trig", "nq")}
    assert {form: made.reader.split()[0] for form, made in told.items()} == {"trig": "pyoxigraph", "nq": "rdflib"}
    assert not any(made.differences for made in told.values())
