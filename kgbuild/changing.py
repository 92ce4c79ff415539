"""Papers into a build and out of it: what `kgbuild add` and `kgbuild remove` do, as functions.

A build's folder remembers the papers that it was built of, as they were read, and what was found in them
(`kgbuild.incremental`). Its files are written anew, together, and equal those of a build of the present papers.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import IO

from kgbuild.config import Options
from kgbuild.errors import InputError
from kgbuild.files import FACTS_FILE, OUTPUT_FILES, replaced_set
from kgbuild.incremental import BuiltOf, find_records, read_built_of
from kgbuild.pipeline import (
    Progress,
    check_options,
    find_summary,
    read_records,
    refuse_inputs,
    write_set,
)
from kgbuild.readers import ReadRecords
from kgbuild.summary import Summary


def add(
    inputs: Sequence[str],
    folder: str | Path,
    *,
    reading: Options | None = None,
    progress: Progress | None = None,
    stdin: IO[bytes] | None = None,
) -> Summary:
    """Add papers to a build; the files are those of a build of all papers, the new ones last.

    A record that the build has already is not taken again. `reading` says how the inputs are read, how many processes
    extract, and whether what is found is kept; all else is as it was asked of the build. Raises InputError for a folder
    that does not know what it was built of, and as `kgbuild.pipeline.build` does.
    """
    folder, reading = Path(folder), reading or Options()
    refuse_inputs([folder / name for name in OUTPUT_FILES], inputs)
    find_records(folder)
    with _renewed_store(folder), replaced_set(folder) as place:
        built = read_built_of(folder)
        read = read_records(inputs, reading, stdin)
        known = set(built.records)
        new = tuple(record for record in read.values if record not in known)
        skipped = tuple(one for one in read.skipped if one not in built.skipped)
        records = replace(read, values=(*built.records, *new), skipped=(*built.skipped, *skipped))
        return _write(records, built, place, folder, reading=reading, progress=progress)


def remove(
    papers: Sequence[str], folder: str | Path, *, reading: Options | None = None, progress: Progress | None = None
) -> Summary:
    """Remove papers, with all copies of each, from a build; the files are those of a build of the papers that stay.

    A paper is named by its IRI, DOI, arXiv id, own id or title. Raises InputError where one means none or several,
    where none would stay, and for a folder that does not know what it was built of.
    """
    from kgbuild.incremental.choosing import choose_papers

    folder, reading = Path(folder), reading or Options()
    find_records(folder)
    with _renewed_store(folder), replaced_set(folder) as place:
        built = read_built_of(folder)
        gone = choose_papers(papers, built.records, str(folder))
        values = tuple(record for position, record in enumerate(built.records) if position not in gone)
        if not values:
            raise InputError(f"{folder}: no paper would stay; delete the folder instead")
        stay = ReadRecords(values, built.skipped)
        return _write(stay, built, place, folder, reading=reading, progress=progress)


def _write(
    records: ReadRecords, built: BuiltOf, place: Path, folder: Path, *, reading: Options, progress: Progress | None
) -> Summary:
    from kgbuild.graph import read_mark
    from kgbuild.incremental.redirects import Before

    mark = read_mark(folder / FACTS_FILE)
    if mark is None or mark.build != built.build:
        raise InputError(f"{folder}: {FACTS_FILE} is of another build than the papers that it remembers; build again")
    options = replace(built.options, workers=reading.workers, cache=reading.cache)
    curation = check_options(options)
    if (records.values, records.skipped) == (built.records, built.skipped) and (
        summary := find_summary(folder, options, records, with_redirects=True)
    ):
        return summary
    before = Before(folder, options.base_iri)
    return write_set(records, folder, place, options, curation, before=before, progress=progress)


def _renewed_store(folder: Path) -> AbstractContextManager[None]:
    from kgbuild.graph import renewed_store

    return renewed_store(folder)  # when all else is in place, and its memory free again
