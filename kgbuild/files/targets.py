"""Where an output goes: links resolved, files told from devices and pipes, outputs told from inputs."""

import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from errno import EISDIR, ELOOP
from pathlib import Path
from typing import IO, Final

from kgbuild.errors import OutputError

STANDARD_INPUT: Final = "-"
# The folders in which a process finds its own open files by number.
_DESCRIPTORS: Final = re.compile(r"/dev/fd|/proc/(\d+)(?:/task/\d+)?/fd")
_MOST_LINKS: Final = 40


@dataclass(frozen=True, slots=True)
class Target:
    """What an output's path stands for, links resolved: a file, there or not, or a stream.

    A stream is anything that is there and is no regular file, and what this process has open under a number
    (/dev/stdout); it is written into, never replaced.
    """

    path: Path
    stream: bool = False
    descriptor: int | None = None


def find_target(path: Path) -> Target:
    """Return what a path stands for; raises OSError for a folder, and for links that lead nowhere or in a circle."""
    descriptor = _find_descriptor(path)
    if descriptor is not None:
        return Target(path, stream=True, descriptor=descriptor)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return Target(Path(os.path.realpath(path)))
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(EISDIR, "is a folder; give a file", str(path))
    return Target(Path(os.path.realpath(path)), stream=not stat.S_ISREG(mode))


def open_stream(target: Target) -> IO[bytes]:
    """Open a stream to write into it, at the place where it stands."""
    if target.descriptor is not None:
        return os.fdopen(os.dup(target.descriptor), "wb")
    return os.fdopen(os.open(target.path, os.O_WRONLY), "wb")


def _find_descriptor(path: Path) -> int | None:
    """Return the number of the open file of this process that a path stands for, as /dev/stdout does for 1."""
    step = path
    for _ in range(_MOST_LINKS):
        folder = os.path.realpath(step.parent)  # the last link stays, unlike with resolve()
        if step.name.isdigit() and (found := _DESCRIPTORS.fullmatch(folder)) and found[1] in (None, str(os.getpid())):
            return int(step.name)
        try:
            step = Path(folder, Path(folder, step.name).readlink())
        except (OSError, ValueError):
            return None
    raise OSError(ELOOP, os.strerror(ELOOP), str(path))


def check_outputs(outputs: Iterable[Path], inputs: Iterable[Path | str]) -> None:
    """Raise OutputError for an output that is an input: the same file by another name, link or spelling too.

    Devices and pipes may be both. Of inputs `-` is standard input, which may have been opened on a file.
    """
    read: dict[tuple[int, int] | None, Path | str] = {}
    for given in inputs:
        with suppress(OSError, ValueError):
            read.setdefault(_identify(given), given)
    read.pop(None, None)
    for output in outputs:
        with suppress(OSError, ValueError):
            found = read.get(_identify(output))
            if found is not None:
                same = "is also an input" if str(found) == str(output) else f"is also an input ({_name(found)})"
                raise OutputError(f"{output}: {same}, which would be lost; give another place with -o")


def _identify(path: Path | str) -> tuple[int, int] | None:
    """Return what two paths of one regular file have in common; None for anything else."""
    found = os.fstat(sys.stdin.fileno()) if path == STANDARD_INPUT else Path(path).stat()
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else None


def _name(path: Path | str) -> str:
    return "standard input" if path == STANDARD_INPUT else str(path)


@contextmanager
def naming_failures(path: Path, *inner: Path) -> Iterator[None]:
    """Give failures of the system that name no file, or one of `inner` or in it, the name of `path`."""
    try:
        yield
    except OSError as error:
        failed = error.filename
        if error.errno is None or (failed is not None and not _is_within(failed, inner)):
            raise
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error


def _is_within(name: object, folders: Iterable[Path]) -> bool:
    return isinstance(name, str) and any(Path(name).is_relative_to(folder) for folder in folders)
