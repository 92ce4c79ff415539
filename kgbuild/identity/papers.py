"""Which records are one paper: what they share makes them one unless something contradicts it.

Records with one arXiv id are one paper, unless both title and authors differ; with one DOI, unless the titles differ
(chapters have the DOI of their book); with one title, unless identifiers, authors, years or venues differ. A field that
a record lacks contradicts nothing.

What counts as different allows for the copies that one paper has: authors in other spelling and order or cut short need
one name in common; years may be two apart, as a preprint's and its journal's are; venues differ when they share no
word, neither abbreviates the other and none is a preprint server. Where the abstract is the same text, or two authors
agree in the case of venues, neither of these counts. Titles such as "Editorial" name a part that many volumes have:
under them years must agree and abstracts be one text, or none.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Any, Final, NamedTuple

from kgbuild.datamodel import Paper
from kgbuild.identity.identifiers import is_arxiv_doi, parse_arxiv, parse_doi
from kgbuild.identity.names import american, name_words
from kgbuild.identity.people import People
from kgbuild.identity.titles import fold, is_common_title, letters, main_title_key, title_key, without_markup
from kgbuild.identity.venues import may_be_one_venue

_YEARS_APART: Final = 2
_COMMON_WORDS: Final = 0.6  # share of words that two titles under one DOI have in common at least
_COMPARED_LETTERS: Final = 200  # of an abstract
# Under a title that more papers than this have, a paper is compared with its nearest neighbours in a fixed order only
# (the sorted neighbourhood of M. Hernandez and S. Stolfo, The merge/purge problem, SIGMOD 1995): time stays linear.
_WINDOW: Final = 32
_MOST_COMPARED: Final = 16  # titles, texts or venues of one paper
_LITTLE_WORDS: Final = frozenset({"a", "an", "and", "for", "in", "of", "on", "the", "to", "with"})


def group_copies(papers: Sequence[Paper]) -> list[list[int]]:
    """Return the positions of each paper's records; both the papers and their records in order of appearance.

    Which records are together depends on the records only, not on their order.
    """
    shared = _find_shared(map(copy_keys, papers))
    by_description: defaultdict[_Description, list[int]] = defaultdict(list)
    for index in sorted(shared):
        by_description[_describe(papers[index])].append(index)
    # Most copies are alike: those that have nothing in common with any other are done.
    described = sorted(by_description)
    differing = _find_shared((title_key(one.title), one.doi, one.arxiv) for one in described)
    clusters = [_Cluster(described[position], by_description[described[position]]) for position in sorted(differing)]
    groups = [sorted(cluster.records) for cluster in _join(clusters)]
    groups += [by_description[one] for position, one in enumerate(described) if position not in differing]
    return sorted(groups + [[index] for index in range(len(papers)) if index not in shared])


def copy_keys(paper: Paper) -> tuple[str, str, str]:
    """Return the title's key, the DOI and the arXiv id of a paper; records that share none of them are two papers."""
    return title_key(paper.title), *_find_identifiers(paper)


class _Description(NamedTuple):
    """What of a record tells which paper it is; records with one description are one paper."""

    unknown: int  # how many fields the record lacks: those that tell most come first
    authors: tuple[str, ...]
    year: int
    venue: str
    doi: str
    arxiv: str
    title: str
    abstract: str


def _describe(paper: Paper) -> _Description:
    doi, arxiv = _find_identifiers(paper)
    return _Description(
        unknown=sum(not value for value in (doi, arxiv, paper.authors, paper.year, paper.venue)),
        authors=paper.authors,
        year=paper.year or 0,
        venue=paper.venue,
        doi=doi,
        arxiv=arxiv,
        title=paper.title,
        abstract=paper.abstract[: 2 * _COMPARED_LETTERS],
    )


def _find_identifiers(paper: Paper) -> tuple[str, str]:
    """Return DOI and arXiv id; the DOI that arXiv gives is the arXiv id once more."""
    if not (paper.doi or paper.arxiv):
        return "", ""
    doi, arxiv = parse_doi(paper.doi) or paper.doi.strip().casefold(), parse_arxiv(paper.arxiv) or paper.arxiv
    return ("", arxiv or parse_arxiv(doi)) if is_arxiv_doi(doi) else (doi, arxiv)


def _find_shared(keys: Iterable[tuple[str, str, str]]) -> set[int]:
    """Return the positions whose title, DOI or arXiv id stands at another position as well."""
    first: tuple[dict[str, int], ...] = ({}, {}, {})
    shared = set()
    for position, own in enumerate(keys):
        for known, key in zip(first, own, strict=True):
            if key and (other := known.setdefault(key, position)) != position:
                shared |= {other, position}
    return shared


class _Cluster:
    """Records held for one paper, with all that they say of it."""

    def __init__(self, description: _Description, records: Iterable[int]) -> None:
        self.description = description  # the first in order, by which clusters are sorted
        self.records = list(records)
        self.people = People(description.authors)
        self.year = description.year  # the earliest known
        self.venues = {description.venue} - {""}
        self.dois = {description.doi} - {""}
        self.arxivs = {description.arxiv} - {""}
        self.titles = {description.title}
        self.keys = {title_key(description.title)}
        self.texts = {letters(description.abstract)[:_COMPARED_LETTERS]} - {""}

    def add(self, other: "_Cluster") -> None:
        """Take in the records of another."""
        self.description = min(self.description, other.description)
        self.records += other.records
        self.people.add(other.people.names)
        self.year = min(self.year or other.year, other.year or self.year)
        self.venues |= other.venues
        self.dois |= other.dois
        self.arxivs |= other.arxivs
        self.titles |= other.titles
        self.keys |= other.keys
        self.texts |= other.texts


_Test = Callable[[_Cluster, _Cluster], bool]


def _join(clusters: list[_Cluster]) -> list[_Cluster]:
    """Join clusters by what they share, the surest first, until no two are left that are one paper."""
    rules: tuple[tuple[Callable[[_Cluster], Iterable[Any]], _Test], ...] = (
        (lambda cluster: cluster.arxivs, _is_one_by_arxiv),
        (lambda cluster: cluster.dois, _is_one_by_doi),
        (lambda cluster: product(_least(cluster.keys), _least(cluster.texts)), _is_one_by_title),
        (lambda cluster: cluster.keys, _is_one_by_title),
    )
    while True:
        before = len(clusters)
        for keys, is_one in rules:
            clusters = _join_by(clusters, keys, is_one)
        if len(clusters) == before:
            return clusters


def _join_by(clusters: list[_Cluster], keys: Callable[[_Cluster], Iterable[Any]], is_one: _Test) -> list[_Cluster]:
    blocks: defaultdict[Any, list[_Cluster]] = defaultdict(list)
    for cluster in clusters:
        for key in keys(cluster):
            blocks[key].append(cluster)
    into: dict[_Cluster, _Cluster] = {}
    for _, block in sorted((key, block) for key, block in blocks.items() if len(block) > 1):
        kept: list[_Cluster] = []
        for cluster in sorted({_follow(into, cluster) for cluster in block}, key=_order):
            same = next((known for known in kept[-_WINDOW:] if is_one(known, cluster)), None)
            if same is None:
                kept.append(cluster)
            else:
                same.add(cluster)
                into[cluster] = same
    return sorted((cluster for cluster in clusters if cluster not in into), key=_order)


def _follow(into: Mapping[_Cluster, _Cluster], cluster: _Cluster) -> _Cluster:
    while cluster in into:
        cluster = into[cluster]
    return cluster


def _order(cluster: _Cluster) -> _Description:
    return cluster.description


def _is_one_by_arxiv(one: _Cluster, other: _Cluster) -> bool:
    return not one.people.contradict(other.people) or _titles_agree(one, other)


def _is_one_by_doi(one: _Cluster, other: _Cluster) -> bool:
    return _titles_agree(one, other)


def _is_one_by_title(one: _Cluster, other: _Cluster) -> bool:
    """Tell whether nothing contradicts that two clusters with a common title are one paper."""
    if _identifiers_differ(one, other) or one.people.contradict(other.people):
        return False
    years_apart = abs(one.year - other.year) if one.year and other.year else 0
    if all(map(is_common_title, one.keys & other.keys)):
        # A record without an abstract might be any of several, so it is none of those that have one.
        same_text = bool(one.texts & other.texts) or not (one.texts or other.texts)
        return same_text and not years_apart and _venues_agree(one, other)
    if one.texts & other.texts:
        return True
    return years_apart <= _YEARS_APART and (_venues_agree(one, other) or one.people.share(other.people, 2))


def _least(values: set[str]) -> list[str]:
    """Return the first values in order, as many as are compared: all, of any paper that is one."""
    return sorted(values)[:_MOST_COMPARED]


def _differ(ours: set[Any], theirs: set[Any]) -> bool:
    """Tell whether both sides say something and nothing of it is the same."""
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _identifiers_differ(one: _Cluster, other: _Cluster) -> bool:
    if _differ(one.dois, other.dois):
        return one.arxivs.isdisjoint(other.arxivs)
    return _differ(one.arxivs, other.arxivs) and one.dois.isdisjoint(other.dois)


def _venues_agree(one: _Cluster, other: _Cluster) -> bool:
    if not one.venues or not other.venues:
        return True
    return any(may_be_one_venue(ours, theirs) for ours, theirs in product(_least(one.venues), _least(other.venues)))


def _titles_agree(one: _Cluster, other: _Cluster) -> bool:
    """Tell whether titles under one identifier are spellings of one, or one lacks its subtitle."""
    if one.texts & other.texts:
        return True
    shared = one.keys & other.keys
    short = one.keys & set(map(main_title_key, other.titles)) | set(map(main_title_key, one.titles)) & other.keys
    if not all(map(is_common_title, shared | short)):
        return True
    if _differ(one.texts, other.texts):
        return False
    return bool(shared) or any(
        _are_alike(ours, theirs) for ours, theirs in product(_least(one.titles), _least(other.titles))
    )


def _are_alike(one: str, other: str) -> bool:
    """Tell whether titles share most of their words, and all numbers and short words ("Part II", "C++")."""
    ours, theirs = _words(one), _words(other)
    apart = ours ^ theirs
    return len(ours & theirs) >= _COMMON_WORDS * len(ours | theirs) and all(
        len(word) > 3 and not any(map(str.isdigit, word)) for word in apart
    )


@lru_cache(maxsize=65536)
def _words(title: str) -> frozenset[str]:
    return frozenset(map(american, name_words(fold(without_markup(title))))) - _LITTLE_WORDS
