"""What scripts may rely on: the commands and their options, what goes where, and exit codes."""

import csv
import io
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kgbuild import __version__

Run = Callable[..., Any]
ROOT = str(Path(__file__).parents[2])
COMMANDS = ["build", "extract", "evaluate", "check", "explain", "query", "ask", "view", "demo", "train", "review"]
OPTIONS = {
    "build": [
        "--extractor",
        "--lexicon",
        "--curation",
        "--min-confidence",
        "--base-iri",
        "--no-abstract",
        "--no-quotes",
        "--workers",
        "--quiet",
    ],
    "extract": [
        "--output",
        "--extractor",
        "--lexicon",
        "--min-confidence",
        "--no-abstract",
        "--no-quotes",
        "--workers",
        "--quiet",
    ],
    "evaluate": ["--json"],
    "check": ["--quiet"],
    "query": ["-f", "-q", "--format", "--param", "--list"],
    "view": ["--output", "--no-quotes", "--no-evidence"],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_that_ends_in_an_example(run: Run, command: str) -> None:
    done = run(command, "--help")
    assert done.code == 0
    assert done.err == ""
    end = " ".join(done.out.split("Example: ")[-1].split())
    assert end.startswith(f"kgbuild {command} ") or end == f"kgbuild {command}"
    assert all(option in done.out for option in OPTIONS.get(command, []))


def test_the_help_of_all_lists_each_command_and_ends_in_an_example(run: Run) -> None:
    done = run("--help")
    assert done.code == 0
    assert all(f" {command} " in done.out for command in COMMANDS)
    assert "Example: kgbuild build" in done.out.strip().splitlines()[-1]


def test_no_command_is_wrong_use_and_shows_the_help(run: Run) -> None:
    done = run()
    assert done.code == 2
    assert "Example: kgbuild build" in done.out + done.err


def test_the_version_is_told(run: Run) -> None:
    assert run("--version").out == f"kgbuild {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        "sing",
        "build",
        "build papers.jsonl --workers 0",
        "build papers.jsonl --workers many",
        "build papers.jsonl --min-confidence 1.5",
        "build papers.jsonl --min-confidence high",
        "build papers.jsonl --loud",
        "build papers.jsonl --base-iri nowhere",
        "extract",
        "evaluate gold.jsonl",
        "check",
        "query",
        "query BUILT",
        "query BUILT entities -q ASK{}",
        "query BUILT entities --format sausage",
        "query BUILT no-such-query",
        "query BUILT entities --param method",
        "query BUILT entities --param =BERT",
        "query BUILT entities --param method=BERT",
        "query BUILT most-used --param least=many",
        "query BUILT -q ASK{} --param method=BERT",
        "query BUILT -q SELECT",
        "view",
    ],
)
def test_wrong_use_ends_in_2_and_says_why_on_standard_error(run: Run, built: Path, arguments: str) -> None:
    done = run(*(str(built) if word == "BUILT" else word for word in shlex.split(arguments)))
    assert done.code == 2
    assert done.err.strip()
    assert done.out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        "build missing.jsonl",
        "extract missing.jsonl",
        "evaluate missing.jsonl missing.jsonl",
        "check missing",
        "query missing entities",
        "query BUILT -f missing.rq",
        "view missing",
        "build PAPERS --lexicon missing.tsv",
        "build PAPERS --model missing.zip",
        "train missing.jsonl",
        "train PAPERS",
    ],
)
def test_what_cannot_be_read_ends_in_1_and_one_line(run: Run, built: Path, papers: Path, arguments: str) -> None:
    places = {"BUILT": str(built), "PAPERS": str(papers)}
    done = run(*(places.get(word, word) for word in shlex.split(arguments)))
    assert done.code == 1
    assert done.out == ""
    assert len(done.lines) == 1
    assert done.lines[0].startswith("kgbuild: ")


def test_records_go_to_standard_output_and_the_account_to_standard_error(run: Run, papers: Path) -> None:
    done = run("extract", papers)
    assert done.code == 0
    records = [json.loads(line) for line in done.out.splitlines()]
    assert [record["title"][:6] for record in records] == ["Lopper", "Shears", "On doi"]
    assert done.lines[-1].startswith("3 records, 3 papers: ")
    keys = [
        "id",
        "title",
        "abstract",
        "source",
        "meta",
        "extractor",
        "entities",
        "urls",
        "relations",
        "results",
        "kinds",
    ]
    assert list(records[0]) == keys
    assert records[0]["source"] == ["papers.jsonl#1"]
    assert records[0]["meta"] == {"authors": ["Ada Oak", "Ben Ash"], "year": 2024, "doi": "10.1000/lopper.1"}


def test_records_are_utf_8_whatever_the_terminal_takes(apart: Run, tmp_path: Path) -> None:
    (tmp_path / "金.jsonl").write_text('{"title": "金 ∞ trees", "entities": []}', encoding="utf-8")
    done = apart("extract", "金.jsonl", "missing-金.jsonl", folder=tmp_path, PYTHONIOENCODING="latin-1")
    assert done.code == 0
    assert json.loads(done.out)["title"] == "金 ∞ trees"
    assert "Traceback" not in done.err


def test_quiet_says_nothing_and_changes_no_data(run: Run, papers: Path) -> None:
    loud, quiet = run("extract", papers), run("extract", papers, "--quiet")
    assert quiet.err == ""
    assert quiet.out == loud.out
    done = run("build", papers, "-o", "out", "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_build_says_what_it_read_found_and_wrote(run: Run, papers: Path, tmp_path: Path) -> None:
    done = run("build", papers, "-o", "out")
    assert done.code == 0
    assert done.out == ""
    said = [" ".join(line.split()) for line in done.lines]
    assert {"3 records read", "3 papers", "1 papers with nothing found", "0 records skipped"} <= set(said)
    assert any(line.endswith(" methods") for line in said)
    assert any(line.endswith(" statements") for line in said)
    files = ("graph.ttl", "evidence.ttl", "graph.html", "report.html", "extractions.jsonl", "aliases.tsv")
    assert said[-1] == "wrote " + ", ".join(f"out/{name}" for name in files)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        ".kgbuild", "aliases.tsv", "evidence.ttl", "extractions.jsonl", "graph.html", "graph.ttl", "report.html",
    ]  # fmt: skip


def test_papers_come_from_standard_input(run: Run, papers: Path) -> None:
    from_file = run("extract", papers, "--quiet").out
    done = run("extract", "-", "--quiet", stdin=papers.read_bytes())
    assert done.out == from_file.replace("papers.jsonl#", "stdin#")


def test_papers_come_from_folders_and_patterns(run: Run, papers: Path) -> None:
    from_file = run("extract", papers, "--quiet").out
    assert run("extract", papers.parent, "--quiet").out == from_file
    assert run("extract", f"{papers.parent}/*.json*", "--quiet").out == from_file


def test_a_users_list_names_what_the_graph_then_holds(run: Run, papers: Path, tmp_path: Path) -> None:
    (tmp_path / "names.tsv").write_text("name\ttype\nsaws\tDataset\n")
    done = run("extract", papers, "--quiet", "--lexicon", "names.tsv")
    first = json.loads(done.out.splitlines()[0])
    assert ["saws"] in [entity["names"] for entity in first["entities"] if entity["type"] == "Dataset"]


def test_a_higher_confidence_keeps_less(run: Run, papers: Path) -> None:
    counts = []
    for floor in ("0", "0.9", "1"):
        records = map(json.loads, run("extract", papers, "--min-confidence", floor).out.splitlines())
        found = [thing for record in records for thing in record["entities"] + record["urls"]]
        assert all(thing["confidence"] >= float(floor) for thing in found)
        counts.append(len(found))
    assert counts[0] > counts[1] > counts[2]


def test_a_base_iri_begins_every_iri_of_papers_and_things(run: Run, papers: Path, tmp_path: Path) -> None:
    assert run("build", papers, "-o", "out", "--base-iri", "https://example.org/g").code == 0
    for name in ("graph.ttl", "evidence.ttl"):
        text = (tmp_path / "out" / name).read_text("utf-8")
        assert "<https://example.org/g/paper/" in text
        assert "w3id.org/kgbuild/id/" not in text


def test_evaluate_shows_its_figures_and_gives_them_as_json(run: Run, papers: Path, tmp_path: Path) -> None:
    (tmp_path / "found.jsonl").write_text(run("extract", papers, "--quiet").out, encoding="utf-8")
    shown = run("evaluate", "found.jsonl", "found.jsonl")
    assert shown.code == 0
    assert shown.err.startswith("warning: found.jsonl holds the annotations of found.jsonl")
    assert shown.out.startswith("named (Method+Dataset+Benchmark)   P 1.000  R 1.000  F1 1.000")
    figures = json.loads(run("evaluate", "found.jsonl", "found.jsonl", "--json").out)
    assert figures["everything"]["f1"] == 1
    assert len(figures) == len(shown.out.splitlines())


def test_records_that_were_extractions_already_are_told_and_so_is_evaluating_them(
    run: Run, papers: Path, tmp_path: Path
) -> None:
    gold = {
        "title": "Nobody prunes",
        "abstract": "Lopper beats OakNet.",
        "entities": [{"type": "Method", "names": ["Lopper"]}],
    }
    (tmp_path / "gold.jsonl").write_text(json.dumps(gold), encoding="utf-8")
    done = run("extract", tmp_path / "gold.jsonl", "-o", tmp_path / "one.jsonl")
    assert "the record was an extraction already and was taken over" in done.lines
    assert run("extract", tmp_path / "gold.jsonl", "-o", tmp_path / "one.jsonl", "--quiet").err == ""
    done = run("extract", tmp_path / "gold.jsonl", papers, "-o", tmp_path / "all.jsonl")
    assert "1 of 4 records was an extraction already and was taken over" in done.lines
    done = run("build", tmp_path / "all.jsonl", "-o", tmp_path / "built")
    assert "4 of 4 records were extractions already and were taken over" in done.lines
    scored = run("evaluate", tmp_path / "gold.jsonl", tmp_path / "one.jsonl")
    assert scored.code == 0
    assert [line for line in scored.lines if line.startswith("warning: ") and "one.jsonl holds the annotations" in line]
    assert "F1 1.000" in scored.out
    assert run("evaluate", tmp_path / "one.jsonl", tmp_path / "all.jsonl").err == ""


def test_evaluate_names_the_line_that_is_no_record(run: Run, tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text('{"title": "Oak"}\n{"title": \n')
    done = run("evaluate", "gold.jsonl", "gold.jsonl")
    assert done.code == 1
    assert len(done.lines) == 1
    assert "gold.jsonl, line 2" in done.lines[0]


def test_check_passes_what_build_writes(run: Run, built: Path) -> None:
    done = run("check", built)
    assert (done.code, done.out) == (0, "")
    assert done.lines[-1].endswith("conforms")
    assert run("check", built, "--quiet").err == ""


def test_check_ends_in_1_with_a_line_for_each_problem(run: Run, built: Path, tmp_path: Path) -> None:
    text = (built / "graph.ttl").read_text("utf-8")
    assert "kg:proposesMethod" in text
    (tmp_path / "graph.ttl").write_text(text.replace("kg:proposesMethod", "kg:dreamsOfMethod"), encoding="utf-8")
    done = run("check", "graph.ttl")
    assert done.code == 1
    problems = done.out.splitlines()
    assert problems
    assert all(line.startswith("graph.ttl: ") for line in problems)
    assert done.lines[-1] == f"{len(problems)} problems"


def test_check_notes_counts_that_an_edit_left_behind(run: Run, built: Path, tmp_path: Path) -> None:
    edited = tmp_path / "graph.ttl"
    edited.write_text((built / "graph.ttl").read_text("utf-8") + '<http://example.org/x> rdfs:label "x" .\n', "utf-8")
    done = run("check", edited)
    assert (done.code, done.out) == (0, "")
    assert done.lines[-1].endswith("conforms")
    notes = done.lines[:-1]
    assert notes
    assert all(line.startswith("note: graph.ttl: <https://w3id.org/kgbuild/id/graph") for line in notes)
    assert any("says void:triples" in line for line in notes)
    assert run("check", edited, "--quiet").err == ""


def test_query_entities_has_the_contracts_columns(run: Run, built: Path) -> None:
    rows = list(csv.reader(io.StringIO(run("query", built, "entities", "--format", "csv").out)))
    assert rows[0] == ["title", "entity", "type", "role", "label"]
    assert all(row[1].startswith("https://w3id.org/kgbuild/id/entity/") for row in rows[1:])
    assert {"Method", "Dataset", "Repository"} <= {row[2] for row in rows[1:]}
    assert rows[1:] == sorted(rows[1:])


def test_each_format_gives_the_same_answer(run: Run, built: Path) -> None:
    def ask(form: str) -> str:
        done = run("query", built, "entities", "--format", form)
        assert (done.code, done.err) == (0, "")
        return str(done.out)

    flat = json.loads(ask("json"))
    rows = list(csv.DictReader(io.StringIO(ask("csv"))))
    assert flat == rows
    standard = json.loads(ask("srj"))
    assert standard["head"]["vars"] == list(flat[0])
    assert [{k: v["value"] for k, v in b.items()} for b in standard["results"]["bindings"]] == flat
    assert ask("srx").startswith("<?xml")
    assert ask("srx").count("<result>") == len(flat)
    assert len(ask("tsv").splitlines()) == len(flat) + 1
    table = ask("table")
    assert all(row["label"] in table for row in flat)


def test_a_named_query_takes_parameters(run: Run, built: Path) -> None:
    def ask(method: str) -> str:
        name = "datasets-used-with-method"
        done = run("query", built, name, "--param", f"method={method}", "--format", "csv")
        assert done.code == 0
        return str(done.out)

    assert "CIFAR-10" in ask("Lopper")
    assert ask('No"such}thing').count("\n") == 1


def test_a_name_that_is_not_there_is_told_beside_the_empty_answer(run: Run, built: Path) -> None:
    done = run("query", built, "papers-that-name", "--param", "x=Imagenett", "--format", "csv")
    assert (done.code, done.out) == (0, "role,title\n")
    assert "called 'Imagenett'; near: ImageNet" in done.err
    assert run("query", built, "papers-that-name", "--param", "x=imagenet").err == ""
    assert run("query", built, "counts").err == ""


def test_a_query_comes_as_text_or_from_a_file(run: Run, built: Path, tmp_path: Path) -> None:
    question = "SELECT (COUNT(*) AS ?n) WHERE { ?p a kg:Paper }"
    (tmp_path / "q.rq").write_text(question)
    from_text = run("query", built, "-q", question, "--format", "json")
    assert [int(row["n"]) for row in json.loads(from_text.out)] == [3]
    assert run("query", built, "-f", "q.rq", "--format", "json").out == from_text.out


def test_the_named_queries_are_listed_with_their_questions(run: Run) -> None:
    done = run("query", "--list")
    assert done.code == 0
    assert "entities\n" in done.out
    assert done.out.count("?\n") >= 9


def test_view_writes_a_page_from_a_graph_alone(run: Run, built: Path, tmp_path: Path) -> None:
    assert run("view", built, "-o", "page.html").code == 0
    whole = (tmp_path / "page.html").read_bytes()
    assert whole == (built / "graph.html").read_bytes()
    assert run("view", built / "graph.ttl", "-o", "facts.html", "--no-evidence").code == 0
    assert b"lose whole winters" not in (tmp_path / "facts.html").read_bytes()
    assert "learns where to cut" in whole.decode()


@pytest.mark.parametrize("command", ["query GRAPH entities", "view GRAPH -o page.html"])
def test_looking_at_a_graph_loads_no_spacy(built: Path, tmp_path: Path, command: str) -> None:
    program = (
        "import sys; sys.argv[0] = 'kgbuild'; from kgbuild.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "loaded = {'spacy', 'thinc', 'sklearn'} & set(sys.modules)\nsys.exit(f'loaded: {loaded}' if loaded else 0)"
    )
    arguments = command.replace("GRAPH", str(built)).split()
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=tmp_path, env=os.environ | {"PYTHONPATH": ROOT},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
