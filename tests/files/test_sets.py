"""The files of a build change together or not at all, wherever a run breaks off."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kgbuild.errors import LockError
from kgbuild.files import OUTPUT_FILES, replaced_set, sets, settle

ROOT = Path(__file__).parents[2]
WRITTEN = ("graph.ttl", "evidence.ttl", "graph.html", "report.html", "extractions.jsonl", "aliases.tsv")
OLDER = {name: f"older {name}" for name in (*WRITTEN, "annotated.ttl", "skipped.jsonl", "redirects.tsv")}
NEWER = {name: f"newer {name}" for name in WRITTEN}
# Writes the newer set over and over, each time in a fork that dies before another step; prints the number of steps.
WRITE = """
import os, sys
from pathlib import Path
from kgbuild.files import replaced_set
place, names = Path(sys.argv[1]), sys.argv[2].split(",")

def counted(real, left):
    def call(*args, **options):
        if left[0] == 0:
            os._exit(9)
        left[0] -= 1
        return real(*args, **options)
    return call

def write(folder, steps):
    left = [steps]
    for name in ("replace", "unlink", "mkdir", "rmdir", "link", "fsync"):
        setattr(os, name, counted(getattr(os, name), left))
    with replaced_set(folder) as inner:
        for name in names:
            (inner / name).write_text(f"newer {name}", encoding="utf-8")

step = 0
while True:
    child = os.fork()
    if not child:
        write(place / f"out{step}", step)
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        break
    step += 1
print(step)
"""


def write(folder: Path, files: dict[str, str]) -> None:
    with replaced_set(folder) as place:
        for name, text in files.items():
            (place / name).write_text(text, encoding="utf-8")


def read(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an older set, and a file that is none of ours."""
    write(tmp_path / "out", OLDER)
    return tmp_path / "out"


def test_a_set_replaces_another_with_all_that_was_there(folder: Path) -> None:
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    write(folder, NEWER)
    assert read(folder) == NEWER | {"mine.txt": "mine"}


@pytest.mark.skipif(os.name == "nt", reason="needs fork")
def test_wherever_a_run_dies_a_whole_set_is_there_and_the_next_run_leaves_nothing_else(tmp_path: Path) -> None:
    older = {name: OLDER[name] for name in ("graph.ttl", "evidence.ttl", "annotated.ttl")}
    newer = {name: NEWER[name] for name in ("graph.ttl", "evidence.ttl", "report.html")}
    for step in range(60):
        (tmp_path / f"out{step}").mkdir()
        for name, text in older.items():
            (tmp_path / f"out{step}" / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-c", WRITE, str(tmp_path), ",".join(newer)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    assert 20 < int(done.stdout) < 60
    seen = set()
    for step in range(int(done.stdout)):
        out = tmp_path / f"out{step}"
        if step % 2:
            settle(out)  # as whoever reads does
            found = read_outputs(out)
            assert found in (older, newer), step
            seen.add(found["graph.ttl"])
        files = newer if step % 3 else older
        write(out, files)
        assert read(out) == files, step
    assert len(seen) == 2


def read_outputs(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("name", ["annotated.ttl", "evidence.ttl", "graph.ttl", "report.html"])
@pytest.mark.parametrize("why", [errno.EBUSY, errno.ENOSPC, errno.EPERM])
def test_where_one_file_cannot_be_replaced_all_stay(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, why: int
) -> None:
    replace, unlink = os.replace, os.unlink
    old = os.stat(folder / name).st_ino  # noqa: PTH116

    def is_stuck(path: Path) -> bool:
        return path == folder / name and path.stat().st_ino == old

    def refuse_replace(source: Path, target: Path) -> None:
        if is_stuck(Path(target)):  # as the system says it: of the file that was to be renamed
            raise OSError(why, os.strerror(why), str(source), None, str(target))
        replace(source, target)

    def refuse_unlink(path: Path, **options: Any) -> None:
        if is_stuck(Path(path)):
            raise OSError(why, os.strerror(why), str(path))
        unlink(path, **options)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refuse_replace)
        patch.setattr(os, "unlink", refuse_unlink)
        with pytest.raises(OSError, match=os.strerror(why)) as failure:
            write(folder, NEWER)
    assert failure.value.filename == str(folder / name)
    assert read(folder) == OLDER


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_one_file_leaves_all_others_as_they_were(folder: Path) -> None:
    (folder / "report.html").unlink()
    (folder / "report.html").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left") as failure:
        write(folder, NEWER)
    assert failure.value.filename == str(folder / "report.html")
    (folder / "report.html").unlink()
    assert read(folder) == {name: text for name, text in OLDER.items() if name != "report.html"}


def test_a_first_set_that_fails_leaves_nothing_at_all(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), replaced_set(tmp_path / "a" / "b") as place:
        (place / "graph.ttl").write_text(str(1 / 0), encoding="utf-8")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(os, "mkdir", refuse)
    with pytest.raises(PermissionError) as failure:
        write(folder, NEWER)
    assert failure.value.filename == str(folder)
    assert read(folder) == OLDER


@pytest.mark.parametrize("target", ["elsewhere/graph.ttl", "graph-of-today.ttl"])
def test_a_link_among_the_files_stays_one(folder: Path, target: str) -> None:
    (folder.parent / "elsewhere").mkdir()
    real = folder.parent / target if "/" in target else folder / target
    (folder / "graph.ttl").rename(real)
    (folder / "graph.ttl").symlink_to(real)
    write(folder, NEWER)
    assert (folder / "graph.ttl").is_symlink()
    assert real.read_text("utf-8") == NEWER["graph.ttl"]


@pytest.mark.skipif(os.name == "nt", reason="no locks there")
def test_who_is_writing_is_told_and_a_dead_writer_is_forgotten(folder: Path) -> None:
    with replaced_set(folder):
        with pytest.raises(LockError, match=rf"process {os.getpid()} on .* since \d{{4}}-"):
            write(folder, NEWER)
        lock = (folder / ".kgbuild" / "lock").read_text("utf-8")
        assert set(json.loads(lock)) == {"pid", "host", "since"}
        for name, text in OLDER.items():
            (folder / name).write_text(text, encoding="utf-8")
    for left in (lock, "", "no json", '{"pid": 1, "host": "elsewhere", "since": "now"}'):
        (folder / ".kgbuild").mkdir()
        (folder / ".kgbuild" / "lock").write_text(left, encoding="utf-8")
        write(folder, NEWER)
        assert read(folder) == NEWER


def test_stores_and_caches_in_the_same_folder_stay(folder: Path) -> None:
    (folder / ".kgbuild" / "store").mkdir(parents=True)
    (folder / ".kgbuild" / "store" / "x").write_text("kept", encoding="utf-8")
    (folder / ".kgbuild" / "generation-dead").mkdir()
    write(folder, NEWER)
    assert [path.name for path in (folder / ".kgbuild").iterdir()] == ["store"]


@pytest.mark.parametrize(
    "journal",
    [
        {"generation": "../../..", "files": ["graph.ttl"]},
        {"generation": "generation-x", "files": ["../mine.txt"]},
        {"generation": "generation-x", "gone": ["mine.txt"]},
        {"generation": "generation-x", "new": ["/etc/passwd"], "back": True},
        {"generation": 7},
        [],
    ],
)
def test_a_journal_that_no_run_wrote_moves_and_removes_nothing(folder: Path, journal: object) -> None:
    (folder.parent / "mine.txt").write_text("mine", encoding="utf-8")
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    work = folder / ".kgbuild"
    (work / "generation-x").mkdir(parents=True)
    (work / "generation-x" / "graph.ttl").write_text("foreign", encoding="utf-8")
    whole = {"files": [], "gone": [], "new": [], "back": False} | journal if isinstance(journal, dict) else journal
    (work / "journal.json").write_text(json.dumps(whole), encoding="utf-8")
    settle(folder)
    assert read(folder) == OLDER | {"mine.txt": "mine"}
    assert (folder.parent / "mine.txt").exists()


def test_who_reads_while_files_are_renamed_waits_and_then_says_why_not(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sets, "_PATIENCE", 0.1)
    with replaced_set(folder) as place:
        (place.parent / "journal.json").write_text("{}", encoding="utf-8")
        with pytest.raises(LockError, match="has been writing here since"):
            settle(folder)
        (place.parent / "journal.json").unlink()


def test_all_files_of_a_build_are_known() -> None:
    assert set(OLDER) == set(OUTPUT_FILES)
