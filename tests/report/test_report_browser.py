"""The report in a browser: drawn from its data, readable in both schemes and on a phone, no fault, no request."""

import pytest
from graphs import EVIDENCE, FACTS, load, skip, write
from test_report_page import HOSTILE, hostile_facts
from waiting import wait_until

from kgbuild.graph import to_model
from kgbuild.views import write_view

pytestmark = pytest.mark.browser


def test_every_figure_is_drawn_with_as_many_marks_as_it_has_numbers(visit, report):
    page = visit(report)
    for key, figure in report.plots.items():
        drawn = page.locator(f'.plot[data-figure="{key}"] svg')
        assert drawn.count() == 1, key
        values = [row[2 if figure["kind"] == "matrix" else 1] for row in figure["rows"]]
        assert drawn.locator("rect, path[d*='A'], path[d*='a']").count() == len(values), key


def test_bars_are_as_long_as_their_numbers(visit, report):
    page = visit(report)
    bars = page.locator('.plot[data-figure="most-used-datasets"] svg :is(rect, path)')
    widths = [bars.nth(i).bounding_box()["width"] for i in range(bars.count())]
    assert widths[1] / widths[0] == pytest.approx(2 / 3, abs=0.02)


def test_names_and_numbers_are_text_in_the_picture(visit, report):
    words = visit(report).locator('.plot[data-figure="most-used-methods"] svg').text_content()
    for part in ("RiverNet", "Oxbow", "4", "2"):
        assert part in words


@pytest.mark.parametrize("width", [1280, 820, 390])
def test_nothing_is_wider_than_the_page(visit, tmp_path, width):
    page = visit(write(load(FACTS + hostile_facts(), EVIDENCE), tmp_path, title="T" * 300), width=width)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_hostile_names_are_drawn_as_text(visit, tmp_path):
    page = visit(write(load(hostile_facts()), tmp_path))
    assert page.locator(".plot img, .plot script, td img, td script").count() == 0
    words = page.locator('.plot[data-figure="most-used-methods"]').text_content()
    assert HOSTILE[1] in words
    assert "…" in words  # 5,000 letters do not fit


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("dark", 390)])
def test_no_serious_accessibility_fault(visit, report, scheme, width):
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        skip("axe-playwright-python is needed")
    page = visit(report, scheme=scheme, width=width)
    for details in page.locator("details").all():
        details.evaluate("(element) => { element.open = true; }")
    found = Axe().run(page).response["violations"]
    serious = [(f["id"], f["nodes"][0]["html"][:200]) for f in found if f["impact"] in {"serious", "critical"}]
    assert not serious


def test_the_button_turns_light_into_dark_and_back(visit, report):
    page = visit(report)
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.click("#theme")
    assert page.evaluate(ground) != light
    page.click("#theme")
    assert page.evaluate(ground) == light


def test_a_resized_page_draws_its_plots_anew(visit, report):
    page = visit(report)
    plot = page.locator('.plot[data-figure="most-used-methods"]')
    before = plot.locator("svg").get_attribute("width")
    page.set_viewport_size({"width": 390, "height": 800})
    wait_until(lambda: plot.locator("svg").get_attribute("width") != before, "a plot of another width")


def test_a_file_is_one_click_away(visit, report, tmp_path):
    page = visit(report)
    with page.expect_download() as caught:
        page.click("#most-used-methods a.take")
    caught.value.save_as(tmp_path / "got.csv")
    assert caught.value.suggested_filename == "most-used-methods.csv"
    assert (tmp_path / "got.csv").read_bytes().decode("utf-8") == report.files["most-used-methods.csv"]


def test_a_bar_leads_to_its_thing_in_the_explorer(visit, chromium, rivers, tmp_path):
    write_view(to_model(rivers), tmp_path / "graph.html")
    page = visit(write(rivers, tmp_path))
    link = page.locator('.plot[data-figure="most-used-methods"] a').first.get_attribute("href")
    assert link == "graph.html#entity/rivernet"
    context = chromium.new_context()
    explorer = context.new_page()
    explorer.goto(tmp_path.as_uri() + "/" + link)
    explorer.wait_for_selector("#panel h2 >> text=RiverNet")
    context.close()


def test_the_page_can_be_read_without_scripts(chromium, report):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.path.as_uri())
    page.click("#most-used-methods summary")
    assert page.locator("#most-used-methods table").is_visible()
    context.close()


def test_plots_are_drawn_anew_for_paper_and_for_the_screen_again(visit, report):
    page = visit(report)
    drawn = page.locator('.plot[data-figure="things-per-paper"] svg')
    before = drawn.get_attribute("width")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert drawn.get_attribute("width") == "660"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert drawn.get_attribute("width") == before


def test_print_is_light_and_shows_the_plots(visit, report):
    page = visit(report, scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".contents").is_hidden()
    assert page.locator('.plot[data-figure="most-used-methods"] svg').is_visible()
