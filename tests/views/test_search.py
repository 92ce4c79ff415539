"""What a reader types, and what is found: names however they are written, people, sentences, questions."""

import csv
import io

import pytest
from conftest import EVIDENCE, FACTS, load, many
from waiting import wait_until

pytestmark = pytest.mark.browser

MORE = """
p:four a kg:Paper ; dcterms:title "Tidal Charts with U\u2010Net" ; dcterms:issued "2024"^^xsd:gYear ;
  dcterms:creator "Ada Brook", "Zoë Étang" ; kg:usesMethod e:u-net, e:rivernet, e:riverbed ;
  kg:usesDataset e:streets-1k ; kg:addressesTask e:map-drawing ; kg:introducesBenchmark e:tidebench .
e:u-net a kg:Method ; skos:prefLabel "U\u2010Net" ; kg:kind "named" .
e:riverbed a kg:Method ; skos:prefLabel "deep Rivernet" ; kg:kind "named" .
e:mask a kg:Method ; skos:prefLabel "Mask\u2011RCNN" . p:two kg:usesMethod e:mask .
e:gpt a kg:Method ; skos:prefLabel "GPT\u00a04" . p:two kg:usesMethod e:gpt .
e:netriver a kg:Method ; skos:prefLabel "Rivernetwork" . p:two kg:usesMethod e:netriver .
e:tidebench a kg:Benchmark ; skos:prefLabel "TideBench" .
e:streets-1k kg:usedForTask e:map-drawing .
"""
QUESTIONS = {
    "papers on Streets-1k with code": (
        "Papers on Streets-1k with code",
        ["1 of 3 papers give code", "Flow Models"],
    ),
    "which papers use rivernet?": ("Papers that use Rivernet", ["1 paper", "Tidal Charts"]),
    "papers that introduce a benchmark": ("Papers that introduce a benchmark", ["Tidal Charts"]),
    "papers by brook since 2023": ("Papers by Ada Brook since 2023", ["Tidal Charts"]),
    "papers on rivernet and map drawing": ("Papers on Rivernet and map drawing", ["2 papers", "Tidal Charts"]),
    "datasets for map drawing": ("Datasets for map drawing", ["Said of both", "Streets-1k"]),
    "what is u-net used with": ("What U\u2010Net is used with", ["Streets-1k", "map drawing"]),
    "what beats rivernet on atlasbench": ("What beats Rivernet on AtlasBench", ["No paper here reports"]),
    "who proposed rivernet": ("Papers that introduce Rivernet", ["Flow Models"]),
    "rivernet vs u-net": ("Rivernet and U\u2010Net", ["Streets-1k"]),
}
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def sea():
    """Return the papers about maps, and one more with names of every spelling."""
    return load(FACTS + MORE, EVIDENCE)


def look_for(seen, words: str) -> list[str]:
    seen.page.fill("#query", words)
    return seen.page.locator("#hits .hit-name").all_inner_texts()


def answer_of(seen) -> str:
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_selector("#panel:not([data-of=overview])")
    return seen.page.inner_text("#panel")


def test_every_hyphen_and_space_is_one(visit, sea):
    seen = visit(sea)
    spellings = {
        "U\u2010Net": ["u-net", "U\u2212Net", "unet", "u net"],
        "Mask\u2011RCNN": ["mask-rcnn", "mask r\u00adcnn"],
        "GPT\u00a04": ["gpt 4", "gpt\u20144", "gpt4", "GPT-4"],
        "Streets-1k": ["streets 1k", "streets\u20111k"],
    }
    for found, typed in spellings.items():
        assert [look_for(seen, words)[0] for words in typed] == [found] * len(typed)


def test_names_an_edit_or_two_away_are_found_and_said_to_be_near(visit, sea):
    seen = visit(sea)
    for typed, found in (("rivrnet", "Rivernet"), ("rievrnet", "Rivernet"), ("atlsbanch", "AtlasBench")):
        assert look_for(seen, typed)[0] == found
        assert "Near what you typed" in seen.page.locator("#hits .hit").first.inner_text()
        assert "Nothing is called exactly that" in seen.page.inner_text("#hits-note")


def test_what_is_far_from_every_name_finds_nothing(visit, sea):
    seen = visit(sea)
    assert look_for(seen, "xylophone") == []
    assert "Nothing is called that" in seen.page.inner_text("#hits-note")


def test_whole_words_stand_before_parts_of_words(visit, sea):
    seen = visit(sea)
    seen.page.fill("#query", "rivernet")
    named = seen.page.locator("#hits .hit.of-node .hit-name").all_inner_texts()
    assert named[:4] == ["Rivernet", "Rivernet: Flow Models for Maps", "deep Rivernet", "Rivernetwork"]


@pytest.mark.parametrize("size", [{}, PHONE])
@pytest.mark.parametrize("typed", ["ada brook", "brook ada", "etang"])
def test_authors_are_found_and_lead_to_their_papers(visit, sea, typed, size):
    seen = visit(sea, **size)
    seen.page.fill("#query", typed)
    first = seen.page.locator("#hits .hit.of-person").first
    assert "Author of" in first.inner_text()
    first.click()
    seen.page.wait_for_selector("#panel[data-of^='answer/papers']")
    text = seen.page.inner_text("#panel")
    assert "Tidal Charts" in text
    assert ("Flow Models" in text) == ("brook" in typed)


@pytest.mark.parametrize("size", [{}, PHONE])
def test_words_of_a_sentence_lead_to_its_paper(visit, sea, size):
    seen = visit(sea, **size)
    seen.page.fill("#query", "it was quick")
    hit = seen.page.locator("#hits .hit.of-sentence")
    hit.wait_for()
    assert hit.locator("mark").inner_text() == "it was quick"
    hit.click()
    seen.page.wait_for_selector("#panel[data-of='paper/one']")


@pytest.mark.parametrize("size", [{}, PHONE])
def test_questions_have_answers_in_the_page(visit, sea, size):
    seen = visit(sea, **size)
    for question, (heading, parts) in QUESTIONS.items():
        seen.page.fill("#query", question)
        assert seen.page.locator("#hits .hit").first.inner_text().startswith(heading)
        seen.page.keyboard.press("Enter")
        wait_until(lambda: seen.page.locator("#panel h2").inner_text() == heading, f"the heading {heading}")  # noqa: B023
        text = seen.page.inner_text("#panel")
        assert [part for part in parts if part not in text] == []


def test_what_beats_a_thing_is_told_with_its_sentence(visit, tmp_path):
    from claims_sample import build_claims

    from kgbuild.graph import read_model

    seen = visit(read_model(build_claims(tmp_path)))
    seen.page.fill("#query", "what beats OakNet on TwigBench?")
    text = answer_of(seen)
    assert "1 gain is reported" in text
    assert "gain: 2.5 points" in text
    assert seen.page.locator("#panel blockquote mark").first.inner_text() == "2.5 points"


def test_an_answer_has_an_address_and_goes_with_the_back_button(visit, sea):
    seen = visit(sea, "#answer/papers/on=entity%2Fstreets-1k/code")
    assert seen.page.inner_text("#panel h2") == "Papers on Streets-1k with code"
    seen.page.click("#panel a.node >> text=Flow Models")
    seen.page.wait_for_selector("#panel[data-of='paper/one']")
    seen.page.go_back()
    seen.page.wait_for_selector("#panel[data-of^='answer/']")


def test_an_address_of_no_answer_shows_the_overview(visit, sea):
    seen = visit(sea, "#answer/papers/on=entity%2Fnone")
    for view in ("answer/nothing", "answer/beats", "compare/x/y", "answer/things/Method/x", "answer/papers/on=none"):
        seen.page.evaluate("location.hash = 'entity/rivernet'")
        seen.page.wait_for_selector("#panel[data-of='entity/rivernet']")
        seen.page.evaluate("(view) => { location.hash = view; }", view)
        seen.page.wait_for_selector("#panel[data-of=overview]")


def test_questions_are_suggested_for_a_thing_that_was_found(visit, sea):
    seen = visit(sea)
    seen.page.fill("#query", "streets-1k")
    asked = seen.page.locator("#hits .hit.of-question").all_inner_texts()
    assert any("Papers on Streets-1k with code" in words for words in asked)


def test_what_is_called_like_a_question_comes_before_its_answers(visit):
    seen = visit(
        load('p:a a kg:Paper ; dcterms:title "Papers with code" ; kg:hasRepository e:r . e:r a kg:Repository .')
    )
    assert look_for(seen, "papers with code")[:2] == ["Papers with code", "Papers with code"]
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_selector("#panel[data-of='paper/a']")


def test_hostile_questions_are_text(visit):
    name = "<img src=x onerror=alert(1)> & (a+)+$"
    facts = (
        f'p:a a kg:Paper ; dcterms:creator "{name}" ; kg:usesMethod e:x . e:x a kg:Method ; skos:prefLabel "{name}" .'
    )
    seen = visit(load(facts))
    for words in (f"papers on {name}", f"what beats {name}", name, f"papers by {name}", "a" * 5000, "papers on " * 400):
        seen.page.fill("#query", words)
        assert seen.page.locator("#results img").count() == 0
    seen.page.fill("#query", f"papers on {name}")
    assert name in answer_of(seen)
    assert seen.page.locator("#panel img").count() == 0


def test_the_search_of_many_nodes_finds_what_is_near(visit):
    seen = visit(load(many(400)))
    assert look_for(seen, "evrywhere")[0] == "everywhere"


@pytest.mark.parametrize("named", ["", "&named=no"])
@pytest.mark.parametrize("kind", ["Method", "Dataset", "Task"])
def test_an_answer_counts_what_stands_beside_a_thing_as_the_table_does(visit, demo, kind, named):
    seen = visit(demo, f"#entity/bert?tab=things&type={kind}{named}")
    listed = sorted(seen.page.locator("#table tbody .col-title > .node").all_inner_texts())
    left_out = seen.page.locator("#table .table-top", has_text="left out").count()
    seen.page.evaluate("(to) => { location.hash = to; }", f"#answer/things/{kind}/entity%2Fbert?{named[1:]}")
    seen.page.wait_for_selector("#panel .told")
    assert seen.page.inner_text("#panel .told").startswith(f"{len(listed)} {kind.lower()}")
    assert seen.page.locator("#panel", has_text="left out").count() == left_out
    with seen.page.expect_download() as download:
        seen.page.click("#panel .take >> text=CSV")
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8"), newline="")))
    assert sorted(row["thing"] for row in rows) == listed


def test_what_a_graph_says_of_two_things_that_no_paper_names_together_stands_in_answer_and_table(visit):
    facts = """p:a a kg:Paper ; kg:usesMethod e:x . p:b a kg:Paper ; kg:usesDataset e:d .
      e:x a kg:Method ; kg:evaluatedOn e:d . e:d a kg:Dataset ."""
    seen = visit(load(facts), "#entity/x?tab=things")
    assert seen.page.locator("#table tbody .col-title > .node").all_inner_texts() == ["d"]
    seen.page.evaluate("location.hash = '#answer/things/Dataset/entity%2Fx'")
    seen.page.wait_for_selector("#panel .told")
    assert "Said of both" in seen.page.inner_text("#panel")
