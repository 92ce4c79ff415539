"""Rules of facts that no shape tells, or that a shape would take far longer for."""

from collections import defaultdict
from collections.abc import Iterator

from kgbuild.graph.terms import ByProperty
from kgbuild.vocabulary import BIBO, DCTERMS, ENTITY_RELATIONS, KG, MEMBER, RDF, REPOSITORY_RELATIONS


def find_faults(facts: ByProperty) -> Iterator[tuple[str, str]]:
    """Yield (node, message) for what facts say that does not go together."""
    yield from _check_repositories(facts)
    yield from _check_classes(facts)
    yield from _check_claims(facts)
    yield from _check_authors(facts)


def _check_repositories(facts: ByProperty) -> Iterator[tuple[str, str]]:
    """Tell what kind of repository a paper gives only of one that it gives."""
    given = {(str(t.subject), str(t.object)) for t in facts.get(KG + "hasRepository", ())}
    for name in REPOSITORY_RELATIONS:
        for subject, target in ((str(t.subject), str(t.object)) for t in facts.get(KG + name, ())):
            if (subject, target) not in given:
                yield subject, f"kg:{name} without kg:hasRepository {target} beside it"


def _check_classes(facts: ByProperty) -> Iterator[tuple[str, str]]:
    """Find things without a class, which shapes of classes do not see; as a shape it would take far longer."""
    typed = {str(triple.subject) for triple in facts.get(RDF + "type", ())}
    for name in ("kind", "url"):
        for node in {str(triple.subject) for triple in facts.get(KG + name, ())} - typed:
            yield node, f"what has kg:{name} has a class; it has none"


def _check_claims(facts: ByProperty) -> Iterator[tuple[str, str]]:
    """Hold the two ends of a relation, and the two ways in which a contribution is told, to one another."""
    classes: defaultdict[str, set[str]] = defaultdict(set)
    for triple in facts.get(RDF + "type", ()):
        classes[str(triple.subject)].add(str(triple.object).strip("<>").removeprefix(KG))
    for name, pairs in ENTITY_RELATIONS.items():
        for triple in facts.get(KG + name, ()) if len(pairs) > 1 else ():
            subject, target = classes[str(triple.subject)], classes[str(triple.object)]
            if not any(subject.intersection(ends.subjects) and target.intersection(ends.objects) for ends in pairs):
                leads = ", or ".join(f"from {' or '.join(s)} to {' or '.join(o)}" for s, o in pairs)
                yield str(triple.subject), f"kg:{name} {triple.object} leads {leads}"
    made = {(str(t.subject), str(t.object)) for t in facts.get(KG + "contributes", ())}
    for paper, kind in ((str(t.subject), str(t.object)) for t in facts.get(KG + "mainlyContributes", ())):
        if (paper, kind) not in made:
            yield paper, f"kg:mainlyContributes without kg:contributes {kind} beside it"


def _check_authors(facts: ByProperty) -> Iterator[tuple[str, str]]:
    """Hold the three ways in which authors are told to one another."""
    creators = {(str(t.subject), str(t.object)) for t in facts.get(DCTERMS + "creator", ())}
    first = {str(t.subject): str(t.object) for t in facts.get(KG + "firstAuthor", ())}
    for paper, name in first.items():
        if (paper, name) not in creators:
            yield paper, f"kg:firstAuthor {name} is no dcterms:creator of it"
    leading = {str(t.subject): str(t.object) for t in facts.get(f"{MEMBER}1", ())}
    for triple in facts.get(BIBO + "authorList", ()):
        paper, found = str(triple.subject), leading.get(str(triple.object))
        if found is None:
            yield paper, "its bibo:authorList has no first member, rdf:_1"
        elif first.get(paper, found) != found:
            yield paper, f"kg:firstAuthor is {first[paper]}, the first of its bibo:authorList {found}"
