"""Extractions of every shape that a record can hold, for hypothesis."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import strategies as st

from kgbuild.datamodel import (
    CONTRIBUTION_KINDS,
    KINDS,
    PAPER_ID,
    RESULT_KINDS,
    ExtractedEntity,
    ExtractedRelation,
    ExtractedResult,
    Extraction,
    Link,
    Mention,
    Paper,
    Span,
)
from kgbuild.entity_types import ENTITY_TYPES, LINK_KINDS, ROLES
from kgbuild.records import give_ids
from kgbuild.records.text import clean_line

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)
lines = texts.filter(lambda text: text != "" and clean_line(text) == text)


@st.composite
def mentions(draw: st.DrawFn, paper: Paper) -> Mention:
    section = draw(st.sampled_from(["title", "abstract"] if paper.abstract else ["title"]))
    text = paper.section(section)
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    return Mention(Span(section, start, end), text[start:end], draw(st.sampled_from(["model", "lexicon", "located"])))


@st.composite
def entities(draw: st.DrawFn, paper: Paper) -> ExtractedEntity:
    thing = draw(st.sampled_from(ENTITY_TYPES))
    return ExtractedEntity(
        type=thing,
        names=tuple(draw(st.lists(lines, min_size=1, max_size=3, unique=True))),
        kind="named" if thing in {"Dataset", "Benchmark"} else draw(st.sampled_from(KINDS)),
        role=draw(st.sampled_from(["", *ROLES])),
        confidence=draw(st.integers(0, 10_000)) / 10_000,
        mentions=draw(
            st.none() | st.lists(mentions(paper), max_size=3, unique_by=lambda mention: mention.span).map(tuple)
        ),
    )


@st.composite
def results(draw: st.DrawFn, paper: Paper, found: Sequence[ExtractedEntity]) -> ExtractedResult:
    def part(*types: str) -> str:
        return draw(st.sampled_from(["", *(entity.id for entity in found if entity.type in types)]))

    return ExtractedResult(
        draw(lines),
        part("Method") or PAPER_ID,
        part("Metric"),
        part("Dataset", "Benchmark", "Task"),
        part("Method"),
        draw(st.sampled_from(RESULT_KINDS)),
        draw(st.integers(0, 10_000)) / 10_000,
        draw(st.none() | st.lists(mentions(paper), max_size=2, unique_by=lambda mention: mention.span).map(tuple)),
    )


@st.composite
def extractions(draw: st.DrawFn) -> Extraction:
    source = draw(st.lists(lines, min_size=1, max_size=3, unique=True))
    own = draw(st.just("") | lines | st.sampled_from(source))
    further = draw(st.sets(lines | st.sampled_from(source), max_size=2)) - {own}
    paper = Paper(
        title=draw(lines),
        abstract=draw(texts.filter(lambda text: not text or text.strip())),
        id=own,
        source=tuple(source),
        authors=tuple(draw(st.lists(lines, max_size=3))),
        year=draw(st.none() | st.integers(1500, 2199)),
        venue=draw(st.just("") | lines),
        doi=draw(st.sampled_from(["", "10.1000/x(1)2"])),
        arxiv=draw(st.sampled_from(["", "2301.00001", "math/0309136"])),
        url=draw(st.sampled_from(["", "https://example.org/p"])),
        identifiers=tuple(sorted(further)),
    )
    links = st.builds(
        Link,
        st.just("https://example.org/zzz-not-in-any-text"),
        st.sampled_from(LINK_KINDS),
        st.integers(0, 10_000).map(lambda number: number / 10_000),
        st.none() | mentions(paper),
    )
    stated = draw(st.none() | st.lists(links, max_size=2))
    found, named = give_ids(draw(st.lists(entities(paper), max_size=3)), stated or ())
    relations = [
        ExtractedRelation("comparedWith", one.id, other.id, 0.5, tuple((one.mentions or ())[:1]))
        for one, other in pairwise(entity for entity in found if entity.type == "Method")
    ]
    return Extraction(
        paper,
        found,
        None if stated is None else named,
        draw(st.just("") | lines),
        draw(st.sampled_from([None, tuple(relations)])),
        draw(st.booleans()),
        draw(st.none() | st.lists(results(paper, found), max_size=3).map(tuple)),
        draw(st.none() | st.lists(st.sampled_from(CONTRIBUTION_KINDS), max_size=3, unique=True).map(tuple)),
    )
