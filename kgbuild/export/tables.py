"""Two CSV tables, nodes and edges, that are safe to open in a spreadsheet.

A cell that a spreadsheet would run as a formula (it begins with =, +, -, @, a tab or a line end) has an apostrophe
before it, and so has a cell that begins with an apostrophe; reading takes one apostrophe from the start of each
such cell and gives the text as it was. Numbers are left alone.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from kgbuild.errors import GraphError
from kgbuild.export.csv_lines import open_csv
from kgbuild.export.flat import EDGE_COLUMNS, NODE_COLUMNS, Flat, flat_edge, flat_node, split_list
from kgbuild.export.proof import Tally, Watch
from kgbuild.export.property_graph import PropertyGraph, PropertyType

NODES_FILE: Final = "nodes.csv"
EDGES_FILE: Final = "edges.csv"

# Some spreadsheets take the wide forms of East Asian input for the plain ones.
_FORMULA: Final = re.compile("['=+\\-@\t\r\n＝＋－＠]")
_NUMBERS: Final[Mapping[PropertyType, type[int] | type[float]]] = {"integer": int, "number": float}


def defuse(text: str) -> str:
    """Return a cell that no spreadsheet runs: `=1+1` -> `'=1+1`."""
    return f"'{text}" if _FORMULA.match(text) else text


def undo_defuse(cell: str) -> str:
    """Return the text that `defuse` was given."""
    return cell.removeprefix("'")


def write_csv(graph: PropertyGraph, folder: Path, watch: Watch) -> None:
    """Write `nodes.csv` and `edges.csv`: UTF-8, comma, a header, quotation marks doubled, lists joined by " | "."""
    nodes = watch("writing nodes", map(flat_node, graph.nodes), len(graph.nodes))
    edges = watch("writing edges", map(flat_edge, graph.relationships), len(graph.relationships))
    _write_table(folder / NODES_FILE, nodes, NODE_COLUMNS)
    _write_table(folder / EDGES_FILE, edges, EDGE_COLUMNS)


def _write_table(path: Path, rows: Iterable[Mapping[str, Flat]], columns: Mapping[str, PropertyType]) -> None:
    with open_csv(path, columns) as lines:
        for row in rows:
            cells = (row.get(name, "") for name in columns)
            lines.write(defuse(cell) if isinstance(cell, str) else cell for cell in cells)


def read_table(path: Path, columns: Mapping[str, PropertyType]) -> Iterator[dict[str, object]]:
    """Yield the rows of a table that `write_csv` wrote, as they were: lists, numbers, texts; empty cells left out.

    Raises GraphError for a file without the columns, or with a cell that is not of its column's type.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        limit = csv.field_size_limit(1 << 30)  # a title may be longer than the module's own limit
        try:
            if tuple(reader.fieldnames or ()) != tuple(columns):
                raise GraphError(f"{path}: its columns are not {', '.join(columns)}; export again")
            for row in reader:
                yield _row(row, columns)
        except (csv.Error, ValueError) as error:
            raise GraphError(f"{path}:{reader.line_num}: not a table of ours: {error}; export again") from error
        finally:
            csv.field_size_limit(limit)


def _row(cells: Mapping[str, str], columns: Mapping[str, PropertyType]) -> dict[str, object]:
    if cells.keys() != columns.keys() or None in cells.values():  # csv has None for what is missing or too much
        raise ValueError("not as many cells as columns")
    return {name: _value(cell, columns[name]) for name, cell in cells.items() if cell}


def _value(cell: str, kind: PropertyType) -> object:
    if kind in _NUMBERS:
        return _NUMBERS[kind](cell)
    if kind == "boolean":
        return cell == "true"
    text = undo_defuse(cell)
    if kind == "text":
        return text
    return tuple(map(int, split_list(text))) if kind == "integers" else split_list(text)


def tally_tables(graph: PropertyGraph) -> Tally:
    """Return what tables with lists and numbers must hold."""
    tally = Tally()
    for node in graph.nodes:
        tally.add_node(node.iri, node.type, {"type": node.type, "labels": node.labels, **node.properties})
    for edge in graph.relationships:
        tally.add_edge(edge.start, edge.type, edge.end, edge.properties)
    return tally


def tally_rows(nodes: Iterable[Mapping[str, object]], edges: Iterable[Mapping[str, object]]) -> Tally:
    """Return what rows by NODE_COLUMNS and EDGE_COLUMNS hold."""
    tally = Tally()
    for row in nodes:
        held = {name: value for name, value in row.items() if name != "iri"}
        tally.add_node(str(row["iri"]), str(row["type"]), held)
    for row in edges:
        held = {name: value for name, value in row.items() if name not in {"source", "type", "target"}}
        tally.add_edge(str(row["source"]), str(row["type"]), str(row["target"]), held)
    return tally


def read_csv(folder: Path) -> Tally:
    """Return what the two tables hold."""
    nodes, edges = read_table(folder / NODES_FILE, NODE_COLUMNS), read_table(folder / EDGES_FILE, EDGE_COLUMNS)
    return tally_rows(nodes, edges)
