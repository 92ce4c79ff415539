"""What is never the name of a method, a data set, a benchmark, a task or a metric, whatever the classifier believes.

Two kinds of rules. What a text can be told from by its form (formulas, amounts, dates, licences, registrations, other
scripts) is no name at all. A place, a language, an organisation or a venue may lend its name to a thing (the MIT-States
data, a Berlin corpus): it is dropped only where neither the lists nor the sentence say that it names one.
"""

import re
import sys
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from enum import IntFlag
from functools import lru_cache
from typing import Final

from kgbuild.datamodel import Section
from kgbuild.extraction.candidates import SURE, Candidate, Occurrence, Passage
from kgbuild.extraction.lexemes import NOUNS
from kgbuild.extraction.notes import Places, find_notes
from kgbuild.extraction.proper_names import is_proper_name
from kgbuild.lexicon import Lexicon

_MONTHS: Final = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
)
_DAY: Final = r"\d{1,2}(?:st|nd|rd|th)?"
_NUMBERS: Final = r"[\\$~≈(+-]*\d[\d.,]*(?:\s*(?:-|--|–|~|to)\s*\d[\d.,]*)?"
_UNITS: Final = (
    "N|Nm|kN|kg|mg|[µμ]g|ng|mm|cm|km|nm|[µμ]m|mL|ml|[µμ][Ll]|Hz|kHz|MHz|GHz|THz|fps|FPS|ms|dB|dBm|mV|kV|mW|kW|MW|kWh"
    "|eV|keV|MeV|GeV|TeV|kJ|kcal|Pa|kPa|MPa|GPa|mol|mmol|mM|[µμ]M|nM|ppm|KB|MB|GB|TB|Mbps|Gbps|GFLOPs|FLOPs|DOF|DoF|DOFs|DoFs"
)
_LETTER: Final = (
    r"[\\$~{(]*(?:\\?(?:widetilde|tilde|mathcal|mathrm|mathbb|text)\{?\s*)*(?:\\?Omega|\\?Theta|[OoΩΘPNE])\}?\*?"
)
_NEVER: Final = re.compile(
    "|".join(
        (
            # Formulas: growth and probabilities (O(n), P(x), N(0, I)), groups (SE(3)), equations.
            rf"{_LETTER}(?:\\left|\\big)?[(\[{{].*[)\]}}]\$?",
            r"\\?(?:SE|SO|SU|SL|GL|Sp|ISO|O)\(\w+(?:,\s*\w+)?\)?",
            r"\S*[=≤≥≈∈∃]\S*|\S*[<>]\d\S*",
            r".*\\(?:sqrt|frac|log|ln|max|min|leq?|geq?|epsilon|varepsilon|infty|ldots|cdots|overline|hat)\b.*[\^_=(].*",
            # Amounts, and what is as large: 20 N, 72K-example.
            rf"{_NUMBERS}[\s\\,~$-]*(?:\\?(?:mathrm|text)\{{)?(?:{_UNITS})\}}?\$?",
            r"\d[\d.,]*[KMBT]\+?(?:-[a-z]+)?",
            r"(?:CI|SD|SE|OR|HR|RR|IQR|MD|SMD|ICC)\s[−<>-]?\d[\d.,·–−-]*%?",
            # Dates.
            rf"(?:{_DAY}\s+)?(?:{_MONTHS})\.?(?:\s+{_DAY},?)?(?:,?\s+(?:19|20)\d\d)?",
            r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?",
            # Licences, copyright, registrations, addresses.
            r"CC0(?:\s1\.0)?|CC(?:[\s-](?:BY|NC|SA|ND|Zero))+(?:[\s-][1-4]\.0)?.*|Creative Commons.*",
            r"(?:MIT|BSD|Apache|[AL]?GPL|GNU)(?:[\s-]*(?:v?\d(?:\.\d)?|\d-[Cc]lause))*\s+[Ll]icen[cs]e",
            r"Apache[\s-]2\.0|BSD-\d(?:-Clause)?|[AL]?GPL[\s-]?v?\d(?:\.\d)?",
            r"(?:.*\s)?(?:NCT|ISRCTN|CRD42|DRKS|UMIN|ChiCTR\S*?|ACTRN)\d{5,}.*",
            r"(?:.*\s)?(?:https?://|www\.).*|\S+\.(?:html?|com|org|gov)(?:/\S*)?",
            r".*\(cid:.*|CITATION",
            # Parts of a paper.
            r"(?:Part|Tables?|Fig(?:ure)?s?|Sections?|Equations?|Theorem|Lemma|Appendix|Chapter)\s(?:[IVX]+|\d+|[A-Z])",
        )
    ),
    re.DOTALL,
)
# What of these holds letters, spaces and hyphens only: most names need no more than this look.
_NEVER_OF_LETTERS: Final = re.compile(
    rf"(?:{_MONTHS})|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|CC(?:[\s-](?:BY|NC|SA|ND|Zero))+|Creative Commons.*"
    r"|(?:MIT|BSD|Apache|[AL]?GPL|GNU).*\s[Ll]icen[cs]e|CITATION"
    r"|(?:Part|Tables?|Fig(?:ure)?s?|Sections?|Equations?|Theorem|Lemma|Appendix|Chapter)\s(?:[IVX]+|[A-Z])"
)
_PAIRS: Final = ("()", "[]", "{}")
_OTHER_SCRIPT: Final = re.compile(r"[^\W\d_\u0000-\u03ff\u1d00-\u2fff\ua720-\ua7ff\ufb00-\ufb06\U0001d400-\U0001d7ff]")
_LABEL: Final = re.compile(
    r"(?i:background|introduction|objectives?|aims?|purpose|(?:materials and |patients and )?methods?|methodology"
    r"|results?|findings|main results|conclusions?|discussion|interpretation|importance|design|setting|participants"
    r"|interventions?|main outcomes? (?:and )?measures?|measurements|limitations|significance|context|abstract|summary"
    r"|keywords|relevance|trial registration|registration|funding|copyright|data sources?|study selection"
    r"|data extraction|motivation|availability|contact|supplementary information)"
)
_CAPITALS: Final = re.compile(r"(?: [A-Z]+){0,9}:")
_FAR: Final = 7  # words
_LIST_GAPS: Final = frozenset({"", ","})
_SUPPORTING: Final = frozenset({"dataset", "benchmark", "method", "metric"})


def drop_never_names(candidates: Sequence[Candidate], passages: Sequence[Passage], lexicon: Lexicon) -> list[Candidate]:
    """Return the candidates less the places, and the whole candidates, that can name nothing."""
    by_section = {passage.section: passage for passage in passages}
    notes = find_notes(by_section["abstract"].text) if "abstract" in by_section else ()
    kept = []
    for candidate in candidates:
        doubts = 0
        for occurrence in candidate.occurrences:
            doubts |= _doubts(occurrence.text)
        if (not doubts and not notes) or _remains(candidate, by_section, notes, lexicon):
            kept.append(candidate)
    return kept


def _remains(candidate: Candidate, passages: Mapping[Section, Passage], notes: Places, lexicon: Lexicon) -> bool:
    """Take from a candidate the places that name nothing; tell whether anything is left of it."""
    if lexicon.has_choices and any((known := lexicon.get(key)) and known.chosen for key in candidate.keys):
        return True
    occurrences = [
        o
        for o in candidate.occurrences
        if not _doubts(o.text) & _Doubt.NEVER
        and not (_doubts(o.text) & _Doubt.LABEL and _is_label(o, passages[o.section]))
        and not (o.section == "abstract" and _is_in(notes, o.start))
    ]
    if not occurrences or _only_lends_its_name(candidate, occurrences, passages, lexicon):
        return False
    if len(occurrences) < len(candidate.occurrences):
        candidate.occurrences = occurrences
    return True


def _is_in(notes: Places, place: int) -> bool:
    """Tell whether a place is within one of the notes, which come in order."""
    number = bisect_right(notes, (place, sys.maxsize)) - 1
    return number >= 0 and place < notes[number][1]


class _Doubt(IntFlag):
    """Why a text may be no name."""

    NEVER = 1  # by its form
    LABEL = 2  # where it opens a part of an abstract
    PROPER = 4  # unless the sentence or a list says that it names a thing


@lru_cache(maxsize=1 << 16)
def _doubts(text: str) -> int:
    doubts = _Doubt.NEVER if is_never_a_name(text) else 0
    if text[0].isupper() and ((" " in text and text.isupper()) or _LABEL.match(text)):
        doubts |= _Doubt.LABEL
    return int(doubts | (_Doubt.PROPER if is_proper_name(text) else 0))


def is_never_a_name(text: str) -> bool:
    """Tell by its form alone whether a text can name nothing.

    >>> [is_never_a_name(text) for text in ("O(n log n)", "CC BY-NC 4.0", "3 May 2021", "E(3)-Pose", "KD^{3}")]
    [True, True, True, False, False]
    """
    if any(text.count(opening) != text.count(closing) for opening, closing in _PAIRS) or text.count("$") % 2:
        return True
    if text.isascii() and text.replace(" ", "").replace("-", "").isalpha():
        return bool(_NEVER_OF_LETTERS.fullmatch(text))
    return bool(_NEVER.fullmatch(text) or _OTHER_SCRIPT.search(text))


def _is_label(occurrence: Occurrence, passage: Passage) -> bool:
    """Tell whether a place is the label of a part of a structured abstract, or begins with one that nothing divides."""
    if passage.section != "abstract":
        return False
    if " " in occurrence.text and occurrence.text.isupper() and _CAPITALS.match(passage.text, occurrence.end):
        return True  # MAIN OUTCOME MEASURES:
    label = _LABEL.match(occurrence.text)
    if label is None or not _opens_sentence(passage, occurrence):
        return False
    text, after = passage.text, occurrence.start + label.end()
    if label.end() == len(occurrence.text):
        return text[after : after + 1] in (":", ".") or label[0].isupper()
    if text[after] == " ":  # "Methods We trained"
        return label[0].isupper() or is_structured(text)
    return text[after].isupper() and is_structured(text)  # "BackgroundSepsis"


def _opens_sentence(passage: Passage, occurrence: Occurrence) -> bool:
    sentences, first = passage.words.sentences, occurrence.first
    return first == 0 or sentences[first] != sentences[first - 1] or passage.words.gaps[first][-1:] in (".", ":")


_STRUCTURE: Final = re.compile(
    r"(?:^|[.!?)]\s*)(?:Background|BACKGROUND|Methods?|METHODS?|Results?|RESULTS?|Conclusions?|CONCLUSIONS?|Objectives?|OBJECTIVES?)"
    r"\s*:?\s*(?=[A-Z])"
)


@lru_cache(maxsize=256)
def is_structured(text: str) -> bool:
    """Tell whether an abstract has labels for its parts, also where they are glued to the text."""
    return len(_STRUCTURE.findall(text)) > 1


def _only_lends_its_name(
    candidate: Candidate, occurrences: Sequence[Occurrence], passages: Mapping[Section, Passage], lexicon: Lexicon
) -> bool:
    """Tell whether a place, a language, an organisation or a venue is meant, not a thing named after it."""
    if candidate.short or candidate.long or not all(_doubts(o.text) & _Doubt.PROPER for o in occurrences):
        return False
    if any((known := lexicon.get(key)) and known.types - known.ambiguous for key in candidate.keys):
        return False
    return not any(o.sources & SURE or _is_called_a_thing(o, passages[o.section]) for o in occurrences)


def _is_called_a_thing(occurrence: Occurrence, passage: Passage) -> bool:
    """Tell whether a noun behind a name says what it is: "the Berlin corpus", "the Oxford and Paris datasets"."""
    words, sentence = passage.words, passage.words.sentences[occurrence.first]
    for k in range(occurrence.last, min(len(words), occurrence.last + _FAR)):
        form = words.forms[k]
        if words.sentences[k] != sentence or words.gaps[k] not in _LIST_GAPS:
            return False
        if form.islower and form.lower not in ("and", "or"):
            return NOUNS.get(form.singular) in _SUPPORTING
    return False
