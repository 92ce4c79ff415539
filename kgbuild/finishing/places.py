"""Places of relations and results that come without them: the sentence that names most of what they name."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import islice, product
from typing import TypeAlias

from kgbuild.datamodel import (
    BY_SEARCH,
    ExtractedEntity,
    ExtractedRelation,
    ExtractedResult,
    Link,
    Mention,
    Paper,
    Section,
    Span,
)
from kgbuild.records import find_mentions
from kgbuild.sentences import sentences_at

Things: TypeAlias = Mapping[str, ExtractedEntity | Link]
_DIGITS_BEFORE = re.compile(r"[0-9][.,]?\Z|[.]\Z")
_DIGITS_AFTER = re.compile(r"[.,]?[0-9]")
_Sentence: TypeAlias = tuple[Section, int]

# Places of one end that are looked at, in all and in one sentence: a text that names a thing more often is no abstract.
_MOST = 200
_MOST_IN_SENTENCE = 10


def locate_relation(relation: ExtractedRelation, things: Things, paper: Paper) -> tuple[Mention, ...]:
    """Return the shortest stretch of one sentence that names both ends, else the first place of each end."""
    ends = [_by_sentence(things[id_], paper) for id_ in (relation.subject, relation.object) if id_ in things]
    common = set(ends[0]).intersection(*ends[1:]) if ends else set()
    stretches = [
        Span(section, min(one.start for one in pair), max(one.end for one in pair))
        for section, number in common
        for pair in product(*(spans[section, number][:_MOST_IN_SENTENCE] for spans in ends))
    ]
    if stretches:
        return (_mention(min(stretches, key=lambda span: (span.end - span.start, span.order)), paper),)
    firsts = {min(min(found) for found in spans.values()) for spans in ends if spans}
    return tuple(_mention(span, paper) for span in sorted(firsts))


def locate_result(result: ExtractedResult, things: Things, paper: Paper) -> tuple[Mention, ...]:
    """Return the place of the value in the sentence that names most of the result's parts, the first of several."""
    named = [set(_by_sentence(things[id_], paper)) for id_ in result.ends if id_ in things]
    found = [one for one in find_mentions((result.value,), paper) if not _is_part_of_number(one.span, paper)]
    best = max(found, key=lambda one: sum(_sentence(one.span, paper) in sentences for sentences in named), default=None)
    return (best,) if best else ()


def _is_part_of_number(span: Span, paper: Paper) -> bool:
    """Tell whether a number goes on before or after a place: "5%" stands in "3.5%", but is not what that says."""
    text = paper.section(span.section)
    before, after = text[max(0, span.start - 2) : span.start], text[span.end : span.end + 2]
    goes_on = text[span.start].isdigit() and _DIGITS_BEFORE.search(before)
    return bool(goes_on or (text[span.end - 1].isdigit() and _DIGITS_AFTER.match(after)))


def _by_sentence(thing: ExtractedEntity | Link, paper: Paper) -> dict[_Sentence, list[Span]]:
    """Return the places of a thing by the sentence, told by its section and where it begins."""
    found: defaultdict[_Sentence, list[Span]] = defaultdict(list)
    for mention in islice(_mentions(thing), _MOST):
        found[_sentence(mention.span, paper)].append(mention.span)
    return dict(found)


def _mentions(thing: ExtractedEntity | Link) -> Sequence[Mention]:
    if isinstance(thing, Link):
        return (thing.mention,) if thing.mention else ()
    return thing.mentions or ()


def _sentence(span: Span, paper: Paper) -> _Sentence:
    if span.section == "title":
        return span.section, 0
    touched = sentences_at(paper.abstract, span.start, span.end)
    return span.section, touched[0][0] if touched else span.start


def _mention(span: Span, paper: Paper) -> Mention:
    return Mention(span, paper.section(span.section)[span.start : span.end], BY_SEARCH)
