"""Where an output goes: never over what is being read, into devices and pipes, through links, whole or not at all."""

import errno
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from kgbuild.errors import OutputError
from kgbuild.files import check_outputs, find_target, put, replaced

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(os.name == "nt", reason="links, pipes and devices as POSIX has them")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, with one file and other names for it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "papers.jsonl").write_text("{}", encoding="utf-8")
    (tmp_path / "soft").symlink_to("papers.jsonl")
    (tmp_path / "softer").symlink_to(tmp_path / "soft")
    (tmp_path / "hard").hardlink_to(tmp_path / "papers.jsonl")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "back").symlink_to("..")
    return tmp_path


@posix
@pytest.mark.parametrize(
    "name", ["papers.jsonl", "./papers.jsonl", "soft", "softer", "hard", "folder/../papers.jsonl", "folder/back/hard"]
)
def test_an_output_that_is_an_input_under_any_name_is_refused(place: Path, name: str) -> None:
    for given in (Path(name), place / name):
        with pytest.raises(OutputError, match="is also an input"):
            check_outputs([place / "other", given], ["papers.jsonl"])
    check_outputs([Path(name)], [place / "folder", "none", "other\0name"])


@posix
def test_standard_input_is_known_as_the_file_that_it_is(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (place / "papers.jsonl").open(encoding="utf-8") as file:
        monkeypatch.setattr(sys, "stdin", file)
        with pytest.raises(OutputError, match="standard input"):
            check_outputs([Path("soft")], ["-"])
        check_outputs([Path("new")], ["-"])


@posix
def test_a_device_may_be_input_and_output(place: Path) -> None:
    check_outputs([Path(os.devnull)], [os.devnull])


@posix
@pytest.mark.parametrize("name", ["soft", "softer", "dangling"])
def test_a_link_stays_and_the_file_that_it_leads_to_is_replaced(place: Path, name: str) -> None:
    (place / "dangling").symlink_to("folder/new")
    with replaced(Path(name)) as file:
        file.write(b"new")
    assert Path(name).is_symlink()
    assert Path(name).read_bytes() == b"new"
    assert not list(place.rglob("*.part"))


@posix
def test_a_circle_of_links_a_folder_and_a_file_as_folder_are_errors_with_their_names(place: Path) -> None:
    (place / "a").symlink_to("b")
    (place / "b").symlink_to("a")
    for name in ("a", "folder", "papers.jsonl/x"):
        with pytest.raises(OSError, match=name) as failure, replaced(Path(name)):
            pass
        assert failure.value.filename == name


def _read_all(handle: int, into: list[bytes]) -> None:
    while True:
        try:
            part = os.read(handle, 1 << 16)
        except OSError:  # what a terminal's other end gives once it is closed
            return
        if not part:
            return
        into.append(part)


@posix
@pytest.mark.parametrize("through_link", [False, True])
@pytest.mark.parametrize("kind", ["pipe", "terminal"])
def test_pipes_and_devices_are_written_into_and_stay_what_they_are(
    place: Path, kind: str, *, through_link: bool
) -> None:
    if kind == "pipe":
        os.mkfifo("pipe")
        stream = place / "pipe"
        reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
        writer = -1
        os.set_blocking(reader, True)
    else:
        reader, writer = os.openpty()
        stream = Path(os.ttyname(writer))
    output = stream
    if through_link:
        output = place / "link"
        output.symlink_to(stream)
    before = stream.stat()
    got: list[bytes] = []
    with replaced(output) as file:
        collect = threading.Thread(target=_read_all, args=(reader, got))
        collect.start()
        file.write(b"first ")
    (place / "made").write_bytes(b"second")
    if kind == "terminal":
        put(place / "made", output)
    after = stream.stat()
    if kind == "terminal":
        os.close(writer)
    collect.join(20)
    os.close(reader)
    assert b"".join(got) == (b"first second" if kind == "terminal" else b"first ")
    assert stat.S_IFMT(after.st_mode) == stat.S_IFMT(before.st_mode) != stat.S_IFREG
    assert after.st_ino == before.st_ino


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /dev/stdout as Linux has it")
@pytest.mark.parametrize("leads_to", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "folder/other"])
def test_an_open_file_of_the_process_is_written_into_where_it_stands(tmp_path: Path, leads_to: str) -> None:
    # By links of our own: a failure must not cost the machine its /dev/stdout.
    (tmp_path / "link").symlink_to(leads_to)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "other").symlink_to("/dev/fd/1")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    code = (
        "import sys; from pathlib import Path; from kgbuild.files import replaced\n"
        "with replaced(Path(sys.argv[1])) as file: file.write(b'ours ')"
    )
    with (tmp_path / "both").open("wb") as file:
        file.write(b"before ")
        file.flush()
        subprocess.run([sys.executable, "-c", code, "link"], cwd=tmp_path, stdout=file, env=environment, check=True)
        file.write(b"after")
    assert (tmp_path / "both").read_bytes() == b"before ours after"


def test_permissions_of_the_file_before_stay(tmp_path: Path) -> None:
    (tmp_path / "private").write_text("old", encoding="utf-8")
    (tmp_path / "private").chmod(0o600)
    with replaced(tmp_path / "private") as file:
        file.write(b"new")
    assert stat.S_IMODE((tmp_path / "private").stat().st_mode) == 0o600


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_failures_to_write_name_the_output(tmp_path: Path) -> None:
    (tmp_path / "page.html").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left") as failure, replaced(tmp_path / "page.html") as file:
        file.write(b"x")
    assert failure.value.filename == str(tmp_path / "page.html")

    def fail() -> None:
        raise OSError(errno.EDQUOT, "Disk quota exceeded")

    with pytest.raises(OSError, match="quota") as failure, replaced(tmp_path / "other.html"):
        fail()
    assert failure.value.filename == str(tmp_path / "other.html")
    assert not list(tmp_path.glob("other*")) + list(tmp_path.glob(".*"))


@posix
def test_what_an_ended_run_left_is_cleared_and_nothing_else(tmp_path: Path) -> None:
    name = "x" * 240 + ".html"
    left = [f".{name[:100]}.abc_1234.part", ".page.html.zzzzzzzz.part"]
    others = [".page.html.abc.part", "page.html.abcdefgh.part", ".page.html.ABCDEFGH.part", ".other.html.abcdefgh.part"]
    for file in (*left, *others):
        (tmp_path / file).write_text("half", encoding="utf-8")
    (tmp_path / ".page.html.abcdefgh.part").symlink_to(".other.html.abcdefgh.part")
    inner: Callable[[], set[str]] = lambda: {file.name for file in tmp_path.iterdir()}  # noqa: E731
    with replaced(tmp_path / "page.html"):
        mine = {file for file in inner() if file.endswith(".part")} - {*left, *others}
        with replaced(tmp_path / "page.html"):  # another run at the same time
            pass
        assert mine <= inner()
    with replaced(tmp_path / name):
        pass
    assert inner() == {"page.html", name, *others, ".page.html.abcdefgh.part"}


def test_a_target_that_is_not_there_is_a_file(tmp_path: Path) -> None:
    assert not find_target(tmp_path / "new" / "file").stream
