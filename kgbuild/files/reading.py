"""Inputs with an end: what is larger than allowed, or never comes, is refused in one line.

A file's name promises nothing: it may be a device without end, a pipe into which nobody writes, or a few kilobytes
that unpack to gigabytes.
"""

import io
import os
import select
import stat
import time
from errno import EISDIR
from pathlib import Path
from typing import IO, Final

from kgbuild.errors import InputError

# The usual limit for an input, unpacked; text takes several times as much memory while it is read.
MOST_BYTES: Final = 256 << 20
RAISE_HINT: Final = "split it, or allow more with --max-input-size"
# How long a pipe or device may give nothing at all. Standard input may take its time: whoever says `-` waits for it.
PATIENCE_SECONDS: Final = 60.0
# How long a pipe may have nobody who writes into it.
_WRITER_SECONDS: Final = 10.0
_FLAGS: Final = ("O_NONBLOCK", "O_CLOEXEC", "O_BINARY")
_TICK_SECONDS: Final = 0.1
_CHUNK: Final = 1 << 20


def read_limited(
    source: Path | IO[bytes],
    name: str = "",
    *,
    limit: int = MOST_BYTES,
    patience: float = PATIENCE_SECONDS,
    hint: str = RAISE_HINT,
) -> bytes:
    """Return what a file or open file holds. Raises OSError, and InputError, which opens with `name`, over the limit.

    `hint` says what would help then. A path may be a pipe or a device; where nothing comes out of it for `patience`
    seconds, that is an InputError too.
    """
    name = name or str(source)
    if not isinstance(source, Path):
        content = source.read(limit + 1)
    else:
        with open_patiently(source, name, patience=patience) as file:
            content = _read_most(file, limit + 1)
    if len(content) > limit:
        raise too_large(name, limit, hint=hint)
    return content


def open_patiently(source: Path, name: str = "", *, patience: float = PATIENCE_SECONDS) -> IO[bytes]:
    """Open a file, pipe or device to read it once from its beginning to its end; each `read` may give less than asked.

    Raises OSError. Where nothing comes out of a pipe or device for `patience` seconds, reading raises InputError, which
    opens with `name`.
    """
    handle = os.open(source, os.O_RDONLY | sum(getattr(os, name, 0) for name in _FLAGS))
    mode = os.fstat(handle).st_mode
    if stat.S_ISDIR(mode):
        os.close(handle)
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR), str(source))
    if stat.S_ISREG(mode) or os.name == "nt":
        return os.fdopen(handle, "rb", buffering=0)
    return _Stream(handle, name or str(source), patience, pipe=stat.S_ISFIFO(mode))  # type: ignore[return-value]


def too_large(name: str, limit: int, *, unpacked: bool = False, hint: str = RAISE_HINT) -> InputError:
    """Return the error for an input over the limit."""
    size = f"{limit >> 20:,} MiB" if limit >= 1 << 20 else f"{limit:,} bytes"
    when = " when unpacked" if unpacked else ""
    return InputError(f"{name}: larger than {size}{when}; {hint}")


def _read_most(file: IO[bytes], most: int) -> bytes:
    parts = []
    while most > 0 and (part := file.read(min(most, _CHUNK))):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


class _Stream(io.RawIOBase):
    """A pipe or device, read until it ends or nothing has come for too long."""

    def __init__(self, handle: int, name: str, patience: float, *, pipe: bool) -> None:
        super().__init__()
        self._handle = handle
        self._name = name
        self._patience = patience
        self._written = not pipe  # a pipe into which nobody has written yet has no end yet
        self._poll = select.poll()
        self._poll.register(handle, select.POLLIN)

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._handle

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        part = self._wait(len(buffer))
        buffer[: len(part)] = part
        return len(part)

    def close(self) -> None:
        if not self.closed:
            os.close(self._handle)
        super().close()

    def _wait(self, size: int) -> bytes:
        """Return what comes next; nothing at the end."""
        began = time.monotonic()
        while True:
            waited = time.monotonic() - began
            if waited >= (self._patience if self._written else min(self._patience, _WRITER_SECONDS)):
                raise InputError(f"{self._name}: a pipe or device that gave nothing for {waited:.0f} seconds")
            events = self._poll.poll(_TICK_SECONDS * 1000)
            try:
                part = os.read(self._handle, size)
            except BlockingIOError:  # somebody has it open and writes nothing
                self._written = True
                continue
            if part or self._written or events:
                self._written = True
                return part
