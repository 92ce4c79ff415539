"""Rules across evidence and facts: where mentions stand, what statements are derived from, and one for each fact."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from kgbuild.graph.relations import OF_PAPERS
from kgbuild.graph.terms import ByProperty
from kgbuild.vocabulary import DCTERMS, ENTITY_RELATIONS, KG, OA, PROV, RDF, REPORTED_IN, SUPER_PROPERTIES

_OF_PAPERS: Final = frozenset(KG + name for name in OF_PAPERS.keys() - SUPER_PROPERTIES.values())
RELATIONS: Final = _OF_PAPERS.union(KG + name for name in (*ENTITY_RELATIONS, REPORTED_IN))
PARTS: Final = (RDF + "subject", RDF + "predicate", RDF + "object")
# What a title may have more of in its record than here, where each stretch of white space is one space.
_WHITE: Final = 100
_LOST: Final = "\ufffd"


@dataclass(frozen=True, slots=True)
class _Place:
    """A mention's place as the evidence gives it; `exact` and what is around it are None where there is no quote."""

    node: str
    source: str
    in_title: bool
    start: int
    end: int
    exact: str | None
    prefix: str | None
    suffix: str | None


def find_papers(facts: ByProperty) -> frozenset[str]:
    """Return the papers of a graph, each as `<iri>`."""
    paper = NamedNode(KG + "Paper")
    return frozenset(str(triple.subject) for triple in facts.get(RDF + "type", ()) if triple.object == paper)


def find_strays(evidence: ByProperty, papers: frozenset[str] | None) -> Iterator[tuple[str, str]]:
    """Yield (node, message) for statements and mentions of another paper than they should be of.

    What is said of a paper is derived from it, mentions stand in a paper that their statement is derived from, and
    all of these are papers of the graph, unless `papers` is None: not known.
    """
    sources, subjects = _objects(evidence, PROV + "wasDerivedFrom"), _objects(evidence, RDF + "subject")
    predicates, places = _objects(evidence, RDF + "predicate"), _objects(evidence, OA + "hasSource")
    objects = _objects(evidence, RDF + "object")
    mentions = _objects(evidence, KG + "hasMention")
    for node, found in sources.items():
        strangers = set() if papers is None else found - papers
        for source in strangers:
            yield node, f"it is derived from {source}, which is no kg:Paper of this graph"
        of_paper = any(iri.strip("<>") in _OF_PAPERS for iri in predicates.get(node, ()))
        about = subjects.get(node, set()) if of_paper else set[str]()
        about |= ((subjects.get(node, set()) | objects.get(node, set())) & papers) if papers else set()
        if about and not strangers and found != about:
            yield node, "a statement of a paper's own relation is derived from another paper"
        for mention in mentions.get(node, ()):
            for source in places.get(mention, set()) - found:
                yield mention, f"it stands in {source}, which its statement is not derived from"
    if papers is not None:
        for mention, found in places.items():
            for source in found - papers:
                yield mention, f"it stands in {source}, which is no kg:Paper of this graph"


def find_gaps(facts: ByProperty, evidence: ByProperty, names: tuple[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield (file, node, message) where a relation has not just one statement, or a statement no relation.

    `names` are those of the files of facts and of evidence.
    """
    facts_file, evidence_file = names
    parts: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for part in PARTS:
        for triple in evidence.get(part, ()):
            parts[str(triple.subject)][part] = str(triple.object)
    stated: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for node in sorted(parts):
        if len(parts[node]) == len(PARTS):
            stated[tuple(parts[node][part] for part in PARTS)].append(node)
    relations = {(str(t.subject), str(t.predicate), str(t.object)) for name in RELATIONS for t in facts.get(name, ())}
    for fact, nodes in stated.items():
        if fact not in relations:
            yield from ((evidence_file, node, f"its fact is not in {facts_file}: {' '.join(fact)}") for node in nodes)
        for node in nodes[1:]:
            yield evidence_file, node, f"it states the same fact as {nodes[0]}; one statement a fact, with all mentions"
    for fact in relations - stated.keys():
        yield facts_file, fact[0], f"no statement in {evidence_file} for {fact[1]} {fact[2]}"


def lost_all_mentions(evidence: ByProperty) -> bool:
    """Return whether statements that kgbuild made, which always says where it found what, have no mention at all.

    Statements from elsewhere may have none, and so may some of ours: in a copy of a paper whose text was not kept.
    """
    ours = (t for t in evidence.get(KG + "extractor", ()) if re.match(r'"kgbuild \d', str(t.object)))
    return not evidence.get(KG + "hasMention") and any(ours)


def find_titles(evidence: ByProperty, facts: ByProperty | None) -> dict[str, set[str]]:
    """Return paper -> its title as its record has it, as far as quotes tell: with white space as it was."""
    titles = {} if facts is None else _single(facts, DCTERMS + "title")
    whole: defaultdict[str, set[str]] = defaultdict(set)
    for place in _places(evidence):
        title = titles.get(place.source)
        if place.in_title and title is not None and None not in (place.exact, place.prefix, place.suffix):
            text = f"{place.prefix}{place.exact}{place.suffix}"
            if _alike(text, title):
                whole[place.source].add(text)
    return whole


def find_misplaced(
    evidence: ByProperty, facts: ByProperty | None, whole: Mapping[str, set[str]] | None = None
) -> Iterator[tuple[str, str]]:
    """Yield (node, message) for each mention whose quote cannot stand where its offsets say.

    Offsets count in the title as its record has it (`whole`, as `find_titles` returns it of all evidence); of `facts`,
    where white space is one space, only what is wrong with whatever white space is told. Abstracts are not in a graph.
    """
    titles = {} if facts is None else _single(facts, DCTERMS + "title")
    whole = find_titles(evidence, facts) if whole is None else whole
    for place in _places(evidence):
        message = _length_problem(place)
        if not message and place.in_title and place.source in titles:
            message = _title_problem(place, titles[place.source], whole.get(place.source, ()))
        if message:
            yield place.node, message


def _length_problem(place: _Place) -> str:
    if place.exact is not None and len(place.exact) != place.end - place.start:
        return (
            f"its quote has {_characters(len(place.exact))}, "
            f"from oa:start {place.start} to oa:end {place.end} are {place.end - place.start}"
        )
    if place.prefix is not None and len(place.prefix) > place.start:
        return f"its oa:prefix has {_characters(len(place.prefix))}, before oa:start are {place.start}"
    return ""


def _title_problem(place: _Place, title: str, known: Iterable[str]) -> str:
    """Return what is wrong with a place in a title; `known` are the title's texts as quotes have them, if any do."""
    words = " ".join(title.split())
    spans = f"from {place.start} to {place.end}"
    longest = max(map(len, known), default=len(words) + _WHITE * (words.count(" ") + 1))
    if place.end > longest:
        return f"it stands {spans} of a title that has {_characters(max(map(len, known), default=len(words)))}"
    if place.exact is None:
        return ""
    for text in sorted(known):
        if text[place.start : place.end] == place.exact:
            return ""
    at = _find(place.exact, words)
    blank = len(place.exact) - len(place.exact.lstrip())
    if at < 0:
        return "its quote is not in the title of its paper"
    if known or at > place.start + blank:
        return f"its quote does not stand {spans} of the title of its paper"
    return ""


def _alike(text: str, title: str) -> bool:
    """Return whether a text is the title, but for white space and for what no file can hold."""
    return " ".join(text.split()) == " ".join(title.split()) or (_LOST in text and _ink(text) == _ink(title))


def _find(quote: str, words: str) -> int:
    """Return where in a title a quote stands first at the earliest, -1 where it stands nowhere."""
    at = words.find(" ".join(quote.split()))
    return 0 if at < 0 and _LOST in quote and _ink(quote) in _ink(words) else at


def _ink(text: str) -> str:
    """Return a text without white space, some of which became U+FFFD in quotes and a space in titles."""
    return "".join(text.replace(_LOST, " ").split())


def _characters(count: int) -> str:
    return f"{count} character" if count == 1 else f"{count} characters"


def _places(evidence: ByProperty) -> Iterator[_Place]:
    """Yield the place of each mention that has one start and one end in order; shapes tell of the others."""
    start, end, exact, prefix, suffix = (
        _single(evidence, OA + name) for name in ("start", "end", "exact", "prefix", "suffix")
    )
    section = _single(evidence, KG + "section")
    sources = _objects(evidence, OA + "hasSource")
    for node in sorted(start.keys() & end.keys()):
        first, last = start[node], end[node]
        if re.fullmatch(r"[0-9]{1,9} [0-9]{1,9}", f"{first} {last}") and int(first) < int(last):
            found = sources.get(node, set())
            yield _Place(
                node=node,
                source=next(iter(found)) if len(found) == 1 else "",
                in_title=section.get(node) == "title",
                start=int(first),
                end=int(last),
                exact=exact.get(node),
                prefix=prefix.get(node),
                suffix=suffix.get(node),
            )


def _single(triples: ByProperty, predicate: str) -> dict[str, str]:
    """Return node -> text for those that have just one value, a literal."""
    values: dict[str, str | None] = {}
    for triple in triples.get(predicate, ()):
        node, value = str(triple.subject), triple.object
        values[node] = value.value if node not in values and isinstance(value, Literal) else None
    return {node: value for node, value in values.items() if value is not None}


def _objects(triples: ByProperty, predicate: str) -> Mapping[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for triple in triples.get(predicate, ()):
        found[str(triple.subject)].add(str(triple.object))
    return found
