"""What importing and starting costs: commands that only look at a graph never load spaCy."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("spacy", "thinc", "sklearn", "scipy")


def loaded_after(statement: str, heavy: tuple[str, ...] = HEAVY) -> set[str]:
    """Return the heavy packages that a fresh interpreter holds after a statement."""
    code = f"{statement}\nimport sys\nprint(*[name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


MODULES = ["kgbuild", "kgbuild.cli", "kgbuild.graph", "kgbuild.views", "kgbuild.extractors", "kgbuild.finishing"]


@pytest.mark.parametrize("module", MODULES)
def test_importing_loads_no_heavy_package(module: str) -> None:
    assert loaded_after(f"import {module}") == set()


def test_explaining_loads_no_arrays() -> None:
    assert loaded_after("import kgbuild.explanation", (*HEAVY, "numpy")) == set()


def test_building_from_records_loads_no_heavy_package(tmp_path: Path) -> None:
    record = {"title": "Lopper", "abstract": "Lopper beats OakNet. Code: github.com/a/b", "entities": []}
    record["entities"] = [{"type": "Method", "names": [name]} for name in ("Lopper", "OakNet")]
    (tmp_path / "records.jsonl").write_text(json.dumps(record), encoding="utf-8")
    inputs, output = [str(tmp_path / "records.jsonl")], str(tmp_path / "output")
    assert loaded_after(f"from kgbuild.pipeline import build; build({inputs!r}, {output!r})") == set()
    assert "comparedWith" in (tmp_path / "output" / "extractions.jsonl").read_text(encoding="utf-8")


def test_the_check_notices_a_heavy_package() -> None:
    assert "spacy" in loaded_after("import spacy")
