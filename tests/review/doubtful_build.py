"""The records and the ledger of a build with much that is doubtful."""

import json
from pathlib import Path

# A name that would run as a script in a page that does not escape it.
HOSTILE = "<img src=x onerror=alert(1)> & </script>"
THINGS = 60
_COLUMNS = (
    *("subject_id", "subject_label", "subject_type", "predicate_id", "predicate_modifier", "object_id", "object_label"),
    *("mapping_justification", "confidence", "comment", "ext_reason", "ext_via", "ext_paper", "ext_quote"),
)
_ROWS = (
    {
        "subject_label": "LNT",
        "object_id": "entity:lantern-net",
        "object_label": "Lantern Net",
        "confidence": "0.55",
        "ext_reason": "abbreviation-elsewhere",
        "ext_paper": "paper:study-number-1",
        "ext_quote": "LNT, a lantern net",
    },
    {
        "subject_label": "Thing 3",
        "object_id": "entity:thing-4",
        "object_label": "Thing 4",
        "confidence": "0.4",
        "ext_via": "Thing 5",
    },
    {"subject_label": "Thing 6", "object_id": "entity:thing-7", "object_label": "Thing 7", "confidence": "0.97"},
    {
        "subject_id": "entity:thing-8",
        "subject_label": "Thing 8",
        "predicate_modifier": "Not",
        "object_id": "entity:thing-9",
        "object_label": "Thing 9",
        "confidence": "0.3",
        "ext_reason": "version",
    },
)


def to_ledger(*more: dict[str, str]) -> str:
    """Return a small aliases.tsv: two doubtful joins, a sure one, a near miss; and more rows."""
    prefixes = [f"#  {name}: https://w3id.org/kgbuild/id/{name}/" for name in ("entity", "paper")]
    lines = ["#curie_map:", *prefixes, "#mapping_set_id: https://example.org/set", "\t".join(_COLUMNS)]
    for row in (*_ROWS, *more):
        cells = {"ext_reason": "listed", "subject_type": "" if "subject_id" in row else "rdfs literal", **row}
        lines.append("\t".join(cells.get(column, "") for column in _COLUMNS))
    return "\n".join(lines) + "\n"


def write_records(path: Path) -> None:
    lines = []
    for number in range(THINGS):
        name = HOSTILE if number == 0 else f"Thing {number}"
        text = f"In this work {name} is looked at. Nothing else is."
        start = text.index(name)
        mention = {"section": "abstract", "start": start, "end": start + len(name), "text": name, "by": "model"}
        entity = {
            "type": "Method",
            "kind": "named",
            "role": "used",
            "names": [name],
            "confidence": round(0.3 + number / 200, 4),
            "mentions": [mention],
        }
        record = {"title": f"Study number {number}", "abstract": text, "entities": [entity]}
        if number == 50:
            record["outside_field"] = True
        lines.append(json.dumps(record))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
