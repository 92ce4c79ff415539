"""What a paper's title and abstract name: spaCy components on a blank English pipeline and a small trained model."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kgbuild.extraction.pipeline import StatisticalExtractor

__all__ = ["StatisticalExtractor"]


def __getattr__(name: str) -> object:
    """Import the extractor where it is asked for: spaCy takes a second, and parts of this folder do without it."""
    if name == "StatisticalExtractor":
        from kgbuild.extraction.pipeline import StatisticalExtractor

        return StatisticalExtractor
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
