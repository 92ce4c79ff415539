"""What is added to entities from any source, what stays as it is, and that finishing again changes nothing."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.config import Options
from kgbuild.datamodel import ExtractedEntity, ExtractedRelation, Extraction, Link, Mention, Paper, Span
from kgbuild.engines import extract_papers
from kgbuild.entity_types import ENTITY_TYPES, ROLES
from kgbuild.finishing import finish
from kgbuild.graph import build_graph
from kgbuild.records import parse_record, to_record
from kgbuild.resolution import resolve

# The paper of the README.
TINYBOX = Paper(
    "TinyBox: object detection on a watch",
    "We propose TinyBox, a detector distilled from Faster R-CNN. On COCO it outperforms YOLO in mAP. "
    "Code: https://github.com/example/tinybox.",
    source=("papers.jsonl#1",),
)
THREE = (
    ExtractedEntity("Method", ("TinyBox",), role="proposed"),
    ExtractedEntity("Dataset", ("COCO",), role="used"),
    ExtractedEntity("Method", ("YOLO",), role="compared"),
)
LEXEMES = Paper(
    "Pruning with GNNs",
    "Graph neural networks (GNNs) prune. A graph neural network beats Support Vector Machines (SVMs). The SVM lost.",
)


def relations_of(extraction: Extraction) -> list[tuple[str, str, str]]:
    names = {id_: t.names[0] if isinstance(t, ExtractedEntity) else t.url for id_, t in extraction.things.items()}
    return [(names.get(r.subject, r.subject), r.predicate, names[r.object]) for r in extraction.relations or ()]


def facts_of(extraction: Extraction) -> set[str]:
    """Return what the graph says of relations and repositories."""
    words = ("comparedWith", "evaluatedOn", "hasCode", "epository", "github")
    return {str(t) for t in build_graph(resolve([extraction])).facts if any(word in str(t) for word in words)}


def test_three_entities_by_hand_get_the_relations_and_addresses_that_ours_get() -> None:
    (ours,) = (x for x in extract_papers([TINYBOX], Options()) if isinstance(x, Extraction))
    record = {"title": TINYBOX.title, "abstract": TINYBOX.abstract, "source": ["papers.jsonl#1"]}
    entities = [{"type": e.type, "names": list(e.names), "role": e.role} for e in THREE]
    stated = parse_record(record | {"entities": entities}, "papers.jsonl#1")
    assert isinstance(stated, Extraction)
    by_hand = finish(stated)
    assert by_hand.links == ours.links
    assert relations_of(by_hand) == [
        ("TinyBox", "comparedWith", "YOLO"),
        ("TinyBox", "evaluatedOn", "COCO"),
        ("TinyBox", "hasCode", "https://github.com/example/tinybox"),
        ("paper", "hasOfficialRepository", "https://github.com/example/tinybox"),
    ]
    # Ours has things besides, of which the text says something as well.
    assert set(relations_of(by_hand)) < set(relations_of(ours))
    lines = {line for line in facts_of(by_hand) if "graph#" not in line}
    assert lines == {line for line in facts_of(ours) if "graph#" not in line}
    assert len(lines) == 8


def test_a_defined_form_is_a_further_name_and_is_located() -> None:
    (entity,) = finish(Extraction(LEXEMES, (ExtractedEntity("Method", ("graph neural network",)),))).entities
    assert entity.names == ("graph neural network", "GNNs")
    assert [(m.span.section, m.text) for m in entity.mentions or ()] == [
        ("title", "GNNs"),
        ("abstract", "GNNs"),
        ("abstract", "graph neural network"),
    ]
    (short,) = finish(Extraction(LEXEMES, (ExtractedEntity("Method", ("SVM",)),))).entities
    assert short.names == ("SVM", "Support Vector Machines")


def test_a_form_that_is_the_name_of_another_entity_stays_its_own() -> None:
    both = (ExtractedEntity("Method", ("graph neural network",)), ExtractedEntity("Method", ("GNNs",)))
    assert [e.names for e in finish(Extraction(LEXEMES, both)).entities] == [("graph neural network",), ("GNNs",)]


def test_what_is_stated_stays_as_stated() -> None:
    mention = Mention(Span("abstract", 0, 5), "Graph", "hand")
    entity = ExtractedEntity("Method", ("graph neural network",), mentions=(mention,), id="T7")
    none = ExtractedEntity("Method", ("SVM",), mentions=(), id="e0")
    stated = Extraction(LEXEMES, (entity, none), (), "by hand", (), results=(), kinds=())
    assert finish(stated) == stated
    linked = Extraction(TINYBOX, THREE, (Link("https://e.org/x"),))
    assert [link.url for link in finish(linked).links or ()] == ["https://e.org/x"]
    relations = (ExtractedRelation("comparedWith", "e0", "e2"),)
    assert finish(replace(linked, relations=relations)).relations == relations
    assert finish(replace(linked, relations=())).relations == ()


@pytest.mark.parametrize("stated", ["https://github.com/example/tinybox", "https://www.github.com/example/tinybox/"])
def test_an_address_without_a_place_is_found_in_the_text_also_spelt_otherwise(stated: str) -> None:
    paper = replace(TINYBOX, abstract="Code: github.com/example/tinybox.")
    (link,) = finish(Extraction(paper, (), (Link(stated),))).links or ()
    assert link.mention == Mention(Span("abstract", 6, 32), "github.com/example/tinybox", "located")


def test_ids_are_given_around_those_that_are_taken() -> None:
    entities = (THREE[0], replace(THREE[1], id="e0"), replace(THREE[2], id="e0"))
    assert [e.id for e in finish(Extraction(TINYBOX, entities)).entities] == ["e1", "e0", "e2"]


@pytest.mark.parametrize("stated", [True, False])
def test_a_least_confidence_is_the_same_for_what_is_stated_and_what_is_found(stated: bool) -> None:
    entities = (replace(THREE[0], confidence=0.9), replace(THREE[1], confidence=0.3), replace(THREE[2], confidence=0.8))
    extraction = Extraction(TINYBOX, entities)
    if stated:
        extraction = finish(extraction)
    kept = finish(extraction, 0.5)
    assert [(e.id, e.names) for e in kept.entities] == [("e0", ("TinyBox",)), ("e2", ("YOLO",))]
    assert {predicate for _, predicate, _ in relations_of(kept)} == {
        "comparedWith",
        "hasCode",
        "hasOfficialRepository",
    }
    assert [r.predicate for r in finish(extraction, 0.85).relations or ()] == ["hasCode", "hasOfficialRepository"]
    assert relations_of(finish(extraction, 0.995)) == []
    assert finish(extraction, 0.995).links == ()


words = st.sampled_from(
    ("TinyBox", "graph neural network", "(GNN)", "GNN", "outperforms", "on", "COCO", ".", "Our code:", "We propose",
     "https://github.com/a/b", "support vector machines (SVM)", "SVM", "for", "detection", "benchmark", "SVMs")
)  # fmt: skip
texts = st.lists(words, max_size=14).map(" ".join)
entities = st.builds(
    ExtractedEntity,
    st.sampled_from(ENTITY_TYPES),
    st.lists(st.sampled_from(["TinyBox", "GNN", "SVM", "COCO", "detection", "support vector machine"]), min_size=1,
             max_size=2, unique=True).map(tuple),
    role=st.sampled_from(["", *ROLES]),
    confidence=st.sampled_from([0.2, 0.6, 1.0]),
    mentions=st.sampled_from([None, None, ()]),
)  # fmt: skip
extractions = st.builds(
    Extraction,
    st.builds(Paper, texts.filter(str.strip), texts, source=st.just(("x#1",))),
    st.lists(entities, max_size=5).map(tuple),
    st.sampled_from([None, (), (Link("https://github.com/a/b", "repository"),)]),
)


@given(extractions, st.sampled_from([None, 0.0, 0.5]))
def test_finishing_twice_or_over_a_record_changes_nothing(extraction: Extraction, least: float | None) -> None:
    once = finish(extraction, least)
    assert finish(once, least) == once
    assert finish(once) == once
    assert parse_record(json.loads(json.dumps(to_record(once))), "x#1") == once
    ids = [entity.id for entity in once.entities] + [link.id for link in once.links or ()]
    assert len(set(ids)) == len(ids) == len(list(filter(None, ids)))
    assert {end for r in once.relations or () for end in (r.subject, r.object)} <= {"paper", *ids}


def test_spans_are_ordered_as_the_text_is_read_and_know_what_they_share() -> None:
    title, early, late = Span("title", 5, 9), Span("abstract", 0, 4), Span("abstract", 3, 8)
    assert sorted([late, early, title]) == [title, early, late]
    assert early.overlaps(late)
    assert late.overlaps(early)
    assert not early.overlaps(Span("abstract", 4, 5))
    assert not title.overlaps(Span("abstract", 5, 9))
    assert late.contains(Span("abstract", 3, 8))
    assert late.contains(Span("abstract", 4, 5))
    assert not late.contains(early)
    assert not title.contains(Span("abstract", 5, 9))
