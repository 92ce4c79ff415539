"""The table of docs/formats.md, against the files that it speaks of."""

import re
from pathlib import Path

import pytest

from kgbuild.readers import FORMATS, Record, read_records

PAGE = Path(__file__).parents[2] / "docs" / "formats.md"
ROW = re.compile(r"\| `([^`]+)` \| ([\w-]+) \| (\d+) \| [^|]* \| (\d+) \| ([^|]*) \|")


def test_the_page_names_every_format_and_its_endings() -> None:
    page = PAGE.read_text("utf-8")
    for row in FORMATS:
        assert f"| `{row.name}` | {row.label} | {' '.join(f'`{ending}`' for ending in row.endings)} |" in page


@pytest.mark.shared
def test_as_many_records_are_read_as_the_page_says(shared: Path) -> None:
    rows = ROW.findall(PAGE.read_text("utf-8"))
    assert len(rows) > 50
    files = [path for path in (shared / "data" / "formats").rglob("*") if path.is_file()]
    for name, _, held, read, remark in rows:
        folder, _, file = name.replace("*_", "_baseline_").replace("*.csv", "_baseline.csv").rpartition("/")
        file = "_baseline.ris" if file == "*.ris" else file
        if "*" in file:
            continue
        parts = set(folder.split("/"))
        (path,) = (path for path in files if path.name == file and parts <= set(path.parts))
        count = sum(isinstance(item, Record) for item in read_records([str(path)]))
        assert (name, count) == (name, int(read))
        assert held == read or "told" in remark or "no papers" in remark, name
