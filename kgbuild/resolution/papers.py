"""One paper for all its copies among the extractions."""

from collections.abc import Iterable

from kgbuild.datamodel import Extraction, Paper
from kgbuild.identity.copies import merge_copies, paper_slugs
from kgbuild.identity.papers import group_copies


def group_papers(extractions: Iterable[Extraction]) -> list[tuple[str, Paper, tuple[Extraction, ...]]]:
    """Return (slug, merged paper, its extractions) for each distinct paper, sorted by slug."""
    found = list(extractions)
    groups = [[found[index] for index in group] for group in group_copies([extraction.paper for extraction in found])]
    merged = [merge_copies([extraction.paper for extraction in _in_order(group)]) for group in groups]
    return sorted(
        (
            (slug, paper, tuple(sorted(group, key=repr) if len(group) > 1 else group))
            for slug, paper, group in zip(paper_slugs(merged), merged, groups, strict=True)
        ),
        key=lambda group: group[0],
    )


def _in_order(copies: list[Extraction]) -> list[Extraction]:
    """Return copies of one paper, those that tell most first; one alone is not looked at, which takes long."""
    if len(copies) == 1:
        return copies
    return sorted(copies, key=lambda extraction: (-len(extraction.paper.abstract), repr(extraction)))
