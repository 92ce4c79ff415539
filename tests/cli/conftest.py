import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kgbuild import cli

ROOT = Path(__file__).parents[2]
OUTPUTS = ("aliases.tsv", "evidence.ttl", "extractions.jsonl", "graph.html", "graph.ttl", "report.html")
# Our own words throughout; the names are real or invented.
PAPERS = [
    {
        "id": "own-1",
        "title": "Lopper: A Graph Neural Network for Tree Pruning",
        "abstract": "Gardeners lose whole winters to their saws. We propose Lopper, a graph neural network (GNN) that "
        "learns where to cut. On ImageNet, CIFAR-10 and GLUE, Lopper outperforms ResNet-50 and BERT by far in "
        "accuracy. Code is available at https://github.com/oak-lab/lopper{here}.",
        "authors": ["Ada Oak", "Ben Ash"],
        "year": 2024,
        "doi": "10.1000/lopper.1",
    },
    {
        "title": "Shears against Lopper",
        "abstract": "Nobody has yet asked what a hedge would rather be. We introduce Shears, which beats Lopper and "
        "GPT-4 on CIFAR-10 without a single leaf falling. Videos are shown on hedge-shears.github.io.",
        "arxiv": "2401.00002",
    },
    {"title": "On doing nothing", "abstract": "It rained all summer long and so we stayed at home and slept."},
]


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said where."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """What it said to the user, line by line."""
        return self.err.splitlines()


Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run a command in this process, in an empty folder of its own; `stdin` is what it reads from there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")

    def run_command(*arguments: str | Path, stdin: bytes = b"") -> Done:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["kgbuild", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            code = cli.main()
        except SystemExit as end:
            code = end.code
        said = capsys.readouterr()
        assert isinstance(code, int | None)
        assert "Traceback" not in said.err
        return Done(code or 0, said.out, said.err)

    return run_command


def run_apart(*arguments: str | Path, folder: Path, **environment: str) -> Done:
    """Run a command in a process of its own."""
    program = "import sys; from kgbuild.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]), "NO_COLOR": "1"} | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def apart() -> Run:
    return run_apart


def to_lines(records: list[dict[str, object]]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with three papers."""
    path = tmp_path_factory.mktemp("papers") / "papers.jsonl"
    path.write_text(to_lines(PAPERS), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def built(papers: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that `kgbuild build` made of the three papers, in a process of its own."""
    folder = tmp_path_factory.mktemp("built")
    done = run_apart("build", papers, "-o", "out", folder=folder, PYTHONHASHSEED="1")
    assert done.code == 0, done.err
    return folder / "out"


def contents(folder: Path) -> dict[str, bytes]:
    """Return a folder's files with their bytes."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


@pytest.fixture(scope="session")
def read_outputs() -> Callable[[Path], dict[str, bytes]]:
    return contents


@pytest.fixture(scope="session")
def real_build(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """Return the folder with the graph of the real paper set, and what `kgbuild build` said."""
    folder = tmp_path_factory.mktemp("real")
    papers = sorted((shared / "papers").glob("*.txt"))
    done = run_apart("build", *papers, "-o", "out", folder=folder)
    assert done.code == 0, done.err
    return folder / "out", done


_WORD = re.compile(r"\w+")


def six_word_runs(text: str) -> set[tuple[str, ...]]:
    """Return every run of six words of a text, whatever stands between the words."""
    words = [word.lower() for word in _WORD.findall(text)]
    return {tuple(words[k : k + 6]) for k in range(len(words) - 5)}


@pytest.fixture(scope="session")
def runs() -> Callable[[str], set[tuple[str, ...]]]:
    """Return a function that gives all runs of six words inside a file's strings and IRIs, none across two."""

    def find(content: str) -> set[tuple[str, ...]]:
        return {run for string in re.split(r'(?<!\\)"|[<>]', content) for run in six_word_runs(string)}

    return find


@pytest.fixture(scope="session")
def hidden_runs() -> Callable[[Path], set[tuple[str, ...]]]:
    """Return the runs of the abstracts of a file of records, without those that titles, names and addresses have."""

    def find(records: Path) -> set[tuple[str, ...]]:
        hidden: set[tuple[str, ...]] = set()
        shown: set[tuple[str, ...]] = set()
        for record in map(json.loads, records.read_text("utf-8").splitlines()):
            hidden |= six_word_runs(record["abstract"])
            names = [name for entity in record["entities"] for name in entity["names"]]
            for text in (record["title"], *names, *(u[key] for u in record["urls"] for key in ("url", "text"))):
                shown |= six_word_runs(text)
        return hidden - shown

    return find
