"""What a run leaves out: told on standard error, counted, and listed beside the graph."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_a_folder_of_mixed_files_is_read_and_the_rest_is_told(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "a.bib").write_text(
        "@article{a, title={We Use BERT}, abstract={We use BERT on SQuAD.}, year={2020}}\n@article{b, title={No end\n"
    )
    (folder / "b.ris").write_text("TY  - JOUR\nTI  - Oaks\nAB  - We propose OakNet.\nER  - \nTY  - JOUR\nER  - \n")
    for name in ("a.docx", "b.docx", "film.mp4"):
        (folder / name).write_bytes(b"x")
    done = run("build", "mixed", "-o", "out", "--workers", "1")
    assert done.code == 0
    assert "3 files left out: 2 .docx, 1 .mp4" in done.lines
    assert any(line.startswith("skipped: a.bib#2: not BibTeX: ") for line in done.lines)
    assert 'skipped: b.ris#2 (line 5): no "title"; found: nothing' in done.lines
    assert not any("docx: " in line for line in done.lines)
    entries = [json.loads(line) for line in (tmp_path / "out" / "skipped.jsonl").read_text("utf-8").splitlines()]
    assert [(entry["file"], entry.get("record"), entry.get("line")) for entry in entries] == [
        ("a.docx", None, None),
        ("b.docx", None, None),
        ("film.mp4", None, None),
        ("a.bib", 2, 2),
        ("b.ris", 2, 5),
    ]
    assert all(entry["reason"] for entry in entries)
    # A build that leaves nothing out leaves no list of an earlier one.
    (folder / "c.ris").write_text("TY  - JOUR\nTI  - Oaks\nER  - \n")
    done = run("build", "mixed/c.ris", "-o", "out", "--workers", "1")
    assert not (tmp_path / "out" / "skipped.jsonl").exists()
    assert any(line.split() == ["1", "papers", "without", "an", "abstract"] for line in done.lines)


def test_strict_ends_in_1_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"title": "Oak"}\n{"no": 1}\n')
    done = run("build", "a.jsonl", "--strict", "-o", "out")
    assert (done.code, done.lines) == (1, ['kgbuild: a.jsonl#2: no "title"; found: no (--strict)'])
    assert not (tmp_path / "out").exists()


def test_columns_and_formats_are_options_that_name_what_they_take(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Titel;Inhalt, kurz\nEichen;Wir nutzen BERT.\n")
    done = run("extract", "a.csv", "--columns", "title=Titel,abstract=Inhalt, kurz", "--workers", "1")
    assert done.code == 0
    record = json.loads(done.out)
    assert (record["title"], record["abstract"]) == ("Eichen", "Wir nutzen BERT.")
    assert run("extract", "a.csv").code == 1
    wrong = run("extract", "a.csv", "--columns", "name=Titel")
    assert (wrong.code, "title, abstract" in wrong.err) == (2, True)
    wrong = run("extract", "a.csv", "--input-format", "docx")
    assert (wrong.code, "bibtex" in wrong.err) == (2, True)
