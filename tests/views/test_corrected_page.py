"""Corrections made in the page: drawn at once, taken back row by row, and the same as what a build makes of them."""

import json

import pytest
from conftest import load
from person import Person, key_of, papers_on, titles
from waiting import wait_until

from kgbuild.config import Options
from kgbuild.graph import read_model
from kgbuild.pipeline import build

pytestmark = pytest.mark.browser

FACTS = """p:a a kg:Paper ; dcterms:title "A" ; kg:proposesMethod e:foo ; kg:evaluatesOnBenchmark e:mark .
  p:b a kg:Paper ; dcterms:title "B" ; kg:usesMethod e:foo, e:bar ; kg:usesDataset e:data .
  p:c a kg:Paper ; dcterms:title "C" ; kg:comparesWithMethod e:bar ; kg:usesDataset e:data .
  e:foo a kg:Method ; skos:prefLabel "Foonet" ; kg:evaluatedOn e:mark ; kg:comparedWith e:bar .
  e:bar a kg:Method ; skos:prefLabel "Barnet" ; skos:altLabel "B-Net" .
  e:mark a kg:Benchmark ; skos:prefLabel "MarkBench" . e:data a kg:Dataset ; skos:prefLabel "DataSet" ."""


def merge(person: Person, one: str, other: str) -> None:
    person.search(one)
    person.click("#correct")
    person.page.fill("#same-target", other)
    person.page.keyboard.press("Enter")


def retype(person: Person, name: str, kind: str) -> None:
    person.search(name)
    person.click("#correct")
    person.page.select_option(".correct select", kind)


def hide(person: Person, name: str) -> None:
    person.search(name)
    person.click("#correct")
    person.click(".correct button", has_text="hide it")


def take_all_back(person: Person, order: int) -> None:
    person.click("#corrections-open")
    while (rows := person.page.locator("#corrections-list button")).count():
        rows.nth(order).click()


def table(person: Person, address: str) -> list[list[str]]:
    """Return what the table of an address says, cell by cell."""
    person.page.evaluate("(to) => { location.hash = to; }", address)
    person.page.wait_for_selector("#table:not([hidden]) h2")
    rows = person.page.locator("#table tbody tr").all()
    return sorted(
        [row.locator(".col-title > .node").inner_text(), *row.locator("td:not(.col-title)").all_inner_texts()]
        for row in rows
    )


def legend(person: Person) -> dict[str, int]:
    counts = person.page.evaluate(
        "[...document.querySelectorAll('#types [data-type]')]"
        ".map((one) => [one.dataset.type, Number(one.querySelector('.count').textContent)])"
    )
    return dict(counts)


def color_at(person: Person, key: str) -> str:
    """Return the colour that the picture has where a node stands."""
    return person.page.evaluate(
        """(key) => {
          const canvas = document.querySelector('#network canvas'), box = canvas.getBoundingClientRect();
          const { x, y } = kgbuildView.where(key), ratio = canvas.width / box.width;
          const one = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
          const pen = one.getContext('2d', { willReadFrequently: true });
          pen.drawImage(canvas, (x - box.left) * ratio, (y - box.top) * ratio, 1, 1, 0, 0, 1, 1);
          const [r, g, b] = pen.getImageData(0, 0, 1, 1).data;
          return '#' + [r, g, b].map((part) => part.toString(16).padStart(2, '0')).join('');
        }""",
        key,
    )


def test_what_is_the_same_goes_into_the_other_with_its_papers_facts_and_names(visit):
    person = Person(visit(load(FACTS)))
    merge(person, "Barnet", "Foonet")
    assert person.page.inner_text("#panel h2") == "Foonet"
    assert "Also written Barnet, B-Net" in person.page.inner_text("#panel .aliases")
    assert "on this page only" in person.page.inner_text("#panel")
    assert person.drawn() == {"paper/a", "paper/b", "paper/c", "entity/foo", "entity/mark", "entity/data"}
    assert legend(person)["Method"] == 1
    assert person.page.inner_text("#totals").startswith("3 papers, 1 method,")
    assert table(person, "#entity/foo?tab=papers") == [["A", "proposed"], ["B", "used"], ["C", "compared"]]
    assert "With 1 correction of this page" in person.page.inner_text("#table")
    assert [row[0] for row in table(person, "#?tab=things&type=Method")] == ["Foonet"]
    # Compared with itself it is not, and its names and its address lead to the other.
    person.search("B-Net")
    assert person.page.inner_text("#panel h2") == "Foonet"
    assert "Compared with\n" not in person.page.inner_text("#panel").replace("Compared with in", "")
    assert table(person, "#entity/bar?tab=papers&also=entity/bar") == table(person, "#entity/foo?tab=papers")


def test_what_is_of_another_type_changes_colour_counts_lists_filters_and_roles(visit):
    person = Person(visit(load(FACTS)))
    before = legend(person)
    blue = color_at(person, "entity/foo")
    retype(person, "Foonet", "Dataset")
    assert person.page.inner_text("#panel .what").startswith("Dataset")
    assert legend(person) == before | {"Method": before["Method"] - 1, "Dataset": before["Dataset"] + 1}
    person.page.click("#panel .close")
    wait_until(lambda: color_at(person, "entity/foo") == color_at(person, "entity/data"), "the colour of a dataset")
    assert color_at(person, "entity/foo") != blue
    assert [row[0] for row in table(person, "#?tab=things&type=Dataset")] == ["DataSet", "Foonet"]
    # What a dataset cannot be said to be is not said of it.
    assert table(person, "#entity/foo?tab=papers") == [["A", "introduced"], ["B", "used"]]
    person.page.click("#tab-picture")
    assert "Evaluated on" not in person.page.inner_text("#panel")
    # Back to what it was is no correction.
    person.page.click("#correct")
    person.page.select_option(".correct select", "Method")
    assert person.page.locator("#corrections-open").is_hidden()
    assert legend(person) == before
    assert "Evaluated on" in person.page.inner_text("#panel")


def test_a_type_that_the_page_did_not_have_comes_and_goes(visit):
    person = Person(visit(load(FACTS)))
    before = legend(person)
    retype(person, "DataSet", "Metric")
    assert legend(person)["Metric"] == 1
    assert "Dataset" not in legend(person)
    person.page.reload()
    person.page.wait_for_selector("html[data-loaded=true]", state="attached")
    assert legend(person)["Metric"] == 1
    fill = "getComputedStyle(document.querySelector('#types [data-type=Metric] .shape')).fill"
    assert person.page.evaluate(fill) not in {"none", "rgb(0, 0, 0)"}
    assert [row[0] for row in table(person, "#?tab=things&type=Metric")] == ["DataSet"]
    person.page.evaluate("location.hash = '#?tab=things'")
    take_all_back(person, 0)
    assert legend(person) == before


@pytest.mark.parametrize("order", [0, -1])
def test_all_corrections_taken_back_one_by_one_leave_the_page_as_it_was(visit, demo, order):
    person = Person(visit(demo))
    addresses = ["#?tab=things&named=no", "#?tab=papers", "#entity/bert?tab=papers", "#entity/glue?tab=things"]
    before = [table(person, address) for address in addresses]
    counts = legend(person)
    merge(person, "RoBERTa", "BERT")
    merge(person, "LoRA", "RoBERTa")  # the name of what went into another stands for that
    retype(person, "GLUE", "Task")
    hide(person, "SQuAD")
    assert person.page.inner_text("#corrections-open .badge") == "4"
    union = papers_on(demo, "BERT") | papers_on(demo, "RoBERTa") | papers_on(demo, "LoRA")
    assert sorted(row[0] for row in table(person, "#entity/lora?tab=papers")) == titles(demo, union)
    assert person.page.inner_text("#tab-papers .count") == str(len(union))
    squad = next(thing for thing in demo.things.values() if thing.label == "SQuAD")
    paper = min(papers_on(demo, "SQuAD"))
    person.page.evaluate("(to) => { location.hash = to; }", key_of(paper))
    person.page.wait_for_selector("#panel[data-of^='paper/']")
    assert person.page.locator(f"#panel a[href='#{key_of(squad.iri)}']").count() == 0
    take_all_back(person, order)
    assert [table(person, address) for address in addresses] == before
    assert legend(person) == counts
    person.search("LoRA")
    assert person.page.inner_text("#panel h2") == "LoRA"


def test_what_is_one_all_round_is_one_and_what_is_no_name_is_the_same_as_nothing(visit):
    person = Person(visit(load(FACTS)))
    stored = [
        *(
            ["same a", {"action": "same", "thing": f"entity/{one}", "value": f"entity/{other}", "note": ""}]
            for one, other in [("foo", "bar")]
        ),
        ["same b", {"action": "same", "thing": "entity/bar", "value": "entity/foo", "note": ""}],
        ["same c", {"action": "same", "thing": "entity/data", "value": "entity/mark", "note": ""}],
        ["is entity/mark", {"action": "reject", "thing": "entity/mark", "value": ""}],
        ["same d", {"action": "same", "thing": "entity/data", "value": "entity/nowhere", "note": ""}],
    ]
    person.page.evaluate(
        "(rows) => localStorage.setItem('kgbuild-corrections:Papers about maps', rows)", json.dumps(stored)
    )
    person.page.reload()
    person.page.wait_for_selector("html[data-loaded=true]", state="attached")
    assert person.drawn() == {"paper/a", "paper/b", "paper/c", "entity/bar", "entity/data"}
    assert person.page.inner_text("#shown") == "showing all 5"
    person.page.evaluate("location.hash = '#entity/mark'")
    person.page.wait_for_selector("#panel[data-of='entity/mark'] .corrected")
    assert "is no name: hidden" in person.page.inner_text("#panel")
    assert person.page.locator("#correct").count() == 0


def test_the_corrected_page_says_what_the_next_build_says(visit, tmp_path):
    def entity(kind: str, name: str, role: str, number: int) -> dict[str, object]:
        return {"type": kind, "names": [name], "role": role, "id": f"e{number}"}

    papers = [
        [("Method", "Foonet", "proposed"), ("Dataset", "QuxSet", "used"), ("Task", "parsing", "addressed")],
        [("Method", "Foonet v0", "used"), ("Method", "Foonet", "compared"), ("Benchmark", "GroundMark", "evaluated")],
        [("Method", "Quuxnet", "used"), ("Dataset", "QuxSet", "introduced"), ("Metric", "recall", "used")],
    ]
    records = tmp_path / "records.jsonl"
    with records.open("w", encoding="utf-8") as file:
        for number, named in enumerate(papers):
            title = f"Paper {number}: " + ", ".join(name for _, name, _ in named)
            entities = [entity(*one, place) for place, one in enumerate(named)]
            file.write(json.dumps({"id": str(number), "title": title, "entities": entities}) + "\n")
    build([str(records)], tmp_path / "one")
    person = Person(visit(read_model(tmp_path / "one")))
    merge(person, "Foonet v0", "Foonet")
    retype(person, "Quuxnet", "Dataset")
    retype(person, "QuxSet", "Benchmark")
    hide(person, "recall")
    person.page.click("#corrections-open")
    with person.page.expect_download() as download:
        person.page.click("#corrections-save")
    download.value.save_as(tmp_path / "curation.tsv")
    build([str(records)], tmp_path / "two", options=Options(curation=tmp_path / "curation.tsv"))
    mended = Person(visit(read_model(tmp_path / "two")))
    for address in ["#?tab=things", "#?tab=papers", "#entity/foonet?tab=papers", "#entity/quxset?tab=papers"]:
        assert table(person, address) == table(mended, address)
    assert legend(person) == legend(mended)
