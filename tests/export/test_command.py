import hashlib
import importlib.metadata
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hard_graph import QUOTE

from kgbuild import cli
from kgbuild.export import FORMATS, export_graph
from kgbuild.vocabulary import BIBO, DCTERMS, DEFAULT_BASE, KG, RDF

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., tuple[int, bytes, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> Run:
    """Run `kgbuild export` in this process, in an empty folder: exit status, output, messages."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")

    def run_export(*arguments: str | Path) -> tuple[int, bytes, str]:
        monkeypatch.setattr(sys, "argv", ["kgbuild", "export", *map(str, arguments)])
        try:
            code: Any = cli.main()
        except SystemExit as end:
            code = end.code
        said = capsysbinary.readouterr()
        return code or 0, said.out, said.err.decode()

    return run_export


def contents(path: Path) -> dict[str, bytes]:
    if path.is_file():
        return {"": path.read_bytes()}
    return {str(file.relative_to(path)): file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()}


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_is_written_and_proven(run: Run, hard: Path, form: str) -> None:
    code, out, err = run(hard, "--format", form, "-o", "deep/out")
    assert (code, out) == (0, b"")
    (line,) = [line for line in err.splitlines() if not line.startswith("note: ")]
    assert line.startswith("wrote deep/out: ")
    assert line.endswith(": equal")
    assert "nodes, " in line
    assert contents(Path("deep/out"))
    assert [path.name for path in Path("deep").iterdir()] == ["out"]


def test_the_summary_says_how_many_nodes_and_edges_and_who_read_them_back(run: Run, hard: Path) -> None:
    _, _, err = run(hard, "--format", "json", "-o", "out.json")
    version = importlib.metadata.version("networkx")
    assert err == f"wrote out.json: 25 nodes, 25 edges, read back by networkx {version}: equal\n"


def test_quiet_says_nothing(run: Run, hard: Path) -> None:
    assert run(hard, "--format", "csv", "-o", "out", "--quiet") == (0, b"", "")


def test_without_an_output_the_file_goes_to_standard_output(run: Run, hard: Path) -> None:
    for arguments in ((), ("-o", "-")):
        code, out, err = run(hard, "--format", "cytoscape", *arguments)
        assert code == 0
        assert len(json.loads(out)["elements"]["nodes"]) == 25
        assert err.endswith(": equal\n")


def test_characters_that_xml_cannot_hold_are_counted_for_the_user(run: Run, belled: Path) -> None:
    _, _, err = run(belled, "--format", "gexf", "-o", "out.gexf")
    note = err.splitlines()[0]
    assert note.startswith("note: ")
    assert "characters that XML cannot hold were left out: U+0007, U+000B, U+001E, U+001F" in note


@pytest.mark.parametrize("form", FORMATS)
def test_no_quotes_and_no_evidence_leave_no_text_of_abstracts(tmp_path: Path, hard: Path, form: str) -> None:
    def texts(path: Path) -> str:
        if form == "parquet":
            import pyarrow.parquet

            return str(
                [pyarrow.parquet.read_table(path / name).to_pylist() for name in ("nodes.parquet", "edges.parquet")]
            )
        return "".join(data.decode() for data in contents(path).values())

    word = "Nobody"  # the quotes begin with it, and nothing else has it
    assert word in QUOTE
    export_graph(hard, tmp_path / "all", form)
    facts_only = form in {"ttl", "nt", "jsonld", "rdfxml"}
    assert (word in texts(tmp_path / "all")) is not facts_only
    export_graph(hard, tmp_path / "quoteless", form, quotes=False)
    assert word not in texts(tmp_path / "quoteless")
    export_graph(hard, tmp_path / "bare", form, evidence=False)
    assert word not in texts(tmp_path / "bare")
    assert "0.9375" not in texts(tmp_path / "bare")
    assert ("0.9375" in texts(tmp_path / "quoteless")) is not facts_only


def test_facts_only_formats_are_the_same_with_and_without_evidence(tmp_path: Path, hard: Path) -> None:
    for form in ("ttl", "nt", "jsonld", "rdfxml"):
        export_graph(hard, tmp_path / "one", form)
        export_graph(hard, tmp_path / "other", form, evidence=False)
        assert contents(tmp_path / "one") == contents(tmp_path / "other")


def test_a_file_of_quads_goes_round(tmp_path: Path, hard: Path) -> None:
    export_graph(hard, tmp_path / "one.nq", "nq")
    export_graph(tmp_path / "one.nq", tmp_path / "other.nq", "nq")
    assert contents(tmp_path / "one.nq") == contents(tmp_path / "other.nq")
    export_graph(tmp_path / "one.nq", tmp_path / "bare.nq", "nq", evidence=False)
    export_graph(hard, tmp_path / "bare.nt", "nt")
    assert contents(tmp_path / "bare.nq") == contents(tmp_path / "bare.nt")
    export_graph(tmp_path / "one.nq", tmp_path / "network.json", "json", evidence=False)
    assert "0.9375" not in (tmp_path / "network.json").read_text("utf-8")


def test_other_hash_seeds_and_processes_give_the_same_bytes(belled: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from kgbuild.export import FORMATS, export_graph\n"
        "for form in FORMATS: export_graph(Path(sys.argv[1]), Path(sys.argv[2]) / form, form)"
    )
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
        command = [sys.executable, "-c", program, str(belled), str(tmp_path / seed)]
        subprocess.run(command, env=environment, check=True, cwd=tmp_path)
    one, other = contents(tmp_path / "1"), contents(tmp_path / "2")
    assert len(one) > len(FORMATS)
    assert [name for name in one | other if one.get(name) != other.get(name)] == []


def test_blank_nodes_get_the_same_names_every_time(tmp_path: Path) -> None:
    text = (
        "@prefix kg: <https://w3id.org/kgbuild/ontology#> .\n"
        "<x:p> a kg:Paper ; kg:usesMethod [ a kg:Method ; <x:part> [ <x:n> 1 ] ] .\n"
    )
    (tmp_path / "graph.ttl").write_text(text)
    for form in ("ttl", "nt", "nq", "trig", "jsonld"):
        export_graph(tmp_path / "graph.ttl", tmp_path / f"one.{form}", form)
        export_graph(tmp_path / "graph.ttl", tmp_path / f"other.{form}", form)
        assert contents(tmp_path / f"one.{form}") == contents(tmp_path / f"other.{form}")


def test_a_new_export_replaces_an_old_one_of_another_graph_and_leaves_other_files(tmp_path: Path, hard: Path) -> None:
    output = tmp_path / "out"
    (output / "load").mkdir(parents=True)
    for name in ("mine.txt", "load/mine.csv"):
        (output / name).write_text("mine")
    export_graph(hard, output, "neo4j")
    written = contents(output)
    graph = tmp_path / "other.ttl"
    graph.write_text(
        f"@prefix kg: <{KG}> . <http://a/p> a kg:Paper ; kg:usesMethod <http://a/m> . <http://a/m> a kg:Method ."
    )
    export_graph(graph, output, "neo4j")
    gone = written.keys() - contents(output).keys()
    assert {name.partition("/")[0] for name in gone} == {"load"}
    assert (output / "load" / "mine.csv").read_text() == (output / "mine.txt").read_text() == "mine"
    export_graph(hard, output, "neo4j")
    assert contents(output) == written


def test_exports_of_several_formats_lie_in_one_folder_and_take_nothing_away(tmp_path: Path, hard: Path) -> None:
    output = tmp_path / "out"
    (output / "Methods").mkdir(parents=True)
    (output / "Methods" / "mine.csv").write_text("mine")
    forms = [name for name, form in FORMATS.items() if form.folder]
    expected = {"Methods/mine.csv": b"mine"}
    for form in forms:
        export_graph(hard, tmp_path / form, form)
        expected |= contents(tmp_path / form)
    for _ in range(2):
        for form in forms:
            export_graph(hard, output, form)
    found = contents(output)
    assert {form: set(files) for form, files in json.loads(found.pop(".kgbuild/exports.json")).items()} == {
        form: contents(tmp_path / form).keys() - {".kgbuild/exports.json"} for form in forms
    }
    assert found == {name: content for name, content in expected.items() if name != ".kgbuild/exports.json"}


@pytest.mark.parametrize(
    "listed",
    [
        "[]",
        "{",
        '{"csv": ["mine.txt"]}',
        '{"csv": {"mine.txt": 7, "nodes.csv": null}}',
        '{"csv": {"../mine.txt": "DIGEST", "sub/../../mine.txt": "DIGEST", "ABSOLUTE": "DIGEST"}}',
        '{"csv": {"link": "DIGEST", "mine.txt": "another"}, "neo4j": {"mine.txt": "DIGEST"}}',
    ],
)
def test_a_list_that_no_export_wrote_takes_nothing_away(tmp_path: Path, hard: Path, listed: str) -> None:
    output = tmp_path / "out"
    (output / ".kgbuild").mkdir(parents=True)
    for file in (tmp_path / "mine.txt", output / "mine.txt"):
        file.write_text("mine")
    (output / "link").symlink_to("mine.txt")
    listed = listed.replace("DIGEST", hashlib.sha256(b"mine").hexdigest())
    listed = listed.replace("ABSOLUTE", str(tmp_path / "mine.txt"))
    (output / ".kgbuild" / "exports.json").write_text(listed)
    export_graph(hard, output, "csv")
    assert (tmp_path / "mine.txt").read_text() == (output / "mine.txt").read_text() == "mine"
    assert (output / "link").is_symlink()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--format", "xls", "-o", "out"), 2, "--format xls: not known; formats: ttl, nt, nq"),
        (("--format", "csv"), 2, "--format csv: writes several files; give a folder with -o FOLDER"),
        (("--format", "json", "-o", "."), 1, "is a folder; give a file"),
        (("--format", "csv", "-o", "file"), 1, "is a file; this format needs a folder"),
        (("--format", "json", "-o", "file/out.json"), 1, "file"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(
    run: Run, hard: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    Path("file").write_text("x")
    found, out, err = run(hard, *arguments)
    assert (found, out) == (code, b"")
    assert err.count("\n") == 1
    assert err.startswith("kgbuild: ")
    assert said in err
    assert sorted(path.name for path in Path().iterdir()) == ["file"]


def test_a_missing_graph_is_told(run: Run) -> None:
    code, _, err = run("nowhere", "--format", "ttl", "-o", "out")
    assert (code, err.count("\n")) == (1, 1)
    assert "nowhere: no such file" in err


def test_a_missing_extra_is_named(run: Run, hard: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.metadata.version

    def version(name: str) -> str:
        if name == "pyarrow":
            raise importlib.metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    code, _, err = run(hard, "--format", "parquet", "-o", "out")
    assert code == 2
    assert (
        err == "kgbuild: --format parquet: pyarrow is not installed; install it with: pip install 'kgbuild[parquet]'\n"
    )


def test_a_property_that_xml_cannot_name_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "g.ttl").write_text(f"<x:a> a <{KG}Paper> ; <http://x/100> <x:b> .\n")
    code, _, err = run("g.ttl", "--format", "rdfxml", "-o", "out")
    assert (code, err.count("\n")) == (1, 1)
    assert "property http://x/100 cannot be a name in XML; export as ttl or jsonld" in err


def test_triples_about_triples_are_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "g.ttl").write_text(f"<x:a> a <{KG}Paper> ; <x:b> <<( <x:a> <x:b> <x:c> )>> .\n")
    code, _, err = run("g.ttl", "--format", "ttl", "-o", "out")
    assert (code, err.count("\n")) == (1, 1)
    assert "RDF 1.2" in err


def test_a_graph_of_ours_without_papers_makes_whole_files(run: Run, tmp_path: Path) -> None:
    (tmp_path / "g.ttl").write_text(f'<x:graph> <{KG}measure> "F1" .')
    for form in FORMATS:
        code, _, err = run("g.ttl", "--format", form, "-o", form)
        assert code == 0, (form, err)
        assert "0 nodes, 0 edges" in err


@pytest.mark.parametrize("text", ["", "<x:a> <http://purl.org/dc/terms/title> 'Not of ours' ."])
@pytest.mark.parametrize("form", FORMATS)
def test_a_file_that_is_no_graph_of_ours_is_told(run: Run, tmp_path: Path, form: str, text: str) -> None:
    (tmp_path / "g.ttl").write_text(text)
    code, _, err = run("g.ttl", "--format", form, "-o", "out")
    assert (code, err.count("\n")) == (1, 1)
    assert err.startswith("kgbuild: g.ttl: no graph of ours: ")
    assert not (tmp_path / "out").exists()


def test_a_difference_is_exit_1_and_a_list(run: Run, hard: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kgbuild.cli import exporting
    from kgbuild.export import json_networks

    # In this process: a child that is no fork would not have the fault.
    monkeypatch.setattr(exporting, "run_child", lambda function, *given, **_: function(*given))
    monkeypatch.setattr(json_networks, "_node", lambda node: {"labels": node.labels})
    code, out, err = run(hard, "--format", "json", "-o", "out.json")
    assert (code, out) == (1, b"")
    lines = err.splitlines()
    assert "nodes of type Method: 21 in both, but what they hold differs" in lines
    assert lines[-1].startswith("kgbuild: --format json: read back by networkx")
    assert not Path("out.json").exists()


def test_docs_name_every_format() -> None:
    text = (ROOT / "docs" / "export.md").read_text("utf-8")
    assert [name for name in FORMATS if f"`{name}`" not in text] == []


def test_json_ld_gives_creators_in_the_papers_order(tmp_path: Path) -> None:
    graph = tmp_path / "graph.ttl"
    graph.write_text(
        f"""@prefix kg: <{KG}> . @prefix bibo: <{BIBO}> . @prefix dcterms: <{DCTERMS}> . @prefix rdf: <{RDF}> .
        <{DEFAULT_BASE}paper/one> a kg:Paper ; dcterms:title "One" ; dcterms:creator "Ada Elm", "Wei Ash", "Zoe Oak" ;
            bibo:authorList <{DEFAULT_BASE}paper/one#authors> .
        <{DEFAULT_BASE}paper/one#authors> a rdf:Seq ; rdf:_1 "Zoe Oak" ; rdf:_2 "Wei Ash" ; rdf:_10 "Ada Elm" ."""
    )
    export_graph(graph, tmp_path / "graph.jsonld", "jsonld")
    (paper, _) = json.loads((tmp_path / "graph.jsonld").read_text())["@graph"]
    assert paper["creator"] == ["Zoe Oak", "Wei Ash", "Ada Elm"]
