"""What a paper's title and abstract name: spaCy components on a blank English pipeline and a small trained model."""

from kgbuild.extraction.pipeline import StatisticalExtractor

__all__ = ["StatisticalExtractor"]
