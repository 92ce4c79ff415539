"""One paper for all its copies among the extractions."""

from collections.abc import Iterable

from kgbuild.datamodel import Extraction, Paper
from kgbuild.identity.copies import merge_copies, paper_slugs
from kgbuild.identity.papers import group_copies


def group_papers(extractions: Iterable[Extraction]) -> list[tuple[str, Paper, tuple[Extraction, ...]]]:
    """Return (slug, merged paper, its extractions) for each distinct paper, sorted by slug."""
    merged = merge_extractions(extractions)
    slugs = paper_slugs([paper for paper, _ in merged])
    return sorted(
        ((slug, paper, copies) for slug, (paper, copies) in zip(slugs, merged, strict=True)),
        key=lambda group: group[0],
    )


def merge_extractions(extractions: Iterable[Extraction]) -> list[tuple[Paper, tuple[Extraction, ...]]]:
    """Return each distinct paper, merged from its copies, with its extractions; the order of the papers is no matter.

    Extractions whose papers share neither a title's key nor an identifier do not touch each other.
    """
    found = list(extractions)
    groups = [[found[index] for index in group] for group in group_copies([extraction.paper for extraction in found])]
    return [
        (merge_copies([extraction.paper for extraction in _in_order(group)]), tuple(_in_one_order(group)))
        for group in groups
    ]


def _in_one_order(copies: list[Extraction]) -> list[Extraction]:
    return sorted(copies, key=repr) if len(copies) > 1 else copies


def _in_order(copies: list[Extraction]) -> list[Extraction]:
    """Return copies of one paper, those that tell most first; one alone is not looked at, which takes long."""
    if len(copies) == 1:
        return copies
    return sorted(copies, key=lambda extraction: (-len(extraction.paper.abstract), repr(extraction)))
