"""RDF to the model: the one place that says what a graph of our ontology shows, also one edited by hand.

Facts are read from the default graph, their evidence from any. The rules, the same for every page and export:

- Papers are what has the class `kg:Paper`; things what has another class of our namespace, also one that the ontology
  does not have, but for those of the graph's description and evidence. Classes of other vocabularies make no nodes.
- A property of our namespace between two nodes is a fact (paper to thing, but for those that the ontology has between
  things, where a paper may stand for what has no name) or a relation (all else). A relation that the ontology has makes
  nodes of its ends too, where they have no class: with the classes that it is about. Properties of
  other vocabularies make no edges, nor does what leads from a node to itself, to a text or to a blank node.
- A thing's main type is the one as which most papers name it; of several alike the first in the ontology's order,
  then those added by hand by name. `kg:Entity` and `kg:WebResource` count only where there is no other.
- A thing is called by the least `skos:prefLabel`, else the least `rdfs:label`; a paper by the least `dcterms:title`,
  else the least `rdfs:label`; either, without any, by the last part of its IRI. A thing's other labels are aliases.
  Of several years, venues, kinds, addresses and the like the least counts; "least" is by code points.
- A paper's authors are in the order of the list that `bibo:authorList` leads to (`rdf:_1`, `rdf:_2`, ...); values of
  `dcterms:creator` that are not in it follow by name, behind the `kg:firstAuthor` where there is no list.
- Results are what has the class `kg:Result` and is reported in a paper that is a node. A part that is no node is left
  out; without a subject the result is that of the paper.
- A fact has the highest confidence of its statements, and the papers and mentions of all of them (see `support`).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from kgbuild import vocabulary as v
from kgbuild.collecting import collecting_rarely, keep_uncollected
from kgbuild.errors import GraphError
from kgbuild.graph.files import find_graph, is_large_graph, parse_file, rdf_format, read_graph
from kgbuild.graph.iris import local_name
from kgbuild.graph.marks import check_same_build, read_mark
from kgbuild.graph.model import NO_SUPPORT, Fact, GraphModel, Measurement, Paper, Relation, Result, Support, Thing
from kgbuild.graph.relations import ATTRIBUTES, OF_PAPERS, PAPER, THINGS, end_types, is_known, is_thing, rank, to_words
from kgbuild.graph.support import STATING, Key, has_support, is_true, read_support, to_number
from kgbuild.graph.support_stream import read_sorted_support

# What a thing and a paper are called by, the first that there is.
NAMES: Final = (v.SKOS + "prefLabel", v.RDFS + "label")
TITLES: Final = (v.DCTERMS + "title", v.RDFS + "label")
_TYPE: Final = v.RDF + "type"
_MEMBER: Final = re.compile(re.escape(v.MEMBER) + r"([0-9]{1,9})\Z")

_Terms = dict[str, list[str]]


class _Edge(NamedTuple):
    subject: str
    object: str
    relation: str


def read_model(path: Path, *, evidence: bool = True) -> GraphModel:
    """Return what the graph in a file or a build's folder shows; `evidence=False` leaves out what supports each fact.

    Raises GraphError where there is no graph, a file does not parse, or nothing in it is of our ontology. A graph of
    ours without any paper is fine: an empty model.
    """
    with collecting_rarely():
        model = _read_model(path, evidence=evidence)
    if is_large_graph(path):
        keep_uncollected()
    return model


def _read_model(path: Path, *, evidence: bool) -> GraphModel:
    facts, beside = find_graph(path)
    support = _read_beside(facts, beside) if evidence and beside is not None else None
    mark = read_mark(facts)
    build = mark.build if mark else ""
    if (support is not None or not evidence) and is_large_graph(path) and not rdf_format(facts).supports_datasets:
        with suppress(_SupportedHereError):  # no store is made for what is read once, from its first line to its last
            return replace(_read_file(facts, support or {}), build=build)
    store = read_graph(path, evidence=evidence and support is None)
    check_ours(store, path)
    if support is not None and has_support(store):  # which may be about the same facts
        store, support = read_graph(path), None
    return replace(to_model(store, evidence=evidence, support=support), build=build)


class _SupportedHereError(Exception):
    """A file of facts says what supports them, too."""


def _read_file(facts: Path, support: Mapping[Key, Support]) -> GraphModel:
    check_ours(parse_file(facts), facts)
    return _to_model(_without_support(parse_file(facts)), support)


def _without_support(quads: Iterable[Quad]) -> Iterator[Quad]:
    for quad in quads:
        if quad.predicate in STATING:
            raise _SupportedHereError
        yield quad


def _read_beside(facts: Path, evidence: Path) -> dict[Key, Support] | None:
    """Return what the evidence beside a graph says, without holding it; None where it is not as a build writes it."""
    check_same_build(facts, evidence)
    if any(rdf_format(file).supports_datasets for file in (facts, evidence)):  # what has graphs may say it in any
        return None
    return read_sorted_support(parse_file(evidence))


def check_ours(quads: Iterable[Quad], where: Path | str) -> None:
    """Raise GraphError where nothing that a graph says has a term of our ontology, or names the ontology itself."""
    if not any(_is_ours(term) for quad in quads for term in (quad.predicate, quad.object, quad.subject)):
        hint = "give a graph that `kgbuild build` wrote, or one like it"
        raise GraphError(f"{where}: no graph of ours: no term of {v.KG} in it; {hint}")


def _is_ours(term: object) -> bool:
    return isinstance(term, NamedNode) and f"{term.value}#".startswith(v.KG)


def to_model(store: Store, *, evidence: bool = True, support: Mapping[Key, Support] | None = None) -> GraphModel:
    """Return what a store shows: facts in its default graph, evidence in any graph, left out with `evidence=False`.

    `support` is what supports the facts, where that has been read already.
    """
    if support is None:
        support = read_support(store) if evidence else {}
    return _to_model(store.quads_for_pattern(None, None, None, DefaultGraph()), support)


def _to_model(facts: Iterable[Quad], support: Mapping[Key, Support]) -> GraphModel:
    terms, candidates = _read_facts(facts)
    classes = {iri: found for iri, known in terms.items() if (found := _classes(known))}
    edges = _find_edges(candidates, classes)
    papers = {
        iri: _paper(iri, terms.get(iri, {}), terms)
        for iri, found in sorted(classes.items(), key=_iri)
        if PAPER in found
    }
    named_as = _count_types(edges, papers)
    things = {
        iri: _thing(iri, terms.get(iri, {}), found, named_as[iri])
        for iri, found in sorted(classes.items(), key=_iri)
        if PAPER not in found
    }
    return GraphModel(
        papers,
        things,
        tuple(_fact(edge, things, support) for edge in edges if _is_fact(edge, papers, things)),
        tuple(sorted(_find_relations(edges, papers, things, support), key=lambda r: (r.subject, r.relation, r.object))),
        tuple(_find_measurements(terms)),
        results=tuple(_find_results(terms, papers, things, support)),
    )


def _iri(item: tuple[str, set[str]]) -> str:
    return item[0]


def _read_facts(facts: Iterable[Quad]) -> tuple[dict[str, _Terms], set[_Edge]]:
    """Return subject -> property -> sorted values, each once; and what may be an edge, which is not among them."""
    terms: dict[str, _Terms] = {}
    edges = set()
    for quad in facts:
        subject, predicate, value = quad.subject, quad.predicate.value, quad.object
        if not isinstance(subject, NamedNode):
            continue
        relation = predicate[len(v.KG) :] if predicate.startswith(v.KG) else ""
        if relation and relation not in ATTRIBUTES:
            if isinstance(value, NamedNode) and value != subject:
                edges.add(_Edge(subject.value, value.value, relation))
        elif isinstance(value, NamedNode | Literal) and value.value:  # an empty text tells nothing
            terms.setdefault(subject.value, {}).setdefault(predicate, []).append(value.value)
    for known in terms.values():
        for predicate, values in known.items():
            if len(values) > 1:
                known[predicate] = sorted(set(values))
    return terms, edges


def _classes(terms: _Terms) -> set[str]:
    """Return the local names of a node's classes of ours: Paper, and those of things."""
    ours = {iri.removeprefix(v.KG) for iri in terms.get(_TYPE, ()) if iri.startswith(v.KG)}
    return {name for name in ours if name == PAPER or is_thing(name)}


def _find_edges(candidates: Iterable[_Edge], classes: dict[str, set[str]]) -> list[_Edge]:
    """Return the edges by subject, object and relation; give those ends of known relations classes that have none."""
    known, others = [], []
    inferred: defaultdict[str, set[str]] = defaultdict(set)
    for edge in candidates:
        if not is_known(edge.relation):
            others.append(edge)
            continue
        known.append(edge)
        for end, kind in zip((edge.subject, edge.object), end_types(edge.relation), strict=True):
            if end not in classes:
                inferred[end].add(kind)
    classes.update(inferred)
    return sorted([*known, *(edge for edge in others if edge.subject in classes and edge.object in classes)])


def _count_types(edges: Iterable[_Edge], papers: dict[str, Paper]) -> defaultdict[str, Counter[str]]:
    """Return thing -> type -> number of papers that name it as that."""
    named = {
        (edge.subject, edge.object, OF_PAPERS[edge.relation].type)
        for edge in edges
        if edge.relation in OF_PAPERS and edge.subject in papers
    }
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for _, thing, kind in named:
        counts[thing][kind] += 1
    return counts


def _paper(iri: str, terms: _Terms, everything: Mapping[str, _Terms]) -> Paper:
    first = _least(terms)
    year = re.match(r"[0-9]{4}(?![0-9])", first(v.DCTERMS + "issued"))
    return Paper(
        iri,
        label=next(filter(None, map(first, TITLES)), "") or local_name(iri),
        authors=tuple(_find_authors(terms, everything)),
        year=int(year[0]) if year else None,
        venue=first(v.KG + "venue"),
        doi=first(v.BIBO + "doi"),
        arxiv=first(v.FABIO + "hasArXivId"),
        url=first(v.SCHEMA + "url"),
        identifiers=tuple(terms.get(v.DCTERMS + "identifier", ())),
        sources=tuple(terms.get(v.DCTERMS + "source", ())),
        abstract=first(v.DCTERMS + "abstract"),
        outside_field=is_true(first(v.KG + "outsideField")),
        kinds=_find_kinds(terms),
    )


def _find_kinds(terms: _Terms) -> tuple[str, ...]:
    """Return the kinds of contribution, the main one first, the others in the ontology's order."""
    told = (*terms.get(v.KG + "mainlyContributes", ()), *terms.get(v.KG + "contributes", ()))
    main = set(terms.get(v.KG + "mainlyContributes", ())[:1])
    known = {v.KG + name: kind for kind, name in v.CONTRIBUTIONS.items()}
    return tuple(kind for iri, kind in sorted(known.items(), key=lambda one: one[0] not in main) if iri in told)


def _find_authors(terms: _Terms, everything: Mapping[str, _Terms]) -> list[str]:
    listed = next((everything[one] for one in terms.get(v.BIBO + "authorList", ()) if one in everything), {})
    members = sorted(
        (int(place), name) for p, names in listed.items() for place in _MEMBER.findall(p) for name in names
    )
    authors = [name for _, name in members] or list(terms.get(v.KG + "firstAuthor", ()))
    return authors + [name for name in terms.get(v.DCTERMS + "creator", ()) if name not in authors]


def _thing(iri: str, terms: _Terms, classes: set[str], named_as: Counter[str]) -> Thing:
    first = _least(terms)
    # The sort is stable: ties stay in the order of rank.
    types = sorted(sorted(_without_general(classes), key=rank), key=lambda name: -named_as[name])
    label = next(filter(None, map(first, NAMES)), "") or local_name(iri)
    labels = {name for predicate in (*NAMES, v.SKOS + "altLabel") for name in terms.get(predicate, ())}
    return Thing(
        iri,
        label,
        tuple(types),
        aliases=tuple(sorted(labels - {label})),
        kind=first(v.KG + "kind"),
        url=first(v.KG + "url"),
        same_as=tuple(terms.get(v.SKOS + "exactMatch", ())),
    )


def _without_general(classes: set[str]) -> set[str]:
    least = min(map(rank, classes))
    return {name for name in classes if rank(name)[0] <= max(least[0], len(THINGS))}


def _least(terms: _Terms) -> Callable[[str], str]:
    return lambda predicate: next(iter(terms.get(predicate, ())), "")


def _fact(edge: _Edge, things: dict[str, Thing], support: Mapping[Key, Support]) -> Fact:
    kind, role = OF_PAPERS.get(edge.relation) or (things[edge.object].type, to_words(edge.relation))
    found = support.get((edge.subject, v.KG + edge.relation, edge.object), NO_SUPPORT)
    return Fact(edge.subject, edge.relation, edge.object, kind, role, found)


def _is_fact(edge: _Edge, papers: dict[str, Paper], things: dict[str, Thing]) -> bool:
    """Tell whether an edge says what a paper does with a thing, and is none of the relations between things."""
    return edge.subject in papers and edge.object in things and edge.relation not in v.ENTITY_RELATIONS


def _find_relations(
    edges: Iterable[_Edge], papers: dict[str, Paper], things: dict[str, Thing], support: Mapping[Key, Support]
) -> Iterator[Relation]:
    for edge in edges:
        if not _is_fact(edge, papers, things):
            found = support.get((edge.subject, v.KG + edge.relation, edge.object), NO_SUPPORT)
            yield Relation(edge.subject, edge.relation, edge.object, found)


def _find_results(
    terms: dict[str, _Terms], papers: dict[str, Paper], things: dict[str, Thing], support: Mapping[Key, Support]
) -> Iterator[Result]:
    for iri, known in sorted(terms.items(), key=lambda item: item[0]):
        if v.KG + "Result" not in known.get(_TYPE, ()):
            continue
        first = _least(known)
        paper, subject = first(v.KG + v.REPORTED_IN), first(v.KG + "resultOf")
        if paper in papers:
            parts = {name: first(v.KG + name) for name in ("measuredIn", "resultOn", "heldAgainst")}
            metric, on, versus = (found if found in things else "" for found in parts.values())
            yield Result(
                iri,
                paper,
                subject if subject in papers or subject in things else paper,
                first(v.KG + "valueText"),
                to_number(first(v.KG + "value")),
                to_number(first(v.KG + "upperValue")),
                first(v.KG + "unit"),
                first(v.KG + "resultKind"),
                metric,
                on,
                versus,
                support.get((iri, v.KG + v.REPORTED_IN, paper), NO_SUPPORT),
            )


def _find_measurements(terms: dict[str, _Terms]) -> Iterator[Measurement]:
    """Yield the figures of the graph's description of itself, by IRI; what has no measure or number is left out."""
    for _, known in sorted(terms.items(), key=lambda item: item[0]):
        if v.KG + "QualityMeasurement" in known.get(_TYPE, ()):
            first = _least(known)
            measure, value = first(v.KG + "measure"), to_number(first(v.DQV + "value"))
            if measure and value is not None:
                yield Measurement(first(v.RDFS + "label"), measure, value, first(v.KG + "measuredOn"))
