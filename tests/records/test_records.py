import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_records import extractions

from kgbuild.datamodel import (
    ExtractedEntity,
    Extraction,
    Link,
    Mention,
    Paper,
    Span,
)
from kgbuild.errors import KgbuildError, RecordError
from kgbuild.finishing import finish
from kgbuild.identity.identifiers import parse_arxiv, parse_doi
from kgbuild.records import find_mentions, parse_record, parse_record_with_notes, settle_mention, to_record
from kgbuild.records.authors import parse_authors
from kgbuild.records.metadata import parse_year
from kgbuild.records.text import clean_line, clean_text

WHERE = "x.jsonl#17"
TITLE, ABSTRACT = (
    "TinyNet for Graphs",
    "We give TinyNet (TN). TN beats bigger nets; tinynet code: github.com/a/b.",
)
BASE = {"title": TITLE, "abstract": ABSTRACT}


@given(extractions())
def test_a_written_extraction_reads_as_itself(extraction: Extraction) -> None:
    record = json.loads(json.dumps(to_record(extraction)))
    parsed = parse_record_with_notes(record, WHERE)
    assert parsed.value == extraction
    assert parsed.notes == ()
    assert json.dumps(to_record(parsed.value)) == json.dumps(record)


@pytest.mark.parametrize("own", ["", "a.txt#1", "b.txt#2"])
@pytest.mark.parametrize("identifiers", [(), ("p2",), ("a.txt#1", "b.txt#2")])
def test_a_papers_id_survives_also_where_it_is_one_of_its_sources(own: str, identifiers: tuple[str, ...]) -> None:
    further = tuple(identifier for identifier in identifiers if identifier != own)
    paper = Paper(TITLE, id=own, source=("a.txt#1", "b.txt#2"), identifiers=further)
    assert parse_record(to_record(Extraction(paper)), WHERE) == Extraction(paper)


def test_a_record_that_names_no_source_keeps_its_id_whatever_it_looks_like() -> None:
    paper = parse_record(BASE | {"id": WHERE}, WHERE)
    assert isinstance(paper, Paper)
    assert (paper.id, paper.source) == (WHERE, (WHERE,))


@given(extractions())
def test_without_abstract_everything_else_reads_as_itself(extraction: Extraction) -> None:
    record = to_record(extraction, abstract=False)
    assert "abstract" not in record
    parsed = parse_record(json.loads(json.dumps(record)), WHERE)
    assert isinstance(parsed, Extraction)
    assert (parsed.entities, parsed.links) == (extraction.entities, extraction.links)
    assert to_record(parsed, abstract=False) == record


short = st.text("ab -.B", max_size=12)


@given(short.filter(str.strip), short, st.lists(short.filter(str.strip), min_size=1, max_size=3))
def test_a_located_mention_equals_its_slice_and_overlaps_no_other(title: str, abstract: str, names: list[str]) -> None:
    paper = Paper(title, abstract)
    found = find_mentions(names, paper)
    folded = {name.casefold() for name in names}
    for mention in found:
        assert paper.section(mention.span.section)[mention.span.start : mention.span.end] == mention.text
        assert mention.text.casefold() in folded
    for one, other in pairwise(found):
        assert one.span.section != other.span.section or one.span.end <= other.span.start


@given(short.filter(str.strip), short.filter(bool), short, st.integers(0, 20), st.integers(0, 20))
def test_a_settled_mention_equals_its_slice(title: str, abstract: str, text: str, start: int, end: int) -> None:
    paper = Paper(title, abstract)
    mention = settle_mention(Mention(Span("abstract", start, end), text, "x"), paper)
    if mention is None:
        assert not text or (text not in title and text not in abstract)
    else:
        assert paper.section(mention.span.section)[mention.span.start : mention.span.end] == mention.text == text


json_values: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from([None, True, 0, -1, 2024, 10**30, 0.5, float("nan"), "", "Method", "named", "x\ny", "\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)
keys = st.sampled_from(["title", "abstract", "id", "source", "meta", "entities", "urls", "authors", "year", "doi"])
inner_keys = st.sampled_from(["type", "names", "kind", "role", "confidence", "mentions", "url", "start", "text"])
things = st.lists(st.dictionaries(inner_keys, json_values, max_size=5), max_size=2)


@given(st.dictionaries(keys, json_values | things, max_size=8))
def test_any_record_is_read_or_refused_in_one_line(record: dict[str, Any]) -> None:
    try:
        parsed = parse_record_with_notes(record, WHERE)
    except KgbuildError as error:
        message = str(error)
    else:
        message = " ".join(parsed.notes) or WHERE
    assert message.startswith(WHERE)
    assert "\n" not in message


def test_the_keys_of_a_record_stand_in_the_contracts_order() -> None:
    mention = Mention(Span("title", 0, 7), "TinyNet", "model")
    extraction = Extraction(
        Paper(TITLE, ABSTRACT, "p1", ("a.txt#1",), year=2024, doi="10.1000/x", identifiers=("p2",)),
        (ExtractedEntity("Method", ("TinyNet",), "named", "proposed", 0.123456, (mention,)),),
        (Link("https://e.org", "other", 0.5, Mention(Span("title", 0, 4), "Tiny", "url")),),
        "kgbuild 0",
    )
    assert json.dumps(to_record(extraction)) == json.dumps(
        {
            "id": "p1",
            "title": TITLE,
            "abstract": ABSTRACT,
            "source": ["a.txt#1"],
            "meta": {"year": 2024, "doi": "10.1000/x", "identifiers": ["p2"]},
            "extractor": "kgbuild 0",
            "entities": [
                {
                    "type": "Method",
                    "kind": "named",
                    "role": "proposed",
                    "names": ["TinyNet"],
                    "confidence": 0.1235,
                    "mentions": [{"section": "title", "start": 0, "end": 7, "text": "TinyNet", "by": "model"}],
                }
            ],
            "urls": [
                {
                    "url": "https://e.org",
                    "kind": "other",
                    "section": "title",
                    "start": 0,
                    "end": 4,
                    "text": "Tiny",
                    "confidence": 0.5,
                }
            ],
        }
    )


def method(record: dict[str, Any]) -> ExtractedEntity:
    extraction = parse_record(BASE | {"entities": [{"type": "Method"} | record]}, WHERE)
    assert isinstance(extraction, Extraction)
    return extraction.entities[0]


def places(*names: str) -> list[tuple[str, int, str]]:
    found = finish(Extraction(Paper(TITLE, ABSTRACT), (ExtractedEntity("Method", names),)))
    return [(m.span.section, m.span.start, m.text) for m in found.entities[0].mentions or ()]


def test_missing_mentions_are_located_longest_names_first() -> None:
    assert places("TN", "TinyNet", "TinyNet (TN)") == [
        ("title", 0, "TinyNet"),
        ("abstract", 8, "TinyNet (TN)"),
        ("abstract", 22, "TN"),
    ]


def test_a_name_is_sought_in_any_case_only_where_its_own_case_is_absent() -> None:
    assert places("TINYNET") == [
        ("title", 0, "TinyNet"),
        ("abstract", 8, "TinyNet"),
        ("abstract", 44, "tinynet"),
    ]
    assert places("tinynet") == [("abstract", 44, "tinynet")]


def test_a_name_inside_a_word_is_no_mention() -> None:
    assert places("Net", "net", "raph") == []


def test_a_mention_that_does_not_fit_moves_to_the_nearest_place() -> None:
    given_place = {"section": "abstract", "start": 20, "end": 22, "text": "TN", "by": "model"}
    entity = method({"names": ["TN"], "mentions": [given_place]})
    assert entity.mentions == (Mention(Span("abstract", 22, 24), "TN", "model"),)


def test_offsets_alone_give_the_text() -> None:
    entity = method({"names": ["TN"], "mentions": [{"section": "title", "start": 0, "end": 7}]})
    assert entity.mentions == (Mention(Span("title", 0, 7), "TinyNet", "record"),)


def test_a_mention_whose_text_is_nowhere_is_dropped_and_reported() -> None:
    mention = {"section": "abstract", "start": 1, "end": 4, "text": "zzz"}
    record = BASE | {"entities": [{"type": "Method", "names": ["TN"], "mentions": [mention]}]}
    parsed = parse_record_with_notes(record, WHERE)
    assert isinstance(parsed.value, Extraction)
    assert parsed.value.entities[0].mentions == ()
    assert parsed.notes == (f'{WHERE}: entity 1, mention 1: "zzz" is not in the text, left out',)


def test_a_gold_record_reads_without_places_roles_or_confidence() -> None:
    record = BASE | {"entities": [{"type": "Dataset", "kind": "term", "names": ["TN", "TN"], "alt": ["Method"]}]}
    extraction = parse_record(record, WHERE)
    assert isinstance(extraction, Extraction)
    (entity,) = extraction.entities
    assert (entity.kind, entity.role, entity.confidence, entity.names) == ("named", "", 1.0, ("TN",))
    assert extraction.paper.source == (WHERE,)


def test_metadata_may_stand_beside_the_title_or_in_meta() -> None:
    meta = {
        "authors": ["Ada Byron"],
        "year": "2024-05-01",
        "venue": "J",
        "doi": "doi:10.1000/X",
        "arxiv": "2301.1v1",
    }
    flat, nested = parse_record(BASE | meta, WHERE), parse_record(BASE | {"meta": meta}, WHERE)
    assert flat == nested
    assert flat == Paper(TITLE, ABSTRACT, "", (WHERE,), ("Ada Byron",), 2024, "J", "10.1000/x")


ENTITY = {"type": "Method", "names": ["TN"]}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"title": None}, 'no "title"; found: title, abstract, id'),
        ({"title": " "}, 'empty "title"; found: title, abstract, id'),
        ({"title": 7}, '"title" must be a string, not a number'),
        ({"abstract": {}}, '"abstract" must be a string, not an object'),
        ({"meta": [1]}, '"meta" must be an object, not a list'),
        ({"entities": {}}, '"entities" must be a list, not an object'),
        ({"entities": [7]}, 'item 1 of "entities" must be an object, not a number'),
        ({"entities": [{"names": ["TN"]}]}, 'entity 1: no "type"; found: names'),
        ({"entities": [ENTITY, {"type": "Method"}]}, 'entity 2: no "names"; found: type'),
        ({"entities": [ENTITY | {"names": "TN"}]}, 'entity 1: "names" must be a list of strings'),
        ({"entities": [ENTITY | {"names": [""]}]}, 'entity 1: "names" is empty'),
        (
            {"entities": [ENTITY | {"type": "Model"}]},
            "entity 1: \"type\" is 'Model', not one of Method, Dataset, Benchmark, Task, Metric",
        ),
        ({"entities": [ENTITY | {"kind": "x"}]}, "entity 1: \"kind\" is 'x', not one of named, term"),
        ({"entities": [ENTITY | {"confidence": 1.5}]}, 'entity 1: "confidence" must be a number from 0 to 1'),
        (
            {"entities": [ENTITY | {"confidence": float("nan")}]},
            'entity 1: "confidence" must be a number from 0 to 1',
        ),
        (
            {"entities": [ENTITY | {"mentions": [{"start": -1}]}]},
            'entity 1, mention 1: "start" must be a whole number from 0, not a number',
        ),
        ({"entities": [], "urls": [{"kind": "other"}]}, 'url 1: no "url"; found: kind'),
        ({"entities": [], "urls": "x"}, '"urls" must be a list, not a string'),
    ],
)
def test_a_wrong_record_is_refused_with_place_and_reason(change: dict[str, Any], why: str) -> None:
    with pytest.raises(RecordError) as error:
        parse_record(BASE | {"id": "1"} | change, WHERE)
    assert str(error.value) == f"{WHERE}: {why}"


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1000/ABC", "10.1000/abc"),
        ("https://doi.org/10.1000/abc", "10.1000/abc"),
        ("http://dx.doi.org/10.1000/abc.", "10.1000/abc"),
        ("doi: 10.1016/S0140-6736(05)66546-4", "10.1016/s0140-6736(05)66546-4"),
        ("10.1000/abc LK - https://e.org", "10.1000/abc"),
        ("n/a", ""),
        ("", ""),
    ],
)
def test_a_doi_is_bare_and_lower_case(text: str, doi: str) -> None:
    assert parse_doi(text) == doi


@pytest.mark.parametrize(
    ("text", "arxiv"),
    [
        ("2301.00001", "2301.00001"),
        ("arXiv:2301.00001v12", "2301.00001"),
        ("https://arxiv.org/abs/2301.00001v2", "2301.00001"),
        ("http://www.arxiv.org/pdf/2301.00001v2.pdf", "2301.00001"),
        ("10.48550/arXiv.2301.00001", "2301.00001"),
        ("https://doi.org/10.48550/arXiv.2301.00001", "2301.00001"),
        ("arXiv:2301.00001 [cs.CL]", "2301.00001"),
        ("hep-th/9901001v3", "hep-th/9901001"),
        ("math.GT/0309136", "math/0309136"),
        ("yes", ""),
    ],
)
def test_an_arxiv_id_is_bare_and_without_version(text: str, arxiv: str) -> None:
    assert parse_arxiv(text) == arxiv


@pytest.mark.parametrize(
    ("value", "year"),
    [(2024, 2024), (2024.0, 2024), ("2024", 2024), ("2024-05-01", 2024), ("1 May 2024", 2024),
     ("in press", None), (True, None), (20240501, None), (None, None)],
)  # fmt: skip
def test_a_year_is_found_in_numbers_and_dates(value: object, year: int | None) -> None:
    assert parse_year(value) == year


@pytest.mark.parametrize(
    ("value", "authors"),
    [
        (["Ada Byron", " Alan  Turing "], ("Ada Byron", "Alan Turing")),
        ([{"name": "Ada Byron"}, {"given": "Alan", "family": "Turing"}], ("Ada Byron", "Alan Turing")),
        ("Byron, Ada; Turing, Alan", ("Byron, Ada", "Turing, Alan")),
        ("Ada Byron, Alan Turing and Grace Hopper", ("Ada Byron", "Alan Turing", "Grace Hopper")),
        ("Byron, Ada and Turing, Alan", ("Byron, Ada", "Turing, Alan")),
        ("Byron, Ada", ("Byron, Ada")),
        (7, ()),
    ],
)
def test_authors_are_split_at_what_separates_people(value: object, authors: tuple[str, ...]) -> None:
    assert parse_authors(value) == (authors if isinstance(authors, tuple) else (authors,))


def test_the_papers_own_address_gives_its_identifiers() -> None:
    paper = parse_record(BASE | {"url": "https://arxiv.org/abs/2301.00001v2"}, WHERE)
    other = parse_record(BASE | {"url": "https://doi.org/10.48550/arXiv.2301.00002"}, WHERE)
    assert isinstance(paper, Paper)
    assert isinstance(other, Paper)
    assert (paper.doi, paper.arxiv) == ("", "2301.00001")
    assert (other.doi, other.arxiv) == ("10.48550/arxiv.2301.00002", "2301.00002")


@given(st.text(max_size=40))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_line(clean_line(text)) == clean_line(text)
    assert "\n" not in clean_line(text)


@pytest.mark.shared
def test_every_annotated_name_of_the_seeds_has_a_place(shared) -> None:
    with (shared / "gold" / "seeds-dev.jsonl").open(encoding="utf-8") as lines_of_gold:
        papers = [parse_record(json.loads(line), WHERE) for line in lines_of_gold]
    assert len(papers) == 216
    for stated in papers:
        assert isinstance(stated, Extraction)
        paper = finish(stated)
        assert all(entity.mentions for entity in paper.entities)
        assert all(link.mention for link in paper.links or ())
        assert parse_record(to_record(paper), WHERE) == paper
