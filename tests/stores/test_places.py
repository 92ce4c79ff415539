"""Where a store lies when it cannot lie beside its graph, and what becomes of one whose making fails."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from large_demo import START, kept

from kgbuild.graph import read_graph, stores

SIZE = "import os\nfrom pathlib import Path\nfrom kgbuild.graph import read_graph\n"
READ = SIZE + "print(len(read_graph(Path(sys.argv[1]))))"
# As READ, but ended from outside while the store is made: when the facts are in it and the evidence is not.
KILLED = (
    SIZE
    + """
import signal, kgbuild.graph.files as files
load = files.load_file
def load_and_die(store, path, to_graph=None):
    if to_graph is not None:
        os.kill(os.getpid(), signal.SIGKILL)
    load(store, path, to_graph)
files.load_file = load_and_die
read_graph(Path(sys.argv[1]))
"""
)
# As READ, but whoever makes the store waits for a file, so that somebody else comes by meanwhile.
WAITING = (
    SIZE
    + """
import time, kgbuild.graph.files as files
load = files.load_file
def load_and_wait(store, path, to_graph=None):
    Path(sys.argv[2]).touch()
    while to_graph is None and not Path(sys.argv[3]).exists():
        time.sleep(0.01)
    load(store, path, to_graph)
files.load_file = load_and_wait
print(len(read_graph(Path(sys.argv[1]))))
"""
)


def run(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", START + code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def block(folder: Path) -> None:
    """Have nothing made in a folder for work, which is how a read-only one shows itself to the administrator too."""
    (folder / ".kgbuild").write_bytes(b"")


def test_beside_a_graph_where_one_cannot_write_the_users_cache_is_used(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    block(folder)
    with caplog.at_level("INFO", "kgbuild"):
        size = len(read_graph(folder))
        assert len(read_graph(folder)) == size
    (store,) = kept(tmp_path)
    assert store.is_relative_to(tmp_path / "cache" / "kgbuild" / "stores")
    assert caplog.text.count("no store is kept there") == 1
    assert caplog.text.count("making a store, once") == 1


def test_the_cache_keeps_no_store_of_a_graph_that_is_gone(folder: Path, tmp_path: Path) -> None:
    other = shutil.copytree(folder, tmp_path / "other")
    for one in (folder, other):
        block(one)
    assert run(READ, other).returncode == 0
    (old,) = kept(tmp_path)
    shutil.rmtree(other)
    assert run(READ, folder).returncode == 0
    (new,) = kept(tmp_path)
    assert new != old


def test_where_nothing_is_kept_the_store_goes_with_its_process(folder: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "KGBUILD_STORE": "off"}
    code = READ + "\nprint(*(str(p) for p in Path(os.environ['TMPDIR']).glob('*/store-*')))"
    command = [sys.executable, "-c", START + code, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    size, place = done.stdout.splitlines()
    assert int(size) == len(read_graph(folder))
    assert place.startswith(str(tmp_path / "temporary"))
    assert list((tmp_path / "temporary").iterdir()) == []


def test_what_an_ended_process_left_among_temporary_files_goes(folder: Path, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    code = SIZE + "stores.is_off = lambda: True\nread_graph(Path(sys.argv[1]))\nos._exit(0)"
    assert run(code, folder).returncode == 0
    (left,) = kept(temporary)
    assert run(code, folder).returncode == 0
    (mine,) = kept(temporary)
    assert mine != left


def test_without_any_room_the_graph_is_read_into_memory(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    expected = len(read_graph(folder, in_memory=True))
    assert kept(tmp_path) == []
    usage = shutil.disk_usage(tmp_path)._replace(free=1_000)
    monkeypatch.setattr(stores.shutil, "disk_usage", lambda _: usage)
    assert len(read_graph(folder)) == expected
    assert kept(tmp_path) == []
    assert "it needs about 1 MB, 0 MB are free" in caplog.text
    assert "read into memory" in caplog.text


@pytest.mark.skipif(sys.platform != "linux", reason="limits how long a file may become, as a full disk does")
def test_a_disk_that_fills_up_costs_the_store_only(folder: Path, tmp_path: Path) -> None:
    code = (
        "import resource, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (80_000, 80_000))\n" + READ
    )
    before = {file: file.read_bytes() for file in folder.iterdir()}
    done = run(code, folder)
    assert int(done.stdout) == len(read_graph(folder, in_memory=True))
    assert done.stderr.count("no store is kept there") == 3
    assert kept(tmp_path) == []
    assert {file: file.read_bytes() for file in folder.iterdir() if file.is_file()} == before


def test_a_store_whose_making_was_killed_is_never_used(folder: Path) -> None:
    assert run(KILLED, folder).returncode == -signal.SIGKILL
    (left,) = kept(folder)
    done = run(READ, folder)
    assert int(done.stdout) == len(read_graph(folder, in_memory=True))
    (made,) = kept(folder)
    assert made != left


def test_two_at_once_make_one_store(folder: Path, tmp_path: Path) -> None:
    begun, go = tmp_path / "begun", tmp_path / "go"
    command = [sys.executable, "-c", START + WAITING, str(folder), str(begun), str(go)]
    first = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    while not begun.exists():
        assert first.poll() is None
        time.sleep(0.01)
    code = "import logging; logging.basicConfig(level='INFO')\n" + READ
    second = subprocess.Popen(
        [sys.executable, "-c", START + code, str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert second.stderr is not None
    assert "waiting for another process" in second.stderr.readline()
    go.touch()
    sizes = {first.communicate()[0], second.communicate()[0]}
    assert sizes == {f"{len(read_graph(folder, in_memory=True))}\n"}
    assert len(kept(folder)) == 1


def test_whoever_waits_for_a_maker_that_is_killed_makes_the_store(folder: Path, tmp_path: Path) -> None:
    begun, never = tmp_path / "begun", tmp_path / "never"
    first = subprocess.Popen([sys.executable, "-c", START + WAITING, str(folder), str(begun), str(never)])
    while not begun.exists():
        assert first.poll() is None
        time.sleep(0.01)
    second = subprocess.Popen([sys.executable, "-c", START + READ, str(folder)], stdout=subprocess.PIPE, text=True)
    first.kill()
    first.wait()
    assert int(second.communicate()[0]) == len(read_graph(folder, in_memory=True))
    assert len(kept(folder)) == 1


def test_a_link_among_temporary_files_is_not_followed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere" / "store-mine").mkdir(parents=True)
    (tmp_path / "temporary" / "kgbuild-stores-x").symlink_to(tmp_path / "elsewhere")
    monkeypatch.setenv("KGBUILD_STORE", "off")
    read_graph(folder)
    assert (tmp_path / "elsewhere" / "store-mine").is_dir()
