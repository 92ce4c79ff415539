"""A build that is there already: nothing that it was made of has changed since, and its files are whole.

Beside a build lies `build.json` in `.kgbuild/`: a digest of all that decides its files, each file's size and digest,
and what was told of it. Where all of that holds still, the files are what building again would write. Whatever cannot
be told for certain counts as changed.
"""

import hashlib
import json
import os
import platform
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import kgbuild
from kgbuild.config import Options
from kgbuild.datamodel import Extraction, Paper, Skipped
from kgbuild.errors import GraphError
from kgbuild.files import BUILD_FILE, KEPT_FILES, OUTPUT_FILES, PAPERS_FILE, REDIRECTS_FILE, WORK_FOLDER
from kgbuild.incremental.fingerprint import digest_settings, digest_tree
from kgbuild.incremental.papers import to_lines
from kgbuild.incremental.results import RESULTS_FILE, can_be_read

_FORM: Final = 1
_LIBRARY: Final = (".dist-info", ".egg-info")


@dataclass(frozen=True, slots=True)
class Built:
    """A build that is there: the names of its files, and what its run told of it, as JSON values."""

    files: tuple[str, ...]
    told: dict[str, Any]


def digest_inputs(program: str, options: Options, lines: Iterable[bytes], skipped: Iterable[Skipped]) -> str | None:
    """Return a digest of all that decides the files of a build; None where not all of it can be told.

    That is the program (`digest_program`), the options with the files that they name, and the records, as the `lines`
    of PAPERS_FILE but its last, with what was left out.
    """
    if not program or (options.curation is not None and not options.curation.is_file()):
        return None
    settings = digest_settings(options)
    if settings is None:
        return None
    try:
        curation = hashlib.sha256(options.curation.read_bytes()).hexdigest() if options.curation else ""
    except OSError:
        return None
    told = [_FORM, settings.hex(), program, curation, str(options.curation or "")]
    told += [[one.where, one.why, one.line, one.kind] for one in skipped]
    whole = hashlib.sha256(json.dumps(told).encode())
    for line in lines:
        whole.update(line)
    return whole.hexdigest()


def digest_program() -> str:
    """Return a digest of kgbuild with its data, of Python and the libraries at hand; "" where that cannot be told."""
    try:
        folders = (Path(kgbuild.__file__).parent, _ontology())
        told = [digest_tree(folder.parent, [folder.name]) for folder in folders]
    except (OSError, GraphError):
        return ""
    told += [sys.version, sys.platform, platform.machine(), *_libraries()]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _ontology() -> Path:
    from kgbuild.graph.ontology import ontology_folder  # with the engine of graphs: not for extraction alone

    return ontology_folder()


def _libraries() -> list[str]:
    """Return the names of all libraries that Python finds, each with its version."""
    found: set[str] = set()
    for place in map(Path, sys.path):
        if place.is_dir():
            found.update(entry.name for entry in os.scandir(place) if entry.name.endswith(_LIBRARY))
    return sorted(found)


def write_card(place: Path, folder: Path, inputs: str, told: dict[str, Any]) -> None:
    """Write what tells later that a build's files, which lie in `place`, still are those of the same inputs."""
    files = {path.name: _digest_file(path) for path in sorted(place.iterdir()) if path.is_file()}
    results = folder / WORK_FOLDER / RESULTS_FILE
    if results.is_file():  # from which a run with the same inputs takes what was found
        card = {"form": _FORM, "inputs": inputs, "results": _digest_file(results), "files": files, "told": told}
        content = json.dumps(card)
        (place / BUILD_FILE).write_text(f"{_digest_text(content)}\n{content}\n", encoding="utf-8")


def find_built(
    folder: Path,
    options: Options,
    records: Iterable[Paper | Extraction],
    skipped: Iterable[Skipped],
    *,
    with_redirects: bool = False,
) -> Built | None:
    """Return the build in a folder where building these records again would write the same; else None.

    `with_redirects` is true where that would write redirects too. Nobody else writes into the folder meanwhile.
    """
    try:
        card = _read_card(folder / WORK_FOLDER / BUILD_FILE)
        inputs, files, told = card["inputs"], dict(card["files"]), dict(card["told"])
        is_ours = set(files) <= {*OUTPUT_FILES, *KEPT_FILES} and PAPERS_FILE in files
        if not is_ours or (REDIRECTS_FILE in files) is not with_redirects:
            return None
        if not _are_whole(folder, files, card["results"]):
            return None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    if inputs != digest_inputs(digest_program(), options, to_lines(options, records), skipped):
        return None
    return Built(tuple(name for name in OUTPUT_FILES if name in files), told)


def _read_card(path: Path) -> dict[str, Any]:
    digest, _, content = path.read_text("utf-8").rstrip("\n").partition("\n")
    if digest != _digest_text(content):
        raise ValueError("not whole")
    card: dict[str, Any] = json.loads(content)
    if card["form"] != _FORM:
        raise ValueError("of another form")
    return card


def _are_whole(folder: Path, files: dict[str, Any], results: Any) -> bool:
    """Tell whether files are what they were, and no other output lies beside them."""
    work = folder / WORK_FOLDER
    if any(os.path.lexists(folder / name) for name in OUTPUT_FILES if name not in files):
        return False  # of an earlier build, with which it goes
    expected = {(work if name in KEPT_FILES else folder) / name: found for name, found in files.items()}
    expected[work / RESULTS_FILE] = results
    return all(_is_whole(path, found) for path, found in expected.items()) and can_be_read(work / RESULTS_FILE)


def _digest_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _is_whole(path: Path, found: list[Any]) -> bool:
    return path.is_file() and path.stat().st_size == found[0] and _digest_file(path) == found


def _digest_file(path: Path) -> list[Any]:
    with path.open("rb") as file:
        return [path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()]
