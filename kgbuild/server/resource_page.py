"""The content of a thing's page: what is said of it, the words that support it, and its parts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store, Triple

from kgbuild.graph.formats import compact
from kgbuild.graph.relations import rank
from kgbuild.graph.support import Node, find_support
from kgbuild.server.bylines import Byline, read_byline
from kgbuild.server.questions import Resource
from kgbuild.server.resource_parts import (
    LABEL,
    TYPE,
    Pairs,
    Said,
    Table,
    build_tables,
    find_objects,
    find_texts,
    find_types,
)
from kgbuild.server.resource_values import SHOWN, Property, Term, Value, Values
from kgbuild.server.resource_ways import find_in_explorer, find_queries
from kgbuild.server.wording import call_class
from kgbuild.vocabulary import DCTERMS, KG, OA, PROV, RDF, SKOS, VOID

_ENDS: Final = (NamedNode(RDF + "subject"), NamedNode(RDF + "object"))
_DERIVED: Final = NamedNode(PROV + "wasDerivedFrom")
_SOURCE: Final = NamedNode(OA + "hasSource")
_MENTIONS: Final = NamedNode(KG + "hasMention")
_MENTION: Final = NamedNode(KG + "Mention")
_PAPER: Final = NamedNode(KG + "Paper")
_ALIAS: Final = NamedNode(SKOS + "altLabel")


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a statement stands: its paper, section and offsets (code points), and its words in their sentence.

    Without a quote (a graph may have none) `exact` is empty; `rest` is what else is said of it.
    """

    anchor: str
    papers: tuple[Value, ...]
    section: str
    start: str
    end: str
    prefix: str
    exact: str
    suffix: str
    found_by: str
    rest: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A node of the thing's own, such as `...graph#kgbuild`, as a section of its page."""

    anchor: str
    name: str
    types: tuple[str, ...]
    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """All that the page of a thing shows; `summary` is a line about a whole graph, empty for other things.

    `types` are classes with what people call them, `aliases` other names. `explorer` is where the explorer shows it,
    `queries` are named queries about it, with their addresses.
    """

    iri: str
    name: str
    types: tuple[tuple[str, str], ...]
    aliases: tuple[str, ...]
    byline: Byline | None
    explorer: str
    queries: tuple[tuple[str, str], ...]
    summary: tuple[Value, ...]
    mentions: tuple[Mention, ...]
    more_mentions: int
    properties: tuple[Property, ...]
    tables: tuple[Table, ...]
    parts: tuple[Part, ...]

    @property
    def has_support(self) -> bool:
        """Tell whether a value has a statement behind it."""
        return any(value.support for one in self.properties for value in one.values)


def build_page(store: Store, resource: Resource, said: Iterable[Quad], leading: Sequence[Quad]) -> Page:
    """Return the page of a thing; `said` is about it, its mentions and parts, `leading` has it as object.

    Both may come from any graph, evidence included; `said` is in the order in which it is to be taken.
    """
    node = NamedNode(resource.iri)
    about: dict[Node, list[tuple[NamedNode, Term]]] = {node: [], **_group_by_subject(said)}
    values = Values(store, resource, about)
    linked = {term for pairs in about.values() for term in find_objects(pairs, _MENTIONS)}
    mentions = [one for one in about if one != node and (one in linked or (TYPE, _MENTION) in about[one])]
    tables, in_tables = build_tables(values, about, node, set(mentions))
    shown = {*mentions, *in_tables}
    own = [(p, o) for p, o in about[node] if p != TYPE and o not in shown]
    parts = [one for one in about if one != node and one not in shown]
    return Page(
        iri=resource.iri,
        name=values.name(node),
        types=tuple((term.value.removeprefix(KG), call_class(term.value)) for term in _types(about[node])),
        aliases=tuple(sorted({text for text in find_texts(about[node], _ALIAS) if text})),
        byline=read_byline(about, node) if _PAPER in _types(about[node]) else None,
        explorer=find_in_explorer(resource, _types(about[node])),
        queries=find_queries(values.name(node), _types(about[node])),
        summary=_summarize(values, about, node),
        mentions=tuple(_build_mention(values, one, about[one]) for one in sorted(mentions, key=_natural)[:SHOWN]),
        more_mentions=max(0, len(mentions) - SHOWN),
        properties=tuple(sorted(_supported(store, values, node, own, leading), key=lambda one: one.rank)),
        tables=tables,
        parts=tuple(_build_part(values, one, about[one]) for one in sorted(parts, key=_natural)[:SHOWN]),
    )


def _types(said: Pairs) -> list[NamedNode]:
    return sorted((term for term in find_objects(said, TYPE) if isinstance(term, NamedNode)), key=_rank_type)


def _rank_type(node: NamedNode) -> tuple[int, str]:
    place, name = rank(node.value.removeprefix(KG))
    return (place, name) if node.value.startswith(KG) else (place + 100, node.value)


def _group_by_subject(said: Iterable[Quad]) -> dict[Node, list[tuple[NamedNode, Term]]]:
    """Return what is said of each node, once where several graphs say it."""
    about: defaultdict[Node, dict[tuple[NamedNode, Term], None]] = defaultdict(dict)
    for quad in said:
        about[_subject(quad)][quad.predicate, quad.object] = None
    return {one: list(pairs) for one, pairs in about.items()}


def _subject(quad: Quad) -> Node:
    assert isinstance(quad.subject, NamedNode | BlankNode)  # noqa: S101  # RDF has no other subjects
    return quad.subject


def _supported(
    store: Store, values: Values, node: NamedNode, own: Iterable[tuple[NamedNode, Term]], leading: Sequence[Quad]
) -> Iterator[Property]:
    """Yield the facts about a thing, with the statements that support each, then statements that have no fact here."""
    outwards = {Triple(node, predicate, term): term for predicate, term in own}
    evidence = {*_ENDS, _DERIVED, _SOURCE}
    facts = [q.triple for q in leading if q.graph_name == DefaultGraph() and q.predicate not in evidence]
    inwards = {fact: fact.subject for fact in facts}
    naming = {_subject(q): end for end in _ENDS for q in leading if q.predicate == end}
    support, rest = find_support(store, {*outwards, *inwards}, naming)
    yield from values.properties((fact.predicate, term, support.get(fact, ())) for fact, term in outwards.items())
    yield from values.properties(
        ((fact.predicate, term, support.get(fact, ())) for fact, term in inwards.items()), inverse=True
    )
    shown = {one for found in support.values() for one in found}
    known = {*naming, *shown}
    derived = {one: _DERIVED for q in leading if q.predicate == _DERIVED and (one := _subject(q)) not in known}
    without = [(predicate, one) for one, predicate in ({one: naming[one] for one in rest} | derived).items()]
    yield from values.properties(((predicate, one, (one,)) for predicate, one in without), inverse=True)


def _summarize(values: Values, about: Said, node: NamedNode) -> tuple[Value, ...]:
    """Return in a few words how large a described graph is, under which licence, and by which program."""
    said = about[node]
    if (TYPE, NamedNode(VOID + "Dataset")) not in said:
        return ()
    amounts = (("triples", "triples"), ("entities", "papers and things that they name"))
    counts = [(text, words) for unit, words in amounts for text in find_texts(said, NamedNode(VOID + unit))]
    licences = [values.value(term) for term in find_objects(said, NamedNode(DCTERMS + "license"))]
    makers = [values.value(term) for term in find_objects(said, NamedNode(PROV + "wasAttributedTo"))]
    return (
        *(Value(f"{int(text):,} {words}" if text.isdecimal() else f"{text} {words}") for text, words in counts),
        *(Value(f"licence {one.text.removeprefix('https://spdx.org/licenses/')}", one.link) for one in licences),
        *(() if licences else (Value("no licence stated"),)),
        *(Value(f"made by {one.text}", one.link) for one in makers),
    )


def _build_mention(values: Values, node: Node, said: Pairs) -> Mention:
    known = {name: NamedNode(OA + name) for name in ("start", "end", "prefix", "exact", "suffix")}
    known |= {"section": NamedNode(KG + "section"), "found_by": NamedNode(KG + "foundBy")}
    # A quote keeps its spaces: they part it from the rest of its sentence.
    texts = {name: "; ".join(find_texts(said, predicate)) for name, predicate in known.items()}
    rest = [(p, o, ()) for p, o in said if p not in {*known.values(), _SOURCE} and o != _MENTION]
    papers = tuple(values.value(term) for term in find_objects(said, _SOURCE))
    return Mention(values.anchor(node), papers, rest=tuple(values.properties(rest)), **texts)


def _build_part(values: Values, node: Node, said: Pairs) -> Part:
    anchor = values.anchor(node)
    name = "; ".join(find_texts(said, LABEL)) or (f"#{anchor}" if anchor else compact(node))
    pairs = ((p, o, ()) for p, o in said if p not in {TYPE, LABEL})
    return Part(anchor, name, find_types(said), tuple(values.properties(pairs)))


def _natural(node: Node) -> tuple[str, int, str]:
    """Return a key by which `#2` comes before `#10`."""
    stem = node.value.rstrip("0123456789")
    number = node.value[len(stem) :]
    return stem, int(number or 0), number
