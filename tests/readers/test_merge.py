from dataclasses import replace

import pytest

from kgbuild.datamodel import AuthorDetail, ExtractedEntity, Extraction, Link, Mention, Paper, Span
from kgbuild.readers import merge, read_inputs
from kgbuild.records import find_mentions, to_record


def entity(name: str, paper: Paper, *others: str, **fields) -> ExtractedEntity:
    names = (name, *others)
    return ExtractedEntity("Method", names, mentions=find_mentions(names, paper), **fields)


def merge_papers(papers) -> tuple[Paper | Extraction, ...]:
    return merge.merge_papers(papers)[0]


def test_the_longer_abstract_wins_and_the_first_of_equals() -> None:
    copies = [
        Paper("T", "short", source=("a#1",)),
        Paper("T", "longer1", source=("b#1",)),
        Paper("T", "longer2"),
    ]
    assert [p.abstract for p in merge_papers(copies)] == ["longer1"]
    assert [p.abstract for p in merge_papers(copies[::-1])] == ["longer2"]


def test_every_source_and_own_id_is_kept_the_earliest_year_too_and_gaps_are_filled() -> None:
    copies = [
        Paper("Margins", id="b", source=("x#1",), year=2021, identifiers=("z",)),
        Paper("Margins", id="a", source=("y#4",), year=2020, authors=("Ada",), doi="10.48550/arxiv.2301.00001"),
        Paper(
            "MARGINS",
            id="b",
            source=("y#5", "x#1"),
            venue="J",
            url="https://e.org",
            doi="10.1000/x",
            arxiv="2301.00001",
        ),
    ]
    assert merge_papers(copies) == (
        Paper(
            "Margins", "", "b", ("x#1", "y#4", "y#5"), ("Ada",), 2020, "J", "10.1000/x", "2301.00001", "https://e.org",
            ("a", "z"),
        ),
    )  # fmt: skip


def test_an_abstract_that_is_left_out_is_noted_and_a_shortened_one_needs_no_note() -> None:
    copies = [
        Paper("Margins", "We widen the margins of BERT, and show it.", source=("a#1",)),
        Paper("Margins", "We narrow the margins of T5.", source=("b#1",)),
        Paper("Margins", "We widen  the Margins of BERT…", source=("c#1",)),
        Paper("Margins", source=("d#1",)),
    ]
    _, notes = merge.merge_papers(copies)
    assert [note.where for note in notes] == ["b#1"]
    assert "a#1" in notes[0].why


def test_an_extraction_keeps_its_shortened_abstract_and_the_whole_one_is_noted() -> None:
    whole = Paper("Margins", "We widen the margins of BERT, and show it.", source=("a#1",))
    (kept,), notes = merge.merge_papers([Extraction(replace(whole, abstract="We widen", source=("b#1",))), whole])
    assert isinstance(kept, Extraction)
    assert kept.paper.abstract == "We widen"
    assert [note.where for note in notes] == ["a#1"]


def test_notes_about_abstracts_reach_the_reader_of_files(write) -> None:
    items = [{"title": "Margins", "abstract": text} for text in ("We widen the margins.", "We narrow them here.")]
    read = read_inputs([write("a.jsonl", items)])
    assert (len(read.papers), [note.where for note in read.notes]) == (1, ["a.jsonl#2"])


def test_papers_stay_in_order_of_first_appearance() -> None:
    papers = [Paper("C"), Paper("A"), Paper("B"), Paper("A"), Paper("C")]
    assert [paper.title for paper in merge_papers(papers)] == ["C", "A", "B"]


def test_an_extraction_wins_over_a_paper_and_is_filled_from_it() -> None:
    text = Paper("Margins", "We use BERT.", source=("x#1",))
    extraction = Extraction(text, (entity("BERT", text),), extractor="kgbuild")
    paper = Paper("Margins", "We use BERT, and say so at greater length.", source=("y#1",), year=2024)
    for order, sources in (([extraction, paper], ("x#1", "y#1")), ([paper, extraction], ("y#1", "x#1"))):
        (merged,) = merge_papers(order)
        assert isinstance(merged, Extraction)
        assert merged.entities == extraction.entities
        assert (merged.paper.abstract, merged.paper.year) == (text.abstract, 2024)
        assert merged.paper.source == sources


def test_an_extraction_without_abstract_takes_the_papers_and_settles_its_mentions() -> None:
    mention = Mention(Span("abstract", 7, 11), "BERT", "model")
    found = ExtractedEntity("Method", ("BERT",), mentions=(mention,))
    extraction = Extraction(Paper("Margins"), (found,))
    (merged,) = merge_papers([extraction, Paper("Margins", "Here we use BERT.")])
    assert isinstance(merged, Extraction)
    assert merged.entities[0].mentions == (Mention(Span("abstract", 12, 16), "BERT", "model"),)


def test_equal_extractions_of_one_text_are_one() -> None:
    one, other = (
        Paper("Margins", "We use BERT.", source=("x#1",)),
        Paper("Margins", "We use BERT.", source=("y#1",)),
    )
    merged = merge_papers([Extraction(one, (entity("BERT", one),)), Extraction(other, (entity("BERT", other),))])
    both = Paper("Margins", "We use BERT.", source=("x#1", "y#1"))
    assert merged == (Extraction(both, (entity("BERT", one),)),)


@pytest.mark.parametrize("abstracts", [("We use BERT.", "We use BERT."), ("We use BERT.", "We use BERT, at length.")])
@pytest.mark.parametrize("marked", [(False, False), (True, False), (False, True)])
def test_what_one_copy_is_said_to_be_outside_of_the_whole_is(
    abstracts: tuple[str, str], marked: tuple[bool, bool]
) -> None:
    copies = [Extraction(Paper("Margins", a), outside_field=m) for a, m in zip(abstracts, marked, strict=True)]
    (merged,) = merge_papers(copies)
    assert isinstance(merged, Extraction)
    assert merged.outside_field is any(marked)


def test_different_extractions_are_joined_over_the_longer_abstract() -> None:
    short = Paper("Margins", "BERT and GLUE-free LoRA: https://e.org")
    long = Paper("Margins", "Here we adapt BERT (bidirectional encoder) with LoRA; see https://e.org for more.")
    link = Link("https://e.org", mention=Mention(Span("abstract", 25, 38), "https://e.org", "url"))
    one = Extraction(
        short,
        (
            entity("BERT", short, "bidirectional encoder", role="used"),
            entity("LoRA", short),
            entity("GLUE", short),
        ),
        (link,),
    )
    other = Extraction(long, (entity("bert", long, "BERT", confidence=0.5),), extractor="other 1")
    (merged,) = merge_papers([one, other])
    assert isinstance(merged, Extraction)
    assert merged.paper.abstract == long.abstract
    assert [e.names for e in merged.entities] == [
        ("bert", "BERT", "bidirectional encoder"),
        ("LoRA",),
        ("GLUE",),
    ]
    assert [(e.role, e.confidence) for e in merged.entities] == [("used", 1.0), ("", 1.0), ("", 1.0)]
    assert [[m.text for m in e.mentions] for e in merged.entities] == [
        ["BERT", "bidirectional encoder"],
        ["LoRA"],
        [],
    ]
    places = [m for e in merged.entities for m in e.mentions or ()] + [
        m for m in (li.mention for li in merged.links or ()) if m
    ]
    assert len(places) == 4
    assert all(long.abstract[m.span.start : m.span.end] == m.text for m in places)


def test_spellings_of_one_address_are_joined() -> None:
    paper = Paper("Margins", "We widen.")
    copies = [
        Extraction(paper, links=(Link("https://github.com/a/b", id="u0"),)),
        Extraction(paper, links=(Link("http://www.github.com/A/b/", id="u0"), Link("https://e.org/A", id="u1"))),
    ]
    (joined,) = merge_papers(copies)
    assert isinstance(joined, Extraction)
    assert [(link.id, link.url) for link in joined.links or ()] == [
        ("u0", "https://github.com/a/b"),
        ("u1", "https://e.org/A"),
    ]


def test_papers_read_back_from_their_own_records_are_the_same(write) -> None:
    items = [
        {"id": "1", "title": "Margins", "abstract": "We use BERT.", "url": "https://doi.org/10.1000/X"},
        {"id": "2", "title": "MARGINS", "abstract": "We use BERT here.", "authors": "Ada Byron, Alan Turing"},
        {"title": "Widths", "year": "May 2024"},
    ]
    first = [paper for paper in read_inputs([write("a.jsonl", items)]).papers if isinstance(paper, Paper)]
    assert first[0].source == ("a.jsonl#1", "a.jsonl#2")
    extractions = tuple(Extraction(paper, (replace(entity("BERT", paper), id="e0"),)) for paper in first)
    again = read_inputs([write("b.jsonl", [to_record(extraction) for extraction in extractions])])
    assert again.papers == extractions


def test_what_is_known_of_authors_comes_from_the_copy_that_lists_the_same_people() -> None:
    detail = AuthorDetail("Byron, A.", "0000-0002-1825-0097", ("Oak Hall",))
    plain = Paper("Margins", "", source=("a#1",), authors=("Ada Byron", "Alan Turing"))
    details = (detail, AuthorDetail("Turing, A."))
    told = Paper("Margins", "", source=("b#1",), authors=("Byron, A.", "Turing, A."), author_details=details)
    (merged,) = merge_papers([plain, told])
    assert merged.authors == ("Ada Byron", "Alan Turing")
    assert merged.author_details == (replace(detail, name="Ada Byron"), AuthorDetail("Alan Turing"))
    others = replace(told, authors=("Turing, A.", "Byron, A."))
    (merged,) = merge_papers([plain, others])
    assert merged.author_details == ()
