"""Subscripts and superscripts as plain text: KD3, mAP50, 10^-3, x_ij."""

import re
from typing import Final

_RUN: Final = re.compile(r"[^\W_]*$")
_BASE_LENGTH: Final = 40
_SIMPLE: Final = re.compile(r"[+\-−±]?[\w.,∞'′*]+")
# What stands above a word without any mark in plain text as well: signs, ordinals, charges, trademarks.
_BARE: Final = re.compile(r"[*†‡§'′+−±®™-]+|\d*[+−-]|th|st|nd|rd|\(R\)|TM")
_DEGREE: Final = frozenset("∘°o")


def write_script(before: str, mark: str, script: str, *, glued: bool = False) -> str:
    """Return a script as it follows the text before it; `mark` is `^` or `_`.

    Digits join a name (`KD3`, `H2O`), a power keeps its mark (`10^-3`, `n^2`). `glued` joins letters too, as web pages
    without their tags do (`BERTbase`); else they keep the mark (`x_max`).
    """
    script = script.strip()
    run = _RUN.search(before[-_BASE_LENGTH:])
    base = run[0] if run else ""
    if not script:
        return ""
    if mark == "^":
        if script in _DEGREE and base[-1:].isdigit():
            return "°"
        if _BARE.fullmatch(script) or (glued and not base):
            return script
        if script.isdecimal() and not base[-1:].isdigit() and (len(base) > 1 or (glued and base.isupper())):
            return script
    elif (script.isdecimal() and base[-1:].isalpha()) or (
        glued and _SIMPLE.fullmatch(script) and len(base) + len(script) > 2
    ):
        return script
    return mark + (script if _SIMPLE.fullmatch(script) or _is_enclosed(script) else f"({script})")


def _is_enclosed(script: str) -> bool:
    return script[0] == "(" and script[-1] == ")" and script.count("(") == 1
