"""Whether a paper says that it proposes something: a verb of proposing, or a title that says so."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kgbuild.datamodel import ExtractedEntity, Mention, Paper, Span
from kgbuild.entity_types import TYPE_ROWS
from kgbuild.extraction.novelty import ROLES_OF_NEW
from kgbuild.sentences import sentences_at

_VERBS: Final = (
    "propos|introduc|present|develop|devis|design|creat|construct|formulat|establish|releas|contribut"
    "|build|built|extend|collect"
)
_PROPOSES: Final = re.compile(
    rf"\b(?:(?:propos|introduc|present|develop|devis|design|releas|contribut)\w*|call(?:ed)?|named|dubb?(?:ed)?|coin(?:ed)?|novel|our"
    rf"|we (?:\w+ )?(?:{_VERBS})\w*)\b",
    re.IGNORECASE,
)
_USUAL: Final = ("propos", "introduc", "present", "novel")  # quicker than the pattern, which finds them as well
# "We propose X", "X is proposed", "an approach called X".
_WE: Final = re.compile(
    rf"\b(?:we|this (?:paper|work|study|article|report)|the authors?|here)\b[^.;]*?\b(?:{_VERBS})\w*\b[^.;]{{0,60}}$",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(
    r"\b(?:called|named|dubbed|termed|coined|denoted(?: as| by)?|our)\s+[\"'“‘(]*$", re.IGNORECASE
)
_PASSIVE: Final = re.compile(
    r"^[^.;,]{0,60}\b(?:is|are|was|were|has been|have been)\s(?:\w+\s)?"
    r"(?:proposed|introduced|presented|developed|devised|designed)\b",
    re.IGNORECASE,
)
# "In this paper we present a novel X", "our approach, called X": of 4,289 named things of annotated papers of which
# this is said 98 in 100 are what the paper brings.
_PLAINLY: Final = re.compile(
    r"\b(?:we|this (?:paper|work|study|article))"
    r"(?: (?:also|then|first|further|therefore|thus|hence|here|now|instead|finally|additionally|next))?"
    r" (?:propose|introduce|present|develop|devise|design|release|contribute|describe)[sd]?"
    r" (?:(?:an?|the|our|new|novel|simple) )*[\"'“‘(]*$",
    re.IGNORECASE,
)
_OURS: Final = re.compile(r"\b(?:we|our|this (?:paper|work|study|article))\b", re.IGNORECASE)
_CALLED: Final = re.compile(
    r"\b(?:an?|our|the (?:proposed|resulting|new)|novel|new|first|resulting)\b[^.;:]{0,70}? (?:that |which )?"
    r"(?:(?:we|is|are) )?(?:call(?:ed)?|named?|dub(?:bed)?|termed?|denoted(?: as| by)?|coin(?:ed)?)"
    r" (?:the )?[\"'“‘(]*$",
    re.IGNORECASE,
)
# "We train X, a language model": of 105 annotated names of which this is said all are what the paper brings.
_MADE: Final = re.compile(
    r"\bwe (?:\w+ly |also |then |further )?(?:assemble|build|collect|construct|create|curate|derive|establish|formulate"
    r"|implement|offer|open-source|pre-?train|provide|publish|scale|train)s?"
    r" (?:(?:an?|the|our|new|novel|simple) )*[\"'“‘(]*$",
    re.IGNORECASE,
)
_APPOSITION: Final = re.compile(r"[\"'”’]*(?:\s\([^()]{1,60}\))?, (?:an?|our|the first|which)\b")
# Of 15 annotated names after "the resulting" 13 are what the paper brings: enough where it would bring nothing.
_RESULTING: Final = re.compile(
    r"\bthe resulting (?:(?:algorithm|benchmark|corpus|dataset|framework|method|model|network|system)s?,? )?[\"'“‘(]*$",
    re.IGNORECASE,
)
_IS_A: Final = re.compile(r"\s(?:\([^()]{1,40}\)\s)?(?:is|are)\s(?:an?|the|our)\b")
_GOES_ON: Final = re.compile(r"[+-]|\s?\+\+")  # "we present BERT-Flow" brings no BERT
# "DINOSAUR: An integrated cognitive-behavioral treatment": a coined name, and a noun of what can be made.
_MOST_BEFORE: Final = 40  # characters
_MOST_OF_TITLE: Final = 500  # characters in which a title says what it names
_HEAD: Final = re.compile(
    r"(?P<name>(?=(?-i:[^:]*?\b\w*[A-Z0-9]\w*[A-Z0-9]))\S[^:]{0,60}?)\s*(?::\s|\s[-–—]\s)(?:an?|the|our|towards?)\b"
    r".*?\b(?:algorithm|application|approach|architecture|assay|benchmark|corpus|database|dataset|framework|index|interface|intervention"
    r"|language|library|method|model|network|package|pipeline|platform|program(?:me)?|protocol|questionnaire|registry|resource|scale|server"
    r"|simulator|software|system|technique|test|tool|toolbox|toolkit|treatment)s?\b",
    re.IGNORECASE,
)


def title_head(title: str) -> Span | None:
    """Return the place of what a title names before its colon: "DINOSAUR: An integrated treatment"."""
    head = _HEAD.match(title, 0, _MOST_OF_TITLE)
    return Span("title", head.start("name"), head.end("name")) if head else None


def is_proposed_in(mention: Mention, text: str) -> bool:
    """Tell whether the sentence of a mention says that the paper proposes it."""
    start, end = _sentence_of(mention.span, text)
    before, after = text[start : mention.span.start], text[mention.span.end : end]
    return bool(_WE.search(before) or _NAMED.search(before) or _PASSIVE.match(after))


def _sentence_of(span: Span, text: str) -> tuple[int, int]:
    """Return where the sentence begins and ends in which a mention begins."""
    return next(iter(sentences_at(text, span.start, span.start + 1)), (span.start, span.end))


def is_plainly_proposed(mention: Mention, text: str) -> bool:
    """Tell whether the words right before a mention say that the paper brings it."""
    span = mention.span
    if _GOES_ON.match(text, span.end):
        return False
    start, end = _sentence_of(span, text)
    before = text[start : span.start]
    return bool(
        _PLAINLY.search(before)
        or (_CALLED.search(before) and _OURS.search(text, start, end))
        or (_APPOSITION.match(text, span.end) and _MADE.search(before))
    )


def with_plain_proposals(entities: Sequence[ExtractedEntity], paper: Paper) -> tuple[ExtractedEntity, ...]:
    """Return the entities, those as brought by the paper of whose proper names its sentences plainly say so.

    So is a method that is the whole title, even a common expression: of 143 in annotated papers 140 are proposed. Of a
    paper that would bring nothing otherwise so is what results.
    """
    brought = tuple(_as_new(e) if _may_be_new(e) and _is_brought(e, paper) else e for e in entities)
    if any(e.type in ROLES_OF_NEW and e.role == ROLES_OF_NEW[e.type] for e in brought):
        return brought
    return tuple(_as_new(e) if _may_be_new(e) and e.kind == "named" and _results(e, paper) else e for e in brought)


def _may_be_new(entity: ExtractedEntity) -> bool:
    return entity.type in ROLES_OF_NEW and entity.role != ROLES_OF_NEW[entity.type]


def _as_new(entity: ExtractedEntity) -> ExtractedEntity:
    return replace(entity, kind="named", role=ROLES_OF_NEW[entity.type])


def _results(entity: ExtractedEntity, paper: Paper) -> bool:
    return any(
        _RESULTING.search(paper.section(m.span.section)[: m.span.start][-_MOST_BEFORE:]) for m in entity.mentions or ()
    )


def _is_brought(entity: ExtractedEntity, paper: Paper) -> bool:
    mentions = entity.mentions or ()
    if any(m.span.section == "title" and m.text == paper.title for m in mentions):
        return entity.type == "Method"
    return entity.kind == "named" and any(is_plainly_proposed(m, paper.section(m.span.section)) for m in mentions)


def proposes(title: str, abstract: str) -> bool:
    """Tell whether a paper says anywhere that it proposes something; one without an abstract leaves it open."""
    if ":" in title or not abstract or any(word in abstract for word in _USUAL):
        return True
    return bool(_PROPOSES.search(abstract))


def is_told_as_new(entity: ExtractedEntity, paper: Paper) -> bool:
    """Tell whether a paper says of a thing, without a verb of proposing, that it brings it."""
    return _opens_paper(entity, paper) or _results(entity, paper) or _is_brought(entity, paper)


def _opens_paper(entity: ExtractedEntity, paper: Paper) -> bool:
    """Tell whether a title begins with a thing, or an abstract by saying what it is: "SimCLR is a framework for"."""
    return any(
        m.span.start == 0
        if m.span.section == "title"
        else m.span.start <= len("The ") and _IS_A.match(paper.abstract, m.span.end)
        for m in entity.mentions or ()
    )


def without_proposals(entities: Sequence[ExtractedEntity]) -> tuple[ExtractedEntity, ...]:
    """Return the entities as used, where they were taken for proposed."""
    return tuple(
        replace(e, role=TYPE_ROWS[e.type].default_role) if e.role in ("proposed", "introduced") else e for e in entities
    )
