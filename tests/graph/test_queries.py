"""Queries: named ones and free ones, their parameters and formats, and that none reaches the network."""

import csv
import io
import json
import re
import socket
from pathlib import Path

import pyoxigraph
import pytest
import rdflib

from kgbuild.errors import QueryError
from kgbuild.graph import (
    bind_parameters,
    find_unknown_names,
    format_results,
    named_queries,
    named_query,
    read_graph,
    run_named_query,
    run_query,
)
from kgbuild.graph.formats import plain
from kgbuild.graph.named import parse_query
from kgbuild.vocabulary import DEFAULT_BASE, EVIDENCE_GRAPH, KG, RELATIONS, SKOS

ROOT = Path(__file__).resolve().parents[2]
REPOSITORY = "github.com/a/lopper"
# For each named query, parameters that give rows on the small graph, and the first of these.
FIRST_ROWS: dict[str, tuple[dict[str, str], list[str]]] = {
    "authors": ({"author": "OAK"}, ["Lopper: pruning trees", "1", "Ada Oak"]),
    "benchmarks-by-task": ({"name": "PRUN"}, ["tree pruning", "Elm-100", "1"]),
    "changed-between-sources": (
        {"first": "one.txt", "second": "two.txt", "least": "1", "type": "method"},
        ["gone", "Shears", "1"],
    ),
    "builds-on": ({"method": "LOPPER"}, ["is the basis of", "Shears", "true", "Shears"]),
    "co-used-methods": ({"method": "LOPPER"}, ["Shears", "1"]),
    "code-of-methods": ({}, ["Lopper", "https://github.com/a/lopper", "true"]),
    "compared-methods": ({}, ["Shears", "Lopper", "true", "1"]),
    "compared-with": ({"method": "LOPPER"}, ["Shears", "true", "Shears"]),
    "counts": ({}, [f"{KG}Paper", "3"]),
    "datasets-for-task": ({"task": "Tree Pruning"}, ["Elm-100", "true", "1"]),
    "datasets-used-with-method": ({"method": "lopper"}, ["OakBench", "1"]),
    "entities": (
        {},
        ["Lopper: pruning trees", f"{DEFAULT_BASE}entity/github-com-a-lopper", "Repository", "linked", REPOSITORY],
    ),
    "evaluated-on": ({}, ["Lopper", "OakBench", "true", "1"]),
    "evaluated-on-with-code": ({"x": "oak-bench"}, ["Lopper: pruning trees", "https://github.com/a/lopper"]),
    "evidence-of": (
        {"x": "Lopper"},
        ["the paper", "proposesMethod", "Lopper", "0.93", "Lopper: pruning trees", "abstract", "23", "Lopper"],
    ),
    "introduced-and-used-elsewhere": ({}, ["Lopper", "Lopper: pruning trees", "Shears"]),
    "methods-applied-to": ({"task": "TREE PRUNING"}, ["the paper", "Shears"]),
    "methods-for-task": ({"task": "tree pruning"}, ["Lopper", "1", "1"]),
    "metrics-by-benchmark": ({}, ["Elm-100", "accuracy", "true", "1"]),
    "most-shared-datasets": ({"least": "1"}, ["Elm-100", "1", "true"]),
    "most-used": ({}, ["Method", "Lopper", "2"]),
    "names-and-spellings": ({"words": "oak"}, ["OakBench", "Oak-Bench"]),
    "names-with-several-types": ({}, ["Elm-100", "2", "Benchmark, Dataset"]),
    "new-datasets": ({}, ["Elm-100", "Shears", "0"]),
    "outside-field": ({}, ["Shears", "6"]),
    "own-code-and-foundations": ({}, ["own", "Lopper: pruning trees", "https://github.com/a/lopper"]),
    "papers-by-kind": ({"kind": "method"}, ["method", "false", "Shears", ""]),
    "papers-by-source": ({}, ["one.txt", "3"]),
    "papers-by-year": ({}, ["2024", "1", "1", "0"]),
    "papers-like": ({"words": "LOPPER", "least": "2"}, ["Lopper: pruning trees", "Shears", "2"]),
    "papers-that-name": ({"x": "lopper"}, ["compares with", "Shears"]),
    "papers-with-code": ({}, ["Lopper: pruning trees", "2024", "https://github.com/a/lopper"]),
    "papers-with-nothing-found": ({}, ["A paper that names nothing", "one.txt#3"]),
    "repositories-by-host": ({}, ["github.com", "1", "1"]),
    "results-on": (
        {"x": "tree PRUNING"},
        ["Shears", "accuracy", "2", "3", "points", "2-3 points", "gain", "Lopper", "Shears"],
    ),
    "tasks-worked-on-together": ({"task": "tree pruning"}, ["hedge trimming", "1"]),
    "what-beats": (
        {"method": "lopper"},
        ["is beaten by", "Shears", "tree pruning", "accuracy", "2-3 points", "Shears"],
    ),
}
# What the small graph does not say, so that every query has something to find.
MORE = f"""
@prefix kg: <{KG}> . @prefix skos: <{SKOS}> . @prefix e: <{DEFAULT_BASE}entity/> . @prefix p: <{DEFAULT_BASE}paper/> .
p:2401.00002 kg:outsideField true ; kg:introducesDataset e:elm-100 ; kg:addressesTask e:hedge-trimming .
e:elm-100 a kg:Dataset, kg:Benchmark ; skos:prefLabel "Elm-100" ; kg:kind "named" ; kg:measuredBy e:accuracy .
e:hedge-trimming a kg:Task ; skos:prefLabel "hedge trimming" ; kg:kind "term" .
e:elm-100 kg:usedForTask e:tree-pruning .
e:shears kg:comparedWith e:lopper .
e:lopper kg:evaluatedOn e:oakbench ; kg:hasCode e:github-com-a-lopper .
p:10.1000-lopper-1 kg:hasOfficialRepository e:github-com-a-lopper .
"""


# Two methods that one sentence compares, and no paper proposes or compares with.
PAIR = """
e:hoe a kg:Method ; skos:prefLabel "Hoe" ; kg:kind "named" ; kg:comparedWith e:rake .
e:rake a kg:Method ; skos:prefLabel "Rake" ; kg:kind "named" .
"""
PAIR_EVIDENCE = f"""
@prefix kg: <{KG}> . @prefix oa: <http://www.w3.org/ns/oa#> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix e: <{DEFAULT_BASE}entity/> . @prefix p: <{DEFAULT_BASE}paper/> . @prefix s: <{DEFAULT_BASE}statement/> .
s:hoe-rake a rdf:Statement ; rdf:subject e:hoe ; rdf:predicate kg:comparedWith ; rdf:object e:rake ;
    prov:wasDerivedFrom p:10.1000-lopper-1 ; kg:confidence 0.9 ; kg:kind "named" ;
    kg:hasMention <{DEFAULT_BASE}statement/hoe-rake#1> .
<{DEFAULT_BASE}statement/hoe-rake#1> a kg:Mention ; oa:hasSource p:10.1000-lopper-1 ; kg:section "abstract" ;
    oa:start 0 ; oa:end 5 ; oa:exact "Trees" .
"""


@pytest.fixture
def fuller(folder: Path) -> Path:
    """Return the small graph's folder with more facts."""
    with (folder / "graph.ttl").open("a", encoding="utf-8") as file:
        file.write(MORE)
    return folder


def test_every_named_query_is_tested_here() -> None:
    assert len(FIRST_ROWS) >= 20
    assert [query.name for query in named_queries()] == sorted(FIRST_ROWS)
    for query in named_queries():
        assert query.question.endswith("?")
        assert all(parameter.meaning for parameter in query.parameters)


@pytest.mark.filterwarnings("ignore:Dataset.*deprecated:DeprecationWarning")  # rdflib's own query asks so
@pytest.mark.parametrize("name", FIRST_ROWS)
def test_named_queries_answer_as_rdflib_does(fuller: Path, name: str) -> None:
    values, first = FIRST_ROWS[name]
    result = run_named_query(read_graph(fuller), name, values)
    rows = [tuple(map(plain, row)) for row in result.rows]
    assert list(rows[0]) == first
    expected = _as_dataset(fuller).query(bind_parameters(named_query(name).sparql, values))
    assert rows == [tuple("" if term is None else str(term) for term in row) for row in expected]  # type: ignore[union-attr]
    assert result.columns == tuple(map(str, expected.vars or ()))


@pytest.fixture(scope="module")
def sample() -> rdflib.Dataset:
    return _as_dataset(ROOT / "output" / "demo")


@pytest.mark.filterwarnings("ignore:Dataset.*deprecated:DeprecationWarning")  # rdflib's own query asks so
@pytest.mark.parametrize("name", FIRST_ROWS)
def test_named_queries_answer_as_rdflib_does_on_the_packaged_sample(sample: rdflib.Dataset, name: str) -> None:
    """Also that rdflib, which plans nothing, needs no minutes for them: none joins all things with all others."""
    result = run_named_query(read_graph(ROOT / "output" / "demo"), name)
    rows = [tuple(map(plain, row)) for row in result.rows]
    expected = sample.query(named_query(name).sparql)
    assert rows == [tuple("" if term is None else str(term) for term in row) for row in expected]  # type: ignore[union-attr]


def _as_dataset(folder: Path) -> rdflib.Dataset:
    dataset = rdflib.Dataset()
    dataset.graph(rdflib.graph.DATASET_DEFAULT_GRAPH_ID).parse(folder / "graph.ttl")
    dataset.graph(rdflib.URIRef(EVIDENCE_GRAPH)).parse(folder / "evidence.ttl")
    return dataset


def test_named_queries_ask_in_our_terms_only() -> None:
    for query in named_queries():
        prefixes = set(re.findall(r"PREFIX (\w+):", query.sparql))
        assert prefixes <= {"bibo", "dcterms", "kg", "oa", "prov", "rdf", "skos", "xsd"}, query.name
        assert set(re.findall(r"\b(bibo|dcterms|kg|oa|prov|rdf|skos|xsd):", query.sparql)) == prefixes, query.name


def test_comparisons_are_found_from_both_sides_and_from_what_a_sentence_says(fuller: Path) -> None:
    """A proposed method, one it is compared with, and two that only a sentence holds against each other."""

    def rows(name: str, **values: str) -> list[list[str]]:
        return [[plain(term) for term in row] for row in run_named_query(read_graph(fuller), name, values).rows]

    before = rows("compared-methods")
    assert rows("compared-with", method="shears") == [["Lopper", "true", "Shears"]]
    assert rows("compared-with", method="hoe") == rows("compared-with", method="rake") == []
    with (fuller / "graph.ttl").open("a", encoding="utf-8") as file:
        file.write(PAIR)
    assert rows("compared-with", method="hoe") == []  # a paper that says so is asked for
    assert ["Hoe", "Rake", "true", "0"] in rows("compared-methods")
    with (fuller / "evidence.ttl").open("a", encoding="utf-8") as file:
        file.write(PAIR_EVIDENCE)
    assert rows("compared-with", method="HOE") == [["Rake", "true", "Lopper: pruning trees"]]
    assert rows("compared-with", method="rake") == [["Hoe", "true", "Lopper: pruning trees"]]
    assert rows("compared-methods") == sorted([["Hoe", "Rake", "true", "1"], *before])
    assert rows("compared-methods", limit="1") == [["Hoe", "Rake", "true", "1"]]
    (evidence,) = rows("evidence-of", x="hoe")
    assert evidence == ["Hoe", "comparedWith", "Rake", "0.9", "Lopper: pruning trees", "abstract", "0", "Trees"]
    assert rows("evidence-of", x="rake") == [evidence]


def test_a_main_name_goes_before_other_things_that_are_also_called_so(folder: Path) -> None:
    store = read_graph(folder)
    asked = {"x": "lopper"}
    before = run_named_query(store, "papers-that-name", asked)
    assert before.rows
    subject = pyoxigraph.NamedNode(DEFAULT_BASE + "entity/shears")
    store.add(pyoxigraph.Quad(subject, pyoxigraph.NamedNode(SKOS + "altLabel"), pyoxigraph.Literal("Lopper")))
    store.add(pyoxigraph.Quad(subject, pyoxigraph.NamedNode(SKOS + "altLabel"), pyoxigraph.Literal("Clippers")))
    assert run_named_query(store, "papers-that-name", asked) == before
    shears = run_named_query(store, "papers-that-name", {"x": "Shears"})
    assert shears.rows
    assert run_named_query(store, "papers-that-name", {"x": "CLIPPERS"}) == shears


def test_a_source_that_is_not_there_has_lost_and_won_nothing(folder: Path) -> None:
    store = read_graph(folder)
    asked = {"least": "1", "type": "Method", "first": "one.txt", "second": "two.txt"}
    assert run_named_query(store, "changed-between-sources", asked).rows
    for name in ("first", "second"):
        for other in ("zero.txt", "one", "one.txt#1"):
            assert run_named_query(store, "changed-between-sources", {**asked, name: other}).rows == ()


def test_a_choice_is_taken_in_any_case_and_nothing_else_is(folder: Path) -> None:
    store = read_graph(folder)
    methods = run_named_query(store, "most-used", {"type": "Method"})
    assert run_named_query(store, "most-used", {"type": "method"}) == methods
    for wrong in ("Repository", "methods", "", '" } #'):
        with pytest.raises(QueryError, match="parameter type is one of Method, Dataset, Benchmark, Task, Metric, not"):
            run_named_query(store, "most-used", {"type": wrong})


def test_a_limit_is_a_parameter(folder: Path) -> None:
    store = read_graph(folder)
    assert len(run_named_query(store, "most-used", {"type": "Method"}).rows) == 2
    assert len(run_named_query(store, "most-used", {"type": "Method", "limit": "1"}).rows) == 1
    with pytest.raises(QueryError, match="parameter limit is a whole number, not '-1'"):
        run_named_query(store, "most-used", {"limit": "-1"})


def test_the_query_entities_lists_every_name_with_type_and_role(folder: Path) -> None:
    result = run_named_query(read_graph(folder), "entities")
    assert result.columns == ("title", "entity", "type", "role", "label")
    rows = {(plain(row[0]), *map(plain, row[2:])) for row in result.rows}
    assert {r[1:] for r in rows if r[0] == "Shears"} == {
        ("Method", "proposed", "Shears"),
        ("Method", "compared", "Lopper"),
        ("Task", "addressed", "tree pruning"),
        ("Task", "addressed", "Tree pruning"),
        ("Metric", "used", "accuracy"),
    }
    assert ("Lopper: pruning trees", "Benchmark", "evaluated", "Oak-Bench") in rows
    assert list(result.rows) == sorted(result.rows, key=lambda row: [plain(term) for term in row])


@pytest.mark.parametrize("value", ['" }', "\\", '\\" } UNION { ?s ?p ?o', "\\u0022 }", "a\nb", "🙂", "{ UNDEF }"])
def test_a_parameter_stays_a_value_whatever_it_holds(folder: Path, value: str) -> None:
    store = read_graph(folder)
    sparql = 'SELECT ?method WHERE { VALUES ?method { "x" } }'
    ((term,),) = run_query(store, bind_parameters(sparql, {"method": value})).rows
    assert plain(term) == value
    assert run_named_query(store, "compared-with", {"method": value}).rows == ()


def test_brackets_without_end_are_refused_and_not_tried(folder: Path) -> None:
    for left, right in ("{}", "()", "[]"):
        with pytest.raises(QueryError, match="more than 500 brackets inside each other"):
            run_query(read_graph(folder), f"ASK {left * 20_000}{right * 20_000}")
    assert run_query(read_graph(folder), f"ASK {'{' * 400}{'}' * 400}").truth


def test_a_name_that_nothing_has_is_told_with_those_near_it(folder: Path) -> None:
    store = read_graph(folder)
    query = named_query("papers-that-name")
    assert list(find_unknown_names(store, query, {"x": " loper"})) == [(" loper", ["Lopper"])]
    assert list(find_unknown_names(store, query, {"x": "LOPPER"})) == []
    assert list(find_unknown_names(store, query, {})) == [("BERT", [])]
    assert list(find_unknown_names(store, named_query("papers-with-code"), {})) == []


def test_wrong_names_and_values_are_one_clear_line(folder: Path) -> None:
    store = read_graph(folder)
    with pytest.raises(QueryError, match=r"query entitys: .* did you mean entities\?"):
        run_named_query(store, "entitys")
    with pytest.raises(QueryError, match="known: authors, "):
        named_query("zzz")
    with pytest.raises(QueryError, match=r"no parameter 'metod'; it takes: method"):
        run_named_query(store, "compared-with", {"metod": "x"})
    with pytest.raises(QueryError, match="parameter limit is a whole number, not '1; DROP'"):
        run_named_query(store, "most-used", {"limit": "1; DROP"})
    with pytest.raises(QueryError, match="not valid Unicode"):
        run_named_query(store, "compared-with", {"method": "\ud800"})
    with pytest.raises(QueryError, match="not valid SPARQL") as caught:
        run_query(store, "SELECT ?x\nWHERE {")
    assert "\n" not in str(caught.value)
    with pytest.raises(QueryError, match="no `# title:`"):
        parse_query("x", "SELECT * {}")


@pytest.mark.parametrize(
    "clause",
    [
        "SERVICE <URL> { ?s ?p ?o }",
        "service silent <URL> { ?s ?p ?o }",
        "?s ?p 'a # b' . SERVICE<URL>{ ?s ?p ?o }",
        '?s ?p """ " \\""" ; ?q ?o . SeRvIcE ?p { }',
        "# <\n SERVICE <URL> {}",
        "\\u0053ERVICE <URL> {}",
        "FILTER(?a <?b) SERVICE <URL> {} FILTER(?c> 1)",
        '?s ?p "a\\u0022 } # " SERVICE <URL> {}',
        "FILTER EXISTS { { SELECT * { OPTIONAL { SERVICE <URL> {} } } } }",
        "LATERAL { SERVICE <URL> {} }",
    ],
)
def test_a_query_that_asks_elsewhere_is_refused_before_any_connection(folder: Path, clause: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        with pytest.raises(QueryError, match="SERVICE would reach the network"):
            run_query(read_graph(folder), f"SELECT * WHERE {{ {clause.replace('URL', url)} }}")
        with pytest.raises(TimeoutError):
            server.accept()


def test_the_word_service_as_a_value_name_or_comment_is_no_clause(folder: Path) -> None:
    sparql = """PREFIX service: <http://example.org/SERVICE#> # SERVICE
    SELECT ?service WHERE { VALUES ?service { "SERVICE" 'service' }
        FILTER NOT EXISTS { ?service service:SERVICE 1 } }"""
    assert len(run_query(read_graph(folder), sparql).rows) == 2
    for text in ("'SERVICE'@service", "'\\\\u0053ERVICE'", '"""SERVICE <x:y> { }"""'):
        assert len(run_query(read_graph(folder), f"SELECT * {{ VALUES ?x {{ {text} }} }}").rows) == 1
    assert len(run_query(read_graph(folder), "SELECT * { LATERAL { VALUES ?x { 'SERVICE' } } }").rows) == 1


def test_answers_come_in_every_format(folder: Path) -> None:
    store = read_graph(folder)
    result = run_query(
        store,
        'SELECT * { VALUES (?a ?b ?c) { ("x, \\"y\\"\\tz" 2 kg:Paper) ("new\\nline" 2.5 UNDEF) (true 1e0 "é") } }',
    )
    rows = [
        ['x, "y"\tz', "2", "https://w3id.org/kgbuild/ontology#Paper"],
        ["new\nline", "2.5", ""],
        ["true", "1", "é"],
    ]
    for form, separator in (("csv", ","), ("tsv", "\t")):
        text = format_results(result, form)  # type: ignore[arg-type]
        assert list(csv.reader(io.StringIO(text, newline=""), delimiter=separator)) == [["a", "b", "c"], *rows]
    assert json.loads(format_results(result, "json")) == [
        {"a": 'x, "y"\tz', "b": 2, "c": "https://w3id.org/kgbuild/ontology#Paper"},
        {"a": "new\nline", "b": 2.5},
        {"a": True, "b": 1.0, "c": "é"},
    ]
    for form, media in (("srj", "json"), ("srx", "xml")):
        answer = rdflib.query.Result.parse(io.BytesIO(format_results(result, form).encode()), format=media)  # type: ignore[arg-type]
        assert len(answer) == 3
    table = format_results(result, "table").splitlines()
    assert table[0].split() == ["a", "b", "c"]
    assert table[2].endswith("kg:Paper")
    assert len(table) == 5


@pytest.mark.parametrize(
    "sparql",
    [
        """SELECT ?x ("é" AS ?y) { VALUES ?x {
            "a"@en 1 "q\\"\\n" <http://a> "x"@ar--rtl <<( <http://a> <http://b> "c"^^<http://d> )>> UNDEF } }""",
        "SELECT (BNODE() AS ?x) { }",
        "SELECT ?x { FILTER(false) }",
        "ASK { }",
    ],
)
def test_results_in_json_are_those_of_the_engine(sparql: str) -> None:
    def without_names(document: str | bytes) -> object:
        return re.sub(r'(?<="bnode","value":)"\w+"', '"b"', json.dumps(json.loads(document), separators=(",", ":")))

    answer = pyoxigraph.Store().query(sparql)
    assert not isinstance(answer, pyoxigraph.QueryTriples)
    bare = answer.serialize(format=pyoxigraph.QueryResultsFormat.JSON)
    ours = format_results(run_query(pyoxigraph.Store(), sparql), "srj")
    assert without_names(ours) == without_names(bare or b"")


def test_an_empty_answer_is_empty_in_every_format(folder: Path) -> None:
    result = run_query(read_graph(folder), "SELECT ?a ?b { ?a a kg:Nothing ; ?b 1 }")
    assert json.loads(format_results(result, "json")) == []
    assert format_results(result, "csv") == "a,b\n"
    assert len(format_results(result, "table").splitlines()) == 2


def test_truth_values_and_triples_have_their_own_forms(folder: Path) -> None:
    store = read_graph(folder)
    ask = run_query(store, "ASK { ?paper a kg:Paper }")
    assert (ask.kind, ask.truth, format_results(ask, "table")) == ("boolean", True, "true\n")
    assert json.loads(format_results(ask, "srj"))["boolean"] is True
    assert "<boolean>true</boolean>" in format_results(ask, "srx")
    made = run_query(store, "CONSTRUCT { ?p a kg:Thing } WHERE { ?p a kg:Paper }")
    assert len(made.triples) == 3
    assert len(rdflib.Graph().parse(data=format_results(made, "csv"), format="turtle")) == 3
    for form, parsed in (("ttl", "turtle"), ("nt", "nt"), ("rdfxml", "xml")):
        text = format_results(made, form)  # type: ignore[arg-type]
        assert text.endswith("\n")
        assert len(rdflib.Graph().parse(data=text, format=parsed)) == 3
    assert len(json.loads(format_results(made, "jsonld"))) == 3
    with pytest.raises(QueryError, match=r"format nt: for triples .* this query gives rows: table, csv"):
        format_results(ask, "nt")
    with pytest.raises(QueryError, match="format xlsx: not known; formats: table, csv"):
        format_results(ask, "xlsx")  # type: ignore[arg-type]


def test_the_documentation_lists_every_named_query_with_its_question_and_parameters() -> None:
    documented = (ROOT / "docs" / "sparql.md").read_text("utf-8")
    rows = []
    for query in named_queries():
        parameters = ", ".join(f"`{parameter.name}={parameter.default}`" for parameter in query.parameters)
        rows.append(f"| `{query.name}` | {query.question} | {parameters} |\n".replace("|  |", "| |"))
    assert "".join(rows) in documented


def test_the_python_of_the_documentation_runs(fuller: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "sparql.md").read_text("utf-8"), re.DOTALL)
    (fuller / "output").symlink_to(fuller)
    monkeypatch.chdir(fuller)
    exec(compile(code, "docs/sparql.md", "exec"), {})  # noqa: S102


@pytest.mark.parametrize("kind", ["Method", "Dataset", "Benchmark", "Task", "Metric"])
def test_the_most_used_things_are_those_of_most_papers_wherever_the_limit_cuts(kind: str) -> None:
    demo = read_graph(ROOT / "output" / "demo", evidence=False)
    names = [name for (of, role), name in RELATIONS.items() if of == kind and role != "mentioned"]
    papers: dict[str, set[str]] = {}
    for name in names:
        for quad in demo.quads_for_pattern(None, pyoxigraph.NamedNode(KG + name), None, None):
            papers.setdefault(quad.object.value, set()).add(quad.subject.value)  # type: ignore[union-attr]
    ranked = sorted((-len(found), iri) for iri, found in papers.items())
    shared = sum(number < -1 for number, _ in ranked)
    for limit in {0, 1, 2, shared, shared + 1, len(ranked), len(ranked) + 1}:
        rows = run_named_query(demo, "most-used", {"type": kind, "limit": str(limit)}).rows
        expected = sorted((number, label_of(demo, iri)) for number, iri in ranked[:limit])
        assert [(-int(plain(count)), plain(label)) for _, label, count in rows] == expected
        assert {plain(of) for of, _, _ in rows} <= {kind}


def label_of(store: pyoxigraph.Store, iri: str) -> str:
    (quad,) = store.quads_for_pattern(pyoxigraph.NamedNode(iri), pyoxigraph.NamedNode(SKOS + "prefLabel"), None, None)
    return quad.object.value  # type: ignore[union-attr]
