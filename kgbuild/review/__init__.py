"""A page to judge what is doubtful: joins, near misses and extractions, with the curation file as its only output."""

from kgbuild.review.run import serve_review

__all__ = ["serve_review"]
