"""What the user named as input: files, folders, patterns and standard input, brought to a list of files."""

import glob
import os
from collections.abc import Sequence
from pathlib import Path

from kgbuild.datamodel import Skipped
from kgbuild.readers.content import PARSERS, READS, find_suffix
from kgbuild.records.fields import shorten

STDIN = "-"


def find_files(inputs: Sequence[str]) -> tuple[list[str], list[Skipped]]:
    """Return the files to read, each once and in the order of the inputs, and the inputs that lead nowhere.

    A folder stands for the files in and below it that have a suffix of a known format, sorted; a pattern for
    what it matches, sorted. `-` stays as it is.
    """
    files: dict[str, str] = {}
    skipped: list[Skipped] = []
    for given in inputs:
        if given == STDIN:
            files.setdefault(STDIN, STDIN)
            continue
        found, problem = _find(given)
        if problem:
            skipped.append(Skipped(shorten(given, 200), problem))
        for path in found:
            files.setdefault(os.path.realpath(path), path)
    return list(files.values()), skipped


def _find(given: str) -> tuple[list[str], str]:
    # Unlike pathlib, these take names that no file can have (too long, or with a NUL) for names of no file.
    if not given or "\0" in given:
        return [], "no such file or folder"
    if os.path.isdir(given):  # noqa: PTH112
        return _find_in_folder(Path(given))
    if os.path.lexists(given):
        return [given], ""
    if not glob.has_magic(given):
        return [], "no such file or folder"
    matches = sorted(glob.glob(given, recursive=True))  # noqa: PTH207 -- pathlib's knows no absolute patterns
    found: list[str] = []
    for match in matches:
        found += _find_in_folder(Path(match))[0] if Path(match).is_dir() else [match]
    return found, "" if found else "no file matches this pattern"


def _find_in_folder(folder: Path) -> tuple[list[str], str]:
    """Return the readable files below a folder, less what an earlier build wrote into a folder below it."""
    found = []
    for directory, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if Path(directory) != folder and {"graph.ttl", "extractions.jsonl"} <= set(names):
            names.remove("extractions.jsonl")
        found += [
            str(Path(directory, name)) for name in names if find_suffix(name) in PARSERS and not name.startswith(".")
        ]
    found.sort(key=lambda path: Path(path).parts)
    return found, "" if found else f"a folder with nothing to read ({READS})"
