"""The same paper several times is one: what the one record says, and what is left out of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kgbuild.datamodel import Extraction, Paper, Skipped
from kgbuild.identity.copies import begins_with, fill_paper, merge_copies
from kgbuild.identity.papers import group_copies
from kgbuild.readers.join import join_extractions, move_extraction


def merge_papers(
    papers: Sequence[Paper | Extraction],
) -> tuple[tuple[Paper | Extraction, ...], tuple[Skipped, ...]]:
    """Return each paper once, in order of first appearance, and a note for each abstract that is left out."""
    merged: list[Paper | Extraction] = []
    notes: list[Skipped] = []
    for group in group_copies([_paper(item) for item in papers]):
        copies = [papers[index] for index in group]
        merged.append(_merge(copies))
        notes += _dropped_abstracts(_paper(merged[-1]), [_paper(copy) for copy in copies])
    return tuple(merged), tuple(notes)


def _paper(item: Paper | Extraction) -> Paper:
    return item.paper if isinstance(item, Extraction) else item


def _dropped_abstracts(kept: Paper, copies: Sequence[Paper]) -> Iterator[Skipped]:
    owner = next((paper for paper in copies if paper.abstract == kept.abstract), kept)
    for copy in copies:
        # An extraction keeps its own text, also beside one that goes on where it ends.
        if copy.abstract != kept.abstract and not begins_with(kept.abstract, copy.abstract):
            where, other = (paper.source[0] if paper.source else paper.title for paper in (copy, owner))
            yield Skipped(where, f"its abstract is left out; {other} is held for the same paper and has another")


def _merge(group: Sequence[Paper | Extraction]) -> Paper | Extraction:
    if len(group) == 1:
        return group[0]
    papers = [_paper(item) for item in group]
    extractions = [item for item in group if isinstance(item, Extraction)]
    if not extractions:
        return merge_copies(papers)
    whole = extractions[0]
    for extraction in extractions[1:]:
        whole = join_extractions(whole, extraction)
    filled = fill_paper(whole.paper, papers)
    if filled.abstract:
        return replace(whole, paper=filled)
    return move_extraction(whole, replace(filled, abstract=merge_copies(papers).abstract))
