"""The published JSON Schema of the record says what the code reads and writes."""

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator, ValidationError
from made_up_records import extractions

from kgbuild.datamodel import (
    BY_ADDRESS,
    BY_LEXICON,
    BY_MODEL,
    BY_RECORD,
    BY_RULE,
    BY_SEARCH,
    CONTRIBUTION_KINDS,
    KINDS,
    RELATION_NAMES,
    RESULT_KINDS,
    SECTIONS,
    Extraction,
)
from kgbuild.entity_types import ENTITY_TYPES, LINK_KINDS, ROLES
from kgbuild.finishing import finish
from kgbuild.records import parse_record, to_record

SCHEMA = json.loads((files("kgbuild.records") / "schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
PARTS = SCHEMA["$defs"]
RECORD: dict[str, Any] = {
    "title": "Lopper",
    "abstract": "Lopper beats OakNet. Code: github.com/a/b",
    "entities": [
        {"id": "a", "type": "Method", "names": ["Lopper"], "mentions": [{"section": "title", "start": 0, "end": 6}]},
        {"id": "b", "type": "Method", "names": ["OakNet"]},
    ],
    "urls": [{"id": "c", "url": "github.com/a/b", "kind": "repository", "start": 27, "end": 41}],
    "relations": [{"predicate": "comparedWith", "subject": "a", "object": "b", "mentions": [{"text": "beats"}]}],
    "results": [{"value": "2 points", "subject": "a", "versus": "b", "kind": "gain", "mentions": [{"text": "beats"}]}],
    "kinds": ["method", {"kind": "study"}],
}


class Watched(dict[str, Any]):
    """An object that remembers what it was asked for."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        super().__init__({key: watch(value) for key, value in content.items()})
        self.asked: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)


def watch(value: Any) -> Any:
    if isinstance(value, dict):
        return Watched(value)
    return [watch(item) for item in value] if isinstance(value, list) else value


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_what_it_allows_to_choose_from_is_what_the_code_knows() -> None:
    assert PARTS["section"]["enum"] == list(SECTIONS)
    assert PARTS["entity"]["properties"]["type"]["enum"] == list(ENTITY_TYPES)
    assert PARTS["entity"]["properties"]["kind"]["enum"] == list(KINDS)
    assert PARTS["entity"]["properties"]["role"]["enum"] == list(ROLES)
    assert PARTS["url"]["properties"]["kind"]["enum"] == list(LINK_KINDS)
    assert PARTS["relation"]["properties"]["predicate"]["enum"] == list(RELATION_NAMES)
    assert PARTS["result"]["properties"]["kind"]["enum"] == list(RESULT_KINDS)
    assert PARTS["contribution"]["enum"] == list(CONTRIBUTION_KINDS)
    finders = PARTS["mention"]["properties"]["by"]["description"]
    assert all(by in finders for by in (BY_MODEL, BY_LEXICON, BY_ADDRESS, BY_RULE, BY_RECORD, BY_SEARCH))


def test_every_field_that_is_read_is_in_it_and_every_field_in_it_is_read() -> None:
    record = Watched(RECORD | {"meta": {"other": 1}})
    record["relations"].append(Watched({"predicate": "hasCode", "subject": 0, "url": 0}))
    parse_record(record, "x#1")
    meta = set(SCHEMA["properties"]["meta"]["properties"])
    assert record["meta"].asked == meta
    assert record.asked == set(SCHEMA["properties"]) | (meta - {"identifiers"})
    compared, code = record["relations"]
    mentions = record["entities"][0]["mentions"] + compared["mentions"]
    for name, items in (
        ("entity", record["entities"]),
        ("url", record["urls"]),
        ("relation", [compared, code]),
        ("result", record["results"]),
        ("mention", mentions),
    ):
        assert set().union(*(item.asked for item in items)) == set(PARTS[name]["properties"]), name


@given(extractions())
def test_every_record_that_is_written_is_valid(extraction: Extraction) -> None:
    for value in (extraction, finish(extraction)):
        for abstract in (True, False):
            VALIDATOR.validate(json.loads(json.dumps(to_record(value, abstract=abstract))))


def test_the_demo_and_records_of_the_first_version_are_valid() -> None:
    demo = Path(__file__).parents[2] / "output" / "demo" / "extractions.jsonl"
    for line in demo.read_text(encoding="utf-8").splitlines():
        VALIDATOR.validate(json.loads(line))
    old = {
        "relations": [
            {"predicate": "comparedWith", "subject": 0, "object": 1},
            {"predicate": "hasCode", "subject": 0, "url": 0},
        ]
    }
    VALIDATOR.validate(RECORD | old)


def wrong_records() -> Iterator[dict[str, Any]]:
    yield {key: value for key, value in RECORD.items() if key != "title"}
    for part, field, value in (
        ("entities", "type", "Thing"),
        ("entities", "names", []),
        ("entities", "role", "big"),
        ("entities", "confidence", 1.5),
        ("entities", "id", "two words"),
        ("entities", "id", "paper"),
        ("entities", "mentions", [{"start": -1}]),
        ("urls", "kind", "shop"),
        ("urls", "url", 3),
        ("relations", "predicate", "likes"),
        ("relations", "subject", -1),
        ("results", "value", ["3"]),
        ("results", "kind", "loss"),
        ("results", "confidence", 2),
    ):
        yield RECORD | {part: [RECORD[part][0] | {field: value}]}


@pytest.mark.parametrize("record", list(wrong_records()))
def test_what_the_parser_refuses_or_mends_is_not_valid(record: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        VALIDATOR.validate(record)
