"""What people call the properties and classes of a graph."""

from typing import Final

from pyoxigraph import NamedNode

from kgbuild.entity_types import LINKS, TYPE_ROWS
from kgbuild.graph.formats import compact
from kgbuild.graph.iris import local_name
from kgbuild.graph.relations import OF_PAPERS, to_words
from kgbuild.vocabulary import ENTITY_RELATIONS, KG, RDF, VOID

# Of what leads from papers here, by the role that it gives.
_ROLES: Final = {
    "proposed": "proposed in",
    "introduced": "introduced in",
    "used": "used in",
    "evaluated": "evaluated on in",
    "addressed": "worked on in",
    "compared": "compared with in",
    "mentioned": "mentioned in",
    "official": "repository of",
    "built on": "built on by",
    "": "linked from",
}
_SAID: Final = {
    "kg:proposesMethod": "proposes",
    "kg:comparesWithMethod": "compares with",
    "kg:usesMethod": "uses",
    "kg:mentionsMethod": "mentions",
    "kg:introducesDataset": "introduces the dataset",
    "kg:usesDataset": "uses the dataset",
    "kg:evaluatesOnBenchmark": "evaluates on",
    "kg:addressesTask": "works on",
    "kg:usesMetric": "measures",
    "kg:hasOfficialRepository": "its own repository",
    "kg:buildsOnRepository": "builds on the repository",
    "kg:contributes": "contributes",
    "kg:mainlyContributes": "contributes mainly",
    "kg:firstAuthor": "first author",
    "kg:url": "address",
    "bibo:authorList": "list of authors",
    "bibo:doi": "DOI",
    "dcterms:creator": "authors",
    "dcterms:identifier": "identifiers",
    "dcterms:issued": "year",
    "dcterms:source": "read from",
    "dcterms:title": "title",
    "fabio:hasArXivId": "arXiv",
    "prov:wasDerivedFrom": "from the paper",
    "rdf:object": "object",
    "rdf:predicate": "says that it",
    "rdf:subject": "subject",
    "rdfs:label": "name",
    "schema:url": "page",
    "skos:altLabel": "other names",
    "skos:broader": "kind of",
    "skos:closeMatch": "much the same elsewhere",
    "skos:exactMatch": "the same elsewhere",
    "skos:prefLabel": "name",
}
_INVERSE: Final = {
    "kg:appliedTo": "methods for it",
    "kg:benchmarkForTask": "benchmarks for it",
    "kg:builtOn": "what is built on it",
    "kg:comparedWith": "compared with it",
    "kg:evaluatedOn": "evaluated on it",
    "kg:hasCode": "code of",
    "kg:heldAgainst": "results held against it",
    "kg:measuredBy": "what is measured by it",
    "kg:measuredIn": "results in it",
    "kg:partOf": "its parts",
    "kg:reportedIn": "results in it",
    "kg:resultOf": "its results",
    "kg:resultOn": "results on it",
    "kg:usedForTask": "data for it",
    "prov:wasDerivedFrom": "what it says of other things",
    "skos:broader": "kinds of it",
}
# In which order properties are read: what a paper does, what is said of a thing, then the rest by name.
MAIN: Final = 1
"""The last rank of properties about papers and things; those after it describe the node itself."""
_FIRST: Final = ("proposed", "introduced", "used", "evaluated", "addressed", "compared", "official", "built on")


def call_property(predicate: NamedNode, *, inverse: bool = False) -> str:
    """Return what people call a property, in words; `inverse` where it leads to what the page is about."""
    name = compact(predicate)
    meaning = OF_PAPERS.get(predicate.value.removeprefix(KG)) if predicate.value.startswith(KG) else None
    if inverse:
        if name in _INVERSE:
            return _INVERSE[name]
        return _ROLES.get(meaning.role, "named in") if meaning else f"{to_words(local_name(predicate.value))} of"
    return _SAID.get(name) or to_words(local_name(predicate.value))


def call_class(iri: str) -> str:
    """Return what people call one thing of a class."""
    if iri == VOID + "Dataset":
        return "Graph"  # and no dataset that papers use
    name = iri.removeprefix(KG)
    if row := TYPE_ROWS.get(name):
        return row.label
    found = next((row.label for row in LINKS if row.name == name), "")
    return found or to_words(local_name(iri)).capitalize()


def rank_property(predicate: NamedNode, *, inverse: bool) -> tuple[int, int, str]:
    """Return a key that sorts the properties of a page: those that people look for first."""
    name = compact(predicate)
    meaning = OF_PAPERS.get(predicate.value.removeprefix(KG)) if predicate.value.startswith(KG) else None
    if meaning:
        place = _FIRST.index(meaning.role) if meaning.role in _FIRST else len(_FIRST)
        return 0, place, name
    if predicate.value.removeprefix(KG) in ENTITY_RELATIONS or name in _INVERSE.keys() - {"prov:wasDerivedFrom"}:
        return 1, int(inverse), name
    return (2, int(inverse), name) if not predicate.value.startswith(RDF) else (3, int(inverse), name)
