"""Graphs into running databases: Neo4j over Bolt, RDF stores over the SPARQL Graph Store Protocol."""

from kgbuild.loading.load import load_graph
from kgbuild.loading.report import Count, LoadReport, Progress
from kgbuild.loading.target import Target, parse_target

__all__ = ["Count", "LoadReport", "Progress", "Target", "load_graph", "parse_target"]
