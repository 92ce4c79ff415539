"""Resolution in shuffles: from extractions to papers, nodes and entities, with corrections as in a local build."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from kgbuild.config import Options
from kgbuild.curation import Curation
from kgbuild.datamodel import Entity, Knowledge, Skipped
from kgbuild.engines.spark.joining import Ties, count_nodes, find_leaders
from kgbuild.engines.spark.naming import NamedPaper, name_things
from kgbuild.engines.spark.shuffles import Cluster
from kgbuild.engines.spark.things import Described, describe_entities
from kgbuild.identity.names import thing_key
from kgbuild.resolution.curation import curate, find_addressed, find_slugs, references_of
from kgbuild.resolution.entities import key_of_node
from kgbuild.resolution.knowledge import Resolved
from kgbuild.resolution.references import Occurrences, Slugs, find_slug, keys_of_text, paper_keys
from kgbuild.resolution.relations import Group, Place
from kgbuild.resolution.ties import NO_PLACE_TIES, PlaceTies, divide, pairs_of

if TYPE_CHECKING:
    from pyspark import RDD


class Things(NamedTuple):
    """Papers, what their names stand for, the nodes that others lead, and the entities."""

    papers: "RDD[tuple[str, Group]]"
    named: "RDD[tuple[str, NamedPaper]]"
    leaders: "RDD[tuple[str, str]]"
    described: "RDD[tuple[str, Described]]"


def resolve(
    cluster: Cluster, papers: "RDD[tuple[str, Group]]", options: Options, ties: PlaceTies = NO_PLACE_TIES
) -> Things:
    """Do as `resolve_groups` for papers with general names as things of their own."""
    named = name_things(cluster, papers, options.lexicon)
    pairs = Ties()
    if ties != NO_PLACE_TIES:
        named, pairs = _tie(cluster, named, ties)
    facts = count_nodes(cluster, named)
    leaders = find_leaders(cluster, named, facts, options.lexicon, pairs)
    return Things(papers, named, leaders, describe_entities(cluster, papers, named, leaders))


def _tie(
    cluster: Cluster, named: "RDD[tuple[str, NamedPaper]]", ties: PlaceTies
) -> "tuple[RDD[tuple[str, NamedPaper]], Ties]":
    """Return names with nodes of their own for things that people tell apart, and what they say of pairs of nodes."""
    places = {place for tie in (*ties.same, *ties.different) for place in (*tie.one, *tie.other)}
    nodes = dict(named.flatMap(lambda one: _nodes_at(one[1], places)).collect())
    order = sorted(nodes)
    at = ties.at(order)
    keys = divide([nodes[place] for place in order], at.different)
    changed = {place: key for place, key in zip(order, keys, strict=True) if key != nodes[place]}
    tied = cluster.keep(named.mapValues(lambda one: _with_nodes(one, changed))) if changed else named
    return tied, Ties(tuple(pairs_of(at.same, keys)), tuple(pairs_of(at.different, keys)))


def _nodes_at(named: NamedPaper, places: set[Place]) -> Iterator[tuple[Place, str]]:
    found = zip(named.names.places, named.keys, strict=True)
    return ((place, key) for place, key in found if place in places)


def _with_nodes(named: NamedPaper, changed: dict[Place, str]) -> NamedPaper:
    keys = (changed.get(place, key) for place, key in zip(named.names.places, named.keys, strict=True))
    return replace(named, keys=tuple(keys))


def resolve_curated(
    cluster: Cluster, papers: "RDD[tuple[str, Group]]", options: Options, curation: Curation
) -> tuple[Things, tuple[Skipped, ...]]:
    """Do as `resolve`, with corrections applied, and tell those that could not be.

    On the driver are the papers that a row may mean, which name its thing or are named by it.
    """
    correcting = _Correcting(cluster, papers, options, curation)
    slugs = correcting.find_slugs()
    knowledge, notes = curate(list(correcting.touched.values()), curation, correcting.resolve, slugs)
    things = correcting.things
    before = correcting.entities
    renamed = {entity.slug: entity for entity in knowledge.entities if entity != before[entity.slug]}
    described = things.described
    if renamed:
        described = cluster.keep(described.mapValues(partial(_rename, renamed)))
    return things._replace(described=described), notes


def _rename(renamed: dict[str, Entity], described: Described) -> Described:
    return described._replace(entity=renamed.get(described.entity.slug, described.entity))


class _Correcting:
    """Corrections at work: the papers that rows may mean, and how all are resolved with these corrected.

    `things` and `entities` are of the last time that all were resolved, `entities` those that rows may mean.
    """

    things: Things
    entities: dict[str, Entity]

    def __init__(
        self, cluster: Cluster, papers: "RDD[tuple[str, Group]]", options: Options, curation: Curation
    ) -> None:
        self._cluster, self._papers, self._options, self._curation = cluster, papers, options, curation
        references = [reference for _, row in curation.rows for reference in references_of(row)]
        self._slugs = frozenset(find_slug(reference.name) or reference.name for reference in references)
        names = frozenset(thing_key(reference.name) for reference in references)
        keys = frozenset(key for one in references if one.paper for key in keys_of_text(one.paper))
        self.touched: dict[str, Group] = dict(papers.filter(lambda one: _is_meant(one[1], names, keys)).collect())
        self._missing: set[str] = set()

    def find_slugs(self) -> Slugs:
        """Return the slugs of things as people see them who write addresses, with the papers there among `touched`."""
        if not find_addressed(self._curation, Occurrences(self.touched.values())):
            return ()
        while True:
            self._missing = set()
            slugs = find_slugs(list(self.touched.values()), self._curation, self.resolve)
            missing = self._missing
            if not missing:
                return slugs
            self.touched |= dict(self._papers.filter(lambda one, missing=missing: one[0] in missing).collect())

    def resolve(self, groups: Sequence[Group], ties: PlaceTies) -> Resolved:
        """Resolve all papers, some of them as `groups` has them; return what rows may mean of the result."""
        papers = self._papers
        changed = {group[0]: group for group in groups if group != self.touched[group[0]]}
        if changed:
            papers = self._cluster.keep(papers.map(lambda one: (one[0], changed.get(*one)), preservesPartitioning=True))
        self.things = resolve(self._cluster, papers, self._options, ties)
        places = self._find_places()
        slugs = {slug for _, slug in places} | self._slugs
        found = self.things.described.map(lambda one: one[1].entity).filter(lambda entity: entity.slug in slugs)
        self.entities = {entity.slug: entity for entity in found.collect()}
        self._missing |= {place.paper for place, _ in places} - self.touched.keys()
        ordered = tuple(self.entities[slug] for slug in sorted(self.entities))
        return Resolved(Knowledge((), ordered, ()), tuple(places))

    def _find_places(self) -> list[tuple[Place, str]]:
        """Return the places of papers that rows may mean, and of things whose slug a row gives, with their slugs."""
        cluster, wanted, touched = self._cluster, self._slugs, frozenset(self.touched)
        _, named, leaders, described = self.things
        slugs = described.mapValues(lambda one: one.entity.slug)
        followers = leaders.map(lambda one: (key_of_node(one[1]), key_of_node(one[0])))
        table = slugs.union(followers.join(slugs, cluster.parts).map(lambda one: one[1]))
        asked = named.flatMap(
            lambda one: [(key_of_node(key), place) for place, key in zip(one[1].names.places, one[1].keys, strict=True)]
        )
        found = cluster.look_up(asked, table).map(lambda one: (one[0], one[1][1]))
        return sorted(found.filter(lambda one: one[1] in wanted or one[0].paper in touched).collect())


def _is_meant(group: Group, names: frozenset[str], keys: frozenset[str]) -> bool:
    """Tell whether a row may mean a paper or a thing of it, by their names."""
    slug, paper, copies = group
    return not keys.isdisjoint(paper_keys(slug, paper)) or any(
        thing_key(name) in names for copy in copies for entity in copy.entities for name in entity.names if name.strip()
    )
