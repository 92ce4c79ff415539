"""The table of formats: how each is called, known by its content and its name, and read."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from kgbuild.errors import InputError
from kgbuild.readers import bibtex, html_pages, json_records, pages, plain_text, tables, tagged, workbooks, xml_formats
from kgbuild.readers.json_shapes import find_json_format
from kgbuild.readers.rows import Rows
from kgbuild.readers.source import Source
from kgbuild.readers.unpacking import is_workbook, strip_packing


@dataclass(frozen=True)
class Format:
    """A row of the table.

    `name` is what `--input-format` takes, `label` its description; `fits` says whether a file's content is in the
    format, `loose` that it also takes other text for it, so that an ending must agree.
    """

    name: str
    label: str
    endings: tuple[str, ...]
    fits: Callable[[Source], bool]
    parse: Callable[[Source], Rows]
    loose: bool = False


def _xml(name: str) -> Callable[[Source], bool]:
    return lambda source: xml_formats.find_xml_format(source.sample) == name


def _json(name: str) -> Callable[[Source], bool]:
    return lambda source: json_records.is_json(source.sample) and find_json_format(source.sample) == name


def _text(fits: Callable[[str], bool]) -> Callable[[Source], bool]:
    return lambda source: fits(source.sample)


def _is_jsonl(source: Source) -> bool:
    """Say whether a file has several lines that are objects; of a single one only its name can tell."""
    sample = source.sample
    several = "\n" in sample.strip() or find_ending(source.name) in {".jsonl", ".ndjson"}
    return several and json_records.is_json(sample) and json_records.is_jsonl(sample)


def _is_xlsx(source: Source) -> bool:
    return is_workbook(source.stream) and (find_ending(source.name) in {".xlsx", ".xlsm"} or b"xl/" in source.head)


_JSON_ENDINGS: Final = (".json", ".jsonl", ".ndjson")
_parse_json = json_records.parse_json

# In the order in which they are tried: what marks itself plainly first.
FORMATS: Final[tuple[Format, ...]] = (
    Format("xlsx", "Excel workbook", (".xlsx", ".xlsm"),
           _is_xlsx, workbooks.parse_workbook),
    Format("pubmed-xml", "PubMed XML", (".xml",), _xml("pubmed-xml"), xml_formats.parse_pubmed),
    Format("endnote-xml", "EndNote XML", (".xml",), _xml("endnote-xml"), xml_formats.parse_endnote_xml),
    Format("arxiv-atom", "arXiv API (Atom)", (".xml", ".atom"), _xml("arxiv-atom"), xml_formats.parse_atom),
    Format("arxiv-oai", "OAI-PMH of arXiv, or Dublin Core", (".xml",), _xml("arxiv-oai"), xml_formats.parse_oai),
    Format("jats", "JATS articles", (".xml", ".nxml", ".jats"), _xml("jats"), xml_formats.parse_jats),
    Format("daily-papers-html", "Daily Papers page saved as HTML", (".html", ".htm"),
           _text(html_pages.is_html), html_pages.parse_html),
    Format("better-bibtex-json", "Better BibTeX JSON, Zotero's items", _JSON_ENDINGS,
           _json("better-bibtex-json"), _parse_json),
    Format("openalex", "OpenAlex works", _JSON_ENDINGS, _json("openalex"), _parse_json),
    Format("crossref", "Crossref works", _JSON_ENDINGS, _json("crossref"), _parse_json),
    Format("csl-json", "CSL-JSON", (*_JSON_ENDINGS, ".csl"), _json("csl-json"), _parse_json),
    Format("semantic-scholar", "Semantic Scholar", _JSON_ENDINGS, _json("semantic-scholar"), _parse_json),
    Format("arxiv-kaggle", "Kaggle's arXiv snapshot", _JSON_ENDINGS, _json("arxiv-kaggle"), _parse_json),
    Format("papers-with-code", "Papers with Code dumps", _JSON_ENDINGS, _json("papers-with-code"), _parse_json),
    Format("daily-papers-json", "Daily Papers API", _JSON_ENDINGS, _json("daily-papers-json"), _parse_json),
    Format("jsonl", "a JSON record a line", (".jsonl", ".ndjson"), _is_jsonl, json_records.parse_jsonl),
    Format("json", "any JSON list of records", (".json",), _text(json_records.is_json), _parse_json),
    Format("nbib", "PubMed .nbib (MEDLINE)", (".nbib",), _text(tagged.is_nbib), tagged.parse_nbib),
    Format("ris", "RIS", (".ris",), _text(tagged.is_ris), tagged.parse_ris),
    Format("wos", "Web of Science plain text", (".ciw", ".isi"), _text(tagged.is_wos), tagged.parse_wos),
    Format("endnote", "EndNote export (.enw)", (".enw",), _text(tagged.is_endnote), tagged.parse_endnote),
    Format("bibtex", "BibTeX, BibLaTeX", (".bib", ".bibtex"), _text(bibtex.is_bibtex), bibtex.parse_bibtex),
    Format("csv", "CSV or TSV with column names, any delimiter", (".csv", ".tsv", ".tab"),
           lambda source: tables.is_table(source.sample, source.columns), tables.parse_table, loose=True),
    Format("daily-papers", "Daily Papers page saved as text", (".txt", ".text"),
           _text(lambda sample: pages.is_page(sample) and not plain_text.is_wrapped(sample)), pages.parse_page,
           loose=True),
    Format("text", "one paper: title in the first line, then the abstract", (".txt", ".text"),
           _text(plain_text.is_plain), plain_text.parse_plain, loose=True),
)  # fmt: skip
NAMES: Final = tuple(row.name for row in FORMATS)
ENDINGS: Final = tuple(dict.fromkeys(ending for row in FORMATS for ending in row.endings))
READS: Final = "`kgbuild build --help` names those it reads"
_TEXT_ENDINGS: Final = frozenset({".txt", ".text", "", ".log", ".dat"})


def find_ending(name: str) -> str:
    """Return a file name's ending in lower case, without those of compression."""
    return PurePosixPath(strip_packing(name).lower()).suffix


def choose_format(source: Source, chosen: str = "") -> Format:
    """Return the format of a file: the chosen one, that of its content, else the one its ending promises.

    Raises InputError where there is none, and for an empty file.
    """
    if not source.head.strip():
        raise InputError(f"{source.name}: empty")
    if chosen:
        return next(row for row in FORMATS if row.name == chosen)
    ending = find_ending(source.name)
    by_ending = [row for row in FORMATS if ending in row.endings]
    if not _is_xlsx(source) and source.is_binary:
        kind = "a binary file, not text" if by_ending else f"not a format that kgbuild reads ({READS})"
        raise InputError(f"{source.name}: {kind}")
    if not source.sample.strip("\ufeff \t\r\n\f\v"):
        raise InputError(f"{source.name}: empty")
    for row in FORMATS:
        agrees = (
            row in by_ending or (ending in _TEXT_ENDINGS and not by_ending) or (row.name == "csv" and ending == ".txt")
        )
        if (agrees or not row.loose) and row.fits(source):
            return row
    if ending in {".txt", ".text", ""}:
        raise InputError(f"{source.name}: no titles with abstracts found in this text ({READS})")
    if by_ending and ending != ".xml":
        # Its ending promises more than its content keeps: that format's reader says best what is wrong.
        return by_ending[-1]
    raise InputError(f"{source.name}: not a format that kgbuild reads ({READS})")


def is_marked(source: Source) -> bool:
    """Say whether a file of an unknown ending shows by its content that it is in one of the formats."""
    if not _is_xlsx(source) and (source.is_binary or not source.sample.strip()):
        return False
    return any(row.fits(source) for row in FORMATS if not row.loose)
