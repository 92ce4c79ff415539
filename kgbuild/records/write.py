"""An extraction as a record: the key order and the omissions that the contract fixes."""

from typing import Any

from kgbuild.datamodel import ExtractedEntity, Extraction, Link, Mention, Paper

LINK_FINDER = "url"
"""What stands in `Mention.by` of a web address unless the record says otherwise."""


def to_record(extraction: Extraction, *, abstract: bool = True) -> dict[str, Any]:
    """Return the extraction as a JSON object, its keys in the contract's order.

    Empty metadata, an empty role, and an empty abstract have no key; probabilities have four digits.
    With `abstract=False` the abstract is left out, while mentions keep offsets and text.
    """
    paper = extraction.paper
    # A record needs something to be named by; a paper without an id of its own is named by its first source.
    record: dict[str, Any] = {"id": paper.id or next(iter(paper.source), ""), "title": paper.title}
    if abstract and paper.abstract:
        record["abstract"] = paper.abstract
    record["source"] = list(paper.source)
    record["meta"] = _to_meta(paper)
    record["extractor"] = extraction.extractor
    record["entities"] = [_to_entity(entity) for entity in extraction.entities]
    record["urls"] = [_to_url(link) for link in extraction.links]
    return record


def _to_meta(paper: Paper) -> dict[str, Any]:
    meta = {
        "authors": list(paper.authors),
        "year": paper.year,
        "venue": paper.venue,
        "doi": paper.doi,
        "arxiv": paper.arxiv,
        "url": paper.url,
        "identifiers": list(paper.identifiers),
    }
    return {key: value for key, value in meta.items() if value}


def _to_entity(entity: ExtractedEntity) -> dict[str, Any]:
    record: dict[str, Any] = {"type": entity.type, "kind": entity.kind}
    if entity.role:
        record["role"] = entity.role
    record["names"] = list(entity.names)
    record["confidence"] = round(entity.confidence, 4)
    record["mentions"] = [_to_place(mention) | {"by": mention.by} for mention in entity.mentions]
    return record


def _to_url(link: Link) -> dict[str, Any]:
    record: dict[str, Any] = {"url": link.url, "kind": link.kind}
    if link.mention:
        record |= _to_place(link.mention)
    record["confidence"] = round(link.confidence, 4)
    if link.mention and link.mention.by != LINK_FINDER:
        record["by"] = link.mention.by
    return record


def _to_place(mention: Mention) -> dict[str, Any]:
    span = mention.span
    return {"section": span.section, "start": span.start, "end": span.end, "text": mention.text}
