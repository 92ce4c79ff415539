"""What the report reads from a graph, asked in SPARQL: papers, things, who names what, and how sure that is.

Terms of our own namespace only, so that published terms beside them, and the graph's description of itself,
add nothing to any count.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Store

from kgbuild import vocabulary as v
from kgbuild.datamodel import ENTITY_TYPES, LINK_KINDS
from kgbuild.graph.project import local_name
from kgbuild.graph.query import run_query

# local name of a property -> (type of its objects, role); a web address has the role "linked"
RELATIONS: Final[dict[str, tuple[str, str]]] = {
    **{name: (kind, role) for (kind, role), name in v.RELATIONS.items()},
    **{name: (kind, "linked") for kind, name in v.LINK_TERMS.values()},
}
TYPES: Final = (*ENTITY_TYPES, *(v.LINK_TERMS[kind][0] for kind in LINK_KINDS))
# What says more of a paper's repository than that it gives the address; both are below kg:hasRepository.
_OWN_CODE: Final = "hasOfficialRepository"
_OTHERS_CODE: Final = "buildsOnRepository"
# A paper that brings a thing into the world, and one that works with it.
INTRODUCES: Final = frozenset({"proposed", "introduced"})
MENTIONS: Final = "mentioned"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper: its title, and its year where known."""

    iri: str
    label: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Thing:
    """What papers name: its types, the main one (as which most papers name it) first; `url` for web addresses."""

    iri: str
    label: str
    types: tuple[str, ...]
    url: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """One fact: a paper names a thing as `type` in `role`.

    `statement` is "" and `confidence` None where there is no evidence; `confirmed` tells whether anything but the
    model (a list of names, a rule) found it too.
    """

    paper: str
    relation: str
    thing: str
    type: str
    role: str
    statement: str = ""
    confidence: float | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Corpus:
    """All that the report counts. Papers and things by IRI, links sorted by paper, thing and relation.

    `stated` holds (thing, relation, thing, papers that say so, empty where not known), sorted.
    """

    papers: dict[str, Paper]
    things: dict[str, Thing]
    links: tuple[Link, ...]
    stated: tuple[tuple[str, str, str, tuple[str, ...]], ...]
    own_code: frozenset[tuple[str, str]]
    others_code: frozenset[tuple[str, str]]

    @property
    def has_evidence(self) -> bool:
        """Tell whether any fact comes with a confidence."""
        return any(link.confidence is not None for link in self.links)


def read_corpus(store: Store) -> Corpus:
    """Read what the report needs from a store: facts in the default graph, evidence in any."""
    papers = {paper.iri: paper for paper in _read_papers(store)}
    pairs = [(p, r, t) for p, r, t in _read_pairs(store, RELATIONS) if p in papers and t not in papers]
    support = _read_support(store)
    confirmed = _read_confirmed(store)
    links = []
    for paper, relation, thing in sorted(pairs, key=lambda pair: (pair[0], pair[2], pair[1])):
        statement, confidence = support.get((paper, relation, thing), ("", None))
        links.append(Link(paper, relation, thing, *RELATIONS[relation], statement, confidence, statement in confirmed))
    things = {thing.iri: thing for thing in _read_things(store, links) if thing.iri not in papers}
    return Corpus(
        papers,
        things,
        tuple(links),
        _read_stated(store, papers, things),
        frozenset((p, t) for p, _, t in _read_pairs(store, [_OWN_CODE])),
        frozenset((p, t) for p, _, t in _read_pairs(store, [_OTHERS_CODE])),
    )


def read_quote(store: Store, statement: str) -> tuple[str, str, str] | None:
    """Return the text around a statement's first mention: before, the name, after; None without quotes."""
    if not statement:
        return None
    where = "?m oa:exact ?exact OPTIONAL { ?m oa:prefix ?prefix } OPTIONAL { ?m oa:suffix ?suffix }"
    rows = _ask(
        store,
        f"SELECT ?m ?prefix ?exact ?suffix WHERE {{ "
        f"{_anywhere(f'{NamedNode(statement)} kg:hasMention ?m . {where}')} }} ORDER BY ?m LIMIT 1",
    )
    return next(((prefix, exact, suffix) for _, prefix, exact, suffix in rows), None)


def _ask(store: Store, query: str) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a query as strings, "" where unbound; rows with anything but names and texts are left out."""
    for row in run_query(store, query).rows:
        values = []
        for term in row:
            if isinstance(term, NamedNode | Literal):
                values.append(term.value)
            elif term is None:
                values.append("")
        if len(values) == len(row):
            yield tuple(values)


def _anywhere(pattern: str) -> str:
    """Return a pattern that matches in the default graph and in any named one."""
    return f"{{ {pattern} }} UNION {{ GRAPH ?anywhere {{ {pattern} }} }}"


def _read_papers(store: Store) -> Iterator[Paper]:
    query = """SELECT ?paper (MIN(?title) AS ?label) (MIN(?issued) AS ?year) WHERE {
      ?paper a kg:Paper OPTIONAL { ?paper dcterms:title ?title } OPTIONAL { ?paper dcterms:issued ?date }
      BIND(STR(?date) AS ?issued) } GROUP BY ?paper ORDER BY ?paper"""
    for iri, title, issued in _ask(store, query):
        year = re.match(r"\d{4}(?!\d)", issued)
        yield Paper(iri, title or local_name(iri), int(year[0]) if year else None)


def _read_pairs(store: Store, relations: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return (subject, local name of the relation, object), sorted."""
    values = " ".join(f"kg:{name}" for name in sorted(relations))
    query = f"SELECT DISTINCT ?s ?r ?o WHERE {{ VALUES ?r {{ {values} }} ?s ?r ?o FILTER(ISIRI(?o)) }}"
    return sorted((s, r.removeprefix(v.KG), o) for s, r, o in _ask(store, query))


def _read_things(store: Store, links: Iterable[Link]) -> Iterator[Thing]:
    """Yield everything of a type of ours, and what a paper names without that anybody typed it."""
    named_as: dict[str, Counter[str]] = defaultdict(Counter)
    for link in links:
        named_as[link.thing][link.type] += 1
    values = " ".join(f"kg:{name}" for name in TYPES)
    types: dict[str, set[str]] = defaultdict(set)
    for iri, kind in _ask(store, f"SELECT DISTINCT ?s ?t WHERE {{ VALUES ?t {{ {values} }} ?s a ?t }}"):
        types[iri].add(kind.removeprefix(v.KG))
    labels = _read_least(store, "skos:prefLabel")
    urls = _read_least(store, "kg:url")
    aliases: dict[str, set[str]] = defaultdict(set)
    for iri, name in _ask(store, "SELECT ?s ?name WHERE { ?s skos:altLabel ?name }"):
        aliases[iri].add(name)
    for iri in sorted(types.keys() | named_as.keys()):
        count = named_as[iri]
        known = sorted(types[iri] | count.keys(), key=TYPES.index)
        known.sort(key=lambda name: -count[name])
        label = labels.get(iri) or local_name(iri)
        yield Thing(iri, label, tuple(known), urls.get(iri, ""), tuple(sorted(aliases[iri] - {label})))


def _read_least(store: Store, predicate: str) -> dict[str, str]:
    """Return subject -> the least value of a property."""
    values: dict[str, str] = {}
    for iri, value in _ask(store, f"SELECT ?s ?value WHERE {{ ?s {predicate} ?value }}"):
        values[iri] = min(values.get(iri, value), value)
    return values


def _read_support(store: Store) -> dict[tuple[str, str, str], tuple[str, float | None]]:
    """Return fact -> its statement and confidence (the highest, where it has several)."""
    pattern = "?s rdf:subject ?p ; rdf:predicate ?r ; rdf:object ?o . OPTIONAL { ?s kg:confidence ?c }"
    support: dict[tuple[str, str, str], tuple[str, float | None]] = {}
    for statement, p, r, o, text in sorted(_ask(store, f"SELECT ?s ?p ?r ?o ?c WHERE {{ {_anywhere(pattern)} }}")):
        key = (p, r.removeprefix(v.KG), o)
        confidence = _to_number(text)
        if key not in support or (confidence or 0) > (support[key][1] or 0):
            support[key] = (statement, confidence)
    return support


def _read_confirmed(store: Store) -> frozenset[str]:
    """Return the statements with a mention that something else than the model found."""
    pattern = '?m kg:foundBy ?by . FILTER(STR(?by) != "model") ?s kg:hasMention ?m .'
    return frozenset(s for (s,) in _ask(store, f"SELECT DISTINCT ?s WHERE {{ {_anywhere(pattern)} }}"))


def _read_stated(
    store: Store, papers: dict[str, Paper], things: dict[str, Thing]
) -> tuple[tuple[str, str, str, tuple[str, ...]], ...]:
    """Return the facts between two things, with the papers that say so."""
    sources: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    values = " ".join(f"kg:{name}" for name in v.ENTITY_RELATIONS)
    pattern = f"VALUES ?r {{ {values} }} ?s rdf:predicate ?r ; rdf:subject ?a ; rdf:object ?b"
    query = f"SELECT DISTINCT ?a ?r ?b ?paper WHERE {{ {_anywhere(pattern + ' ; prov:wasDerivedFrom ?paper')} }}"
    for one, relation, other, paper in _ask(store, query):
        sources[one, relation.removeprefix(v.KG), other].add(paper)
    return tuple(
        (*fact, tuple(sorted(sources[fact] & papers.keys())))
        for fact in _read_pairs(store, v.ENTITY_RELATIONS)
        if fact[0] in things and fact[2] in things
    )


def _to_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
