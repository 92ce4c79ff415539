"""What people mean by a name, an address or a paper in a row of a curation file: places where things were extracted."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import unquote

from kgbuild.curation import Reference
from kgbuild.datamodel import ExtractedEntity, Paper
from kgbuild.identity.identifiers import parse_arxiv, parse_doi
from kgbuild.identity.names import thing_key
from kgbuild.identity.titles import title_key
from kgbuild.resolution.relations import Group, Place
from kgbuild.resolution.things import head_name

_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]*:\S+?/(?:entity|paper)/([^/?#\s]+)\Z", re.IGNORECASE)
# Slugs as people see them, and places of their things: one place may be known by several.
Slugs = Sequence[tuple[Place, str]]


class Occurrences:
    """All things of all papers by their places, found by what people call them.

    A name stands for every place that carries it, in any spelling that counts as one; an address or a slug for every
    place of its thing, by `slugs`.
    """

    def __init__(self, groups: Iterable[Group], slugs: Slugs = ()) -> None:
        self.entities: dict[Place, ExtractedEntity] = {}
        self._by_name: defaultdict[str, list[Place]] = defaultdict(list)
        self._by_slug: defaultdict[str, list[Place]] = defaultdict(list)
        self._papers: defaultdict[str, set[str]] = defaultdict(set)
        for slug, paper, copies in groups:
            for key in set(paper_keys(slug, paper)):
                self._papers[key].add(slug)
            for copy, extraction in enumerate(copies):
                for entity in extraction.entities:
                    place = Place(slug, copy, entity.id)
                    self.entities[place] = entity
                    for key in {thing_key(name) for name in entity.names if name.strip()}:
                        self._by_name[key].append(place)
        for place, slug in slugs:
            if place in self.entities:
                self._by_slug[slug].append(place)

    def find(self, reference: Reference, types: Mapping[Place, set[str]] | None = None) -> frozenset[Place]:
        """Return the places that a reference stands for; `types` are further types that a place had or gets."""
        slug = find_slug(reference.name)
        found = [] if slug else self._by_name.get(thing_key(reference.name), [])
        found = found or self._by_slug.get(slug or reference.name, [])
        papers = self.find_papers(reference.paper) if reference.paper else None
        return frozenset(
            place
            for place in found
            if (papers is None or place.paper in papers)
            and (
                not reference.type
                or self.entities[place].type == reference.type
                or reference.type in (types or {}).get(place, ())
            )
        )

    def find_papers(self, text: str) -> frozenset[str]:
        """Return the slugs of the papers that a text names: address, DOI, arXiv id, own id or title."""
        for key in keys_of_text(text):
            if key in self._papers:
                return frozenset(self._papers[key])
        return frozenset()

    def led_by(self, places: Iterable[Place], name: str) -> frozenset[Place]:
        """Return of some places those whose thing is called so first of all; all where none is, or for an address."""
        found = frozenset(places)
        key = thing_key(name)
        heads = {p for p in found if thing_key(head_name(self.entities[p].names)) == key}
        first = {p for p in found if thing_key(self.entities[p].names[0]) == key}
        return frozenset(heads or first or found)

    def tell_missing(self, reference: Reference) -> str:
        """Return in words why a reference stands for nothing."""
        if reference.paper and not self.find_papers(reference.paper):
            return f'no paper is "{reference.paper}"'
        kind = f"{reference.type} " if reference.type else ""
        where = f' in "{reference.paper}"' if reference.paper else ""
        return f'no {kind}"{reference.name}" is found{where}'


def find_slug(text: str) -> str:
    """Return the slug of an address of a thing or a paper; "" for any other text."""
    match = _ADDRESS.match(text)
    return unquote(match[1]) if match else ""


def paper_keys(slug: str, paper: Paper) -> Iterator[str]:
    """Yield all that a paper may be named by, each with its kind."""
    yield f"slug {slug}"
    if paper.doi:
        yield f"doi {parse_doi(paper.doi) or paper.doi.casefold()}"
    if paper.arxiv:
        yield f"arxiv {parse_arxiv(paper.arxiv) or paper.arxiv.casefold()}"
    for id_ in (paper.id, *paper.identifiers, *paper.catalogue_ids, *paper.source, paper.url):
        if id_:
            yield f"id {id_}"
    yield f"title {title_key(paper.title)}"


def keys_of_text(text: str) -> Sequence[str]:
    """Return the keys of papers that a text may stand for, what is surest first."""
    address = find_slug(text)
    doi, arxiv = parse_doi(text), parse_arxiv(text)
    return [
        *([f"slug {address}"] if address else []),
        *([f"doi {doi}"] if doi else []),
        *([f"arxiv {arxiv}"] if arxiv else []),
        f"id {text}",
        f"slug {text}",
        f"title {title_key(text)}",
    ]
