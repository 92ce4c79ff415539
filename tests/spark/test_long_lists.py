"""Of lists that are long on a cluster the beginning is told, and how many more there are."""

from pathlib import Path

import pytest
from lists import Rows

from kgbuild.cli.building import show_build
from kgbuild.datamodel import Skipped
from kgbuild.engines.spark import build
from kgbuild.summary import Summary


@pytest.mark.parametrize(("entries", "unlisted"), [(1, 0), (2, 0), (5, 3)])
def test_what_is_not_listed_is_counted(monkeypatch: pytest.MonkeyPatch, entries: int, unlisted: int) -> None:
    monkeypatch.setattr(build, "_SHOWN", 2)
    skipped = Rows(((0, number), Skipped(f"a.jsonl#{number}", "no title")) for number in range(entries))
    told = build._first(skipped)
    assert [entry.where for entry in told] == ["a.jsonl#0", "a.jsonl#1"][:entries]
    assert build._count_unlisted(skipped, told) == unlisted


def test_what_is_not_listed_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    left_out = tuple(Skipped(f"a.jsonl#{number}", "no title") for number in range(1000))
    summary = Summary(
        records=9000,
        taken_over=0,
        papers=7000,
        entities={"Method": 1},
        statements=1,
        mentions=1,
        papers_without_entities=0,
        papers_without_abstract=0,
        outside=("On frogs",),
        skipped=left_out,
        notes=left_out,
        files=(Path("out"),),
        unlisted={"skipped": 500, "note": 70, "outside": 2},
    )
    show_build(summary, quiet=False)
    told = capsys.readouterr().err
    assert "skipped: and 1,480 more" in told
    assert "note: and 1,050 more" in told
    assert "1,500  records skipped" in told
    assert "3 of 7,000 papers are unlike" in told
