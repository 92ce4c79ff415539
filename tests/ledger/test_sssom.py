"""The sssom package reads a build's ledger and finds no fault in it; tools/install_sssom.sh gets the package."""

import csv
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from servers.server import INSTALLED

ROOT = Path(__file__).parents[2]
LEDGER = ROOT / "output" / "demo" / "aliases.tsv"
PYTHON = INSTALLED / "sssom" / "bin" / "python"
READ = """
import json, sys
from sssom.parsers import parse_sssom_table
from sssom.validators import validate
found = parse_sssom_table(sys.argv[1])
faults = [fault.message for report in validate(found, fail_on_error=False).values() for fault in report.results]
rows = found.df[["subject_label", "object_id", "confidence"]].values.tolist()
print(json.dumps({"rows": rows, "set": found.metadata["mapping_set_id"], "faults": faults}))
"""


@pytest.fixture(scope="module")
def python() -> Path:
    """Return the Python that has the sssom package."""
    if not PYTHON.is_file():
        missing = f"the sssom package is not in {PYTHON.parents[1]}; run tools/install_sssom.sh"
        if os.environ.get("KGBUILD_REQUIRE_ALL"):
            pytest.fail(missing)
        pytest.skip(missing)
    return PYTHON


def read(python: Path, ledger: Path) -> dict[str, Any]:
    done = subprocess.run([python, "-c", READ, ledger], capture_output=True, text=True, check=True, timeout=300)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_the_package_reads_every_row_and_finds_no_fault(python: Path) -> None:
    lines = [line for line in LEDGER.read_text("utf-8").splitlines() if not line.startswith("#")]
    ours = [
        [row["subject_label"], row["object_id"], float(row["confidence"])]
        for row in csv.DictReader(lines, delimiter="\t")
    ]
    found = read(python, LEDGER)
    assert sorted(found["rows"]) == sorted(ours)  # in an order of its own
    assert len(ours) > 100
    assert found["faults"] == []
    assert str(found["set"]).startswith("https://")


def test_the_package_finds_a_fault_where_there_is_one(python: Path, tmp_path: Path) -> None:
    broken = tmp_path / "aliases.tsv"
    broken.write_text(LEDGER.read_text("utf-8").replace("semapv:LexicalMatching\t0.", "semapv:LexicalMatching\t7.", 1))
    assert read(python, broken)["faults"] != []
