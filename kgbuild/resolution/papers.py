"""One paper for all its copies, and the slug that names it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from kgbuild.datamodel import Extraction, Paper
from kgbuild.resolution.labels import unique_slugs
from kgbuild.resolution.names import thing_key


def paper_key(paper: Paper) -> str:
    """Return what makes a paper itself: its DOI, else its arXiv id, else its title."""
    if paper.doi:
        return f"doi {paper.doi.casefold()}"
    return f"arxiv {paper.arxiv.casefold()}" if paper.arxiv else f"title {thing_key(paper.title)}"


def group_papers(extractions: Iterable[Extraction]) -> list[tuple[str, Paper, tuple[Extraction, ...]]]:
    """Return (slug, merged paper, its extractions) for each distinct paper, sorted by slug."""
    copies: defaultdict[str, list[Extraction]] = defaultdict(list)
    for extraction in extractions:
        copies[paper_key(extraction.paper)].append(extraction)
    merged = {key: merge_papers([extraction.paper for extraction in group]) for key, group in copies.items()}
    slugs = unique_slugs({key: (paper.doi or paper.arxiv or paper.title, 1) for key, paper in merged.items()})
    return sorted(
        ((slugs[key], merged[key], tuple(sorted(copies[key], key=repr))) for key in copies),
        key=lambda group: group[0],
    )


def merge_papers(copies: list[Paper]) -> Paper:
    """Return one paper: the longest abstract, all sources and identifiers, each field that a copy has."""
    if len(copies) == 1:
        return copies[0]
    ranked = sorted(copies, key=lambda paper: (-len(paper.abstract), repr(paper)))
    first = ranked[0]
    ids = {i for paper in copies for i in (paper.id, *paper.identifiers) if i} - {first.id}
    return replace(
        first,
        source=tuple(sorted({place for paper in copies for place in paper.source})),
        identifiers=tuple(sorted(ids)),
        authors=next((paper.authors for paper in ranked if paper.authors), ()),
        year=next((paper.year for paper in ranked if paper.year is not None), None),
        venue=next((paper.venue for paper in ranked if paper.venue), ""),
        doi=next((paper.doi for paper in ranked if paper.doi), ""),
        arxiv=next((paper.arxiv for paper in ranked if paper.arxiv), ""),
        url=next((paper.url for paper in ranked if paper.url), ""),
    )
