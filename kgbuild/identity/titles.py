"""Titles of papers as keys: what two spellings of one title share."""

import html
import re
import unicodedata
from functools import lru_cache
from typing import Final

_TAG: Final = re.compile(
    r"</?(?:jats:|mml:)?(?:i|b|em|strong|su[bp]|sc|scp|u|tt|p|br|span|italic|bold|title|math|m[inors]|mrow|mtext|msu[bp])"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_LATEX: Final = re.compile(r"\\(?:math\w+|text\w*|emph|rm|bf|it|sc|tt)\b|\\[\"'`^~=.](?=\{?\w)|[${}\\]")
# + and # make another name of any word (C++, C#); a star only of a letter (A*): behind a word it is a footnote's.
_PART: Final = re.compile(r"(?:[^\W_]+|(?<=\d)\.(?=\d)|(?<=[^\W_])[+#]+|(?<=\b[^\W\d_])\*)+")
_SUBTITLE: Final = re.compile(r"(?<=\w)\s*[:;?!–—]\s+\S|(?<=\w)(?:\.\s+|\s+-+\s+)\S")
_STROKES: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
# Titles of parts that every journal, book and volume of proceedings has.
_COMMON: Final = frozenset(
    re.sub(" ", "", title)
    for title in (
        "abstract", "acknowledgements", "acknowledgments", "afterword", "announcement", "announcements", "appendix",
        "bibliography", "book review", "book reviews", "commentary", "comment", "conclusion", "conclusions",
        "contents", "correction", "corrigendum", "discussion", "editorial", "editors note", "epilogue", "errata",
        "erratum", "foreword", "front matter", "guest editorial", "guest editors introduction", "in this issue",
        "index", "introduction", "keynote", "letter", "letter to the editor", "news", "note", "obituary", "overview",
        "preface", "prologue", "references", "reply", "response", "retraction", "review", "summary",
        "table of contents", "the editors introduction", "untitled", "welcome",
    )
)  # fmt: skip

# What a record without a title is called by its number.
_UNTITLED: Final = re.compile(r"untitled\d+")


@lru_cache(maxsize=65536)
def title_key(title: str) -> str:
    """Return the key of a title: letters and digits, with `+`, `#`, the star of A* and dots within numbers.

    Case, width, accents of Latin letters, LaTeX and tags of HTML and JATS are dropped, the plural is not. A title
    without letters and digits is its own key.
    """
    folded = fold(without_markup(title))
    return "".join(_PART.findall(folded)) or folded


def main_title_key(title: str) -> str:
    """Return the key of a title without its subtitle; the whole title's where it has none."""
    plain = without_markup(title)
    found = _SUBTITLE.search(plain)
    return title_key(plain[: found.start()] if found else plain)


def without_markup(title: str) -> str:
    """Return a title without what exports leave in it: LaTeX, tags and escapes of HTML and JATS."""
    if "<" in title or "&" in title:
        title = _TAG.sub("", html.unescape(title))
    return _LATEX.sub("", title) if "\\" in title or "$" in title or "{" in title else title


def fold(text: str) -> str:
    """Return a text in compatibility forms, without case, and Latin letters without accents."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold()
    # Marks of other scripts are vowels and more, and stay.
    bare = re.sub("(?<=[a-z])[\u0300-\u036f]+", "", unicodedata.normalize("NFD", folded))
    return unicodedata.normalize("NFC", bare).translate(_STROKES)


def letters(text: str) -> str:
    """Return the letters and digits of a text, folded: what is left when layout and punctuation change."""
    return "".join(filter(str.isalnum, fold(text)))


def is_common_title(key: str) -> bool:
    """Tell whether a title, given by its key, names a part that many volumes have, such as an editorial."""
    return key in _COMMON or bool(_UNTITLED.fullmatch(key))
