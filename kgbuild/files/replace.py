"""One file that is replaced whole or not at all."""

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EXDEV
from pathlib import Path
from typing import IO, Final

from kgbuild.files.locks import try_lock
from kgbuild.files.targets import Target, find_target, naming_failures, open_stream

_SUFFIX: Final = ".part"
_RENAMES_OPEN: Final = os.name != "nt"  # a file that is open
_LONGEST: Final = 100  # bytes of a name in that of its part, which may not be longer than the system allows
# What is being written now, for an end that runs no `finally`.
_open_parts: Final[set[Path]] = set()


@contextmanager
def replaced(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that takes the place of `path` when the block ends without an error; missing folders are made.

    Until then, and for ever if the block fails, the old file stays. A link stays too: the file it leads to is
    replaced. What is there and is no regular file (a device, a pipe) is written into. Failures to write name `path`.
    """
    target = find_target(path)
    if target.stream:
        with naming_failures(path, target.path), open_stream(target) as file:
            yield file
        return
    target.path.parent.mkdir(parents=True, exist_ok=True)
    clear_parts(target.path)
    with naming_failures(path, target.path.parent):
        handle, part = _make_part(target.path)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(handle)
                part.chmod(_mode(target.path))  # temporary files are private, results need not be
                if _RENAMES_OPEN:  # while it is locked
                    part.replace(target.path)
            if not _RENAMES_OPEN:
                part.replace(target.path)
            sync_folder(target.path.parent)
        finally:
            part.unlink(missing_ok=True)
            _open_parts.discard(part)


@contextmanager
def part_folder(path: Path) -> Iterator[Path]:
    """Yield an empty folder in which to make what `put` then brings to `path`; it is gone afterwards.

    It lies beside a file or folder, and in the system's place for such things where `path` is a stream.
    """
    target = Target(Path(os.path.realpath(path))) if path.is_dir() else find_target(path)
    if not target.stream:
        target.path.parent.mkdir(parents=True, exist_ok=True)
        clear_parts(target.path)
    with naming_failures(path, target.path.parent):
        handle, place = _make_part(target.path, folder=True, beside=not target.stream)
    try:
        with naming_failures(path, place):
            yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        if handle >= 0:
            os.close(handle)
        _open_parts.discard(place)


def put(made: Path, path: Path) -> None:
    """Bring a finished file to its place: over the file that is there, into a stream, also on another file system."""
    target = find_target(path)
    if target.stream:
        with naming_failures(path), made.open("rb") as source, open_stream(target) as file:
            shutil.copyfileobj(source, file)
        made.unlink()
        return
    made.chmod(_mode(target.path))
    try:
        made.replace(target.path)
    except OSError as error:
        if error.errno != EXDEV:
            raise
        with replaced(target.path) as file, made.open("rb") as source:
            shutil.copyfileobj(source, file)
        made.unlink()


def sync_file(path: Path) -> None:
    """Have the system write down what a file holds."""
    with path.open("rb+") as file:
        os.fsync(file)


def sync_folder(folder: Path) -> None:
    """Have the system write down which files a folder has."""
    handle = _open_folder(folder)
    if handle >= 0:
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def clear_parts(path: Path) -> None:
    """Remove what earlier runs that were ended left of unfinished files for `path`; what is being written stays."""
    ours = re.compile(re.escape(_prefix(path)) + r"[a-z0-9_]{8}" + re.escape(_SUFFIX))
    with suppress(OSError):
        for entry in os.scandir(path.parent):
            if ours.fullmatch(entry.name) and not entry.is_symlink():
                _clear_part(Path(entry.path), is_folder=entry.is_dir())


def discard_parts() -> None:
    """Remove the unfinished files of this process, which is about to end."""
    for part in tuple(_open_parts):
        with suppress(OSError):
            shutil.rmtree(part) if part.is_dir() else part.unlink()


def _clear_part(part: Path, *, is_folder: bool) -> None:
    if os.name == "nt":  # no locks there, so nobody knows whether it is still being written
        return
    with suppress(OSError):
        handle = os.open(part, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            if try_lock(handle):
                shutil.rmtree(part) if is_folder else part.unlink()
        finally:
            os.close(handle)


def _make_part(path: Path, *, folder: bool = False, beside: bool = True) -> tuple[int, Path]:
    """Return an open and locked, unfinished file or folder for `path`, and its name; no file is -1."""
    where = path.parent if beside else None
    while True:
        if folder:
            part = Path(tempfile.mkdtemp(prefix=_prefix(path), suffix=_SUFFIX, dir=where))
            handle = _open_folder(part)
        else:
            handle, name = tempfile.mkstemp(prefix=_prefix(path), suffix=_SUFFIX, dir=where)
            part = Path(name)
        _open_parts.add(part)
        if handle < 0:
            return handle, part
        try_lock(handle)  # whoever clears parts leaves it alone from now on
        if part.exists():
            return handle, part
        os.close(handle)
        _open_parts.discard(part)


def _open_folder(folder: Path) -> int:
    return -1 if os.name == "nt" else os.open(folder, os.O_RDONLY | os.O_DIRECTORY)


def _prefix(path: Path) -> str:
    return f".{os.fsencode(path.name)[:_LONGEST].decode(errors='ignore')}."


def _mode(path: Path) -> int:
    """Return the permissions of a result: those of the file that it replaces, else the usual ones."""
    try:
        return stat.S_IMODE(path.stat().st_mode) & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
