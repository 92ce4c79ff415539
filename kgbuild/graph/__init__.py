"""The graph: built from knowledge, written, read, checked and asked. Works on any graph of our ontology."""

from kgbuild.graph.annotated import write_annotated
from kgbuild.graph.build import GraphTriples, build_graph, parse_base
from kgbuild.graph.check import check_description, check_graph
from kgbuild.graph.description import parse_licence
from kgbuild.graph.evidence_text import kept_text
from kgbuild.graph.files import (
    find_graph,
    keep_graph,
    prepare_graph,
    read_graph,
    renew_store,
    renewed_store,
    wants_store,
    write_graph,
    write_turtle,
)
from kgbuild.graph.formats import RESULT_FORMATS, format_results
from kgbuild.graph.marks import RecordsDigest, read_mark
from kgbuild.graph.model import GraphModel
from kgbuild.graph.named import (
    NamedQuery,
    Parameter,
    bind_parameters,
    find_unknown_names,
    named_queries,
    named_query,
    run_named_query,
)
from kgbuild.graph.ontology import ontology_folder
from kgbuild.graph.problems import Problem
from kgbuild.graph.profiles import check_profiles, profile_names, profile_triples
from kgbuild.graph.query import QueryResult, names_graph, run_query
from kgbuild.graph.reading import read_model, to_model

__all__ = [
    "RESULT_FORMATS",
    "GraphModel",
    "GraphTriples",
    "NamedQuery",
    "Parameter",
    "Problem",
    "QueryResult",
    "RecordsDigest",
    "bind_parameters",
    "build_graph",
    "check_description",
    "check_graph",
    "check_profiles",
    "find_graph",
    "find_unknown_names",
    "format_results",
    "keep_graph",
    "kept_text",
    "named_queries",
    "named_query",
    "names_graph",
    "ontology_folder",
    "parse_base",
    "parse_licence",
    "prepare_graph",
    "profile_names",
    "profile_triples",
    "read_graph",
    "read_mark",
    "read_model",
    "renew_store",
    "renewed_store",
    "run_named_query",
    "run_query",
    "to_model",
    "wants_store",
    "write_annotated",
    "write_graph",
    "write_turtle",
]
