"""Web addresses in running text, and what each leads to.

Abstracts are typed by people: addresses come in braces, with LaTeX around them, without a scheme, and followed by
whatever punctuation the sentence needs.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from kgbuild.datamodel import BY_ADDRESS, SECTIONS, Link, Mention, Paper, Section, Span
from kgbuild.entity_types import LinkKind
from kgbuild.identity.addresses import address_key
from kgbuild.limits import ADDRESS

# What stands in no address: brackets and quotes, and the dash and the wide punctuation of a sentence around it.
_NOT_IN_ADDRESS: Final = r"\s<>\"“”‘’{}|^`\[\]—，。；：！？、（）【】《》「」"
_SCHEME: Final = re.compile(rf"https?://[^{_NOT_IN_ADDRESS}]+", re.IGNORECASE)
# Without a scheme only shapes that are addresses beyond doubt: "Booking.com" is a company, "github.com/a/b" is not.
_BARE: Final = re.compile(
    rf"""(?<![\w@./:\-])(?:
        www\.[\w-]+(?:\.[\w-]+)+(?:/[^{_NOT_IN_ADDRESS}]*)?
      | (?:[\w-]+\.)+(?:github|gitlab)\.io(?:/[^{_NOT_IN_ADDRESS}]*)?
      | (?:[\w-]+\.)+(?:com|org|net|io|ai|edu|gov|dev|app|cn|de|fr|uk|me|be|gl|ly|science|info)/[^{_NOT_IN_ADDRESS}]+
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_GOES_ON: Final = re.compile(r" [a-z0-9]+(?:[-_][a-z0-9]+)+(?=[\s.,;)]|\Z)")
_TRAILING: Final = ".,;:!?'*\\…"
_LONGEST_HOST: Final = 253  # characters, by RFC 1035
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}

# What hosts hold; a repository or data host may still hold something else, which the words around tell.
_HOSTS: Final[tuple[tuple[re.Pattern[str], LinkKind], ...]] = (
    (
        re.compile(
            r"(^|\.)(github\.com|gitlab\.[\w.]+|bitbucket\.org|codeberg\.org|gitee\.com|sr\.ht|sourceforge\.net|"
            r"code\.google\.com)$|^gitlab\."
        ),
        "repository",
    ),
    (re.compile(r"(^|\.)(youtube\.com|youtu\.be|vimeo\.com|bilibili\.com|b23\.tv)$"), "video"),
    (re.compile(r"^colab\.|(^|\.)(streamlit\.app|gradio\.(app|live)|replicate\.com)$"), "demo"),
    (re.compile(r"(^|\.)(arxiv\.org|doi\.org|aclanthology\.org|openreview\.net|aka\.ms)$"), "other"),
    (
        re.compile(
            r"(^|\.)(zenodo\.org|figshare\.com|kaggle\.com|physionet\.org|osf\.io|openslr\.org|ieee-dataport\.org|"
            r"dataverse\.[\w.]+|data\.[\w.-]+)$"
        ),
        "dataset",
    ),
)
_HUB_PATHS: Final[dict[str, LinkKind]] = {"datasets": "dataset", "spaces": "demo", "papers": "other", "blog": "other"}

_DATA_CUE: Final = re.compile(r"\b(data|data ?sets?|corpus|corpora|annotations)\b", re.IGNORECASE)
_CODE_CUE: Final = re.compile(
    r"\b(code|codes|codebase|source|software|implementations?|project|web ?site|web ?page|page|models?|toolkit|"
    r"library|videos?)\b",
    re.IGNORECASE,
)
_DEMO_CUE: Final = re.compile(r"\b(demos?|audio samples|samples|try it)\b", re.IGNORECASE)
_OWN_PAGE_CUE: Final = re.compile(
    r"\b(available|released?|found|visit|see|project|web ?site|web ?page|homepage|online|videos?|code|link|here|"
    r"supplementary|open-sourced)\b",
    re.IGNORECASE,
)


def find_paper_links(paper: Paper) -> tuple[Link, ...]:
    """Return the web addresses of both sections; one that stands in both counts where it stands first."""
    links: dict[str, Link] = {}
    for section in SECTIONS:
        for link in find_links(paper.section(section), section):
            links.setdefault(address_key(link.url), link)
    return tuple(links.values())


@lru_cache(maxsize=256)  # an extractor may ask before the finishing does
def find_links(text: str, section: Section) -> tuple[Link, ...]:
    """Return the web addresses of a section in order, each once, with its kind and place."""
    links: list[Link] = []
    seen: set[str] = set()
    for start, end in _find_spans(text):
        raw = text[start:end]
        url = _to_url(raw)
        key = address_key(url)
        if key in seen:
            continue
        seen.add(key)
        kind = address_kind(url, _context(text, start))
        sure = 0.99 if raw.lower().startswith("http") else 0.95
        if _is_cut_off(text, end, kind):
            sure = 0.6
        links.append(Link(url, kind, sure, Mention(Span(section, start, end), raw, BY_ADDRESS)))
    return tuple(links)


def _is_cut_off(text: str, end: int, kind: LinkKind) -> bool:
    """Tell whether an address may go on where it ends: in a hyphen, or before a name with hyphens."""
    return text[end - 1] in "-_" or (kind == "repository" and bool(_GOES_ON.match(text, end)))


def _find_spans(text: str) -> list[tuple[int, int]]:
    # Most texts hold none of these (github.io and gitlab.io end alike), quicker to see than that no pattern fits.
    lower = text.lower()
    if not ("/" in lower or "www." in lower or "b.io" in lower):
        return []
    spans = [(m.start(), _trim(text, m.start(), m.end())) for m in _SCHEME.finditer(text)]
    spans = [(start, end) for start, end in spans if "." in text[start + 8 : end]]
    bare = [(m.start(), _trim(text, m.start(), m.end())) for m in _BARE.finditer(text)]
    found = sorted(spans + [place for place in bare if not _overlaps(spans, place)])
    return [(start, end) for start, end in found if end - start <= ADDRESS.most]


def _overlaps(spans: Sequence[tuple[int, int]], place: tuple[int, int]) -> bool:
    """Tell whether a place has a character of one of the spans, which come in order and do not overlap."""
    start, end = place
    last = bisect_left(spans, (end,))
    return last > 0 and spans[last - 1][1] > start


def _trim(text: str, start: int, end: int) -> int:
    """Take off the punctuation of the sentence: dots and commas, brackets that were not opened inside."""
    unopened = {last: text.count(last, start, end) - text.count(first, start, end) for last, first in _PAIRS.items()}
    while end > start:
        last = text[end - 1]
        if unopened.get(last, 0) > 0:
            unopened[last] -= 1
        elif last not in _TRAILING:
            break
        end -= 1
    return end


def _to_url(raw: str) -> str:
    """Undo LaTeX escapes and add the scheme where the text leaves it out."""
    url = re.sub(r"\\(?=[_%~#&$])", "", raw)
    return url if re.match(r"https?://", url, re.IGNORECASE) else "https://" + url


def _context(text: str, start: int) -> str:
    """Return what the sentence says before the address (other addresses taken out)."""
    before = _SCHEME.sub(" ", text[max(0, start - 160) : start])
    parts = re.split(r"(?<=[.!?;,])\s+(?=[A-Z])", before)
    return parts[-1]


def address_kind(url: str, context: str = "") -> LinkKind:
    """Tell what an address leads to, by its host and path first and the words before it second."""
    try:
        parts = urlsplit(url)
        host, path = (parts.hostname or "").removeprefix("www."), parts.path.lower()
    except ValueError:
        return "other"
    if len(host) > _LONGEST_HOST:
        return "other"
    return _kind_by_host(host, path, context) or _kind_by_words(host, context)


def _kind_by_host(host: str, path: str, context: str) -> LinkKind | None:
    if host in ("huggingface.co", "hf.co"):
        return _HUB_PATHS.get(path.strip("/").split("/")[0], "model")
    if host == "anonymous.4open.science":
        return "project_page" if path.startswith("/w/") else "repository"
    if path.endswith((".mp4", ".avi", ".mov", ".webm")):
        return "video"
    kind = next((kind for pattern, kind in _HOSTS if pattern.search(host)), None)
    if kind == "repository" and _only_data(context):
        return "dataset"
    if kind == "dataset" and not _DATA_CUE.search(context):
        return "other"
    return kind


def _kind_by_words(host: str, context: str) -> LinkKind:
    if _only_data(context):
        return "dataset"
    if _DEMO_CUE.search(context) and not _CODE_CUE.search(context):
        return "demo"
    return "project_page" if host.endswith(".io") or _OWN_PAGE_CUE.search(context) else "other"


def _only_data(context: str) -> bool:
    return bool(_DATA_CUE.search(context)) and not _CODE_CUE.search(context)
