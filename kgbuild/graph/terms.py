"""Terms that a graph may use: our ontology's own, and published ones spelt as they were published."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rdflib.namespace import DefinedNamespace

from pyoxigraph import NamedNode, Triple

from kgbuild.graph.iris import split_iri
from kgbuild.vocabulary import BIBO, CLASSES, DQV, FABIO, KG, OA, PROPERTIES, RDF, SCHEMA

ByProperty = Mapping[str, Sequence[Triple]]
"""A file's triples, no duplicates, by the IRI of their property."""

OUR_TERMS: Final = frozenset(KG + name for name in (*CLASSES, *PROPERTIES))
# What we write in namespaces of which rdflib has no list, or none that is sure to be whole.
WRITTEN: Final[dict[str, tuple[str, ...]]] = {
    BIBO: ("authorList", "doi"),
    DQV: ("hasQualityMeasurement", "value"),
    FABIO: ("hasArXivId", "hasURL"),
    OA: ("end", "exact", "hasSource", "prefix", "start", "suffix"),
    SCHEMA: ("observationAbout", "softwareVersion", "url"),
}
# How like another term (difflib's ratio) one of those namespaces is before it is taken for a slip: the nearest two
# published terms of different meaning, schema:schemaVersion and schema:softwareVersion, are at 0.71.
_SLIP: Final = 0.8
# What rdflib's lists lack: terms of RDF 1.2, and two that FOAF once had.
_LATER: Final[dict[str, tuple[str, ...]]] = {
    RDF: ("dirLangString", "reifies"),
    "http://xmlns.com/foaf/0.1/": ("assurance", "src_assurance"),
}


def find_unknown_terms(triples: ByProperty) -> Iterator[tuple[str, str]]:
    """Yield (node, message) for each property and class that its namespace does not have.

    Namespaces are our own and those that rdflib lists whole; in others that we write, only what differs from one of
    our terms by a slip. Terms of any other namespace are fine.
    """
    for predicate, found in triples.items():
        message = _message(predicate)
        if message:
            yield from ((str(triple.subject), message) for triple in found)
    for predicate in (RDF + "type", RDF + "predicate"):
        for triple in triples.get(predicate, ()):
            message = _message(triple.object.value) if isinstance(triple.object, NamedNode) else ""
            if message:
                yield str(triple.subject), message


@cache
def _message(iri: str) -> str:
    """Return what is wrong with a term; an empty text where nothing is."""
    if iri.startswith(KG):
        return "" if iri in OUR_TERMS else f"{iri} is no term of the ontology; see the terms in kgbuild.ttl"
    for namespace, listed in _whole_namespaces().items():
        name = iri.removeprefix(namespace)
        if iri != name and not (name and (name in listed or name in _LATER.get(namespace, ()))):
            prefix, near = listed.__name__.lower(), _nearest(name, sorted(listed.__annotations__), 0.6)
            hint = f"did you mean {prefix}:{near}?" if near else f"see the terms at {namespace}"
            return f"{prefix}:{name}: no such term; {hint}"
    for namespace, written in WRITTEN.items():
        name = iri.removeprefix(namespace)
        if iri != name and name not in written and not (namespace == SCHEMA and name in _schema_terms()):
            near = _nearest(name, written, _SLIP)
            prefix, _ = split_iri(namespace)
            return f"{prefix}:{name}: no such term; did you mean {prefix}:{near}?" if near else ""
    return ""


def _nearest(name: str, terms: Sequence[str], likeness: float) -> str:
    """Return the term that a name was meant to be, in whatever case if need be; an empty text for none."""
    folded = {term.casefold(): term for term in terms}
    near = get_close_matches(name, terms, 1, likeness) or get_close_matches(name.casefold(), folded, 1, likeness)
    return folded.get(near[0], near[0]) if near else ""


@cache
def _whole_namespaces() -> "dict[str, type[DefinedNamespace]]":
    """Return namespace -> its terms, for those that rdflib lists whole."""
    from rdflib.namespace import DC, DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SKOS, VOID

    return {str(listed): listed for listed in (DC, DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SKOS, VOID)}


@cache
def _schema_terms() -> frozenset[str]:
    """Return the terms of schema.org, which rdflib has under https where we and many others write http."""
    from rdflib.namespace import SDO

    return frozenset(SDO.__annotations__)
