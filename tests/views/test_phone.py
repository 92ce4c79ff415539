"""The explorer on a phone, 390 by 844 pixels."""

import pytest
from conftest import EVIDENCE, FACTS, load, many
from waiting import wait_until

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
COMPARISON = "#compare/paper%2Fone/paper%2Ftwo"
# Everything that one can touch, and how large it is; a link within a sentence is as high as its line may be.
TARGETS = """() => [...document.querySelectorAll('button, a[href], input, summary, [role=option], label')]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest('blockquote, .claim, .skip, .plain'))
  .filter((e) => e.matches('label') ? e.querySelector('[type=checkbox]') : !e.matches('label input:not([type=number])'))
  .map((e) => ({ what: e.outerHTML.slice(0, 120), box: e.getBoundingClientRect() }))
  .filter(({ box }) => box.width && box.height)
  .filter(({ box }) => box.height < 43.5 || box.width < 43.5)
  .map(({ what, box }) => `${Math.round(box.width)} x ${Math.round(box.height)} ${what}`)"""


def drawn_in(seen) -> list[str]:
    return seen.page.evaluate("kgbuildView.drawn()")


@pytest.mark.parametrize("anchor", ["", "#entity/rivernet", "#paper/one", "#around/entity/rivernet", COMPARISON])
def test_what_is_touched_is_large_enough(visit, anchor):
    seen = visit(load(FACTS, EVIDENCE), anchor, **PHONE)
    assert seen.page.evaluate(TARGETS) == []
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_hits_and_filters_are_large_enough_to_touch(visit, maps):
    seen = visit(maps, **PHONE)
    seen.page.fill("#query", "map")
    assert seen.page.evaluate(TARGETS) == []
    seen.page.keyboard.press("Escape")
    seen.page.click("#filters-open")
    assert seen.page.evaluate(TARGETS) == []


def test_two_steps_around_draw_a_dozen_spokes_and_list_everything(visit):
    seen = visit(load(many(300)), "#around/entity/everywhere", **PHONE)
    assert len(drawn_in(seen)) <= 13
    assert "12 of 300" in seen.page.inner_text("#panel")
    seen.page.click("#panel section .more")
    assert seen.page.locator("#panel .entry").count() > 100


def test_turned_to_its_side_or_made_wider_the_picture_is_arranged_anew(visit):
    seen = visit(load(many(60)), "#around/entity/everywhere", **PHONE)
    assert len(drawn_in(seen)) <= 13
    seen.page.set_viewport_size({"width": 1200, "height": 800})
    wait_until(lambda: seen.page.evaluate("kgbuildView.drawn().length > 40"), "the picture of a wider page")


def test_filters_come_up_as_a_sheet_and_a_touch_beside_it_closes_it(visit, maps):
    seen = visit(maps, **PHONE)
    seen.page.click("#filters-open")
    sheet = seen.page.locator("#filters").bounding_box()
    assert sheet["x"] == 0
    assert sheet["width"] == 390
    assert round(sheet["y"] + sheet["height"]) == 844
    seen.page.mouse.click(195, 40)
    assert seen.page.locator("#filters").is_hidden()


def test_things_side_by_side_have_the_whole_screen(visit, maps):
    seen = visit(maps, COMPARISON, **PHONE)
    assert seen.page.locator("#panel").bounding_box()["height"] > 600
    seen.page.click(".close")
    seen.page.wait_for_selector("#panel[data-of=overview]")
    assert seen.page.locator("#network").bounding_box()["height"] > 250
    assert {"entity/rivernet", "paper/two"} <= set(drawn_in(seen))
