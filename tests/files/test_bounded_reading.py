"""Inputs without an end, or that never come."""

import os
import threading
import time
from pathlib import Path

import pytest
from waiting import GUARD_SECONDS

from kgbuild.errors import InputError
from kgbuild.files import read_limited, reading

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
    monkeypatch.setattr(reading, "_WRITER_SECONDS", GUARD_SECONDS)
    os.mkfifo(tmp_path / "pipe")

    def write() -> None:
        time.sleep(0.2)
        with (tmp_path / "pipe").open("wb", buffering=0) as file:
            for part in (b"one ", b"two ", b"three"):
                time.sleep(0.5)
                file.write(part)

    writer = threading.Thread(target=write)
    writer.start()
    assert read_limited(tmp_path / "pipe", patience=GUARD_SECONDS) == b"one two three"
    writer.join()
