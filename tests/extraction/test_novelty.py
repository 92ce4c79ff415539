"""What a paper brings: told by what is said around a name, not by how well known the name is."""

from collections.abc import Callable

import pytest

from kgbuild.datamodel import ExtractedEntity, Extraction, Kind, Mention, Section, Span
from kgbuild.demo import sample_path
from kgbuild.entity_types import EntityType, Role
from kgbuild.extraction.keys import Template
from kgbuild.extraction.novelty import AROUND, ROLES_OF_NEW, find_new
from kgbuild.extractors import Extractor
from kgbuild.readers import read_inputs

Extract = Callable[..., Extraction]


def entity(
    name: str,
    of_type: EntityType = "Method",
    kind: Kind = "named",
    role: Role = "used",
    *,
    section: Section = "abstract",
    start: int = 80,
) -> ExtractedEntity:
    mention = Mention(Span(section, start, start + len(name)), name, "model")
    return ExtractedEntity(of_type, (name,), kind, role, 0.9, (mention,))


def test_a_paper_that_brings_nothing_else_brings_the_likeliest() -> None:
    entities = [entity("BERT"), entity("ResNet"), entity("dropout", kind="term")]
    assert find_new(entities, [0.1, 0.5, 0.6]) == [1]
    assert find_new(entities, [0.1, 0.2, 0.8]) == [2]


def test_doubtful_names_and_terms_are_not_brought() -> None:
    assert find_new([entity("BERT"), entity("dropout", kind="term")], [0.4, 0.6]) == []
    assert find_new([], []) == []


def test_nothing_likely_is_added_to_what_a_paper_brings_already() -> None:
    assert find_new([entity("Lopper", role="proposed"), entity("ResNet")], [0.1, 0.9]) == []
    assert find_new([entity("Stumps", "Dataset", role="introduced"), entity("ResNet")], [0.1, 0.9]) == []


def test_a_name_without_doubt_is_brought_beside_others() -> None:
    others = [entity("Lopper", role="proposed")]
    assert find_new([*others, entity("CycleGAN")], [0.9, 0.97]) == [1]
    assert find_new([*others, entity("Adam", section="title", start=0)], [0.1, 0.8]) == [1]
    assert find_new([*others, entity("adversarial training", kind="term")], [0.1, 0.99]) == []


@pytest.mark.parametrize("start", [0, 4])
def test_a_proper_name_that_opens_the_abstract_is_brought(start: int) -> None:
    assert find_new([entity("SimCLR", start=start), entity("ResNet")], [0.1, 0.2]) == [0]
    assert find_new([entity("language models", kind="term", start=start)], [0.1]) == []


def test_a_name_that_the_title_only_mentions_is_not_brought_by_opening_the_abstract() -> None:
    mentions = (
        Mention(Span("title", 11, 15), "GABA", "model"),
        Mention(Span("abstract", 0, 4), "GABA", "model"),
    )
    assert find_new([ExtractedEntity("Method", ("GABA",), "named", "used", 0.9, mentions)], [0.2]) == []


def test_tasks_and_metrics_are_never_brought() -> None:
    assert find_new([entity("pruning", "Task", "term"), entity("BLEU", "Metric")], [1.0, 1.0]) == []


def test_nothing_of_the_name_tells_whether_a_thing_is_brought() -> None:
    assert not AROUND & {
        Template.NAME,
        Template.HEAD,
        Template.SHAPE,
        Template.CORPUS,
        Template.LEXICON,
        Template.SOURCE,
    }


@pytest.mark.parametrize("name", ["Transformer", "BERT", "Zorblax", "GAN"])
def test_a_well_known_name_is_proposed_as_an_invented_one_is(extract: Extract, name: str) -> None:
    found = extract(
        "Learning without Recurrence",
        f"We propose the {name}, a new network that needs no recurrence. The {name} outperforms LSTM on WMT 2014.",
    )
    assert [e.role for e in found.entities if name in e.names] == ["proposed"]


def test_nearly_all_papers_of_the_sample_bring_something(extractor: Extractor) -> None:
    papers = [p.paper if isinstance(p, Extraction) else p for p in read_inputs([str(sample_path())]).papers]
    found = zip(papers, extractor.extract(papers), strict=True)
    nothing = [p.title for p, entities in found if not any(e.role in ROLES_OF_NEW.values() for e in entities)]
    assert len(nothing) <= 8, nothing
