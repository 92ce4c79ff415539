"""The notes for Obsidian, read by PyYAML and by the rules of its links: all there, hostile names as text."""

import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml
from hard_graph import BASE, NAMES, QUOTE
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.errors import OutputError
from kgbuild.export import export_graph
from kgbuild.export.note_names import NoteNames, mend_name
from kgbuild.graph import read_model

# What a file name cannot hold on Windows, and a link in Obsidian.
UNFIT = re.compile(r'["*/:<>?\\|#^\[\]\x00-\x1f]|%%|[. ]\Z|\A\.')
LINK = re.compile(r"\[\[([^\[\]|#^]+)(?:\|([^\[\]|]*))?\]\]")


def notes_of(folder: Path) -> dict[str, tuple[dict[str, Any], str]]:
    """Return name -> properties and text of each note."""
    notes = {}
    for path in sorted(folder.rglob("*.md")):
        _, head, body = path.read_text("utf-8").split("---\n", 2)
        notes[path.stem] = yaml.safe_load(head), body
    return notes


@pytest.fixture(scope="module")
def vault(hard: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vault") / "notes"
    assert export_graph(hard, folder, "obsidian").differences == ()
    return folder


def test_each_paper_and_thing_has_a_note_and_each_statement_a_link(hard: Path, vault: Path) -> None:
    model, notes = read_model(hard), notes_of(vault)
    iris = {name: head["kgbuild"] for name, (head, _) in notes.items()}
    assert sorted(iris.values()) == sorted([*model.papers, *model.things])
    linked = [
        (iris[name], iris[found[1]])
        for name, (_, body) in notes.items()
        for found in map(re.compile(r"- " + LINK.pattern).match, body.splitlines())
        if found
    ]
    facts = [(fact.paper, fact.thing) for fact in model.facts] + [(one.subject, one.object) for one in model.relations]
    assert sorted(linked) == sorted(facts)
    assert len(linked) == 25


def test_properties_hold_every_text_as_it_is(hard: Path, vault: Path) -> None:
    heads = {head["kgbuild"]: head for head, _ in notes_of(vault).values()}
    assert {key: heads[f"{BASE}entity/{key}"]["name"] for key in NAMES} == NAMES
    assert heads[f"{BASE}entity/unicode"]["names"] == [NAMES["unicode"], NAMES["unicode"] + "=2"]
    paper = heads[f"{BASE}paper/10.1/x"]
    assert (paper["type"], paper["year"], paper["tags"]) == ("Paper", 2024, ["paper"])
    assert heads[f"{BASE}paper/empty"]["outside_field"] is True
    assert heads[f"{BASE}entity/glue"]["labels"] == ["Entity", "Benchmark", "Dataset"]


def test_names_of_notes_fit_file_systems_and_links(vault: Path) -> None:
    names = [path.stem for path in vault.rglob("*.md")]
    assert [name for name in names if UNFIT.search(name)] == []
    assert max(len(name.encode()) for name in names) <= 200
    assert len({unicodedata.normalize("NFKC", name).casefold() for name in names}) == len(names) == 25
    assert {path.parent.name for path in vault.rglob("*.md")} == {"Papers", "Methods", "Benchmarks", "Repositories"}


def test_hostile_texts_are_shown_and_not_obeyed(vault: Path) -> None:
    for _, body in notes_of(vault).values():
        text = LINK.sub("", body)
        assert re.findall(r"(?<!\\)(?:\\\\)*[<>`$*_~|\[\]]", text) == []
        assert not re.search(r"[\u202a-\u202e\x00-\x09\x0b-\x1f\x7f-\x9f]", text)
        assert all(line.startswith(("# ", "## ", "- ", "  - ")) for line in text.splitlines() if line)
    assert any("<b>&amp;</b>" in head["name"] for head, _ in notes_of(vault).values() if "name" in head)


def test_a_sentence_stands_once_under_its_link(vault: Path) -> None:
    _, body = next(note for note in notes_of(vault).values() if note[0]["kgbuild"] == f"{BASE}paper/10.1/x")
    shown = QUOTE.replace("\n", " ").replace("\\", "\\\\").replace("=", "\\=")
    assert re.search(rf"- \[\[long[^\n]*\n  - “{re.escape(shown)}”\n- ", body)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("BERT: Pre-training", "BERT - Pre-training"),
        ("A/B testing?", "A-B testing"),
        ("C#", "C"),
        ("[[link|x]] ^top", "link-x-top"),
        ("nul", "nul_"),
        ("COM1.txt", "COM1.txt_"),
        ("...hidden. ", "hidden"),
        ("e\u0301\u202e\ufeff", "é"),
        ("???", "unnamed"),
        ("two\n lines\t", "two lines"),
        ("100%% sure", "100- sure"),
        ("模型" * 60, "模型" * 30),
    ],
)
def test_a_name_is_mended(text: str, name: str) -> None:
    assert mend_name(text) == name


def test_names_that_would_be_one_file_are_told_apart() -> None:
    names, papers, others = NoteNames(), ["Bert", "bert"], ["C#", "C", "c?"]
    taken = [names.take("BERT", "Method"), *(names.take(text, "Paper") for text in papers), *map(names.take, others)]
    assert taken == ["BERT", "Bert (Paper)", "bert (Paper) 2", "C", "C 2", "c 3"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), max_size=6))
def test_any_names_fit_and_are_apart(texts: list[str]) -> None:
    names = NoteNames()
    taken = [names.take(text, "Paper") for text in texts]
    assert [name for name in taken if UNFIT.search(name) or len(name.encode()) > 220] == []
    assert len({unicodedata.normalize("NFKC", name).casefold() for name in taken}) == len(taken)


OLDER = """@prefix kg: <https://w3id.org/kgbuild/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<http://a/p> a kg:Paper ; kg:usesMethod <http://a/old>, <http://a/changed> ; kg:usesMetric <http://a/metric> .
<http://a/old> a kg:Method ; skos:prefLabel "Old" . <http://a/changed> a kg:Method ; skos:prefLabel "Changed" .
<http://a/metric> a kg:Metric ; skos:prefLabel "old score" .
"""


def test_a_new_export_takes_away_its_old_notes_and_leaves_ones_own(hard: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    export_graph(hard, tmp_path / "fresh", "obsidian")
    expected = {path.relative_to(tmp_path / "fresh") for path in (tmp_path / "fresh").rglob("*.md")}
    (tmp_path / "older.ttl").write_text(OLDER, encoding="utf-8")
    export_graph(tmp_path / "older.ttl", output, "obsidian")
    own = {
        Path("Methods/Changed.md"): (output / "Methods" / "Changed.md").read_text("utf-8") + "A thought.\n",
        Path("Methods/Mine.md"): "---\ntags: [mine]\n---\nI like [[GLUE]].\n",
        Path("Methods/Copied.md"): (output / "Methods" / "Old.md").read_text("utf-8"),
        Path("Methods/table.csv"): "a,b\n",
    }
    for path, text in own.items():
        (output / path).write_text(text, encoding="utf-8")
    assert export_graph(hard, output, "obsidian").differences == ()
    found = {path.relative_to(output) for path in output.rglob("*") if path.suffix in {".md", ".csv"}}
    assert found == expected | own.keys()
    assert {path: (output / path).read_text("utf-8") for path in own} == own


def test_a_note_of_ones_own_is_not_written_over(hard: Path, tmp_path: Path) -> None:
    note = tmp_path / "out" / "Methods" / "Mine.md"
    note.parent.mkdir(parents=True)
    note.write_text("my own\n", encoding="utf-8")
    graph = tmp_path / "graph.ttl"
    graph.write_text(OLDER.replace('"Old"', '"Mine"'), encoding="utf-8")
    with pytest.raises(OutputError, match=r"Mine\.md: a note of yours, which would be lost; rename it"):
        export_graph(graph, tmp_path / "out", "obsidian")
    assert note.read_text("utf-8") == "my own\n"
    assert [path.name for path in (tmp_path / "out").rglob("*.*")] == ["Mine.md"]


def test_other_hash_seeds_make_the_same_notes(hard: Path, vault: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "kgbuild",
        "export",
        str(hard),
        "--format",
        "obsidian",
        "-o",
        str(tmp_path / "out"),
    ]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": "7"})
    made, kept = (
        {path.relative_to(top): path.read_bytes() for path in top.rglob("*.md")} for top in (tmp_path / "out", vault)
    )
    assert made == kept


def test_no_quotes_leaves_no_sentence(hard: Path, tmp_path: Path) -> None:
    assert export_graph(hard, tmp_path / "out", "obsidian", quotes=False).differences == ()
    assert not any("Nobody" in body for _, body in notes_of(tmp_path / "out").values())
