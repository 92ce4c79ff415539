"""The claims of an annotated paper, on the things that an extractor found in it.

A model that learns from both is sure where things are given, and careful where they, or the parts that they play, are
somebody's guess.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kgbuild.datamodel import PAPER_ID, ExtractedEntity, ExtractedRelation, ExtractedResult, Extraction
from kgbuild.identity.addresses import address_key
from kgbuild.identity.names import name_key


def by_title(extractions: Iterable[Extraction]) -> dict[str, Extraction]:
    """Return extractions by the keys of their titles."""
    return {name_key(extraction.paper.title): extraction for extraction in extractions}


def project(annotated: Extraction, found: Extraction) -> Extraction:
    """Return what was found in a paper with the claims of its annotation; those of things not found are left out."""
    ends = {PAPER_ID: PAPER_ID, "": ""} | _pairs(annotated.entities, found.entities)
    links = {address_key(link.url): link.id for link in found.links or ()}
    for link in annotated.links or ():
        if address_key(link.url) in links:
            ends[link.id] = links[address_key(link.url)]
    relations, results = annotated.relations, annotated.results
    return replace(
        found,
        relations=None if relations is None else tuple(_relations(relations, ends)),
        results=None if results is None else tuple(_on(result, ends) for result in results),
        kinds=annotated.kinds,
    )


def _pairs(annotated: Sequence[ExtractedEntity], found: Sequence[ExtractedEntity]) -> dict[str, str]:
    """Return for the id of an annotated thing that of the first one found of its type that has a name of it."""
    keys = [frozenset(map(name_key, entity.names)) - {""} for entity in found]
    pairs: dict[str, str] = {}
    taken: set[str] = set()
    for entity in annotated:
        names = set(map(name_key, entity.names)) - {""}
        sharing = [one for one, its in zip(found, keys, strict=True) if one.id not in taken and names & its]
        best = next((one for one in sharing if one.type == entity.type), None)  # of another type it is another thing
        if best is not None:
            pairs[entity.id] = best.id
            taken.add(best.id)
    return pairs


def _relations(relations: Iterable[ExtractedRelation], ends: dict[str, str]) -> Iterable[ExtractedRelation]:
    for relation in relations:
        if relation.subject in ends and relation.object in ends:
            yield replace(relation, subject=ends[relation.subject], object=ends[relation.object])


def _on(result: ExtractedResult, ends: dict[str, str]) -> ExtractedResult:
    """Return a result of the things found; the number counts as an outcome also where its subject was not found."""
    return replace(
        result,
        subject=ends.get(result.subject, ""),
        metric=ends.get(result.metric, ""),
        where=ends.get(result.where, ""),
        versus=ends.get(result.versus, ""),
    )
