"""All inputs to merged papers, with an account of what was left out."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kgbuild.datamodel import Extraction, Paper, Skipped
from kgbuild.errors import InputError, RecordError
from kgbuild.files import MOST_BYTES, read_limited, too_large
from kgbuild.readers.content import choose_parser, decode
from kgbuild.readers.fields import to_record_fields
from kgbuild.readers.inputs import STDIN, find_files
from kgbuild.readers.merge import merge_papers
from kgbuild.records import ParsedRecord, parse_record_with_notes
from kgbuild.records.text import clean_line


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What the inputs gave.

    `papers` are merged, in order of first appearance; `records` counts the good records before merging, `extractions`
    those of them that were extractions;
    `files` names the files that had any, as the user named them; `skipped` holds inputs, files and records
    that were left out, `notes` the parts left out of records that were kept,
    abstracts of copies among them.
    """

    papers: tuple[Paper | Extraction, ...]
    records: int
    skipped: tuple[Skipped, ...] = ()
    files: tuple[str, ...] = ()
    notes: tuple[Skipped, ...] = ()
    extractions: int = 0


def read_inputs(
    inputs: Sequence[str], stdin: IO[bytes] | IO[str] | None = None, *, limit: int = MOST_BYTES
) -> ReadResult:
    """Read files, folders, patterns and `-` (standard input, or `stdin` if given) as papers and extractions.

    A paper's source is the file's name without its folder, and the record's number: `001.txt#17`.
    An input of more than `limit` bytes, unpacked, is left out.
    Raises InputError when nothing at all could be read.
    """
    if not inputs:
        raise InputError("no input given: name files, folders, patterns, or - for standard input")
    files, skipped = find_files(inputs)
    papers: list[Paper | Extraction] = []
    read: list[str] = []
    notes: list[Skipped] = []
    for file in files:
        before = len(papers)
        try:
            for row in _read_file(file, stdin, limit):
                if isinstance(row, Skipped):
                    skipped.append(row)
                else:
                    where, parsed = row
                    papers.append(parsed.value)
                    notes += [Skipped(where, note.removeprefix(f"{where}: ")) for note in parsed.notes]
        except InputError as error:
            skipped.append(Skipped(clean_line(file), _reason(error, _name(file))))
        if len(papers) > before:
            read.append(file)
    if not papers:
        raise InputError(_nothing_readable(skipped))
    extractions = sum(isinstance(paper, Extraction) for paper in papers)
    merged, dropped = merge_papers(papers)
    return ReadResult(merged, len(papers), tuple(skipped), tuple(read), (*notes, *dropped), extractions)


def _read_file(
    file: str, stdin: IO[bytes] | IO[str] | None, limit: int
) -> Iterator[tuple[str, ParsedRecord] | Skipped]:
    name = _name(file)
    text = decode(_read_bytes(file, stdin, limit), name, limit=limit)
    for row in choose_parser(text, name)(text, name):
        if isinstance(row, Skipped):
            yield row
            continue
        where, item = row
        try:
            yield where, parse_record_with_notes(to_record_fields(item, where), where)
        except RecordError as error:
            yield Skipped(where, _reason(error, where))


def _read_bytes(file: str, stdin: IO[bytes] | IO[str] | None, limit: int) -> bytes:
    try:
        if file != STDIN:
            return read_limited(Path(file), _name(file), limit=limit)
        content = (sys.stdin.buffer if stdin is None else stdin).read(limit + 1)
    except OSError as error:
        raise InputError(f"{_name(file)}: cannot be read: {error.strerror or error}") from error
    content = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    if len(content) > limit:
        raise too_large(_name(file), limit)
    return content


def _name(file: str) -> str:
    return "stdin" if file == STDIN else clean_line(Path(file).name)


def _reason(error: InputError, where: str) -> str:
    return str(error).removeprefix(f"{where}: ")


def _nothing_readable(skipped: Sequence[Skipped]) -> str:
    reasons = [f"{entry.where}: {entry.why}" for entry in skipped]
    if len(reasons) == 1:
        return reasons[0]
    more = f"; and {len(reasons) - 3} more" if len(reasons) > 3 else ""
    return f"nothing readable: {'; '.join(reasons[:3])}{more}"
