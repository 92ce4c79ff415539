"""What an IRI can hold: slugs of texts, and one of its own for each thing."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from typing import Final

_SYMBOLS: Final = {"+": "plus", "#": "sharp", "*": "star", "&": "and", "@": "at", "%": "percent"}
_SLUG_LENGTH: Final = 100
# What of a text in ASCII no segment holds, see `_in_segment`.
_APART: Final = re.compile(r"[^0-9A-Za-z\0]")


def slugify(text: str) -> str:
    """Return a lower-case IRI path segment for any text: never empty, at most 100 characters.

    Letters and digits of every script stay where an IRI may hold them; `+ # * & @ %` are spelt out; a dot
    stays between digits; all else becomes a hyphen. A text with nothing to keep, or too long, gets a hash.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
    spelt = re.sub(r"(?<=[^\W_])[+#*]+", lambda run: "".join(_SYMBOLS[c] for c in run[0]) + " ", folded)
    spelt = re.sub(r"[+#*&@%]", lambda symbol: f" {_SYMBOLS[symbol[0]]} ", spelt)
    dotted = re.sub(r"(?<=\d)\.(?=\d)", "\0", spelt.replace("\0", " "))
    kept = _APART.sub(" ", dotted) if dotted.isascii() else "".join(c if _in_segment(c) else " " for c in dotted)
    slug = unicodedata.normalize("NFC", "-".join(kept.split())).replace("\0", ".")
    if not slug:
        return text_hash(text)
    if len(slug) > _SLUG_LENGTH:
        slug = slug[: _SLUG_LENGTH - 9].rstrip("-.") + "-" + text_hash(text)[:8]
    return slug


def text_hash(text: str) -> str:
    """Return 16 hex digits that stand for a text (lone surrogates included)."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _in_segment(char: str) -> bool:
    if char == "\0" or char.isascii():
        return char == "\0" or char.isalnum()
    code = ord(char)
    allowed = 0xA0 <= code <= 0xD7FF or 0xF900 <= code <= 0xFDCF or 0xFDF0 <= code <= 0xFFEF
    allowed = allowed or (0x10000 <= code <= 0xDFFFD and code & 0xFFFF <= 0xFFFD)
    return allowed and (char.isalnum() or unicodedata.category(char) in {"Mn", "Mc"})


def unique_slugs(wanted: Mapping[str, tuple[str, int]]) -> dict[str, str]:
    """Give each key a slug of its own; `wanted` maps key -> (text to make the slug from, weight).

    Where several want the same, the heaviest has it and the others get a hash of their key behind it.
    """
    by_slug: dict[str, list[str]] = {}
    for key in sorted(wanted, key=lambda key: (-wanted[key][1], key)):
        by_slug.setdefault(slugify(wanted[key][0]), []).append(key)
    slugs: dict[str, str] = {}
    for slug, keys in by_slug.items():
        for rank, key in enumerate(keys):
            slugs[key] = slug if rank == 0 else f"{slug[:90]}-{text_hash(key)[:8]}"
    return slugs
