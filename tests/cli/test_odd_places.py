"""Places that cannot take an output, outputs that lie among the inputs, texts that are no sentences."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kgbuild.cli import app, main
from kgbuild.extraction.pipeline import blank_pipeline
from kgbuild.pipeline import build

PAPER = {"title": "LanternNet: seeing in the dark", "abstract": "We propose LanternNet. It is tested on ImageNet."}


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "papers.jsonl").write_text(json.dumps(PAPER) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "base", ["http://example.org/#", "http://example.org/#a", "relative/", "http://exa mple.org/", ""]
)
def test_a_base_that_no_iri_can_start_with_is_wrong_use(papers: Path, tmp_path: Path, base: str) -> None:
    result = CliRunner().invoke(app, ["build", str(papers), "-o", str(tmp_path / "out"), "--base-iri", base])
    assert result.exit_code == 2
    assert not (tmp_path / "out").exists()


def test_an_output_inside_the_input_is_not_read_back(papers: Path) -> None:
    first = build([str(papers)], papers / "output")
    second = build([str(papers)], papers / "output")
    assert (first.records, second.records) == (1, 1)


def test_a_build_named_as_input_is_read(papers: Path, tmp_path: Path) -> None:
    build([str(papers)], tmp_path / "one")
    assert build([str(tmp_path / "one")], tmp_path / "two").papers == 1


@pytest.mark.parametrize("command", ["build", "extract"])
def test_an_output_of_the_wrong_kind_is_one_line_with_its_name(
    papers: Path, tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "target"
    if command == "build":
        target.write_text("in the way", encoding="utf-8")
    else:
        target.mkdir()
    monkeypatch.setattr("sys.argv", ["kgbuild", command, str(papers), "-o", str(target), "--quiet"])
    with pytest.raises(SystemExit) as stop:
        main()
    told = capsys.readouterr().err
    assert stop.value.code == 1
    assert told.count("\n") == 1
    assert f"{target}: is a" in told.replace("\n", "")


def test_a_row_of_brackets_stays_one_token() -> None:
    nlp = blank_pipeline()
    assert [len(token) for token in nlp.make_doc("(" * 5000 + " end")] == [5000, 3]
