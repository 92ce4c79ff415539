"""Does a graph hold to our ontology? Two parsers, SHACL shapes, and rules across facts and evidence."""

import contextlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from kgbuild.errors import GraphError
from kgbuild.graph.blank import name_blank_nodes
from kgbuild.graph.check_large import check_in_parts
from kgbuild.graph.description import find_stale_counts
from kgbuild.graph.evidence import find_gaps, find_misplaced, find_papers, find_strays, lost_all_mentions
from kgbuild.graph.fact_rules import find_faults
from kgbuild.graph.files import find_graph, open_rdf, parse_file, rdf_format
from kgbuild.graph.marks import find_mixture
from kgbuild.graph.problems import NO_MENTIONS, Problem, no_papers
from kgbuild.graph.quiet import quiet
from kgbuild.graph.shapes import find_broken_shapes
from kgbuild.graph.support import is_true
from kgbuild.graph.terms import ByProperty, find_unknown_terms
from kgbuild.vocabulary import KG, RDF

if TYPE_CHECKING:
    import rdflib
    from rdflib.namespace import NamespaceManager

_MOST_PREFIXES: Final = 2000

_PAPER = ox.NamedNode(KG + "Paper")


def check_graph(path: Path) -> list[Problem]:
    """Return what is wrong with a graph, sorted; an empty list says that it conforms.

    `path` is a graph file or a build's folder; evidence beside it is checked too. Raises GraphError only
    where there is no graph.
    """
    facts_file, evidence_file = find_graph(path)
    problems = [Problem(name, "", told) for name, told in find_mixture(facts_file)]
    if (found := check_in_parts(path, facts_file, evidence_file)) is not None:
        return sorted({*problems, *found})
    facts = _triples(facts_file, problems)
    evidence = _triples(evidence_file, problems) if evidence_file else None
    for file, triples in ((facts_file, facts), (evidence_file, evidence)):
        if file is not None and triples is not None:
            problems += (Problem(file.name, *told) for told in find_unknown_terms(triples))
            problems += _check_blank_nodes(file.name, triples)
            problems += _check_with_another_parser(file, sum(map(len, triples.values())))
    if facts is not None:
        problems += (Problem(facts_file.name, *told) for told in find_faults(facts))
        if not find_papers(facts):
            evidence = None  # all of it would be of no paper
            problems.append(no_papers(facts_file.name, evidence=RDF + "subject" in facts))
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
    with quiet("rdflib"):
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
        yield Problem(evidence_file, "", NO_MENTIONS)
