"""Records as lines that each open with a tag: RIS, PubMed's .nbib, Web of Science, EndNote's export.

One reader serves them all, since they differ only in how a tag is written, what opens and closes a record, and what the
tags mean. rispy reads two of the four, keeps a whole file in memory, and drops the second value of a tag.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from kgbuild.readers.rows import Found, Rows
from kgbuild.readers.source import Source

Tags = Mapping[str, list[str]]
"""The values of each tag of a record, in order."""


@dataclass(frozen=True)
class Dialect:
    """How a format writes its tags, and what they mean.

    `tag` is the pattern of a tag, `lead` and `gap` of what stands before and behind it. A record ends before the tag
    `first` and behind `last`. `joint` goes between the lines of one value, except of the tags in `line_values`, where
    each line is a value; the tags in `head` belong to no record. `to_record` makes the record.
    """

    lead: str
    tag: str
    gap: str
    first: str
    last: str
    joint: str
    to_record: Callable[[Tags], dict[str, Any]]
    line_values: frozenset[str] = frozenset()
    head: frozenset[str] = frozenset()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """A tag and its value, with the lines behind it that have no tag."""
        mark = rf"{self.lead}{self.tag}{self.gap}"
        return re.compile(rf"^{self.lead}({self.tag}){self.gap}(.*+(?:\n(?!{mark}).*+)*+)", re.MULTILINE)


def read_tagged(source: Source, dialect: Dialect) -> Rows:
    """Yield the records of a file, numbered from 1."""
    for number, (line, tags) in enumerate(_group(source, dialect), 1):
        record = dialect.to_record(tags)
        if source.columns:
            record |= {tag: values[0] for tag, values in tags.items() if values}
        yield Found(f"{source.name}#{number}", record, line)


def _group(source: Source, dialect: Dialect) -> Iterator[tuple[int, dict[str, list[str]]]]:
    """Yield the tags of each record with their values, and the line where it begins.

    What stands before the first tag and behind a record belongs to none.
    """
    ends, without = (dialect.first, dialect.last), {dialect.last, *dialect.head}
    tags: dict[str, list[str]] = {}
    before = ""  # the tag to which lines without one belong
    line = begin = 1
    for block in source.blocks():
        start = dialect.pattern.search(block)
        lead = block[: start.start()] if start else block
        if lead:
            _continue(tags, before, lead, dialect)
            line += lead.count("\n")
        for tag, value in dialect.pattern.findall(block) if start else ():
            if tag in ends:
                if tags:
                    yield begin, tags
                tags = {}
            before, is_long = tag, "\n" in value
            if tag not in without:
                if not tags:
                    begin = line
                values = _to_values(value, tag, dialect) if is_long else [value.strip()]
                if tag in tags:
                    tags[tag] += values
                else:
                    tags[tag] = values
            line += 1 + value.count("\n") if is_long else 1
        # The end of a block ends a line.
        line -= bool(start) and block.endswith("\n")
    if tags:
        yield begin, tags


def _continue(tags: dict[str, list[str]], tag: str, text: str, dialect: Dialect) -> None:
    """Add lines to the value of the last tag; to one beyond all measure nothing is added."""
    values = tags.get(tag)
    more = _to_values(text, tag, dialect)
    if values and more and tag in dialect.line_values:
        values += more
    elif values and more and len(values[-1]) < _LONGEST:
        values[-1] = dialect.joint.join((values[-1], *more)).strip()


def _to_values(text: str, tag: str, dialect: Dialect) -> list[str]:
    """Return the lines of a value as one, or as values of their own."""
    lines = [line for line in map(str.strip, text.split("\n")) if line]
    return (lines or [""]) if tag in dialect.line_values else [dialect.joint.join(lines)]


def rank_tags(fields: Mapping[str, str]) -> dict[str, tuple[str, int]]:
    """Return for each tag the field that it holds and its rank; `fields` name their tags, the best first."""
    return {tag: (field, rank) for field, tags in fields.items() for rank, tag in enumerate(tags.split())}


def take_best(tags: Tags, ranks: Mapping[str, tuple[str, int]]) -> dict[str, Any]:
    """Return for each field what its best tag says: lists for those fields that may have several values."""
    best: dict[str, tuple[int, list[str]]] = {}
    for tag, values in tags.items():
        if tag in ranks and any(values):
            field, rank = ranks[tag]
            if field not in best or rank < best[field][0]:
                best[field] = rank, values
    return {
        field: values if field in _LISTS and len(values) > 1 else values[0] or next(filter(None, values))
        for field, (_, values) in best.items()
    }


_LONGEST: Final = 1 << 24  # characters
_LISTS: Final = frozenset({"authors", "keywords", "doi", "url"})


def _first(tags: Tags, *names: str) -> str:
    """Return the first value of the first tag that has one."""
    return next((value for name in names for value in tags.get(name, ()) if value), "")


def _every(tags: Tags, *names: str) -> list[str]:
    """Return all values of all these tags, each once."""
    return list(dict.fromkeys(value for name in names for value in tags.get(name, ()) if value))


# RIS ------------------------------------------------------------------------------------------------------------------

_DOI: Final = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?10\.\d{4,9}/\S+$", re.IGNORECASE)
_ARXIV: Final = re.compile(r"arxiv:\s*\S+", re.IGNORECASE)
_PUBMED: Final = re.compile(r"(?:PUBMED|PMID:?|MEDLINE)[\s:]*(\d{1,9})(?:\s*[,;].*)?$", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"\s*;\s*(?=https?:|www\.)")


_RIS_FIELDS: Final = rank_tags({
    "title": "TI T1 CT BT ST",
    "abstract": "AB N2",
    "authors": "AU A1",
    "year": "PY Y1 DA",
    "venue": "JF T2 JO JA J2 J1",
    "doi": "DO DI",
    "url": "UR LK L2 L1",
    "id": "ID",
    "keywords": "KW DE",
    "pmid": "PMID",
})  # fmt: skip
# Tags that databases use for numbers of any kind.
_RIS_NUMBERS: Final = ("AN", "M1", "M3", "C2", "C3", "C7", "L3", "U1", "U2", "U3", "U4")
_RIS_NUMBER_SET: Final = frozenset(_RIS_NUMBERS)


def _from_ris(tags: Tags) -> dict[str, Any]:
    """Return what the tags of RIS say; databases differ in which of several tags they use for one thing."""
    record = take_best(tags, _RIS_FIELDS)
    if "DO" in tags and "DI" in tags:
        record["doi"] = _every(tags, "DO", "DI")
    if "url" in record:
        # Links to files and to other pages of the paper are one address too many.
        urls = [url for value in _every(tags, "UR", "LK") for url in _ADDRESS.split(value)]
        record["url"] = urls or _first(tags, "L2", "L1")
    if not _RIS_NUMBER_SET.isdisjoint(tags):
        _add_numbers(record, tags)
    return record


def _add_numbers(record: dict[str, Any], tags: Tags) -> None:
    """Add to a record the identifiers that stand in tags for numbers of any kind."""
    numbers = _every(tags, *_RIS_NUMBERS)
    dois = [value for value in numbers if _DOI.match(value)]
    if dois:
        record["doi"] = [*_every(tags, "DO", "DI"), *dois]
    if arxivs := [value for value in numbers if _ARXIV.match(value)]:
        record.setdefault("arxiv", arxivs)
    if pmids := [found[1] for value in numbers if (found := _PUBMED.match(value))]:
        record.setdefault("pmid", pmids[0])
    number = _first(tags, "AN")
    database = _first(tags, "DB", "DP").casefold()
    if number.isdigit() and ("pubmed" in database or "medline" in database):
        record.setdefault("pmid", number)
    if number and not _PUBMED.match(number):
        record.setdefault("id", number)


_RIS_START: Final = re.compile(r"^[\s\ufeff]{0,4}TY {2,4}-", re.MULTILINE)
_RIS_ANY: Final = re.compile(r"^[\s\ufeff]{0,4}TY {0,4}- *[A-Z]", re.MULTILINE)
_RIS: Final = Dialect(
    r"[ \t\ufeff]{0,4}", "[A-Z][A-Z0-9]", " {2,4}- {0,4}", "TY", "ER", "\n", _from_ris, frozenset({"KW", "AU", "A1"})
)
_RIS_LOOSE: Final = replace(_RIS, gap=" {0,4}- {0,4}")


def parse_ris(source: Source) -> Rows:
    """Yield the records of RIS in any of its dialects."""
    return read_tagged(source, _RIS if _RIS_START.search(source.sample) else _RIS_LOOSE)


def is_ris(sample: str) -> bool:
    """Say whether a text holds a line that opens a record of RIS."""
    return bool(_RIS_ANY.search(sample))


# PubMed ---------------------------------------------------------------------------------------------------------------

_ID_KIND: Final = re.compile(r"(\S+)\s*\[(\w+)\]$")


_NBIB_FIELDS: Final = rank_tags({
    "title": "TI BTI TT",
    "abstract": "AB OAB",
    "authors": "FAU AU FED ED",
    "year": "DP DEP EDAT",
    "venue": "JT TA",
    "pmid": "PMID",
    "keywords": "OT MH",
})  # fmt: skip


def _from_nbib(tags: Tags) -> dict[str, Any]:
    record = take_best(tags, _NBIB_FIELDS)
    ids = [(found[2].lower(), found[1]) for value in _every(tags, "AID", "LID") if (found := _ID_KIND.match(value))]
    if dois := list(dict.fromkeys(value for kind, value in ids if kind == "doi")):
        record["doi"] = dois
    if groups := _every(tags, "CN"):
        record["authors"] = [*(_every(tags, "FAU") or _every(tags, "AU")), *groups]
    if "OT" not in tags and "keywords" in record:
        record["keywords"] = [value.replace("*", "") for value in _every(tags, "MH")]
    if "pmid" in record:
        record["id"] = record["pmid"]
    return record


_NBIB: Final = Dialect("", "[A-Z]{2,4}", " {0,2}- ", "PMID", "", " ", _from_nbib)


def parse_nbib(source: Source) -> Rows:
    """Yield the records of PubMed's own format (MEDLINE)."""
    return read_tagged(source, _NBIB)


def is_nbib(sample: str) -> bool:
    """Say whether a text holds a line with a PubMed id as that format writes it."""
    return bool(re.search(r"^PMID- ?\d", sample, re.MULTILINE))


# Web of Science -------------------------------------------------------------------------------------------------------

# Fields with their tags, the best first; they are also the column names of its tab-delimited export.
WOS_TAGS: Final[Mapping[str, str]] = {
    "title": "TI",
    "abstract": "AB",
    "authors": "AF AU CA GP",
    "year": "PY EY EA",
    "venue": "SO BS SE CT",
    "doi": "DI D2",
    "pmid": "PM",
    "id": "UT",
    "keywords": "DE ID",
}
_WOS_FIELDS: Final = rank_tags(WOS_TAGS)


def _from_wos(tags: Tags) -> dict[str, Any]:
    record = take_best(tags, _WOS_FIELDS)
    if "keywords" in record:
        record["keywords"] = "; ".join(_every(tags, "DE") or _every(tags, "ID"))
    return record


_WOS: Final = Dialect(
    r"\ufeff?", "[A-Z][A-Z0-9]", "(?: |$)",
    "PT", "ER", " ", _from_wos, frozenset({"AU", "AF", "CA", "GP"}), frozenset({"FN", "VR", "EF"}),
)  # fmt: skip


def parse_wos(source: Source) -> Rows:
    """Yield the records of Web of Science's plain text export."""
    return read_tagged(source, _WOS)


def is_wos(sample: str) -> bool:
    """Say whether a text opens as a plain text export of Web of Science does."""
    lines = sample.lstrip("\ufeff\n ")[:2000]
    return bool(re.match(r"(?:FN .*\n(?:VR .*\n)?)?\s*PT [A-Z]\s*\n[A-Z][A-Z0-9] ", lines))


# EndNote --------------------------------------------------------------------------------------------------------------


_ENDNOTE_FIELDS: Final = rank_tags({
    "title": "T !",
    "abstract": "X",
    "authors": "A Q E",
    "year": "D 8",
    "venue": "J B S",
    "doi": "R",
    "url": "U",
    "id": "F M",
    "keywords": "K",
})  # fmt: skip


def _from_endnote(tags: Tags) -> dict[str, Any]:
    record = take_best(tags, _ENDNOTE_FIELDS)
    if "keywords" in record:
        record["keywords"] = [word for value in _every(tags, "K") for word in re.split(r"\s*[;\n]\s*", value)]
    return record


_ENDNOTE: Final = Dialect(r"\ufeff?%", r"[A-Z0-9!?@#$&()*+<>\[\]^~=_|]", " ", "0", "", "\n", _from_endnote)


def parse_endnote(source: Source) -> Rows:
    """Yield the records of EndNote's tagged export (.enw)."""
    return read_tagged(source, _ENDNOTE)


def is_endnote(sample: str) -> bool:
    """Say whether a text holds a record of EndNote's tagged export."""
    return bool(re.search(r"^\ufeff?%0 \w", sample, re.MULTILINE) and re.search(r"^%T ", sample, re.MULTILINE))
