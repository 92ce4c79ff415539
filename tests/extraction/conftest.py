from collections.abc import Callable

import pytest

from kgbuild.datamodel import ExtractedEntity, Extraction, Paper
from kgbuild.extraction import StatisticalExtractor
from kgbuild.extractors import Extractor
from kgbuild.finishing import finish

Extract = Callable[..., Extraction]
FindEntity = Callable[[Extraction, str], ExtractedEntity]

# A made-up paper that holds what the extractor is for; the names of methods and data sets are real or invented.
TITLE = "Lopper: A Graph Neural Network for Tree Pruning"
ABSTRACT = (
    "Pruning trees is slow work. We propose Lopper, a graph neural network (GNN) that learns where to cut. "
    "Unlike BERT and GPT-4, Lopper needs no text. On ImageNet, CIFAR-10 and GLUE, Lopper outperforms ResNet-50 "
    "in accuracy and F1. Large language models (LLMs) help little. "
    "Code is available at https://github.com/oak-lab/lopper{here}."
)


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    return StatisticalExtractor()


@pytest.fixture(scope="session")
def extract(extractor: Extractor) -> Extract:
    """Extract from one paper given as title and abstract."""

    def extract_one(title: str, abstract: str = "") -> Extraction:
        paper = Paper(title, abstract)
        (entities,) = extractor.extract([paper])
        return finish(Extraction(paper, entities))

    return extract_one


@pytest.fixture(scope="session")
def lopper(extract: Extract) -> Extraction:
    return extract(TITLE, ABSTRACT)


@pytest.fixture(scope="session")
def find_entity() -> FindEntity:
    """Return the entity of a name, or fail with the names that there are."""

    def find(extraction: Extraction, name: str) -> ExtractedEntity:
        found = [entity for entity in extraction.entities if name in entity.names]
        assert len(found) == 1, [entity.names for entity in extraction.entities]
        return found[0]

    return find
