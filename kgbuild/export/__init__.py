"""The graph for other programs: RDF, networks, tables, property graphs, each read back and counted."""

from kgbuild.export.formats import FORMATS, find_format
from kgbuild.export.property_graph import Node, PropertyGraph, Relationship, build_property_graph, relationship_type
from kgbuild.export.write import Export, export_graph

__all__ = [
    "FORMATS",
    "Export",
    "Node",
    "PropertyGraph",
    "Relationship",
    "build_property_graph",
    "export_graph",
    "find_format",
    "relationship_type",
]
