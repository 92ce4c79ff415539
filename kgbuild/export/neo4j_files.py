"""Files for Neo4j: `import/` for `neo4j-admin database import`, `load/` for `LOAD CSV`, and scripts for both.

Nothing is defused here: every text arrives as it is. Items of lists are parted by a control character that no item
holds. In `load/`, a backslash is written as another such character, and the script puts it back: within quotation
marks `LOAD CSV` reads a backslash as an escape or as itself, depending on a setting of the server.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final
from urllib.parse import quote

from kgbuild.errors import GraphError
from kgbuild.export.csv_lines import open_csv
from kgbuild.export.flat import flatten
from kgbuild.export.proof import Watch
from kgbuild.export.property_graph import (
    NODE_PROPERTIES,
    RELATIONSHIP_PROPERTIES,
    Node,
    PropertyGraph,
    PropertyType,
    Relationship,
    Value,
)
from kgbuild.graph.relations import ENTITY, PAPER, RESULT

IMPORT_FOLDER: Final = "import"
LOAD_FOLDER: Final = "load"
NODES_FILE: Final = "nodes.csv"
RELATIONSHIPS_FILE: Final = "relationships.csv"
ARGUMENTS_FILE: Final = "import.args"
SCHEMA_FILE: Final = "constraints.cypher"
LOAD_FILE: Final = "load.cypher"
# In the order in which they are loaded.
_LOADED_NODES: Final = {PAPER: "papers.csv", ENTITY: "entities.csv", RESULT: "results.csv"}

ADMIN_TYPES: Final[Mapping[PropertyType, str]] = {
    "text": "string",
    "integer": "int",
    "number": "double",
    "boolean": "boolean",
    "texts": "string[]",
    "integers": "int[]",
}
# Separators of old (unit, record, group, file), then characters that are nobody's.
_CANDIDATES: Final = ("\x1f", "\x1e", "\x1d", "\x1c", *map(chr, range(0xE000, 0xE100)))

# The IRI is the key. Names may be longer than a range index takes, so they have a text index.
SCHEMA: Final = (
    f"CREATE CONSTRAINT kgbuild_paper_iri IF NOT EXISTS FOR (n:{PAPER}) REQUIRE n.iri IS UNIQUE",
    f"CREATE CONSTRAINT kgbuild_entity_iri IF NOT EXISTS FOR (n:{ENTITY}) REQUIRE n.iri IS UNIQUE",
    f"CREATE CONSTRAINT kgbuild_result_iri IF NOT EXISTS FOR (n:{RESULT}) REQUIRE n.iri IS UNIQUE",
    f"CREATE TEXT INDEX kgbuild_entity_name IF NOT EXISTS FOR (n:{ENTITY}) ON (n.name)",
    f"CREATE INDEX kgbuild_paper_year IF NOT EXISTS FOR (n:{PAPER}) ON (n.year)",
    f"CREATE FULLTEXT INDEX kgbuild_names IF NOT EXISTS FOR (n:{PAPER}|{ENTITY}) ON EACH [n.title, n.name, n.names]",
)


@dataclass(frozen=True, slots=True)
class Marks:
    """Characters that no text of the graph holds: between a list's items, and for a backslash."""

    between: str
    backslash: str

    def join(self, value: Value) -> str:
        """Return a value as one text."""
        return self.between.join(map(str, value)) if isinstance(value, tuple) else str(flatten(value))


def find_marks(graph: PropertyGraph) -> Marks:
    """Return the first two marks that no text holds; raises GraphError where the texts hold them all."""
    present: set[str] = set()
    candidates = frozenset(_CANDIDATES)
    held = chain((node.properties for node in graph.nodes), (edge.properties for edge in graph.relationships))
    for properties in held:
        for text in _texts(properties.values()):
            present |= candidates.intersection(text)
    free = [mark for mark in _CANDIDATES if mark not in present]
    if len(free) < 2:
        raise GraphError("neo4j: the texts hold every character that could part lists; take U+E000 to U+E0FF out")
    return Marks(free[0], free[1])


def _texts(values: Iterable[Value]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, str))


def write_neo4j(graph: PropertyGraph, folder: Path, watch: Watch) -> None:
    """Write the folders `import` and `load`, `import.args`, `constraints.cypher` and `load.cypher`."""
    marks = find_marks(graph)
    (folder / IMPORT_FOLDER).mkdir()
    (folder / LOAD_FOLDER).mkdir()
    _write_import(graph, folder / IMPORT_FOLDER, marks, watch)
    statements = _write_load(graph, folder / LOAD_FOLDER, marks, watch)
    _write_text(folder / ARGUMENTS_FILE, _arguments(marks))
    _write_text(folder / SCHEMA_FILE, "".join(f"{statement};\n" for statement in SCHEMA))
    _write_text(folder / LOAD_FILE, _LOAD_HEAD + "".join(f"\n{statement};\n" for statement in statements))


_LOAD_HEAD: Final = """\
// Run constraints.cypher first, with the files of the folder `load` in the server's import folder. Running this again
// changes nothing. In the Neo4j Browser put :auto before each statement.
"""


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _arguments(marks: Marks) -> str:
    """Return what `neo4j-admin database import full NAME @import.args` needs to know."""
    return (
        f"--nodes={IMPORT_FOLDER}/{NODES_FILE}\n--relationships={IMPORT_FOLDER}/{RELATIONSHIPS_FILE}\n"
        f"--array-delimiter=U+{ord(marks.between):04X}\n--multiline-fields=true\n"
    )


def _write_import(graph: PropertyGraph, folder: Path, marks: Marks, watch: Watch) -> None:
    nodes = watch("writing nodes", graph.nodes, len(graph.nodes))
    edges = watch("writing edges", graph.relationships, len(graph.relationships))
    columns = [f"{name}:{ADMIN_TYPES[kind]}" for name, kind in NODE_PROPERTIES.items()]
    with open_csv(folder / NODES_FILE, ["iri:ID", ":LABEL", *columns]) as lines:
        for node in nodes:
            lines.write([node.iri, marks.join(node.labels), *_cells(node, NODE_PROPERTIES, marks)])
    columns = [f"{name}:{ADMIN_TYPES[kind]}" for name, kind in RELATIONSHIP_PROPERTIES.items()]
    with open_csv(folder / RELATIONSHIPS_FILE, [":START_ID", ":TYPE", ":END_ID", *columns]) as lines:
        for edge in edges:
            lines.write([edge.start, edge.type, edge.end, *_cells(edge, RELATIONSHIP_PROPERTIES, marks)])


def _cells(item: Node | Relationship, columns: Iterable[str], marks: Marks) -> list[str]:
    return [marks.join(item.properties.get(name, "")) for name in columns]


def _write_load(graph: PropertyGraph, folder: Path, marks: Marks, watch: Watch) -> Iterator[str]:
    """Write a file for each key label of nodes and each (label, type, label) of relationships.

    Yields the statement that loads each.
    """
    keys = {node.iri: node.labels[0] for node in graph.nodes}
    by_key: defaultdict[str, list[Node]] = defaultdict(list)
    for node in graph.nodes:
        by_key[node.labels[0]].append(node)
    by_kind: defaultdict[tuple[str, str, str], list[Relationship]] = defaultdict(list)
    for edge in graph.relationships:
        by_kind[keys[edge.start], edge.type, keys[edge.end]].append(edge)
    for key in (known for known in _LOADED_NODES if known in by_key):
        file, nodes = _LOADED_NODES[key], by_key[key]
        columns = ["iri", "labels", *_present(nodes, NODE_PROPERTIES)]
        rows = ((node.iri, node.labels, *_values(node, columns[2:])) for node in nodes)
        escaped = _write_rows(folder / file, columns, watch(f"writing {file}", rows, len(nodes)), marks)
        yield _load_nodes(file, key, sorted({name for node in nodes for name in node.labels[1:]}), escaped, marks)
    for (start, kind, end), edges in sorted(by_kind.items()):
        file = f"{start}-{kind}-{end}.csv"
        columns = ["start", "end", *_present(edges, RELATIONSHIP_PROPERTIES)]
        rows = ((edge.start, edge.end, *_values(edge, columns[2:])) for edge in edges)
        escaped = _write_rows(folder / file, columns, watch(f"writing {file}", rows, len(edges)), marks)
        yield _load_relationships(file, (start, kind, end), escaped, marks)


def _present(items: Sequence[Node | Relationship], names: Iterable[str]) -> list[str]:
    used = {name for item in items for name in item.properties}
    return [name for name in names if name in used]


def _values(item: Node | Relationship, names: Iterable[str]) -> Iterator[Value]:
    return (item.properties.get(name, "") for name in names)


def _write_rows(path: Path, columns: list[str], rows: Iterable[Iterable[Value]], marks: Marks) -> dict[str, bool]:
    """Write a table and return column -> whether a backslash in it was replaced."""
    escaped = dict.fromkeys(columns, False)
    with open_csv(path, columns) as lines:
        for row in rows:
            cells = [marks.join(value) for value in row]
            for name, cell in zip(columns, cells, strict=True):
                escaped[name] = escaped[name] or "\\" in cell
            lines.write(cell.replace("\\", marks.backslash) for cell in cells)
    return escaped


def _load_nodes(file: str, key: str, labels: Iterable[str], escaped: Mapping[str, bool], marks: Marks) -> str:
    between = _cypher_text(marks.between)
    tests = "".join(
        f"  FOREACH (_ IN CASE WHEN {_cypher_text(name)} IN split(row.labels, {between}) THEN [1] ELSE [] END |"
        f" SET n:{_cypher_name(name)})\n"
        for name in labels
    )
    properties = _property_map(NODE_PROPERTIES, escaped, marks)
    node = f"(n:{_cypher_name(key)} {{iri: {_text_of('iri', escaped, marks)}}})"
    return (
        f"{_from(file)}\nCALL {{\n  WITH row\n  MERGE {node}\n"
        f"  SET n += {{{properties}}}\n{tests}}} IN TRANSACTIONS OF 1000 ROWS"
    )


def _load_relationships(file: str, kind: tuple[str, str, str], escaped: Mapping[str, bool], marks: Marks) -> str:
    start, relationship, end = map(_cypher_name, kind)
    properties = _property_map(RELATIONSHIP_PROPERTIES, escaped, marks)
    return (
        f"{_from(file)}\nCALL {{\n  WITH row\n  MATCH (a:{start} {{iri: {_text_of('start', escaped, marks)}}})\n"
        f"  MATCH (b:{end} {{iri: {_text_of('end', escaped, marks)}}})\n"
        f"  MERGE (a)-[r:{relationship}]->(b)\n  SET r += {{{properties}}}\n}} IN TRANSACTIONS OF 1000 ROWS"
    )


def _from(file: str) -> str:
    return f"LOAD CSV WITH HEADERS FROM {_cypher_text(f'file:///{quote(file)}')} AS row"


def _property_map(types: Mapping[str, PropertyType], escaped: Mapping[str, bool], marks: Marks) -> str:
    parts = []
    for name in types.keys() & escaped.keys():
        text, between = _text_of(name, escaped, marks), _cypher_text(marks.between)
        forms: dict[PropertyType, str] = {
            "text": text,
            "integer": f"toInteger({text})",
            "number": f"toFloat({text})",
            "boolean": f"toBoolean({text})",
            "texts": f"split({text}, {between})",
            "integers": f"[x IN split({text}, {between}) | toInteger(x)]",
        }
        parts.append(f"{name}: {forms[types[name]]}")
    return ", ".join(sorted(parts))


def _text_of(column: str, escaped: Mapping[str, bool], marks: Marks) -> str:
    """Return the Cypher that gives a cell's text, backslashes put back where the file has any."""
    return f"replace(row.{column}, {_cypher_text(marks.backslash)}, '\\\\')" if escaped[column] else f"row.{column}"


def _cypher_text(text: str) -> str:
    """Return a text as Cypher writes it, in ASCII."""
    units = text.encode("utf-16-be")
    codes = (int.from_bytes(units[i : i + 2], "big") for i in range(0, len(units), 2))
    return "'" + "".join(chr(c) if 32 <= c < 127 and c not in b"'\\" else f"\\u{c:04X}" for c in codes) + "'"


def _cypher_name(name: str) -> str:
    doubled = name.replace("`", "``")
    return f"`{doubled}`"
