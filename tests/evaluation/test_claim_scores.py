"""Relations, results and kinds against annotations: figures by hand, and those of the annotations' own scorer."""

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kgbuild.evaluation import Figure, evaluate, read_annotations, to_annotated
from kgbuild.evaluation.claims import CLAIM_LINES
from kgbuild.evaluation.cross_validation import cross_validate_claims
from kgbuild.evaluation.scoring import judge_claims
from kgbuild.extraction.model import read_model
from kgbuild.finishing.claims.model import read_claims_model
from kgbuild.learning import train
from kgbuild.readers import read_inputs

Record = dict[str, Any]

GOLD: Record = {
    "title": "On trees",
    "entities": [
        {"type": "Method", "names": ["Lopper"], "role": "proposed"},
        {"type": "Method", "names": ["OakNet"], "role": "compared"},
        {"type": "Dataset", "names": ["LeafSet"], "role": "used"},
        {"type": "Metric", "names": ["accuracy"], "role": "used"},
    ],
    "urls": [{"url": "https://github.com/oak/lopper", "kind": "repository"}],
    "relations": [
        {"predicate": "comparedWith", "subject": "e0", "object": "e1"},
        {"predicate": "evaluatedOn", "subject": "e0", "object": "e2"},
        {"predicate": "hasCode", "subject": "P", "object": "u0"},
    ],
    "results": [{"subject": "e0", "value": "85.3%", "metric": "e3"}, {"subject": "P", "value": "-2", "metric": "-"}],
    "kinds": ["study", "method"],
}
FOUND: Record = {
    "title": "On trees",
    "entities": [
        {"type": "Method", "names": ["OakNet"], "role": "compared"},
        {"type": "Method", "names": ["lopper"], "role": "proposed"},
        {"type": "Method", "names": ["ElmNet"], "role": "compared"},
        {"type": "Dataset", "names": ["LeafSet"], "role": "used"},
    ],
    "urls": [{"url": "http://www.github.com/Oak/Lopper/", "kind": "repository", "id": "address"}],
    "relations": [
        {"predicate": "comparedWith", "subject": "e0", "object": "e1"},  # the other way round
        {"predicate": "comparedWith", "subject": "e1", "object": "e2"},  # a thing that the gold does not have
        {"predicate": "evaluatedOn", "subject": 1, "object": 3},
        {"predicate": "evaluatedOn", "subject": "e1", "object": "e3"},  # again
        {"predicate": "hasCode", "subject": "paper", "object": "address"},
        {"predicate": "hasOfficialRepository", "subject": "paper", "object": "address"},  # not scored
    ],
    "results": [{"subject": "e1", "value": r"$85.3\%$"}, {"subject": "paper", "value": "2"}],
    "kinds": ["method", "survey"],
}


def test_figures_are_those_worked_out_by_hand() -> None:
    scores = evaluate({"": to_annotated(GOLD)}, {"": to_annotated(FOUND)})
    assert scores.lines["comparedWith"] == Figure(1, 1, predicted=2, gold=1)
    assert scores.lines["evaluatedOn"] == Figure(1, 1, predicted=1, gold=1)
    assert scores.lines["hasCode"] == Figure(1, 1, predicted=1, gold=1)
    assert scores.lines["all relations"] == Figure(3, 3, predicted=4, gold=3)
    assert scores.lines["results"] == Figure(1, 1, predicted=2, gold=2)
    assert scores.lines["results with metric"] == Figure(0, 0, predicted=2, gold=2)
    assert scores.shares["kind of contribution"] == 1
    assert scores.shares["kind of contribution, papers that are no method"] == 0


def test_claims_are_scored_only_where_the_gold_states_any() -> None:
    bare = {key: GOLD[key] for key in ("title", "entities", "urls")}
    scores = evaluate({"": to_annotated(bare)}, {"": to_annotated(FOUND)})
    assert not {"all relations", *CLAIM_LINES} & scores.lines.keys()


def test_each_claim_is_judged_by_itself() -> None:
    judged = judge_claims(to_annotated(GOLD), to_annotated(FOUND))
    assert judged == [True, False, True, True, True, True, False]


@pytest.mark.shared
@pytest.mark.parametrize("seed", [1, 2])
def test_figures_are_those_of_the_published_scorer(shared: Path, tmp_path: Path, seed: int) -> None:
    gold = shared / "gold" / "relations-dev.jsonl"
    found = tmp_path / "found.jsonl"
    chance = random.Random(seed)  # noqa: S311 - no secret
    records = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    found.write_text("".join(json.dumps(_shaken(record, chance)) + "\n" for record in records), encoding="utf-8")
    command = [sys.executable, str(shared / "gold" / "score_relations.py"), str(gold), str(found), "--json"]
    theirs = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    ours = evaluate(read_annotations(gold), read_annotations(found)).to_json()
    assert {name: ours[name] for name in theirs} == theirs
    assert 0.2 < theirs["all relations"]["f1"] < 0.95


def _shaken(record: Record, chance: random.Random) -> Record:
    """Return a record with some entities left out or of another type, and some relations and parts of results wrong."""
    entities = [entity for entity in record["entities"] if chance.random() < 0.9]
    for entity in entities:
        if chance.random() < 0.1:
            entity["type"] = chance.choice(["Method", "Task", "Dataset", "Benchmark"])
    for relation in record["relations"]:
        if chance.random() < 0.1:
            relation["object"] = f"e{chance.randrange(9)}"
    for result in record["results"]:
        if chance.random() < 0.2:
            result["metric"] = "-"
    chance.shuffle(record["kinds"])
    return record | {"entities": entities, "relations": record["relations"] * chance.choice([1, 2])}


def test_a_model_of_ones_own_claims_keeps_the_packaged_extractor(tmp_path: Path) -> None:
    abstract = "We propose Lopper for tree pruning. On LeafSet it outperforms OakNet, with an accuracy of 85.3%."
    files = []
    for name, more in (("gold", GOLD), ("found", {"entities": GOLD["entities"], "relations": [], "results": []})):
        records = [more | {"title": f"Lopper {k}", "abstract": abstract, "urls": []} for k in range(12)]
        for record in records:
            record["relations"] = [r for r in record["relations"] if r["object"] != "u0"]
        files.append(tmp_path / f"{name}.jsonl")
        files[-1].write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    model = tmp_path / "model.zip"
    papers, skipped, _ = train([str(files[0])], model, keep_extractor=True, extractions=files[1])
    assert (papers, skipped) == (12, ())
    assert read_model(model).thresholds == read_model().thresholds
    assert 0 < len(read_claims_model(model).given.keys) < len(read_claims_model().given.keys)


@pytest.mark.shared
def test_claims_of_annotated_papers_are_found_by_a_model_that_has_not_seen_them(shared: Path, tmp_path: Path) -> None:
    lines = (shared / "gold" / "relations-dev.jsonl").read_text(encoding="utf-8").splitlines()
    part = tmp_path / "part.jsonl"
    part.write_text("\n".join(lines[:60]) + "\n", encoding="utf-8")
    papers: Any = read_inputs([str(part)]).papers
    result = cross_validate_claims(papers, (), read_annotations(part), folds=2)
    # 30 papers to learn from; 240 give 0.68 (docs/relations.md)
    assert result.scores.lines["all relations"].f1 > 0.45
    assert result.scores.lines["results"].f1 > 0.3
    assert result.scores.shares["kind of contribution"] > 0.75
    assert sum(line.predicted for line in result.reliability) > 200
