"""Everything the page knows, as one compact JSON value: nodes, edges, quotes, places."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

import networkx as nx

from kgbuild.datamodel import Evidence
from kgbuild.graph.project import PAPER
from kgbuild.views.layout import Layout
from kgbuild.views.picture import common_from, rank_nodes
from kgbuild.views.style import STYLES, find_style

Payload = dict[str, Any]


def build_payload(graph: "nx.MultiDiGraph[str]", layout: Layout, *, quotes: bool = True, title: str = "") -> Payload:
    """Return the page's data. A node's number is its place in `nodes`; the first `start` are drawn first.

    `nodes`: [key, number of type, label, x, y, community, further properties by name]. `key` is the IRI
    without `base`, or the whole one. `edges`: [paper, entity, number of relation, confidence or null,
    mentions], a mention being [section, number of quote, start, end] in UTF-16 units of the quote, or
    [section] without quotes.
    """
    ranked, start = rank_nodes(graph)
    number = {node: i for i, node in enumerate(ranked)}
    base = _find_base(ranked)
    present = {kind for _, kind in graph.nodes(data="type")}
    known = [style.name for style in STYLES if style.name in present or style.name == PAPER]
    types = known + sorted(present.difference(known))
    relations = sorted({(e["relation"], e["type"], e["role"]) for _, _, e in graph.edges(data=True)})
    texts: dict[str, int] = {}
    edges = []
    for paper, entity, edge in graph.edges(data=True):
        mentions = [_mention(item, texts, quotes=quotes) for item in edge["mentions"]]
        relation = relations.index((edge["relation"], edge["type"], edge["role"]))
        edges.append([number[paper], number[entity], relation, edge["confidence"], mentions])
    edges.sort(key=lambda edge: edge[:3])
    return {
        "title": title,
        "base": base,
        "start": start,
        "common": common_from(graph),
        "types": [_type(name) for name in types],
        "relations": [{"name": name, "type": kind, "role": role} for name, kind, role in relations],
        "communities": list(layout.names),
        "nodes": [_node(graph, node, base, types, layout) for node in ranked],
        "edges": edges,
        "quotes": list(texts),
    }


def _find_base(iris: Iterable[str]) -> str:
    """Return what most IRIs start with, up to `entity/` or `paper/`."""
    heads = Counter(match[1] for iri in iris if (match := re.match(r"(.*/)(?:entity|paper)/[^/]+$", iri)))
    return min(heads, key=lambda head: (-heads[head], head), default="")


def _type(name: str) -> dict[str, str]:
    style = find_style(name)
    return {
        "name": name,
        "one": style.one,
        "many": style.many,
        "shape": style.shape,
        "light": style.light,
        "dark": style.dark,
    }


def _node(graph: "nx.MultiDiGraph[str]", node: str, base: str, types: list[str], layout: Layout) -> list[object]:
    known = graph.nodes[node]
    key = node.removeprefix(base) if re.match(r"(entity|paper)/", node.removeprefix(base)) else node
    more = {
        name: list(known[name]) if isinstance(known[name], tuple) else known[name]
        for name in ("aliases", "kind", "url", "authors", "year", "venue", "doi", "arxiv", "sources")
        if known.get(name)
    }
    if len(known["types"]) > 1:
        more["types"] = list(known["types"])
    x, y = layout.positions[node]
    return [key, types.index(known["type"]), known["label"], x, y, layout.communities[node], more]


def _mention(evidence: Evidence, texts: dict[str, int], *, quotes: bool) -> list[object]:
    mention = evidence.mention
    if not quotes or not mention.text:
        return [mention.span.section]
    # Many mentions share a sentence: each travels once.
    text = evidence.prefix + mention.text + evidence.suffix
    start = _utf16(evidence.prefix)
    return [mention.span.section, texts.setdefault(text, len(texts)), start, start + _utf16(mention.text)]


def _utf16(text: str) -> int:
    """Return the length of a text as JavaScript counts it."""
    return len(text.encode("utf-16-le")) // 2
