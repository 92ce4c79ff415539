"""What the elements of each XML format say: PubMed, EndNote, Atom and OAI-PMH of arXiv, JATS, MODS."""

import re
from typing import TYPE_CHECKING, Any, Final

from kgbuild.readers.rows import Rows
from kgbuild.readers.source import Source
from kgbuild.readers.xml_records import (
    children,
    drop_empty,
    find,
    find_all,
    get_text,
    name_of,
    parse_xml,
    text_at,
    texts_at,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


# PubMed ---------------------------------------------------------------------------------------------------------------


def _from_pubmed(element: "Element") -> dict[str, Any]:
    citation = find(element, "MedlineCitation")
    if citation is None:
        citation = find(element, "BookDocument")
    article = find(citation, "Article")
    article = citation if article is None else article
    ids = [*find_all(element, "PubmedData/ArticleIdList/ArticleId"), *find_all(citation, "ArticleIdList/ArticleId"),
           *find_all(article, "ELocationID")]  # fmt: skip
    named = [(one.get("IdType") or one.get("EIdType") or "", get_text(one)) for one in ids]
    journal = find(article, "Journal")
    return drop_empty({
        "title": text_at(article, "ArticleTitle", "VernacularTitle", "Book/BookTitle"),
        "abstract": _labelled(article) or _labelled(find(citation, "OtherAbstract"), inner=True),
        "authors": [_pubmed_author(one) for one in find_all(article, "AuthorList/Author")],
        "year": text_at(journal, "JournalIssue/PubDate/Year", "JournalIssue/PubDate/MedlineDate")
        or text_at(article, "ArticleDate/Year", "Book/PubDate/Year"),
        "venue": text_at(journal, "Title", "ISOAbbreviation") or text_at(article, "Book/BookTitle"),
        "doi": list(dict.fromkeys(text for kind, text in named if kind == "doi" and text)),
        "pmid": text_at(citation, "PMID"),
        "id": text_at(citation, "PMID"),
        "keywords": texts_at(citation, "KeywordList/Keyword")
        or texts_at(citation, "MeshHeadingList/MeshHeading/DescriptorName"),
    })  # fmt: skip


def _labelled(article: "Element | None", *, inner: bool = False) -> str:
    """Return an abstract with the labels of its sections."""
    parts = []
    for part in find_all(article, "AbstractText" if inner else "Abstract/AbstractText"):
        label, text = part.get("Label") or "", get_text(part)
        parts.append(f"{label}: {text}" if label and text and label != "UNLABELLED" else text)
    return "\n".join(filter(None, parts))


def _pubmed_author(one: "Element") -> dict[str, Any]:
    name = name_of(text_at(one, "ForeName", "Initials"), text_at(one, "LastName"), text_at(one, "Suffix"))
    orcid = next((get_text(mark) for mark in children(one, "Identifier") if mark.get("Source") == "ORCID"), "")
    places = texts_at(one, "AffiliationInfo/Affiliation")
    return drop_empty({"name": name or text_at(one, "CollectiveName"), "orcid": orcid, "affiliation": places})


def parse_pubmed(source: Source) -> Rows:
    """Yield the articles of PubMed's XML."""
    return parse_xml({"PubmedArticle": _from_pubmed, "PubmedBookArticle": _from_pubmed}, source)


# EndNote --------------------------------------------------------------------------------------------------------------


def _from_endnote(element: "Element") -> dict[str, Any]:
    authors = texts_at(element, "contributors/authors/author")
    return drop_empty({
        "title": text_at(element, "titles/title", "titles/short-title"),
        "abstract": text_at(element, "abstract"),
        "authors": authors or texts_at(element, "contributors/secondary-authors/author"),
        "year": text_at(element, "dates/year", "dates/pub-dates/date"),
        "venue": text_at(element, "periodical/full-title", "titles/secondary-title", "alt-periodical/full-title",
                         "periodical/abbr-1"),
        "doi": text_at(element, "electronic-resource-num"),
        "url": text_at(element, "urls/related-urls/url", "urls/web-urls/url", "urls/pdf-urls/url"),
        "id": text_at(element, "accession-num", "label", "rec-number"),
        "keywords": texts_at(element, "keywords/keyword"),
    })  # fmt: skip


def parse_endnote_xml(source: Source) -> Rows:
    """Yield the records of EndNote's XML."""
    return parse_xml({"record": _from_endnote}, source)


# arXiv ----------------------------------------------------------------------------------------------------------------

_ERROR: Final = "arxiv.org/api/errors"


def _from_atom(element: "Element") -> dict[str, Any]:
    links = [one.get("href") or "" for one in children(element, "link") if one.get("rel") in {None, "alternate"}]
    own = text_at(element, "id")
    if _ERROR in own:
        return {"error": text_at(element, "summary", "title")}
    return drop_empty({
        "title": text_at(element, "title"),
        "abstract": text_at(element, "summary", "content"),
        "authors": [
            drop_empty({"name": text_at(one, "name"), "affiliation": texts_at(one, "affiliation")})
            for one in children(element, "author")
        ],
        "year": text_at(element, "published", "updated"),
        "venue": text_at(element, "journal_ref"),
        "doi": text_at(element, "doi"),
        "arxiv": own if "arxiv.org/abs/" in own else "",
        "url": own if own.startswith("http") else next(iter(links), ""),
        "id": own,
        "keywords": [one.get("term") or "" for one in children(element, "category")],
    })  # fmt: skip


def parse_atom(source: Source) -> Rows:
    """Yield the entries of an Atom feed, as arXiv's API answers."""
    return parse_xml({"entry": _from_atom}, source)


def _from_oai(element: "Element") -> dict[str, Any]:
    identifier = text_at(element, "header/identifier")
    metadata = find(element, "metadata")
    inner = next(iter(metadata), None) if metadata is not None else None
    if inner is None:
        header = find(element, "header")
        return {"deleted": (header.get("status") or "no metadata") if header is not None else "no metadata"}
    if find(inner, "identifier") is not None or find(inner, "creator") is not None:
        return _from_dublin_core(inner, identifier)
    people = [
        drop_empty(
            {
                "name": name_of(text_at(one, "forenames"), text_at(one, "keyname"), text_at(one, "suffix")),
                "affiliation": texts_at(one, "affiliation"),
            }
        )
        for one in find_all(inner, "authors/author")
    ]
    own = text_at(inner, "id")
    versions = [date for one in children(inner, "version") if (date := text_at(one, "date"))]
    return drop_empty({
        "title": text_at(inner, "title"),
        "abstract": text_at(inner, "abstract"),
        "authors": people or text_at(inner, "authors"),
        "year": text_at(inner, "created") or next(iter(versions), ""),
        "venue": text_at(inner, "journal-ref"),
        "doi": text_at(inner, "doi"),
        "arxiv": own,
        "url": f"https://arxiv.org/abs/{own}" if own else "",
        "id": identifier,
        "keywords": text_at(inner, "categories").split(),
    })  # fmt: skip


def _from_dublin_core(inner: "Element", identifier: str) -> dict[str, Any]:
    marks = texts_at(inner, "identifier")
    texts = texts_at(inner, "description")
    return drop_empty({
        "title": text_at(inner, "title"),
        # arXiv's comments are descriptions as well.
        "abstract": max(texts, key=len, default=""),
        "authors": texts_at(inner, "creator"),
        "year": text_at(inner, "date"),
        "doi": [mark for mark in marks if re.match(r"(?:doi:|https?://(?:dx\.)?doi\.org/)?10\.", mark)],
        "arxiv": next((mark for mark in (*marks, identifier) if "arxiv" in mark.casefold()), ""),
        "url": next((mark for mark in marks if mark.startswith("http")), ""),
        "id": identifier,
        "keywords": texts_at(inner, "subject"),
    })  # fmt: skip


def parse_oai(source: Source) -> Rows:
    """Yield the records of an OAI-PMH harvest: arXiv's own metadata, or Dublin Core."""
    return parse_xml({"record": _from_oai}, source)


# JATS -----------------------------------------------------------------------------------------------------------------


def _from_jats(element: "Element") -> dict[str, Any]:
    front = find(element, "front")
    front = find(element, "front-stub") if front is None else front
    meta = find(front, "article-meta")
    meta = front if meta is None else meta
    ids = [(one.get("pub-id-type") or "", get_text(one)) for one in children(meta, "article-id")]
    abstracts = [one for one in children(meta, "abstract") if one.get("abstract-type") not in _OTHER_ABSTRACTS]
    title = text_at(meta, "title-group/article-title")
    subtitle = text_at(meta, "title-group/subtitle")
    return drop_empty({
        "title": f"{title}: {subtitle}" if title and subtitle else title,
        "abstract": get_text(abstracts[0]) if abstracts else text_at(meta, "abstract", "trans-abstract"),
        "authors": [
            _jats_author(one)
            for group in children(meta, "contrib-group")
            for one in children(group, "contrib")
            if one.get("contrib-type") in {None, "author"}
        ],
        "year": _jats_year(meta),
        "venue": text_at(front, "journal-meta/journal-title-group/journal-title", "journal-meta/journal-title"),
        "doi": [text for kind, text in ids if kind == "doi"],
        "pmid": next((text for kind, text in ids if kind == "pmid"), ""),
        "arxiv": next((text for kind, text in ids if kind == "arxiv"), ""),
        "id": next((text for kind, text in ids if kind in {"pmc", "pmcid", "publisher-id"}), ""),
        "url": next((href for one in children(meta, "self-uri") if (href := _href(one))), ""),
        "keywords": texts_at(meta, "kwd-group/kwd"),
    })  # fmt: skip


_OTHER_ABSTRACTS: Final = frozenset({"graphical", "teaser", "toc", "summary", "key-points", "executive-summary",
                                     "plain-language-summary", "web-summary", "editor"})  # fmt: skip


def _href(one: "Element") -> str:
    return next((str(value) for key, value in one.attrib.items() if str(key).endswith("href")), "")


def _jats_author(one: "Element") -> dict[str, Any]:
    name = find(one, "name")
    if name is None:
        name = find(one, "name-alternatives/name")
    written = name_of(text_at(name, "given-names"), text_at(name, "surname"), text_at(name, "suffix"))
    orcid = next((get_text(mark) for mark in children(one, "contrib-id") if mark.get("contrib-id-type") == "orcid"), "")
    return drop_empty({
        "name": written or text_at(one, "collab", "string-name"),
        "orcid": orcid,
        "affiliation": texts_at(one, "aff"),
    })  # fmt: skip


def _jats_year(meta: "Element | None") -> str:
    years = [year for one in children(meta, "pub-date") if (year := text_at(one, "year"))]
    return min(years, default="")


def parse_jats(source: Source) -> Rows:
    """Yield the articles of JATS files, as PubMed Central and publishers give them."""
    return parse_xml({"article": _from_jats}, source)


# Which of them it is --------------------------------------------------------------------------------------------------

_MARKS: Final = (
    ("pubmed-xml", re.compile(r"<(?:PubmedArticleSet|PubmedArticle|PubmedBookArticle)\b")),
    ("arxiv-oai", re.compile(r"<(?:\w+:)?OAI-PMH\b|<(?:\w+:)?ListRecords\b|<(?:\w+:)?GetRecord\b")),
    ("arxiv-atom", re.compile(r"<(?:\w+:)?feed\b[^>]*www\.w3\.org/2005/Atom|<entry\b[^>]*www\.w3\.org/2005/Atom")),
    ("endnote-xml", re.compile(r"<xml>\s*<records>|<records>\s*<record>|<record>\s*<database\b")),
    ("jats", re.compile(r"<(?:\w+:)?(?:article-meta|article-title|front|pmc-articleset)\b|<!DOCTYPE article\b"
                        r"|<article\b[^>]*dtd-version")),
)  # fmt: skip


def find_xml_format(sample: str) -> str:
    """Return the name of the XML format that a text is in, or an empty string."""
    start = sample.lstrip("\ufeff \t\r\n")
    if not start.startswith("<") or "<html" in start[:1000].casefold():
        return ""
    return next((name for name, mark in _MARKS if mark.search(sample)), "")
