"""GraphML and GEXF, for Gephi, yEd, igraph and others: every attribute typed, lists as one text.

Written as streams, since the element trees of the usual writers need many times the file's size.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from kgbuild import __version__
from kgbuild.export.flat import EDGE_COLUMNS, NODE_COLUMNS, Flat, XmlText, flat_edge, flat_node, split_list
from kgbuild.export.proof import Tally, Watch
from kgbuild.export.property_graph import PropertyGraph, PropertyType, Value

# Lists are texts here. Years and offsets fit 32 bits.
_GRAPHML_TYPES: Final[Mapping[PropertyType, str]] = {"integer": "int", "number": "double", "boolean": "boolean"}
_GEXF_TYPES: Final[Mapping[PropertyType, str]] = {"integer": "integer", "number": "double", "boolean": "boolean"}
_PLACES: Final = frozenset({"source", "target"})
# A carriage return must be escaped, else readers take it for a line end; in attributes tabs and line ends too.
_IN_TEXT: Final = {"\r": "&#13;"}
_IN_ATTRIBUTES: Final = {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}

_Row = Mapping[str, Flat]


def write_graphml(graph: PropertyGraph, path: Path, watch: Watch) -> XmlText:
    """Write GraphML; returns what was taken from its texts. Nodes are n0, n1, ... and have their `iri`.

    yEd shows no label but that of its own extension, in which each node and edge has its label once more.
    """
    clean = XmlText()
    numbers = {node.iri: number for number, node in enumerate(graph.nodes)}
    nodes, edges = _columns(NODE_COLUMNS), _columns(EDGE_COLUMNS)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:y="http://www.yworks.com/xml/graphml" '
            'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns '
            'http://www.yworks.com/xml/schema/graphml/1.1/ygraphml.xsd">\n'
        )
        for place, columns in (("node", nodes), ("edge", edges)):
            for name, kind in columns.items():
                shape = _GRAPHML_TYPES.get(kind, "string")
                file.write(f'  <key id="{place[0]}_{name}" for="{place}" attr.name="{name}" attr.type="{shape}"/>\n')
            file.write(f'  <key id="{place[0]}_yed" for="{place}" yfiles.type="{place}graphics"/>\n')
        file.write('  <graph id="kgbuild" edgedefault="directed">\n')
        for number, node in enumerate(watch("writing nodes", graph.nodes, len(graph.nodes))):
            row = clean({"label": node.label, **flat_node(node)})
            file.write(f'    <node id="n{number}">\n{_data("n", row, nodes)}{_yed_node(row)}    </node>\n')
        for number, edge in enumerate(watch("writing edges", graph.relationships, len(graph.relationships))):
            row = clean({"label": edge.type, **flat_edge(edge)})
            ends = f'source="n{numbers[edge.start]}" target="n{numbers[edge.end]}"'
            file.write(f'    <edge id="e{number}" {ends}>\n{_data("e", row, edges)}{_yed_edge(row)}    </edge>\n')
        file.write("  </graph>\n</graphml>\n")
    return clean


def _columns(columns: Mapping[str, PropertyType]) -> dict[str, PropertyType]:
    return {"label": "text", **{name: kind for name, kind in columns.items() if name not in _PLACES}}


def _data(prefix: str, row: _Row, columns: Mapping[str, PropertyType]) -> str:
    lines = (
        f'      <data key="{prefix}_{name}">{escape(str(row[name]), _IN_TEXT)}</data>\n'
        for name in columns
        if row.get(name, "") != ""
    )
    return "".join(lines)


def _yed_node(row: _Row) -> str:
    label = escape(str(row["label"]), _IN_TEXT)
    return f'      <data key="n_yed"><y:ShapeNode><y:NodeLabel>{label}</y:NodeLabel></y:ShapeNode></data>\n'


def _yed_edge(row: _Row) -> str:
    parts = (
        f'<y:Arrows source="none" target="standard"/><y:EdgeLabel>{escape(str(row["label"]), _IN_TEXT)}</y:EdgeLabel>'
    )
    return f'      <data key="e_yed"><y:PolyLineEdge>{parts}</y:PolyLineEdge></data>\n'


def write_gexf(graph: PropertyGraph, path: Path, watch: Watch) -> XmlText:
    """Write GEXF 1.2, without the day's date; returns what was taken from its texts. Ids are IRIs."""
    clean = XmlText()
    # Ids and labels have places of their own; an attribute of the same name would take theirs when it is read.
    nodes = {name: kind for name, kind in NODE_COLUMNS.items() if name != "iri"}
    edges = {name: kind for name, kind in EDGE_COLUMNS.items() if name not in _PLACES}
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n'
            f"  <meta>\n    <creator>kgbuild {__version__}</creator>\n  </meta>\n"
            '  <graph mode="static" defaultedgetype="directed" idtype="string">\n'
        )
        for place, columns in (("node", nodes), ("edge", edges)):
            file.write(f'    <attributes class="{place}" mode="static">\n')
            for name, kind in columns.items():
                shape = _GEXF_TYPES.get(kind, "string")
                file.write(f'      <attribute id="{place[0]}_{name}" title="{name}" type="{shape}"/>\n')
            file.write("    </attributes>\n")
        file.write(f'    <nodes count="{len(graph.nodes)}">\n')
        for node in watch("writing nodes", graph.nodes, len(graph.nodes)):
            row = clean({"label": node.label, **flat_node(node)})
            start = f"<node id={_quoted(node.iri)} label={_quoted(row['label'])}>"
            file.write(f"      {start}\n{_attvalues('n', row, nodes)}      </node>\n")
        file.write(f'    </nodes>\n    <edges count="{len(graph.relationships)}">\n')
        for number, edge in enumerate(watch("writing edges", graph.relationships, len(graph.relationships))):
            ends = f"source={_quoted(edge.start)} target={_quoted(edge.end)}"
            start = f"<edge id={_quoted(str(number))} {ends} label={_quoted(edge.type)}>"
            file.write(f"      {start}\n{_attvalues('e', clean(flat_edge(edge)), edges)}      </edge>\n")
        file.write("    </edges>\n  </graph>\n</gexf>\n")
    return clean


def _quoted(text: Flat) -> str:
    return quoteattr(str(text), _IN_ATTRIBUTES)


def _attvalues(prefix: str, row: _Row, columns: Mapping[str, PropertyType]) -> str:
    lines = (
        f'          <attvalue for="{prefix}_{name}" value={_quoted(row[name])}/>\n'
        for name in columns
        if row.get(name, "") != ""
    )
    return f"        <attvalues>\n{''.join(lines)}        </attvalues>\n"


def tally_xml(graph: PropertyGraph) -> Tally:
    """Return what both formats must hold: all values but for the characters that XML cannot hold."""
    tally, clean = Tally(), XmlText()

    def cleaned(values: Mapping[str, Value]) -> dict[str, object]:
        return {name: _cleaned(value, clean) for name, value in values.items()}

    for node in graph.nodes:
        fixed: dict[str, Value] = {"label": node.label, "type": node.type, "labels": node.labels}
        tally.add_node(clean.text(node.iri), node.type, cleaned({**fixed, **node.properties}))
    for edge in graph.relationships:
        values = cleaned({"label": edge.type, **edge.properties})
        tally.add_edge(clean.text(edge.start), edge.type, clean.text(edge.end), values)
    return tally


def _cleaned(value: Value, clean: XmlText) -> object:
    if isinstance(value, tuple):
        return tuple(clean.text(item) if isinstance(item, str) else item for item in value)
    return clean.text(value) if isinstance(value, str) else value


def read_graphml(path: Path) -> Tally:
    """Return what a GraphML file holds, as networkx reads it."""
    import networkx as nx

    graph = nx.read_graphml(path, force_multigraph=True)
    iris = {node: str(values.get("iri", node)) for node, values in graph.nodes(data=True)}
    return _tally(
        ((iris[node], values) for node, values in graph.nodes(data=True)),
        ((iris[start], iris[end], values) for start, end, values in graph.edges(data=True)),
    )


def read_gexf(path: Path) -> Tally:
    """Return what a GEXF file holds, as networkx reads it."""
    import networkx as nx

    graph = nx.read_gexf(path)
    return _tally(
        ((node, {**values, "iri": node}) for node, values in graph.nodes(data=True)),
        ((start, end, values) for start, end, values in graph.edges(data=True)),
    )


def _tally(
    nodes: Iterator[tuple[str, Mapping[str, object]]], edges: Iterator[tuple[str, str, Mapping[str, object]]]
) -> Tally:
    tally = Tally()
    for iri, values in nodes:
        held = {name: _unflat(value, NODE_COLUMNS.get(name)) for name, value in values.items() if name != "iri"}
        tally.add_node(iri, str(values.get("type")), held)
    for start, end, values in edges:
        # The edges' own ids, and their types, which tell them apart, are no properties.
        own = {name: value for name, value in values.items() if name not in {"id", "type", "weight"}}
        held = {name: _unflat(value, EDGE_COLUMNS.get(name)) for name, value in own.items()}
        tally.add_edge(start, str(values.get("type")), end, held)
    return tally


def _unflat(value: object, kind: PropertyType | None) -> object:
    """Return the list that a text stands for; other values as they are."""
    if kind not in {"texts", "integers"}:
        return value
    items = split_list(str(value))
    return tuple(map(int, items)) if kind == "integers" else items
