"""The page of a paper, and things side by side, as a reader uses them."""

import csv

import pytest
from claims_sample import build_claims
from conftest import EVIDENCE, FACTS, load

from kgbuild.graph import read_model

pytestmark = pytest.mark.browser

HOSTILE = '=cmd|" /C calc"!A0 \\\\input{x} <b>& 100% #_{}^~$'
QUOTED = HOSTILE.replace('"', '\\"')
MORE = f"""
p:four a kg:Paper ; dcterms:title "Tidal Charts" ; kg:usesMethod e:rivernet ; kg:usesDataset e:streets-1k ;
  kg:addressesTask e:map-drawing .
p:five a kg:Paper ; dcterms:title "{QUOTED}" ; dcterms:creator "Jo and Co", "{QUOTED}" ; kg:usesDataset e:streets-1k .
"""
TWO_NAMES = """
s:b1 a rdf:Statement ; rdf:subject p:one ; rdf:predicate kg:usesDataset ; rdf:object e:streets-1k ;
  kg:hasMention s:b1m .
s:b1m a kg:Mention ; kg:section "abstract" ; oa:start "33"^^xsd:nonNegativeInteger ;
  oa:prefix "We drew \U0001f5fa with Rivernet, and " ; oa:exact "it was" ; oa:suffix " quick." .
"""
PHONE = {"width": 390, "height": 844}
SIZES = pytest.mark.parametrize("size", [{}, PHONE])


@pytest.fixture
def sea():
    """Return papers about maps, two more, and one sentence that names two things."""
    return load(FACTS + MORE, EVIDENCE + TWO_NAMES)


def panel_of(seen) -> str:
    return seen.page.inner_text("#panel")


@SIZES
def test_each_sentence_of_a_paper_stands_once_with_all_names_marked(visit, sea, size):
    seen = visit(sea, "#paper/one", **size)
    sentences = seen.page.locator("#panel .sentence blockquote")
    assert sentences.all_text_contents() == [
        "Rivernet: Flow Models for Maps",
        "We drew \U0001f5fa with Rivernet, and it was quick.",
    ]
    assert sentences.nth(1).locator("mark").all_text_contents() == ["Rivernet", "it was"]
    sentences.nth(1).locator("mark a").last.click()
    seen.page.wait_for_selector("#panel[data-of='entity/streets-1k']")


def test_numbers_of_results_stand_out_in_the_sentences(visit, tmp_path):
    seen = visit(read_model(build_claims(tmp_path)), "#paper/10.1000-lopper")
    assert "91.5%" in seen.page.locator("#panel .sentence strong").all_text_contents()
    assert "Results it reports" in panel_of(seen)


@SIZES
def test_authors_stand_in_order_and_lead_to_their_papers(visit, sea, size):
    seen = visit(sea, "#paper/one", **size)
    assert seen.page.locator("#panel .authors a").all_inner_texts() == ["Ada Brook", "Ben Shore"]
    seen.page.click("#panel .authors a >> text=Ben Shore")
    seen.page.wait_for_selector("#panel[data-of^='answer/papers']")
    assert "Flow Models" in panel_of(seen)


def test_of_many_authors_the_first_are_shown_and_all_can_be(visit):
    names = ", ".join(f'"Author {n:02}"' for n in range(20))
    seen = visit(load(f'p:a a kg:Paper ; dcterms:title "Many hands" ; dcterms:creator {names} .'), "#paper/a")
    assert seen.page.locator("#panel .authors a").count() == 8
    seen.page.click("text=and 12 more")
    assert seen.page.locator("#panel .authors a").count() == 20


@SIZES
def test_similar_papers_stand_with_what_they_share(visit, sea, size):
    seen = visit(sea, "#paper/one", **size)
    section = seen.page.locator("#panel section", has_text="Similar papers")
    first = section.locator(".entry").first
    assert "Tidal Charts" in first.inner_text()
    assert {"Rivernet", "Streets-1k", "map drawing"} == set(first.locator(".chip").all_inner_texts())
    first.locator("text=Side by side").click()
    seen.page.wait_for_selector("table.compare")


@SIZES
def test_a_citation_can_be_copied(visit, sea, size):
    seen = visit(sea, "#paper/one", **size)
    seen.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    seen.page.click("#panel .cite summary")
    seen.page.click("#panel .cite >> text=Copy BibTeX")
    seen.page.wait_for_selector("#panel .cite >> text=Copied")
    entry = seen.page.evaluate("navigator.clipboard.readText()")
    assert entry.startswith("@article{brook2021rivernet,\n")
    for line in (
        "title = {{Rivernet: Flow Models for Maps}}",
        "author = {Ada Brook and Ben Shore}",
        "journal = {MapConf}",
        "eprint = {2101.00001}",
        "doi = {10.1000/map.1}",
    ):
        assert line in entry
    plain = seen.page.inner_text("#panel .cite .plain")
    assert (
        plain
        == "Ada Brook and Ben Shore (2021). Rivernet: Flow Models for Maps. MapConf. https://doi.org/10.1000/map.1"
    )


def test_a_citation_of_hostile_text_is_one_entry_that_a_reader_of_bibtex_reads(visit, sea, tmp_path):
    from kgbuild.readers import read_inputs

    seen = visit(sea, "#paper/five")
    seen.page.click("#panel .cite summary")
    with seen.page.expect_download() as saved:
        seen.page.click("#panel .cite >> text=Save .bib")
    saved.value.save_as(tmp_path / "one.bib")
    text = (tmp_path / "one.bib").read_text("utf-8")
    assert text.count("@") == 1
    assert "and {Jo and Co}}" in text
    (paper,) = read_inputs([str(tmp_path / "one.bib")]).papers
    assert "calc" in paper.title


@SIZES
def test_two_things_are_compared_in_three_steps(visit, sea, size):
    seen = visit(sea, "#entity/rivernet", **size)
    seen.page.click("#compare")
    seen.page.fill("#compare-target", "streets")
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_selector("table.compare")
    heads = seen.page.locator("table.compare thead th").all_inner_texts()
    assert [head.strip() for head in heads] == ["Rivernet", "Streets-1k"]
    papers = seen.page.locator("table.compare tr", has=seen.page.locator("th", has_text="Papers")).locator("td")
    assert papers.all_inner_texts() == ["3", "4"]
    assert "Tidal Charts" not in seen.page.locator("table.compare").inner_text()


def test_a_third_is_added_and_one_taken_out(visit, sea):
    seen = visit(sea, "#compare/paper%2Fone/paper%2Ftwo")
    shared = seen.page.locator("table.compare .shared").all_inner_texts()
    assert sorted(shared) == ["Streets-1k", "Streets-1k"]
    seen.page.click("#add")
    seen.page.fill("#add-target", "tidal")
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_selector("table.compare thead th:nth-child(4)")
    seen.page.click("table.compare thead th:nth-child(2) button")
    seen.page.wait_for_selector("#panel[data-of='compare/paper%2Ftwo/paper%2Ffour']")


def save(seen, words: str, path) -> str:
    with seen.page.expect_download() as saved:
        seen.page.click(f"#panel .files >> text={words}")
    saved.value.save_as(path)
    return path.read_text("utf-8")


def test_a_comparison_is_a_csv_file_that_no_spreadsheet_computes(visit, sea, tmp_path):
    seen = visit(sea, "#compare/paper%2Ffive/paper%2Fone")
    save(seen, "CSV", tmp_path / "c.csv")
    with (tmp_path / "c.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][1].startswith("'=cmd|")
    assert not [cell for row in rows for cell in row if cell[:1] in {"=", "+", "@", "-"}]
    assert ["Datasets", "Streets-1k", "Streets-1k"] in rows


def test_a_comparison_in_latex_leaves_no_sign_that_tex_would_obey(visit, sea, tmp_path):
    seen = visit(sea, "#compare/paper%2Ffive/paper%2Fone")
    text = save(seen, "LaTeX", tmp_path / "c.tex")
    assert "\\textbackslash{}input\\{x\\}" in text
    assert "100\\% \\#\\_\\{\\}\\textasciicircum{}\\textasciitilde{}\\$" in text
    assert "\\textless{}b\\textgreater{}\\&" in text
    body = text.split("\\midrule")[1].split("\\bottomrule")[0]
    for line in body.strip().splitlines():
        assert line.endswith(" \\\\")
        assert line.replace("\\&", "").count("&") == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
@SIZES
def test_axe_finds_no_serious_fault(visit, sea, scheme, size):
    from axe_playwright_python.sync_playwright import Axe

    seen = visit(sea, "#paper/one", scheme=scheme, **size)
    seen.page.click("#panel .cite summary")
    for view in ("paper/one", "compare/paper%2Fone/paper%2Ftwo", "answer/papers/on=entity%2Fstreets-1k"):
        seen.page.evaluate("(view) => { location.hash = view; }", view)
        seen.page.wait_for_selector(f"#panel[data-of='{view}']")
        found = Axe().run(seen.page).response["violations"]
        serious = [fault for fault in found if fault["impact"] in {"serious", "critical"}]
        assert not [(view, fault["id"], [node["html"][:200] for node in fault["nodes"]]) for fault in serious]
