"""What the things of single papers make across papers: entities with labels, types and slugs, and statements."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kgbuild.datamodel import KINDS, Entity, Evidence, ExtractedEntity, Kind, Statement
from kgbuild.entity_types import ENTITY_TYPES, Role
from kgbuild.identity.addresses import link_key, mend_url, url_label
from kgbuild.identity.names import thing_key
from kgbuild.identity.slugs import unique_slugs
from kgbuild.resolution.evidence import find_evidence, order_of
from kgbuild.resolution.labels import clean_name, is_own_name, preferred_label
from kgbuild.resolution.relations import Group
from kgbuild.resolution.within import Found
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
class Thing:
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


def key_of_node(node: str) -> str:
    """Return the key of the entity that things of a node become; those of links are other keys (`link_key`)."""
    return f"thing {node}"


def names_of(entity: ExtractedEntity) -> tuple[str, ...]:
    """Return the names of an entity, each once and clean."""
    return tuple(dict.fromkeys(clean_name(name) for name in entity.names if name.strip()))


def to_thing(key: str, found: Found) -> Thing:
    """Return an entity where it was found as the thing that it is across papers."""
    place, paper, extraction, entity = found
    role = own_role(entity.type, entity.role)
    return Thing(
        key=key,
        paper=place.paper,
        type=entity.type,
        predicate=RELATIONS[entity.type, role],
        strength=_STRENGTH.index(role),
        kind=entity.kind,
        names=names_of(entity),
        confidence=entity.confidence,
        extractor=extraction.extractor,
        evidence=find_evidence(paper, extraction.paper, entity.mentions or ()),
    )


def link_things(group: Group) -> Iterator[Thing]:
    """Yield the links of a paper as things; those whose address cannot be mended are left out."""
    slug, paper, copies = group
    for extraction in copies:
        for link in extraction.links or ():
            if url := mend_url(link.url):
                kind_of_page, predicate = LINK_TERMS[link.kind]
                yield Thing(
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


def entities_of(things: Sequence[Thing]) -> dict[str, Entity]:
    """Return the entity of each key."""
    by_key: defaultdict[str, list[Thing]] = defaultdict(list)
    for thing in things:
        by_key[thing.key].append(thing)
    labels = {key: find_label(key, group) for key, group in by_key.items()}
    weights = {key: weigh(group) for key, group in by_key.items()}
    for key in called_alike(labels, weights):
        labels[key] = find_label(key, by_key[key], in_words=True)
    slugs = unique_slugs({key: (labels[key], weights[key]) for key in by_key})
    return {key: to_entity(key, slugs[key], labels[key], group) for key, group in by_key.items()}


def weigh(group: Sequence[Thing]) -> int:
    """Return how many papers name a thing."""
    return len({thing.paper for thing in group})


def called_alike(labels: Mapping[str, str], weights: Mapping[str, int]) -> Iterator[str]:
    """Yield the keys of things that are called like another that more papers name: GAT beside GAT."""
    seen: set[str] = set()
    for key in sorted(labels, key=lambda key: (-weights[key], key)):
        name = thing_key(labels[key])
        if name in seen and not key.startswith("url "):
            yield key
        seen.add(name)


def find_label(key: str, group: Sequence[Thing], *, in_words: bool = False) -> str:
    """Return what an entity is called, given its things in order; with `in_words` as a term is called."""
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


def _use_of_names(thing: Thing) -> dict[str, float]:
    """Return how much of a paper's naming of a thing falls to each name: one paper is one vote, whatever its length."""
    said = Counter(clean_name(piece.mention.text) for piece in thing.evidence)
    counts = {name: said[name] or 0.5 for name in thing.names}
    return {name: count / sum(counts.values()) for name, count in counts.items()}


def to_entity(key: str, slug: str, label: str, group: Sequence[Thing]) -> Entity:
    """Return the entity that things with one key are."""
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


def join_statements(things: Sequence[Thing], slugs: Mapping[str, str]) -> tuple[Statement, ...]:
    """Return what papers state by naming things, a statement for each thing under each type; `slugs` are by key."""
    chosen: defaultdict[tuple[str, str, str], list[Thing]] = defaultdict(list)
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
