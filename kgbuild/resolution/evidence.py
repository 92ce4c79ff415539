"""Places in a paper's text as evidence: each with the rest of its sentence."""

from collections.abc import Sequence

from kgbuild.datamodel import Evidence, Mention, Paper
from kgbuild.sentences import sentences_at


def find_evidence(paper: Paper, copy: Paper, mentions: Sequence[Mention]) -> tuple[Evidence, ...]:
    """Return the mentions with the rest of their sentences; those of a copy with another text are left out.

    In the title the whole title is the sentence. Where the text is not at hand, prefix and suffix are empty.
    """
    return tuple(
        _quote(paper, mention)
        for mention in sorted(set(mentions), key=lambda mention: (mention.span.order, mention.by, mention.text))
        if paper.section(mention.span.section) == copy.section(mention.span.section)
    )


def _quote(paper: Paper, mention: Mention) -> Evidence:
    text, span = paper.section(mention.span.section), mention.span
    if text[span.start : span.end] != mention.text:
        return Evidence(mention)
    start, end = 0, len(text)
    if span.section == "abstract":
        touched = sentences_at(text, span.start, span.end)
        start, end = (touched[0][0], touched[-1][1]) if touched else (span.start, span.end)
    return Evidence(mention, prefix=text[min(start, span.start) : span.start], suffix=text[span.end : end])


def order_of(evidence: Evidence) -> tuple[tuple[int, int, int], str, str]:
    """Return what evidence of one paper is sorted by: the order of the text first."""
    mention = evidence.mention
    return mention.span.order, mention.by, mention.text
