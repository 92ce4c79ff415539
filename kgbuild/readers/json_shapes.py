"""Records of services and programs as JSON, brought to flat ones: each shape is known by the keys that only it has."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

Item: TypeAlias = dict[str, Any]
Shape: TypeAlias = Callable[[Item], Item | str]
"""Makes a flat record of an item, or says why the item is no paper."""


def to_flat(item: Item) -> Item | str:
    """Return the item with what stands nested in it under the record's names, or why it is no paper."""
    for key, (shape, fits) in _MARKS.items():
        if key in item and fits(item[key]):
            return shape(item)
    return item


# Helpers --------------------------------------------------------------------------------------------------------------


def _get(item: object, *path: str | int) -> Any:
    """Return what stands at a path of keys and places, None where something on it is missing."""
    for step in path:
        if isinstance(step, int):
            item = item[step] if isinstance(item, list) and step < len(item) else None
        else:
            item = item.get(step) if isinstance(item, Mapping) else None
    return item


def _text(item: object, *path: str | int) -> str:
    value = _get(item, *path)
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value)


def _list(item: object, *path: str | int) -> list[Any]:
    value = _get(item, *path)
    return value if isinstance(value, list) else []


def _with(item: Item, **fields: object) -> Item:
    """Return the item with those of the fields that say something."""
    return item | {key: value for key, value in fields.items() if value not in (None, "", [])}


def _dicts(values: list[Any]) -> list[Item]:
    return [value for value in values if isinstance(value, dict)]


# OpenAlex -------------------------------------------------------------------------------------------------------------


def to_text(index: object) -> str:
    """Return the abstract of an inverted index: words with their places. Absurd places are left out."""
    if not isinstance(index, Mapping):
        return ""
    most = 10 * sum(len(places) for places in index.values() if isinstance(places, list)) + 1000
    words = [
        (place, word)
        for word, places in index.items()
        if isinstance(word, str) and isinstance(places, list)
        for place in places
        if isinstance(place, int) and not isinstance(place, bool) and 0 <= place < most
    ]
    return " ".join(word for _, word in sorted(words))


def _from_openalex(item: Item) -> Item:
    ids = _get(item, "ids")
    addresses = [_text(item, "primary_location", "landing_page_url"),
                 _text(item, "best_oa_location", "landing_page_url"),
                 *(_text(place, "landing_page_url") for place in _dicts(_list(item, "locations")))]  # fmt: skip
    keywords = [_text(word, "display_name") or _text(word, "keyword") for word in _dicts(_list(item, "keywords"))]
    authors = [
        _with(
            one,
            name=_text(one, "author", "display_name") or _text(one, "raw_author_name"),
            orcid=_text(one, "author", "orcid"),
            affiliation=[_text(place, "display_name") for place in _dicts(_list(one, "institutions"))],
        )
        for one in _dicts(_list(item, "authorships"))
    ]
    return _with(
        item,
        title=_text(item, "title") or _text(item, "display_name"),
        abstract=to_text(_get(item, "abstract_inverted_index")) or _text(item, "abstract"),
        authors=authors,
        year=_get(item, "publication_year") or _text(item, "publication_date"),
        venue=_text(item, "primary_location", "source", "display_name") or _text(item, "host_venue", "display_name"),
        doi=_text(item, "doi") or _text(ids, "doi"),
        openalex=own if "openalex.org/" in (own := _text(item, "id")) else _text(ids, "openalex"),
        pmid=_text(ids, "pmid"),
        arxiv=_text(ids, "arxiv") or next((url for url in addresses if "arxiv.org/abs/" in url), ""),
        url=next(filter(None, addresses), ""),
        keywords=keywords,
    )


# Semantic Scholar -----------------------------------------------------------------------------------------------------


def _from_s2(item: Item) -> Item:
    ids = item.get("externalIds") or item.get("externalids") or _get(item, "openaccessinfo", "externalids")
    return _with(
        item,
        title=_text(item, "title"),
        year=_get(item, "year") or _text(item, "publicationDate"),
        venue=_text(item, "venue") or _text(item, "publicationVenue", "name") or _text(item, "journal", "name"),
        doi=_text(ids, "DOI") or _text(item, "doi"),
        arxiv=_text(ids, "ArXiv") or _text(item, "arxivId"),
        pmid=_text(ids, "PubMed"),
        s2=own if len(own := _text(item, "paperId")) == 40 else _text(ids, "CorpusId") or _text(item, "corpusid"),
        url=_text(item, "url") or _text(item, "openAccessPdf", "url"),
        keywords=[word for word in _list(item, "fieldsOfStudy") if isinstance(word, str)],
    )


# Crossref and CSL -----------------------------------------------------------------------------------------------------


def _csl_year(item: Item) -> str:
    for key in ("issued", "published", "published-print", "published-online", "created", "original-date"):
        year = _text(item, key, "date-parts", 0, 0)
        year = year or _text(item, key, "literal") or _text(item, key, "raw")
        if year and year != "0":
            return year
    return ""


def _csl_name(one: Item) -> Item:
    parts = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")
    places = [_text(place, "name") for place in _dicts(_list(one, "affiliation"))]
    return _with(
        one,
        name=_text(one, "literal")
        or " ".join(filter(None, (_text(one, part) for part in parts)))
        or _text(one, "name"),
        orcid=_text(one, "ORCID"),
        affiliation=places,
    )


def _from_csl(item: Item) -> Item:
    title, subtitle = _text(item, "title"), _text(item, "subtitle")
    if title and subtitle and subtitle.casefold() not in title.casefold():
        title = f"{title}: {subtitle}"
    archive = _text(item, "archive") + _text(item, "number") + _text(item, "publisher")
    is_arxiv = "arxiv" in archive.casefold()
    record = _with(
        item,
        title=title,
        authors=[_csl_name(one) for one in _dicts(_list(item, "author"))],
        year=_csl_year(item),
        venue=_text(item, "container-title") or _text(item, "event-title") or _text(item, "event", "name"),
        doi=_text(item, "DOI"),
        pmid=_text(item, "PMID"),
        arxiv=(_text(item, "number") or _text(item, "archive_location")) if is_arxiv else "",
        url=_text(item, "URL"),
        keywords=_get(item, "keyword") or _get(item, "subject"),
        extra=_text(item, "note"),
    )
    # What it says of its year is a nested date, used above.
    return {key: value for key, value in record.items() if key not in {"issued", "published", "event", "created"}}


# Zotero ---------------------------------------------------------------------------------------------------------------

_NO_PAPERS: Final = frozenset({"attachment", "note", "annotation"})


def _from_zotero(item: Item) -> Item | str:
    if item.get("itemType") in _NO_PAPERS:
        return f"{'an' if str(item['itemType'])[0] in 'aeiou' else 'a'} {item['itemType']}, no paper"
    if isinstance(inner := item.get("data"), dict) and "itemType" in inner:
        return _from_zotero(inner)
    creators = _dicts(_list(item, "creators"))
    writers = [one for one in creators if one.get("creatorType") in {"author", "presenter", "inventor"}]
    authors = [
        _with(one, name=_text(one, "name") or " ".join(filter(None, (_text(one, "firstName"), _text(one, "lastName")))))
        for one in (writers or creators)
    ]
    return _with(
        {key: value for key, value in item.items() if key != "creators"},
        authors=authors,
        year=_text(item, "date"),
        venue=_text(item, "publicationTitle") or _text(item, "proceedingsTitle") or _text(item, "bookTitle")
        or _text(item, "conferenceName"),
        doi=_text(item, "DOI"),
        pmid=_text(item, "PMID"),
        arxiv=_text(item, "archiveID") if "arxiv" in _text(item, "archiveID").casefold() else "",
        url=_text(item, "url"),
        id=_text(item, "citationKey") or _text(item, "citekey") or _text(item, "key") or _text(item, "itemKey"),
        keywords=[word for tag in _list(item, "tags") if (word := tag if isinstance(tag, str) else _text(tag, "tag"))],
    )  # fmt: skip


# arXiv ----------------------------------------------------------------------------------------------------------------


def _from_kaggle(item: Item) -> Item:
    people = [
        " ".join(filter(None, (_text(one, 1), _text(one, 0), _text(one, 2))))
        for one in _list(item, "authors_parsed")
        if isinstance(one, list)
    ]
    own = _text(item, "id")
    return _with(
        item,
        authors=people,
        arxiv=own,
        url=f"https://arxiv.org/abs/{own}" if own else "",
        year=_text(item, "versions", 0, "created") or _year_of_arxiv(own),
        venue=_text(item, "journal-ref"),
        keywords=_text(item, "categories").split(),
    )


def _year_of_arxiv(own: str) -> str:
    """Return the year that an arXiv id tells: `0704.0001` and `math/0309136` open with it."""
    found = re.match(r"(?:[a-z.-]+/)?(\d\d)(?:0[1-9]|1[0-2])", own, re.IGNORECASE)
    if not found:
        return ""
    return str((1900 if int(found[1]) > 90 else 2000) + int(found[1]))


# Papers with Code, Daily Papers ---------------------------------------------------------------------------------------


def _from_pwc(item: Item) -> Item:
    repository = _text(item, "repo_url")
    urls = [{"url": repository, "official": _get(item, "is_official") is True}] if repository else []
    return _with(
        item,
        title=_text(item, "title") or _text(item, "paper_title"),
        arxiv=_text(item, "arxiv_id") or _text(item, "paper_arxiv_id"),
        year=_text(item, "date"),
        venue=_text(item, "proceeding") or _text(item, "conference"),
        url=_text(item, "url_abs") or _text(item, "paper_url_abs") or _text(item, "paper_url"),
        id=_text(item, "paper_url"),
        repositories=urls,
    )


def _from_daily(item: Item) -> Item:
    paper = item["paper"]
    own = _text(paper, "id")
    people = [one for one in _dicts(_list(paper, "authors")) if _text(one, "name")]
    return _with(
        {key: value for key, value in item.items() if key in {"title", "publishedAt", "summary"}},
        title=_text(paper, "title"),
        abstract=_text(paper, "summary"),
        authors=[_with({}, name=_text(one, "name")) for one in people],
        year=_text(paper, "publishedAt"),
        arxiv=own,
        url=f"https://arxiv.org/abs/{own}" if own else "",
        keywords=_list(paper, "ai_keywords"),
    )


# The keys that tell a shape, the more telling first -------------------------------------------------------------------


def _is_dict(value: object) -> bool:
    return isinstance(value, dict)


def _is_any(_value: object) -> bool:
    return True


_MARKS: Final[Mapping[str, tuple[Shape, Callable[[object], bool]]]] = {
    "abstract_inverted_index": (_from_openalex, _is_any),
    "authorships": (_from_openalex, lambda value: isinstance(value, list)),
    "externalIds": (_from_s2, _is_any),
    "paperId": (_from_s2, _is_any),
    "corpusid": (_from_s2, _is_any),
    "container-title": (_from_csl, _is_any),
    "issued": (_from_csl, _is_dict),
    "itemType": (_from_zotero, _is_any),
    "data": (_from_zotero, lambda value: isinstance(value, dict) and "itemType" in value),
    "authors_parsed": (_from_kaggle, _is_any),
    "submitter": (_from_kaggle, _is_any),
    "paper_arxiv_id": (_from_pwc, _is_any),
    "repo_url": (_from_pwc, _is_any),
    "url_abs": (_from_pwc, _is_any),
    "paper": (_from_daily, lambda value: isinstance(value, dict) and "title" in value),
    "citingPaper": (lambda item: to_flat(item["citingPaper"]), _is_dict),
    "citedPaper": (lambda item: to_flat(item["citedPaper"]), _is_dict),
}


KEYS: Final = frozenset(_MARKS)
"""The keys that tell a shape: an item with none of them is flat."""


def find_json_format(sample: str) -> str:
    """Return the name of the format that a JSON text is in by its first keys, or an empty string."""
    return next((name for name, mark in _SAMPLE_MARKS if mark.search(sample)), "")


_SAMPLE_MARKS: Final = (
    ("better-bibtex-json", re.compile(r'"BetterBibTeX JSON"|"itemType"\s*:')),
    ("openalex", re.compile(r'"abstract_inverted_index"\s*:|"authorships"\s*:')),
    ("crossref", re.compile(r'"message-type"\s*:|"container-title"\s*:\s*\[|"is-referenced-by-count"\s*:')),
    ("csl-json", re.compile(r'"date-parts"\s*:|"container-title"\s*:|"type"\s*:\s*"article-journal"')),
    ("semantic-scholar", re.compile(r'"externalIds"\s*:|"paperId"\s*:|"corpusid"\s*:')),
    ("arxiv-kaggle", re.compile(r'"authors_parsed"\s*:|"submitter"\s*:')),
    ("papers-with-code", re.compile(r'"repo_url"\s*:|"url_abs"\s*:|"paper_arxiv_id"\s*:')),
    ("daily-papers-json", re.compile(r'"paper"\s*:\s*\{\s*"id"')),
)  # fmt: skip
