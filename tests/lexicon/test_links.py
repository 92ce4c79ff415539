"""Links out: the shipped table, and which things they are given to."""

import csv
import re
from collections import defaultdict
from importlib.resources import files

import pytest

from kgbuild.datamodel import Entity, Knowledge
from kgbuild.graph import build_graph
from kgbuild.identity.names import name_key
from kgbuild.lexicon.links import add_links, find_links

DATA = files("kgbuild.lexicon") / "data"
TABLE = (DATA / "links.tsv").read_bytes()
ROWS = list(csv.DictReader(TABLE.decode().splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


def task(label: str, *aliases: str, kind: str = "Task") -> Entity:
    return Entity("x", (kind,), label, aliases)


def test_every_row_is_whole_and_its_source_and_licence_stand_in_the_list_of_licences() -> None:
    licences = (DATA / "LICENSE.md").read_text(encoding="utf-8")
    for row in ROWS:
        assert None not in row.values(), row
        assert row["type"] in {"Task", "Dataset", "Benchmark"}, row
        assert row["match"] in {"exactMatch", "closeMatch"}, row
        assert re.fullmatch(r"https://[\w./-]+", row["target"]), row
        assert row["licences"] in licences, row
        for source in row["sources"].split("|"):
            assert f"| {source} |" in licences, row
    assert len(TABLE) < 1 << 20


def test_a_name_leads_to_one_place_of_each_site() -> None:
    found: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in ROWS:
        for name in row["names"].split("|"):
            kind = "Task" if row["type"] == "Task" else "data"
            found[kind, name_key(name), row["target"].split("/")[2]].add(row["target"])
    assert not [place for place, targets in found.items() if len(targets) > 1]


def test_things_are_linked_by_label_and_type_also_in_other_spellings() -> None:
    expected = (
        ("closeMatch", "https://paperswithcode.com/task/semantic-segmentation"),
        ("exactMatch", "https://linkedpaperswithcode.com/task/semantic-segmentation"),
    )
    assert find_links(task("Semantic Segmentation", "segmentation of meaning")) == expected
    assert find_links(task("semantic-segmentation")) == expected
    # The border of data sets and benchmarks is soft.
    glue = (("closeMatch", "https://huggingface.co/datasets/nyu-mll/glue"),)
    assert find_links(task("GLUE", kind="Dataset")) == find_links(task("GLUE", kind="Benchmark")) == glue


@pytest.mark.parametrize(
    "entity",
    [
        task("semantic segmentation", kind="Method"),
        task("GLUE"),
        task("Oak pruning", "semantic segmentation"),
        task("semantic segmentation", "machine translation"),
        task("RACE", kind="Dataset"),  # also a plain word
        task(""),
    ],
)
def test_where_name_or_type_leave_a_doubt_there_is_no_link(entity: Entity) -> None:
    assert find_links(entity) == ()


def test_links_are_written_into_the_graph_and_others_stay() -> None:
    own = ("relatedMatch", "https://oak.example.org/1")
    entities = (Entity("mt", ("Task",), "machine translation", matches=(own,)), Entity("o", ("Task",), "O"))
    knowledge = Knowledge((), entities, ())
    linked = add_links(knowledge)
    assert add_links(linked) == linked
    assert linked.entities[1] == knowledge.entities[1]
    facts = {(str(t.predicate.value).rpartition("#")[2], t.object.value) for t in build_graph(linked).facts}
    assert {
        own,
        ("exactMatch", "https://linkedpaperswithcode.com/task/machine-translation"),
        ("closeMatch", "https://paperswithcode.com/task/machine-translation"),
    } <= facts
