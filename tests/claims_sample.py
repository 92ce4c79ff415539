"""Papers with everything that a paper can claim, as extraction records made by hand, for tests of all that shows it."""

import json
from pathlib import Path
from typing import Any, Final

from kgbuild.pipeline import build

_LOPPER: Final[dict[str, Any]] = {
    "title": "Lopper: pruning trees with leaf gates",
    "abstract": "We propose Lopper, which extends OakNet with a leaf gate. On TwigBench it reaches 91.5% accuracy, 2.5 "
    "points above OakNet, and on BarkSet 80.1 F1. Lopper is twice as fast as Shears. The leaf gate saves 10-20 % of "
    "the saw dust. Code: https://example.org/lopper.",
    "meta": {"year": 2024, "doi": "10.1000/lopper"},
    "entities": [
        {"id": "lopper", "type": "Method", "names": ["Lopper"], "role": "proposed"},
        {"id": "gate", "type": "Method", "kind": "term", "names": ["leaf gate"], "role": "proposed"},
        {"id": "oak", "type": "Method", "names": ["OakNet"], "role": "compared"},
        {"id": "shears", "type": "Method", "names": ["Shears"], "role": "compared"},
        {"id": "twig", "type": "Benchmark", "names": ["TwigBench"], "role": "evaluated"},
        {"id": "bark", "type": "Dataset", "names": ["BarkSet"], "role": "used"},
        {"id": "accuracy", "type": "Metric", "kind": "term", "names": ["accuracy"]},
        {"id": "f1", "type": "Metric", "names": ["F1"]},
    ],
    "urls": [{"id": "page", "url": "https://example.org/lopper", "kind": "project_page"}],
    "relations": [
        {"predicate": "builtOn", "subject": "lopper", "object": "oak"},
        {"predicate": "partOf", "subject": "gate", "object": "lopper"},
        {"predicate": "comparedWith", "subject": "lopper", "object": "shears"},
        {"predicate": "evaluatedOn", "subject": "lopper", "object": "twig"},
        {"predicate": "evaluatedOn", "subject": "lopper", "object": "bark"},
        {"predicate": "measuredBy", "subject": "bark", "object": "f1"},
        {"predicate": "hasCode", "subject": "lopper", "object": "page"},
    ],
    "results": [
        {"subject": "lopper", "value": "91.5%", "metric": "accuracy", "where": "twig", "confidence": 0.9},
        {"subject": "lopper", "value": "2.5 points", "metric": "accuracy", "where": "twig", "versus": "oak"}
        | {"kind": "gain"},
        {"subject": "lopper", "value": "80.1", "metric": "f1", "where": "bark", "versus": "-", "kind": "absolute"},
        {"subject": "lopper", "value": "twice", "versus": "shears", "kind": "gain", "confidence": 0.6},
        {"subject": "gate", "value": "10-20 %", "kind": "gain"},
    ],
    "kinds": ["method"],
}  # fmt: skip
_OAK: Final[dict[str, Any]] = {
    "title": "OakNet, revisited: <b>a study & a survey</b>",
    "abstract": "We study pruning for hedge trimming. On TwigBench, OakNet, which is built on AcornNet, has 89.0 % "
    "accuracy. Our variant of OakNet has 90.25 percent, but Lopper remains ahead.",
    "meta": {"year": 2025},
    "entities": [
        {"id": "oak", "type": "Method", "names": ["OakNet"], "role": "used"},
        {"id": "acorn", "type": "Method", "names": ["AcornNet"], "role": "mentioned"},
        {"id": "lopper", "type": "Method", "names": ["Lopper"], "role": "compared"},
        {"id": "twig", "type": "Benchmark", "names": ["TwigBench"], "role": "evaluated"},
        {"id": "task", "type": "Task", "names": ["hedge trimming"], "kind": "term"},
        {"id": "accuracy", "type": "Metric", "kind": "term", "names": ["accuracy"]},
    ],
    "urls": [],
    "relations": [
        {"predicate": "builtOn", "subject": "oak", "object": "acorn"},
        {"predicate": "builtOn", "subject": "P", "object": "oak"},
        {"predicate": "comparedWith", "subject": "P", "object": "lopper"},
        {"predicate": "evaluatedOn", "subject": "P", "object": "twig"},
        {"predicate": "appliedTo", "subject": "P", "object": "task"},
        {"predicate": "measuredBy", "subject": "P", "object": "accuracy"},
    ],
    "results": [
        {"subject": "oak", "value": "89.0 %", "metric": "accuracy", "where": "twig"},
        {"subject": "P", "value": "90.25 percent", "metric": "accuracy", "where": "twig"},
    ],
    "kinds": ["study", "survey"],
}  # fmt: skip
RECORDS: Final = (_LOPPER, _OAK)


def write_records(path: Path) -> Path:
    """Write the records as a file of JSON lines."""
    path.write_text("".join(json.dumps(record) + "\n" for record in RECORDS), "utf-8")
    return path


def build_claims(folder: Path) -> Path:
    """Return the folder with the graph of the records."""
    folder.mkdir(parents=True, exist_ok=True)
    build([str(write_records(folder / "records.jsonl"))], folder / "built")
    return folder / "built"
