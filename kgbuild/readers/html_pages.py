"""Pages of Hugging Face "Daily Papers" saved as HTML: by the data that the page carries, else by its headings."""

import json
import re
from typing import TYPE_CHECKING, Any, Final

from kgbuild.errors import InputError
from kgbuild.readers.json_shapes import to_flat
from kgbuild.readers.pages import read_page
from kgbuild.readers.rows import Found, Rows
from kgbuild.readers.source import Source

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MOST_BYTES: Final = 1 << 26
_PAPER_LINK: Final = re.compile(r"(?:https?://huggingface\.co)?/papers/(\d{4}\.\d{4,5})(?:v\d+)?/?$")
_BREAKS: Final = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "li", "br", "tr", "article", "section", "a",
                            "button", "header", "footer", "nav", "time"})  # fmt: skip
_NO_TEXT: Final = frozenset({"script", "style", "svg", "head", "noscript", "template"})


_START: Final = re.compile(
    r"\s*(?:<!--.*?-->\s*)*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)


def is_html(sample: str) -> bool:
    """Say whether a text is a web page."""
    return bool(_START.match(sample[:4000].lstrip("\ufeff")))


def parse_html(source: Source) -> Rows:
    """Yield the papers of a saved page, numbered from 1. Raises InputError where it shows none."""
    from lxml import etree, html

    content = source.stream.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise InputError(f"{source.name}: a web page of more than {_MOST_BYTES >> 20} MiB")
    encoding = None if source.encoding == "cp1252" else source.encoding.removesuffix("-sig")
    try:
        parser = html.HTMLParser(encoding=encoding, no_network=True, huge_tree=False, recover=True)
        root = html.document_fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise InputError(f"{source.name}: no web page that can be read: {error}") from error
    records = _find_data(root) or _find_articles(root)
    for number, record in enumerate(records, 1):
        yield Found(f"{source.name}#{number}", record)
    if not records:
        rows = list(read_page("\n".join(_find_lines(root)), source.name)) if _is_daily(root) else []
        if not rows:
            raise InputError(f"{source.name}: a web page that shows no Daily Papers; of others, save the citation")
        yield from rows


def _is_daily(root: "HtmlElement") -> bool:
    is_titled = "daily papers" in (root.findtext(".//title") or "").casefold()
    return is_titled or bool(root.xpath('//a[starts-with(@href,"/papers/")]'))


def _find_data(root: "HtmlElement") -> list[dict[str, Any]]:
    """Return the papers of the data from which the page is drawn."""
    found: list[dict[str, Any]] = []
    for text in root.xpath("//*[@data-target='DailyPapers']/@data-props"):
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            continue
        items = value.get("dailyPapers") if isinstance(value, dict) else None
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict):
                flat = to_flat(item)
                found += [flat] if isinstance(flat, dict) else []
    return found


def _find_articles(root: "HtmlElement") -> list[dict[str, Any]]:
    """Return the papers of headings that link to a paper's page, with the paragraph below."""
    found = []
    for link in root.xpath("//h1//a[@href] | //h2//a[@href] | //h3//a[@href] | //a[@href][.//h3]"):
        match = _PAPER_LINK.search(link.get("href") or "")
        title = " ".join(link.text_content().split())
        if not match or not title:
            continue
        box = next((outer for outer in link.iterancestors() if outer.tag == "article"), None)
        paragraphs = [] if box is None else [" ".join(one.text_content().split()) for one in box.iter("p")]
        abstract = max(paragraphs, key=len, default="")
        found.append(
            {"title": title, "abstract": abstract, "arxiv": match[1], "url": f"https://arxiv.org/abs/{match[1]}"}
        )
    return found


def _find_lines(root: "HtmlElement") -> list[str]:
    """Return the text of a page as a browser would save it, a line for each block."""
    pieces: list[str] = []
    for event, element in _walk(root):
        if isinstance(element.tag, str) and element.tag in _BREAKS:
            pieces.append("\n")
        pieces.append((element.text if event == "start" else element.tail) or "")
    return [line for line in (" ".join(line.split()) for line in "".join(pieces).split("\n")) if line]


def _walk(root: "HtmlElement") -> Any:
    from lxml import etree

    skipped = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        hidden = isinstance(element.tag, str) and element.tag in _NO_TEXT
        if event == "start":
            skipped += hidden
            if not skipped:
                yield event, element
        else:
            skipped -= hidden
            if not skipped:
                yield event, element
