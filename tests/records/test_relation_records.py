"""Relations in the extraction record: written, read, checked; and those of records before version 0.2."""

import json
from typing import Any

import pytest

from kgbuild.datamodel import ExtractedEntity, ExtractedRelation, Extraction, Link, Mention, Paper, Span
from kgbuild.errors import RecordError
from kgbuild.records import parse_record, parse_record_with_notes, to_record

WHERE = "a.jsonl#1"
ABSTRACT = "Lopper beats OakNet on TwigBench. Code: https://github.com/a/b"
PAPER = Paper("Trees", ABSTRACT, "p1", ("x.txt#1",))


def extraction() -> Extraction:
    names = (("Lopper", "Method"), ("OakNet", "Method"), ("TwigBench", "Benchmark"))
    entities = tuple(
        ExtractedEntity(kind, (name,), mentions=(at(name),), id=f"e{n}")  # type: ignore[arg-type]
        for n, (name, kind) in enumerate(names)
    )
    links = (Link("https://github.com/a/b", "repository", 0.9, at("https://github.com/a/b", "url"), "u0"),)
    relations = (
        ExtractedRelation("comparedWith", "e0", "e1", 0.9, (at("Lopper beats OakNet", "rule"),)),
        ExtractedRelation("evaluatedOn", "e0", "e2", 0.8, (at("Lopper beats OakNet on TwigBench", "hand"),)),
        ExtractedRelation("hasCode", "e0", "u0", 0.7, (at("Code: https://github.com/a/b", "rule"),)),
        ExtractedRelation("hasOfficialRepository", "paper", "u0", 0.7),
    )
    return Extraction(PAPER, entities, links, "kgbuild 0", relations)


def at(text: str, by: str = "model") -> Mention:
    start = ABSTRACT.index(text)
    return Mention(Span("abstract", start, start + len(text)), text, by)


def record() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(json.dumps(to_record(extraction())))
    return loaded


def relations_of(parsed: object) -> tuple[ExtractedRelation, ...]:
    assert isinstance(parsed, Extraction)
    assert parsed.relations is not None
    return parsed.relations


def test_relations_are_written_by_ids_and_read_as_themselves() -> None:
    assert [thing["id"] for thing in (*record()["entities"], *record()["urls"])] == ["e0", "e1", "e2", "u0"]
    assert record()["relations"][0] == {
        "predicate": "comparedWith",
        "subject": "e0",
        "object": "e1",
        "confidence": 0.9,
        "mentions": [{"section": "abstract", "start": 0, "end": 19, "text": "Lopper beats OakNet"}],
    }
    assert [(r["subject"], r["object"]) for r in record()["relations"][2:]] == [("e0", "u0"), ("paper", "u0")]
    assert parse_record(record(), WHERE) == extraction()


def old_record() -> dict[str, Any]:
    """Return the record as version 0.1 wrote it: numbers for ids, addresses under "url", no word for the paper."""
    old = record()
    for thing in (*old["entities"], *old["urls"]):
        del thing["id"]
    compared, evaluated, code, official = old["relations"]
    compared |= {"subject": 0, "object": 1}
    evaluated |= {"subject": 0, "object": 2}
    code |= {"subject": 0, "url": 0}
    official |= {"url": 0}
    del code["object"], official["object"], official["subject"]
    return old


def test_a_record_of_the_first_version_reads_as_one_of_this() -> None:
    assert parse_record(old_record(), WHERE) == extraction()
    assert parse_record_with_notes(old_record(), WHERE).notes == ()


@pytest.mark.parametrize("name", ["paper", "P"])
def test_the_paper_goes_by_two_names(name: str) -> None:
    said = record()
    said["relations"][3]["subject"] = name
    assert parse_record(said, WHERE) == extraction()


def test_ids_of_ones_own_are_kept_and_relations_follow_them() -> None:
    own = json.loads(json.dumps(record()).replace('"e0"', '"T1"').replace('"u0"', '"link:a"'))
    parsed = parse_record(own, WHERE)
    assert relations_of(parsed)[2].subject == "T1"
    assert relations_of(parsed)[2].object == "link:a"
    assert json.loads(json.dumps(to_record(parsed)))["relations"] == own["relations"]  # type: ignore[arg-type]


@pytest.mark.parametrize("stated", ["e1", "paper", "two words", "", 7])
def test_an_id_that_is_anothers_or_none_is_replaced_and_told(stated: object) -> None:
    wrong = record() | {"relations": []}
    wrong["entities"][2]["id"] = stated
    parsed = parse_record_with_notes(wrong, WHERE)
    assert isinstance(parsed.value, Extraction)
    assert [e.id for e in parsed.value.entities] == ["e0", "e1", "e2"]
    assert parsed.notes == (f'{WHERE}: entity 3: "id" is {stated!r}, which is taken or no id, replaced',)


def test_relations_refer_to_ids_that_are_numbers_before_positions() -> None:
    numbered = json.loads(json.dumps(record()).replace('"e0"', "2").replace('"e1"', "0").replace('"e2"', "1"))
    parsed = parse_record(numbered, WHERE)
    assert isinstance(parsed, Extraction)
    names = {entity.id: entity.names for entity in parsed.entities}
    expected = {entity.id: entity.names for entity in extraction().entities}
    ends = [(r.predicate, names.get(r.subject), names.get(r.object)) for r in relations_of(parsed)]
    assert ends == [(r.predicate, expected.get(r.subject), expected.get(r.object)) for r in relations_of(extraction())]


def test_relations_follow_an_id_that_is_replaced() -> None:
    wrong = record()
    wrong["entities"][2]["id"] = wrong["relations"][1]["object"] = "my bench"
    assert parse_record(wrong, WHERE) == extraction()


def test_what_a_record_does_not_state_is_not_what_it_says_is_empty() -> None:
    plain = record()
    del plain["relations"], plain["urls"]
    parsed = parse_record(plain, WHERE)
    assert isinstance(parsed, Extraction)
    assert (parsed.links, parsed.relations) == (None, None)
    assert not {"urls", "relations"} & to_record(parsed).keys()
    parsed = parse_record(plain | {"urls": [], "relations": []}, WHERE)
    assert isinstance(parsed, Extraction)
    assert (parsed.links, parsed.relations) == ((), ())
    assert (to_record(parsed)["urls"], to_record(parsed)["relations"]) == ([], [])


def test_without_the_abstract_places_of_relations_stay_and_their_text_goes() -> None:
    bare = json.loads(json.dumps(to_record(extraction(), abstract=False)))
    assert all("text" not in m for r in bare["relations"] for m in r["mentions"])
    parsed = parse_record_with_notes(bare, WHERE)
    assert parsed.notes == ()
    assert isinstance(parsed.value, Extraction)
    assert relations_of(parsed.value)[0].mentions == (Mention(Span("abstract", 0, 19), "", "rule"),)
    assert json.loads(json.dumps(to_record(parsed.value, abstract=False))) == bare


def test_a_quote_that_stands_elsewhere_moves_there_and_one_that_is_nowhere_is_told() -> None:
    moved = record()
    moved["relations"][0]["mentions"][0] |= {"start": 3, "end": 22}
    assert parse_record(moved, WHERE) == extraction()
    moved["relations"][0]["mentions"][0]["text"] = "Lopper beats nobody"
    parsed = parse_record_with_notes(moved, WHERE)
    assert isinstance(parsed.value, Extraction)
    assert relations_of(parsed.value)[0].mentions == ()
    assert parsed.notes == (f'{WHERE}: relation 1, mention 1: "Lopper beats nobody" is not in the text, left out',)


def test_a_relation_between_things_of_other_types_is_left_out_and_told() -> None:
    wrong = record()
    wrong["relations"] = [{"subject": 2, "predicate": "comparedWith", "object": 0}]
    parsed = parse_record_with_notes(wrong, WHERE)
    assert relations_of(parsed.value) == ()
    (note,) = parsed.notes
    assert note == (
        f'{WHERE}: relation 1: "comparedWith" from Benchmark to Method, '
        "but it leads from Method or Paper to Method, left out"
    )


@pytest.mark.parametrize(
    ("relation", "why"),
    [
        ({"subject": 0, "object": 1}, 'no "predicate"; found: subject, object'),
        ({"predicate": "likes", "subject": 0, "object": 1}, "\"predicate\" is 'likes', not one of comparedWith, "),
        ({"predicate": "comparedWith", "subject": 0}, 'no "object"; found: predicate, subject'),
        ({"predicate": "comparedWith", "subject": 0, "object": 3}, '"object" is 3, but there are 3 "entities", '),
        ({"predicate": "comparedWith", "subject": -1, "object": 1}, '"subject" must be an id or a whole number from 0'),
        ({"predicate": "hasCode", "subject": 0, "url": 1}, '"url" is 1, but there are 1 "urls", counted from 0'),
        ({"predicate": "hasOfficialRepository"}, 'no "object"; found: predicate'),
        ({"predicate": "comparedWith", "subject": "e0", "object": "e9"}, "\"object\" is 'e9', which is the id of no "),
        ({"predicate": "comparedWith", "subject": 0, "object": 1, "confidence": 2}, '"confidence" must be a number'),
    ],
)
def test_a_wrong_relation_is_refused_with_place_and_reason(relation: dict[str, Any], why: str) -> None:
    with pytest.raises(RecordError) as error:
        parse_record(record() | {"relations": [relation]}, WHERE)
    assert str(error.value).startswith(f"{WHERE}: relation 1: {why}")
    assert "\n" not in str(error.value)
