"""What a page carries inside itself: data and scripts, safe in HTML and named in the page's policy."""

import base64
import hashlib
import json
from typing import Final

from kgbuild.graph.marks import META_NAME

_GENERATOR: Final = '<meta name="generator" content="kgbuild">'


def to_digest(text: str) -> str:
    """Return the source expression that lets a Content-Security-Policy pass one inline script or style."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode()


def to_json(value: object) -> str:
    """Return JSON that is safe inside a script element, whatever its strings hold."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def mark_page(page: str, build: str) -> str:
    """Return a page that says of which build it is, in its head; without an id as it is."""
    return page.replace(_GENERATOR, f'{_GENERATOR}\n<meta name="{META_NAME}" content="{build}">', 1) if build else page
