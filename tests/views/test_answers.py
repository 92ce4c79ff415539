"""What the tables, the files from them and the picture of what passes hold, whatever the graph says."""

import csv
import io

import pytest
from conftest import FACTS, load, many

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
    seen.page.wait_for_function("document.getElementById('filters-count').textContent === '1'")
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


def test_a_part_of_the_picture_has_its_tables_too(visit):
    seen = visit(load(many(300)), "#region/0?tab=papers")
    shown = int(seen.page.inner_text("#tab-papers .count"))
    assert 0 < shown < 300
    assert seen.page.locator("#table tbody tr").count() == min(shown, 60)
    if shown > 60:
        seen.page.click("#more-rows")
        assert seen.page.locator("#table tbody tr").count() == min(shown, 260)


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
    seen.page.fill("#same", "Foonet")
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
