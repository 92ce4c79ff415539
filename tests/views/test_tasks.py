"""What people come with ("Twenty tasks" in docs/explorer.md), each in at most three steps, on desktop and phone."""

import csv
import io
from pathlib import Path

import pytest
from conftest import FACTS, load

from kgbuild.curation import parse_curation
from kgbuild.graph import read_model
from kgbuild.views import ViewOptions

pytestmark = pytest.mark.browser

DEMO = Path(__file__).resolve().parents[2] / "output" / "demo"
PHONE, DESKTOP = 390, 1280
BOTH = pytest.mark.parametrize("width", [DESKTOP, PHONE])


@pytest.fixture(scope="module")
def demo():
    """Return the graph of the packaged sample."""
    return read_model(DEMO)


class Person:
    """Somebody at the page, who counts the steps: a click, a drag, or something typed and entered."""

    def __init__(self, seen) -> None:
        self.page = seen.page
        self.steps = 0

    def search(self, words: str) -> None:
        self.page.fill("#query", words)
        self.page.keyboard.press("Enter")
        self.steps += 1

    def click(self, selector: str, **how) -> None:
        self.page.locator(selector, **how).first.click()
        self.steps += 1

    def narrow(self, facet: str, value: str) -> None:
        """Choose a value of a filter: beside the table, or above it where there is no room."""
        beside = self.page.locator(f"#{facet}-facet input[value='{value}']")
        (beside if beside.is_visible() else self.page.locator(f".quick[data-value='{value}']")).first.click()
        self.steps += 1

    def take(self, selector: str) -> tuple[str, str]:
        """Click on a download; return its name and text."""
        with self.page.expect_download() as download:
            self.click(selector)
        return download.value.suggested_filename, download.value.path().read_text("utf-8")

    def rows(self) -> list[str]:
        return self.page.locator("#table tbody .col-title > .node").all_inner_texts()

    def marked(self) -> set[str]:
        return set(self.page.locator("#table mark").all_inner_texts())

    def drawn(self) -> set[str]:
        return set(self.page.evaluate("kgbuildView.drawn()"))


@BOTH
def test_papers_on_glue_with_code(visit, demo, width):
    person = Person(visit(demo, width=width))
    person.search("GLUE")
    person.click("#tab-papers")
    person.narrow("code", "yes")
    assert person.steps <= 3
    assert len(person.rows()) == 6
    assert any(row.startswith("RoBERTa") for row in person.rows())
    assert "6 of 8" in person.page.inner_text("#table-count")
    assert "GLUE" in person.marked()


@BOTH
def test_papers_that_introduce_a_benchmark(visit, demo, width):
    person = Person(visit(demo, width=width))
    person.click("#tab-papers")
    person.narrow("types", "Benchmark")
    person.narrow("roles", "introduced")
    assert person.steps <= 3
    assert {row.split(":")[0] for row in person.rows()} >= {"GLUE", "SuperGLUE"}
    assert len(person.rows()) == 3
    assert {"GLUE", "MMLU", "SuperGLUE"} <= person.marked()


@BOTH
def test_what_lora_is_used_with_stands_near_the_top_of_its_text(visit, demo, width):
    person = Person(visit(demo, width=width))
    person.search("LoRA")
    person.page.locator("#beside").scroll_into_view_if_needed()
    rows = person.page.locator("#beside li")
    assert "GPT-3" in rows.all_inner_texts()[0] or "QLoRA" in rows.all_inner_texts()[0]
    assert all("1 paper" in row or "2 papers" in row for row in rows.all_inner_texts())
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
    assert len(second.rows()) == 6
    second.page.reload()
    second.page.wait_for_selector("html[data-loaded=true]", state="attached")
    assert second.rows() == first.rows()


def test_back_takes_back_the_last_filter_and_then_the_tab(visit, demo):
    person = Person(visit(demo, "#entity/glue"))
    person.click("#tab-papers")
    person.narrow("code", "yes")
    person.page.go_back()
    person.page.wait_for_function("document.getElementById('table-count').textContent === '8'")
    assert len(person.rows()) == 8
    person.page.go_back()
    person.page.wait_for_selector("#table", state="hidden")
    assert person.page.evaluate("location.hash") == "#entity/glue"
    person.page.go_forward()
    person.page.wait_for_selector("#table-count")
    assert len(person.rows()) == 8


@BOTH
def test_papers_of_some_years_by_dragging_over_the_bars(visit, demo, width):
    person = Person(visit(demo, width=width))
    person.click("#tab-papers")
    if width == PHONE:
        person.click("#filters-open")
    chart = person.page.locator("#chart")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    year = box["width"] / (2024 - 1997 + 1)
    person.page.mouse.move(box["x"] + 23.5 * year, box["y"] + 30)
    person.page.mouse.down()
    person.page.mouse.move(box["x"] + 25.5 * year, box["y"] + 30)
    person.page.mouse.up()
    person.steps += 1
    assert person.steps <= 3
    assert person.page.input_value("#year-from") == "2020"
    assert person.page.input_value("#year-to") == "2022"
    assert "from=2020&to=2022" in person.page.url
    assert len(person.rows()) == 20


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
        assert len(text.splitlines()) == 2 + 9
        return
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["title"] for row in rows] == person.rows()
    assert all("SQuAD" in row["sentence"] or "Stanford" in row["sentence"] for row in rows)
    assert {row["role"] for row in rows} <= {"used", "introduced", "mentioned"}


@BOTH
def test_datasets_for_a_task(visit, demo, width):
    person = Person(visit(demo, width=width))
    person.search("question answering")
    person.click("#tab-things")
    person.narrow("types", "Dataset")
    assert person.steps <= 3
    assert person.rows()
    assert "type=Dataset" in person.page.url
    assert "What stands beside question answering" in person.page.inner_text("#table h2")


@BOTH
def test_papers_that_name_two_things(visit, demo, width):
    person = Person(visit(demo, width=width))
    person.search("BERT")
    person.click("#beside .segment", has_text="Benchmarks")
    person.click("#beside li:has-text('GLUE') a.count")
    assert person.steps <= 3
    person.page.wait_for_selector("#table-count")
    assert "and GLUE" in person.page.inner_text("#table .chips")
    assert len(person.rows()) == 5


def test_how_two_things_hang_together_by_the_three_best_connections(visit, demo):
    person = Person(visit(demo))
    person.search("LoRA")
    person.click("#connect")
    person.page.fill("#target", "SQuAD")
    person.page.keyboard.press("Enter")
    person.steps += 1
    assert person.steps <= 3
    person.page.wait_for_selector("#panel[data-of^='path/']")
    ways = person.page.locator("#panel .way")
    assert ways.count() == 3
    between = [set(ways.nth(i).locator(".node[href*='#entity']").all_inner_texts()[1:-1]) for i in range(3)]
    assert all(between)
    assert len(set.union(*between)) == sum(map(len, between))
    assert not {"language model", "Transformer"} & set.union(*between)


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


@BOTH
def test_an_empty_list_says_why_and_the_way_back(visit, demo, width):
    person = Person(visit(demo, "#entity/ppo?tab=papers&code=yes", width=width))
    assert "0 of 3 papers on PPO give code" in person.page.inner_text("#empty")
    person.click("#empty button")
    assert len(person.rows()) == 3
    assert "code" not in person.page.url


def test_several_filters_that_leave_nothing_are_told_one_by_one(visit, demo):
    person = Person(visit(demo, "#?tab=papers&code=no&from=2023&type=Benchmark&role=introduced&kind=study"))
    text = person.page.inner_text("#empty")
    assert "Nothing passes all filters together" in text
    assert "3 of 64 papers" not in text  # that is of two filters together
    assert "give code" not in text
    assert "name no code" in text
    assert "of a year since 2023" in text


def test_the_map_with_general_terms_or_without(visit, demo):
    person = Person(visit(demo))
    assert "entity/language-model" not in person.drawn()
    without = int(person.page.inner_text("[data-type=Method] .count"))
    person.click("#named")
    assert person.steps <= 3
    assert "named=no" in person.page.url
    assert int(person.page.inner_text("[data-type=Method] .count")) == without + 79
    assert any(key in person.drawn() for key in ("entity/language-model", "entity/convolutional-neural-networks"))


@pytest.mark.parametrize(("color", "words"), [("code", "all with code"), ("year", "2023")])
def test_where_the_code_is_and_what_is_new(visit, demo, color, words):
    person = Person(visit(demo))
    assert person.page.locator("#scale").is_hidden()
    person.page.select_option("#color", color)
    assert words in person.page.inner_text("#scale")
    assert f"color={color}" in person.page.url


def test_without_years_there_is_no_colour_for_them_and_no_bars(visit):
    seen = visit(load("p:a a kg:Paper ; kg:usesMethod e:x . p:b a kg:Paper ; kg:usesMethod e:x ."), "#?tab=papers")
    assert seen.page.locator("#color option[value=year]").is_disabled()
    assert seen.page.locator("#chart").is_hidden()
    assert "no paper of this graph says its year" in seen.page.inner_text("#no-years")
    assert seen.page.locator("th.col-year").count() == 0


@BOTH
def test_one_kind_of_contribution_only(visit, demo, width):
    person = Person(visit(demo, width=width))
    person.click("#tab-papers")
    person.narrow("kinds", "resource")
    assert person.steps <= 3
    assert len(person.rows()) == 6


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
    person = Person(visit(demo, "#entity/ppo", width=width))
    person.click("#correct")
    person.click(".correct button", has_text="hide it")
    assert person.steps <= 3
    person.search("SWA")
    person.click("#correct")
    person.page.select_option(".correct select", "Task")
    person.search("GPT-2")
    person.click("#correct")
    person.page.fill("#same", "GPT-3")
    person.page.keyboard.press("Enter")
    assert "GPT-2 is the same as GPT-3" in person.page.inner_text("#panel .corrected")
    person.click("#corrections-open")
    name, text = person.take("#corrections-save")
    assert name == "curation.tsv"
    rows = [row for _, row in parse_curation(text, name).rows]
    assert [(row.action, row.thing.split("/")[-1], row.value.split("/")[-1]) for row in rows] == [
        ("reject", "ppo", ""),
        ("retype", "swa", "Task"),
        ("same", "gpt-2", "gpt-3"),
    ]
    person.page.reload()
    person.page.wait_for_selector("html[data-loaded=true]", state="attached")
    assert person.page.inner_text("#corrections-open .badge") == "3"


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
    assert 0 < len(papers) <= 9
    assert person.page.inner_text("[data-type=Paper] .count") == str(len(papers))
    legend = int(person.page.inner_text("[data-type=Dataset] .count"))
    assert 0 < legend < 84
    titles = person.page.evaluate("kgbuildView.labels().map((label) => label.text)")
    assert any(text.startswith("Mistral 7B") for text in titles)  # few papers have labels


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
@pytest.mark.parametrize("anchor", ["#?tab=papers", "#entity/bert?tab=things", "#entity/ppo?tab=papers&code=yes"])
@BOTH
def test_axe_finds_no_serious_fault_in_the_tables(visit, demo, scheme, anchor, width):
    from axe_playwright_python.sync_playwright import Axe

    seen = visit(demo, anchor, scheme=scheme, width=width, options=ViewOptions(title="Papers"))
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(seen.page).response["violations"]
    serious = [fault for fault in found if fault["impact"] in {"serious", "critical"}]
    assert not [(fault["id"], [node["html"][:200] for node in fault["nodes"]]) for fault in serious]
