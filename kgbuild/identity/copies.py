"""One paper for all its copies, and the slug that names it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from kgbuild.datamodel import AuthorDetail, Paper, Repository
from kgbuild.identity.addresses import address_key
from kgbuild.identity.identifiers import find_identifiers, is_arxiv_doi
from kgbuild.identity.people import may_be_one_person
from kgbuild.identity.slugs import unique_slugs
from kgbuild.identity.titles import letters, title_key

_NO_YEAR: Final = 10_000


def merge_copies(copies: Sequence[Paper]) -> Paper:
    """Return one paper for its copies: the longest abstract, and what `fill_paper` takes from all of them."""
    longest = max(copies, key=lambda paper: len(paper.abstract))
    return fill_paper(replace(copies[0], abstract=longest.abstract), copies)


def fill_paper(paper: Paper, copies: Sequence[Paper]) -> Paper:
    """Return the paper with what its copies say.

    Those are all sources and identifiers, the earliest year, and else each value from the first that has it.
    """
    ids = list(dict.fromkeys(copy.id for copy in copies if copy.id))
    further = {*ids[1:], *(identifier for copy in copies for identifier in copy.identifiers)} - set(ids[:1])
    for catalogue in ("pmid", "openalex", "s2"):
        first, *others = dict.fromkeys(filter(None, (getattr(copy, catalogue) for copy in copies))) or [""]
        further |= {other for other in others if other != first}
    dois = [copy.doi for copy in copies if copy.doi]
    authors, details = _choose_authors(copies)
    arxivs = [find_identifiers(copy.doi, copy.arxiv, "")[1] for copy in copies]
    return replace(
        paper,
        id=ids[0] if ids else "",
        identifiers=tuple(sorted(further)),
        source=tuple(dict.fromkeys(place for copy in copies for place in copy.source)),
        authors=authors,
        year=min((copy.year for copy in copies if copy.year), default=None),
        venue=next((copy.venue for copy in copies if copy.venue), ""),
        doi=next((doi for doi in dois if not is_arxiv_doi(doi)), dois[0] if dois else ""),
        arxiv=next(filter(None, arxivs), ""),
        url=next((copy.url for copy in copies if copy.url), ""),
        pmid=next((copy.pmid for copy in copies if copy.pmid), ""),
        openalex=next((copy.openalex for copy in copies if copy.openalex), ""),
        s2=next((copy.s2 for copy in copies if copy.s2), ""),
        keywords=tuple(dict.fromkeys(word for copy in copies for word in copy.keywords)),
        repositories=_join_repositories(copies),
        author_details=details,
    )


def _choose_authors(copies: Sequence[Paper]) -> tuple[tuple[str, ...], tuple[AuthorDetail, ...]]:
    """Return the first copy's authors, and what any copy that lists the same people in this order tells of them."""
    authors = next((copy.authors for copy in copies if copy.authors), ())
    for copy in copies:
        if (
            copy.author_details
            and len(copy.authors) == len(authors)
            and all(map(may_be_one_person, authors, copy.authors))
        ):
            details = zip(copy.author_details, authors, strict=True)
            return authors, tuple(replace(detail, name=name) for detail, name in details)
    return authors, ()


def _join_repositories(copies: Sequence[Paper]) -> tuple[Repository, ...]:
    """Return each repository once, as official if one of the copies says so."""
    official: dict[str, Repository] = {}
    for repository in (repository for copy in copies for repository in copy.repositories):
        known = official.setdefault(address_key(repository.url), repository)
        if repository.is_official and not known.is_official:
            official[address_key(repository.url)] = replace(known, is_official=True)
    return tuple(official.values())


def begins_with(whole: str, part: str) -> bool:
    """Tell whether an abstract says all that another says, alike in letters and digits: it is the same, or goes on."""
    return letters(whole).startswith(letters(part))


def paper_slugs(papers: Sequence[Paper]) -> list[str]:
    """Return a slug for each of several distinct papers, made from its DOI, else its arXiv id, else its title.

    Of papers that want the same the earliest has it (unknown years come last, ties are settled by the rest of what
    they say), and the others get a hash behind it of what tells them apart: title, authors, year, venue and, where
    those are the same, the abstract.
    """
    wanted = wanted_slugs(papers)
    slugs = unique_slugs({key: (text, weight) for key, text, weight in wanted})
    return [slugs[key] for key, _, _ in wanted]


def wanted_slugs(papers: Sequence[Paper]) -> list[tuple[str, str, int]]:
    """Return for each of several distinct papers its own key, the text that makes its slug, and its weight there.

    A key is told apart from those of papers with the same title; papers with other titles need not be at hand.
    """
    keys = _distinct_keys(papers)
    return [
        (key, paper.doi or paper.arxiv or paper.title, -(paper.year or _NO_YEAR))
        for key, paper in zip(keys, papers, strict=True)
    ]


def _distinct_keys(papers: Sequence[Paper]) -> list[str]:
    keys = ["\n".join((title_key(p.title), *p.authors, str(p.year), p.venue, p.doi, p.arxiv)) for p in papers]
    steps: tuple[Callable[[Paper], str], ...] = (lambda paper: paper.abstract, repr)
    for further in steps:
        counts = Counter(keys)
        keys = [
            key if counts[key] == 1 else f"{key}\n{further(paper)}" for key, paper in zip(keys, papers, strict=True)
        ]
    return keys
