"""Property graphs as rows of plain values, for formats without lists or without certain characters.

A list becomes one text, its items joined by " | "; a bar or backslash inside an item has a backslash before it, so
that `split_list` gives the same list again.
"""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

from kgbuild.export.property_graph import (
    NODE_PROPERTIES,
    RELATIONSHIP_PROPERTIES,
    Node,
    PropertyType,
    Relationship,
    Value,
)

Flat = str | int | float

# Columns that come before the properties; the ends of an edge are nodes' IRIs.
NODE_COLUMNS: Final[Mapping[str, PropertyType]] = {"iri": "text", "type": "text", "labels": "texts", **NODE_PROPERTIES}
EDGE_COLUMNS: Final[Mapping[str, PropertyType]] = {
    "source": "text",
    "type": "text",
    "target": "text",
    **RELATIONSHIP_PROPERTIES,
}

_SEPARATOR: Final = " | "
# What XML 1.0 cannot hold, not even escaped.
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def join_list(items: tuple[str, ...] | tuple[int, ...]) -> str:
    r"""Return a list as one text: `("a", "b|c")` -> `a | b\|c`."""
    return _SEPARATOR.join(re.sub(r"([\\|])", r"\\\1", str(item)) for item in items)


def split_list(text: str) -> tuple[str, ...]:
    """Return the list that `join_list` was given, its items as text."""
    return tuple(re.sub(r"\\([\\|])", r"\1", item) for item in text.split(_SEPARATOR))


def flatten(value: Value) -> Flat:
    """Return a value as one that is no list."""
    if isinstance(value, bool):  # as XML, Neo4j and JSON write it
        return str(value).lower()
    return join_list(value) if isinstance(value, tuple) else value


def flat_node(node: Node) -> dict[str, Flat]:
    """Return a node's row by NODE_COLUMNS; what it does not have is left out."""
    fixed: dict[str, Flat] = {"iri": node.iri, "type": node.type, "labels": join_list(node.labels)}
    return {**fixed, **{name: flatten(value) for name, value in node.properties.items()}}


def flat_edge(edge: Relationship) -> dict[str, Flat]:
    """Return an edge's row by EDGE_COLUMNS; what it does not have is left out."""
    fixed: dict[str, Flat] = {"source": edge.start, "type": edge.type, "target": edge.end}
    return {**fixed, **{name: flatten(value) for name, value in edge.properties.items()}}


class XmlText:
    """Takes from rows the characters that XML 1.0 cannot hold, and counts them by code point."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()

    def __call__(self, row: Mapping[str, Flat]) -> dict[str, Flat]:
        """Return the row without such characters."""
        return {name: self.text(value) if isinstance(value, str) else value for name, value in row.items()}

    def text(self, text: str) -> str:
        """Return a text without such characters."""
        found = _NO_XML.findall(text)
        if not found:
            return text
        self.taken.update(found)
        return _NO_XML.sub("", text)
