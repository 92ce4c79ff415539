"""The demo's graph, taken for a large one."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "output" / "demo"
EVERY = 0
NONE = sys.maxsize
# What a process of its own begins with, so that it takes any graph for a large one.
START = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import kgbuild.graph.stores as stores; stores.LARGE = 0\n"


def kept(folder: Path) -> list[Path]:
    """Return the stores in a folder, broken and unfinished ones too."""
    return sorted(folder.glob("**/store-*"))
