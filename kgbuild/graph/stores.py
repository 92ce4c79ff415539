"""Large graphs are read from stores on disk, which are made once, of the files; small ones are read from the files.

The files are the graph, a store is a way to look into it: one that is missing, stale or broken is made anew. It lies in
`.kgbuild/` beside the graph; where one cannot write there, in the user's folder for caches; where neither has room, or
nothing is to be kept (`KGBUILD_STORE=off`), in the folder for temporary files, and goes with the process.

Which engine answers depends on the size of the files alone, never on which stores there are: rows whose order a query
leaves open come in the order of the engine.
"""

import hashlib
import logging
import os
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from io import BufferedReader
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Final

from pyoxigraph import Store

from kgbuild.errors import GraphError
from kgbuild.files import WORK_FOLDER, try_lock
from kgbuild.graph.kept_store import (
    Sources,
    StoreError,
    find_stores,
    fits,
    graph_of,
    is_made_of,
    make_store,
    may_begin,
    open_if_fits,
    remove_others,
    remove_store,
)

_log = logging.getLogger(__name__)

Fill = Callable[[Store], None]

# Bytes of facts and evidence from which on a graph has a store: up to there reading the files takes a second or two.
LARGE: Final = 16 << 20
SWITCH: Final = "KGBUILD_STORE"
# What a store takes on disk while it is made, as a multiple of its files (measured: 3.3 to 3.6 when it is done).
_ROOM: Final = 5
_STORES: Final = "stores"
_TEMPORARY: Final = "kgbuild-stores-"
_STEP: Final = 0.05
_RENAMES_OPEN: Final = os.name != "nt"  # a file that is open
_CHANGE_FAILS: Final = (OSError, RuntimeError, ValueError, SyntaxError, StoreError)


def is_large(sources: Sources) -> bool:
    """Tell whether a graph is read from a store."""
    return sources.size >= LARGE


def open_store(sources: Sources, fill: Fill) -> Store | None:
    """Return the store of a graph, to be read only, and make it where there is none; `fill` reads the files into one.

    What is done, and why, is logged. None where no folder has room for one. Raises what `fill` raises.
    """
    kept = [] if is_off() else [_beside(sources.facts), _cached(sources.facts)]
    for place in kept:
        if (store := _open_in(place, sources)) is not None:
            return store
    for place in kept:
        if _make_in(place, sources, fill) and (store := _open_in(place, sources)) is not None:
            return store
    place = _temporary()
    return _open_in(place, sources) if _make_in(place, sources, fill) else None


@dataclass(frozen=True, slots=True)
class Older:
    """A graph that is being replaced: its files, open, and the store that was made of them."""

    files: tuple[BufferedReader, ...]
    store: Path


@contextmanager
def kept_older(sources: Sources) -> Iterator[Older | None]:
    """Keep a graph open while its files are replaced in the block; None where it has no store to begin with."""
    with ExitStack() as stack:
        older = None
        if _RENAMES_OPEN and not is_off() and all(file.is_file() for file in sources.files):
            with suppress(OSError):  # nothing is lost: the next store is made of the files
                files = tuple(stack.enter_context(file.open("rb")) for file in sources.files)
                found = (folder for folder in find_stores(_beside(sources.facts)) if may_begin(folder, sources))
                older = next((Older(files, folder) for folder in found), None)
        yield older


def keep_store(
    sources: Sources, fill: Fill, older: Older | None = None, change: Callable[[Older], Fill] | None = None
) -> Path | None:
    """Make the store of a graph that was just written, unless there is one; return its folder.

    It begins with the store of the `older` graph that this one has replaced, if that is given: `change` returns what
    brings it up to this one, and raises ValueError where nothing does. Beside a graph that is not large, or where
    stores are off, those of an older graph go.
    """
    if is_off() or not is_large(sources):
        clear_stores(sources.facts)
        return None
    place = _beside(sources.facts)
    if older and change and (folder := _renew_in(place, sources, older, change)):
        return folder
    return _make_in(place, sources, fill, is_written=True)


def _renew_in(place: Path, sources: Sources, older: Older, change: Callable[[Older], Fill]) -> Path | None:
    """Return the folder of a store that begins with an older one; None where it is to be made of the files."""
    try:
        with _alone(place):
            if fitting := [folder for folder in find_stores(place) if fits(folder, sources)]:
                return fitting[0]
            if not is_made_of(older.store, older.files):
                return None  # somebody wrote into them
            folder = make_store(place, sources, change(older), older=older.store, is_written=True)
            remove_others(place, sources)
    except _CHANGE_FAILS as error:
        _log.debug("%s: made of the files, not of the store before (%s)", place, error)
        return None
    return folder


def clear_stores(facts: Path) -> None:
    """Remove what stores lie beside a graph, but for those that are being read."""
    place = _beside(facts)
    if place.is_dir():
        remove_others(place, None)
        _tidy(place)


def is_off() -> bool:
    """Tell whether the user wants no stores to be kept."""
    return os.environ.get(SWITCH, "").strip().lower() in {"off", "no", "0", "false"}


def _open_in(place: Path, sources: Sources) -> Store | None:
    found = find_stores(place)
    for folder in found:
        try:
            store = open_if_fits(folder, sources)
        except StoreError as error:
            _log.warning("%s: this store %s; it is made anew", folder, error)
            remove_store(folder)
            continue
        if store is not None:
            return store
    return None


def _make_in(place: Path, sources: Sources, fill: Fill, *, is_written: bool = False) -> Path | None:
    """Return the folder of the store in a place, which one process at a time makes; None where it cannot, and log why.

    Raises GraphError for files that do not parse.
    """
    try:
        place.mkdir(parents=True, exist_ok=True)
        with _alone(place):
            found = find_stores(place)
            if fitting := [folder for folder in found if fits(folder, sources)]:
                return fitting[0]
            _check_room(place, sources)
            why = "the graph has changed, its store is made anew" if found else "making a store, once"
            _log.info("%s: %s (%s=off keeps none)", sources.facts, why, SWITCH)
            folder = make_store(place, sources, fill, is_written=is_written)
            remove_others(place, sources)
            _sweep(place)
    except (OSError, RuntimeError, StoreError, GraphError) as error:
        fault = error.__cause__ if isinstance(error, GraphError) else error
        if not isinstance(fault, OSError | RuntimeError | StoreError):
            raise
        what = " ".join((getattr(fault, "strerror", None) or str(fault)).split())
        _log.warning("%s: no store is kept there (%s)", place, what[:200])
        return None
    return folder


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Wait until no other process makes a store in a place; where there are no locks, each makes its own."""
    handle = os.open(place / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if try_lock(handle) is False:
            _log.info("%s: waiting for another process that makes the store", place)
            while try_lock(handle) is False:
                time.sleep(_STEP)
        yield
    finally:
        os.close(handle)


def _check_room(place: Path, sources: Sources) -> None:
    """Raise StoreError where the disk has no room: better not begun than filled to the brim."""
    needed = _ROOM * sources.size
    free = shutil.disk_usage(place).free
    if free < needed:
        raise StoreError(f"it needs about {needed / 1e6:,.0f} MB, {free / 1e6:,.0f} MB are free")


def _beside(facts: Path) -> Path:
    """Return where stores of a graph lie beside it, by the name of its file."""
    return facts.parent / WORK_FOLDER / _STORES / facts.name


def _cached(facts: Path) -> Path:
    """Return where stores of a graph lie that cannot lie beside it: in the user's folder for caches."""
    if sys.platform == "win32":
        caches = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        caches = Path.home() / "Library" / "Caches"
    else:
        caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return caches / "kgbuild" / _STORES / hashlib.sha256(os.path.realpath(facts).encode()).hexdigest()[:16]


def _sweep(place: Path) -> None:
    """Remove stores in the neighbouring places, those of other graphs, whose graphs are no more."""
    for folder in place.parent.glob("*/store-*"):
        graph = graph_of(folder)
        if folder.parent != place and graph is not None and not graph.exists():
            remove_store(folder)
            _tidy(folder.parent)


def _tidy(place: Path) -> None:
    """Remove a place without stores, and folders of ours above it that are empty then."""
    with suppress(OSError):
        if not any(path.name != "lock" for path in place.iterdir()):
            (place / "lock").unlink(missing_ok=True)
            place.rmdir()
            for folder, name in ((place.parent, _STORES), (place.parent.parent, WORK_FOLDER)):
                if folder.name != name:
                    break
                folder.rmdir()


def _temporary() -> Path:
    """Return a place that goes with this process; what ended processes left of theirs goes now."""
    folder = Path(tempfile.gettempdir())
    for left in folder.glob(f"{_TEMPORARY}*"):
        with suppress(OSError):
            found = left.lstat()
            if stat.S_ISDIR(found.st_mode) and (os.name == "nt" or found.st_uid == os.getuid()):
                remove_others(left, None)
                _tidy(left)
    place = Path(tempfile.mkdtemp(prefix=_TEMPORARY))
    Finalize(None, shutil.rmtree, (place, True), exitpriority=1)
    return place
