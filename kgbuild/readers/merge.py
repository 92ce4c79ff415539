"""The same paper several times is one: which records are the same, and what the one record says.

Same DOI, same arXiv id, or same title unless DOI or arXiv id contradict; never the input's own `id`.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kgbuild.datamodel import Extraction, Paper
from kgbuild.readers.join import join_extractions, move_extraction
from kgbuild.records.metadata import is_arxiv_doi


def merge_papers(papers: Sequence[Paper | Extraction]) -> tuple[Paper | Extraction, ...]:
    """Return each paper once, in order of first appearance."""
    return tuple(_merge([papers[index] for index in group]) for group in _find_groups(list(map(_paper, papers))))


def title_key(title: str) -> str:
    """Return what two spellings of one title share: letters and digits only, case and width folded."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return "".join(filter(str.isalnum, folded)) or folded


def _paper(item: Paper | Extraction) -> Paper:
    return item.paper if isinstance(item, Extraction) else item


def _find_groups(papers: Sequence[Paper]) -> list[list[int]]:
    """Return the indices of each paper's records, in order."""
    parents = list(range(len(papers)))

    def find(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    first: dict[tuple[str, str], int] = {}
    for index, paper in enumerate(papers):
        for key in _identifiers(paper):
            one, other = sorted((find(first.setdefault(key, index)), find(index)))
            parents[other] = one
    groups: dict[int, list[int]] = {}
    for index in range(len(papers)):
        groups.setdefault(find(index), []).append(index)
    return _join_by_title(list(groups.values()), papers)


def _join_by_title(groups: Iterable[list[int]], papers: Sequence[Paper]) -> list[list[int]]:
    joined: list[list[int]] = []
    by_title: dict[str, list[list[int]]] = {}
    for group in groups:
        keys = list(dict.fromkeys(title_key(papers[index].title) for index in group))
        known = [other for key in keys for other in by_title.get(key, [])]
        fitting = next((other for other in known if not _contradict(group, other, papers)), None)
        if fitting is None:
            joined.append(group)
        else:
            fitting.extend(group)
        target = group if fitting is None else fitting
        for key in keys:
            if not any(target is other for other in by_title.setdefault(key, [])):
                by_title[key].append(target)
    for group in joined:
        group.sort()
    return joined


def _contradict(one: list[int], other: list[int], papers: Sequence[Paper]) -> bool:
    ours = {key for index in one for key in _identifiers(papers[index])}
    theirs = {key for index in other for key in _identifiers(papers[index])}
    kinds = {kind for kind, _ in ours} & {kind for kind, _ in theirs}
    return any(
        not {key for key in ours if key[0] == kind} & {key for key in theirs if key[0] == kind} for kind in kinds
    )


def _identifiers(paper: Paper) -> list[tuple[str, str]]:
    # The DOI that arXiv gives is the arXiv id once more, and says nothing against a publisher's DOI.
    doi = [("doi", paper.doi)] if paper.doi and not is_arxiv_doi(paper.doi) else []
    return doi + ([("arxiv", paper.arxiv)] if paper.arxiv else [])


def _merge(group: Sequence[Paper | Extraction]) -> Paper | Extraction:
    if len(group) == 1:
        return group[0]
    papers = [_paper(item) for item in group]
    longest = max(papers, key=lambda paper: len(paper.abstract))
    extractions = [item for item in group if isinstance(item, Extraction)]
    if not extractions:
        return _fill(replace(papers[0], abstract=longest.abstract), papers)
    whole = extractions[0]
    for extraction in extractions[1:]:
        whole = join_extractions(whole, extraction)
    filled = _fill(whole.paper, papers)
    if filled.abstract:
        return replace(whole, paper=filled)
    return move_extraction(whole, replace(filled, abstract=longest.abstract))


def _fill(paper: Paper, copies: Sequence[Paper]) -> Paper:
    """Return the paper with every copy's source and identifiers, each value from the first that has it."""
    ids = list(dict.fromkeys(copy.id for copy in copies if copy.id))
    further = {*ids[1:], *(identifier for copy in copies for identifier in copy.identifiers)} - set(ids[:1])
    dois = [copy.doi for copy in copies if copy.doi]
    return replace(
        paper,
        id=ids[0] if ids else "",
        identifiers=tuple(sorted(further)),
        source=tuple(dict.fromkeys(place for copy in copies for place in copy.source)),
        authors=next((copy.authors for copy in copies if copy.authors), ()),
        year=next((copy.year for copy in copies if copy.year), None),
        venue=next((copy.venue for copy in copies if copy.venue), ""),
        doi=next((doi for doi in dois if not is_arxiv_doi(doi)), dois[0] if dois else ""),
        arxiv=next((copy.arxiv for copy in copies if copy.arxiv), ""),
        url=next((copy.url for copy in copies if copy.url), ""),
    )
