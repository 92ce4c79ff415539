"""The check of a large graph, in parts: it tells what a check of the whole tells, and takes the memory of a part.

What cannot be cut (formats other than Turtle and N-Triples, blank nodes, RDF 1.2, what a parser refuses) is checked
whole.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kgbuild.errors import GraphError
from kgbuild.graph.check_parts import Part, count_with_rdflib, read_parts, titles_of
from kgbuild.graph.evidence import (
    PARTS,
    RELATIONS,
    find_gaps,
    find_misplaced,
    find_strays,
    find_titles,
    lost_all_mentions,
)
from kgbuild.graph.fact_rules import find_faults
from kgbuild.graph.files import is_large_graph, rdf_format, read_graph
from kgbuild.graph.problems import NO_MENTIONS, Problem, no_papers
from kgbuild.graph.quiet import quiet
from kgbuild.graph.shapes import find_broken_shapes
from kgbuild.graph.terms import ByProperty, find_unknown_terms
from kgbuild.vocabulary import EVIDENCE_GRAPH, KG, RDF

_TURTLE: Final = (ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES)
_TYPE: Final = ox.NamedNode(RDF + "type")
_PAPER: Final = ox.NamedNode(KG + "Paper")
_KEPT: Final = frozenset({*RELATIONS, *PARTS})
_SIGNS: Final = (KG + "hasMention", KG + "extractor")


@dataclass(slots=True)
class _File:
    """One file as it is gone through: where the store has it, its triples that rules across files look at."""

    path: Path
    graph: ox.NamedNode | ox.DefaultGraph
    triples: int = 0
    kept: defaultdict[str, list[ox.Triple]] = field(default_factory=lambda: defaultdict(list))

    def note(self, part: Part) -> None:
        """Keep what rules across files look at, and one of each sign that a graph is ours."""
        self.triples += len(part.own)
        for triple in part.own:
            predicate = triple.predicate.value
            if predicate in _KEPT or (predicate in _SIGNS and not self.kept[predicate]):
                self.kept[predicate].append(triple)


def check_in_parts(path: Path, facts: Path, evidence: Path | None) -> list[Problem] | None:
    """Return what is wrong with a large graph but for a mixture of builds; None where it has to be checked whole."""
    files = [facts] if evidence is None else [facts, evidence]
    if not is_large_graph(path) or any(rdf_format(file) not in _TURTLE for file in files):
        return None
    try:
        store = read_graph(path)
        return list(_Check(store, facts, evidence).run())
    except (GraphError, _Whole):
        return None


class _Whole(Exception):  # noqa: N818 - nothing is wrong
    """This graph cannot be checked in parts."""


class _Check:
    def __init__(self, store: ox.Store, facts: Path, evidence: Path | None) -> None:
        self._store = store
        papers = store.quads_for_pattern(None, _TYPE, _PAPER, ox.DefaultGraph())
        self._papers = frozenset(str(quad.subject) for quad in papers)
        self._facts = _File(facts, ox.DefaultGraph())
        self._evidence = _File(evidence, ox.NamedNode(EVIDENCE_GRAPH)) if evidence else None

    def run(self) -> Iterator[Problem]:
        name = self._facts.path.name
        for part in self._parts(self._facts):
            yield from (Problem(name, *told) for told in self._shapes(part))
            yield from (Problem(name, *told) for told in find_faults(part.by_property()))
        self._count(self._facts)
        if self._evidence:
            for part in self._parts(self._evidence):
                yield from (Problem(self._evidence.path.name, *told) for told in self._shapes(part))
            self._count(self._evidence)
        states = bool(self._facts.kept.get(RDF + "subject"))
        if not self._papers:
            yield no_papers(name, evidence=states)
        elif self._evidence:
            yield from self._across(self._evidence)
        elif states:  # facts and evidence in one file
            yield from self._across(self._facts)

    def _parts(self, file: _File) -> Iterator[Part]:
        for part in read_parts(file.path, self._store, file.graph):
            if any(_is_odd(triple) for triple in part.own):
                raise _Whole
            file.note(part)
            yield part

    def _shapes(self, part: Part) -> Iterator[tuple[str, str]]:
        own = part.subjects()
        for told in find_unknown_terms(part.by_property()):
            if told[0] in own:
                yield told
        with quiet("rdflib"):
            yield from find_broken_shapes(part.to_rdflib(), own)

    def _count(self, file: _File) -> None:
        """Have the second parser count; where it does not find the same, the whole tells why."""
        with quiet("rdflib"):
            try:
                count = count_with_rdflib(file.path, rdf_format(file.path))
            except Exception as fault:
                raise _Whole from fault
        if count != file.triples:
            raise _Whole

    def _across(self, file: _File) -> Iterator[Problem]:
        """Hold the evidence to itself and to the facts."""
        titles: dict[str, set[str]] = defaultdict(set)
        for part in read_parts(file.path, self._store, file.graph):
            for paper, texts in find_titles(part.by_property(), titles_of(part, self._store)).items():
                titles[paper] |= texts
        for part in read_parts(file.path, self._store, file.graph):
            for told in self._of_evidence(part, titles):
                yield Problem(file.path.name, *told)
        names = (self._facts.path.name, file.path.name)
        yield from (Problem(*told) for told in find_gaps(self._facts.kept, file.kept, names))
        if lost_all_mentions(file.kept):
            yield Problem(file.path.name, "", NO_MENTIONS)

    def _of_evidence(self, part: Part, titles: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
        evidence: ByProperty = part.by_property()
        yield from find_strays(evidence, self._papers)
        yield from find_misplaced(evidence, titles_of(part, self._store), titles)


def _is_odd(triple: ox.Triple) -> bool:
    terms = (triple.subject, triple.object)
    return any(isinstance(term, ox.BlankNode | ox.Triple) for term in terms)
