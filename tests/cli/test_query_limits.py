"""`kgbuild query` and the commands that read a graph: limits, one line for each end, and text that obeys nobody."""

import sys

import pytest

GRAPH = "".join(f"<x:{n}> <http://purl.org/dc/terms/title> <x:{n}> .\n" for n in range(400))
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SORT = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?f"
DEEP = "<x:a> <x:b> " + "<<( <x:a> <x:b> " * 20_000 + "1" + " )>>" * 20_000 + " .\n"


@pytest.fixture
def graph(tmp_path):
    path = tmp_path / "graph.nt"
    path.write_text(GRAPH, encoding="utf-8")
    return str(path)


def test_a_query_that_takes_too_long_is_stopped_in_one_line(run, graph):
    done = run("query", graph, "-q", RUNAWAY, "--timeout", "0.5")
    assert (done.code, done.out, len(done.lines)) == (1, "", 1)
    assert "stopped after 0.5 seconds" in done.err


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts a process's memory so")
def test_a_query_that_takes_too_much_memory_is_stopped_in_one_line(run, graph):
    done = run("query", graph, "-q", SORT, "--memory", "64", "--timeout", "300")
    assert (done.code, done.out, len(done.lines)) == (1, "", 1)
    assert "more memory than 64 MiB" in done.err


@pytest.mark.parametrize("option", [("--timeout", "0"), ("--memory", "1"), ("--timeout", "soon")])
def test_limits_that_are_none_are_wrong_use(run, graph, option):
    assert run("query", graph, "-q", "ASK {}", *option).code == 2


@pytest.mark.parametrize(
    "command", [("query", "counts"), ("report",), ("view",), ("export", "--format", "json"), ("check",)]
)
@pytest.mark.parametrize("name", ["deep.ttl", "deep.nt", "deep.trig", "deep.jsonld", "deep.rdf"])
def test_a_file_that_would_end_the_engine_is_one_line_in_every_command(run, tmp_path, command, name):
    text = {"jsonld": '{"http://a/b":' * 9000 + "1" + "}" * 9000, "rdf": "<a>" * 9000 + "</a>" * 9000}
    (tmp_path / name).write_text(text.get(name.partition(".")[2], DEEP), encoding="utf-8")
    done = run(command[0], str(tmp_path / name), *command[1:])
    assert done.code == 1
    assert "inside each other" in (done.out + done.err).splitlines()[0]
    assert len(done.lines) == 1


@pytest.mark.parametrize("title", ["\x1b[2J", "\x9b31m", "\u202edlrow", "\u2067x", "\x08\x08"])
def test_titles_are_shown_and_not_obeyed(run, graph, title, tmp_path):
    escaped = "".join(f"\\u{ord(c):04X}" for c in title)
    (tmp_path / "titles.nt").write_text(f'<x:a> <x:b> "{escaped}" .\n', encoding="utf-8")
    for sparql in ("SELECT ?t { ?a ?b ?t }", "CONSTRUCT WHERE { ?s ?p ?o }"):
        done = run("query", str(tmp_path / "titles.nt"), "-q", sparql)
        assert done.code == 0
        assert all(c.isprintable() or c == "\n" for c in done.out)
    assert title[0] in run("query", str(tmp_path / "titles.nt"), "-q", "SELECT ?t { ?a ?b ?t }", "--format", "csv").out


@pytest.mark.parametrize("name", ["a\x1b[31mb", "a\u202eb", "a\x9bb"])
def test_names_in_errors_are_shown_and_not_obeyed(run, graph, name):
    for command in (("query", graph, name), ("query", name, "counts"), ("check", name), ("view", f"{name}.ttl")):
        done = run(*command)
        assert done.code in {1, 2}
        assert all(c.isprintable() or c == "\n" for c in done.err)


def test_formulas_stay_and_are_defused_on_request(run, tmp_path):
    (tmp_path / "cells.nt").write_text('<x:a> <x:b> "=1+1" .\n', encoding="utf-8")
    asked = ("query", str(tmp_path / "cells.nt"), "-q", "SELECT ?t { ?a ?b ?t }")
    assert run(*asked, "--format", "csv").out == "t\n=1+1\n"
    assert run(*asked, "--format", "csv", "--spreadsheet").out == "t\n'=1+1\n"
    assert run(*asked, "--format", "tsv", "--spreadsheet").out == "t\n'=1+1\n"
    for form in ("table", "json", "srx"):
        done = run(*asked, "--format", form, "--spreadsheet")
        assert (done.code, "goes with --format csv or tsv" in done.err) == (2, True)
