"""DOI and arXiv id in any usual spelling, brought to one form each."""

import re
from typing import Final

_DOI: Final = re.compile(r"10\.\d{4,9}/\S+")
_DOI_PREFIX: Final = re.compile(r"(?:https?://)?(?:(?:dx|www)\.)?doi\.org/|doi:\s*", re.IGNORECASE)
_DOI_URL: Final = re.compile(r"https?://(?:(?:dx|www)\.)?doi\.org/", re.IGNORECASE)
_ARXIV_ID: Final = re.compile(r"(\d{4}\.\d{4,5}|[a-z]+(?:-[a-z]+)?(?:\.[a-z]{2})?/\d{7})(?:v\d+)?", re.IGNORECASE)
_ARXIV_PREFIX: Final = re.compile(
    r"(?:https?://)?(?:[a-z.]+\.)?arxiv\.org/(?:abs|pdf|html|format|src)/|arxiv:\s*|oai:arxiv\.org:",
    re.IGNORECASE,
)
_LONGEST: Final = 300  # characters in which an identifier must stand
_ARXIV_DOI: Final = re.compile(r"10\.48550/arxiv\.", re.IGNORECASE)
_ARXIV_URL: Final = re.compile(r"https?://(?:[a-z.]+\.)?arxiv\.org/(?:abs|pdf|html)/", re.IGNORECASE)

_PMID: Final = re.compile(
    r"(?:https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/)|(?:pmid|pubmed|medline)[:\s]\s*)?"
    r"(\d{1,9})(?:\.0)?/?(?:\s*\[pmid\])?",
    re.IGNORECASE,
)
_OPENALEX: Final = re.compile(
    r"(?:https?://(?:api\.)?openalex\.org/(?:works/)?|openalex:\s*)?(w\d{3,12})/?", re.IGNORECASE
)
_S2: Final = re.compile(
    r"(?:https?://(?:www\.)?(?:api\.)?semanticscholar\.org/(?:paper/)?(?:[^/\s]+/)?|s2:\s*)?"
    r"(?:([0-9a-f]{40})|(?:corpus_?id:\s*)?(\d{1,12}))",
    re.IGNORECASE,
)


def parse_doi(text: str) -> str:
    """Return a bare lower-case DOI (`10.1000/x`) of any usual spelling, or an empty string."""
    # Some exports run the next field into this one.
    words = _DOI_PREFIX.sub("", text.strip(), count=1).split()
    bare = words[0].rstrip(".,;").lower() if words else ""
    return bare if _DOI.fullmatch(bare) else ""


def parse_arxiv(text: str) -> str:
    """Return a bare arXiv id without version (`2301.00001`, `math/0309136`), or an empty string."""
    bare = text.strip()[:_LONGEST].split("?")[0].split("#")[0].removesuffix(".pdf")
    bare = _ARXIV_PREFIX.sub("", _ARXIV_DOI.sub("", _DOI_PREFIX.sub("", bare, count=1)), count=1)
    # arXiv's own field names the category behind the id: `2301.00001 [cs.CL]`.
    match = _ARXIV_ID.fullmatch(bare.split("[")[0].strip())
    if not match:
        return ""
    archive, slash, number = match[1].lower().partition("/")
    return archive.split(".")[0] + slash + number if slash else archive


def parse_pmid(text: str) -> str:
    """Return a bare PubMed id, or an empty string."""
    match = _PMID.fullmatch(text.strip())
    return match[1].lstrip("0") if match else ""


def parse_openalex(text: str) -> str:
    """Return the bare OpenAlex id of a work (`W2741809807`), or an empty string."""
    match = _OPENALEX.fullmatch(text.strip())
    return match[1].upper() if match else ""


def parse_s2(text: str) -> str:
    """Return Semantic Scholar's id of a paper (forty hexadecimal digits) or `CorpusId:1`, or an empty string."""
    match = _S2.fullmatch(text.strip())
    if not match:
        return ""
    return match[1].lower() if match[1] else f"CorpusId:{match[2]}"


def is_arxiv_doi(doi: str) -> bool:
    """Say whether a DOI is the one that arXiv gives each of its papers."""
    return bool(_ARXIV_DOI.match(doi))


def find_identifiers(doi: str, arxiv: str, url: str) -> tuple[str, str]:
    """Return DOI and arXiv id, each filled from the other or from the address where they say it."""
    if not doi and url and _DOI_URL.match(url):
        doi = parse_doi(url)
    if not arxiv and doi.startswith("10.48550/") and is_arxiv_doi(doi):
        arxiv = parse_arxiv(doi)
    if not arxiv and "arxiv" in url.lower() and _ARXIV_URL.match(url):
        arxiv = parse_arxiv(url)
    return doi, arxiv
