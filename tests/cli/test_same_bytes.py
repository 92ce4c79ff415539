"""The same input gives the same bytes; and what `--no-quotes` and `--no-abstract` keep out of them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kgbuild.config import Options
from kgbuild.pipeline import build

Run = Callable[..., Any]
ReadOutputs = Callable[[Path], dict[str, bytes]]
Runs = Callable[[str], set[tuple[str, ...]]]
HiddenRuns = Callable[[Path], set[tuple[str, ...]]]


def test_another_hash_seed_and_another_process_give_the_same_bytes(
    apart: Run, built: Path, papers: Path, tmp_path: Path, read_outputs: ReadOutputs
) -> None:
    done = apart("build", papers, "-o", "out", folder=tmp_path, PYTHONHASHSEED="2")
    assert done.code == 0
    assert read_outputs(tmp_path / "out") == read_outputs(built)
    assert len(read_outputs(built)) == 6


@pytest.mark.parametrize(
    "options",
    [
        Options(),
        Options(quotes=False),
        Options(min_confidence=0.97),
        Options(base_iri="https://example.org/", title="Trees"),
    ],
    ids=["plain", "no quotes", "sure things only", "other base"],
)
def test_building_from_papers_and_from_their_records_gives_the_same_bytes(
    run: Run, papers: Path, tmp_path: Path, read_outputs: ReadOutputs, options: Options
) -> None:
    sure = [] if options.min_confidence is None else ["--min-confidence", str(options.min_confidence)]
    assert run("extract", papers, "-o", "records.jsonl", *sure).code == 0
    build([str(papers)], tmp_path / "one", options=options)
    build([str(tmp_path / "records.jsonl")], tmp_path / "two", options=options)
    assert read_outputs(tmp_path / "one") == read_outputs(tmp_path / "two")


def test_building_from_the_records_that_a_build_wrote_gives_the_same_bytes(
    built: Path, tmp_path: Path, read_outputs: ReadOutputs
) -> None:
    build([str(built / "extractions.jsonl")], tmp_path / "again")
    assert read_outputs(tmp_path / "again") == read_outputs(built)


def test_extract_writes_the_records_that_build_writes(run: Run, papers: Path, built: Path) -> None:
    assert run("extract", papers).out.encode() == (built / "extractions.jsonl").read_bytes()


@pytest.mark.parametrize("quoted", [True, False])
def test_only_with_quotes_an_output_holds_six_words_of_an_abstract_in_a_row(
    built: Path, tmp_path: Path, runs: Runs, hidden_runs: HiddenRuns, *, quoted: bool
) -> None:
    build([str(built / "extractions.jsonl")], tmp_path, options=Options(quotes=quoted))
    hidden = hidden_runs(built / "extractions.jsonl")
    assert len(hidden) > 60
    files = filter(Path.is_file, tmp_path.iterdir())
    found = {file.name for file in files if runs(file.read_text("utf-8")) & hidden}
    if quoted:  # report and ledger quote doubtful things and joins alone, and there need be none
        assert found - {"report.html", "aliases.tsv"} == {"evidence.ttl", "extractions.jsonl", "graph.html"}
    else:
        assert found == set()


def test_without_quotes_extract_and_view_hold_no_text_of_abstracts(
    run: Run, built: Path, runs: Runs, hidden_runs: HiddenRuns
) -> None:
    hidden = hidden_runs(built / "extractions.jsonl")
    assert runs(run("extract", built / "extractions.jsonl", "--no-quotes").out) & hidden == set()
    assert run("view", built, "-o", "page.html", "--no-quotes").code == 0
    assert runs(Path("page.html").read_text("utf-8")) & hidden == set()


def test_without_quotes_names_and_places_stay(run: Run, papers: Path, tmp_path: Path) -> None:
    assert run("build", papers, "-o", "out", "--no-quotes").code == 0
    facts = (tmp_path / "out" / "graph.ttl").read_text("utf-8")
    evidence = (tmp_path / "out" / "evidence.ttl").read_text("utf-8")
    assert '"Lopper"' in facts
    assert "oa:start" in evidence
    assert not any(term in evidence for term in ("oa:exact", "oa:prefix", "oa:suffix"))
    assert run("check", "out").code == 0


def test_without_abstracts_records_lack_them_and_keep_their_mentions(run: Run, papers: Path) -> None:
    plain, without = (
        [json.loads(line) for line in run("extract", papers, *options).out.splitlines()]
        for options in ([], ["--no-abstract"])
    )
    assert all("abstract" in record for record in plain)
    for record in plain:
        del record["abstract"]
        for relation in record.get("relations", []):  # parts of sentences, not names
            for mention in relation["mentions"]:
                if mention["section"] == "abstract":
                    del mention["text"]
    assert plain == without


def test_build_without_abstracts_changes_the_records_only(
    run: Run, papers: Path, built: Path, tmp_path: Path, read_outputs: ReadOutputs
) -> None:
    assert run("build", papers, "-o", "out", "--no-abstract").code == 0
    outputs, plain = read_outputs(tmp_path / "out"), read_outputs(built)
    assert outputs.pop("extractions.jsonl") != plain.pop("extractions.jsonl")
    assert outputs == plain
