"""What the names of a graph stand for: looked up by the resolver's keys, by words, and near ones where nothing fits.

The index is made once of a store. Where the system has fork, worker processes find it made.
"""

from collections import defaultdict
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, QuerySolutions, Store

from kgbuild import vocabulary as v
from kgbuild.errors import QueryError
from kgbuild.graph.reading import NAMES, TITLES
from kgbuild.graph.relations import PAPER, is_thing, rank
from kgbuild.identity.identifiers import parse_arxiv, parse_doi
from kgbuild.identity.names import name_words, thing_key
from kgbuild.terminal import visible

_NEAR: Final = 5
_LONGEST: Final = 500  # characters of a name that is looked up
_IDENTIFIERS: Final = ((v.BIBO + "doi", parse_doi), (v.FABIO + "hasArXivId", parse_arxiv))
_COUNTS: Final = """SELECT ?thing (COUNT(DISTINCT ?paper) AS ?papers) WHERE {
  ?paper a kg:Paper ; ?property ?thing . ?thing a ?class
  FILTER(STRSTARTS(STR(?property), STR(kg:))) } GROUP BY ?thing"""


class Names:
    """Which nodes a graph's names and titles stand for, and how many papers name each."""

    def __init__(self, store: Store) -> None:
        self._entries: list[tuple[str, str]] = []  # " words of a name", IRI
        self._main: defaultdict[str, set[str]] = defaultdict(set)
        self._other: defaultdict[str, set[str]] = defaultdict(set)
        self.types: defaultdict[str, list[str]] = defaultdict(list)
        for kind in _classes(store):
            self._add(store, kind)
        self.papers = {row[0].value: int(row[1].value) for row in _ask(store, _COUNTS)}
        self._entries.sort()

    def _add(self, store: Store, kind: str) -> None:
        """Take in the names of all nodes of a class."""
        main, *others = TITLES if kind == PAPER else (*NAMES, v.SKOS + "altLabel")
        for quad in store.quads_for_pattern(None, NamedNode(v.RDF + "type"), NamedNode(v.KG + kind), DefaultGraph()):
            node = quad.subject
            if not isinstance(node, NamedNode):
                continue
            known = node.value in self.types
            self.types[node.value].append(kind)
            for predicate in () if known else (main, *others):
                for told in store.quads_for_pattern(node, NamedNode(predicate), None, DefaultGraph()):
                    if isinstance(told.object, Literal):
                        key = thing_key(told.object.value)
                        (self._main if predicate == main else self._other)[key].add(node.value)
                        self._entries.append((" " + " ".join(name_words(told.object.value)), node.value))

    def find(self, text: str) -> list[tuple[str, str]]:
        """Return the IRIs that a text may stand for and how it fits: same, begins, words, part, near; best first."""
        text = text[:_LONGEST]
        found: dict[str, str] = dict.fromkeys(self.same(text), "same")
        words = name_words(text)
        if words:
            for how, hits in self._search(words).items():
                for iri in sorted(hits, key=self._rank):
                    found.setdefault(iri, how)
        if not found:
            found = dict.fromkeys(self._near(text), "near")
        return list(found.items())

    def same(self, text: str) -> list[str]:
        """Return what has this name as its main one, then what has it as another, each by number of papers."""
        key = thing_key(text[:_LONGEST])
        main = self._main.get(key, set())
        return [*sorted(main, key=self._rank), *sorted(self._other.get(key, set()) - main, key=self._rank)]

    def _search(self, words: tuple[str, ...]) -> dict[str, set[str]]:
        begin = " " + " ".join(words)
        starts = [f" {word}" for word in words]
        joined = "".join(words)
        hits: dict[str, set[str]] = {"begins": set(), "words": set(), "part": set()}
        for name, iri in self._entries:
            if name.startswith(begin):
                hits["begins"].add(iri)
            elif all(start in name for start in starts):
                hits["words"].add(iri)
            elif len(joined) > 2 and joined in name.replace(" ", ""):
                hits["part"].add(iri)
        return hits

    def _near(self, text: str) -> Iterator[str]:
        """Yield what has a name most like a text, where letters are swapped, missing or too many."""
        key = thing_key(text)
        some = {*key[:1], *key[1:2]}
        keys = {
            name
            for names in (self._main, self._other)
            for name in names
            if abs(len(name) - len(key)) <= 2 + len(key) // 8 and some & set(name[:2])
        }
        for near in get_close_matches(key, sorted(keys), n=_NEAR, cutoff=0.75):
            yield from sorted({*self._main.get(near, ()), *self._other.get(near, ())}, key=self._rank)

    def _rank(self, iri: str) -> tuple[int, str]:
        return -self.papers.get(iri, 0), iri


@lru_cache(maxsize=1)
def names_of(store: Store) -> Names:
    """Return the index of a store's names."""
    return Names(store)


def resolve(store: Store, text: str) -> tuple[str, list[str]]:
    """Return the IRI of what is called by an IRI, a name, a title, a DOI or an arXiv id, and others called the same.

    Raises QueryError, with near names, where the graph has nothing of that name.
    """
    names = names_of(store)
    text = text.strip()
    if text in names.types:
        return text, []
    for predicate, parse in _IDENTIFIERS:
        if identifier := parse(text):
            papers = store.quads_for_pattern(None, NamedNode(predicate), Literal(identifier), DefaultGraph())
            if found := sorted(quad.subject.value for quad in papers if isinstance(quad.subject, NamedNode)):
                return found[0], found[1:]
    if same := names.same(text):
        return same[0], same[1:_NEAR]
    near = [iri for iri, _ in names.find(text)][:_NEAR]
    hint = f"near: {' '.join(near)}" if near else "find looks up parts of names"
    raise QueryError(f"nothing in the graph is called {visible(text[:100])!r}; {hint}")


def _classes(store: Store) -> list[str]:
    """Return the classes of papers and things that the graph has, in the ontology's order."""
    rows = _ask(store, "SELECT DISTINCT ?class WHERE { ?node a ?class }")
    ours = {row[0].value.removeprefix(v.KG) for row in rows if row[0].value.startswith(v.KG)}
    return sorted((name for name in ours if name == PAPER or is_thing(name)), key=rank)


def _ask(store: Store, sparql: str) -> QuerySolutions:
    answer = store.query(sparql, prefixes=v.PREFIXES)
    assert isinstance(answer, QuerySolutions)  # noqa: S101  # a SELECT gives nothing else
    return answer
