"""The graph for other programs: RDF, networks, tables, property graphs, each read back and counted."""

from kgbuild.export.property_graph import Node, PropertyGraph, Relationship, build_property_graph, relationship_type

__all__ = ["Node", "PropertyGraph", "Relationship", "build_property_graph", "relationship_type"]
