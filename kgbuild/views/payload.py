"""Everything the page knows, as compact JSON values: nodes, edges, quotes, places.

In parts, so that a page of any size shows its first picture after the first part and never stands still while it
reads the others: `Payload.head` is all that the start picture needs, `Payload.parts` bring the rest in order,
`Payload.quotes` are read only where somebody looks.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kgbuild.entity_types import ROLES, TYPES, TypeRow
from kgbuild.graph.iris import find_base
from kgbuild.graph.model import GraphModel, Mention, Paper, Thing
from kgbuild.graph.project import to_networkx
from kgbuild.graph.relations import PAPER
from kgbuild.views.budget import LeftOut
from kgbuild.views.layout import Layout
from kgbuild.views.options import MAX_START
from kgbuild.views.picture import common_from, find_named, is_general, rank_nodes
from kgbuild.views.rows import list_properties, to_key, to_sentence
from kgbuild.views.style import STYLES, find_style
from kgbuild.vocabulary import ENTITY_RELATIONS, REPOSITORY_RELATIONS, RESULT_PARTS, own_role

# Entries of a part and of a block of quotes: each is parsed in one go, in a few hundredths of a second.
PART: Final = 2500
QUOTES: Final = 500
# What the page calls a part of a result, where records call it otherwise.
_PARTS: Final = {"where": "on"}

Row = list[Any]


@dataclass(frozen=True, slots=True)
class Payload:
    """The page's data, ready for JSON. A node's number is its place in all node rows, the head's first.

    Node: [key, number of type, label, x, y, group, number of neighbours, further properties by name]; `key` is the
    IRI without `base`, or the whole one. Edge: [paper, entity, number of relation, confidence or null, mentions],
    a mention being [section, number of quote, start, end] in UTF-16 units of the quote, or [section] without
    quotes. Between: [thing, number of relation, thing, confidence or null, papers, mentions]. Result: [paper, subject,
    metric, what it is on, what it is held against, text, number or null, unit, kind, confidence or null, mentions], a
    part that is not told being -1.
    `head` has `nodes`, `edges` of the start picture beside tables, and what corrections in the page are drawn by:
    `entityTypes`, `ends` (what each relation may lead from and to) and `parts` (what each part of a result may be). A
    part has `nodes`, `edges`, `between`, `results`.
    """

    head: dict[str, Any]
    parts: tuple[dict[str, list[Row]], ...]
    quotes: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class PageOptions:
    """What a page is to show: its heading, quotes or none, how many nodes at the start, light, dark or "auto".

    `note` says what part of the graph this is, `opened` is the IRI that the page starts on; "" for neither. `left_out`
    is what the page does without, to stay small.
    """

    title: str = ""
    quotes: bool = True
    max_nodes: int = MAX_START
    theme: str = "auto"
    note: str = ""
    opened: str = ""
    left_out: LeftOut = field(default_factory=LeftOut)


@dataclass(slots=True)
class _Tables:
    """Values that rows refer to by number."""

    base: str
    numbers: dict[str, int]
    types: list[str]
    relations: list[tuple[str, str, str]]
    quotes: bool
    texts: dict[str, int] = field(default_factory=dict)


def build_payload(model: GraphModel, layout: Layout, options: PageOptions | None = None) -> Payload:
    """Return the data of the page that shows a graph."""
    options = options or PageOptions()
    graph = to_networkx(model)
    region_of = {node: layout.regions[group] for node, group in layout.communities.items()}
    ranked, start = rank_nodes(graph, options.max_nodes, region_of)
    tables = _build_tables(model, ranked, quotes=options.quotes)
    _number_quotes(model, tables)
    degrees = _count_neighbours(model, tables.numbers)
    edges = _edge_rows(model, tables, start)
    first = sum(1 for edge in edges if max(edge[:2]) < start)
    missing = options.left_out.of_paper
    nodes = [
        _node_row(model.node(node), degrees[i], tables, layout, missing.get(node, 0)) for i, node in enumerate(ranked)
    ]
    between = _between_rows(model, tables)
    results = _result_rows(model, tables)
    present = model.count_types()
    terms = Counter(graph.nodes[node]["type"] for node in ranked if is_general(graph, node))
    head = {
        "title": options.title,
        "theme": options.theme,
        "note": options.note,
        "left": options.left_out.tell(),
        "open": to_key(options.opened, tables.base) if options.opened else "",
        "base": tables.base,
        "start": start,
        "limit": options.max_nodes,
        "named": len(find_named(graph)) < len(graph),
        "total": [len(nodes), len(edges), len(between)],
        "common": common_from(graph),
        "most": max((degrees[i] for i, node in enumerate(ranked) if not is_general(graph, node)), default=1),
        "types": [_type_row(name, present[name], terms[name]) for name in tables.types],
        "entityTypes": [_entity_type_row(row) for row in TYPES],
        "ends": {name: [[*map(list, pair)] for pair in pairs] for name, pairs in ENTITY_RELATIONS.items()},
        "parts": {_PARTS.get(part, part): list(kinds) for part, (_, kinds) in RESULT_PARTS.items()},
        "relations": [{"name": name, "type": kind, "role": role} for name, kind, role in tables.relations],
        "groups": [[name, region] for name, region in zip(layout.names, layout.regions, strict=True)],
        "regions": list(layout.region_names),
        "quoteBlock": QUOTES,
        "quotes": len(tables.texts),
        "nodes": nodes[:start],
        "edges": edges[:first],
    }
    rows = {"nodes": nodes[start:], "edges": edges[first:], "between": between, "results": results}
    texts = list(tables.texts)
    blocks = tuple(tuple(texts[i : i + QUOTES]) for i in range(0, len(texts), QUOTES))
    return Payload(head, tuple(_split_rows(rows)), blocks)


def _build_tables(model: GraphModel, ranked: Sequence[str], *, quotes: bool) -> _Tables:
    present = model.count_types().keys()
    known = [name for name in STYLES if name in present or name == PAPER]
    relations = {(fact.relation, fact.type, fact.role) for fact in model.facts}
    relations |= {(relation.relation, "", "") for relation in model.relations}
    numbers = {node: i for i, node in enumerate(ranked)}
    types = known + sorted(present - set(known))
    return _Tables(find_base(ranked), numbers, types, sorted(relations), quotes)


def _number_quotes(model: GraphModel, tables: _Tables) -> None:
    """Give sentences their numbers as one reads them: paper by paper in the order of the nodes, each from its title.

    So the sentences of a paper lie together, in one block or two, and their numbers tell their order.
    """
    if not tables.quotes:
        return
    found = {mention for support in model.supports() for mention in support.mentions if mention.text}
    last = len(tables.numbers)

    def place(mention: Mention) -> tuple[int, bool, int, str]:
        return (
            tables.numbers.get(mention.paper, last),
            mention.section != "title",
            _begin(mention),
            to_sentence(mention),
        )

    for mention in sorted(found, key=place):
        tables.texts.setdefault(to_sentence(mention), len(tables.texts))


def _begin(mention: Mention) -> int:
    """Return where the sentence of a mention begins in its text, in code points."""
    return mention.start - len(mention.prefix)


def _count_neighbours(model: GraphModel, numbers: dict[str, int]) -> list[int]:
    degrees = [0] * len(numbers)
    for paper, entity in {(fact.paper, fact.thing) for fact in model.facts}:
        degrees[numbers[paper]] += 1
        degrees[numbers[entity]] += 1
    return degrees


def _edge_rows(model: GraphModel, tables: _Tables, start: int) -> list[Row]:
    """Return the edges, those of the start picture first; a repository's general one only where none is special."""
    numbers, relations = tables.numbers, {relation: i for i, relation in enumerate(tables.relations)}
    special = {(fact.paper, fact.thing) for fact in model.facts if fact.relation in REPOSITORY_RELATIONS}
    found = []
    for fact in model.facts:
        if fact.relation == "hasRepository" and (fact.paper, fact.thing) in special:
            continue
        relation = relations[fact.relation, fact.type, fact.role]
        found.append((numbers[fact.paper], numbers[fact.thing], relation, fact.support))
    found.sort(key=lambda row: (max(row[:2]) >= start, *row[:3]))
    return [[*row[:3], row[3].confidence, _mentions(row[3].mentions, tables)] for row in found]


def _between_rows(model: GraphModel, tables: _Tables) -> list[Row]:
    numbers, relations = tables.numbers, {name: i for i, (name, _, _) in enumerate(tables.relations)}
    rows = [
        [
            numbers[relation.subject],
            relations[relation.relation],
            numbers[relation.object],
            relation.support.confidence,
            sorted(numbers[paper] for paper in relation.support.papers if paper in model.papers),
            _mentions(relation.support.mentions, tables),
        ]
        for relation in model.relations
    ]
    return sorted(rows, key=lambda row: row[:3])


def _result_rows(model: GraphModel, tables: _Tables) -> list[Row]:
    numbers = tables.numbers
    rows = [
        [
            *(numbers[iri] if iri else -1 for iri in (one.paper, one.subject, one.metric, one.on, one.versus)),
            *(one.text, one.value, one.unit, one.kind, one.support.confidence),
            _mentions(one.support.mentions, tables),
        ]
        for one in model.results
    ]
    return sorted(rows, key=repr)


def _split_rows(rows: dict[str, list[Row]]) -> Iterable[dict[str, list[Row]]]:
    """Yield the rows in parts of at most PART, nodes before the edges that join them."""
    for name, all_of_them in rows.items():
        for i in range(0, len(all_of_them), PART):
            yield {name: all_of_them[i : i + PART]}


def _type_row(name: str, count: int, terms: int) -> dict[str, object]:
    style = find_style(name)
    return {
        "name": name,
        "one": style.one,
        "many": style.many,
        "shape": style.look.shape,
        "light": style.look.light,
        "dark": style.look.dark,
        "link": style.is_link,
        "general": style.is_general,
        "named": style.has_kinds,
        "share": style.share,
        "count": count,
        "terms": terms,
    }


def _entity_type_row(row: TypeRow) -> dict[str, object]:
    """Return a type that a thing may be corrected to, with what a statement of each role says of such a thing."""
    roles = {role: own_role(row.name, role) for role in ROLES}
    said = {role: {"name": row.roles[own], "type": row.name, "role": own} for role, own in roles.items()}
    return _type_row(row.name, 0, 0) | {"alwaysNamed": row.always_named, "said": said}


def _node_row(node: Paper | Thing, degree: int, tables: _Tables, layout: Layout, missing: int) -> Row:
    more = list_properties(node) | ({"left": missing} if missing else {})
    x, y = layout.positions[node.iri]
    kind = tables.types.index(node.type)
    return [to_key(node.iri, tables.base), kind, node.label, x, y, layout.communities[node.iri], degree, more]


def _mentions(found: Iterable[Mention], tables: _Tables) -> list[Row]:
    return [_mention(mention, tables) for mention in found]


def _mention(mention: Mention, tables: _Tables) -> Row:
    section = mention.section or "abstract"
    if not tables.quotes or not mention.text:
        return [section]
    # Many mentions share a sentence: each travels once.
    start = _utf16(mention.prefix)
    number = tables.texts[to_sentence(mention)]
    return [section, number, start, start + _utf16(mention.text)]


def _utf16(text: str) -> int:
    """Return the length of a text as JavaScript counts it."""
    return len(text.encode("utf-16-le")) // 2
