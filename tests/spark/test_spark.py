"""A build by Spark: the graph of a local build, in sorted parts."""

import gzip
import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from pyoxigraph import Literal, RdfFormat, parse

from kgbuild import pipeline
from kgbuild.config import Options
from kgbuild.demo import sample_path
from kgbuild.summary import Summary

Build = Callable[..., subprocess.CompletedProcess[str]]
# Our own words; the names are real or invented.
ROWS = [
    {"title": "Lopper: A Graph Neural Network for Tree Pruning", "abstract": "We propose Lopper, a graph neural "
     "network (GNN). On ImageNet it outperforms BERT by 3.5% in accuracy.", "doi": "10.1000/lopper.1", "year": 2024},
    {"title": "Lopper: a graph neural network for tree pruning", "authors": ["Ada Oak"]},
    {"title": "Shears against Lopper", "abstract": "We introduce Shears, a GNN, which beats Lopper on CIFAR-10."},
    {"abstract": ["what is this?"], "title": 7.5, "year": "long ago"},
]  # fmt: skip
CURATION = (
    "action\tthing\tvalue\tpaper\nrename\tLopper\tLOPPER\t\nreject\tShears\t\t\nsame\tCIFAR-10\tno such thing\t\n"
)


@dataclass(frozen=True)
class Built:
    """The same papers built by both engines."""

    local: Path
    spark: Path
    summary: Summary
    told: str


@pytest.fixture(scope="module")
def built(build_on_spark: Build, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build some papers with both engines: copies, a record that cannot be read, corrections, published terms."""
    folder = tmp_path_factory.mktemp("built")
    records = [*ROWS, *map(json.loads, sample_path().read_text("utf-8").splitlines()[:24])]
    parts = [folder / "a.jsonl", folder / "b.jsonl"]
    for part, rows in zip(parts, (records[::2], records[1::2]), strict=True):
        part.write_text("".join(json.dumps(row) + "\n" for row in rows) + "{broken\n", encoding="utf-8")
    curation = folder / "curation.tsv"
    curation.write_text(CURATION, encoding="utf-8")
    files = [str(part) for part in parts]
    options = Options(curation=curation, profiles=("lpwc", "orkg"), licence="CC-BY-4.0", workers=1)
    summary = pipeline.build(files, folder / "local", options=options)
    done = build_on_spark(
        *files, "-o", folder / "spark", "--curation", curation, "--profile", "lpwc", "--profile", "orkg",
        "--license", "CC-BY-4.0",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return Built(folder / "local", folder / "spark", summary, done.stderr)


def lines_of(folder: Path) -> list[str]:
    """Return the lines of all parts in a folder, in the order of their names."""
    return [
        line for part in sorted(folder.iterdir()) for line in gzip.decompress(part.read_bytes()).decode().splitlines()
    ]


def triples_of(folder: Path) -> set[str]:
    text = "\n".join(lines_of(folder))
    return {str(quad.triple) for quad in parse(text, RdfFormat.N_TRIPLES)}


@pytest.mark.parametrize("part", ["graph", "evidence"])
def test_the_triples_are_those_of_a_local_build(built: Built, part: str) -> None:
    expected = {str(quad.triple) for quad in parse(path=built.local / f"{part}.ttl")}
    assert triples_of(built.spark / f"{part}.nt") == expected


@pytest.mark.parametrize("part", ["graph", "evidence"])
def test_parts_are_sorted_and_hold_no_triple_twice(built: Built, part: str) -> None:
    assert {path.name.split(".", 1)[1] for path in (built.spark / f"{part}.nt").iterdir()} == {"nt.gz"}
    lines = [line.encode() for line in lines_of(built.spark / f"{part}.nt")]
    assert lines == sorted(set(lines))


@pytest.mark.parametrize("part", ["graph", "evidence"])
def test_the_tables_hold_the_same_triples(built: Built, part: str) -> None:
    table = pl.read_parquet(built.spark / f"{part}.parquet" / "*.parquet")

    def rows() -> Iterator[tuple[str, str, str, str, str | None]]:
        for quad in parse("\n".join(lines_of(built.spark / f"{part}.nt")), RdfFormat.N_TRIPLES):
            is_text = isinstance(quad.object, Literal)
            datatype = quad.object.datatype.value if is_text else None
            kind = "literal" if is_text else "iri"
            yield quad.subject.value, quad.predicate.value, quad.object.value, kind, datatype

    assert table.columns == ["subject", "predicate", "object", "kind", "datatype"]
    assert set(table.iter_rows()) == set(rows())


def test_the_records_are_those_of_a_local_build(built: Built) -> None:
    expected = (built.local / "extractions.jsonl").read_text("utf-8").splitlines()
    assert sorted(lines_of(built.spark / "extractions.jsonl")) == sorted(expected)
    skipped = (built.local / "skipped.jsonl").read_text("utf-8").splitlines()
    assert lines_of(built.spark / "skipped.jsonl") == skipped


def test_the_account_counts_as_a_local_build_does(built: Built) -> None:
    account = json.loads((built.spark / "build.json").read_text("utf-8"))
    counts = {name: getattr(built.summary, name) for name in ("records", "papers", "statements", "results", "mentions")}
    counts["entities"] = sum(built.summary.entities.values())
    counts["triples"] = {part: len(lines_of(built.spark / f"{part}.nt")) for part in ("evidence", "graph")}
    assert {name: account[name] for name in counts} == counts
    assert f"{built.summary.statements:,}  statements" in built.told
    assert 'no "no such thing" is found' in built.told


def test_nothing_else_is_left_in_the_folder(built: Built) -> None:
    assert {path.name for path in built.spark.iterdir()} == {
        "graph.nt", "evidence.nt", "graph.parquet", "evidence.parquet", "extractions.jsonl", "skipped.jsonl",
        "build.json",
    }  # fmt: skip


def test_what_goes_wrong_in_a_process_of_spark_is_told_in_one_line(build_on_spark: Build, tmp_path: Path) -> None:
    (tmp_path / "broken.jsonl").write_text("{broken\n", encoding="utf-8")
    done = build_on_spark(tmp_path / "broken.jsonl", "-o", tmp_path / "out")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("kgbuild: ")
    assert "broken.jsonl" in done.stderr.splitlines()[-1]
    assert not (tmp_path / "out").exists()
