"""Make the packaged model of claims, `kgbuild/finishing/claims/claims.zip`, from the annotations in ../shared.

python tools/claims_model.py ../shared/gold extractions.jsonl

Learns from the papers of `relations-dev.jsonl`, with their entities as annotated and as an extractor found them that
has not seen these papers, and from the kinds of contribution of further papers (`docs/kinds.tsv`). What the extractor
found is read from `extractions.jsonl`; where there is no such file, one is trained and the file is written (minutes).
"""

import argparse
import json
import os
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Threads of the linear algebra wait for each other longer than they work on problems so small.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from kgbuild import learning, pipeline
from kgbuild.config import Options
from kgbuild.datamodel import Extraction
from kgbuild.finishing.claims.model import write_claims_model
from kgbuild.finishing.claims.training import to_learn_from, train_claims
from kgbuild.readers import read_inputs

ROOT = Path(__file__).parents[1]
KINDS = ROOT / "docs" / "kinds.tsv"
MODEL = ROOT / "kgbuild" / "finishing" / "claims" / "claims.zip"
RELATIONS = "relations-dev.jsonl"
OTHERS = ("abstracts-train*.jsonl", "seeds-dev.jsonl")
TRAINED_ON = 1_500  # papers of the extractor that has not seen those with relations


def read_records(path: Path) -> list[dict[str, Any]]:
    """Return the records of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def other_records(gold: Path) -> list[dict[str, Any]]:
    """Return the annotated papers without relations."""
    seen = {record["title"] for record in read_records(gold / RELATIONS)}
    records = [record for name in OTHERS for path in sorted(gold.glob(name)) for record in read_records(path)]
    return [record for record in records if record["title"] not in seen]


def kind_records(gold: Path) -> Iterator[dict[str, Any]]:
    """Yield the papers of docs/kinds.tsv, with their entities and kinds only."""
    by_title = {" ".join(record["title"].split()): record for record in other_records(gold)}
    for line in KINDS.read_text(encoding="utf-8").splitlines()[1:]:
        title, kinds = line.split("\t")
        yield by_title[title] | {"kinds": kinds.split()}


def write_records(path: Path, records: list[dict[str, Any]]) -> Path:
    """Write records to a file, and return it."""
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def extract_unseen(gold: Path, output: Path, folder: Path) -> None:
    """Write what an extractor finds in the papers with relations that has learned from a sample of the others."""
    others = other_records(gold)
    random.Random(1).shuffle(others)  # noqa: S311 - a sample, no secret
    model = folder / "extractor.zip"
    learning.train([str(write_records(folder / "sample.jsonl", others[:TRAINED_ON]))], model)
    papers = [{"title": record["title"], "abstract": record["abstract"]} for record in read_records(gold / RELATIONS)]
    inputs = [str(write_records(folder / "papers.jsonl", papers))]
    extractions, _ = pipeline.extract(inputs, options=Options(model=model))
    pipeline.write_extractions(extractions, output)


def read_extractions(path: Path) -> list[Extraction]:
    """Return the extractions of a file."""
    return [record for record in read_inputs([str(path)]).papers if isinstance(record, Extraction)]


def main() -> None:
    """Make the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, help="the folder of annotations")
    parser.add_argument("extractions", type=Path, help="what an extractor finds that has not seen these papers")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not args.extractions.exists():
            extract_unseen(args.gold, args.extractions, folder)
        annotated = read_extractions(args.gold / RELATIONS)
        annotated += read_extractions(write_records(folder / "kinds.jsonl", list(kind_records(args.gold))))
    models = train_claims(to_learn_from(annotated, always=True), read_extractions(args.extractions))
    write_claims_model(models, MODEL)
    print(f"{len(annotated)} papers, {len(models.found.keys):,} features: {MODEL}, {MODEL.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
