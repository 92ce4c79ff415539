"""Notes that publishers and registries append to an abstract: copyright, registration, funding. They name nothing."""

import re
from functools import lru_cache
from typing import Final

Places = tuple[tuple[int, int], ...]
"""(start, end) in a text."""
_YEAR: Final = r"(?:19|20)\d\d\b"
_LABELS: Final = (
    "TRIAL REGISTRATION|Trial [Rr]egistration|Clinical [Tt]rial [Rr]egistration|REGISTRATION|FUNDING|Funding"
    r"|PROSPERO [Rr]egistration|Registration [Nn]umber|CLINICAL TRIAL\w*"
)
_NOTE: Final = re.compile(
    # To the end of the text.
    rf"(?:(?:Copyright\s*)?(?:©|\(c\)|\u24d2)\s*(?:The Authors?\.?\s*,?\s*)?{_YEAR}|©\s*The Author|Copyright {_YEAR}"
    r"|\(Psyc(?:INFO|Info|ARTICLES) Database Record|This article is protected by copyright|All [Rr]ights [Rr]eserved).*"
    # To the end of the sentence, or of the part that the label opens.
    rf"|\b(?:{_LABELS})(?: [Nn]umber)?\s*:.*?(?=\.\s+[A-Z][A-Za-z]+:|\.\s+[A-Z]{{4,}}|$)",
    re.DOTALL,
)
# A text without any of these need not be searched.
_CUES: Final = (
    "©",
    "\u24d2",
    "(c)",
    "opyright",
    "ights",
    "Database Record",
    "egist",
    "EGIST",
    "unding",
    "UNDING",
    "TRIAL",
)


@lru_cache(maxsize=256)
def find_notes(text: str) -> Places:
    """Return (start, end) of the notes in an abstract."""
    return tuple(match.span() for match in _NOTE.finditer(text)) if any(cue in text for cue in _CUES) else ()
