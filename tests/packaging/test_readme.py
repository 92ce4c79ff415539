"""The README keeps up with the program: what it shows exists, and what exists is in it."""

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from kgbuild.cli import app
from kgbuild.demo import sample_path
from kgbuild.graph import named_queries

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = get_command(app).commands
GLOBAL_OPTIONS = {option for parameter in get_command(app).params for option in parameter.opts} | {"--help"}


def blocks(language: str) -> list[str]:
    """Return the text of the README's fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def shown_commands() -> list[str]:
    """Return each command of the README: the lines of bash blocks, and those after `$` (and `>`) in sessions."""
    commands = [line for block in blocks("bash") for line in block.splitlines()]
    for block in blocks("console"):
        commands += [
            found.replace("\n> ", "\n").strip() for found in re.findall(r"^\$ (.*\n(?:> .*\n)*)", block, re.MULTILINE)
        ]
    return [command for command in commands if command.startswith(("kgbuild ", "make "))]


@pytest.mark.parametrize("line", [line for line in shown_commands() if line.startswith("kgbuild ")])
def test_a_kgbuild_command_in_the_readme_exists_with_its_options(line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    command = next((word for word in words if not word.startswith("-")), None)
    known = set(GLOBAL_OPTIONS)
    if command is not None:
        assert command in COMMANDS
        known |= {option for parameter in COMMANDS[command].params for option in parameter.opts}
    options = {word.split("=")[0] for word in words if re.match(r"--?[a-z]", word)}
    assert options - known == set()


@pytest.mark.parametrize("line", [line for line in shown_commands() if line.startswith("make ")])
def test_a_make_target_in_the_readme_exists(line: str) -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert shlex.split(line, comments=True)[1] in targets


def test_the_readme_shows_commands_at_all() -> None:
    assert {line.split()[0] for line in shown_commands()} == {"kgbuild", "make"}


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert re.search(rf"`kgbuild {command}\b", README)


def test_the_readme_counts_the_named_queries() -> None:
    assert f"There are {len(named_queries())} named queries" in README


def test_every_option_of_every_command_is_in_the_readme() -> None:
    options = {
        max(p.opts, key=len) for command in COMMANDS.values() for p in command.params if p.opts[0].startswith("-")
    }
    assert sorted(option for option in options - {"--help"} if f"`{option}" not in README) == []


def test_the_python_of_the_readme_runs_and_writes_the_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = blocks("python")
    assert len([line for line in code.splitlines() if line.strip()]) <= 6
    (tmp_path / "papers.jsonl").write_bytes(b"".join(sample_path().read_bytes().splitlines(keepends=True)[:8]))
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {"__name__": "__main__"})  # noqa: S102
    assert (tmp_path / "output" / "graph.ttl").stat().st_size > 1000


def test_links_inside_the_repository_lead_somewhere() -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_nothing_is_left_to_fill_in() -> None:
    assert "TODO" not in README
