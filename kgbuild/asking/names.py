"""The names that a graph has, and which of them stand in a question."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from heapq import nsmallest
from typing import Final, Literal

from pyoxigraph import Literal as RdfLiteral
from pyoxigraph import NamedNode, Store

from kgbuild.asking.words import GRAMMAR, is_of_grammar
from kgbuild.entity_types import TYPE_ROWS
from kgbuild.graph.query import run_query
from kgbuild.identity.names import american, name_words, thing_key

Kind = Literal["thing", "author", "venue", "paper"]

_THINGS: Final = """
SELECT ?thing ?type ?label ?name WHERE {
  ?thing a ?type ; skos:prefLabel ?label ; skos:prefLabel|skos:altLabel ?name .
} ORDER BY ?thing ?type ?name
"""
_COUNTS: Final = (
    "SELECT ?thing (COUNT(DISTINCT ?paper) AS ?papers) WHERE { ?paper a kg:Paper ; ?role ?thing } GROUP BY ?thing"
)
_AUTHORS: Final = "SELECT DISTINCT ?name WHERE { ?paper dcterms:creator ?name } ORDER BY ?name"
_VENUES: Final = "SELECT DISTINCT ?name WHERE { ?paper kg:venue ?name } ORDER BY ?name"
_PAPERS: Final = "SELECT ?paper ?title WHERE { ?paper a kg:Paper ; dcterms:title ?title } ORDER BY ?title ?paper"
_FIRST_AND_LAST: Final = 2
_MOST_WORDS: Final = 14  # of a name in a question
_NEAR: Final = 0.84  # how alike a mistyped name is, by the ratio of difflib
_ALIKE: Final = 0.7  # and one that is shown as near
_LEAST_LETTERS: Final = 5  # shorter names are too many to tell mistyped ones apart
_MOST_LETTERS_APART: Final = 2  # of a slip: "biomedical" is none of "biomedical NLP"
_LEAST_INSIDE: Final = 3  # characters of a key that are looked for inside names
_LEAST_OF_TITLE: Final = 3  # words of a title's beginning that stand for it


@dataclass(frozen=True, slots=True)
class Name:
    """What a name stands for: a thing or a paper by its IRI, an author or a venue by its text.

    `types` are those of a thing, the main one first; `papers` tells how many papers name it.
    """

    kind: Kind
    label: str
    iri: str = ""
    types: tuple[str, ...] = ()
    papers: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a question: words `first` to `last` (half-open), and what it may stand for, the likeliest first."""

    first: int
    last: int
    text: str
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class NameTable:
    """All names of a graph by their key (`kgbuild.identity.names.thing_key`, in American spelling)."""

    by_key: Mapping[str, tuple[Name, ...]]

    def find(self, words: list[str]) -> tuple[Found, ...]:
        """Return the names among the words of a question, in their order; of those that overlap the longest."""
        found: list[Found] = []
        first = 0
        while first < len(words):
            here = self._longest(words, first)
            if here is not None:
                found.append(here)
            first = here.last if here is not None else first + 1
        return tuple(found)

    def find_mistyped(self, words: list[str], first: int) -> Found | None:
        """Return the name that one word, or two, are a slip of the pen of, if there is just one."""
        for last in (first + 2, first + 1):
            text = " ".join(words[first:last])
            key = _key(text)
            if last > len(words) or len(key) < _LEAST_LETTERS:
                continue
            near = get_close_matches(key, self.by_key, n=2, cutoff=_NEAR)
            near = [other for other in near if abs(len(other) - len(key)) <= _MOST_LETTERS_APART]
            if near and (len(near) == 1 or self.by_key[near[0]][0].papers > self.by_key[near[1]][0].papers):
                return Found(first, last, text, self.by_key[near[0]])
        return None

    def complete(self, text: str, kind: Kind = "thing", types: Collection[str] = (), count: int = 10) -> list[Name]:
        """Return what has a name that begins with a text, then what has one with it inside; the best known first.

        Things of one of `types` come before others. Of an empty text all names are a beginning.
        """
        key = _key(text)
        found: dict[Name, tuple[bool, bool, int, str, str]] = {}
        for other, names in self.by_key.items():
            place = other.find(key)
            if place == 0 or (place > 0 and len(key) >= _LEAST_INSIDE):
                for name in names:
                    if name.kind == kind:
                        other_type = bool(types) and set(types).isdisjoint(name.types)
                        rank = (other_type, place > 0, -name.papers, name.label.casefold(), name.iri)
                        found[name] = min(found.get(name, rank), rank)
        return nsmallest(count, found, key=found.__getitem__)

    def near(self, text: str, count: int = 3) -> list[str]:
        """Return the labels of things most like a text that nothing is called."""
        things = (key for key, names in self.by_key.items() if names[0].kind == "thing")
        keys = get_close_matches(_key(text), things, n=count, cutoff=_ALIKE)
        return list(dict.fromkeys(self.by_key[key][0].label for key in keys))

    def _longest(self, words: list[str], first: int) -> Found | None:
        for last in range(min(len(words), first + _MOST_WORDS), first, -1):
            part = words[first:last]
            if all(is_of_grammar(word) for word in part) and not self._is_as_written(part):
                continue
            text = " ".join(part)
            names = self.by_key.get(_key(text))
            if names and any(not any(map(str.isalnum, word)) for word in part):  # "knowledge graphs + BERT" is two
                names = tuple(name for name in names if name.label.casefold() == text.casefold())
            if names:
                return Found(first, last, text, names)
        return None

    def _is_as_written(self, words: list[str]) -> bool:
        """Tell whether words that a question may be made of are a name all the same: PAPER, not paper."""
        text = " ".join(words)
        if text.islower() or text.istitle():
            return False
        return any(name.label == text for name in self.by_key.get(_key(text), ()))


@lru_cache(maxsize=1)
def names_of(store: Store) -> NameTable:
    """Return the names that a graph has; of one that does not change they are read once."""
    table: defaultdict[str, dict[Name, None]] = defaultdict(dict)
    for key, name in (*_things(store), *_people(store), *_papers(store)):
        if key:
            table[key][name] = None
    return NameTable({key: tuple(sorted(names, key=_rank)) for key, names in sorted(table.items())})


def _rank(name: Name) -> tuple[int, int, str]:
    """Things before papers that are called after them, and the best known first."""
    return ("thing", "venue", "author", "paper").index(name.kind), -name.papers, name.iri


def _things(store: Store) -> Iterator[tuple[str, Name]]:
    papers = {str(thing): int(count) for thing, count in _rows(store, _COUNTS)}
    types: defaultdict[str, dict[str, None]] = defaultdict(dict)
    named: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for thing, rdf_type, label, name in _rows(store, _THINGS):
        local = rdf_type.rpartition("#")[2]
        if local in TYPE_ROWS:
            types[thing][local] = None
            named[thing, label][name] = None
    for (thing, label), names in named.items():
        one = Name("thing", label, thing, tuple(types[thing]), papers.get(thing, 0))
        for name in names:
            yield _key(name), one


def _people(store: Store) -> Iterator[tuple[str, Name]]:
    """Yield authors under their whole names and their surnames, and venues."""
    for (name,) in _rows(store, _AUTHORS):
        author = Name("author", name)
        yield _key(name), author
        surname = name.split(",")[0] if "," in name else name.split()[-1] if name.split() else ""
        parts = name.split()
        if "," not in name and len(parts) > _FIRST_AND_LAST:  # without the names between
            yield _key(f"{parts[0]} {parts[-1]}"), author
        if len(surname) > 1 and surname.lower() not in GRAMMAR:
            yield _key(surname), author
    for (name,) in _rows(store, _VENUES):
        yield _key(name), Name("venue", name)


def _papers(store: Store) -> Iterator[tuple[str, Name]]:
    """Yield papers under their titles, and under what stands before the colon where that is some words long."""
    for iri, title in _rows(store, _PAPERS):
        paper = Name("paper", title, iri)
        yield _key(title), paper
        head = title.partition(":")[0]
        if head != title and len(head.split()) >= _LEAST_OF_TITLE:
            yield _key(head), paper


def _rows(store: Store, sparql: str) -> Iterable[tuple[str, ...]]:
    for row in run_query(store, sparql).rows:
        if all(isinstance(term, NamedNode | RdfLiteral) for term in row):
            yield tuple(term.value for term in row if isinstance(term, NamedNode | RdfLiteral))


def _key(name: str) -> str:
    return "".join(map(american, name_words(name))) or thing_key(name)
