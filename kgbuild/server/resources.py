"""What the graph says of one thing, at the path of its IRI: a page for people, triples for programs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, Template, select_autoescape
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store, Triple

from kgbuild.graph.formats import compact, to_rdf
from kgbuild.server.negotiation import GRAPH_TYPES, HTML, choose
from kgbuild.server.questions import Answer, Resource, refusal
from kgbuild.vocabulary import DCTERMS, EVIDENCE_GRAPH, KG, RDF, SKOS

_TYPE = NamedNode(RDF + "type")
_NAMES = (NamedNode(SKOS + "prefLabel"), NamedNode(DCTERMS + "title"))
_MENTIONS = NamedNode(KG + "hasMention")
_SHOWN = 500  # values of one property on a page; the triples hold all


@dataclass(frozen=True, slots=True)
class Value:
    """One value on a page: its text, and where it leads."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Property:
    """One line of a page: a property, whether it leads here, its values in order, and how many are not shown."""

    name: str
    inverse: bool
    values: tuple[Value, ...]
    more: int = 0


def find_origins(store: Store) -> tuple[str, ...]:
    """Return scheme and host of the IRIs that the graph describes, such as https://w3id.org, in order."""
    origins = {
        f"{parts.scheme}://{parts.netloc}"
        for quad in store.quads_for_pattern(None, _TYPE, None, DefaultGraph())
        if isinstance(quad.subject, NamedNode) and (parts := urlsplit(quad.subject.value)).netloc
    }
    return tuple(sorted(origins))


def find_bases(store: Store) -> tuple[str, ...]:
    """Return the bases of the graph's papers, such as https://w3id.org/kgbuild/id/, in order."""
    papers = store.quads_for_pattern(None, _TYPE, NamedNode(KG + "Paper"), DefaultGraph())
    iris = (quad.subject.value for quad in papers if isinstance(quad.subject, NamedNode))
    return tuple(sorted({base for base, slash, _ in (iri.rpartition("paper/") for iri in iris) if slash}))


def describes(store: Store, iri: str) -> bool:
    """Tell whether the graph says anything of an IRI; False for a text that is none."""
    try:
        node = NamedNode(iri)
    except ValueError:
        return False
    return any(True for _ in store.quads_for_pattern(node, None, None, None))


def describe_resource(store: Store, resource: Resource) -> Answer:
    """Return what is said of a thing and what leads to it, as a page or as triples."""
    media_type = choose(resource.accept, (HTML, *GRAPH_TYPES))
    vary = {"Vary": "Accept"}
    if media_type is None:
        return refusal(406, f"none of the forms asked for (Accept) is one of: {HTML}, {', '.join(GRAPH_TYPES)}", vary)
    node = NamedNode(resource.iri)
    said = sorted(set(_said_of(store, node)), key=str)
    leading = sorted({q.triple for q in store.quads_for_pattern(None, None, node, DefaultGraph())}, key=str)
    if media_type != HTML:
        return Answer(200, media_type, to_rdf([*said, *leading], GRAPH_TYPES[media_type]), vary)
    own = [triple for triple in said if triple.subject == node]
    page = page_template().render(
        iri=resource.iri,
        name=_name(store, node) or compact(node),
        types=[compact(triple.object) for triple in own if triple.predicate == _TYPE],
        properties=[
            *_properties(store, resource, ((t.predicate, t.object) for t in own if t.predicate != _TYPE)),
            *_properties(store, resource, ((t.predicate, t.subject) for t in leading), inverse=True),
        ],
    )
    return Answer(200, f"{HTML}; charset=utf-8", page.encode(), vary)


@cache
def page_template() -> Template:
    """Return the template of a thing's page; every value in it is escaped."""
    loader = PackageLoader("kgbuild.server")
    return Environment(loader=loader, autoescape=select_autoescape(), trim_blocks=True).get_template("resource.html")


def _said_of(store: Store, node: NamedNode) -> Iterator[Triple]:
    """Yield facts and evidence about a node, a statement with its mentions."""
    for quad in store.quads_for_pattern(node, None, None, None):
        yield quad.triple
        if quad.predicate == _MENTIONS:
            mention = quad.object
            assert isinstance(mention, NamedNode | BlankNode)  # noqa: S101  # no literal is a mention
            yield from (deeper.triple for deeper in store.quads_for_pattern(mention, None, None, quad.graph_name))


def _properties(
    store: Store,
    resource: Resource,
    pairs: Iterable[tuple[NamedNode, NamedNode | BlankNode | Literal | Triple]],
    *,
    inverse: bool = False,
) -> Iterator[Property]:
    grouped: dict[str, list[Value]] = {}
    for predicate, term in pairs:
        grouped.setdefault(compact(predicate), []).append(_value(store, resource, term))
    for name in sorted(grouped):
        values = sorted(grouped[name], key=lambda value: (value.text.casefold(), value.text, value.link))
        yield Property(name, inverse, tuple(values[:_SHOWN]), max(0, len(values) - _SHOWN))


def _value(store: Store, resource: Resource, term: NamedNode | BlankNode | Literal | Triple) -> Value:
    if not isinstance(term, NamedNode):
        return Value(compact(term))
    for root in resource.roots:
        if term.value.startswith(root + "/") and describes(store, term.value):
            return Value(_name(store, term) or compact(term), term.value.removeprefix(root))
    link = term.value if urlsplit(term.value).scheme in {"http", "https"} else ""
    return Value(compact(term), link)


def _name(store: Store, node: NamedNode) -> str:
    for predicate in _NAMES:
        for quad in store.quads_for_pattern(node, predicate, None, DefaultGraph()):
            if isinstance(quad.object, Literal):
                return " ".join(quad.object.value.split())
    if any(True for _ in store.quads_for_pattern(node, None, None, NamedNode(EVIDENCE_GRAPH))):
        return node.value.rpartition("/")[2]
    return ""
