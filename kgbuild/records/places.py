"""Places in a paper's text: find those of a name, and settle a mention whose offsets do not fit."""

import re
from collections.abc import Iterator, Sequence

from kgbuild.datamodel import BY_SEARCH, SECTIONS, Mention, Paper, Section, Span

_SCHEME = re.compile(r"https?://(?:www\.)?")


def find_mentions(names: Sequence[str], paper: Paper) -> tuple[Mention, ...]:
    """Find every place of every name in title and abstract, in the order of the text, none within another.

    Longer names go first, so that "graph" finds no place inside "graph network". Each name counts at word
    boundaries only, in its own case if it occurs so anywhere, else in any case.
    """
    spans: list[Span] = []
    for name in sorted(dict.fromkeys(names), key=lambda name: (-len(name), name)):
        for exact in (True, False):
            found = [
                Span(section, start, end)
                for section in SECTIONS
                for start, end in _occurrences(name, paper.section(section), exact=exact)
            ]
            if found:
                spans += [span for span in found if not any(map(span.overlaps, spans))]
                break
    return tuple(Mention(s, paper.section(s.section)[s.start : s.end], BY_SEARCH) for s in sorted(spans))


def find_address(url: str, paper: Paper) -> Mention | None:
    """Find an address in the text, which may give it without scheme or final slash."""
    bare = _SCHEME.sub("", url)
    for spelling in dict.fromkeys((url, bare, bare.rstrip("/"))):
        for section in reversed(SECTIONS):
            start = paper.section(section).find(spelling) if spelling else -1
            if start >= 0:
                return Mention(Span(section, start, start + len(spelling)), spelling, BY_SEARCH)
    return None


def settle_mention(mention: Mention, paper: Paper) -> Mention | None:
    """Return the mention if its text is where it says, else at the nearest place that has it, else None.

    Where the paper comes without its abstract, mentions in the abstract stay as they are.
    """
    section, start, end = mention.span.section, mention.span.start, mention.span.end
    text = paper.section(section)
    if 0 <= start < end and text[start:end] == mention.text:
        return mention
    if section == "abstract" and not text:
        return mention if mention.text and start >= 0 and end - start == len(mention.text) else None
    for place in dict.fromkeys((section, *SECTIONS)):
        span = _nearest(mention.text, paper, place, start)
        if span:
            return Mention(span, mention.text, mention.by)
    return None


def _nearest(text: str, paper: Paper, section: Section, start: int) -> Span | None:
    whole = paper.section(section)
    starts = [first for first, _ in _occurrences(text, whole, exact=True)]
    if not starts:
        starts = [match.start() for match in re.finditer(re.escape(text), whole)] if text else []
    if not starts:
        return None
    best = min(starts, key=lambda first: (abs(first - start), first))
    return Span(section, best, best + len(text))


def _occurrences(name: str, text: str, *, exact: bool) -> Iterator[tuple[int, int]]:
    if not name or (exact and name not in text):
        return
    for match in re.finditer(re.escape(name), text, 0 if exact else re.IGNORECASE):
        start, end = match.span()
        if start and _is_word(text[start - 1]) and _is_word(name[0]):
            continue
        if end < len(text) and _is_word(text[end]) and _is_word(name[-1]):
            continue
        yield start, end


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
