"""One store on disk, made of a graph's files: a folder with the engine's files, and a card that says what they hold.

The card is written last, so a folder without one is no store: it is being made, or its making was broken off. The lock
in the folder is held alone by whoever makes or removes the store, and shared by whoever reads it: readers never wait,
and what they read is not taken away. Two processes never write into one folder; each makes its own.

The engine never changes a table that it has written. So a store may begin with the tables of another one, which it
shares by hard links, and hold what has changed since in tables of its own.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from io import BufferedReader
from pathlib import Path
from typing import Any, Final

import pyoxigraph
from pyoxigraph import Store

from kgbuild.files import Fingerprint, replaced, take_fingerprint, try_lock

_PREFIX: Final = "store-"
_CARD: Final = "card.json"
_LOCK: Final = "lock"
_ENGINE: Final = "engine"
_ENGINE_LOCK: Final = "LOCK"
_TABLE: Final = ".sst"
_FORMAT: Final = 1
# What was taken out leaves traces in the tables: after so many renewals a store is made of the files again.
_MOST_RENEWALS: Final = 50
# Stores that this process reads, each with the descriptor that keeps it from being removed until the process ends.
_in_use: Final[dict[Path, int]] = {}


@dataclass(frozen=True, slots=True)
class Sources:
    """What a store is made of: the file of facts, that of evidence if any, and the profiles that are added."""

    facts: Path
    evidence: Path | None = None
    profiles: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """The files, the facts first."""
        return (self.facts,) if self.evidence is None else (self.facts, self.evidence)

    @property
    def size(self) -> int:
        """Bytes of the files."""
        return sum(file.stat().st_size for file in self.files)


@dataclass(frozen=True, slots=True)
class _Card:
    """What a store holds: of which version's engine, of which files, with which profiles; its own files' sizes.

    `is_written` is true where a build had just written the files, `renewals` counts the stores before this one of which
    each began with the tables of the one before.
    """

    engine: str
    graph: str
    prints: tuple[Fingerprint, ...]
    profiles: tuple[str, ...]
    sizes: Mapping[str, int]
    is_written: bool = False
    renewals: int = 0


class StoreError(Exception):
    """A store that cannot be used, and why."""


def find_stores(place: Path) -> list[Path]:
    """Return the folders of finished stores in a place, sorted by name."""
    with suppress(OSError):
        return sorted(path.parent for path in place.glob(f"{_PREFIX}*/{_CARD}"))
    return []


def open_if_fits(folder: Path, sources: Sources) -> Store | None:
    """Return the store in a folder, to be read only; None where it is one of other files, or is being removed.

    Files are taken for unchanged where the system says so, and are read where it does not. Raises StoreError where it
    is of these files and cannot be used.
    """
    card = _read_card(folder)
    known = _compare(card, sources) if card is not None else None
    if card is None or known is None:
        return None
    if card.engine != _engine():
        raise StoreError(f"is of pyoxigraph {card.engine}, this is {_engine()}")
    was_held = folder in _in_use
    if not _hold(folder):
        return None
    try:
        store = _open(folder, card)
    except StoreError:
        if not was_held:  # else somebody in this process reads it
            _let_go(folder)
        raise
    if known is not card:
        with suppress(OSError):  # a folder in which one cannot write: the files are read each time
            _write_card(folder, known)
    return store


def fits(folder: Path, sources: Sources) -> bool:
    """Tell whether a store is one of these files, by its card."""
    card = _read_card(folder)
    return card is not None and card.engine == _engine() and _compare(card, sources) is not None


def may_begin(folder: Path, sources: Sources) -> bool:
    """Tell whether a store is one of these files, just as a build wrote them, and another may begin with its tables."""
    card = _read_card(folder)
    if card is None or not card.is_written or card.renewals >= _MOST_RENEWALS or card.engine != _engine():
        return False
    return _compare(card, sources) is not None


def is_made_of(folder: Path, files: Sequence[BufferedReader]) -> bool:
    """Tell whether open files have what a store was made of, whatever became of them meanwhile; they are read."""
    card = _read_card(folder)
    if card is None or len(card.prints) != len(files):
        return False
    for known, file in zip(card.prints, files, strict=True):
        file.seek(0)
        if hashlib.file_digest(file, "sha256").hexdigest() != known.sha256:
            return False
    return True


def make_store(
    place: Path, sources: Sources, fill: Callable[[Store], None], *, older: Path | None = None, is_written: bool = False
) -> Path:
    """Make a store in a new folder of a place, which `fill` puts the files into; return the folder.

    With `older` it begins with the tables of that store. `is_written` says that a build has just written the files.
    Where that fails the folder goes. Raises OSError where the disk is full or a source changes meanwhile, and what
    `fill` raises.
    """
    place.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
    try:
        handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try_lock(handle)
            renewals = _begin_with(older, folder) if older else 0
            _make(folder, sources, fill, is_written=is_written, renewals=renewals)
        finally:
            os.close(handle)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _begin_with(older: Path, folder: Path) -> int:
    """Have a new store begin with the tables of another; return how many have begun so. Raises StoreError, OSError."""
    handle = os.open(older / _LOCK, os.O_RDONLY)
    try:
        card = _read_card(older) if try_lock(handle, shared=True) is not False else None
        if card is None or _sizes(older) != card.sizes:
            raise StoreError("cannot be begun with")
        (folder / _ENGINE).mkdir()
        for entry in os.scandir(older / _ENGINE):
            if entry.name.endswith(_TABLE):
                (folder / _ENGINE / entry.name).hardlink_to(entry.path)
            elif entry.name != _ENGINE_LOCK:
                shutil.copyfile(entry.path, folder / _ENGINE / entry.name)
        return card.renewals + 1
    finally:
        os.close(handle)


def _make(folder: Path, sources: Sources, fill: Callable[[Store], None], *, is_written: bool, renewals: int) -> None:
    prints = [take_fingerprint(file) for file in sources.files]
    store = Store(folder / _ENGINE)
    fill(store)
    store.flush()
    del store  # closes it: nobody writes into it any more
    prints = [taken.seen_again(file) for taken, file in zip(prints, sources.files, strict=True)]
    folder.chmod(0o777 & ~_mask())  # whoever may read the graph may read its store
    graph = os.path.realpath(sources.facts)
    sizes = _sizes(folder)
    _write_card(folder, _Card(_engine(), graph, tuple(prints), sources.profiles, sizes, is_written, renewals))


def remove_others(place: Path, sources: Sources | None) -> None:
    """Remove from a place what is no store of these files (of none: all), unless somebody makes or reads it."""
    with suppress(OSError):
        for entry in list(os.scandir(place)):
            folder = Path(entry.path)
            if not entry.name.startswith(_PREFIX) or not entry.is_dir(follow_symlinks=False):
                continue
            card = _read_card(folder)
            fits = sources is not None and card is not None and bool(_compare(card, sources, profiles=False))
            if not fits:
                remove_store(folder)


def remove_store(folder: Path) -> bool:
    """Remove a store, or what is left of one; False where somebody makes or reads it, this process included."""
    if folder in _in_use:
        return False
    try:
        handle = os.open(folder / _LOCK, os.O_RDWR)
    except FileNotFoundError:
        return _remove(folder)
    except OSError:
        return False
    try:
        return try_lock(handle) is not False and _remove(folder)
    finally:
        os.close(handle)


def graph_of(folder: Path) -> Path | None:
    """Return the file of facts of which a store was made; None where it has no card."""
    card = _read_card(folder)
    return Path(card.graph) if card else None


def open_files() -> list[int]:
    """Return the descriptors of this process that belong to stores on disk (Linux): what reads them needs them."""
    engines = tuple(f"{os.path.realpath(folder)}{os.sep}" for folder in _in_use)
    found = []
    for entry in Path("/proc/self/fd").iterdir() if engines else ():
        with suppress(OSError):
            if str(entry.readlink()).startswith(engines):
                found.append(int(entry.name))
    return found


def _remove(folder: Path) -> bool:
    with suppress(OSError):
        (folder / _CARD).unlink(missing_ok=True)  # first: what is half removed is no store
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def _hold(folder: Path) -> bool:
    """Keep a store from being removed as long as this process lives; False where it is going."""
    if folder in _in_use:
        return True
    try:
        handle = os.open(folder / _LOCK, os.O_RDONLY)
    except OSError:
        return False
    if try_lock(handle, shared=True) is False or not (folder / _CARD).exists():
        os.close(handle)
        return False
    _in_use[folder] = handle
    return True


def _open(folder: Path, card: _Card) -> Store:
    try:
        if _sizes(folder) != card.sizes:
            raise StoreError("lacks files, or some of them are cut")
        return Store.read_only(str(folder / _ENGINE))
    except (OSError, RuntimeError) as error:
        raise StoreError(" ".join(str(error).split())[:200]) from error


def _let_go(folder: Path) -> None:
    """Let a store be removed that is not read after all."""
    os.close(_in_use.pop(folder))


def _compare(card: _Card, sources: Sources, *, profiles: bool = True) -> _Card | None:
    """Return the card, as it should be now, where the files have what it says; else None."""
    if len(card.prints) != len(sources.files) or (profiles and card.profiles != sources.profiles):
        return None
    pairs = list(zip(card.prints, sources.files, strict=True))
    try:
        if all(known.looks_same(file) for known, file in pairs):
            return card
        if all(known.looks_same(file) or known.has_content_of(file) for known, file in pairs):
            return replace(card, prints=tuple(take_fingerprint(file) for file in sources.files))
    except OSError:
        return None
    return None


def _sizes(folder: Path) -> dict[str, int]:
    """Return the sizes of the engine's tables by name; what it writes for itself (logs) may change."""
    return {
        entry.name: entry.stat().st_size
        for entry in sorted(os.scandir(folder / _ENGINE), key=lambda entry: entry.name)
        if entry.name.endswith(_TABLE) or entry.name.startswith("MANIFEST")
    }


def _read_card(folder: Path) -> _Card | None:
    try:
        found: dict[str, Any] = json.loads((folder / _CARD).read_bytes())
        if found["format"] != _FORMAT:
            return None
        prints = tuple(Fingerprint(**one) for one in found["prints"])
        sizes = {str(name): int(size) for name, size in found["sizes"].items()}
        history = found.get("is_written") is True, int(found.get("renewals", 0))
        return _Card(str(found["engine"]), str(found["graph"]), prints, tuple(found["profiles"]), sizes, *history)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _write_card(folder: Path, card: _Card) -> None:
    with replaced(folder / _CARD) as file:
        file.write(json.dumps({"format": _FORMAT, **asdict(card)}, indent=1).encode() + b"\n")


def _engine() -> str:
    """Return the engine's version, as far as it tells the form of its files."""
    return ".".join(pyoxigraph.__version__.split(".")[:2])


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
