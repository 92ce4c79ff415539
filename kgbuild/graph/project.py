"""The graph as networkx sees it: papers and things as nodes, each relation an edge with its evidence.

Works on any graph of our ontology: without evidence, with several bases, edited by hand.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple, cast
from urllib.parse import unquote

import networkx as nx
from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from kgbuild import vocabulary as v
from kgbuild.datamodel import ENTITY_TYPES, LINK_KINDS, Evidence, Mention, Section, Span

PAPER: Final = "Paper"

# local name of a property -> (type of its objects, role; "" for web addresses)
_RELATIONS: Final[dict[str, tuple[str, str]]] = {
    **{name: (kind, role) for (kind, role), name in v.RELATIONS.items()},
    **{name: (kind, "") for kind, name in v.LINK_TERMS.values()},
    "hasOfficialRepository": ("Repository", "official"),
    "buildsOnRepository": ("Repository", "built on"),
}
_TYPE_ORDER: Final = (*ENTITY_TYPES, *(v.LINK_TERMS[kind][0] for kind in LINK_KINDS))
# Classes of our ontology that describe the graph itself or are no things that a paper names. A class that the
# ontology does not have, added by hand, is one of things.
_NO_THINGS: Final = frozenset({*v.CLASSES, PAPER, "Mention", "Statement"}).difference(_TYPE_ORDER)

_Terms = dict[str, dict[str, list[str]]]


class _Support(NamedTuple):
    confidence: float | None
    kind: str
    extractor: str
    mentions: tuple[Evidence, ...]


_NO_SUPPORT: Final = _Support(None, "", "", ())


class Relation(NamedTuple):
    """What papers say of two things: `relation` is the property's local name, subject and object are IRIs.

    `papers` are the IRIs of those that say so, sorted; `mentions` is empty without evidence.
    """

    subject: str
    relation: str
    object: str
    confidence: float | None
    papers: tuple[str, ...]
    mentions: tuple[Evidence, ...]


def to_networkx(store: Store) -> "nx.MultiDiGraph[str]":
    """Return the graph in `store` (facts in the default graph, evidence in any) as a networkx graph.

    Nodes are IRIs. A paper has `type` ("Paper"), `types`, `label` (its title), `authors`, `year` (int or
    None), `venue`, `doi`, `arxiv`, `url`, `identifiers`, `sources`. An entity has `type` (the main one: as
    which papers name it most), `types`, `label`, `aliases`, `kind` ("named", "term" or ""), `url`. An edge
    leads from paper to entity; its key and `relation` are the property's local name, `type` and `role` what
    that says ("" for the role of a web address), `confidence` a float or None, `kind`, `extractor`, and
    `mentions` a tuple of Evidence. `graph.graph["relations"]` is a tuple of Relation: what leads from thing to
    thing, sorted.
    Nodes come papers first, each part sorted by IRI; edges sorted by paper, entity, relation.
    """
    facts = _read_facts(store)
    papers = sorted(iri for iri, terms in facts.items() if v.KG + PAPER in terms.get(v.RDF + "type", ()))
    edges = sorted(_find_edges(facts, papers))
    entities = {iri for iri, terms in facts.items() if _types(terms)} | {entity for _, entity, _ in edges}
    named_as: dict[str, Counter[str]] = defaultdict(Counter)
    for _, entity, relation in edges:
        named_as[entity][_RELATIONS.get(relation, ("", ""))[0]] += 1
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for iri in papers:
        graph.add_node(iri, **_paper_attributes(iri, facts[iri]))
    for iri in sorted(entities.difference(papers)):
        graph.add_node(iri, **_entity_attributes(iri, facts.get(iri, {}), named_as[iri]))
    support = _read_support(store)
    for paper, entity, relation in edges:
        kind, role = _RELATIONS.get(relation, (graph.nodes[entity]["type"], _words(relation)))
        found = support.get((paper, v.KG + relation, entity), _NO_SUPPORT)
        graph.add_edge(paper, entity, key=relation, relation=relation, type=kind, role=role, **found._asdict())
    graph.graph["relations"] = tuple(_find_relations(store, facts, graph, support))
    return graph


def _find_relations(
    store: Store,
    facts: _Terms,
    graph: "nx.MultiDiGraph[str]",
    support: dict[tuple[str, str, str], _Support],
) -> Iterable[Relation]:
    """Yield every property of ours that leads from a thing to another one, in order."""
    said_by = _read_papers(store, support)
    for subject in sorted(node for node, kind in graph.nodes(data="type") if kind != PAPER):
        for predicate, objects in sorted(facts.get(subject, {}).items()):
            relation = predicate.removeprefix(v.KG)
            if relation == predicate:
                continue
            for thing in objects:
                if thing in graph and graph.nodes[thing]["type"] != PAPER and thing != subject:
                    key = subject, predicate, thing
                    found = support.get(key, _NO_SUPPORT)
                    papers = tuple(paper for paper in said_by.get(key, ()) if paper in graph)
                    yield Relation(subject, relation, thing, found.confidence, papers, found.mentions)


def _read_papers(
    store: Store, support: dict[tuple[str, str, str], _Support]
) -> dict[tuple[str, str, str], tuple[str, ...]]:
    """Return statement -> the papers that it was derived from, sorted."""
    if not support:
        return {}
    subjects, predicates, objects = (_objects(store, v.RDF + name) for name in ("subject", "predicate", "object"))
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, NamedNode(v.PROV + "wasDerivedFrom"), None, None):
        statement = quad.subject.value if isinstance(quad.subject, NamedNode) else ""
        if statement in objects and isinstance(quad.object, NamedNode):
            found[subjects[statement], predicates[statement], objects[statement]].add(quad.object.value)
    return {key: tuple(sorted(papers)) for key, papers in found.items()}


def _read_facts(store: Store) -> _Terms:
    """Return subject -> property -> sorted values of the default graph."""
    facts: _Terms = {}
    for quad in store.quads_for_pattern(None, None, None, DefaultGraph()):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            terms = facts.setdefault(quad.subject.value, {})
            terms.setdefault(quad.predicate.value, []).append(quad.object.value)
    for terms in facts.values():
        for values in terms.values():
            values.sort()
    return facts


def _find_edges(facts: _Terms, papers: Iterable[str]) -> Iterable[tuple[str, str, str]]:
    """Yield (paper, entity, local name): every property of ours that leads from a paper to a thing."""
    for paper in papers:
        for predicate, objects in facts[paper].items():
            relation = predicate.removeprefix(v.KG)
            if relation != predicate:
                for thing in objects:
                    if relation in _RELATIONS or _types(facts.get(thing, {})):
                        yield paper, thing, relation


def _types(terms: dict[str, list[str]]) -> list[str]:
    """Return the local names of the classes of ours, the ontology's own order first."""
    ours = [t.removeprefix(v.KG) for t in terms.get(v.RDF + "type", ()) if t.startswith(v.KG)]
    things = [name for name in ours if name not in _NO_THINGS]
    return sorted(things, key=lambda name: (_rank(name), name))


def _rank(type_name: str) -> int:
    return _TYPE_ORDER.index(type_name) if type_name in _TYPE_ORDER else len(_TYPE_ORDER)


def _paper_attributes(iri: str, terms: dict[str, list[str]]) -> dict[str, object]:
    def first(name: str) -> str:
        return next(iter(terms.get(name, ())), "")

    year = re.match(r"\d{4}", first(v.DCTERMS + "issued"))
    return {
        "type": PAPER,
        "types": (PAPER,),
        "label": first(v.DCTERMS + "title") or first(v.RDFS + "label") or local_name(iri),
        "authors": tuple(terms.get(v.DCTERMS + "creator", ())),
        "year": int(year[0]) if year else None,
        "venue": first(v.KG + "venue"),
        "doi": first(v.BIBO + "doi"),
        "arxiv": first(v.FABIO + "hasArXivId"),
        "url": first(v.SCHEMA + "url"),
        "identifiers": tuple(terms.get(v.DCTERMS + "identifier", ())),
        "sources": tuple(terms.get(v.DCTERMS + "source", ())),
    }


def _entity_attributes(iri: str, terms: dict[str, list[str]], named_as: Counter[str]) -> dict[str, object]:
    types = _types(terms) or sorted(filter(None, named_as), key=_rank) or ["Thing"]
    types.sort(key=lambda name: -named_as[name])  # stable: ties stay in the ontology's order
    labels = [*terms.get(v.SKOS + "prefLabel", ()), *terms.get(v.RDFS + "label", ())] or [local_name(iri)]
    kinds = terms.get(v.KG + "kind", [])
    return {
        "type": types[0],
        "types": tuple(types),
        "label": labels[0],
        "aliases": tuple(sorted({*labels[1:], *terms.get(v.SKOS + "altLabel", ())} - {labels[0]})),
        "kind": kinds[0] if kinds else "",
        "url": next(iter(terms.get(v.KG + "url", ())), ""),
    }


def local_name(iri: str) -> str:
    """Return an IRI's last part, readable: what stands in for a missing label."""
    return unquote(re.split(r"[/#]", iri.rstrip("/#"))[-1]) or iri


def _words(relation: str) -> str:
    """Return a property's local name as words: `extendsMethod` -> `extends method`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", relation).lower()


def _read_support(store: Store) -> dict[tuple[str, str, str], _Support]:
    """Return (paper, property, entity) -> what supports it, from whichever graph holds the evidence."""
    subjects = _objects(store, v.RDF + "subject")
    predicates = _objects(store, v.RDF + "predicate")
    objects = _objects(store, v.RDF + "object")
    confidence = _objects(store, v.KG + "confidence")
    extractors = _objects(store, v.KG + "extractor")
    kinds = _objects(store, v.KG + "kind")
    mentions = _read_mentions(store)
    has_mention: dict[str, list[str]] = defaultdict(list)
    for quad in store.quads_for_pattern(None, NamedNode(v.KG + "hasMention"), None, None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            has_mention[quad.subject.value].append(quad.object.value)
    support = {}
    for statement in sorted(subjects.keys() & predicates.keys() & objects.keys()):
        found = sorted({mentions[iri] for iri in has_mention[statement] if iri in mentions}, key=_place)
        support[subjects[statement], predicates[statement], objects[statement]] = _Support(
            _to_number(confidence.get(statement, "")),
            kinds.get(statement, ""),
            extractors.get(statement, ""),
            tuple(found),
        )
    return support


def _objects(store: Store, predicate: str) -> dict[str, str]:
    """Return subject -> the least value of a property."""
    values: dict[str, str] = {}
    for quad in store.quads_for_pattern(None, NamedNode(predicate), None, None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            key = quad.subject.value
            values[key] = min(values.get(key, quad.object.value), quad.object.value)
    return values


def _read_mentions(store: Store) -> dict[str, Evidence]:
    section = _objects(store, v.KG + "section")
    start, end = _objects(store, v.OA + "start"), _objects(store, v.OA + "end")
    exact, prefix, suffix = (_objects(store, v.OA + name) for name in ("exact", "prefix", "suffix"))
    found_by = _objects(store, v.KG + "foundBy")
    mentions = {}
    for iri in section.keys() | start.keys() | exact.keys():
        span = Span(
            cast("Section", section.get(iri, "abstract")),
            int(_to_number(start.get(iri, "")) or 0),
            int(_to_number(end.get(iri, "")) or 0),
        )
        mention = Mention(span, exact.get(iri, ""), found_by.get(iri, ""))
        mentions[iri] = Evidence(mention, prefix.get(iri, ""), suffix.get(iri, ""))
    return mentions


def _place(evidence: Evidence) -> tuple[bool, int, int, str, str]:
    mention = evidence.mention
    span = mention.span
    return span.section != "title", span.start, span.end, mention.text, evidence.prefix + evidence.suffix


def _to_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
