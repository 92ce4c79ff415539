"""What the graph says of one thing, at the path of its IRI: a page for people, triples for programs."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store

from kgbuild.graph.formats import to_rdf
from kgbuild.graph.iris import find_bases
from kgbuild.server.negotiation import GRAPH_TYPES, HTML, choose
from kgbuild.server.questions import Answer, Resource, refusal
from kgbuild.server.resource_page import build_page
from kgbuild.server.site import render
from kgbuild.vocabulary import KG, RDF

_TYPE: Final = NamedNode(RDF + "type")
_MENTIONS: Final = NamedNode(KG + "hasMention")
# The forms that an address may ask for by name, as `kgbuild query --format` has them, and the page.
FORMS: Final[dict[str, str]] = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
    "html": HTML,
}


def find_origins(store: Store) -> tuple[str, ...]:
    """Return scheme and host of the IRIs that the graph describes, such as https://w3id.org, in order."""
    origins = {
        f"{parts.scheme}://{parts.netloc}"
        for quad in store.quads_for_pattern(None, _TYPE, None, DefaultGraph())
        if isinstance(quad.subject, NamedNode) and (parts := urlsplit(quad.subject.value)).netloc
    }
    return tuple(sorted(origins))


def find_paper_bases(store: Store) -> tuple[str, ...]:
    """Return the bases of the graph's papers, such as https://w3id.org/kgbuild/id/, the commonest first."""
    papers = store.quads_for_pattern(None, _TYPE, NamedNode(KG + "Paper"), DefaultGraph())
    return find_bases(quad.subject.value for quad in papers if isinstance(quad.subject, NamedNode))


def describes(store: Store, iri: str) -> bool:
    """Tell whether the graph says anything of an IRI; False for a text that is none."""
    try:
        node = NamedNode(iri)
    except ValueError:
        return False
    return any(True for _ in store.quads_for_pattern(node, None, None, None))


def describe_resource(store: Store, resource: Resource) -> Answer:
    """Return what is said of a thing and what leads to it, evidence included, as a page or as triples.

    With the thing come its parts, whose IRIs are its own, `#` and a name: nobody can ask for those alone.
    """
    media_type = _media_type(resource)
    if isinstance(media_type, Answer):
        return media_type
    headers = _file_headers(resource) if resource.form not in {"", "html"} else {"Vary": "Accept"}
    node = NamedNode(resource.iri)
    said = sorted(_said_of(store, node), key=str)
    leading = list(store.quads_for_pattern(None, None, node, None))
    if media_type != HTML:
        inwards = sorted({quad.triple for quad in leading}, key=str)
        triples = dict.fromkeys((*(quad.triple for quad in said), *inwards))  # said in two graphs, it is told once
        return Answer(200, media_type, to_rdf(triples, GRAPH_TYPES[media_type]), headers)
    page = render("resource.html", "", page=build_page(store, resource, said, leading))
    return Answer(200, f"{HTML}; charset=utf-8", page, headers)


def _media_type(resource: Resource) -> str | Answer:
    """Return the form asked for: by its name in the address, else by the Accept header."""
    if resource.form:
        known = ", ".join(FORMS)
        return FORMS.get(resource.form) or refusal(400, f"format {resource.form!r}: not known; formats: {known}")
    media_type = choose(resource.accept, (HTML, *GRAPH_TYPES))
    if media_type is None:
        offered = f"{HTML}, {', '.join(GRAPH_TYPES)}"
        return refusal(406, f"none of the forms asked for (Accept) is one of: {offered}", {"Vary": "Accept"})
    return media_type


def _file_headers(resource: Resource) -> dict[str, str]:
    """Return what names the file in which a browser keeps a form that it cannot show, such as `bert.ttl`."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", resource.iri.rpartition("/")[2])
    return {"Content-Disposition": f'inline; filename="{name}.{resource.form}"'}


def _said_of(store: Store, node: NamedNode) -> Iterator[Quad]:
    """Yield facts and evidence about a node, its mentions, and its parts as far as links lead to them."""
    within = f"{node.value}#"
    found: list[NamedNode | BlankNode] = [node]
    seen = {node.value}
    for one in found:  # grows as links are followed
        for quad in store.quads_for_pattern(one, None, None, None):
            yield quad
            other = quad.object
            if not isinstance(other, NamedNode | BlankNode) or other.value in seen:
                continue
            if other.value.startswith(within) or quad.predicate == _MENTIONS:
                seen.add(other.value)
                found.append(other)
