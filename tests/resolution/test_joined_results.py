"""Results, kinds of contribution and relations of papers themselves, joined over copies and papers."""

from dataclasses import replace

from kgbuild.datamodel import (
    PAPER_ID,
    ExtractedEntity,
    ExtractedRelation,
    ExtractedResult,
    Extraction,
    Mention,
    Paper,
    Span,
)
from kgbuild.readers.join import join_extractions
from kgbuild.resolution import resolve

PAPER = Paper("Lopper", "Lopper gains 3% over OakNet.", doi="10.1000/l", source=("a#1",))
VALUE = Mention(Span("abstract", 13, 15), "3%", "rule")
ENTITIES = (
    ExtractedEntity("Method", ("Lopper",), role="proposed", id="e0", mentions=()),
    ExtractedEntity("Method", ("OakNet",), role="compared", id="e1", mentions=()),
    ExtractedEntity("Method", ("oaknet",), role="compared", id="e2", mentions=()),
)
GAIN = ExtractedResult("3%", "e0", versus="e1", kind="gain", confidence=0.6, mentions=(VALUE,))


def extraction(*results: ExtractedResult, paper: Paper = PAPER) -> Extraction:
    return Extraction(paper, ENTITIES, (), "kgbuild test", (), results=results, kinds=("method",))


def test_a_result_of_two_copies_is_one_with_the_higher_confidence_and_one_place() -> None:
    copy = replace(extraction(replace(GAIN, confidence=0.9)), paper=replace(PAPER, source=("b#2",)), kinds=("study",))
    knowledge = resolve([extraction(GAIN), copy])
    (result,) = knowledge.results
    assert (result.paper, result.value, result.subject, result.versus) == ("10.1000-l", "3%", "lopper", "oaknet")
    assert (result.confidence, len(result.evidence)) == (0.9, 1)
    assert result.evidence[0].suffix == " over OakNet."
    ((paper, kinds),) = knowledge.kinds
    assert (paper, set(kinds)) == ("10.1000-l", {"method", "study"})
    assert resolve([copy, extraction(GAIN)]) == knowledge


def test_a_result_against_another_name_of_its_own_subject_is_held_against_nothing() -> None:
    (result,) = resolve([extraction(replace(GAIN, subject="e2"))]).results
    assert (result.subject, result.versus) == ("oaknet", "")


def test_what_two_papers_say_of_themselves_stays_apart_and_what_they_say_of_things_is_one() -> None:
    other = Paper("Another title", "Text.", source=("b#1",))
    said = (
        ExtractedRelation("builtOn", PAPER_ID, "e1", 0.9),
        ExtractedRelation("partOf", "e0", PAPER_ID, 0.9),
        ExtractedRelation("comparedWith", "e0", "e1", 0.5),
    )
    second = replace(extraction(paper=other), relations=said)
    used = (replace(ENTITIES[0], role="used"), *ENTITIES[1:])  # what both coin would be two things
    found = resolve([replace(extraction(), relations=said), replace(second, entities=used)]).relations
    assert [(one.subject, one.predicate, one.object, one.papers) for one in found] == [
        ("", "builtOn", "oaknet", ("10.1000-l",)),
        ("", "builtOn", "oaknet", ("another-title",)),
        ("lopper", "comparedWith", "oaknet", ("10.1000-l", "another-title")),
        ("lopper", "partOf", "", ("10.1000-l",)),
        ("lopper", "partOf", "", ("another-title",)),
    ]


def test_records_of_one_paper_join_their_results_by_what_they_say() -> None:
    renamed = replace(
        extraction(replace(GAIN, subject="x", versus="y", confidence=0.8, mentions=None), ExtractedResult("7", "x")),
        entities=(replace(ENTITIES[1], id="y"), replace(ENTITIES[0], id="x")),
        kinds=("survey", "method"),
    )
    joined = join_extractions(extraction(GAIN), renamed)
    assert joined.results == (replace(GAIN, confidence=0.8), ExtractedResult("7", "e0"))
    assert joined.kinds == ("method", "survey")
    silent = replace(extraction(), results=None, kinds=None)
    assert (join_extractions(silent, silent).results, join_extractions(silent, renamed).kinds) == (
        None,
        ("survey", "method"),
    )
