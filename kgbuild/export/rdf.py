"""The graph as RDF: facts alone (Turtle, N-Triples, RDF/XML) or with the evidence as a named graph (N-Quads, TriG)."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from pathlib import Path
from typing import Final

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    serialize,
)

from kgbuild import vocabulary as v
from kgbuild.errors import GraphError
from kgbuild.export.blank_names import has_blank_nodes, with_blank_names
from kgbuild.export.flat import XmlText
from kgbuild.graph.files import find_graph, parse_file, rdf_format, to_turtle
from kgbuild.graph.marks import BuildMark, check_same_build, read_mark
from kgbuild.graph.ordering import UnsortedError, by_subject, in_batches
from kgbuild.graph.profiles import add_profiles, check_profiles
from kgbuild.graph.reading import check_ours

# Where the graph holds text of abstracts.
_QUOTING: Final = frozenset(
    [v.OA + name for name in ("exact", "prefix", "suffix")] + [ns + "abstract" for ns in (v.DCTERMS, v.SCHEMA, v.BIBO)]
)
_PREFIX_LINES: Final = re.compile(rb"(?:@prefix [^\n]*\n)*")
_TYPE: Final = NamedNode(v.RDF + "type")
_EVIDENCE: Final = NamedNode(v.EVIDENCE_GRAPH)
_HEAD_BYTES: Final = 1 << 16  # within which all prefixes of a file stand
# The part of a property's IRI that can name an element of XML.
_ELEMENT_NAME: Final = re.compile(r"[^\W\d][\w.\-]*$")


@dataclass(frozen=True, slots=True)
class SortedEvidence:
    """The evidence of a file that a build wrote, in its order; read anew each time, since it may exceed the memory."""

    path: Path
    count: int
    quotes: bool

    def __iter__(self) -> Iterator[Quad]:
        """Yield the quads."""
        for said in self._by_subject():
            yield from said

    def __len__(self) -> int:
        """Return the number of quads."""
        return self.count

    def batches(self) -> Iterator[list[Quad]]:
        """Yield the quads of some thousand subjects at a time."""
        return in_batches(self._by_subject())

    def _by_subject(self) -> Iterator[list[Quad]]:
        return _read_by_subject(self.path, quotes=self.quotes)


def _read_by_subject(path: Path, *, quotes: bool) -> Iterator[list[Quad]]:
    """Yield what an evidence file says of each subject, in order; raises UnsortedError, GraphError for RDF 1.2."""
    for _, said in by_subject(_read_evidence(path)):
        if any(isinstance(quad.object, BlankNode) for quad in said):
            raise UnsortedError  # no build writes those, and their names need all that is said
        yield sorted({quad for quad in said if _is_kept(quad, evidence=True, quotes=quotes)}, key=_order)


def _read_evidence(path: Path) -> Iterator[Quad]:
    return (Quad(quad.subject, quad.predicate, quad.object, _EVIDENCE) for quad in parse_file(path))


@dataclass(frozen=True, slots=True)
class Statements:
    """A graph's quads, sorted by graph, subject, type first, predicate, object; without repetition.

    `mark` says of which build they are.
    """

    facts: tuple[Quad, ...]
    evidence: tuple[Quad, ...] | SortedEvidence = ()
    mark: BuildMark | None = None

    def __iter__(self) -> Iterator[Quad]:
        """Yield the facts, then the evidence."""
        yield from self.facts
        yield from self.evidence

    def __len__(self) -> int:
        """Return the number of quads."""
        return len(self.facts) + len(self.evidence)


def read_statements(
    graph: Path, *, evidence: bool = True, quotes: bool = True, profiles: Collection[str] = ()
) -> Statements:
    """Return what a graph's files say: default graph as facts; named graphs, and the file beside it, as evidence.

    They are read without a store, since that of Oxigraph rewrites numbers; evidence that a build wrote is not held.
    `quotes=False` leaves out all text of abstracts; `profiles` add published terms to the facts. Blank nodes get names
    that depend on the graph only. Raises GraphError for a file that cannot be read, for a graph that is none of ours,
    for what is no RDF 1.1, and for an unknown profile.
    """
    check_profiles(profiles)
    facts_file, evidence_file = find_graph(graph)
    quads = set(parse_file(facts_file))
    check_ours(quads, graph)
    beside: SortedEvidence | None = None
    if evidence_file is not None and evidence:
        check_same_build(facts_file, evidence_file)
        beside = _find_sorted(quads, evidence_file, quotes=quotes)
        if beside is None:
            quads.update(_read_evidence(evidence_file))
    kept = [quad for quad in quads if _is_kept(quad, evidence=evidence, quotes=quotes)]
    if profiles:
        plain = {quad.triple for quad in kept if isinstance(quad.graph_name, DefaultGraph)}
        kept = [quad for quad in kept if not isinstance(quad.graph_name, DefaultGraph)]
        kept += (Quad(t.subject, t.predicate, t.object) for t in add_profiles(plain, profiles))
    if has_blank_nodes(kept):
        kept = with_blank_names(kept, graph)
    kept.sort(key=_order)
    facts = tuple(quad for quad in kept if isinstance(quad.graph_name, DefaultGraph))
    apart = tuple(quad for quad in kept if not isinstance(quad.graph_name, DefaultGraph))
    return Statements(facts, apart if beside is None else beside, read_mark(facts_file))


def _find_sorted(facts: Iterable[Quad], evidence: Path, *, quotes: bool) -> SortedEvidence | None:
    """Return the evidence of a file as one to be read in its order, None where it has to be sorted first."""
    if rdf_format(evidence) != RdfFormat.TURTLE or any(not isinstance(q.graph_name, DefaultGraph) for q in facts):
        return None
    try:
        return SortedEvidence(evidence, sum(map(len, _read_by_subject(evidence, quotes=quotes))), quotes)
    except UnsortedError:
        return None


def _is_kept(quad: Quad, *, evidence: bool, quotes: bool) -> bool:
    if isinstance(quad.object, Triple):
        raise GraphError(f"{quad.subject}: states something about a triple (RDF 1.2), which exports do not hold")
    return (quotes or quad.predicate.value not in _QUOTING) and (evidence or isinstance(quad.graph_name, DefaultGraph))


def _order(quad: Quad) -> tuple[str, str, bool, str, str]:
    graph = "" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name)
    return graph, str(quad.subject), quad.predicate != _TYPE, str(quad.predicate), str(quad.object)


def write_turtle(statements: Statements, path: Path) -> None:
    """Write the facts as Turtle, as a build writes them: it says of which one they are."""
    mark = statements.mark.to_comment().encode() if statements.mark else b""
    path.write_bytes(to_turtle(_triples(statements.facts)) + mark)


def write_ntriples(statements: Statements, path: Path) -> None:
    """Write the facts as N-Triples, its lines sorted."""
    text = serialize(_triples(statements.facts), format=RdfFormat.N_TRIPLES) or b""
    path.write_bytes(b"".join(_sorted_lines(text)))


def write_nquads(statements: Statements, path: Path) -> None:
    """Write everything as N-Quads, its lines sorted."""
    evidence = statements.evidence
    # A line begins with its subject, so that the lines of one batch come after all those of the batch before.
    batches = evidence.batches() if isinstance(evidence, SortedEvidence) else [evidence]
    lines = (line for batch in batches for line in _nquads(batch))
    with path.open("wb") as file:
        file.writelines(merge(_nquads(statements.facts), lines))


def _nquads(quads: Sequence[Quad]) -> list[bytes]:
    return _sorted_lines(serialize(quads, format=RdfFormat.N_QUADS) or b"")


def _sorted_lines(text: bytes) -> list[bytes]:
    return sorted(text.splitlines(keepends=True))


def write_trig(statements: Statements, path: Path) -> None:
    """Write everything as TriG: the facts, then each named graph."""
    serialize(statements, path, format=RdfFormat.TRIG, prefixes=v.PREFIXES)
    with path.open("r+b") as file:  # the serializer promises no order for its prefixes
        header = _PREFIX_LINES.match(file.read(_HEAD_BYTES))
        if header:
            file.seek(0)
            file.writelines(_sorted_lines(header[0]))


def write_rdfxml(statements: Statements, path: Path) -> XmlText:
    """Write the facts as RDF/XML; returns what was taken from their texts, since XML cannot hold it.

    Raises GraphError for a property whose IRI cannot be a name in XML.
    """
    clean = XmlText()
    facts = xml_facts(statements.facts, clean)
    for name in sorted({fact.predicate.value for fact in facts}):
        if not _ELEMENT_NAME.search(name):
            raise GraphError(f"{path.name}: property {name} cannot be a name in XML; export as ttl or jsonld")
    text = serialize(facts, format=RdfFormat.RDF_XML, prefixes=v.PREFIXES) or b""
    # The serializer names its prefixes in no order, and leaves carriage returns bare, which readers take for line ends.
    head = re.search(rb"<rdf:RDF ([^>]*)>", text)
    if head:
        text = text[: head.start(1)] + b" ".join(sorted(head[1].split())) + text[head.end(1) :]
    path.write_bytes(text.replace(b"\r", b"&#13;") + b"\n")
    return clean


def xml_facts(facts: Sequence[Quad], clean: XmlText) -> tuple[Triple, ...]:
    """Return the facts without the characters that XML cannot hold."""
    return tuple(
        Triple(
            fact.subject,
            fact.predicate,
            _without(fact.object, clean) if isinstance(fact.object, Literal) else fact.object,
        )
        for fact in facts
    )


def _without(literal: Literal, clean: XmlText) -> Literal:
    text = clean.text(literal.value)
    if text == literal.value:
        return literal
    return Literal(text, language=literal.language) if literal.language else Literal(text, datatype=literal.datatype)


def _triples(facts: Iterable[Quad]) -> Iterator[Triple]:
    return (Triple(fact.subject, fact.predicate, fact.object) for fact in facts)
