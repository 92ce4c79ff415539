"""Where the sentences of a text begin and end: one pass with a regular expression, standard library only.

Made for titles and abstracts: abbreviations, initials, decimals, versions and web addresses hold no boundary.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

# Never the end of a sentence: something always follows.
_NEVER_LAST: Final = """
e.g i.e cf vs viz fig figs eq eqs eqn eqns sec secs sect tab tabs ref refs ch chap thm def prop lem alg approx
resp dr mr mrs ms prof st vol pp p ca wrt w.r.t a.k.a aka s.t i.i.d dept univ
"""
# May end one: only when what follows opens a sentence for certain.
_SOMETIMES_LAST: Final = "al inc ltd corp co jr sr u.s u.k e.u ph.d m.sc b.sc a.i etc et"
_FIRST: Final = """
a although an and as at based because besides both but by code compared data despite due each empirical
evaluations existing experimental experiments extensive finally first for from furthermore given here how
however if in inspired instead it its many more moreover most motivated new notably on one our overall prior
recent recently results second several since so some specifically such that the their then there therefore
these they third this those though three through thus to together two under unfortunately unlike using via we
what when where whereas which while with within without yet
"""
_NEVER: Final = frozenset(_NEVER_LAST.split())
_SOMETIMES: Final = frozenset(_SOMETIMES_LAST.split())
_OPENERS: Final = frozenset(_FIRST.split())
_CLOSERS: Final = "[\"'’”»)\\]}*]*"
_BOUNDARY: Final = re.compile(
    r"(?P<blank>\n\s*\n)"
    rf"|(?P<stop>[.!?…]+{_CLOSERS})(?=\s+(?P<next>\S+))"
    r"|(?P<wide>[。！？]+)"
    # A missing space: "the method.We propose"; two lower-case letters before, an opening word after.
    r"|(?<=[a-z\d)\]}][a-z)\]}])(?P<glued>\.)(?=(?P<word>[A-Z][a-z]*)(?![\w./]))"
)
# What a boundary begins with. Of a run of stops none but the first can open one: a run is looked at once.
_MARK: Final = re.compile(r"[.!?…]+|[\n。！？]")
# No sentence of a hundred thousand abstracts is longer; a longer one is a list, a table or no text at all. What looks
# at pairs of things in a sentence stays quick because of this.
LONGEST_SENTENCE: Final = 1200
_OPENING_MARKS: Final = "\"'“‘«([{*$\\"


@lru_cache(maxsize=256)  # several steps ask about the same abstract
def find_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Return the (start, end) of each sentence, in code points, half-open, without the space around it.

    Sentences do not overlap, come in order, and hold every character of the text that is not white space. What is
    longer than LONGEST_SENTENCE is divided at white space.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    done = 0
    for mark in _MARK.finditer(text):
        match = _BOUNDARY.match(text, mark.start()) if mark.start() >= done else None
        if match is None:
            continue
        done = match.end()
        if _is_boundary(text, match, start):
            _add(spans, text, start, match.end())
            start = match.end()
    _add(spans, text, start, len(text))
    return tuple(spans)


def sentences_at(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return the sentences that have a character of text[start:end]."""
    sentences = find_sentences(text)
    first = bisect_right(sentences, start, key=_end)
    return sentences[first : bisect_left(sentences, end, lo=first, key=_start)]


def divide_long(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield text[start:end] in parts of LONGEST_SENTENCE at most, as (start, end), divided at white space."""
    while end - start > LONGEST_SENTENCE:
        last = start + LONGEST_SENTENCE
        # A word that long is divided where it is.
        cut = next((k for k in range(last, last - LONGEST_SENTENCE // 2, -1) if text[k].isspace()), last)
        yield start, cut
        start = cut
    yield start, end


def _start(span: tuple[int, int]) -> int:
    return span[0]


def _end(span: tuple[int, int]) -> int:
    return span[1]


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    whole = text[start:end]
    if not whole or whole.isspace():
        return
    start, end = start + len(whole) - len(whole.lstrip()), start + len(whole.rstrip())
    for first, last in divide_long(text, start, end):
        piece = text[first:last]
        body = piece.strip()
        if body:
            at = first + len(piece) - len(piece.lstrip())
            spans.append((at, at + len(body)))


def _is_boundary(text: str, match: re.Match[str], start: int) -> bool:
    if match["blank"] or match["wide"]:
        return True
    if match["glued"]:
        return match["word"].casefold() in _OPENERS
    following = match["next"].lstrip(_OPENING_MARKS)
    opener = re.match(r"[^\W\d_]+", following)
    certain = opener is not None and opener[0][0].isupper() and opener[0].casefold() in _OPENERS
    if not certain and _starts_low(following):
        return False
    if match["stop"][0] != "." or match["stop"].startswith(".."):
        return True
    known = _holds(text[max(start, match.start() - 40) : match.start()], following)
    return certain if known is None else known


def _starts_low(following: str) -> bool:
    """Tell whether the next word continues the sentence: lower case, but no name like iCaRL, no address."""
    if not following or not following[0].islower():
        return not following
    word = re.split(r"[^\w]", following, maxsplit=1)[0]
    return not (any(c.isupper() for c in word[1:]) or following.startswith(("http://", "https://", "www.")))


def _holds(before: str, following: str) -> bool | None:
    """Decide about one full stop by the word before it; None leaves it to the word after it."""
    tail = before.split()
    word = tail[-1].lstrip("\"'“‘«([{*").casefold() if tail else ""
    if word in {"no", "nos"}:
        return not following[:1].isdigit()  # "no. 5", but "the answer is no."
    if word in _NEVER:
        return False
    if word in _SOMETIMES:
        return None
    if len(word) == 1 and word.isalpha():
        return None  # an initial, as in "J. Smith"
    # A bare number opening the sentence counts an item: "1. First, ..."
    return not (len(tail) == 1 and len(before.strip()) <= 3 and word.strip("()").isdigit())
