"""A named input as streams of bytes: opened without waiting, unpacked piece by piece, bounded in its growth."""

import bz2
import gzip
import io
import lzma
import os
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final, TypeAlias

from kgbuild.datamodel import Skipped
from kgbuild.errors import InputError
from kgbuild.files import MOST_BYTES, RAISE_HINT, open_patiently, too_large
from kgbuild.records.fields import shorten

STDIN: Final = "-"
PACKED: Final = (".gz", ".bz2", ".xz", ".zip")

# Text packs to a tenth or a fiftieth of its size; what grows more than this is made to exhaust the machine.
_MOST_GROWTH: Final = 250
_FREE_GROWTH: Final = 64 << 20
_MOST_LAYERS: Final = 3
_BLOCK: Final = 1 << 16
_SPOOLED: Final = 32 << 20

_GZIP: Final = b"\x1f\x8b"
_BZIP2: Final = b"BZh"
_XZ: Final = b"\xfd7zXZ\x00"
ZIP: Final = b"PK\x03\x04"
# Documents, books and programs are ZIP files too, and hold no papers' records.
_ARCHIVES: Final = frozenset({".zip", "without an ending"})
_UNPACK_ERRORS: Final = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, NotImplementedError,
                         RuntimeError, ValueError)  # fmt: skip

Opened: TypeAlias = tuple[str, "ByteStream"] | Skipped
"""The name of a file and its bytes, or why a member of an archive is not read."""


@dataclass
class Allowance:
    """How many bytes of an input are read at most, and how many have been; the files of an archive share one."""

    most: int = MOST_BYTES
    given: int = 0


class ByteStream(io.RawIOBase):
    """Bytes that are read forward once, with a look ahead at their beginning.

    Errors of reading and unpacking are InputErrors; so is having more than is allowed, and growing far beyond the size
    of what was packed.
    """

    def __init__(
        self,
        stream: IO[bytes],
        name: str,
        packed: "ByteStream | int | None" = None,
        allowance: Allowance | None = None,
    ) -> None:
        super().__init__()
        self.allowance = allowance or Allowance()
        self._stream = stream
        self._packed = packed
        self._name = name
        self._ahead = b""
        self.given = 0

    def readable(self) -> bool:
        """Say that the stream can be read."""
        return True

    def peek(self, size: int) -> bytes:
        """Return the next bytes, up to a number, without moving on."""
        while len(self._ahead) < size and (more := self._fetch(size - len(self._ahead))):
            self._ahead += more
        return self._ahead[:size]

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes: as many as asked for unless the end is near; all of them without a number."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(_BLOCK), b""))
        if self._ahead:
            piece, self._ahead = self._ahead[:size], self._ahead[size:]
            return piece
        return self._fetch(size)

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Read into a buffer, as the layers of the standard library do."""
        piece = self.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def _fetch(self, size: int) -> bytes:
        try:
            piece = self._stream.read(size)
        except InputError:
            raise
        except _UNPACK_ERRORS as error:
            verb = "read" if self._packed is None else "unpacked"
            raise InputError(f"{self._name}: cannot be {verb}: {_reason(error)}") from error
        self.given += len(piece)
        self._count(len(piece))
        if self._packed is not None and self.given > _FREE_GROWTH:
            packed = self._packed if isinstance(self._packed, int) else self._packed.given
            if self.given > _MOST_GROWTH * packed:
                raise InputError(
                    f"{self._name}: unpacks to more than {_MOST_GROWTH} times its size, which no text does; not read on"
                )
        return piece

    def _count(self, size: int) -> None:
        self.allowance.given += size
        if self.allowance.given > self.allowance.most:
            raise too_large(
                self._name,
                self.allowance.most,
                unpacked=self._packed is not None,
                hint=f"what stands behind that is left out; {RAISE_HINT}",
            )


def open_input(file: str, name: str, stdin: IO[bytes] | IO[str] | None, *, limit: int = MOST_BYTES) -> Iterator[Opened]:
    """Yield the name and bytes of a file, or those of each file in an archive.

    Of pipes and devices, where somebody writes into them, as much is read as comes. Raises InputError, also while the
    bytes are read: for a file of more than `limit` bytes, where that is known before they are, and behind so many.
    """
    if file == STDIN:
        yield from _unpack(ByteStream(_open_stdin(stdin), name, allowance=Allowance(limit)), name)
        return
    try:
        with open_patiently(Path(file), name) as stream:
            if os.fstat(stream.fileno()).st_size > limit:
                raise too_large(name, limit)
            yield from _unpack(ByteStream(stream, name, allowance=Allowance(limit)), name)
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {_reason(error)}") from error


def strip_packing(name: str) -> str:
    """Return a file's name without the endings of compression; that of an archive stays."""
    while name.lower().endswith((".gz", ".bz2", ".xz")):
        name = name.rpartition(".")[0]
    return name


def _open_stdin(stdin: IO[bytes] | IO[str] | None) -> IO[bytes]:
    if stdin is None:
        return sys.stdin.buffer
    first = stdin.read(0)
    if isinstance(first, bytes):
        return stdin  # type: ignore[return-value]
    return io.BytesIO(str(stdin.read()).encode("utf-8", "surrogatepass"))


def _unpack(stream: ByteStream, name: str, layers: int = 0) -> Iterator[Opened]:
    """Yield what a stream holds once all its packings are taken off."""
    start = stream.peek(8)
    is_archive = start.startswith(ZIP) and not is_workbook(stream) and ending_of(name) in _ARCHIVES
    if not is_archive and not start.startswith((_GZIP, _BZIP2, _XZ)):
        yield name, stream
        return
    if layers == _MOST_LAYERS:
        raise InputError(f"{name}: packed more than {_MOST_LAYERS} times over; unpack it first")
    if is_archive:
        yield from _unpack_zip(stream, name, layers)
        return
    opened: IO[bytes]
    if start.startswith(_GZIP):
        opened = gzip.GzipFile(fileobj=stream)  # type: ignore[assignment]
    elif start.startswith(_BZIP2):
        opened = bz2.BZ2File(stream)
    else:
        opened = lzma.LZMAFile(stream)  # type: ignore[arg-type]  # noqa: SIM115 - nothing of it needs closing
    inner = ByteStream(opened, name, stream, Allowance(stream.allowance.most))
    yield from _unpack(inner, name, layers + 1)


def is_workbook(stream: ByteStream) -> bool:
    """Say whether a stream is a ZIP file of an office program."""
    start = stream.peek(4096)
    return start.startswith(ZIP) and (b"[Content_Types].xml" in start or b"_rels/.rels" in start or b"xl/" in start)


def to_seekable(stream: ByteStream) -> IO[bytes]:
    """Return a copy of a stream in which one can go back: in memory where it is small, else on disk."""
    copy = tempfile.SpooledTemporaryFile(max_size=_SPOOLED)  # noqa: SIM115 - the caller closes it
    while piece := stream.read(_BLOCK):
        copy.write(piece)
    copy.seek(0)
    return copy


def _unpack_zip(stream: ByteStream, name: str, layers: int) -> Iterator[Opened]:
    """Yield the files of an archive, sorted by name; nothing of it is ever written under its own name."""
    with to_seekable(stream) as copy:
        try:
            archive = zipfile.ZipFile(copy)
            members = sorted(archive.infolist(), key=lambda member: member.filename)
        except _UNPACK_ERRORS as error:
            raise InputError(f"{name}: cannot be unpacked: {_reason(error)}") from error
        files = [member for member in members if not member.is_dir() and not _is_hidden(member.filename)]
        if not files:
            raise InputError(f"{name}: an archive without files")
        allowance = Allowance(stream.allowance.most)
        for member in files:
            inner = f"{name}/{shorten(member.filename, 200)}"
            try:
                with archive.open(member) as opened:
                    packed = max(member.compress_size, 1)
                    yield from _unpack(ByteStream(opened, inner, packed, allowance), inner, layers + 1)
            except InputError as error:
                yield Skipped(inner, str(error).removeprefix(f"{inner}: "), kind=ending_of(inner))
            except _UNPACK_ERRORS as error:
                yield Skipped(inner, f"cannot be unpacked: {_reason(error)}", kind=ending_of(inner))


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(part.startswith(".") and part not in {".", ".."} for part in parts) or "__MACOSX" in parts


def ending_of(name: str) -> str:
    """Return a file's ending in lower case, with that of compression before it, as kinds of files are counted."""
    bare = strip_packing(name)
    return (PurePosixPath(bare).suffix + name[len(bare) :]).lower() or "without an ending"


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, RuntimeError) and "password" in str(error):
        return "it is protected by a password"
    return shorten(str(error) or type(error).__name__, 200)
