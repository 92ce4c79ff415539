"""From what single papers say to one entity for each thing across them."""

from kgbuild.resolution.knowledge import resolve
from kgbuild.resolution.names import slugify

__all__ = ["resolve", "slugify"]
