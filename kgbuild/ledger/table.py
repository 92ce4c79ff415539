"""The ledger as a file: written and read."""

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import ascii_letters, digits, punctuation
from typing import Final, cast
from urllib.parse import quote, unquote

from kgbuild.datamodel import JoinReason, Knowledge
from kgbuild.errors import LedgerError
from kgbuild.files import read_limited, replaced
from kgbuild.ledger.rows import REASONS, LedgerRow, to_row
from kgbuild.vocabulary import SKOS

COLUMNS: Final = (
    *("subject_id", "subject_label", "subject_type", "predicate_id", "predicate_modifier", "object_id", "object_label"),
    *("mapping_justification", "confidence", "comment", "ext_reason", "ext_via", "ext_paper", "ext_quote"),
)
_UNSPECIFIED: Final = "https://w3id.org/sssom/license/unspecified"
_ASCII: Final = ascii_letters + digits + punctuation.replace("%", "")
_LEDGER: Final = "https://w3id.org/kgbuild/ledger#"
_SEMAPV: Final = "https://w3id.org/semapv/vocab/"
_EXTENSIONS: Final = {"ext_reason": "reason", "ext_via": "via", "ext_paper": "paper", "ext_quote": "quote"}


def to_rows(knowledge: Knowledge, *, quotes: bool = True) -> Iterator[LedgerRow]:
    """Yield the joins, then the near misses, each the most doubtful first."""
    labels = {entity.slug: entity.label for entity in knowledge.entities}
    for join in (*knowledge.joins, *knowledge.near_misses):
        yield to_row(join, labels[join.entity], quotes=quotes)


def write_ledger(
    knowledge: Knowledge, path: Path, *, base: str, build: str = "", licence: str = "", quotes: bool = True
) -> None:
    """Write the ledger; `base` begins the IRIs of its things, `build` is the id of the build that it is of."""
    table = io.StringIO()
    writer = csv.writer(table, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in to_rows(knowledge, quotes=quotes):
        writer.writerow(map(_one_line, _to_cells(row)))
    text = "".join(f"#{line}\n" for line in _metadata(base, build, licence)) + table.getvalue()
    with replaced(path) as file:
        file.write(text.encode("utf-8", "replace"))


def _metadata(base: str, build: str, licence: str) -> Iterator[str]:
    """Yield the lines of the set's metadata, YAML."""
    yield "curie_map:"
    prefixes = {
        "entity": f"{base}entity/",
        "paper": f"{base}paper/",
        "ledger": _LEDGER,
        "semapv": _SEMAPV,
        "skos": SKOS,
    }
    for prefix, iri in prefixes.items():
        yield f"  {prefix}: {iri}"
    yield "extension_definitions:"
    for slot, name in _EXTENSIONS.items():
        yield f"- slot_name: {slot}"
        yield f"  property: ledger:{name}"
    yield f"license: {licence or _UNSPECIFIED}"
    yield f"mapping_set_id: {base}aliases"
    if build:
        yield f"mapping_set_version: {build}"
    yield "mapping_tool: kgbuild"


def _one_line(cell: str) -> str:
    return " ".join(cell.split())


def _to_curie(prefix: str, slug: str) -> str:
    """Return an IRI as readers of SSSOM take it: as a URI, with letters beyond ASCII encoded (RFC 3987, 3.1)."""
    return f"{prefix}:{quote(slug, safe=_ASCII)}"


def _from_curie(prefix: str, curie: str) -> str:
    return unquote(curie.removeprefix(f"{prefix}:"))


def _to_cells(row: LedgerRow) -> tuple[str, ...]:
    term, words = REASONS[row.reason]
    same = row.is_same
    return (
        "" if same else _to_curie("entity", row.entity),
        row.name,
        "rdfs literal" if same else "",
        "skos:exactMatch",
        "" if same else "Not",
        _to_curie("entity", row.other_entity),
        row.label if same else row.other,
        f"semapv:{term}",
        f"{row.confidence:.2f}",
        words,  # without the names: "long form / short form" would be the paper's own words
        row.reason,
        row.other if same and row.other != row.label else "",
        _to_curie("paper", row.paper) if row.paper else "",
        row.quote,
    )


def read_ledger(path: Path) -> tuple[LedgerRow, ...]:
    """Return the rows of a ledger. Raises LedgerError, with the line, for a file that is none."""
    try:
        lines = read_limited(path, hint="build again").decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise LedgerError(f"{path}: cannot be read as a ledger ({fault}); build again") from fault
    start = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    reader = csv.DictReader(lines[start:], delimiter="\t")
    if missing := [column for column in COLUMNS if column not in (reader.fieldnames or ())]:
        raise LedgerError(f"{path}, line {start + 1}: no column {missing[0]}; build again")
    return tuple(_from_cells(row, f"{path}, line {start + reader.line_num}") for row in reader)


def _from_cells(cells: Mapping[str, str | None], where: str) -> LedgerRow:
    found = {column: cells.get(column) or "" for column in COLUMNS}
    entity, other = (_from_curie("entity", found[column]) for column in ("subject_id", "object_id"))
    reason = found["ext_reason"]
    try:
        confidence = float(found["confidence"])
    except ValueError as fault:
        raise LedgerError(f"{where}: confidence {found['confidence']!r} is no number; build again") from fault
    if reason not in REASONS:
        raise LedgerError(f"{where}: no reason {reason!r}; there are: {', '.join(REASONS)}")
    return LedgerRow(
        name=found["subject_label"],
        other=found["ext_via"] or found["object_label"],
        entity=entity or other,
        other_entity=other,
        label=found["object_label"] if not entity else found["subject_label"],
        reason=cast("JoinReason", reason),
        confidence=confidence,
        paper=_from_curie("paper", found["ext_paper"]),
        quote=found["ext_quote"],
    )
