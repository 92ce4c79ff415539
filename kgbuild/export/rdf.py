"""The graph as RDF: facts alone (Turtle, N-Triples, RDF/XML) or with the evidence as a named graph (N-Quads, TriG)."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import (
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
from kgbuild.graph.files import find_graph, parse_file, to_turtle
from kgbuild.graph.marks import BuildMark, check_same_build, read_mark
from kgbuild.graph.profiles import add_profiles, check_profiles
from kgbuild.graph.reading import check_ours

# Where the graph holds text of abstracts.
_QUOTING: Final = frozenset(
    [v.OA + name for name in ("exact", "prefix", "suffix")] + [ns + "abstract" for ns in (v.DCTERMS, v.SCHEMA, v.BIBO)]
)
_PREFIX_LINES: Final = re.compile(rb"(?:@prefix [^\n]*\n)*")
_TYPE: Final = NamedNode(v.RDF + "type")
# The part of a property's IRI that can name an element of XML.
_ELEMENT_NAME: Final = re.compile(r"[^\W\d][\w.\-]*$")


@dataclass(frozen=True, slots=True)
class Statements:
    """A graph's quads, sorted by graph, subject, type first, predicate, object; without repetition.

    `mark` says of which build they are.
    """

    facts: tuple[Quad, ...]
    evidence: tuple[Quad, ...] = ()
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

    They are read without a store, since that of Oxigraph rewrites numbers. `quotes=False` leaves out all text of
    abstracts; `profiles` add published terms to the facts. Blank nodes get names that depend on the graph only. Raises
    GraphError for a file that cannot be read, for a graph that is none of ours, for what is no RDF 1.1, and for an
    unknown profile.
    """
    check_profiles(profiles)
    facts_file, evidence_file = find_graph(graph)
    quads = set(parse_file(facts_file))
    check_ours(quads, graph)
    if evidence_file is not None and evidence:
        check_same_build(facts_file, evidence_file)
        named = NamedNode(v.EVIDENCE_GRAPH)
        quads.update(Quad(quad.subject, quad.predicate, quad.object, named) for quad in parse_file(evidence_file))
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
    return Statements(facts, apart, read_mark(facts_file))


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
    _write_sorted_lines(serialize(_triples(statements.facts), format=RdfFormat.N_TRIPLES) or b"", path)


def write_nquads(statements: Statements, path: Path) -> None:
    """Write everything as N-Quads, its lines sorted."""
    _write_sorted_lines(serialize(statements, format=RdfFormat.N_QUADS) or b"", path)


def _write_sorted_lines(text: bytes, path: Path) -> None:
    path.write_bytes(b"".join(sorted(text.splitlines(keepends=True))))


def write_trig(statements: Statements, path: Path) -> None:
    """Write everything as TriG: the facts, then each named graph."""
    text = serialize(statements, format=RdfFormat.TRIG, prefixes=v.PREFIXES) or b""
    header = _PREFIX_LINES.match(text)
    end = header.end() if header else 0
    path.write_bytes(b"".join(sorted(text[:end].splitlines(keepends=True))) + text[end:])


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
