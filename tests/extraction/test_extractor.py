"""The extractor as a whole: what it finds, that it is the same however it is run, and what a user may give it."""

import random
import socket
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import spacy

from kgbuild import __version__
from kgbuild.config import Options
from kgbuild.datamodel import ExtractedEntity, Extraction, Paper
from kgbuild.demo import sample_path
from kgbuild.engines import extract_papers
from kgbuild.errors import ModelError
from kgbuild.extraction import StatisticalExtractor
from kgbuild.extraction.pipeline import build_pipeline
from kgbuild.extractors import Extractor, ExtractorOptions
from kgbuild.readers import read_inputs

Extract = Callable[..., Extraction]
FindEntity = Callable[[Extraction, str], ExtractedEntity]


@pytest.fixture(scope="module")
def papers() -> list[Paper]:
    """Return the packaged sample's papers, twice over so that there is more than one batch."""
    sample = [paper for paper in read_inputs([str(sample_path())]).papers if isinstance(paper, Paper)]
    return sample + [replace(paper, title=f"{paper.title} again") for paper in sample]


@pytest.fixture(scope="module")
def found(papers: list[Paper]) -> list[Extraction]:
    return [result for result in extract_papers(papers, Options(workers=1)) if isinstance(result, Extraction)]


@pytest.mark.parametrize(
    ("name", "entity_type", "role"),
    [
        ("Lopper", "Method", "proposed"),
        ("BERT", "Method", "compared"),
        ("ResNet-50", "Method", "compared"),
        ("ImageNet", "Dataset", "used"),
        ("CIFAR-10", "Dataset", "used"),
        ("GLUE", "Benchmark", "evaluated"),
        ("F1", "Metric", "used"),
    ],
)
def test_what_a_paper_names_has_type_and_role(
    lopper: Extraction, find_entity: FindEntity, name: str, entity_type: str, role: str
) -> None:
    entity = find_entity(lopper, name)
    assert entity.type == entity_type
    # Who else was better or worse is said in many ways; that it is none of the paper's own is the least.
    assert entity.role == role or (role == "compared" and entity.role in {"used", "mentioned"})


def test_all_places_of_a_name_are_its_mentions(lopper: Extraction, find_entity: FindEntity) -> None:
    entity = find_entity(lopper, "Lopper")
    text = lopper.paper.title + lopper.paper.abstract
    assert len(entity.mentions or ()) == text.count("Lopper")
    assert entity.kind == "named"


def test_an_extraction_says_what_made_it(found: list[Extraction], lopper: Extraction) -> None:
    assert {extraction.extractor for extraction in found} == {f"kgbuild {__version__}"}
    assert [link.url for link in lopper.links or ()] == ["https://github.com/oak-lab/lopper"]


def test_no_papers_give_no_extractions(extractor: Extractor) -> None:
    assert list(extractor.extract([])) == []
    assert list(extract_papers([], Options(workers=2))) == []


def test_the_order_of_the_papers_changes_nothing_but_the_order(
    extractor: Extractor, papers: list[Paper], found: list[Extraction]
) -> None:
    order = list(range(len(papers)))
    random.Random(7).shuffle(order)  # noqa: S311
    assert list(extractor.extract([papers[k] for k in order])) == [without_ids(found[k]) for k in order]


def without_ids(extraction: Extraction) -> tuple[ExtractedEntity, ...]:
    return tuple(replace(entity, id="") for entity in extraction.entities)


def test_two_processes_find_what_one_finds(papers: list[Paper], found: list[Extraction]) -> None:
    assert list(extract_papers(papers, Options(workers=2))) == found


def test_a_higher_confidence_keeps_a_part_of_what_a_lower_one_keeps(papers: list[Paper]) -> None:
    kept: list[set[tuple[str, ExtractedEntity]]] = []
    for floor in (0.0, 0.3, 0.6, 0.9, 0.99, 1.0):
        results = extract_papers(papers[:20], Options(min_confidence=floor, workers=1))
        entities = {(x.paper.title, e) for x in results if isinstance(x, Extraction) for e in without_ids(x)}
        assert all(entity.confidence >= floor for _, entity in entities)
        kept.append(entities)
    assert all(more >= fewer for more, fewer in pairwise(kept))
    assert len(kept[0]) > len(kept[3]) > 0


def test_the_components_say_what_they_need_and_give() -> None:
    analysis = build_pipeline().analyze_pipes(keys=["assigns", "requires"])
    assert not any(analysis["problems"].values())
    parts = analysis["summary"]
    assert all(part["assigns"] for part in parts.values())
    assert parts["kgbuild_entities"]["requires"] == ["doc._.passages", "doc._.candidates"]
    assert parts["kgbuild_candidates"]["requires"] == ["doc._.links", "doc._.abbreviations"]


def test_a_missing_component_is_noticed() -> None:
    nlp = build_pipeline()
    nlp.remove_pipe("kgbuild_abbreviations")
    assert nlp.analyze_pipes()["problems"]["kgbuild_candidates"] == ["doc._.abbreviations"]


def test_nothing_is_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a model was asked for, or the network")

    monkeypatch.setattr(spacy, "load", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    (entities,) = StatisticalExtractor().extract([Paper("BERT", "We test BERT on ImageNet.")])
    assert entities


@pytest.mark.parametrize(
    "content",
    [b"", b"no zip", b"PK\x03\x04 cut off", b"\x00" * 100, None],
    ids=["empty", "text", "cut", "binary", "missing"],
)
def test_a_file_that_is_no_model_is_one_clear_line(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "model.zip"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=r"model\.zip: not a model") as failure:
        StatisticalExtractor(ExtractorOptions(model=path))
    assert "\n" not in str(failure.value)
    assert "kgbuild train" in str(failure.value)
