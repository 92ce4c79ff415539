"""What an abstract holds that is not its text: labels of sections, and notes on copyright, funding and registration.

Labels are a closed list. How many of them a text must have before they count depends on how plainly they are set off:
`METHODS:` is one, a line of its own or `.MethodsWe` counts beside others, `Methods We` only in a row of them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_LABELS: Final = (
    "abstract", "summary", "background", "backgrounds", "background and aims", "background and objective",
    "background and objectives", "background and purpose", "background/aims", "background/objectives", "introduction",
    "context", "objective", "objectives", "aim", "aims", "aim of the study", "purpose", "purpose of review", "goal",
    "goals", "hypothesis", "motivation", "rationale", "importance", "research question", "research questions",
    "question", "design", "study design", "design and methods", "design/methodology/approach", "setting", "settings",
    "design and setting", "setting and participants", "participants", "patients", "subjects", "data sources",
    "data source", "data extraction", "data synthesis", "study selection", "search strategy", "eligibility criteria",
    "material and methods", "materials and methods", "materials & methods", "patients and methods",
    "subjects and methods", "method", "methods", "methods and materials", "methods and results",
    "methods and findings", "methods/results", "methodology", "methodology/principal findings", "experimental design",
    "intervention", "interventions", "exposure", "exposures", "measurements", "measurements and main results",
    "main outcome measure", "main outcome measures", "main outcomes and measures", "outcome measures",
    "primary outcome", "outcome", "outcomes", "result", "results", "main results", "key results",
    "results and discussion", "results and conclusion", "results and conclusions", "principal findings", "finding",
    "findings", "recent findings", "discussion", "discussion and conclusion", "discussion and conclusions",
    "conclusion", "conclusions", "conclusions and relevance", "conclusion and relevance",
    "conclusions and significance", "conclusions/significance", "conclusion and significance", "interpretation",
    "significance", "clinical significance", "clinical relevance", "relevance", "limitations",
    "strengths and limitations", "implications", "practical implications", "social implications",
    "research limitations/implications", "originality", "originality/value", "novelty", "availability",
    "availability and implementation", "availability & implementation", "supplementary information", "contact",
    "key messages", "key points", "practice implications", "advances in knowledge", "level of evidence",
)  # fmt: skip
# What stands under these is a note, not a part of the abstract.
_NOTES: Final = (
    "funding", "funding/support", "funding source", "funding sources", "funding information", "financial support",
    "trial registration", "trial registration number", "trial registrations", "clinical trial registration",
    "clinical trial registration number", "clinical trials registration", "clinical trial number", "clinicaltrials.gov",
    "clinicaltrials.gov identifier", "study registration", "systematic review registration", "prospero registration",
    "prospero registration number", "registration number", "protocol registration", "copyright",
    "conflict of interest", "conflicts of interest", "competing interests", "declaration of interest",
    "declaration of interests", "declaration of competing interest", "disclosure", "disclosures", "acknowledgements",
    "acknowledgments", "acknowledgement",
)  # fmt: skip


def _spellings(labels: Sequence[str]) -> str:
    """Return a pattern of the labels as they are written, the longest first."""
    longest_first = sorted(labels, key=lambda label: (-len(label), label))
    forms = [form for one in longest_first for form in (one[0].upper() + one[1:], one.title(), one.upper())]
    return "|".join(map(re.escape, dict.fromkeys(forms)))


# At the start of the text, of a line, or behind the end of a sentence.
# Each run of space is tried from its start only, so that time stays linear.
_ANCHOR: Final = re.compile(
    r"(?:\A\s*+|(?<=[.!?\]”\"])[^\S\n]*+|(?<!\s)(?=[^\S\n]*+\n)\s++)(?P<open>\*\*|[\[(【])?(?=[A-Z])",
)
_LABEL: Final = re.compile(
    rf"(?:{_spellings((*_LABELS, *_NOTES))})(?=[\s:：.—–|\])】*]|(?<=[a-z])[A-Z0-9]|(?<=[A-Z])[A-Z][a-z])"
)
_FIRST_LETTERS: Final = frozenset(label[:3] for label in (*_LABELS, *_NOTES))
# What sets a label off, the plainest first.
_FORMS: Final = (
    ("colon", re.compile(r"\s?[:：]\s*")),
    ("line", re.compile(r"[ \t.]*+\n\s*+")),
    ("dash", re.compile(r"(?:\.?\s*[—–]\s*|\s-\s|\.\s+|\s?\|\s)(?=[A-Z])")),
    ("glued", re.compile(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z][a-z])")),
    ("spaced", re.compile(r"\s+(?=[A-Z])")),
)
_CLOSED: Final = re.compile(r"\s?[:：.]?(?:\*\*|[\])】])\s?[:：.]?\s*")
# Words that open a sentence and no name: "Abstract We", not "Abstract Meaning Representation".
_OPENING: Final = re.compile(
    r"(?:We|In|This|The|Our|Although|Recent|Recently|To|Despite|While|These|For|With|A|An|It|As|There|Many|Most|"
    r"Here|When|On|By|From|Since|How)\b"
)
_MANY: Final = 3
_REGISTERED: Final = re.compile(
    r"\b(?:NCT\d{6,}|ISRCTN\d{5,}|ChiCTR[\w-]+|CRD ?\d{8,}|UMIN\d{6,}|DRKS\d{6,}|ACTRN\d{8,})\b"
)

_END: Final = 1500  # of an abstract, looked at for notes
_MARK: Final = re.compile(
    r"(?:(?<=[.!?)\]\s])|\A)\s*(?:\(PsycInfo Database Record\s*)?"
    r"(?:Crown )?(?:©|(?:Copyright|\(c\))[ ,]*(?=©|\(c\)|(?:by |the )?(?:19|20)\d\d|the authors?))\s*"
    r"(?:©|\(c\))?\s*(?:Copyright\s*)?(?:(?:19|20)\d\d)?",
    re.IGNORECASE,
)
_MARKED: Final = re.compile(r"©|\([cC]\)|[Cc]opyright|COPYRIGHT")
_OWNED: Final = re.compile(r"(?:19|20)\d\d|author|crown|elsevier|springer|ieee|acm|wiley|press|society", re.IGNORECASE)
_LONGEST_MARK: Final = 450
_LONGEST_OPENING: Final = 160
_SHORTEST_TEXT: Final = 60
_BRACKETED: Final = re.compile(
    r"(?<=[\w.!?%)])\s*+\("
    r"(?:(?:Funded|Supported) by [^()]*|(?:[Cc]linical ?[Tt]rials?\.gov|PROSPERO)\b[^()]*\d{6}[^()]*)\)"
    r"(?P<stop>\.?)\s*\Z"
)
_NOTE_SENTENCE: Final = re.compile(
    r"""all\ rights\ reserved\.? | (?:this\ article\ is\ )?protected\ by\ copyright.*
    | published\ (?:by|under\ (?:an\ exclusive\ )?licen[cs]e\ (?:by|to))\ [A-Z].{0,100}
    | (?:this\ is\ an\ )?open[\ -]access\ (?:article|paper)\b.{0,30}\b(?:under|distributed|licen[cs]e).*
    | (?:the\ final\ publication\ is\ available\ at|the\ version\ of\ record\ is).{0,80}springer.*
    | (?:this\ (?:work|study|research|project|trial|paper)\ (?:was|is|has\ been)\ )?
      (?:partially\ |partly\ |in\ part\ |financially\ |jointly\ )*(?:supported|funded|sponsored)
      \ (?:in\ part\ )?by\b.{0,300}?
      (?-i:\b(?:[Gg]rants?|Foundation|Council|Funds?|Ministry|Agency|Commission|Institutes?|NSF|NIH|EPSRC|DFG|ERC|NSFC|
      DARPA|ONR|AFOSR|Government|Department|Programme|Program|University)\b).*
    | (?:clinical\ ?trials?\.gov|prospero|(?:clinical\ |trial\ |study\ |review\ |systematic\ )*registration
      |(?:this|the)\ (?:trial|study|review|protocol)\ (?:is|was)\ registered)
      \b.{0,200}
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
# One of these stands in every such sentence: quicker to look for.
_HINTS: Final = (
    "reserved", "copyright", "published", "licen", "access", "publication", "version of", "supported", "funded",
    "sponsor", "trial", "prospero", "registered",
)  # fmt: skip
_REGISTRATION: Final = re.compile(
    r"(?:clinical|prospero|(?:study |review |systematic )*registration|trial|this|the)", re.IGNORECASE
)
_SENTENCE: Final = re.compile(r"(?<=[.!?)])\s+(?=[A-Z©(])")


@dataclass(frozen=True, slots=True)
class _Found:
    """A label: where it stands with all that sets it off, and how."""

    start: int
    end: int
    label: str
    form: str
    first: bool
    loose: bool = True  # space stands before it


def strip_labels(text: str) -> str:
    """Return an abstract without the labels of its sections, and without what stands under labels of notes."""
    found = _choose(text, _find_labels(text))
    if not found:
        return text
    parts = [text[: found[0].start]]
    for label, following in pairwise([*found, _Found(len(text), len(text), "", "", first=False)]):
        if label.label not in _NOTES:
            space = "\n" if "\n" in text[label.start : label.end].rstrip("\n") else " "
            parts += [space, text[label.end : following.start]]
    return "".join(parts).strip()


def _find_labels(text: str) -> list[_Found]:
    found = []
    for anchor in _ANCHOR.finditer(text):
        place = anchor.end()
        label = _LABEL.match(text, place) if text[place : place + 3].lower() in _FIRST_LETTERS else None
        if not label:
            continue
        first = place < _END and not text[:place].strip(" \t\n\xa0*[(【")
        forms = (("bracketed", _CLOSED),) if anchor["open"] else _FORMS
        form, end = next(((form, off.end()) for form, sign in forms if (off := sign.match(text, label.end()))), ("", 0))
        # A line of its own begins on a line of its own.
        if form and (form != "line" or first or "\n" in anchor[0]):
            loose = first or bool(anchor[0].strip("*[(【"))
            found.append(_Found(anchor.start(), end, label[0].lower(), form, first, loose))
    return found


def _choose(text: str, found: Sequence[_Found]) -> list[_Found]:
    """Return the labels that are surely such."""
    plain = {one.label for one in found if one.form != "spaced"}
    every = {one.label for one in found if one.form != "glued" or not one.loose}
    opened = any(one.first for one in found)
    unspaced = any(not one.loose for one in found)
    enough = {"spaced": len(every) >= _MANY and opened, "glued": len(plain) > 1 and (unspaced or len(plain) >= _MANY)}
    chosen = []
    for one in found:
        name = text[one.start : one.end].strip()
        abstract = one.first and one.label in {"abstract", "summary"}
        alone = {
            "colon": one.first or one.label in _NOTES or name.rstrip(": ：").isupper(),
            "line": abstract,
            "dash": abstract,
            "bracketed": abstract,
            "glued": abstract and bool(_OPENING.match(text, one.end)),
            "spaced": one.first and one.label == "abstract" and bool(_OPENING.match(text, one.end)),
        }[one.form]
        together = enough.get(one.form, len(plain) > 1)
        note = one.label in _NOTES and one.form == "spaced"
        if (alone or together) and not note:
            chosen.append(one)
    return chosen


def strip_notes(text: str) -> str:
    """Return an abstract without notes at its end (copyright, funding, registration) and the copyright at its start."""
    text = _strip_opening(text)
    before = None
    while before != text:
        before = text
        text = _strip_bracketed_note(_strip_last_note(text))
    return text


def _strip_last_note(text: str) -> str:
    base = max(0, len(text) - _END)
    tail = text[base:]
    for mark in _MARK.finditer(text, base) if _MARKED.search(tail) else ():
        rest = text[mark.start() :].strip()
        if (
            mark.start() > base
            and len(rest) <= _LONGEST_MARK
            and _OWNED.search(rest[:80])
            and text[: mark.start()].strip()
        ):
            return text[: mark.start()].rstrip()
    starts = [match.end() for match in _SENTENCE.finditer(tail)]
    for start in starts[-4:]:
        last = tail[start:].strip()
        if any(hint in last.lower() for hint in _HINTS) and _is_note(last):
            return text[: base + start].rstrip()
    return text


def _strip_bracketed_note(text: str) -> str:
    """Return an abstract without the brackets at its end that name its funder or its number in a register."""
    if not text.rstrip(". \n").endswith(")"):
        return text
    note = _BRACKETED.search(text, max(0, len(text) - _LONGEST_MARK))
    return text[: note.start()] + note["stop"] if note else text


def _is_note(sentence: str) -> bool:
    if not _NOTE_SENTENCE.fullmatch(sentence.strip("() \n")):
        return False
    # What is told of a registration counts where its number is told.
    return (
        not _REGISTRATION.match(sentence.strip("( "))
        or "support" in sentence
        or "fund" in sentence
        or bool(_REGISTERED.search(sentence) or "copyright" in sentence)
    )


def _strip_opening(text: str) -> str:
    mark = _MARK.match(text.lstrip()) if text.lstrip()[:1] in "©C(" else None
    if not mark or not re.search(r"\d{4}", mark[0]):
        return text
    body = text.lstrip()
    place = mark.end()
    while 0 <= (dot := body.find(".", place)) < _LONGEST_OPENING:
        place = dot + 1
        if re.match(r"\s?[A-Z]\.|,", body[place : place + 3]):
            continue
        rest = re.sub(r"\A\s*All rights reserved\.?", "", body[place:], count=1).lstrip()
        return rest if rest[:1].isupper() and len(rest) > _SHORTEST_TEXT else text
    return text
