r"""Names of notes: such as every file system and Obsidian's links can hold, and no two alike, whatever the case.

Obsidian's links hold none of `# ^ [ ] | %%`, Windows no file name with `" * / : < > ? \` or that ends in a dot; some
names (CON, NUL) are devices there. A name that begins with a dot is hidden.
"""

import re
import unicodedata
from typing import Final

_UNFIT: Final = re.compile(r'[\s"*/:<>?\\#^\[\]|`]+|%{2,}')
_COLON: Final = re.compile(r"\s*:\s+")
_DEVICES: Final = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_EDGES: Final = " .-"
_UNSEEN: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_JOINERS: Final = "\u200c\u200d"  # written in Persian, in Indian scripts and within emoji
_LONGEST: Final = 100  # characters, and bytes of UTF-8: file systems take 255 with what is put behind
_BYTES: Final = 180


def mend_name(text: str) -> str:
    """Return a text as a name: `BERT: Pre-training` -> `BERT - Pre-training`, `A/B?` -> `A-B`."""
    seen = "".join(
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", text)
        if character.isspace() or character in _JOINERS or unicodedata.category(character) not in _UNSEEN
    )
    fit = _UNFIT.sub(lambda found: " " if found[0].isspace() else "-", _COLON.sub(" - ", seen))
    short = fit.strip(_EDGES + _JOINERS)[:_LONGEST].encode()[:_BYTES].decode(errors="ignore").strip(_EDGES + _JOINERS)
    if not short:
        return "unnamed"
    return f"{short}_" if _DEVICES.fullmatch(short) else short


class NoteNames:
    """Gives out names; of several that would be one, the later ones are told apart."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, text: str, kind: str = "") -> str:
        """Return a name for a text: the mended text, then with its kind in brackets, then with a number."""
        name = mend_name(text)
        told = f"{name} ({kind})" if kind else name
        number = 1
        found = name
        while (key := unicodedata.normalize("NFKC", found).casefold()) in self._taken:
            found = told if found == name and told != name else f"{told} {(number := number + 1)}"
        self._taken.add(key)
        return found
