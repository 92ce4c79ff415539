"""What the tables, the files from them and the picture of what passes hold, whatever the graph says."""

import csv
import io

import pytest
from conftest import FACTS, load, many
from person import Person
from waiting import wait_until

from kgbuild.config import Options
from kgbuild.graph import read_model
from kgbuild.pipeline import build
from kgbuild.views import ViewOptions

pytestmark = pytest.mark.browser

HOSTILE = [
    '=HYPERLINK("http://x")',
    "</script><b>bold</b>",
    "a | b\\ `c` [d](e)",
    "{\\input{x}} & 100% #1 $x_y^z~",
    "-1+1",
]


def take(seen, ending: str) -> str:
    with seen.page.expect_download() as download:
        seen.page.click(f"[data-format={ending}]")
    return download.value.path().read_text("utf-8")


@pytest.fixture
def hostile():
    """Return papers, authors, things and sentences with names that mean something to the programs that read files."""
    facts, evidence = [], []
    for n, name in enumerate(HOSTILE):
        text = name.replace("\\", "\\\\").replace('"', '\\"')
        facts.append(f'''p:a{n} a kg:Paper ; dcterms:title "{text}" ; dcterms:creator "{text}", "Rock and Roll" ;
          kg:venue "{text}" ; dcterms:issued "2020"^^xsd:gYear ; kg:usesMethod e:x{n}, e:all .
          e:x{n} a kg:Method ; skos:prefLabel "{text}" . e:all a kg:Method ; skos:prefLabel "everything" .''')
        evidence.append(f'''s:{n} rdf:subject p:a{n} ; rdf:predicate kg:usesMethod ; rdf:object e:all ;
          kg:hasMention s:m{n} . s:m{n} kg:section "abstract" ; oa:prefix "{text} " ; oa:exact "everything" ;
          oa:suffix "." .''')
    return load("\n".join(facts), "\n".join(evidence))


def test_names_stay_text_in_the_tables(visit, hostile):
    seen = visit(hostile, "#entity/all?tab=papers")
    assert sorted(seen.page.locator("#table tbody .node bdi").all_text_contents()) == sorted(HOSTILE)
    assert seen.page.locator("#table b, #table script").count() == 0
    assert seen.page.locator("#table mark").all_text_contents() == ["everything"] * len(HOSTILE)
    seen.page.click("#tab-things")
    assert set(seen.page.locator("#table tbody .node bdi").all_text_contents()) == set(HOSTILE)
    seen.page.click("#table [data-sort=title]")
    assert seen.page.locator("#table tbody tr").count() == len(HOSTILE)


def test_no_name_becomes_a_formula_or_breaks_a_row_of_the_csv(visit, hostile):
    rows = list(csv.DictReader(io.StringIO(take(visit(hostile, "#entity/all?tab=papers"), "csv"), newline="")))
    assert len(rows) == len(HOSTILE)
    assert {row["title"].removeprefix("'") for row in rows} == set(HOSTILE)
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "-", "+", "@"))]
    assert all(row["sentence"].endswith("everything.") for row in rows)


def test_no_name_breaks_an_entry_of_the_bibtex_or_runs_a_command(visit, hostile):
    text = take(visit(hostile, "#entity/all?tab=papers"), "bib")
    assert text.count("\n@") + 1 == len(HOSTILE)
    assert "\\input" not in text
    assert "{Rock and Roll}" in text
    assert "100\\% \\#1 \\$x\\_y\\textasciicircum{}z\\textasciitilde{}" in text
    assert text.count("{") == text.count("}")
    keys = [line.split("{")[1].rstrip(",") for line in text.splitlines() if line.startswith("@")]
    assert len(set(keys)) == len(keys)


def test_no_name_breaks_a_row_of_the_markdown(visit, hostile):
    lines = take(visit(hostile, "#entity/all?tab=papers"), "md").splitlines()
    assert len(lines) == 2 + len(HOSTILE)
    assert all(line.replace("\\\\", "").replace("\\|", "").count("|") == 7 for line in lines)
    assert not [line for line in lines if "<b>" in line.replace("\\<", "")]


def test_papers_of_one_key_are_told_apart_in_the_bibtex(visit):
    facts = "\n".join(f'p:a{n} a kg:Paper ; dcterms:title "Study" ; kg:usesMethod e:x .' for n in range(30))
    text = take(visit(load(facts), "#?tab=papers"), "bib")
    keys = [line.split("{")[1].rstrip(",") for line in text.splitlines() if line.startswith("@")]
    assert len(set(keys)) == 30


def test_the_page_chooses_its_start_picture_as_the_build_does(visit):
    # Every statement is surer than that: the filter leaves all, but has the page choose anew.
    evidence = "s:a rdf:subject p:n1 ; rdf:predicate kg:usesMethod ; rdf:object e:everywhere ; kg:confidence 0.9 ."
    seen = visit(load(many(300), evidence))
    first = set(seen.page.evaluate("kgbuildView.drawn()"))
    assert len(first) < 300
    seen.page.evaluate("location.hash = '?sure=0.05'")
    wait_until(lambda: seen.page.locator("#filters-count").text_content() == "1", "a filter that counts")
    assert set(seen.page.evaluate("kgbuildView.drawn()")) == first


def test_a_filter_draws_anew_what_the_start_picture_had_no_room_for(visit):
    years = "\n".join(f'p:n{n} dcterms:issued "{2000 + n // 100}"^^xsd:gYear .' for n in range(300))
    seen = visit(load(many(300) + years), "#?from=2002")
    drawn = seen.page.evaluate("kgbuildView.drawn()")
    assert {key.removeprefix("paper/n") for key in drawn if key.startswith("paper/")} <= {
        str(n) for n in range(200, 300)
    }
    assert len(drawn) > 100


def test_tabs_are_walked_with_the_arrow_keys(visit):
    seen = visit(load(FACTS))
    seen.page.focus("#tab-picture")
    seen.page.keyboard.press("ArrowRight")
    assert seen.page.evaluate("document.activeElement.id") == "tab-papers"
    assert seen.page.locator("#table").is_visible()
    seen.page.keyboard.press("ArrowLeft")
    assert seen.page.locator("#table").is_hidden()


@pytest.mark.parametrize("anchor", ["", "#entity/bert", "#?from=2020", "#?named=no", "#region/0?type=Dataset"])
def test_the_number_on_a_tab_is_that_of_its_list(visit, demo, anchor):
    seen = visit(demo, anchor)
    for tab in ("papers", "things"):
        count = seen.page.inner_text(f"#tab-{tab} .count")
        seen.page.click(f"#tab-{tab}")
        assert seen.page.inner_text("#table-count").split(" of ")[0] == count
        assert seen.page.inner_text(f"#tab-{tab} .count") == count


def test_a_part_of_the_picture_has_its_tables_too(visit):
    seen = visit(load(many(300)), "#region/0?tab=papers")
    shown = int(seen.page.inner_text("#tab-papers .count"))
    assert 0 < shown < 300
    assert seen.page.locator("#table tbody tr").count() == min(shown, 60)
    if shown > 60:
        seen.page.click("#more-rows")
        assert seen.page.locator("#table tbody tr").count() == min(shown, 260)


def test_repositories_stand_among_the_things_only_where_they_are_asked_for(visit, maps):
    seen = visit(maps, "#entity/rivernet?tab=things")
    assert "github.com/brook/rivernet" not in Person(seen).rows()
    seen.page.check("#types-facet input[value=Repository]")
    assert Person(seen).rows() == ["github.com/brook/rivernet"]
    assert "type=Repository" in seen.page.url


def test_papers_like_one_share_its_particular_things(visit):
    seen = visit(load(many(300)), "#paper/n5?tab=papers")
    assert seen.page.inner_text("#tab-papers .count") == "9"  # the others of its ten
    assert "share things with" in seen.page.inner_text("#table h2")


def test_without_quotes_there_are_tables_without_sentences(visit, maps):
    seen = visit(maps, "#entity/rivernet?tab=papers", options=ViewOptions(quotes=False))
    assert seen.page.locator("#table tbody tr").count() == 2
    assert seen.page.locator("#table blockquote").count() == 0


def test_a_file_of_corrections_is_taken_by_the_next_build(visit, tmp_path):
    records = tmp_path / "records.jsonl"
    records.write_text(
        '{"id": "1", "title": "Foonet and Barnet on QuxSet", "entities": ['
        '{"type": "Method", "names": ["Foonet"]}, {"type": "Method", "names": ["Barnet"]},'
        '{"type": "Dataset", "names": ["QuxSet"]}, {"type": "Method", "names": ["Foonet v0"]}]}\n'
    )
    build([str(records)], tmp_path / "one")
    seen = visit(read_model(tmp_path / "one"), "#entity/barnet")
    seen.page.click("#correct")
    seen.page.click(".correct button")
    seen.page.fill("#query", "QuxSet")
    seen.page.keyboard.press("Enter")
    seen.page.click("#correct")
    seen.page.select_option(".correct select", "Benchmark")
    seen.page.fill("#query", "Foonet v0")
    seen.page.keyboard.press("Enter")
    seen.page.click("#correct")
    seen.page.fill("#same-target", "Foonet")
    seen.page.keyboard.press("Enter")
    seen.page.click("#corrections-open")
    with seen.page.expect_download() as download:
        seen.page.click("#corrections-save")
    download.value.save_as(tmp_path / "curation.tsv")
    told = build([str(records)], tmp_path / "two", options=Options(curation=tmp_path / "curation.tsv"))
    assert told.papers == 1
    things = read_model(tmp_path / "two").things.values()
    assert sorted((thing.label.split()[0], thing.type) for thing in things) == [
        ("Foonet", "Method"),
        ("QuxSet", "Benchmark"),
    ]


def test_a_general_term_is_a_bridge_only_where_there_is_no_other(visit):
    facts = """p:a a kg:Paper ; kg:usesMethod e:x, e:deep . p:b a kg:Paper ; kg:usesMethod e:deep, e:y .
      p:c a kg:Paper ; kg:usesMethod e:x ; kg:usesDataset e:d . p:d a kg:Paper ; kg:usesDataset e:d, e:f .
      p:f a kg:Paper ; kg:usesDataset e:f ; kg:usesMethod e:y . p:g a kg:Paper ; kg:usesMethod e:deep, e:alone .
      e:deep a kg:Method ; kg:kind "term" . e:x a kg:Method . e:y a kg:Method . e:d a kg:Dataset . e:f a kg:Dataset .
      e:alone a kg:Method ."""
    seen = visit(load(facts), "#path/entity%2Fx/entity%2Fy")
    assert "entity/deep" not in Person(seen).drawn()
    assert {"entity/d", "entity/f"} <= Person(seen).drawn()
    seen.page.evaluate("location.hash = 'path/entity%2Fx/entity%2Falone'")
    seen.page.wait_for_selector("#panel[data-of$=alone]")
    assert "entity/deep" in Person(seen).drawn()
    assert "Only general terms connect them" in seen.page.inner_text("#panel")


def test_several_filters_that_leave_nothing_are_told_one_by_one(visit, demo):
    person = Person(visit(demo, "#?tab=papers&code=no&from=2023&type=Benchmark&role=introduced&kind=study"))
    text = person.page.inner_text("#empty")
    assert "Nothing passes all filters together" in text
    assert "give code" not in text
    assert "give no code" in text
    assert "of a year since 2023" in text


def test_without_years_there_is_no_colour_for_them_and_no_bars(visit):
    seen = visit(load("p:a a kg:Paper ; kg:usesMethod e:x . p:b a kg:Paper ; kg:usesMethod e:x ."), "#?tab=papers")
    assert seen.page.locator("#color option[value=year]").is_disabled()
    assert seen.page.locator("#chart").is_hidden()
    assert "no paper of this graph says its year" in seen.page.inner_text("#no-years")
    assert seen.page.locator("th.col-year").count() == 0


def test_a_hidden_thing_leaves_picture_and_tables_until_it_is_taken_back(visit, demo):
    person = Person(visit(demo, "#entity/ppo"))
    person.click("#correct")
    person.click(".correct button", has_text="hide it")
    person.page.evaluate("location.hash = '?tab=things&type=Method'")
    person.page.wait_for_selector("#table-count")
    assert "PPO" not in person.rows()
    person.click("#corrections-open")
    person.click("#corrections-list button")
    assert "PPO" in person.rows()
    assert person.page.locator("#corrections-open").is_hidden()


def test_the_picture_follows_the_filters(visit, demo):
    person = Person(visit(demo, "#?from=2023"))
    papers = {key for key in person.drawn() if key.startswith("paper/")}
    assert 0 < len(papers) <= sum((paper.year or 0) >= 2023 for paper in demo.papers.values())
    assert person.page.inner_text("[data-type=Paper] .count") == str(len(papers))
    legend = int(person.page.inner_text("[data-type=Dataset] .count"))
    assert 0 < legend < sum(thing.type == "Dataset" for thing in demo.things.values())
    labels = person.page.evaluate("kgbuildView.labels().map((label) => label.text.slice(0, 12))")
    assert {paper.label[:12] for paper in demo.papers.values()} & set(labels)  # few papers have labels


def test_a_paper_without_a_passing_statement_goes(visit):
    seen = visit(load(FACTS), "#?role=evaluated")
    assert Person(seen).drawn() == {"paper/two", "entity/atlasbench"}
    assert seen.page.inner_text("[data-type=Paper] .count") == "1"


def test_a_list_stays_while_one_reads_a_paper_of_it(visit, demo):
    person = Person(visit(demo, "#entity/glue?tab=papers"))
    before = person.rows()
    person.click("#table tbody .node", has_text="RoBERTa")
    person.page.wait_for_selector("#panel[data-of^='paper/']")
    assert person.rows() == before
    assert person.page.locator("#table tr[aria-current=true] .node").inner_text().startswith("RoBERTa")
    assert "of=entity%2Fglue" in person.page.url
    person.page.keyboard.press("Escape")
    person.page.wait_for_selector("#panel[data-of='entity/glue']")
    assert person.rows() == before


def test_an_address_that_nobody_wrote_shows_what_it_can(visit, demo):
    odd = "#entity/glue?tab=nothing&from=long&code=%&type=&sort=__proto__&also=entity/nothing&sure=7&of=%zz&x"
    seen = visit(demo, odd)
    assert seen.page.inner_text("#panel h2") == "GLUE"
    seen.page.click("#tab-papers")
    assert seen.page.locator("#table tbody tr, #empty").count()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault_where_things_are_corrected(visit, demo, scheme):
    from axe_playwright_python.sync_playwright import Axe

    seen = visit(demo, "#entity/ppo?color=code", scheme=scheme)
    seen.page.click("#correct")
    seen.page.select_option(".correct select", "Task")
    seen.page.click("#correct")
    seen.page.click("#corrections-open")
    found = Axe().run(seen.page).response["violations"]
    assert not [fault["id"] for fault in found if fault["impact"] in {"serious", "critical"}]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("anchor", ["#?tab=papers", "#entity/bert?tab=things", "#entity/ppo?tab=papers&code=yes"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_no_serious_fault_in_the_tables(visit, demo, scheme, anchor, width):
    from axe_playwright_python.sync_playwright import Axe

    seen = visit(demo, anchor, scheme=scheme, width=width, options=ViewOptions(title="Papers"))
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(seen.page).response["violations"]
    serious = [fault for fault in found if fault["impact"] in {"serious", "critical"}]
    assert not [(fault["id"], [node["html"][:200] for node in fault["nodes"]]) for fault in serious]
