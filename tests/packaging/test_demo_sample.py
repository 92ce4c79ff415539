"""The packaged sample: enough papers, whole records, identifiers of the right form."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kgbuild.demo import sample_path

PAPERS = [json.loads(line) for line in sample_path().read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def built_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that `kgbuild demo` filled."""
    folder = tmp_path_factory.mktemp("demo")
    command = [
        sys.executable,
        "-c",
        "from kgbuild.cli import main; main()",
        "demo",
        "--quiet",
        "-o",
        str(folder),
    ]
    subprocess.run(command, check=True)
    return folder


def test_the_sample_holds_enough_papers_and_none_twice() -> None:
    assert len(PAPERS) >= 24
    for field in ("id", "title", "url"):
        assert len({paper[field] for paper in PAPERS}) == len(PAPERS), f"two papers share their {field}"


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper["id"])
def test_a_paper_of_the_sample_is_a_whole_record(paper: dict[str, object]) -> None:
    assert set(paper) <= {"id", "title", "abstract", "authors", "year", "venue", "doi", "arxiv", "url"}
    assert paper["authors"]
    assert paper["venue"]
    assert isinstance(paper["year"], int)
    assert 1990 < paper["year"] < 2030
    sentences = re.findall(r"[.?!](?=\s|$)", str(paper["abstract"]))
    assert 2 <= len(sentences) <= 6
    if "arxiv" in paper:
        assert re.fullmatch(r"\d{4}\.\d{4,5}", str(paper["arxiv"]))
        assert paper["url"] == f"https://arxiv.org/abs/{paper['arxiv']}"
    if "doi" in paper:
        assert re.fullmatch(r"10\.\d{4,5}/\S+", str(paper["doi"]))


def test_the_sample_names_some_things_in_many_papers() -> None:
    text = [paper["abstract"] for paper in PAPERS]
    for name in ("ImageNet", "COCO", "GLUE", "SQuAD", "BERT", "Transformer", "ResNet"):
        assert sum(name in abstract for abstract in text) >= 3, name


@pytest.mark.parametrize("name", ["graph.ttl", "evidence.ttl", "extractions.jsonl", "aliases.tsv"])
def test_the_committed_example_is_what_the_sample_gives_today(name: str, built_sample: Path) -> None:
    committed = Path(__file__).parents[2] / "output" / "demo" / name
    assert committed.read_bytes() == (built_sample / name).read_bytes(), "run `make demo` and look at the difference"
