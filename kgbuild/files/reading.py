"""Inputs with an end: what is larger than allowed, or never comes, is refused in one line.

A file's name promises nothing: it may be a device without end, a pipe into which nobody writes, or a few kilobytes
that unpack to gigabytes.
"""

import os
import select
import stat
import time
import zlib
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
_GZIP_FORMAT: Final = 16 + zlib.MAX_WBITS


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
        handle = os.open(source, os.O_RDONLY | sum(getattr(os, name, 0) for name in _FLAGS))
        with os.fdopen(handle, "rb", buffering=0) as file:
            mode = os.fstat(handle).st_mode
            if stat.S_ISREG(mode) or stat.S_ISDIR(mode) or os.name == "nt":
                content = _read_file(file, limit)
            else:
                content = _read_stream(handle, name, limit, patience, pipe=stat.S_ISFIFO(mode))
    if len(content) > limit:
        raise too_large(name, limit, hint=hint)
    return content


def unpack_limited(content: bytes, name: str, *, limit: int = MOST_BYTES) -> bytes:
    """Return what gzip packed, of one or more members. Raises InputError where it is broken or over the limit."""
    parts: list[bytes] = []
    left = limit + 1
    rest = content
    try:
        while rest:
            member = zlib.decompressobj(_GZIP_FORMAT)
            part = member.decompress(rest, left)
            parts.append(part)
            left -= len(part)
            if left <= 0:
                raise too_large(name, limit, unpacked=True)
            if not member.eof:
                raise InputError(f"{name}: cannot be unpacked: it ends too early")
            rest = member.unused_data.lstrip(b"\0")  # padding, as gzip itself takes it
    except zlib.error as error:
        raise InputError(f"{name}: cannot be unpacked: {error}") from error
    return b"".join(parts)


def too_large(name: str, limit: int, *, unpacked: bool = False, hint: str = RAISE_HINT) -> InputError:
    """Return the error for an input over the limit."""
    size = f"{limit >> 20:,} MiB" if limit >= 1 << 20 else f"{limit:,} bytes"
    when = " when unpacked" if unpacked else ""
    return InputError(f"{name}: larger than {size}{when}; {hint}")


def _read_file(file: IO[bytes], limit: int) -> bytes:
    parts, left = [], limit + 1
    while left > 0 and (part := file.read(min(left, _CHUNK))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _read_stream(handle: int, name: str, limit: int, patience: float, *, pipe: bool) -> bytes:
    """Read a pipe or device to its end, to the limit, or until nothing has come for too long."""
    parts, left = [], limit + 1
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    began = time.monotonic()
    written = not pipe  # a pipe into which nobody has written yet has no end yet
    while left > 0:
        waited = time.monotonic() - began
        if waited >= (patience if written else min(patience, _WRITER_SECONDS)):
            raise InputError(f"{name}: a pipe or device that gave nothing for {waited:.0f} seconds")
        events = poll.poll(_TICK_SECONDS * 1000)
        try:
            part = os.read(handle, min(left, _CHUNK))
        except BlockingIOError:  # somebody has it open and writes nothing
            written = True
            continue
        if part:
            written = True
            parts.append(part)
            left -= len(part)
            began = time.monotonic()
        elif written or events:
            break
    return b"".join(parts)
