"""Text that a terminal shows and does not obey."""

import unicodedata
from typing import Final

# Characters that move the cursor, change colours or the order of text, or are not seen: controls (C0 and C1), format
# characters (bidi, soft hyphen, byte order mark, tags), halves of surrogate pairs, line and paragraph separators.
_OBEYED: Final = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
_JOINERS: Final = frozenset("\u200c\u200d")  # written in Persian, in Indian scripts and within emoji


def visible(text: str, *, keep: str = "") -> str:
    r"""Return a text with each character that a terminal would obey, or show as nothing, as an escape: \u001B.

    Those in `keep` stay.
    """
    if text.isprintable():
        return text
    return "".join(_escape(c) if _is_obeyed(c) and c not in keep else c for c in text)


def _is_obeyed(character: str) -> bool:
    code = ord(character)
    if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:  # these are no characters
        return True
    return unicodedata.category(character) in _OBEYED and character not in _JOINERS


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
