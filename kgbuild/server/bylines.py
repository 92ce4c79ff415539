"""Who wrote a paper, when and where it appeared, and under which addresses it is known."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode

from kgbuild.graph.support import Node
from kgbuild.server.resource_parts import Pairs, find_objects, find_texts
from kgbuild.vocabulary import BIBO, DCTERMS, FABIO, KG, MEMBER, SCHEMA

_AUTHORS: Final = NamedNode(DCTERMS + "creator")
_LIST: Final = NamedNode(BIBO + "authorList")
_YEAR: Final = NamedNode(DCTERMS + "issued")
_VENUE: Final = NamedNode(KG + "venue")
_DOI: Final = NamedNode(BIBO + "doi")
_ARXIV: Final = NamedNode(FABIO + "hasArXivId")
_PAGE: Final = NamedNode(SCHEMA + "url")
_MEMBER: Final = re.compile(re.escape(MEMBER) + r"([0-9]{1,9})\Z")


@dataclass(frozen=True, slots=True)
class Byline:
    """Authors in their order, year and venue, "" where not told, and addresses of the paper (name, address)."""

    authors: tuple[str, ...]
    year: str
    venue: str
    links: tuple[tuple[str, str], ...]


def read_byline(about: Mapping[Node, Pairs], node: Node) -> Byline:
    """Return what stands under the title of a paper; `about` is what is said of it and its parts."""
    said = about[node]
    places = {}
    for part in find_objects(said, _LIST):
        for predicate, term in about.get(part, ()) if isinstance(part, NamedNode) else ():
            if (found := _MEMBER.match(predicate.value)) and isinstance(term, Literal):
                places[int(found[1])] = term.value
    authors = [places[place] for place in sorted(places)]
    authors += sorted(set(find_texts(said, _AUTHORS)).difference(authors))
    links = [("DOI", f"https://doi.org/{quote(doi, safe='/')}") for doi in find_texts(said, _DOI)]
    links += [("arXiv", f"https://arxiv.org/abs/{quote(number, safe='/')}") for number in find_texts(said, _ARXIV)]
    pages = [term.value for term in find_objects(said, _PAGE) if isinstance(term, NamedNode)]
    links += [("page", page) for page in sorted(pages) if page.startswith(("http://", "https://"))]
    return Byline(tuple(authors), _least(said, _YEAR), _least(said, _VENUE), tuple(links))


def _least(said: Pairs, predicate: NamedNode) -> str:
    return min(find_texts(said, predicate), default="")
