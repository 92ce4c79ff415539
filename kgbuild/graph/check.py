"""Does a graph hold to our ontology? Two parsers, SHACL shapes, and rules across facts and evidence."""

import logging
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

if TYPE_CHECKING:
    import rdflib

from kgbuild.errors import GraphError
from kgbuild.graph.description import find_stale_counts
from kgbuild.graph.files import find_graph, parse_file, rdf_format
from kgbuild.graph.ontology import SHAPES_FILE, ontology_folder
from kgbuild.vocabulary import (
    CLASSES,
    ENTITY_RELATIONS,
    KG,
    LINK_TERMS,
    OA,
    PROPERTIES,
    PROV,
    RDF,
    RELATIONS,
    REPOSITORY_RELATIONS,
)

_TERMS: Final = frozenset(KG + name for name in (*CLASSES, *PROPERTIES))
_OF_PAPERS: Final = frozenset(
    KG + name
    for name in (*RELATIONS.values(), *(predicate for _, predicate in LINK_TERMS.values()), *REPOSITORY_RELATIONS)
)
_RELATIONS: Final = _OF_PAPERS.union(KG + name for name in ENTITY_RELATIONS)
_STATEMENT_PARTS: Final = (RDF + "subject", RDF + "predicate", RDF + "object")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with a graph: the file, the node (empty where the file is at fault), and what."""

    file: str
    node: str
    message: str

    def __str__(self) -> str:
        """Return the problem as one line."""
        return f"{self.file}: {self.node}: {self.message}" if self.node else f"{self.file}: {self.message}"


def check_graph(path: Path) -> list[Problem]:
    """Return what is wrong with a graph, sorted; an empty list says that it conforms.

    `path` is a graph file or a build's folder; evidence beside it is checked too. Raises GraphError only
    where there is no graph.
    """
    facts_file, evidence_file = find_graph(path)
    problems: list[Problem] = []
    facts = _triples(facts_file, problems)
    evidence = _triples(evidence_file, problems) if evidence_file else None
    for file, triples in ((facts_file, facts), (evidence_file, evidence)):
        if file is not None and triples is not None:
            problems += _check_terms(file.name, triples)
            problems += _check_sources(file.name, triples)
            problems += _check_with_rdflib(file, len(triples))
    if facts is not None:
        problems += _check_repositories(facts_file.name, facts)
    if facts is not None and evidence is not None and evidence_file is not None:
        problems += _check_evidence(facts_file.name, facts, evidence_file.name, evidence)
    elif facts is not None and any(t.predicate.value == RDF + "subject" for t in facts):
        problems += _check_evidence(facts_file.name, facts, facts_file.name, facts)
    return sorted(set(problems))


def check_description(path: Path) -> list[Problem]:
    """Return where a graph's description of itself says other numbers than the graph has, sorted.

    Such a graph was edited after it was built; its facts may be as good as ever, and it conforms. `path` is as for
    `check_graph`; a file that does not parse has nothing here. Raises GraphError only where there is no graph.
    """
    file, _ = find_graph(path)
    graphs: defaultdict[str, set[ox.Triple]] = defaultdict(set)
    try:
        for quad in parse_file(file):
            graphs[str(quad.graph_name)].add(quad.triple)
    except GraphError:
        return []
    return sorted(Problem(file.name, *told) for triples in graphs.values() for told in find_stale_counts(triples))


def _triples(file: Path, problems: list[Problem]) -> frozenset[ox.Triple] | None:
    """Return a file's triples as pyoxigraph reads them; None, and a problem, where it cannot."""
    try:
        return frozenset(ox.Triple(q.subject, q.predicate, q.object) for q in parse_file(file))
    except GraphError as error:
        text = str(error).removeprefix(f"{file}:")
        problems.append(Problem(file.name, "", f"line {text}" if text != str(error) else text))
        return None


def _check_terms(file: str, triples: Iterable[ox.Triple]) -> Iterator[Problem]:
    for triple in triples:
        for term in (triple.subject, triple.object):
            if isinstance(term, ox.BlankNode):
                yield Problem(file, str(term), "a blank node; give it an IRI, so that files stay stable")
        named = [triple.predicate.value]
        if triple.predicate.value in {RDF + "type", RDF + "predicate"} and isinstance(triple.object, ox.NamedNode):
            named.append(triple.object.value)
        for iri in named:
            if iri.startswith(KG) and iri not in _TERMS:
                message = f"{iri} is no term of the ontology; see the terms in kgbuild.ttl"
                yield Problem(file, str(triple.subject), message)


def _check_with_rdflib(file: Path, expected: int) -> Iterator[Problem]:
    """Parse with rdflib as well, compare the counts, and validate against the shapes."""
    import rdflib

    kind = rdf_format(file)
    graph = rdflib.Dataset(default_union=True) if kind.supports_datasets else rdflib.Graph()
    with _quiet("rdflib"):
        try:
            with file.open("rb") as source:  # given a name, rdflib's N-Quads parser leaves the file open
                graph.parse(source, format=kind.media_type)
        except (SyntaxError, ValueError, rdflib.exceptions.ParserError) as error:
            yield Problem(file.name, "", f"rdflib cannot read it: {' '.join(str(error).split())[:200]}")
            return
        count = len(graph)
        if count != expected:
            yield Problem(file.name, "", f"pyoxigraph reads {expected} triples, rdflib {count}")
        yield from _check_shapes(file.name, graph)


def _check_shapes(file: str, graph: "rdflib.Graph") -> Iterator[Problem]:
    import pyshacl
    import rdflib
    from rdflib.namespace import SH

    shapes = rdflib.Graph().parse(ontology_folder() / SHAPES_FILE, format="turtle")
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes)
    for result in report.subjects(rdflib.RDF.type, SH.ValidationResult):
        node, message = report.value(result, SH.focusNode), report.value(result, SH.resultMessage)
        value = report.value(result, SH.value)
        found = "" if value is None or value == node else f"; found {_short(value.n3())}"
        yield Problem(file, _short(node.n3()), f"{message}{found}")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 120 else line[:119] + "…"


def _check_sources(file: str, triples: Iterable[ox.Triple]) -> Iterator[Problem]:
    """Hold statements and mentions to their papers: a paper's own relations come from it, mentions stand in one."""
    wanted = {RDF + "subject", RDF + "predicate", PROV + "wasDerivedFrom", KG + "hasMention", OA + "hasSource"}
    found: dict[str, defaultdict[str, set[str]]] = {name: defaultdict(set) for name in wanted}
    for triple in triples:
        if triple.predicate.value in wanted:
            found[triple.predicate.value][str(triple.subject)].add(str(triple.object))
    for node, papers in found[PROV + "wasDerivedFrom"].items():
        of_paper = any(iri.strip("<>") in _OF_PAPERS for iri in found[RDF + "predicate"].get(node, ()))
        if of_paper and papers != found[RDF + "subject"].get(node):
            yield Problem(file, node, "a statement of a paper's own relation is derived from another paper")
        for mention in found[KG + "hasMention"].get(node, ()):
            for source in found[OA + "hasSource"].get(mention, set()) - papers:
                yield Problem(file, mention, f"it stands in {source}, which its statement is not derived from")


def _check_repositories(file: str, facts: Iterable[ox.Triple]) -> Iterator[Problem]:
    """Tell what kind of repository a paper gives only of one that it gives."""
    given = {(str(t.subject), str(t.object)) for t in facts if t.predicate.value == KG + "hasRepository"}
    for triple in facts:
        name = triple.predicate.value.removeprefix(KG)
        if name in REPOSITORY_RELATIONS and (str(triple.subject), str(triple.object)) not in given:
            yield Problem(file, str(triple.subject), f"kg:{name} without kg:hasRepository {triple.object} beside it")


def _check_evidence(
    facts_file: str, facts: Iterable[ox.Triple], evidence_file: str, evidence: Iterable[ox.Triple]
) -> Iterator[Problem]:
    """Hold the two files together: a fact for every statement, and a statement for every relation."""
    parts: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for triple in evidence:
        if triple.predicate.value in _STATEMENT_PARTS:
            parts[str(triple.subject)][triple.predicate.value] = str(triple.object)
    stated = {
        node: tuple(found[part] for part in _STATEMENT_PARTS)
        for node, found in parts.items()
        if len(found) == len(_STATEMENT_PARTS)
    }
    relations = {(str(t.subject), str(t.predicate), str(t.object)) for t in facts if t.predicate.value in _RELATIONS}
    for node, fact in stated.items():
        if fact not in relations:
            yield Problem(evidence_file, node, f"its fact is not in {facts_file}: {' '.join(fact)}")
    for fact in relations - set(stated.values()):
        yield Problem(facts_file, fact[0], f"no statement in {evidence_file} for {fact[1]} {fact[2]}")


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    """Keep a library from logging what we report ourselves, and from warning of its own inner calls."""
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    finally:
        logger.setLevel(before)
