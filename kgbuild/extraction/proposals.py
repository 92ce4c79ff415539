"""Whether a paper says that it proposes something: a verb of proposing, or a title that says so."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kgbuild.datamodel import ExtractedEntity, Mention, Span
from kgbuild.entity_types import TYPE_ROWS
from kgbuild.sentences import find_sentences

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
# "DINOSAUR: An integrated cognitive-behavioral treatment": a coined name, and a noun of what can be made.
_HEAD: Final = re.compile(
    r"(?P<name>(?=(?-i:[^:]*?\b\w*[A-Z0-9]\w*[A-Z0-9]))\S[^:]{0,60}?)\s*(?::\s|\s[-–—]\s)(?:an?|the|our|towards?)\b"
    r".*?\b(?:algorithm|application|approach|architecture|assay|benchmark|corpus|database|dataset|framework|index|interface|intervention"
    r"|language|library|method|model|network|package|pipeline|platform|program(?:me)?|protocol|questionnaire|registry|resource|scale|server"
    r"|simulator|software|system|technique|test|tool|toolbox|toolkit|treatment)s?\b",
    re.IGNORECASE,
)


def title_head(title: str) -> Span | None:
    """Return the place of what a title names before its colon: "DINOSAUR: An integrated treatment"."""
    head = _HEAD.match(title)
    return Span("title", head.start("name"), head.end("name")) if head else None


def is_proposed_in(mention: Mention, text: str) -> bool:
    """Tell whether the sentence of a mention says that the paper proposes it."""
    start, end = next(
        ((a, b) for a, b in find_sentences(text) if a <= mention.span.start < b), (mention.span.start, mention.span.end)
    )
    before, after = text[start : mention.span.start], text[mention.span.end : end]
    return bool(_WE.search(before) or _NAMED.search(before) or _PASSIVE.match(after))


def proposes(title: str, abstract: str) -> bool:
    """Tell whether a paper says anywhere that it proposes something; one without an abstract leaves it open."""
    if ":" in title or not abstract or any(word in abstract for word in _USUAL):
        return True
    return bool(_PROPOSES.search(abstract))


def opens_title(entity: ExtractedEntity) -> bool:
    """Tell whether a title begins with the name of a thing: "Mistral 7B"."""
    return any(m.span.section == "title" and m.span.start == 0 for m in entity.mentions or ())


def without_proposals(entities: Sequence[ExtractedEntity]) -> tuple[ExtractedEntity, ...]:
    """Return the entities as used, where they were taken for proposed."""
    return tuple(
        replace(e, role=TYPE_ROWS[e.type].default_role) if e.role in ("proposed", "introduced") else e for e in entities
    )
