"""Folders that take their places together: whole where the file that seals them is there."""

from pathlib import Path

import pytest

from kgbuild.errors import LockError
from kgbuild.files import replaced_folders

NAMES = ("one", "other")
SEAL = "seal.json"


def write(place: Path, text: str, *names: str, seal: str = SEAL) -> None:
    for name in names:
        (place / name).mkdir()
        (place / name / "part").write_text(text, encoding="utf-8")
    (place / seal).write_text(text, encoding="utf-8")


def held(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()}


def test_folders_of_before_go_with_those_that_replace_them(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    with replaced_folders(folder, NAMES, SEAL) as place:
        write(place, "old", *NAMES)
    assert held(folder) == {"one/part": "old", "other/part": "old", SEAL: "old"}
    (folder / "kept.txt").write_text("mine", encoding="utf-8")
    with replaced_folders(folder, NAMES, SEAL) as place:
        assert held(folder)["one/part"] == "old"
        write(place, "new", "one")
    assert held(folder) == {"one/part": "new", SEAL: "new", "kept.txt": "mine"}
    assert {path.name for path in folder.iterdir()} == {"one", SEAL, "kept.txt"}


def test_a_run_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    with replaced_folders(tmp_path, NAMES, SEAL) as place:
        write(place, "old", *NAMES)
    with pytest.raises(FileExistsError), replaced_folders(tmp_path, NAMES, SEAL) as place:
        write(place, "new", *NAMES, NAMES[0])
    assert held(tmp_path) == {"one/part": "old", "other/part": "old", SEAL: "old"}
    with pytest.raises(FileExistsError), replaced_folders(tmp_path / "new", NAMES, SEAL) as place:
        write(place, "new", NAMES[0], NAMES[0])
    assert not (tmp_path / "new").exists()


def test_without_its_seal_a_set_is_not_whole(tmp_path: Path) -> None:
    with replaced_folders(tmp_path, NAMES, SEAL) as place:
        write(place, "old", *NAMES)
    with pytest.raises(FileNotFoundError), replaced_folders(tmp_path, NAMES, SEAL) as place:
        write(place, "new", *NAMES, seal="another.json")
    assert SEAL not in held(tmp_path)


def test_one_run_at_a_time_writes_into_a_folder(tmp_path: Path) -> None:
    with replaced_folders(tmp_path, NAMES, SEAL) as place:
        write(place, "first", *NAMES)
        with pytest.raises(LockError), replaced_folders(tmp_path, NAMES, SEAL):
            pass
    assert held(tmp_path)[SEAL] == "first"
