"""The graph's description of itself: how much of what is in it (VoID), by which program, and how good that is (DQV).

Readers of papers and entities need not skip it: its nodes are of no class that those have.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Triple

from kgbuild import __version__
from kgbuild.errors import GraphError
from kgbuild.graph.iris import find_unfit_scheme, split_iri
from kgbuild.vocabulary import DCTERMS, DQV, KG, MEMBER, PROV, RDF, RDFS, SCHEMA, VOID, XSD

QUALITY_FILE: Final = Path(__file__).with_name("quality.json")
LICENCES: Final = "https://spdx.org/licenses/"

_TYPE: Final = NamedNode(RDF + "type")
_VOCABULARY: Final = NamedNode(VOID + "vocabulary")
_OURS: Final = NamedNode(KG.removesuffix("#"))
_NAMESPACE: Final = re.compile(r"[^:]+://[^/#]+.*[/#]")
_MEASUREMENT: Final = NamedNode(KG + "QualityMeasurement")
_NO_ENTITIES: Final = frozenset({_MEASUREMENT, NamedNode(KG + "Result")})
_PARTITIONS: Final = frozenset(NamedNode(f"{VOID}{kind}Partition") for kind in ("class", "property"))
_COUNTING: Final = _PARTITIONS.union(NamedNode(VOID + unit) for unit in ("triples", "entities", "vocabulary"))


def graph_iri(base: str) -> str:
    """Return the IRI of the graph whose papers and entities begin with `base`."""
    return f"{base}graph"


def parse_licence(text: str) -> str:
    """Return a licence's IRI; `text` is one, an SPDX identifier such as CC-BY-4.0, or empty. Raises GraphError."""
    if not text:
        return ""
    iri = LICENCES + text if re.fullmatch(r"[A-Za-z0-9.+-]+", text) else text
    hint = "give an IRI or an SPDX identifier such as CC-BY-4.0"
    try:
        licence = NamedNode(iri).value
    except ValueError as error:
        raise GraphError(f"licence {text!r}: {error}; {hint}") from error
    if unfit := find_unfit_scheme(licence):
        raise GraphError(f"licence {text!r}: {unfit}; {hint}")
    return licence


def read_quality(path: Path = QUALITY_FILE) -> tuple[Mapping[str, Any], ...]:
    """Return the measured figures that the package ships, in the file's order.

    Each has `name` (the row of docs/quality.md), `of` (local names of classes and properties), `measure`
    (precision, recall, F1 or accuracy), `value` (a share, 0 to 1) and `on` (papers and manner).
    """
    return tuple(json.loads(path.read_text("utf-8")))


def describe_graph(
    facts: Collection[Triple], *, base: str, licence: str = "", title: str = "", quality: bool = True
) -> list[Triple]:
    """Return what describes a graph of `facts` (no duplicates among them).

    Triples, classes and properties are counted with the description itself, as whoever counts the file does;
    `void:entities` are the papers and the things that papers name. With `quality` the measured figures of the
    packaged extraction are part of it.
    """
    counts = GraphCounts(entities=count_entities(facts))
    counts.add(facts)
    return describe_counted(counts, base=base, licence=licence, title=title, quality=quality)


def describe_counted(
    counts: "GraphCounts", *, base: str, licence: str = "", title: str = "", quality: bool = True
) -> list[Triple]:
    """Return what describes a graph whose facts were counted; as `describe_graph`, which counts them."""
    node = NamedNode(graph_iri(base))
    about = [*_about(node, base, licence, title), *(_quality(node) if quality else ())]
    counts.add(about)
    return [*about, *_told_counts([node], counts)]


def recount(facts: Collection[Triple]) -> list[Triple]:
    """Return a graph's facts (no duplicates) with what its description counts made true; without one as they are."""
    described = (t.subject for t in facts if t.predicate == _VOCABULARY and t.object == _OURS)
    nodes = sorted({node for node in described if isinstance(node, NamedNode)}, key=str)
    counting = [t for t in facts if t.subject in nodes and t.predicate in _COUNTING and t.object != _OURS]
    parts = {t.object for t in counting if t.predicate in _PARTITIONS}
    gone = {*counting, *(t for t in facts if t.subject in parts)}
    rest = [t for t in facts if t not in gone]
    counts = GraphCounts(entities=count_entities(rest))
    counts.add(rest)
    return [*rest, *_told_counts(nodes, counts)]


def _told_counts(nodes: Collection[NamedNode], ours: "GraphCounts") -> list[Triple]:
    """Return what the nodes say of how much there is, this included, in whose terms; `ours` counts all else."""
    told: list[Triple] = []
    # What is told changes its own counts, but not which triples it has, once all its own properties are in it: the
    # third round says what the second one is.
    for _ in range(3):
        counts = GraphCounts(ours.triples, Counter(ours.classes), Counter(ours.properties), ours.entities)
        counts.add(told)
        told = [triple for node in nodes for triple in _counted(node, counts)]
    return told


@dataclass(slots=True)
class GraphCounts:
    """How many triples there are, of each class and property how many uses, and how many papers and things."""

    triples: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)
    entities: int = 0

    def add(self, triples: Collection[Triple]) -> None:
        """Count some triples, none of which was counted before; papers and things in them are not."""
        self.triples += len(triples)
        for triple in triples:
            self.properties[triple.predicate.value] += 1
            if triple.predicate == _TYPE and isinstance(triple.object, NamedNode):
                self.classes[triple.object.value] += 1


def find_stale_counts(triples: Collection[Triple]) -> Iterator[tuple[str, str]]:
    """Yield each node of a graph's description that says another number than the graph has, and what it says.

    `triples` are the whole graph, no duplicates among them; graphs that it describes beside itself (their vocabulary
    is not ours) are left alone.
    """
    ours = GraphCounts()
    ours.add(triples)
    told: dict[str, dict[NamedNode, list[Any]]] = defaultdict(dict)
    for one in triples:
        if one.predicate.value.startswith(VOID) and isinstance(one.subject, NamedNode):
            told[one.subject.value].setdefault(one.predicate, []).append(one.object)
    for node, says in sorted(told.items()):
        if _OURS not in says.get(_VOCABULARY, ()):
            continue
        yield from _compare(node, says, {"triples": ours.triples, "entities": count_entities(triples)})
        for kind, unit, counts in (("class", "entities", ours.classes), ("property", "triples", ours.properties)):
            for part in says.get(NamedNode(f"{VOID}{kind}Partition"), ()):
                about = told.get(getattr(part, "value", ""), {})
                for term in about.get(NamedNode(VOID + kind), ()):
                    yield from _compare(part.value, about, {unit: counts[getattr(term, "value", "")]})


def _compare(node: str, says: Mapping[NamedNode, list[Any]], counts: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    for unit, count in counts.items():
        for value in says.get(NamedNode(VOID + unit), ()):
            if isinstance(value, Literal) and re.fullmatch(r"\d{1,18}", value.value) and int(value.value) != count:
                message = f"says void:{unit} {value.value}, the graph has {count}; write that, or take the count out"
                yield f"<{node}>", message


def count_entities(facts: Iterable[Triple]) -> int:
    """Return the number of papers and of things that papers name."""
    return len({str(t.subject) for t in facts if t.predicate == _TYPE and is_entity_class(t.object)})


def is_entity_class(term: Any) -> bool:
    """Tell whether a term is a class of ours to which papers and the things that they name belong."""
    return str(term).startswith(f"<{KG}") and term not in _NO_ENTITIES


def _about(node: NamedNode, base: str, licence: str, title: str) -> Iterator[Triple]:
    software = NamedNode(f"{node.value}#kgbuild")
    yield Triple(node, _TYPE, NamedNode(VOID + "Dataset"))
    yield Triple(node, NamedNode(DCTERMS + "title"), Literal(title or "Papers and what they name"))
    if licence:
        yield Triple(node, NamedNode(DCTERMS + "license"), NamedNode(parse_licence(licence)))
    yield Triple(node, NamedNode(VOID + "uriSpace"), Literal(base))
    yield Triple(node, _VOCABULARY, _OURS)
    yield Triple(node, NamedNode(PROV + "wasAttributedTo"), software)
    yield Triple(software, _TYPE, NamedNode(PROV + "SoftwareAgent"))
    yield Triple(software, NamedNode(RDFS + "label"), Literal(f"kgbuild {__version__}"))
    yield Triple(software, NamedNode(SCHEMA + "softwareVersion"), Literal(__version__))


def _quality(node: NamedNode) -> Iterator[Triple]:
    for figure in read_quality():
        slug = re.sub(r"[^A-Za-z0-9]+", "-", f"{figure['name']} {figure['measure']}")
        one = NamedNode(f"{node.value}#quality-{slug}")
        yield Triple(node, NamedNode(DQV + "hasQualityMeasurement"), one)
        yield Triple(one, _TYPE, _MEASUREMENT)
        yield Triple(one, NamedNode(RDFS + "label"), Literal(f"{figure['measure']}: {figure['name']}"))
        yield Triple(one, NamedNode(KG + "measure"), Literal(figure["measure"]))
        value = Literal(f"{figure['value']:g}", datatype=NamedNode(XSD + "decimal"))
        yield Triple(one, NamedNode(DQV + "value"), value)
        yield Triple(one, NamedNode(KG + "measuredOn"), Literal(figure["on"]))
        for name in figure["of"]:
            yield Triple(one, NamedNode(KG + "measurementOf"), NamedNode(KG + name))


def _counted(node: NamedNode, counts: GraphCounts) -> Iterator[Triple]:
    terms = (*counts.classes, *counts.properties)
    namespaces = {found[0] for found in map(_NAMESPACE.match, terms) if found}  # a term such as urn:x is in none
    for namespace in sorted(namespaces - {KG}):
        yield Triple(node, _VOCABULARY, NamedNode(namespace))
    yield Triple(node, NamedNode(VOID + "triples"), _whole(counts.triples))
    yield Triple(node, NamedNode(VOID + "entities"), _whole(counts.entities))
    yield from _parts(node, "class", "entities", counts.classes)
    yield from _parts(node, "property", "triples", counts.properties)


def _parts(node: NamedNode, kind: str, unit: str, counts: Counter[str]) -> Iterator[Triple]:
    """Yield a graph's class or property partitions; `unit` is what VoID counts of such a one."""
    for iri, count in counts.items():
        if iri.startswith(MEMBER):
            continue  # as many properties as the longest list has members
        part = NamedNode(f"{node.value}#{kind}-{_compact(iri)}")
        yield Triple(node, NamedNode(f"{VOID}{kind}Partition"), part)
        yield Triple(part, NamedNode(VOID + kind), NamedNode(iri))
        yield Triple(part, NamedNode(VOID + unit), _whole(count))


def _compact(iri: str) -> str:
    """Return a name for a term that no other term has: `kg-Method`, or of another vocabulary its whole IRI."""
    prefix, name = split_iri(iri)
    return f"{prefix}-{name}" if prefix else re.sub(r"[^A-Za-z0-9]+", "-", iri.partition("//")[2])


def _whole(value: int) -> Literal:
    return Literal(str(value), datatype=NamedNode(XSD + "integer"))
