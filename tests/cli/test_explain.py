"""Why names are one thing: kgbuild explain."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kgbuild.ledger import REASONS

Run = Callable[..., Any]


def method(*names: str, kind: str = "term") -> dict[str, object]:
    return {"type": "Method", "kind": kind, "role": "used", "names": list(names)}


@pytest.fixture
def graph(run: Run, tmp_path: Path) -> Path:
    """Return the folder of a build in which some things have several names."""
    records = [
        {
            "title": "Hedges",
            "abstract": "We use careful tree pruning (CaTP) and TreeNet-2.",
            "entities": [method("careful tree pruning", "CaTP"), method("TreeNet-2", kind="named")],
        },
        {
            "title": "Saws",
            "abstract": "Careful Tree Pruning needs TreeNet-3.",
            "entities": [method("Careful Tree Pruning"), method("TreeNet-3", kind="named"), method("tree pruning")],
        },
    ]
    (tmp_path / "records.jsonl").write_text("\n".join(map(json.dumps, records)), "utf-8")
    assert run("build", "records.jsonl", "-o", "out", "--quiet").code == 0
    return tmp_path / "out"


def test_it_tells_why_the_names_of_a_thing_are_one(run: Run, graph: Path) -> None:
    for name in ("CaTP", "careful tree pruning", "careful-tree-pruning"):
        done = run("explain", name, graph)
        assert done.code == 0
        head, *lines = done.out.splitlines()
        assert head.startswith("careful tree pruning (Method), 2 papers, 3 names, http")
        assert lines == [
            "  CaTP = careful tree pruning: one abbreviates the other, as a paper spells out (0.98)",
            '    in Hedges: "We use careful tree pruning (CaTP) and TreeNet-2."',
            f"  Careful Tree Pruning = careful tree pruning: {REASONS['spelling'][1]} (0.99)",
        ]


def test_it_tells_why_two_names_are_one_thing_or_two(run: Run, graph: Path) -> None:
    done = run("explain", "CaTP", "Careful Tree Pruning", graph / "graph.ttl")
    assert done.out.startswith("CaTP and Careful Tree Pruning are one thing: careful tree pruning (Method)")
    assert "one abbreviates the other" in done.out
    done = run("explain", "TreeNet-2", "TreeNet-3", graph)
    assert done.out.startswith("TreeNet-2 and TreeNet-3 are two things.")
    assert "they differ in a number, a size or a version" in done.out
    done = run("explain", "CaTP", "tree pruning", graph)
    assert "tree pruning is the more general name." in done.out
    done = run("explain", "CaTP", "TreeNet-2", graph)
    assert "neither abbreviates the other" in done.out


def test_a_thing_with_one_name_and_one_that_is_not_there_are_told(run: Run, graph: Path) -> None:
    assert "It has this name alone" in run("explain", "tree pruning", graph).out
    done = run("explain", "TreeNet-9", graph)
    assert done.code == 1
    assert done.err == "kgbuild: TreeNet-9: nothing is called that; near it: TreeNet-2, TreeNet-3\n"


def test_wrong_use_and_a_graph_without_a_ledger_are_one_line(run: Run, graph: Path) -> None:
    assert run("explain", graph).code == 2
    (graph / "aliases.tsv").unlink()
    done = run("explain", "CaTP", graph)
    assert done.code == 1
    assert "aliases.tsv: is not there; kgbuild build writes it beside the graph" in done.err
