from pathlib import Path

import pytest


@pytest.fixture
def curation(tmp_path: Path) -> Path:
    """Return a file of corrections."""
    path = tmp_path / "corrections.tsv"
    path.write_text("action\tthing\tvalue\nsame\tLopper\tShears\nrename\tGNN\tgraph network\n", encoding="utf-8")
    return path
