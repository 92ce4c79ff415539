"""From what single papers say to one entity for each thing across them."""

from kgbuild.resolution.curation import correct_extractions, resolve_curated
from kgbuild.resolution.general import GeneralNames
from kgbuild.resolution.knowledge import resolve

__all__ = ["GeneralNames", "correct_extractions", "resolve", "resolve_curated"]
