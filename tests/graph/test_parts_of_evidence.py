"""Evidence is written part by part, and is what it would be as a whole."""

from pathlib import Path

import pytest
from test_turtle import HOSTILE, hostile_knowledge

from kgbuild.datamodel import Knowledge
from kgbuild.graph import build_graph, supporting, write_graph
from kgbuild.graph.files import to_turtle
from kgbuild.graph.ordering import sorted_triples


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


def parts_of(evidence: supporting.EvidenceTriples) -> list[str]:
    return [str(triple.subject).strip("<>").partition("#")[0] for triple in evidence]
