"""Annotations and extractions as the scorer sees them: keys of names instead of places in the text."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kgbuild.entity_types import ALWAYS_NAMED, ENTITY_TYPES
from kgbuild.errors import InputError
from kgbuild.evaluation.claims import NO_CLAIMS, AnnotatedClaims, to_claims
from kgbuild.files import MOST_BYTES, read_limited
from kgbuild.identity.names import name_key

# Roles that say the same of things of different types.
_ROLES: Final = {
    "used": "used",
    "evaluated": "used",
    "addressed": "used",
    "introduced": "proposed",
    "proposed": "proposed",
    "compared": "compared",
    "mentioned": "mentioned",
}


@dataclass(frozen=True, slots=True)
class Annotated:
    """A thing of one paper; `alternatives` are types that are right as well."""

    type: str
    named: bool
    role: str | None
    keys: frozenset[str]
    label: str
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnnotatedPaper:
    """The things, web addresses (normalised address -> kind) and claims of one paper, and what found them, if told."""

    title: str
    entities: tuple[Annotated, ...]
    links: Mapping[str, str | None]
    extractor: str = ""
    claims: AnnotatedClaims = NO_CLAIMS


def read_annotations(path: Path, *, limit: int = MOST_BYTES) -> dict[str, AnnotatedPaper]:
    """Return the papers of a JSONL file by the key of their title; of two with one title the later counts.

    Raises InputError that names the line where the file is not what it should be.
    """
    papers = {}
    try:
        # Not splitlines(): a text may hold other line ends, such as U+2028, which JSON allows inside a string.
        text = read_limited(path, limit=limit, hint="split it").decode("utf-8-sig")
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"{path}: cannot be read ({fault})") from fault
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            papers[name_key(record["title"])] = to_annotated(record)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
            raise InputError(
                f"{path}, line {number}: not a record with title, entities and urls ({_shorten(repr(fault))})"
            ) from fault
    if not papers:
        raise InputError(f"{path}: holds no record; expected one JSON object a line")
    return papers


def to_annotated(record: Mapping[str, Any]) -> AnnotatedPaper:
    """Return what of a record counts for the figures."""
    return AnnotatedPaper(
        record["title"],
        tuple(map(_to_thing, record.get("entities") or ())),
        {url_key(u["url"]): u.get("kind") for u in record.get("urls") or ()},
        record.get("extractor") or "",
        to_claims(record, url_key),
    )


def is_gold(gold: Mapping[str, AnnotatedPaper], found: Mapping[str, AnnotatedPaper]) -> bool:
    """Tell whether what was found is the gold itself: the same things, and no extractor that the gold does not name.

    So it is after `kgbuild extract gold.jsonl`, which takes annotations over, and may add spellings and addresses.
    """
    shared = gold.keys() & found.keys()
    return (
        any(gold[key].entities for key in shared)
        and {paper.extractor for paper in found.values()} <= {"", *(paper.extractor for paper in gold.values())}
        and all(_same_things(gold[key].entities, found[key].entities) for key in shared)
    )


def _same_things(gold: Sequence[Annotated], found: Sequence[Annotated]) -> bool:
    return len(gold) == len(found) and all(
        (one.type, one.named, one.role) == (other.type, other.named, other.role) and one.keys <= other.keys
        for one, other in zip(gold, found, strict=True)
    )


def _shorten(text: str) -> str:
    return text if len(text) <= 200 else text[:197] + "..."


def _to_thing(entity: Mapping[str, Any]) -> Annotated:
    if entity["type"] not in ENTITY_TYPES or not entity["names"]:
        raise ValueError(f"entity without a known type or a name: {entity}")
    named = entity["type"] in ALWAYS_NAMED or entity.get("kind", "named") == "named"
    keys = frozenset(map(name_key, entity["names"])) - {""}
    role = _ROLES.get(entity.get("role") or "")
    return Annotated(entity["type"], named, role, keys, entity["names"][0], tuple(entity.get("alt", ())))


def url_key(url: str) -> str:
    """Return what of an address is compared: no scheme, no www, no slash or dot at the end, one case.

    This is the published scorer's rule, broader than `kgbuild.identity.addresses.address_key`: figures must be its own.
    """
    return re.sub(r"^(https?://)?(www\.)?", "", url.strip(), flags=re.IGNORECASE).rstrip("/.").casefold()
