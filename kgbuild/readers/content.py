"""A file's bytes as text, and which format the text is in: by content first, then by suffix."""

import re
from collections.abc import Callable
from pathlib import PurePath
from typing import Final, TypeAlias

from kgbuild.errors import InputError
from kgbuild.files import MOST_BYTES, unpack_limited
from kgbuild.readers.json_records import is_json, is_jsonl, parse_json, parse_jsonl
from kgbuild.readers.pages import is_page, parse_page
from kgbuild.readers.rows import Rows
from kgbuild.readers.tables import is_table, parse_table

Parser: TypeAlias = Callable[[str, str], Rows]

PARSERS: Final[dict[str, Parser]] = {
    ".csv": parse_table,
    ".json": parse_json,
    ".jsonl": parse_jsonl,
    ".ndjson": parse_jsonl,
    ".tsv": parse_table,
    ".txt": parse_page,
}
READS: Final = "reads: .txt pages, .json, .jsonl, .csv, .tsv, also gzipped"

_GZIP = b"\x1f\x8b"
_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# Markup, BibTeX, RIS and its kin: lines of text that a page's reader would take for titles and abstracts.
_FOREIGN: Final = re.compile(r"\s*(?:<[!?\w]|@\w+\{|%0 |[A-Z][A-Z0-9] {0,2}- )")


def find_suffix(name: str) -> str:
    """Return a file name's suffix in lower case, without that of compression."""
    return PurePath(name.lower().removesuffix(".gz")).suffix


def decode(content: bytes, name: str, *, limit: int = MOST_BYTES) -> str:
    """Return the text of a file: unpacked, UTF-8 or what its byte order mark says, lines ending in a newline.

    In JSONL, bytes that are no UTF-8 stay as lone surrogates, so that they cost their line only.
    Raises InputError for anything that is no text, and for what unpacks to more than `limit` bytes.
    """
    if content.startswith(_GZIP):
        content = unpack_limited(content, name, limit=limit)
    if not content.strip():
        raise InputError(f"{name}: empty")
    encoding = next((encoding for bom, encoding in _BOMS if content.startswith(bom)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        text = _decode_lines(content, name, error)
    if not text.strip():
        raise InputError(f"{name}: empty")
    sample = text[:20_000]
    if sum(character < " " and character not in "\t\n\r\f" for character in sample) > len(sample) / 20:
        raise _binary(name)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def choose_parser(text: str, name: str) -> Parser:
    """Return the reader that fits a text; raises InputError when none does."""
    suffix = find_suffix(name)
    if is_jsonl(text) and not (suffix == ".json" and is_json(text)):
        return parse_json if text.count("\n") < 2 and is_json(text) and suffix != ".jsonl" else parse_jsonl
    if is_json(text):
        return parse_json
    if suffix in {".csv", ".tsv", ".json", ".jsonl", ".ndjson"}:
        # Its suffix promises more than its content keeps: that format's reader says best what is wrong.
        return parse_table if is_table(text) else PARSERS[suffix]
    if suffix == ".txt" or not suffix:
        if is_table(text):
            return parse_table
        if is_page(text) and not _FOREIGN.match(text):
            return parse_page
        raise InputError(f"{name}: no titles with abstracts found in this text ({READS})")
    raise InputError(f"{name}: not a format kgbuild reads ({READS})")


def _decode_lines(content: bytes, name: str, error: UnicodeDecodeError) -> str:
    if find_suffix(name) in {".jsonl", ".ndjson"} and b"\x00" not in content:
        text = content.decode("utf-8", "surrogateescape")
        if is_jsonl(text):
            return text
    if find_suffix(name) not in PARSERS or b"\x00" in content[:8000]:
        raise _binary(name) from error
    byte = f"byte {content[error.start]:#04x} at {error.start}"
    raise InputError(f"{name}: not {error.encoding} text ({byte}); save it as UTF-8") from error


def _binary(name: str) -> InputError:
    if find_suffix(name) in PARSERS:
        return InputError(f"{name}: a binary file, not text")
    return InputError(f"{name}: not a format kgbuild reads ({READS})")
