"""What a build was made of: its papers as they were read, in order, and what was asked for.

Kept as `papers.jsonl` in `.kgbuild/`, as one set with the build's files: a line with the options, one for each record,
and a last one with the build's id and what was left out. Nothing of it is believed that a build cannot have written.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import IO, Any, Final

from kgbuild import __version__
from kgbuild.config import Options
from kgbuild.datamodel import Extraction, Paper, Skipped
from kgbuild.errors import InputError
from kgbuild.files import PAPERS_FILE, PARTS_FOLDER, WORK_FOLDER, settle, sync_file
from kgbuild.incremental.encoding import decode_record, encode_record

_FORM: Final = 1
# The options that say what a build's files are like; the others say how inputs are read and who does the work.
_TEXTS: Final = ("extractor", "base_iri", "title", "licence")
_FLAGS: Final = ("abstracts", "quotes", "annotated")
_FILES: Final = ("lexicon", "model", "curation")
_KEPT: Final = frozenset({*_TEXTS, *_FLAGS, *_FILES, "min_confidence", "profiles"})
_HINT: Final = "build again, with all papers"


@dataclass(frozen=True, slots=True)
class BuiltOf:
    """The records of a build in the order in which they were read, its options and id, and what was left out."""

    records: tuple[Paper | Extraction, ...]
    options: Options = field(default_factory=Options)
    skipped: tuple[Skipped, ...] = ()
    build: str = ""


def write_records(place: Path, options: Options, records: Iterable[Paper | Extraction]) -> Path:
    """Begin the file in a folder: all but its last line. Returns its path."""
    path = place / PAPERS_FILE
    with path.open("wb") as file:
        file.writelines(to_lines(options, records))
    return path


def to_lines(options: Options, records: Iterable[Paper | Extraction]) -> Iterator[bytes]:
    """Yield the lines of the file, all but its last: what a build is made of."""
    yield _to_line({"form": _FORM, "kgbuild": __version__, "options": _encode_options(options)})
    for record in records:
        yield _to_line(encode_record(record))


def end_records(path: Path, records: int, skipped: Iterable[Skipped], build: str) -> None:
    """Write the last line, without which the file is none."""
    with path.open("ab") as file:
        told = [[one.where, one.why, one.line, one.kind] for one in skipped]
        file.write(_to_line({"records": records, "build": build, "skipped": told}))
    sync_file(path)
    # It holds abstracts, which belong to their authors: not for others to find in a repository.
    (path.parent.parent / ".gitignore").write_text("*\n", encoding="utf-8")


def find_records(folder: Path) -> Path:
    """Return the file of a folder that tells what its build was made of; raises InputError where there is none."""
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; give that of a build with -o")
    settle(folder)
    path = folder / WORK_FOLDER / PAPERS_FILE
    if not path.is_file():
        what = f"does not tell what papers it was built of (no {WORK_FOLDER}/{PAPERS_FILE})"
        if (folder / PARTS_FOLDER).is_dir():
            what = f"a graph in parts ({PARTS_FOLDER}), which keeps no papers to add to or to remove from"
        raise InputError(f"{folder}: {what}; {_HINT}")
    return path


def read_built_of(folder: Path) -> BuiltOf:
    """Return what the build in a folder was made of, while nobody else writes there.

    Raises InputError where that is not known, or where it was built by another version.
    """
    path = folder / WORK_FOLDER / PAPERS_FILE
    try:
        with path.open("rb") as file:
            return _read(file, folder)
    except InputError:
        raise
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as fault:
        raise InputError(f"{path}: cannot be used ({' '.join(str(fault).split())}); {_HINT}") from fault


def _read(file: IO[bytes], folder: Path) -> BuiltOf:
    head = json.loads(file.readline() or b"null")
    if not isinstance(head, dict) or head.get("form") != _FORM:
        raise ValueError("not written by this version of kgbuild")
    if head.get("kgbuild") != __version__:  # whose readers may have read the same files in another way
        other = " ".join(str(head.get("kgbuild")).split())[:40]
        raise InputError(f"{folder}: built by kgbuild {other}, this is {__version__}; {_HINT}")
    options = _decode_options(head.get("options"))
    records: list[Paper | Extraction] = []
    for line in file:
        found = json.loads(line)
        if isinstance(found, dict) and "records" in found:
            if found["records"] != len(records) or file.read(1):
                raise ValueError("not whole")
            return BuiltOf(tuple(records), options, tuple(map(_decode_skipped, found["skipped"])), str(found["build"]))
        records.append(decode_record(found))
    raise ValueError("not whole")


def _to_line(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def _encode_options(options: Options) -> dict[str, Any]:
    found: dict[str, Any] = {name: getattr(options, name) for name in (*_TEXTS, *_FLAGS, "min_confidence")}
    found["profiles"] = list(options.profiles)
    return found | {name: str(path.absolute()) if path else None for name, path in _files(options)}


def _decode_options(found: Any) -> Options:
    if not isinstance(found, dict) or found.keys() != _KEPT:
        raise ValueError("no options")
    values = dict(found)
    _check(values, _TEXTS, lambda value: type(value) is str)
    _check(values, _FLAGS, lambda value: type(value) is bool)
    _check(values, _FILES, lambda value: value is None or type(value) is str)
    _check(values, ("min_confidence",), lambda value: value is None or type(value) in (int, float))
    _check(values, ("profiles",), lambda value: type(value) is list and all(type(name) is str for name in value))
    values |= {name: Path(values[name]) if values[name] else None for name in _FILES}
    return Options(**values | {"profiles": tuple(values["profiles"])})


def _check(values: dict[str, Any], names: Iterable[str], fits: Callable[[Any], bool]) -> None:
    for name in names:
        if not fits(values[name]):
            raise ValueError(f"no option {name}")


def _files(options: Options) -> Iterator[tuple[str, Path | None]]:
    for name in _FILES:
        yield name, getattr(options, name)


def _decode_skipped(row: Any) -> Skipped:
    values = dict(zip((one.name for one in fields(Skipped)), row, strict=True))
    if [type(value) for value in values.values()] != [str, str, int, str]:
        raise ValueError("no entry of what was left out")
    return Skipped(**values)
