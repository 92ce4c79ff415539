"""What was found in papers, kept for the next run in one SQLite file beside a build.

What lies there is data: JSON, packed, each row with the digest by which it is kept. A file that is not ours or is
broken is set aside, a row that says what no extraction can is as good as missing. Whatever goes wrong costs time only:
the papers are extracted anew.
"""

import json
import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Final

from kgbuild.datamodel import Extraction, Paper, Skipped
from kgbuild.files import WORK_FOLDER
from kgbuild.incremental.encoding import decode_found, encode_found
from kgbuild.records import find_excess

RESULTS_FILE: Final = "extractions.sqlite"
_SET_ASIDE: Final = "extractions.sqlite.broken"
_APPLICATION: Final = 0x6B676264  # "kgbd"
_VERSION: Final = 1
_TABLE: Final = "CREATE TABLE found (digest BLOB PRIMARY KEY, value BLOB NOT NULL)"
# Rows that are written at once, and are lost when a run is killed before.
_AT_ONCE: Final = 256
# A row, packed and unpacked: more than any paper within the limits of a record has been seen to need.
_MOST_PACKED: Final = 8 << 20
_MOST_BYTES: Final = 64 << 20
# Rows of earlier runs that stay beside those of the present one: as many again, and these.
_SPARE: Final = 1_000
_BROKEN: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT})


class KeptResults:
    """What is kept of extractions, by digest.

    A broken file makes room for a new one; after another fault nothing is kept.

    `notes` tell of faults, for the user.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._waiting: dict[bytes, bytes] = {}
        self._used: set[bytes] = set()
        self._connection: sqlite3.Connection | None = None
        self._stopped = False
        self.notes: list[Skipped] = []

    def __enter__(self) -> "KeptResults":
        """Open the file, if it is there."""
        if os.path.lexists(self._path):
            with self._told():
                self._connection = self._open()
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        with self._told():
            self._write()
            if kind is None:
                self._drop_unused()
        self._close()

    def known(self) -> set[bytes]:
        """Return the digests of all that is kept."""
        with self._told():
            if self._connection is not None:
                return {digest for (digest,) in self._connection.execute("SELECT digest FROM found")}
        return set()

    def find(self, digest: bytes, paper: Paper) -> Extraction | None:
        """Return what was found in a paper; None where that is not kept."""
        with self._told():
            if self._connection is None:
                return None
            asked = "SELECT value FROM found WHERE digest = ? AND length(value) <= ?"
            for (packed,) in self._connection.execute(asked, (digest, _MOST_PACKED)):
                extraction = _unpack(packed, digest, paper)
                if extraction is not None:
                    self._used.add(digest)
                return extraction
        return None

    def keep(self, digest: bytes, extraction: Extraction) -> None:
        """Keep what was found in a paper; it is in the file a little later."""
        self._used.add(digest)
        content = json.dumps(encode_found(extraction), separators=(",", ":")).encode()
        packed = zlib.compress(_check(digest, content) + content, 1)
        if len(packed) <= _MOST_PACKED and len(content) < _MOST_BYTES and not self._stopped:
            self._waiting[digest] = packed
        if len(self._waiting) >= _AT_ONCE:
            with self._told():
                self._write()

    def _write(self) -> None:
        if not self._waiting:
            return
        if self._connection is None:
            self._connection = self._make()
        with _transaction(self._connection) as connection:
            connection.executemany("INSERT OR REPLACE INTO found VALUES (?, ?)", self._waiting.items())
        self._waiting.clear()

    def _drop_unused(self) -> None:
        """Drop what this run did not need, where that is much."""
        if self._connection is None:
            return
        (rows,) = self._connection.execute("SELECT count(*) FROM found").fetchone()
        if rows <= 2 * len(self._used) + _SPARE:
            return
        with _transaction(self._connection) as connection:
            connection.execute("CREATE TEMP TABLE used (digest BLOB PRIMARY KEY)")
            connection.executemany("INSERT INTO used VALUES (?)", ((digest,) for digest in self._used))
            connection.execute("DELETE FROM found WHERE digest NOT IN (SELECT digest FROM used)")
            connection.execute("DROP TABLE used")

    def _open(self) -> sqlite3.Connection:
        """Open the file that is there, if it is one of ours; raises DatabaseError otherwise."""
        if self._path.is_symlink() or not self._path.is_file():
            raise sqlite3.DatabaseError("no regular file")
        connection = _connect(self._path)
        try:
            told = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
            tables = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
            connection.execute("PRAGMA journal_mode = DELETE")  # one file
        except BaseException:
            connection.close()
            raise
        if told != [_APPLICATION, _VERSION] or tables != [(_TABLE,)]:
            connection.close()
            raise sqlite3.DatabaseError("not written by this version of kgbuild")
        return connection

    def _make(self) -> sqlite3.Connection:
        """Make a new file, whole before it has its name; raises sqlite3.Error or OSError."""
        self._path.parent.mkdir(exist_ok=True)
        new = self._path.with_name(f"{self._path.name}.new")
        for left in (new, new.with_name(f"{new.name}-journal")):
            left.unlink(missing_ok=True)
        with closing(_connect(new)) as connection:
            connection.execute("PRAGMA auto_vacuum = FULL")  # what goes makes the file smaller
            with _transaction(connection):
                connection.execute(_TABLE)
                connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                connection.execute(f"PRAGMA user_version = {_VERSION}")
        new.replace(self._path)
        return self._open()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Take a fault of the file for the end of what is kept: set a broken file aside, and say so."""
        try:
            yield
        except (sqlite3.Error, OSError, ValueError, OverflowError) as fault:
            self._close()
            self._waiting.clear()
            code = getattr(fault, "sqlite_errorcode", None)
            broken = code & 0xFF in _BROKEN if code is not None else isinstance(fault, sqlite3.DatabaseError)
            self._stopped = not broken
            self.notes.append(Skipped(str(self._path), self._set_aside(fault) if broken else _tell(fault)))

    def _set_aside(self, fault: Exception) -> str:
        aside = self._path.with_name(_SET_ASIDE)
        with suppress(OSError):
            self._path.with_name(f"{self._path.name}-journal").unlink(missing_ok=True)
            self._path.replace(aside)
            return f"cannot be used ({fault}) and is now {aside.name}; the papers are extracted anew"
        return _tell(fault)

    def _close(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None


def _tell(fault: Exception) -> str:
    return f"cannot be used ({fault}); results of this run are not kept"


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=1, isolation_level=None, check_same_thread=False)
    # Of a file that somebody else made nothing is run, and its pages are looked at before they are believed.
    for told in ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0", "synchronous = NORMAL"):
        connection.execute(f"PRAGMA {told}")
    return connection


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def can_be_read(path: Path) -> bool:
    """Tell whether a run could take what is kept in a file now: it is none of another's, and nobody holds it."""
    try:
        if path.is_symlink():
            return False
        with closing(_connect(path)) as connection:
            connection.execute("SELECT digest FROM found LIMIT 1").fetchone()
    except (sqlite3.Error, OSError):
        return False
    return True


def _check(digest: bytes, content: bytes) -> bytes:
    """Return what tells a row that belongs to its digest from one that was moved, cut or changed by chance."""
    return zlib.crc32(content, zlib.crc32(digest)).to_bytes(4, "big")


def _unpack(packed: object, digest: bytes, paper: Paper) -> Extraction | None:
    """Return the extraction of a row; None for what is none of this paper."""
    try:
        if not isinstance(packed, bytes):
            return None
        unpacking = zlib.decompressobj()
        whole = unpacking.decompress(packed, _MOST_BYTES)
        content = whole[4:]
        if not unpacking.eof or whole[:4] != _check(digest, content):
            return None
        extraction = decode_found(json.loads(content), paper)
    except (ValueError, TypeError, RecursionError, zlib.error):
        return None
    return None if find_excess(extraction) else extraction


@contextmanager
def kept_results(folder: Path, *, cache: bool = True) -> Iterator[KeptResults | None]:
    """Yield what is kept beside a build in a folder, which nobody else writes into meanwhile; None without a cache."""
    if not cache:
        yield None
        return
    with KeptResults(folder / WORK_FOLDER / RESULTS_FILE) as kept:
        yield kept
