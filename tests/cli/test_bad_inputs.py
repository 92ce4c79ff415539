"""Inputs that are not what they should be: one clear line each, the good records kept, older results left whole."""

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgbuild import views
from kgbuild.datamodel import Paper
from kgbuild.errors import InputError
from kgbuild.files import replaced
from kgbuild.graph import check_graph
from kgbuild.pipeline import build, extract

Run = Callable[..., Any]
ReadOutputs = Callable[[Path], dict[str, bytes]]
BAD_FILES = {
    "missing.jsonl": (None, "no such file or folder"),
    "empty.jsonl": (b"", "empty"),
    "blank.txt": (b" \n\n", "empty"),
    "binary.txt": (bytes(range(256)) * 20, "not "),
    "binary.jsonl": (b"\x89PNG\r\n\x1a\n" + bytes(2000), "binary"),
    "broken.jsonl.gz": (gzip.compress(b'{"title": "Oak"}')[:-9], "cannot be unpacked"),
    "picture.png": (b"\x89PNG\r\n\x1a\n" + bytes(100), "not a format"),
    "prose.txt": (b"Just a line of prose, nothing else.\n", "no titles with abstracts"),
    "number.json": (b"7", "no list of records"),
}


@pytest.fixture
def bad(tmp_path: Path) -> Callable[[str], str]:
    """Make one of the bad files, in the folder where the command runs, and return its name."""

    def make(name: str) -> str:
        content, _ = BAD_FILES[name]
        if content is not None:
            (tmp_path / name).write_bytes(content)
        return name

    return make


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_alone_ends_in_1_and_one_clear_line(run: Run, bad: Callable[[str], str], name: str) -> None:
    done = run("build", bad(name))
    assert (done.code, done.out) == (1, "")
    assert len(done.lines) == 1
    assert done.lines[0].startswith(f"kgbuild: {name}: ")
    assert BAD_FILES[name][1] in done.lines[0]


def test_bad_files_beside_a_good_one_are_named_and_left_out(
    run: Run, bad: Callable[[str], str], papers: Path, tmp_path: Path
) -> None:
    names = [bad(name) for name in BAD_FILES]
    done = run("extract", *names, papers, "-o", "x.jsonl")
    assert done.code == 0
    assert len((tmp_path / "x.jsonl").read_text("utf-8").splitlines()) == 3
    assert [line.split(": ")[1] for line in done.lines if line.startswith("skipped: ")] != []
    for name in names:
        assert sum(line.startswith(f"skipped: {name}: ") for line in done.lines) == 1
    assert len(done.lines) == len(names) + 2
    assert done.lines[-2].startswith("3 records, 3 papers: ")
    # The one that is not there is no file.
    assert done.lines[-1].startswith(f"{len(names) - 1} files left out: 3 .txt, 2 .jsonl, ")


def test_one_broken_line_of_a_thousand_is_named_and_the_others_are_kept(run: Run, tmp_path: Path) -> None:
    lines = [json.dumps({"title": f"Oak number {k}", "abstract": f"We plant BERT, oak {k}."}) for k in range(1, 1001)]
    lines[616] = '{"title": "Oak number 617", "abstract": "We pl'
    (tmp_path / "oaks.jsonl").write_text("\n".join(lines))
    done = run("extract", "oaks.jsonl", "-o", "x.jsonl", "--workers", "1")
    assert done.code == 0
    titles = [json.loads(line)["title"] for line in (tmp_path / "x.jsonl").read_text("utf-8").splitlines()]
    assert titles == [f"Oak number {k}" for k in range(1, 1001) if k != 617]
    assert len(done.lines) == 2
    assert done.lines[0].startswith("skipped: oaks.jsonl#617: not JSON: ")
    assert done.lines[1].startswith("999 records, 999 papers: ")


def test_build_counts_and_names_what_it_skips(run: Run, papers: Path, tmp_path: Path) -> None:
    (tmp_path / "more.jsonl").write_text(papers.read_text("utf-8") + '{"no": "title"}\n[1]\n')
    done = run("build", "more.jsonl", "-o", "out")
    assert done.code == 0
    assert [line for line in done.lines if line.startswith("skipped: ")] == [
        'skipped: more.jsonl#4: no "title"; found: no',
        "skipped: more.jsonl#5: not an object but a list",
    ]
    assert "2 records skipped" in [" ".join(line.split()) for line in done.lines]


def test_of_many_skipped_records_the_first_are_named_and_the_rest_counted(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"title": "Oak"}\n' + '{"no": "title"}\n' * 50)
    lines = run("extract", "x.jsonl").lines
    assert sum(line.startswith("skipped: x.jsonl#") for line in lines) == 20
    assert "skipped: and 30 more" in lines


@pytest.mark.parametrize(
    "record",
    [
        {"title": "Oak", "entities": [{"type": "Tree", "names": ["Oak"]}]},
        {"title": "Oak", "entities": [{"type": "Method"}]},
        {"title": "Oak", "entities": [{"type": "Method", "names": ["Oak"], "confidence": 7}]},
        {"title": "Oak", "entities": 7},
        {"title": "Oak", "entities": [], "urls": [{"kind": "video"}]},
        {"title": ["Oak", "Ash"]},
        {"title": {"en": "Oak"}},
        {"title": "Oak", "abstract": 7},
        {"title": "Oak", "meta": 7},
    ],
)
def test_a_record_of_wrong_form_is_skipped_and_named(run: Run, papers: Path, tmp_path: Path, record: object) -> None:
    (tmp_path / "x.jsonl").write_text(papers.read_text("utf-8") + json.dumps(record) + "\n")
    done = run("extract", "x.jsonl", "-o", "y.jsonl")
    assert done.code == 0
    assert done.lines[0].startswith("skipped: x.jsonl#4: ")
    assert done.lines[1].startswith("3 records, 3 papers: ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["missing.jsonl"],
        ["PAPERS", "--lexicon", "missing.tsv"],
        ["PAPERS", "--model", "missing.zip"],
        ["PAPERS", "--base-iri", "no iri"],
    ],
)
def test_a_build_that_fails_leaves_older_files_as_they_were(
    run: Run, built: Path, papers: Path, read_outputs: ReadOutputs, arguments: list[str]
) -> None:
    shutil.copytree(built, "out")
    done = run("build", *(str(papers) if word == "PAPERS" else word for word in arguments), "-o", "out")
    assert done.code == (2 if "--base-iri" in arguments else 1)
    assert read_outputs(Path("out")) == read_outputs(built)


def test_a_build_that_breaks_off_leaves_each_file_whole(
    built: Path, papers: Path, tmp_path: Path, read_outputs: ReadOutputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    build([str(papers)], out)
    old = read_outputs(out)

    def interrupt(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(views, "write_view", interrupt)
    (tmp_path / "one.jsonl").write_text('{"title": "Shears", "abstract": "We propose Shears."}')
    with pytest.raises(KeyboardInterrupt):
        build([str(tmp_path / "one.jsonl")], out)
    new = read_outputs(out)
    assert list(new) == list(old)
    assert new["graph.html"] == old["graph.html"]
    assert check_graph(out / "graph.ttl") == []


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file.txt"
    with replaced(path) as file:
        file.write(b"old")

    def fail(file: IO[bytes]) -> None:
        file.write(b"half of the n")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), replaced(path) as file:
        fail(file)
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in path.parent.iterdir()] == ["file.txt"]


def test_a_folder_in_place_of_an_output_is_one_clear_line(run: Run, papers: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "graph.ttl").mkdir(parents=True)
    done = run("build", papers, "-o", "out", "--quiet")
    assert done.code == 1
    assert len(done.lines) == 1
    assert done.lines[0].startswith("kgbuild: ")
    assert "graph.ttl" in done.lines[0]


def test_a_file_in_place_of_the_output_folder_is_one_clear_line(run: Run, papers: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    done = run("build", papers, "-o", "out", "--quiet")
    assert done.code == 1
    assert len(done.lines) == 1
    assert "out" in done.lines[0]
    assert (tmp_path / "out").read_text() == "mine"


_texts = st.text(max_size=60) | st.sampled_from(
    [
        "\ud800 half",
        "</script><script>alert(1)</script>",
        "a\x00b",
        "We propose Oak\u2028Net.",
        '"""\\',
        "https://a.b/<x>",
    ]
)
_records = st.fixed_dictionaries(
    {"title": _texts, "abstract": _texts},
    optional={"id": _texts, "doi": _texts, "url": _texts, "venue": _texts, "authors": st.lists(_texts, max_size=2)},
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(_records, min_size=1, max_size=3))
def test_any_records_make_a_graph_that_conforms_or_one_clear_line(
    tmp_path: Path, records: list[dict[str, object]]
) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    try:
        build([str(path)], tmp_path / "out")
    except InputError as error:
        problems, said = [], str(error)
    else:
        problems, said = check_graph(tmp_path / "out"), ""
    assert problems == []
    assert "\n" not in said
    assert not said or "title" in said


def test_records_say_where_a_paper_came_from(papers: Path) -> None:
    found, read = extract([str(papers)])
    assert [item.paper.source for item in found] == [(f"papers.jsonl#{k}",) for k in (1, 2, 3)]
    assert isinstance(read.papers[0], Paper)
