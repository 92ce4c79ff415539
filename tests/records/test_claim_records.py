"""Results and kinds of contribution in the extraction record, and the further relations: read, written, checked."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from kgbuild.datamodel import ExtractedRelation, ExtractedResult, Extraction, Mention, Span
from kgbuild.errors import RecordError
from kgbuild.finishing import finish
from kgbuild.records import parse_record, parse_record_with_notes, to_record

WHERE = "a.jsonl#1"
RECORD: dict[str, Any] = {
    "title": "Lopper prunes trees",
    "abstract": "We prune with Lopper, which extends OakNet with a leaf gate. Lopper reaches 91.5% accuracy on "
    "TwigBench for tree parsing, 2.5 points above OakNet. It is twice as fast.",
    "entities": [
        {"type": "Method", "names": ["Lopper"], "role": "proposed"},
        {"type": "Method", "names": ["OakNet"], "role": "compared"},
        {"type": "Method", "names": ["leaf gate"], "kind": "term"},
        {"type": "Benchmark", "names": ["TwigBench"]},
        {"type": "Task", "names": ["tree parsing"]},
        {"type": "Metric", "names": ["accuracy"]},
    ],
    "urls": [],
    "relations": [
        {"predicate": "builtOn", "subject": "e0", "object": "e1"},
        {"predicate": "partOf", "subject": "e2", "object": "P"},
        {"predicate": "usedForTask", "subject": "e3", "object": "e4"},
        {"predicate": "measuredBy", "subject": "e4", "object": "e5"},
        {"predicate": "appliedTo", "subject": "P", "object": "e4"},
    ],
    "results": [
        {"subject": "e0", "value": "91.5%", "metric": "e5", "where": "e3", "versus": "-", "kind": "absolute"},
        {"subject": "e0", "value": "2.5 points", "metric": "e5", "where": "e3", "versus": "e1", "kind": "gain"},
        {"subject": "P", "value": "twice", "kind": "gain"},
    ],
    "kinds": ["method", {"kind": "study"}, "method"],
}  # fmt: skip


def read(changes: Mapping[str, Any]) -> Extraction:
    found = parse_record(RECORD | changes, WHERE)
    assert isinstance(found, Extraction)
    return found


def quotes(*places: tuple[Mention, ...] | None) -> list[list[str]]:
    return [[mention.text for mention in found or ()] for found in places]


def test_results_are_read_with_the_parts_that_are_said() -> None:
    assert read({}).results == (
        ExtractedResult("91.5%", "e0", "e5", "e3", mentions=None),
        ExtractedResult("2.5 points", "e0", "e5", "e3", "e1", "gain", mentions=None),
        ExtractedResult("twice", kind="gain", mentions=None),
    )
    assert read({}).kinds == ("method", "study")
    assert parse_record_with_notes(RECORD, WHERE).notes == ()


def test_places_that_are_missing_are_found_in_the_sentence_that_names_what_is_said() -> None:
    finished = finish(read({}))
    assert quotes(*(result.mentions for result in finished.results or ())) == [["91.5%"], ["2.5 points"], ["twice"]]
    assert quotes(*(relation.mentions for relation in finished.relations or ())) == [
        ["Lopper, which extends OakNet"],
        ["leaf gate"],
        ["TwigBench for tree parsing"],
        ["accuracy on TwigBench for tree parsing"],
        ["tree parsing"],
    ]
    assert finish(finished) == finished


def test_a_value_that_stands_twice_is_the_one_beside_its_parts() -> None:
    abstract = "OakNet has 7%. Lopper has 7% on TwigBench."
    result = {"subject": "e0", "value": "7%", "where": "e3"}
    (found,) = finish(read({"abstract": abstract, "relations": [], "results": [result]})).results or ()
    assert found.mentions == (Mention(Span("abstract", 26, 28), "7%", "located"),)


def test_a_value_within_another_number_is_not_that_value() -> None:
    abstract = "Lopper gains 3.5%, 5% and 15 on TwigBench, which has 1,155 trees; 15.5 are old."
    results = [{"subject": "e0", "value": value} for value in ("5%", "15", "155")]
    found = finish(read({"abstract": abstract, "relations": [], "results": results})).results or ()
    places = [[mention.span.start for mention in result.mentions or ()] for result in found]
    assert places == [[abstract.index(" 5%") + 1], [abstract.index("15 on")], []]


def test_an_empty_list_of_places_says_that_there_is_none() -> None:
    result = {"value": "91.5%", "mentions": []}
    (found,) = finish(read({"results": [result]})).results or ()
    assert found.mentions == ()


def test_a_record_that_says_nothing_of_results_and_kinds_gets_what_its_text_gives_and_an_empty_list_has_none() -> None:
    silent = {key: value for key, value in RECORD.items() if key not in {"results", "kinds"}}
    parsed = parse_record(silent, WHERE)
    assert isinstance(parsed, Extraction)
    assert (parsed.results, parsed.kinds) == (None, None)
    assert not {"results", "kinds"} & to_record(parsed).keys()
    assert {"results", "kinds"} <= to_record(finish(parsed)).keys()
    empty = finish(read({"results": [], "kinds": []}))
    assert (empty.results, empty.kinds) == ((), ())
    assert (to_record(empty)["results"], to_record(empty)["kinds"]) == ([], [])


def test_what_is_written_is_read_as_itself() -> None:
    finished = finish(read({}))
    record = json.loads(json.dumps(to_record(finished)))
    assert list(record)[-3:] == ["relations", "results", "kinds"]
    assert record["results"][1] | {"mentions": []} == {
        "subject": "e0",
        "value": "2.5 points",
        "metric": "e5",
        "where": "e3",
        "versus": "e1",
        "kind": "gain",
        "confidence": 1.0,
        "mentions": [],
    }
    assert parse_record(record, WHERE) == finished
    bare = to_record(finished, abstract=False)
    assert all("text" not in place for result in bare["results"] for place in result["mentions"])


def test_one_name_serves_for_the_data_and_the_benchmark_of_a_task() -> None:
    assert [relation.predicate for relation in read({}).relations or ()][2] == "benchmarkForTask"
    other = {"relations": [{"predicate": "benchmarkForTask", "subject": "e3", "object": "e4"}]}
    entities = [*RECORD["entities"][:3], {"type": "Dataset", "names": ["TwigBench"]}, *RECORD["entities"][4:]]
    assert read(other | {"entities": entities}).relations == (
        ExtractedRelation("usedForTask", "e3", "e4", mentions=None),
    )


@pytest.mark.parametrize(
    ("relation", "why"),
    [
        (("appliedTo", "e3", "e4"), "from Benchmark to Task, but it leads from Method or Paper to Task"),
        (("builtOn", "e0", "e4"), "from Method to Task, but it leads from Method or Paper to Method"),
        (
            ("partOf", "e0", "e3"),
            (
                "from Method to Benchmark, but it leads from Method to Method or Paper, "
                "or from Dataset or Benchmark to Dataset or Benchmark"
            ),
        ),
        (
            ("measuredBy", "e5", "e5"),
            "from Metric to Metric, but it leads from Benchmark or Dataset or Task or Method or Paper to Metric",
        ),
    ],
)
def test_a_relation_between_other_types_is_left_out_and_told(relation: tuple[str, str, str], why: str) -> None:
    item = dict(zip(("predicate", "subject", "object"), relation, strict=True))
    parsed = parse_record_with_notes(RECORD | {"relations": [item]}, WHERE)
    assert isinstance(parsed.value, Extraction)
    assert parsed.value.relations == ()
    assert parsed.notes == (f'{WHERE}: relation 1: "{relation[0]}" {why}, left out',)


def test_a_part_of_a_type_that_it_cannot_be_of_is_left_out_and_told() -> None:
    result = {"subject": "e0", "value": "3%", "metric": "e4", "where": "e3", "versus": "paper"}
    parsed = parse_record_with_notes(RECORD | {"results": [result, result | {"subject": "e5"}]}, WHERE)
    assert isinstance(parsed.value, Extraction)
    assert parsed.value.results == (ExtractedResult("3%", "e0", where="e3", mentions=None),)
    assert parsed.notes[:3] == (
        f'{WHERE}: result 1: "metric" is a Task, but it is a Metric, left out',
        f'{WHERE}: result 1: "versus" is a Paper, but it is a Method, left out',
        f'{WHERE}: result 2: "subject" is a Metric, but it is a Method or Paper, left out',
    )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"results": [{"subject": "e0"}]}, 'result 1: no "value"; found: subject'),
        ({"results": [{"value": " "}]}, 'result 1: no "value"; found: value'),
        ({"results": [{"value": ["3%"]}]}, 'result 1: "value" must be a string, not a list'),
        ({"results": [{"value": "3%", "kind": "loss"}]}, "result 1: \"kind\" is 'loss', not one of absolute, gain"),
        ({"results": [{"value": "3%", "metric": "e9"}]}, "result 1: \"metric\" is 'e9', which is the id of no entity"),
        ({"results": [{"value": "3%", "confidence": 7}]}, 'result 1: "confidence" must be a number from 0 to 1'),
        ({"results": "3%"}, '"results" must be a list, not a string'),
        ({"kinds": "method"}, '"kinds" must be a list, not a string'),
        ({"kinds": ["method", "poem"]}, "kind 2: \"kind\" is 'poem', not one of method, resource, study, "),
        ({"kinds": [None]}, "kind 1: none is given; kinds: method, resource, "),
    ],
)
def test_what_cannot_be_a_result_or_a_kind_is_refused_with_place_and_reason(change: dict[str, Any], why: str) -> None:
    with pytest.raises(RecordError) as error:
        read(change)
    assert str(error.value).startswith(f"{WHERE}: {why}")
    assert "\n" not in str(error.value)


def test_a_number_as_value_is_its_text() -> None:
    assert [result.value for result in read({"results": [{"value": 3}, {"value": 0.5}]}).results or ()] == ["3", "0.5"]


def test_with_a_least_confidence_results_and_their_parts_go_that_are_less_sure() -> None:
    entities = [entity | {"confidence": 0.2 if entity["names"] == ["OakNet"] else 0.9} for entity in RECORD["entities"]]
    results = [result | {"confidence": sure} for result, sure in zip(RECORD["results"], (0.3, 0.8, 0.8), strict=True)]
    finished = finish(read({"entities": entities, "results": results}), 0.5)
    assert [(r.value, r.where, r.versus) for r in finished.results or ()] == [
        ("2.5 points", "e3", ""),
        ("twice", "", ""),
    ]
