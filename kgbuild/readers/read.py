"""All inputs to merged papers, with an account of what was left out."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple, TypeAlias

from kgbuild.datamodel import Extraction, Paper, Skipped
from kgbuild.errors import InputError, RecordError
from kgbuild.files import MOST_BYTES
from kgbuild.readers.fields import FieldNames
from kgbuild.readers.formats import ENDINGS, choose_format, find_ending, is_marked
from kgbuild.readers.inputs import NO_FORMAT, find_files
from kgbuild.readers.merge import merge_papers
from kgbuild.readers.rows import Found, Note
from kgbuild.readers.source import Source
from kgbuild.readers.unpacking import PACKED, STDIN, ending_of, open_input
from kgbuild.records import parse_record
from kgbuild.records.text import clean_line

NoteOrSkipped: TypeAlias = Note | Skipped


class Record(NamedTuple):
    """A paper or extraction with the file that holds it, as the user named the file."""

    value: Paper | Extraction
    file: str


@dataclass(frozen=True, slots=True)
class ReadRecords:
    """What the inputs gave, record by record, in their order; the other parts are as of `ReadResult`."""

    values: tuple[Paper | Extraction, ...]
    skipped: tuple[Skipped, ...] = ()
    files: tuple[str, ...] = ()
    notes: tuple[Skipped, ...] = ()


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
    inputs: Sequence[str],
    stdin: IO[bytes] | IO[str] | None = None,
    *,
    input_format: str = "",
    columns: Mapping[str, str] | None = None,
    strict: bool = False,
    limit: int = MOST_BYTES,
) -> ReadResult:
    """Do as `read_all`, and merge the records of each paper."""
    return merge_records(
        read_all(inputs, stdin, input_format=input_format, columns=columns, strict=strict, limit=limit)
    )


def merge_records(read: ReadRecords) -> ReadResult:
    """Return each paper once, with the account of what was read."""
    merged, dropped = merge_papers(read.values)
    extractions = sum(isinstance(value, Extraction) for value in read.values)
    return ReadResult(merged, len(read.values), read.skipped, read.files, (*read.notes, *dropped), extractions)


def read_all(
    inputs: Sequence[str],
    stdin: IO[bytes] | IO[str] | None = None,
    *,
    input_format: str = "",
    columns: Mapping[str, str] | None = None,
    strict: bool = False,
    limit: int = MOST_BYTES,
) -> ReadRecords:
    """Read files, folders, patterns and `-` (standard input, or `stdin` if given) as papers and extractions.

    A paper's source is the file's name without its folder, and the record's number: `001.txt#17`. `input_format` is the
    name of a format for all files, `columns` maps names of columns or keys to the record's fields. Of an input no more
    than `limit` bytes are read, unpacked; a file that is known to be larger is left out.
    Raises InputError when nothing at all could be read, and with `strict` at the first that cannot be.
    """
    papers: list[Paper | Extraction] = []
    read: dict[str, None] = {}
    skipped: list[Skipped] = []
    notes: list[Skipped] = []
    for item in read_records(inputs, stdin, input_format=input_format, columns=columns, limit=limit):
        if isinstance(item, Record):
            papers.append(item.value)
            read[item.file] = None
        elif isinstance(item, Note):
            notes.append(Skipped(*item))
        elif strict:
            raise InputError(f"{tell_place(item)}: {item.why} (--strict)")
        else:
            skipped.append(item)
    if not papers:
        raise InputError(tell_nothing_readable(skipped))
    return ReadRecords(tuple(papers), tuple(skipped), tuple(read), tuple(notes))


def list_files(inputs: Sequence[str]) -> list[str]:
    """Return the files that `read_inputs` would read."""
    files, _ = find_files(inputs, _is_readable)
    return files


def find_inputs(inputs: Sequence[str]) -> tuple[list[str], list[Skipped]]:
    """Return the files that `read_inputs` would read, and what was named or found that it would not."""
    if not inputs:
        raise InputError("no input given: name files, folders, patterns, or - for standard input")
    return find_files(inputs, _is_readable)


def read_records(
    inputs: Sequence[str],
    stdin: IO[bytes] | IO[str] | None = None,
    *,
    input_format: str = "",
    columns: Mapping[str, str] | None = None,
    limit: int = MOST_BYTES,
) -> Iterator[Record | NoteOrSkipped]:
    """Yield what the inputs hold, record by record; nothing of a record is kept once it is yielded."""
    files, skipped = find_inputs(inputs)
    yield from skipped
    for file in files:
        name = _name(file)
        try:
            for opened in open_input(file, name, stdin, limit=limit):
                if isinstance(opened, Skipped):
                    yield opened
                    continue
                source = Source(opened[0], opened[1], columns or {})
                yield from _read_source(source, file, input_format, is_named=opened[0] == name)
        except InputError as error:
            yield Skipped(clean_line(file), _reason(error, name), kind=ending_of(name))


def count_left_out(skipped: Sequence[Skipped]) -> str:
    """Return how many files were left out, by kind: `5 files left out: 3 .docx, 2 .mp4`; empty where none were."""
    kinds = Counter(entry.kind for entry in skipped if entry.kind)
    count = kinds.total()
    if not count:
        return ""
    named = ", ".join(
        f"{number:,} {kind}" for kind, number in sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    )
    return f"{count:,} file{'s' * (count != 1)} left out: {named}"


def tell_place(skipped: Skipped) -> str:
    """Return where something stood that was left out: the record, and its line where that is not its number."""
    _, mark, number = skipped.where.rpartition("#")
    if not skipped.line or (mark and number == str(skipped.line)):
        return skipped.where
    return f"{skipped.where} (line {skipped.line:,})"


def _read_source(source: Source, file: str, input_format: str, *, is_named: bool) -> Iterator[Record | NoteOrSkipped]:
    """Yield the records of one file; of a file within an archive, also why it has none."""
    names = FieldNames(source.columns)
    try:
        form, is_empty = choose_format(source, input_format), True
        for row in form.parse(source):
            is_empty = False
            if not isinstance(row, Found):
                yield row
                continue
            where, found, line = row
            notes: list[str] = []
            try:
                record = names.to_record(found, where)
                if not record.get("title"):
                    record["title"] = f"Untitled {where.rpartition('#')[2]}"
                    yield Note(where, f'no title; called "{record["title"]}"')
                value = parse_record(record, where, notes)
            except RecordError as error:
                yield Skipped(where, _reason(error, where), line)
                continue
            if notes:
                yield from (Note(where, note.removeprefix(f"{where}: ")) for note in notes)
            yield Record(value, file)
        if is_empty:
            yield Skipped(source.name, f"no record in it, read as {form.name}", kind=ending_of(source.name))
    except InputError as error:
        if is_named:
            raise
        yield Skipped(source.name, _reason(error, source.name), kind=ending_of(source.name))
    yield from (Note(source.name, note) for note in source.notes)


def _is_readable(path: Path) -> bool:
    """Say whether a file of a folder is read: its ending is known, or its content marks itself."""
    name = path.name.lower()
    if find_ending(name) in ENDINGS or name.endswith(PACKED):
        return True
    try:
        return any(
            not isinstance(opened, Skipped) and is_marked(Source(*opened))
            for opened in open_input(str(path), name, None)
        )
    except InputError:
        return False


def _name(file: str) -> str:
    return "stdin" if file == STDIN else clean_line(Path(file).name)


def _reason(error: InputError, where: str) -> str:
    return str(error).removeprefix(f"{where}: ")


def tell_nothing_readable(skipped: Sequence[Skipped]) -> str:
    """Return why of all that was named nothing was read."""
    named = [entry for entry in skipped if entry.why != NO_FORMAT] or skipped
    reasons = [f"{tell_place(entry)}: {entry.why}" for entry in named]
    if len(reasons) == 1:
        return reasons[0]
    more = f"; and {len(reasons) - 3} more" if len(reasons) > 3 else ""
    return f"nothing readable: {'; '.join(reasons[:3])}{more}"


def to_skipped_line(entry: Skipped) -> dict[str, str | int]:
    """Return what `skipped.jsonl` says of a record or file that was left out."""
    name, mark, number = entry.where.rpartition("#")
    is_record = bool(mark) and number.isdigit()
    line: dict[str, str | int] = {"file": name if is_record else entry.where}
    if is_record:
        line["record"] = int(number)
    if entry.line:
        line["line"] = entry.line
    return line | {"reason": entry.why}
