"""An extraction as a record: the key order and the omissions that the contract fixes."""

from collections.abc import Sequence
from typing import Any

from kgbuild.datamodel import (
    BY_ADDRESS,
    BY_RULE,
    AuthorDetail,
    ExtractedEntity,
    ExtractedRelation,
    ExtractedResult,
    Extraction,
    Link,
    Mention,
    Paper,
)
from kgbuild.records.text import clean_line


def to_record(extraction: Extraction, *, abstract: bool = True) -> dict[str, Any]:
    """Return the extraction as a JSON object, its keys in the contract's order.

    Empty metadata, an empty role, and an empty abstract have no key, nor has what is not stated (None), nor
    `outside_field` of a paper that is not; probabilities have four digits.
    With `abstract=False` the abstract is left out, while mentions keep offsets and text; parts of its sentences, which
    relations and results point to, keep their offsets only.
    """
    paper = extraction.paper
    # A record needs something to be named by; a paper without an id of its own is named by its first source. What
    # stands under `identifiers` as well is an id of its own, even where it equals a source.
    stand_in = next((source for source in paper.source if source not in paper.identifiers), "")
    record: dict[str, Any] = {"id": paper.id or stand_in, "title": paper.title}
    if abstract and paper.abstract:
        record["abstract"] = paper.abstract
    record["source"] = list(paper.source)
    record["meta"] = _to_meta(paper)
    record["extractor"] = extraction.extractor
    if extraction.outside_field:
        record["outside_field"] = True
    record["entities"] = [_to_entity(entity) for entity in extraction.entities]
    if extraction.links is not None:
        record["urls"] = [_to_url(link) for link in extraction.links]
    if extraction.relations is not None:
        record["relations"] = [_to_relation(relation, abstract=abstract) for relation in extraction.relations]
    if extraction.results is not None:
        record["results"] = [_to_result(result, abstract=abstract) for result in extraction.results]
    if extraction.kinds is not None:
        record["kinds"] = list(extraction.kinds)
    return record


def _to_meta(paper: Paper) -> dict[str, Any]:
    identifiers = {*paper.identifiers, paper.id} if paper.id in paper.source else paper.identifiers
    meta = {
        "authors": list(map(clean_line, paper.authors)),
        "year": paper.year,
        "venue": clean_line(paper.venue),
        "doi": paper.doi,
        "arxiv": paper.arxiv,
        "url": paper.url,
        "pmid": paper.pmid,
        "openalex": paper.openalex,
        "s2": paper.s2,
        "keywords": list(paper.keywords),
        "repositories": [{"url": one.url, "official": one.is_official} for one in paper.repositories],
        "identifiers": sorted(identifiers),
        "author_details": [_to_author(detail) for detail in paper.author_details],
    }
    return {key: value for key, value in meta.items() if value}


def _to_author(detail: AuthorDetail) -> dict[str, Any]:
    author = {"name": detail.name, "orcid": detail.orcid, "affiliations": list(detail.affiliations)}
    return {key: value for key, value in author.items() if value}


def _to_entity(entity: ExtractedEntity) -> dict[str, Any]:
    record: dict[str, Any] = {"id": entity.id} if entity.id else {}
    record |= {"type": entity.type, "kind": entity.kind}
    if entity.role:
        record["role"] = entity.role
    record["names"] = list(dict.fromkeys(map(clean_line, entity.names)))
    record["confidence"] = round(entity.confidence, 4)
    if entity.mentions is not None:
        record["mentions"] = [_to_place(mention) | {"by": mention.by} for mention in entity.mentions]
    return record


def _to_url(link: Link) -> dict[str, Any]:
    record: dict[str, Any] = {"id": link.id} if link.id else {}
    record |= {"url": link.url, "kind": link.kind}
    if link.mention:
        record |= _to_place(link.mention)
    record["confidence"] = round(link.confidence, 4)
    if link.mention and link.mention.by != BY_ADDRESS:
        record["by"] = link.mention.by
    return record


def _to_relation(relation: ExtractedRelation, *, abstract: bool) -> dict[str, Any]:
    record: dict[str, Any] = {
        "predicate": relation.predicate,
        "subject": relation.subject,
        "object": relation.object,
    }
    record["confidence"] = round(relation.confidence, 4)
    return record | _to_places(relation.mentions, abstract=abstract)


def _to_result(result: ExtractedResult, *, abstract: bool) -> dict[str, Any]:
    record: dict[str, Any] = {"subject": result.subject, "value": result.value}
    record |= {part: id_ for part in ("metric", "where", "versus") if (id_ := getattr(result, part))}
    record |= {"kind": result.kind, "confidence": round(result.confidence, 4)}
    return record | _to_places(result.mentions, abstract=abstract)


def _to_places(mentions: Sequence[Mention] | None, *, abstract: bool) -> dict[str, Any]:
    """Return the places of a relation or a result under their key; none where they are still to be looked up."""
    if mentions is None:
        return {}
    places = []
    for mention in mentions:
        place = _to_place(mention)
        if not abstract and mention.span.section == "abstract":
            del place["text"]
        places.append(place if mention.by == BY_RULE else place | {"by": mention.by})
    return {"mentions": places}


def _to_place(mention: Mention) -> dict[str, Any]:
    span = mention.span
    return {"section": span.section, "start": span.start, "end": span.end, "text": mention.text}
