import pytest
from conftest import FACTS, load, load_store, many
from waiting import wait_until

pytestmark = pytest.mark.browser


def panel_of(seen) -> str:
    return seen.page.inner_text("#panel")


def drawn_in(seen) -> list[str]:
    return seen.page.evaluate("kgbuildView.drawn()")


def click_node(seen, key: str) -> None:
    place = seen.page.evaluate("(key) => kgbuildView.where(key)", key)
    seen.page.mouse.click(place["x"], place["y"])


def open_hit(seen, words: str) -> None:
    panel = seen.page.locator("#panel")
    before = panel.get_attribute("data-of")
    seen.page.keyboard.press("/")
    seen.page.keyboard.type(words)
    seen.page.keyboard.press("Enter")
    wait_until(lambda: panel.get_attribute("data-of") != before, f"a panel about {words}")


def test_the_panel_says_of_a_paper_that_it_is_outside_the_field(visit):
    seen = visit(load(FACTS + "p:two kg:outsideField true ."))
    open_hit(seen, "maps lie")
    assert "Outside the field that the extractor knows" in panel_of(seen)
    open_hit(seen, "flow models")
    assert "Outside the field" not in panel_of(seen)


def test_a_large_graph_starts_small_and_says_so(visit):
    seen = visit(load(many(300)))
    assert len(drawn_in(seen)) <= 300
    assert "of 1,261" in seen.page.inner_text("#counts")
    before = len(drawn_in(seen))
    seen.page.click("#show-more")
    assert len(drawn_in(seen)) == before + 200


def test_typing_a_name_or_an_alias_finds_the_thing(visit, maps):
    seen = visit(maps)
    seen.page.keyboard.press("/")
    seen.page.keyboard.type("river netw")
    hits = seen.page.locator("#hits .hit.of-node")
    assert hits.count() == 1
    assert "Rivernet" in hits.first.inner_text()
    seen.page.keyboard.press("Escape")
    assert seen.page.locator("#results").is_hidden()


def test_typing_words_of_a_title_finds_the_paper(visit, maps):
    seen = visit(maps)
    open_hit(seen, "maps lie")
    assert seen.page.locator("#panel").get_attribute("data-of") == "paper/two"
    assert "Do Maps Lie?" in panel_of(seen)


def colour_of(seen, key: str) -> list[int]:
    return seen.page.evaluate(
        """(key) => {
          const canvas = document.querySelector("#network canvas"), box = canvas.getBoundingClientRect();
          const place = kgbuildView.where(key), scale = canvas.width / box.width;
          const [x, y] = [(place.x - box.left) * scale, (place.y - box.top) * scale];
          const copy = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
          copy.drawImage(canvas, x, y, 1, 1, 0, 0, 1, 1);
          return [...copy.getImageData(0, 0, 1, 1).data];
        }""",
        key,
    )


def test_a_chosen_thing_s_neighbours_stand_out_from_the_rest(visit, maps):
    seen = visit(maps)
    keys = ("entity/atlasbench", "paper/two", "entity/map-drawing")
    before = {key: colour_of(seen, key) for key in keys}
    open_hit(seen, "atlasbench")
    wait_until(lambda: colour_of(seen, keys[2]) != before[keys[2]], "a picture drawn anew")
    after = {key: colour_of(seen, key) for key in keys}
    assert after["entity/atlasbench"] == before["entity/atlasbench"]
    assert after["paper/two"] == before["paper/two"]
    assert after["entity/map-drawing"] != before["entity/map-drawing"]


def test_the_panel_tells_near_its_top_what_stands_beside_a_thing(visit, maps):
    seen = visit(maps)
    open_hit(seen, "rivernet")
    beside = seen.page.locator("#beside")
    beside.locator("button", has_text="Datasets").click()
    row = beside.locator("li", has_text="Streets-1k")
    assert "2 papers" in row.inner_text()
    row.locator("a.node").click()
    seen.page.wait_for_selector("#panel[data-of='entity/streets-1k']")


def test_the_hits_are_a_list_box_that_arrows_walk_through(visit, maps):
    seen = visit(maps)
    seen.page.keyboard.press("/")
    seen.page.keyboard.type("map")
    box = seen.page.locator("#query")
    assert box.get_attribute("aria-expanded") == "true"
    first = box.get_attribute("aria-activedescendant")
    seen.page.keyboard.press("ArrowDown")
    second = box.get_attribute("aria-activedescendant")
    assert first != second
    assert seen.page.locator(f"#{second}").get_attribute("aria-selected") == "true"


def test_enter_opens_the_thing_with_its_papers_roles_and_marked_quotes(visit, maps):
    seen = visit(maps)
    open_hit(seen, "rivernet")
    seen.page.wait_for_selector("#panel[data-of='entity/rivernet']")
    text = panel_of(seen)
    for part in ("Rivernet", "RN-1", "Proposed in", "Compared with in", "Do Maps Lie?", "93 %", "MapConf"):
        assert part in text
    assert seen.page.locator("#panel blockquote mark").first.text_content() == "Rivernet"
    quotes = seen.page.locator("#panel blockquote").all_text_contents()
    assert "We drew \U0001f5fa with Rivernet, and it was quick." in quotes


def test_a_click_on_a_node_opens_it_and_one_beside_it_closes_it(visit, maps):
    seen = visit(maps)
    click_node(seen, "entity/streets-1k")
    seen.page.wait_for_selector("#panel[data-of='entity/streets-1k']")
    assert "Used in" in panel_of(seen)
    box = seen.page.locator("#network").bounding_box()
    seen.page.mouse.click(box["x"] + 5, box["y"] + 5)
    seen.page.wait_for_selector("#panel[data-of='overview']")


def test_a_paper_shows_its_data_its_links_and_what_it_names(visit, maps):
    seen = visit(maps, "#paper/one")
    text = panel_of(seen)
    for part in ("2021", "MapConf", "Ada Brook", "Methods", "Datasets", "proposed here", "Streets-1k"):
        assert part in text
    links = seen.page.locator("#panel a[target=_blank]")
    addresses = {links.nth(i).get_attribute("href") for i in range(links.count())}
    assert addresses == {
        "https://doi.org/10.1000/map.1",
        "https://arxiv.org/abs/2101.00001",
        "https://example.org/one",
        "https://github.com/brook/rivernet",
    }
    assert links.first.get_attribute("rel") == "noopener noreferrer"


def test_the_address_opens_the_page_on_a_thing_and_back_leads_back(visit, maps):
    seen = visit(maps, "#entity/rivernet")
    assert seen.page.inner_text("#panel h2") == "Rivernet"
    seen.page.click("#panel a.node >> text=Do Maps Lie?")
    seen.page.wait_for_selector("#panel[data-of='paper/two']")
    assert seen.page.url.endswith("#paper/two")
    seen.page.go_back()
    seen.page.wait_for_selector("#panel[data-of='entity/rivernet']")
    seen.page.keyboard.press("Escape")
    seen.page.wait_for_selector("#panel[data-of='overview']")


def test_an_address_of_nothing_shows_the_overview(visit, maps):
    assert "What is in here" in panel_of(visit(maps, "#entity/never-heard-%"))


def test_what_is_not_in_the_picture_comes_with_its_papers_when_chosen(visit):
    seen = visit(load(many(300)), "#entity/own-250-1")
    assert {"entity/own-250-1", "paper/n250"} <= set(drawn_in(seen))
    seen.page.click("#reset")
    seen.page.wait_for_selector("#panel[data-of='overview']")
    assert "entity/own-250-1" not in drawn_in(seen)


def test_a_type_that_is_switched_off_leaves_picture_and_search(visit, maps):
    seen = visit(maps)
    button = seen.page.locator("[data-type=Method]")
    assert "Methods" in button.inner_text()
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    assert "entity/rivernet" not in drawn_in(seen)
    assert "entity/streets-1k" in drawn_in(seen)
    seen.page.keyboard.press("/")
    seen.page.keyboard.type("RN-1")
    assert seen.page.locator("#hits [role=option]").count() == 0
    assert "1 filtered out" in seen.page.inner_text("#hits-note")
    seen.page.keyboard.press("Escape")
    button.click()
    assert "entity/rivernet" in drawn_in(seen)


HOSTILE = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"'`${alert(1)}",
    "\u202egnp.exe\u202c \u2067right to left",
    "👩\u200d🔬 " * 20,
    "long" * 1250,
    "__proto__",
]


def test_hostile_names_stay_text(visit):
    facts, evidence = [], []
    for n, name in enumerate(HOSTILE):
        text = name.replace('"', '\\"')
        facts.append(f'''p:a{n} a kg:Paper ; dcterms:title "{text}" ; dcterms:creator "{text}" ; kg:venue "{text}" ;
          kg:usesMethod e:x{n} . e:x{n} a kg:Method ; skos:prefLabel "{text}" ; skos:altLabel "also {text}" .''')
        evidence.append(f'''s:{n} rdf:subject p:a{n} ; rdf:predicate kg:usesMethod ; rdf:object e:x{n} ;
          kg:hasMention s:m{n} . s:m{n} kg:section "abstract" ; oa:prefix "{text}" ; oa:exact "{text}" ;
          oa:suffix "{text}" .''')
    seen = visit(load("\n".join(facts), "\n".join(evidence)))
    for n, name in enumerate(HOSTILE):
        for key in (f"entity/x{n}", f"paper/a{n}"):
            seen.page.evaluate("(key) => { location.hash = key; }", key)
            seen.page.wait_for_selector(f"#panel[data-of='{key}']")
            assert seen.page.locator("#panel h2").text_content() == name
            assert seen.page.locator("#panel blockquote").first.text_content() == name * 3
            assert seen.page.locator("#panel img, #panel script").count() == 0
            assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        seen.page.fill("#query", name[:20])
        assert seen.page.locator("#hits [role=option]").count() >= 2


def test_only_web_addresses_become_links(visit):
    addresses = ["javascript:alert(1)", "data:text/html,%3Cb%3E", "file:///etc/passwd", "urn:x:y"]
    facts = "\n".join(
        f"""p:a{n} a kg:Paper ; schema:url <{address}> ; kg:hasRepository e:x{n} .
        e:x{n} a kg:Repository ; skos:prefLabel "somewhere" ; kg:url <{address}> ."""
        for n, address in enumerate(addresses)
    )
    seen = visit(load(facts))
    for n, address in enumerate(addresses):
        for key in (f"entity/x{n}", f"paper/a{n}"):
            seen.page.evaluate("(key) => { location.hash = key; }", key)
            seen.page.wait_for_selector(f"#panel[data-of='{key}']")
            assert address in panel_of(seen)
            assert seen.page.locator("#panel a[target=_blank]").count() == 0


def test_without_evidence_or_labels_the_page_still_works(visit):
    seen = visit(load("p:a a kg:Paper ; kg:usesMethod <http://elsewhere.org/Odd> ."), "#http://elsewhere.org/Odd")
    assert seen.page.inner_text("#panel h2") == "Odd"


def test_the_page_fits_a_phone(visit, maps):
    seen = visit(maps, "#entity/rivernet", width=360)
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture = seen.page.locator("#network").bounding_box()
    assert picture["height"] > 150
    assert picture["width"] <= 360
    assert seen.page.locator("#panel blockquote").first.is_visible()


def test_light_and_dark_switch(visit, maps):
    seen = visit(maps)
    ground = "getComputedStyle(document.body).backgroundColor"
    before = seen.page.evaluate(ground)
    seen.page.click("#theme")
    assert seen.page.evaluate(ground) != before


def test_the_picture_can_be_saved(visit, maps):
    seen = visit(maps)
    seen.page.click("#save")
    with seen.page.expect_download() as saved:
        seen.page.click("#save-png")
    assert saved.value.suggested_filename == "graph.png"
    assert saved.value.path().read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("anchor", ["#entity/rivernet", "#paper/one"])
def test_the_panel_s_query_gives_the_panel_s_list(visit, maps, anchor):
    seen = visit(maps, anchor)
    query = seen.page.locator("#panel .query pre").text_content()
    rows = [[str(term.value) for term in row] for row in load_store(FACTS).query(query)]
    assert len(rows) == (2 if "entity" in anchor else 4)
    for *_, name in rows:
        assert name in panel_of(seen)
