"""What importing and starting costs: commands that only look at a graph never load spaCy."""

import subprocess
import sys

import pytest

HEAVY = ("spacy", "thinc", "sklearn", "scipy")


def loaded_after(statement: str) -> set[str]:
    """Return the heavy packages that a fresh interpreter holds after a statement."""
    code = f"{statement}\nimport sys\nprint(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["kgbuild", "kgbuild.cli", "kgbuild.graph", "kgbuild.views"])
def test_importing_loads_no_heavy_package(module: str) -> None:
    assert loaded_after(f"import {module}") == set()


def test_the_check_notices_a_heavy_package() -> None:
    assert "spacy" in loaded_after("import spacy")
