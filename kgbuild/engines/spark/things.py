"""Things of single papers to entities, and what papers state with the entities' slugs in it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from kgbuild.datamodel import Entity, Evidence, Knowledge, Relation, Statement
from kgbuild.engines.spark.naming import NamedPaper
from kgbuild.engines.spark.shuffles import Cluster
from kgbuild.identity.names import thing_key
from kgbuild.identity.slugs import slugify, unique_slugs
from kgbuild.resolution.broader import broader_names, is_kind_of, main_words
from kgbuild.resolution.entities import (
    Thing,
    called_alike,
    find_label,
    join_statements,
    key_of_node,
    link_things,
    to_entity,
    to_thing,
    weigh,
)
from kgbuild.resolution.forms import Words
from kgbuild.resolution.knowledge import sort_statements
from kgbuild.resolution.relations import Claim, ClaimKey, Group, claims_in, join_claims
from kgbuild.resolution.results import find_kinds, find_results
from kgbuild.resolution.within import find_in

if TYPE_CHECKING:
    from pyspark import RDD


@dataclass(frozen=True, slots=True)
class _Draft:
    """An entity before it is known whether another is called alike: as it is called by itself, and then."""

    key: str
    weight: int
    plain: Entity
    in_words: Entity
    words: Words


class Described(NamedTuple):
    """An entity, and the words by which most papers name it; none for links."""

    entity: Entity
    words: Words


class Said(NamedTuple):
    """What one paper says: of itself, and claims of two things, for which others may be heard."""

    knowledge: Knowledge
    claims: tuple[tuple[ClaimKey, Claim], ...]
    entities: tuple[Entity, ...]


def describe_entities(
    cluster: Cluster,
    papers: "RDD[tuple[str, Group]]",
    named: "RDD[tuple[str, NamedPaper]]",
    leaders: "RDD[tuple[str, str]]",
) -> "RDD[tuple[str, Described]]":
    """Return the entity of each key, as `entities_of` does."""
    cluster.tell("describing entities")
    both = papers.join(named, cluster.parts)
    of_nodes = both.flatMap(lambda one: _things_of(*one[1]))
    led = of_nodes.leftOuterJoin(leaders, cluster.parts).map(lambda one: (key_of_node(one[1][1] or one[0]), one[1][0]))
    of_links = papers.flatMap(lambda one: _links_of(one[1]))
    drafts = cluster.group(led.union(of_links)).map(lambda one: _draft(*one))
    alike = cluster.group(drafts.map(lambda draft: (thing_key(draft.plain.label), draft)))
    called = cluster.group(alike.flatMap(lambda one: _call(one[1])))
    return cluster.keep(called.flatMap(lambda one: _give_slugs(one[1])))


# A thing with its place among all things, so that they can be brought into order, and the words of its name.
_Placed = tuple[tuple[str, int], Thing, Words]


def _things_of(group: Group, named: NamedPaper) -> Iterator[tuple[str, _Placed]]:
    for number, (found, node, form) in enumerate(zip(find_in(group), named.keys, named.forms, strict=True)):
        thing = to_thing(key_of_node(node), found)
        yield node, ((group[0], number), _light(thing), form.words)


def _links_of(group: Group) -> Iterator[tuple[str, _Placed]]:
    return ((thing.key, ((group[0], number), _light(thing), ())) for number, thing in enumerate(link_things(group)))


def _light(thing: Thing) -> Thing:
    """Return a thing without the sentences around its mentions, of which entities say nothing."""
    return replace(thing, evidence=tuple(Evidence(piece.mention) for piece in thing.evidence))


def _draft(key: str, placed: Iterable[_Placed]) -> _Draft:
    ordered = sorted(placed, key=itemgetter(0))
    things = [thing for _, thing, _ in ordered]
    uses = Counter(words for _, _, words in ordered if words)
    plain, in_words = find_label(key, things), find_label(key, things, in_words=True)
    return _Draft(
        key=key,
        weight=weigh(things),
        plain=to_entity(key, "", plain, things),
        in_words=to_entity(key, "", in_words, things),
        words=main_words(uses) if uses else (),
    )


def _call(alike: Iterable[_Draft]) -> Iterator[tuple[str, tuple[str, int, Described]]]:
    """Decide what entities whose names are alike are called, and yield them by the slug that they want."""
    drafts = {draft.key: draft for draft in alike}
    changed = set(
        called_alike(
            {key: draft.plain.label for key, draft in drafts.items()},
            {key: draft.weight for key, draft in drafts.items()},
        )
    )
    for key, draft in drafts.items():
        entity = draft.in_words if key in changed else draft.plain
        yield slugify(entity.label), (key, draft.weight, Described(entity, draft.words))


def _give_slugs(wanted: Iterable[tuple[str, int, Described]]) -> Iterator[tuple[str, Described]]:
    found = list(wanted)
    slugs = unique_slugs({key: (described.entity.label, weight) for key, weight, described in found})
    for key, _, described in found:
        yield key, described._replace(entity=replace(described.entity, slug=slugs[key]))


def find_broader(cluster: Cluster, described: "RDD[tuple[str, Described]]") -> "RDD[tuple[str, str]]":
    """Return (narrower, broader), as slugs, as `kgbuild.resolution.broader` finds them."""
    cluster.tell("looking for broader names")
    named = described.map(itemgetter(1)).filter(lambda one: bool(one.words))
    terms = named.filter(lambda one: one.entity.kind == "term").map(lambda one: (one.words, _outline(one.entity)))
    first = terms.reduceByKey(lambda one, other: min(one, other, key=lambda entity: entity.slug), cluster.parts)
    asked = named.flatMap(
        lambda one: [(end, (rank, _outline(one.entity))) for rank, end in enumerate(broader_names(one.words))]
    )
    found = asked.join(first, cluster.parts).flatMap(lambda one: _if_kind(*one[1]))
    return found.reduceByKey(min, cluster.parts).map(lambda one: (one[0], one[1][1]))


def _outline(entity: Entity) -> Entity:
    """Return an entity without its further names."""
    return replace(entity, aliases=())


def _if_kind(asked: tuple[int, Entity], other: Entity) -> Iterator[tuple[str, tuple[int, str]]]:
    rank, entity = asked
    if is_kind_of(entity, other):
        yield entity.slug, (rank, other.slug)


def say(
    cluster: Cluster,
    papers: "RDD[tuple[str, Group]]",
    named: "RDD[tuple[str, NamedPaper]]",
    leaders: "RDD[tuple[str, str]]",
    described: "RDD[tuple[str, Described]]",
) -> "RDD[Said]":
    """Return what each paper says, with the slugs of entities in it."""
    cluster.tell("telling what papers state")
    outlines = cluster.keep(described.mapValues(lambda one: _outline(one.entity)))
    followers = leaders.map(lambda one: (key_of_node(one[1]), key_of_node(one[0])))
    led = followers.join(outlines, cluster.parts).map(itemgetter(1))
    asked = named.flatMap(lambda one: [(key_of_node(node), one[0]) for node in set(one[1].keys)]).union(
        papers.flatMap(lambda one: [(thing.key, one[0]) for thing in link_things(one[1])])
    )
    answers = cluster.look_up(asked, outlines.union(led))
    both = papers.join(named, cluster.parts).cogroup(answers, cluster.parts)
    return cluster.keep(both.map(lambda one: _say(*one[1])))


def places_in(named: NamedPaper, entities: Mapping[str, Entity]) -> dict[Any, str]:
    """Return the slug of the entity at each place of a paper."""
    return {place: entities[key_of_node(node)].slug for place, node in zip(named.names.places, named.keys, strict=True)}


def _say(papers: Iterable[tuple[Group, NamedPaper]], answers: Iterable[tuple[str, Entity]]) -> Said:
    """Return what a paper says; `answers` are the entities of its things by their keys."""
    (group, named), entities = next(iter(papers)), dict(answers)
    slug, paper, copies = group
    slugs = {key: entity.slug for key, entity in entities.items()}
    by_place = places_in(named, entities)
    # Nodes that are one entity are one thing here: it goes by its slug.
    things = [to_thing(by_place[one.place], one) for one in find_in(group)]
    things += [replace(thing, key=slugs[thing.key]) for thing in link_things(group)]
    by_key: dict[ClaimKey, list[Claim]] = {}
    for key, claim in claims_in(group, by_place, slugs):
        by_key.setdefault(key, []).append(claim)
    own = [join_claims(key, claims) for key, claims in sorted(by_key.items()) if key[0]]
    knowledge = Knowledge(
        papers=((slug, paper),),
        entities=(),
        statements=sort_statements(
            (
                *join_statements(things, {thing.key: thing.key for thing in things}),
                *(one for one in own if isinstance(one, Statement)),
            )
        ),
        relations=tuple(one for one in own if isinstance(one, Relation)),
        outside_field=(slug,) if any(copy.outside_field for copy in copies) else (),
        results=find_results([group], by_place),
        kinds=find_kinds([group]),
    )
    others = tuple((key, claim) for key, claims in by_key.items() if not key[0] for claim in claims)
    return Said(knowledge, others, tuple(entities.values()))


def join_relations(
    cluster: Cluster, said: "RDD[Said]", *, with_entities: bool
) -> "RDD[tuple[Relation, tuple[Entity, ...]]]":
    """Return what papers say of two entities, joined over the papers that say it, with the entities if asked."""
    claims = said.flatMap(lambda one: _claims_with(one, with_entities=with_entities))
    return claims.groupByKey(cluster.parts).flatMap(lambda one: _relation(one[0], list(one[1])))


def _claims_with(said: Said, *, with_entities: bool) -> Iterator[tuple[ClaimKey, tuple[Claim, tuple[Entity, ...]]]]:
    by_slug = {entity.slug: entity for entity in said.entities}
    for key, claim in said.claims:
        yield key, (claim, tuple(by_slug[slug] for slug in key[2:]) if with_entities else ())


def _relation(
    key: ClaimKey, claims: list[tuple[Claim, tuple[Entity, ...]]]
) -> Iterator[tuple[Relation, tuple[Entity, ...]]]:
    joined = join_claims(key, [claim for claim, _ in claims])
    if isinstance(joined, Relation):
        yield joined, claims[0][1]
