"""The graph as property-graph databases and network programs see it: labelled nodes, typed relationships.

The mapping is derived from the vocabulary's tables, so that a relation added there has its type here. Works on any
graph of our ontology: without evidence, with several bases, edited by hand. What describes the graph itself, and
terms of other vocabularies beside ours, make no nodes.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple
from urllib.parse import unquote

from pyoxigraph import DefaultGraph, NamedNode, Store
from pyoxigraph import Literal as RdfLiteral

from kgbuild import vocabulary as v
from kgbuild.export.evidence import Support, read_support

Value = str | int | float | tuple[str, ...] | tuple[int, ...]
PropertyType = Literal["text", "integer", "number", "texts", "integers"]

PAPER: Final = "Paper"
ENTITY: Final = "Entity"
# What every property of a node and of a relationship holds. A property without a value is left out.
NODE_PROPERTIES: Final[Mapping[str, PropertyType]] = {
    "title": "text",
    "authors": "texts",
    "year": "integer",
    "venue": "text",
    "doi": "text",
    "arxiv": "text",
    "identifiers": "texts",
    "sources": "texts",
    "abstract": "text",
    "name": "text",
    "names": "texts",
    "kind": "text",
    "url": "text",
    "same_as": "texts",
}
RELATIONSHIP_PROPERTIES: Final[Mapping[str, PropertyType]] = {
    "confidence": "number",
    "kind": "text",
    "extractor": "text",
    "papers": "texts",
    "texts": "texts",
    "quotes": "texts",
    "sections": "texts",
    "starts": "integers",
    "ends": "integers",
    "found_by": "texts",
    "mentioned_in": "texts",
}
# Properties that hold text of abstracts.
QUOTING: Final = frozenset({"texts", "quotes", "abstract"})

# Classes of the things that papers name or link to, in the ontology's order.
THINGS: Final = (*v.SUPER_PROPERTIES, *(page for page, _ in v.LINK_TERMS.values()))
_NODE_CLASSES: Final = frozenset({PAPER, ENTITY, "WebResource", *THINGS})
# Local name of a paper's relation -> class of its objects.
_OBJECT_CLASS: Final[Mapping[str, str]] = {
    **{name: kind for kind, name in v.SUPER_PROPERTIES.items()},
    **{name: kind for (kind, _), name in v.RELATIONS.items()},
    **{name: page for page, name in v.LINK_TERMS.values()},
    **dict.fromkeys(v.REPOSITORY_RELATIONS, "Repository"),
}


@dataclass(frozen=True, slots=True)
class Node:
    """A paper or a thing that papers name or link to.

    The first label, Paper or Entity, says among which nodes the IRI is unique; the second of an entity is its main
    type, as which papers name it most.
    """

    iri: str
    labels: tuple[str, ...]
    properties: Mapping[str, Value]

    @property
    def type(self) -> str:
        """The one label that tells most: Paper, or an entity's main type."""
        return self.labels[1] if self.labels[0] == ENTITY and len(self.labels) > 1 else self.labels[0]

    @property
    def label(self) -> str:
        """What people call it: the title, or the preferred name."""
        return str(self.properties["title" if self.labels[0] == PAPER else "name"])


@dataclass(frozen=True, slots=True)
class Relationship:
    """A directed relationship between two nodes, given by their IRIs; at most one of a type between two nodes.

    The lists `texts`, `quotes`, `sections`, `starts`, `ends`, `found_by`, `mentioned_in` go together: one item for
    each mention. Offsets are code points, 0-based, half-open, within the section.
    """

    start: str
    type: str
    end: str
    properties: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class PropertyGraph:
    """Papers first, then things, each sorted by IRI; relationships sorted by start, type, end."""

    nodes: tuple[Node, ...]
    relationships: tuple[Relationship, ...]


class _Fact(NamedTuple):
    subject: str
    relation: str  # local name
    object: str


_Terms = Mapping[str, list[str]]


def relationship_type(relation: str) -> str:
    """Return the type of relationships that a property makes: `proposesMethod` -> `PROPOSES`.

    The class at the end of a name is left out where no other relation would get the same type.
    """
    return _SHORT.get(relation) or _upper_snake(relation)


def _upper_snake(name: str) -> str:
    words = re.sub(r"(?<=[^\W_A-Z])(?=[A-Z])", "_", unquote(name))
    return re.sub(r"\W", "_", words).upper()


def _without_class(relation: str) -> str:
    stems = (relation.removesuffix(name) for name in v.SUPER_PROPERTIES)
    return next((stem for stem in stems if stem != relation), relation)


def _short_types() -> dict[str, str]:
    stems = Counter(_without_class(name) for name in v.PROPERTIES)
    return {name: _upper_snake(stem) for name in v.PROPERTIES if stems[stem := _without_class(name)] == 1}


_SHORT: Final[Mapping[str, str]] = _short_types()


def build_property_graph(store: Store, *, evidence: bool = True, quotes: bool = True) -> PropertyGraph:
    """Return the graph in `store` (facts in the default graph, evidence in any) as a property graph.

    A paper has the properties `title`, `authors`, `year`, `venue`, `doi`, `arxiv`, `url`, `identifiers`, `sources`,
    and `abstract` where the graph holds it; an entity `name`, `names` (that one first), `kind`, `url`, `same_as`.
    A relationship has `confidence`, `kind`, `extractor`, lists about its mentions, and, between entities, `papers`
    that support it; none without `evidence`. `quotes=False` leaves out all text of abstracts.
    """
    facts = _read_facts(store)
    classes = {iri: found for iri, terms in facts.items() if (found := _classes(terms))}
    edges = sorted(_find_edges(facts, classes))
    named_as: dict[str, Counter[str]] = defaultdict(Counter)
    for edge in edges:
        start, end = _end_classes(edge.relation)
        classes.setdefault(edge.subject, {start})
        classes.setdefault(edge.object, {end})
        if start == PAPER:
            named_as[edge.object][end] += 1
    support = read_support(store) if evidence else {}
    nodes = [_node(iri, facts.get(iri, {}), found, named_as[iri], quotes=quotes) for iri, found in classes.items()]
    return PropertyGraph(
        tuple(sorted(nodes, key=lambda node: (node.labels[0] != PAPER, node.iri))),
        tuple(sorted((_relationship(edge, support, quotes=quotes) for edge in edges), key=_order)),
    )


def _read_facts(store: Store) -> dict[str, dict[str, list[str]]]:
    """Return subject -> property -> sorted values, without repetition, of the default graph."""
    facts: dict[str, dict[str, list[str]]] = {}
    for quad in store.quads_for_pattern(None, None, None, DefaultGraph()):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | RdfLiteral):
            terms = facts.setdefault(quad.subject.value, {})
            terms.setdefault(quad.predicate.value, []).append(quad.object.value)
    for terms in facts.values():
        for predicate, values in terms.items():
            if len(values) > 1:
                terms[predicate] = sorted(set(values))
    return facts


def _classes(terms: _Terms) -> set[str]:
    ours = {iri.removeprefix(v.KG) for iri in terms.get(v.RDF + "type", ()) if iri.startswith(v.KG)}
    return ours & _NODE_CLASSES


def _find_edges(facts: Mapping[str, _Terms], classes: Mapping[str, set[str]]) -> Iterator[_Fact]:
    """Yield every property of ours between two things, and the known relations also where an end has no class."""
    for subject, terms in facts.items():
        for predicate, objects in terms.items():
            relation = predicate.removeprefix(v.KG)
            if relation == predicate:
                continue
            known = relation in _OBJECT_CLASS or relation in v.ENTITY_RELATIONS
            for thing in objects:
                if known or (subject in classes and thing in classes):
                    yield _Fact(subject, relation, thing)


def _end_classes(relation: str) -> tuple[str, str]:
    """Return the classes of a relation's ends, where they carry none themselves."""
    if relation in _OBJECT_CLASS:
        return PAPER, _OBJECT_CLASS[relation]
    starts, ends = v.ENTITY_RELATIONS.get(relation, ((), ()))
    return starts[0] if len(starts) == 1 else ENTITY, ends[0] if len(ends) == 1 else ENTITY


def _node(iri: str, terms: _Terms, classes: set[str], named_as: Counter[str], *, quotes: bool) -> Node:
    types = [name for name in THINGS if name in classes]
    types.sort(key=lambda name: -named_as[name])  # stable: ties stay in the ontology's order
    is_paper = PAPER in classes
    properties = _paper_properties(iri, terms) if is_paper else _entity_properties(iri, terms)
    kept = {
        name: value for name, value in properties.items() if value not in ("", ()) and (quotes or name != "abstract")
    }
    return Node(iri, (PAPER if is_paper else ENTITY, *types), kept)


def _paper_properties(iri: str, terms: _Terms) -> dict[str, Value]:
    first = _first_of(terms)
    year = re.match(r"\d{4}", first(v.DCTERMS + "issued"))
    return {
        "title": first(v.DCTERMS + "title") or first(v.RDFS + "label") or _local_name(iri),
        "authors": tuple(terms.get(v.DCTERMS + "creator", ())),
        "year": int(year[0]) if year else "",
        "venue": first(v.KG + "venue"),
        "doi": first(v.BIBO + "doi"),
        "arxiv": first(v.FABIO + "hasArXivId"),
        "identifiers": tuple(terms.get(v.DCTERMS + "identifier", ())),
        "sources": tuple(terms.get(v.DCTERMS + "source", ())),
        "abstract": first(v.DCTERMS + "abstract"),
        "url": first(v.SCHEMA + "url"),
    }


def _entity_properties(iri: str, terms: _Terms) -> dict[str, Value]:
    first = _first_of(terms)
    name = first(v.SKOS + "prefLabel") or first(v.RDFS + "label") or _local_name(iri)
    labels = (v.SKOS + "prefLabel", v.RDFS + "label", v.SKOS + "altLabel")
    others = {other for predicate in labels for other in terms.get(predicate, ())} - {name}
    return {
        "name": name,
        "names": (name, *sorted(others)),
        "kind": first(v.KG + "kind"),
        "url": first(v.KG + "url"),
        "same_as": tuple(terms.get(v.SKOS + "exactMatch", ())),
    }


def _first_of(terms: _Terms) -> Callable[[str], str]:
    return lambda predicate: next(iter(terms.get(predicate, ())), "")


def _local_name(iri: str) -> str:
    return unquote(re.split(r"[/#]", iri.rstrip("/#"))[-1]) or iri


def _relationship(edge: _Fact, support: Mapping[tuple[str, str, str], Support], *, quotes: bool) -> Relationship:
    found = support.get((edge.subject, v.KG + edge.relation, edge.object))
    properties = dict(_support_properties(edge, found, quotes=quotes)) if found else {}
    return Relationship(edge.subject, relationship_type(edge.relation), edge.object, properties)


def _support_properties(edge: _Fact, support: Support, *, quotes: bool) -> Iterator[tuple[str, Value]]:
    if support.confidence is not None:
        yield "confidence", support.confidence
    for name, text in (("kind", support.kind), ("extractor", support.extractor)):
        if text:
            yield name, text
    if papers := tuple(paper for paper in support.papers if paper != edge.subject):
        yield "papers", papers
    mentions = support.mentions
    texts = {
        "texts": tuple(mention.text for mention in mentions),
        "quotes": tuple(mention.prefix + mention.text + mention.suffix for mention in mentions),
        "sections": tuple(mention.section for mention in mentions),
        "found_by": tuple(mention.found_by for mention in mentions),
        # A paper's own statement is mentioned in that paper, which needs no saying.
        "mentioned_in": tuple("" if mention.paper == edge.subject else mention.paper for mention in mentions),
    }
    for name, values in texts.items():
        if any(values) and (quotes or name not in QUOTING):
            yield name, values
    if mentions:
        yield "starts", tuple(mention.start for mention in mentions)
        yield "ends", tuple(mention.end for mention in mentions)


def _order(relationship: Relationship) -> tuple[str, str, str]:
    return relationship.start, relationship.type, relationship.end
