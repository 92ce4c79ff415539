"""What a page carries inside itself: data and scripts, safe in HTML and named in the page's policy."""

import base64
import hashlib
import json


def to_digest(text: str) -> str:
    """Return the source expression that lets a Content-Security-Policy pass one inline script or style."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode()


def to_json(value: object) -> str:
    """Return JSON that is safe inside a script element, whatever its strings hold."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
