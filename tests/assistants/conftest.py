"""A small graph with hostile names behind `kgbuild mcp`."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from conversations import Served, command, records
from waiting import GUARD_SECONDS

from kgbuild.pipeline import build


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the graph."""
    folder = tmp_path_factory.mktemp("assistants")
    lines = [json.dumps(record) for record in records()]
    (folder / "records.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build([str(folder / "records.jsonl")], str(folder / "output"))
    return folder / "output"


@pytest.fixture(scope="session")
def served(graph: Path) -> Iterator[Served]:
    """Return a server over HTTP."""
    process = subprocess.Popen(
        command(graph, "--port", 0, "--timeout", 300),
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "COLUMNS": "200"},
    )
    assert process.stderr is not None
    line = process.stderr.readline()
    found = re.search(r"at (http://127\.0\.0\.1:\d+/mcp)", line)
    assert found, line + process.stderr.read()
    yield Served(found[1], process)
    process.terminate()
    process.stderr.read()
    process.wait(timeout=GUARD_SECONDS)
    process.stderr.close()
