"""What the user named as input: files, folders, patterns and standard input, brought to a list of files."""

import glob
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from kgbuild.datamodel import Skipped
from kgbuild.files import CURATION_FILE, EXTRACTIONS_FILE, FACTS_FILE, OUTPUT_FILES
from kgbuild.readers.unpacking import STDIN, ending_of
from kgbuild.records.fields import shorten
from kgbuild.records.text import clean_line

NO_FORMAT: Final = "not a format that kgbuild reads"
# The files by which a build's folder is known.
_BUILD_MARK: Final = frozenset({FACTS_FILE, EXTRACTIONS_FILE})

Reads = Callable[[Path], bool]
"""Whether a file of a folder is worth opening."""


def find_files(inputs: Sequence[str], reads: Reads) -> tuple[list[str], list[Skipped]]:
    """Return the files to read, each once and in the order of the inputs, and what was named or found and is not read.

    A folder stands for the files in and below it that have a format that is read, sorted; a pattern for what it
    matches, sorted. `-` stays as it is.
    """
    files: dict[str, str] = {}
    skipped: list[Skipped] = []
    for given in inputs:
        if given == STDIN:
            files.setdefault(STDIN, STDIN)
            continue
        for found in _find(given, reads):
            if isinstance(found, Skipped):
                skipped.append(found)
            else:
                files.setdefault(os.path.realpath(found), found)
    return list(files.values()), skipped


def _find(given: str, reads: Reads) -> Iterator[str | Skipped]:
    # Unlike pathlib, these take names that no file can have (too long, or with a NUL) for names of no file.
    if not given or "\0" in given:
        yield _refuse(given, "no such file or folder")
    elif os.path.isdir(given):  # noqa: PTH112
        yield from _find_in_folder(given, reads)
    elif os.path.lexists(given):
        yield given
    elif not glob.has_magic(given):
        yield _refuse(given, "no such file or folder")
    else:
        matches = sorted(glob.glob(given, recursive=True))  # noqa: PTH207 -- pathlib's knows no absolute patterns
        if not matches:
            yield _refuse(given, "no file matches this pattern")
        for match in matches:
            if Path(match).is_dir():
                # What else lies in a folder that a pattern happens to match is not asked for.
                yield from (found for found in _walk(match, reads) if isinstance(found, str))
            else:
                yield match


def _find_in_folder(folder: str, reads: Reads) -> Iterator[str | Skipped]:
    found = list(_walk(folder, reads))
    yield from found
    if not any(isinstance(entry, str) for entry in found):
        yield _refuse(folder, "a folder with nothing to read (`kgbuild build --help` names the formats)")


def _refuse(given: str, why: str) -> Skipped:
    return Skipped(shorten(given, 200), why)


def _walk(folder: str, reads: Reads) -> Iterator[str | Skipped]:
    """Yield the files below a folder in order, less what builds wrote; of the folder itself the records are read.

    Links are followed, each folder is entered once; pipes and devices are not opened.
    """
    entered: set[str] = set()

    def enter(path: str, *, top: bool) -> Iterator[str | Skipped]:
        real = os.path.realpath(path)
        if real in entered:
            return
        entered.add(real)
        try:
            names = sorted(name for name in os.listdir(path) if not name.startswith("."))  # noqa: PTH208
        except OSError as error:
            yield Skipped(clean_line(path), f"cannot be read: {error.strerror or error}")
            return
        if set(names) >= _BUILD_MARK:
            own = {*OUTPUT_FILES, CURATION_FILE}
            names = [name for name in names if name not in own or (top and name == EXTRACTIONS_FILE)]
        # Files of a folder and those of its subfolders in one order, that of their names.
        for name in names:
            inner = os.path.join(path, name)  # noqa: PTH118
            if os.path.isdir(inner):  # noqa: PTH112
                yield from enter(inner, top=False)
            else:
                yield _look_at(inner, reads)

    yield from enter(folder, top=True)


def _look_at(path: str, reads: Reads) -> str | Skipped:
    name = clean_line(Path(path).name)
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116
    except OSError:
        return Skipped(name, "a link that leads nowhere", kind=ending_of(name))
    if not stat.S_ISREG(mode):
        return Skipped(name, "a pipe or device, not a file", kind=ending_of(name))
    return path if reads(Path(path)) else Skipped(name, NO_FORMAT, kind=ending_of(name))
