"""How good the extraction is on papers that it has not seen: floors a little below what was measured.

The packaged model has learned from all annotated papers and is not scored here; docs/quality.md has the figures.
"""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from kgbuild.config import Options
from kgbuild.datamodel import Extraction, Paper
from kgbuild.engines import extract_papers
from kgbuild.evaluation import AnnotatedPaper, Scores, evaluate, read_annotations, to_annotated
from kgbuild.evaluation.cross_validation import cross_validate
from kgbuild.extraction import StatisticalExtractor
from kgbuild.extraction.corpus import read_corpus
from kgbuild.extraction.decisions import decide
from kgbuild.extraction.hopes import Hopes
from kgbuild.extraction.keys import together
from kgbuild.extraction.model import read_model, write_model
from kgbuild.extraction.naming import NameFeatures
from kgbuild.extraction.neighbours import join
from kgbuild.extraction.training import build_examples, train
from kgbuild.extractors import ExtractorOptions
from kgbuild.identity.names import name_key
from kgbuild.lexicon import load_lexicon
from kgbuild.readers import read_inputs
from kgbuild.records import to_record

pytestmark = pytest.mark.shared

F1_FLOORS = {
    "named (Method+Dataset+Benchmark)": 0.75,
    "named Dataset+Benchmark": 0.78,
    "Method term": 0.66,
    "Task": 0.63,
    "Metric": 0.56,
    "URL": 0.99,
}
SHARE_FLOORS = {
    "URL kind accuracy": 0.92,
    "type accuracy (matched)": 0.92,
    "role accuracy (matched, named)": 0.78,
    "alias precision (matched)": 0.95,
    "alias recall (matched)": 0.84,
}


def read_annotated(path: Path) -> list[Extraction]:
    return [r for r in read_inputs([str(path)]).papers if isinstance(r, Extraction)]


def find_all(papers: Sequence[Paper], model: Path) -> dict[str, AnnotatedPaper]:
    found = extract_papers(papers, Options(model=model, workers=1))
    return {name_key(e.paper.title): to_annotated(to_record(e)) for e in found if isinstance(e, Extraction)}


def first_papers(shared: Path, number: int) -> list[Extraction]:
    return read_annotated(shared / "gold" / "abstracts-train.jsonl")[:number]


@pytest.fixture(scope="module")
def measured(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Scores:
    """Train on one source of papers and score the other: two minutes, once."""
    path = tmp_path_factory.mktemp("model") / "model.zip"
    write_model(train(read_annotated(shared / "gold" / "abstracts-train.jsonl")), path)
    test = shared / "gold" / "seeds-dev.jsonl"
    return evaluate(read_annotations(test), find_all([e.paper for e in read_annotated(test)], path))


def test_the_papers_scored_are_not_among_those_learned_from(shared: Path) -> None:
    learned, scored = (read_annotations(shared / "gold" / f"{n}.jsonl") for n in ("abstracts-train", "seeds-dev"))
    assert len(learned) > 1000
    assert len(scored) > 200
    assert not learned.keys() & scored.keys()


@pytest.mark.parametrize("name", F1_FLOORS)
def test_f1_on_unseen_papers_is_at_least_the_floor(measured: Scores, name: str) -> None:
    assert measured.lines[name].f1 >= F1_FLOORS[name]


@pytest.mark.parametrize("name", SHARE_FLOORS)
def test_a_share_on_unseen_papers_is_at_least_the_floor(measured: Scores, name: str) -> None:
    assert measured.shares[name] >= SHARE_FLOORS[name]


def test_training_twice_gives_the_same_bytes_whatever_the_hash_seed(shared: Path, tmp_path: Path) -> None:
    annotated = tmp_path / "annotated.jsonl"
    lines = (shared / "gold" / "abstracts-train.jsonl").read_text(encoding="utf-8").split("\n")[:40]
    annotated.write_text("\n".join(lines), encoding="utf-8")
    code = "import sys, pathlib, kgbuild.learning as l; l.train([sys.argv[1]], pathlib.Path(sys.argv[2]))"
    models = []
    for seed in ("1", "2"):
        output = tmp_path / f"{seed}.zip"
        command = [sys.executable, "-c", code, str(annotated), str(output)]
        subprocess.run(command, check=True, env=os.environ | {"PYTHONHASHSEED": seed})
        models.append(output.read_bytes())
    assert models[0] == models[1]
    assert len(read_model(tmp_path / "1.zip").candidates.index.keys) > 1000


def test_a_model_decides_alike_before_it_is_written_and_after_it_is_read(shared: Path, tmp_path: Path) -> None:
    annotated = first_papers(shared, 60)
    fresh = train(annotated[:40])
    write_model(fresh, tmp_path / "model.zip")
    extractor = StatisticalExtractor(ExtractorOptions(model=tmp_path / "model.zip"))
    lexicon = load_lexicon()
    names = NameFeatures(lexicon, read_corpus())
    papers = [e.paper for e in annotated[40:]]
    found = build_examples(annotated[40:], fresh.heads, names, Hopes(names, fresh.hopes))
    features = together([e.features for p in found for e in p.examples])
    neighbours = join([p.neighbours for p in found])
    before = decide([(p.passages, p.candidates) for p in found], features, neighbours, fresh, lexicon)
    assert list(extractor.extract(papers)) == before
    assert sum(map(len, before)) > 20


def found_by_turns(annotated: Sequence[Extraction], folder: Path) -> Mapping[str, AnnotatedPaper]:
    found: dict[str, AnnotatedPaper] = {}
    for fold in (0, 1):
        write_model(train(annotated[1 - fold :: 2]), folder / f"{fold}.zip")
        found |= find_all([e.paper for e in annotated[fold::2]], folder / f"{fold}.zip")
    return found


def test_cross_validation_scores_each_paper_with_the_model_that_has_not_seen_it(shared: Path, tmp_path: Path) -> None:
    annotated = first_papers(shared, 30)
    keys = {name_key(e.paper.title) for e in annotated}
    everything = read_annotations(shared / "gold" / "abstracts-train.jsonl")
    gold = {key: paper for key, paper in everything.items() if key in keys}
    told: list[str] = []
    result = cross_validate(annotated, gold, 2, told=told.append)
    assert result.scores == evaluate(gold, found_by_turns(annotated, tmp_path))
    assert result.scores.lines["everything"].right > 20
    assert len(told) == 2
    for line in result.reliability:
        assert 0 <= line.right <= line.predicted
        assert line.low <= line.confidence <= line.high
