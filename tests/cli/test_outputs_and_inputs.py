"""No command writes over what it reads; a build's files are one set, and a mixture is told."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer.main
from killed_builds import LAST, Rounds

from kgbuild.cli import app
from kgbuild.files import replaced_set

Run = Callable[..., Any]
# What of a build's folder each command with an output reads: "IN" is that file, "OUT" the output.
COMMANDS = {
    "build": [
        ("extractions.jsonl", ["IN", "-o", "OUTDIR"]),
        ("graph.ttl", ["extractions.jsonl", "--lexicon", "IN", "-o", "OUTDIR"]),
    ],
    "add": [("extractions.jsonl", ["IN", "-o", "OUTDIR"])],
    "extract": [("extractions.jsonl", ["IN", "-o", "OUT"]), ("graph.html", ["x.jsonl", "--model", "IN", "-o", "OUT"])],
    "train": [("extractions.jsonl", ["IN", "-o", "OUT"]), ("report.html", ["x", "--lexicon", "IN", "-o", "OUT"])],
    "view": [
        ("graph.ttl", ["IN", "-o", "OUT"]),
        ("evidence.ttl", ["graph.ttl", "-o", "OUT"]),
        ("extractions.jsonl", [".", "-o", "OUT"]),
        ("graph.html", [".", "--layout-from", "IN", "-o", "OUT"]),
    ],
    "report": [("graph.ttl", [".", "-o", "OUT"]), ("evidence.ttl", ["graph.ttl", "--no-evidence", "-o", "OUT"])],
    "export": [
        ("graph.ttl", [".", "--format", "graphml", "-o", "OUT"]),
        ("evidence.ttl", ["graph.ttl", "--format", "nt", "-o", "OUT"]),
    ],
}
WITHOUT_INPUT = {"demo", "remove"}  # whose papers are packaged, or there already


def test_every_command_with_an_output_is_tried_here() -> None:
    group = typer.main.get_command(app)
    with_output = {
        name
        for name, command in group.commands.items()  # type: ignore[attr-defined]
        if any("--output" in parameter.opts for parameter in command.params)
    }
    assert with_output == COMMANDS.keys() | WITHOUT_INPUT


@pytest.fixture
def place(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a copy of a build's folder."""
    place = tmp_path / "set"
    shutil.copytree(built, place)
    monkeypatch.chdir(place)
    return place


HOW = ("same", "link", "hard link", "other spelling")


# Every input of a command, and the first of them under every other name.
@pytest.mark.parametrize(
    ("tried", "how"),
    [
        ((name, k), how)
        for name, tries in COMMANDS.items()
        for k in range(len(tries))
        for how in HOW[: 4 if k == 0 else 1]
    ],
)
def test_no_command_writes_over_what_it_reads(run: Run, place: Path, tried: tuple[str, int], how: str) -> None:
    os.chdir(place)
    command, number = tried
    name, arguments = COMMANDS[command][number]
    output = {"same": name, "link": "soft", "hard link": "hard", "other spelling": f"../set/{name}"}[how]
    Path("soft").symlink_to(name)
    Path("hard").hardlink_to(name)
    Path("other").mkdir()
    if "OUTDIR" in arguments:  # its files have their names
        output = "."
        if how == "link":
            Path("other/graph.ttl").symlink_to(f"../{name}")
            output = "other"
        if how == "hard link":
            Path("other/report.html").hardlink_to(name)
            output = "other"
    names = {"IN": name, "OUT": output, "OUTDIR": output}
    before = {path: path.read_bytes() for path in Path().iterdir() if path.is_file()}
    done = run(command, *(names.get(word, word) for word in arguments))
    assert done.code == 2
    assert len(done.lines) == 1
    assert "is also an input" in done.err
    assert {path: path.read_bytes() for path in Path().iterdir() if path.is_file()} == before


def test_tables_of_an_export_do_not_replace_the_graph_among_them(run: Run, built: Path, tmp_path: Path) -> None:
    shutil.copytree(built, tmp_path / "set")
    (tmp_path / "set" / "graph.ttl").rename(tmp_path / "set" / "nodes.csv")
    before = (tmp_path / "set" / "nodes.csv").read_bytes()
    done = run("export", "set/nodes.csv", "--format", "csv", "-o", "set")
    assert done.code == 2
    assert (tmp_path / "set" / "nodes.csv").read_bytes() == before
    assert not (tmp_path / "set" / "edges.csv").exists()


def test_the_pages_of_a_build_may_be_made_anew_beside_it(run: Run, built: Path, tmp_path: Path) -> None:
    shutil.copytree(built, tmp_path / "set")
    assert run("view", "set", "-o", "set/graph.html", "--theme", "dark").code == 0
    assert run("report", "set", "-o", "set/report.html", "--title", "Mine").code == 0
    assert run("check", "set").code == 0


@pytest.fixture(scope="session")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> Rounds:
    return Rounds(tmp_path_factory.mktemp("rounds"))


@pytest.mark.parametrize(
    "name",
    ["graph.ttl", "evidence.ttl", "annotated.ttl", "graph.html", "report.html", "extractions.jsonl", "aliases.tsv"],
)
def test_check_tells_a_file_of_another_build(rounds: Rounds, run: Run, tmp_path: Path, name: str) -> None:
    mixed = tmp_path / "mixed"
    mixed.mkdir()
    first, second = ("Older", "Newer") if name in rounds.sets["Newer"] else ("Newer", "Older")
    for file, content in rounds.sets[first].items():
        (mixed / file).write_bytes(content)
    assert run("check", mixed).code == 0
    (mixed / name).write_bytes(rounds.sets[second][name])
    done = run("check", mixed)
    assert done.code == 1
    assert "build" in done.out.splitlines()[0] + done.out
    assert any(line.startswith(f"{name}: ") or name == "graph.ttl" for line in done.out.splitlines())
    if name != "extractions.jsonl":
        assert "is of another build than graph.ttl" in run("query", mixed, "counts").err
    if name in ("graph.ttl", "evidence.ttl"):
        for command in (
            ("view", mixed, "-o", "v.html"),
            ("export", mixed, "--format", "nq"),
            ("load", mixed, "http://x/"),
        ):
            done = run(*command)
            assert done.code == 1, command
            assert "is of another build than graph.ttl" in done.err


def test_a_graph_edited_by_hand_is_no_mixture(run: Run, built: Path, tmp_path: Path) -> None:
    shutil.copytree(built, tmp_path / "set")
    graph = tmp_path / "set" / "graph.ttl"
    text = graph.read_text("utf-8")
    assert "# kgbuild: build " in text
    graph.write_text(text.replace('"Shears against Lopper"', '"Shears and Lopper"'), encoding="utf-8")
    assert run("check", "set").code == 0
    graph.write_text(text.replace("# kgbuild: build ", "# "), encoding="utf-8")
    assert run("check", "set").code == 0


def test_what_an_earlier_build_wrote_and_this_one_does_not_goes_and_is_told(run: Run, papers: Path) -> None:
    assert run("build", papers, "-o", "out", "--annotated", "--quiet").code == 0
    assert Path("out/annotated.ttl").exists()
    Path("out/mine.ttl").write_text("", encoding="utf-8")
    done = run("build", papers, "-o", "out")
    assert "removed out/annotated.ttl, of an earlier build" in done.lines
    assert sorted(path.name for path in Path("out").iterdir()) == sorted(
        [
            *(".kgbuild", "aliases.tsv", "evidence.ttl", "extractions.jsonl"),
            *("graph.html", "graph.ttl", "mine.ttl", "report.html"),
        ]
    )


def test_a_folder_into_which_another_run_writes_is_refused_at_once(run: Run, papers: Path, tmp_path: Path) -> None:
    with replaced_set(tmp_path / "out") as place:
        done = run("build", papers, "-o", "out")
        assert done.code == 1
        assert len(done.lines) == 1
        assert "has been writing here since" in done.err
        (place / "graph.ttl").write_text("", encoding="utf-8")


@pytest.mark.parametrize(("after", "pause"), [("extractions.jsonl", 0.0), (LAST, 0.03)])
def test_a_killed_build_leaves_the_older_or_the_newer_set_and_nothing_else(
    rounds: Rounds, after: str, pause: float
) -> None:
    left = rounds.kill(pause, after)
    assert left.outcome.split()[0] in ("Older", "Newer"), left
    assert left.stray == ()


def test_of_two_builds_at_once_the_folder_holds_the_set_of_one_that_is_done(rounds: Rounds) -> None:
    left = rounds.pair()
    assert left.outcome in ("Older", "Newer"), left
    assert left.told.count("\n") == 0
    assert left.stray == ()
