"""Evidence is written part by part, and is what it would be as a whole."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from test_turtle import HOSTILE, hostile_knowledge

from kgbuild.datamodel import Knowledge
from kgbuild.graph import build_graph, evidence_text, kept_text, supporting, write_graph
from kgbuild.graph.files import to_turtle
from kgbuild.graph.ordering import sorted_triples
from kgbuild.graph.part_text import part_text, split_turtle


@pytest.mark.parametrize("at_once", [1, 2, 3, 1000])
def test_parts_of_any_size_give_the_same_bytes(
    knowledge: Knowledge, at_once: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for some in (knowledge, hostile_knowledge(HOSTILE)):
        whole = [file.read_bytes() for file in write_graph(build_graph(some), tmp_path)]
        with monkeypatch.context() as patched:
            patched.setattr(supporting, "_AT_ONCE", at_once)
            graph = build_graph(some)
            assert [file.read_bytes() for file in write_graph(graph, tmp_path)] == whole
            assert sorted_triples(graph.evidence) == tuple(graph.evidence)
            assert whole[1].startswith(to_turtle(graph.evidence))
            assert len(list(graph.evidence.batches())) == -(-len(set(parts_of(graph.evidence))) // at_once)


@pytest.mark.parametrize(
    "base", ["https://w3id.org/kgbuild/id/", "http://purl.org/dc/terms/", "https://w3id.org/kgbuild/"]
)
@pytest.mark.parametrize("quotes", [True, False])
def test_a_part_is_written_as_the_serializer_would(knowledge: Knowledge, base: str, quotes: bool) -> None:
    for some in (knowledge, hostile_knowledge(HOSTILE), with_many_mentions(knowledge)):
        evidence = build_graph(some, base_iri=base, quotes=quotes).evidence
        for part in evidence.parts():
            assert part_text(evidence, part) == split_turtle(evidence.order([part]).triples)[1]


def with_many_mentions(knowledge: Knowledge) -> Knowledge:
    """The same with a statement that has a dozen mentions, odd confidences, and one that is made twice."""
    first, second, *rest = knowledge.statements
    many = first.evidence * 12
    odd = [
        replace(second, entity=f"thing-{share}", confidence=share) for share in (0.99999, 0.00001, 2.0, float("nan"))
    ]
    statements = (replace(first, evidence=many), *odd, second, replace(second, confidence=0.3), *rest)
    return replace(knowledge, statements=statements)


def write(knowledge: Knowledge, folder: Path, earlier: Path | None = None, **asked: Any) -> tuple[bytes, int]:
    """Write a graph, with what an earlier folder has; return its evidence, and how many parts were made."""
    folder.mkdir(exist_ok=True)
    graph = build_graph(knowledge, **asked)
    made: list[supporting.Part] = []

    def count(evidence: supporting.EvidenceTriples, part: supporting.Part) -> bytes:
        made.append(part)
        return part_text(evidence, part)

    place = earlier or folder / "none"
    with (
        pytest.MonkeyPatch.context() as patched,
        kept_text(place / "evidence.ttl", place / "evidence.index", "this program") as kept,
    ):
        patched.setattr(evidence_text, "part_text", count)
        write_graph(graph, folder, kept=kept, seal="this program")
    return (folder / "evidence.ttl").read_bytes(), len(made)


@pytest.fixture
def without_one(knowledge: Knowledge) -> Knowledge:
    """The same without one statement, and with another confidence of another one."""
    _, second, *rest = knowledge.statements
    return replace(knowledge, statements=(replace(second, confidence=0.123), *rest))


def test_of_earlier_evidence_what_is_the_same_is_copied(
    knowledge: Knowledge, without_one: Knowledge, tmp_path: Path
) -> None:
    whole, parts = write(knowledge, tmp_path / "old")
    changed, _ = write(without_one, tmp_path / "scratch")
    assert changed != whole
    assert write(knowledge, tmp_path / "new", tmp_path / "old") == (whole, 0)
    assert write(without_one, tmp_path / "new", tmp_path / "old") == (changed, 1)
    assert write(knowledge, tmp_path / "again", tmp_path / "new") == (whole, 2)
    index, first = (tmp_path / name / "evidence.index" for name in ("again", "old"))
    assert index.read_bytes() == first.read_bytes()
    for asked in ({"quotes": False}, {"base_iri": "https://example.org/"}):
        other, made = write(knowledge, tmp_path / "other", **asked)
        assert write(knowledge, tmp_path / "new", tmp_path / "old", **asked) == (other, made)
        assert made == parts


def spoil_evidence(folder: Path) -> None:
    file = folder / "evidence.ttl"
    file.write_bytes(file.read_bytes().replace(b"0.", b"1.", 1))


def spoil_index(folder: Path) -> None:
    file = folder / "evidence.index"
    file.write_bytes(file.read_bytes()[:-1])


def spoil_length(folder: Path) -> None:
    file = folder / "evidence.index"
    content = bytearray(file.read_bytes())
    content[-4] ^= 1
    file.write_bytes(content)


def spoil_head(folder: Path) -> None:
    file = folder / "evidence.index"
    file.write_bytes(b"[" * 3000 + file.read_bytes())


def other_program(folder: Path) -> None:
    file = folder / "evidence.index"
    file.write_bytes(file.read_bytes().replace(b"this program", b"that program"))


@pytest.mark.parametrize("spoil", [spoil_evidence, spoil_index, spoil_length, spoil_head, other_program])
def test_what_may_be_wrong_is_not_copied(knowledge: Knowledge, tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    whole, parts = write(knowledge, tmp_path / "old")
    spoil(tmp_path / "old")
    assert write(knowledge, tmp_path / "new", tmp_path / "old") == (whole, parts)


@pytest.mark.parametrize("base", ["http://purl.org/dc/terms/", "https://w3id.org/kgbuild/ontology/"])
def test_any_base_gives_what_it_gives_without_earlier_evidence(knowledge: Knowledge, tmp_path: Path, base: str) -> None:
    whole, _ = write(knowledge, tmp_path / "old", base_iri=base)
    assert write(knowledge, tmp_path / "new", tmp_path / "old", base_iri=base)[0] == whole


def parts_of(evidence: supporting.EvidenceTriples) -> list[str]:
    return [str(triple.subject).strip("<>").partition("#")[0] for triple in evidence]
