import shutil
from itertools import islice
from pathlib import Path

import pytest
from large_demo import DEMO, EVERY
from pyoxigraph import parse

from kgbuild.graph import read_mark, stores, write_turtle


@pytest.fixture(scope="session")
def part(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's facts, and as much evidence as is read in a moment."""
    folder = tmp_path_factory.mktemp("part")
    shutil.copy(DEMO / "graph.ttl", folder)
    some = islice((quad.triple for quad in parse(path=DEMO / "evidence.ttl")), 600)
    write_turtle(some, folder / "evidence.ttl", mark=read_mark(DEMO / "evidence.ttl"))
    return folder


@pytest.fixture
def folder(part: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A part of the demo's graph, taken for large; caches and temporary files have folders of their own."""
    shutil.copytree(part, tmp_path / "built")
    for name, variable in (("cache", "XDG_CACHE_HOME"), ("temporary", "TMPDIR")):
        (tmp_path / name).mkdir()
        monkeypatch.setenv(variable, str(tmp_path / name))
    monkeypatch.setattr(stores.tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.delenv(stores.SWITCH, raising=False)
    monkeypatch.setattr(stores, "LARGE", EVERY)
    return tmp_path / "built"
