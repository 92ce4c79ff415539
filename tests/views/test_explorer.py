"""What a reader can do with the page, in a real browser."""

import csv

import pytest
from claims_sample import build_claims
from conftest import load, many

from kgbuild.errors import GraphError
from kgbuild.graph import read_model
from kgbuild.views import ViewOptions, show_view, write_view

pytestmark = pytest.mark.browser

RELATIONS = """
p:four a kg:Paper ; dcterms:title "Tidal Charts" ; dcterms:issued "2024"^^xsd:gYear ; kg:proposesMethod e:tidenet ;
  kg:comparesWithMethod e:rivernet ; kg:usesMetric e:error .
e:tidenet a kg:Method ; skos:prefLabel "TideNet" ; kg:comparedWith e:rivernet ; kg:evaluatedOn e:streets-1k .
e:error a kg:Metric ; skos:prefLabel "error" .
e:rivernet kg:hasCode e:github-com-brook-rivernet .
"""
RELATION_EVIDENCE = """
s:r1 a rdf:Statement ; rdf:subject e:tidenet ; rdf:predicate kg:comparedWith ; rdf:object e:rivernet ;
  prov:wasDerivedFrom p:four ; kg:confidence 0.8 ; kg:hasMention s:r1m .
s:r1m a kg:Mention ; kg:section "abstract" ; oa:prefix "It beats " ; oa:exact "Rivernet" ; oa:suffix " at sea." .
"""


@pytest.fixture
def sea():
    """Return the papers about maps, one about the sea, and relations between things."""
    from conftest import EVIDENCE, FACTS

    return load(FACTS + RELATIONS, EVIDENCE + RELATION_EVIDENCE)


def drawn_in(seen) -> set[str]:
    return set(seen.page.evaluate("kgbuildView.drawn()"))


def panel_of(seen) -> str:
    return seen.page.inner_text("#panel")


def wait_for(seen, view: str) -> None:
    seen.page.wait_for_selector(f"#panel[data-of='{view}']")


def test_two_steps_around_a_thing_draw_its_papers_and_what_they_name(visit, sea):
    seen = visit(sea, "#entity/atlasbench")
    seen.page.click("#around")
    wait_for(seen, "around/entity/atlasbench")
    assert drawn_in(seen) == {"entity/atlasbench", "paper/two", "entity/rivernet", "entity/streets-1k"}
    assert "Papers that name it" in panel_of(seen)
    assert "Two steps around AtlasBench" in seen.page.inner_text("#notice")
    seen.page.click("#notice-close")
    wait_for(seen, "entity/atlasbench")
    assert "entity/tidenet" in drawn_in(seen)


def test_what_two_steps_leave_out_is_counted(visit):
    seen = visit(load(many(300)), "#around/entity/everywhere")
    assert 100 < len(drawn_in(seen)) <= 160
    assert "more are not drawn" in panel_of(seen)
    assert "of 1,261" in seen.page.inner_text("#counts")


def test_the_shortest_connection_is_drawn_and_told_step_by_step(visit, sea):
    seen = visit(sea, "#entity/tidenet")
    seen.page.click("#connect")
    seen.page.fill("#connect-target", "atlas")
    seen.page.keyboard.press("Enter")
    wait_for(seen, "path/entity%2Ftidenet/entity%2Fatlasbench")
    way = seen.page.locator("#panel .way .node").all_inner_texts()
    assert way == ["TideNet", "Tidal Charts", "Rivernet", "Do Maps Lie?", "AtlasBench"]
    assert len(drawn_in(seen)) == 5


def test_things_that_nothing_connects_are_said_to_be_apart(visit, sea):
    seen = visit(sea, "#path/entity%2Ftidenet/paper%2Fthree")
    assert "Nothing in the graph connects them" in panel_of(seen)


def test_a_metric_connects_only_where_nothing_else_does(visit):
    facts = """p:a a kg:Paper ; kg:usesMethod e:x, e:m ; kg:usesMetric e:f . e:f a kg:Metric . e:m a kg:Method .
      p:b a kg:Paper ; kg:usesMethod e:y, e:m ; kg:usesMetric e:f . p:c a kg:Paper ; kg:usesMethod e:m ."""
    seen = visit(load(facts), "#path/entity%2Fx/entity%2Fy")
    assert "entity/m" in drawn_in(seen)
    assert "entity/f" not in drawn_in(seen)


def test_filters_by_role_year_code_and_confidence_leave_what_passes(visit, sea):
    seen = visit(sea)
    seen.page.click("#filters-open")
    seen.page.fill("#year-from", "2022")
    assert {"paper/two", "paper/four", "entity/rivernet"} <= drawn_in(seen)
    assert not {"paper/one", "paper/three", "entity/map-drawing"} & drawn_in(seen)
    assert "filtered out" in seen.page.inner_text("#counts")
    seen.page.click("#filters-clear")
    seen.page.check("#code-yes")
    assert {key for key in drawn_in(seen) if key.startswith("paper")} == {"paper/one"}
    seen.page.click("#filters-clear")
    seen.page.check("#roles-facet input[value=proposed]")
    assert "entity/streets-1k" not in drawn_in(seen)
    assert {"entity/rivernet", "entity/tidenet"} <= drawn_in(seen)
    seen.page.click("#filters-clear")
    seen.page.locator("#sure").fill("95")
    assert "at least 95 %" in seen.page.inner_text("#sure-value")
    seen.page.fill("#query", "rivernet")
    seen.page.keyboard.press("Enter")
    wait_for(seen, "entity/rivernet")
    assert "1 more is filtered out" in panel_of(seen)  # its one statement at 93 %
    seen.page.click("#filters-clear")
    assert len(drawn_in(seen)) == 11


def test_filters_hold_for_the_search_too(visit, sea):
    seen = visit(sea)
    seen.page.click("#filters-open")
    seen.page.fill("#year-to", "2021")
    seen.page.fill("#query", "tidenet")
    assert seen.page.locator("#hits [role=option]").count() == 0
    assert "1 filtered out" in seen.page.inner_text("#hits-note")


def test_the_filters_close_with_escape_and_give_the_focus_back(visit, sea):
    seen = visit(sea, "#entity/rivernet")
    seen.page.click("#filters-open")
    seen.page.keyboard.press("Escape")
    assert seen.page.locator("#filters").is_hidden()
    assert seen.page.evaluate("document.activeElement.id") == "filters-open"
    wait_for(seen, "entity/rivernet")


def test_only_these_leaves_one_type_and_its_papers(visit, sea):
    seen = visit(sea)
    seen.page.locator("#types li", has_text="Datasets").hover()
    seen.page.click("[aria-label='Only datasets and papers']")
    assert {key for key in drawn_in(seen) if key.startswith("entity")} == {"entity/streets-1k"}


def test_crumbs_lead_up_and_back_leads_back(visit):
    seen = visit(load(many(300)), "#paper/n25")
    crumbs = seen.page.locator(".crumbs li")
    assert crumbs.first.inner_text() == "Overview"
    assert "Study number 25" in crumbs.last.inner_text()
    assert crumbs.count() > 2
    crumbs.nth(1).locator("a").click()
    seen.page.wait_for_selector("#panel[data-of^='region/']")
    assert "belong together" in panel_of(seen)
    seen.page.click(".back")
    wait_for(seen, "paper/n25")
    seen.page.click(".close")
    wait_for(seen, "overview")


def test_back_on_a_page_just_opened_stays_in_the_page(visit, sea):
    seen = visit(sea, "#entity/rivernet")
    seen.page.click(".back")
    wait_for(seen, "overview")


def test_regions_open_with_their_groups_and_members(visit):
    seen = visit(load(many(300)))
    first = seen.page.locator("#panel a.topic").first
    name = first.locator("bdi").inner_text()
    first.click()
    seen.page.wait_for_selector("#panel[data-of^='region/']")
    assert seen.page.inner_text("#panel h2") == name
    shown = len(drawn_in(seen))
    seen.page.locator("#panel a.topic").first.click()
    seen.page.wait_for_selector("#panel[data-of^='group/']")
    assert "Papers" in panel_of(seen)
    assert shown > 280


def test_no_two_names_overlap_in_the_start_picture(visit):
    labels = visit(load(many(300))).page.evaluate("kgbuildView.labels()")
    boxes = [label["box"] for label in labels]
    assert len(boxes) > 10
    for i, one in enumerate(boxes):
        for other in boxes[i + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (one, other)


def test_arrow_keys_walk_through_the_picture_and_enter_opens(visit, sea):
    seen = visit(sea)
    seen.page.focus("#network")
    seen.page.keyboard.press("ArrowRight")
    said = seen.page.text_content("#status")
    assert "Enter opens it" in said
    seen.page.keyboard.press("ArrowDown")
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_selector("#panel:not([data-of=overview])")


def test_keys_zoom_and_fit(visit, sea):
    seen = visit(sea)
    before = seen.page.evaluate("kgbuildView.where('entity/rivernet')")
    seen.page.focus("#network")
    seen.page.keyboard.press("+")
    assert seen.page.evaluate("kgbuildView.where('entity/rivernet')") != before
    seen.page.keyboard.press("0")
    after = seen.page.evaluate("kgbuildView.where('entity/rivernet')")
    assert abs(after["x"] - before["x"]) < 40


def test_resting_on_a_node_names_it(visit, sea):
    seen = visit(sea)
    place = seen.page.evaluate("kgbuildView.where('entity/atlasbench')")
    seen.page.mouse.move(place["x"] - 3, place["y"])
    seen.page.mouse.move(place["x"], place["y"])
    seen.page.wait_for_selector("#tip:not([hidden])")
    assert "AtlasBench" in seen.page.inner_text("#tip")
    assert "1 paper" in seen.page.inner_text("#tip")


def test_relations_between_things_stand_with_their_papers_and_quote(visit, sea):
    seen = visit(sea, "#entity/tidenet")
    text = panel_of(seen)
    assert "Compared with" in text
    assert "Evaluated on" in text
    seen.page.locator("#panel summary", has_text="1 paper").click()
    assert "Tidal Charts" in panel_of(seen)
    assert "It beats Rivernet at sea." in seen.page.locator("#panel blockquote").all_text_contents()
    seen.page.evaluate("location.hash = 'entity/rivernet'")
    wait_for(seen, "entity/rivernet")
    assert (
        seen.page.locator("#panel a[target=_blank]").first.get_attribute("href") == "https://github.com/brook/rivernet"
    )


def test_an_official_repository_is_listed_once_and_called_so(visit):
    facts = """p:a a kg:Paper ; kg:hasRepository e:r ; kg:hasOfficialRepository e:r .
      e:r a kg:Repository ; skos:prefLabel "github.com/a/b" ; kg:url <https://github.com/a/b> ."""
    text = panel_of(visit(load(facts), "#paper/a"))
    assert "official" in text
    assert text.count("github.com/a/b") == 1


def test_the_copy_button_copies_the_iri(visit, sea):
    seen = visit(sea, "#entity/rivernet")
    seen.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    seen.page.click("[aria-label='Copy the IRI']")
    seen.page.wait_for_selector("text=Copied")
    assert seen.page.evaluate("navigator.clipboard.readText()") == "https://w3id.org/kgbuild/id/entity/rivernet"


def test_print_shows_picture_and_text_without_the_controls(visit, sea):
    seen = visit(sea, "#entity/rivernet", scheme="dark")
    pdf = seen.page.pdf()
    assert pdf.startswith(b"%PDF")
    assert seen.page.get_attribute("html", "data-theme") == "dark"  # as before
    seen.page.emulate_media(media="print")
    assert seen.page.locator(".tools").is_hidden()
    assert seen.page.locator("#panel blockquote").first.is_visible()


def test_a_page_around_one_thing_opens_on_it_and_says_what_it_leaves_out(visit, sea):
    seen = visit(sea, options=ViewOptions(around="RN-1", hops=1))
    wait_for(seen, "entity/rivernet")
    assert drawn_in(seen) == {"entity/rivernet", "paper/one", "paper/two", "paper/four"}
    seen.page.keyboard.press("Escape")
    assert "within one step of Rivernet" in panel_of(seen)


def test_the_theme_can_be_fixed(visit, sea):
    assert visit(sea, options=ViewOptions(theme="dark")).page.get_attribute("html", "data-theme") == "dark"
    assert visit(sea, scheme="dark").page.get_attribute("html", "data-theme") == "dark"


def test_a_notebook_shows_the_page_inline(chromium, sea, tmp_path):
    shown = show_view(sea, ViewOptions(title='A "title" & more'), height=500)
    frame = shown._repr_html_()
    (tmp_path / "notebook.html").write_text(f"<!DOCTYPE html><body>{frame}</body>", "utf-8")
    page = chromium.new_page()
    try:
        page.goto((tmp_path / "notebook.html").as_uri())
        inside = page.frame_locator("iframe")
        inside.locator("html[data-loaded=true]").wait_for(state="attached")
        assert inside.locator("h1").inner_text() == 'A "title" & more'
        inside.locator("#query").fill("rivernet")
        inside.locator("#query").press("Enter")
        inside.locator("#panel[data-of='entity/rivernet']").wait_for()
        # A frame without an address of its own keeps the state all the same.
        inside.locator("#tab-papers").click()
        inside.locator("#tab-picture[aria-selected=false]").wait_for()
        page.frames[1].evaluate("history.back()")
        inside.locator("#tab-picture[aria-selected=true]").wait_for()
    finally:
        page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("anchor", ["", "#entity/rivernet", "#paper/one", "#around/entity/rivernet", "#region/0"])
def test_axe_finds_no_serious_fault(visit, sea, scheme, anchor):
    from axe_playwright_python.sync_playwright import Axe

    seen = visit(sea, anchor, scheme=scheme)
    if not anchor:
        seen.page.click("#filters-open")
    found = Axe().run(seen.page).response["violations"]
    serious = [fault for fault in found if fault["impact"] in {"serious", "critical"}]
    assert not [(fault["id"], [node["html"][:200] for node in fault["nodes"]]) for fault in serious]


def test_options_that_find_nothing_are_one_line(sea, tmp_path):
    for options, words in (
        (ViewOptions(around="Rivernt"), "Rivernet"),
        (ViewOptions(types=("Recipe",)), "Dataset"),
        (ViewOptions(layout_from=tmp_path / "none.html"), "none.html"),
    ):
        with pytest.raises(GraphError, match=words) as caught:
            write_view(sea, tmp_path / "page.html", options=options)
        assert "\n" not in str(caught.value)


def test_what_papers_claim_of_a_thing_stands_in_its_panel_with_quote_and_file(visit, tmp_path):
    seen = visit(read_model(build_claims(tmp_path)), "#entity/lopper")
    text = panel_of(seen)
    assert "Beats\n2" in text
    assert "gain: 2.5 points in accuracy on TwigBench" in text
    marked = seen.page.locator("#panel section", has_text="Beats").locator("mark").all_inner_texts()
    assert sorted(marked) == ["2.5 points", "twice"]
    assert "Its results\n2" in text
    assert seen.page.locator("section > .chain > li > a").all_inner_texts() == ["OakNet"]
    assert seen.page.locator(".chain .chain a").all_inner_texts() == ["AcornNet"]
    with seen.page.expect_download() as download:
        seen.page.locator("#panel a.take").first.click()
    with download.value.path().open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["value"], row["unit"], row["kind"], row["against"]) for row in rows] == [
        ("2", "times", "gain", "Shears"),
        ("2.5", "points", "gain", "OakNet"),
    ]
    assert all(row["text"] in row["quote"] for row in rows)
    seen.page.evaluate("location.hash = 'entity/oaknet'")
    wait_for(seen, "entity/oaknet")
    assert "Beaten by\n1" in panel_of(seen)
    assert "Built on it\n2" in panel_of(seen)  # a method, and what a paper gives no name


def test_a_benchmark_lists_its_results_by_metric_the_highest_first_and_a_paper_what_it_reports(visit, tmp_path):
    seen = visit(read_model(build_claims(tmp_path)), "#entity/twigbench")
    section = seen.page.locator("#panel section", has_text="Results on it")
    assert section.locator(".claim strong").all_inner_texts() == [
        "91.5%",
        "90.25 percent",
        "89.0 %",
        "gain: 2.5 points",
    ]
    seen.page.evaluate("location.hash = 'paper/10.1000-lopper'")
    wait_for(seen, "paper/10.1000-lopper")
    assert "Contributes: method" in panel_of(seen)
    assert "Results it reports\n5" in panel_of(seen)
