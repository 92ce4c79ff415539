"""Web addresses: which two are one, how one is mended, and what they are called."""

import re
from typing import Final
from urllib.parse import quote, urlsplit

from kgbuild.datamodel import Link

# A name with a dot, or the machine itself; letters of any script.
_HOST: Final = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W_][\w-]*|localhost")
_SCHEME: Final = re.compile(r"(?<![a-zA-Z0-9+.-])[a-zA-Z][a-zA-Z0-9+.-]*://")
_GIT: Final = re.compile(r"\.git$", re.IGNORECASE)
_PLAIN: Final = frozenset("-._~!$&'()*+,;=:@/?%")
_CODE_HOSTS: Final = frozenset({"github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "huggingface.co"})

# Where a repository stands below its owner.
_OWNED_HOSTS: Final = frozenset({"github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "gitee.com"})
_NO_OWNERS: Final = frozenset({"orgs", "topics", "users", "search", "explore", "features", "sponsors", "collections"})


def address_key(url: str) -> str:
    """Return what two spellings of one address share, mended or not.

    Scheme, "www.", the host's case, `.git` and slashes at the end are dropped. Hosts of code (GitHub, GitLab, Hugging
    Face) treat paths without regard to case and show one page whatever the fragment: there the path is folded and the
    fragment dropped. Elsewhere path and fragment count, and the query counts everywhere.
    """
    host, rest = _host_and_rest(mend_url(url) or url)
    return host + (rest.casefold() if host in _CODE_HOSTS else rest)


def is_repository(url: str) -> bool:
    """Tell whether an address can be a repository's: on a host of code not an owner's page alone, nor one cut off."""
    host, rest = _host_and_rest(mend_url(url) or url)
    path = [part for part in re.split(r"[?#]", rest)[0].split("/") if part]
    if rest.endswith(("-", "_", "–")) or (path and path[-1].endswith("-")):
        return False
    owned = host in _OWNED_HOSTS or host.startswith("gitlab.")
    return not owned or (len(path) > 1 and path[0].casefold() not in _NO_OWNERS)


def link_key(link: Link) -> str:
    """Return the key of the entity that a link becomes."""
    return f"url {address_key(link.url)}"


def url_label(url: str) -> str:
    """Return an address without its scheme, "www." and last slash, to be read by people."""
    return "".join(_host_and_rest(url)) or url


def _host_and_rest(url: str) -> tuple[str, str]:
    host, slash, rest = _SCHEME.sub("", url.strip(), count=1).partition("/")
    host = host.casefold().removeprefix("www.")
    if host in _CODE_HOSTS:
        rest = rest.partition("#")[0]
    return host, _GIT.sub("", (slash + rest).rstrip("/"))


def mend_url(url: str) -> str:
    """Return an address as an absolute IRI that every RDF reader takes, or "" where it leads nowhere.

    A missing scheme becomes https; characters that an IRI may not hold are percent-encoded.
    """
    text = url.strip()
    if not _SCHEME.match(text):
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
