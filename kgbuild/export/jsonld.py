"""The facts as JSON-LD that people can read: papers first, each with the names of what it names, then the things.

The context travels in the document, so that nothing has to be fetched; it is made from the vocabulary's tables.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kgbuild import vocabulary as v
from kgbuild.export.rdf import Statements
from kgbuild.graph.iris import compact_iri, find_base
from kgbuild.graph.relations import OF_PAPERS

Json = str | int | float | list["Json"] | dict[str, "Json"]

_TYPE: Final = v.RDF + "type"
_NAME: Final = v.SKOS + "prefLabel"
_STRING: Final = v.XSD + "string"
# Published properties under a short name; all others have their prefix.
_SHORT: Final[Mapping[str, str]] = {
    "title": v.DCTERMS + "title",
    "creator": v.DCTERMS + "creator",
    "issued": v.DCTERMS + "issued",
    "identifier": v.DCTERMS + "identifier",
    "source": v.DCTERMS + "source",
    "doi": v.BIBO + "doi",
    "arxiv": v.FABIO + "hasArXivId",
    "name": _NAME,
    "otherNames": v.SKOS + "altLabel",
}
_FROM_PAPERS: Final = frozenset(v.KG + name for name in OF_PAPERS)
_OF_RESULTS: Final = (v.REPORTED_IN, *(name for name, _ in v.RESULT_PARTS.values()))
_KINDS: Final = ("contributes", "mainlyContributes")
_TO_RESOURCES: Final = _FROM_PAPERS.union(v.KG + name for name in ("url", *v.ENTITY_RELATIONS, *_OF_RESULTS, *_KINDS))
# Always a list, also where there is one.
_LISTED: Final = frozenset(
    {*_FROM_PAPERS, *(v.KG + name for name in v.ENTITY_RELATIONS), *(_SHORT[n] for n in ("creator", "otherNames"))}
)
_TERMS: Final[Mapping[str, str]] = {**{name: v.KG + name for name in v.PROPERTIES}, **_SHORT}
_LISTED_NAMES: Final = frozenset(name for name, iri in _TERMS.items() if iri in _LISTED)
# Relative addresses that every reader joins to the base in the same way.
_RELATIVE: Final = re.compile(r"(?:[A-Za-z0-9_~%-][A-Za-z0-9_.~%-]*/)*[A-Za-z0-9_~%-][A-Za-z0-9_.~%-]*")


def build_context(base: str = "") -> dict[str, Json]:
    """Return the context: prefixes, the ontology's classes and properties by their own names, and a few more."""
    context: dict[str, Json] = {"@version": 1.1, **v.PREFIXES}
    if base:
        context["@base"] = base
    for name in v.CLASSES:
        context[name] = v.KG + name
    for name, iri in _TERMS.items():
        term: dict[str, Json] = {"@id": iri}
        if iri in _TO_RESOURCES:
            term["@type"] = "@id"
        elif name == "issued":
            term["@type"] = v.XSD + "gYear"
        if iri in _LISTED:
            term["@container"] = "@set"
        context[name] = term if len(term) > 1 else iri
    return context


def write_jsonld(statements: Statements, path: Path) -> None:
    """Write the facts as JSON-LD, one paper or thing a line."""
    facts: defaultdict[str, list[Quad]] = defaultdict(list)
    for fact in statements.facts:
        facts[_id(fact.subject)].append(fact)
    base = find_base(facts)
    writer = _Writer(base, {iri: name for iri, found in facts.items() if (name := _first_name(found))})
    for iri, found in facts.items():
        facts[iri] = _order_authors(found, facts)
    papers = {iri for iri, found in facts.items() if any(_is_paper(fact) for fact in found)}
    order = sorted(facts, key=lambda iri: (iri not in papers, iri))
    with path.open("w", encoding="utf-8", newline="\n") as file:
        context = ",\n".join(
            f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in build_context(base).items()
        )
        file.write(f'{{"@context": {{\n{context}\n}},\n"@graph": [')
        for number, iri in enumerate(order):
            file.write(",\n" if number else "\n")
            file.write(json.dumps(writer.node(iri, facts[iri]), ensure_ascii=False))
        file.write("\n]}\n")


def _order_authors(found: list[Quad], facts: Mapping[str, list[Quad]]) -> list[Quad]:
    """Return what is said of a paper with its authors in the order of its list of them."""
    lists = [_id(fact.object) for fact in found if fact.predicate.value == v.BIBO + "authorList"]
    members = [
        (int(place), _id(fact.object))
        for one in lists
        for fact in facts.get(one, ())
        if (place := fact.predicate.value.removeprefix(v.MEMBER)).isdecimal()
    ]
    places = {name: place for place, name in sorted(members, reverse=True)}
    if not places:
        return found
    authors = [fact for fact in found if fact.predicate.value == _SHORT["creator"]]
    ordered = iter(sorted(authors, key=lambda fact: places.get(_id(fact.object), len(places) + 1)))
    return [next(ordered) if fact.predicate.value == _SHORT["creator"] else fact for fact in found]


def _is_paper(fact: Quad) -> bool:
    return fact.predicate.value == _TYPE and _id(fact.object) == v.KG + "Paper"


def _first_name(facts: Iterable[Quad]) -> str:
    for fact in facts:
        if fact.predicate.value == _NAME and isinstance(fact.object, Literal) and fact.object.datatype.value == _STRING:
            return fact.object.value
    return ""


def _id(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


class _Writer:
    """Makes JSON of triples, as the context reads it."""

    def __init__(self, base: str, names: Mapping[str, str]) -> None:
        self._base = base
        self._names = names
        self._terms = {**{v.KG + name: name for name in v.CLASSES}, **{iri: name for name, iri in _TERMS.items()}}

    def node(self, iri: str, facts: Iterable[Quad]) -> dict[str, Json]:
        """Return one paper or thing."""
        values: dict[str, list[Json]] = {}
        for fact in facts:
            predicate = fact.predicate.value
            if predicate == _TYPE and isinstance(fact.object, NamedNode):
                values.setdefault("@type", []).append(self._term(fact.object.value))
            else:
                values.setdefault(self._term(predicate), []).append(self._value(predicate, fact.object))
        node: dict[str, Json] = {"@id": self._relative(iri)}
        return node | {
            k: found[0] if len(found) == 1 and k not in _LISTED_NAMES else found for k, found in values.items()
        }

    def _term(self, iri: str) -> str:
        return self._terms.get(iri) or compact_iri(iri)

    def _value(self, predicate: str, term: object) -> Json:
        if isinstance(term, Literal):
            return self._literal(predicate, term)
        iri = _id(term)
        if predicate in _FROM_PAPERS and iri in self._names:
            return {"@id": self._relative(iri), "name": self._names[iri]}
        relative = self._relative(iri)
        return relative if predicate in _TO_RESOURCES and not isinstance(term, BlankNode) else {"@id": relative}

    def _literal(self, predicate: str, literal: Literal) -> Json:
        datatype = literal.datatype.value
        if literal.language:
            return {"@value": literal.value, "@language": literal.language}
        if datatype == v.XSD + "integer" and re.fullmatch(r"0|-?[1-9][0-9]{0,14}", literal.value):
            return int(literal.value) if predicate not in _TO_RESOURCES else {"@value": int(literal.value)}
        expected = v.XSD + "gYear" if predicate == _SHORT["issued"] else _STRING
        if datatype == expected and predicate not in _TO_RESOURCES:
            return literal.value
        if datatype == _STRING:
            return {"@value": literal.value}
        return {"@value": literal.value, "@type": self._term(datatype)}

    def _relative(self, iri: str) -> str:
        rest = iri.removeprefix(self._base) if self._base else ""
        return rest if rest != iri and _RELATIVE.fullmatch(rest) else iri
