"""Relations in the extraction record: written, read, checked, renumbered."""

import json
from typing import Any

import pytest

from kgbuild.datamodel import ExtractedEntity, ExtractedRelation, Extraction, Link, Mention, Paper, Span
from kgbuild.errors import RecordError
from kgbuild.records import parse_record, parse_record_with_notes, renumber_relations, to_record

WHERE = "a.jsonl#1"
ABSTRACT = "Lopper beats OakNet on TwigBench. Code: https://github.com/a/b"
PAPER = Paper("Trees", ABSTRACT, "p1", ("x.txt#1",))


def extraction() -> Extraction:
    names = (("Lopper", "Method"), ("OakNet", "Method"), ("TwigBench", "Benchmark"))
    entities = tuple(ExtractedEntity(kind, (name,), mentions=(at(name),)) for name, kind in names)  # type: ignore[arg-type]
    links = (Link("https://github.com/a/b", "repository", 0.9, at("https://github.com/a/b", "url")),)
    relations = (
        ExtractedRelation("comparedWith", 0, 1, 0.9, (at("Lopper beats OakNet", "rule"),)),
        ExtractedRelation("evaluatedOn", 0, 2, 0.8, (at("Lopper beats OakNet on TwigBench", "hand"),)),
        ExtractedRelation("hasCode", 0, 0, 0.7, (at("Code: https://github.com/a/b", "rule"),)),
        ExtractedRelation("hasOfficialRepository", None, 0, 0.7),
    )
    return Extraction(PAPER, entities, links, "kgbuild 0", relations)


def at(text: str, by: str = "model") -> Mention:
    start = ABSTRACT.index(text)
    return Mention(Span("abstract", start, start + len(text)), text, by)


def record() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(json.dumps(to_record(extraction())))
    return loaded


def test_relations_are_written_by_number_and_read_as_themselves() -> None:
    assert record()["relations"][0] == {
        "subject": 0,
        "predicate": "comparedWith",
        "object": 1,
        "confidence": 0.9,
        "mentions": [{"section": "abstract", "start": 0, "end": 19, "text": "Lopper beats OakNet"}],
    }
    assert [sorted(r) for r in record()["relations"][2:]] == [
        ["confidence", "mentions", "predicate", "subject", "url"],
        ["confidence", "mentions", "predicate", "url"],
    ]
    assert parse_record(record(), WHERE) == extraction()


def test_a_record_without_relations_has_none() -> None:
    plain = record()
    del plain["relations"]
    parsed = parse_record(plain, WHERE)
    assert isinstance(parsed, Extraction)
    assert parsed.relations == ()
    assert "relations" not in to_record(parsed)


def test_without_the_abstract_places_of_relations_stay_and_their_text_goes() -> None:
    bare = json.loads(json.dumps(to_record(extraction(), abstract=False)))
    assert all("text" not in m for r in bare["relations"] for m in r["mentions"])
    parsed = parse_record_with_notes(bare, WHERE)
    assert parsed.notes == ()
    assert isinstance(parsed.value, Extraction)
    assert parsed.value.relations[0].mentions == (Mention(Span("abstract", 0, 19), "", "rule"),)
    assert json.loads(json.dumps(to_record(parsed.value, abstract=False))) == bare


def test_a_quote_that_stands_elsewhere_moves_there_and_one_that_is_nowhere_is_told() -> None:
    moved = record()
    moved["relations"][0]["mentions"][0] |= {"start": 3, "end": 22}
    assert parse_record(moved, WHERE) == extraction()
    moved["relations"][0]["mentions"][0]["text"] = "Lopper beats nobody"
    parsed = parse_record_with_notes(moved, WHERE)
    assert isinstance(parsed.value, Extraction)
    assert parsed.value.relations[0].mentions == ()
    assert parsed.notes == (f'{WHERE}: relation 1, mention 1: "Lopper beats nobody" is not in the text, left out',)


def test_a_relation_between_things_of_other_types_is_left_out_and_told() -> None:
    wrong = record()
    wrong["relations"] = [{"subject": 2, "predicate": "comparedWith", "object": 0}]
    parsed = parse_record_with_notes(wrong, WHERE)
    assert isinstance(parsed.value, Extraction)
    assert parsed.value.relations == ()
    (note,) = parsed.notes
    assert note == (
        f'{WHERE}: relation 1: "comparedWith" from Benchmark to Method, but it leads from Method to Method, left out'
    )


@pytest.mark.parametrize(
    ("relation", "why"),
    [
        ({"subject": 0, "object": 1}, 'no "predicate"; found: subject, object'),
        ({"predicate": "likes", "subject": 0, "object": 1}, "\"predicate\" is 'likes', not one of comparedWith, "),
        ({"predicate": "comparedWith", "subject": 0}, 'no "object"; found: predicate, subject'),
        ({"predicate": "comparedWith", "subject": 0, "object": 3}, '"object" is 3, but there are 3 "entities", '),
        ({"predicate": "comparedWith", "subject": -1, "object": 1}, '"subject" must be a whole number from 0'),
        ({"predicate": "hasCode", "subject": 0, "url": 1}, '"url" is 1, but there are 1 "urls", counted from 0'),
        ({"predicate": "hasOfficialRepository"}, 'no "url"; found: predicate'),
        ({"predicate": "comparedWith", "subject": 0, "object": 1, "confidence": 2}, '"confidence" must be a number'),
    ],
)
def test_a_wrong_relation_is_refused_with_place_and_reason(relation: dict[str, Any], why: str) -> None:
    with pytest.raises(RecordError) as error:
        parse_record(record() | {"relations": [relation]}, WHERE)
    assert str(error.value).startswith(f"{WHERE}: relation 1: {why}")
    assert "\n" not in str(error.value)


def test_things_that_go_take_their_relations_with_them_and_the_others_are_renumbered() -> None:
    kept = renumber_relations(extraction().relations, {0: 0, 2: 1}, {0: 4})
    assert [(r.predicate, r.subject, r.object) for r in kept] == [
        ("evaluatedOn", 0, 1),
        ("hasCode", 0, 4),
        ("hasOfficialRepository", None, 4),
    ]
