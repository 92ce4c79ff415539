"""The sentence behind a fact: its words as the evidence keeps them, marked where the name stands."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store

from kgbuild.vocabulary import EVIDENCE_GRAPH, KG, OA, RDF

_EVIDENCE: Final = NamedNode(EVIDENCE_GRAPH)
_SUBJECT: Final = NamedNode(RDF + "subject")
_OBJECT: Final = NamedNode(RDF + "object")
_MENTION: Final = NamedNode(KG + "hasMention")
_EXACT, _PREFIX, _SUFFIX = (NamedNode(OA + name) for name in ("exact", "prefix", "suffix"))
# So many statements or papers are looked at for one row: things that thousands of papers name have as many.
_MOST: Final = 300
_ROOM: Final = 90  # characters before and after the marked words


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words of a paper, what stands before and after them, and the page of the statement that they support."""

    before: str
    words: str
    after: str
    link: str = ""


class Sentences:
    """Finds them in a graph; `link` gives the address at which an IRI is shown."""

    def __init__(self, store: Store, link: Callable[[str], str]) -> None:
        self._store = store
        self._link = link

    def find(
        self, papers: Sequence[NamedNode], things: Sequence[NamedNode], asked: Sequence[NamedNode]
    ) -> Sentence | None:
        """Return a sentence behind a row of an answer, if there is one.

        One that ties two things to each other comes first, then one in which a paper names a thing: of what the row
        names (`papers`, `things`) and of what was asked for (`asked`), at least one of the two of the row.
        """
        return next(self._search(papers, things, asked), None)

    def _search(
        self, papers: Sequence[NamedNode], things: Sequence[NamedNode], asked: Sequence[NamedNode]
    ) -> Iterator[Sentence]:
        pairs = [(one, other) for one in things for other in (*things, *asked) if one != other]
        for one, other in (*pairs, *((other, one) for one, other in pairs if other not in things)):
            yield from filter(None, map(self.of, self._about(one, {other})))
        for paper in papers:
            for wanted in filter(None, (things, asked)):
                yield from filter(None, map(self.of, self._about(paper, set(wanted))))
        for thing in things if asked and not papers else ():
            yield from self._beside(thing, asked)

    def of(self, statement: NamedNode | BlankNode) -> Sentence | None:
        """Return the first words that support a statement; None where none are kept."""
        quads = self._store.quads_for_pattern(statement, _MENTION, None, None)
        mentions = sorted({q.object for q in quads if isinstance(q.object, NamedNode | BlankNode)}, key=str)
        for mention in mentions:
            if words := self._text(mention, _EXACT):
                before, after = self._text(mention, _PREFIX), self._text(mention, _SUFFIX)
                if len(before) > _ROOM:
                    before = "…" + before[-_ROOM:].partition(" ")[2]
                if len(after) > _ROOM:
                    after = after[:_ROOM].rpartition(" ")[0] + "…"
                return Sentence(before, words, after, self._link(statement.value))
        return None

    def _about(self, subject: NamedNode, objects: set[NamedNode]) -> Iterator[NamedNode | BlankNode]:
        """Yield statements with this subject and one of these objects, in order of their names."""
        quads = self._store.quads_for_pattern(None, _SUBJECT, subject, _EVIDENCE)
        found = {q.subject for q in islice(quads, _MOST) if isinstance(q.subject, NamedNode | BlankNode)}
        for statement in sorted(found, key=str):
            ends = self._store.quads_for_pattern(statement, _OBJECT, None, _EVIDENCE)
            if any(quad.object in objects for quad in ends):
                yield statement

    def _beside(self, thing: NamedNode, asked: Sequence[NamedNode]) -> Iterator[Sentence]:
        """Yield how papers name a thing that also name what was asked for."""
        naming = islice(self._store.quads_for_pattern(None, None, thing, DefaultGraph()), _MOST)
        papers = {quad.subject for quad in naming if isinstance(quad.subject, NamedNode)}
        for paper in sorted(papers, key=str):
            if any(self._names(paper, other) for other in asked):
                yield from filter(None, map(self.of, self._about(paper, {thing})))

    def _names(self, paper: NamedNode, thing: NamedNode) -> bool:
        return any(True for _ in self._store.quads_for_pattern(paper, None, thing, DefaultGraph()))

    def _text(self, node: NamedNode | BlankNode, predicate: NamedNode) -> str:
        quads = self._store.quads_for_pattern(node, predicate, None, None)
        return min((q.object.value for q in quads if isinstance(q.object, Literal)), default="")
