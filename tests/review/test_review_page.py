"""The page in a real browser: keys, a reload in the middle, two tabs, a server that is away."""

from collections.abc import Iterator
from typing import Any

import pytest
from doubtful_build import HOSTILE, THINGS
from waiting import GUARD_SECONDS

from kgbuild.curation import read_curation

pytestmark = pytest.mark.browser


@pytest.fixture
def context(chromium: Any) -> Iterator[Any]:
    """A browser's window for several tabs, which fails in the end if anything in them went wrong."""
    context = chromium.new_context(reduced_motion="reduce", color_scheme="light")
    faults: list[str] = []

    def watch(page: Any) -> None:
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: (faults.append("a dialog"), dialog.dismiss()))

    context.on("page", watch)
    yield context
    context.close()
    assert faults == []


def open_page(context: Any, address: str) -> Any:
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("html[data-ready=true]", state="attached")
    return page


def wait_until(page: Any, holds: str) -> None:
    """Wait for an expression: Playwright's own waiting would need a policy that lets scripts make scripts."""
    for _ in range(int(GUARD_SECONDS / 0.05)):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never: {holds}")


def wait_written(page: Any) -> None:
    wait_until(page, "Object.keys(localStorage).every((key) => !key.startsWith('kgbuild-review'))")


def test_fifty_answers_by_keyboard_with_a_reload_in_the_middle_and_two_tabs_are_all_there(
    folder, start, context
) -> None:
    review = start(folder)
    one = open_page(context, review.address)
    two = open_page(context, review.address)
    answers = []
    for number in range(50):
        tab = one if number % 5 else two
        key = "ynnyn"[number % 5]
        # Each tab answers what it shows; what the other one answered meanwhile is passed over.
        wait_until(tab, f"document.getElementById('progress').textContent.startsWith('{number} of ')")
        while tab.locator(".verdict").count():
            tab.keyboard.press("j")
        answers.append((tab.locator("#question h2").inner_text(), key))
        tab.keyboard.press(key)
        if number == 24:
            one.reload()  # with the answer perhaps still on its way
            one.wait_for_selector("html[data-ready=true]", state="attached")
    wait_written(one)
    wait_written(two)
    rows = [row for _, row in read_curation(folder / "curation.tsv").rows]
    assert len(rows) == 50
    written = {
        f"{row.thing} and {row.value}" if row.value else row.thing: "y" if row.action in {"accept", "same"} else "n"
        for row in rows
    }
    assert written == dict(answers)
    one.reload()
    one.wait_for_selector("html[data-ready=true]", state="attached")
    assert one.inner_text("#progress") == f"50 of {3 + THINGS} judged"


def test_quick_answers_that_a_reload_cuts_off_are_all_there(folder, start, context) -> None:
    review = start(folder)
    page = open_page(context, review.address)
    page.evaluate("for (let n = 0; n < 30; n++) document.dispatchEvent(new KeyboardEvent('keydown', { key: 'n' }))")
    page.reload()
    page.wait_for_selector("html[data-ready=true]", state="attached")
    wait_written(page)
    assert len(read_curation(folder / "curation.tsv").rows) == 30


def test_an_answer_is_taken_back_by_key(folder, start, context) -> None:
    page = open_page(context, start(folder).address)
    page.keyboard.press("y")
    page.keyboard.press("u")
    wait_written(page)
    assert page.inner_text("#progress").startswith("0 of ")
    assert page.inner_text("#question h2") == "Thing 3 and Thing 5"
    assert read_curation(folder / "curation.tsv").rows == ()


def test_a_digit_corrects_the_type_and_kinds_can_be_filtered(folder, start, context) -> None:
    page = open_page(context, start(folder).address)
    page.uncheck("input[value=join]")
    page.uncheck("input[value=near-miss]")
    assert page.inner_text("#question h2") == "Thing 50"
    page.keyboard.press("2")
    assert page.inner_text("#question h2") == HOSTILE
    assert page.locator("#question img").count() == 0
    wait_written(page)
    ((_, row),) = read_curation(folder / "curation.tsv").rows
    assert (row.action, row.thing, row.value) == ("retype", "Thing 50", "Dataset")
    page.uncheck("#open-only")
    page.keyboard.press("k")
    assert page.inner_text(".verdict") == "Judged: It is a dataset"


def test_answers_that_the_server_cannot_take_wait_and_are_told(folder, start, context) -> None:
    page = open_page(context, start(folder).address)
    told = {"error": "the disk is full"}
    # A status of its own would stand in the console, which is looked at.
    page.evaluate("() => { window.realFetch = window.fetch; }")
    page.evaluate(
        "(told) => { window.fetch = async () => ({ ok: false, status: 507, json: async () => told }); }", told
    )
    page.keyboard.press("y")
    page.wait_for_selector("#problem:not([hidden])")
    assert page.inner_text("#problem") == "Not saved: the disk is full"
    page.evaluate("() => { window.fetch = window.realFetch; }")
    wait_written(page)
    assert page.locator("#problem").is_hidden()
    assert len(read_curation(folder / "curation.tsv").rows) == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_is_accessible_and_asks_this_server_only(folder, start, chromium, theme) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    review = start(folder)
    tab = chromium.new_context(color_scheme=theme, viewport={"width": 420, "height": 800}).new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(review.address)
    tab.wait_for_selector("html[data-ready=true]", state="attached")
    assert tab.get_attribute("html", "data-theme") == theme
    assert [url for url in asked if not url.startswith((review.address, "data:"))] == []
    found = axe.Axe().run(tab)
    assert [violation["id"] for violation in found.response["violations"]] == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tab.context.close()
