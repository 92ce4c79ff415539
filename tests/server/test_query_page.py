"""The page with the editor, in a real browser: works offline, under its policy, with titles as text."""

from collections.abc import Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.browser


def _open(browser: Any, address: str, faults: list[str], **options: Any) -> Any:
    """Open the page; what goes wrong in it, and whatever it asks of another server, is noted in `faults`."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}, **options).new_page()
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: (faults.append("a dialog"), dialog.dismiss()))
    page.on("request", lambda r: None if r.url.startswith((address, "data:")) else faults.append(r.url))
    page.add_init_script(
        "addEventListener('securitypolicyviolation', (e) => console.error('policy', e.violatedDirective))"
    )
    page.goto(f"{address}sparql")
    page.wait_for_selector("html[data-ready=true]", state="attached")
    return page


@pytest.fixture(scope="module")
def page(chromium: Any, served: Any) -> Iterator[Any]:
    faults: list[str] = []
    page = _open(chromium, served.address, faults)
    yield page
    page.context.close()
    assert faults == []


def _run(page: Any, sparql: str) -> None:
    page.evaluate(
        "(text) => { const t = kgbuildEditor.getTab(); t.setQuery(text); t.query().catch(() => {}); }", sparql
    )


def test_a_named_query_is_one_click_away(page):
    page.fill("#filter", "what is in the graph")
    assert page.locator("#queries li:visible").count() == 1
    page.click("button[data-name=counts]")
    page.wait_for_selector(".yasr table tbody tr")
    assert "200" in page.inner_text(".yasr table tbody")
    page.fill("#filter", "")
    assert page.locator("#queries li:visible").count() > 20


def test_titles_with_html_in_them_are_text_in_results_even_without_the_policy(chromium, served):
    faults: list[str] = []
    page = _open(chromium, served.address, faults, bypass_csp=True)
    _run(page, 'SELECT ?hostile { ?p dcterms:title ?hostile FILTER(CONTAINS(?hostile, "Bold")) }')
    page.wait_for_selector(".yasr table th:has-text('hostile')")
    cells = page.locator(".yasr table tbody td")
    shown = " ".join(cells.nth(i).inner_text() for i in range(cells.count()))
    assert "<b>Bold</b>" in shown
    assert page.locator(".yasr table tbody img, .yasr table tbody b").count() == 0
    page.fill(".yasr input[type=search], .yasr .tableFilter", "Bold")
    page.context.close()
    assert faults == []


@pytest.mark.parametrize(
    "literal",
    [
        '"<img src=/probe/one> &amp; x"',
        '"&lt;<svg><image href=/probe/two></svg>"',
        '"<style>@import url(/probe/three)</style>&"',
        '"&<video poster=/probe/four></video>"',
        '"<iframe src=/probe/five></iframe>&"@en',
        '"<link rel=stylesheet href=/probe/six>&"^^<http://a/b>',
    ],
)
def test_literals_are_never_parsed_as_html_even_without_the_policy(chromium, served, literal):
    faults: list[str] = []
    page = _open(chromium, served.address, faults, bypass_csp=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    _run(page, f"SELECT ?hostile {{ VALUES ?hostile {{ {literal} }} }}")
    page.wait_for_selector(".yasr table th:has-text('hostile')")
    page.click(".yasr table th:has-text('hostile')")
    page.locator(".yasr .tableFilter").press_sequentially("probe")  # found in the text, which HTML would have lost
    page.wait_for_timeout(1000)
    shown = page.inner_text(".yasr table tbody")
    page.context.close()
    assert literal.split('"')[1] in shown
    assert [url for url in asked if "/probe" in url] == []
    assert faults == []


def test_an_answer_that_was_cut_says_so(page):
    _run(page, "SELECT ?many { ?many ?p ?o }")
    page.wait_for_selector("#notice:visible")
    assert "Only the first 500 rows" in page.inner_text("#notice")
    _run(page, "SELECT ?few { ?few a kg:Method }")
    page.wait_for_selector(".yasr table th:has-text('few')")
    assert not page.is_visible("#notice")


def test_a_link_to_a_thing_of_the_graph_opens_its_page_here(page, served):
    _run(page, "SELECT ?thing { ?thing a kg:Method }")
    page.wait_for_selector(".yasr table th:has-text('thing')")
    with page.context.expect_page() as opened:
        page.click(".yasr table tbody a")
    opened.value.wait_for_selector("h1")
    assert opened.value.url == served.address + "kgbuild/id/entity/bert"
    assert opened.value.inner_text("h1") == "BERT"
    opened.value.close()
