"""Records of XML files, read element by element by lxml: entities are not expanded, nothing is fetched."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from kgbuild.datamodel import Skipped
from kgbuild.errors import InputError
from kgbuild.readers.rows import Found, Rows
from kgbuild.readers.source import Source
from kgbuild.records.fields import shorten

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

ToRecord = Callable[["Element"], dict[str, Any]]

_BLOCKS: Final = frozenset(
    {"p", "sec", "title", "AbstractText", "abstract", "list-item", "label", "break", "br", "style"}
)
# What stands beside the text in it: the same formula once more, notes, numbers of citations.
_NOT_TEXT: Final = frozenset({"tex-math", "annotation", "annotation-xml", "fn", "table-wrap", "graphic", "object-id"})


def parse_xml(elements: Mapping[str, ToRecord], source: Source) -> Rows:
    """Yield the records that stand in elements of the given names (without their namespaces), numbered from 1."""
    from lxml import etree

    parser = etree.iterparse(
        source.stream,
        events=("end",),
        tag=[f"{{*}}{name}" for name in elements],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    number = 0
    try:
        for _, element in parser:
            if element.getparent() is not None and _is_inner(element, elements):
                continue
            number += 1
            record = elements[_name(element)](element)
            yield Found(f"{source.name}#{number}", record, element.sourceline or 0)
            _forget(element)
    except etree.XMLSyntaxError as error:
        if not number:
            raise InputError(f"{source.name}: not XML: {_explain(error)}") from error
    first = next((entry for entry in parser.error_log if entry.level_name in {"ERROR", "FATAL"}), None)
    if first is not None:
        why = f"damaged XML: {shorten(first.message, 150)}; what could be read behind it is read"
        yield Skipped(f"{source.name}#{number + 1}" if not number else source.name, why, first.line)
    if not number and first is None:
        raise InputError(f"{source.name}: no records; looked for the elements {', '.join(elements)}")


def _explain(error: Exception) -> str:
    return shorten(str(error), 200)


def _is_inner(element: "Element", elements: Mapping[str, ToRecord]) -> bool:
    """Say whether an element stands within another that is a record."""
    return any(_name(outer) in elements for outer in element.iterancestors())


def _forget(element: "Element") -> None:
    """Give back the memory of an element and of those before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _name(element: "Element") -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


# Reading an element ---------------------------------------------------------------------------------------------------


def children(element: "Element | None", *names: str) -> Iterator["Element"]:
    """Yield the children of these names, in whatever namespace."""
    for child in () if element is None else element:
        if _name(child) in names:
            yield child


def find(element: "Element | None", path: str) -> "Element | None":
    """Return the first element at a path of names, or None."""
    for name in path.split("/"):
        element = next(children(element, name), None)
    return element


def find_all(element: "Element | None", path: str) -> list["Element"]:
    """Return all elements at a path of names."""
    found = [element] if element is not None else []
    for name in path.split("/"):
        found = [child for one in found for child in children(one, name)]
    return found


def get_text(element: "Element | None") -> str:
    """Return the text of an element: paragraphs and sections on lines of their own, formulas once."""
    if element is None:
        return ""
    pieces = list(_find_pieces(element))
    lines = ("".join(pieces)).split("\f")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def _find_pieces(element: "Element") -> Iterator[str]:
    # Without recursion: files may nest as deep as they like.
    stack: list[tuple[Element, bool]] = [(element, False)]
    while stack:
        one, closing = stack.pop()
        name = _name(one)
        if closing:
            if name in _BLOCKS:
                yield "\f"
            if one is not element and one.tail:
                yield one.tail
            continue
        if not name and one is not element:
            # An entity that is not expanded, a comment.
            yield one.tail or ""
            continue
        stack.append((one, True))
        if name in _NOT_TEXT:
            continue
        if name in _BLOCKS:
            yield "\f"
        yield one.text or ""
        stack.extend((child, False) for child in reversed(one))


def text_at(element: "Element | None", *paths: str) -> str:
    """Return the text at the first of some paths that has any."""
    return next((text for path in paths if (text := get_text(find(element, path)))), "")


def texts_at(element: "Element | None", path: str) -> list[str]:
    """Return the texts at a path, in order."""
    return [text for text in map(get_text, find_all(element, path)) if text]


def drop_empty(record: dict[str, Any]) -> dict[str, Any]:
    """Return the record without its empty fields."""
    return {key: value for key, value in record.items() if value}


def name_of(given: str, family: str, suffix: str = "") -> str:
    """Return a name as it is written in a line of authors."""
    return " ".join(filter(None, (given, family, suffix)))


YEAR: Final = re.compile(r"(?<!\d)(?:1[5-9]|2[01])\d\d(?!\d)")
