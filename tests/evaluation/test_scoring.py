"""Precision, recall and F1: figures worked out by hand, and the same figures as the annotations' own scorer."""

import copy
import json
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kgbuild.errors import InputError
from kgbuild.evaluation import Figure, Scores, evaluate, is_gold, read_annotations, to_annotated

Record = dict[str, Any]
TYPES = ("Method", "Dataset", "Benchmark", "Task", "Metric")
ROLES = ("proposed", "used", "compared", "mentioned", "introduced", "evaluated", "addressed", None)


def write(path: Path, records: list[Record]) -> Path:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return path


def entity(entity_type: str, *names: str, **more: object) -> Record:
    return {"type": entity_type, "names": list(names), **more}


def paper(*entities: Record, urls: tuple[tuple[str, str], ...] = (), title: str = "On trees") -> Record:
    return {"title": title, "entities": list(entities), "urls": [{"url": u, "kind": k} for u, k in urls]}


Score = Callable[[list[Record], list[Record]], Scores]


@pytest.fixture
def score(tmp_path: Path) -> Score:
    """Score found records against annotated ones, by way of their files."""

    def score_records(gold: list[Record], found: list[Record]) -> Scores:
        files = write(tmp_path / "gold.jsonl", gold), write(tmp_path / "found.jsonl", found)
        return evaluate(read_annotations(files[0]), read_annotations(files[1]))

    return score_records


def test_figures_are_those_worked_out_by_hand(score: Score) -> None:
    gold = paper(
        entity("Method", "Lopper", "LOP", kind="named", role="proposed"),
        entity("Method", "graph neural network", "GNN", kind="term", role="used"),
        entity("Dataset", "LeafNet", role="used"),
        entity("Task", "tree pruning", kind="term", role="addressed"),
        urls=(("https://github.com/oak/lopper", "repository"), ("https://oak.github.io", "project_page")),
    )
    found = paper(
        entity("Method", "lopper", "Lopper v2", kind="named", role="used"),
        entity("Method", "GNNs", kind="named", role="used"),
        entity("Dataset", "Oak", role="used"),
        urls=(("http://www.github.com/Oak/Lopper/", "dataset"),),
    )
    scores = score([gold], [found])
    assert scores.lines["Method"] == Figure(right=2, right_of_gold=2, predicted=2, gold=2)
    assert scores.lines["Method named"] == Figure(right=1, right_of_gold=1, predicted=2, gold=1)
    assert scores.lines["Method term"] == Figure(right=0, right_of_gold=0, predicted=0, gold=1)
    assert scores.lines["Dataset"] == Figure(right=0, right_of_gold=0, predicted=1, gold=1)
    assert scores.lines["everything"].precision == pytest.approx(2 / 3)
    assert scores.lines["everything"].recall == pytest.approx(2 / 4)
    assert scores.lines["everything"].f1 == pytest.approx(4 / 7)
    assert scores.lines["URL"].recall == pytest.approx(1 / 2)
    assert scores.shares["URL kind accuracy"] == 0
    assert scores.shares["role accuracy (matched)"] == pytest.approx(1 / 2)
    assert scores.shares["alias precision (matched)"] == pytest.approx(2 / 3)
    assert scores.shares["alias recall (matched)"] == pytest.approx(2 / 4)
    assert scores.shares["complete papers"] == 0


def test_an_alternative_type_is_right_and_counts_on_its_own_line(score: Score) -> None:
    gold = paper(entity("Dataset", "LeafNet", alt=["Benchmark"]))
    scores = score([gold], [paper(entity("Benchmark", "LeafNet"))])
    assert scores.lines["everything"].f1 == 1
    assert scores.lines["Benchmark"] == Figure(right=1, right_of_gold=0, predicted=1, gold=0)
    assert scores.lines["Dataset"] == Figure(right=0, right_of_gold=1, predicted=0, gold=1)
    assert scores.shares["type accuracy (matched)"] == 0
    assert score([gold], [paper(entity("Method", "LeafNet"))]).lines["everything"].f1 == 0


def test_matching_gives_up_a_pair_where_that_makes_room_for_two(score: Score) -> None:
    gold = paper(entity("Method", "Oak"), entity("Method", "Ash"))
    found = paper(entity("Method", "Oak", "Ash"), entity("Method", "Oak"))
    assert score([gold], [found]).lines["Method"].f1 == 1


def test_a_paper_that_was_not_found_counts_as_empty_and_one_without_annotation_not_at_all(score: Score) -> None:
    gold = [paper(entity("Method", "Oak")), paper(entity("Method", "Ash"), title="On hedges")]
    found = [paper(entity("Method", "Oak"), title="On Trees"), paper(entity("Method", "Elm"), title="On moss")]
    assert score(gold, found).lines["Method"] == Figure(right=1, right_of_gold=1, predicted=1, gold=2)


def test_nothing_annotated_and_nothing_found_is_no_division_by_zero(score: Score) -> None:
    scores = score([paper()], [paper()])
    assert {figure.f1 for figure in scores.lines.values()} == {0.0}
    assert scores.shares["complete papers"] == 1


def test_a_text_may_hold_any_line_end_that_json_allows(score: Score) -> None:
    gold = paper(entity("Method", "Oak")) | {"abstract": "Trees\u2028grow\u0085and\x0cfall."}
    assert score([gold], [gold]).lines["Method"].f1 == 1


GOOD = json.dumps(paper(entity("Method", "Oak")))


@pytest.mark.parametrize(
    "line",
    [
        '{"title": "Oak", ',
        "[]",
        '"Oak"',
        '{"entities": []}',
        '{"title": 7}',
        '{"title": null}',
        '{"title": "Oak", "entities": 7}',
        '{"title": "Oak", "entities": ["Oak"]}',
        '{"title": "Oak", "entities": [{"names": ["Oak"]}]}',
        '{"title": "Oak", "entities": [{"type": "Tree", "names": ["Oak"]}]}',
        '{"title": "Oak", "entities": [{"type": "Method", "names": []}]}',
        '{"title": "Oak", "entities": [{"type": "Method", "names": [7]}]}',
        '{"title": "Oak", "entities": [{"type": "Method", "names": ["a"], "alt": 7}]}',
        '{"title": "Oak", "urls": [{"kind": "video"}]}',
        '{"title": "Oak", "urls": [{"url": 7}]}',
        '{"title": "Oak", "urls": ["https://example.org"]}',
        "[" * 100_000,
    ],
)
def test_a_line_that_is_no_record_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "found.jsonl"
    path.write_text(f"{GOOD}\n\n{line}\n{GOOD}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"found\.jsonl, line 3: not a record") as failure:
        read_annotations(path)
    assert "\n" not in str(failure.value)
    assert len(str(failure.value)) < 600


@pytest.mark.parametrize(
    ("content", "says"), [(None, "cannot be read"), (b"\xff\x00\xfe", "cannot be read"), (b"\n \n", "holds no record")]
)
def test_a_file_without_records_is_one_clear_line(tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "found.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=says) as failure:
        read_annotations(path)
    assert str(path) in str(failure.value)
    assert "\n" not in str(failure.value)


def perturb(records: list[Record], seed: int, *, rate: float = 0.25) -> list[Record]:
    """Return what an extractor might have found: things dropped, added, twice, renamed, retyped, in other roles."""
    chance = random.Random(seed)  # noqa: S311
    found = [copy.deepcopy(record) for record in records if chance.random() > rate / 4]
    for record in found:
        entities = [perturb_entity(e, chance, rate) for e in record["entities"] if chance.random() > rate]
        entities += [copy.deepcopy(e) for e in entities if chance.random() < rate]
        chance.shuffle(entities)
        record["entities"] = entities
        record["urls"] = [perturb_url(u, chance, rate) for u in record["urls"] if chance.random() > rate]
    chance.shuffle(found)
    return found


def perturb_entity(thing: Record, chance: random.Random, rate: float) -> Record:
    changes: Record = {
        "type": chance.choice(TYPES),
        "role": chance.choice(ROLES),
        "kind": chance.choice(["named", "term"]),
        "names": [thing["names"][0], chance.choice(["Oak", "oaks", thing["names"][-1].upper()])],
    }
    kept = {key: value for key, value in thing.items() if key != "alt"}
    return kept | {key: value for key, value in changes.items() if chance.random() < rate}


def perturb_url(link: Record, chance: random.Random, rate: float) -> Record:
    changes = {"kind": "other", "url": link["url"] + chance.choice(["/", "/tree/main", "."])}
    return link | {key: value for key, value in changes.items() if chance.random() < rate}


def choose_alternatives(records: list[Record]) -> list[Record]:
    """Return every thing under its first alternative type, where it has one."""
    found = copy.deepcopy(records)
    for record in found:
        for one in record["entities"]:
            if one.get("alt"):
                one["type"] = one.pop("alt")[0]
    return found


PREDICTIONS: dict[str, Callable[[list[Record]], list[Record]]] = {
    "perfect": copy.deepcopy,
    "nothing found": lambda gold: [record | {"entities": [], "urls": []} for record in gold],
    "one paper": lambda gold: gold[:1],
    "alternatives": choose_alternatives,
    "slightly off": lambda gold: perturb(gold, seed=1, rate=0.1),
    "off": lambda gold: perturb(gold, seed=2),
    "far off": lambda gold: perturb(gold, seed=3, rate=0.6),
    "off with alternatives": lambda gold: perturb(choose_alternatives(gold), seed=4),
}


@pytest.mark.shared
@pytest.mark.parametrize(
    ("gold_name", "prediction"),
    [*(("seeds-dev", name) for name in PREDICTIONS), ("abstracts-train", "off with alternatives")],
)
def test_figures_are_those_of_the_annotations_own_scorer(
    shared: Path, tmp_path: Path, gold_name: str, prediction: str
) -> None:
    gold = shared / "gold" / f"{gold_name}.jsonl"
    records = [json.loads(line) for line in gold.read_text("utf-8").splitlines() if line.strip()]
    found = write(tmp_path / "found.jsonl", PREDICTIONS[prediction](records))
    command = [sys.executable, str(shared / "gold" / "score.py"), str(gold), str(found), "--json"]
    theirs = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    ours = evaluate(read_annotations(gold), read_annotations(found)).to_json()
    assert ours == theirs
    assert list(ours) == list(theirs)


def test_predictions_that_are_the_annotations_are_noticed() -> None:
    gold = {"a": to_annotated({"title": "A", "entities": [{"type": "Method", "names": ["Lopper"]}]})}
    found = {"type": "Method", "names": ["Lopper", "LPR"]}
    taken_over = to_annotated({"title": "A", "extractor": "", "entities": [found], "urls": [{"url": "a.org/b"}]})
    assert is_gold(gold, gold)
    assert is_gold(gold, {"a": taken_over, "b": taken_over})
    assert not is_gold(gold, {"b": taken_over})
    assert not is_gold(gold, {"a": replace(taken_over, extractor="kgbuild 0.1.0")})
    assert not is_gold(gold, {"a": to_annotated({"title": "A", "entities": [found, found]})})
    assert not is_gold(gold, {"a": to_annotated({"title": "A", "entities": [found | {"type": "Task"}]})})
    ours = {"a": replace(gold["a"], extractor="kgbuild 0.1.0")}
    assert is_gold(ours, ours)
