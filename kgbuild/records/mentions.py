"""The places that a record gives for what it holds, each checked against the text."""

from collections.abc import Mapping
from typing import Any

from kgbuild.datamodel import SECTIONS, Mention, Paper, Section, Span
from kgbuild.records.fields import get_choice, get_objects, get_offset, get_text, shorten
from kgbuild.records.places import settle_mention
from kgbuild.records.text import clean_line, clean_text


def parse_mentions(
    item: Mapping[str, Any], where: str, paper: Paper, notes: list[str], *, by: str, bare: bool = False
) -> tuple[Mention, ...]:
    """Return the mentions of an entity or relation, one a place; `by` is for those that do not say what found them."""
    mentions: dict[Span, Mention] = {}
    for number, place in enumerate(get_objects(item, "mentions", where), 1):
        mention = parse_mention(place, f"{where}, mention {number}", paper, notes, by=by, bare=bare)
        if mention:
            mentions.setdefault(mention.span, mention)
    return tuple(mentions.values())


def parse_mention(
    item: Mapping[str, Any], where: str, paper: Paper, notes: list[str], *, by: str, bare: bool = False
) -> Mention | None:
    """Return a place of a record where its text is; None, and a note, where the paper does not have it.

    With `bare`, offsets without a text, in a paper without its abstract, stay as they are, with an empty text.
    """
    section: Section = get_choice(item, "section", SECTIONS, where) or "abstract"
    start, end = get_offset(item, "start", where), get_offset(item, "end", where)
    text = clean_text(get_text(item, "text", where))
    by = clean_line(get_text(item, "by", where)) or by
    if not text and start is not None and end is not None:
        text = paper.section(section)[start:end]
        if bare and section == "abstract" and not paper.abstract and start < end:
            return Mention(Span(section, start, end), "", by)
    if start is None or end is None:
        start, end = start or 0, (start or 0) + len(text)
    mention = settle_mention(Mention(Span(section, start, end), text, by), paper)
    if mention is None:
        what = f'"{shorten(text)}"' if text else f"{section} {start} to {end}"
        notes.append(f"{where}: {what} is not in the text, left out")
    return mention
