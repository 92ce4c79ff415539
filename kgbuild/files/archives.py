"""Models' files: zip archives whose bytes depend on what is in them alone, and of which nothing is believed.

A model comes from anywhere. Nothing is unpacked before its size and packing are known.
"""

import zipfile
import zlib
from pathlib import Path
from typing import Final

from kgbuild.limits import MODEL_FILE, MODEL_PART

# What reading a file may raise that holds no model.
UNFIT: Final = (
    *(OSError, EOFError, KeyError, TypeError, ValueError),
    *(NotImplementedError, zipfile.BadZipFile, zlib.error),  # the first for an archive of a later version of zip
)
_PACKINGS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED: Final = 1  # a flag of a part


def check_model_file(path: Path) -> None:
    """Raise OSError or ValueError for what can be no model's file."""
    if not path.is_file():  # a device or a pipe might never end
        raise ValueError("no such file" if not path.exists() else "no regular file")
    if problem := MODEL_FILE.problem(path.stat().st_size):
        raise ValueError(problem)


def read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a part of a model; raises one of UNFIT where it cannot be had."""
    entry = archive.getinfo(name)
    if entry.compress_type not in _PACKINGS or entry.flag_bits & _ENCRYPTED:
        raise ValueError(f"{name} is packed in another way than models are")
    if problem := MODEL_PART.problem(entry.file_size):
        raise ValueError(f"{name}: {problem}")
    with archive.open(entry) as part:
        return part.read(MODEL_PART.most)


def write_part(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Write a part of a model, with the same bytes whenever and wherever that is done."""
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, data, compress_type=zipfile.ZIP_DEFLATED, compresslevel=9)
