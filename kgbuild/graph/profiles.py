"""Published terms beside ours: what `--profile` writes, by the table `ontology/profiles.tsv`."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Triple

from kgbuild.errors import GraphError
from kgbuild.graph.description import recount
from kgbuild.graph.ontology import PROFILES_FILE, ontology_folder
from kgbuild.vocabulary import (
    KG,
    LINK_TERMS,
    PREFIXES,
    RDF,
    RDFS,
    RELATIONS,
    REPOSITORY_RELATIONS,
    SKOS,
    SUPER_PROPERTIES,
)

# The published vocabularies that only profiles write.
PROFILE_PREFIXES: Final[dict[str, str]] = {
    "codemeta": "https://w3id.org/codemeta/terms/",
    "fair4ml": "https://w3id.org/fair4ml#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "lpwc": "https://linkedpaperswithcode.com/class/",
    "lpwcp": "https://linkedpaperswithcode.com/property/",
    "orkgc": "http://orkg.org/orkg/class/",
    "orkgp": "http://orkg.org/orkg/predicate/",
}
_TYPE: Final = NamedNode(RDF + "type")
_LABEL: Final = NamedNode(RDFS + "label")
_PREFERRED: Final = NamedNode(SKOS + "prefLabel")
_HAS_CONTRIBUTION: Final = NamedNode(PROFILE_PREFIXES["orkgp"] + "P31")
_CONTRIBUTION: Final = NamedNode(PROFILE_PREFIXES["orkgc"] + "Contribution")
_RULES: Final = frozenset({"class", "property", "inverse", "contribution", "contributed", "label", "self"})
# Rules for each member of a class of ours, not for each statement with a property of ours.
_OF_CLASSES: Final = frozenset({"class", "self"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table: for statements with `ours` write `published`; all terms are full IRIs.

    `of` is the class that a statement's subject must have, `to` that of its object, or empty.
    """

    profile: str
    rule: str
    ours: str
    published: str
    of: str = ""
    to: str = ""


@cache
def read_profiles() -> tuple[Rule, ...]:
    """Return the rows of the table in its order. Raises GraphError for a row that it cannot be."""
    file = ontology_folder() / PROFILES_FILE
    lines = [line for line in file.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    rules = []
    for line in lines[1:]:
        profile, rule, ours, published, of, *rest = line.split("\t")
        to = next(filter(None, rest), "")
        if rule not in _RULES:
            raise GraphError(f"{file}: rule {rule!r}: not known; rules: {', '.join(sorted(_RULES))}")
        rules.append(Rule(profile, rule, *(term and _expand(term) for term in (ours, published, of, to))))
    return tuple(rules)


def profile_names() -> tuple[str, ...]:
    """Return the names that `--profile` takes, in the table's order."""
    return tuple(dict.fromkeys(rule.profile for rule in read_profiles()))


def check_profiles(names: Iterable[str]) -> None:
    """Raise GraphError, with the names there are, for a profile that is not known."""
    for name in names:
        if name not in profile_names():
            raise GraphError(f"profile {name}: not known; profiles: {', '.join(profile_names())}")


def add_profiles(facts: Collection[Triple], names: Collection[str]) -> list[Triple]:
    """Return a finished graph's facts (no duplicates) as if it had been built with these profiles.

    What the graph's description counts is counted anew. Raises GraphError for an unknown profile.
    """
    return recount(list({*facts, *profile_triples(facts, names)})) if names else list(facts)


def profile_triples(facts: Collection[Triple], names: Iterable[str]) -> Iterator[Triple]:
    """Yield what the named profiles add to a graph's facts; some of it more than once. Raises GraphError."""
    wanted = set(names)
    check_profiles(sorted(wanted))
    by_term: defaultdict[tuple[bool, str], list[Rule]] = defaultdict(list)
    for rule in read_profiles():
        if rule.profile in wanted:
            for term in (rule.ours, *_below(rule.ours)):
                by_term[rule.rule in _OF_CLASSES, term].append(rule)
    labels = {t.subject: t.object for t in facts if t.predicate == _PREFERRED and isinstance(t.object, Literal)}
    members = {(t.subject, t.object.value) for t in facts if t.predicate == _TYPE and isinstance(t.object, NamedNode)}
    for triple in facts:
        is_class = triple.predicate == _TYPE
        term = triple.object.value if is_class and isinstance(triple.object, NamedNode) else triple.predicate.value
        for rule in by_term.get((is_class, term), ()):
            if (not rule.of or (triple.subject, rule.of) in members) and (
                not rule.to or (triple.object, rule.to) in members
            ):
                yield from _apply(rule, triple, labels)


def _apply(rule: Rule, fact: Triple, labels: Mapping[Any, Literal]) -> Iterator[Triple]:
    published = NamedNode(rule.published)
    if rule.rule == "class":
        yield Triple(fact.subject, _TYPE, published)
    elif rule.rule == "self":
        yield Triple(fact.subject, published, fact.subject)
    elif rule.rule == "label" and fact.object in labels:
        yield Triple(fact.subject, published, labels[fact.object])
    elif rule.rule == "property":
        yield Triple(fact.subject, published, fact.object)
    elif rule.rule == "inverse" and isinstance(fact.object, NamedNode):
        yield Triple(fact.object, published, fact.subject)
    elif rule.rule == "contribution" and isinstance(fact.subject, NamedNode):
        yield from _contribution(fact.subject, published, fact.object)
    elif rule.rule == "contributed" and isinstance(fact.object, NamedNode):
        yield from _contribution(fact.object, published, fact.subject)


def _contribution(paper: NamedNode, published: NamedNode, value: Any) -> Iterator[Triple]:
    contribution = NamedNode(f"{paper.value}#contribution")
    yield Triple(paper, _HAS_CONTRIBUTION, contribution)
    yield Triple(contribution, _TYPE, _CONTRIBUTION)
    yield Triple(contribution, _LABEL, Literal("Contribution"))
    yield Triple(contribution, published, value)


def _below(iri: str) -> tuple[str, ...]:
    """Return the properties of ours under one of ours."""
    name = iri.removeprefix(KG)
    if name == "hasLink":
        return tuple(KG + link for _, link in LINK_TERMS.values()) + _below(KG + "hasRepository")
    if name == "hasRepository":
        return tuple(KG + relation for relation in REPOSITORY_RELATIONS)
    return tuple(KG + relation for (kind, _), relation in RELATIONS.items() if SUPER_PROPERTIES[kind] == name)


def _expand(term: str) -> str:
    """Return the IRI of a prefixed name."""
    prefix, _, name = term.partition(":")
    try:
        return {**PREFIXES, **PROFILE_PREFIXES}[prefix] + name
    except KeyError as error:
        raise GraphError(f"{PROFILES_FILE}: {term}: prefix not known") from error
