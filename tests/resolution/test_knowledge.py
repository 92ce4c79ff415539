"""From extractions to papers, entities, statements and evidence."""

import pytest

from kgbuild.datamodel import ExtractedEntity, Extraction, Link, Mention, Paper, Span
from kgbuild.resolution import resolve
from kgbuild.vocabulary import RELATIONS, own_role

ABSTRACT = "Trees are old. We prune them, e.g. with Lopper, in 3.5 steps. Lopper is quick."
PAPER = Paper("Lopper: pruning trees", ABSTRACT, source=("a.txt#1",))


def at(text: str, section: str, start: int) -> Mention:
    return Mention(Span(section, start, start + len(text)), text, "test")  # type: ignore[arg-type]


def test_a_mention_has_the_rest_of_its_sentence_around_it() -> None:
    first = ABSTRACT.index("Lopper")
    entity = ExtractedEntity(
        "Method",
        ("Lopper",),
        role="proposed",
        mentions=(at("Lopper", "abstract", first), at("Lopper", "title", 0)),
    )
    (statement,) = resolve([Extraction(PAPER, (entity,))]).statements
    quotes = [(e.prefix, e.mention.text, e.suffix) for e in statement.evidence]
    assert quotes == [
        ("", "Lopper", ": pruning trees"),
        ("We prune them, e.g. with ", "Lopper", ", in 3.5 steps."),
    ]


def test_a_mention_without_its_text_has_no_quote_around_it() -> None:
    entity = ExtractedEntity("Method", ("Lopper",), mentions=(at("Lopper", "abstract", 40),))
    (statement,) = resolve([Extraction(Paper("No abstract here"), (entity,))]).statements
    assert [(e.prefix, e.suffix) for e in statement.evidence] == [("", "")]


def test_equal_names_of_different_types_are_one_entity_with_its_main_type_first() -> None:
    knowledge = resolve(
        [
            Extraction(Paper("one"), (ExtractedEntity("Method", ("continual learning",), "term", "used"),)),
            Extraction(Paper("two"), (ExtractedEntity("Task", ("Continual Learning",), "term", "addressed"),)),
            Extraction(Paper("three"), (ExtractedEntity("Task", ("continual learning",), "term", "addressed"),)),
        ]
    )
    (entity,) = knowledge.entities
    assert (entity.slug, entity.types, entity.kind) == ("continual-learning", ("Task", "Method"), "term")
    assert (entity.label, entity.aliases) == ("continual learning", ("Continual Learning",))
    assert {(s.paper, s.predicate) for s in knowledge.statements} == {
        ("one", "usesMethod"),
        ("two", "addressesTask"),
        ("three", "addressesTask"),
    }


def test_one_statement_of_the_strongest_role_gathers_all_confidence_and_evidence() -> None:
    start = ABSTRACT.index("Lopper")
    entities = (
        ExtractedEntity("Method", ("Lopper",), "term", "used", 0.9, (at("Lopper", "abstract", start),)),
        ExtractedEntity("Method", ("lopper",), "named", "proposed", 0.4, (at("Lopper", "title", 0),)),
        ExtractedEntity("Dataset", ("Lopper",), "named", "used", 0.3),
    )
    statements = resolve([Extraction(PAPER, entities, extractor="test 1")]).statements
    assert [(s.predicate, s.kind, s.confidence, len(s.evidence)) for s in statements] == [
        ("proposesMethod", "named", 0.9, 2),
        ("usesDataset", "named", 0.3, 0),
    ]


def test_every_role_of_every_type_has_a_property() -> None:
    roles = ["proposed", "introduced", "used", "evaluated", "addressed", "compared", "mentioned", "", "other"]
    for type_ in ("Method", "Dataset", "Benchmark", "Task", "Metric"):
        assert all((type_, own_role(type_, role)) in RELATIONS for role in roles)
        assert all(own_role(type_, role) == role for kind, role in RELATIONS if kind == type_)
    assert own_role("Dataset", "proposed") == "introduced"
    assert own_role("Dataset", "compared") == own_role("Method", "") == "mentioned"
    assert own_role("Task", "used") == "addressed"
    assert own_role("Benchmark", "used") == "evaluated"


def test_links_are_one_for_one_address_and_unusable_ones_are_left_out() -> None:
    links = (
        Link("http://www.github.com/a/b.git", "repository", 0.5),
        Link("https://github.com/A/B/", "repository", 0.8),
        Link("not an address", "other"),
    )
    knowledge = resolve([Extraction(PAPER, links=links)])
    (entity,), (statement,) = knowledge.entities, knowledge.statements
    assert entity.types == ("Repository",)
    assert entity.label.casefold() == "github.com/a/b"
    assert entity.url == "https://github.com/A/B/"
    assert (statement.predicate, statement.confidence) == ("hasRepository", 0.8)


@pytest.mark.parametrize("swap", [False, True])
def test_copies_of_a_paper_are_one_with_the_longer_abstract_and_every_source(swap: bool) -> None:
    long = Extraction(Paper("A Title", "long text " * 3, id="1", source=("a#1",)))
    short = Extraction(Paper("A title", "short", id="2", source=("b#2",), year=2020))
    knowledge = resolve([short, long] if swap else [long, short])
    ((slug, paper),) = knowledge.papers
    assert slug == "a-title"
    assert (paper.abstract, paper.source, paper.id, paper.identifiers, paper.year) == (
        "long text " * 3,
        ("a#1", "b#2"),
        "1",
        ("2",),
        2020,
    )


def test_papers_are_named_by_doi_else_arxiv_id_else_title() -> None:
    papers = [Paper("S", doi="10.1/x.y", arxiv="2301.00002"), Paper("R", arxiv="2301.00001"), Paper("T")]
    assert [slug for slug, _ in resolve(map(Extraction, papers)).papers] == ["10.1-x-y", "2301.00001", "t"]


def test_papers_with_different_titles_never_share_a_name() -> None:
    knowledge = resolve([Extraction(Paper("C++")), Extraction(Paper("C plusplus")), Extraction(Paper("cplusplus"))])
    assert len({slug for slug, _ in knowledge.papers}) == len(knowledge.papers)
