"""What exports wrote into a folder: a list beside their files, by which a later one knows what it may take away.

A folder may be the user's own, a vault with notes and tables say, and hold exports of several formats. So a file goes
only if an export of the same format wrote it, as the list says, and nobody has changed it since. Without the list,
which may be deleted at any time, nothing goes.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from kgbuild.files import WORK_FOLDER, replaced

_LIST: Final = f"{WORK_FOLDER}/exports.json"


def find_older(folder: Path, form: str, kept: Collection[str]) -> Iterator[Path]:
    """Yield the files that earlier exports of a format wrote, that nobody has changed, and that are none of `kept`.

    Names in `kept` are relative to the folder, with `/` between their parts.
    """
    for name, digest in sorted(_read_list(folder).get(form, {}).items()):
        file = folder / name
        if name not in kept and file.is_file() and not file.is_symlink() and digest_of(file) == digest:
            yield file


def list_written(folder: Path, form: str, files: Mapping[str, str], *, beside: bool = False) -> None:
    """Note the files of an export of a format, each with its digest; `beside` those that are noted already."""
    known = _read_list(folder)
    known[form] = {**(known.get(form, {}) if beside else {}), **files}
    with replaced(folder / _LIST) as file:
        file.write(json.dumps(known, ensure_ascii=False, indent=0, sort_keys=True).encode() + b"\n")


def digest_of(file: Path) -> str:
    """Return what tells whether a file has been changed."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _read_list(folder: Path) -> dict[str, dict[str, str]]:
    """Return the files of each format; none where there is no list, or one that no export wrote."""
    try:
        found = json.loads((folder / _LIST).read_bytes())
        return {
            str(form): {name: digest for name, digest in files.items() if _is_inside(name) and isinstance(digest, str)}
            for form, files in found.items()
        }
    except (OSError, ValueError, AttributeError, RecursionError):
        return {}


def _is_inside(name: str) -> bool:
    """Tell whether a name is that of a file in the folder, not of one above it or elsewhere."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name
