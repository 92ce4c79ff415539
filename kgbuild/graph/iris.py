"""IRIs for people: the prefix of a known vocabulary, the last part as a name, the base that a graph's IRIs share."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote

from kgbuild.vocabulary import PREFIXES

# What can follow a prefix wherever prefixed names are read.
_LOCAL_NAME: Final = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
# What names things in public.
_WITH_HOST: Final = ("http", "https")
SCHEMES: Final = (*_WITH_HOST, "urn", "tag", "info", "did", "ark", "doi")
_BASE: Final = re.compile(r"(https?://.*/)(?:entity|paper)/[^/]")


def find_unfit_scheme(iri: str) -> str:
    """Return what is wrong with the start of an IRI that pages link to, "" where it is fine.

    What names something on this machine (`file:`) or is run by whoever follows it (`javascript:`) is none.
    """
    scheme, colon, rest = iri.partition(":")
    if not colon or scheme.lower() not in SCHEMES:
        return f"begins with none of {', '.join(f'{name}:' for name in SCHEMES)}"
    if scheme.lower() in _WITH_HOST and not re.match(r"//[^/?#\s]", rest):
        return "names no host"
    return ""


def split_iri(iri: str) -> tuple[str, str]:
    """Return the prefix that we have for an IRI's namespace, and the rest; no prefix and the whole where we have none.

    >>> split_iri("http://purl.org/dc/terms/title")
    ('dcterms', 'title')
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return prefix, iri[len(namespace) :]
    return "", iri


def compact_iri(iri: str) -> str:
    """Return a term of a known vocabulary with its prefix, such as `kg:Paper`; any other IRI as it is."""
    prefix, name = split_iri(iri)
    return f"{prefix}:{name}" if prefix and _LOCAL_NAME.fullmatch(name) else iri


def local_name(iri: str) -> str:
    """Return an IRI's last part, readable: what stands in for a missing label."""
    return unquote(re.split(r"[/#]", iri.rstrip("/#"))[-1]) or iri


def find_bases(iris: Iterable[str]) -> tuple[str, ...]:
    """Return what IRIs of papers and entities start with, up to `entity/` or `paper/`; of several the commonest first.

    >>> find_bases(["https://w3id.org/kgbuild/id/entity/bert", "http://example.org/other"])
    ('https://w3id.org/kgbuild/id/',)
    """
    heads = Counter(match[1] for iri in iris if (match := _BASE.match(iri)))
    return tuple(sorted(heads, key=lambda head: (-heads[head], head)))


def find_base(iris: Iterable[str]) -> str:
    """Return the commonest base, without which a page's addresses go; "" where there is none."""
    return next(iter(find_bases(iris)), "")
