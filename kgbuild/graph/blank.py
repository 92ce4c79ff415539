"""Blank nodes, named for people: parsers give them other ids on every run."""

from collections.abc import Iterable
from typing import Final

from kgbuild.graph.iris import compact_iri
from kgbuild.vocabulary import RDF

BLANK: Final = "_:"
_TYPE: Final = f"<{RDF}type>"


def name_blank_nodes(triples: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Return for each blank node among the terms, as N-Triples writes them, what to call it on one line.

    By what points to it, an IRI if there is one; else by its class; else by a property that it has.
    """
    pointers: dict[str, list[tuple[bool, str, str]]] = {}
    classes: dict[str, list[str]] = {}
    properties: dict[str, list[str]] = {}
    for subject, predicate, value in triples:
        if value.startswith(BLANK):
            pointers.setdefault(value, []).append((subject.startswith(BLANK), subject, predicate))
        if subject.startswith(BLANK):
            found, term = (classes, value) if predicate == _TYPE else (properties, predicate)
            found.setdefault(subject, []).append(term)
    names = {}
    for node in {*pointers, *classes, *properties}:
        names[node] = "a blank node"
        if node in pointers:
            other, subject, predicate = min(pointers[node])
            names[node] += f", the {_shorten(predicate)} of {'another one' if other else subject}"
        elif node in classes:
            names[node] += f" of class {_shorten(min(classes[node]))}"
        else:
            names[node] += f" with {_shorten(min(properties[node]))}"
    return names


def _shorten(term: str) -> str:
    """Return a term of N-Triples with the prefix that we have for its namespace, as it is where we have none."""
    short = compact_iri(term[1:-1])
    return term if short == term[1:-1] else short
