"""Web addresses: which two are one, and what they are called."""

import re
from typing import Final
from urllib.parse import quote, urlsplit

from kgbuild.datamodel import Link

# A name with a dot, or the machine itself; letters of any script.
_HOST: Final = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W_][\w-]*|localhost")
_PLAIN: Final = frozenset("-._~!$&'()*+,;=:@/?%")


def link_key(link: Link) -> str:
    """Return the key of the entity that a link becomes."""
    return f"url {url_key(mend_url(link.url))}"


def url_key(url: str) -> str:
    """Return the key of an address: scheme, "www.", the host's case, `.git` and the last slash dropped.

    Hosts that treat paths without regard to case (GitHub, GitLab, Hugging Face) have them folded.
    """
    host, rest = _host_and_rest(url)
    rest = re.sub(r"\.git$", "", rest)
    if host in {"github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "huggingface.co"}:
        rest = rest.casefold()
    return host + rest


def url_label(url: str) -> str:
    """Return an address without its scheme, "www." and last slash, to be read by people."""
    host, rest = _host_and_rest(url)
    return (host + re.sub(r"\.git$", "", rest)) or url


def _host_and_rest(url: str) -> tuple[str, str]:
    bare = re.sub(r"^[a-zA-Z][a-zA-Z0-9+.-]*://", "", url.strip())
    host, slash, rest = bare.partition("/")
    host = re.sub(r"^www\.", "", host.casefold())
    return host, (slash + rest).rstrip("/")


def mend_url(url: str) -> str:
    """Return an address as an absolute IRI that every RDF reader takes, or "" where it leads nowhere.

    A missing scheme becomes https; characters that an IRI may not hold are percent-encoded.
    """
    text = url.strip()
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", text):
        text = "https://" + text.removeprefix("//")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme.lower() not in {"http", "https"} or "@" in parts.netloc or not _HOST.fullmatch(host):
        return ""
    place = host + (f":{port}" if port else "")
    rest = _encode(parts.path) + (f"?{_encode(parts.query)}" if parts.query else "")
    rest += f"#{_encode(parts.fragment)}" if parts.fragment else ""
    return f"{parts.scheme.lower()}://{place}{rest}"


def _encode(part: str) -> str:
    whole = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", part)
    plain = frozenset(c for c in whole if c.isascii() and c.isalnum()) | _PLAIN
    return "".join(c if c in plain else quote(c, errors="replace") for c in whole)
