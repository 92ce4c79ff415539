"""Where a word ends that a tokenizer leaves joined: at full stops, markup, glued sentences, other scripts."""

import re
from typing import Final

_OPENERS: Final = "We|The|This|These|In|To|Our|It|For|However|Here|Using|Based|Finally|Moreover|Furthermore|Code|A|An"
# Labels of structured abstracts that an export has glued to both neighbours: "common.MethodsWe trained".
_LABELS: Final = (
    "Background|Introduction|Objectives?|Aims?|Purpose|Methods?|Results?|Findings|Conclusions?|Discussion"
    "|Interpretation"
)
# Letters of scripts that are written without spaces: Thai to Myanmar, kana, Han, full-width forms.
_UNSPACED: Final = "\u0e00-\u109f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_DIVIDER: Final = re.compile(
    rf"[.!?](?:{_LABELS})(?=[A-Z][A-Za-z]|$)"
    rf"|(?<![.!?)\]*(])[.!?)\]*(]+(?=(?:{_OPENERS})$)"  # looked at once a run
    r"|\*\*+|~|\.(?=\()|(?<=[A-Za-z])=(?=\.?\d)"
    # A bracket glued to the word before it; functions are left whole.
    r"|(?<=[A-Za-z]{3})(?<!log)(?<!exp)(?<!max)(?<!min)(?<!oly)(?<!sin)(?<!cos)\((?=[A-Za-z]{2})"
    r"|\\(?:cite\w*|footnote\w*|label|ref|eqref)\b\{?[^}]*\}?"
    rf"|(?<=[^\W{_UNSPACED}])(?=[{_UNSPACED}])|(?<=[{_UNSPACED}])(?=[^\W{_UNSPACED}])"
)
_INITIALS: Final = re.compile(r"(?:[A-Za-z]\.){2,}")
_ABBREVIATED: Final = frozenset(
    {"etc.", "e.g.", "i.e.", "cf.", "vs.", "al.", "mr.", "mrs.", "dr.", "prof.", "st.", "inc.", "ltd.", "corp.", "co."}
    | {"fig.", "eq.", "approx."}
)
_MAY_END: Final = re.compile(r"[.~*({}\\=]|[^\x00-\u02ff]")


def divide(text: str) -> tuple[list[tuple[int, int, str]], str]:
    """Return (start, end, what stands before it) of each word in what a tokenizer takes for one, and the rest."""
    if not _MAY_END.search(text):
        return [(0, len(text), "")], ""
    words: list[tuple[int, int, str]] = []
    start, before = 0, ""
    for last, following, divider in [
        *((m.start(), m.end(), m[0]) for m in _DIVIDER.finditer(text)),
        (len(text), 0, ""),
    ]:
        end = _end(text, start, last)
        if any(map(str.isalnum, text[start:end])):
            words.append((start, end, before))
            before = ""
        else:
            end = start
        before += text[end:last].strip() + divider.strip()
        start = following
    return words, before


def _end(text: str, start: int, last: int) -> int:
    """Return where the word ends that begins at `start`: before a full stop, unless it belongs to an abbreviation."""
    end = _end_of_braces(text, start, last)
    word = text[start:end]
    if word.endswith(".") and not _INITIALS.fullmatch(word) and word.lower() not in _ABBREVIATED:
        end = start + len(word.rstrip("."))
    return end


def _end_of_braces(text: str, start: int, end: int) -> int:
    """Return where a word ends that closes a brace it never opened and goes no further: "CIFAR-10}"."""
    depth = 0
    for k in range(start, end):
        if text[k] == "{":
            depth += 1
        elif text[k] == "}":
            depth -= 1
            if depth < 0 and not text[k + 1 : k + 2].isalnum():
                return k
    return end


def closes_bracket(text: str, start: int, end: int) -> bool:
    """Tell whether the character behind a word closes a bracket that is open in it."""
    opening = {"}": "{", "]": "[", ")": "("}.get(text[end : end + 1])
    return opening is not None and text.count(opening, start, end) > text.count(text[end], start, end)
