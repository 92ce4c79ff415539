"""Is a file still what it was? Told by what the system says of it, and by its content where that has changed."""

import hashlib
import os
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

# File systems write times in steps of up to so many nanoseconds (FAT). A change within the step in which a file was
# last looked at would not be seen, so what was young then is read again.
_STEP: Final = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a file was: size in bytes, SHA-256 of its content, and when and where it was so.

    `modified` and `changed` are the times of content and inode, the latter of which no program can set, and `seen` is
    when the file was last known to be this: all in nanoseconds as `os.stat` gives them.
    """

    size: int
    sha256: str
    modified: int
    changed: int
    inode: int
    seen: int

    def looks_same(self, path: Path) -> bool:
        """Tell, without reading it, whether a file is certainly unchanged; False where its content has to be asked."""
        return self._is_at(path.stat()) and self.seen - max(self.modified, self.changed) >= _STEP

    def has_content_of(self, path: Path) -> bool:
        """Tell whether a file has the same size and content; it is read where the size is the same."""
        return path.stat().st_size == self.size and _digest(path) == self.sha256

    def seen_again(self, path: Path) -> "Fingerprint":
        """Return the same, known until now. Raises OSError where the file has changed since."""
        if not self._is_at(path.stat()):
            raise OSError(None, "is being written", str(path))
        return replace(self, seen=time.time_ns())

    def _is_at(self, found: os.stat_result) -> bool:
        told = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
        return told == (self.size, self.modified, self.changed, self.inode)


def take_fingerprint(path: Path) -> Fingerprint:
    """Return what a file is now, which is read for it. Raises OSError, also where it changes meanwhile."""
    found = path.stat()
    taken = Fingerprint(
        found.st_size, _digest(path), found.st_mtime_ns, found.st_ctime_ns, found.st_ino, time.time_ns()
    )
    return taken.seen_again(path)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
