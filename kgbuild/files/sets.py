"""The files of a build: put into place together or not at all, by one run at a time.

A run writes everything into a generation, a folder in `.kgbuild/`, with copies (links) of the files that it is going to
replace. A journal then names what goes where, and only then are files renamed. Wherever a run is broken off, whoever
comes next, also to read, does the rest: without a journal nothing has happened, with one the renaming is completed, or
taken back where it cannot be. `.kgbuild/` holds no output: what is kept there, such as the papers of a build
(KEPT_FILES), takes its place with the outputs.
"""

import json
import os
import re
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from errno import EISDIR
from pathlib import Path
from typing import Final

from kgbuild.errors import LockError
from kgbuild.files.locks import try_lock
from kgbuild.files.names import KEPT_FILES, OUTPUT_FILES, WORK_FOLDER
from kgbuild.files.replace import clear_parts, put, replaced, sync_folder
from kgbuild.files.targets import find_target, naming_failures

_SET: Final = (*OUTPUT_FILES, *KEPT_FILES)
_LOCK: Final = "lock"
_JOURNAL: Final = "journal.json"
_OLD: Final = "old"
_GENERATION: Final = re.compile(r"generation-[a-z0-9_]+")
# How long a reader waits for the renaming of another run, which takes a few milliseconds.
_PATIENCE: Final = 5.0


@dataclass(frozen=True, slots=True)
class _Journal:
    """What a generation puts into place, what goes, what was not there before; `back` where it is being taken back."""

    generation: str
    files: tuple[str, ...]
    gone: tuple[str, ...]
    new: tuple[str, ...]
    back: bool = False


@contextmanager
def replaced_set(folder: Path) -> Iterator[Path]:
    """Yield an empty folder; when the block ends without an error its files take their places in `folder`, together.

    Those of KEPT_FILES have theirs in WORK_FOLDER. Files of either that the block did not write go; where it wrote none
    at all, everything stays as it is. Raises LockError where another run is writing, OSError that names the file in
    `folder` where one cannot be written.
    """
    for file in (_place_of(name, folder) for name in _SET):
        if file.is_dir():
            raise IsADirectoryError(EISDIR, "is a folder; give a file", str(file))
    made = _make_folders(folder)
    try:
        with _naming_outputs(folder), _locked(folder) as work:
            _recover(work, folder)
            place = Path(tempfile.mkdtemp(prefix="generation-", dir=work))
            yield place
            _commit(place, folder)
    finally:
        for new in made:
            with suppress(OSError):  # what is not empty stays
                new.rmdir()


@contextmanager
def replaced_folders(folder: Path, names: Sequence[str], seal: str) -> Iterator[Path]:
    """Yield an empty folder; when the block ends without an error what it made takes the places of `names` in `folder`.

    The file `seal` goes first and comes last, so that where it is the folders beside it are whole and of one run.
    Raises LockError where another run is writing.
    """
    made = _make_folders(folder)
    try:
        with _naming_outputs(folder), _locked(folder) as work:
            _recover(work, folder)
            place = Path(tempfile.mkdtemp(prefix="generation-", dir=work))
            place.chmod(folder.stat().st_mode)  # who writes into it may be somebody else, as on a cluster
            yield place
            (folder / seal).unlink(missing_ok=True)
            for name in names:
                shutil.rmtree(folder / name, ignore_errors=True)
                if (place / name).exists():
                    (place / name).rename(folder / name)
            (place / seal).rename(folder / seal)
            sync_folder(folder)
    finally:
        for new in made:
            with suppress(OSError):  # what is not empty stays
                new.rmdir()


def settle(folder: Path) -> None:
    """See that a folder holds the files of one build before it is read: complete what a run left half done.

    Raises LockError where that cannot be done.
    """
    work = folder / WORK_FOLDER
    end = time.monotonic() + _PATIENCE
    while (work / _JOURNAL).is_file():
        try:
            with _locked(folder):
                _recover(work, folder)
        except LockError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
        except OSError as error:
            told = f"holds files of two builds, one of which was broken off, and cannot be mended ({error.strerror})"
            raise LockError(f"{folder}: {told}; make it writable, or build again into another folder") from error


@contextmanager
def _locked(folder: Path) -> Iterator[Path]:
    """Hold the lock of a folder, and yield its folder for work, which is gone afterwards unless others use it."""
    work = folder / WORK_FOLDER
    path = work / _LOCK
    handle = _lock(work, path, folder)
    try:
        yield work
    finally:
        with suppress(OSError):
            if not (work / _JOURNAL).exists():  # else whoever comes next needs them
                _clear_generations(work)
            path.unlink()
            work.rmdir()
        os.close(handle)


def _lock(work: Path, path: Path, folder: Path) -> int:
    """Return the open lock file, which tells others who is writing."""
    while True:
        work.mkdir(exist_ok=True)
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except FileNotFoundError:  # whoever had the lock has just cleared up
            continue
        taken = try_lock(handle)
        if taken is False or (taken is None and _is_alive(path)):
            os.close(handle)
            raise LockError(f"{folder}: {_tell_owner(path)}; wait until that is done, or give another folder with -o")
        with suppress(FileNotFoundError):
            if os.path.samestat(path.stat(), os.fstat(handle)):
                break
        os.close(handle)
    since = datetime.now(UTC).isoformat(timespec="seconds")
    owner = {"pid": os.getpid(), "host": socket.gethostname(), "since": since}
    os.ftruncate(handle, 0)
    os.write(handle, json.dumps(owner).encode() + b"\n")
    return handle


def _read_owner(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _tell_owner(path: Path) -> str:
    owner = _read_owner(path)
    if not owner:
        return "another run is writing here"
    words = {key: " ".join(str(owner.get(key)).split())[:80] for key in ("pid", "host", "since")}
    return f"process {words['pid']} on {words['host']} has been writing here since {words['since']}"


def _is_alive(path: Path) -> bool:
    """Tell, where the file system has no locks, whether the process that a lock names still runs."""
    owner = _read_owner(path)
    pid = owner.get("pid")
    if not isinstance(pid, int) or os.name == "nt" or pid == os.getpid():
        return False
    if owner.get("host") != socket.gethostname():
        return True
    try:
        os.kill(pid, 0)
    except OSError as error:
        return isinstance(error, PermissionError)
    return True


def _make_folders(folder: Path) -> list[Path]:
    """Make a folder with those above it; return what was missing, the innermost first."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _place_of(name: str, folder: Path) -> Path:
    """Return where a file of a set belongs."""
    return folder / WORK_FOLDER / name if name in KEPT_FILES else folder / name


def _clear_generations(work: Path) -> None:
    for path in list(work.iterdir()):
        if _GENERATION.fullmatch(path.name) and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
    clear_parts(work / _JOURNAL)


@contextmanager
def _naming_outputs(folder: Path) -> Iterator[None]:
    """Name in failures the file of the folder that is meant, or the folder, not what lies in its folder for work."""
    try:
        yield
    except OSError as error:
        failed = Path(str(error.filename or ""))
        if error.errno is None or not failed.is_relative_to(folder / WORK_FOLDER):
            raise
        meant = folder / failed.name if failed.name in OUTPUT_FILES else folder
        raise OSError(error.errno, error.strerror, str(meant)) from error


def _commit(place: Path, folder: Path) -> None:
    """Put the files of a generation into a folder, or leave the folder as it was and raise OSError."""
    files = tuple(sorted(path.name for path in place.iterdir()))
    if not files:
        return
    gone = tuple(name for name in _SET if name not in files and os.path.lexists(_place_of(name, folder)))
    old = place / _OLD
    old.mkdir()
    new = tuple(name for name in (*files, *gone) if not _keep(_place_of(name, folder), old / name))
    sync_folder(old)
    sync_folder(place)
    journal = _Journal(place.name, files, gone, new)
    _write_journal(place.parent, journal)
    try:
        _go_forward(place.parent, folder, journal)
    except BaseException:  # also when told to end: half of it must not stay
        _recover(place.parent, folder)
        raise


def _keep(file: Path, copy: Path) -> bool:
    """Keep what a file holds until the set is in place; False where there is none that can be brought back."""
    if not file.is_file():
        return False
    real = Path(os.path.realpath(file))
    try:
        copy.hardlink_to(real)
    except OSError:  # another file system, or one without links
        shutil.copy2(real, copy)
    return True


def _recover(work: Path, folder: Path) -> None:
    """Bring to its end what an earlier run left, and clear up after it."""
    journal = _read_journal(work)
    if journal is not None:
        if journal.back:
            _go_back(work, folder, journal)
        else:
            _go_forward(work, folder, journal)
    _clear_generations(work)
    for name in _SET:
        clear_parts(_place_of(name, folder))


def _go_forward(work: Path, folder: Path, journal: _Journal) -> None:
    """Rename what is not yet in place; take all of it back, and raise OSError, where one cannot be."""
    place = work / journal.generation
    try:
        for name in journal.files:
            if (place / name).is_file():
                with naming_failures(_place_of(name, folder), place / name):
                    put(place / name, _place_of(name, folder))
        for name in journal.gone:
            _place_of(name, folder).unlink(missing_ok=True)
    except OSError:
        back = replace(journal, back=True)
        _write_journal(work, back)
        _go_back(work, folder, back)
        raise
    _end_journal(work, folder)


def _go_back(work: Path, folder: Path, journal: _Journal) -> None:
    """Bring back the files of before, and remove those that were not there."""
    place = work / journal.generation
    for name in (*journal.files, *journal.gone):
        if (place / _OLD / name).is_file():
            with suppress(OSError):  # where it could not be replaced, it is still what it was
                put(place / _OLD / name, _place_of(name, folder))
        elif name in journal.new and not (place / name).exists():
            file = _place_of(name, folder)
            if not find_target(file).stream:
                file.unlink(missing_ok=True)
    _end_journal(work, folder)


def _end_journal(work: Path, folder: Path) -> None:
    sync_folder(folder)
    (work / _JOURNAL).unlink()
    sync_folder(work)


def _write_journal(work: Path, journal: _Journal) -> None:
    with replaced(work / _JOURNAL) as file:
        file.write(json.dumps(asdict(journal)).encode())


def _read_journal(work: Path) -> _Journal | None:
    """Return the journal; None for one that no run of ours wrote, which must not move files about."""
    try:
        found = json.loads((work / _JOURNAL).read_bytes())
        files, gone, new = (tuple(found[key]) for key in ("files", "gone", "new"))
        journal = _Journal(found["generation"], files, gone, new, found["back"] is True)
        known = {*files, *gone, *new} <= set(_SET) and bool(_GENERATION.fullmatch(journal.generation))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError):
        known = False
    if not known:
        (work / _JOURNAL).unlink(missing_ok=True)
        return None
    return journal
