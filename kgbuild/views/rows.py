"""Parts of a page's rows: the key of a node, its properties, the sentence of a mention."""

import re
from typing import Any, Final

from kgbuild.graph.model import Mention, Paper, Thing

_OF_PAPERS: Final = ("url", "authors", "year", "venue", "doi", "arxiv", "sources", "outside_field", "kinds")
_OF_THINGS: Final = ("aliases", "kind", "url")


def to_key(iri: str, base: str) -> str:
    """Return an IRI as the page holds it: without `base` where it is a paper's or a thing's of it, else whole."""
    rest = iri.removeprefix(base)
    return rest if re.match(r"(entity|paper)/", rest) else iri


def list_properties(node: Paper | Thing) -> dict[str, Any]:
    """Return the properties of a node that not all have, by name; a thing's types where it has several."""
    names = _OF_PAPERS if isinstance(node, Paper) else (*_OF_THINGS, *(("types",) if len(node.types) > 1 else ()))
    found = ((name, getattr(node, name)) for name in names)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found if value}


def to_sentence(mention: Mention) -> str:
    """Return the sentence that a mention stands in, "" where the graph does not tell it."""
    return mention.prefix + mention.text + mention.suffix if mention.text else ""
