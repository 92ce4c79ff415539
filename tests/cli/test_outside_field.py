"""A paper of another field: marked where it is read, and told by everything that reads what was written."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kgbuild.graph import read_model

Run = Callable[..., Any]
# Invented, each in the manner of its field.
MEDICINE = {
    "title": "Warm compresses for dry eyes in older adults",
    "abstract": "Patients with dry eye disease were enrolled in a randomized trial and applied warm compresses or no "
    "treatment for eight weeks. Symptoms were scored with a questionnaire, and tear osmolarity was measured at "
    "baseline and follow-up. Symptoms decreased in treated patients, while adverse events such as eyelid erythema "
    "were rare.",
}
LEARNING = {
    "title": "EyeFormer: a vision transformer for small images",
    "abstract": "We propose EyeFormer, a vision transformer that is pretrained on ImageNet. On CIFAR-10 our model "
    "outperforms ResNet in image classification, with fewer parameters and at a lower training cost.",
}
STATED = {"title": "Soil mites of alpine meadows", "outside_field": True, "entities": []}
SILENT = {"title": "Feather colours of warblers", "entities": []}
OUTSIDE = [STATED["title"], MEDICINE["title"]]


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("fields") / "papers.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in (MEDICINE, LEARNING, STATED, SILENT)), "utf-8")
    return file


def test_from_record_to_report_it_is_said_of_these_papers_and_of_no_other(
    run: Run, papers: Path, tmp_path: Path
) -> None:
    extracted = run("extract", papers, "-o", "records.jsonl")
    assert extracted.code == 0
    assert "2 of 4 papers are unlike those that the extractor learned from" in extracted.err
    records = [json.loads(line) for line in (tmp_path / "records.jsonl").read_text("utf-8").splitlines()]
    assert [record.get("outside_field") for record in records] == [True, None, True, None]

    built, again = run("build", papers, "-o", "one"), run("build", "records.jsonl", "-o", "two")
    for done in (built, again):
        assert "2 of 4 papers are unlike those that the extractor learned from" in done.err
    for file in filter(Path.is_file, (tmp_path / "one").iterdir()):
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name
    assert sorted(paper.label for paper in read_model(tmp_path / "one").outside_field) == OUTSIDE

    checked = run("check", "one")
    assert checked.code == 0
    assert "note: graph.ttl: 2 of 4 papers are outside the field" in checked.err
    rows = json.loads(run("query", "one", "outside-field", "--format", "json").out)
    assert [row["title"] for row in rows] == OUTSIDE
    report = (tmp_path / "one" / "report.html").read_text("utf-8")
    assert "2 of 4 papers (50 %) lie outside the field that the extractor knows." in report


def test_a_mark_that_is_neither_true_nor_false_is_told_with_its_place(run: Run, tmp_path: Path) -> None:
    (tmp_path / "odd.jsonl").write_text(json.dumps(SILENT | {"outside_field": "no"}) + "\n", "utf-8")
    done = run("extract", "odd.jsonl")
    assert done.code == 1
    assert 'odd.jsonl#1: "outside_field" must be true or false, not a string' in done.err


def test_where_no_paper_is_outside_nothing_speaks_of_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").write_text(json.dumps(LEARNING) + "\n", "utf-8")
    done = run("build", "one.jsonl", "-o", "out")
    assert "unlike" not in done.err
    assert "outside_field" not in (tmp_path / "out" / "extractions.jsonl").read_text("utf-8")
    assert "outsideField" not in (tmp_path / "out" / "graph.ttl").read_text("utf-8")
    assert "outside the field that" not in (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "outside the field" not in run("check", "out").err
