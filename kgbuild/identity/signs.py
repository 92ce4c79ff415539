"""Signs that names are written with and that are said in words: Greek letters, infinity."""

import re
import unicodedata


def spell_signs(name: str) -> str:
    """Return a name with Greek letters and the sign of infinity in Latin ones."""
    if name.isascii():
        return name
    return "".join(_spell_sign(char) for char in unicodedata.normalize("NFKC", name))


def _spell_sign(char: str) -> str:
    if char == "∞":
        return "infinity"
    called = unicodedata.name(char, "") if "Ͱ" <= char <= "Ͽ" else ""
    found = re.fullmatch(r"GREEK (?:SMALL|CAPITAL) LETTER (?:FINAL )?([A-Z]+)", called)
    return found[1].lower() if found else char
