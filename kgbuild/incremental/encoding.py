"""Papers and extractions as JSON that says all of them and no more, for what kgbuild keeps for itself.

The extraction record (`kgbuild.records`) is made for people and other tools: it leaves out what is not stated, rounds,
and is read with forgiveness. Here a value that was written is read as the same value, and all else is refused. A
mention's text is written only where it is not what stands at its place.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from kgbuild.datamodel import (
    CONTRIBUTION_KINDS,
    KINDS,
    RELATION_NAMES,
    RESULT_KINDS,
    SECTIONS,
    AuthorDetail,
    ExtractedEntity,
    ExtractedRelation,
    ExtractedResult,
    Extraction,
    Link,
    Mention,
    Paper,
    Repository,
    Span,
)
from kgbuild.entity_types import ENTITY_TYPES, LINK_KINDS, ROLES

_Value = TypeVar("_Value")

_TEXTS: Final = ("title", "abstract", "id", "venue", "doi", "arxiv", "url", "pmid", "openalex", "s2")
_LISTS: Final = ("source", "authors", "identifiers", "keywords")
_PAPER: Final = frozenset({*_TEXTS, *_LISTS, "year", "repositories", "author_details"})
_BESIDE: Final = ("entities", "links", "extractor", "relations", "outside_field", "results", "kinds")
# Read values share one object for each word that the datamodel knows.
_WORDS: Final = {
    word: word
    for words in (ENTITY_TYPES, LINK_KINDS, ("", *ROLES), KINDS, RELATION_NAMES, RESULT_KINDS, CONTRIBUTION_KINDS)
    for word in words
}


def encode_paper(paper: Paper) -> dict[str, Any]:
    """Return a paper as a JSON object, without what it does not have."""
    found: dict[str, Any] = {name: text for name in _TEXTS if (text := getattr(paper, name))}
    found |= {name: list(texts) for name in _LISTS if (texts := getattr(paper, name))}
    if paper.year is not None:
        found["year"] = paper.year
    if paper.repositories:
        found["repositories"] = [[one.url, one.is_official] for one in paper.repositories]
    if paper.author_details:
        found["author_details"] = [[one.name, one.orcid, list(one.affiliations)] for one in paper.author_details]
    return found


def decode_paper(found: Any) -> Paper:
    """Return the paper of a JSON object; raises ValueError for what `encode_paper` does not write."""
    if not isinstance(found, dict) or not found.keys() <= _PAPER or not found.get("title"):
        raise ValueError("no paper")
    values: dict[str, Any] = {name: _text(found[name]) for name in _TEXTS if name in found}
    values |= {name: tuple(map(_text, _list(found[name]))) for name in _LISTS if name in found}
    if "year" in found:
        values["year"] = _number(found["year"])
    if "repositories" in found:
        rows = (_row(row, 2) for row in _list(found["repositories"]))
        values["repositories"] = tuple(Repository(_text(url), is_official=_flag(own)) for url, own in rows)
    if "author_details" in found:
        rows = (_row(row, 3) for row in _list(found["author_details"]))
        values["author_details"] = tuple(
            AuthorDetail(_text(name), _text(orcid), tuple(map(_text, _list(places)))) for name, orcid, places in rows
        )
    return Paper(**values)


def encode_record(record: Paper | Extraction) -> dict[str, Any]:
    """Return what was read as a JSON object: a paper, or an extraction with its paper."""
    if isinstance(record, Paper):
        return encode_paper(record)
    return {"paper": encode_paper(record.paper), "found": encode_found(record)}


def decode_record(found: Any) -> Paper | Extraction:
    """Return what `encode_record` was given; raises ValueError for anything else."""
    if isinstance(found, dict) and found.keys() == {"paper", "found"}:
        return decode_found(found["found"], decode_paper(found["paper"]))
    return decode_paper(found)


def encode_found(extraction: Extraction) -> list[Any]:
    """Return what an extraction says beside its paper as a JSON array."""
    paper = extraction.paper
    return [
        [
            [one.type, list(one.names), one.kind, one.role, one.confidence, _encode_places(one.mentions, paper), one.id]
            for one in extraction.entities
        ],
        _encode_all(
            extraction.links,
            lambda one: [
                one.url,
                one.kind,
                one.confidence,
                _encode_mention(one.mention, paper) if one.mention else None,
                one.id,
            ],
        ),
        extraction.extractor,
        _encode_all(
            extraction.relations,
            lambda one: [
                one.predicate,
                one.subject,
                one.object,
                one.confidence,
                _encode_places(one.mentions, paper),
            ],
        ),
        extraction.outside_field,
        _encode_all(
            extraction.results,
            lambda one: [
                *(one.value, one.subject, one.metric, one.where, one.versus),
                *(one.kind, one.confidence, _encode_places(one.mentions, paper)),
            ],
        ),
        None if extraction.kinds is None else list(extraction.kinds),
    ]


def decode_found(found: Any, paper: Paper) -> Extraction:
    """Return the extraction of a paper of which `encode_found` told; raises ValueError for anything else."""
    entities, links, extractor, relations, outside, results, kinds = _row(found, len(_BESIDE))
    return Extraction(
        paper,
        tuple(_decode_entity(row, paper) for row in _list(entities)),
        _decode_all(links, lambda row: _decode_link(row, paper)),
        _text(extractor),
        _decode_all(relations, lambda row: _decode_relation(row, paper)),
        _flag(outside),
        _decode_all(results, lambda row: _decode_result(row, paper)),
        _decode_all(kinds, lambda word: _word(word, CONTRIBUTION_KINDS)),
    )


def _encode_all(values: tuple[_Value, ...] | None, encode: Callable[[_Value], Any]) -> list[Any] | None:
    return None if values is None else list(map(encode, values))


def _decode_all(rows: Any, decode: Callable[[Any], _Value]) -> tuple[_Value, ...] | None:
    return None if rows is None else tuple(map(decode, _list(rows)))


def _encode_places(mentions: tuple[Mention, ...] | None, paper: Paper) -> list[Any] | None:
    return None if mentions is None else [_encode_mention(mention, paper) for mention in mentions]


def _encode_mention(mention: Mention, paper: Paper) -> list[Any]:
    span = mention.span
    place = [SECTIONS.index(span.section), span.start, span.end, mention.by]
    return place if paper.section(span.section)[span.start : span.end] == mention.text else [*place, mention.text]


def _decode_places(rows: Any, paper: Paper) -> tuple[Mention, ...] | None:
    return None if rows is None else tuple(_decode_mention(row, paper) for row in _list(rows))


def _decode_mention(row: Any, paper: Paper) -> Mention:
    stated = len(_list(row)) == 5
    section, start, end, by, *text = _row(row, 5 if stated else 4)
    start, end = _number(start), _number(end)
    if section not in (0, 1) or not 0 <= start <= end:
        raise ValueError("no place")
    span = Span(SECTIONS[section], start, end)
    return Mention(span, _text(text[0]) if stated else paper.section(span.section)[start:end], _shared(by))


def _decode_entity(row: Any, paper: Paper) -> ExtractedEntity:
    kind_of_thing, names, kind, role, confidence, mentions, id_ = _row(row, 7)
    return ExtractedEntity(
        _word(kind_of_thing, ENTITY_TYPES),
        tuple(map(_text, _list(names))),
        _word(kind, KINDS),
        _word(role, ("", *ROLES)),
        _probability(confidence),
        _decode_places(mentions, paper),
        _text(id_),
    )


def _decode_link(row: Any, paper: Paper) -> Link:
    url, kind, confidence, mention, id_ = _row(row, 5)
    place = None if mention is None else _decode_mention(mention, paper)
    return Link(_text(url), _word(kind, LINK_KINDS), _probability(confidence), place, _text(id_))


def _decode_relation(row: Any, paper: Paper) -> ExtractedRelation:
    predicate, subject, end, confidence, mentions = _row(row, 5)
    return ExtractedRelation(
        _word(predicate, RELATION_NAMES),
        _text(subject),
        _text(end),
        _probability(confidence),
        _decode_places(mentions, paper),
    )


def _decode_result(row: Any, paper: Paper) -> ExtractedResult:
    value, subject, metric, where, versus, kind, confidence, mentions = _row(row, 8)
    return ExtractedResult(
        _text(value),
        _text(subject),
        _text(metric),
        _text(where),
        _text(versus),
        _word(kind, RESULT_KINDS),
        _probability(confidence),
        _decode_places(mentions, paper),
    )


def _list(found: Any) -> list[Any]:
    if type(found) is not list:
        raise ValueError("no list")
    return found


def _row(found: Any, length: int) -> list[Any]:
    if type(found) is not list or len(found) != length:
        raise ValueError(f"no row of {length}")
    return found


def _text(found: Any) -> str:
    if type(found) is not str:
        raise ValueError("no text")
    return found


def _shared(found: Any) -> str:
    return _WORDS.setdefault(found, found) if len(_text(found)) < 16 and len(_WORDS) < 1000 else found


def _word(found: Any, known: tuple[Any, ...]) -> Any:
    if found not in known:
        raise ValueError("a word that is not known")
    return _WORDS[found]


def _flag(found: Any) -> bool:
    if type(found) is not bool:
        raise ValueError("neither true nor false")
    return found


def _number(found: Any) -> int:
    if type(found) is not int:
        raise ValueError("no whole number")
    return found


def _probability(found: Any) -> float:
    if type(found) not in (float, int) or not 0 <= found <= 1:
        raise ValueError("no probability")
    return found  # type: ignore[no-any-return] # as asked
