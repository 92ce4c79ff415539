"""The graph as property-graph databases and network programs see it: labelled nodes, typed relationships.

The mapping is derived from the vocabulary's tables, so that a relation added there has its type here. What is a node
and what an edge is the model's to say (see `kgbuild.graph.reading`).
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import unquote

from kgbuild import vocabulary as v
from kgbuild.graph.model import NO_SUPPORT, GraphModel, Paper, Result, Support, Thing
from kgbuild.graph.relations import ENTITY, PAPER, RESULT

Value = str | int | float | tuple[str, ...] | tuple[int, ...]
PropertyType = Literal["text", "integer", "number", "boolean", "texts", "integers"]

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
    "outside_field": "boolean",
    "contributes": "texts",
    "name": "text",
    "names": "texts",
    "kind": "text",
    "url": "text",
    "same_as": "texts",
    "number": "number",
    "upper": "number",
    "text": "text",
    "unit": "text",
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


@dataclass(frozen=True, slots=True)
class Node:
    """A paper, a thing that papers name or link to, or a result.

    The first label, Paper, Entity or Result, says among which nodes the IRI is unique; the second of an entity is its
    main type, as which papers name it most.
    """

    iri: str
    labels: tuple[str, ...]
    properties: Mapping[str, Value]

    @property
    def type(self) -> str:
        """The one label that tells most: Paper, Result, or an entity's main type."""
        return self.labels[1] if self.labels[0] == ENTITY and len(self.labels) > 1 else self.labels[0]

    @property
    def label(self) -> str:
        """What people call it: the title, the preferred name, the value with what it is of."""
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
    """Papers first, then things, then results, each sorted by IRI; relationships sorted by start, type, end."""

    nodes: tuple[Node, ...]
    relationships: tuple[Relationship, ...]


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


def build_property_graph(model: GraphModel, *, quotes: bool = True) -> PropertyGraph:
    """Return a graph as a property graph.

    A paper has the properties `title`, `authors`, `year`, `venue`, `doi`, `arxiv`, `url`, `identifiers`, `sources`,
    `abstract` where the graph holds it, `outside_field` (true) where it says so, and `contributes` (the main kind
    first); an entity `name`, `names` (that one first), `kind`, `url`, `same_as`. A result has more than two ends, so it
    is a node: with `name` (how people would say it), `number`, `upper`, `unit`, `text` and `kind`, and a
    relationship to each of its parts; what supports it is at the one to its paper.
    A relationship has `confidence`, `kind`, `extractor`, lists about its mentions, and, between entities, `papers`
    that support it. `quotes=False` leaves out all text of abstracts.
    """
    edges = [(one.paper, one.relation, one.thing, one.support) for one in model.facts]
    edges += [(one.subject, one.relation, one.object, one.support) for one in model.relations]
    edges += [
        (one.iri, name, end, one.support if name == v.REPORTED_IN else NO_SUPPORT)
        for one in model.results
        for name, end in one.parts.items()
    ]
    relationships = (_relationship(*edge, quotes=quotes) for edge in edges)
    nodes = [_node(node, quotes=quotes) for node in model.nodes()]
    return PropertyGraph(
        (*nodes, *(_result_node(one, model) for one in model.results)),
        tuple(sorted(relationships, key=lambda one: (one.start, one.type, one.end))),
    )


def _node(node: Paper | Thing, *, quotes: bool) -> Node:
    properties = _paper_properties(node) if isinstance(node, Paper) else _entity_properties(node)
    labels = (PAPER,) if isinstance(node, Paper) else (ENTITY, *map(to_label, node.types))
    told = {name: value for name, value in properties.items() if value not in ("", ())}
    return Node(
        node.iri,
        tuple(dict.fromkeys(labels)),
        {name: value for name, value in told.items() if quotes or name not in QUOTING},
    )


def _result_node(result: Result, model: GraphModel) -> Node:
    properties: dict[str, Value] = {
        "name": model.tell(result),
        "kind": result.kind,
        "number": "" if result.value is None else result.value,
        "upper": "" if result.upper is None else result.upper,
        "text": result.text,
        "unit": result.unit,
    }
    return Node(result.iri, (RESULT,), {key: value for key, value in properties.items() if value != ""})


def to_label(class_name: str) -> str:
    """Return the label that a class makes; in one added by hand only letters, digits and `_` are kept as they are."""
    return re.sub(r"\W", "_", unquote(class_name))


def _paper_properties(paper: Paper) -> dict[str, Value]:
    return {
        "title": paper.label,
        "authors": paper.authors,
        "year": paper.year if paper.year is not None else "",
        "venue": paper.venue,
        "doi": paper.doi,
        "arxiv": paper.arxiv,
        "identifiers": paper.identifiers,
        "sources": paper.sources,
        "abstract": paper.abstract,
        "url": paper.url,
        "outside_field": paper.outside_field or "",
        "contributes": paper.kinds,
    }


def _entity_properties(thing: Thing) -> dict[str, Value]:
    return {
        "name": thing.label,
        "names": (thing.label, *thing.aliases),
        "kind": thing.kind,
        "url": thing.url,
        "same_as": thing.same_as,
    }


def _relationship(start: str, relation: str, end: str, support: Support, *, quotes: bool) -> Relationship:
    properties = dict(_support_properties((start, end), support, quotes=quotes))
    return Relationship(start, relationship_type(relation), end, properties)


def _support_properties(ends: tuple[str, str], support: Support, *, quotes: bool) -> Iterator[tuple[str, Value]]:
    if support.confidence is not None:
        yield "confidence", support.confidence
    for name, text in (("kind", support.kind), ("extractor", support.extractor)):
        if text:
            yield name, text
    if papers := tuple(paper for paper in support.papers if paper not in ends):
        yield "papers", papers
    mentions = support.mentions
    texts = {
        "texts": tuple(mention.text for mention in mentions),
        "quotes": tuple(mention.prefix + mention.text + mention.suffix for mention in mentions),
        "sections": tuple(mention.section for mention in mentions),
        "found_by": tuple(mention.found_by for mention in mentions),
        # A paper's own statement is mentioned in that paper, which needs no saying.
        "mentioned_in": tuple("" if mention.paper in ends else mention.paper for mention in mentions),
    }
    for name, values in texts.items():
        if any(values) and (quotes or name not in QUOTING):
            yield name, values
    if mentions:
        yield "starts", tuple(mention.start for mention in mentions)
        yield "ends", tuple(mention.end for mention in mentions)
