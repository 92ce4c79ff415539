"""Inputs without an end, that never come, or that unpack to far more than they are."""

import gzip
import os
import threading
import time
from pathlib import Path

import pytest

from kgbuild.errors import InputError
from kgbuild.files import read_limited, reading, unpack_limited

posix = pytest.mark.skipif(os.name == "nt", reason="pipes and devices as POSIX has them")


def test_a_file_at_the_limit_is_read_and_one_above_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"0123456789")
    assert read_limited(tmp_path / "x", limit=10) == b"0123456789"
    with pytest.raises(InputError, match=r"^x: larger than 9 bytes; split it"):
        read_limited(tmp_path / "x", "x", limit=9)
    with (tmp_path / "x").open("rb") as file, pytest.raises(InputError, match="larger than 9 bytes"):
        read_limited(file, "x", limit=9)


@posix
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/urandom"])
def test_a_device_without_an_end_is_refused_at_the_limit(device: str) -> None:
    with pytest.raises(InputError, match="larger than 4 MiB"):
        read_limited(Path(device), limit=4 << 20)
    assert read_limited(Path(os.devnull)) == b""


@posix
@pytest.mark.parametrize("kind", ["pipe", "pipe held open", "terminal"])
def test_what_gives_nothing_is_not_waited_for_without_end(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_WRITER_SECONDS", 0.2)
    place = tmp_path / "pipe"
    os.mkfifo(place)
    held = []
    if kind == "pipe held open":
        held = [os.open(place, os.O_RDWR)]
    if kind == "terminal":
        held = list(os.openpty())
        place = Path(os.ttyname(held[1]))
    with pytest.raises(InputError, match="gave nothing for"):
        read_limited(place, patience=0.4)
    for handle in held:
        os.close(handle)


@posix
def test_a_pipe_is_read_to_its_end_however_slowly_it_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_WRITER_SECONDS", 0.6)
    os.mkfifo(tmp_path / "pipe")

    def write() -> None:
        time.sleep(0.2)
        with (tmp_path / "pipe").open("wb", buffering=0) as file:
            for part in (b"one ", b"two ", b"three"):
                time.sleep(0.5)
                file.write(part)

    writer = threading.Thread(target=write)
    writer.start()
    assert read_limited(tmp_path / "pipe", patience=20) == b"one two three"
    writer.join()


def test_what_unpacks_to_more_than_allowed_is_refused_before_it_is_there() -> None:
    bomb = gzip.compress(b"a" * (64 << 20))
    assert len(unpack_limited(bomb, "x", limit=64 << 20)) == 64 << 20
    for content in (bomb, bomb + bomb, gzip.compress(b"") * 3 + bomb):
        with pytest.raises(InputError, match="larger than 1 MiB when unpacked"):
            unpack_limited(content, "x", limit=1 << 20)


def test_gzip_in_several_parts_and_with_padding_is_unpacked() -> None:
    packed = gzip.compress(b"one ") + gzip.compress(b"two") + b"\0" * 8
    assert unpack_limited(packed, "x", limit=7) == b"one two"


@pytest.mark.parametrize("cut", [1, 5, 12, -1, -9])
def test_broken_gzip_is_one_line(cut: int) -> None:
    with pytest.raises(InputError, match=r"^x: cannot be unpacked: ") as failure:
        unpack_limited(gzip.compress(b"some text that is packed")[:cut], "x")
    assert "\n" not in str(failure.value)
    with pytest.raises(InputError, match="cannot be unpacked"):
        unpack_limited(gzip.compress(b"text") + b"more", "x")
