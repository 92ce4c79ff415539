"""The files of a large graph in parts that can be checked one after the other, each with what its rules ask of others.

All that is said of a subject is in one part. Beside it a part holds what rules look at elsewhere, found in the graph's
store: the classes of what is pointed to, lists of authors, papers of mentions, and statements that have a mention.
"""

import re
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kgbuild.graph.files import open_rdf, parse_file
from kgbuild.graph.terms import ByProperty
from kgbuild.vocabulary import BIBO, DCTERMS, KG, OA, RDF

if TYPE_CHECKING:
    import rdflib

# Triples of a part: some 300 MB as rdflib and the shapes have them.
PART: Final = 100_000
# Bytes of Turtle that rdflib parses at once.
CHUNK: Final = 8 << 20
_TRIES: Final = 8  # chunks taken together where the text was cut within a statement
_HEAD: Final = re.compile(rb"\s*@?(?:prefix|base)\b", re.IGNORECASE)
_TYPE: Final = ox.NamedNode(RDF + "type")
_MENTION: Final = ox.NamedNode(KG + "Mention")
_HAS_MENTION: Final = ox.NamedNode(KG + "hasMention")
_SOURCE: Final = ox.NamedNode(OA + "hasSource")
_AUTHORS: Final = ox.NamedNode(BIBO + "authorList")
_TITLE: Final = ox.NamedNode(DCTERMS + "title")

Node = ox.NamedNode | ox.BlankNode | ox.Triple
Graph = ox.NamedNode | ox.DefaultGraph


@dataclass(frozen=True, slots=True)
class Part:
    """Triples of some subjects, all that a file says of these, and beside them what their rules look at."""

    own: frozenset[ox.Triple]
    beside: frozenset[ox.Triple]

    def by_property(self) -> ByProperty:
        """Return all triples by property."""
        found: defaultdict[str, list[ox.Triple]] = defaultdict(list)
        for triple in (*self.own, *(self.beside - self.own)):
            found[triple.predicate.value].append(triple)
        return found

    def subjects(self) -> frozenset[str]:
        """Return the subjects of which it holds all, as N-Triples writes them."""
        return frozenset(str(triple.subject) for triple in self.own)

    def to_rdflib(self) -> "rdflib.Graph":
        """Return all triples as rdflib has them."""
        import rdflib

        text = ox.serialize(self.own | self.beside, format=ox.RdfFormat.N_TRIPLES) or b""
        return rdflib.Graph(bind_namespaces="none").parse(data=text, format="nt")


def read_parts(file: Path, store: ox.Store, graph: Graph) -> Iterator[Part]:
    """Yield a file in parts; `graph` is where the store has what it says. Raises GraphError where it does not parse."""
    scattered = _find_scattered(file)
    late: list[ox.Triple] = []
    own: list[ox.Triple] = []
    last: object = None
    for quad in parse_file(file):
        triple = quad.triple
        if scattered and triple.subject in scattered:
            late.append(triple)
            continue
        if len(own) >= PART and triple.subject != last:
            yield _with_others(own, store, graph)
            own = []
        own.append(triple)
        last = triple.subject
    for rest in (own, late):
        if rest:
            yield _with_others(rest, store, graph)


def titles_of(part: Part, store: ox.Store) -> ByProperty:
    """Return the titles of the papers in which the mentions of a part of the evidence stand."""
    papers = {triple.object for triple in part.own if triple.predicate == _SOURCE}
    named = [paper for paper in papers if isinstance(paper, ox.NamedNode | ox.BlankNode)]
    return {
        _TITLE.value: [
            quad.triple for paper in named for quad in store.quads_for_pattern(paper, _TITLE, None, ox.DefaultGraph())
        ]
    }


def count_with_rdflib(file: Path, kind: ox.RdfFormat) -> int:
    """Return how many triples rdflib reads in a file of Turtle or N-Triples, which it parses piece by piece.

    Raises what rdflib raises.
    """
    import numpy as np
    import rdflib

    seen = array("q")
    head, text, tries = b"", b"", 0
    for lines in _chunks(file):
        text += b"".join(lines)
        graph = rdflib.Graph(bind_namespaces="none")
        try:
            graph.parse(data=head + text, format=kind.media_type)
        except Exception:
            tries += 1
            if tries >= _TRIES or not lines:
                raise
            continue
        seen.extend(hash(triple) for triple in graph)
        head += b"".join(line for line in text.splitlines(keepends=True) if _HEAD.match(line))
        text, tries = b"", 0
    return len(np.unique(np.frombuffer(seen, dtype=np.int64))) if seen else 0


def _chunks(file: Path) -> Iterator[list[bytes]]:
    """Yield the lines of a file in chunks that end where a statement may end; the last one is empty."""
    lines: list[bytes] = []
    size = 0
    with open_rdf(file) as source:
        for line in source:
            lines.append(line)
            size += len(line)
            if size >= CHUNK and line.rstrip().endswith(b"."):
                yield lines
                lines, size = [], 0
    if lines:
        yield lines
    yield []


def _find_scattered(file: Path) -> Collection[object]:
    """Return the subjects of which a file speaks in several places."""
    seen: set[int] = set()  # hashes: two that are alike by chance count as scattered, which is no harm
    scattered: set[object] = set()
    last: object = None
    for quad in parse_file(file):
        if quad.subject != last:
            last = quad.subject
            key = hash(last)
            if key in seen:
                scattered.add(last)
            seen.add(key)
    return scattered


def _with_others(own: Iterable[ox.Triple], store: ox.Store, graph: Graph) -> Part:
    triples = frozenset(own)
    beside: set[ox.Triple] = set()

    def find(subject: object, predicate: ox.NamedNode | None, value: Node | None = None) -> None:
        if subject is None or isinstance(subject, ox.NamedNode):  # a blank node has another name in the store
            found = store.quads_for_pattern(subject, predicate, value, graph)
            beside.update(quad.triple for quad in found)

    for end in {triple.object for triple in triples if isinstance(triple.object, ox.NamedNode)}:
        find(end, _TYPE)
    for triple in triples:
        if triple.predicate == _AUTHORS:
            find(triple.object, None)
        elif triple.predicate == _HAS_MENTION:
            find(triple.object, _SOURCE)
        elif triple.predicate == _TYPE and triple.object == _MENTION and isinstance(triple.subject, ox.NamedNode):
            find(None, _HAS_MENTION, triple.subject)
    for triple in tuple(beside):
        if triple.predicate == _HAS_MENTION:  # a statement has its class
            find(triple.subject, _TYPE)
    return Part(triples, frozenset(beside))
