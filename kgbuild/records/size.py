"""Whether a record, a paper or an extraction keeps to the limits of `kgbuild.limits`.

What is read is held to them, and what is extracted too: so that what one run writes the next one reads.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final

from kgbuild import limits
from kgbuild.datamodel import ExtractedEntity, Extraction, Link, Mention, Paper
from kgbuild.limits import Limit

_PLAIN: Final = frozenset({str, int, float, bool, type(None)})
_SHORTEST: Final = min(limits.TITLE.most, limits.ADDRESS.most, limits.FIELD.most)


def find_excess(value: Paper | Extraction) -> str:
    """Return which limit a paper or an extraction exceeds, and by what; an empty string where it exceeds none."""
    paper = value.paper if isinstance(value, Extraction) else value
    if value is paper and _is_small(paper):
        return ""
    sizes = _sizes_of_paper(paper)
    if isinstance(value, Extraction):
        sizes = chain(sizes, _sizes_of_extraction(value))
    return next((limit.problem(size) for limit, size in sizes if size > limit.most), "")


def find_excess_of_json(record: Mapping[str, object]) -> str:
    """Return which limit of lists, objects and their nesting a record exceeds; an empty string where it exceeds none.

    Says so before anything is made of it, and without a call for each level.
    """
    if _PLAIN.issuperset(map(type, record.values())):
        return limits.ITEMS.problem(len(record))
    level: list[object] = [record]
    for _ in range(limits.NESTING.most):
        inner: list[object] = []
        for value in level:
            values = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
            if problem := limits.ITEMS.problem(len(values)):
                return problem
            # Most are plain, which is quickly seen.
            inner += [e for e in values if type(e) not in _PLAIN and isinstance(e, Mapping | list)]
        if not inner:
            return ""
        level = inner
    return limits.NESTING.problem(limits.NESTING.most + 1)


def _is_small(paper: Paper) -> bool:
    """Say at once of most papers that no part is too long: all short texts together are no longer than one may be."""
    texts: tuple[str, ...] = (paper.title, paper.url, paper.id, paper.venue, paper.doi, paper.arxiv)
    texts += paper.catalogue_ids + paper.authors + paper.source + paper.identifiers + paper.keywords
    is_short = len("".join(texts)) <= _SHORTEST and len(paper.abstract) <= limits.ABSTRACT.most
    return is_short and len(paper.authors) <= limits.AUTHORS.most and not (paper.author_details or paper.repositories)


def _sizes_of_paper(paper: Paper) -> Iterator[tuple[Limit, int]]:
    yield limits.TITLE, len(paper.title)
    yield limits.ABSTRACT, len(paper.abstract)
    yield limits.ADDRESS, len(paper.url)
    if paper.repositories:
        yield limits.ADDRESS, max(len(one.url) for one in paper.repositories)
    yield limits.AUTHORS, len(paper.authors)
    texts = (paper.id, paper.venue, paper.doi, paper.arxiv, *paper.catalogue_ids)
    yield limits.FIELD, max(map(len, (*texts, *paper.authors, *paper.source, *paper.identifiers, *paper.keywords)))
    if paper.author_details:
        told = chain.from_iterable(detail.affiliations for detail in paper.author_details)
        yield limits.FIELD, max(map(len, told), default=0)


def _sizes_of_extraction(extraction: Extraction) -> Iterator[tuple[Limit, int]]:
    entities, links, relations = extraction.entities, extraction.links or (), extraction.relations or ()
    yield limits.FIELD, len(extraction.extractor)
    yield limits.ENTITIES, len(entities)
    yield limits.ADDRESSES, len(links)
    yield limits.RELATIONS, len(relations)
    yield limits.RESULTS, len(extraction.results or ())
    for entity in entities:
        yield from _sizes_of_entity(entity)
    for link in links:
        yield from _sizes_of_link(link)
    for relation in relations:
        yield from _sizes_of_mentions(relation.mentions or ())
    for result in extraction.results or ():
        yield limits.NAME, len(result.value)
        yield from _sizes_of_mentions(result.mentions or ())


def _sizes_of_entity(entity: ExtractedEntity) -> Iterator[tuple[Limit, int]]:
    yield limits.NAMES, len(entity.names)
    yield limits.NAME, max(map(len, entity.names), default=0)
    yield from _sizes_of_mentions(entity.mentions or ())


def _sizes_of_link(link: Link) -> Iterator[tuple[Limit, int]]:
    yield limits.ADDRESS, len(link.url)
    yield from _sizes_of_mentions((link.mention,) if link.mention else ())


def _sizes_of_mentions(mentions: tuple[Mention, ...]) -> Iterator[tuple[Limit, int]]:
    yield limits.MENTIONS, len(mentions)
    yield limits.FIELD, max((max(len(mention.text), len(mention.by)) for mention in mentions), default=0)
