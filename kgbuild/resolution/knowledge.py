"""From many extractions to entities and statements."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kgbuild.datamodel import (
    KINDS,
    Entity,
    Evidence,
    ExtractedEntity,
    Extraction,
    Kind,
    Knowledge,
    Link,
    Paper,
    Statement,
)
from kgbuild.entity_types import ENTITY_TYPES, Role
from kgbuild.identity.addresses import link_key, mend_url, url_label
from kgbuild.identity.long_forms import find_abbreviations
from kgbuild.identity.names import thing_key
from kgbuild.identity.slugs import unique_slugs
from kgbuild.resolution.broader import find_broader
from kgbuild.resolution.clusters import find_clusters
from kgbuild.resolution.evidence import find_evidence, order_of
from kgbuild.resolution.joins import find_joins, find_near_misses
from kgbuild.resolution.labels import clean_name, is_own_name, preferred_label
from kgbuild.resolution.papers import group_papers
from kgbuild.resolution.relations import Group, Place, find_relations
from kgbuild.resolution.results import find_kinds, find_results
from kgbuild.resolution.rules import KnownGroup
from kgbuild.resolution.things import PaperThing
from kgbuild.resolution.ties import NO_PLACE_TIES, PlaceTies
from kgbuild.resolution.within import Found, find_same, is_guessed, split_groups
from kgbuild.vocabulary import LINK_TERMS, RELATIONS, own_role

# A paper that names one thing in several roles under one type makes one statement, of the strongest role:
# what it proposes it also uses, what it uses it also mentions.
_STRENGTH: Final[tuple[Role, ...]] = (
    "proposed",
    "introduced",
    "addressed",
    "evaluated",
    "used",
    "compared",
    "mentioned",
)


@dataclass(frozen=True, slots=True)
class _Thing:
    """An entity or a link as one paper gives it, with the key of the entity that it becomes."""

    key: str
    paper: str
    type: str
    predicate: str
    strength: int
    kind: Kind
    names: tuple[str, ...]
    confidence: float
    extractor: str
    evidence: tuple[Evidence, ...]


def resolve(
    extractions: Iterable[Extraction], *, same_names: Iterable[KnownGroup] = (), known: Container[str] = ()
) -> Knowledge:
    """Return all papers, one entity for each thing across them, and a statement for each relation.

    Copies of one paper are merged; a link whose address cannot be mended into a web address is left out.
    `same_names` are groups of names known to mean one thing, such as a lexicon's: each a type and its
    names, preferred name first. `known` holds the keys of names that stand for a thing wherever they are read. The
    result does not depend on the order of the extractions.
    """
    groups = split_groups(group_papers(extractions), known)
    return resolve_groups(groups, same_names=same_names).knowledge


@dataclass(frozen=True, slots=True)
class Resolved:
    """Everything that papers say, and the slug of the thing at each place of theirs."""

    knowledge: Knowledge
    places: tuple[tuple[Place, str], ...]


def resolve_groups(
    groups: Sequence[Group], *, same_names: Iterable[KnownGroup] = (), ties: PlaceTies = NO_PLACE_TIES
) -> Resolved:
    """Do as `resolve` for papers whose copies are together, general names being things of their own.

    `ties` say which places are of one thing, and which are not.
    """
    found = [
        Found(Place(slug, copy, entity.id), paper, extraction, entity)
        for slug, paper, copies in groups
        for copy, extraction in enumerate(copies)
        for entity in extraction.entities
        if any(name.strip() for name in entity.names)
    ]
    clusters = find_clusters(
        [_paper_thing(one.place.paper, one.entity) for one in found],
        same_names,
        _definitions(groups),
        find_same(found),
        ties.at(one.place for one in found),
    )
    keys = [f"thing {cluster}" for cluster in clusters.keys]
    things = [
        _from_entity(key, place.paper, paper, extraction, entity)
        for key, (place, paper, extraction, entity) in zip(keys, found, strict=True)
    ]
    things += [
        _from_link(slug, paper, extraction, link)
        for slug, paper, copies in groups
        for extraction in copies
        for link in extraction.links or ()
        if mend_url(link.url)
    ]
    entities = _entities(things)
    slugs = {key: entity.slug for key, entity in entities.items()}
    by_place = {place: slugs[key] for key, (place, *_) in zip(keys, found, strict=True)}
    places = [(thing.paper, thing.evidence) for thing in things[: len(found)]]
    own = [slugs[key] for key in keys]
    statements, relations = find_relations(groups, by_place, slugs)
    knowledge = Knowledge(
        papers=tuple((slug, paper) for slug, paper, _ in groups),
        entities=tuple(sorted(entities.values(), key=lambda entity: entity.slug)),
        statements=tuple(sorted((*_statements(things, slugs), *statements), key=_parts)),
        relations=relations,
        outside_field=tuple(slug for slug, _, copies in groups if any(copy.outside_field for copy in copies)),
        results=find_results(groups, by_place),
        kinds=find_kinds(groups),
        joins=find_joins(clusters, places, own, {entity.slug: entity.label for entity in entities.values()}),
        near_misses=find_near_misses(clusters, places, own),
        broader=find_broader({entity.slug: entity for entity in entities.values()}, own, clusters.forms),
    )
    return Resolved(knowledge, tuple(by_place.items()))


def _paper_thing(paper: str, entity: ExtractedEntity) -> PaperThing:
    proposed = entity.role in {"proposed", "introduced"}
    return PaperThing(paper, entity.type, _names(entity), entity.kind == "term", proposed, is_guessed(entity))


def _definitions(groups: Sequence[Group]) -> Iterator[tuple[str, str, str]]:
    """Yield (paper, short form, long form) for what titles and abstracts spell out."""
    for slug, paper, _ in groups:
        for text in (paper.title, paper.abstract):
            for found in find_abbreviations(text):
                yield slug, text[slice(*found.short)], text[slice(*found.long)]


def _parts(statement: Statement) -> tuple[str, str, str]:
    return statement.paper, statement.predicate, statement.entity


def _names(entity: ExtractedEntity) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clean_name(name) for name in entity.names if name.strip()))


def _from_entity(key: str, slug: str, paper: Paper, extraction: Extraction, entity: ExtractedEntity) -> _Thing:
    role = own_role(entity.type, entity.role)
    return _Thing(
        key=key,
        paper=slug,
        type=entity.type,
        predicate=RELATIONS[entity.type, role],
        strength=_STRENGTH.index(role),
        kind=entity.kind,
        names=_names(entity),
        confidence=entity.confidence,
        extractor=extraction.extractor,
        evidence=find_evidence(paper, extraction.paper, entity.mentions or ()),
    )


def _from_link(slug: str, paper: Paper, extraction: Extraction, link: Link) -> _Thing:
    kind_of_page, predicate = LINK_TERMS[link.kind]
    url = mend_url(link.url)
    return _Thing(
        key=link_key(link),
        paper=slug,
        type=kind_of_page,
        predicate=predicate,
        strength=0,
        kind="named",
        names=(url,),
        confidence=link.confidence,
        extractor=extraction.extractor,
        evidence=find_evidence(paper, extraction.paper, (link.mention,) if link.mention else ()),
    )


def _entities(things: Sequence[_Thing]) -> dict[str, Entity]:
    by_key: defaultdict[str, list[_Thing]] = defaultdict(list)
    for thing in things:
        by_key[thing.key].append(thing)
    labels = {key: _label(key, group) for key, group in by_key.items()}
    weights = {key: len({thing.paper for thing in group}) for key, group in by_key.items()}
    for key in _called_alike(labels, weights):
        labels[key] = _label(key, by_key[key], in_words=True)
    slugs = unique_slugs({key: (labels[key], weights[key]) for key in by_key})
    return {key: _entity(key, slugs[key], labels[key], group) for key, group in by_key.items()}


def _called_alike(labels: Mapping[str, str], weights: Mapping[str, int]) -> Iterator[str]:
    """Yield the keys of things that are called like another that more papers name: GAT beside GAT."""
    seen: set[str] = set()
    for key in sorted(labels, key=lambda key: (-weights[key], key)):
        name = thing_key(labels[key])
        if name in seen and not key.startswith("url "):
            yield key
        seen.add(name)


def _label(key: str, group: Sequence[_Thing], *, in_words: bool = False) -> str:
    if key.startswith("url "):
        return url_label(min(thing.names[0] for thing in group))
    first = Counter(thing.names[0] for thing in group)
    own = {name for thing in group for name in thing.names if is_own_name(name, thing.names[0])}
    keys = {thing_key(name) for name in own}
    use = Counter[str]()
    for thing in group:
        use.update(_use_of_names(thing))
    terms = sum(thing.kind == "term" for thing in group)
    own_use = {name: n for name, n in use.items() if thing_key(name) in keys}
    kind: Kind = "term" if in_words or 2 * terms > len(group) else "named"
    return preferred_label(own_use, first, kind=kind)


def _use_of_names(thing: _Thing) -> dict[str, float]:
    """Return how much of a paper's naming of a thing falls to each name: one paper is one vote, whatever its length."""
    said = Counter(clean_name(piece.mention.text) for piece in thing.evidence)
    counts = {name: said[name] or 0.5 for name in thing.names}
    return {name: count / sum(counts.values()) for name, count in counts.items()}


def _entity(key: str, slug: str, label: str, group: Sequence[_Thing]) -> Entity:
    is_link = key.startswith("url ")
    papers = Counter(type_ for type_, _ in {(thing.type, thing.paper) for thing in group})
    order = [*ENTITY_TYPES, *(page for page, _ in LINK_TERMS.values())]
    kinds = Counter(kind for kind, _ in {(thing.kind, thing.paper) for thing in group})
    urls = sorted({name for thing in group for name in thing.names}, key=_url_rank) if is_link else []
    return Entity(
        slug=slug,
        types=tuple(sorted(papers, key=lambda type_: (-papers[type_], order.index(type_)))),
        label=label,
        aliases=() if is_link else tuple(sorted({name for t in group for name in t.names} - {label})),
        kind=max(KINDS, key=lambda kind: (kinds[kind], kind == "named")),
        url=urls[0] if urls else "",
    )


def _url_rank(url: str) -> tuple[bool, bool, bool, int, str]:
    """Order the spellings of one address: secure first, without what adds nothing."""
    return (not url.startswith("https://"), "://www." in url, url.endswith((".git", "/")), len(url), url)


def _statements(things: Sequence[_Thing], slugs: dict[str, str]) -> tuple[Statement, ...]:
    chosen: defaultdict[tuple[str, str, str], list[_Thing]] = defaultdict(list)
    for thing in things:
        chosen[thing.paper, thing.key, thing.type].append(thing)
    merged: list[Statement] = []
    for (paper, key, _), group in chosen.items():
        strongest = min(group, key=lambda thing: (thing.strength, thing.predicate))
        evidence = {piece for thing in group for piece in thing.evidence}
        merged.append(
            Statement(
                paper=paper,
                predicate=strongest.predicate,
                entity=slugs[key],
                kind="named" if any(thing.kind == "named" for thing in group) else "term",
                confidence=max(thing.confidence for thing in group),
                extractor=min(thing.extractor for thing in group),
                evidence=tuple(sorted(evidence, key=order_of)),
            )
        )
    return tuple(merged)
