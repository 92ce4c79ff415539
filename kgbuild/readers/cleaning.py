"""Titles and abstracts as people read them: once, at reading, the same for every format.

Offsets count in the cleaned text, which is what records hold. Cleaning cleaned text changes nothing.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from kgbuild.datamodel import SECTIONS, Section
from kgbuild.readers.abstract_parts import strip_labels, strip_notes
from kgbuild.readers.broken_addresses import mend_addresses
from kgbuild.readers.markup import strip_markup
from kgbuild.readers.tex import strip_tex
from kgbuild.records import text as stored

_ROUNDS: Final = 5
# Letters that fonts draw as one, and characters that are not seen.
_UNSEEN: Final = re.compile("[ﬀ-ﬆ\xad\u200b\ufeff]")
_LIGATURES: Final = str.maketrans(
    {
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ﬅ": "st",
        "ﬆ": "st",
        "\xad": "",
        "\u200b": "",
        "\ufeff": "",
    }
)
# Numbers of references: "BERT [12]", "ImageNet[3, 4]"; not an interval, not W[1]-hard, not what a sentence needs.
_NUMBERS: Final = r"\[[1-9]\d{0,2}(?:\s?[,;–-]\s?[1-9]\d{0,2})*\]"
_CITATION: Final = re.compile(
    rf"(?<![\d\s\[(])(?P<space> ?){_NUMBERS}(?:(?:\s?[,;–-]|\sand)?\s?{_NUMBERS})*(?![\w(\[^_-])(?P<stop>\.?)"
)
_NEEDED: Final = re.compile(
    r"\b(?:in|of|by|from|to|and|or|see|on|at|with|than|as|over|for|via|per|range|interval|domain|within|between|set|scale|"
    r"under|both|like|using|follow|following|extend|extends|extending|e\.g\.|cf\.|to|is|are|was)\Z",
    re.IGNORECASE,
)
_LAST_WORD: Final = re.compile(r"[^\W\d_]+\Z")
_MARKED_UP: Final = re.compile(r"[\\<&]")
_BRACED: Final = re.compile(r"[\\<&{$]")
# What databases and programs write where they have nothing.
_STAND_IN: Final = re.compile(
    r"\s*\[?\s*(?:nan|none|null|undefined|n\.?/?a\.?|-{1,3}|[–—]|anonymous(?=\])|not available|"
    r"(?:the )?(?:abstract|summary) (?:is )?(?:not|un)[ -]?available|"
    r"no (?:abstract|summary|authors?|keywords?|source)(?: (?:name|names|id))?(?: (?:is|are|was|were))?"
    r"(?: (?:available|provided|found|given|listed|present))?)\s*[.\s]*\]?\s*",
    re.IGNORECASE,
)
_LONGEST_STAND_IN: Final = 40  # characters
# Fields with short texts, and whether braces in them go: those around an author's name hold it together.
_NAMES: Final = {"authors": False, "venue": True, "keywords": True}
_SPACES: Final = re.compile(r"[ \t\xa0]{2,}")
_LINES: Final = re.compile(r"(?<![ \t])[ \t]*+\n\s*+")


def clean_text(text: str, section: Section = "abstract") -> str:
    """Return a title or an abstract as plain text: no markup, TeX, citations or notes, its addresses whole.

    Text that does not come to rest (made so, not written so) is returned as it is, without control characters.
    """
    text = given = stored.clean_text(text).strip()
    for _ in range(_ROUNDS):
        cleaned = _clean_once(text, section)
        if cleaned == text:
            return text if text.strip() else given
        text = cleaned
    return given


def clean_record(record: dict[str, Any]) -> dict[str, Any]:
    """Clean a record's title, abstract and names, in place, and return it.

    One that says where in its text something stands is left as it is: its offsets count in that text.
    """
    if _has_places(record):
        return record
    for section in SECTIONS:
        value = record.get(section)
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if isinstance(value, str):
            record[section] = clean_text(value, section)
    if is_stand_in(record.get("abstract")):
        record["abstract"] = ""
    for key, groups in _NAMES.items():
        if key in record:
            record[key] = _clean_values(record[key], groups=groups)
    entities = record.get("entities")
    if isinstance(entities, list):
        record["entities"] = [_clean_names(entity) for entity in entities]
    results = record.get("results")
    if isinstance(results, list):
        record["results"] = [_clean_value(result) for result in results]
    return record


def is_stand_in(value: object) -> bool:
    """Say whether a value is what a database or a program writes where it has nothing."""
    return isinstance(value, str) and len(value) < _LONGEST_STAND_IN and bool(_STAND_IN.fullmatch(value))


def _clean_values(value: Any, *, groups: bool) -> Any:
    """Return names or words without markup, in whatever form; with `groups=False` braces around a name stay."""
    if isinstance(value, str):
        if is_stand_in(value):
            return ""
        marks = _BRACED if groups else _MARKED_UP
        return strip_tex(strip_markup(value), groups=groups) if marks.search(value) else value
    if isinstance(value, list):
        return [_clean_values(item, groups=groups) for item in value]
    if isinstance(value, Mapping):
        return {key: _clean_values(item, groups=groups) for key, item in value.items()}
    return value


def _has_places(record: Mapping[str, Any]) -> bool:
    for key in ("entities", "urls", "relations", "results"):
        items = record.get(key)
        for item in items if isinstance(items, list) else ():
            if isinstance(item, Mapping) and any(item.get(name) is not None for name in ("mentions", "start", "end")):
                return True
    return False


def _clean_names(entity: object) -> object:
    names = entity.get("names") if isinstance(entity, Mapping) else None
    if not isinstance(entity, Mapping) or not isinstance(names, list):
        return entity
    return {**entity, "names": [clean_text(name, "title") if isinstance(name, str) else name for name in names]}


def _clean_value(result: object) -> object:
    value = result.get("value") if isinstance(result, Mapping) else None
    return {**result, "value": clean_text(value, "title")} if isinstance(value, str) else result  # type: ignore[dict-item]


def _clean_once(text: str, section: Section) -> str:
    cleaned = mend_addresses(_strip_citations(strip_tex(strip_markup(_plain_letters(text)))))
    if section == "abstract":
        cleaned = strip_notes(strip_labels(cleaned))
    if cleaned == text:
        return text
    cleaned = _LINES.sub("\n" if section == "abstract" else " ", stored.clean_text(cleaned))
    return _SPACES.sub(" ", cleaned).strip()


def _plain_letters(text: str) -> str:
    return text.translate(_LIGATURES) if _UNSEEN.search(text) else text


def _strip_citations(text: str) -> str:
    return _CITATION.sub(_without_citation, text) if "[" in text else text


def _without_citation(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - 12) : match.start()]
    word = _LAST_WORD.search(before)
    # Glued to a short word it may be an index: a[1], top[5].
    is_index = not match["space"] and word is not None and len(word[0]) < 4 and not any(map(str.isupper, word[0][1:]))
    named = before[-1:].isalnum() or before[-1:] in ".)”\"'’*+-"
    if is_index or _NEEDED.search(before) or not _is_in_order(match[0]) or not named:
        return match[0]
    return "" if before.endswith(".") else match["stop"]


def _is_in_order(citation: str) -> bool:
    """Tell whether each list of numbers rises, as references do: [3, 1] is none."""
    lists = [[int(number) for number in re.findall(r"\d+", part)] for part in citation.split("]")]
    return all(numbers == sorted(numbers) for numbers in lists)
