import sys
from collections.abc import Callable, Iterator
from importlib import invalidate_caches
from pathlib import Path

import pytest

from kgbuild.engines import local

Offer = Callable[..., Path]


@pytest.fixture
def offer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Offer]:
    """Install a distribution that offers an extractor of the given name, made by `code`; return its folder."""
    modules = set(sys.modules)

    def install(name: str, code: str, value: str = "", distribution: str = "") -> Path:
        module = f"made_up_{name}"
        folder = tmp_path / (distribution or f"site-{name}")
        information = folder / f"{distribution or module}-1.0.dist-info"
        information.mkdir(parents=True)
        (folder / f"{module}.py").write_text(code, encoding="utf-8")
        (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution or module}\nVersion: 1.0\n")
        entry = f"[kgbuild.extractors]\n{name} = {value or f'{module}:Toy'}\n"
        (information / "entry_points.txt").write_text(entry, encoding="utf-8")
        monkeypatch.syspath_prepend(str(folder))
        invalidate_caches()
        return folder

    yield install
    local.extractor_for.cache_clear()
    for name in set(sys.modules) - modules:
        if name.startswith("made_up_"):
            del sys.modules[name]
