"""The wheel carries all that kgbuild needs at run time. `.ci/run` installs it elsewhere and tries it."""

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel_files(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """Return the names in a wheel that was built from the working tree, without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = folder.glob("kgbuild-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return frozenset(archive.namelist())


def tracked_data_files() -> list[str]:
    """Return what the source tree holds beside code, as the wheel should name it."""
    package = [path.relative_to(ROOT) for path in (ROOT / "kgbuild").rglob("*") if path.is_file()]
    data = [path.as_posix() for path in package if path.suffix not in {".py", ".pyc"}]
    ontology = [path.relative_to(ROOT) for path in (ROOT / "ontology").rglob("*") if path.is_file()]
    return sorted([*data, *(f"kgbuild/{path.as_posix()}" for path in ontology)])


def test_the_wheel_holds_every_data_file_of_the_source_tree(wheel_files: frozenset[str]) -> None:
    assert [name for name in tracked_data_files() if name not in wheel_files] == []


@pytest.mark.parametrize(
    "name",
    [
        "kgbuild/py.typed",
        "kgbuild/demo/papers.jsonl",
        "kgbuild/lexicon/data/methods.tsv",
        "kgbuild/lexicon/data/LICENSE.md",
        "kgbuild/ontology/kgbuild.ttl",
        "kgbuild/ontology/shapes.ttl",
        "kgbuild/ontology/queries/entities.rq",
        "kgbuild/views/templates/page.html",
        "kgbuild/views/templates/report/plot.min.js",
        "kgbuild/views/templates/report/report.html",
    ],
)
def test_the_wheel_holds_what_kgbuild_reads(wheel_files: frozenset[str], name: str) -> None:
    assert name in wheel_files


def test_the_wheel_holds_all_licences_and_nothing_foreign(wheel_files: frozenset[str]) -> None:
    licences = {name.split("/licenses/")[1] for name in wheel_files if "/licenses/" in name}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert licences == set(project["license-files"])
    assert {"LICENSE", "kgbuild/lexicon/data/LICENSE.md", "kgbuild/views/templates/report/LICENSES.txt"} <= licences
    assert {name.split("/")[0].split("-")[0] for name in wheel_files} == {"kgbuild"}
    assert not [name for name in wheel_files if name.endswith(".pyc") or "__pycache__" in name]
