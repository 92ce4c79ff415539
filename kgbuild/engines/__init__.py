"""Ways to run the extraction over many papers: in this process, or in several."""

from kgbuild.engines.local import extract_papers

__all__ = ["extract_papers"]
