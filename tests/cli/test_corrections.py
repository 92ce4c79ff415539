"""Builds with corrections: taken back byte for byte, the same again, told where they meet nothing."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgbuild.config import Options
from kgbuild.pipeline import build

EXAMPLE = Path(__file__).parents[2] / "output" / "demo" / "extractions.jsonl"


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What was found in some papers of the sample."""
    records = tmp_path_factory.mktemp("curated") / "records.jsonl"
    records.write_bytes(b"".join(EXAMPLE.read_bytes().splitlines(keepends=True)[:5]))
    return records


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def names_of(records: Path) -> list[str]:
    lines = map(json.loads, records.read_text("utf-8").splitlines())
    return sorted({name for line in lines for entity in line["entities"] for name in entity["names"]})


def to_row(chosen: tuple[str, str, str]) -> str:
    action, name, other = chosen
    values = {
        "same": other,
        "different": other,
        "rename": f"New {other}",
        "retype": "Task",
        "role": "used",
        "alias": f"Also {other}",
        "link": "https://example.org/thing",
    }
    return f"{action}\t{name}\t{values.get(action, '')}"


ACTIONS = ("same", "different", "rename", "retype", "reject", "accept", "role", "alias", "link")


@settings(
    deadline=None, max_examples=4, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_taking_corrections_back_gives_the_first_build_byte_for_byte_and_applying_them_again_the_second(
    records, tmp_path_factory, data
) -> None:
    from kgbuild.curation import parse_curation
    from kgbuild.errors import CurationError

    names = st.sampled_from(names_of(records))
    chosen = data.draw(st.lists(st.tuples(st.sampled_from(ACTIONS), names, names), min_size=1, max_size=8))
    folder = tmp_path_factory.mktemp("undo")
    text = "action\tthing\tvalue\n"
    for row in map(to_row, chosen):
        try:
            parse_curation(f"{text}{row}\n", "c.tsv")
        except CurationError:
            continue
        text += f"{row}\n"
    file = folder / "c.tsv"
    file.write_text(text, "utf-8")
    output = folder / "output"
    with_them = Options(curation=file)
    build([str(records)], output)
    first = contents(output)
    build([str(records)], output, options=with_them)
    second = contents(output)
    # Also of a build's own records, which hold nothing of the corrections.
    again = folder / "again"
    build([str(output / "extractions.jsonl")], again, options=with_them)
    assert contents(again) == second
    build([str(again / "extractions.jsonl")], output)
    assert contents(output) == first


def test_a_curated_graph_conforms_and_says_what_was_corrected(records, tmp_path, run) -> None:
    file = tmp_path / "c.tsv"
    name = names_of(records)[0]
    link = "https://www.wikidata.org/entity/Q61726893"
    lines = [f"rename\t{name}\tAnother name", f"link\t{name}\t{link}", "reject\tnothing"]
    file.write_text("action\tthing\tvalue\n" + "\n".join(lines) + "\n", "utf-8")
    done = run("build", records, "-o", tmp_path / "output", "--curation", file, "--quiet")
    assert (done.code, done.out) == (0, "")
    assert done.err == f'note: {file}, line 4: reject: no "nothing" is found\n'
    assert run("check", tmp_path / "output").code == 0
    graph = (tmp_path / "output" / "graph.ttl").read_text("utf-8")
    assert 'skos:prefLabel "Another name"' in graph
    assert "skos:exactMatch <https://www.wikidata.org/entity/Q61726893>" in graph


def test_a_file_that_is_not_in_order_ends_the_build_before_anything_is_written(records, tmp_path, run) -> None:
    file = tmp_path / "c.tsv"
    file.write_text("action\tthing\tvalue\nsame\tBERT\tELMo\ndifferent\telmo\tBERT\n", "utf-8")
    done = run("build", records, "-o", tmp_path / "output", "--curation", file)
    assert done.code == 1
    assert "c.tsv, lines 2 and 3: same and different contradict each other; keep one" in done.err
    assert not (tmp_path / "output").exists()
    missing = run("build", records, "-o", tmp_path / "output", "--curation", tmp_path / "none.tsv")
    assert missing.code == 1
    assert "none.tsv: cannot be read" in missing.err


def test_the_curation_file_in_a_folder_is_left_alone_and_is_no_input(records, tmp_path, run) -> None:
    output = tmp_path / "output"
    build([str(records)], output)
    (output / "curation.tsv").write_text("action\tthing\nreject\tBERT\n", "utf-8")
    build([str(records)], output)
    assert (output / "curation.tsv").read_text("utf-8") == "action\tthing\nreject\tBERT\n"
    done = run("build", output, "-o", tmp_path / "other", "--quiet")
    assert (done.code, done.err) == (0, "")


def test_corrections_are_no_output(records, tmp_path, run) -> None:
    output = tmp_path / "output"
    build([str(records)], output)
    (output / "report.html").write_text("action\tthing\nreject\tBERT\n", "utf-8")
    done = run("build", records, "-o", output, "--curation", output / "report.html")
    assert done.code == 2
    assert "is also an input" in done.err


def test_training_learns_from_papers_as_they_are_corrected(tmp_path, monkeypatch) -> None:
    from kgbuild import learning
    from kgbuild.extraction import model, training

    lines = [
        {"title": f"Paper {n}", "abstract": "We use OakNet.", "entities": [{"type": "Method", "names": ["OakNet"]}]}
        for n in range(3)
    ]
    records = tmp_path / "gold.jsonl"
    records.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    file = tmp_path / "c.tsv"
    file.write_text(
        "action\tthing\tvalue\tpaper\nreject\tOakNet\t\tPaper 1\nretype\tOakNet\tTask\tPaper 2\nreject\tElm\n", "utf-8"
    )
    seen = []
    monkeypatch.setattr(training, "train", lambda annotated, **_: seen.extend(annotated))
    monkeypatch.setattr(model, "write_model", lambda *_: None)
    papers, _, unmet = learning.train([str(records)], tmp_path / "model.zip", curation=file)
    assert papers == 3
    assert [[entity.type for entity in paper.entities] for paper in seen] == [["Method"], [], ["Task"]]
    assert [(note.line, note.why) for note in unmet] == [(4, 'reject: no "Elm" is found')]
