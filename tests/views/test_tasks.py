"""What people come with ("Twenty tasks" in docs/explorer.md), each in at most three steps, on desktop and phone."""

import csv
import io

import pytest
from conftest import load
from person import Person, key_of, papers_on, titles, with_code
from waiting import wait_until

from kgbuild.curation import parse_curation

pytestmark = pytest.mark.browser

PHONE, DESKTOP = 390, 1280
BOTH = pytest.mark.parametrize("width", [DESKTOP, PHONE])


@BOTH
def test_papers_on_glue_with_code(visit, demo, width):
    person = Person(visit(demo, width=width))
    person.search("GLUE")
    person.click("#tab-papers")
    person.narrow("code", "yes")
    assert person.steps <= 3
    on = papers_on(demo, "GLUE")
    assert sorted(person.rows()) == titles(demo, with_code(demo, on))
    assert person.page.inner_text("#table-count") == f"{len(with_code(demo, on))} of {len(on)}"
    assert "GLUE" in person.marked()


@BOTH
def test_papers_that_introduce_a_benchmark(visit, demo, width):
    person = Person(visit(demo, width=width))
    person.click("#tab-papers")
    person.narrow("types", "Benchmark")
    person.narrow("roles", "introduced")
    assert person.steps <= 3
    introduced = [fact for fact in demo.facts if (fact.type, fact.role) == ("Benchmark", "introduced")]
    assert sorted(person.rows()) == titles(demo, {fact.paper for fact in introduced})
    assert {"GLUE", "SuperGLUE"} <= person.marked()


@BOTH
def test_what_lora_is_used_with_stands_near_the_top_of_its_text(visit, demo, width):
    person = Person(visit(demo, width=width))
    person.search("LoRA")
    person.page.locator("#beside").scroll_into_view_if_needed()
    rows = person.page.locator("#beside li")
    assert rows.count()
    assert all(" paper" in row for row in rows.all_inner_texts())
    assert person.page.locator("#beside mark", has_text="LoRA").count()
    person.click("#beside .segment", has_text="Benchmarks")
    assert "GLUE" in person.page.inner_text("#beside")
    assert person.steps <= 3


@BOTH
def test_a_shared_address_opens_the_same_list(visit, demo, width):
    first = Person(visit(demo, "#entity/squad?tab=papers", width=width))
    first.narrow("code", "yes")
    first.click("#table [data-sort=year]")
    address = first.page.evaluate("location.hash")
    assert "code=yes" in address
    second = Person(visit(demo, address, width=width))
    assert second.rows() == first.rows()
    assert sorted(second.rows()) == titles(demo, with_code(demo, papers_on(demo, "SQuAD")))
    second.page.reload()
    second.page.wait_for_selector("html[data-loaded=true]", state="attached")
    assert second.rows() == first.rows()


def test_back_takes_back_the_last_filter_and_then_the_tab(visit, demo):
    person = Person(visit(demo, "#entity/glue"))
    person.click("#tab-papers")
    person.narrow("code", "yes")
    person.page.go_back()
    count = person.page.locator("#table-count")
    wait_until(lambda: "of" not in (count.text_content() or ""), "a table without a filter")
    assert sorted(person.rows()) == titles(demo, papers_on(demo, "GLUE"))
    person.page.go_back()
    person.page.wait_for_selector("#table", state="hidden")
    assert person.page.evaluate("location.hash") == "#entity/glue"
    person.page.go_forward()
    person.page.wait_for_selector("#table-count")
    assert sorted(person.rows()) == titles(demo, papers_on(demo, "GLUE"))


@BOTH
def test_papers_of_some_years_by_dragging_over_the_bars(visit, demo, width):
    person = Person(visit(demo, width=width))
    person.click("#tab-papers")
    if width == PHONE:
        person.click("#filters-open")
    chart = person.page.locator("#chart")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    years = [paper.year for paper in demo.papers.values() if paper.year]
    wide = box["width"] / (max(years) - min(years) + 1)
    person.page.mouse.move(box["x"] + (2020.5 - min(years)) * wide, box["y"] + 30)
    person.page.mouse.down()
    person.page.mouse.move(box["x"] + (2022.5 - min(years)) * wide, box["y"] + 30)
    person.page.mouse.up()
    person.steps += 1
    assert person.steps <= 3
    assert person.page.input_value("#year-from") == "2020"
    assert person.page.input_value("#year-to") == "2022"
    assert "from=2020&to=2022" in person.page.url
    assert len(person.rows()) == sum(2020 <= year <= 2022 for year in years)


def test_the_newest_papers_first_or_the_oldest(visit, demo):
    person = Person(visit(demo))
    person.click("#tab-papers")
    person.click("#table [data-sort=year]")
    years = person.page.locator("#table td.col-year").all_inner_texts()
    assert years == sorted(years, reverse=True)
    person.click("#table [data-sort=year]")
    years = person.page.locator("#table td.col-year").all_inner_texts()
    assert years == sorted(years)
    assert person.page.locator("th.col-year").get_attribute("aria-sort") == "ascending"
    assert person.steps <= 3


@BOTH
def test_a_reading_list_for_latex(visit, demo, width):
    person = Person(visit(demo, width=width))
    person.search("SuperGLUE")
    person.click("#tab-papers")
    name, text = person.take("[data-format=bib]")
    assert person.steps <= 3
    assert name == "papers-on-superglue.bib"
    assert text.count("\n}\n") == len(person.rows())
    assert "title = {{SuperGLUE: A Stickier Benchmark" in text
    assert " and " in text


@BOTH
@pytest.mark.parametrize("ending", ["csv", "md"])
def test_a_table_for_a_spreadsheet_or_a_text(visit, demo, width, ending):
    person = Person(visit(demo, width=width))
    person.search("SQuAD")
    person.click("#tab-papers")
    _, text = person.take(f"[data-format={ending}]")
    assert person.steps <= 3
    if ending == "md":
        assert text.startswith("| Paper | Authors |")
        assert len(text.splitlines()) == 2 + len(papers_on(demo, "SQuAD"))
        return
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["title"] for row in rows] == person.rows()
    assert all(row["sentence"] and "SQuAD" in row["named"] for row in rows)


@BOTH
def test_datasets_for_a_task(visit, demo, width):
    person = Person(visit(demo, width=width))
    person.search("question answering")
    person.click("#tab-things")
    person.narrow("types", "Dataset")
    assert person.steps <= 3
    on = papers_on(demo, "question answering")
    assert set(person.rows()) == {
        demo.things[f.thing].label for f in demo.facts if f.paper in on and f.type == "Dataset"
    }
    assert "type=Dataset" in person.page.url
    assert "Named together with question answering" in person.page.inner_text("#table h2")


@BOTH
def test_papers_that_name_two_things(visit, demo, width):
    person = Person(visit(demo, width=width))
    person.search("BERT")
    person.click("#beside .segment", has_text="Benchmarks")
    person.click("#beside li:has-text('GLUE') a.count")
    assert person.steps <= 3
    person.page.wait_for_selector("#table-count")
    assert "and GLUE" in person.page.inner_text("#table .chips")
    assert sorted(person.rows()) == titles(demo, papers_on(demo, "BERT") & papers_on(demo, "GLUE"))


def test_how_two_things_hang_together_by_the_three_best_connections(visit, demo):
    person = Person(visit(demo))
    person.search("LoRA")
    person.click("#connect")
    person.page.fill("#connect-target", "SQuAD")
    person.page.keyboard.press("Enter")
    person.steps += 1
    assert person.steps <= 3
    person.page.wait_for_selector("#panel[data-of^='path/']")
    ways = person.page.locator("#panel .way")
    assert ways.count() == 3
    between = [set(ways.nth(i).locator(".node[href*='#entity']").all_inner_texts()[1:-1]) for i in range(3)]
    assert all(between)
    assert len(set.union(*between)) == sum(map(len, between))
    assert not {thing.label for thing in demo.things.values() if thing.kind == "term"} & set.union(*between)


@BOTH
def test_an_empty_list_says_why_and_the_way_back(visit, demo, width):
    things = sorted(demo.things.values(), key=lambda thing: -len(papers_on(demo, thing.label)))
    thing = next(thing for thing in things if not with_code(demo, papers_on(demo, thing.label)))
    count = len(papers_on(demo, thing.label))
    person = Person(visit(demo, f"#{key_of(thing.iri)}?tab=papers&code=yes", width=width))
    words = f"0 of {count} papers on {thing.label} give code"
    assert words in person.page.inner_text("#empty")
    person.click("#empty button")
    assert len(person.rows()) == count
    assert "code" not in person.page.url


def test_the_map_with_general_terms_or_without(visit, demo):
    person = Person(visit(demo))
    terms = {key_of(thing.iri) for thing in demo.things.values() if (thing.type, thing.kind) == ("Method", "term")}
    assert not terms & person.drawn()
    without = int(person.page.inner_text("[data-type=Method] .count"))
    person.click("#named")
    assert person.steps <= 3
    assert "named=no" in person.page.url
    assert int(person.page.inner_text("[data-type=Method] .count")) == without + len(terms)
    assert terms & person.drawn()


@pytest.mark.parametrize(("color", "words"), [("code", "all with code"), ("year", "2023")])
def test_where_the_code_is_and_what_is_new(visit, demo, color, words):
    person = Person(visit(demo))
    assert person.page.locator("#scale").is_hidden()
    person.page.select_option("#color", color)
    assert words in person.page.inner_text("#scale")
    assert f"color={color}" in person.page.url


@BOTH
def test_one_kind_of_contribution_only(visit, demo, width):
    person = Person(visit(demo, width=width))
    person.click("#tab-papers")
    person.narrow("kinds", "resource")
    assert person.steps <= 3
    assert sorted(person.rows()) == titles(demo, {iri for iri, p in demo.papers.items() if "resource" in p.kinds})


def test_papers_of_one_file_only(visit):
    facts = "\n".join(
        f'p:a{n} a kg:Paper ; dcterms:source "{"left" if n < 2 else "right"}.jsonl#{n}" ; kg:usesMethod e:x .'
        for n in range(5)
    )
    person = Person(visit(load(facts), "#?tab=papers"))
    person.narrow("sources", "left.jsonl")
    assert len(person.rows()) == 2


@BOTH
def test_what_is_wrong_becomes_a_file_that_the_next_build_takes(visit, demo, width):
    named = [thing for thing in demo.things.values() if (thing.type, thing.kind) == ("Method", "named")]
    one, two, three, four = sorted(named, key=lambda thing: (-len(papers_on(demo, thing.label)), thing.label))[:4]
    person = Person(visit(demo, f"#{key_of(one.iri)}", width=width))
    person.click("#correct")
    person.click(".correct button", has_text="hide it")
    assert person.steps <= 3
    person.search(two.label)
    person.click("#correct")
    person.page.select_option(".correct select", "Task")
    person.search(three.label)
    person.click("#correct")
    person.page.fill("#same-target", four.label)
    person.page.keyboard.press("Enter")
    assert f"{three.label} is the same as {four.label}" in person.page.inner_text("#panel .corrected")
    person.click("#corrections-open")
    name, text = person.take("#corrections-save")
    assert name == "curation.tsv"
    rows = [row for _, row in parse_curation(text, name).rows]
    assert [(row.action, row.thing, row.value) for row in rows] == [
        ("reject", one.iri, ""),
        ("retype", two.iri, "Task"),
        ("same", three.iri, four.iri),
    ]
    person.page.reload()
    person.page.wait_for_selector("html[data-loaded=true]", state="attached")
    assert person.page.inner_text("#corrections-open .badge") == "3"


def test_an_empty_list_of_a_things_papers_blames_no_filter_of_types_which_is_not_applied_there(visit, demo):
    thing = next(thing for thing in demo.things.values() if thing.type == "Dataset" and papers_on(demo, thing.label))
    person = Person(visit(demo, f"#{key_of(thing.iri)}?tab=papers&type=Method"))
    assert len(person.rows()) == len(papers_on(demo, thing.label))
    person = Person(visit(demo, f"#{key_of(thing.iri)}?tab=papers&type=Method&from=2999"))
    told = person.page.inner_text("#empty")
    assert "2999" in told
    assert "methods" not in told
