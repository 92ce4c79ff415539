"""BibTeX: entries split by bibtexparser, a piece of the file at a time; @string and crossref are followed."""

import logging
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from kgbuild.datamodel import Skipped
from kgbuild.readers.rows import Found, Note, Row, Rows
from kgbuild.readers.source import Source
from kgbuild.records.fields import shorten

if TYPE_CHECKING:
    from bibtexparser.model import Block, Entry

_PIECE: Final = 1 << 19
_ENTRY: Final = re.compile(r"\s*@\s*([A-Za-z]\w*)\s*[{(]")
_STARTS: Final = re.compile(r"^[ \t\ufeff]*@[ \t]*([A-Za-z]\w*)[ \t]*[{(]", re.MULTILINE)
_LONG_LINE: Final = 1 << 16
_WITHIN: Final = re.compile(r"(?=@[A-Za-z]\w*\s*[{(])")
_NO_ENTRIES: Final = frozenset({"string", "comment", "preamble"})
_AND: Final = re.compile(r"\s+and\s+", re.IGNORECASE)
# What an entry takes from the one that its crossref names, and under which name.
_INHERITED: Final = {"booktitle": "title", "year": "year", "date": "date", "publisher": "publisher"}
_VENUES: Final = ("journal", "journaltitle", "booktitle", "maintitle", "eventtitle", "howpublished", "series", "school",
                  "institution")  # fmt: skip
_ARXIV: Final = re.compile(r"arXiv:\s*(\d{4}\.\d{4,5})", re.IGNORECASE)
_URL: Final = re.compile(r"\\url\{([^{}]*)\}")
_ESCAPE: Final = re.compile(r"\{\\([_%&#$~])\}|\\([_%&#$~])")
_NEXT_FIELD: Final = re.compile(r"\s++([A-Za-z][\w-]*)\s*=\s*(?=[{\"\w])")
_NO_COMMA: Final = re.compile(rf"[}}\"\w]{_NEXT_FIELD.pattern}")
_BARE: Final = re.compile(r"[\w.-]+")  # a number, or the name of an @string
_MOST_FIELDS: Final = 50  # without a comma between them
_MOST_WAITING: Final = 100_000


def is_bibtex(sample: str) -> bool:
    """Say whether a text holds a line that opens an entry."""
    return any(match[1].casefold() not in {"import", "media", "font"} for match in _STARTS.finditer(sample))


def parse_bibtex(source: Source) -> Rows:
    """Yield the entries of a file, numbered from 1; an entry that waits for its crossref holds back those behind it."""
    number = 0
    strings: dict[str, str] = {}
    known: dict[str, dict[str, str]] = {}
    waiting: list[tuple[Row, dict[str, str]]] = []
    for line, block in _split(source):
        row = _read_block(block, f"{source.name}#{number + 1}", line, strings)
        if row is None:
            continue
        number += 1
        if not isinstance(row, Found):
            waiting.append((row, {}))
        else:
            fields = row.record
            if fields["ENTRYTYPE"] in {"proceedings", "book", "collection", "mvbook"}:
                known[fields["ID"].casefold()] = fields
            waiting.append((row, fields))
            yield from (Note(row.where, f'"{twice}" stands twice; the first is kept') for twice in fields.pop("TWICE"))
        if len(waiting) > _MOST_WAITING or not any("crossref" in fields for _, fields in waiting):
            yield from _finish(waiting, known)
            waiting = []
    yield from _finish(waiting, known)


def _finish(waiting: list[tuple[Row, dict[str, str]]], known: Mapping[str, dict[str, str]]) -> Rows:
    parents = {fields["crossref"].casefold() for _, fields in waiting if "crossref" in fields}
    for row, fields in waiting:
        if not isinstance(row, Found):
            yield row
            continue
        if fields["ID"].casefold() in parents and fields["ENTRYTYPE"] in {"proceedings", "collection"}:
            yield Note(row.where, "a volume that other entries refer to, no paper of its own")
            continue
        parent = known.get(fields.get("crossref", "").casefold(), {})
        if "crossref" in fields and not parent:
            yield Note(row.where, f'its crossref "{shorten(fields["crossref"])}" is not in the file')
        for name, theirs in _INHERITED.items():
            if name not in fields and (value := parent.get(name) or parent.get(theirs, "")):
                fields[name] = value
        yield row._replace(record=_to_record(fields))


def _split(source: Source) -> "Iterator[tuple[int, Block]]":
    """Yield the blocks of a file with their lines, a piece of the file at a time: each begins where an entry does."""
    from bibtexparser.splitter import Splitter

    # It tells on standard error what we tell in our own way.
    logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
    lines: list[str] = []
    length = 0
    begin = 1
    for number, line in _find_lines(source):
        if length > _PIECE and _ENTRY.match(line):
            for block in Splitter("\n".join(lines)).split().blocks:
                yield begin + (block.start_line or 0), block
            lines, length, begin = [], 0, number
        lines.append(line)
        length += len(line) + 1
    for block in Splitter("\n".join(lines)).split().blocks:
        yield begin + (block.start_line or 0), block


def _find_lines(source: Source) -> Iterator[tuple[int, str]]:
    """Yield the lines with their numbers; one with many entries in it is parted where they begin."""
    for number, line in enumerate(source.lines(), 1):
        parts = _WITHIN.split(line) if len(line) > _LONG_LINE else (line,)
        yield from ((number, part) for part in parts)


def _read_block(block: "Block", where: str, line: int, strings: dict[str, str]) -> Row | None:
    """Return a block's entry with its fields as they stand, or why it has none; None for comments and @string."""
    from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Entry, ParsingFailedBlock, String

    if isinstance(block, DuplicateBlockKeyBlock):  # two papers of one key are two papers
        block = block.ignore_error_block or block
    twice: list[str] = []
    if isinstance(block, DuplicateFieldKeyBlock):
        twice = sorted(block.duplicate_keys)
        block = block.ignore_error_block or block
    if isinstance(block, Entry):
        return Found(where, _read_fields(block, twice, strings), line)
    if isinstance(block, String):
        strings.setdefault(block.key.strip().casefold(), _evaluate(block.value, strings))
    elif isinstance(block, ParsingFailedBlock):
        start = _ENTRY.match(block.raw or "")
        if not start or start[1].casefold() not in _NO_ENTRIES:
            return Skipped(where, f"not BibTeX: {_explain(block)}", line)
    return None


def _read_fields(entry: "Entry", twice: list[str], strings: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of an entry, its key and type, and which fields it has twice."""
    fields: dict[str, Any] = {}
    for key, text in (field for item in entry.fields for field in _part_fields(item.key, str(item.value))):
        value = _evaluate(text, strings)
        name = key.strip().casefold()
        if name in {"keywords", "keyword"} and name in fields:
            fields[name] = f"{fields[name]}, {value}"
        elif value:
            fields.setdefault(name, value)
    fields["ID"], fields["ENTRYTYPE"] = entry.key.strip(), entry.entry_type.strip().casefold()
    fields["TWICE"] = [name for name in twice if name.casefold() not in {"keywords", "keyword"}]
    return fields


def _part_fields(name: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield a field, and those behind it that no comma parts from it."""
    for _ in range(_MOST_FIELDS):
        if not _NO_COMMA.search(text):
            break
        text = text.lstrip()
        bare = _BARE.match(text)
        end = bare.end() if bare else _find_end(text, 0) + 1
        found = _NEXT_FIELD.match(text, end)
        if not found:
            break
        yield name, text[:end]
        name, text = found[1], text[found.end() :]
    yield name, text


def _explain(block: "Block") -> str:
    reason = getattr(getattr(block, "error", None), "abort_reason", "") or "an entry that does not end"
    return shorten(str(reason).strip().rstrip("."), 160)


def _evaluate(text: str, strings: Mapping[str, str]) -> str:
    """Return the text of a field: in braces or quotes, a number, the name of an @string, or several joined by #."""
    text = text.strip()
    if len(text) > 1 and text[0] == "{" and text[-1] == "}" and "#" not in text:
        return text[1:-1].strip()
    return "".join(_find_parts(text, strings)).strip()


def _find_parts(text: str, strings: Mapping[str, str]) -> Iterator[str]:
    place = 0
    while place < len(text):
        character = text[place]
        if character in '{"':
            end = _find_end(text, place)
            yield text[place + 1 : end]
            place = end + 1
        elif character == "#" or character.isspace():
            place += 1
        else:
            end = next((k for k in range(place, len(text)) if text[k] in '#{" \t\n'), len(text))
            word = text[place:end]
            yield strings.get(word.casefold(), word)
            place = end


def _find_end(text: str, place: int) -> int:
    """Return where the brace or quote that stands at a place is closed; the end of the text where it is not."""
    depth = 0
    quoted = text[place] == '"'
    for k in range(place + 1, len(text)):
        character = text[k]
        if character == "{" and text[k - 1] != "\\":
            depth += 1
        elif character == "}" and text[k - 1] != "\\":
            if depth == 0 and not quoted:
                return k
            depth -= 1
        elif quoted and character == '"' and depth <= 0:
            return k
    return len(text)


def split_names(text: str) -> list[str]:
    """Return the names of an author field, split at each `and` that stands in no braces."""
    names, last, depth, place = [], 0, 0, 0
    for found in _AND.finditer(text):
        depth += text.count("{", place, found.start()) - text.count("}", place, found.start())
        place = found.start()
        if depth <= 0:
            names.append(text[last : found.start()])
            last = found.end()
    names.append(text[last:])
    return [name for name in (" ".join(name.split()) for name in names) if name and name.casefold() != "others"]


def _to_record(fields: Mapping[str, str]) -> dict[str, Any]:
    """Return what the fields of an entry say, under the record's names."""
    archive = fields.get("archiveprefix", fields.get("eprinttype", "")).casefold()
    eprint = fields.get("eprint", "")
    noted = fields.get("url", "") or fields.get("howpublished", "") + fields.get("note", "")
    found = _URL.findall(_unescape(noted))
    url = found[0] if found else _unescape(fields.get("url", ""))
    is_arxiv = archive == "arxiv" or (not archive and "arxiv" in (fields.get("journal", "") + url).casefold())
    record: dict[str, Any] = {
        "title": _join_titles(fields),
        "abstract": fields.get("abstract", ""),
        "authors": split_names(fields.get("author", "") or fields.get("editor", "")),
        "year": fields.get("year", "") or fields.get("date", ""),
        "venue": next((fields[name] for name in _VENUES if fields.get(name) and "\\url" not in fields[name]), ""),
        "doi": _unescape(fields.get("doi", "")),
        "arxiv": (eprint if is_arxiv else "") or next(iter(_ARXIV.findall(fields.get("journal", ""))), ""),
        "pmid": fields.get("pmid", "") or (eprint if archive == "pubmed" else ""),
        "url": url,
        "id": fields.get("ID", ""),
        "keywords": fields.get("keywords", "") or fields.get("keyword", ""),
        # Zotero writes there what it has no field for.
        "extra": fields.get("note", ""),
    }
    return {key: value for key, value in record.items() if value} | {
        key: fields[key] for key in fields if key not in record and key not in {"ID", "ENTRYTYPE", "TWICE", "author"}
    }


def _unescape(address: str) -> str:
    """Return an address or a DOI without what keeps TeX from taking its signs for TeX's own."""
    return _ESCAPE.sub(r"\1\2", address)


def _join_titles(fields: Mapping[str, str]) -> str:
    title, subtitle = fields.get("title", ""), fields.get("subtitle", "")
    if not title:
        return fields.get("booktitle", "") if fields.get("ENTRYTYPE") in {"proceedings", "collection"} else ""
    return f"{title}: {subtitle}" if subtitle and subtitle not in title else title
