"""Validation against our SHACL shapes, each result as one line for people."""

import math
from collections.abc import Collection, Iterator
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import rdflib

from kgbuild.graph.blank import name_blank_nodes
from kgbuild.graph.ontology import SHAPES_FILE, ontology_folder

_SHACL: Final = "http://www.w3.org/ns/shacl#"
_COUNTS: Final = frozenset(f"{_SHACL}{name}CountConstraintComponent" for name in ("Min", "Max"))
_NODE_KIND: Final = f"{_SHACL}NodeKindConstraintComponent"


def find_broken_shapes(graph: "rdflib.Graph", whole: Collection[str] | None = None) -> Iterator[tuple[str, str]]:
    """Yield (node, message) for each result of a graph against the shapes, with what was found instead.

    That a node is blank is left out: of a graph, that is told of every blank node. `whole` are the nodes (as N-Triples
    writes them) of which a part of a graph holds all: of others it may lack what counts.
    """
    import pyshacl
    import rdflib
    from rdflib.namespace import SH

    _spell_out_nan(graph)
    try:
        conforms, report, _ = pyshacl.validate(graph, shacl_graph=_read_shapes())
    except (ArithmeticError, ValueError, RuntimeError) as error:  # of values that it cannot compare
        yield "", f"the shapes cannot be checked: {type(error).__name__}: {_short(str(error))}"
        return
    if conforms:
        return
    blank = _name_blank_nodes(graph)
    for result in report.subjects(rdflib.RDF.type, SH.ValidationResult):
        node, message = report.value(result, SH.focusNode), report.value(result, SH.resultMessage)
        component, value = report.value(result, SH.sourceConstraintComponent), report.value(result, SH.value)
        if whole is not None and node is not None and str(component) in _COUNTS and node.n3() not in whole:
            continue
        path = report.value(result, SH.resultPath)
        found = ""
        if str(component) in _COUNTS and path is not None:
            inverse = report.value(path, SH.inversePath)
            values = graph.objects(node, path) if inverse is None else graph.subjects(inverse, node)
            found = f"; it has {len(set(values)) or 'none'}"
        elif value is not None and value != node:
            found = f"; found {'a blank node' if isinstance(value, rdflib.BNode) else _short(value.n3())}"
        if not (isinstance(node, rdflib.BNode) and str(component) == _NODE_KIND):
            text = "" if node is None else node.n3()
            yield blank.get(text, _short(text)), f"{message}{found}"


def _spell_out_nan(graph: "rdflib.Graph") -> None:
    """Make texts of literals that are no number: they break the shapes as numbers would, but can be compared."""
    import rdflib

    for subject, predicate, value in list(graph.triples((None, None, None))):
        if isinstance(value, rdflib.Literal) and _is_nan(value.value):
            graph.remove((subject, predicate, value))
            graph.add((subject, predicate, rdflib.Literal(str(value))))


def _is_nan(value: object) -> bool:
    return value.is_nan() if isinstance(value, Decimal) else isinstance(value, float) and math.isnan(value)


@cache
def _read_shapes() -> "rdflib.Graph":
    import rdflib

    return rdflib.Graph().parse(ontology_folder() / SHAPES_FILE, format="turtle")


def _name_blank_nodes(graph: "rdflib.Graph") -> dict[str, str]:
    from rdflib import BNode

    found = (triple for triple in graph.triples((None, None, None)) if any(isinstance(term, BNode) for term in triple))
    return name_blank_nodes((s.n3(), p.n3(), o.n3()) for s, p, o in found)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 120 else line[:119] + "…"
