"""The ledger of a build (`aliases.tsv`, docs/curation.md) as joins and near misses, read forgivingly."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kgbuild.errors import InputError
from kgbuild.files import read_limited

LEDGER_FILE: Final = "aliases.tsv"
_NAME: Final = "rdfs literal"


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """Two names that are one thing, or (`is_join` false) nearly are; `other_iri` is the second's thing."""

    is_join: bool
    name: str
    iri: str
    other: str
    other_iri: str
    confidence: float
    reason: str
    comment: str
    paper: str
    quote: str


def read_ledger(folder: Path) -> tuple[LedgerRow, ...] | None:
    """Return the rows of a build's ledger; None where the build wrote none. Raises InputError for one that is none."""
    path = folder / LEDGER_FILE
    try:
        text = read_limited(path, hint="divide the build").decode("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as a ledger ({error}); build again") from error
    return tuple(_parse(text, path))


def _parse(text: str, path: Path) -> Iterator[LedgerRow]:
    lines = [line for line in text.split("\n") if line and not line.startswith("#")]
    prefixes = _find_prefixes(text)
    rows = csv.DictReader(io.StringIO("\n".join(lines)), delimiter="\t")
    if not {"subject_label", "object_label", "confidence"} <= set(rows.fieldnames or ()):
        raise InputError(f"{path}: has no subject_label, object_label and confidence; build again")
    for row in rows:
        cells = {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)}
        via = cells.get("ext_via", "")
        is_join = cells.get("predicate_modifier", "") != "Not"
        yield LedgerRow(
            is_join=is_join,
            name=cells["subject_label"],
            iri="" if cells.get("subject_type") == _NAME else _expand(cells.get("subject_id", ""), prefixes),
            other=via or cells["object_label"],
            other_iri="" if via else _expand(cells.get("object_id", ""), prefixes),
            confidence=_to_number(cells["confidence"]),
            reason=cells.get("ext_reason", ""),
            comment=cells.get("comment", ""),
            paper=_expand(cells.get("ext_paper", ""), prefixes),
            quote=cells.get("ext_quote", ""),
        )


def _find_prefixes(text: str) -> Mapping[str, str]:
    """Return the prefixes of the metadata's `curie_map`."""
    prefixes, inside = {}, False
    for line in text.split("\n"):
        if not line.startswith("#"):
            break
        content = line.removeprefix("#")
        if not content.startswith((" ", "\t")) or content.strip() == "curie_map:":
            inside = content.strip() == "curie_map:"
        elif inside:
            name, _, iri = content.strip().partition(":")
            prefixes[name.strip()] = iri.strip().strip("\"'")
    return prefixes


def _expand(text: str, prefixes: Mapping[str, str]) -> str:
    prefix, colon, rest = text.partition(":")
    return prefixes[prefix] + rest if colon and prefix in prefixes else text


def _to_number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return number if 0 <= number <= 1 else 0.0
