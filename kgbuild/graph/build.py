"""The one place where the data model meets RDF: facts and their evidence as sorted triples."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from kgbuild import __version__
from kgbuild.datamodel import Knowledge, Statement
from kgbuild.errors import GraphError
from kgbuild.graph.description import GraphCounts, count_entities, describe_counted, describe_graph
from kgbuild.graph.facts import FactTriples
from kgbuild.graph.iris import find_unfit_scheme
from kgbuild.graph.ordering import LinesDigest, sorted_triples
from kgbuild.graph.profiles import profile_triples
from kgbuild.graph.supporting import EvidenceTriples
from kgbuild.vocabulary import DEFAULT_BASE

# Facts that are held; more of them are made a second time instead, when they are written.
_HELD: Final = 200_000


@dataclass(frozen=True, slots=True)
class GraphTriples:
    """A graph before it is written: plain facts, and what supports them. Sorted by subject, no duplicates.

    The evidence, and many facts, are made when they are read. `digest` stands for what the facts say, whatever
    published terms are written beside ours, `about` for what else makes a graph what it is.
    """

    facts: tuple[Triple, ...] | FactTriples
    evidence: EvidenceTriples
    digest: bytes
    about: str


def build_graph(
    knowledge: Knowledge,
    *,
    base_iri: str = DEFAULT_BASE,
    quotes: bool = True,
    profiles: Iterable[str] = (),
    licence: str = "",
    title: str = "",
) -> GraphTriples:
    """Return the triples that say what `knowledge` says, under IRIs that begin with `base_iri`.

    With `quotes=False` no text of an abstract is in them (names stay, as labels). `profiles` name published
    vocabularies whose terms are written beside ours; `licence` (an IRI or SPDX identifier) and `title` go into the
    graph's description of itself. Raises GraphError for a base or licence that is no absolute IRI, and for an
    unknown profile.
    """
    base = parse_base(base_iri)
    ours = any(is_ours(statement) for statement in knowledge.statements)
    facts = FactTriples(knowledge, base)
    digest, counts, held = _go_through(facts, hold_all=bool(profiles))
    told = {"base": base, "licence": licence, "title": title}
    described: tuple[Triple, ...] | FactTriples
    if profiles and held is not None:
        all_facts = sorted_triples((*held, *profile_triples(held, profiles)))
        described = sorted_triples((*all_facts, *describe_graph(all_facts, **told, quality=ours)))
    else:
        description = tuple(describe_counted(counts, **told, quality=ours))
        described = replace(facts, description=description) if held is None else sorted_triples((*held, *description))
    about = " ".join(str(Literal(text)) for text in (base, licence, title, __version__))
    return GraphTriples(described, EvidenceTriples(knowledge, base, quotes=quotes), digest, about)


def _go_through(facts: FactTriples, *, hold_all: bool) -> tuple[bytes, GraphCounts, list[Triple] | None]:
    """Return the digest of facts, how many there are of what, and the facts themselves where they are to be held."""
    digest, counts = LinesDigest(), GraphCounts()
    held: list[Triple] | None = []
    for batch in facts.batches():
        digest.add(batch)
        counts.add(batch.triples)
        counts.entities += count_entities(batch.triples)
        if held is not None:
            held += batch.triples
            if len(held) > _HELD and not hold_all:
                held = None
    return digest.digest(), counts, held


def is_ours(statement: Statement) -> bool:
    """Tell whether a statement is of the packaged extractor, whose quality is measured."""
    return statement.extractor.startswith("kgbuild ")


def parse_base(iri: str) -> str:
    """Return a base IRI with its slash at the end; raises GraphError for one that no IRI can start with."""
    base = iri if iri.endswith("/") else iri + "/"
    if "#" in base:  # mentions are the fragments of their statement
        raise GraphError(f"base IRI {iri!r}: holds a #; give one that ends in a slash, such as {DEFAULT_BASE}")
    try:
        NamedNode(base)
    except ValueError as error:
        raise GraphError(f"base IRI {iri!r}: {error}; give an absolute one such as {DEFAULT_BASE}") from error
    if unfit := find_unfit_scheme(base):
        raise GraphError(f"base IRI {iri!r}: {unfit}; give one such as {DEFAULT_BASE}")
    return base
