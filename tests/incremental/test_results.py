"""What is found in papers is kept for the next run: same bytes with it and without it, whatever becomes of the file."""

import os
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from incremental_papers import PAPERS, read_set, write_papers

from kgbuild import pipeline
from kgbuild.config import Options
from kgbuild.datamodel import Extraction, Skipped
from kgbuild.incremental import results
from kgbuild.incremental.fingerprint import PARTS
from kgbuild.summary import Summary

ROOT = Path(__file__).parents[2]
Results = Iterator[Extraction | Skipped]


@pytest.fixture
def papers(tmp_path: Path) -> str:
    return write_papers(tmp_path / "papers.jsonl", PAPERS)


def build(papers: str, folder: Path, **options: object) -> Summary:
    return pipeline.build([papers], folder, options=Options(**{"workers": 1, **options}))  # type: ignore[arg-type]


def kept_file(folder: Path) -> Path:
    return folder / ".kgbuild" / "extractions.sqlite"


def count_rows(folder: Path) -> int:
    with sqlite3.connect(kept_file(folder)) as connection:
        return int(connection.execute("SELECT count(*) FROM found").fetchone()[0])


def test_a_second_build_extracts_nothing_and_gives_the_same_bytes(papers: str, tmp_path: Path) -> None:
    without = build(papers, tmp_path / "without", cache=False)
    assert not kept_file(tmp_path / "without").exists()
    first = build(papers, tmp_path / "out")
    (tmp_path / "out" / "report.html").unlink()  # else nothing would be made anew
    second = build(papers, tmp_path / "out")
    assert (without.cached, first.cached, second.cached) == (0, 0, first.papers)
    assert read_set(tmp_path / "out") == read_set(tmp_path / "without")
    assert second.entities == without.entities


def test_a_process_that_extracts_nothing_imports_nothing_that_does(papers: str, tmp_path: Path) -> None:
    build(papers, tmp_path / "out")
    told = run_python(
        f"""
import sys
from kgbuild.pipeline import build
from kgbuild.config import Options
print(build([{papers!r}], {str(tmp_path / "out")!r}, options=Options(workers=1, title="Another")).cached)
print([name for name in ("spacy", "kgbuild.engines", "kgbuild.finishing.claims") if name in sys.modules])
"""
    )
    assert told.splitlines() == ["6", "[]"]


def test_all_that_extraction_passes_through_is_in_the_digest(papers: str, tmp_path: Path) -> None:
    told = run_python(
        f"""
import sys
from kgbuild.readers import read_inputs
papers, before = read_inputs([{papers!r}]).papers, set(sys.modules)
from kgbuild.config import Options
from kgbuild.engines import extract_papers
list(extract_papers(papers, Options(workers=1)))
from kgbuild.incremental import encoding
print(*(name for name in set(sys.modules) if name.startswith("kgbuild.")))
"""
    )
    needless = {"readers", "incremental", "curation"}  # which read papers, and keep what is found
    parts = {name.split(".")[1] for name in told.split()} - needless
    assert parts - {part.removesuffix(".py") for part in PARTS} <= {"isolation"}
    assert all((ROOT / "kgbuild" / part).exists() for part in PARTS)


def run_python(code: str) -> str:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize("workers", [1, 2])
def test_new_papers_among_known_ones_are_extracted_in_their_place(tmp_path: Path, workers: int) -> None:
    some = write_papers(tmp_path / "some.jsonl", PAPERS[1::2])
    every = write_papers(tmp_path / "every.jsonl", PAPERS)
    build(some, tmp_path / "out")
    summary = build(every, tmp_path / "out", workers=workers)
    assert 0 < summary.cached < summary.papers
    build(every, tmp_path / "scratch", cache=False)
    assert read_set(tmp_path / "out") == read_set(tmp_path / "scratch")


def spoil_text(file: Path) -> None:
    file.write_bytes(b"no database at all, but long enough to be looked at as if it were one" * 30)


def spoil_half(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2 - 7])


def spoil_middle(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096 + 8 :] = os.urandom(1) * (len(content) - 4096 - 8)
    file.write_bytes(content)


def spoil_schema(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE VIEW more AS SELECT * FROM found")
    connection.close()


def spoil_version(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()


def spoil_link(file: Path) -> None:
    other = file.with_name("elsewhere")
    file.rename(other)
    file.symlink_to(other)


@pytest.mark.parametrize("spoil", [spoil_text, spoil_half, spoil_middle, spoil_schema, spoil_version, spoil_link])
def test_a_broken_or_foreign_file_is_set_aside_and_told(
    papers: str, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    whole = build(papers, tmp_path / "out")
    expected = read_set(tmp_path / "out")
    spoil(kept_file(tmp_path / "out"))
    summary = build(papers, tmp_path / "out")
    assert summary.cached < whole.papers
    (note,) = summary.notes[len(whole.notes) :]
    assert "extractions.sqlite.broken; the papers are extracted anew" in note.why
    assert read_set(tmp_path / "out") == expected
    assert build(papers, tmp_path / "out").cached == whole.papers


@pytest.mark.parametrize(
    "row",
    [
        b"",
        b"no zlib",
        zlib.compress(b"1234[]"),
        zlib.compress(b"\0" * (65 << 20), 9),
        b"\x80\x04cposix\nsystem\n.",
        "a text",
    ],
)
def test_a_row_that_says_what_no_extraction_can_is_as_good_as_missing(
    papers: str, tmp_path: Path, row: bytes | str
) -> None:
    build(papers, tmp_path / "out")
    expected = read_set(tmp_path / "out")
    with sqlite3.connect(kept_file(tmp_path / "out")) as connection:
        connection.execute("UPDATE found SET value = ? WHERE digest IN (SELECT digest FROM found LIMIT 2)", (row,))
    connection.close()
    summary = build(papers, tmp_path / "out")
    assert summary.cached == summary.papers - 2
    assert read_set(tmp_path / "out") == expected
    assert build(papers, tmp_path / "out").cached == summary.papers


def test_rows_that_changed_places_are_not_taken(papers: str, tmp_path: Path) -> None:
    build(papers, tmp_path / "out")
    expected = read_set(tmp_path / "out")
    with sqlite3.connect(kept_file(tmp_path / "out")) as connection:
        value = connection.execute("SELECT value FROM found ORDER BY length(value) DESC LIMIT 1").fetchone()
        connection.execute("UPDATE found SET value = ?", value)
    connection.close()
    assert build(papers, tmp_path / "out").cached == 1
    assert read_set(tmp_path / "out") == expected


def test_a_file_that_another_process_writes_to_costs_time_only(papers: str, tmp_path: Path) -> None:
    build(papers, tmp_path / "out")
    expected, rows = read_set(tmp_path / "out"), count_rows(tmp_path / "out")
    other = sqlite3.connect(kept_file(tmp_path / "out"), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    summary = build(papers, tmp_path / "out")
    other.execute("ROLLBACK")
    other.close()
    assert summary.cached == 0
    assert "results of this run are not kept" in summary.notes[-1].why
    assert read_set(tmp_path / "out") == expected
    assert count_rows(tmp_path / "out") == rows


def test_what_is_found_depends_on_options_and_on_what_files_say(papers: str, tmp_path: Path) -> None:
    names = tmp_path / "names.tsv"
    names.write_text("name\ttype\nsaw dust\tMethod\n", encoding="utf-8")
    build(papers, tmp_path / "out", lexicon=names)
    assert build(papers, tmp_path / "out", lexicon=names).cached > 0
    assert build(papers, tmp_path / "out", lexicon=names, min_confidence=0.5).cached == 0
    names.write_text("name\ttype\nsummer\tMethod\n", encoding="utf-8")
    assert build(papers, tmp_path / "out", lexicon=names).cached == 0
    assert build(papers, tmp_path / "out", lexicon=names, title="Another").cached > 0


def test_an_extractor_that_is_being_written_is_asked_again(papers: str, tmp_path: Path) -> None:
    code = "from kgbuild.datamodel import ExtractedEntity\nclass Toy:\n    name, version = 'toy', '1'\n"
    code += "    def __init__(self, options): pass\n    def extract(self, papers):\n"
    code += "        for paper in papers:\n            yield (ExtractedEntity('Method', ({word},)),)\n"
    site = tmp_path / "site"
    information = site / "toy-1.dist-info"
    information.mkdir(parents=True)
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: toy\nVersion: 1\n", encoding="utf-8")
    (information / "entry_points.txt").write_text("[kgbuild.extractors]\ntoy = toy_extractor:Toy\n", encoding="utf-8")
    counts = []
    for word in ("'Lopper'", "'Lopper'", "'Shears'"):
        (site / "toy_extractor.py").write_text(code.format(word=word), encoding="utf-8")
        told = run_python(
            f"""
import sys
sys.path.insert(0, {str(site)!r})
from kgbuild.pipeline import build
from kgbuild.config import Options
print(build([{papers!r}], {str(tmp_path / "out")!r}, options=Options(workers=1, extractor="toy")).cached)
"""
        )
        counts.append(int(told))
    assert counts == [0, 6, 0]


def test_a_paper_from_another_file_is_known(papers: str, tmp_path: Path) -> None:
    build(papers, tmp_path / "out")
    moved = tmp_path / "moved.jsonl"
    moved.write_text(Path(papers).read_text("utf-8").replace('"all#', '"other#'), encoding="utf-8")
    summary = build(str(moved), tmp_path / "out")
    assert summary.cached == summary.papers


def test_a_killed_run_leaves_what_it_had_found(papers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "_AT_ONCE", 2)

    def die(found: Results, _: int) -> Results:
        for number, one in enumerate(found):
            if number == 4:
                os._exit(9)
            yield one

    build(papers, tmp_path / "scratch")
    child = os.fork()
    if not child:
        pipeline.build([papers], tmp_path / "out", options=Options(workers=1), progress=die)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert build(papers, tmp_path / "out").cached == 4
    assert read_set(tmp_path / "out") == read_set(tmp_path / "scratch")


def test_what_many_runs_left_is_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "_SPARE", 0)
    for at in range(3):
        build(write_papers(tmp_path / "papers.jsonl", PAPERS[at : at + 2]), tmp_path / "out")
    assert count_rows(tmp_path / "out") <= 4
