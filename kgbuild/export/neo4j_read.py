"""The files for Neo4j, read as its importer and its `LOAD CSV` would: by their headers, arguments and script."""

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from kgbuild.errors import GraphError
from kgbuild.export.neo4j_files import ADMIN_TYPES, ARGUMENTS_FILE, LOAD_FILE, LOAD_FOLDER
from kgbuild.export.proof import Tally
from kgbuild.export.property_graph import NODE_PROPERTIES, RELATIONSHIP_PROPERTIES, Value
from kgbuild.graph.relations import ENTITY

# What a statement says of a column in which a backslash is written as another character.
_REPLACED: Final = re.compile(r"replace\(row\.(\w+), '\\u([0-9A-F]{4})'")


def read_import(folder: Path) -> Tally:
    """Return what the files of `import` hold, as their headers and `import.args` say."""
    arguments = _read_arguments(folder)
    between = chr(int(arguments["--array-delimiter"].removeprefix("U+"), 16))
    tally = Tally()
    for row in _read_rows(folder / arguments["--nodes"]):
        iri, labels = row.pop("iri:ID"), tuple(row.pop(":LABEL").split(between))
        tally.add_node(iri, _node_type(labels), {"labels": labels, **_typed(row, between)})
    for row in _read_rows(folder / arguments["--relationships"]):
        start, kind, end = (row.pop(name) for name in (":START_ID", ":TYPE", ":END_ID"))
        tally.add_edge(start, kind, end, _typed(row, between))
    return tally


def read_load(folder: Path) -> Tally:
    """Return what the files of `load` hold, as the statements of `load.cypher` read them."""
    between = chr(int(_read_arguments(folder)["--array-delimiter"].removeprefix("U+"), 16))
    tally = Tally()
    for statement in (folder / LOAD_FILE).read_text("utf-8").split(";\n"):
        if not (file := re.search(r"FROM 'file:///([^']*)'", statement)):
            continue
        replaced = {name: chr(int(code, 16)) for name, code in _REPLACED.findall(statement)}
        for row in _read_rows(folder / LOAD_FOLDER / unquote(file[1])):
            cells = {name: cell.replace(replaced.get(name, "\\"), "\\") for name, cell in row.items()}
            ends = [cells.pop(name) for name in ("iri", "start", "end") if name in cells]
            labels = tuple(cells.pop("labels", "").split(between))
            types = NODE_PROPERTIES if len(ends) == 1 else RELATIONSHIP_PROPERTIES
            values = _typed({f"{name}:{ADMIN_TYPES[types[name]]}": cell for name, cell in cells.items()}, between)
            if len(ends) == 1:
                tally.add_node(ends[0], _node_type(labels), {"labels": labels, **values})
            else:
                kind = re.search(r"-\[r:`(.*?)`\]->", statement)
                tally.add_edge(ends[0], kind[1] if kind else "", ends[1], values)
    return tally


def _read_arguments(folder: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in (folder / ARGUMENTS_FILE).read_text("utf-8").splitlines())


def _node_type(labels: tuple[str, ...]) -> str:
    return labels[1] if labels[0] == ENTITY and len(labels) > 1 else labels[0]


def _read_rows(path: Path) -> Iterator[dict[str, str]]:
    limit = csv.field_size_limit(1 << 30)  # a list of quotes may be longer than the module's own limit
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            for row in reader:
                if None in row or None in row.values():
                    raise GraphError(f"{path.name}:{reader.line_num}: not as many cells as columns")
                yield row
    except csv.Error as error:
        raise GraphError(f"{path.name}: {error}") from error
    finally:
        csv.field_size_limit(limit)


def _typed(row: Mapping[str, str], between: str) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for header, cell in row.items():
        name, _, kind = header.partition(":")
        if cell:
            values[name] = _parse(cell, kind, between)
    return values


def _parse(cell: str, kind: str, between: str) -> Value:
    if kind == "int[]":
        return tuple(map(int, cell.split(between)))
    if kind == "string[]":
        return tuple(cell.split(between))
    if kind == "boolean":
        return cell == "true"
    return int(cell) if kind == "int" else float(cell) if kind == "double" else cell
