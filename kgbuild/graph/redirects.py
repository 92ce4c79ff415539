"""The file that says where the IRIs lead that a graph had before (`redirects.tsv`), read and written."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

_HEADER: Final = "old_iri\tnew_iri\n"


def write_redirects(leads: Mapping[str, str], path: Path) -> None:
    """Write where each old IRI leads, sorted."""
    lines = [f"{old}\t{new}\n" for old, new in sorted(leads.items())]
    path.write_text(_HEADER + "".join(lines), encoding="utf-8")


def read_redirects(path: Path) -> dict[str, str]:
    """Return where each old IRI leads; nothing where there is no such file, nor of lines that say anything else."""
    try:
        lines = path.read_text("utf-8").splitlines(keepends=True)
    except (FileNotFoundError, UnicodeDecodeError):
        return {}
    rows = [line.rstrip("\n").split("\t") for line in lines[1:]] if lines[:1] == [_HEADER] else []
    return {row[0]: row[1] for row in rows if len(row) == 2 and all(row)}
