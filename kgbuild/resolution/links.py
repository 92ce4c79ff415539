"""Web addresses: which two are one, and what they are called."""

import re
from urllib.parse import urlsplit



def url_key(url: str) -> str:
    """Return the key under which two addresses are one: scheme, "www.", host's case, `.git` and last slash dropped.

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


def is_absolute(url: str) -> bool:
    """Tell whether an address has a web scheme and a host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme.lower() in {"http", "https"} and bool(parts.netloc)
