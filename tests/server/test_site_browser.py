"""The site in a real browser: light and dark, narrow and wide, by keyboard, without a fault or a request elsewhere."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from waiting import wait_until

pytestmark = pytest.mark.browser

PAGES = {
    "explorer": "",
    "report": "report",
    "ask": "ask",
    "answer": "ask?q=papers+that+use+BERT",
    "form": "ask/papers-that-name?x=BERT",
    "editor": "sparql",
    "thing": "id/entity/bert",
    "hostile paper": "id/paper/p0",
}
READY = {"explorer", "report", "form", "editor"}  # pages whose scripts say when they are done


@pytest.fixture
def visit(chromium: Any, served: Any) -> Iterator[Callable[..., Any]]:
    """Open pages in one context, wait for those that are being made, and fail in the end if anything went wrong."""
    faults: list[str] = []
    contexts: list[Any] = []

    def open_page(name: str, *, scheme: str = "light", width: int = 1280, page: Any = None) -> Any:
        if page is None:
            context = chromium.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
            contexts.append(context)
            page = context.new_page()
            page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on("dialog", lambda dialog: (faults.append("a dialog"), dialog.dismiss()))
            page.on(
                "request",
                lambda r: None if r.url.startswith((served.address, "data:", "blob:")) else faults.append(r.url),
            )
            page.add_init_script(
                "addEventListener('securitypolicyviolation', (e) => console.error('policy', e.violatedDirective))"
            )
        page.goto(served.address + PAGES[name])
        wait_until(lambda: page.title() != "One moment", f"{name} made")
        if name in READY:
            page.wait_for_selector("html[data-ready=true]", state="attached", timeout=120_000)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def _serious(page: Any) -> list[tuple[str, str]]:
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        missing = "axe-playwright-python is needed"
        pytest.fail(missing) if os.environ.get("KGBUILD_REQUIRE_ALL") else pytest.skip(missing)
    found = Axe().run(page).response["violations"]
    return [(f["id"], f["nodes"][0]["html"][:200]) for f in found if f["impact"] in {"serious", "critical"}]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390)])
def test_every_page_is_readable_and_has_no_serious_fault(visit: Any, scheme: str, width: int) -> None:
    page = None
    for name in PAGES:
        page = visit(name, scheme=scheme, width=width, page=page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        back, ink = page.evaluate(
            "['.site-bar', '.site-bar a[href=\"/ask\"]'].map((s, i) => "
            "getComputedStyle(document.querySelector(s))[i ? 'color' : 'backgroundColor'])"
        )
        assert (_brightness(back) > _brightness(ink)) == (scheme == "light"), name
        assert page.locator("img, body iframe, main script").count() == 0, name
        assert _serious(page) == [], name


def _brightness(colour: str) -> int:
    return sum(int(part) for part in colour[colour.index("(") + 1 : -1].replace(" ", "").split(",")[:3])


def test_the_navigation_leads_from_every_page_to_every_other(visit: Any) -> None:
    page = visit("explorer")
    for name, target in (("Report", "report"), ("Ask", "ask"), ("SPARQL", "sparql"), ("Explorer", "")):
        page.click(f"nav[aria-label=Site] li a:text-is('{name}')")
        page.wait_for_url(f"**/{target}")
        page.wait_for_load_state("networkidle")
        assert page.inner_text("nav[aria-label=Site] [aria-current=page]") == name


def test_a_page_that_is_being_made_appears_where_it_was_to_open(
    chromium: Any, start: Callable[..., Any], stop: Callable[..., Any], graph_file: Any
) -> None:
    server = start(graph_file)
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{server.address}#entity/bert")
    page.wait_for_selector("#panel h2:has-text('BERT')", timeout=120_000)
    context.close()
    assert stop(server) == (0, "")


def test_light_or_dark_is_chosen_once_for_all_pages(visit: Any) -> None:
    page = visit("ask")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.click("#site-theme")
    assert page.evaluate(ground) != light
    for name in ("thing", "editor", "report", "explorer"):
        page = visit(name, page=page)
        assert page.evaluate("document.documentElement.dataset.theme") == "dark", name
    page.click("#site-theme")
    page = visit("ask", page=page)
    assert page.evaluate(ground) == light


def test_a_thing_leads_into_the_explorer_and_the_report_too(visit: Any, served: Any) -> None:
    page = visit("thing")
    page.click("text=Show in the explorer")
    page.wait_for_selector("#panel h2:has-text('BERT')", timeout=120_000)
    page = visit("report", page=page)
    link = page.locator('#most-used-methods a[href="/#entity/bert"]').first.get_attribute("href")
    page.goto(served.address.rstrip("/") + link)
    page.wait_for_selector("#panel h2:has-text('BERT')", timeout=120_000)


def test_a_name_is_completed_and_a_question_asked_by_keyboard_alone(visit: Any) -> None:
    page = visit("ask")
    page.focus("#filter")
    page.keyboard.type("papers that name something")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask/papers-that-name")
    page.wait_for_selector("html[data-ready=true]", state="attached")
    page.focus("#x")
    page.keyboard.type("be")
    page.wait_for_selector("[role=option]:has-text('BERT')")
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#x", "aria-activedescendant")
    page.keyboard.press("Enter")
    assert page.input_value("#x") == "BERT"
    assert page.get_attribute("#x", "aria-expanded") == "false"
    page.keyboard.press("Enter")
    page.wait_for_selector("table.answer")
    assert page.locator("table.answer tbody tr").count() == 200


def test_the_skip_link_passes_the_navigation(visit: Any) -> None:
    page = visit("answer")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_questions_work_without_scripts(chromium: Any, served: Any) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served.address}ask/papers-that-name")
    page.fill("#x", "BERT")
    page.click("text=Answer")
    page.click("table.answer a:has-text('Paper 42')")
    assert page.inner_text("h1") == "Paper 42"
    context.close()


def test_numbers_in_the_editor_are_numbers_in_the_order_of_the_query(visit: Any) -> None:
    page = visit("editor")
    page.fill("#filter", "most used")
    page.click("button[data-name=most-used]")
    page.wait_for_selector(".yasr table tbody tr")
    heads = page.locator(".yasr table thead .dt-column-title").all_inner_texts()
    assert [head for head in heads if head] == ["type", "label", "papers"]
    assert page.locator(".yasr table tbody tr").first.locator("td").last.inner_text() == "200"
