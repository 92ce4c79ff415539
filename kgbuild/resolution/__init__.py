"""From what single papers say to one entity for each thing across them."""

from kgbuild.resolution.general import GeneralNames
from kgbuild.resolution.knowledge import resolve

__all__ = ["GeneralNames", "resolve"]
