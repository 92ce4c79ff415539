"""The figures in the report are those counted by hand on the graph in graphs.py."""

import pytest
from graphs import EVIDENCE, FACTS, load, statement, write

from kgbuild.errors import GraphError
from kgbuild.graph import named_queries, run_named_query


def test_the_tiles_count_papers_things_and_statements(report):
    for words in ("Papers 6", "Methods 4", "Datasets 3", "Benchmarks 1", "Tasks 3", "Metrics 1", "Repositories 2"):
        assert words in report.text
    assert "Statements 26" in report.text


def test_the_most_used_are_counted_by_paper_and_mentions_do_not_count(report):
    assert report.rows("most-used-methods") == [("RiverNet", 4), ("Oxbow", 2)]
    assert report.rows("most-used-datasets") == [("Basin", 3), ("Delta", 2)]
    assert report.rows("most-used-tasks") == [("mapping", 4), ("gauging", 2)]
    # Where nothing is in two papers, those of one are shown.
    assert report.rows("most-used-benchmarks") == [("BankBench", 1)]


@pytest.mark.parametrize("type_name", ["Method", "Dataset", "Task"])
def test_the_query_beside_a_plot_gives_the_same_numbers(report, rivers, type_name):
    answer = run_named_query(rivers, "most-used", {"type": type_name})
    label, papers = (answer.columns.index(name) for name in ("label", "papers"))
    counts = {row[label].value: int(row[papers].value) for row in answer.rows}
    shown = report.rows(f"most-used-{type_name.lower()}s")
    assert dict(shown) == {name: n for name, n in counts.items() if n > 1}


def test_every_query_that_the_report_names_exists(report):
    named = {figure.name for figure in named_queries()}
    shown = {words.split()[0] for words in report.text.split("kgbuild query GRAPH ")[1:]}
    assert len(shown) > 4
    assert shown <= named


def test_the_matrix_counts_the_papers_that_a_task_and_a_dataset_share(report):
    cells = {(task, data): n for data, task, n in report.rows("task-by-dataset")}
    assert cells["mapping", "Delta"] == 2
    assert cells["mapping", "Basin"] == 2
    assert cells["gauging", "Basin"] == 2
    assert cells["gauging", "Delta"] == 0
    assert cells["dredging", "Basin"] == 1
    assert len(cells) == 3 * 4


def test_without_pairs_stated_comparisons_are_what_a_paper_proposes_against_what_it_compares(report):
    assert report.rows("baselines") == [("RiverNet", 2)]
    pairs = {row["method"]: row["compared with"] for row in report.csv("comparison-pairs")}
    assert pairs == {"Levee": "Oxbow; RiverNet", "Weir": "RiverNet"}


def test_comparisons_that_the_graph_states_are_taken_as_stated(tmp_path):
    source = "s:9 a rdf:Statement ; rdf:subject e:weir ; rdf:predicate kg:comparedWith ; rdf:object e:oxbow ;"
    facts = FACTS + "e:weir kg:comparedWith e:oxbow ."
    report = write(load(facts, source + " prov:wasDerivedFrom p:c ."), tmp_path)
    assert [(row["method"], row["compared with"], row["in"]) for row in report.csv("comparison-pairs")] == [
        ("Weir", "Oxbow", "C")
    ]


def test_method_by_method_shows_baselines_that_several_methods_meet(tmp_path):
    facts = FACTS + "e:weir kg:comparedWith e:rivernet, e:oxbow . e:levee kg:comparedWith e:rivernet, e:oxbow ."
    rows = write(load(facts), tmp_path).rows("method-by-method")
    assert sorted(rows) == sorted((m, b, 1) for m in ("Weir", "Levee") for b in ("RiverNet", "Oxbow"))


def test_what_sentences_say_of_two_things_is_counted_and_listed_by_subject(tmp_path):
    facts = (
        FACTS
        + """e:rivernet kg:evaluatedOn e:delta, e:bankbench ; kg:hasCode e:code-a .
      e:weir kg:evaluatedOn e:bankbench . e:delta kg:usedForTask e:mapping .
      e:bankbench kg:benchmarkForTask e:mapping, e:gauging ; kg:measuredBy e:f1 ."""
    )
    source = "s:9 a rdf:Statement ; rdf:subject e:weir ; rdf:predicate kg:evaluatedOn ; rdf:object e:bankbench ;"
    report = write(load(facts, source + " prov:wasDerivedFrom p:c, p:d ."), tmp_path)
    assert report.rows("kinds-of-statements") == [
        ("a method is evaluated on a dataset or benchmark", 3),
        ("a benchmark is for a task", 2),
        ("a dataset is used for a task", 1),
        ("a method, dataset or benchmark has its code or page at an address", 1),
        ("results on data, for a task or of a method are given in a metric", 1),
    ]
    methods = [tuple(row.values())[:4] for row in report.csv("methods-evaluated")]
    assert methods == [("RiverNet", "BankBench; Delta", "github.com/r/a", ""), ("Weir", "BankBench", "", "C; D")]
    data = [tuple(row.values())[:3] for row in report.csv("data-and-tasks")]
    assert data == [("BankBench", "gauging; mapping", "F1"), ("Delta", "mapping", "")]


def test_what_is_introduced_and_taken_up_comes_with_both_sides(report):
    assert report.rows("taken-up") == [("RiverNet", 3), ("Oxbow", 1)]
    first = report.csv("introduced-and-used")[0]
    assert (first["introduced by"], first["used by"]) == ("A", "B; C; D")


def test_code_is_counted_by_paper_host_and_year(report):
    assert report.rows("papers-with-code") == [("a repository", 2), ("no repository", 4)]
    assert report.rows("hosts") == [("github.com", 1), ("gitlab.com", 1)]
    by_year = {(year, code): n for year, n, code in report.rows("code-by-year")}
    assert by_year["2020", "with a repository"] == 1
    assert by_year["2021", "with a repository"] == by_year["2021", "without"] == 0
    assert by_year["2022", "without"] == 2


def test_own_code_is_told_from_code_that_a_paper_builds_on(tmp_path):
    facts = FACTS + "p:a kg:hasOfficialRepository e:code-a . p:c kg:buildsOnRepository e:code-c ."
    report = write(load(facts), tmp_path)
    assert report.rows("papers-with-code") == [
        ("their own repository", 1),
        ("a repository they build on", 1),
        ("no repository", 4),
    ]
    assert "Statements 28" in report.text  # each relation is a statement of its own, with its own evidence


def test_years_are_counted_and_those_between_are_empty(report):
    assert report.rows("papers-by-year") == [("2020", 2), ("2021", 0), ("2022", 3)]
    new = {(year, kind): n for year, n, kind in report.rows("new-things-by-year")}
    assert (new["2020", "Methods"], new["2022", "Methods"]) == (2, 2)
    assert ("2022", "RiverNet", 2) in report.rows("methods-by-year")


def test_without_years_there_is_nothing_about_years(tmp_path):
    facts = "\n".join(line.replace('dcterms:issued "20', 'kg:venue "20') for line in FACTS.splitlines())
    report = write(load(facts), tmp_path)
    assert "papers-by-year" not in report.plots
    assert "No years in this input" in report.text


def test_what_grew_is_told_with_both_shares(tmp_path):
    facts = 'e:tide a kg:Method ; skos:prefLabel "Tide" . e:ebb a kg:Method ; skos:prefLabel "Ebb" .\n'
    for n in range(20):
        year, method = (2019, "ebb") if n < 10 else (2021, "tide" if n < 16 else "ebb")
        facts += (
            f'p:g{n} a kg:Paper ; dcterms:title "{n}" ; dcterms:issued "{year}"^^xsd:gYear ; kg:usesMethod e:{method} .'
        )
    report = write(load(facts), tmp_path)
    assert [tuple(row.values())[:5] for row in report.csv("grown")] == [("Tide", "Method", "0", "6", "0 % → 60 %")]
    assert "“Tide” grew most: from 0 % to 60 % of the papers." in report.text


def test_one_year_is_no_growth(tmp_path):
    facts = "\n".join(line.replace('"2022"', '"2020"') for line in FACTS.splitlines())
    report = write(load(facts), tmp_path)
    assert "All papers whose year is known are from 2020." in report.text
    assert "papers-by-year" not in report.plots


def test_papers_with_little_found_are_listed(report):
    sizes = dict(report.rows("things-per-paper"))
    assert sizes["0"] == 1
    assert sum(sizes.values()) == 6
    assert [row["paper"] for row in report.csv("papers-with-little")] == ["F"]


def test_near_misses_are_listed_with_their_text_least_sure_of_each_type_first(report):
    assert report.rows("confidence") == [
        ("0.3–0.4", 1), ("0.4–0.5", 1), ("0.5–0.6", 1), ("0.6–0.7", 0), ("0.7–0.8", 0), ("0.8–0.9", 0), ("0.9–1.0", 2),
    ]  # fmt: skip
    rows = report.csv("near-misses")
    assert [(r["thing"], r["taken as"], r["confidence"], r["paper"]) for r in rows] == [
        ("RiverNet", "method, compared", "0.35", "C"),
        ("Basin", "dataset, used", "0.42", "D"),
    ]
    assert rows[0]["text"] == "see rivernet here"
    assert "<mark>rivernet</mark>" in report.html


def test_names_worth_teaching_come_as_a_lexicon_that_the_next_build_takes(report, tmp_path):
    from kgbuild.lexicon import load_lexicon

    rows = [tuple(row.values())[:5] for row in report.csv("names-to-teach")]
    assert rows == [
        ("RiverNet", "Method 5", "5", "0.62", "low confidence"),
        ("Basin", "Dataset 3", "3", "0.42", "low confidence"),
    ]
    (tmp_path / "names.tsv").write_text(report.files["names.tsv"], "utf-8")
    lexicon = load_lexicon(tmp_path / "names.tsv")
    assert lexicon.has_choices
    assert ("Method", ("RiverNet", "River Network")) in lexicon.groups


def test_names_of_two_types_are_worth_teaching_without_evidence_too(tmp_path):
    facts = FACTS + "p:e kg:addressesTask e:rivernet . e:rivernet a kg:Task ."
    (row,) = write(load(facts), tmp_path).csv("names-to-teach")
    assert (row["taken as"], row["why"], row["mean confidence"]) == ("Method 5, Task 1", "2 types", "")


def test_what_the_model_alone_found_is_listed_where_other_finders_had_their_chance(report, tmp_path):
    assert "model-only.csv" not in report.files
    evidence = EVIDENCE + statement("6", "a usesDataset delta", 0.9, by="lexicon")
    rows = write(load(FACTS, evidence), tmp_path).csv("model-only")
    assert [row["name"] for row in rows] == ["RiverNet", "mapping", "Basin"]


def test_measured_quality_is_shown_as_the_graph_says_it(tmp_path):
    dqv = "<http://www.w3.org/ns/dqv#value>"
    facts = FACTS
    for measure, value in (("precision", 0.9), ("recall", 0.8), ("F1", 0.847)):
        facts += f"""
        <https://w3id.org/kgbuild/id/graph#q-{measure}> a kg:QualityMeasurement ; rdfs:label "{measure}: data sets" ;
          kg:measure "{measure}" ; {dqv} {value} ; kg:measuredOn "10 papers" ; kg:measurementOf kg:Dataset ."""
    report = write(load(facts), tmp_path)
    assert report.rows("quality-f1") == [("data sets", 84.7)]
    assert report.csv("quality-card") == [
        {"what": "data sets", "precision": "90.0", "recall": "80.0", "F1": "84.7", "measured on": "10 papers"}
    ]
    assert "Datasets 3" in report.text  # the description is no thing that papers name


def test_papers_outside_the_field_are_counted_and_named(report, tmp_path):
    assert "outside the field" not in report.text
    facts = FACTS + "p:e kg:outsideField true . p:f kg:outsideField true . p:a kg:outsideField false ."
    facts += """<https://w3id.org/kgbuild/id/graph#q> a kg:QualityMeasurement ; kg:measure "F1" ; dqv:value 0.8 ."""
    marked = write(load(facts), tmp_path)
    assert [tuple(row.values())[:2] for row in marked.csv("outside-field")] == [("E", "4"), ("F", "0")]
    # In the overview, above the list, and above the quality figures, which do not hold for them.
    assert marked.text.count("2 of 6 papers (33 %) lie outside the field that the extractor knows.") == 3
    assert "kgbuild query GRAPH outside-field" in marked.text


def test_a_graph_without_evidence_says_so_and_keeps_all_other_figures(report, tmp_path):
    (tmp_path / "bare").mkdir()
    bare = write(load(FACTS), tmp_path / "bare", title="Rivers")
    assert "came without its evidence" in bare.text
    assert set(report.plots) - set(bare.plots) == {"confidence"}
    for key in bare.plots:
        assert bare.rows(key) == report.rows(key)


def test_published_terms_beside_ours_change_no_figure(report, tmp_path):
    (tmp_path / "more").mkdir()
    facts = (
        FACTS
        + """
    p:a a <http://schema.org/ScholarlyArticle> ; <https://linkedpaperswithcode.com/property/hasMethod> e:rivernet .
    e:delta a <http://www.w3.org/ns/dcat#Dataset> . <http://x/g> a <http://rdfs.org/ns/void#Dataset> ."""
    )
    assert write(load(facts, EVIDENCE), tmp_path / "more", title="Rivers").html == report.html


def test_without_quotes_no_text_of_an_abstract_is_in_the_page(rivers, tmp_path):
    report = write(rivers, tmp_path, quotes=False)
    assert "see " not in report.text
    assert "text" not in report.csv("near-misses")[0]


def test_a_graph_with_nothing_of_ours_is_refused_in_one_line(tmp_path):
    with pytest.raises(GraphError) as caught:
        write(load("<http://a> <http://b> <http://c> ."), tmp_path)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_one_paper_is_enough_for_a_report(tmp_path):
    assert "Papers 1" in write(load('p:a a kg:Paper ; dcterms:title "Alone" .'), tmp_path).text
