"""Does a graph hold to our ontology? Two parsers, SHACL shapes, and rules across facts and evidence."""

import contextlib
import json
import logging
import re
import warnings
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from kgbuild.errors import GraphError
from kgbuild.graph.blank import name_blank_nodes
from kgbuild.graph.description import find_stale_counts
from kgbuild.graph.evidence import find_gaps, find_misplaced, find_papers, find_strays, lost_all_mentions
from kgbuild.graph.files import find_graph, open_rdf, parse_file, rdf_format
from kgbuild.graph.marks import find_mixture
from kgbuild.graph.shapes import find_broken_shapes
from kgbuild.graph.support import is_true
from kgbuild.graph.terms import ByProperty, find_unknown_terms
from kgbuild.vocabulary import BIBO, DCTERMS, ENTITY_RELATIONS, KG, MEMBER, RDF, REPOSITORY_RELATIONS

if TYPE_CHECKING:
    import rdflib
    from rdflib.namespace import NamespaceManager

_MOST_PREFIXES: Final = 2000

_PAPER = ox.NamedNode(KG + "Paper")


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
    problems = [Problem(name, "", told) for name, told in find_mixture(facts_file)]
    facts = _triples(facts_file, problems)
    evidence = _triples(evidence_file, problems) if evidence_file else None
    for file, triples in ((facts_file, facts), (evidence_file, evidence)):
        if file is not None and triples is not None:
            problems += (Problem(file.name, *told) for told in find_unknown_terms(triples))
            problems += _check_blank_nodes(file.name, triples)
            problems += _check_with_another_parser(file, sum(map(len, triples.values())))
    if facts is not None:
        problems += _check_repositories(facts_file.name, facts)
        problems += _check_classes(facts_file.name, facts)
        problems += _check_claims(facts_file.name, facts)
        problems += _check_authors(facts_file.name, facts)
        if not find_papers(facts):
            evidence = None  # all of it would be of no paper
            told = "this is evidence, check the graph beside it" if RDF + "subject" in facts else "no graph of papers"
            problems.append(Problem(facts_file.name, "", f"no kg:Paper in it; {told}"))
        elif evidence_file is None and RDF + "subject" in facts:  # facts and evidence in one file
            evidence, evidence_file = facts, facts_file
    if evidence is not None and evidence_file is not None:
        problems += _check_evidence(facts_file.name, facts, evidence_file.name, evidence)
    return sorted(set(problems))


def check_description(path: Path) -> list[Problem]:
    """Return what a graph says of itself that deserves a look, sorted, though it conforms.

    That is where its description says other numbers than the graph has (it was edited after it was built; its facts may
    be as good as ever), and how many papers it says to be outside the field. `path` is as for `check_graph`; a file
    that does not parse has nothing here. Raises GraphError only where there is no graph.
    """
    file, _ = find_graph(path)
    graphs: defaultdict[str, set[ox.Triple]] = defaultdict(set)
    try:
        for quad in parse_file(file):
            graphs[str(quad.graph_name)].add(quad.triple)
    except GraphError:
        return []
    found = [told for triples in graphs.values() for told in (*find_stale_counts(triples), *_count_outside(triples))]
    return sorted(Problem(file.name, *told) for told in found)


def _count_outside(triples: set[ox.Triple]) -> Iterator[tuple[str, str]]:
    """Yield how many papers a graph says to be outside the field that the extractor knows, if any."""
    papers = {t.subject for t in triples if t.predicate.value == RDF + "type" and t.object == _PAPER}
    told = ((t.subject, t.object) for t in triples if t.predicate.value == KG + "outsideField")
    outside = papers & {node for node, value in told if isinstance(value, ox.Literal) and is_true(value.value)}
    if outside:
        are = "is" if len(outside) == 1 else "are"
        message = f"{len(outside):,} of {len(papers):,} papers {are} outside the field that the extractor knows"
        yield "", f"{message}; kgbuild query GRAPH outside-field tells which"


def _triples(file: Path, problems: list[Problem]) -> ByProperty | None:
    """Return a file's triples as pyoxigraph reads them; None, and a problem, where it cannot."""
    found: defaultdict[str, list[ox.Triple]] = defaultdict(list)
    try:
        for triple in {quad.triple for quad in parse_file(file)}:
            found[triple.predicate.value].append(triple)
    except GraphError as error:
        text = str(error).removeprefix(f"{file}:").lstrip()
        problems.append(Problem(file.name, "", f"line {text}" if text[:1].isdigit() else text))
        return None
    return dict(found)


def _check_blank_nodes(file: str, triples: ByProperty) -> Iterator[Problem]:
    blank = (
        (str(triple.subject), str(triple.predicate), str(triple.object))
        for found in triples.values()
        for triple in found
        if isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode)
    )
    for name in name_blank_nodes(blank).values():
        yield Problem(file, name, "give it an IRI, so that files stay stable")


def _check_with_another_parser(file: Path, expected: int) -> list[Problem]:
    """Return what another parser and the shapes say; that it fails in a way of its own is a problem of the file."""
    try:
        return list(_check_with_rdflib(file, expected))
    except Exception as fault:  # noqa: BLE001 - rdflib's parsers raise whatever an odd file leads them to
        what = " ".join(f"{type(fault).__name__}: {fault}".split())[:200]
        return [Problem(file.name, "", f"rdflib cannot read it: {what}")]


def _check_with_rdflib(file: Path, expected: int) -> Iterator[Problem]:
    """Parse with rdflib as well, compare the counts, and validate against the shapes."""
    import rdflib

    kind = rdf_format(file)
    graph = rdflib.Dataset(default_union=True) if kind.supports_datasets else rdflib.Graph()
    if _is_crowded(file, kind):
        yield Problem(file.name, "", f"more than {_MOST_PREFIXES:,} prefixes at once; leave out those not used")
        return
    with _quiet("rdflib"):
        for part in (graph, getattr(graph, "default_context", graph)):  # the parsers bind in the latter
            part.namespace_manager = _without_prefixes(part)
        try:
            with open_rdf(file) as source:  # given a name, rdflib's N-Quads parser leaves the file open
                graph.parse(source, format=kind.media_type)
        except RecursionError:
            yield Problem(
                file.name, "", "rdflib cannot read it: nested too deep; give the inner nodes names of their own"
            )
            return
        except (SyntaxError, ValueError, ArithmeticError, rdflib.exceptions.ParserError) as error:
            yield Problem(file.name, "", f"rdflib cannot read it: {' '.join(str(error).split())[:200]}")
            return
        count = len(graph)
        if count != expected:
            yield Problem(file.name, "", f"pyoxigraph reads {expected} triples, rdflib {count}")
        yield from (Problem(file.name, *told) for told in find_broken_shapes(graph))


def _is_crowded(file: Path, kind: ox.RdfFormat) -> bool:
    """Tell whether one element or context has so many prefixes that rdflib, which compares them all, takes minutes."""
    if kind == ox.RdfFormat.RDF_XML:
        text = file.read_bytes()
        few = text.count(b"xmlns") <= _MOST_PREFIXES
        return not few and any(tag[0].count(b"xmlns") > _MOST_PREFIXES for tag in re.finditer(rb"<[^<>]*", text))
    if kind != ox.RdfFormat.JSON_LD:
        return False
    sizes = [0]

    def look(node: dict[str, Any]) -> dict[str, Any]:
        context = node.get("@context")
        sizes.extend(len(one) for one in (context if isinstance(context, list) else [context]) if isinstance(one, dict))
        return node

    with contextlib.suppress(ValueError, TypeError), open_rdf(file) as source:  # what is no JSON is told by rdflib
        json.load(source, object_hook=look)
    return max(sizes) > _MOST_PREFIXES


def _without_prefixes(graph: "rdflib.Graph") -> "NamespaceManager":
    """Return what keeps no prefixes: a file may declare many, and rdflib compares each with all others."""
    from rdflib.namespace import NamespaceManager

    class NoPrefixes(NamespaceManager):
        def bind(self, *_: object, **__: object) -> None:
            """Forget it."""

    return NoPrefixes(graph, bind_namespaces="none")


def _check_repositories(file: str, facts: ByProperty) -> Iterator[Problem]:
    """Tell what kind of repository a paper gives only of one that it gives."""
    given = {(str(t.subject), str(t.object)) for t in facts.get(KG + "hasRepository", ())}
    for name in REPOSITORY_RELATIONS:
        for subject, target in ((str(t.subject), str(t.object)) for t in facts.get(KG + name, ())):
            if (subject, target) not in given:
                yield Problem(file, subject, f"kg:{name} without kg:hasRepository {target} beside it")


def _check_classes(file: str, facts: ByProperty) -> Iterator[Problem]:
    """Find things without a class, which shapes of classes do not see; as a shape it would take far longer."""
    typed = {str(triple.subject) for triple in facts.get(RDF + "type", ())}
    for name in ("kind", "url"):
        for node in {str(triple.subject) for triple in facts.get(KG + name, ())} - typed:
            yield Problem(file, node, f"what has kg:{name} has a class; it has none")


def _check_claims(file: str, facts: ByProperty) -> Iterator[Problem]:
    """Hold the two ends of a relation, and the two ways in which a contribution is told, to one another."""
    classes: defaultdict[str, set[str]] = defaultdict(set)
    for triple in facts.get(RDF + "type", ()):
        classes[str(triple.subject)].add(str(triple.object).strip("<>").removeprefix(KG))
    for name, pairs in ENTITY_RELATIONS.items():
        for triple in facts.get(KG + name, ()) if len(pairs) > 1 else ():
            subject, target = classes[str(triple.subject)], classes[str(triple.object)]
            if not any(subject.intersection(ends.subjects) and target.intersection(ends.objects) for ends in pairs):
                leads = ", or ".join(f"from {' or '.join(s)} to {' or '.join(o)}" for s, o in pairs)
                yield Problem(file, str(triple.subject), f"kg:{name} {triple.object} leads {leads}")
    made = {(str(t.subject), str(t.object)) for t in facts.get(KG + "contributes", ())}
    for paper, kind in ((str(t.subject), str(t.object)) for t in facts.get(KG + "mainlyContributes", ())):
        if (paper, kind) not in made:
            yield Problem(file, paper, f"kg:mainlyContributes without kg:contributes {kind} beside it")


def _check_authors(file: str, facts: ByProperty) -> Iterator[Problem]:
    """Hold the three ways in which authors are told to one another."""
    creators = {(str(t.subject), str(t.object)) for t in facts.get(DCTERMS + "creator", ())}
    first = {str(t.subject): str(t.object) for t in facts.get(KG + "firstAuthor", ())}
    for paper, name in first.items():
        if (paper, name) not in creators:
            yield Problem(file, paper, f"kg:firstAuthor {name} is no dcterms:creator of it")
    leading = {str(t.subject): str(t.object) for t in facts.get(f"{MEMBER}1", ())}
    for triple in facts.get(BIBO + "authorList", ()):
        paper, found = str(triple.subject), leading.get(str(triple.object))
        if found is None:
            yield Problem(file, paper, "its bibo:authorList has no first member, rdf:_1")
        elif first.get(paper, found) != found:
            yield Problem(file, paper, f"kg:firstAuthor is {first[paper]}, the first of its bibo:authorList {found}")


def _check_evidence(
    facts_file: str, facts: ByProperty | None, evidence_file: str, evidence: ByProperty
) -> Iterator[Problem]:
    """Hold evidence to itself and, unless they are None, to the facts."""
    papers = find_papers(facts) if facts is not None else None
    for told in (*find_strays(evidence, papers), *find_misplaced(evidence, facts)):
        yield Problem(evidence_file, *told)
    if facts is not None:
        yield from (Problem(*told) for told in find_gaps(facts, evidence, (facts_file, evidence_file)))
    if lost_all_mentions(evidence):
        yield Problem(evidence_file, "", "no statement has a mention, kgbuild writes them; build it again")


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    """Keep a library from logging what we report ourselves, and from warning of it or of its own inner calls."""
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(before)
