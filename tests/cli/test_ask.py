"""`kgbuild ask`: the answer on standard output, how the question was read on standard error."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_a_question_is_answered_and_how_it_was_read_is_told(run: Run, built: Path) -> None:
    done = run("ask", built, "which papers use CIFAR-10?", "--format", "json")
    assert done.code == 0
    assert {row["title"] for row in json.loads(done.out)} == {
        "Lopper: A Graph Neural Network for Tree Pruning",
        "Shears against Lopper",
    }
    assert done.lines[0] == "read as: papers that use CIFAR-10 (dataset)"
    assert any("SELECT ?title" in line for line in done.lines)


def test_quotes_may_be_left_out_and_every_format_gives_the_answer(run: Run, built: Path) -> None:
    done = run("ask", built, "who", "wrote", "Lopper", "--quiet", "--format", "csv")
    assert (done.code, done.err) == (0, "")
    assert [row["name"] for row in csv.DictReader(io.StringIO(done.out))] == ["Ada Oak", "Ben Ash"]


def test_a_question_that_is_not_understood_ends_in_1_with_near_names(run: Run, built: Path) -> None:
    done = run("ask", built, "papers that use the Lopperette")
    assert (done.code, done.out) == (1, "")
    assert done.lines == [
        "kgbuild: not understood: nothing in the graph is called 'Lopperette', which is no word of a question",
        "near names: Lopper",
    ]


def test_wrong_use_ends_in_2(run: Run, built: Path) -> None:
    assert run("ask", built).code == 2
    assert run("ask", built, "papers", "--format", "sausage").code == 2
