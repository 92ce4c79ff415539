"""HTML, JATS and MathML in a title or abstract, brought to plain text; signs such as `p<0.05` and `<UNK>` stay.

Tags are told from other text between `<` and `>` by a closed list of names. Entities are read by `html`, formulas by
lxml (entities off, nothing fetched).
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from kgbuild.readers.scripts import write_script

# Once escaped or several times: &amp;amp;lt;
_ENTITY: Final = re.compile(
    r"&(?:(?:amp|AMP|#38|#[xX]26);)*(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
)
_TAG: Final = re.compile(
    r"""<(?P<close>/?)(?:(?P<prefix>[A-Za-z][\w-]*):)?(?P<name>[A-Za-z][\w-]*)
    (?P<attributes>(?>\s+[\w:.-]+(?:\s*=\s*(?:"[^"<]*"|'[^'<]*'|[^\s"'<>=]+))?)*)\s*/?>""",
    re.VERBOSE,
)
_LINK: Final = re.compile(r"""\bhref\s*=\s*["']?\s*(https?://[^\s"'<>]+)""")
_NAMESPACES: Final = frozenset({"jats", "mml", "m", "ce", "html", "xhtml", "sb", "oasis", "ns2", "ns3", "ns4"})
_BLOCKS: Final = frozenset({
    "abstract", "article-title", "blockquote", "body", "br", "disp-formula", "div", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr", "label", "li", "list", "list-item", "ol", "p", "para", "sec", "section", "simple-para", "section-title",
    "table", "td", "th", "title", "tr", "trans-abstract", "ul",
})  # fmt: skip
# Names that nothing else has: what bears one is a tag.
_TAGS: Final = frozenset({
    "alternatives", "article-title", "blockquote", "bold", "br", "div", "disp-formula", "em", "ext-link", "font",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "inf", "inline-formula", "inline-graphic", "italic", "jats", "li",
    "list-item", "monospace", "named-content", "ol", "roman", "sans-serif", "sc", "sec", "simple-para", "small",
    "section-title", "span", "strike", "strong", "styled-content", "sub", "sup", "td", "tex-math", "th", "tr",
    "trans-abstract", "ul", "underline", "uri", "xref",
})  # fmt: skip
# Names that papers also use for tokens and variables: tags only in pairs, <i>in vitro</i>.
_IN_PAIRS: Final = frozenset({"a", "b", "big", "cite", "i", "p", "q", "scp", "tt", "u"})
# As those, and only where other markup stands in the text too.
_BESIDE_OTHERS: Final = frozenset({
    "abstract", "body", "code", "fn", "graphic", "img", "label", "list", "math", "para", "section", "table", "tbody",
    "thead", "title",
})  # fmt: skip
_DEEPEST: Final = 8
_CITATION: Final = re.compile(r"\[[\d,;\s–-]+\]|\d{1,3}(?:\s*[,–-]\s*\d{1,3})+")
_SPACE: Final = re.compile(r"\s+")
_MATH_END: Final = re.compile(r"</(?:[A-Za-z][\w-]*:)?math\s*>")
_MATH: Final = re.compile(r"<(?:[A-Za-z][\w-]*:)?math(?:\s[^<>]*)?>")
_TEX_MATH: Final = re.compile(r"<(?:jats:)?tex-math(?:\s[^<>]*)?>")
_TEX_MATH_END: Final = re.compile(r"</(?:jats:)?tex-math\s*>")


def strip_markup(text: str) -> str:
    """Return the text without tags, its entities as characters; blocks stand on lines of their own."""
    if "&" in text:
        text = _ENTITY.sub(_to_character, text)
    if "<" not in text:
        return text
    text = _unwrap(text, "<!--", "-->", keep=False)
    text = _unwrap(text, "<![CDATA[", "]]>", keep=True)
    text = "".join(_replace_formulas(text))
    return _strip_tags(text)


def _to_character(match: re.Match[str]) -> str:
    entity = f"&{match[1]};"
    character = html.unescape(entity)
    if character == entity:
        return match[0]
    return " " if character.isspace() else character


def _unwrap(text: str, opening: str, closing: str, *, keep: bool) -> str:
    """Cut comments out, or the marks around character data; what does not end stays."""
    if opening not in text or closing not in text:
        return text
    kept = []
    place = 0
    while (start := text.find(opening, place)) >= 0 and (end := text.find(closing, start + len(opening))) >= 0:
        kept += [text[place:start], text[start + len(opening) : end] if keep else ""]
        place = end + len(closing)
    return "".join([*kept, text[place:]])


def _replace_formulas(text: str) -> Iterator[str]:
    """Yield the text with each MathML formula as plain text; its twin in TeX is left out."""
    place = 0
    while opening := _MATH.search(text, place):
        closing = _MATH_END.search(text, opening.end())
        if not closing:
            break
        between, twin = _without_twin(text[place : opening.start()])
        yield between
        yield _formula_text(text[opening.start() : closing.end()])
        place = closing.end()
        if not twin and (after := _TEX_MATH.match(text, place)) and (end := _TEX_MATH_END.search(text, after.end())):
            place = end.end()
    yield text[place:]


def _without_twin(text: str) -> tuple[str, bool]:
    """Return the text before a formula without the same formula in TeX right before it, and whether it was there."""
    end = None
    if text.rstrip().endswith(">") and (start := max(text.rfind("<tex-math"), text.rfind("<jats:tex-math"))) >= 0:
        end = _TEX_MATH_END.search(text, start)
    if end and not text[end.end() :].strip():
        return text[:start], True
    return text, False


def _formula_text(source: str) -> str:
    from lxml import etree

    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    return "" if root is None else _SPACE.sub(" ", _node_text(root)).strip()


_SCRIPTED: Final = frozenset({"msub", "msup", "msubsup", "munderover", "munder", "mover"})
_FORMULAS: Final[Mapping[str, Callable[[list[str]], str]]] = {
    "semantics": lambda parts: parts[0],
    "mfrac": lambda parts: "/".join(part if part.isalnum() else f"({part})" for part in parts),
    "msqrt": lambda parts: f"√({''.join(parts)})",
    "mroot": lambda parts: f"√({parts[0]})",
    "mfenced": lambda parts: f"({','.join(parts)})",
}


def _node_text(node: Any) -> str:
    """Return a MathML node as plain text. libxml2 itself refuses what is nested too deep."""
    if not isinstance(node.tag, str):
        return ""
    name = node.tag.rpartition("}")[2].rpartition(":")[2]
    if name.startswith("annotation") or name == "mphantom":
        return ""
    parts = [_node_text(child) for child in node]
    if name in _FORMULAS and parts:
        return _FORMULAS[name](parts)
    if name in _SCRIPTED and len(parts) > 1:
        return _scripted(name, parts)
    if name == "mspace":
        return " "
    text = _SPACE.sub(" ", node.text or "")
    return (text.strip() if name in {"mi", "mn", "mo"} else text if not parts else "") + "".join(parts)


def _scripted(name: str, parts: list[str]) -> str:
    base, *scripts = parts
    if name in {"mover", "munder", "munderover"} and len(base) == 1 and base.isalpha():
        return base  # a hat or a bar
    marks = {"msup": "^", "mover": "^", "msubsup": "_^", "munderover": "_^"}.get(name, "_")
    for mark, script in zip(marks, scripts, strict=False):
        base += write_script(base, mark, script)
    return base


def _is_tag(match: re.Match[str], pairs: frozenset[str], *, marked_up: bool) -> bool:
    name = match["name"].lower()
    if match["prefix"]:
        return match["prefix"].lower() in _NAMESPACES
    if name in _TAGS:
        return True
    if name in _IN_PAIRS:
        return name in pairs or "=" in match["attributes"]
    return name in _BESIDE_OTHERS and marked_up and (name in pairs or "=" in match["attributes"])


@dataclass(slots=True)
class _Open:
    """A script or a link that is not closed yet, and the text within it."""

    name: str
    address: str = ""
    parts: list[str] = field(default_factory=list)

    def tail(self) -> str:
        """Return the last text of the parts."""
        return next((part for part in reversed(self.parts) if part), "")


def _strip_tags(text: str) -> str:
    matches = list(_TAG.finditer(text))
    names = {(bool(match["close"]), match["name"].lower()) for match in matches}
    pairs = frozenset(name for closes, name in names if closes and (False, name) in names)
    nothing: frozenset[str] = frozenset()
    marked_up = any(_is_tag(match, nothing, marked_up=False) for match in matches) or "p" in pairs
    stack = [_Open("")]
    place = 0
    for match in matches:
        if _is_tag(match, pairs, marked_up=marked_up):
            stack[-1].parts.append(text[place : match.start()])
            place = match.end()
            _apply(match, stack)
    if not place:
        return text
    stack[-1].parts.append(text[place:])
    while len(stack) > 1:
        inner = stack.pop()
        stack[-1].parts += inner.parts
    return "".join(stack[0].parts)


def _apply(match: re.Match[str], stack: list[_Open]) -> None:
    name = {"inf": "sub"}.get(match["name"].lower(), match["name"].lower())
    if name in _BLOCKS:
        stack[-1].parts.append("\n")
    elif name in {"sub", "sup", "a", "ext-link", "uri"} and match[0][-2] != "/":
        if not match["close"]:
            if len(stack) < _DEEPEST:
                link = _LINK.search(match["attributes"])
                stack.append(_Open(name, html.unescape(link[1]) if link else ""))
        elif stack[-1].name == name:
            inner = stack.pop()
            stack[-1].parts.append(_close(inner, stack[-1].tail()))


def _close(inner: _Open, before: str) -> str:
    """Return what a script or a link becomes after the text before it."""
    text = "".join(inner.parts)
    if inner.name in {"sub", "sup"}:
        if inner.name == "sup" and _CITATION.fullmatch(text.strip()) and not before[-1:].isdigit():
            return ""
        return write_script(before, "^" if inner.name == "sup" else "_", text, glued=True)
    bare = inner.address.partition("://")[2].rstrip("/")
    return text if not bare or bare in text else f"{text} ({inner.address})"
