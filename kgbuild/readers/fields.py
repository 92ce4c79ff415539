"""Field names of other sources, brought to those of the record: what a column or key must be called."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from kgbuild.errors import RecordError
from kgbuild.records.fields import list_keys

# Field of the record -> names it has elsewhere, the best first. Compared without case and punctuation.
SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "title": ("title", "articletitle", "documenttitle", "papertitle", "titleprimary", "primarytitle", "ti", "t1",
              "fulltitle", "worktitle", "displayname", "originaltitle", "citationtitle"),
    "abstract": ("abstract", "abstractnote", "abstracttext", "paperabstract", "ab", "abstracts", "summary", "n2",
                 "originalabstract", "abstractsummary", "excerpt", "description", "snippet"),
    "authors": ("authors", "author", "authorfullnames", "authornames", "authorsprimary", "authorlist", "authorships",
                "au", "af", "a1", "creators", "creator", "authorsfullnames", "authorss", "citationauthors",
                "authorshipsauthordisplayname", "authorshipsrawauthorname"),
    "year": ("year", "publicationyear", "publishedyear", "pubyear", "yearpublished", "yearofpublication", "py",
             "publicationdate", "datepublished", "publisheddate", "published", "publishedat", "pubdate",
             "dateofpublication", "date", "coverdate", "issued", "y1", "da"),
    "venue": ("venue", "journal", "journaltitle", "booktitle", "sourcetitle", "publicationtitle", "journalbook",
              "journalname", "proceedingstitle", "conferencename", "conference", "containertitle", "periodicalfull",
              "journalref", "publication", "secondarytitle", "fulljournalname", "publicationname", "jf", "jo", "t2",
              "so", "eventtitle", "periodicalabbrev", "journalabbreviation",
              "primarylocationsourcedisplayname", "hostvenuedisplayname"),
    "doi": ("doi", "dois", "articledoi", "documentdoi", "digitalobjectidentifier", "dolink", "doilink", "di", "do",
            "idsdoi"),
    "arxiv": ("arxiv", "arxivid", "arxivnumber", "arxividentifier", "paperarxivid"),
    "url": ("url", "link", "links", "articleurl", "paperurl", "paperurlabs", "absurl", "urlabs", "htmlurl",
            "entryid", "externalurl", "landingpageurl", "fulltextlink", "sourceurl", "ur", "plink", "permalink",
            "primarylocationlandingpageurl", "pdfurl", "pdflink", "sourceurls"),
    "id": ("id", "paperid", "recordid", "uid", "key", "citekey", "citationkey", "referenceid", "lensid", "eid",
           "uniquewosid", "utuniquewosid", "centralid", "internalid", "itemkey", "workid", "covidence", "recordnumber",
           "accessionnumber"),
    "pmid": ("pmid", "pubmedid", "pubmed", "medlinepmid", "pmidnumber", "idspmid"),
    "openalex": ("openalex", "openalexid", "idsopenalex"),
    "s2": ("s2", "s2id", "s2paperid", "semanticscholarid", "semanticscholar"),
    "keywords": ("keywords", "authorkeywords", "keyword", "manualtags", "tags", "de", "kw", "keywordsauthor",
                 "keywordsdisplayname", "subjectterms", "indexkeywords", "automatictags", "meshterms",
                 "subjects"),
    "extra": ("extra",),
}  # fmt: skip
_FIELDS: Final = {name: field for field, names in SYNONYMS.items() for name in names}
_RANKS: Final = {name: rank for names in SYNONYMS.values() for rank, name in enumerate(names)}
_PUNCTUATION = re.compile(r"[\W_]+")
# A record may have several of these; what is not the first is kept as a further identifier.
IDENTIFIERS: Final = ("doi", "arxiv", "pmid", "openalex", "s2")
# Zotero keeps identifiers as lines of one field, for want of a field of their own.
_EXTRA: Final = re.compile(r"^\s*(arxiv|pmid|doi)\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


@lru_cache(maxsize=10_000)
def find_field(name: str) -> str:
    """Return the record's field that a column or key of this name holds, or an empty string."""
    return _FIELDS.get(_plain(name), "") if len(name) < 60 else ""


@lru_cache(maxsize=10_000)
def rank_name(name: str) -> int:
    """Return 0 for the best name of a field, more for a worse one; -1 for a name that only the user knows."""
    return _RANKS.get(_plain(name), -1)


def plan_fields(names: Iterable[str], columns: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return for each field of the record the keys that may hold it, the best first; the user's own choice wins."""
    places: dict[str, list[tuple[int, str]]] = {}
    chosen = {_plain(name): field for name, field in columns.items()}
    for name in names:
        own = chosen.get(_plain(name), "") if chosen else ""
        field = own or find_field(name)
        if field:
            # The record's own name, as it is written there, comes before the same in other letters.
            rank = -2 if own else 2 * rank_name(name) + (name != field)
            places.setdefault(field, []).append((rank, name))
    return {
        field: tuple(name for _, name in sorted(found, key=lambda pair: pair[0])) for field, found in places.items()
    }


class FieldNames:
    """What the keys of records mean, looked up once for each set of keys."""

    def __init__(self, columns: Mapping[str, str]) -> None:
        # The command line names our fields in its help, and shall not load for that what cleans texts.
        from kgbuild.readers.cleaning import clean_record

        self._clean = clean_record
        self._columns = columns
        self._plans: dict[tuple[str, ...], dict[str, tuple[str, ...]]] = {}

    def plan(self, keys: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """Return for records with these keys where to look for the fields that do not simply stand under their name."""
        known = self._plans.get(keys)
        if known is None:
            if len(self._plans) > 1000:
                self._plans.clear()
            plan = plan_fields((key for key in keys if isinstance(key, str)), self._columns)
            # A field that stands under its own name and no other needs no looking for.
            known = self._plans[keys] = {field: names for field, names in plan.items() if names != (field,)}
        return known

    def to_record(self, item: dict[str, Any], where: str) -> dict[str, Any]:
        """Return the item, which is changed, with its fields under the record's names; other keys stay.

        The record's own name wins over a synonym, and a better synonym over a worse one, unless it is empty.
        Raises RecordError where nothing can be the title or an abstract.
        """
        record = item
        for field, names in self.plan(tuple(item)).items():
            values = [value for name in names if not is_blank(value := item[name])]
            if values:
                record[field] = values if field in IDENTIFIERS and len(values) > 1 else values[0]
        if "extra" in record:
            _read_extra(record)
        if isinstance(own := record.get("id"), str) and own.startswith("https://openalex.org/W"):
            record.setdefault("openalex", own)
        if not (title := record.get("title")) or is_blank(title):
            if is_blank(record.get("abstract")):
                problem = 'empty "title"' if isinstance(record.get("title"), str) else 'no "title"'
                raise RecordError(f"{where}: {problem}; found: {list_keys(record)}")
            record["title"] = ""
        return self._clean(record)


def _read_extra(record: dict[str, Any]) -> None:
    if isinstance(extra := record["extra"], str):
        for kind, id_ in _EXTRA.findall(extra):
            if is_blank(record.get(kind.casefold())):
                record[kind.casefold()] = id_


def is_blank(value: object) -> bool:
    """Say whether a value is missing, null, empty, or white space."""
    if isinstance(value, str):
        return not value or value.isspace()
    return value is None or (isinstance(value, list | dict) and not value)


def _plain(name: str) -> str:
    return _PUNCTUATION.sub("", name).casefold()
