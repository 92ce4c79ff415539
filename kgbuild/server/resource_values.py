"""The values on a thing's page: under which name each is shown, where it leads, and what supports it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store, Triple

from kgbuild.graph.formats import compact
from kgbuild.graph.reading import NAMES, TITLES
from kgbuild.graph.support import Node, read_confidence, read_fact, to_number
from kgbuild.server.questions import Resource
from kgbuild.server.sentences import Sentence, Sentences
from kgbuild.server.wording import MAIN, call_property, rank_property
from kgbuild.vocabulary import EVIDENCE_GRAPH, KG

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple

SHOWN: Final = 500  # values of one property on a page; the triples hold all
QUOTED: Final = 60  # of these come with their words
_NAMES: Final = tuple(map(NamedNode, dict.fromkeys((NAMES[0], *TITLES, *NAMES, KG + "valueText"))))


@dataclass(frozen=True, slots=True)
class Support:
    """A statement that supports a fact: its confidence, as text, and the address of its page."""

    confidence: str
    link: str


@dataclass(frozen=True, slots=True)
class Value:
    """One value on a page: its text, where it leads, the statements that support it, and words of one of them."""

    text: str
    link: str = ""
    support: tuple[Support, ...] = ()
    sentence: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Property:
    """One line of a page: a property in words, whether it leads here, its values in order, and how many are not shown.

    `name` is what RDF calls it; `rank` sorts the properties of a page.
    """

    name: str
    words: str
    inverse: bool
    rank: tuple[int, int, str]
    values: tuple[Value, ...]
    more: int = 0

    @property
    def is_main(self) -> bool:
        """Tell whether it is about papers and things, not about the node itself."""
        return self.rank[0] <= MAIN


class Values:
    """Turns the terms of one thing's description into what its page shows."""

    def __init__(self, store: Store, resource: Resource, own: Collection[Node]) -> None:
        """`own` are the thing and its parts: a link to one of them stays on the page."""
        self._store = store
        self._resource = resource
        self._own = own
        self._sentences = Sentences(store, lambda iri: self._address(NamedNode(iri)))

    def anchor(self, node: Node) -> str:
        """Return the name of a part within the page, such as `1` for `...statement/x#1`; empty for other nodes."""
        return node.value.removeprefix(within) if node.value.startswith(within := f"{self._resource.iri}#") else ""

    def value(self, term: Term) -> Value:
        """Return a term as the page shows it, without what supports it."""
        if not isinstance(term, NamedNode):
            return Value(self._plain(term))
        if term in self._own and (anchor := self.anchor(term)):
            return Value(self._label(term) or f"#{anchor}", f"#{anchor}")
        if address := self._address(term):
            return Value(self.name(term), address)
        link = term.value if urlsplit(term.value).scheme in {"http", "https"} else ""
        return Value(compact(term), link)

    def properties(
        self, pairs: Iterable[tuple[NamedNode, Term, Iterable[Node]]], *, inverse: bool = False
    ) -> Iterator[Property]:
        """Yield the properties of (property, other end, supporting statements), in order of names."""
        grouped: defaultdict[NamedNode, list[tuple[Value, Iterable[Node]]]] = defaultdict(list)
        for predicate, term, support in pairs:
            grouped[predicate].append((self.value(term), support))
        for predicate in sorted(grouped, key=lambda one: rank_property(one, inverse=inverse)):
            found = sorted(grouped[predicate], key=lambda one: (one[0].text.casefold(), one[0].text, one[0].link))
            values = tuple(self._supported(value, nodes, place) for place, (value, nodes) in enumerate(found[:SHOWN]))
            place, words = rank_property(predicate, inverse=inverse), call_property(predicate, inverse=inverse)
            yield Property(compact(predicate), words, inverse, place, values, max(0, len(found) - SHOWN))

    def name(self, node: NamedNode) -> str:
        """Return what a thing is called: its label or title, what a statement says, else its IRI.

        A part goes by the name of what it is part of, then its own: many papers have a part `Contribution`.
        """
        label = self._label(node)
        whole, _, part = node.value.partition("#")
        if part and (whole_label := self._label(NamedNode(whole))):
            return f"{whole_label}: {label or f'#{part}'}"
        if label:
            return label
        if fact := read_fact(self._store, node):
            return self._plain(fact)
        if any(True for _ in self._store.quads_for_pattern(node, None, None, NamedNode(EVIDENCE_GRAPH))):
            return node.value.rpartition("/")[2]
        return compact(node)

    def _supported(self, value: Value, statements: Iterable[Node], place: int) -> Value:
        """Return a value with what supports it; words of it for the first ones, which make a page long."""
        nodes = sorted(statements, key=str)
        words = next(filter(None, map(self._sentences.of, nodes)), None) if place < QUOTED else None
        return replace(value, support=self._support(nodes), sentence=words)

    def _support(self, statements: Iterable[Node]) -> tuple[Support, ...]:
        return tuple(Support(self._confidence(one), self._address(one)) for one in sorted(statements, key=str))

    def _label(self, node: NamedNode) -> str:
        for predicate in _NAMES:
            quads = self._store.quads_for_pattern(node, predicate, None, DefaultGraph())
            if texts := [q.object.value for q in quads if isinstance(q.object, Literal) and q.object.value]:
                return " ".join(min(texts).split())
        return ""

    def _end(self, term: Term) -> str:
        return (self._label(term) if isinstance(term, NamedNode) else "") or compact(term)

    def _plain(self, term: Term) -> str:
        if not isinstance(term, Triple):
            return compact(term)
        return f"{self._end(term.subject)} {call_property(term.predicate)} {self._end(term.object)}"

    def _address(self, node: Node) -> str:
        """Return where this server answers for a node, or nothing."""
        for root in self._resource.roots:
            if node.value.startswith(f"{root}/") and self._says(node):
                return node.value.removeprefix(root)
        return ""

    def _says(self, node: Node) -> bool:
        return any(True for _ in self._store.quads_for_pattern(node, None, None, None))

    def _confidence(self, statement: Node) -> str:
        text = read_confidence(self._store, statement)
        number = to_number(text)
        if number is None:  # none, or written by hand
            return text
        return f"{number if number >= 1 else min(number, 0.99):.2f}"  # 1.00 is for what is certain
