"""Papers come into a build and go out of it, and its files are those of a build of the papers that are there."""

import json
import os
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from incremental_papers import PAPERS, read_set, write_papers

from kgbuild import changing, cli, files, pipeline
from kgbuild.config import Options
from kgbuild.errors import InputError
from kgbuild.graph import check_graph
from kgbuild.incremental.redirects import find_redirects
from kgbuild.summary import Summary

FAST = Options(workers=1)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., dict[str, bytes]]:
    """Return the files of a build of some papers, by their numbers."""
    built: dict[Any, dict[str, bytes]] = {}

    def build(*numbers: int, options: Options = FAST) -> dict[str, bytes]:
        key = numbers, options
        if key not in built:
            place = tmp_path_factory.mktemp("scratch")
            papers = write_papers(place / "papers.jsonl", [PAPERS[number] for number in numbers])
            pipeline.build([papers], place / "out", options=options)
            built[key] = read_set(place / "out")
        return built[key]

    return build


def build(folder: Path, *numbers: int, options: Options = FAST) -> Path:
    """Build some papers, by their numbers, into a folder."""
    papers = write_papers(folder.with_name("first.jsonl"), [PAPERS[number] for number in numbers])
    pipeline.build([papers], folder, options=options)
    return folder


def add(folder: Path, *numbers: int) -> Summary:
    papers = write_papers(folder.with_name("more.jsonl"), [PAPERS[number] for number in numbers])
    return changing.add([papers], folder, reading=FAST)


def remove(folder: Path, *papers: str) -> Summary:
    return changing.remove(papers, folder, reading=FAST)


@pytest.mark.parametrize("workers", [1, 2])
def test_added_papers_give_what_a_build_of_all_gives(
    scratch: Callable[..., dict[str, bytes]], tmp_path: Path, workers: int
) -> None:
    out = build(tmp_path / "out", 0, 1, 2)
    more = [write_papers(tmp_path / f"{number}.jsonl", [PAPERS[number]]) for number in (3, 4, 5, 6)]
    summary = changing.add(more, out, reading=Options(workers=workers))
    assert (summary.papers, summary.cached) == (6, 3)
    assert read_set(out) == scratch(*range(7))
    assert check_graph(out) == []


def test_removed_papers_leave_the_graph_that_there_was(
    scratch: Callable[..., dict[str, bytes]], tmp_path: Path
) -> None:
    out = build(tmp_path / "out", 0, 2, 3)
    add(out, 1, 5)
    summary = remove(out, "HedgeBench: how well do machines trim?", "2401.00002")
    assert (summary.papers, summary.cached) == (3, 3)
    assert read_set(out) == scratch(0, 2, 3)


def test_of_a_paper_all_copies_go_and_nothing_else(scratch: Callable[..., dict[str, bytes]], tmp_path: Path) -> None:
    out = build(tmp_path / "out", *range(7))
    remove(out, "10.1000/lopper.1")
    assert read_set(out) == scratch(1, 2, 3, 5, 6)


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    first=st.sets(st.integers(0, 6), min_size=1, max_size=3),
    steps=st.lists(st.sets(st.integers(0, 6), min_size=1, max_size=3), min_size=1, max_size=3),
)
def test_any_papers_in_any_order_give_what_a_build_gives(
    scratch: Callable[..., dict[str, bytes]], tmp_path_factory: pytest.TempPathFactory, first: set[int], steps: Any
) -> None:
    there = sorted(first)
    out = build(tmp_path_factory.mktemp("any") / "out", *there)
    for step in steps:
        gone = [number for number in there if number in step]
        new = sorted(step - set(there))
        if new:
            add(out, *new)
            there += new
        together = {0, 4} if {0, 4} & set(gone) else set()  # copies of one paper
        left = [number for number in there if number not in {*gone, *together}]
        if gone and left:
            remove(out, *dict.fromkeys(f"all#{number}" for number in gone))
            there = left
    assert read_set(out) == scratch(*there)


def test_corrections_and_options_of_the_build_hold(
    scratch: Callable[..., dict[str, bytes]], tmp_path: Path, curation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = tmp_path / f"names-{tmp_path.name}.tsv"  # lists are kept by their path, also those of other tests
    names.write_text("name\ttype\thedge\nhedge\tDataset\t\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    asked = Options(
        workers=1, curation=Path(curation.name), lexicon=Path(names.name), min_confidence=0.4, title="Gardens",
        base_iri="https://example.org/", profiles=("schema",), licence="CC-BY-4.0", annotated=True, abstracts=False,
    )  # fmt: skip
    out = build(tmp_path / "out", 0, 3, options=asked)
    monkeypatch.chdir("/")
    add(out, 1, 5)
    monkeypatch.chdir(tmp_path)
    assert read_set(out) == scratch(0, 3, 1, 5, options=asked)
    assert b"graph network" in (out / "graph.ttl").read_bytes()
    remove(out, "own-1")
    assert read_set(out) == scratch(3, 1, 5, options=asked)


def test_adding_again_changes_nothing(tmp_path: Path) -> None:
    out = build(tmp_path / "out", 0, 1)
    add(out, 3)
    before = read_set(out), (out / ".kgbuild" / "papers.jsonl").read_bytes()
    assert add(out, 3, 0).records == 3
    assert (read_set(out), (out / ".kgbuild" / "papers.jsonl").read_bytes()) == before


def test_records_of_other_tools_come_in_as_they_are(tmp_path: Path) -> None:
    record = {"title": "On saws", "abstract": "SawNet saws.", "source": ["s#1"]}
    record |= {"entities": [{"type": "Method", "names": ["SawNet"]}]}
    paper = write_papers(tmp_path / "paper.jsonl", PAPERS[:1])
    saws = tmp_path / "saws.jsonl"
    saws.write_text(json.dumps(record) + "\n{}\n", encoding="utf-8")
    pipeline.build([paper, str(saws)], tmp_path / "all", options=FAST)
    pipeline.build([str(saws)], tmp_path / "out", options=FAST)
    changing.add([paper], tmp_path / "out", reading=FAST)
    pipeline.build([str(saws), paper], tmp_path / "scratch", options=FAST)
    assert read_set(tmp_path / "out") == read_set(tmp_path / "scratch")
    facts = [(folder / "graph.ttl").read_bytes() for folder in (tmp_path / "all", tmp_path / "out")]
    assert facts[0].splitlines()[:-1] == facts[1].splitlines()[:-1]


def count_steps(real: Callable[..., Any], left: list[int]) -> Callable[..., Any]:
    def call(*given: Any, **named: Any) -> Any:
        if left[0] == 0:
            os._exit(9)
        left[0] -= 1
        return real(*given, **named)

    return call


def dying(work: Callable[[], object], steps: int) -> bool:
    """Do something in a fork that dies before so many steps that change files; tell whether it died."""
    child = os.fork()
    if not child:
        left = [steps]
        for name in ("replace", "unlink", "link", "mkdir"):
            setattr(os, name, count_steps(getattr(os, name), left))
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.mark.parametrize("change", ["add", "remove"])
def test_killed_anywhere_it_is_completed_or_was_not_begun(
    scratch: Callable[..., dict[str, bytes]], tmp_path: Path, change: str
) -> None:
    older, newer = ((0, 1, 3), (0, 1, 3, 5)) if change == "add" else ((0, 1, 3), (0, 3))
    sets = scratch(*older), scratch(*newer)
    work = {"add": lambda out: add(out, 5), "remove": lambda out: remove(out, "2401.00002")}[change]
    first = build(tmp_path / "first", *older)
    died, outcomes = True, set()
    steps = 0
    while died:
        out = tmp_path / f"out{steps}"
        shutil.copytree(first, out)
        died = dying(lambda: work(out), steps)  # noqa: B023
        files.settle(out)  # as whoever reads it does
        assert read_set(out) in sets
        outcomes.add(sets.index(read_set(out)))
        if read_set(out) == sets[0]:
            work(out)
        assert read_set(out) == sets[1]
        steps += 4
    assert outcomes == {0, 1}
    remove(out, "own-1")  # its papers are those of its files
    kept = sorted(path.name for path in (out / ".kgbuild").iterdir())
    assert kept == [".gitignore", "build.json", "evidence.index", "extractions.sqlite", "papers.jsonl"]


@pytest.fixture
def built(tmp_path: Path) -> Path:
    return build(tmp_path / "out", 0, 1, 3, 5)


@pytest.mark.parametrize(
    "name",
    [
        "IRI",
        "10.1000/LOPPER.1",
        "https://doi.org/10.1000/lopper.1",
        "own-1",
        "all#0",
        "lopper: a graph neural network for TREE pruning",
    ],
)
def test_a_paper_has_many_names(scratch: Callable[..., dict[str, bytes]], built: Path, name: str) -> None:
    if name == "IRI":
        (name,) = re.findall(
            r"<(https://[^>]*/paper/[^>]*)> a [^.]*?Lopper: a", (built / "graph.ttl").read_text("utf-8")
        )
    remove(built, name)
    assert read_set(built) == scratch(1, 3, 5)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["Lopper"], 'no paper "Lopper" in it; did you mean "Lopper: a graph neural network for tree pruning" or '),
        (["own-1", "nothing of the kind"], 'no paper "nothing of the kind" in it; give its IRI, DOI'),
        ([""], 'no paper "" in it; give its IRI'),
        (["https://example.org/paper/none"], "no paper"),
        (["own-1", "2401.00002", "10.1000/hedgebench", "all#3"], "no paper would stay; delete the folder instead"),
    ],
)
def test_a_name_of_no_paper_changes_nothing(built: Path, names: Sequence[str], told: str) -> None:
    before = read_set(built)
    with pytest.raises(InputError) as raised:
        remove(built, *names)
    assert told in str(raised.value)
    assert read_set(built) == before


def test_a_name_of_several_papers_is_told_with_all_of_them(tmp_path: Path) -> None:
    papers = [{"title": "Editorial", "abstract": f"We thank {name}.", "id": name} for name in ("Ada", "Ben")]
    path = tmp_path / "papers.jsonl"
    path.write_text("".join(json.dumps(paper) + "\n" for paper in papers), encoding="utf-8")
    pipeline.build([str(path)], tmp_path / "out", options=FAST)
    with pytest.raises(
        InputError, match=r'"editorial" is any of 2 papers: editorial.* \("Editorial"\).*; give its IRI'
    ):
        remove(tmp_path / "out", "editorial")
    assert remove(tmp_path / "out", "Ben").papers == 1


def break_papers(folder: Path, change: Callable[[bytes], bytes]) -> None:
    path = folder / ".kgbuild" / "papers.jsonl"
    path.write_bytes(change(path.read_bytes()))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda content: content[:-30], "cannot be used"),
        (lambda content: b"".join(content.splitlines(keepends=True)[:-1]), "cannot be used (not whole)"),
        (lambda content: b"".join(content.splitlines(keepends=True)[2:]), "not written by this version"),
        (lambda content: content.replace(b'"title"', b'"titel"', 1), "cannot be used"),
        (lambda _: b"[" * 100_000, "cannot be used"),
        (lambda _: b"\xff\x00", "cannot be used"),
        (lambda content: content.replace(b'"kgbuild":"', b'"kgbuild":"0.0.1-', 1), "built by kgbuild 0.0.1-"),
        (lambda content: content.replace(b'"build":"', b'"build":"00', 1), "is of another build than the papers"),
    ],
)
def test_papers_that_cannot_be_used_are_told_and_change_nothing(
    built: Path, change: Callable[[bytes], bytes], told: str
) -> None:
    before = read_set(built)
    break_papers(built, change)
    with pytest.raises(InputError) as raised:
        remove(built, "own-1")
    assert told in str(raised.value)
    assert "build again" in str(raised.value)
    assert read_set(built) == before


def test_a_folder_that_knows_no_papers_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no such folder; give that of a build with -o"):
        add(tmp_path / "none", 0)
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"does not tell what papers it was built of .*; build again, with all papers"):
        remove(tmp_path / "empty", "own-1")
    assert list((tmp_path / "empty").iterdir()) == []


def test_what_the_build_is_named_by_leads_on(tmp_path: Path) -> None:
    spelt = {"title": "Short", "abstract": "We use BERT.", "entities": [{"type": "Method", "names": ["BERT"]}]}
    longer = {"title": "Long", "abstract": "", "entities": [{"type": "Method", "names": ["BERT-X", "BERT"]}]}
    paths = []
    for name, records in (("one", [spelt]), ("two", [longer | {"title": f"Long {n}"} for n in "abcd"])):
        paths.append(tmp_path / f"{name}.jsonl")
        paths[-1].write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    out = tmp_path / "out"
    pipeline.build([str(paths[0])], out, options=FAST)
    assert not (out / "redirects.tsv").exists()
    changing.add([str(paths[1])], out, reading=FAST)
    head, *rows = (out / "redirects.tsv").read_text("utf-8").splitlines()
    assert head == "old_iri\tnew_iri"
    iris = [row.split("\t") for row in rows]
    assert len(iris) <= 1
    remove(out, "Long a", "Long b", "Long c", "Long d")
    again = dict(row.split("\t") for row in (out / "redirects.tsv").read_text("utf-8").splitlines()[1:])
    assert not {old for old, _ in iris} & set(again)


@pytest.mark.parametrize(
    ("before", "after", "leads", "expected"),
    [
        ({"a": ("A",)}, {"a": ("A",)}, {}, {}),
        ({"a": ("A",)}, {"b": ("B", "A")}, {}, {"a": "b"}),
        ({"a": ("A", "X")}, {"b": ("B", "X")}, {}, {"a": "b"}),
        ({"a": ("A",)}, {"b": ("B",)}, {}, {}),
        ({"a": ("A",)}, {"b": ("B", "A"), "c": ("C", "A")}, {}, {}),
        ({"a": ("A", "X")}, {"b": ("B", "A", "X"), "c": ("C", "A")}, {}, {"a": "b"}),
        ({"b": ("B",)}, {"c": ("B",)}, {"a": "b"}, {"a": "c", "b": "c"}),
        ({"b": ("B",)}, {"b": ("B",)}, {"a": "b"}, {"a": "b"}),
        ({"b": ("B",)}, {"a": ("B",)}, {"a": "b"}, {"b": "a"}),
        ({"b": ("B",)}, {"d": ("D",)}, {"a": "b"}, {}),
    ],
)
def test_an_iri_leads_to_the_thing_that_has_its_names(
    before: dict[str, tuple[str, ...]], after: dict[str, tuple[str, ...]], leads: dict[str, str], expected: object
) -> None:
    assert find_redirects(before, after, leads) == expected


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Run a command; return its exit status and what it said."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")

    def run_command(*arguments: str | Path) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["kgbuild", *map(str, arguments)])
        try:
            code = cli.main()
        except SystemExit as end:
            code = end.code
        return int(code or 0), capsys.readouterr().err  # type: ignore[call-overload]

    return run_command


def test_the_commands_tell_what_they_did(run: Callable[..., tuple[int, str]], built: Path, tmp_path: Path) -> None:
    more = write_papers(tmp_path / "more.jsonl", [PAPERS[6]])
    code, said = run("add", more, "-o", built)
    assert code == 0
    assert "4 of 5 papers came from the cache" in " ".join(said.split())
    assert f"wrote {built}/graph.ttl" in said
    assert run("remove", "own-7", "-o", built, "--quiet") == (0, "")
    code, said = run("remove", "own-7", "-o", built)
    assert (code, said.count("\n")) == (1, 1)
    assert 'no paper "own-7" in it' in said
    code, said = run("build", more, "-o", built, "--no-cache")
    assert "cache" not in said
    assert run("add", built / "extractions.jsonl", "-o", built)[0] == 2
