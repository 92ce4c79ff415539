"""The sessions and the record in the README are what the program prints today.

`KGBUILD_UPDATE=1 make test ARGS=tests/packaging/test_readme_outputs.py` writes them anew.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kgbuild.datamodel import Paper
from kgbuild.pipeline import extract, to_lines

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
CONSOLE = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
RECORD = re.compile(r"(?<=^```json\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ .*\n(?:> .*\n)*", re.MULTILINE)


class Shell:
    """A folder in which the README's commands run one after the other, with this source tree's `kgbuild`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "work"
        self.folder.mkdir()
        launcher = folder / "kgbuild"
        launcher.write_text(
            f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\n"
            "from kgbuild.cli import main\nsys.exit(main())\n"
        )
        launcher.chmod(0o755)
        self.environment = os.environ | {
            "PATH": f"{folder}:{os.environ['PATH']}",
            "COLUMNS": "100",
            "NO_COLOR": "1",
        }

    def run(self, block: re.Match[str]) -> str:
        """Return a session with the output that its commands give now, without blanks at line ends."""
        return "".join(shown + self._output(shown) for shown in COMMAND.findall(block[0]))

    def _output(self, shown: str) -> str:
        command = re.sub(r"^(\$|>) ", "", shown, flags=re.MULTILINE)
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, shown + done.stdout
        return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def extracted(block: re.Match[str], folder: Path) -> str:
    """Return the record that the extraction gives for a record's title and abstract, laid out for reading."""
    given = json.loads(block[0])
    paper = Paper(given["title"], given["abstract"])
    source = folder / "papers.jsonl"
    source.write_text(json.dumps({"title": paper.title, "abstract": paper.abstract}), encoding="utf-8")
    found, _ = extract([str(source)])
    record = json.loads(next(iter(to_lines(found))))
    parts = []
    for key, value in record.items():
        if key in {"entities", "urls", "relations"}:
            items = ",\n".join("  " + json.dumps(item).replace(', "mentions"', ',\n   "mentions"') for item in value)
            parts.append(f"{json.dumps(key)}: [\n{items}]")
        else:
            parts.append(f"{json.dumps(key)}: {json.dumps(value)}")
    return "{" + ",\n ".join(parts) + "}\n"


def test_what_the_readme_shows_is_what_the_program_prints(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shown = README.read_text(encoding="utf-8")
    real = RECORD.sub(lambda block: extracted(block, tmp_path), CONSOLE.sub(shell.run, shown))
    if os.environ.get("KGBUILD_UPDATE"):
        README.write_text(real, encoding="utf-8")
        pytest.skip("README.md was written anew")
    assert real == shown
