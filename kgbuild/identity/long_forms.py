"""Abbreviations and the long forms that their paper gives them.

Algorithm: A. S. Schwartz and M. A. Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical
text", Pacific Symposium on Biocomputing 8 (2003) 451-462: a short form in brackets, its letters found from right to
left in the words before it, the first letter at the start of a word. Two additions that papers on machine learning
need: `SHORT (long form)`, and long forms whose words are joined by hyphens.
"""

import re
from dataclasses import dataclass
from typing import Final

_BRACKET: Final = re.compile(r"[(\[]([^()\[\]]{1,120})[)\]]")
_SHORT: Final = re.compile(r"[^\W_][\w.+*/&-]{0,14}(?: [A-Z0-9][\w+*-]{0,8})?")
_WORDS_BACK: Final = 14
_QUOTES: Final = "\"'“”‘’`*"


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form and its long form, each as (start, end) in the text."""

    short: tuple[int, int]
    long: tuple[int, int]


def find_abbreviations(text: str) -> tuple[Abbreviation, ...]:
    """Return the definitions in a text, in order."""
    found = []
    for match in _BRACKET.finditer(text):
        inner_start, inner_end = _strip(text, match.start(1), _before_aside(text, match.start(1), match.end(1)))
        inner = text[inner_start:inner_end]
        if _is_short(inner):
            long = _find_long(text, match.start(), inner)
            if long is not None:
                found.append(Abbreviation((inner_start, inner_end), long))
        elif " " in inner or "-" in inner:
            outer = _word_before(text, match.start())
            if outer and _is_short(text[outer[0] : outer[1]]):
                start = match_long_form(text[outer[0] : outer[1]], inner)
                if start == 0:
                    found.append(Abbreviation(outer, (inner_start, inner_end)))
    return tuple(found)


def _before_aside(text: str, start: int, end: int) -> int:
    """Cut "(KD; Hinton et al.)" and "(LLMs, for short)" to the part that may be a short form."""
    cut = re.search(r"[;,:]\s", text[start:end])
    return start + cut.start() if cut and _is_short(text[start : start + cut.start()]) else end


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    drop = " \t\n" + _QUOTES
    while start < end and text[start] in drop:
        start += 1
    while end > start and text[end - 1] in drop:
        end -= 1
    return start, end


def _is_short(text: str) -> bool:
    """Whether a text may be a short form: 2 to 15 characters, at most two words, a capital among the letters."""
    if not 2 <= len(text) <= 15 or not _SHORT.fullmatch(text):
        return False
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 2 and any(c.isupper() for c in letters)


def _word_before(text: str, position: int) -> tuple[int, int] | None:
    match = re.search(r"(\S+)\s*$", text[max(0, position - 40) : position])
    if not match:
        return None
    offset = max(0, position - 40)
    span = _strip(text, offset + match.start(1), offset + match.end(1))
    return span if span[0] < span[1] else None


def _find_long(text: str, bracket: int, short: str) -> tuple[int, int] | None:
    """Look for the long form in the words of the same clause before the bracket."""
    window_start = max(0, bracket - 160)
    before = text[window_start:bracket]
    clause = max((m.end() for m in re.finditer(r"[.;:!?]\s|[()\[\]]|,\s", before)), default=0)
    words = list(re.finditer(r"\S+", before[clause:]))[-min(_WORDS_BACK, 2 * _letters(short) + 3) :]
    if not words:
        return None
    offset = window_start + clause + words[0].start()
    window = text[offset:bracket].rstrip()
    start = match_long_form(short, window)
    if start is None:
        return None
    long_start, long_end = _strip(text, offset + start, offset + len(window))
    long = text[long_start:long_end]
    if (" " not in long and "-" not in long) or long.casefold() == short.casefold():
        return None
    return long_start, long_end


def _letters(short: str) -> int:
    return sum(c.isalnum() for c in short)


def match_long_form(short: str, window: str) -> int | None:
    """Return where in `window` the long form of `short` starts, or None; the long form ends at the window's end.

    A plural `s` of the short form (LLMs) need not stand in the long form.
    """
    candidates = [short[:-1], short] if len(short) > 2 and short.endswith("s") and short[-2].isupper() else [short]
    for form in candidates:
        start = _match_backwards([c.casefold() for c in form if c.isalnum()], window)
        if start is not None:
            return start
    return None


def _match_backwards(letters: list[str], window: str) -> int | None:
    lower = window.casefold()
    if len(lower) != len(window) or not letters:
        return None
    at = len(lower)
    for k in range(len(letters) - 1, -1, -1):
        at -= 1
        while at >= 0 and not (lower[at] == letters[k] and (k > 0 or at == 0 or not lower[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return None
    long = window[at:]
    words = len(re.findall(r"[^\W_]+", long))
    # The original's bound: at most min(|A|+5, 2|A|) words; and a long form is longer than its short form.
    if words > min(len(letters) + 5, 2 * len(letters)) or len(long) <= len(letters):
        return None
    return at
