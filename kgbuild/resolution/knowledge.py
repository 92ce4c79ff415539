"""From many extractions to entities and statements."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kgbuild.datamodel import ExtractedEntity, Extraction, Knowledge, Statement
from kgbuild.identity.long_forms import find_abbreviations
from kgbuild.resolution.broader import find_broader
from kgbuild.resolution.clusters import find_clusters
from kgbuild.resolution.entities import entities_of, join_statements, key_of_node, link_things, names_of, to_thing
from kgbuild.resolution.joins import find_joins, find_near_misses
from kgbuild.resolution.papers import group_papers
from kgbuild.resolution.relations import Group, Place, find_relations
from kgbuild.resolution.results import find_kinds, find_results
from kgbuild.resolution.rules import KnownGroup
from kgbuild.resolution.things import PaperThing
from kgbuild.resolution.ties import NO_PLACE_TIES, PlaceTies
from kgbuild.resolution.within import find_in, find_same, is_guessed, split_groups


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
    found = [one for group in groups for one in find_in(group)]
    clusters = find_clusters(
        [paper_thing(one.place.paper, one.entity) for one in found],
        same_names,
        (definition for group in groups for definition in definitions_in(group)),
        find_same(found),
        ties.at(one.place for one in found),
    )
    keys = [key_of_node(node) for node in clusters.keys]
    things = [to_thing(key, one) for key, one in zip(keys, found, strict=True)]
    things += [thing for group in groups for thing in link_things(group)]
    entities = entities_of(things)
    slugs = {key: entity.slug for key, entity in entities.items()}
    by_place = {place: slugs[key] for key, (place, *_) in zip(keys, found, strict=True)}
    places = [(thing.paper, thing.evidence) for thing in things[: len(found)]]
    own = [slugs[key] for key in keys]
    statements, relations = find_relations(groups, by_place, slugs)
    knowledge = Knowledge(
        papers=tuple((slug, paper) for slug, paper, _ in groups),
        entities=tuple(sorted(entities.values(), key=lambda entity: entity.slug)),
        statements=sort_statements((*join_statements(things, slugs), *statements)),
        relations=relations,
        outside_field=tuple(slug for slug, _, copies in groups if any(copy.outside_field for copy in copies)),
        results=find_results(groups, by_place),
        kinds=find_kinds(groups),
        joins=find_joins(clusters, places, own, {entity.slug: entity.label for entity in entities.values()}),
        near_misses=find_near_misses(clusters, places, own),
        broader=find_broader({entity.slug: entity for entity in entities.values()}, own, clusters.forms),
    )
    return Resolved(knowledge, tuple(by_place.items()))


def paper_thing(paper: str, entity: ExtractedEntity) -> PaperThing:
    """Return an entity of a paper (its slug) as what its names alone are compared by."""
    proposed = entity.role in {"proposed", "introduced"}
    return PaperThing(paper, entity.type, names_of(entity), entity.kind == "term", proposed, is_guessed(entity))


def definitions_in(group: Group) -> Iterator[tuple[str, str, str]]:
    """Yield (paper, short form, long form) for what a paper's title and abstract spell out."""
    slug, paper, _ = group
    for text in (paper.title, paper.abstract):
        for found in find_abbreviations(text):
            yield slug, text[slice(*found.short)], text[slice(*found.long)]


def sort_statements(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Return statements by paper, predicate and entity."""
    return tuple(sorted(statements, key=lambda one: (one.paper, one.predicate, one.entity)))
